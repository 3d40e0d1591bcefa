"""Bass diffusion over the lines of a network: everybody imitates those around him, not all.

The hazard of unit i is ``p + q m_i``, m_i being the mean, weighted by its lines, of what its neighbours have adopted. Where all are
neighbours of all, m_i is the share F of all who have adopted, and this is Bass' model (`models.bass`).

References
----------
.. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5): 215-227.
   doi:10.1287/mnsc.15.5.215
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Numbers, not_negative, plain, share

__all__ = ["bass_among_neighbours"]


def bass_among_neighbours(
    known: ArrayLike, around: ArrayLike, time: ArrayLike, p: ArrayLike, q: ArrayLike
) -> Numbers:
    """Share that a unit has adopted after some time.

    Parameters
    ----------
    known : array_like
        Share that the unit has adopted at the beginning, 0 to 1.
    around : array_like
        Share that its neighbours have adopted at the beginning, 0 to 1: their mean, weighted by the lines.
    time, p, q : array_like
        As in `models.bass.bass_adopted`. All five are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``1 - (1 - known) S(time) / S(0)``, S being the share that has not adopted on Bass' course [1]_ from `around` on. So it
        is exactly `bass_adopted` where unit and neighbours know alike, and where all are neighbours of all the mean over them
        is. Elsewhere the neighbours are taken to follow Bass' course while the time lasts (an assumption, good for times
        that are short beside 1 / (p + q)).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    Who stands among those who know learns sooner than who stands alone:

    >>> bass_among_neighbours(0.0, [0.0, 0.5, 1.0], 1.0, p=0.03, q=0.38).round(4).tolist()
    [0.0358, 0.2138, 0.3363]
    """
    mine, others = share("known", known), share("around", around)
    weeks, publicity, emulation = not_negative("time", time), not_negative("p", p), not_negative("q", q)
    both = publicity + emulation
    decay = np.exp(-both * weeks)
    # S(time) / S(0) = (p + q) e / (p + q - q S(0) (1 - e)): the denominator is at least p + q e.
    below = both - emulation * (1 - others) * (1 - decay)
    left = np.divide(both * decay, below, out=np.ones(np.broadcast(below, decay).shape), where=below > 0)
    return plain(1 - (1 - mine) * left)
