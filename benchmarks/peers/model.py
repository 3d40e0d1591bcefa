"""What all peers share: the tree, the parameters and the laws of chance, in plain Python."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HOURS_A_WEEK = 14.0
WORK_HOURS = 3.0
WORK_SPREAD = 0.5
DELAY = 0.5
DELAY_SPREAD = 0.8
RETENTION = math.exp(-0.16)
BREAK_PROBABILITY = 0.12
WAITING_LOSS = 0.03
MEETING_HOURS = 1.0
RESTORED = 0.25
FOUND = 0.4


def tree_of(spans: Sequence[int]) -> list[list[int]]:
    """Subordinates of every unit; units are numbered from the top, level by level."""
    subordinates: list[list[int]] = []
    level, following = [0], 1
    for span in (*spans, 0):
        below: list[int] = []
        for _ in level:
            subordinates.append(list(range(following, following + span)))
            below += subordinates[-1]
            following += span
        level = below
    return subordinates


def issue_times(directives: int, weeks: float) -> list[float]:
    """Directives are issued evenly over the year."""
    return [number * weeks / directives for number in range(directives)]


def service_weeks(luck: random.Random) -> float:
    """Time one directive takes an office."""
    hours = luck.lognormvariate(math.log(WORK_HOURS) - WORK_SPREAD**2 / 2, WORK_SPREAD)
    return hours / HOURS_A_WEEK


def delay_weeks(luck: random.Random) -> float:
    """Time until a directive handed over is received."""
    return luck.lognormvariate(math.log(DELAY) - DELAY_SPREAD**2 / 2, DELAY_SPREAD)


def retained(luck: random.Random) -> float:
    """Share of the substance that a handover keeps, with mean `RETENTION`."""
    return luck.random() ** ((1 - RETENTION) / RETENTION)


@dataclass(slots=True)
class Task:
    """A directive in the hands of one unit, or on its way there."""

    issued: float
    source: float
    substance: float
    waiting_since: float = 0.0

    def pay_waiting(self, now: float) -> None:
        """Lose substance for the weeks waited since the last reckoning."""
        self.substance *= math.exp(-WAITING_LOSS * (now - self.waiting_since))
        self.waiting_since = now

    def restore(self) -> None:
        """Regain at a meeting part of what the handover lost."""
        self.substance += RESTORED * (self.source - self.substance)

    def handed_over(self, luck: random.Random) -> Task:
        """The same directive as the next unit down will receive it."""
        return Task(self.issued, self.substance, self.substance * retained(luck))


@dataclass(slots=True)
class Results:
    """Deliveries of one replication."""

    delays: list[float] = field(default_factory=list)
    substances: list[float] = field(default_factory=list)

    def add(self, task: Task, now: float) -> None:
        """Note that a unit has done a directive."""
        self.delays.append(now - task.issued)
        self.substances.append(task.substance)


def timed(replication: Callable[[], Results]) -> dict[str, float]:
    """Run one replication and sum it up in the form all peers report."""
    begun = time.perf_counter()
    results = replication()
    seconds = time.perf_counter() - begun
    deliveries = len(results.delays)
    return {
        "seconds": seconds,
        "deliveries": deliveries,
        "mean_delay": math.fsum(results.delays) / max(deliveries, 1),
        "mean_substance": math.fsum(results.substances) / max(deliveries, 1),
    }
