"""The reference engine: hand-down as SimPy processes, to be read and extended.

Each unit is an :class:`Office` with one :class:`simpy.PriorityResource`: its attention. A directive in its hands is a process that
waits for attention, works, and hands over to every subordinate; each handover is a process; the calendar is a process. The
compiled engine (:mod:`simulation.kernel`) yields the same ledger hundreds of times faster; a mechanism of your own belongs here:
subclass :class:`Office`, or register a process of your own with :meth:`HandDown.register`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from models.organisation import Organisation
from models.transmission import after_waiting, amplified, restored
from simulation import record as rec
from simulation.desk import (
    BEGUN,
    BREAK_CHANCE,
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FROM_COMMAND,
    FROM_OWNER,
    HANDED_SUBSTANCE,
    KEPT,
    LAG,
    LINE_ROWS,
    LOST,
    NEVER,
    PRESSURE,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    Sums,
    break_chance_of,
    count_desk,
    draw_command,
    draw_line,
    place_of,
    weeks_in_meetings,
)
from simulation.draws import DIRECTIVE_LIMIT, Stream
from simulation.setting import Agenda, Floats, Rhythm, Setting, make_network

Process = Generator[simpy.Event, Any, Any]

# Ranks of events at the same moment.
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
class Broken:
    """A handover that nobody owns; each checkpoint of the receiving unit may find it."""

    handover: Handover
    directive: int
    luck: float
    missed: float = 1.0


@dataclass(slots=True)
class Handover:
    """One line, from its upper end to the unit below, with its chances for each directive."""

    upper: Office
    lower: Office
    line: int
    chances: Floats

    def carry(self, directive: int) -> Process:
        """Hand one directive over, now that the upper end is done with it."""
        model, lower = self.upper.model, self.lower
        substance = self.upper.desk[FINAL_SUBSTANCE, directive]
        if lower.has(directive):
            model.write(rec.VOID, lower, directive, substance, source=self.upper, line=self.line)
            return
        limit = break_chance_of(lower.place, model.setting, model.agenda.in_person[directive])
        chance = self.chances[BREAK_CHANCE, directive]
        if chance < limit:
            model.write(rec.BROKEN, lower, directive, substance, source=self.upper, line=self.line)
            lower.broken.append(Broken(self, directive, chance / limit))
            return
        yield self.arrival(directive)
        lower.receive(self, directive)

    def carry_again(self, directive: int) -> Process:
        """Hand over anew what a checkpoint found; it does not break a second time.

        The delay drawn for the handover that broke was never used: it is as good as a fresh one.
        """
        yield self.arrival(directive)
        self.lower.receive(self, directive)

    def arrival(self, directive: int) -> Moment:
        """Return the moment at which a directive that is handed over now arrives."""
        model = self.upper.model
        return Moment(model.env, self.chances[LAG, directive], model.arrival_rank(directive, self.line))


class Office:
    """One unit: its attention, what it has in hand, and its lines."""

    def __init__(self, model: HandDown, unit: int) -> None:
        self.model = model
        self.unit = unit
        key = model.network.key[unit]
        place = place_of(model.network, model.setting, unit, 0, key, model.seed, model.replication)
        # Compiled code hands the key back as a plain integer; the draws want its 64 bits.
        self.place = place._replace(key=key)
        self.attention = simpy.PriorityResource(model.env, capacity=1)
        self.in_hand: dict[int, Item] = {}
        self.broken: list[Broken] = []
        self.handovers: list[Handover] = []
        self.meetings_held = 0
        self.last_meeting_end = 0.0
        directives = len(model.agenda.issued)
        self.chances = np.empty((LINE_ROWS, directives))
        self.desk = np.full((len(DESK_ROWS), directives), NEVER)
        draw_command(
            self.chances, self.desk, self.place, model.setting, model.agenda, model.seed, model.replication
        )

    def has(self, directive: int) -> bool:
        """Say whether the unit has received a directive, over whichever line."""
        return bool(self.desk[RECEIVED, directive] < NEVER)

    def receive(self, handover: Handover, directive: int) -> None:
        """Take a directive from the line over which it came first; a second copy is void."""
        model, upper = self.model, handover.upper
        handed = upper.desk[FINAL_SUBSTANCE, directive]
        if self.has(directive):
            model.write(rec.VOID, self, directive, handed, source=upper, line=handover.line)
            return
        self.desk[SOURCE, directive] = FROM_COMMAND if handover.line == rec.COMMAND else FROM_OWNER
        self.desk[PRESSURE, directive] = amplified(
            upper.desk[PRESSURE, directive], model.setting.amplification
        )
        substance = handed * handover.chances[KEPT, directive]
        model.write(rec.RECEIVED, self, directive, substance, source=upper, line=handover.line)
        self.take(directive, handed, substance)

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
            self.desk[BEGUN, directive] = model.env.now
            service = self.desk[SERVICE, directive]
            model.write(rec.BEGUN, self, directive, service * self.place.hours)
            yield Moment(model.env, service, COMPLETIONS_LAST)
        del self.in_hand[directive]
        self.desk[DONE, directive] = model.env.now
        self.desk[FINAL_SUBSTANCE, directive] = item.substance
        model.write(rec.DONE, self, directive, item.substance)
        for handover in self.handovers:
            model.env.process(handover.carry(directive))

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
        if self.has(broken.directive):
            return False
        broken.missed *= 1.0 - self.model.rhythm.finding[checkpoint]
        if broken.luck < broken.missed:
            return True
        upper = broken.handover.upper
        substance = upper.desk[FINAL_SUBSTANCE, broken.directive]
        self.model.write(
            rec.FOUND,
            self,
            broken.directive,
            substance,
            source=upper,
            line=broken.handover.line,
            checkpoint=checkpoint,
        )
        self.model.env.process(broken.handover.carry_again(broken.directive))
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
        broken = {(broken.handover.line, broken.directive) for broken in self.broken}
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

    @property
    def meeting_weeks(self) -> float:
        """Weeks of the office's time that meetings took before the horizon."""
        weeks = self.model.rhythm.hours_before[self.meetings_held] / self.place.hours
        return weeks_in_meetings(weeks, self.last_meeting_end, self.model.setting.weeks)

    @property
    def superior(self) -> Office:
        """The office above."""
        return self.model.offices[self.place.superior]


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
    env: simpy.Environment = field(default_factory=simpy.Environment)
    events: list[tuple[float, int, int, int, int, int, int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.organisation.members is not None:
            raise ValueError(
                "the SimPy engine needs every member as a unit: models.members.members_as_units(organisation)"
            )
        self.seed, self.replication = np.uint64(self.seed), np.uint64(self.replication)  # type: ignore[assignment]
        self.network = make_network(self.organisation, self.setting.amplification)
        self.offices = [self.office(self, unit) for unit in range(len(self.organisation))]
        for lower in self.offices[1:]:
            self.connect(lower)
        self.env.process(self.issue())
        self.env.process(self.keep_calendar())

    def connect(self, lower: Office) -> None:
        """Give a unit its command line and, where it has a second owner, the line from there."""
        setting, place = self.setting, lower.place
        upper = self.offices[place.superior]
        upper.handovers.append(Handover(upper, lower, rec.COMMAND, lower.chances))
        if place.owner >= 0:
            chances, delay = np.empty_like(lower.chances), setting.grid_delay
            draw_line(chances, place, delay, setting, np.uint64(Stream.GRID), self.seed, self.replication)
            owner = self.offices[place.owner]
            owner.handovers.append(Handover(owner, lower, rec.GRID, chances))

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
        directive: int,
        amount: float,
        *,
        source: Office | None = None,
        line: int = rec.NONE,
        checkpoint: int = rec.NONE,
    ) -> None:
        """Write an event of this moment into the ledger."""
        kind = int(self.rhythm.kind[checkpoint]) if checkpoint >= 0 else rec.NONE
        upper = source.unit if source is not None else rec.NONE
        self.events.append((self.env.now, event, office.unit, upper, directive, line, kind, amount))

    def run(self, sums: Sums) -> None:
        """Run to the horizon and add every office's year to the sums."""
        self.env.run(until=self.setting.weeks)
        for office in self.offices:
            office.close()
            above = np.ones(office.desk.shape[1])
            if office.unit > 0:
                desk = office.superior.desk
                above = np.where(desk[DONE] < self.setting.weeks, desk[FINAL_SUBSTANCE], 0.0)
            count_desk(
                office.desk,
                office.place,
                above,
                office.meeting_weeks,
                self.setting,
                self.agenda,
                sums,
            )
