"""The compiled engine: the sample path of :mod:`simulation.process`, unit after unit from the top, period after period.

Hand-down is acyclic: within a period no unit's queue depends on its subordinates. So no event list is needed; each unit is served
from what its superior was done with. Draws are keyed, so the order of work cannot matter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.keys import attached_key
from models.transmission import amplified
from simulation import record as rec
from simulation.counting import Flow, Resolved, Sums, count_directives, count_hours, note_missing
from simulation.desk import (
    APPEAL,
    BEGUN,
    BREAK_CHANCE,
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FOUND_BY,
    FROM_COMMAND,
    HANDED_AT,
    HANDED_SUBSTANCE,
    HOURS,
    KEPT,
    LAG,
    LINE_ROWS,
    LOST,
    NEVER,
    NUMBER,
    PRESSURE,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    SOURCE,
    Integers,
    break_chance_of,
    draw_command,
    draw_second,
    first_after,
    found_at,
    hours_of,
    weeks_in_meetings,
)
from simulation.place import Place, place_of
from simulation.recording import record_copies, record_office
from simulation.second_lines import resolve
from simulation.serving import (
    CALLED,
    QUEUE_ROWS,
    SEQUENCE,
    WAITING,
    Office,
    close_office,
    empty_meetings,
    insert,
    plan_meetings,
    restore,
    serve_in_order,
    set_service,
    wait,
)
from simulation.serving_mixed import (
    FREE,
    LAST_END,
    MEETING,
    NO_ROOM,
    OFFICE_COLUMNS,
    account_extras,
    add_extras,
    serve_mixed,
    stays,
)
from simulation.setting import Agenda, Conditions, Floats, Network, Period, Rhythm, Setting

# What a unit leaves for those below: when it was done with a directive, with what substance, under what pressure.
LEFT_DONE, LEFT_SUBSTANCE, LEFT_PRESSURE = range(3)

# Room for appeals, projects and absences on one desk, at first; it grows where it does not suffice.
EXTRA_COLUMNS = 64


class Store(NamedTuple):
    """What units that hand on leave for those below in one period, in the order in which they were done with it.

    ``left`` has shape (3, rows, directives); ``order`` (rows, directives) holds the directives: first ``served`` of them, then
    ``lost`` of them that will never come.
    """

    left: NDArray[np.float64]
    order: Integers
    served: Integers
    lost: Integers


class Carried(NamedTuple):
    """What offices have not finished at the end of a period.

    ``items`` holds columns of desks, one unit after another: unit i's directives in ``start[i] : split[i]``, its appeals, projects
    and absences in ``split[i] : start[i + 1]``. ``office`` has a row a unit: when it is free, its meetings, its counters.
    ``state`` tells of each unit that may have a second owner what it has received and lost; shape (units, directives) or empty.
    """

    items: NDArray[np.float64]
    start: NDArray[np.int64]
    split: NDArray[np.int64]
    office: NDArray[np.float64]
    state: NDArray[np.uint8]


class Bench(NamedTuple):
    """Room to work in for one unit; nothing here outlives it."""

    desk: Floats
    command: Floats
    second: Floats
    queue: Integers
    closed: Integers
    lost: Integers
    meetings: Floats
    known_meetings: Floats
    where: NDArray[np.int64]
    state: NDArray[np.uint8]
    times: Floats
    scratch: Floats
    no_flow: Floats


def empty_store(rows: int, directives: int) -> Store:
    """Return room for what so many handing units leave."""
    return Store(
        left=np.empty((3, rows, directives)),
        order=np.empty((rows, directives), dtype=np.uint32),
        served=np.empty(rows, dtype=np.uint32),
        lost=np.empty(rows, dtype=np.uint32),
    )


def nothing_carried(units: int, directives: int) -> Carried:
    """Return offices with nothing on their desks."""
    office = np.zeros((units, OFFICE_COLUMNS))
    # Not yet drawn.
    office[:, -1] = office[:, -3] = -1.0
    return Carried(
        items=np.empty((len(DESK_ROWS), 0)),
        start=np.zeros(units + 1, dtype=np.int64),
        split=np.zeros(units, dtype=np.int64),
        office=office,
        state=np.zeros((units if directives else 0, directives), dtype=np.uint8),
    )


def room_to_carry(before: Carried, columns: int) -> Carried:
    """Return room for what is carried out of a period, offices as they were at its beginning."""
    return Carried(
        items=np.empty((len(DESK_ROWS), columns)),
        start=np.zeros_like(before.start),
        split=np.zeros_like(before.split),
        office=before.office.copy(),
        state=before.state.copy(),
    )


def empty_bench(directives: int, checkpoints: int, quarters: int, extras: int = EXTRA_COLUMNS) -> Bench:
    """Return room to work in."""
    # Two copies of each directive: one a line.
    columns = 2 * directives + extras
    return Bench(
        desk=np.empty((len(DESK_ROWS), columns)),
        command=np.empty((LINE_ROWS, directives)),
        second=np.empty((LINE_ROWS, directives)),
        queue=np.empty((QUEUE_ROWS, columns), dtype=np.uint32),
        closed=np.empty(columns, dtype=np.uint32),
        lost=np.empty(directives, dtype=np.uint32),
        meetings=empty_meetings(checkpoints),
        known_meetings=np.full(3, -1.0),
        where=np.full((2, directives), -1, dtype=np.int64),
        state=np.zeros(directives, dtype=np.uint8),
        times=np.empty(max(extras, 4)),
        scratch=np.zeros((quarters, 10)),
        no_flow=np.empty(0),
    )


@compiled_engine
def hand_down(
    network: Network,
    setting: Setting,
    conditions: Conditions,
    rhythm: Rhythm,
    agenda: Agenda,
    period: Period,
    seed: Word,
    replication: Word,
    ranges: NDArray[np.int64],
    first_row: int,
    rows: Integers,
    store: Store,
    before: Carried,
    after: Carried,
    bench: Bench,
    flow: Floats,
    sums: Sums,
    record: rec.Record,
) -> int:
    """Serve the units of the given ranges through one period, members included, and add them to the sums.

    Parameters
    ----------
    ranges : ndarray, shape (ranges, 2)
        Positions of units, superiors before subordinates; superiors outside were served before.
    first_row : int
        First free row of the store.
    rows : ndarray, shape (handing units,)
        Row of the store in which each handing unit lies; filled here.
    before, after : Carried
        What the offices carry into the period and out of it. Empty where the one period is all there is.
    flow : ndarray, shape (units, columns) or (0, columns)
        What the review is told; filled here.
    record : Record
        Where to write every event, if they are wanted.

    Returns
    -------
    int
        The next free row of the store, or -1 if there was too little room: then nothing that was filled here counts.
    """
    row, next_item = first_row, 0
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
                place = place_of(network, setting, conditions, unit, number, key, seed, replication)
                above = rows[network.row[place.superior]] if place.superior >= 0 else -1
                owner = rows[network.row[place.owner]] if place.owner >= 0 else -1
                leaves = own_row if number == 0 else -1
                next_item = serve_unit(
                    setting,
                    rhythm,
                    agenda,
                    period,
                    place,
                    above,
                    owner,
                    leaves,
                    seed,
                    replication,
                    store,
                    before,
                    after,
                    next_item,
                    bench,
                    flow[unit] if flow.shape[0] > 0 else bench.no_flow,
                    sums,
                    record,
                )
                if next_item < 0:
                    return NO_ROOM
    return row


@compiled_engine_inline
def serve_unit(
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
    period: Period,
    place: Place,
    above: int,
    owner: int,
    leaves: int,
    seed: Word,
    replication: Word,
    store: Store,
    before: Carried,
    after: Carried,
    next_item: int,
    bench: Bench,
    flow: Floats,
    sums: Sums,
    record: rec.Record,
) -> int:
    """Serve one unit: take up what was carried, draw, receive, queue, restore, count, leave what subordinates need, carry.

    ``above``, ``owner`` and ``leaves`` are rows of the store, or -1: the superior's, the second owner's and the unit's own.
    Returns the next free column of what is carried out of the period, or NO_ROOM.
    """
    desk, queue, closed = bench.desk, bench.queue, bench.closed
    carrying = before.start.size > 0
    known = take_up(desk, before, place) if carrying else 0
    directives = known
    lost, resolved = 0, Resolved(0.0, 0.0, 0.0)
    if above < 0:
        directives = receive_from_outside(
            desk, known, agenda, period, setting, place, bench.command, seed, replication, record
        )
    else:
        count, above_lost = int(store.served[above]), int(store.lost[above])
        draw_command(
            bench.command,
            desk[HOURS, known:],
            store.order[above],
            count,
            place,
            setting,
            agenda,
            seed,
            replication,
        )
        hand_over(
            desk, known, bench.command, store, above, count, FROM_COMMAND, place, setting, rhythm, agenda
        )
        directives = known + count
        if owner >= 0:
            others = int(store.served[owner])
            draw_second(bench.second, store.order[owner], others, place, setting, seed, replication)
            hand_over(
                desk, directives, bench.second, store, owner, others, 1.0, place, setting, rhythm, agenda
            )
            state = after.state[place.unit] if after.state.shape[0] > 0 else bench.state
            lost, resolved = resolve(
                desk,
                known,
                known + count,
                directives + others,
                store.order[above, count : count + above_lost],
                store.order[owner, others : others + int(store.lost[owner])],
                state,
                bench.where,
                bench.lost,
                place,
                period,
                setting,
                rhythm,
                record,
            )
            directives += others
            find_hours(desk, directives, place, period, setting, agenda, seed, replication)
            if after.state.shape[0] == 0:
                bench.state[:] = 0
        else:
            lost, broken = note_lost(
                desk, known, directives, store.order[above, count : count + above_lost], bench.lost
            )
            resolved = Resolved(broken, underway(desk, directives, period), 0.0)
            if record.size[1] > 0:
                record_copies(desk, 0, directives, place, period, setting, rhythm, record)
    extras, last = directives, directives
    if carrying:
        last = take_up_extras(desk, before, place, directives)
        if last >= 0:
            last = add_extras(
                desk, last, after.office[place.unit], bench.times, place, setting, period, seed, replication
            )
        if last < 0:
            return NO_ROOM
    set_service(desk, place.hours, 0, last)
    in_service = -1
    waiting = 0
    for item in range(directives):
        if desk[BEGUN, item] < NEVER:
            in_service = item
            queue[CALLED, item] = first_after(rhythm, desk[RECEIVED, item])
        elif desk[RECEIVED, item] < period.end:
            insert(desk, queue, WAITING, item, 0, waiting, rhythm)
            waiting += 1
    for item in range(extras, last):
        if desk[BEGUN, item] < NEVER:
            in_service = item
    office = Office(0.0, 0, 0.0)
    if carrying:
        row = before.office[place.unit]
        office = Office(row[FREE], int(row[MEETING]), row[LAST_END])
    meetings = bench.meetings
    plan_meetings(meetings, bench.known_meetings, office.meeting, period.end, place.hours, rhythm)
    if last > extras or setting.in_person:
        opened, served, last = serve_mixed(
            desk,
            queue,
            meetings,
            office,
            waiting,
            extras,
            last,
            in_service,
            place,
            setting,
            rhythm,
            agenda,
            period.end,
            seed,
            replication,
        )
        if last < 0:
            return NO_ROOM
    else:
        opened, served = serve_in_order(desk, queue, meetings, office, waiting, period.end)
    shut = close_office(opened, meetings, period.end)
    wait(desk, setting, directives)
    attended = attend(desk, queue, closed, in_service, served)
    done = attended
    if done > 0 and desk[DONE, closed[done - 1]] >= period.end:
        # The last one is still at work when the period ends.
        done -= 1
    if record.size[1] > 0:
        record_office(
            desk, closed, attended, in_service, office, shut.meeting, meetings, place, rhythm, record
        )
    counted = close_year(desk, queue, closed, attended, waiting) if period.final else done
    restore(desk, queue, closed, counted, place, setting, rhythm, record)
    weeks = (rhythm.hours_before[shut.meeting] - rhythm.hours_before[office.meeting]) / place.hours
    in_meetings = weeks_in_meetings(weeks, office.last_end, shut.last_end, period.start, period.end)
    note_missing(bench.lost, lost, period, agenda, bench.scratch)
    finished, on_time, substance, pressure = count_directives(
        desk, closed, counted, place, setting, agenda, bench.scratch, resolved, sums
    )
    count_hours(desk, closed, attended, in_meetings, place, period, setting, sums, flow)
    if flow.size > 0:
        flow[Flow.DONE], flow[Flow.ON_TIME] = finished, on_time
        flow[Flow.SUBSTANCE], flow[Flow.PRESSURE] = substance, pressure
    if last > extras:
        account_extras(desk, extras, last, place, setting, period, seed, replication, flow, record)
    if leaves >= 0:
        leave(desk, closed, done, bench.lost, lost, store, leaves)
    if carrying:
        row = after.office[place.unit]
        row[FREE], row[MEETING], row[LAST_END] = shut.free, float(shut.meeting), shut.last_end
        return carry(desk, directives, extras, last, place, period, after, next_item, flow)
    return 0


@compiled_engine_merged
def take_up(desk: Floats, before: Carried, place: Place) -> int:
    """Put the directives that were carried into the period on the desk; return how many."""
    first, last = before.start[place.unit], before.split[place.unit]
    for row in range(desk.shape[0]):
        for item in range(last - first):
            desk[row, item] = before.items[row, first + item]
    return int(last - first)


@compiled_engine_merged
def take_up_extras(desk: Floats, before: Carried, place: Place, column: int) -> int:
    """Put appeals, projects and absences that were carried on the desk; return the next free column, or NO_ROOM."""
    first, last = before.split[place.unit], before.start[place.unit + 1]
    if column + last - first > desk.shape[1]:
        return NO_ROOM
    for row in range(desk.shape[0]):
        for item in range(last - first):
            desk[row, column + item] = before.items[row, first + item]
    return int(column + last - first)


@compiled_engine
def receive_from_outside(
    desk: Floats,
    known: int,
    agenda: Agenda,
    period: Period,
    setting: Setting,
    place: Place,
    luck: Floats,
    seed: Word,
    replication: Word,
    record: rec.Record,
) -> int:
    """Let the root receive each directive at its issue, whole; return the next free column."""
    item = known
    first, last = 0, agenda.issued.size
    while first < last and agenda.issued[first] < period.start:
        first += 1
    while last > first and agenda.issued[last - 1] >= period.end:
        last -= 1
    draw_command(
        luck,
        desk[HOURS, item:],
        agenda.number[first:],
        last - first,
        place,
        setting,
        agenda,
        seed,
        replication,
    )
    for directive in range(first, last):
        desk[NUMBER, item] = float(directive)
        desk[SOURCE, item] = FROM_COMMAND
        desk[RECEIVED, item] = agenda.issued[directive]
        desk[BEGUN, item] = NEVER
        desk[HANDED_SUBSTANCE, item] = 1.0
        desk[RECEIVED_SUBSTANCE, item] = 1.0
        desk[PRESSURE, item] = 1.0
        desk[HANDED_AT, item] = agenda.issued[directive]
        desk[FOUND_BY, item] = -1.0
        item += 1
        if record.size[1] > 0:
            rec.write(
                record, agenda.issued[directive], rec.ISSUED, 0, 0, -1, rec.DIRECTIVE, directive, -1, -1, 1.0
            )
    return item


@compiled_engine_merged
def hand_over(
    desk: Floats,
    first: int,
    line: Floats,
    store: Store,
    row: int,
    count: int,
    source: float,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
) -> None:
    """Hand over one line what its upper end was done with: when each arrives, and which checkpoint finds it if it breaks."""
    for turn in range(count):
        item, handed = first + turn, store.left[LEFT_DONE, row, turn]
        substance = store.left[LEFT_SUBSTANCE, row, turn]
        desk[NUMBER, item] = float(store.order[row, turn])
        desk[SOURCE, item] = source
        desk[RECEIVED, item] = handed + line[LAG, turn]
        desk[BEGUN, item] = NEVER
        desk[HANDED_SUBSTANCE, item] = substance
        desk[RECEIVED_SUBSTANCE, item] = substance * line[KEPT, turn]
        desk[PRESSURE, item] = amplified(store.left[LEFT_PRESSURE, row, turn], place.amplification)
        desk[HANDED_AT, item] = handed
        desk[FOUND_BY, item] = -1.0
    for turn in range(count):
        chance = line[BREAK_CHANCE, turn]
        if chance < place.break_probability:
            limit = break_chance_of(place, setting, agenda.in_person[store.order[row, turn]])
            if chance < limit:
                item = first + turn
                checkpoint = found_at(chance / limit, desk[HANDED_AT, item], rhythm)
                desk[FOUND_BY, item] = checkpoint
                desk[RECEIVED, item] = LOST
                if checkpoint < rhythm.time.size:
                    # The delay drawn for the handover that broke was never used: it is as good as a fresh one.
                    desk[RECEIVED, item] = rhythm.time[checkpoint] + line[LAG, turn]


@compiled_engine_merged
def note_lost(desk: Floats, first: int, last: int, lost_above: Integers, lost: Integers) -> tuple[int, float]:
    """List what the chain lost above or on the way here; return how many, and the substance that was lost on the way."""
    count, broken = 0, 0.0
    for turn in range(lost_above.size):
        lost[count] = lost_above[turn]
        count += 1
    for item in range(first, last):
        if desk[RECEIVED, item] == LOST:
            lost[count] = int(desk[NUMBER, item])
            broken += desk[HANDED_SUBSTANCE, item]
            count += 1
    return count, broken


@compiled_engine
def find_hours(
    desk: Floats,
    last: int,
    place: Place,
    period: Period,
    setting: Setting,
    agenda: Agenda,
    seed: Word,
    replication: Word,
) -> None:
    """Find the hours of work of what came from the second owner in this period: few of the copies from there come first."""
    for item in range(last):
        from_owner = desk[SOURCE, item] != FROM_COMMAND and desk[BEGUN, item] == NEVER
        if from_owner and period.start <= desk[RECEIVED, item] < period.end:
            number = int(desk[NUMBER, item])
            desk[HOURS, item] = hours_of(number, place, setting, agenda.in_person[number], seed, replication)


@compiled_engine_inline
def underway(desk: Floats, last: int, period: Period) -> float:
    """Return the substance of what is on its way at the horizon."""
    substance = 0.0
    if period.final:
        for item in range(last):
            if desk[RECEIVED, item] >= period.end and desk[RECEIVED, item] < LOST:
                substance += desk[HANDED_SUBSTANCE, item]
    return substance


@compiled_engine_inline
def attend(desk: Floats, queue: Integers, closed: Integers, in_service: int, served: int) -> int:
    """List the columns that had the office's attention, in the order of service; return how many."""
    count = 0
    if in_service >= 0:
        closed[0] = in_service
        count = 1
    for turn in range(served):
        closed[count + turn] = queue[SEQUENCE, turn]
    return count + served


@compiled_engine_inline
def close_year(desk: Floats, queue: Integers, closed: Integers, attended: int, waiting: int) -> int:
    """At the horizon, list as closed also what was received and not begun; return how many are closed."""
    count = attended
    for turn in range(waiting):
        item = queue[WAITING, turn]
        if desk[BEGUN, item] == NEVER:
            closed[count] = item
            count += 1
    return count


@compiled_engine_inline
def leave(
    desk: Floats, closed: Integers, done: int, lost: Integers, lost_count: int, store: Store, row: int
) -> None:
    """Leave for the subordinates when, in which order and with what the unit was done; and what will never come."""
    count = 0
    for turn in range(done):
        item = closed[turn]
        if desk[SOURCE, item] < APPEAL:
            store.order[row, count] = int(desk[NUMBER, item])
            store.left[LEFT_DONE, row, count] = desk[DONE, item]
            store.left[LEFT_SUBSTANCE, row, count] = desk[FINAL_SUBSTANCE, item]
            store.left[LEFT_PRESSURE, row, count] = desk[PRESSURE, item]
            count += 1
    for turn in range(lost_count):
        store.order[row, count + turn] = lost[turn]
    store.served[row] = count
    store.lost[row] = lost_count


@compiled_engine
def carry(
    desk: Floats,
    directives: int,
    extras: int,
    last: int,
    place: Place,
    period: Period,
    after: Carried,
    next_item: int,
    flow: Floats,
) -> int:
    """Carry out of the period what is still on its way, waits or is at work; return the next free column, or NO_ROOM."""
    items, backlog = after.items, 0.0
    after.start[place.unit] = next_item
    for item in range(last):
        if item == extras:
            after.split[place.unit] = next_item
        if item < directives:
            kept = keeps(desk, item, place, period)
        else:
            kept = stays(desk, item, period.end)
        if kept:
            if next_item >= items.shape[1]:
                return NO_ROOM
            for row in range(desk.shape[0]):
                items[row, next_item] = desk[row, item]
            next_item += 1
            if desk[BEGUN, item] == NEVER and desk[RECEIVED, item] < period.end:
                backlog += 1.0
    if last == extras:
        after.split[place.unit] = next_item
    after.start[place.unit + 1] = next_item
    if flow.size > 0:
        flow[Flow.BACKLOG] = backlog
    return next_item


@compiled_engine_inline
def keeps(desk: Floats, item: int, place: Place, period: Period) -> bool:
    """Say whether a directive is carried: on its way, waiting, at work, or lost on one of two lines."""
    received = desk[RECEIVED, item]
    if received == LOST:
        return place.owner >= 0
    if desk[BEGUN, item] < NEVER:
        return bool(desk[DONE, item] >= period.end)
    return bool(received < LOST)
