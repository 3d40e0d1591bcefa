"""What lies on one unit's desk, and the chances that it meets. Both engines fill desks; the numbers come from here.

A desk is one array, one row a fact and one column a matter: directives first, then appeals, projects and absences. Arrays with
named rows, not tuples of arrays: that is what keeps calls between compiled functions cheap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.attention import exponential_work
from models.compiled import (
    Whole,
    Word,
    compiled,
    compiled_engine,
    compiled_engine_inline,
    compiled_engine_merged,
)
from models.elementary import exponential, logarithm, three_exponentials, two_logarithms
from models.transmission import lognormal, lognormal_power
from simulation.draws import Stream, normal_pair, normal_radius, uniforms
from simulation.place import Place
from simulation.setting import Agenda, Floats, Rhythm, Setting

# Unsigned, so that no index is taken for one that counts from the end.
Integers = NDArray[np.uint32]

NEVER = np.inf
# Later than any horizon, but told apart from "not yet": the chain broke here or above and was never found.
LOST = 1e300

# A handover takes at least a second, in weeks: a directive cannot be on two desks at the same moment.
SHORTEST_LAG = 1.0 / (7 * 24 * 3600)

S_COMMAND = np.uint64(Stream.COMMAND)
S_GRID = np.uint64(Stream.GRID)
S_EXPONENTIAL = np.uint64(Stream.EXPONENTIAL_WORK)

# Times and service in weeks. "number" is the directive, or which appeal or project of the unit; "handed_at" when it was handed on;
# "found_by" the checkpoint that finds a broken handover (-1: it did not break); "leaves" when an unheard appeal is withdrawn;
# "heard_first" 1 for what else asks for attention before directives do.
DESK_ROWS = (
    "number",
    "source",
    "hours",
    "service",
    "received",
    "begun",
    "done",
    "handed_substance",
    "received_substance",
    "final_substance",
    "waiting_loss",
    "restored",
    "pressure",
    "handed_at",
    "found_by",
    "leaves",
    "heard_first",
)
(
    NUMBER,
    SOURCE,
    HOURS,
    SERVICE,
    RECEIVED,
    BEGUN,
    DONE,
    HANDED_SUBSTANCE,
    RECEIVED_SUBSTANCE,
    FINAL_SUBSTANCE,
    WAITING_LOSS,
    RESTORED_GAIN,
    PRESSURE,
    HANDED_AT,
    FOUND_BY,
    LEAVES,
    HEARD_FIRST,
) = range(len(DESK_ROWS))
# Values of the row "source": where a directive came from, or what else it is.
FROM_COMMAND, FROM_OWNER, APPEAL, PROJECT, TRAINING, EXCHANGE = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0

# The luck of a handover: a uniform chance of breaking, the logarithm of a uniform share, and normals for delay and work.
BREAK_CHANCE, KEPT, LAG, WORK = range(4)
LINE_ROWS = 4


@compiled_engine_merged
def draw_luck(
    luck: Floats, directives: Integers, count: Whole, key: Word, stream: Word, seed: Word, replication: Word
) -> None:
    """Draw the luck of so many handovers, one column each.

    Short plain loops without a branch: the compiler makes each run several directives at a time, and a processor can begin the
    next few before it has finished the last.
    """
    for turn in range(count):
        chance, share, u, v = uniforms(seed, replication, stream, key, np.uint64(directives[turn]))
        luck[BREAK_CHANCE, turn] = chance
        luck[KEPT, turn] = share
        luck[LAG, turn] = u
        luck[WORK, turn] = v
    for turn in range(count):
        log_share, log_u = two_logarithms(luck[KEPT, turn], luck[LAG, turn])
        luck[KEPT, turn] = log_share
        luck[LAG, turn] = normal_radius(log_u)
    for turn in range(count):
        first, second = normal_pair(luck[LAG, turn], luck[WORK, turn])
        luck[LAG, turn] = first
        luck[WORK, turn] = second


@compiled_engine_merged
def draw_command(
    luck: Floats,
    hours: Floats,
    directives: Integers,
    count: Whole,
    place: Place,
    setting: Setting,
    agenda: Agenda,
    seed: Word,
    replication: Word,
) -> None:
    """Draw what each directive meets on the command line (shares kept, delays in weeks) and the hours of work that it takes."""
    draw_luck(luck, directives, count, place.key, S_COMMAND, seed, replication)
    for turn in range(count):
        kept, lag, work = three_exponentials(
            place.exponent * luck[KEPT, turn],
            lognormal_power(setting.delay_spread, luck[LAG, turn]),
            lognormal_power(setting.work_spread, luck[WORK, turn]),
        )
        luck[KEPT, turn] = kept
        luck[LAG, turn] = max(setting.delay * lag, SHORTEST_LAG)
        hours[turn] = setting.work_hours * work
    # Apart, because looking up scattered directives would keep the loop above from running several at a time.
    if setting.in_person and place.extra_hours > 0.0:
        for turn in range(count):
            if agenda.in_person[directives[turn]]:
                hours[turn] += place.extra_hours
    if setting.exponential_work:
        for turn in range(count):
            extra = place.extra_hours if agenda.in_person[directives[turn]] else 0.0
            hours[turn] = exponential_hours(setting, place.key, directives[turn], extra, seed, replication)


@compiled_engine_merged
def draw_second(
    luck: Floats,
    directives: Integers,
    count: Whole,
    place: Place,
    setting: Setting,
    seed: Word,
    replication: Word,
) -> None:
    """As :func:`draw_command`, for the line from a second owner; hours of work are the command line's, see :func:`hours_of`."""
    draw_luck(luck, directives, count, place.key, S_GRID, seed, replication)
    for turn in range(count):
        luck[KEPT, turn] = exponential(place.exponent * luck[KEPT, turn])
        luck[LAG, turn] = max(
            lognormal(setting.grid_delay, setting.delay_spread, luck[LAG, turn]), SHORTEST_LAG
        )


@compiled_engine
def hours_of(
    number: Whole, place: Place, setting: Setting, in_person: bool, seed: Word, replication: Word
) -> float:
    """Return the hours of work that one directive takes at a unit; the bits of :func:`draw_command`."""
    extra = place.extra_hours if in_person else 0.0
    if setting.exponential_work:
        return exponential_hours(setting, place.key, number, extra, seed, replication)
    _, _, u, v = uniforms(seed, replication, S_COMMAND, np.uint64(place.key), np.uint64(number))
    _, luck = normal_pair(normal_radius(logarithm(u)), v)
    return setting.work_hours * exponential(lognormal_power(setting.work_spread, luck)) + extra


@compiled
def kept_share(luck: float, exponent: float) -> float:
    """Return the share of substance that one handover keeps; the bits of :func:`draw_command`."""
    return exponential(exponent * luck)


@compiled
def lag_weeks(mean: float, spread: float, luck: float) -> float:
    """Return the delay of one handover; the bits of :func:`draw_command`."""
    return max(mean * exponential(lognormal_power(spread, luck)), SHORTEST_LAG)


@compiled
def exponential_hours(
    setting: Setting, key: Word, directive: Whole, extra: float, seed: Word, replication: Word
) -> float:
    """Return the hours of work of one directive where they are exponential."""
    u, _, _, _ = uniforms(seed, replication, S_EXPONENTIAL, np.uint64(key), np.uint64(directive))
    return exponential_work(setting.work_hours, u, extra)


@compiled_engine_inline
def break_chance_of(place: Place, setting: Setting, in_person: bool) -> float:
    """Return the probability that a handover to this unit breaks."""
    if in_person:
        return place.break_probability * (1.0 - setting.in_person_relief)
    return place.break_probability


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


@compiled_engine
def weeks_in_meetings(weeks: float, before: float, last_end: float, start: float, end: float) -> float:
    """Return the weeks of a period that an office spent in meetings.

    ``weeks`` is how long the meetings begun in the period last; ``before`` when the last one of earlier periods ended, ``last_end``
    when the last of all ends.
    """
    carried = max(min(before, end) - start, 0.0)
    return carried + weeks - max(last_end - max(end, before), 0.0)
