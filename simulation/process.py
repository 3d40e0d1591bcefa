"""The reference engine: hand-down as SimPy processes, to be read and extended.

Each unit is an :class:`Office` with one :class:`simpy.PriorityResource`: its attention. A directive in its hands is a process that
waits for attention, works, and hands over to every subordinate; each handover is a process; the calendar is a process. The
compiled engine (:mod:`simulation.kernel`) yields the same ledger hundreds of times faster; a mechanism of your own belongs here:
subclass :class:`Office`, or register a process of your own with :meth:`HandDown.register`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from models.compiled import Word
from models.organisation import Organisation
from models.transmission import after_waiting, amplified, restored
from simulation import record as rec
from simulation.counting import Flow, Resolved, Sums, count_directives, count_hours, note_missing
from simulation.desk import (
    BEGUN,
    BREAK_CHANCE,
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FROM_COMMAND,
    FROM_OWNER,
    HANDED_SUBSTANCE,
    HOURS,
    KEPT,
    LAG,
    LINE_ROWS,
    LOST,
    NEVER,
    NUMBER,
    PRESSURE,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    S_COMMAND,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    break_chance_of,
    draw_command,
    draw_luck,
    kept_share,
    lag_weeks,
    weeks_in_meetings,
)
from simulation.draws import DIRECTIVE_LIMIT, Stream
from simulation.other_work import OtherWork
from simulation.place import Place, place_of
from simulation.review import Review
from simulation.setting import (
    Agenda,
    Floats,
    Period,
    Rhythm,
    Setting,
    make_network,
    no_conditions,
    periods_of,
)

Process = Generator[simpy.Event, Any, Any]

# Ranks of events at the same moment; a review comes before all of them.
REVIEWS_FIRST = -1
CHECKPOINTS_FIRST, ARRIVALS_NEXT, COMPLETIONS_LAST = range(3)
# Classes of the queue for an office's attention.
MEETING, IN_PERSON, ORDINARY = 0, 1, 2


class Moment(simpy.Event):
    """A timeout with a rank among the events of the same moment."""

    def __init__(self, env: simpy.Environment, delay: float, rank: float) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, rank, delay)  # type: ignore[arg-type]


@dataclass(slots=True)
class Item:
    """A directive in a unit's hands."""

    directive: int
    handed: float
    substance: float
    since: float
    begun: bool = False


@dataclass(slots=True)
class Copy:
    """A directive on its way over one line: what was handed over, what will be left of it, its pressure, its time in weeks."""

    handover: Handover
    directive: int
    handed: float
    substance: float
    pressure: float
    lag: float


@dataclass(slots=True)
class Broken:
    """A handover that nobody owns; each checkpoint of the receiving unit may find it."""

    copy: Copy
    luck: float
    missed: float = 1.0


@dataclass(slots=True)
class Handover:
    """One line, from its upper end to the unit below, with its mean delay and its luck for each directive."""

    upper: Office
    lower: Office
    line: int
    delay: float
    luck: Floats

    def carry(self, directive: int) -> Process:
        """Hand one directive over, now that the upper end is done with it."""
        model, upper, lower = self.upper.model, self.upper, self.lower
        substance = upper.desk[FINAL_SUBSTANCE, directive]
        if lower.has(directive):
            model.write(rec.VOID, lower, directive, substance, source=upper, line=self.line)
            return
        copy = self.copy(directive, substance)
        limit = break_chance_of(lower.place, model.setting, model.agenda.in_person[directive])
        chance = self.luck[BREAK_CHANCE, directive]
        if chance < limit:
            model.write(rec.BROKEN, lower, directive, substance, source=upper, line=self.line)
            lower.broken.append(Broken(copy, chance / limit))
            return
        yield from self.deliver(copy)

    def copy(self, directive: int, substance: float) -> Copy:
        """Return what goes down the line under the conditions of this moment."""
        setting, place = self.upper.model.setting, self.lower.place
        return Copy(
            self,
            directive,
            substance,
            substance * kept_share(self.luck[KEPT, directive], place.exponent),
            amplified(self.upper.desk[PRESSURE, directive], place.amplification),
            lag_weeks(self.delay, setting.delay_spread, self.luck[LAG, directive]),
        )

    def deliver(self, copy: Copy) -> Process:
        """Let a copy arrive: one that was just handed over, or one that a checkpoint found, which does not break a second time.

        The delay drawn for a handover that broke was never used: it is as good as a fresh one.
        """
        model = self.upper.model
        yield Moment(model.env, copy.lag, model.arrival_rank(copy.directive, self.line))
        self.lower.receive(copy)


class Office:
    """One unit: its attention, what it has in hand, and its lines."""

    def __init__(self, model: HandDown, unit: int) -> None:
        self.model = model
        self.unit = unit
        self.place = model.place_of(unit)
        self.attention = simpy.PriorityResource(model.env, capacity=1)
        self.in_hand: dict[int, Item] = {}
        self.broken: list[Broken] = []
        self.handovers: list[Handover] = []
        # What had the office's attention in this period: columns of desks, in the order of service.
        self.attended: list[Floats] = []
        self.meetings_held = self.meetings_before = 0
        self.last_meeting_end = self.last_end_before = 0.0
        directives = len(model.agenda.issued)
        self.desk = np.full((len(DESK_ROWS), directives), NEVER)
        self.desk[NUMBER] = model.agenda.number
        luck = np.empty((LINE_ROWS, directives))
        draw_command(
            luck,
            self.desk[HOURS],
            model.agenda.number,
            directives,
            self.place,
            model.setting,
            model.agenda,
            model.seed,
            model.replication,
        )
        self.other_work = OtherWork(self)

    def has(self, directive: int) -> bool:
        """Say whether the unit has received a directive, over whichever line."""
        return bool(self.desk[RECEIVED, directive] < NEVER)

    def receive(self, copy: Copy) -> None:
        """Take a directive from the line over which it came first; a second copy is void."""
        model, handover, directive = self.model, copy.handover, copy.directive
        if self.has(directive):
            model.write(rec.VOID, self, directive, copy.handed, source=handover.upper, line=handover.line)
            return
        self.desk[SOURCE, directive] = FROM_COMMAND if handover.line == rec.COMMAND else FROM_OWNER
        self.desk[PRESSURE, directive] = copy.pressure
        model.write(rec.RECEIVED, self, directive, copy.substance, source=handover.upper, line=handover.line)
        self.take(directive, copy.handed, copy.substance)

    def take(self, directive: int, handed: float, substance: float) -> None:
        """Put a directive on the desk and start to deal with it."""
        now = self.model.env.now
        self.desk[RECEIVED, directive] = now
        self.desk[HANDED_SUBSTANCE, directive] = handed
        self.desk[RECEIVED_SUBSTANCE, directive] = substance
        self.desk[WAITING_LOSS, directive] = 0.0
        self.desk[RESTORED_GAIN, directive] = 0.0
        item = self.in_hand[directive] = Item(directive, handed, substance, since=now)
        self.model.env.process(self.deal_with(item))

    def deal_with(self, item: Item) -> Process:
        """Wait for attention, work, hand over."""
        model, directive = self.model, item.directive
        with self.attention.request(priority=self.priority_of(directive)) as turn:
            yield turn
            self.wait_until_now(item)
            item.begun = True
            model.write(rec.BEGUN, self, directive, self.desk[HOURS, directive])
            yield Moment(model.env, self.attend(self.desk[:, directive]), COMPLETIONS_LAST)
        del self.in_hand[directive]
        self.desk[DONE, directive] = model.env.now
        self.desk[FINAL_SUBSTANCE, directive] = item.substance
        model.write(rec.DONE, self, directive, item.substance)
        for handover in self.handovers:
            model.env.process(handover.carry(directive))

    def attend(self, facts: Floats) -> float:
        """Turn to a matter, given by its column of a desk; return the weeks that it takes at the office's present hours."""
        facts[BEGUN] = self.model.env.now
        facts[SERVICE] = facts[HOURS] / self.place.hours
        self.attended.append(facts)
        return float(facts[SERVICE])

    def priority_of(self, directive: int) -> int:
        """Return the class in which a directive queues; lower goes first."""
        return IN_PERSON if self.model.agenda.in_person[directive] else ORDINARY

    def wait_until_now(self, item: Item) -> None:
        """Let a directive that waits for attention lose substance up to this moment."""
        now = self.model.env.now
        if not item.begun and item.since < now:
            left = after_waiting(item.substance, self.model.setting.waiting_loss, now - item.since)
            self.desk[WAITING_LOSS, item.directive] += item.substance - left
            item.substance, item.since = left, now

    def check(self, checkpoint: int) -> None:
        """Hold a checkpoint: restore what is in hand, look for what broke, and give the meeting its hours."""
        model, rhythm = self.model, self.model.rhythm
        for item in self.in_hand.values():
            self.wait_until_now(item)
            better = restored(item.substance, item.handed, rhythm.restoring[checkpoint])
            self.desk[RESTORED_GAIN, item.directive] += better - item.substance
            if rhythm.restoring[checkpoint] > 0.0:
                model.write(
                    rec.RESTORED, self, item.directive, better - item.substance, checkpoint=checkpoint
                )
            item.substance = better
        if self.broken:
            self.broken = [broken for broken in self.broken if self.still_missing(broken, checkpoint)]
        model.env.process(self.meet(checkpoint))

    def still_missing(self, broken: Broken, checkpoint: int) -> bool:
        """Look for one broken handover; say whether it stays on the list."""
        copy = broken.copy
        if self.has(copy.directive):
            return False
        broken.missed *= 1.0 - self.model.rhythm.finding[checkpoint]
        if broken.luck < broken.missed:
            return True
        self.model.write(
            rec.FOUND,
            self,
            copy.directive,
            copy.handed,
            source=copy.handover.upper,
            line=copy.handover.line,
            checkpoint=checkpoint,
        )
        self.model.env.process(copy.handover.deliver(copy))
        return False

    def meet(self, checkpoint: int) -> Process:
        """Take the office for the hours of a checkpoint, as soon as it is free."""
        model = self.model
        hours = model.rhythm.hours[checkpoint]
        with self.attention.request(priority=MEETING) as turn:
            yield turn
            model.write(rec.CHECKPOINT, self, rec.NONE, hours, checkpoint=checkpoint)
            weeks = hours / self.place.hours
            self.meetings_held += 1
            self.last_meeting_end = model.env.now + weeks
            yield Moment(model.env, weeks, COMPLETIONS_LAST)

    def close(self) -> None:
        """At the horizon: what still waits has lost substance up to now; what the chain lost is marked."""
        for item in self.in_hand.values():
            self.wait_until_now(item)
            self.desk[FINAL_SUBSTANCE, item.directive] = item.substance
        broken = {(broken.copy.handover.line, broken.copy.directive) for broken in self.broken}
        uppers = [(rec.COMMAND, self.superior)] if self.unit > 0 else []
        if self.place.owner >= 0:
            uppers.append((rec.GRID, self.model.offices[self.place.owner]))
        for directive in range(self.desk.shape[1]):
            if not self.has(directive):
                # Lost only if every line lost it: a break needs both.
                lost = bool(uppers) and all(
                    upper.desk[DONE, directive] == LOST or (line, directive) in broken
                    for line, upper in uppers
                )
                self.desk[DONE, directive] = LOST if lost else NEVER

    def resolved(self) -> Resolved:
        """Return, at the horizon, the superior's substance in what never came, or came from the second owner."""
        if self.unit == 0:
            return Resolved(0.0, 0.0, 0.0)
        above = self.superior.desk
        handed = np.where(above[DONE] < self.model.setting.weeks, above[FINAL_SUBSTANCE], 0.0)
        missing, lost = self.desk[RECEIVED] == NEVER, self.desk[DONE] == LOST
        return Resolved(
            float(handed[missing & lost].sum()),
            float(handed[missing & ~lost].sum()),
            float(handed[self.desk[SOURCE] == FROM_OWNER].sum()),
        )

    def count(self, period: Period, sums: Sums, flow: Floats) -> None:
        """Add the period to the sums and to the unit's flow, with the functions of the compiled engine."""
        model, place = self.model, self.place
        setting, agenda, scratch = model.setting, model.agenda, np.zeros((sums.by_quarter.shape[1], 10))
        done = [facts for facts in self.attended if facts[DONE] < period.end]
        resolved = Resolved(0.0, 0.0, 0.0)
        if period.final:
            resolved = self.resolved()
            waiting = [self.desk[:, item.directive] for item in self.in_hand.values() if not item.begun]
            lost = np.flatnonzero(self.desk[DONE] == LOST).astype(np.uint32)
            note_missing(lost, len(lost), period, agenda, scratch)
            done = self.attended + waiting
        desk, closed = as_desk(done)
        finished, on_time, substance, pressure = count_directives(
            desk, closed, len(closed), place, setting, agenda, scratch, resolved, sums
        )
        desk, attended = as_desk(self.attended)
        count_hours(
            desk, attended, len(attended), self.meeting_weeks(period), place, period, setting, sums, flow
        )
        if flow.size:
            flow[[Flow.DONE, Flow.ON_TIME, Flow.SUBSTANCE, Flow.PRESSURE]] = (
                finished,
                on_time,
                substance,
                pressure,
            )
            flow[Flow.BACKLOG] = sum(not item.begun for item in self.in_hand.values())
            self.other_work.count(period, flow)
        self.attended = [facts for facts in self.attended[-1:] if facts[DONE] >= period.end]
        self.meetings_before, self.last_end_before = self.meetings_held, self.last_meeting_end

    def meeting_weeks(self, period: Period) -> float:
        """Return the weeks of a period that the office spent in meetings."""
        hours = self.model.rhythm.hours_before
        weeks = (hours[self.meetings_held] - hours[self.meetings_before]) / self.place.hours
        return weeks_in_meetings(weeks, self.last_end_before, self.last_meeting_end, period.start, period.end)

    @property
    def superior(self) -> Office:
        """The office above."""
        return self.model.offices[self.place.superior]


def as_desk(columns: Sequence[Floats]) -> tuple[Floats, NDArray[np.uint32]]:
    """Return columns as one desk, and their places on it."""
    desk = np.column_stack(columns) if columns else np.empty((len(DESK_ROWS), 0))
    return np.ascontiguousarray(desk), np.arange(len(columns), dtype=np.uint32)


@dataclass
class HandDown:
    """One replication of hand-down in SimPy.

    Parameters
    ----------
    organisation : Organisation
        Without attached members; :func:`models.members.members_as_units` makes units of them.
    setting, rhythm, agenda
        From :mod:`simulation.setting`.
    seed, replication : int
        The luck.
    office : type of Office
        Your own subclass, if you have one.
    review : Review, optional
        What is changed at the end of each quarter; without one all conditions stay as they are.

    Attributes
    ----------
    env : simpy.Environment
        Time in weeks.
    offices : list of Office
        In the organisation's order.
    events : list of tuple
        Every event so far; see :mod:`simulation.ledger`.
    """

    organisation: Organisation
    setting: Setting
    rhythm: Rhythm
    agenda: Agenda
    seed: int
    replication: int
    office: type[Office] = Office
    review: Review | None = None
    env: simpy.Environment = field(default_factory=simpy.Environment)
    events: list[tuple[float, int, int, int, int, int, int, int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.organisation.members is not None:
            raise ValueError(
                "the SimPy engine needs every member as a unit: models.members.members_as_units(organisation)"
            )
        self.seed, self.replication = np.uint64(self.seed), np.uint64(self.replication)  # type: ignore[assignment]
        self.network = make_network(self.organisation, self.setting.amplification)
        self.conditions = no_conditions() if self.review is None else self.review.conditions()
        self.offices = [self.office(self, unit) for unit in range(len(self.organisation))]
        for lower in self.offices[1:]:
            self.connect(lower)
        self.env.process(self.issue())
        self.env.process(self.keep_calendar())

    def place_of(self, unit: int) -> Place:
        """Return a unit's place under the conditions of this period."""
        key = self.network.key[unit]
        place = place_of(
            self.network, self.setting, self.conditions, unit, 0, key, self.seed, self.replication
        )
        # Compiled code hands the key back as a plain integer; the draws want its 64 bits.
        return place._replace(key=key)

    def connect(self, lower: Office) -> None:
        """Give a unit its command line and, where it has a second owner, the line from there."""
        upper = self.offices[lower.place.superior]
        upper.handovers.append(
            Handover(upper, lower, rec.COMMAND, self.setting.delay, self.luck_of(lower, S_COMMAND))
        )
        if lower.place.owner >= 0:
            owner, luck = self.offices[lower.place.owner], self.luck_of(lower, np.uint64(Stream.GRID))
            owner.handovers.append(Handover(owner, lower, rec.GRID, self.setting.grid_delay, luck))

    def luck_of(self, lower: Office, stream: Word) -> Floats:
        """Return the luck of one line for each directive."""
        number = self.agenda.number
        luck = np.empty((LINE_ROWS, len(number)))
        draw_luck(luck, number, len(number), lower.place.key, stream, self.seed, self.replication)
        return luck

    def moment(self, delay: float, rank: float) -> Moment:
        """Return a timeout with a rank."""
        return Moment(self.env, delay, rank)

    def register(self, process: Callable[[HandDown], Process]) -> None:
        """Add a process of your own, started at time 0: a generator function that is given this model."""
        self.env.process(process(self))

    def issue(self) -> Process:
        """Issue the directives at the root."""
        for directive, time in enumerate(self.agenda.issued):
            yield Moment(self.env, time - self.env.now, self.arrival_rank(directive, rec.COMMAND))
            root = self.offices[0]
            self.write(rec.ISSUED, root, directive, 1.0)
            root.desk[SOURCE, directive] = FROM_COMMAND
            root.desk[PRESSURE, directive] = 1.0
            root.take(directive, 1.0, 1.0)

    def arrival_rank(self, directive: int, line: int) -> float:
        """Return the rank of an arrival: of several at the same moment first those in person, then by number, then by line."""
        ordinary = 0.0 if self.agenda.in_person[directive] else 0.5
        return ARRIVALS_NEXT + ordinary + (2 * directive + line) / (4 * DIRECTIVE_LIMIT)

    def keep_calendar(self) -> Process:
        """Call every office to each checkpoint, before anything else of that moment."""
        moments = [Moment(self.env, time, CHECKPOINTS_FIRST) for time in self.rhythm.time]
        for checkpoint, moment in enumerate(moments):
            yield moment
            for office in self.offices:
                office.check(checkpoint)

    def write(
        self,
        event: int,
        office: Office,
        case: int,
        amount: float,
        *,
        source: Office | None = None,
        line: int = rec.NONE,
        checkpoint: int = rec.NONE,
        matter: int = rec.DIRECTIVE,
    ) -> None:
        """Write an event of this moment into the ledger; ``case`` is the directive, or which other matter."""
        kind = int(self.rhythm.kind[checkpoint]) if checkpoint >= 0 else rec.NONE
        upper = source.unit if source is not None else rec.NONE
        about = matter if case != rec.NONE else rec.NONE
        self.events.append((self.env.now, event, office.unit, upper, about, case, line, kind, amount))

    def run(self, sums: Sums) -> None:
        """Run to the horizon, a review after each quarter if there is one, and add every office's periods to the sums."""
        for period in periods_of(self.setting.weeks, self.review is not None):
            if self.review is not None:
                for office in self.offices:
                    office.other_work.open(period)
            self.env.run(until=Moment(self.env, period.end - self.env.now, REVIEWS_FIRST))
            flow = self.count(period, sums)
            if self.review is not None:
                self.review.hold(period, flow)
                self.conditions = self.review.conditions()
                for office in self.offices:
                    office.place = self.place_of(office.unit)

    def count(self, period: Period, sums: Sums) -> Floats:
        """Add every office's period to the sums; return what the review is told."""
        flow = np.zeros((len(self.offices) if self.review is not None else 0, len(Flow)))
        if period.final:
            for office in self.offices:
                office.close()
        for unit, office in enumerate(self.offices):
            office.count(period, sums, flow[unit] if len(flow) else np.empty(0))
        return flow
