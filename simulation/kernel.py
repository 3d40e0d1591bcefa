"""The compiled engine: the sample path of :mod:`simulation.process`, unit after unit from the top, period after period.

Hand-down is acyclic: within a period no unit's queue depends on its subordinates. So no event list is needed; each unit is served
from what its superior was done with. Draws are keyed, so the order of work cannot matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.compiled import Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.keys import attached_key
from simulation import record as rec
from simulation.bench import Bench
from simulation.carrying import Carried, carry, take_up, take_up_extras
from simulation.counting import Flow, Resolved, Sums, count_directives, count_hours, note_missing
from simulation.desk import (
    BEGUN,
    DONE,
    FROM_COMMAND,
    FROM_OWNER,
    HOURS,
    NEVER,
    RECEIVED,
    Integers,
    draw_command,
    draw_second,
    first_after,
    weeks_in_meetings,
)
from simulation.handing import Store, find_hours, hand_over, leave, note_lost, receive_from_outside, underway
from simulation.place import Place, place_of
from simulation.recording import record_copies, record_office
from simulation.second_lines import resolve
from simulation.serving import (
    CALLED,
    SEQUENCE,
    WAITING,
    Office,
    close_office,
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
    account_extras,
    add_extras,
    serve_mixed,
)
from simulation.setting import Agenda, Conditions, Floats, Network, Period, Rhythm, Setting


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
    desk, queue, closed, meetings = bench.desk, bench.queue, bench.closed, bench.meetings
    carrying = before.start.size > 0
    extras, lost, resolved = collect(
        setting,
        rhythm,
        agenda,
        period,
        place,
        above,
        owner,
        seed,
        replication,
        store,
        before,
        after,
        bench,
        record,
    )
    last = extras
    if carrying:
        last = take_up_extras(desk, before, place, extras)
        if last >= 0:
            last = add_extras(
                desk, last, after.office[place.unit], bench.times, place, setting, period, seed, replication
            )
        if last < 0:
            return NO_ROOM
    set_service(desk, place.hours, 0, last)
    waiting, in_service = line_up(desk, queue, extras, last, period, rhythm)
    office = Office(0.0, 0, 0.0)
    if carrying:
        row = before.office[place.unit]
        office = Office(row[FREE], int(row[MEETING]), row[LAST_END])
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
    wait(desk, setting, extras)
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
        return carry(desk, extras, last, place, period, after, next_item, flow)
    return 0


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


@compiled_engine_merged
def collect(
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
    period: Period,
    place: Place,
    above: int,
    owner: int,
    seed: Word,
    replication: Word,
    store: Store,
    before: Carried,
    after: Carried,
    bench: Bench,
    record: rec.Record,
) -> tuple[int, int, Resolved]:
    """Put on the desk what was carried into the period and what comes over the lines in it.

    Returns how many directives there are, how many the chain lost, and what became of those that this office never works on.
    """
    desk = bench.desk
    known = take_up(desk, before, place) if before.start.size > 0 else 0
    if above < 0:
        last = receive_from_outside(
            desk, known, agenda, period, setting, place, bench.command, seed, replication, record
        )
        return last, 0, Resolved(0.0, 0.0, 0.0)
    count, above_lost = int(store.served[above]), int(store.lost[above])
    directives, lost_above = store.order[above, :count], store.order[above, count : count + above_lost]
    draw_command(
        bench.command, desk[HOURS, known:], directives, count, place, setting, agenda, seed, replication
    )
    hand_over(desk, known, bench.command, store, above, count, FROM_COMMAND, place, setting, rhythm, agenda)
    last = known + count
    if owner < 0:
        lost, broken = note_lost(desk, known, last, lost_above, bench.lost)
        if record.size[1] > 0:
            record_copies(desk, 0, last, place, period, setting, rhythm, record)
        return last, lost, Resolved(broken, underway(desk, last, period), 0.0)
    others = int(store.served[owner])
    draw_second(bench.second, store.order[owner], others, place, setting, seed, replication)
    hand_over(desk, last, bench.second, store, owner, others, FROM_OWNER, place, setting, rhythm, agenda)
    lost, resolved = resolve(
        desk,
        known,
        last,
        last + others,
        lost_above,
        store.order[owner, others : others + int(store.lost[owner])],
        after.state[place.unit] if after.state.shape[0] > 0 else bench.state,
        bench.where,
        bench.lost,
        place,
        period,
        setting,
        rhythm,
        record,
    )
    last += others
    find_hours(desk, last, place, period, setting, agenda, seed, replication)
    if after.state.shape[0] == 0:
        bench.state[:] = 0
    return last, lost, resolved


@compiled_engine_inline
def line_up(
    desk: Floats, queue: Integers, extras: int, last: int, period: Period, rhythm: Rhythm
) -> tuple[int, int]:
    """Let the directives that are there in the period wait in their order; return how many, and the column at work or -1."""
    waiting, in_service = 0, -1
    for item in range(extras):
        if desk[BEGUN, item] < NEVER:
            in_service = item
            queue[CALLED, item] = first_after(rhythm, desk[RECEIVED, item])
        elif desk[RECEIVED, item] < period.end:
            insert(desk, queue, WAITING, item, 0, waiting, rhythm)
            waiting += 1
    for item in range(extras, last):
        if desk[BEGUN, item] < NEVER:
            in_service = item
    return waiting, in_service
