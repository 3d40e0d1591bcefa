"""The results of a run: one xarray Dataset, tidy frames on request, and the record that reproduces it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.attention import available_hours
from models.organisation import Organisation
from simulation.counting import CAUSES, Count, Hours, Sums
from simulation.outcomes import LEVEL_OUTCOMES, OVERALL_OUTCOMES, REVIEWED_OUTCOMES
from simulation.reviews import Reviews
from simulation.run_record import make_record
from simulation.scenario import Scenario
from simulation.succession import Moves

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, kw_only=True)
class Runs:
    """What scenarios x replications came to.

    Attributes
    ----------
    organisation, scenarios, seed, weeks, engine
        What was asked.
    sums : Sums
        Sums weighted by headcount; first two axes scenario and replication.
    directives : ndarray of int, shape (scenarios, replications)
        Directives issued.
    reviews : Reviews or None
        What the quarterly reviews found, if any scenario has them.
    ledger : DataFrame or None
        All events in a fixed order, if they were asked for.
    """

    organisation: Organisation
    scenarios: tuple[Scenario, ...]
    seed: int
    weeks: float
    engine: str
    sums: Sums
    directives: NDArray[np.int64]
    reviews: Reviews | None = None
    ledger: pd.DataFrame | None = None

    @property
    def replications(self) -> int:
        """Number of replications of each scenario."""
        return int(self.directives.shape[1])

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return [scenario.name for scenario in self.scenarios]

    @cached_property
    def data(self) -> xarray.Dataset:
        """All results.

        Returns
        -------
        xarray.Dataset
            Dimensions scenario, replication, level, quarter (of issue), week (of delay), cause, indicator. All means are
            weighted by headcount, hours too: they are hours a person and week. NaN where there was nothing to average (no directive
            was issued, or none was done).
        """
        import xarray

        grid = ("scenario", "replication", "level")
        levels = self.sums.by_quarter[:, :, :-1]
        variables: dict[str, Any] = {
            name: ((*grid, "quarter"), values) for name, values in ratios(levels).items()
        }
        variables["directives"] = (("scenario", "replication"), self.directives)
        people = self.sums.hours[..., Hours.PEOPLE]
        for name, column in HOURS.items():
            variables[name] = (grid, divide(self.sums.hours[..., column], people))
        shares = np.maximum(self.directives, 1)[:, :, None, None]
        if self.reviews is not None:
            variables |= self.reviews.variables()
        variables["waterfall"] = ((*grid, "cause"), self.sums.waterfall / shares)
        variables["delay_counts"] = ((*grid, "week"), self.sums.delays)
        overall = self.overall()
        variables["overall"] = (
            ("scenario", "replication", "indicator"),
            np.stack(list(overall.values()), axis=-1),
        )
        return xarray.Dataset(
            variables,
            coords={
                "scenario": self.names,
                "replication": np.arange(self.replications),
                "level": list(self.organisation.levels),
                "quarter": np.arange(1, levels.shape[3] + 1),
                "week": np.arange(self.sums.delays.shape[-1]),
                "cause": list(CAUSES),
                "indicator": list(overall),
                **({"move": list(Moves._fields)} if self.reviews is not None else {}),
            },
        )

    def overall(self) -> dict[str, NDArray[np.float64]]:
        """Return the year's headline outcomes, each of shape (scenarios, replications)."""
        terminal = self.sums.by_quarter[:, :, -1].sum(axis=2)
        outcomes = ratios(terminal)
        hours = self.sums.hours.sum(axis=2)
        spent = hours_spent(hours, self.available_hours())
        formal = spent["meeting_hours"] + spent["trace_hours"]
        outcomes |= spent | {"formalism_share": divide(formal, np.sum(list(spent.values()), axis=0))}
        if self.reviews is None:
            return {name: outcomes[name] for name in OVERALL_OUTCOMES}
        outcomes |= self.reviews.headlines()
        outcomes["cost_per_gain"] = divide(formal, outcomes["gain"])
        return {name: outcomes[name] for name in (*OVERALL_OUTCOMES, *REVIEWED_OUTCOMES)}

    def available_hours(self) -> NDArray[np.float64]:
        """Return the weekly hours that each scenario leaves for this work, shape (scenarios, 1)."""
        attention = [scenario.resolve()[0].attention for scenario in self.scenarios]
        return np.array(
            [[available_hours(each.hours_per_week, each.business_share, each.coupling)] for each in attention]
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the results by level and quarter as a tidy frame.

        Returns
        -------
        DataFrame
            Columns scenario, replication, level, quarter, indicator, value.
        """
        wide = self.data[list(LEVEL_OUTCOMES)].to_dataframe().reset_index()
        keys = ["scenario", "replication", "level", "quarter"]
        return wide.melt(id_vars=keys, var_name="indicator", value_name="value")

    def overall_frame(self) -> pd.DataFrame:
        """Return the headline outcomes as a tidy frame: scenario, replication, indicator, value."""
        return self.data["overall"].to_series().rename("value").reset_index()

    def record(self) -> dict[str, Any]:
        """Return what suffices to reproduce this run, as plain values for JSON; see :mod:`simulation.run_record`."""
        return make_record(
            self.organisation,
            self.scenarios,
            replications=self.replications,
            seed=self.seed,
            weeks=self.weeks,
            engine=self.engine,
        )


HOURS = {
    "work_hours": Hours.WORK,
    "meeting_hours": Hours.MEETING,
    "trace_hours": Hours.TRACE,
    "attention_hours": Hours.ATTENTION,
    "appeal_hours": Hours.APPEAL,
    "project_hours": Hours.PROJECT,
    "absence_hours": Hours.ABSENCE,
}


def hours_spent(hours: NDArray[np.float64], available: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return hours a person and week by what they were spent on; the last axis of ``hours`` is :class:`Hours`.

    What of the available hours is neither left for directives nor spent on traces went into standing duties: patrols, and what
    moving people costs.
    """
    people = hours[..., Hours.PEOPLE]
    spent = {name: divide(hours[..., column], people) for name, column in HOURS.items()}
    standing = available - spent.pop("attention_hours") - spent["trace_hours"]
    return spent | {"standing_hours": np.maximum(standing, 0.0)}


def ratios(counts: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the outcomes that are ratios of sums; the last axis of ``counts`` is :class:`Count`."""
    pairs, done = counts[..., Count.PAIRS], counts[..., Count.DONE]
    reach, lost = divide(done, pairs), divide(counts[..., Count.LOST], pairs)
    return {
        "substance": divide(counts[..., Count.SUBSTANCE], pairs),
        "reach": reach,
        "lost": lost,
        "unfinished": divide(pairs - done - counts[..., Count.LOST], pairs),
        "formal_pressure": divide(counts[..., Count.PRESSURE], counts[..., Count.RECEIVED]),
        "delay": divide(counts[..., Count.DELAY], done),
        "on_time": divide(counts[..., Count.ON_TIME], pairs),
        "wait": divide(counts[..., Count.WAIT], counts[..., Count.BEGUN]),
    }


def divide(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ratio, NaN where there is nothing to divide by."""
    ratio: NDArray[np.float64] = np.divide(
        above, below, out=np.full(np.shape(below), np.nan), where=below > 0
    )
    return ratio
