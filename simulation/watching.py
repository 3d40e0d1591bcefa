"""One replication that keeps, unit by unit, what each of its reviews found; the engine and the review are as always."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from models.arguments import as_seed
from models.members import members_as_units
from models.organisation import Organisation
from simulation.case import Case, make_case
from simulation.ensemble import is_whole, require_arguments
from simulation.indicators import Indicators
from simulation.replication import run_compiled
from simulation.review import Review
from simulation.review_findings import Findings
from simulation.scenario import Scenario
from simulation.setting import Conditions, Floats, Period
from simulation.state import State


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """What a quarter's review found, in the organisation's order.

    Attributes
    ----------
    period : the quarter
    findings : outcome, reported, rating, score and the like
    before, after : the state during the quarter, and the one with which the next begins
    pressure : formal pressure that arrives at each unit during the quarter
    flow : what the engine told of each unit, shape (units, columns of :class:`simulation.counting.Flow`)
    """

    period: Period
    findings: Findings
    before: State
    after: State
    pressure: Floats
    flow: Floats


class WatchedReview(Review):
    """A review that keeps what it found of every unit."""

    quarters: list[Quarter]

    def report(
        self,
        period: Period,
        findings: Findings,
        state: State,
        felt: Floats,
        conditions: Conditions,
        flow: Floats,
    ) -> Indicators:
        """Keep the quarter; return its indicators as ever."""
        kept = [] if period.first else self.quarters
        quarter = Quarter(
            period=period,
            findings=findings,
            before=self.state,
            after=state,
            pressure=self.arriving,
            flow=flow.copy(),
        )
        self.quarters = [*kept, quarter]
        return super().report(period, findings, state, felt, conditions, flow)


class WatchedCase(Case):
    """A case whose reviews are watched."""

    def review(self, seed: int, replication: int) -> WatchedReview:
        """Return the review of one replication, at its beginning."""
        return WatchedReview(self.standing(seed), self.parameters, self.setting, replication)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One replication: what was simulated, what its reviews found, and every event."""

    case: Case
    review: WatchedReview
    ledger: pd.DataFrame

    @property
    def quarters(self) -> list[Quarter]:
        """What was found, quarter by quarter."""
        return self.review.quarters

    @property
    def units(self) -> list[str]:
        """Ids of the units, in the organisation's order."""
        ids: list[str] = self.case.organisation.ids.to_pylist()
        return ids


def watch(
    organisation: Organisation, scenario: Scenario, *, replication: int, seed: int, weeks: float
) -> Watched:
    """Run one replication in the compiled engine and keep everything.

    Raises
    ------
    ValueError
        For arguments out of range, and for a scenario without quarterly reviews.
    """
    require_arguments([scenario], 1, weeks, "compiled")
    if not is_whole(replication) or replication < 0:
        raise ValueError(f"replication must be a whole number of at least 0, not {replication!r}")
    if organisation.members is not None:
        organisation = members_as_units(organisation)
    case = make_case(organisation, scenario, weeks, as_units=True)
    if not case.reviewed:
        raise ValueError(
            f"情景 {scenario.name!r} 没有季度复盘，得不出这些表 / has no quarterly reviews, from which the tables come: "
            'scenario.with_parameters(feedback="quarterly"), or take today, full-package'
        )
    watched = WatchedCase(**{field.name: getattr(case, field.name) for field in fields(Case)})
    outcome = run_compiled(watched, as_seed(seed), replication, ledger=True)
    assert isinstance(outcome.review, WatchedReview)
    assert outcome.ledger is not None  # asked for above
    return Watched(case=watched, review=outcome.review, ledger=outcome.ledger)
