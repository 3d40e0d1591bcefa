"""What else asks for an office's attention: the public's appeals, projects in stages, and absences. Both engines ask here.

Appeals and project starts are Poisson processes whose rates change from quarter to quarter: the n-th one comes when the rates so
far add up to an exponential number of its own, so a change of rate moves the moments but never shuffles the luck.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Whole, Word, compiled, compiled_engine, compiled_engine_inline
from models.elementary import logarithm
from simulation.desk import SHORTEST_LAG
from simulation.draws import Stream, uniforms
from simulation.place import Place
from simulation.setting import WEEKS_PER_QUARTER, Floats, Period, Setting

# Hours of start-up are worked off in the first year.
FIRST_QUARTERS = 4
# A project passes these stages: 立项, 调度, 评估, 推广.
STAGES = ("proposed", "scheduled", "evaluated", "spread")
LAST_STAGE = len(STAGES) - 1
MOST_ABSENCES = 2

S_APPEAL = np.uint64(Stream.APPEAL)
S_PROJECT = np.uint64(Stream.PROJECT)
S_STAGE = np.uint64(Stream.STAGE)
S_ABSENCE = np.uint64(Stream.ABSENCE)


class Appeal(NamedTuple):
    """The luck of one appeal: work and patience with mean 1, and whether it is heard first."""

    work: float
    patience: float
    chance: float


class Stage(NamedTuple):
    """The luck of one stage of a project: work and delay with mean 1, and the chance of passing."""

    work: float
    chance: float
    lag: float


@compiled
def appeal_luck(key: Word, number: Whole, seed: Word, replication: Word) -> Appeal:
    """Return the luck of a unit's n-th appeal."""
    a, b, c, _ = uniforms(seed, replication, S_APPEAL, np.uint64(key), np.uint64(number))
    return Appeal(-logarithm(a), -logarithm(b), c)


@compiled_engine_inline
def gap_before(stream: Word, key: Word, number: Whole, seed: Word, replication: Word) -> float:
    """Return the exponential gap before a unit's n-th appeal or project."""
    _, _, _, d = uniforms(seed, replication, stream, np.uint64(key), np.uint64(number))
    return -logarithm(d)


@compiled
def stage_luck(key: Word, number: Whole, seed: Word, replication: Word) -> Stage:
    """Return the luck of a stage; ``number`` counts stages: four a project."""
    a, b, c, _ = uniforms(seed, replication, S_STAGE, np.uint64(key), np.uint64(number))
    return Stage(-logarithm(a), b, -logarithm(c))


@compiled_engine
def times_of(
    times: Floats,
    counter: Floats,
    rate: float,
    weeks: float,
    stream: Word,
    key: Word,
    seed: Word,
    replication: Word,
) -> int:
    """Fill in when the appeals or project starts of one period fall, from its start; return how many, or -1 for want of room.

    Parameters
    ----------
    counter : ndarray, shape (2,)
        How many there were before, and how much rate is left to add up until the next one (below 0: not drawn yet). Both are
        brought up to the end of the period.
    rate : float
        How many are expected a week.
    """
    if counter[1] < 0.0:
        counter[1] = gap_before(stream, key, 0, seed, replication)
    count, time, left = 0, 0.0, counter[1]
    while rate * (weeks - time) > left:
        if count >= times.size:
            return -1
        time += left / rate
        times[count] = time
        count += 1
        left = gap_before(stream, key, int(counter[0]) + count, seed, replication)
    counter[0] += float(count)
    counter[1] = left - rate * (weeks - time)
    return count


@compiled
def absences_of(
    times: NDArray[np.float64],
    hours: NDArray[np.float64],
    place: Place,
    setting: Setting,
    period: Period,
    seed: Word,
    replication: Word,
) -> int:
    """Fill in when training and exchange call people away in a period, from its start, and for how long; 0 hours: not at all.

    First training, liaison and start-up, then exchange. A unit takes part in an exchange with a quarter of the year's share in
    each quarter. A period shorter than a quarter has its share of the hours, and of the chance of an exchange.
    """
    a, b, c, _ = uniforms(seed, replication, S_ABSENCE, np.uint64(place.key), np.uint64(period.number))
    weeks = period.end - period.start
    part = weeks / WEEKS_PER_QUARTER
    settled = setting.startup_hours if period.number >= FIRST_QUARTERS else 0.0
    times[0], hours[0] = a * weeks, (setting.training_hours - settled) * part
    times[1] = c * weeks
    hours[1] = setting.exchange_hours if b < setting.exchange_share / 4.0 * part else 0.0
    return MOST_ABSENCES


@compiled
def stage_lag(mean: float, luck: float) -> float:
    """Return the weeks between the end of one stage and the beginning of the next."""
    return max(mean * luck, SHORTEST_LAG)
