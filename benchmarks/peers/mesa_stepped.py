"""Hand-down as a stepped Mesa model: every agent looks at its desk at every step."""

from __future__ import annotations

from collections.abc import Sequence

import mesa

from benchmarks.peers.model import Results, Task, issue_times, timed, tree_of
from benchmarks.peers.stepped import SteppedOffice, steps


class Office(SteppedOffice, mesa.Agent):
    """A unit of the organisation."""

    def __init__(self, model: HandDown) -> None:
        super().__init__(model)
        self.open_office(model.random, model.results)

    def step(self) -> None:
        self.look(self.model.now)


class HandDown(mesa.Model):
    """The organisation over one year."""

    def __init__(self, spans: Sequence[int], directives: int, weeks: float, seed: int) -> None:
        super().__init__(seed=seed)
        self.results = Results()
        self.now = 0
        tree = tree_of(spans)
        offices = list(Office.create_agents(self, len(tree)))
        for office, below in zip(offices, tree, strict=True):
            office.subordinates = [offices[unit] for unit in below]
        for issued in issue_times(directives, weeks):
            offices[0].send(Task(issued, 1.0, 1.0), steps(issued))

    def step(self) -> None:
        self.agents.do("step")
        self.now += 1


def run(spans: Sequence[int], directives: int, weeks: float, seed: int) -> dict[str, float]:
    """One replication; see the package."""

    def replication() -> Results:
        model = HandDown(spans, directives, weeks, seed)
        for _ in range(steps(weeks)):
            model.step()
        return model.results

    return timed(replication)
