"""An office with more than ordinary directives, in the compiled engine: work in person, appeals, projects, absences."""

from __future__ import annotations

from models.compiled import Whole, Word, compiled_engine, compiled_engine_inline, compiled_engine_merged
from simulation import record as rec
from simulation.counting import Flow
from simulation.desk import (
    APPEAL,
    BEGUN,
    DONE,
    EXCHANGE,
    HEARD_FIRST,
    HOURS,
    LEAVES,
    NEVER,
    NUMBER,
    PROJECT,
    RECEIVED,
    SERVICE,
    SOURCE,
    TRAINING,
    Integers,
)
from simulation.extras import (
    LAST_STAGE,
    S_APPEAL,
    S_PROJECT,
    STAGES,
    absences_of,
    appeal_luck,
    stage_lag,
    stage_luck,
    times_of,
)
from simulation.place import Place
from simulation.serving import (
    CALLED,
    ORDINARY,
    SEQUENCE,
    URGENT,
    Office,
    has_left,
    hold_meetings,
    insert,
    split_classes,
)
from simulation.setting import Agenda, Floats, Period, Rhythm, Setting

# Columns of what an office carries from period to period besides matters: see `simulation.kernel.Carried`.
FREE, MEETING, LAST_END, APPEALS, APPEAL_LEFT, PROJECTS, PROJECT_LEFT = range(7)
OFFICE_COLUMNS = 7
NO_ROOM = -1


@compiled_engine_inline
def add_extra(
    desk: Floats,
    item: int,
    source: float,
    number: Whole,
    received: float,
    hours: float,
    leaves: float,
    heard_first: bool,
) -> None:
    """Put an appeal, a stage of a project or an absence into a column of the desk."""
    desk[NUMBER, item] = float(number)
    desk[SOURCE, item] = source
    desk[HOURS, item] = hours
    desk[RECEIVED, item] = received
    desk[BEGUN, item] = NEVER
    desk[DONE, item] = NEVER
    desk[LEAVES, item] = leaves
    desk[HEARD_FIRST, item] = 1.0 if heard_first else 0.0


@compiled_engine_merged
def add_extras(
    desk: Floats,
    last: int,
    state: Floats,
    times: Floats,
    place: Place,
    setting: Setting,
    period: Period,
    seed: Word,
    replication: Word,
) -> int:
    """Add what else asks for the office's attention in a period; return the next free column, or NO_ROOM."""
    weeks = period.end - period.start
    if place.appeal_rate > 0.0:
        before = int(state[APPEALS])
        count = times_of(
            times,
            state[APPEALS : APPEALS + 2],
            place.appeal_rate,
            weeks,
            S_APPEAL,
            place.key,
            seed,
            replication,
        )
        if count < 0 or last + count > desk.shape[1]:
            return NO_ROOM
        for turn in range(count):
            luck = appeal_luck(place.key, before + turn, seed, replication)
            raised = period.start + times[turn]
            leaves = raised + setting.appeal_patience * luck.patience
            hours, first = setting.appeal_hours * luck.work, luck.chance < setting.appeal_priority
            add_extra(desk, last, APPEAL, before + turn, raised, hours, leaves, first)
            last += 1
    if place.project_rate > 0.0:
        before = int(state[PROJECTS])
        count = times_of(
            times,
            state[PROJECTS : PROJECTS + 2],
            place.project_rate,
            weeks,
            S_PROJECT,
            place.key,
            seed,
            replication,
        )
        if count < 0 or last + count > desk.shape[1]:
            return NO_ROOM
        for turn in range(count):
            stage = len(STAGES) * (before + turn)
            hours = setting.project_hours * stage_luck(place.key, stage, seed, replication).work
            add_extra(desk, last, PROJECT, stage, period.start + times[turn], hours, NEVER, False)
            last += 1
    if setting.training_hours > 0.0 or setting.exchange_share > 0.0:
        if last + 2 > desk.shape[1]:
            return NO_ROOM
        absences_of(times[:2], times[2:4], place, setting, period, seed, replication)
        for kind, source in ((0, TRAINING), (1, EXCHANGE)):
            if times[2 + kind] > 0.0:
                away, hours = period.start + times[kind], times[2 + kind]
                add_extra(desk, last, source, period.number, away, hours, NEVER, True)
                last += 1
    return last


@compiled_engine_merged
def queue_extras(
    desk: Floats,
    queue: Integers,
    first: int,
    last: int,
    ordinary: int,
    urgent: int,
    rhythm: Rhythm,
    end: float,
) -> tuple[int, int]:
    """Put what waits into the two classes: absences and appeals that are heard first go before the rest."""
    for item in range(first, last):
        if desk[BEGUN, item] == NEVER and desk[RECEIVED, item] < end:
            if desk[HEARD_FIRST, item] > 0.0:
                insert(desk, queue, URGENT, item, 0, urgent, rhythm)
                urgent += 1
            else:
                insert(desk, queue, ORDINARY, item, 0, ordinary, rhythm)
                ordinary += 1
    return ordinary, urgent


@compiled_engine
def next_stage(
    desk: Floats, item: int, last: int, place: Place, setting: Setting, seed: Word, replication: Word
) -> int:
    """Add the stage that follows one which is done; return the next free column, or NO_ROOM."""
    number = int(desk[NUMBER, item])
    luck = stage_luck(place.key, number, seed, replication)
    if number % len(STAGES) == LAST_STAGE or not luck.chance < setting.project_pass:
        return last
    if last >= desk.shape[1]:
        return NO_ROOM
    hours = setting.project_hours * stage_luck(place.key, number + 1, seed, replication).work
    add_extra(
        desk,
        last,
        PROJECT,
        number + 1,
        desk[DONE, item] + stage_lag(setting.project_lag, luck.lag),
        hours,
        NEVER,
        False,
    )
    desk[SERVICE, last] = hours / place.hours
    return last + 1


@compiled_engine_merged
def serve_mixed(
    desk: Floats,
    queue: Integers,
    meetings: Floats,
    office: Office,
    count: int,
    first: int,
    last: int,
    in_service: int,
    place: Place,
    setting: Setting,
    rhythm: Rhythm,
    agenda: Agenda,
    end: float,
    seed: Word,
    replication: Word,
) -> tuple[Office, int, int]:
    """As :func:`simulation.serving.serve_in_order`, in two classes, with everything else that asks for attention.

    Returns the office, how many matters were begun, and the next free column of the desk, or NO_ROOM.
    """
    if in_service >= 0 and desk[SOURCE, in_service] == PROJECT and desk[DONE, in_service] < end:
        last = next_stage(desk, in_service, last, place, setting, seed, replication)
        if last == NO_ROOM:
            return office, 0, NO_ROOM
    ordinary, urgent = split_classes(desk, queue, count, agenda)
    ordinary, urgent = queue_extras(desk, queue, first, last, ordinary, urgent, rhythm, end)
    next_ordinary, next_urgent, served = 0, 0, 0
    free, meeting, last_end = office.free, office.meeting, office.last_end
    while next_ordinary < ordinary or next_urgent < urgent:
        arrival, called = NEVER, 0
        if next_ordinary < ordinary:
            item = queue[ORDINARY, next_ordinary]
            arrival, called = desk[RECEIVED, item], queue[CALLED, item]
        if next_urgent < urgent and desk[RECEIVED, queue[URGENT, next_urgent]] < arrival:
            item = queue[URGENT, next_urgent]
            arrival, called = desk[RECEIVED, item], queue[CALLED, item]
        held = meeting
        free, meeting = hold_meetings(free, held, called, meetings, end)
        last_end = free if meeting > held else last_end
        begin = max(free, arrival)
        if not begin < end:
            break
        if next_urgent < urgent and desk[RECEIVED, queue[URGENT, next_urgent]] <= begin:
            item = queue[URGENT, next_urgent]
            next_urgent += 1
        else:
            item = queue[ORDINARY, next_ordinary]
            next_ordinary += 1
        if has_left(desk, item, begin):
            continue
        desk[BEGUN, item] = begin
        free = begin + desk[SERVICE, item]
        desk[DONE, item] = free
        queue[SEQUENCE, served] = item
        served += 1
        if desk[SOURCE, item] == PROJECT and free < end:
            following = last
            last = next_stage(desk, item, last, place, setting, seed, replication)
            if last == NO_ROOM:
                return office, 0, NO_ROOM
            if last > following and desk[RECEIVED, following] < end:
                insert(desk, queue, ORDINARY, following, next_ordinary, ordinary, rhythm)
                ordinary += 1
    return Office(free, meeting, last_end), served, last


@compiled_engine_merged
def account_extras(
    desk: Floats,
    first: int,
    last: int,
    place: Place,
    setting: Setting,
    period: Period,
    seed: Word,
    replication: Word,
    flow: Floats,
    record: rec.Record,
) -> None:
    """Count and write what became in a period of appeals, projects and absences."""
    writing = record.size[1] > 0
    for item in range(first, last):
        source, number = desk[SOURCE, item], int(desk[NUMBER, item])
        received, begun, done = desk[RECEIVED, item], desk[BEGUN, item], desk[DONE, item]
        matter, unit, member = int(source) - 1, place.unit, place.number
        came = period.start <= received < period.end
        finished = begun < NEVER and done < period.end
        if writing and came and source <= PROJECT:
            event = rec.RAISED if source == APPEAL else rec.SUBMITTED
            rec.write(record, received, event, unit, member, -1, matter, number, -1, -1, 0.0)
        if writing and period.start <= begun < period.end:
            hours = desk[HOURS, item]
            rec.write(record, begun, rec.BEGUN, unit, member, -1, matter, number, -1, -1, hours)
        if source == APPEAL:
            flow[Flow.APPEALS] += 1.0 if came else 0.0
            if finished:
                flow[Flow.ANSWERED] += 1.0
                flow[Flow.APPEAL_WAIT] += begun - received
            elif begun == NEVER and desk[LEAVES, item] < period.end:
                flow[Flow.WITHDRAWN] += 1.0
                if writing:
                    leaves = desk[LEAVES, item]
                    rec.write(record, leaves, rec.WITHDRAWN, unit, member, -1, matter, number, -1, -1, 0.0)
        if source == PROJECT:
            flow[Flow.STARTED] += 1.0 if came and number % len(STAGES) == 0 else 0.0
            if finished:
                passed = stage_luck(place.key, number, seed, replication).chance < setting.project_pass
                flow[Flow.STOPPED] += 0.0 if passed else 1.0
                flow[Flow.CONVERTED] += 1.0 if passed and number % len(STAGES) == LAST_STAGE else 0.0
                if writing:
                    event = rec.PASSED if passed else rec.STOPPED
                    rec.write(record, done, event, unit, member, -1, matter, number, -1, -1, 0.0)
        elif writing and finished:
            rec.write(record, done, rec.DONE, unit, member, -1, matter, number, -1, -1, 0.0)


@compiled_engine_inline
def stays(desk: Floats, item: int, end: float) -> bool:
    """Say whether an appeal, project or absence is carried into the next period."""
    if desk[BEGUN, item] < NEVER:
        return bool(desk[DONE, item] >= end)
    return not (desk[SOURCE, item] == APPEAL and desk[LEAVES, item] < end)
