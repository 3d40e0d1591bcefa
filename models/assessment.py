"""Assessment: the score, what it rewards against what is valued, and which signals it should use.

Two numbers tell whether an assessment is any good: its `alignment` (does it reward what is valued?) and its
`validity` (do those who score high achieve more?). Either can be high while the other is low.

References
----------
.. [1] Baker, G. (2002). Distortion and risk in optimal incentive contracts. Journal of Human Resources 37(4):
   728-751. doi:10.2307/3069615
.. [2] Holmström, B. (1979). Moral hazard and observability. Bell Journal of Economics 10(1): 74-91.
   doi:10.2307/3003320
.. [3] Holmström, B. and Milgrom, P. (1987). Aggregation and linearity in the provision of intertemporal
   incentives. Econometrica 55(2): 303-328. doi:10.2307/1913238
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, finite, not_negative, plain, refuse_unless

__all__ = [
    "alignment",
    "double_helix_score",
    "informativeness_weights",
    "optimal_intensity",
    "validity",
]


def double_helix_score(
    process: ArrayLike, business: ArrayLike, public: ArrayLike, weights: ArrayLike
) -> Numbers:
    """Score of the joint assessment: a weighted mean of process, business results and public ratings.

    Parameters
    ----------
    process, business, public : array_like
        The three parts, all in the same unit; broadcast against one another.
    weights : array_like, shape (..., 3)
        Weights of the three in this order, not negative and not all 0; they are divided by their sum. What
        comes before the last axis is broadcast against the parts.

    Returns
    -------
    numpy.ndarray or numpy.float64
        The score, in the unit of the parts; never below the lowest part nor above the highest. That the parts
        add up in a straight line is an assumption. Gaming (`models.gaming`) and noise come on top of it.

    Raises
    ------
    ValueError
        Where a part is not finite, or the weights are not three, negative or all 0.

    Examples
    --------
    >>> round(float(double_helix_score(0.9, 0.6, 0.3, weights=[2, 1, 1])), 12)
    0.675
    """
    shares = not_negative("weights", weights)
    if shares.ndim == 0 or shares.shape[-1] != 3:
        raise ValueError(f"weights must be three (process, business, public); got shape {shares.shape}")
    total = shares.sum(axis=-1)
    refuse_unless(total > 0, "the sum of weights", total, "positive")
    shares = shares / total[..., None]
    named = (("process", process), ("business", business), ("public", public))
    return plain(sum(shares[..., part] * finite(name, values) for part, (name, values) in enumerate(named)))


def alignment(rewarded: ArrayLike, valued: ArrayLike) -> Numbers:
    """Cosine of the angle between what is rewarded and what is valued (Baker).

    Parameters
    ----------
    rewarded : array_like, shape (..., tasks)
        How much a unit of effort on each task raises the measured performance (Baker's g).
    valued : array_like, shape (..., tasks)
        How much it raises what the organisation is there for (Baker's f).

    Returns
    -------
    numpy.ndarray or numpy.float64
        From -1 to 1; 1 is an undistorted measure, 0 one that has nothing to do with the value [1]_. NaN where
        nothing is rewarded or nothing is valued.

    Raises
    ------
    ValueError
        Where a number is not finite or there are not as many rewarded as valued tasks.

    Examples
    --------
    Traces are rewarded as much as real work, but only real work is valued:

    >>> round(float(alignment([1, 1], [1, 0])), 4)
    0.7071
    """
    measured, value = _vectors(rewarded, valued)
    # Directions are made of length 1 first, so that very large and very small rewards neither over- nor underflow.
    return plain(np.clip((_direction(measured) * _direction(value)).sum(axis=-1), -1, 1))


def optimal_intensity(
    rewarded: ArrayLike, valued: ArrayLike, risk_aversion: ArrayLike, noise: ArrayLike
) -> Numbers:
    """Pay for a unit of measured performance that is best for both sides together (Baker).

    The agent earns a fixed sum and b for every unit of measured performance g·a + e, pays a·a / 2 for effort a
    and dislikes the variance of pay: the agent gains ``b g·a - a·a / 2 - risk_aversion * b**2 * noise**2``. So
    a = b g, and both sides together gain ``b f·g - b**2 g·g / 2 - risk_aversion * b**2 * noise**2``. That is
    greatest at ``b = f·g / (g·g + 2 * risk_aversion * noise**2)``.

    Parameters
    ----------
    rewarded, valued : array_like, shape (..., tasks)
        g and f, as in `alignment`.
    risk_aversion : array_like
        What a unit of variance of pay costs the agent, not negative: half the coefficient of absolute risk
        aversion where that is constant and e is normal.
    noise : array_like
        Standard deviation of the error e of the measure, not negative.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``|f| |g| cos / (|g|**2 + 2 * risk_aversion * noise**2)`` [1]_: the more distorted and the noisier the
        measure, the weaker the incentive. Negative where the measure goes against the value. NaN where
        nothing is rewarded.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(optimal_intensity([1, 1], [1, 0], risk_aversion=1, noise=1))
    0.25
    """
    measured, value = _vectors(rewarded, valued)
    risk = 2 * not_negative("risk_aversion", risk_aversion) * not_negative("noise", noise) ** 2
    strength = (measured**2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return plain(np.where(strength > 0, (measured * value).sum(axis=-1) / (strength + risk), np.nan))


def validity(score: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None) -> Numbers:
    """Correlation over units of the score with the true outcome.

    Parameters
    ----------
    score, outcome : array_like, shape (..., units)
        Score and true outcome of every unit; broadcast against each other.
    weight : array_like, shape (..., units), optional
        Weight of every unit, such as its headcount; not negative. All count alike by default.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Pearson's correlation (weighted) over the last axis, -1 to 1; NaN where the units of positive weight
        all have the same score or the same outcome.

    Raises
    ------
    ValueError
        Where a number is not finite, a weight is negative, or there is no axis of units.

    Examples
    --------
    >>> float(validity([1, 2, 3, 4], [10, 30, 20, 40]).round(12))
    0.8
    >>> float(validity([1, 1, 1], [1, 2, 3]))
    nan
    """
    scores, outcomes = finite("score", score), finite("outcome", outcome)
    weights = None if weight is None else not_negative("weight", weight)
    if max(scores.ndim, outcomes.ndim, 0 if weights is None else weights.ndim) == 0:
        raise ValueError("score and outcome must list the units; single numbers were given")
    if weights is None:
        scores, outcomes = np.broadcast_arrays(scores, outcomes)
        deviations, against = _direction(_centred(scores)), _direction(_centred(outcomes))
    else:
        scores, outcomes, weights = np.broadcast_arrays(scores, outcomes, weights)
        deviations = _direction(_weighted(scores, weights) * np.sqrt(weights))
        against = _direction(_weighted(outcomes, weights) * np.sqrt(weights))
    return plain(np.clip((deviations * against).sum(axis=-1), -1, 1))


def informativeness_weights(sensitivity: ArrayLike, covariance: ArrayLike) -> Array:
    """Weights of signals in the best linear contract on one effort.

    A signal belongs into the contract exactly if it tells something about effort that the others do not
    (Holmström's informativeness [2]_). With normal signals and the linear contracts of [3]_ the best pay is
    proportional to ``inverse(covariance) @ sensitivity``: of all the signals that respond alike to effort,
    that sum varies least.

    Parameters
    ----------
    sensitivity : array_like, shape (..., signals)
        How much a unit of effort raises each signal; not all 0.
    covariance : array_like, shape (..., signals, signals)
        Covariance of the signals at given effort, symmetric and positive definite.

    Returns
    -------
    numpy.ndarray, shape (..., signals)
        Weights under which a unit of effort raises the weighted sum by exactly 1; its variance is then
        ``1 / (sensitivity @ inverse(covariance) @ sensitivity)``. A signal that adds no information gets 0; one
        that only shows the noise of the others gets a negative weight (relative assessment).

    Raises
    ------
    ValueError
        Where shapes do not fit, all sensitivities are 0, or the covariance is not symmetric and positive
        definite (a signal is then an exact copy of others: leave it out).

    Examples
    --------
    The second signal is the first one with more noise on top, so it is redundant:

    >>> informativeness_weights([1, 1], [[1, 1], [1, 2]]).tolist()
    [1.0, 0.0]
    """
    response = finite("sensitivity", sensitivity)
    noise = finite("covariance", covariance)
    if response.ndim == 0 or noise.ndim < 2 or noise.shape[-2:] != (response.shape[-1],) * 2:
        raise ValueError(
            "covariance must be square with one row for each sensitivity; "
            f"got shapes {noise.shape} and {response.shape}"
        )
    refuse_unless((response != 0).any(axis=-1), "sensitivity", np.abs(response).max(axis=-1), "not all 0")
    _check_covariance(noise)
    precise = np.linalg.solve(noise, response[..., None])[..., 0]
    return np.asarray(precise / (response * precise).sum(axis=-1, keepdims=True), dtype=np.float64)


def _vectors(rewarded: ArrayLike, valued: ArrayLike) -> tuple[Array, Array]:
    measured, value = finite("rewarded", rewarded), finite("valued", valued)
    if measured.ndim == 0 or value.ndim == 0 or measured.shape[-1] != value.shape[-1]:
        raise ValueError(
            "rewarded and valued must list the same tasks on their last axis; "
            f"got shapes {measured.shape} and {value.shape}"
        )
    return measured, value


def _direction(vectors: Array) -> Array:
    """`vectors` of length 1 along the last axis; NaN where all entries are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = vectors / np.abs(vectors).max(axis=-1, keepdims=True, initial=0)
        return np.asarray(scaled / np.sqrt((scaled**2).sum(axis=-1, keepdims=True)), dtype=np.float64)


def _centred(values: Array) -> Array:
    """Deviations from the mean; exactly 0 where all are alike."""
    low = values.min(axis=-1, keepdims=True, initial=np.inf)
    high = values.max(axis=-1, keepdims=True, initial=-np.inf)
    count = max(values.shape[-1], 1)
    # A mean of equal numbers may differ from them in the last bit, which would look like spread.
    return np.where(high > low, values - values.sum(axis=-1, keepdims=True) / count, 0.0)


def _weighted(values: Array, weights: Array) -> Array:
    """Deviations from the weighted mean; exactly 0 where the units that count are all alike."""
    counts = weights > 0
    low = np.where(counts, values, np.inf).min(axis=-1, keepdims=True, initial=np.inf)
    high = np.where(counts, values, -np.inf).max(axis=-1, keepdims=True, initial=-np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weights * values).sum(axis=-1, keepdims=True) / weights.sum(axis=-1, keepdims=True)
    return np.where(high > low, values - mean, 0.0)


def _check_covariance(noise: Array) -> None:
    if not np.allclose(noise, np.swapaxes(noise, -1, -2), rtol=1e-9, atol=0):
        raise ValueError(f"covariance must be symmetric; got {noise.tolist()!r}")
    lowest = np.linalg.eigvalsh(noise)[..., 0]
    largest = np.abs(np.diagonal(noise, axis1=-2, axis2=-1)).max(axis=-1)
    if np.any(lowest <= 1e-12 * largest):
        raise ValueError(
            "covariance must be positive definite, no signal an exact copy of others (leave such a one out); "
            f"its smallest eigenvalue is {float(lowest.min()):.3g}"
        )
