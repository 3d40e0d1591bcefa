"""Room to work in for one unit of the compiled engine."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.desk import DESK_ROWS, LINE_ROWS, Integers
from simulation.serving import QUEUE_ROWS, empty_meetings
from simulation.setting import Floats

# Room for appeals, projects and absences on one desk, at first; it grows where it does not suffice.
EXTRA_COLUMNS = 64


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
