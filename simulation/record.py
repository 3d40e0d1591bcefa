"""Room for the events of one replication, written by compiled code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.compiled import Whole, compiled_engine

# In the order in which events of the same moment, unit and directive stand in a ledger.
EVENTS = (
    "issued",
    "checkpoint",
    "restored",
    "found",
    "broken",
    "received",
    "void",
    "raised",
    "submitted",
    "begun",
    "done",
    "withdrawn",
    "passed",
    "stopped",
)
(
    ISSUED,
    CHECKPOINT,
    RESTORED,
    FOUND,
    BROKEN,
    RECEIVED,
    VOID,
    RAISED,
    SUBMITTED,
    BEGUN,
    DONE,
    WITHDRAWN,
    PASSED,
    STOPPED,
) = range(len(EVENTS))
# What an event is about, in the order of the desk's row "source" from appeals on.
MATTERS = ("directive", "appeal", "project", "training", "exchange")
DIRECTIVE = 0
LINES = ("command", "grid")
COMMAND, GRID = range(len(LINES))
NONE = -1

# Rows of the whole numbers of an event.
WHOLE_ROWS = ("event", "unit", "number", "source", "matter", "case", "line", "checkpoint")
FLOAT_ROWS = ("time", "amount")


class Record(NamedTuple):
    """Events as columns; ``size[0]`` counts all that happened, also those for which there was no room; ``size[1]`` is 0 where none
    are wanted.
    """

    floats: NDArray[np.float64]
    wholes: NDArray[np.int64]
    size: NDArray[np.int64]


def empty_record(capacity: int) -> Record:
    """Return room for so many events."""
    return Record(
        floats=np.empty((len(FLOAT_ROWS), capacity)),
        wholes=np.empty((len(WHOLE_ROWS), capacity), dtype=np.int64),
        size=np.array([0, 1]),
    )


def no_record() -> Record:
    """Return a record into which nobody writes."""
    return empty_record(0)._replace(size=np.zeros(2, dtype=np.int64))


@compiled_engine
def write(
    record: Record,
    time: float,
    event: Whole,
    unit: Whole,
    number: Whole,
    source: Whole,
    matter: Whole,
    case: Whole,
    line: Whole,
    checkpoint: Whole,
    amount: float,
) -> None:
    """Write one event if there is room; count it anyway. ``case`` is the directive, or which appeal, project stage or absence."""
    place = record.size[0]
    record.size[0] = place + 1
    if place < record.floats.shape[1]:
        record.floats[0, place] = time
        record.floats[1, place] = amount
        record.wholes[0, place] = event
        record.wholes[1, place] = unit
        record.wholes[2, place] = number
        record.wholes[3, place] = source
        record.wholes[4, place] = matter
        record.wholes[5, place] = case
        record.wholes[6, place] = line
        record.wholes[7, place] = checkpoint
