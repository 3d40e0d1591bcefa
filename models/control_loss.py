"""Loss of control from level to level, and of agreement from clearance to clearance, in closed form.

What these models share is a share kept at every step, multiplied over the steps. They are the yardstick for
the simulation, which adds to them breaks, waiting and the checkpoints that restore.

References
----------
.. [1] Williamson, O. E. (1967). Hierarchical control and optimum firm size. Journal of Political Economy
   75(2): 123-138. doi:10.1086/259258
.. [2] Downs, A. (1967). Inside Bureaucracy. Boston: Little, Brown (no DOI).
.. [3] Pressman, J. L. and Wildavsky, A. (1973). Implementation. Berkeley: University of California Press
   (no DOI).
.. [4] Bowen, E. R. (1982). The Pressman-Wildavsky paradox: four addenda. Journal of Public Policy 2(1): 1-21.
   doi:10.1017/S0143814X00001768
.. [5] Alexander, E. R. (1989). Improbable implementation: the Pressman-Wildavsky paradox revisited. Journal
   of Public Policy 9(4): 451-465.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Numbers, not_negative, plain
from models.array_checks import share as share_of

__all__ = [
    "agreements_until",
    "clearance_probability",
    "control_kept",
    "optimum_levels",
    "optimum_levels_approximation",
    "surplus",
]


def control_kept(share: ArrayLike, handovers: ArrayLike) -> Numbers:
    """Share of an intention still in force after a number of handovers.

    Parameters
    ----------
    share : array_like
        Share each subordinate carries out of what the superior intends (Williamson's alpha), 0 to 1.
    handovers : array_like
        Number of handovers, 0 or more; broadcast against `share`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``share ** handovers`` [1]_.

    Raises
    ------
    ValueError
        Where `share` is outside 0 to 1 or `handovers` is negative.

    Examples
    --------
    Downs' example [2]_: when each of six steps lets half of it through, 1/64 or 1.6 % is left.

    >>> float(control_kept(0.5, 6))
    0.015625
    """
    shares = share_of("share", share)
    steps = not_negative("handovers", handovers)
    return plain(shares**steps)


def surplus(levels: ArrayLike, *, span: float, compliance: float, pay_step: float, wage: float) -> Numbers:
    """Revenue less cost of Williamson's hierarchy with a given number of levels.

    The workers on the lowest of `levels` levels produce; everybody above only directs. Amounts are in units
    of the net value (price less other variable cost) of what one fully compliant worker produces.

    Parameters
    ----------
    levels : array_like of int
        Levels of the hierarchy, 1 or more.
    span : float
        Subordinates of each superior (his s), above 1.
    compliance : float
        Share of a superior's intentions that a subordinate carries out (his alpha), above ``1 / span`` and
        below 1.
    pay_step : float
        Pay of each level as a multiple of the level below (his beta), at least 1 and below `span`.
    wage : float
        A worker's wage, above 0 and below 1 (his w0 / (P - r)).

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(compliance * span)**(levels - 1)`` less `wage` times the sum over levels i, counted from the top,
        of ``pay_step**(levels - i) * span**(i - 1)`` [1]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(float(surplus(2, span=5, compliance=0.9, pay_step=1.5, wage=0.5)), 6)
    1.25
    """
    _check_hierarchy(span, compliance, pay_step, wage)
    depth = np.asarray(levels, dtype=np.float64)
    if not np.all(np.isfinite(depth) & (depth >= 1) & (depth == np.floor(depth))):
        raise ValueError(f"levels must be a whole number of 1 or more; got {levels!r}")
    produced = (compliance * span) ** (depth - 1)
    return plain(produced - wage * (span**depth - pay_step**depth) / (span - pay_step))


def optimum_levels(*, span: float, compliance: float, pay_step: float, wage: float) -> int:
    """Number of levels at which Williamson's hierarchy has its greatest surplus, exactly.

    Control is lost with every level, at a rate; costs grow with the number of people. So there is a best size
    even without any limit to the market, and its cause is control loss alone.

    Parameters
    ----------
    span, compliance, pay_step, wage : float
        As in `surplus`.

    Returns
    -------
    int
        The whole number of levels with the greatest `surplus`; the smaller of two that tie.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> optimum_levels(span=7, compliance=0.9, pay_step=1.5, wage=0.5)
    5
    """
    _check_hierarchy(span, compliance, pay_step, wage)
    # The gain of one more level, divided by span**levels, only falls as levels are added: the first level
    # that gains nothing is best. Divided so, nothing overflows when compliance is close to 1 and the optimum
    # deep.
    pays, too_deep = 0, 1
    while _scaled_gain(too_deep, span, compliance, pay_step, wage) > 0:
        pays, too_deep = too_deep, 2 * too_deep
    while too_deep - pays > 1:
        middle = (pays + too_deep) // 2
        if _scaled_gain(middle, span, compliance, pay_step, wage) > 0:
            pays = middle
        else:
            too_deep = middle
    return too_deep


def _scaled_gain(levels: int, span: float, compliance: float, pay_step: float, wage: float) -> float:
    """Gain in surplus from `levels` to one level more, divided by ``span**levels``."""
    produced = compliance ** (levels - 1) * (compliance * span - 1) / span
    paid = 1 + (pay_step - 1) * (1 - (pay_step / span) ** levels) / (span - pay_step)
    return produced - wage * paid


def optimum_levels_approximation(*, span: float, compliance: float, pay_step: float, wage: float) -> float:
    """Williamson's closed form for the optimum number of levels, as if levels could be divided.

    Parameters
    ----------
    span, compliance, pay_step, wage : float
        As in `surplus`.

    Returns
    -------
    float
        ``1 + (ln wage + ln(span / (span - pay_step)) + ln(ln span / ln(compliance span))) / ln compliance``
        [1]_. It leaves ``pay_step**levels`` out of the wage bill, so it is good to about one level for spans
        of 5 or more, and far too low where `pay_step` comes near `span`. Below 1 no division of labour pays.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> round(optimum_levels_approximation(span=7, compliance=0.9, pay_step=1.5, wage=0.5), 3)
    4.762
    """
    _check_hierarchy(span, compliance, pay_step, wage)
    total = math.log(wage) + math.log(span / (span - pay_step))
    total += math.log(math.log(span) / math.log(compliance * span))
    return 1 + total / math.log(compliance)


def clearance_probability(agreement: ArrayLike, agreements: ArrayLike, tries: ArrayLike = 1) -> Numbers:
    """Probability that a programme gets every agreement it needs.

    Parameters
    ----------
    agreement : array_like
        Probability that one participant agrees when asked, 0 to 1; agreements are independent.
    agreements : array_like
        Number of agreements needed, 0 or more.
    tries : array_like
        How often each may be asked before the programme fails, 1 or more (Bowen's persistence [4]_); each try
        is independent.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(1 - (1 - agreement)**tries) ** agreements`` [3]_ [4]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    The book's table for 70 agreements differs from the exact powers: it is quoted with .000000125 for
    agreement .80 (exact .000000165), .000644 for .90 (.000627) and .489 for .99 (.495). Alexander [5]_ found
    that the argument rests on its computations, and that no data stand behind the probabilities.

    Examples
    --------
    >>> [round(float(p), 4) for p in clearance_probability([0.90, 0.95, 0.99], 70)]
    [0.0006, 0.0276, 0.4948]
    >>> round(float(clearance_probability(0.95, 70, tries=2)), 4)
    0.8393
    """
    each = share_of("agreement", agreement)
    needed = not_negative("agreements", agreements)
    asked = np.asarray(tries, dtype=np.float64)
    if not np.all(np.isfinite(asked) & (asked >= 1)):
        raise ValueError(f"tries must be a number of 1 or more; got {tries!r}")
    at_last = np.where(asked == 1, each, 1 - (1 - each) ** asked)
    return plain(at_last**needed)


def agreements_until(agreement: float, below: float = 0.5) -> int:
    """Fewest agreements that bring the probability of getting them all below a bound.

    Parameters
    ----------
    agreement : float
        Probability that one participant agrees, 0 or more and below 1.
    below : float
        The bound, above 0 and at most 1; 1/2 as in the book [3]_.

    Returns
    -------
    int
        The smallest n with ``agreement ** n < below``.

    Raises
    ------
    ValueError
        Where `agreement` or `below` is out of its range.

    Notes
    -----
    The book is quoted with 68 for agreement .99; exactly it is 69, as ``.99**68`` is .5049.

    Examples
    --------
    >>> [agreements_until(agreement) for agreement in (0.80, 0.90, 0.95, 0.99)]
    [4, 7, 14, 69]
    """
    if not 0 <= agreement < 1:
        raise ValueError(
            f"agreement must be 0 or more and below 1 (certain agreements never run out); got {agreement!r}"
        )
    if not 0 < below <= 1:
        raise ValueError(f"below must be above 0 and at most 1; got {below!r}")
    if agreement == 0:
        return 1
    # The logarithms may round to the wrong side of a whole number; the powers themselves decide.
    count = max(1, math.floor(math.log(below) / math.log(agreement)))
    while agreement**count >= below:
        count += 1
    return count


def _check_hierarchy(span: float, compliance: float, pay_step: float, wage: float) -> None:
    if not (math.isfinite(span) and span > 1):
        raise ValueError(f"span must be a number above 1; got {span!r}")
    if not 1 / span < compliance < 1:
        raise ValueError(
            f"compliance must be above 1 / span = {1 / span:.4g} (or every further level shrinks output) "
            f"and below 1 (or no size is best); got {compliance!r}"
        )
    if not 1 <= pay_step < span:
        raise ValueError(f"pay_step must be at least 1 and below the span, {span!r}; got {pay_step!r}")
    if not 0 < wage < 1:
        raise ValueError(
            f"wage must be above 0 and below 1, the net value of a compliant worker's product; got {wage!r}"
        )
