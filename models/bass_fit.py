"""What adoption counts tell about a Bass diffusion: its market and its two rates, with their uncertainty.

References
----------
.. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5): 215-227.
   doi:10.1287/mnsc.15.5.215
.. [2] Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product diffusion
   models. Marketing Science 5(2): 169-178. doi:10.1287/mksc.5.2.169
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, not_negative, positive
from models.bass import adopted

if TYPE_CHECKING:
    from scipy import optimize

__all__ = ["BassFit", "BassRegression", "Estimate", "bass_counts", "bass_regression", "fit_bass"]

# Three unknowns, and one period more to tell how uncertain they are.
FEWEST_PERIODS = 4
# Ends of the search, per period: what lies at them is refused, as the counts then tell too little.
LOWEST_P = 1e-30
HIGHEST_RATE = 20.0
# The counts must be more than this share of the market that they are explained by.
LEAST_SHARE = 1e-3
# A search that settles takes some ten steps; one that follows a valley without end is given up after these.
MOST_STEPS = 300


@dataclass(frozen=True)
class Estimate:
    """One estimated number.

    Attributes
    ----------
    value : best value
    standard_error : its standard error
    low, high : ends of its confidence interval
    """

    value: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class BassFit:
    """A Bass diffusion fitted to adoption counts.

    Attributes
    ----------
    m : adopters in the end (the market), in the unit of the counts
    p : rate of adoption by publicity, per unit of time
    q : rate of adoption by peers, per unit of time
    residual_sd : residual standard deviation of the counts, with three degrees of freedom taken off
    periods : number of counts
    confidence : coverage of the intervals
    """

    m: Estimate
    p: Estimate
    q: Estimate
    residual_sd: float
    periods: int
    confidence: float


@dataclass(frozen=True)
class BassRegression:
    """Bass's own estimates: `m`, `p` and `q` as in `BassFit`, without standard errors."""

    m: float
    p: float
    q: float


def bass_counts(periods: int, *, m: float, p: float, q: float, period: float = 1.0) -> Array:
    """Adoptions to expect in each period since the beginning.

    Parameters
    ----------
    periods : int
        Number of periods, 0 or more.
    m : float
        Adopters in the end, above 0.
    p, q : float
        Rates by publicity and by peers, per unit of time, not negative.
    period : float
        Length of a period, in units of time, above 0.

    Returns
    -------
    numpy.ndarray, shape (periods,)
        ``m (F(k) - F(k - 1))`` for period k [2]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> bass_counts(4, m=1000, p=0.03, q=0.38).round(1)
    array([35.8, 49.3, 65.4, 82.7])
    """
    if not (math.isfinite(periods) and periods >= 0 and periods == math.floor(periods)):
        raise ValueError(f"periods must be a whole number of 0 or more; got {periods!r}")
    market, length = float(positive("m", m)), float(positive("period", period))
    rates = float(not_negative("p", p)) * length, float(not_negative("q", q)) * length
    return market * _shares(int(periods), np.float64(rates[0]), np.float64(rates[1]))


def bass_regression(counts: ArrayLike, *, period: float = 1.0) -> BassRegression:
    """Market and rates by Bass's regression of counts on what was adopted before.

    Parameters
    ----------
    counts : array_like, shape (periods,)
        Adoptions in each period since the beginning, 4 periods or more, not negative, not all 0.
    period : float
        Length of a period, in units of time, above 0.

    Returns
    -------
    BassRegression
        From the least squares ``count = a + b Y + c Y**2``, Y being the sum of the counts before:
        ``m = (-b - sqrt(b**2 - 4 a c)) / (2 c)``, ``p = a / m``, ``q = -m c`` [1]_. It takes the rates to stand
        still within a period and is biased for that reason: `fit_bass` is to be preferred [2]_.

    Raises
    ------
    ValueError
        Where the counts are not as said, or the parabola has no end to the market (a <= 0, c >= 0 or next to it).

    Examples
    --------
    >>> fit = bass_regression([0.517, 1.169, 1.604, 2.044, 2.286])
    >>> round(fit.m, 4), round(fit.p, 5), round(fit.q, 5)
    (10.5037, 0.0626, 0.73766)
    """
    observed, length = _counts(counts), float(positive("period", period))
    total = observed.sum()
    before = (np.cumsum(observed) - observed) / total
    design = np.stack([np.ones_like(before), before, before**2], axis=1)
    a, b, c = (float(value) for value in np.linalg.lstsq(design, observed / total)[0])
    # Rounding may leave a trace of a square term where there is none.
    if a <= 0 or c >= -LEAST_SHARE * abs(b):
        raise ValueError(
            "these counts give Bass's regression no market: it needs a constant above 0 and a square term "
            f"clearly below 0; got {a:.4g} and {c:.4g} (counts as shares of their sum, {total:g})"
        )
    market = (-b - math.sqrt(b * b - 4 * a * c)) / (2 * c)
    return BassRegression(float(market * total), float(a / market / length), float(-market * c / length))


def fit_bass(counts: ArrayLike, *, period: float = 1.0, confidence: float = 0.95) -> BassFit:
    """Fit a Bass diffusion to adoption counts by nonlinear least squares.

    Parameters
    ----------
    counts : array_like, shape (periods,)
        Adoptions in each period since the beginning, 4 periods or more, not negative, not all 0.
    period : float
        Length of a period, in units of time, above 0: 13 for quarters, when time is in weeks.
    confidence : float
        Coverage of the intervals, between 0 and 1, exclusive.

    Returns
    -------
    BassFit
        The m, p and q with the least sum of squares of ``count - m (F(k) - F(k - 1))`` [2]_. Standard errors
        are those of linearised least squares with errors of one size; intervals use Student's t, for m and p
        on their logarithms, as neither can be 0, and for q cut off at 0.

    Raises
    ------
    ValueError
        Where the counts are not as said or do not determine the three numbers: because they stop long before
        the peak, so that any large market explains them, or because nearly all is over in the first period.

    Notes
    -----
    Before the counts have passed their peak the market is known poorly, and its interval says so.

    Examples
    --------
    >>> fit = fit_bass([36, 49, 65, 83, 98, 108, 110, 103, 89, 72, 55, 41])
    >>> round(fit.p.value, 3), round(fit.q.value, 2), round(fit.m.value, -1)
    (0.03, 0.38, 1000.0)
    >>> bool(fit.q.low < 0.38 < fit.q.high)
    True
    """
    observed, length = _counts(counts), float(positive("period", period))
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, exclusive; got {confidence!r}")
    # In units of the greatest count, so that the search is as precise for shares as for millions.
    unit = float(observed.max())
    found = _search(observed / unit)
    _refuse_undetermined(found.x, len(observed))
    if not found.success:
        raise ValueError(
            f"these counts do not determine m, p and q: the search had not settled after {MOST_STEPS} steps; "
            "add periods, up to the peak or later"
        )
    variance = 2 * float(found.cost) / (len(observed) - 3)
    deviations = np.sqrt(np.diag(_inverse(found.jac) * variance))
    from scipy import stats

    quantile = float(stats.t.ppf(0.5 + confidence / 2, len(observed) - 3))
    (log_p, q, log_m), (error_p, error_q, error_m) = found.x.tolist(), deviations.tolist()
    return BassFit(
        m=_positive_estimate(log_m, error_m, quantile, unit),
        p=_positive_estimate(log_p, error_p, quantile, 1 / length),
        q=Estimate(
            q / length,
            error_q / length,
            max(0.0, q - quantile * error_q) / length,
            (q + quantile * error_q) / length,
        ),
        residual_sd=float(np.sqrt(variance)) * unit,
        periods=len(observed),
        confidence=float(confidence),
    )


def _shares(periods: int, p: Array | np.float64, q: Array | np.float64) -> Array:
    """Share of the market that adopts in each period, shape (..., periods) for rates of shape (..., 1)."""
    cumulative = adopted(np.arange(periods + 1, dtype=np.float64), p, q, np.float64(0.0))
    return np.diff(np.asarray(cumulative))


def _search(observed: Array) -> optimize.OptimizeResult:
    """Least squares over (ln p, q, ln m), from the best point of a grid."""
    from scipy import optimize

    def residuals(unknowns: Array) -> Array:
        log_p, q, log_m = unknowns
        return np.asarray(np.exp(log_m) * _shares(len(observed), np.exp(log_p), q) - observed)

    return optimize.least_squares(
        residuals,
        _best_of_grid(observed),
        jac="3-point",
        bounds=([np.log(LOWEST_P), 0.0, -np.inf], [np.log(HIGHEST_RATE), HIGHEST_RATE, np.inf]),
        x_scale="jac",
        ftol=1e-12,
        xtol=1e-12,
        gtol=1e-12,
        max_nfev=MOST_STEPS,
    )


def _best_of_grid(observed: Array) -> Array:
    """(ln p, q, ln m) of the pair of rates that fits best, each with the market that suits it best."""
    p, q = np.meshgrid(np.geomspace(1e-12, 3.0, 80), np.geomspace(1e-3, 8.0, 60))
    rates = p.reshape(-1, 1), q.reshape(-1, 1)
    shares = _shares(len(observed), *rates)
    products, squares = shares @ observed, (shares**2).sum(axis=1)
    best = int(np.argmax(products**2 / squares))
    market = products[best] / squares[best]
    return np.array([np.log(rates[0][best, 0]), rates[1][best, 0], np.log(market)])


def _refuse_undetermined(unknowns: Array, periods: int) -> None:
    p, q = float(np.exp(unknowns[0])), float(unknowns[1])
    share = float(_shares(periods, np.float64(p), np.float64(q)).sum())
    if share < LEAST_SHARE:
        raise ValueError(
            f"these counts do not tell how large the market is: the best fit has {share:.2g} of it adopted after "
            f"{periods} periods, and at least {LEAST_SHARE:g} is needed; add periods, up to the peak or later"
        )
    if max(p, q) > 0.99 * HIGHEST_RATE:
        raise ValueError(
            f"these counts do not tell how fast adoption was: the best fit has p = {p:.3g} and q = {q:.3g} a period "
            f"and at most {HIGHEST_RATE:g} is allowed; count in shorter periods"
        )


def _inverse(jacobian: Array) -> Array:
    """Inverse of J'J, refused where some direction leaves the fit as it is."""
    _, sizes, directions = np.linalg.svd(np.asarray(jacobian), full_matrices=False)
    if sizes[-1] <= 1e-10 * sizes[0]:
        raise ValueError(
            "these counts do not determine m, p and q: other values fit as well as the best "
            f"(smallest to greatest singular value {sizes[-1] / sizes[0]:.1g}, above 1e-10 is needed)"
        )
    return np.asarray((directions.T / sizes**2) @ directions)


def _positive_estimate(logarithm: float, deviation: float, quantile: float, unit: float) -> Estimate:
    value = float(np.exp(logarithm)) * unit
    with np.errstate(over="ignore"):
        factor = float(np.exp(quantile * deviation))
    return Estimate(value, value * deviation, value / factor, value * factor)


def _counts(counts: ArrayLike) -> Array:
    observed = not_negative("counts", counts)
    if observed.ndim != 1 or len(observed) < FEWEST_PERIODS:
        raise ValueError(
            f"counts must be a list of {FEWEST_PERIODS} periods or more, as three numbers are estimated; "
            f"got shape {observed.shape}"
        )
    if not observed.any():
        raise ValueError(f"counts must not all be 0: nobody adopted in {len(observed)} periods")
    return observed
