"""What assessment pays for, what people then do, and what comes of it."""

from __future__ import annotations

import numpy as np

from models.contests import promotion_return
from models.effort import pressure_performance, split_effort
from models.parameters import Parameters
from simulation.counting import Flow
from simulation.rollup import Tree
from simulation.setting import WEEKS_PER_YEAR, Floats, Setting
from simulation.state import State

# Traces never fill all hours, and formal pressure never turns negative.
MOST_TRACES = 0.95
LEAST_AMPLIFICATION = -0.95


def amplification(setting: Setting, state: State) -> Floats:
    """Return the amplification of each unit's line: the general one and what the ratchet has added."""
    return np.maximum(setting.amplification + state.ratchet, LEAST_AMPLIFICATION)


def trace_hours(setting: Setting, parameters: Parameters, state: State, pressure: Floats) -> Floats:
    """Return weekly hours on traces: they grow with the formal pressure that arrives and with the effort that traces are worth."""
    share = state.trace / parameters.effort.trace_norm
    hours: Floats = np.minimum(setting.trace_hours * pressure * share, MOST_TRACES * setting.available_hours)
    return hours


def tournament_return(parameters: Parameters, tree: Tree) -> Floats:
    """Return the marginal return on effort of each unit's tournament among its peers (Lazear & Rosen 1981): ΔW times a factor."""
    sizes, where = np.unique(np.maximum(tree.peers, 2), return_inverse=True)
    factors = np.asarray(promotion_return(1, sizes))
    prize: Floats = parameters.incentives.prize * np.where(tree.peers >= 2, factors[where], 0.0)
    return prize


def assessment_returns(parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what assessment alone pays for a unit of real work and for a unit of traces, by stakes, weights and prize."""
    effort, assessment = parameters.effort, parameters.assessment
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    seen = assessment.measurability * assessment.business_weight + assessment.public_weight
    stakes = effort.stakes * (1.0 + prize) / max(total, 1e-12)
    return stakes * seen, stakes * assessment.process_weight * pressure


def returns(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what a unit of real work and a unit of traces bring in: b of Holmström & Milgrom (1991)."""
    real, trace = assessment_returns(parameters, prize, pressure)
    return state.motivation * (parameters.effort.intrinsic + real), state.motivation * trace


def efforts(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> dict[str, Floats]:
    """Return the best response: effort on real work and on traces."""
    real, trace = split_effort(*returns(state, parameters, prize, pressure), parameters.effort.substitution)
    return {"real": np.asarray(real), "trace": np.asarray(trace)}


def outcomes(state: State, parameters: Parameters, flow: Floats, weeks: float) -> Floats:
    """Return the true outcome of each unit, 0 to 1: substance delivered of what was due, by skill, real effort and pressure."""
    due = parameters.work.directives_per_year / WEEKS_PER_YEAR * weeks
    if due <= 0.0:
        return np.zeros(len(state.skill))
    finished = flow[:, Flow.DONE]
    pressed = np.where(finished > 0, flow[:, Flow.PRESSURE] / np.maximum(finished, 1.0), 1.0)
    performance = np.asarray(pressure_performance(pressed, parameters.effort.pressure_optimum))
    able = state.skill * (1.0 + state.practice) * (1.0 - parameters.effort.strain_loss * state.strain)
    effort = np.minimum(state.real / parameters.effort.full_effort, 1.0)
    made = flow[:, Flow.SUBSTANCE] / due * able * effort * performance
    outcome: Floats = np.minimum(np.maximum(made, 0.0), 1.0)
    return outcome
