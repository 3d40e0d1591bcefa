"""The numbers behind the live views: means with intervals and paired differences, straight from the sums.

The same numbers as :func:`simulation.compare` and the figures give, without the tables in between: they are needed anew at
every move of a slider.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import intervals
from simulation.reviews import Reviews
from simulation.runs import Runs, hours_spent, ratios
from workbench.findings import verdict

Array = NDArray[np.float64]


class Estimate(NamedTuple):
    """Mean over replications with its 95% interval; first axis of each: the scenario."""

    mean: Array
    low: Array
    high: Array


class Difference(NamedTuple):
    """One scenario less the baseline, pair by pair; NaN bounds with fewer than two pairs."""

    mean: float
    low: float
    high: float
    verdict: str

    @property
    def half_width(self) -> float:
        """Half width of the interval."""
        return (self.high - self.low) / 2


def estimate(values: Array) -> Estimate:
    """Return means and Student intervals of values of shape (scenarios, replications, ...)."""
    return Estimate(*intervals.mean_interval(np.moveaxis(values, 1, 0)))


def by_level(runs: Runs, indicator: str) -> Estimate:
    """Return an outcome of the whole horizon by level: shape (scenarios, levels)."""
    return estimate(ratios(runs.sums.by_quarter[:, :, :-1].sum(axis=3))[indicator])


def waterfall(runs: Runs) -> Array:
    """Return the mean share of substance lost (-) and restored (+): shape (scenarios, levels, causes)."""
    shares: Array = runs.sums.waterfall / np.maximum(runs.directives, 1)[:, :, None, None]
    mean: Array = shares.mean(axis=1)
    return mean


def hours(runs: Runs) -> tuple[list[str], Array]:
    """Return the kinds of hours, and the mean hours a person and week: shape (scenarios, levels, kinds)."""
    spent = hours_spent(runs.sums.hours.sum(axis=1), runs.available_hours())
    return list(spent), np.stack(list(spent.values()), axis=-1)


def course(reviews: Reviews, indicator: str) -> Array:
    """Return an outcome by quarter at the terminal units: shape (scenarios, replications, quarters)."""
    from simulation.indicators import BY_LEVEL

    values: Array = reviews.by_level[..., -1, BY_LEVEL.index(indicator)]
    return values


def differences(
    runs: Runs, baseline: str, outcomes: list[str], values: Array
) -> dict[str, dict[str, Difference]]:
    """Return the paired differences of outcomes by scenario and outcome, each with its verdict.

    ``values`` has shape (scenarios, replications, outcomes).
    """
    base = runs.names.index(baseline)
    found = {}
    for place, name in enumerate(runs.names):
        if place != base:
            found[name] = of_pair(outcomes, values[base], values[place])
    return found


def of_pair(indicators: list[str], first: Array, second: Array) -> dict[str, Difference]:
    """Return the paired differences of all outcomes; arrays of shape (replications, outcomes)."""
    largest = np.nan_to_num(np.fmax.reduce(np.fmax(np.abs(first), np.abs(second)), axis=0, initial=0.0))
    paired = intervals.settle(second - first, largest)
    mean, low, high = intervals.mean_interval(paired)
    decided = intervals.holm(intervals.paired_p_value(paired))
    return {
        name: Difference(
            float(mean[k]), float(low[k]), float(high[k]), verdict(name, float(mean[k]), float(decided[k]))
        )
        for k, name in enumerate(indicators)
    }
