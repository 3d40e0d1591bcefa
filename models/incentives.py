"""Incentives: which measures need each other, what moves motivation, who is promoted and what they carry over.

Tournaments and contests stand in `models.contests` and can be imported from here too.

References
----------
.. [1] Milgrom, P. and Roberts, J. (1995). Complementarities and fit: strategy, structure, and organizational
   change in manufacturing. Journal of Accounting and Economics 19(2-3): 179-208.
   doi:10.1016/0165-4101(94)00382-F
.. [2] Milgrom, P. and Roberts, J. (1990). The economics of modern manufacturing: technology, strategy, and
   organization. American Economic Review 80(3): 511-528 (no DOI).
.. [3] Peter, L. J. and Hull, R. (1969). The Peter Principle. New York: William Morrow (no DOI).
.. [4] Pluchino, A., Rapisarda, A. and Garofalo, C. (2010). The Peter principle revisited: a computational
   study. Physica A 389(3): 467-472. doi:10.1016/j.physa.2009.09.045
"""

from __future__ import annotations

import difflib
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from models.array_checks import Array, Numbers, finite, numbers, plain, refuse_unless, share
from models.contests import (
    Density,
    contest_dissipation,
    contest_effort,
    contest_probability,
    prize_return,
    promotion_return,
    tournament_effort,
    tournament_factor,
)

__all__ = [
    "RULES",
    "Density",
    "Rule",
    "carried_skill",
    "choose_promoted",
    "complementarity",
    "contest_dissipation",
    "contest_effort",
    "contest_probability",
    "motivation_half_life",
    "motivation_target",
    "next_motivation",
    "prize_return",
    "promotion_return",
    "tournament_effort",
    "tournament_factor",
]

Rule = Literal["best", "worst", "random"]
RULES: tuple[Rule, ...] = get_args(Rule)


def complementarity(f11: ArrayLike, f10: ArrayLike, f01: ArrayLike, f00: ArrayLike) -> Numbers:
    """How much more two measures do together than the sum of what each does alone.

    Parameters
    ----------
    f11, f10, f01, f00 : array_like
        An outcome with both measures, with the first alone, with the second alone, and with neither; broadcast
        against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``f11 - f10 - f01 + f00``, in the unit of the outcome: above 0 the measures are complements and need
        each other, below 0 they are substitutes, at 0 they merely add up [1]_ [2]_.

    Raises
    ------
    ValueError
        Where an outcome is not a finite number.

    Examples
    --------
    >>> float(complementarity(10.0, 4.0, 3.0, 2.0))
    5.0
    """
    both, first, second, neither = (
        finite(name, values) for name, values in (("f11", f11), ("f10", f10), ("f01", f01), ("f00", f00))
    )
    return plain((both - first) - (second - neither))


def motivation_target(
    returns: ArrayLike, growth_support: ArrayLike, burden: ArrayLike, strain: ArrayLike, base: ArrayLike
) -> Numbers:
    """Motivation that a person would come to under steady circumstances.

    Parameters
    ----------
    returns, growth_support : array_like
        What effort brings in, and what helps a person to grow, in log-odds.
    burden, strain : array_like
        What weighs on a person, and the strain it has left, in log-odds.
    base : array_like
        Log-odds with nothing of all this. All five are finite and broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``1 / (1 + exp(-(base + returns + growth_support - burden - strain)))``, 0 to 1. An assumption.

    Raises
    ------
    ValueError
        Where an argument is not a finite number.

    Examples
    --------
    >>> float(motivation_target(1.0, 0.5, 1.0, 0.5, base=0.0))
    0.5
    """
    raised = finite("base", base) + finite("returns", returns) + finite("growth_support", growth_support)
    return plain(special.expit(raised - finite("burden", burden) - finite("strain", strain)))


def next_motivation(motivation: ArrayLike, target: ArrayLike, speed: ArrayLike) -> Numbers:
    """Motivation after one quarter, a share of the way towards its target.

    Parameters
    ----------
    motivation, target : array_like
        Motivation now and where it moves to, 0 to 1.
    speed : array_like
        Share of the way that is gone in a quarter, 0 to 1. All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``motivation + speed * (target - motivation)``, so after n quarters of a steady target the share
        ``(1 - speed)**n`` of the way is left. An assumption.

    Raises
    ------
    ValueError
        Where an argument is outside 0 to 1.

    Examples
    --------
    >>> float(next_motivation(0.5, 0.75, 0.5))
    0.625
    """
    now, aim, step = share("motivation", motivation), share("target", target), share("speed", speed)
    # As a weighted mean, that no rounding takes beyond either.
    return plain((1 - step) * now + step * aim)


def motivation_half_life(speed: ArrayLike) -> Numbers:
    """Quarters after which motivation is half way to a steady target.

    Parameters
    ----------
    speed : array_like
        As in `next_motivation`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``ln 2 / -ln(1 - speed)`` quarters; infinite at a speed of 0, and 0 at a speed of 1.

    Raises
    ------
    ValueError
        Where `speed` is outside 0 to 1.

    Examples
    --------
    >>> float(motivation_half_life(0.5)), float(motivation_half_life(0.0))
    (1.0, inf)
    """
    step = share("speed", speed)
    with np.errstate(divide="ignore"):
        return plain(np.log(2) / -np.log1p(-step))


def carried_skill(skill: ArrayLike, fresh: ArrayLike, transferability: ArrayLike) -> Numbers:
    """Skill in the new post of a person who was promoted.

    Parameters
    ----------
    skill : array_like
        Skill in the old post.
    fresh : array_like
        Skill of somebody about whom nothing is known, drawn for the new post; in the unit of `skill`.
    transferability : array_like
        How much of the old skill serves in the new post (τ), 0 to 1: 0 is the Peter principle [3]_, 1 what
        common sense takes for granted [4]_. All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``τ skill + (1 - τ) fresh``. The two ends are from the paper; the straight line between is an
        assumption, which keeps the mean but makes skills less different in between.

    Raises
    ------
    ValueError
        Where a skill is not finite or `transferability` is outside 0 to 1.

    Examples
    --------
    >>> [float(skill) for skill in carried_skill(9.0, 5.0, [0.0, 0.5, 1.0])]
    [5.0, 7.0, 9.0]
    """
    kept = share("transferability", transferability)
    return plain(kept * finite("skill", skill) + (1 - kept) * finite("fresh", fresh))


def choose_promoted(
    rule: Rule, skill: ArrayLike, luck: ArrayLike, places: ArrayLike, eligible: ArrayLike = True
) -> NDArray[np.bool_]:
    """Who is promoted out of each group of candidates.

    Parameters
    ----------
    rule : {"best", "worst", "random"}
        Whom to promote, by skill in the post they leave [4]_.
    skill : array_like, shape (..., candidates)
        Skill of each candidate; ignored where `eligible` is False.
    luck : array_like, shape (..., candidates)
        One keyed draw for each candidate, finite: the lowest is promoted by chance, and first among equals. The
        same luck always promotes the same people.
    places : array_like of int, shape (...)
        How many of each group are promoted, 0 or more; all that are eligible if there are fewer.
    eligible : array_like of bool, shape (..., candidates)
        Who may be promoted; by default all.

    Returns
    -------
    numpy.ndarray of bool, shape (..., candidates)
        True for the promoted.

    Raises
    ------
    ValueError
        Where `rule` is none of the three or an argument is out of its range.

    Examples
    --------
    >>> choose_promoted("best", [5.0, 9.0, 7.0], luck=[0.2, 0.9, 0.1], places=2)
    array([False,  True,  True])
    >>> choose_promoted("random", [5.0, 9.0, 7.0], luck=[0.2, 0.9, 0.1], places=1)
    array([False, False,  True])
    """
    _check_rule(rule)
    draws = finite("luck", luck)
    skills, draws, allowed = np.broadcast_arrays(
        numbers("skill", skill), draws, np.asarray(eligible, np.bool_)
    )
    if skills.ndim == 0:
        raise ValueError("skill must list the candidates; a single number was given")
    refuse_unless(np.isfinite(skills) | ~allowed, "skill", skills, "a finite number")
    wanted = finite("places", places)
    refuse_unless(
        (wanted >= 0) & (wanted == np.floor(wanted)), "places", wanted, "a whole number of 0 or more"
    )
    order = np.lexsort((draws, _order_by_skill(rule, skills), ~allowed), axis=-1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(order.shape[-1]), axis=-1)
    return np.asarray((rank < wanted[..., None]) & allowed, dtype=np.bool_)


def _check_rule(rule: str) -> None:
    if rule not in RULES:
        near = difflib.get_close_matches(str(rule), RULES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"rule must be one of {', '.join(RULES)}; got {rule!r}{hint}")


def _order_by_skill(rule: Rule, skills: Array) -> Array:
    if rule == "random":
        return np.zeros_like(skills)
    return -skills if rule == "best" else skills
