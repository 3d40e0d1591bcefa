"""Public ratings: how many come in, and how far their mean is from the public's.

Those who rate are not a fair sample of the public. More ratings do not help against that; knowing how they came
about does. (Against chance, see `models.shrinkage`: shrinking does not remove bias, correcting does not remove noise.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, between, not_negative, plain, positive, refuse_unless, share

__all__ = [
    "STRONGEST_SELECTION",
    "corrected_mean",
    "expected_ratings",
    "observed_mean",
    "rating_bias",
    "standard_error",
]

# Log-odds of 20 make the satisfied half a billion times as likely to rate: beyond it nothing can be learnt.
STRONGEST_SELECTION = 20.0


def expected_ratings(public: ArrayLike, participation: ArrayLike) -> Numbers:
    """Mean number of people who rate in one round.

    Parameters
    ----------
    public : array_like
        People served, 0 or more.
    participation : array_like
        Share of them that rates in a round, 0 to 1; broadcast against `public`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``public * participation``; the number itself is taken to be Poisson (an assumption).

    Examples
    --------
    >>> float(expected_ratings(2_000, 0.03))
    60.0
    """
    return plain(not_negative("public", public) * share("participation", participation))


def observed_mean(satisfied: ArrayLike, selection: ArrayLike, solicited: ArrayLike = 0.0) -> Numbers:
    """Share of the ratings that are favourable, where raters are not a fair sample.

    Parameters
    ----------
    satisfied : array_like
        Share of the public that is satisfied (p), 0 to 1.
    selection : array_like
        Logarithm of how many times as likely the satisfied are to rate as the others (s), -20 to 20; below 0
        it is the angry who rate.
    solicited : array_like
        Share of the ratings that was arranged for and is always favourable (c), 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``c + (1 - c) * p * exp(s) / (p * exp(s) + 1 - p)``: Bayes' rule; that selection works by one ratio and
        that the solicited are always favourable are assumptions.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    Half the public is satisfied and three times as likely to rate; a fifth of the ratings is solicited:

    >>> round(float(observed_mean(0.5, np.log(3), 0.2)), 12)
    0.8
    """
    arranged = share("solicited", solicited)
    tilt = _selection(selection)
    return plain(arranged + (1 - arranged) * _tilted(share("satisfied", satisfied), tilt))


def rating_bias(satisfied: ArrayLike, selection: ArrayLike, solicited: ArrayLike = 0.0) -> Numbers:
    """How much better the mean rating looks than the public is satisfied.

    Parameters
    ----------
    satisfied, selection, solicited : array_like
        As in `observed_mean`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        `observed_mean` less `satisfied`; it does not get smaller with more ratings.

    Examples
    --------
    >>> rating_bias([0.0, 0.5, 1.0], np.log(3)).round(12).tolist()
    [0.0, 0.25, 0.0]
    """
    return plain(observed_mean(satisfied, selection, solicited) - share("satisfied", satisfied))


def corrected_mean(observed: ArrayLike, selection: ArrayLike, solicited: ArrayLike = 0.0) -> Numbers:
    """Share of the public that is satisfied, from the mean rating: the inverse of `observed_mean`.

    Parameters
    ----------
    observed : array_like
        Share of the ratings that are favourable, 0 to 1.
    selection, solicited : array_like
        As in `observed_mean`, with `solicited` below 1. They have to be known or estimated elsewhere; the
        correction is no better than they are.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Share from 0 to 1; 0 where fewer ratings are favourable than were solicited, as chance may have it.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(corrected_mean(0.8, np.log(3), 0.2)), 12)
    0.5
    """
    return plain(_tilted(_unsolicited(observed, solicited), -_selection(selection)))


def standard_error(
    observed: ArrayLike, n: ArrayLike, *, selection: ArrayLike = 0.0, solicited: ArrayLike = 0.0
) -> Numbers:
    """Standard error of the mean rating, or of `corrected_mean`.

    Parameters
    ----------
    observed : array_like
        Share of the ratings that are favourable (m), 0 to 1.
    n : array_like
        Number of ratings, above 0.
    selection, solicited : array_like
        As in `corrected_mean`; at 0 nothing is corrected.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``sqrt(m * (1 - m) / n)`` times the slope of `corrected_mean` at m (the delta method, good where n is
        large). The more is corrected, the less the ratings say.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(standard_error(0.8, 100)), 12)
    0.04
    """
    mean = share("observed", observed)
    half = _selection(selection) / 2
    organic = _unsolicited(mean, solicited)
    slope = 1 / (organic * np.exp(-half) + (1 - organic) * np.exp(half)) ** 2
    slope = slope / (1 - np.asarray(solicited, dtype=np.float64))
    return plain(slope * np.sqrt(mean * (1 - mean) / positive("n", n)))


def _selection(selection: ArrayLike) -> Array:
    return between("selection", selection, -STRONGEST_SELECTION, STRONGEST_SELECTION)


def _tilted(probability: Array, tilt: Array) -> Array:
    """`probability` with `tilt` added to its log-odds."""
    likely = probability * np.exp(tilt)
    return np.asarray(likely / (likely + (1 - probability)), dtype=np.float64)


def _unsolicited(observed: ArrayLike, solicited: ArrayLike) -> Array:
    """Share favourable among the ratings that nobody arranged."""
    arranged = share("solicited", solicited)
    refuse_unless(arranged < 1, "solicited", arranged, "below 1 (arranged ratings alone tell nothing)")
    return np.maximum((share("observed", observed) - arranged) / (1 - arranged), 0.0)
