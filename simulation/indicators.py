"""What one quarter's review reports: means by level, weighted by headcount, and figures of the whole organisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.assessment import validity
from simulation.counting import Flow
from simulation.setting import Floats, Network

BY_LEVEL = (
    "outcome",
    "reported",
    "gain",
    "motivation",
    "strain",
    "skill",
    "clarity",
    "real_effort",
    "trace_effort",
    "formalism",
    "rating",
    "amplification",
)
WHOLE = (
    "alignment",
    "validity",
    "inequality",
    "appeals",
    "answered",
    "withdrawn",
    "pending",
    "appeal_wait",
    "started",
    "stopped",
    "converted",
)


class Indicators(NamedTuple):
    """``by_level`` has shape (levels + 1, len(BY_LEVEL)), the last row for terminal units; ``whole`` has shape (len(WHOLE),)."""

    by_level: Floats
    whole: Floats


def quarter_of(
    values: dict[str, Floats],
    score: Floats,
    alignment: Floats,
    flow: Floats,
    network: Network,
    pending: float,
) -> Indicators:
    """Return the indicators of one quarter from arrays over units, and the number of appeals pending at its end."""
    level, weight = network.level.astype(np.int64), network.headcount
    levels = int(level.max()) + 1
    heads = np.bincount(level, weights=weight, minlength=levels)
    terminal = np.where(network.terminal, weight, 0.0)
    table = np.empty((levels + 1, len(BY_LEVEL)))
    for column, name in enumerate(BY_LEVEL):
        sums = np.bincount(level, weights=weight * values[name], minlength=levels)
        table[:levels, column] = np.divide(sums, heads, out=np.full(levels, np.nan), where=heads > 0)
        table[levels, column] = (terminal * values[name]).sum() / max(terminal.sum(), 1e-300)
    # Only terminal units serve the public.
    table[:levels, BY_LEVEL.index("gain")] = np.where(
        np.bincount(level, weights=terminal, minlength=levels) > 0,
        table[:levels, BY_LEVEL.index("gain")],
        np.nan,
    )
    ends = np.flatnonzero(network.terminal)
    total = flow.sum(axis=0)
    answered = total[Flow.ANSWERED]
    whole = [
        mean_where_known(alignment[ends], weight[ends]),
        float(validity(score[ends], values["outcome"][ends])),
        gini(values["gain"][ends], weight[ends]),
        total[Flow.APPEALS],
        answered,
        total[Flow.WITHDRAWN],
        pending,
        total[Flow.APPEAL_WAIT] / answered if answered > 0 else np.nan,
        total[Flow.STARTED],
        total[Flow.STOPPED],
        total[Flow.CONVERTED],
    ]
    return Indicators(table, np.array(whole))


def mean_where_known(values: Floats, weights: Floats) -> float:
    """Return the weighted mean of the values that are numbers; NaN where none is."""
    known = ~np.isnan(values)
    if not known.any():
        return float("nan")
    return float((values[known] * weights[known]).sum() / weights[known].sum())


def gini(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of values of 0 or more with weights: 0 where all are equal.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0]), np.array([1.0, 3.0]))
    0.0
    >>> gini(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    0.5
    """
    order = np.argsort(values, kind="stable")
    held, share = np.cumsum(values[order] * weights[order]), weights[order] / weights.sum()
    if held[-1] <= 0.0:
        return 0.0
    lorenz = np.concatenate(([0.0], held / held[-1]))
    return float(1.0 - (share * (lorenz[1:] + lorenz[:-1])).sum())
