"""Bass diffusion: how a practice spreads among all who may adopt it, and what adoption counts tell about it.

Those who have not adopted yet do so at a rate p, by publicity, plus q times the share that has adopted, by
their peers.

References
----------
.. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5): 215-227.
   doi:10.1287/mnsc.15.5.215
.. [2] Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product diffusion
   models. Marketing Science 5(2): 169-178. doi:10.1287/mksc.5.2.169
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, not_negative, plain, positive, share

__all__ = ["bass_adopted", "bass_density", "bass_peak_adopted", "bass_peak_density", "bass_peak_time"]


def bass_adopted(time: ArrayLike, p: ArrayLike, q: ArrayLike, *, start: ArrayLike = 0.0) -> Numbers:
    """Share of all who may adopt that has adopted after some time, Bass's F(t).

    Parameters
    ----------
    time : array_like
        Time since the share was `start`, in any unit, not negative.
    p : array_like
        Rate of adoption by publicity (Bass's innovation), per unit of time, not negative.
    q : array_like
        Rate of adoption by peers (imitation) when all others have adopted, per unit of time, not negative.
    start : array_like
        Share that has adopted at time 0, between 0 and 1. So a quarter with its own p and q carries on where
        the last one ended. All four are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        The solution of ``dF/dt = (p + q F)(1 - F)``; from 0 it is
        ``(1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t))`` [1]_. Without publicity nobody is first:
        0 stays 0 when p is 0.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(bass_adopted(bass_peak_time(0.03, 0.38), 0.03, 0.38)), 4)
    0.4605
    >>> halfway = bass_adopted(4.0, 0.03, 0.38)
    >>> bool(np.isclose(bass_adopted(6.0, 0.03, 0.38, start=halfway), bass_adopted(10.0, 0.03, 0.38)))
    True
    """
    times, ps, qs = _arguments(time, p, q)
    return plain(adopted(times, ps, qs, share("start", start)))


def bass_density(time: ArrayLike, p: ArrayLike, q: ArrayLike) -> Numbers:
    """Adoptions per unit of time, as a share of all who may adopt: Bass's f(t).

    Parameters
    ----------
    time, p, q : array_like
        As in `bass_adopted`; at time 0 nobody has adopted.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(p + q F(t)) (1 - F(t))`` [1]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(bass_density(0.0, 0.03, 0.38))
    0.03
    """
    times, ps, qs = _arguments(time, p, q)
    decay = np.exp(-(ps + qs) * times)
    # 1 - F by itself: as a difference it would lose all its digits once nearly all have adopted.
    remaining = _ratio((ps + qs) * decay, ps + qs * decay, 1.0)
    return plain((ps + qs * adopted(times, ps, qs, np.float64(0.0))) * remaining)


def bass_peak_time(p: ArrayLike, q: ArrayLike) -> Numbers:
    """Time at which most adopt.

    Parameters
    ----------
    p, q : array_like
        As in `bass_adopted`, but p above 0: without publicity there is no beginning to count from.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``ln(q / p) / (p + q)`` [1]_; 0 where q is not above p, as adoption then only falls.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(bass_peak_time(0.03, 0.38)), 3)
    6.193
    """
    ps, qs = _peak_arguments(p, q)
    return plain(np.log(qs / ps) / (ps + qs))


def bass_peak_adopted(p: ArrayLike, q: ArrayLike) -> Numbers:
    """Share that has adopted when most adopt.

    Parameters
    ----------
    p, q : array_like
        As in `bass_peak_time`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(1 - p / q) / 2`` [1]_, always below one half; 0 where q is not above p.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(bass_peak_adopted(0.03, 0.38)), 4)
    0.4605
    """
    ps, qs = _peak_arguments(p, q)
    return plain((1 - ps / qs) / 2)


def bass_peak_density(p: ArrayLike, q: ArrayLike) -> Numbers:
    """Adoptions per unit of time when most adopt, as a share of all who may.

    Parameters
    ----------
    p, q : array_like
        As in `bass_peak_time`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(p + q)**2 / (4 q)`` [1]_; p where q is not above p.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(bass_peak_density(0.03, 0.38)), 4)
    0.1106
    """
    ps, qs = _peak_arguments(p, q)
    return plain((ps + qs) ** 2 / (4 * qs))


def adopted(time: Numbers, p: Numbers, q: Numbers, start: Numbers) -> Numbers:
    """`bass_adopted` without its checks, for fits that call it thousands of times."""
    rate, decay = p + q * start, np.exp(-(p + q) * time)
    gone = -np.expm1(-(p + q) * time)
    step = _ratio((1 - start) * rate * gone, rate + q * (1 - start) * decay, 0.0)
    # Rounding may lead past 1 by one bit.
    return plain(np.minimum(start + step, 1.0))


def _ratio(above: Numbers, below: Numbers, otherwise: float) -> Numbers:
    """Quotient; where nothing ever happens it is 0 / 0, and then `otherwise`."""
    result = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), otherwise)
    np.divide(above, below, out=result, where=np.asarray(below) > 0)
    return result


def _arguments(time: ArrayLike, p: ArrayLike, q: ArrayLike) -> tuple[Array, Array, Array]:
    return not_negative("time", time), not_negative("p", p), not_negative("q", q)


def _peak_arguments(p: ArrayLike, q: ArrayLike) -> tuple[Array, Array]:
    """P, and q raised to p where it is below: the formulas then give the peak at the beginning."""
    ps = positive("p", p)
    return ps, np.maximum(not_negative("q", q), ps)
