"""Once a year: who leaves, who is promoted into the vacancy, and what becomes of their skill."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.incentives import carried_skill
from models.parameters import Parameters
from simulation.draws import Stream
from simulation.rollup import Tree
from simulation.setting import Floats, Network
from simulation.state import State, fresh_skill, uniforms_of


class Moves(NamedTuple):
    """How many leaders there were, how many of them left, were promoted, and stayed: the first is the sum of the others."""

    before: int
    left: int
    promoted: int
    stayed: int


def succeed(
    state: State,
    score: Floats,
    parameters: Parameters,
    tree: Tree,
    network: Network,
    seed: int,
    replication: int,
    year: int,
) -> tuple[State, Moves]:
    """Fill, from the top, each vacancy with the best of the unit's subordinates, and the post that this leaves vacant likewise.

    ``score`` is the mean of the year. Who is best is told by it and, as far as promotion looks at it, by true skill. In the new
    post skill counts as far as it can be transferred (Pluchino et al. 2010, doi:10.1016/j.physa.2009.09.045). Where nobody stands
    below, somebody new comes.
    """
    incentives = parameters.incentives
    leaving, fresh, _, _ = uniforms_of(network, seed, replication, Stream.PROMOTION, year)
    chance = np.minimum(incentives.turnover + incentives.strain_turnover * state.strain, 1.0)
    vacant = leaving < chance
    worth = (1.0 - incentives.promotion_validity) * standard(
        score
    ) + incentives.promotion_validity * standard(state.skill)
    worth = np.where(vacant, -np.inf, worth)
    newcomers = fresh_skill(fresh, parameters)
    came_from, promoted = promotions(vacant, worth, tree)
    skill = state.skill.copy()
    moved = np.flatnonzero(came_from >= 0)
    skill[moved] = carried_skill(state.skill[came_from[moved]], newcomers[moved], incentives.transferability)
    new = np.flatnonzero(came_from == NEW)
    skill[new] = newcomers[new]
    changed = came_from != STAYS
    clarity = np.where(changed, state.clarity * parameters.adjustment.newcomer_clarity, state.clarity)
    moves = Moves(len(skill), int(vacant.sum()), promoted, len(skill) - int(vacant.sum()) - promoted)
    motivation = np.where(changed, incentives.initial_motivation, state.motivation)
    motivation[moved] = state.motivation[came_from[moved]]
    strain = np.where(changed, incentives.initial_strain, state.strain)
    strain[moved] = state.strain[came_from[moved]]
    served = np.where(changed, 0.0, state.served)
    changes = {
        "skill": skill,
        "clarity": clarity,
        "motivation": motivation,
        "strain": strain,
        "served": served,
    }
    return state.changed(**changes), moves


STAYS, NEW = -2, -1


def promotions(vacant: np.ndarray, worth: Floats, tree: Tree) -> tuple[np.ndarray, int]:
    """Return for each unit where its next leader comes from (STAYS, NEW, or another unit), and how many were promoted."""
    came_from = np.where(vacant, NEW, STAYS)
    worth, promoted = worth.copy(), 0
    open_posts: list[int] = np.flatnonzero(vacant & (tree.subordinates > 0)).tolist()
    while open_posts:
        post = open_posts.pop()
        begin, end = tree.first[post], tree.first[post + 1]
        if begin == end:
            continue
        chosen = int(begin + np.argmax(worth[begin:end]))
        if np.isfinite(worth[chosen]):
            came_from[post], came_from[chosen], worth[chosen] = chosen, NEW, -np.inf
            open_posts.append(chosen)
            promoted += 1
    return came_from, promoted


def standard(values: Floats) -> Floats:
    """Return values in standard deviations from their mean; zeros where all are equal."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
