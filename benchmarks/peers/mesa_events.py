"""Hand-down on Mesa's discrete-event scheduler: offices act only when something happens, at exact times."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import mesa
from mesa.experimental.devs import DEVSimulator
from mesa.experimental.devs.eventlist import Priority

from benchmarks.peers import model as laws
from benchmarks.peers.model import Results, Task, issue_times, timed, tree_of

MEETING_WEEKS = laws.MEETING_HOURS / laws.HOURS_A_WEEK


class Office(mesa.Agent):
    """A unit of the organisation."""

    def __init__(self, model: HandDown) -> None:
        super().__init__(model)
        self.subordinates: list[Office] = []
        self.desk: deque[Task] = deque()
        self.broken: list[Task] = []
        self.in_work: Task | None = None
        self.busy = False
        self.meetings_due = 0

    def send(self, task: Task, weeks: float) -> None:
        """Let a directive arrive after a time."""
        self.model.simulator.schedule_event_relative(self.receive, weeks, function_args=[task])

    def receive(self, task: Task) -> None:
        task.waiting_since = self.model.simulator.time
        self.desk.append(task)
        self.do_next()

    def do_next(self) -> None:
        """Turn to the next thing to do: meetings first, then the directive that came first."""
        if self.busy:
            return
        simulator = self.model.simulator
        if self.meetings_due:
            self.meetings_due -= 1
            self.busy = True
            simulator.schedule_event_relative(self.end_meeting, MEETING_WEEKS)
        elif self.desk:
            self.busy = True
            self.in_work = self.desk.popleft()
            self.in_work.pay_waiting(simulator.time)
            simulator.schedule_event_relative(self.finish, laws.service_weeks(self.model.random))

    def end_meeting(self) -> None:
        self.busy = False
        self.do_next()

    def finish(self) -> None:
        """Hand the directive over."""
        luck, task = self.model.random, self.in_work
        self.model.results.add(task, self.model.simulator.time)
        for office in self.subordinates:
            copy = task.handed_over(luck)
            if luck.random() < laws.BREAK_PROBABILITY:
                office.broken.append(copy)
            else:
                office.send(copy, laws.delay_weeks(luck))
        self.in_work = None
        self.busy = False
        self.do_next()

    def hold_meeting(self) -> None:
        """Restore what is in hand, find what broke, and take the office's time as soon as it is free."""
        luck = self.model.random
        for task in self.desk:
            task.pay_waiting(self.model.simulator.time)
            task.restore()
        if self.in_work:
            self.in_work.restore()
        still_broken = []
        for task in self.broken:
            if luck.random() < laws.FOUND:
                self.send(task, laws.delay_weeks(luck))
            else:
                still_broken.append(task)
        self.broken = still_broken
        self.meetings_due += 1
        self.do_next()


class HandDown(mesa.Model):
    """The organisation over one year."""

    def __init__(
        self, simulator: DEVSimulator, spans: Sequence[int], directives: int, weeks: int, seed: int
    ) -> None:
        super().__init__(seed=seed)
        self.simulator = simulator
        simulator.setup(self)
        self.results = Results()
        tree = tree_of(spans)
        offices = list(Office.create_agents(self, len(tree)))
        for office, below in zip(offices, tree, strict=True):
            office.subordinates = [offices[unit] for unit in below]
        for issued in issue_times(directives, weeks):
            offices[0].send(Task(issued, 1.0, 1.0), issued)
        for week in range(1, weeks):
            simulator.schedule_event_absolute(self.hold_meetings, float(week), priority=Priority.HIGH)

    def hold_meetings(self) -> None:
        self.agents.do("hold_meeting")


def run(spans: Sequence[int], directives: int, weeks: int, seed: int) -> dict[str, float]:
    """One replication; see the package."""

    def replication() -> Results:
        simulator = DEVSimulator()
        model = HandDown(simulator, spans, directives, weeks, seed)
        simulator.run_until(float(weeks))
        return model.results

    return timed(replication)
