"""One unit under the conditions of one period: who it is, which lines it has, and its constants. Both engines ask here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.attention import attention_hours
from models.compiled import Whole, Word, compiled_engine_inline, compiled_engine_merged
from models.transmission import break_probability as break_probability_of
from models.transmission import loss_rate, retention_exponent
from simulation.draws import Stream, uniforms
from simulation.setting import Conditions, Network, Setting

S_SECOND_OWNER = np.uint64(Stream.SECOND_OWNER)


class Place(NamedTuple):
    """One unit: who it is, which lines it has, and its constants under the scenario. Hours a week, rates a week."""

    unit: Whole
    number: Whole
    key: Word
    terminal: bool
    level: Whole
    depth: Whole
    superior: Whole
    owner: Whole
    headcount: float
    path_weight: float
    break_probability: float
    rate: float
    exponent: float
    unclear_rate: float
    imbalance_rate: float
    amplification: float
    hours: float
    trace_hours: float
    extra_hours: float
    appeal_rate: float
    project_rate: float


@compiled_engine_merged
def place_of(
    network: Network,
    setting: Setting,
    conditions: Conditions,
    unit: Whole,
    number: Whole,
    key: Word,
    seed: Word,
    replication: Word,
) -> Place:
    """Return the place of a unit, or of the number-th member (from 1) attached to it; number 0 is the unit itself."""
    member = bool(number > 0)
    superior = np.int64(unit) if member else np.int64(network.superior[unit])
    depth = np.int64(network.depth[unit]) + (1 if member else 0)
    level = np.int64(setting.last_level) if member else np.int64(network.level[unit])
    imbalance = setting.imbalance
    if not member and network.imbalance.size > 0 and not np.isnan(network.imbalance[unit]):
        imbalance = network.imbalance[unit]
    imbalance *= 1.0 - setting.imbalance_relief
    patrol = setting.patrol_hours if level <= setting.last_owner_level else 0.0
    clarity, amplification = setting.clarity, setting.amplification
    pressure = network.standing_pressure[depth]
    hours = attention_hours(setting.available_hours, setting.trace_hours, pressure, patrol)
    trace_hours = min(setting.trace_hours * pressure, setting.available_hours)
    appeal_rate, project_rate = 0.0, 0.0
    if conditions.clarity.size > 0:
        clarity, amplification = conditions.clarity[unit], conditions.amplification[unit]
        hours, trace_hours = conditions.hours[unit], conditions.trace_hours[unit]
        appeal_rate, project_rate = conditions.appeal_rate[unit], conditions.project_rate[unit]
    rate = loss_rate(setting.loss, setting.unclear_loss, clarity, setting.imbalance_loss, imbalance)
    return Place(
        np.int64(unit),
        np.int64(number),
        np.uint64(key),
        member or network.terminal[unit],
        level,
        depth,
        superior,
        second_owner(network, setting, unit, member, superior, depth, key, seed, replication),
        1.0 if member else network.headcount[unit],
        network.member_weight if member else network.path_weight[unit],
        break_probability_of(setting.break_probability, setting.break_imbalance, imbalance),
        rate,
        retention_exponent(rate),
        setting.unclear_loss * (1.0 - clarity),
        setting.imbalance_loss * imbalance,
        amplification,
        hours,
        trace_hours,
        setting.in_person_hours if level < setting.last_level else 0.0,
        appeal_rate,
        project_rate,
    )


@compiled_engine_inline
def second_owner(
    network: Network,
    setting: Setting,
    unit: Whole,
    member: bool,
    superior: Whole,
    depth: Whole,
    key: Word,
    seed: Word,
    replication: Word,
) -> Whole:
    """Return the unit's second owner: the one its table names, else by chance its superior's superior, else -1."""
    if not member and network.owner.size > 0 and network.owner[unit] >= 0:
        return np.int64(network.owner[unit])
    if setting.grid_share > 0.0 and depth >= 2:
        # The same units in every replication: who has a second owner is a fact of the organisation, not of the year.
        chance, _, _, _ = uniforms(seed, np.uint64(0), S_SECOND_OWNER, np.uint64(key), np.uint64(0))
        if chance < setting.grid_share:
            return np.int64(network.superior[superior])
    return np.int64(-1)
