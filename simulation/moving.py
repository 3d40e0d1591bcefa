"""Dynamic adjustment: hours of attention that move between peers, towards those who fall short."""

from __future__ import annotations

import numpy as np

from models.parameters import Parameters
from simulation.review_findings import Findings
from simulation.rollup import Tree
from simulation.setting import Floats, Setting
from simulation.state import State


def moved_hours(
    state: State, parameters: Parameters, setting: Setting, findings: Findings, room: Floats, tree: Tree
) -> Floats:
    """Return the hours that dynamic adjustment moves to units that fall short of their peers, out of the room that these have."""
    rules = parameters.adjustment
    if rules.adjustment == 0.0:
        return state.moved
    shortfall = tree.peer_mean(findings.reported) - findings.reported
    wanted = rules.adjustment * setting.available_hours * shortfall
    return hours_moved(wanted, state.moved, room, rules.whiplash, tree)


def hours_moved(shortfall: Floats, before: Floats, room: Floats, whiplash: float, tree: Tree) -> Floats:
    """Return the hours a week that each unit has more, or less, than without adjustment.

    Parameters
    ----------
    shortfall : ndarray, shape (units,)
        Hours a week that each unit should be given, or give (below 0); adds up to 0 among peers, each counting by its headcount.
    before : ndarray, shape (units,)
        Hours moved here until now.
    room : ndarray, shape (units,)
        Hours a week that each unit has to give, 0 or more.
    whiplash : float
        Share, 0 to 1, of the hours that come in addition to those that came before, that is lost in moving them.

    Returns
    -------
    ndarray, shape (units,)
        Among peers they add up to 0 less what was lost; nobody gives more than there is. Where somebody would have to, all
        moves among these peers are smaller in proportion, so that none are made of nothing.
    """
    asked = np.maximum(-shortfall, 0.0)
    possible = np.minimum(np.divide(room, asked, out=np.ones_like(asked), where=asked > 0.0), 1.0)
    wanted = shortfall * tree.peer_minimum(possible)
    more = np.maximum(np.maximum(wanted, 0.0) - np.maximum(before, 0.0), 0.0)
    moved: Floats = wanted - whiplash * more
    return moved
