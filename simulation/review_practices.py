"""Practices: what converted projects teach the other units."""

from __future__ import annotations

import numpy as np

from models.innovation import gain_at_distance
from models.parameters import Parameters
from simulation.setting import WEEKS_PER_YEAR, Floats
from simulation.state import State

# What practices add to skill, as a share, stays a number that skill can bear: at worst half is lost, at best it doubles.
LEAST_PRACTICE, MOST_PRACTICE = -0.5, 1.0


def practices(state: State, parameters: Parameters, converted: float, weeks: float) -> dict[str, Floats]:
    """Return what units know of the converted practices and what it adds to skill (Bass 1969: publicity p, emulation q)."""
    rules = parameters.adjustment
    rate = (rules.publicity + rules.emulation * float(state.known.mean())) * weeks / WEEKS_PER_YEAR
    learned = (1.0 - state.known) * (1.0 - np.exp(-rate)) if converted > 0.0 else np.zeros(len(state.known))
    per_unit = converted / len(state.known)
    worth = float(gain_at_distance(rules.practice_gain, rules.practice_distance, rules.fit_loss))
    added = learned * worth * min(per_unit / rules.practice_supply, 1.0)
    return {
        "known": (state.known + learned) * (1.0 - rules.practice_decay),
        "practice": np.clip(
            state.practice * (1.0 - rules.practice_decay) + added, LEAST_PRACTICE, MOST_PRACTICE
        ),
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
