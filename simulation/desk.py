"""One unit's year: the chances it meets, and what is counted of it. Both engines call these functions.

A desk holds what happened to each directive at one unit. An engine fills it (SimPy by events, the kernel in loops), and
:func:`count_desk` adds it to the sums, so a number in a table does not depend on the engine. Desks and lines are single arrays
with named rows, not tuples of arrays: that is what keeps calls between compiled functions cheap.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.attention import attention_hours, exponential_work
from models.compiled import Whole, Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.elementary import exponential, three_exponentials, two_logarithms
from models.transmission import break_probability as break_probability_of
from models.transmission import lognormal, lognormal_power, loss_rate, retention_exponent
from simulation.draws import Stream, normal_pair, normal_radius, uniforms
from simulation.setting import Agenda, Floats, Network, Setting

NEVER = np.inf
# Later than any horizon, but told apart from "not yet": the chain broke here or above and was never found.
LOST = 1e300

# A handover takes at least a second, in weeks: a directive cannot be on two desks at the same moment.
SHORTEST_LAG = 1.0 / (7 * 24 * 3600)

S_COMMAND = np.uint64(Stream.COMMAND)
S_EXPONENTIAL = np.uint64(Stream.EXPONENTIAL_WORK)
S_SECOND_OWNER = np.uint64(Stream.SECOND_OWNER)

# A desk is one array, one row a fact and one column a directive. Times and service in weeks.
DESK_ROWS = (
    "service",
    "received",
    "begun",
    "done",
    "source",
    "handed_substance",
    "received_substance",
    "final_substance",
    "waiting_loss",
    "restored",
    "pressure",
)
(
    SERVICE,
    RECEIVED,
    BEGUN,
    DONE,
    SOURCE,
    HANDED_SUBSTANCE,
    RECEIVED_SUBSTANCE,
    FINAL_SUBSTANCE,
    WAITING_LOSS,
    RESTORED_GAIN,
    PRESSURE,
) = range(len(DESK_ROWS))
# Values of the row "source".
FROM_COMMAND, FROM_OWNER = 0.0, 1.0

# A line likewise: the chances of each handover, when it arrives, and which checkpoint found it (-1: it did not break).
BREAK_CHANCE, KEPT, LAG, ARRIVAL, FOUND_BY = range(5)
LINE_ROWS = 5


class Count(IntEnum):
    """Columns of the sums by level and quarter."""

    PAIRS = 0
    SUBSTANCE = 1
    DONE = 2
    LOST = 3
    RECEIVED = 4
    PRESSURE = 5
    DELAY = 6
    ON_TIME = 7
    BEGUN = 8
    WAIT = 9


class Hours(IntEnum):
    """Columns of the hours by level."""

    UNITS = 0
    ATTENTION = 1
    TRACE = 2
    WORK = 3
    MEETING = 4


CAUSES = (
    "retelling",
    "unclear_duty",
    "imbalance",
    "waiting",
    "broken",
    "unfinished",
    "restored",
    "second_owner",
)
RETELLING, UNCLEAR_DUTY, IMBALANCE, WAITING, BROKEN, UNFINISHED, RESTORED, SECOND_OWNER = range(len(CAUSES))


class Place(NamedTuple):
    """One unit: who it is, which lines it has, and its constants under the scenario."""

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
    imbalance: float
    hours: float
    trace_hours: float
    extra_hours: float


class Sums(NamedTuple):
    """Sums weighted by headcount; hours count each unit once.

    The last level row counts the terminal units, weighted by their share of the headcount.
    """

    by_quarter: NDArray[np.float64]
    hours: NDArray[np.float64]
    waterfall: NDArray[np.float64]
    delays: NDArray[np.float64]


def empty_sums(levels: int, quarters: int, weeks: int) -> Sums:
    """Return sums of zero."""
    return Sums(
        by_quarter=np.zeros((levels + 1, quarters, len(Count))),
        hours=np.zeros((levels, len(Hours))),
        waterfall=np.zeros((levels, len(CAUSES))),
        delays=np.zeros((levels, weeks)),
    )


@compiled_engine_merged
def place_of(
    network: Network, setting: Setting, unit: Whole, number: Whole, key: Word, seed: Word, replication: Word
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
    rate = loss_rate(setting.loss, setting.unclear_loss, setting.clarity, setting.imbalance_loss, imbalance)
    patrol = setting.patrol_hours if level <= setting.last_owner_level else 0.0
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
        imbalance,
        attention_hours(
            setting.available_hours, setting.trace_hours, network.standing_pressure[depth], patrol
        ),
        min(setting.trace_hours * network.standing_pressure[depth], setting.available_hours),
        setting.in_person_hours if level < setting.last_level else 0.0,
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


@compiled_engine_merged
def draw_command(
    line: Floats, desk: Floats, place: Place, setting: Setting, agenda: Agenda, seed: Word, replication: Word
) -> None:
    """Draw what each directive meets on the command line and at the unit: one call of the generator each."""
    service = desk[SERVICE]
    draw_chances(line, service, place.key, S_COMMAND, seed, replication)
    for directive in range(service.size):
        kept, lag, hours = three_exponentials(
            place.exponent * line[KEPT, directive],
            lognormal_power(setting.delay_spread, line[LAG, directive]),
            lognormal_power(setting.work_spread, service[directive]),
        )
        extra = place.extra_hours if agenda.in_person[directive] else 0.0
        line[KEPT, directive] = kept
        line[LAG, directive] = max(setting.delay * lag, SHORTEST_LAG)
        service[directive] = (setting.work_hours * hours + extra) / place.hours
    if setting.exponential_work:
        for directive in range(desk.shape[1]):
            u, _, _, _ = uniforms(seed, replication, S_EXPONENTIAL, place.key, np.uint64(directive))
            extra = place.extra_hours if agenda.in_person[directive] else 0.0
            desk[SERVICE, directive] = exponential_work(setting.work_hours, u, extra) / place.hours


@compiled_engine
def draw_line(
    line: Floats,
    place: Place,
    mean_delay: float,
    setting: Setting,
    stream: Word,
    seed: Word,
    replication: Word,
) -> None:
    """Draw what each directive meets on a second owner's line."""
    draw_chances(line, line[ARRIVAL], place.key, stream, seed, replication)
    for directive in range(line.shape[1]):
        line[KEPT, directive] = exponential(place.exponent * line[KEPT, directive])
        lag = lognormal(mean_delay, setting.delay_spread, line[LAG, directive])
        line[LAG, directive] = max(lag, SHORTEST_LAG)


@compiled_engine
def draw_chances(line: Floats, other: Floats, key: Word, stream: Word, seed: Word, replication: Word) -> None:
    """Draw for each directive a uniform chance, the logarithm of a uniform share, and two normals (the second into ``other``).

    Short plain loops without a branch: the compiler makes each run several directives at a time, and a processor can begin the
    next few before it has finished the last.
    """
    for directive in range(other.size):
        chance, share, u, v = uniforms(seed, replication, stream, key, np.uint64(directive))
        line[BREAK_CHANCE, directive] = chance
        line[KEPT, directive] = share
        line[LAG, directive] = u
        other[directive] = v
    for directive in range(other.size):
        log_share, log_u = two_logarithms(line[KEPT, directive], line[LAG, directive])
        line[KEPT, directive] = log_share
        line[LAG, directive] = normal_radius(log_u)
    for directive in range(other.size):
        first, second = normal_pair(line[LAG, directive], other[directive])
        line[LAG, directive] = first
        other[directive] = second


@compiled_engine_inline
def break_chance_of(place: Place, setting: Setting, in_person: bool) -> float:
    """Return the probability that a handover to this unit breaks."""
    if in_person:
        return place.break_probability * (1.0 - setting.in_person_relief)
    return place.break_probability


@compiled_engine
def weeks_in_meetings(weeks: float, last_end: float, horizon: float) -> float:
    """Return the weeks that an office spent in meetings, of which the last may outlast the horizon."""
    return weeks - max(last_end - horizon, 0.0)


@compiled_engine_merged
def count_desk(
    desk: Floats,
    place: Place,
    superior_substance: Floats,
    meeting_weeks: float,
    setting: Setting,
    agenda: Agenda,
    sums: Sums,
) -> None:
    """Add one unit's year to the sums.

    Parameters
    ----------
    superior_substance : ndarray, shape (directives,)
        Substance with which the superior was done with each directive; 0 where it never was; ones for the root.
    meeting_weeks : float
        Weeks of the office's time that checkpoints took before the horizon.
    """
    work_weeks = 0.0
    for quarter in range(agenda.quarter_start.size - 1):
        start, end = agenda.quarter_start[quarter], agenda.quarter_start[quarter + 1]
        work_weeks += count_quarter(desk, place, quarter, start, end, setting, agenda, sums)
    count_losses(desk, place, superior_substance, setting, sums)
    weight = place.headcount
    for directive in range(desk.shape[1]):
        if desk[DONE, directive] < setting.weeks:
            sums.delays[place.level, int(desk[DONE, directive] - agenda.issued[directive])] += weight
    hours = sums.hours[place.level]
    hours[Hours.UNITS] += 1.0
    hours[Hours.ATTENTION] += place.hours
    hours[Hours.TRACE] += place.trace_hours
    hours[Hours.WORK] += work_weeks * place.hours / setting.weeks
    hours[Hours.MEETING] += meeting_weeks * place.hours / setting.weeks


@compiled_engine_inline
def count_quarter(
    desk: Floats,
    place: Place,
    quarter: Whole,
    start: Whole,
    end: Whole,
    setting: Setting,
    agenda: Agenda,
    sums: Sums,
) -> float:
    """Add the directives issued in one quarter to the sums; return the weeks that the unit worked on them."""
    horizon = setting.weeks
    substance, done, lost, received, pressure = 0.0, 0.0, 0.0, 0.0, 0.0
    delay, on_time, begun, wait, work = 0.0, 0.0, 0.0, 0.0, 0.0
    for directive in range(start, end):
        finished = desk[DONE, directive]
        if finished < horizon:
            weeks = finished - agenda.issued[directive]
            done += 1.0
            substance += desk[FINAL_SUBSTANCE, directive]
            delay += weeks
            on_time += 1.0 if weeks <= setting.deadline else 0.0
        elif finished == LOST:
            lost += 1.0
        if desk[RECEIVED, directive] < horizon:
            received += 1.0
            pressure += desk[PRESSURE, directive]
            begin = desk[BEGUN, directive]
            if begin < horizon:
                begun += 1.0
                wait += begin - desk[RECEIVED, directive]
                work += min(begin + desk[SERVICE, directive], horizon) - begin
    values = (float(end - start), substance, done, lost, received, pressure, delay, on_time, begun, wait)
    level_row = sums.by_quarter[place.level, quarter]
    terminal_row = sums.by_quarter[-1, quarter]
    for column in range(len(values)):
        level_row[column] += place.headcount * values[column]
        if place.terminal:
            terminal_row[column] += place.path_weight * values[column]
    return work


@compiled_engine_inline
def count_losses(
    desk: Floats, place: Place, superior_substance: Floats, setting: Setting, sums: Sums
) -> None:
    """Add to the waterfall what was lost and gained between the superior's desk and the end of this one."""
    handover, waiting, broken, unfinished, gained, second = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for directive in range(desk.shape[1]):
        before = superior_substance[directive]
        if desk[RECEIVED, directive] < setting.weeks:
            handover += desk[HANDED_SUBSTANCE, directive] - desk[RECEIVED_SUBSTANCE, directive]
            waiting += desk[WAITING_LOSS, directive]
            gained += desk[RESTORED_GAIN, directive]
            second += desk[HANDED_SUBSTANCE, directive] - before
            if not desk[DONE, directive] < setting.weeks:
                unfinished += desk[FINAL_SUBSTANCE, directive]
        elif desk[DONE, directive] == LOST:
            broken += before
        else:
            unfinished += before
    row = sums.waterfall[place.level]
    rate = place.rate if place.rate > 0.0 else 1.0
    row[RETELLING] -= place.path_weight * handover * (setting.loss / rate)
    row[UNCLEAR_DUTY] -= (
        place.path_weight * handover * (setting.unclear_loss * (1.0 - setting.clarity) / rate)
    )
    row[IMBALANCE] -= place.path_weight * handover * (setting.imbalance_loss * place.imbalance / rate)
    row[WAITING] -= place.path_weight * waiting
    row[BROKEN] -= place.path_weight * broken
    row[UNFINISHED] -= place.path_weight * unfinished
    row[RESTORED] += place.path_weight * gained
    row[SECOND_OWNER] += place.path_weight * second
