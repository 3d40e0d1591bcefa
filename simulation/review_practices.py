"""Practices: what converted projects teach the other units."""

from __future__ import annotations

import numpy as np

from models.innovation import gain_at_distance
from models.network_bass import bass_among_neighbours
from models.parameters import Parameters
from simulation.setting import WEEKS_PER_YEAR, Floats
from simulation.state import State
from simulation.ties import Ties

# What practices add to skill, as a share, stays a number that skill can bear: at worst half is lost, at best it doubles.
LEAST_PRACTICE, MOST_PRACTICE = -0.5, 1.0


def practices(
    state: State, parameters: Parameters, made: Floats, converted: float, weeks: float, ties: Ties
) -> dict[str, Floats]:
    """Return what units know of the converted practices and what it adds to skill.

    ``made`` are the projects that each unit has converted in the quarter, ``converted`` all of them so far. Practices spread by
    publicity p to all, and by emulation q along the lines between units (Bass 1969); who made one knows it, and it fits.
    """
    rules = parameters.adjustment
    if converted <= 0.0:
        learned = own = np.zeros(len(state.known))
    else:
        around = ties.around(state.known)
        years = weeks / WEEKS_PER_YEAR
        after = bass_among_neighbours(state.known, around, years, rules.publicity, rules.emulation)
        learned = np.asarray(after) - state.known
        own = (1.0 - np.asarray(after)) * made / converted
    per_unit = converted / len(state.known)
    worth = float(gain_at_distance(rules.practice_gain, rules.practice_distance, rules.fit_loss))
    added = (learned * worth + own * rules.practice_gain) * min(per_unit / rules.practice_supply, 1.0)
    kept = 1.0 - rules.practice_decay
    return {
        "known": np.minimum(state.known + learned + own, 1.0) * kept,
        "practice": np.clip(state.practice * kept + added, LEAST_PRACTICE, MOST_PRACTICE),
    }


def project_rate(parameters: Parameters, state: State, appeals: Floats) -> Floats:
    """Return projects that a unit starts a week: more with skill, motivation and bonus; appeals start some too."""
    drive = parameters.innovation.project_drive
    eager = state.skill * state.motivation / drive * (1.0 + parameters.adjustment.bonus)
    rate: Floats = (
        parameters.innovation.project_rate / WEEKS_PER_YEAR * eager
        + parameters.adjustment.rectified * appeals
    )
    return rate
