"""How sure an answer is, and when it is sure enough.

The wish is looked at after a fixed series of replications, never "whenever there is time": so a question has one answer,
however fast the machine is and whatever was known before it was asked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.intervals import mean_interval
from simulation.runs import Runs

HEADLINE = "substance"
# Few replications can lie close together by chance: the wished precision is believed only from here on.
LEAST, MOST = 8, 400


def looks(most: int) -> list[int]:
    """Return the numbers of replications at which an answer is looked at: each at first, later a tenth more.

    Examples
    --------
    >>> looks(25)[17:]
    [18, 19, 20, 22, 24, 25]
    """
    counts = [1]
    while (following := counts[-1] + max(1, counts[-1] // 10)) < most:
        counts.append(following)
    return counts if counts[-1] >= most else [*counts, most]


def relative_half_width(runs: Runs) -> float:
    """Return the half width of the headline's 95% interval as a share of its mean: the widest of all scenarios."""
    return _half_width(runs.overall()[HEADLINE].T)


def first_sure(runs: Runs, precision: float) -> int | None:
    """Return the first look at which the wished precision was reached, or None."""
    values = runs.overall()[HEADLINE].T
    sure = (
        count for count in looks(len(values)) if count >= LEAST and _half_width(values[:count]) <= precision
    )
    return next(sure, None)


def _half_width(values: NDArray[np.float64]) -> float:
    """Return the widest relative half width; values of shape (replications, scenarios)."""
    mean, low, high = mean_interval(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(np.max((high - low) / 2 / np.abs(mean)))
