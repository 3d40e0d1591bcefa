"""An office that looks at its desk once an hour, for the libraries that advance time step by step.

A step is one hour of the office's fourteen a week. All times are in steps and rounded to whole ones; the
agreement of means with the exact engines shows that a finer step is not needed.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from itertools import count

from benchmarks.peers import model
from benchmarks.peers.model import Results, Task

STEPS_A_WEEK = round(model.HOURS_A_WEEK)
MEETING_STEPS = round(model.MEETING_HOURS)

_order = count()


def steps(weeks: float) -> int:
    """Weeks as a whole number of steps."""
    return round(weeks * STEPS_A_WEEK)


class SteppedOffice:
    """What an agent of a stepped library does; the libraries' agents inherit it."""

    def open_office(self, luck: random.Random, results: Results) -> None:
        """Set the desk up."""
        self.luck = luck
        self.results = results
        self.subordinates: list[SteppedOffice] = []
        self.inbox: list[tuple[int, int, Task]] = []
        self.desk: deque[Task] = deque()
        self.broken: list[Task] = []
        self.in_work: Task | None = None
        self.free_at = 0
        self.meetings_due = 0

    def send(self, task: Task, step: int) -> None:
        """Let a directive arrive at a step to come."""
        heapq.heappush(self.inbox, (step, next(_order), task))

    def look(self, step: int) -> None:
        """Do whatever is due at this step."""
        if step and step % STEPS_A_WEEK == 0:
            self.hold_meeting(step)
        while self.inbox and self.inbox[0][0] <= step:
            task = heapq.heappop(self.inbox)[2]
            task.waiting_since = step / STEPS_A_WEEK
            self.desk.append(task)
        while self.free_at <= step and (self.in_work or self.desk):
            if self.in_work:
                self.finish(self.in_work, step)
            else:
                self.begin(self.desk.popleft(), step)

    def begin(self, task: Task, step: int) -> None:
        """Take the directive that came first."""
        task.pay_waiting(step / STEPS_A_WEEK)
        self.in_work = task
        self.free_at = step + steps(model.service_weeks(self.luck))

    def finish(self, task: Task, step: int) -> None:
        """Hand the directive over, then hold the meetings that had to wait."""
        self.results.add(task, step / STEPS_A_WEEK)
        for office in self.subordinates:
            copy = task.handed_over(self.luck)
            if self.luck.random() < model.BREAK_PROBABILITY:
                office.broken.append(copy)
            else:
                office.send(copy, step + steps(model.delay_weeks(self.luck)))
        self.in_work = None
        self.free_at = step + self.meetings_due * MEETING_STEPS
        self.meetings_due = 0

    def hold_meeting(self, step: int) -> None:
        """Restore what is in hand, find what broke, and take the office's time as soon as it is free."""
        for task in self.desk:
            task.pay_waiting(step / STEPS_A_WEEK)
            task.restore()
        if self.in_work:
            self.in_work.restore()
            self.meetings_due += 1
        else:
            self.free_at = max(self.free_at, step) + MEETING_STEPS
        still_broken = []
        for task in self.broken:
            if self.luck.random() < model.FOUND:
                self.send(task, step + steps(model.delay_weeks(self.luck)))
            else:
                still_broken.append(task)
        self.broken = still_broken
