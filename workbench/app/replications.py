"""What is known of one scenario: its finished replications, and the way to stop one that is not wanted any more."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from models.organisation import Organisation
from simulation.case import Case
from simulation.periods import Block
from simulation.plan import Ranges
from simulation.replication import Outcome
from simulation.review import Review
from simulation.scenario import Scenario
from simulation.setting import Conditions, Floats, Period
from simulation.succession import Moves


class Question(NamedTuple):
    """What is asked."""

    organisation: Organisation
    scenarios: tuple[Scenario, ...]
    seed: int
    weeks: float
    precision: float


class Stopped(Exception):
    """The replication is no longer wanted."""


@dataclass(eq=False)
class Known:
    """What is known of one scenario: finished replications from 0 on without gaps, and those ahead of a gap."""

    organisation: Organisation
    scenario: Scenario
    seed: int
    weeks: float
    case: Case | None = None
    making: threading.Lock = field(default_factory=threading.Lock)
    outcomes: list[Outcome] = field(default_factory=list)
    ahead: dict[int, Outcome] = field(default_factory=dict)
    underway: set[int] = field(default_factory=set)
    begun: float = 0.0  # share of the first replication that is done

    def is_for(self, scenario: Scenario, question: Question) -> bool:
        """Say whether this is about that very scenario, organisation, luck and horizon."""
        same = self.scenario is scenario and self.organisation is question.organisation
        return same and (self.seed, self.weeks) == (question.seed, question.weeks)

    def add(self, replication: int, outcome: Outcome) -> None:
        """Keep one finished replication."""
        self.ahead[replication] = outcome
        while (following := len(self.outcomes)) in self.ahead:
            self.outcomes.append(self.ahead.pop(following))

    @property
    def waited_for(self) -> bool:
        """Whether its very first replication is underway: until then there is nothing to show."""
        return not self.outcomes and 0 in self.underway

    def next_missing(self) -> int:
        """Return the first replication that is neither finished nor underway."""
        replication = len(self.outcomes)
        while replication in self.ahead or replication in self.underway:
            replication += 1
        return replication


class Reviewed(NamedTuple):
    """What the results need of a review; the review itself holds every unit's state and would fill the memory."""

    indicators: list[object]
    moves: list[Moves]
    weeks: list[float]


def key_of(scenario: Scenario, question: Question) -> str:
    """Return what the outcomes of a scenario depend on, as a text: what it is called is no part of it."""
    values = scenario.to_values()
    parts = [values[part] for part in ("parameters", "measures", "calendar")]
    return json.dumps([question.organisation.digest(), parts, question.seed, question.weeks], sort_keys=True)


@dataclass(frozen=True)
class Watched:
    """A review that ends its replication at the next quarter once it is unwanted, and tells of every quarter that begins."""

    review: Review
    unwanted: Callable[[], bool]
    begin: Callable[[], None]

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter.

        Raises
        ------
        Stopped
            Where the replication is unwanted.
        """
        if self.unwanted():
            raise Stopped
        self.begin()
        return self.review.conditions()

    def in_turn(self, serve: Callable[[Ranges], Block], blocks: Iterable[Ranges]) -> Iterator[Block]:
        """Serve blocks one after the other, as long as the replication is wanted.

        Raises
        ------
        Stopped
            Where it is unwanted.
        """
        for block in blocks:
            if self.unwanted():
                raise Stopped
            yield serve(block)

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the quarter that has ended."""
        self.review.hold(period, flow)
