"""The compiled engine: the sample path of :mod:`simulation.process`, unit after unit from the top.

Hand-down is acyclic: within a year no unit's queue depends on its subordinates. So no event list is needed; each unit is served
from what its superior was done with. Draws are keyed, so the order of work cannot matter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.keys import attached_key
from models.transmission import after_waiting, amplified, restored
from simulation import record as rec
from simulation.desk import (
    ARRIVAL,
    BEGUN,
    BREAK_CHANCE,
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FOUND_BY,
    FROM_COMMAND,
    FROM_OWNER,
    HANDED_SUBSTANCE,
    KEPT,
    LAG,
    LINE_ROWS,
    LOST,
    NEVER,
    PRESSURE,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    Place,
    Sums,
    break_chance_of,
    count_desk,
    draw_command,
    draw_line,
    place_of,
    weeks_in_meetings,
)
from simulation.draws import Stream
from simulation.setting import Agenda, Floats, Network, Rhythm, Setting

S_GRID = np.uint64(Stream.GRID)

# Unsigned, so that no index is taken for one that counts from the end.
Integers = NDArray[np.uint32]

# What a unit leaves for those below, one row each of the store.
LEFT_DONE, LEFT_SUBSTANCE, LEFT_PRESSURE = range(3)
# Rows of the meetings: when each is called, how long it takes, and when an office that has nothing but meetings is free before it.
# One column more than there are meetings: the last is never called.
CALL, MEETING_WEEKS, IDLE_FREE = range(3)
# Rows of the queue: directives in order of arrival, in order of service, and by the two classes; and for each directive how many
# meetings were called by the time it was received.
WAITING, SEQUENCE, ORDINARY, URGENT, CALLED = range(5)


class Store(NamedTuple):
    """What units that hand on leave for those below.

    ``left`` has shape (3, rows, directives), ``order`` (rows, directives) holds the order of service, ``served`` its length.
    """

    left: NDArray[np.float64]
    order: Integers
    served: Integers


class Bench(NamedTuple):
    """Room to work in for one unit; nothing here outlives it."""

    desk: Floats
    command: Floats
    second: Floats
    queue: Integers
    meetings: Floats
    known_hours: Floats
    whole: Floats


def empty_store(rows: int, directives: int) -> Store:
    """Return room for what so many handing units leave."""
    return Store(
        left=np.empty((3, rows, directives)),
        order=np.empty((rows, directives), dtype=np.uint32),
        served=np.empty(rows, dtype=np.uint32),
    )


def empty_bench(directives: int, checkpoints: int) -> Bench:
    """Return room to work in."""
    return Bench(
        desk=np.empty((len(DESK_ROWS), directives)),
        command=np.empty((LINE_ROWS, directives)),
        second=np.empty((LINE_ROWS, directives)),
        queue=np.empty((5, directives), dtype=np.uint32),
        meetings=np.empty((3, checkpoints + 1)),
        known_hours=np.zeros(1),
        whole=np.ones(directives),
    )


@compiled_engine
def hand_down(
    network: Network,
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
    seed: Word,
    replication: Word,
    ranges: NDArray[np.int64],
    first_row: int,
    rows: Integers,
    store: Store,
    bench: Bench,
    sums: Sums,
    record: rec.Record | None,
) -> int:
    """Serve the units of the given ranges, members included, and add them to the sums.

    Parameters
    ----------
    ranges : ndarray, shape (ranges, 2)
        Positions of units, superiors before subordinates; superiors outside were served before.
    first_row : int
        First free row of the store.
    rows : ndarray, shape (handing units,)
        Row of the store in which each handing unit lies; filled here.
    record : Record or None
        Where to write every event, or None.

    Returns
    -------
    int
        The next free row of the store.
    """
    row = first_row
    for turn in range(ranges.shape[0]):
        for unit in range(ranges[turn, 0], ranges[turn, 1]):
            own_row = -1
            if network.row[unit] >= 0:
                own_row = row
                rows[network.row[unit]] = row
                row += 1
            last = network.members[unit] if network.members.size > 0 else 0
            for number in range(last + 1):
                key = network.key[unit] if number == 0 else attached_key(network.key[unit], number)
                place = place_of(network, setting, unit, number, key, seed, replication)
                above = rows[network.row[place.superior]] if place.superior >= 0 else -1
                owner = rows[network.row[place.owner]] if place.owner >= 0 else -1
                leaves = own_row if number == 0 else -1
                serve_unit(
                    setting,
                    rhythm,
                    agenda,
                    place,
                    above,
                    owner,
                    leaves,
                    seed,
                    replication,
                    store,
                    bench,
                    sums,
                    record,
                )
    return row


@compiled_engine_inline
def serve_unit(
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
    place: Place,
    above: int,
    owner: int,
    leaves: int,
    seed: Word,
    replication: Word,
    store: Store,
    bench: Bench,
    sums: Sums,
    record: rec.Record | None,
) -> None:
    """Serve one unit: draw, receive, queue, restore, count, and leave what subordinates need.

    ``above``, ``owner`` and ``leaves`` are rows of the store, or -1: the superior's, the second owner's and the unit's own.
    """
    desk, queue = bench.desk, bench.queue
    draw_command(bench.command, desk, place, setting, agenda, seed, replication)
    above_substance = bench.whole
    if above < 0:
        count = receive_from_outside(desk, queue, rhythm, agenda, record)
    else:
        above_done, above_substance = store.left[LEFT_DONE, above], store.left[LEFT_SUBSTANCE, above]
        arrive(bench.command, above_done, place, setting, rhythm, agenda)
        receive(desk, bench.command, above_substance, store.left[LEFT_PRESSURE, above], setting.amplification)
        if owner >= 0:
            second, owner_done = bench.second, store.left[LEFT_DONE, owner]
            draw_line(second, place, setting.grid_delay, setting, S_GRID, seed, replication)
            arrive(second, owner_done, place, setting, rhythm, agenda)
            receive_second(desk, bench.command, second, store.left[:, owner], setting)
            count = sort_all(desk, queue, rhythm, setting.weeks)
        else:
            count = sort_received(desk, queue, store.order[above], store.served[above], rhythm, setting.weeks)
        if record is not None:
            above_left = store.left[:, above]
            record_line(desk, bench.command, place, rec.COMMAND, above_left, setting, rhythm, record)
            if owner >= 0:
                owner_left = store.left[:, owner]
                record_line(desk, bench.second, place, rec.GRID, owner_left, setting, rhythm, record)
    meetings = bench.meetings
    plan_meetings(meetings, bench.known_hours, place.hours, rhythm)
    if setting.in_person:
        free, last_end, held, served = serve_in_classes(
            desk, queue, meetings, count, setting.weeks, agenda.in_person
        )
    else:
        free, last_end, held, served = serve_in_order(desk, queue, meetings, count, setting.weeks)
    last_end, held = close_office(free, last_end, held, meetings, setting.weeks)
    if record is not None:
        record_office(desk, queue, served, held, meetings, place, rhythm, record)
    wait(desk, setting)
    restore(desk, queue, meetings, count, place, setting, rhythm, record)
    meeting_weeks = weeks_in_meetings(rhythm.hours_before[held] / place.hours, last_end, setting.weeks)
    count_desk(desk, place, above_substance, meeting_weeks, setting, agenda, sums)
    if leaves >= 0:
        leave(desk, queue, served, store, leaves)


@compiled_engine
def receive_from_outside(
    desk: Floats, queue: Integers, rhythm: Rhythm, agenda: Agenda, record: rec.Record | None
) -> int:
    """Let the root receive each directive at its issue, whole."""
    for directive in range(agenda.issued.size):
        desk[RECEIVED, directive] = agenda.issued[directive]
        desk[SOURCE, directive] = FROM_COMMAND
        desk[HANDED_SUBSTANCE, directive] = 1.0
        desk[RECEIVED_SUBSTANCE, directive] = 1.0
        desk[PRESSURE, directive] = 1.0
        queue[WAITING, directive] = directive
        queue[CALLED, directive] = first_after(rhythm, agenda.issued[directive])
        if record is not None:
            rec.write(record, agenda.issued[directive], rec.ISSUED, 0, 0, -1, directive, -1, -1, 1.0)
    return agenda.issued.size


@compiled_engine_merged
def arrive(
    line: Floats, above_done: Floats, place: Place, setting: Setting, rhythm: Rhythm, agenda: Agenda
) -> None:
    """Find when each directive arrives over one line, and which checkpoint found it if it broke."""
    for directive in range(above_done.size):
        line[ARRIVAL, directive] = above_done[directive] + line[LAG, directive]
        line[FOUND_BY, directive] = -1.0
    for directive in range(above_done.size):
        chance = line[BREAK_CHANCE, directive]
        if chance < place.break_probability and above_done[directive] < setting.weeks:
            limit = break_chance_of(place, setting, agenda.in_person[directive])
            if chance < limit:
                checkpoint = found_at(chance / limit, above_done[directive], rhythm)
                line[FOUND_BY, directive] = checkpoint
                line[ARRIVAL, directive] = LOST
                if checkpoint < rhythm.time.size:
                    # The delay drawn for the handover that broke was never used: it is as good as a fresh one.
                    line[ARRIVAL, directive] = rhythm.time[checkpoint] + line[LAG, directive]


@compiled_engine_inline
def first_after(rhythm: Rhythm, moment: float) -> int:
    """Return the first checkpoint after a moment before the horizon; the number of checkpoints where there is none."""
    checkpoint = int(rhythm.by_week[int(moment)])
    while checkpoint < rhythm.time.size and rhythm.time[checkpoint] <= moment:
        checkpoint += 1
    return checkpoint


@compiled_engine_inline
def found_at(luck: float, broken: float, rhythm: Rhythm) -> int:
    """Return the first checkpoint after a break that finds it; the number of checkpoints where none does."""
    checkpoint = first_after(rhythm, broken)
    missed = 1.0 - rhythm.finding[checkpoint] if checkpoint < rhythm.time.size else 0.0
    while luck < missed:
        checkpoint += 1
        missed = missed * (1.0 - rhythm.finding[checkpoint]) if checkpoint < rhythm.time.size else 0.0
    return checkpoint


@compiled_engine_inline
def receive(
    desk: Floats, line: Floats, above_substance: Floats, above_pressure: Floats, amplification: float
) -> None:
    """Take every directive over the command line."""
    for directive in range(above_substance.size):
        desk[RECEIVED, directive] = line[ARRIVAL, directive]
        desk[SOURCE, directive] = FROM_COMMAND
        desk[HANDED_SUBSTANCE, directive] = above_substance[directive]
        desk[RECEIVED_SUBSTANCE, directive] = above_substance[directive] * line[KEPT, directive]
        desk[PRESSURE, directive] = amplified(above_pressure[directive], amplification)


@compiled_engine
def receive_second(
    desk: Floats, line: Floats, second: Floats, owner_left: NDArray[np.float64], setting: Setting
) -> None:
    """Take from the second owner what arrives first from there."""
    for directive in range(desk.shape[1]):
        arrival = second[ARRIVAL, directive]
        # At the same moment the command line comes first.
        if arrival < setting.weeks and arrival < line[ARRIVAL, directive]:
            handed = owner_left[LEFT_SUBSTANCE, directive]
            desk[RECEIVED, directive] = arrival
            desk[SOURCE, directive] = FROM_OWNER
            desk[HANDED_SUBSTANCE, directive] = handed
            desk[RECEIVED_SUBSTANCE, directive] = handed * second[KEPT, directive]
            desk[PRESSURE, directive] = amplified(owner_left[LEFT_PRESSURE, directive], setting.amplification)
        elif desk[RECEIVED, directive] == LOST and arrival != LOST:
            # The second owner's copy is still to come: not lost, only not yet here.
            desk[RECEIVED, directive] = NEVER


@compiled_engine_merged
def sort_received(
    desk: Floats, queue: Integers, order: Integers, served: int, rhythm: Rhythm, horizon: float
) -> int:
    """Put what was received before the horizon in order of arrival; it comes nearly in the superior's order."""
    count = 0
    for turn in range(served):
        count = insert(desk, queue, order[turn], count, rhythm, horizon)
    return count


@compiled_engine
def sort_all(desk: Floats, queue: Integers, rhythm: Rhythm, horizon: float) -> int:
    """As :func:`sort_received`, where directives come from two superiors."""
    count = 0
    for directive in range(desk.shape[1]):
        count = insert(desk, queue, directive, count, rhythm, horizon)
    return count


@compiled_engine_inline
def insert(desk: Floats, queue: Integers, directive: int, count: int, rhythm: Rhythm, horizon: float) -> int:
    """Insert one directive into the order of arrival, ties by its number."""
    arrival = desk[RECEIVED, directive]
    if arrival < horizon:
        place = count
        while place > 0 and comes_before(desk, arrival, directive, queue[WAITING, place - 1]):
            queue[WAITING, place] = queue[WAITING, place - 1]
            place -= 1
        queue[WAITING, place] = directive
        queue[CALLED, directive] = first_after(rhythm, arrival)
        count += 1
    return count


@compiled_engine_inline
def comes_before(desk: Floats, arrival: float, directive: int, other: int) -> bool:
    """Say whether a directive that arrives at this time stands in the queue before another."""
    return arrival < desk[RECEIVED, other] or (arrival == desk[RECEIVED, other] and directive < other)


@compiled_engine_merged
def plan_meetings(meetings: Floats, known_hours: Floats, hours: float, rhythm: Rhythm) -> None:
    """Find how long each meeting takes, and when an office that has nothing but meetings is free."""
    if known_hours[0] == hours:
        return
    known_hours[0] = hours
    free = 0.0
    for meeting in range(rhythm.time.size):
        meetings[CALL, meeting] = rhythm.time[meeting]
        meetings[MEETING_WEEKS, meeting] = rhythm.hours[meeting] / hours
        meetings[IDLE_FREE, meeting] = free
        free = max(free, rhythm.time[meeting]) + meetings[MEETING_WEEKS, meeting]
    meetings[CALL, rhythm.time.size] = NEVER
    meetings[IDLE_FREE, rhythm.time.size] = free


@compiled_engine_merged
def serve_in_order(
    desk: Floats, queue: Integers, meetings: Floats, count: int, horizon: float
) -> tuple[float, float, int, int]:
    """Serve directives as they came, checkpoints first.

    Returns when the office is free, when the last checkpoint ended, how many were held, and how many directives were begun before
    the horizon (the row SEQUENCE of the queue holds them in order).
    """
    free, last_end, meeting, served = 0.0, 0.0, 0, 0
    for turn in range(count):
        directive = queue[WAITING, turn]
        held = meeting
        free, meeting = hold_meetings(free, held, queue[CALLED, directive], meetings, horizon)
        last_end = free if meeting > held else last_end
        begin = max(free, desk[RECEIVED, directive])
        desk[BEGUN, directive] = NEVER
        if begin < horizon:
            desk[BEGUN, directive] = begin
            free = begin + desk[SERVICE, directive]
            queue[SEQUENCE, served] = directive
            served += 1
    return free, last_end, meeting, served


@compiled_engine
def serve_in_classes(
    desk: Floats, queue: Integers, meetings: Floats, count: int, horizon: float, in_person: NDArray[np.bool_]
) -> tuple[float, float, int, int]:
    """As :func:`serve_in_order`, but what leaders handle in person goes before the rest."""
    ordinary, urgent = split_classes(desk, queue, count, in_person)
    next_ordinary, next_urgent, served = 0, 0, 0
    free, last_end, meeting = 0.0, 0.0, 0
    while served < count:
        arrival, called = NEVER, 0
        if next_ordinary < ordinary:
            directive = queue[ORDINARY, next_ordinary]
            arrival, called = desk[RECEIVED, directive], queue[CALLED, directive]
        if next_urgent < urgent and desk[RECEIVED, queue[URGENT, next_urgent]] < arrival:
            directive = queue[URGENT, next_urgent]
            arrival, called = desk[RECEIVED, directive], queue[CALLED, directive]
        held = meeting
        free, meeting = hold_meetings(free, held, called, meetings, horizon)
        last_end = free if meeting > held else last_end
        begin = max(free, arrival)
        if not begin < horizon:
            break
        if next_urgent < urgent and desk[RECEIVED, queue[URGENT, next_urgent]] <= begin:
            directive = queue[URGENT, next_urgent]
            next_urgent += 1
        else:
            directive = queue[ORDINARY, next_ordinary]
            next_ordinary += 1
        desk[BEGUN, directive] = begin
        free = begin + desk[SERVICE, directive]
        queue[SEQUENCE, served] = directive
        served += 1
    return free, last_end, meeting, served


@compiled_engine_inline
def split_classes(desk: Floats, queue: Integers, count: int, in_person: NDArray[np.bool_]) -> tuple[int, int]:
    """Split the arrivals into ordinary ones and those handled in person; return how many of each."""
    ordinary, urgent = 0, 0
    for turn in range(count):
        directive = queue[WAITING, turn]
        desk[BEGUN, directive] = NEVER
        if in_person[directive]:
            queue[URGENT, urgent] = directive
            urgent += 1
        else:
            queue[ORDINARY, ordinary] = directive
            ordinary += 1
    return ordinary, urgent


@compiled_engine_inline
def hold_meetings(
    free: float, meeting: int, called: int, meetings: Floats, horizon: float
) -> tuple[float, int]:
    """Hold the meetings that come before the next directive can be begun; return when the office is free, and the next meeting.

    ``called`` counts the meetings called until that directive arrives. Where the office has been idle, those are jumped over at
    once: it is then as free as an office that has nothing but meetings.
    """
    while meeting < called or meetings[CALL, meeting] <= free:
        call = meetings[CALL, meeting]
        idle = free <= call and meetings[IDLE_FREE, meeting] <= call
        if idle and meeting < called and meetings[IDLE_FREE, called] < horizon:
            free, meeting = meetings[IDLE_FREE, called], called
            continue
        start = max(free, call)
        if not start < horizon:
            break
        free = start + meetings[MEETING_WEEKS, meeting]
        meeting += 1
    return free, meeting


@compiled_engine_merged
def close_office(
    free: float, last_end: float, meeting: int, meetings: Floats, horizon: float
) -> tuple[float, int]:
    """Hold the meetings that are left; return when the last one ended, and how many were held in all."""
    while max(free, meetings[CALL, meeting]) < horizon:
        free = last_end = max(free, meetings[CALL, meeting]) + meetings[MEETING_WEEKS, meeting]
        meeting += 1
    return last_end, meeting


@compiled_engine
def record_office(
    desk: Floats,
    queue: Integers,
    served: int,
    held: int,
    meetings: Floats,
    place: Place,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Write what the office did: each directive begun, each meeting held, by going through its day again in order."""
    free, turn, meeting = 0.0, 0, 0
    while turn < served or meeting < held:
        # A meeting that had begun by the time the next directive began came before it.
        start = max(free, rhythm.time[meeting]) if meeting < held else NEVER
        begin = desk[BEGUN, queue[SEQUENCE, turn]] if turn < served else NEVER
        if start <= begin and meeting < held:
            kind, hours = rhythm.kind[meeting], rhythm.hours[meeting]
            rec.write(record, start, rec.CHECKPOINT, place.unit, place.number, -1, -1, -1, kind, hours)
            free = start + meetings[MEETING_WEEKS, meeting]
            meeting += 1
        else:
            directive = queue[SEQUENCE, turn]
            hours = desk[SERVICE, directive] * place.hours
            rec.write(record, begin, rec.BEGUN, place.unit, place.number, -1, directive, -1, -1, hours)
            free = begin + desk[SERVICE, directive]
            turn += 1


@compiled_engine_merged
def wait(desk: Floats, setting: Setting) -> None:
    """Let each directive wait and be done as if no checkpoint had fallen into its time at the unit; mark what never arrived.

    Missing directives get numbers without a meaning, which nobody reads, so that the loop needs no branch.
    """
    horizon = setting.weeks
    for directive in range(desk.shape[1]):
        received, begun = desk[RECEIVED, directive], desk[BEGUN, directive]
        substance, end = desk[RECEIVED_SUBSTANCE, directive], begun + desk[SERVICE, directive]
        left = after_waiting(substance, setting.waiting_loss, min(horizon, begun) - received)
        desk[WAITING_LOSS, directive] = substance - left
        desk[RESTORED_GAIN, directive] = 0.0
        desk[FINAL_SUBSTANCE, directive] = left
        # Lost where the chain broke for good, else not yet.
        missing = LOST if received == LOST else NEVER
        desk[DONE, directive] = end if received < horizon and end < horizon else missing


@compiled_engine_merged
def restore(
    desk: Floats,
    queue: Integers,
    meetings: Floats,
    count: int,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record | None,
) -> None:
    """Follow the substance of each directive that a checkpoint found at the unit: waiting costs, checkpoints restore."""
    for turn in range(count):
        directive = queue[WAITING, turn]
        end = desk[BEGUN, directive] + desk[SERVICE, directive]
        checkpoint = queue[CALLED, directive]
        if meetings[CALL, checkpoint] <= end:
            restore_one(desk, directive, checkpoint, end, place, setting, rhythm, record)
        if record is not None and end < setting.weeks:
            left = desk[FINAL_SUBSTANCE, directive]
            rec.write(record, end, rec.DONE, place.unit, place.number, -1, directive, -1, -1, left)


@compiled_engine_inline
def restore_one(
    desk: Floats,
    directive: int,
    checkpoint: int,
    end: float,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record | None,
) -> None:
    """Follow one directive's substance from its receipt over each checkpoint, from the given one on, to the end of its service."""
    received, begun = desk[RECEIVED, directive], desk[BEGUN, directive]
    handed, substance = desk[HANDED_SUBSTANCE, directive], desk[RECEIVED_SUBSTANCE, directive]
    since, loss, gain = received, 0.0, 0.0
    while checkpoint < rhythm.time.size and rhythm.time[checkpoint] <= end:
        time = rhythm.time[checkpoint]
        left = substance
        if since < begun:
            left = after_waiting(substance, setting.waiting_loss, min(time, begun) - since)
        substance_after = restored(left, handed, rhythm.restoring[checkpoint])
        loss += substance - left
        gain += substance_after - left
        if record is not None and rhythm.restoring[checkpoint] > 0.0:
            kind, amount = rhythm.kind[checkpoint], substance_after - left
            rec.write(record, time, rec.RESTORED, place.unit, place.number, -1, directive, -1, kind, amount)
        since, substance = time, substance_after
        checkpoint += 1
    left = substance
    until = min(setting.weeks, begun)
    if since < until:
        left = after_waiting(substance, setting.waiting_loss, until - since)
    desk[WAITING_LOSS, directive] = loss + (substance - left)
    desk[RESTORED_GAIN, directive] = gain
    desk[FINAL_SUBSTANCE, directive] = left


@compiled_engine_inline
def leave(desk: Floats, queue: Integers, served: int, store: Store, row: int) -> None:
    """Leave for the subordinates when, in which order and with what the unit was done."""
    for directive in range(desk.shape[1]):
        done = desk[DONE, directive]
        store.left[LEFT_DONE, row, directive] = done
        store.left[LEFT_SUBSTANCE, row, directive] = desk[FINAL_SUBSTANCE, directive] if done < LOST else 0.0
        store.left[LEFT_PRESSURE, row, directive] = desk[PRESSURE, directive]
    for turn in range(served):
        store.order[row, turn] = queue[SEQUENCE, turn]
    store.served[row] = served


@compiled_engine
def record_line(
    desk: Floats,
    line: Floats,
    place: Place,
    which: int,
    left: NDArray[np.float64],
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Write what happened on one line: each copy broken, found, received, or void because the other came first."""
    unit, number = place.unit, place.number
    source = place.superior if which == rec.COMMAND else place.owner
    winner = FROM_COMMAND if which == rec.COMMAND else FROM_OWNER
    for directive in range(desk.shape[1]):
        handed, substance = left[LEFT_DONE, directive], left[LEFT_SUBSTANCE, directive]
        received, found = desk[RECEIVED, directive], int(line[FOUND_BY, directive])
        wins = received < setting.weeks and desk[SOURCE, directive] == winner
        if not handed < setting.weeks:
            continue
        if not wins and received <= handed:
            rec.write(record, handed, rec.VOID, unit, number, source, directive, which, -1, substance)
            continue
        if found >= 0:
            rec.write(record, handed, rec.BROKEN, unit, number, source, directive, which, -1, substance)
            if found >= rhythm.time.size or (not wins and received < rhythm.time[found]):
                continue
            time, kind = rhythm.time[found], rhythm.kind[found]
            rec.write(record, time, rec.FOUND, unit, number, source, directive, which, kind, substance)
        if wins:
            amount = desk[RECEIVED_SUBSTANCE, directive]
            rec.write(record, received, rec.RECEIVED, unit, number, source, directive, which, -1, amount)
        elif line[ARRIVAL, directive] < setting.weeks:
            rec.write(
                record,
                line[ARRIVAL, directive],
                rec.VOID,
                unit,
                number,
                source,
                directive,
                which,
                -1,
                substance,
            )
