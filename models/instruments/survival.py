"""How long a stage takes when not everything has come through it yet: Kaplan-Meier, medians with intervals.

References
----------
Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the American
Statistical Association 53(282): 457-481. doi:10.1080/01621459.1958.10501452

Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38(1): 29-41.
doi:10.2307/2530286
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.duration.survfunc import SurvfuncRight

_SAME = 1e-12


class Median(NamedTuple):
    """A median time with its interval; NaN where it is not reached, infinite where there is no upper limit yet."""

    median: float
    low: float
    high: float


def median_time(times: ArrayLike, finished: ArrayLike, *, confidence: float = 0.95) -> Median:
    """Median of times of which some were cut off before the end.

    Parameters
    ----------
    times : array_like, shape (cases,)
        Time to the end, or to the day on which a case was last seen; 0 or more.
    finished : array_like of bool, shape (cases,)
        Whether the case came to its end; False: cut off (censored).
    confidence : float
        Of the interval, which is that of Brookmeyer and Crowley on the scale log(-log S).

    Returns
    -------
    Median
        First time at which half or fewer are left by Kaplan and Meier's estimate; NaN if more than half are left at
        the last end seen. Where no limit can be told from so few cases it is NaN, or infinite above.

    Examples
    --------
    Six cases, two of them cut off: 5/6 are left after 1, then 3/4, 2/4 and 1/4 of them:

    >>> median_time([1, 1.5, 2, 3, 4, 5], [True, False, True, True, True, False]).median
    3.0
    """
    lengths, ends = np.asarray(times, dtype=np.float64), np.asarray(finished, dtype=np.int64)
    if not len(lengths) or not ends.any():
        return Median(np.nan, np.nan, np.nan)
    curve = SurvfuncRight(lengths, ends)
    reached = np.flatnonzero(curve.surv_prob <= 0.5 + _SAME)
    median = float(curve.surv_times[reached[0]]) if len(reached) else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = curve.quantile_ci(0.5, alpha=1 - confidence)
    return Median(median, float(low), float(high))
