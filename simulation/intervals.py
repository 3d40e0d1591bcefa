"""Intervals, tests and planning for differences between runs on the same luck.

The statistics are scipy's; what is added here is what it leaves open: samples in which nothing varies, missing
values, a single replication. Student's and the normal law come from `scipy.special`, of which `scipy.stats` is made, and
Holm's correction is written out: `scipy.stats` takes longer to import than everything else together and 47 MB of
every visitor's memory, and the page of comparisons needs no more of it than that.

References
----------
.. [1] Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical
   Association 82(397): 171-185. doi:10.1080/01621459.1987.10478410
.. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
   Statistics 6(2): 65-70 (no DOI; jstor.org/stable/4615733).
.. [3] Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed., section 9.4.1. New York: McGraw-Hill (no
   DOI).
.. [4] Glasserman, P. and Yao, D. D. (1992). Some guidelines and guarantees for common random numbers.
   Management Science 38(6): 884-908. doi:10.1287/mnsc.38.6.884
"""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

__all__ = [
    "bootstrap_interval",
    "check_confidence",
    "holm",
    "mean_interval",
    "paired_p_value",
    "replications_needed",
    "settle",
    "variance_reduction",
]

Array = NDArray[np.float64]

ROUNDING = 1e-12
"""Differences smaller than this share of the values they are taken from are rounding errors."""

MOST_REPLICATIONS = 10**15


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is no share between 0 and 1.

    Raises
    ------
    ValueError
        Where `confidence` is not above 0 and below 1.
    """
    if not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise ValueError(f"confidence must be above 0 and below 1, such as 0.95; got {confidence!r}")


def settle(differences: ArrayLike, scale: ArrayLike) -> Array:
    """Take rounding errors out of differences that are really all the same.

    Parameters
    ----------
    differences : array_like, shape (replications, ...)
        Differences; NaN where one is missing.
    scale : array_like, broadcast against ``differences[0]``
        Size of the values that were subtracted.

    Returns
    -------
    numpy.ndarray
        The differences; where they vary by no more than rounding, all are their mean, or exactly 0.
    """
    settled = np.array(differences, dtype=np.float64)
    tolerance = ROUNDING * np.asarray(scale, dtype=np.float64)
    spread = np.fmax.reduce(settled, axis=0) - np.fmin.reduce(settled, axis=0)
    middle = _moments(settled)[0]
    middle = np.where(np.abs(middle) <= tolerance, 0.0, middle)
    return np.where((spread <= tolerance) & ~np.isnan(settled), middle, settled)


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array, Array]:
    """Mean over replications with its Student interval.

    Parameters
    ----------
    values : array_like, shape (replications, ...)
        One value a replication; NaN is left out.
    confidence : float
        Confidence of the two-sided interval.

    Returns
    -------
    mean, low, high : numpy.ndarray, shape (...)
        `low` and `high` are NaN with fewer than two values: one replication says nothing about its own error.

    Raises
    ------
    ValueError
        Where `confidence` is not between 0 and 1.

    Examples
    --------
    >>> mean, low, high = mean_interval([1.0, 2.0, 3.0])
    >>> float(mean), round(float(low), 3), round(float(high), 3)
    (2.0, -0.484, 4.484)
    """
    check_confidence(confidence)
    mean, spread, count = _moments(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = special.stdtrit(np.maximum(count - 1, 1), (1 + confidence) / 2) * spread / np.sqrt(count)
    return mean, mean - half, mean + half


def paired_p_value(differences: ArrayLike) -> Array:
    """Two-sided p value of the paired t test that the mean difference is 0.

    Parameters
    ----------
    differences : array_like, shape (replications, ...)
        Paired differences, settled (see `settle`); NaN is left out.

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN with fewer than two differences. If all differences are the same, 1 where they are 0 and 0
        elsewhere.
    """
    mean, spread, count = _moments(differences)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where((spread == 0) & (mean == 0), 0.0, np.abs(mean) / (spread / np.sqrt(count)))
    return np.asarray(2 * special.stdtr(np.maximum(count - 1, 1), -ratio), dtype=np.float64)


def bootstrap_interval(
    differences: ArrayLike, confidence: float = 0.95, *, resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Bootstrap interval of a mean, bias-corrected and accelerated (BCa) [1]_.

    Parameters
    ----------
    differences : array_like, shape (replications,)
        Settled differences (see `settle`); NaN is left out.
    confidence : float
        Confidence of the two-sided interval.
    resamples : int
        Resamples drawn.
    seed : int
        Seed of the resampling; the same seed gives the same interval.

    Returns
    -------
    low, high : float
        NaN with fewer than two differences; the common value twice if all are the same.

    Raises
    ------
    ValueError
        Where `confidence` is not between 0 and 1.

    Examples
    --------
    >>> bootstrap_interval([0.25, 0.25, 0.25])
    (0.25, 0.25)
    """
    from scipy import stats

    check_confidence(confidence)
    sample = np.asarray(differences, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    if len(sample) < 2:
        return math.nan, math.nan
    if sample.min() == sample.max():
        return float(sample[0]), float(sample[0])
    result = stats.bootstrap(
        (sample,),
        np.mean,
        vectorized=True,
        confidence_level=confidence,
        n_resamples=resamples,
        method="BCa",
        batch=max(1, 2_000_000 // len(sample)),  # bounds the memory at a few times 16 MB
        rng=np.random.default_rng(seed),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def holm(p_values: ArrayLike) -> Array:
    """P values corrected for testing several hypotheses at once [2]_.

    Parameters
    ----------
    p_values : array_like, shape (tests,)
        P values of one family of tests; NaN belongs to no family and stays NaN.

    Returns
    -------
    numpy.ndarray, shape (tests,)
        Corrected p values: rejecting those below 5 % is wrong about any of them in at most 5 % of families.

    Examples
    --------
    >>> [float(p) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    raw = np.asarray(p_values, dtype=np.float64)
    corrected, known = np.full(raw.shape, np.nan), raw[~np.isnan(raw)]
    order = np.argsort(known)
    stepped = np.maximum.accumulate(known[order] * np.arange(len(known), 0, -1))
    adjusted = np.empty_like(known)
    adjusted[order] = np.minimum(stepped, 1.0)
    corrected[~np.isnan(raw)] = adjusted
    return corrected


def variance_reduction(baseline: ArrayLike, scenario: ArrayLike, differences: ArrayLike) -> Array:
    """How many times more replications a comparison on separate luck would need for the same precision [4]_.

    Parameters
    ----------
    baseline, scenario, differences : array_like, shape (replications, ...)
        Paired values and their settled differences; NaN in all three where a pair is incomplete.

    Returns
    -------
    numpy.ndarray, shape (...)
        ``(variance of baseline + variance of scenario) / variance of the differences``. Below 1 the common
        luck did harm; infinite where only the differences never vary; NaN where nothing varies or fewer than
        two pairs exist.
    """
    apart = _moments(baseline)[1] ** 2 + _moments(scenario)[1] ** 2
    together = _moments(differences)[1] ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(apart / together, dtype=np.float64)


def replications_needed(spread: float, precision: float, confidence: float = 0.95) -> int:
    """Replications needed for an interval of a wished half width.

    Parameters
    ----------
    spread : float
        Standard deviation of one value (for a comparison: of one paired difference), as estimated so far.
    precision : float
        Wished half width of the interval, in the unit of the values, positive.
    confidence : float
        Confidence of the two-sided interval.

    Returns
    -------
    int
        The smallest n of 2 or more with ``t(n - 1) * spread / sqrt(n) <= precision`` [3]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or the precision cannot be had with 10**15 replications.

    Examples
    --------
    >>> replications_needed(0.31**0.5, 0.25, confidence=0.90)
    16
    """
    check_confidence(confidence)
    if not (math.isfinite(precision) and precision > 0):
        raise ValueError(f"precision must be a positive number, a half width; got {precision!r}")
    if not (math.isfinite(spread) and spread >= 0):
        raise ValueError(f"spread must be a number of 0 or more; got {spread!r}")
    level = (1 + confidence) / 2
    # Student's factor is above the normal one, so that the normal answer is where the search may start.
    least = (float(special.ndtri(level)) * spread / precision) ** 2
    if least > MOST_REPLICATIONS:
        raise ValueError(
            f"precision {precision!r} needs more than {MOST_REPLICATIONS:.0e} replications "
            f"at a spread of {spread:.6g}"
        )
    count = max(2, math.ceil(least))
    while float(special.stdtrit(count - 1, level)) * spread / math.sqrt(count) > precision:
        count += 1
    return count


def _moments(values: ArrayLike) -> tuple[Array, Array, NDArray[np.int64]]:
    """Mean, standard deviation and number of the values that are not NaN, along the first axis."""
    array = np.asarray(values, dtype=np.float64)
    count = np.sum(~np.isnan(array), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(array, axis=0) / count
        spread = np.sqrt(np.nansum((array - mean) ** 2, axis=0) / (count - 1))
    # The mean of equal numbers may be off by a rounding error; their spread is 0 all the same.
    same = (np.fmax.reduce(array, axis=0) == np.fmin.reduce(array, axis=0)) & (count > 1)
    return np.asarray(mean), np.where(same, 0.0, np.where(count > 1, spread, np.nan)), count
