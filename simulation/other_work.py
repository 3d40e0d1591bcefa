"""What else an office of the SimPy engine attends to: the public's appeals, projects in stages, absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation import record as rec
from simulation.counting import Flow
from simulation.desk import (
    APPEAL,
    BEGUN,
    DESK_ROWS,
    DONE,
    EXCHANGE,
    HOURS,
    LEAVES,
    NEVER,
    NUMBER,
    PROJECT,
    RECEIVED,
    SOURCE,
    TRAINING,
)
from simulation.extras import (
    LAST_STAGE,
    S_APPEAL,
    S_PROJECT,
    STAGES,
    absences_of,
    appeal_luck,
    stage_lag,
    stage_luck,
    times_of,
)
from simulation.moments import ARRIVALS_NEXT, COMPLETIONS_LAST, FIRST, ORDINARY, Moment, Process
from simulation.setting import Floats, Period

if TYPE_CHECKING:
    from simulation.office import Office


class OtherWork:
    """Appeals, projects and absences of one office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.model = office.model
        self.matters: list[Floats] = []
        # How many there were, and the rate left until the next one (below 0: not drawn yet).
        self.appeals, self.projects = np.array([0.0, -1.0]), np.array([0.0, -1.0])

    def open(self, period: Period) -> None:
        """Let everything begin that falls into a period."""
        place, setting, env = self.office.place, self.model.setting, self.model.env
        for number, after in self.times(self.appeals, place.appeal_rate, S_APPEAL, period):
            env.process(self.appeal(number, after))
        for number, after in self.times(self.projects, place.project_rate, S_PROJECT, period):
            env.process(self.project(number, after))
        if setting.training_hours > 0.0 or setting.exchange_share > 0.0:
            times, hours = np.empty(2), np.empty(2)
            absences_of(times, hours, place, setting, period, self.model.seed, self.model.replication)
            for source, after, length in zip((TRAINING, EXCHANGE), times, hours, strict=True):
                if length > 0.0:
                    env.process(self.absence(source, period.number, after, length))

    def times(
        self, counter: Floats, rate: float, stream: np.uint64, period: Period
    ) -> list[tuple[int, float]]:
        """Return the numbers of the appeals or projects that fall into a period, and how long after its start."""
        if not rate > 0.0:
            return []
        before, room, found = int(counter[0]), 64, -1
        while found < 0:
            times = np.empty(room)
            found = times_of(
                times,
                counter,
                rate,
                period.end - period.start,
                stream,
                self.office.place.key,
                self.model.seed,
                self.model.replication,
            )
            room *= 2
        return [(before + turn, times[turn]) for turn in range(found)]

    def add(self, source: float, number: int, hours: float) -> Floats:
        """Note a matter that comes now; return its column."""
        facts = np.full(len(DESK_ROWS), NEVER)
        facts[SOURCE], facts[NUMBER], facts[HOURS], facts[RECEIVED] = (
            source,
            number,
            hours,
            self.model.env.now,
        )
        self.matters.append(facts)
        return facts

    def appeal(self, number: int, after: float) -> Process:
        """Raise an appeal; it is heard, or withdrawn when patience ends."""
        model, office = self.model, self.office
        yield Moment(model.env, after, ARRIVALS_NEXT)
        luck = appeal_luck(office.place.key, number, model.seed, model.replication)
        patience = model.setting.appeal_patience * luck.patience
        facts = self.add(APPEAL, number, model.setting.appeal_hours * luck.work)
        facts[LEAVES] = model.env.now + patience
        self.write(rec.RAISED, facts, 0.0)
        urgent = luck.chance < model.setting.appeal_priority
        with office.attention.request(priority=FIRST if urgent else ORDINARY) as turn:
            yield turn | Moment(model.env, patience, COMPLETIONS_LAST)
            if not turn.triggered:
                self.write(rec.WITHDRAWN, facts, 0.0)
                return
            yield from self.work(facts)
        self.write(rec.DONE, facts, 0.0)

    def project(self, number: int, after: float) -> Process:
        """Let a project go from stage to stage until it has spread or is stopped."""
        model, office = self.model, self.office
        yield Moment(model.env, after, ARRIVALS_NEXT)
        for stage in range(len(STAGES)):
            case = number * len(STAGES) + stage
            luck = stage_luck(office.place.key, case, model.seed, model.replication)
            facts = self.add(PROJECT, case, model.setting.project_hours * luck.work)
            self.write(rec.SUBMITTED, facts, 0.0)
            with office.attention.request(priority=ORDINARY) as turn:
                yield turn
                yield from self.work(facts)
            passed = luck.chance < model.setting.project_pass
            self.write(rec.PASSED if passed else rec.STOPPED, facts, 0.0)
            if not passed or stage == LAST_STAGE:
                return
            yield Moment(model.env, stage_lag(model.setting.project_lag, luck.lag), ARRIVALS_NEXT)

    def absence(self, source: float, number: int, after: float, hours: float) -> Process:
        """Call people away for so many hours of the office's attention."""
        yield Moment(self.model.env, after, ARRIVALS_NEXT)
        facts = self.add(source, number, hours)
        with self.office.attention.request(priority=FIRST) as turn:
            yield turn
            yield from self.work(facts)
        self.write(rec.DONE, facts, 0.0)

    def work(self, facts: Floats) -> Process:
        """Give a matter the office's attention for as long as it takes."""
        self.write(rec.BEGUN, facts, facts[HOURS])
        yield Moment(self.model.env, self.office.attend(facts), COMPLETIONS_LAST)
        facts[DONE] = self.model.env.now

    def write(self, event: int, facts: Floats, amount: float) -> None:
        """Write an event of this moment."""
        self.model.write(event, self.office, int(facts[NUMBER]), amount, matter=int(facts[SOURCE]) - 1)

    def count(self, period: Period, flow: Floats) -> None:
        """Add what became of appeals and projects in a period to the unit's flow; forget what is over."""
        left = []
        for facts in self.matters:
            finished = facts[DONE] < period.end
            gone = facts[BEGUN] == NEVER and facts[LEAVES] < period.end
            came, case = facts[RECEIVED] >= period.start, int(facts[NUMBER])
            if facts[SOURCE] == APPEAL:
                flow[Flow.APPEALS] += came
                flow[Flow.ANSWERED] += finished
                flow[Flow.WITHDRAWN] += gone
                flow[Flow.APPEAL_WAIT] += facts[BEGUN] - facts[RECEIVED] if finished else 0.0
            elif facts[SOURCE] == PROJECT:
                flow[Flow.STARTED] += came and case % len(STAGES) == 0
                if finished:
                    chance = stage_luck(
                        self.office.place.key, case, self.model.seed, self.model.replication
                    ).chance
                    passed = chance < self.model.setting.project_pass
                    flow[Flow.STOPPED] += not passed
                    flow[Flow.CONVERTED] += passed and case % len(STAGES) == LAST_STAGE
            flow[Flow.BACKLOG] += facts[BEGUN] == NEVER and not gone
            if not finished and not gone:
                left.append(facts)
        self.matters = left
