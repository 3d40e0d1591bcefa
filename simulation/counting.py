"""What is counted of a unit's period: sums by level for the results, and a row a unit for the quarterly review.

Both engines hand over the same columns of a desk in the same order, that of service, so a number in a table does not depend on
the engine.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Whole, compiled_engine_inline, compiled_engine_merged
from simulation.desk import (
    APPEAL,
    BEGUN,
    DONE,
    FINAL_SUBSTANCE,
    FROM_OWNER,
    HANDED_SUBSTANCE,
    NUMBER,
    PRESSURE,
    PROJECT,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    Integers,
)
from simulation.place import Place
from simulation.setting import Agenda, Floats, Period, Setting


class Count(IntEnum):
    """Columns of the sums by level and quarter of issue."""

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
    """Columns of the hours a week by level, each unit counting by its headcount."""

    PEOPLE = 0
    ATTENTION = 1
    TRACE = 2
    WORK = 3
    MEETING = 4
    APPEAL = 5
    PROJECT = 6
    ABSENCE = 7


class Flow(IntEnum):
    """Columns of a unit's quarter: what the review is told. Hours in all, not a week; waits in weeks; the backlog in matters."""

    DONE = 0
    SUBSTANCE = 1
    PRESSURE = 2
    ON_TIME = 3
    WORK = 4
    MEETING = 5
    APPEAL = 6
    PROJECT = 7
    ABSENCE = 8
    BACKLOG = 9
    APPEALS = 10
    ANSWERED = 11
    WITHDRAWN = 12
    APPEAL_WAIT = 13
    STARTED = 14
    STOPPED = 15
    CONVERTED = 16


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


class Sums(NamedTuple):
    """Sums weighted by headcount.

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


def empty_flow(units: int) -> Floats:
    """Return room for what the review is told; shape (units, columns)."""
    return np.zeros((units, len(Flow)))


class Resolved(NamedTuple):
    """Substance of directives that the superior handed over and that never came, or came from the second owner instead.

    ``broken``: lost for good; ``unfinished``: not yet here at the horizon; ``second``: here from the second owner.
    """

    broken: float
    unfinished: float
    second: float


@compiled_engine_merged
def count_directives(
    desk: Floats,
    closed: Integers,
    count: Whole,
    place: Place,
    setting: Setting,
    agenda: Agenda,
    scratch: Floats,
    resolved: Resolved,
    sums: Sums,
) -> tuple[float, float, float, float]:
    """Add to the sums the directives that were done in a period or, at the horizon, lie unfinished on the desk.

    Parameters
    ----------
    closed : ndarray of uint32
        Their columns, in the order of service.
    scratch : ndarray, shape (quarters, counts)
        What :func:`note_missing` noted; zeros afterwards.
    resolved : Resolved
        What became of directives that did not come over the command line.

    Returns
    -------
    tuple of float
        How many were done, on time among them, their substance, and the formal pressure on them.
    """
    handover, waiting, gained, second, unfinished = 0.0, 0.0, 0.0, 0.0, 0.0
    done, on_time, substance, pressure = 0.0, 0.0, 0.0, 0.0
    for turn in range(count):
        item = closed[turn]
        if not desk[SOURCE, item] < APPEAL:
            continue
        number = int(desk[NUMBER, item])
        quarter = agenda.quarter[number]
        row = scratch[quarter]
        finished, received, begun = desk[DONE, item], desk[RECEIVED, item], desk[BEGUN, item]
        final = desk[FINAL_SUBSTANCE, item]
        row[Count.RECEIVED] += 1.0
        row[Count.PRESSURE] += desk[PRESSURE, item]
        if begun < setting.weeks:
            row[Count.BEGUN] += 1.0
            row[Count.WAIT] += begun - received
        if finished < setting.weeks:
            weeks = finished - agenda.issued[number]
            timely = 1.0 if weeks <= setting.deadline else 0.0
            row[Count.DONE] += 1.0
            row[Count.SUBSTANCE] += final
            row[Count.DELAY] += weeks
            row[Count.ON_TIME] += timely
            sums.delays[place.level, int(weeks)] += place.headcount
            done += 1.0
            on_time += timely
            substance += final
            pressure += desk[PRESSURE, item]
        else:
            unfinished += final
        handover += desk[HANDED_SUBSTANCE, item] - desk[RECEIVED_SUBSTANCE, item]
        waiting += desk[WAITING_LOSS, item]
        gained += desk[RESTORED_GAIN, item]
        if desk[SOURCE, item] == FROM_OWNER:
            second += desk[HANDED_SUBSTANCE, item]
    for quarter in range(scratch.shape[0]):
        add_counts(scratch[quarter], quarter, place, sums)
    add_losses(handover, waiting, gained, second - resolved.second, place, setting, sums)
    row = sums.waterfall[place.level]
    row[BROKEN] -= place.path_weight * resolved.broken
    row[UNFINISHED] -= place.path_weight * (unfinished + resolved.unfinished)
    return done, on_time, substance, pressure


@compiled_engine_inline
def add_counts(counts: Floats, quarter: Whole, place: Place, sums: Sums) -> None:
    """Add one unit's counts of one quarter to its level's and, if it is terminal, to the terminal units'; set them to zero."""
    level_row, terminal_row = sums.by_quarter[place.level, quarter], sums.by_quarter[-1, quarter]
    for column in range(counts.size):
        level_row[column] += place.headcount * counts[column]
        if place.terminal:
            terminal_row[column] += place.path_weight * counts[column]
        counts[column] = 0.0


@compiled_engine_inline
def add_losses(
    handover: float, waiting: float, gained: float, second: float, place: Place, setting: Setting, sums: Sums
) -> None:
    """Add to the waterfall what was lost and gained between the superior's desk and the end of this one."""
    row = sums.waterfall[place.level]
    rate = place.rate if place.rate > 0.0 else 1.0
    row[RETELLING] -= place.path_weight * handover * (setting.loss / rate)
    row[UNCLEAR_DUTY] -= place.path_weight * handover * (place.unclear_rate / rate)
    row[IMBALANCE] -= place.path_weight * handover * (place.imbalance_rate / rate)
    row[WAITING] -= place.path_weight * waiting
    row[RESTORED] += place.path_weight * gained
    row[SECOND_OWNER] += place.path_weight * second


@compiled_engine_merged
def note_missing(lost: Integers, count: Whole, period: Period, agenda: Agenda, scratch: Floats) -> None:
    """Note before :func:`count_directives` what the unit will never receive and, at the horizon, how many were issued."""
    for turn in range(count):
        scratch[agenda.quarter[lost[turn]], Count.LOST] += 1.0
    if period.final:
        for quarter in range(scratch.shape[0]):
            issued = agenda.quarter_start[quarter + 1] - agenda.quarter_start[quarter]
            scratch[quarter, Count.PAIRS] = float(issued)


@compiled_engine_merged
def count_hours(
    desk: Floats,
    served: Integers,
    count: Whole,
    meeting_weeks: float,
    place: Place,
    period: Period,
    setting: Setting,
    sums: Sums,
    flow: Floats,
) -> None:
    """Add the hours of one unit's period: those of its level as a mean a week over the whole run, and the unit's own flow.

    ``served`` holds the columns that had the office's attention in the period, in the order of service. ``flow`` is the unit's row,
    or empty.
    """
    work, appeal, project, absence = 0.0, 0.0, 0.0, 0.0
    for turn in range(count):
        item = served[turn]
        begun, source = desk[BEGUN, item], desk[SOURCE, item]
        weeks = min(begun + desk[SERVICE, item], period.end) - max(begun, period.start)
        if source < APPEAL:
            work += weeks
        elif source == APPEAL:
            appeal += weeks
        elif source == PROJECT:
            project += weeks
        else:
            absence += weeks
    people = place.headcount * (period.end - period.start) / setting.weeks
    hours = place.headcount * place.hours / setting.weeks
    row = sums.hours[place.level]
    row[Hours.PEOPLE] += people
    row[Hours.ATTENTION] += people * place.hours
    row[Hours.TRACE] += people * place.trace_hours
    row[Hours.WORK] += work * hours
    row[Hours.MEETING] += meeting_weeks * hours
    row[Hours.APPEAL] += appeal * hours
    row[Hours.PROJECT] += project * hours
    row[Hours.ABSENCE] += absence * hours
    if flow.size > 0:
        flow[Flow.WORK] = work * place.hours
        flow[Flow.MEETING] = meeting_weeks * place.hours
        flow[Flow.APPEAL] = appeal * place.hours
        flow[Flow.PROJECT] = project * place.hours
        flow[Flow.ABSENCE] = absence * place.hours
