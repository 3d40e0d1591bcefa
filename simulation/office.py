"""One office of the SimPy engine: its attention, what it has in hand, and what it does at a checkpoint.

To change what an office does, subclass :class:`Office` and give the subclass to :func:`simulation.extension.simulate_extended`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import simpy

from models.transmission import after_waiting, restored
from simulation import record as rec
from simulation.desk import (
    BEGUN,
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FROM_COMMAND,
    FROM_OWNER,
    HANDED_SUBSTANCE,
    HOURS,
    LINE_ROWS,
    NEVER,
    NUMBER,
    PRESSURE,
    RECEIVED,
    RECEIVED_SUBSTANCE,
    RESTORED_GAIN,
    SERVICE,
    SOURCE,
    WAITING_LOSS,
    draw_command,
    weeks_in_meetings,
)
from simulation.handover import Broken, Copy, Handover
from simulation.moments import COMPLETIONS_LAST, FIRST, MEETING, ORDINARY, Moment, Process
from simulation.other_work import OtherWork
from simulation.setting import Floats, Period

if TYPE_CHECKING:
    from simulation.process import HandDown


@dataclass(slots=True)
class Item:
    """A directive in a unit's hands."""

    directive: int
    handed: float
    substance: float
    since: float
    begun: bool = False


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
        return FIRST if self.model.agenda.in_person[directive] else ORDINARY

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

    def meeting_weeks(self, period: Period) -> float:
        """Return the weeks of a period that the office spent in meetings."""
        hours = self.model.rhythm.hours_before
        weeks = (hours[self.meetings_held] - hours[self.meetings_before]) / self.place.hours
        return weeks_in_meetings(weeks, self.last_end_before, self.last_meeting_end, period.start, period.end)

    @property
    def superior(self) -> Office:
        """The office above."""
        return self.model.offices[self.place.superior]
