"""Numbers behind the figures: means over replications with intervals that stay where the values can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.quantities import require_known
from simulation.counting import Count
from simulation.intervals import mean_interval
from simulation.runs import ratios
from workbench.text import form_of

if TYPE_CHECKING:
    from models.organisation import Organisation
    from simulation.runs import Runs

Array = NDArray[np.float64]


def level_summary(runs: Runs, indicators: Sequence[str], confidence: float = 0.95) -> pd.DataFrame:
    """Return the year's outcomes by level.

    Returns
    -------
    DataFrame
        Columns scenario, level, indicator, mean, low, high; NaN bounds with one replication. Intervals are Student's, cut off
        at the limits of what the indicator can be: shares stay within 0 and 1, all else at or above 0.
    """
    values = ratios(runs.sums.by_quarter[:, :, :-1].sum(axis=3))
    tables = []
    for indicator in indicators:
        require_known(indicator, values, "indicator by level")
        mean, low, high = mean_interval(np.moveaxis(values[indicator], 1, 0), confidence)
        limit = 1.0 if form_of(indicator) == "share" else np.inf
        keys = pd.MultiIndex.from_product([runs.names, runs.organisation.levels], names=["scenario", "level"])
        table = keys.to_frame(index=False)
        table["indicator"] = indicator
        table["mean"], table["low"], table["high"] = mean.ravel(), within(low, limit), within(high, limit)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def within(values: Array, limit: float) -> Array:
    """Return bounds of intervals, flat, cut off at 0 and a limit."""
    return np.clip(values, 0.0, limit).ravel()


def scenario_place(runs: Runs, scenario: str) -> int:
    """Return the place of a scenario in the runs; an unknown name is refused, the near one suggested."""
    require_known(scenario, runs.names, "scenario")
    return runs.names.index(scenario)


def titles(runs: Runs, lang: str) -> dict[str, str]:
    """Return the scenarios' titles by their names, short: without what follows a colon, unless they are alike then."""
    whole = {scenario.name: scenario.title(lang) for scenario in runs.scenarios}
    short = {name: re.split(r"[:：]", title)[0].strip() for name, title in whole.items()}
    if len(set(short.values())) == len(short) and all(short.values()):
        return short
    return (
        whole
        if len(set(whole.values())) == len(whole)
        else {name: f"{whole[name]} ({name})" for name in whole}
    )


def balanced(values: Array, decimals: int) -> Array:
    """Round parts so that they add up to their rounded sum (largest remainders).

    Examples
    --------
    >>> balanced(np.array([0.333, 0.333, 0.334]), 1).tolist()
    [0.3, 0.3, 0.4]
    """
    scaled = np.asarray(values, dtype=np.float64) * 10.0**decimals
    floors = np.floor(scaled)
    missing = int(round(float(scaled.sum())) - floors.sum())
    rounded = floors.ravel()
    largest_first = np.argsort(-(scaled - floors).ravel(), kind="stable")
    rounded[largest_first[:missing]] += 1.0
    result: Array = rounded.reshape(scaled.shape) / 10.0**decimals + 0.0
    return result


def delay_shares(runs: Runs) -> Array:
    """Return the share of all directives due to units of a level that were done in each week after issue.

    Returns
    -------
    ndarray, shape (scenarios, levels, weeks)
        Over all replications, weighted by headcount; sums over weeks are the share done. Zero where no directive was issued.
    """
    counts = runs.sums.delays.sum(axis=1)
    due = runs.sums.by_quarter[:, :, :-1, :, Count.PAIRS].sum(axis=(1, 3))[:, :, None]
    shares: Array = np.divide(counts, due, out=np.zeros_like(counts), where=due > 0)
    return shares


def grouped_quantile(weeks: Array, share: float) -> float:
    """Return a quantile of counts by whole weeks, taking each week's to lie evenly within it; NaN without any.

    Examples
    --------
    >>> grouped_quantile(np.array([1.0, 2.0, 1.0]), 0.5)
    1.5
    """
    total = float(weeks.sum())
    if total <= 0.0:
        return float("nan")
    reached = np.concatenate(([0.0], np.cumsum(weeks))) / total
    place = int(np.searchsorted(reached, share, side="left"))
    place = min(max(place, 1), len(weeks))
    inside = (share - reached[place - 1]) / (reached[place] - reached[place - 1])
    return float(place - 1 + inside)


def common_deadline(runs: Runs) -> float | None:
    """Return the deadline in weeks if all scenarios have the same."""
    deadlines = {scenario.resolve()[0].work.deadline for scenario in runs.scenarios}
    return deadlines.pop() if len(deadlines) == 1 else None


def unit_names(organisation: Organisation) -> list[str]:
    """Return each unit's name, or its id where it has none."""
    ids: list[str] = organisation.ids.to_pylist()
    if organisation.names is None:
        return ids
    return [name or unit for name, unit in zip(organisation.names.to_pylist(), ids, strict=True)]


def names_by_id(organisation: Organisation) -> dict[str, str]:
    """Return each unit's name, or its id where it has none, by the id."""
    return dict(zip(organisation.ids.to_pylist(), unit_names(organisation), strict=True))


def costliest(lines: pd.DataFrame, levels: int = 3, each: int = 5) -> pd.DataFrame:
    """Return the costliest lines to the units of each of a few levels, the level with the costliest line first.

    Levels whose lines all cost the same are left out: none of them stands out.
    """
    groups = []
    for _, rows in lines.groupby("level", sort=False):
        if len(rows) == 1 or rows["cost"].max() > rows["cost"].min() * (1 + 1e-9):
            groups.append(rows.head(each))
    if not groups:
        return lines.head(each).reset_index(drop=True)
    groups.sort(key=lambda rows: -float(rows["cost"].iloc[0]))
    return pd.concat(groups[:levels], ignore_index=True)


def critical_table(runs: Runs, scenario: str) -> pd.DataFrame:
    """Return the lines by what their break costs, with the break probabilities of one scenario.

    The second owners that a measure brings are left out: the table tells of the organisation's own lines.
    """
    from models.responsibility import critical_lines
    from models.transmission import break_probability

    transmission = runs.scenarios[scenario_place(runs, scenario)].resolve()[0].transmission
    imbalance = np.nan_to_num(runs.organisation.imbalance(), nan=transmission.imbalance)
    imbalance *= 1.0 - transmission.imbalance_relief
    base, sensitivity = transmission.break_probability, transmission.break_imbalance
    breaks = np.array([break_probability(base, sensitivity, value) for value in imbalance])
    members = break_probability(
        base, sensitivity, transmission.imbalance * (1.0 - transmission.imbalance_relief)
    )
    return critical_lines(runs.organisation, breaks, member_breaks=members)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain dictionaries."""
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in frame.itertuples(index=False)]


def delay_frame(runs: Runs) -> pd.DataFrame:
    """Return the distribution of delays as a tidy frame: scenario, level, week, share of the directives due done in that week."""
    shares = delay_shares(runs)
    axes: list[Any] = [runs.names, runs.organisation.levels, range(shares.shape[-1])]
    frame: pd.DataFrame = pd.MultiIndex.from_product(axes, names=["scenario", "level", "week"]).to_frame(
        index=False
    )
    return frame.assign(share=shares.ravel())
