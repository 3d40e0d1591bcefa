"""The ledger of the compiled engine: what happened on a unit's lines and in its office, written down after the fact."""

from __future__ import annotations

from models.compiled import Whole, compiled_engine, compiled_engine_inline
from simulation import record as rec
from simulation.desk import (
    APPEAL,
    BEGUN,
    DONE,
    FOUND_BY,
    FROM_COMMAND,
    HANDED_AT,
    HANDED_SUBSTANCE,
    HOURS,
    NEVER,
    NUMBER,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    SOURCE,
    Integers,
)
from simulation.place import Place
from simulation.serving import MEETING_WEEKS, Office
from simulation.setting import Floats, Period, Rhythm, Setting


@compiled_engine
def record_copies(
    desk: Floats,
    first: int,
    last: int,
    place: Place,
    period: Period,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Write what happened in a period on the one line of a unit: each directive broken, found, received."""
    for item in range(first, last):
        if desk[RECEIVED, item] >= period.start and desk[BEGUN, item] == NEVER:
            received = desk[RECEIVED, item] if desk[RECEIVED, item] < period.end else NEVER
            record_copy(desk, item, received, received < NEVER, place, period, setting, rhythm, record)


@compiled_engine
def record_copy(
    desk: Floats,
    item: int,
    received: float,
    wins: bool,
    place: Place,
    period: Period,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Write what happened in a period to one copy of a directive: broken, found, received, or void because the other came first.

    ``received`` is when the unit receives the directive, over whichever line; never, if it does not in this period.
    """
    handed, arrival = desk[HANDED_AT, item], desk[RECEIVED, item]
    line = rec.COMMAND if desk[SOURCE, item] == FROM_COMMAND else rec.GRID
    source = place.superior if line == rec.COMMAND else place.owner
    number, found = int(desk[NUMBER, item]), int(desk[FOUND_BY, item])
    if handed >= period.start:
        if not wins and received <= handed:
            write_copy(
                record, handed, rec.VOID, place, source, number, line, -1, desk[HANDED_SUBSTANCE, item]
            )
            return
        if found >= 0:
            write_copy(
                record, handed, rec.BROKEN, place, source, number, line, -1, desk[HANDED_SUBSTANCE, item]
            )
    if found >= 0:
        time = rhythm.time[found] if found < rhythm.time.size else NEVER
        if time >= period.end or (not wins and received < time):
            return
        if time >= period.start:
            kind = rhythm.kind[found]
            write_copy(
                record, time, rec.FOUND, place, source, number, line, kind, desk[HANDED_SUBSTANCE, item]
            )
    if wins:
        substance = desk[RECEIVED_SUBSTANCE, item]
        write_copy(record, received, rec.RECEIVED, place, source, number, line, -1, substance)
    elif received < NEVER and arrival < setting.weeks:
        write_copy(record, arrival, rec.VOID, place, source, number, line, -1, desk[HANDED_SUBSTANCE, item])


@compiled_engine_inline
def write_copy(
    record: rec.Record,
    time: float,
    event: int,
    place: Place,
    source: Whole,
    number: int,
    line: int,
    kind: int,
    amount: float,
) -> None:
    """Write one event of a line."""
    rec.write(
        record, time, event, place.unit, place.number, source, rec.DIRECTIVE, number, line, kind, amount
    )


@compiled_engine
def record_office(
    desk: Floats,
    attended: Integers,
    count: int,
    in_service: int,
    office: Office,
    held: int,
    meetings: Floats,
    place: Place,
    rhythm: Rhythm,
    record: rec.Record,
) -> None:
    """Write what the office did in a period: each directive begun, each meeting held, by going through its days again in order."""
    free, meeting, turn = office.free, office.meeting, 0 if in_service < 0 else 1
    while turn < count or meeting < held:
        # A meeting that had begun by the time the next matter began came before it.
        start = max(free, rhythm.time[meeting]) if meeting < held else NEVER
        begin = desk[BEGUN, attended[turn]] if turn < count else NEVER
        if start <= begin and meeting < held:
            kind, hours = rhythm.kind[meeting], rhythm.hours[meeting]
            rec.write(record, start, rec.CHECKPOINT, place.unit, place.number, -1, -1, -1, -1, kind, hours)
            free = start + meetings[MEETING_WEEKS, meeting]
            meeting += 1
        else:
            item = attended[turn]
            if desk[SOURCE, item] < APPEAL:
                number, hours = int(desk[NUMBER, item]), desk[HOURS, item]
                rec.write(
                    record,
                    begin,
                    rec.BEGUN,
                    place.unit,
                    place.number,
                    -1,
                    rec.DIRECTIVE,
                    number,
                    -1,
                    -1,
                    hours,
                )
            free = desk[DONE, item]
            turn += 1
