"""Units with a second owner, in the compiled engine: which of two copies of a directive comes first, and what both lines lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.compiled import compiled_engine, compiled_engine_inline
from simulation import record as rec
from simulation.counting import Resolved
from simulation.desk import (
    BEGUN,
    FROM_COMMAND,
    HANDED_SUBSTANCE,
    LOST,
    NEVER,
    NUMBER,
    RECEIVED,
    SOURCE,
    Integers,
)
from simulation.place import Place
from simulation.recording import record_copy
from simulation.setting import Floats, Period, Rhythm, Setting

# What is known of one directive at one unit, as bits.
CAME = np.uint8(1)
CAME_SECOND = np.uint8(2)
COMMAND_LOST = np.uint8(4)
SECOND_LOST = np.uint8(8)
GONE = np.uint8(16)
BOTH_LOST = np.uint8(COMMAND_LOST | SECOND_LOST)


@compiled_engine
def resolve(
    desk: Floats,
    known: int,
    second: int,
    last: int,
    lost_command: Integers,
    lost_second: Integers,
    state: NDArray[np.uint8],
    where: NDArray[np.int64],
    lost: Integers,
    place: Place,
    period: Period,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> tuple[int, Resolved]:
    """Let the unit receive each directive over the line on which it comes first; the other copy is void.

    Parameters
    ----------
    known, second, last : int
        Columns: carried ones before ``known``, new ones of the command line before ``second``, of the second owner before ``last``.
    lost_command, lost_second : ndarray of uint32
        Directives that the superior and the second owner will never have.
    state : ndarray of uint8, shape (directives,)
        What is known of each directive at this unit; brought up to the end of the period.
    where : ndarray, shape (2, directives)
        -1 throughout, and again afterwards.
    lost : ndarray of uint32
        Filled with the directives that both lines have lost.

    Returns
    -------
    tuple of int and Resolved
        How many both lines have lost, and the superior's substance in them, in those underway at the horizon, and in those
        that came from the second owner.
    """
    point_out(desk, last, period, where)
    for turn in range(lost_command.size):
        state[lost_command[turn]] |= COMMAND_LOST
    for turn in range(lost_second.size):
        state[lost_second[turn]] |= SECOND_LOST
    for item in range(known, last):
        if desk[RECEIVED, item] == LOST:
            state[int(desk[NUMBER, item])] |= COMMAND_LOST if item < second else SECOND_LOST
    from_second, underway = 0.0, 0.0
    for item in range(last):
        number = int(desk[NUMBER, item])
        command, other = where[0, number], where[1, number]
        # Neither one received earlier nor one that its other copy has settled already.
        if item in (command, other):
            if state[number] & CAME:
                from_second += drop(desk, item, -1.0, state[number], place, period, setting, rhythm, record)
                continue
            first, came = earlier(desk, command, other)
            if came < period.end:
                state[number] |= CAME if first == command else np.uint8(CAME | CAME_SECOND)
                if record.size[1] > 0:
                    record_copy(desk, first, came, True, place, period, setting, rhythm, record)
                loser = other if first == command else command
                if loser >= 0:
                    from_second += drop(
                        desk, loser, came, state[number], place, period, setting, rhythm, record
                    )
                where[0, number], where[1, number] = -1, -1
            else:
                if record.size[1] > 0:
                    record_copy(desk, item, NEVER, False, place, period, setting, rhythm, record)
                if period.final and item == command and state[number] & BOTH_LOST != BOTH_LOST:
                    underway += desk[HANDED_SUBSTANCE, item]
    count, broken = list_lost(desk, lost_command, lost_second, last, state, lost)
    for item in range(last):
        number = int(desk[NUMBER, item])
        where[0, number], where[1, number] = -1, -1
    return count, Resolved(broken, underway, from_second)


@compiled_engine_inline
def point_out(desk: Floats, last: int, period: Period, where: NDArray[np.int64]) -> None:
    """Find the column of each copy that has not been received."""
    for item in range(last):
        if desk[BEGUN, item] == NEVER and desk[RECEIVED, item] >= period.start:
            line = 0 if desk[SOURCE, item] == FROM_COMMAND else 1
            where[line, int(desk[NUMBER, item])] = item


@compiled_engine_inline
def earlier(desk: Floats, command: int, other: int) -> tuple[int, float]:
    """Return the copy that comes first, and when; at the same moment the command line's."""
    by_command = desk[RECEIVED, command] if command >= 0 else NEVER
    by_other = desk[RECEIVED, other] if other >= 0 else NEVER
    if by_command <= by_other:
        return command, by_command
    return other, by_other


@compiled_engine_inline
def drop(
    desk: Floats,
    item: int,
    came: float,
    known: np.uint8,
    place: Place,
    period: Period,
    setting: Setting,
    rhythm: Rhythm,
    record: rec.Record,
) -> float:
    """Make a copy void; return its substance if it is the superior's of a directive that came from the second owner."""
    if record.size[1] > 0:
        record_copy(desk, item, came, False, place, period, setting, rhythm, record)
    desk[RECEIVED, item] = NEVER
    if desk[SOURCE, item] == FROM_COMMAND and known & CAME_SECOND:
        return float(desk[HANDED_SUBSTANCE, item])
    return 0.0


@compiled_engine_inline
def list_lost(
    desk: Floats,
    lost_command: Integers,
    lost_second: Integers,
    last: int,
    state: NDArray[np.uint8],
    lost: Integers,
) -> tuple[int, float]:
    """List the directives that both lines have lost by now; return how many, and the superior's substance in them."""
    count, broken = 0, 0.0
    for item in range(last):
        if desk[RECEIVED, item] == LOST and desk[BEGUN, item] == NEVER:
            number = int(desk[NUMBER, item])
            if state[number] & BOTH_LOST == BOTH_LOST and not state[number] & CAME:
                if not state[number] & GONE:
                    state[number] |= GONE
                    lost[count] = number
                    count += 1
                if desk[SOURCE, item] == FROM_COMMAND:
                    broken += desk[HANDED_SUBSTANCE, item]
                desk[RECEIVED, item] = NEVER
    for turn in range(lost_command.size):
        count = list_one(lost_command[turn], state, lost, count)
    for turn in range(lost_second.size):
        count = list_one(lost_second[turn], state, lost, count)
    return count, broken


@compiled_engine_inline
def list_one(number: int, state: NDArray[np.uint8], lost: Integers, count: int) -> int:
    """List a directive if both lines have lost it; return how many are listed."""
    if state[number] & BOTH_LOST == BOTH_LOST and not state[number] & np.uint8(CAME | GONE):
        state[number] |= GONE
        lost[count] = number
        return count + 1
    return count
