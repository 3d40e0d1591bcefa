"""Moments of the SimPy engine: what comes first when several things happen at once."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

Process = Generator[simpy.Event, Any, Any]

# Ranks of events at the same moment; a review comes before all of them.
REVIEWS_FIRST = -1
CHECKPOINTS_FIRST, ARRIVALS_NEXT, COMPLETIONS_LAST = range(3)
# Classes of the queue for an office's attention. Absences and appeals that are heard first stand with what is handled in person.
MEETING, FIRST, ORDINARY = 0, 1, 2


class Moment(simpy.Event):
    """A timeout with a rank among the events of the same moment."""

    def __init__(self, env: simpy.Environment, delay: float, rank: float) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, rank, delay)  # type: ignore[arg-type]
