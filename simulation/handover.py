"""The lines of the SimPy engine: a directive handed over, broken, found again, delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.transmission import amplified
from simulation import record as rec
from simulation.desk import (
    BREAK_CHANCE,
    FINAL_SUBSTANCE,
    KEPT,
    LAG,
    PRESSURE,
    break_chance_of,
    kept_share,
    lag_weeks,
)
from simulation.moments import Moment, Process
from simulation.setting import Floats

if TYPE_CHECKING:
    from simulation.office import Office


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
