"""One replication of one scenario: what it came to week by week, and the events of any unit on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import count

import numpy as np
import pandas as pd

from models.arguments import as_seed
from models.organisation import Organisation
from models.transmission import loss_rate
from simulation.case import Case, make_case
from simulation.ledger import from_record
from simulation.part_of_run import Retold
from simulation.record import Record, empty_record
from simulation.replication import Reviewing, room_for_events, run_periods
from simulation.scenario import Scenario
from simulation.setting import WEEKS_PER_QUARTER, Conditions, Floats, Period
from simulation.watching import Quarter, WatchedCase, WatchedReview
from workbench.app.tally import Events, Tally, Wholes, events_in
from workbench.journeys import part_with


@dataclass(frozen=True, kw_only=True, eq=False)
class Year:
    """One replication of one scenario on one organisation.

    Only sums are kept of the whole. The events of a unit are simulated again when they are asked for, with its superiors and
    owners alone and under the conditions that reviews of the whole set: the same events, see :mod:`simulation.part_of_run`.

    Attributes
    ----------
    case : what was simulated; its organisation has members as units
    scenario : with its measures
    weeks, seed, replication : horizon and luck
    tally : what was counted of all events
    quarters : what each review found; empty where nothing is reviewed
    conditions : under which each quarter ran; empty where nothing is reviewed
    """

    case: Case
    scenario: Scenario
    weeks: float
    seed: int
    replication: int
    tally: Tally
    quarters: list[Quarter]
    conditions: list[Conditions]
    known: dict[int, Events] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        """The organisation, its members as units."""
        return self.case.organisation

    @cached_property
    def issued(self) -> Floats:
        """When each directive was issued, in weeks; shape (directives,)."""
        return self.case.agenda(self.seed, self.replication).issued

    def of_unit(self, unit: int) -> Events:
        """Return one unit's events in order of time."""
        if unit not in self.known:
            # Those of the units on the way to it come along; older ones are dropped, so that memory does not grow.
            part, record = self.simulated([unit])
            places = self.organisation.positions(part.ids.to_pylist())
            events = events_in(record)
            events = events._replace(
                unit=places[events.unit], source=np.where(events.source < 0, -1, places[events.source])
            )
            events = events.only(np.lexsort((events.event, events.time)))
            self.known.clear()
            for place in places.tolist():
                self.known[place] = events.only(events.unit == place)
        return self.known[unit]

    def ledger(self, units: Iterable[int]) -> pd.DataFrame:
        """Return the ledger of some units, their superiors and owners; the same rows as in the ledger of the whole."""
        part, record = self.simulated(units)
        return from_record(record, part, self.case.kinds)

    def simulated(self, units: Iterable[int]) -> tuple[Organisation, Record]:
        """Simulate some units again, with those above them alone; return these as an organisation, and their events."""
        part = part_with(self.organisation, units)
        case = make_case(part, self.scenario, self.weeks, as_units=True)
        places = self.organisation.positions(part.ids.to_pylist())
        conditions = [Conditions(*(values[places] for values in quarter)) for quarter in self.conditions]

        def told() -> Retold | None:
            return Retold(conditions) if conditions else None

        record = room_for_events(case, self.seed, self.replication, told())
        run_periods(case, self.seed, self.replication, record, told())
        return part, record

    @cached_property
    def imbalance(self) -> Floats:
        """Imbalance of each unit, measures in force; shape (units,)."""
        transmission = self.case.parameters.transmission
        given = self.organisation.imbalance()
        known = np.where(np.isnan(given), transmission.imbalance, given)
        return np.asarray(known * (1.0 - transmission.imbalance_relief))

    def handover_rates(self, unit: int) -> Floats:
        """Return what a handover to a unit loses in retelling, by unclear duty and by imbalance; shape (quarters, 3)."""
        setting = self.case.setting
        clarity = [quarter.before.clarity[unit] for quarter in self.quarters] or [setting.clarity]
        imbalance = float(self.imbalance[unit])
        rows = []
        for value in clarity:
            whole = loss_rate(setting.loss, setting.unclear_loss, value, setting.imbalance_loss, imbalance)
            unclear, unbalanced = setting.unclear_loss * (1.0 - value), setting.imbalance_loss * imbalance
            rows.append((whole - unclear - unbalanced, unclear, unbalanced))
        return np.array(rows)

    def quarter(self, time: Floats) -> Wholes:
        """Return the reviewed quarter in which each time lies; 0 where nothing is reviewed."""
        last = max(len(self.quarters) - 1, 0)
        return np.clip(np.asarray(time) // WEEKS_PER_QUARTER, 0, last).astype(np.int64)


@dataclass
class Emptying:
    """A review that after each quarter has what was written in the record taken away, so that it never grows long."""

    review: Reviewing
    take: Callable[[], None]
    watch: Callable[[], None]
    conditions_set: list[Conditions] = field(default_factory=list)

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""
        self.watch()
        self.conditions_set.append(self.review.conditions())
        return self.conditions_set[-1]

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the quarter that has ended."""
        self.review.hold(period, flow)
        self.take()


def unwatched(done: float) -> None:
    """Nobody asks how far it is."""


def year_of(
    organisation: Organisation,
    scenario: Scenario,
    *,
    weeks: float = 52,
    seed: int,
    replication: int = 0,
    watch: Callable[[float], None] = unwatched,
) -> Year:
    """Run one replication in the compiled engine, twice: once to see how much room the events of a quarter take.

    Parameters
    ----------
    watch : callable
        Called at the beginning of every reviewed quarter with the share that is done; what it raises ends the run.

    Raises
    ------
    ValueError
        For a seed out of range.

    Examples
    --------
    >>> year = year_of(Organisation.tree([3]), Scenario.today(), seed=1)
    >>> year.organisation.n_units, len(year.quarters), year.tally.delivered.shape
    (4, 4, (52, 4))
    """
    seed = as_seed(seed)
    case = make_case(organisation, scenario, weeks, as_units=True)
    if case.reviewed:
        case = WatchedCase(**{field.name: getattr(case, field.name) for field in fields(Case)})
    else:
        scenario = scenario.with_parameters(feedback="none")
    tally = Tally(
        max(int(np.ceil(weeks)), 1), case.organisation.n_units, len(case.agenda(seed, replication).issued)
    )
    sizes: list[int] = []
    whole, begun = 2 * max(np.ceil(weeks / WEEKS_PER_QUARTER), 1.0), count()

    def tell() -> None:
        watch(next(begun) / whole)

    run_emptying(
        case, seed, replication, empty_record(0), lambda record: sizes.append(int(record.size[0])), tell
    )
    room = empty_record(max(sizes))
    review, conditions = run_emptying(
        case, seed, replication, room, lambda record: tally.add(events_in(record)), tell
    )
    return Year(
        case=case,
        scenario=scenario,
        weeks=float(weeks),
        seed=seed,
        replication=replication,
        tally=tally,
        quarters=review.quarters if isinstance(review, WatchedReview) else [],
        conditions=conditions,
    )


def run_emptying(
    case: Case,
    seed: int,
    replication: int,
    record: Record,
    take: Callable[[Record], None],
    watch: Callable[[], None],
) -> tuple[Reviewing | None, list[Conditions]]:
    """Run one replication; after each quarter what is in the record is taken and the record emptied."""

    def empty() -> None:
        take(record)
        record.size[0] = 0

    review = case.review(seed, replication)
    emptying = None if review is None else Emptying(review, empty, watch)
    run_periods(case, seed, replication, record, emptying)
    if emptying is None:
        empty()
        return None, []
    return review, emptying.conditions_set
