"""Every event of some units in one replication, as it happened in the whole organisation."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from models.organisation import Organisation
from simulation.case import make_case
from simulation.ledger import from_record
from simulation.record import no_record
from simulation.replication import Reviewing, room_for_events, run_periods
from simulation.scenario import Scenario
from simulation.setting import Conditions, Floats, Period


@dataclass
class Remembering:
    """A review that remembers the conditions of each quarter."""

    review: Reviewing
    remembered: list[Conditions] = field(default_factory=list)

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""
        self.remembered.append(self.review.conditions())
        return self.remembered[-1]

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the quarter that has ended."""
        self.review.hold(period, flow)


class Retold:
    """Conditions that are known beforehand, quarter after quarter."""

    def __init__(self, conditions: list[Conditions]) -> None:
        self.quarters = iter(conditions)

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""
        return next(self.quarters)

    def hold(self, period: Period, flow: Floats) -> None:
        """Change nothing: what the units of the part came to is known already."""


def ledger_of_part(
    organisation: Organisation,
    part: Organisation,
    scenario: Scenario,
    *,
    weeks: float,
    seed: int,
    replication: int,
) -> pd.DataFrame:
    """Return the events of a part of an organisation in one replication; the same rows as in the ledger of the whole.

    Nobody's events depend on subordinates or peers within a quarter, and luck is keyed by ids: so the part is simulated alone,
    under the conditions that reviews of the whole set for it.

    Parameters
    ----------
    organisation : Organisation
        The whole.
    part : Organisation
        Some of its units, with all their superiors and second owners; members of the whole may be units here.
    scenario : Scenario
    weeks, seed, replication
        As in the run.
    """
    if organisation.members is not None:
        scenario = scenario.with_parameters(feedback="none")
    case = make_case(part, scenario, weeks, as_units=True)
    conditions: list[Conditions] = []
    if case.reviewed:
        whole = make_case(organisation, scenario, weeks, as_units=True)
        first = whole.review(seed, replication)
        assert first is not None  # the part is reviewed, so is the whole
        remembering = Remembering(first)
        run_periods(whole, seed, replication, no_record(), remembering)
        units = organisation.positions(part.ids.to_pylist())
        conditions = [
            Conditions(*(values[units] for values in quarter)) for quarter in remembering.remembered
        ]
    record = room_for_events(case, seed, replication, Retold(conditions) if case.reviewed else None)
    run_periods(case, seed, replication, record, Retold(conditions) if case.reviewed else None)
    return from_record(record, part, case.kinds)
