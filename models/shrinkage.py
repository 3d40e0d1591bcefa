"""Shrinkage of ratings: a mean of few ratings is moved towards what was known beforehand.

References
----------
.. [1] Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. Journal of
   the American Statistical Association 70(350): 311-319. doi:10.1080/01621459.1975.10479864
.. [2] DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials 7(3):
   177-188. doi:10.1016/0197-2456(86)90046-2
.. [3] Lindley, D. V. and Smith, A. F. M. (1972). Bayes estimates for the linear model. Journal of the Royal
   Statistical Society B 34(1): 1-41. doi:10.1111/j.2517-6161.1972.tb00885.x
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from models.array_checks import Array, Numbers, finite, not_negative, plain, positive, refuse_unless

__all__ = ["prior_weight_from_data", "shrunken_interval", "shrunken_mean"]

Rule = Literal["moments", "james-stein"]


def shrunken_mean(mean: ArrayLike, n: ArrayLike, prior: ArrayLike, prior_weight: ArrayLike) -> Numbers:
    """Mean of few ratings, moved towards a prior mean.

    Parameters
    ----------
    mean : array_like
        Mean of the ratings; not looked at (and may be NaN) where `n` is 0.
    n : array_like
        Number of ratings, 0 or more.
    prior : array_like
        Mean expected beforehand.
    prior_weight : array_like
        Number of ratings that the prior is worth (k), 0 or more; infinite to believe the prior alone. See
        `prior_weight_from_data`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(n * mean + k * prior) / (n + k)`` [1]_ [3]_; NaN where n and k are both 0, as nothing is known.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    Two ratings of 1.0 do not make the best office of the county:

    >>> shrunken_mean([1.0, 0.85], [2, 200], prior=0.7, prior_weight=20).round(3).tolist()
    [0.727, 0.836]
    """
    counts = not_negative("n", n)
    means = np.where(counts > 0, np.asarray(mean, dtype=np.float64), 0.0)
    expected = finite("prior", prior)
    own = _own_share(counts, prior_weight)
    return plain(own * finite("mean", means) + (1 - own) * expected)


def shrunken_interval(
    mean: ArrayLike,
    n: ArrayLike,
    prior: ArrayLike,
    prior_weight: ArrayLike,
    *,
    within_variance: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Interval in which the true mean lies with a given probability, after the ratings.

    Parameters
    ----------
    mean, n, prior, prior_weight : array_like
        As in `shrunken_mean`.
    within_variance : array_like
        Variance of a single rating around the true mean of its office, positive.
    confidence : float
        Probability, above 0 and below 1.

    Returns
    -------
    low, high : numpy.ndarray or numpy.float64
        ``shrunken_mean -+ z * sqrt(within_variance / (n + k))``: the posterior of a normal mean under a normal
        prior of variance ``within_variance / k`` [3]_. Nothing keeps it inside the scale of the ratings: where n
        and k are small it may pass the ends. NaN where n and k are both 0.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> low, high = shrunken_interval(0.85, 80, 0.7, 20, within_variance=0.16)
    >>> round(float(low), 4), round(float(high), 4)
    (0.7416, 0.8984)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be above 0 and below 1; got {confidence!r}")
    centre = np.asarray(shrunken_mean(mean, n, prior, prior_weight))
    spread = positive("within_variance", within_variance)
    worth = np.asarray(n, dtype=np.float64) + np.asarray(prior_weight, dtype=np.float64)
    with np.errstate(divide="ignore"):
        half = special.ndtri((1 + confidence) / 2) * np.sqrt(spread / worth)
    return plain(centre - half), plain(centre + half)


def prior_weight_from_data(
    means: ArrayLike, n: ArrayLike, within_variance: float, *, rule: Rule = "moments"
) -> Numbers:
    """Number of ratings that the prior is worth, from how much the means of the offices differ.

    Parameters
    ----------
    means : array_like, shape (..., offices)
        Mean rating of every office; not looked at where `n` is 0.
    n : array_like, shape (..., offices)
        Number of ratings of every office, 0 or more.
    within_variance : float
        Variance of a single rating around the true mean of its office, positive.
    rule : {"moments", "james-stein"}
        "moments" estimates the variance between offices by the moments of DerSimonian and Laird [2]_ and takes
        any numbers of ratings. "james-stein" shrinks by the factor of Stein's estimator towards the grand mean as
        Efron and Morris use it [1]_; it takes at least four offices with equal numbers, and shrinks a little less.

    Returns
    -------
    numpy.ndarray or numpy.float64
        k = `within_variance` / variance between offices. Infinite where the offices differ no more than chance
        makes them differ: their means tell nothing about them.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or fewer offices have ratings than the rule needs (two or four).

    Examples
    --------
    >>> prior_weight_from_data([[0.5, 0.7, 0.9], [0.70, 0.71, 0.69]], 20, 0.2).round(3).tolist()
    [6.667, inf]
    """
    if rule not in get_args(Rule):
        raise ValueError(f"rule must be one of {', '.join(get_args(Rule))}; got {rule!r}")
    variance = float(positive("within_variance", within_variance))
    counts = not_negative("n", n)
    values = np.where(counts > 0, np.asarray(means, dtype=np.float64), 0.0)
    values, counts = np.broadcast_arrays(finite("means", values), counts)
    if values.ndim == 0:
        raise ValueError("means must list the offices; a single number was given")
    offices = np.asarray((counts > 0).sum(axis=-1), dtype=np.float64)
    fewest = 2 if rule == "moments" else 4
    refuse_unless(offices >= fewest, "the number of offices with ratings", offices, f"{fewest} or more")
    if rule == "moments":
        return plain(_by_moments(values, counts, variance))
    _refuse_unequal(counts)
    return plain(_by_james_stein(values, counts, variance))


def _by_moments(values: Array, counts: Array, variance: float) -> Array:
    squares, offices, total = _spread(values, counts)
    size = total - (counts**2).sum(axis=-1) / total
    return _ratio(size, squares / variance - (offices - 1))


def _by_james_stein(values: Array, counts: Array, variance: float) -> Array:
    # Each mean moves by (offices - 3) / Q = k / (n + k) of its distance, Q being squares / variance.
    squares, offices, total = _spread(values, counts)
    return _ratio(total / offices * (offices - 3), squares / variance - (offices - 3))


def _spread(values: Array, counts: Array) -> tuple[Array, Array, Array]:
    """Squared deviations of the means, times the numbers of ratings; offices with ratings; all ratings."""
    total = counts.sum(axis=-1)
    grand = (counts * values).sum(axis=-1) / total
    squares = (counts * (values - grand[..., None]) ** 2).sum(axis=-1)
    return squares, np.asarray((counts > 0).sum(axis=-1), dtype=np.float64), total


def _ratio(size: Array, excess: Array) -> Array:
    """`size` / `excess`; infinite where the offices differ no more than chance makes them differ."""
    with np.errstate(divide="ignore"):
        return np.asarray(size / np.maximum(excess, 0), dtype=np.float64)


def _refuse_unequal(counts: Array) -> None:
    lowest = np.where(counts > 0, counts, np.inf).min(axis=-1)
    highest = counts.max(axis=-1)
    if np.any(lowest != highest):
        raise ValueError(
            "rule 'james-stein' needs the same number of ratings everywhere (use 'moments'); "
            f"got numbers from {float(lowest.min()):g} to {float(highest.max()):g}"
        )


def _own_share(counts: Array, prior_weight: ArrayLike) -> Array:
    """Weight of the office's own mean, n / (n + k)."""
    prior = np.asarray(prior_weight, dtype=np.float64)
    refuse_unless(prior >= 0, "prior_weight", prior, "a number of 0 or more")
    with np.errstate(invalid="ignore"):
        return np.asarray(counts / (counts + prior), dtype=np.float64)
