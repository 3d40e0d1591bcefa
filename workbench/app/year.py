"""One replication of one scenario with all its events, kept so that those of a unit are at hand at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.organisation import Organisation
from models.transmission import loss_rate
from simulation.case import Case, make_case
from simulation.draws import require_seed
from simulation.ledger import from_record
from simulation.record import Record, empty_record
from simulation.replication import room_for_events, run_periods
from simulation.scenario import Scenario
from simulation.setting import WEEKS_PER_QUARTER, Floats
from simulation.watching import Quarter, WatchedCase, WatchedReview

Wholes = NDArray[np.integer]


class Events(NamedTuple):
    """Events as columns, those of a unit together; numbers as in :mod:`simulation.record`, in types as small as will do."""

    time: Floats
    amount: Floats
    event: Wholes
    unit: Wholes
    source: Wholes
    matter: Wholes
    case: Wholes
    line: Wholes
    checkpoint: Wholes

    def only(self, rows: Wholes | NDArray[np.bool_] | slice) -> Events:
        """Return some of the events."""
        return Events(self.time[rows], self.amount[rows], *(column[rows] for column in self[2:]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Year:
    """One replication of one scenario on one organisation.

    Attributes
    ----------
    case : what was simulated; its organisation has members as units
    scenario : with its measures, as it was given
    weeks, seed, replication : horizon and luck
    events : all events of all units
    quarters : what each review found; empty where nothing is reviewed
    """

    case: Case
    scenario: Scenario
    weeks: float
    seed: int
    replication: int
    events: Events
    quarters: list[Quarter]

    @property
    def organisation(self) -> Organisation:
        """The organisation, its members as units."""
        return self.case.organisation

    @cached_property
    def starts(self) -> Wholes:
        """Where each unit's events begin; shape (units + 1,)."""
        return np.searchsorted(self.events.unit, np.arange(self.organisation.n_units + 1))

    @cached_property
    def issued(self) -> Floats:
        """When each directive was issued, in weeks; shape (directives,)."""
        return self.case.agenda(self.seed, self.replication).issued

    def of_unit(self, unit: int) -> Events:
        """Return one unit's events in order of time."""
        events = self.events.only(slice(int(self.starts[unit]), int(self.starts[unit + 1])))
        return events.only(np.lexsort((events.event, events.time)))

    def ledger(self, units: Wholes) -> pd.DataFrame:
        """Return the ledger of some units, given by position; the same rows as in the ledger of the whole."""
        parts = [np.arange(self.starts[unit], self.starts[unit + 1]) for unit in units]
        events = self.events.only(np.concatenate(parts) if parts else np.empty(0, dtype=np.int64))
        record = empty_record(len(events.time))
        record.floats[:] = events.time, events.amount
        number = np.zeros(len(events.time))
        record.wholes[:] = (
            events.event,
            events.unit,
            number,
            events.source,
            events.matter,
            events.case,
            events.line,
            events.checkpoint,
        )
        record.size[0] = len(events.time)
        return from_record(record, self.organisation, self.case.kinds)

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


def year_of(
    organisation: Organisation, scenario: Scenario, *, weeks: float = 52, seed: int, replication: int = 0
) -> Year:
    """Run one replication in the compiled engine and keep its events and reviews.

    Raises
    ------
    ValueError
        For a seed out of range.

    Examples
    --------
    >>> year = year_of(Organisation.tree([3]), Scenario.today(), seed=1)
    >>> year.organisation.n_units, len(year.quarters), bool((np.diff(year.events.unit) >= 0).all())
    (4, 4, True)
    """
    case = make_case(organisation, scenario, weeks, as_units=True)
    if case.reviewed:
        case = WatchedCase(**{field.name: getattr(case, field.name) for field in fields(Case)})
    seed = require_seed(seed)
    record = room_for_events(case, seed, replication, case.review(seed, replication))
    review = case.review(seed, replication)
    run_periods(case, seed, replication, record, review)
    return Year(
        case=case,
        scenario=scenario,
        weeks=float(weeks),
        events=events_of(record),
        quarters=review.quarters if isinstance(review, WatchedReview) else [],
        seed=seed,
        replication=replication,
    )


def events_of(record: Record) -> Events:
    """Return the events of a record, each unit's together."""
    size = int(record.size[0])
    event, unit, _, source, matter, case, line, checkpoint = record.wholes[:, :size]
    order = np.argsort(unit, kind="stable")
    time, amount = record.floats[:, :size]
    return Events(
        time[order],
        amount[order],
        event[order].astype(np.uint8),
        unit[order].astype(np.int32),
        source[order].astype(np.int32),
        matter[order].astype(np.int8),
        case[order].astype(np.int32),
        line[order].astype(np.int8),
        checkpoint[order].astype(np.int16),
    )
