"""How directives reach a desk and leave it, in the compiled engine: from outside, over a line, to those below."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from models.transmission import amplified
from simulation import record as rec
from simulation.desk import (
    APPEAL,
    BEGUN,
    BREAK_CHANCE,
    DONE,
    FINAL_SUBSTANCE,
    FOUND_BY,
    FROM_COMMAND,
    HANDED_AT,
    HANDED_SUBSTANCE,
    HOURS,
    KEPT,
    LAG,
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
    found_at,
    hours_of,
)
from simulation.place import Place
from simulation.setting import Agenda, Floats, Period, Rhythm, Setting

# What a unit leaves for those below: when it was done with a directive, with what substance, under what pressure.
LEFT_DONE, LEFT_SUBSTANCE, LEFT_PRESSURE = range(3)


class Store(NamedTuple):
    """What units that hand on leave for those below in one period, in the order in which they were done with it.

    ``left`` has shape (3, rows, directives); ``order`` (rows, directives) holds the directives: first ``served`` of them, then
    ``lost`` of them that will never come.
    """

    left: NDArray[np.float64]
    order: Integers
    served: Integers
    lost: Integers


def empty_store(rows: int, directives: int) -> Store:
    """Return room for what so many handing units leave."""
    return Store(
        left=np.empty((3, rows, directives)),
        order=np.empty((rows, directives), dtype=np.uint32),
        served=np.empty(rows, dtype=np.uint32),
        lost=np.empty(rows, dtype=np.uint32),
    )


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
