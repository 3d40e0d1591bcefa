"""The reference engine: hand-down as SimPy processes, to be read and extended.

Each unit is an :class:`~simulation.office.Office` with one :class:`simpy.PriorityResource`: its attention. A directive in its hands
is a process that waits for attention, works, and hands over to every subordinate; each handover
(:mod:`simulation.handover`) is a process; the calendar is a process. The compiled engine (:mod:`simulation.kernel`) yields the same
ledger hundreds of times faster; a mechanism of your own belongs here: subclass Office, or register a process of your own with
:meth:`HandDown.register`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import simpy

from models.compiled import Word
from models.organisation import Organisation
from simulation import record as rec
from simulation.counting import Flow, Sums
from simulation.desk import FROM_COMMAND, LINE_ROWS, PRESSURE, S_COMMAND, SOURCE, draw_luck
from simulation.draws import DIRECTIVE_LIMIT, Stream
from simulation.handover import Handover
from simulation.moments import ARRIVALS_NEXT, CHECKPOINTS_FIRST, REVIEWS_FIRST, Moment, Process
from simulation.office import Office
from simulation.office_counting import close, count
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
                close(office)
        for unit, office in enumerate(self.offices):
            count(office, period, sums, flow[unit] if len(flow) else np.empty(0))
        return flow
