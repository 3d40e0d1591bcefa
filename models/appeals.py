"""Appeals: how many come, how many of them wait, and what waiting does to the sense of gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Numbers, not_negative, plain, refuse_unless, share

__all__ = ["appeal_rate", "hurt_after", "hurt_by_waiting", "unanswered_share"]


def appeal_rate(base: ArrayLike, gain: ArrayLike) -> Numbers:
    """Appeals that arrive in a unit of time.

    Parameters
    ----------
    base : array_like
        Appeals where nobody has a sense of gain (lambda_A), 0 or more, in a unit of time.
    gain : array_like
        Sense of gain, 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``base * (1 - gain)``, in the unit of `base` (an assumption).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(appeal_rate(4.0, 0.75))
    1.0
    """
    return plain(not_negative("base", base) * (1 - share("gain", gain)))


def hurt_by_waiting(gain: ArrayLike, unanswered_share: ArrayLike, harm: ArrayLike) -> Numbers:
    """Sense of gain that is left where appeals go unanswered.

    Parameters
    ----------
    gain : array_like
        Sense of gain before, 0 to 1.
    unanswered_share : array_like
        Share of the appeals that are unanswered at the end of the quarter, 0 to 1; see `unanswered_share`.
    harm : array_like
        Share of the sense of gain lost where no appeal at all is answered, 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain * (1 - harm * unanswered_share)`` (an assumption); never below 0.

    Raises
    ------
    ValueError
        Where an argument is outside 0 to 1.

    Examples
    --------
    >>> round(float(hurt_by_waiting(0.6, 0.5, 0.2)), 12)
    0.54
    """
    waiting = share("unanswered_share", unanswered_share)
    return plain(share("gain", gain) * (1 - share("harm", harm) * waiting))


def unanswered_share(open_before: ArrayLike, raised: ArrayLike, answered: ArrayLike) -> Numbers:
    """Share of all appeals that were open in a quarter and got no answer in it.

    Parameters
    ----------
    open_before : array_like
        Appeals from former quarters that were still open when the quarter began, 0 or more.
    raised, answered : array_like
        Appeals raised and answered in the quarter, 0 or more; no more answered than were open or raised.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``1 - answered / (open_before + raised)``; 0 where nobody had appealed. An appeal counts in every quarter in which it
        waits, and one that is given up counts as unanswered in the quarter in which that happens.

    Raises
    ------
    ValueError
        Where a number is negative or not finite, or more were answered than there were.

    Examples
    --------
    >>> unanswered_share([0, 0, 3], [4, 0, 1], [3, 0, 1]).tolist()
    [0.25, 0.0, 0.75]
    """
    there = not_negative("open_before", open_before) + not_negative("raised", raised)
    heard, there = np.broadcast_arrays(not_negative("answered", answered), there)
    refuse_unless(heard <= there, "answered", heard, "no more than were open or raised")
    return plain(np.where(there > 0, 1.0 - heard / np.maximum(there, 1e-300), 0.0))


def hurt_after(gain: ArrayLike, unanswered_share: ArrayLike, harm: ArrayLike, quarters: ArrayLike) -> Numbers:
    """Sense of gain that is left after a number of quarters in all of which the same share of appeals waits.

    Parameters
    ----------
    gain, unanswered_share, harm : array_like
        As in `hurt_by_waiting`.
    quarters : array_like
        Number of quarters, 0 or more.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain * (1 - harm * unanswered_share)**quarters``, the closed form of `hurt_by_waiting` repeated: who waits longer is
        hurt more (an assumption).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> hurt_after(0.8, 1.0, 0.5, [0, 1, 2]).round(12).tolist()
    [0.8, 0.4, 0.2]
    """
    left = 1 - share("harm", harm) * share("unanswered_share", unanswered_share)
    return plain(share("gain", gain) * left ** not_negative("quarters", quarters))
