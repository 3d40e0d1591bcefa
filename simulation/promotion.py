"""Who should be promoted? A replication of Pluchino, Rapisarda and Garofalo's pyramid.

A pyramid of 160 posts fills every vacancy from the level below. If people carry their competence along (common
sense), promoting the best is best. If the new post asks for something else (the Peter principle), it is worst: it
takes the best out of what they are good at. What is to be reproduced is the order of the rules; the levels depend
on how the distributions are cut off.

References
----------
.. [1] Pluchino, A., Rapisarda, A. and Garofalo, C. (2010). The Peter principle revisited: a computational
   study. Physica A 389(3): 467-472. doi:10.1016/j.physa.2009.09.045
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from models.arguments import as_seed
from models.array_checks import between, not_negative, positive
from models.incentives import RULES, Rule, carried_skill, choose_promoted

__all__ = ["HYPOTHESES", "Pyramid", "promotion_efficiency"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Transferability of competence under the two hypotheses of the paper.
HYPOTHESES = {"peter": 0.0, "common sense": 1.0}

LOWEST_COMPETENCE, HIGHEST_COMPETENCE = 1.0, 10.0
YOUNGEST, OLDEST = 18.0, 60.0
# In the same post a person's competence may come out up to a tenth of the scale higher or lower.
VARIATION = HIGHEST_COMPETENCE / 10


@dataclass(frozen=True, kw_only=True)
class Pyramid:
    """The organisation of the paper [1]_; other values are the user's assumptions.

    Parameters
    ----------
    posts : tuple of int
        Posts on each level, the top first.
    responsibilities : tuple of float
        Weight of each level in the efficiency, not negative and not all 0.
    competence_mean, competence_spread : float
        Of the normal distribution of competence, cut to 1 to 10, before it is cut.
    age_mean, age_spread : float
        Of the normal distribution of ages at entry, years, cut to 18 to 60 and rounded, before it is cut.
    dismissal : float
        Who is less competent leaves.
    retirement : float
        Age at which people leave, years.

    Raises
    ------
    ValueError
        Where a value is out of its range or there is not one responsibility a level.
    """

    posts: tuple[int, ...] = (1, 5, 11, 21, 41, 81)
    responsibilities: tuple[float, ...] = (1.0, 0.9, 0.8, 0.6, 0.4, 0.2)
    competence_mean: float = 7.0
    competence_spread: float = 2.0
    age_mean: float = 25.0
    age_spread: float = 5.0
    dismissal: float = 4.0
    retirement: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what makes no pyramid."""
        counts = positive("posts", self.posts)
        weights = not_negative("responsibilities", self.responsibilities)
        if counts.ndim != 1 or np.any(counts != np.floor(counts)):
            raise ValueError(f"posts must be a whole number for each level; got {self.posts!r}")
        if weights.shape != counts.shape or not weights.any():
            raise ValueError(
                f"responsibilities must be one for each of {len(counts)} levels, and one above 0; "
                f"got {self.responsibilities!r}"
            )
        between("competence_mean", self.competence_mean, LOWEST_COMPETENCE, HIGHEST_COMPETENCE)
        between("age_mean", self.age_mean, YOUNGEST, OLDEST)
        positive("competence_spread", self.competence_spread)
        positive("age_spread", self.age_spread)
        not_negative("dismissal", self.dismissal)
        positive("retirement", self.retirement)


def promotion_efficiency(
    rules: Sequence[Rule] = RULES,
    transferability: Sequence[float] = tuple(HYPOTHESES.values()),
    *,
    seed: int,
    steps: int = 1_000,
    replications: int = 50,
    pyramid: Pyramid | None = None,
) -> pd.DataFrame:
    """Efficiency of a pyramid over time, by whom it promotes and how much of their skill they carry over.

    A step is a year. The incompetent and the old leave; every vacancy is filled from the level below, from the
    top downwards; those who enter at the bottom are new. The promoted have the competence
    ``τ (old + change) + (1 - τ) fresh``, with a change of at most a tenth of the scale up or down, cut to 1 to
    10: the paper's two hypotheses at τ = 0 and 1 [1]_, an assumption in between.

    Parameters
    ----------
    rules : sequence of {"best", "worst", "random"}
        Whom to promote.
    transferability : sequence of float
        Share of competence that is carried over (τ), 0 (Peter) to 1 (common sense); see `HYPOTHESES`.
    seed : int
        Key of all draws, 0 to 2**64 - 1.
    steps, replications : int
        Years and independent pyramids, 1 or more. All rules and transferabilities face the same luck, and a
        replication has the same luck however many there are.
    pyramid : Pyramid, optional
        That of the paper by default.

    Returns
    -------
    pandas.DataFrame
        ``transferability``, ``rule``, ``replication``, ``step`` (0 is the start) and ``efficiency``: competence
        weighted by responsibility, in percent of what it would be with everybody at 10.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> runs = promotion_efficiency(seed=1, steps=200, replications=10)
    >>> settled = runs[runs["step"] > 100].groupby(["transferability", "rule"])["efficiency"].mean()
    >>> for name, value in HYPOTHESES.items():
    ...     print(name, settled[value].sort_values(ascending=False).index.to_list())
    peter ['worst', 'random', 'best']
    common sense ['best', 'random', 'worst']
    """
    whole = {"steps": _whole("steps", steps), "replications": _whole("replications", replications)}
    key = as_seed(seed)
    shape = Pyramid() if pyramid is None else pyramid
    frames = []
    for carried in between("transferability", transferability, 0, 1).ravel().tolist():
        for rule in rules:
            efficiency = _run(rule, carried, shape, key, **whole)
            replication, step = np.indices(efficiency.shape)
            columns = {
                "replication": replication.ravel(),
                "step": step.ravel(),
                "efficiency": efficiency.ravel(),
            }
            frames.append(pd.DataFrame({"transferability": carried, "rule": rule, **columns}))
    if not frames:
        raise ValueError(
            f"give at least one rule and one transferability; got {rules!r}, {transferability!r}"
        )
    return pd.concat(frames, ignore_index=True)


@dataclass
class _Staff:
    """Who holds which post: shape (replications, posts), levels side by side from the top."""

    present: Mask
    competence: Array
    age: Array


def _run(
    rule: Rule, transferability: float, pyramid: Pyramid, seed: int, *, steps: int, replications: int
) -> Array:
    """Efficiency in percent, shape (replications, steps + 1)."""
    generators = [
        np.random.Generator(np.random.Philox(key=np.array([seed, replication], dtype=np.uint64)))
        for replication in range(replications)
    ]
    ends = np.cumsum([0, *pyramid.posts])
    levels = [slice(int(begin), int(end)) for begin, end in pairwise(ends)]
    weights = np.repeat(pyramid.responsibilities, pyramid.posts)
    luck = _luck(generators, int(ends[-1]))
    staff = _Staff(
        np.ones(luck.shape[1:], dtype=np.bool_), _competence(luck[1], pyramid), _age(luck[2], pyramid)
    )
    efficiency = np.empty((replications, steps + 1))
    for step in range(steps + 1):
        if step:
            staff.age += 1
            staff.present &= (staff.competence >= pyramid.dismissal) & (staff.age < pyramid.retirement)
            _fill(staff, levels, _luck(generators, int(ends[-1])), rule, transferability, pyramid)
        # Not a matrix product: that would round a replication by how many there are.
        efficiency[:, step] = (np.where(staff.present, staff.competence, 0.0) * weights).sum(axis=1)
    efficiency *= 100 / (HIGHEST_COMPETENCE * weights.sum())
    return efficiency


def _luck(generators: Sequence[np.random.Generator], posts: int) -> Array:
    """Draws of one step for every post: whose turn it is, a fresh competence, and a change or an age."""
    return np.stack([generator.random((3, posts)) for generator in generators], axis=1)


def _fill(
    staff: _Staff, levels: Sequence[slice], luck: Array, rule: Rule, transferability: float, pyramid: Pyramid
) -> None:
    """Fill every vacancy from the level below, from the top down, and those at the bottom from outside."""
    turn, fresh, other = luck[0], _competence(luck[1], pyramid), luck[2]
    for above, below in pairwise(levels):
        vacant = ~staff.present[:, above]
        rows = np.flatnonzero(vacant.any(axis=1))
        if not len(rows):
            continue
        vacant = vacant[rows]
        chosen = choose_promoted(
            rule,
            staff.competence[rows, below],
            turn[rows, below],
            vacant.sum(axis=1),
            staff.present[rows, below],
        )
        filled = vacant & (np.cumsum(vacant, axis=1) <= chosen.sum(axis=1, keepdims=True))
        # Both masks have as many in each row, so they pair off in order.
        row, post = np.nonzero(filled)
        to = rows[row], post + above.start
        row, post = np.nonzero(chosen)
        origin = rows[row], post + below.start
        changed = staff.competence[origin] + VARIATION * (2 * other[to] - 1)
        carried = np.asarray(carried_skill(changed, fresh[to], transferability))
        staff.competence[to] = np.clip(carried, LOWEST_COMPETENCE, HIGHEST_COMPETENCE)
        staff.age[to] = staff.age[origin]
        staff.present[to], staff.present[origin] = True, False
    bottom = levels[-1]
    new = ~staff.present[:, bottom]
    staff.competence[:, bottom][new] = fresh[:, bottom][new]
    staff.age[:, bottom][new] = _age(other[:, bottom][new], pyramid)
    staff.present[:, bottom] = True


def _competence(draws: Array, pyramid: Pyramid) -> Array:
    mean, spread = pyramid.competence_mean, pyramid.competence_spread
    return _truncated_normal(draws, mean, spread, LOWEST_COMPETENCE, HIGHEST_COMPETENCE)


def _age(draws: Array, pyramid: Pyramid) -> Array:
    return np.round(_truncated_normal(draws, pyramid.age_mean, pyramid.age_spread, YOUNGEST, OLDEST))


def _truncated_normal(draws: Array, mean: float, spread: float, low: float, high: float) -> Array:
    """Normal numbers between `low` and `high`, by their percent point function."""
    first, last = special.ndtr((low - mean) / spread), special.ndtr((high - mean) / spread)
    return np.asarray(np.clip(mean + spread * special.ndtri(first + draws * (last - first)), low, high))


def _whole(name: str, value: int) -> int:
    try:
        number = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} must be a whole number of 1 or more; got {value!r}")
    return number
