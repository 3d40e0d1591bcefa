"""What offices have not finished at the end of a period, in the compiled engine, carried into the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import compiled_engine_inline, compiled_engine_merged
from simulation.counting import Flow
from simulation.desk import BEGUN, DESK_ROWS, DONE, LOST, NEVER, RECEIVED
from simulation.place import Place
from simulation.serving_mixed import NO_ROOM, OFFICE_COLUMNS, stays
from simulation.setting import Floats, Period


class Carried(NamedTuple):
    """What offices have not finished at the end of a period.

    ``items`` holds what lay on desks, a row each, one unit after another: unit i's directives in ``start[i] : split[i]``, its
    appeals, projects and absences in ``split[i] : start[i + 1]``. ``office`` has a row a unit: when it is free, its meetings, its
    counters. ``state`` tells of each unit that may have a second owner what it has received and lost; shape (units, directives)
    or empty.
    """

    items: NDArray[np.float64]
    start: NDArray[np.int64]
    split: NDArray[np.int64]
    office: NDArray[np.float64]
    state: NDArray[np.uint8]

    def with_items(self, room: int) -> Carried:
        """Return room for so many items, offices and states shared with this one."""
        return self._replace(
            items=np.empty((room, len(DESK_ROWS))),
            start=np.zeros_like(self.start),
            split=np.zeros_like(self.split),
        )


def nothing_carried(units: int, directives: int) -> Carried:
    """Return offices with nothing on their desks."""
    office = np.zeros((units, OFFICE_COLUMNS))
    # Not yet drawn.
    office[:, -1] = office[:, -3] = -1.0
    return Carried(
        items=np.empty((0, len(DESK_ROWS))),
        start=np.zeros(units + 1, dtype=np.int64),
        split=np.zeros(units, dtype=np.int64),
        office=office,
        state=np.zeros((units if directives else 0, directives), dtype=np.uint8),
    )


def room_to_carry(before: Carried) -> Carried:
    """Return room for what is carried out of a period, without items yet; offices as they were at its beginning."""
    return before._replace(
        items=np.empty((0, len(DESK_ROWS))), office=before.office.copy(), state=before.state.copy()
    )


def join_carried(blocks: Sequence[Carried], ranges: Sequence[NDArray[np.int64]]) -> Carried:
    """Return as one what blocks of neighbouring offices carry, whose offices and states are shared."""
    if len(blocks) == 1:
        return blocks[0]
    first, kept = 0, []
    start, split = np.empty_like(blocks[0].start), np.empty_like(blocks[0].split)
    for block, ((begin, end),) in zip(blocks, ranges, strict=True):
        start[begin:end] = block.start[begin:end] + first
        split[begin:end] = block.split[begin:end] + first
        kept.append(block.items[: block.start[end]])
        first += len(kept[-1])
    start[-1] = first
    return blocks[0]._replace(items=np.concatenate(kept), start=start, split=split)


@compiled_engine_merged
def take_up(desk: Floats, before: Carried, place: Place) -> int:
    """Put the directives that were carried into the period on the desk; return how many."""
    first, last = before.start[place.unit], before.split[place.unit]
    for item in range(last - first):
        for row in range(desk.shape[0]):
            desk[row, item] = before.items[first + item, row]
    return int(last - first)


@compiled_engine_merged
def take_up_extras(desk: Floats, before: Carried, place: Place, column: int) -> int:
    """Put appeals, projects and absences that were carried on the desk; return the next free column, or NO_ROOM."""
    first, last = before.split[place.unit], before.start[place.unit + 1]
    if column + last - first > desk.shape[1]:
        return NO_ROOM
    for item in range(last - first):
        for row in range(desk.shape[0]):
            desk[row, column + item] = before.items[first + item, row]
    return int(column + last - first)


@compiled_engine_merged
def carry(
    desk: Floats,
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
        kept = keeps(desk, item, place, period) if item < extras else stays(desk, item, period.end)
        if kept:
            if next_item >= items.shape[0]:
                return NO_ROOM
            for row in range(desk.shape[0]):
                items[next_item, row] = desk[row, item]
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
        return bool(place.owner >= 0)
    if desk[BEGUN, item] < NEVER:
        return bool(desk[DONE, item] >= period.end)
    return bool(received < LOST)
