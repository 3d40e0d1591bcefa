"""What a quarter makes of people: skill, strain, motivation, clarity of duty, and the ratchet of formal pressure."""

from __future__ import annotations

import numpy as np

from models.effort import next_strain
from models.incentives import motivation_target, next_motivation
from models.parameters import Parameters
from simulation.review_findings import Findings
from simulation.rollup import Tree
from simulation.setting import Floats
from simulation.state import LEAST_SKILL, State
from simulation.ties import Ties


def people(
    state: State, parameters: Parameters, findings: Findings, prize: Floats, ties: Ties
) -> dict[str, Floats]:
    """Return what a quarter makes of people: skill, strain, motivation, clarity, and the ratchet that slowly goes back."""
    return {
        "skill": skills(state, parameters, ties),
        "strain": strains(state, parameters, findings),
        "motivation": motivations(state, parameters, findings, prize, ties.tree),
        "clarity": clarities(state, parameters),
        "ratchet": state.ratchet * (1.0 - parameters.adjustment.ratchet_down),
    }


def skills(state: State, parameters: Parameters, ties: Ties) -> Floats:
    """Return skill after training, decay and what those below the mean of their peers, or partners, learn from the others."""
    incentives = parameters.incentives
    missing = np.maximum(incentives.skill_ceiling - state.skill, 0.0)
    eager = incentives.learning_base + state.motivation
    learned = missing * (1.0 - np.exp(-incentives.learning * parameters.growth.training_hours * eager))
    towards = incentives.skill_exchange * np.maximum(ties.tree.peer_mean(state.skill) - state.skill, 0.0)
    if incentives.consortium_exchange > 0.0:
        partners = np.maximum(ties.partners_mean(state.skill) - state.skill, 0.0)
        towards = towards + incentives.consortium_exchange * partners
    after = (state.skill + learned + towards) * (1.0 - incentives.skill_decay)
    skill: Floats = np.maximum(after, LEAST_SKILL)
    return skill


def strains(state: State, parameters: Parameters, findings: Findings) -> Floats:
    """Return strain, which rises where the load is more than comfortable and is slowly slept off."""
    effort = parameters.effort
    return np.asarray(next_strain(state.strain, findings.load, effort.strain_rise, effort.strain_recovery))


def motivations(
    state: State, parameters: Parameters, findings: Findings, prize: Floats, tree: Tree
) -> Floats:
    """Return motivation on its way to logistic(returns + growth support - burden - strain).

    Those who score below their peers' mean are discouraged in proportion to the prize that they are about to miss.
    """
    incentives = parameters.incentives
    behind = findings.score < tree.peer_mean(findings.score)
    target = motivation_target(
        incentives.prize_weight * prize
        + parameters.adjustment.bonus_weight * parameters.adjustment.bonus
        - incentives.discouragement * prize * behind,
        incentives.growth_support,
        incentives.burden_weight * np.minimum(findings.formalism, 1.0),
        incentives.strain_weight * state.strain,
        incentives.motivation_base,
    )
    return np.asarray(next_motivation(state.motivation, target, incentives.motivation_speed))


def clarities(state: State, parameters: Parameters) -> Floats:
    """Return clarity of duty: newcomers learn theirs, up to what the scenario gives."""
    settled = parameters.transmission.clarity
    return state.clarity + parameters.adjustment.clarity_learning * (settled - state.clarity)


def ratchets(state: State, parameters: Parameters, reported: Floats, tree: Tree) -> Floats:
    """Return what the ratchet adds to amplification at a year's end: more where what was reported, as the mean over the year, was
    no worse than the peers'. Each quarter some of it goes back again (:func:`people`).
    """
    met = reported >= tree.peer_mean(reported)
    ratchet: Floats = state.ratchet + parameters.adjustment.ratchet_up * met
    return ratchet
