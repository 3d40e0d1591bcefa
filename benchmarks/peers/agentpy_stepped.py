"""Hand-down as a stepped AgentPy model: every agent looks at its desk at every step."""

from __future__ import annotations

from collections.abc import Sequence

import agentpy

from benchmarks.peers.model import Results, Task, issue_times, timed, tree_of
from benchmarks.peers.stepped import SteppedOffice, steps


class Office(SteppedOffice, agentpy.Agent):
    """A unit of the organisation."""

    def setup(self) -> None:
        self.open_office(self.model.random, self.model.results)

    def step(self) -> None:
        self.look(self.model.t - 1)  # AgentPy numbers its first step 1


class HandDown(agentpy.Model):
    """The organisation over one year."""

    def setup(self) -> None:
        self.results = Results()
        tree = tree_of(self.p.spans)
        self.offices = agentpy.AgentList(self, len(tree), Office)
        offices = list(self.offices)
        for office, below in zip(offices, tree, strict=True):
            office.subordinates = [offices[unit] for unit in below]
        for issued in issue_times(self.p.directives, self.p.weeks):
            offices[0].send(Task(issued, 1.0, 1.0), steps(issued))

    def step(self) -> None:
        self.offices.step()


def run(spans: Sequence[int], directives: int, weeks: float, seed: int) -> dict[str, float]:
    """One replication; see the package."""

    def replication() -> Results:
        model = HandDown({"spans": tuple(spans), "directives": directives, "weeks": weeks})
        model.run(steps=steps(weeks), seed=seed, display=False)
        return model.results

    return timed(replication)
