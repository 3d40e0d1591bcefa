"""One office's queue in the compiled engine: the order of arrival, meetings first, who is served when, and what waiting costs.

An office carries what it has not finished into the next period, so everything here begins with the state that it was left in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.compiled import compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.transmission import after_waiting, restored
from simulation import record as rec
from simulation.desk import (
    APPEAL,
    BEGUN,
    DONE,
    FINAL_SUBSTANCE,
    HANDED_SUBSTANCE,
    HOURS,
    LEAVES,
    NEVER,
    NUMBER,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    Integers,
    first_after,
)
from simulation.place import Place
from simulation.setting import Agenda, Floats, Rhythm, Setting

# Rows of the meetings: when each is called, how long it takes, and when an office that has nothing but meetings is free before it.
# One column more than there are meetings: the last is never called.
CALL, MEETING_WEEKS, IDLE_FREE = range(3)
# Rows of the queue: columns of the desk in order of arrival, in order of service, and by the two classes; for each column how many
# meetings were called by the time it was received.
WAITING, SEQUENCE, ORDINARY, URGENT, CALLED = range(5)
QUEUE_ROWS = 5


class Office(NamedTuple):
    """The state of an office between two matters: when it is free, its next meeting, and when its last one ended."""

    free: float
    meeting: int
    last_end: float


@compiled_engine_inline
def insert(
    desk: Floats, queue: Integers, row: int, item: int, first: int, count: int, rhythm: Rhythm
) -> None:
    """Insert one column into an order of arrival, not before the place ``first``; ties by number."""
    arrival = desk[RECEIVED, item]
    place = count
    while place > first and comes_before(desk, arrival, item, queue[row, place - 1]):
        queue[row, place] = queue[row, place - 1]
        place -= 1
    queue[row, place] = item
    queue[CALLED, item] = first_after(rhythm, arrival)


@compiled_engine_inline
def comes_before(desk: Floats, arrival: float, item: int, other: int) -> bool:
    """Say whether what arrives at this time stands in the queue before another."""
    return bool(
        arrival < desk[RECEIVED, other]
        or (arrival == desk[RECEIVED, other] and desk[NUMBER, item] < desk[NUMBER, other])
    )


@compiled_engine_merged
def plan_meetings(
    meetings: Floats, known: Floats, first: int, end: float, hours: float, rhythm: Rhythm
) -> None:
    """Find how long the meetings from the given one up to the end of a period take, and when an office without other work is free.

    ``known`` remembers for which hours and meetings that was done last: many offices are alike.
    """
    if known[0] == hours and known[1] == first and known[2] == end:
        return
    known[0], known[1], known[2] = hours, first, end
    free, meeting = 0.0, first
    while meeting < rhythm.time.size and rhythm.time[meeting] < end:
        meetings[CALL, meeting] = rhythm.time[meeting]
        meetings[MEETING_WEEKS, meeting] = rhythm.hours[meeting] / hours
        meetings[IDLE_FREE, meeting] = free
        free = max(free, rhythm.time[meeting]) + meetings[MEETING_WEEKS, meeting]
        meeting += 1
    meetings[CALL, meeting] = NEVER
    meetings[IDLE_FREE, meeting] = free


@compiled_engine_merged
def serve_in_order(
    desk: Floats, queue: Integers, meetings: Floats, office: Office, count: int, end: float
) -> tuple[Office, int]:
    """Serve directives as they came, checkpoints first, as long as they can be begun before the end of the period.

    Returns the office as it is then, and how many were begun (the row SEQUENCE of the queue holds them in order).
    """
    free, meeting, last_end, served = office.free, office.meeting, office.last_end, 0
    for turn in range(count):
        item = queue[WAITING, turn]
        held = meeting
        free, meeting = hold_meetings(free, held, queue[CALLED, item], meetings, end)
        last_end = free if meeting > held else last_end
        begin = max(free, desk[RECEIVED, item])
        if begin < end:
            desk[BEGUN, item] = begin
            free = begin + desk[SERVICE, item]
            queue[SEQUENCE, served] = item
            served += 1
    return Office(free, meeting, last_end), served


@compiled_engine_inline
def hold_meetings(free: float, meeting: int, called: int, meetings: Floats, end: float) -> tuple[float, int]:
    """Hold the meetings that come before the next matter can be begun; return when the office is free, and the next meeting.

    ``called`` counts the meetings called until that matter arrives. Where the office has been idle, those are jumped over at
    once: it is then as free as an office that has nothing but meetings.
    """
    while meeting < called or meetings[CALL, meeting] <= free:
        call = meetings[CALL, meeting]
        idle = free <= call and meetings[IDLE_FREE, meeting] <= call
        if idle and meeting < called and meetings[IDLE_FREE, called] < end:
            free, meeting = meetings[IDLE_FREE, called], called
            continue
        start = max(free, call)
        if not start < end:
            break
        free = start + meetings[MEETING_WEEKS, meeting]
        meeting += 1
    return free, meeting


@compiled_engine_merged
def close_office(office: Office, meetings: Floats, end: float) -> Office:
    """Hold the meetings that are left in the period."""
    free, meeting, last_end = office.free, office.meeting, office.last_end
    while max(free, meetings[CALL, meeting]) < end:
        free = last_end = max(free, meetings[CALL, meeting]) + meetings[MEETING_WEEKS, meeting]
        meeting += 1
    return Office(free, meeting, last_end)


@compiled_engine
def split_classes(desk: Floats, queue: Integers, count: int, agenda: Agenda) -> tuple[int, int]:
    """Split the directives into ordinary ones and those handled in person; return how many of each."""
    ordinary, urgent = 0, 0
    for turn in range(count):
        item = queue[WAITING, turn]
        if agenda.in_person[int(desk[NUMBER, item])]:
            queue[URGENT, urgent] = item
            urgent += 1
        else:
            queue[ORDINARY, ordinary] = item
            ordinary += 1
    return ordinary, urgent


@compiled_engine_inline
def has_left(desk: Floats, item: int, moment: float) -> bool:
    """Say whether a matter is an appeal that is withdrawn by this moment."""
    return bool(desk[SOURCE, item] == APPEAL and desk[LEAVES, item] <= moment)


@compiled_engine_merged
def wait(desk: Floats, setting: Setting, count: int) -> None:
    """Let each directive wait and be done as if no checkpoint had fallen into its time at the unit.

    Those that are not done get numbers without a meaning, which nobody reads, so that the loop needs no branch.
    """
    for item in range(count):
        received, begun = desk[RECEIVED, item], desk[BEGUN, item]
        substance = desk[RECEIVED_SUBSTANCE, item]
        left = after_waiting(substance, setting.waiting_loss, min(setting.weeks, begun) - received)
        desk[WAITING_LOSS, item] = substance - left
        desk[RESTORED_GAIN, item] = 0.0
        desk[FINAL_SUBSTANCE, item] = left
        desk[DONE, item] = begun + desk[SERVICE, item]


@compiled_engine_merged
def restore(
    desk: Floats,
    queue: Integers,
    closed: Integers,
    count: int,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Follow the substance of each closed directive that a checkpoint found at the unit: waiting costs, checkpoints restore."""
    writing = record.size[1] > 0
    for turn in range(count):
        item = closed[turn]
        if desk[SOURCE, item] < APPEAL:
            end = desk[DONE, item]
            checkpoint = queue[CALLED, item]
            if checkpoint < rhythm.time.size and rhythm.time[checkpoint] <= end:
                restore_one(desk, item, checkpoint, end, place, setting, rhythm, record)
            if writing and end < setting.weeks:
                number, left = int(desk[NUMBER, item]), desk[FINAL_SUBSTANCE, item]
                rec.write(
                    record, end, rec.DONE, place.unit, place.number, -1, rec.DIRECTIVE, number, -1, -1, left
                )


@compiled_engine_inline
def restore_one(
    desk: Floats,
    item: int,
    checkpoint: int,
    end: float,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Follow one directive's substance from its receipt over each checkpoint, from the given one on, to the end of its service."""
    received, begun = desk[RECEIVED, item], desk[BEGUN, item]
    handed, substance = desk[HANDED_SUBSTANCE, item], desk[RECEIVED_SUBSTANCE, item]
    since, loss, gain = received, 0.0, 0.0
    while checkpoint < rhythm.time.size and rhythm.time[checkpoint] <= end:
        time = rhythm.time[checkpoint]
        left = substance
        if since > received and time <= begun:
            left = substance * rhythm.kept[checkpoint]
        elif since < begun:
            left = after_waiting(substance, setting.waiting_loss, min(time, begun) - since)
        substance_after = restored(left, handed, rhythm.restoring[checkpoint])
        loss += substance - left
        gain += substance_after - left
        if record.size[1] > 0 and rhythm.restoring[checkpoint] > 0.0:
            number, kind, amount = int(desk[NUMBER, item]), rhythm.kind[checkpoint], substance_after - left
            rec.write(
                record,
                time,
                rec.RESTORED,
                place.unit,
                place.number,
                -1,
                rec.DIRECTIVE,
                number,
                -1,
                kind,
                amount,
            )
        since, substance = time, substance_after
        checkpoint += 1
    left = substance
    until = min(setting.weeks, begun)
    if since < until:
        left = after_waiting(substance, setting.waiting_loss, until - since)
    desk[WAITING_LOSS, item] = loss + (substance - left)
    desk[RESTORED_GAIN, item] = gain
    desk[FINAL_SUBSTANCE, item] = left


@compiled_engine_merged
def set_service(desk: Floats, hours: float, first: int, last: int) -> None:
    """Find how long what has not been begun would take at the office's present hours."""
    for item in range(first, last):
        weeks = desk[HOURS, item] / hours
        desk[SERVICE, item] = weeks if desk[BEGUN, item] == NEVER else desk[SERVICE, item]


def empty_meetings(checkpoints: int) -> Floats:
    """Return room for the meetings of an office."""
    return np.empty((3, checkpoints + 1))
