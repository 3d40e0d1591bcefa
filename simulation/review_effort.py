"""What assessment pays for, what people then do, and what comes of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    hours: Floats = setting.trace_hours * pressure * share
    return hours


def distorting_hours(parameters: Parameters, state: State, terminal: NDArray[np.bool_]) -> Floats:
    """Return weekly hours that go into looking better than one is: padding reports, and, where the public rates, soliciting."""
    side = parameters.public
    soliciting = side.soliciting_hours * side.solicited
    hours: Floats = parameters.assessment.gaming_hours * state.padding + np.where(terminal, soliciting, 0.0)
    return hours


def tournament_return(parameters: Parameters, tree: Tree) -> Floats:
    """Return the marginal return on effort of each unit's tournament among its peers (Lazear & Rosen 1981): ΔW times a factor.

    Contestants are people: a unit of several counts as so many, so that it does not matter whether they are one row or two.
    Between whole numbers the factor is a straight line; who is alone, and the root, have nothing to win.
    """
    people = np.where(tree.superior >= 0, np.maximum(tree.people, 1.0), 1.0)
    low = np.floor(people)
    sizes, where = np.unique(np.concatenate((low, np.ceil(people))), return_inverse=True)
    several = sizes >= 2.0
    factors = np.where(several, np.asarray(promotion_return(1, np.where(several, sizes, 2.0))), 0.0)
    below, above = factors[where[: len(people)]], factors[where[len(people) :]]
    prize: Floats = parameters.incentives.prize * (below + (people - low) * (above - below))
    return prize


def at_stake(parameters: Parameters, prize: Floats) -> Floats:
    """Return what a point of the score is worth: what hangs on the score itself, and the tournament's marginal return."""
    return parameters.effort.stakes + prize


def assessment_returns(parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what assessment alone pays for a unit of real work and for a unit of traces, by what is at stake and by weights."""
    assessment = parameters.assessment
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    seen = assessment.measurability * assessment.business_weight + assessment.public_weight
    stakes = at_stake(parameters, prize) / max(total, 1e-12)
    return stakes * seen, stakes * assessment.process_weight * pressure


def returns(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what a unit of real work and a unit of traces bring in: b of Holmström & Milgrom (1991)."""
    real, trace = assessment_returns(parameters, prize, pressure)
    return state.motivation * (parameters.effort.intrinsic + real), state.motivation * trace


def efforts(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> dict[str, Floats]:
    """Return the best response: effort on real work and on traces."""
    real, trace = split_effort(*returns(state, parameters, prize, pressure), parameters.effort.substitution)
    return {"real": np.asarray(real), "trace": np.asarray(trace)}


def outcomes(state: State, parameters: Parameters, setting: Setting, flow: Floats, weeks: float) -> Floats:
    """Return the true outcome of each unit, 0 to 1: substance delivered of what was due, by skill, real effort and pressure.

    Due is what a period of this length brings in the mean, so that a quiet quarter is one in which little is done for the public.
    Pressure is the mean over the period's directives, which differ in it only where second owners hand down. Effort is made in
    the hours that there are: who was given some does more with the same effort, who gave some does less.
    """
    due = parameters.work.directives_per_year / WEEKS_PER_YEAR * weeks
    if due <= 0.0:
        return np.zeros(len(state.skill))
    finished = flow[:, Flow.DONE]
    pressed = np.where(finished > 0, flow[:, Flow.PRESSURE] / np.maximum(finished, 1.0), 1.0)
    performance = np.asarray(pressure_performance(pressed, parameters.effort.pressure_optimum))
    able = state.skill * (1.0 + state.practice) * (1.0 - parameters.effort.strain_loss * state.strain)
    hours = np.maximum(1.0 + state.moved / max(setting.available_hours, 1e-9), 0.0)
    effort = np.minimum(state.real * hours / parameters.effort.full_effort, 1.0)
    made = flow[:, Flow.SUBSTANCE] / due * able * effort * performance
    outcome: Floats = np.minimum(np.maximum(made, 0.0), 1.0)
    return outcome
