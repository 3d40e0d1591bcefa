"""Gaming: how much better a result is reported than it is.

References
----------
.. [1] Bevan, G. and Hood, C. (2006). What's measured is what matters: targets and gaming in the English public
   health care system. Public Administration 84(3): 517-538. doi:10.1111/j.1467-9299.2006.00600.x
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Numbers, not_negative, plain, refuse_unless, share

__all__ = ["gaming"]


def gaming(
    stakes: ArrayLike,
    audit: ArrayLike,
    ease: ArrayLike,
    *,
    penalty: ArrayLike = 1.0,
    room: ArrayLike = np.inf,
) -> Numbers:
    """Reported minus true: the padding m that is best for an agent who reports.

    An assumption, in its form and in its size: the agent gains `stakes` for every point reported too much that
    is not found, and pays ``m**2 / (2 * ease)`` for making it up and ``penalty * m**2 / 2`` where it is found,

    ``(1 - audit) * stakes * m - m**2 / (2 * ease) - audit * penalty * m**2 / 2``.

    Parameters
    ----------
    stakes : array_like
        What a point of the score is worth to the agent, not negative.
    audit : array_like
        Probability that the padding is found and struck out, 0 to 1.
    ease : array_like
        Points padded for each unit of stakes if nobody looks, not negative.
    penalty : array_like
        Steepness of the sanction on padding that is found, not negative.
    room : array_like
        Points between the truth and the highest possible score, not negative; padding stops there.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Points, ``ease * stakes * (1 - audit) / (1 + ease * penalty * audit)``, at most `room`. It grows with
        the stakes, falls with the audit, and is 0 without stakes or with certain audit.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    The published size: of the patients in English emergency departments 96 % were reported as seen within the
    target of four hours in 2004/05, and 77 % in the survey of patients; in 2002/03 it was 90 % against 69 % [1]_.
    That is 19 and 21 points of 100. With scores and stakes between 0 and 1, ease between 0 and 0.5 and penalty 1
    the mechanism yields 0 to 50 points; at stakes 1 and ease 0.25 it yields 21 points at an audit of 0.13 and
    19 at 0.20.

    Examples
    --------
    >>> gaming(1.0, [0.0, 0.13, 0.2, 1.0], 0.25).round(3).tolist()
    [0.25, 0.211, 0.19, 0.0]
    """
    gain = not_negative("stakes", stakes)
    found = share("audit", audit)
    easy = not_negative("ease", ease)
    highest = np.asarray(room, dtype=np.float64)
    refuse_unless(highest >= 0, "room", highest, "a number of 0 or more")
    unbounded = easy * gain * (1 - found) / (1 + easy * not_negative("penalty", penalty) * found)
    return plain(np.minimum(unbounded, highest))
