"""Comparison of scenarios that were run on the same luck.

Replication r of every scenario meets the same random numbers, so scenarios are compared pair by pair: what
the luck of a replication adds to both cancels in the difference, and few replications say what many on
separate luck would.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arguments import as_seed
from models.quantities import require_known
from simulation import intervals

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["compare", "paired_differences", "waterfall_table"]

Array = NDArray[np.float64]

NOTE_NO_PAIRS = "no pairs"
NOTE_ONE_PAIR = "one pair: no interval"
NOTE_SAME = "all differences equal"
NOTE_MISSING = "replications without a value left out"


class HasData(Protocol):
    """Anything with a Dataset of results, such as `Runs`."""

    @property
    def data(self) -> xr.Dataset:
        """Results with the dimensions scenario and replication."""


def compare(
    runs: HasData,
    baseline: str,
    *,
    confidence: float = 0.95,
    precision: float | Mapping[str, float] | None = None,
    resamples: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare every scenario with the baseline on the headline indicators, replication by replication.

    Parameters
    ----------
    runs : Runs
        Results; ``runs.data["overall"]`` has the dimensions scenario, replication and indicator.
    baseline : str
        Name of the scenario to compare with.
    confidence : float
        Confidence of all intervals, each by itself.
    precision : float or mapping of str to float, optional
        Wished half width of the interval of the difference, for all indicators or by indicator, in the
        indicator's unit.
    resamples : int
        Resamples of the bootstrap.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row a scenario other than the baseline and indicator, in the order of the runs:

        ``scenario``, ``indicator``
            What is compared.
        ``baseline_mean``, ``baseline_low``, ``baseline_high``, ``scenario_mean``, ``scenario_low``,
        ``scenario_high``
            Means over the pairs, with Student intervals.
        ``difference``, ``difference_low``, ``difference_high``
            Mean of scenario less baseline, with the Student interval of the paired differences.
        ``bootstrap_low``, ``bootstrap_high``
            Its bootstrap interval (BCa), which supposes no normal distribution.
        ``p_value``, ``p_holm``
            Two-sided paired t test, and the same corrected by Holm. The family is all indicators of one
            scenario, so that adding a scenario changes no number of another.
        ``variance_reduction``
            How many times more replications separate luck would need; see `intervals.variance_reduction`.
        ``replications_needed``
            For the wished precision; missing where none was given or no spread is known.
        ``pairs``
            Replications in which both scenarios have the indicator. A delay has no value where nothing was
            delivered: such a replication is left out of all numbers of its row.
        ``note``
            What is special about the row, or empty.

    Raises
    ------
    ValueError
        Where a name is unknown (the nearest is suggested), only the baseline was run, or a number is out of
        its range.

    See Also
    --------
    paired_differences : the same for any other variable, by level, quarter or cause.
    """
    intervals.check_confidence(confidence)
    seed = as_seed(seed)
    if not isinstance(resamples, Integral) or resamples < 1:
        raise ValueError(f"resamples must be a whole number of at least 1, not {resamples!r}")
    overall = _variable(runs, "overall")
    wished = _wished(precision, [str(name) for name in overall["indicator"].values])
    tables = []
    for name, first, second in _pairs(overall, baseline):
        table = _summary(first, second, confidence)
        differences = _differences(first, second)
        table.insert(0, "indicator", overall["indicator"].values)
        table.insert(0, "scenario", name)
        spans = [
            intervals.bootstrap_interval(column, confidence, resamples=resamples, seed=seed)
            for column in differences.T
        ]
        table["bootstrap_low"], table["bootstrap_high"] = np.array(spans).reshape(-1, 2).T
        table["p_holm"] = intervals.holm(table["p_value"])
        table["variance_reduction"] = intervals.variance_reduction(first, second, differences)
        table["replications_needed"] = _needed(differences, table["indicator"], wished, confidence)
        table["note"] = [_note(column) for column in differences.T]
        tables.append(table)
    columns = [
        *("scenario", "indicator", "baseline_mean", "baseline_low", "baseline_high"),
        *(
            "scenario_mean",
            "scenario_low",
            "scenario_high",
            "difference",
            "difference_low",
            "difference_high",
        ),
        *("bootstrap_low", "bootstrap_high", "p_value", "p_holm", "variance_reduction"),
        *("replications_needed", "pairs", "note"),
    ]
    return pd.concat(tables, ignore_index=True)[columns]


def paired_differences(
    runs: HasData, baseline: str, variable: str, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Paired differences of one variable of the runs, for every level, quarter or whatever its other
    dimensions are.

    Parameters
    ----------
    runs : Runs
        Results.
    baseline : str
        Name of the scenario to compare with.
    variable : str
        Name of a variable of ``runs.data`` with the dimensions scenario and replication.
    confidence : float
        Confidence of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a scenario other than the baseline and combination of the further dimensions: the columns
        ``scenario``, those dimensions, and from ``baseline_mean`` to ``difference_high``, ``p_value`` and
        ``pairs`` as in `compare`. P values are not corrected: the family is the reader's to choose.

    Raises
    ------
    ValueError
        As `compare`, and where the variable has no scenario or replication.
    """
    intervals.check_confidence(confidence)
    values = _variable(runs, variable)
    keys = _grid(values, [str(name) for name in values.dims[2:]])
    tables = []
    for name, first, second in _pairs(values, baseline):
        table = pd.concat([keys, _summary(first, second, confidence)], axis=1)
        table.insert(0, "scenario", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def waterfall_table(runs: HasData, *, confidence: float = 0.95) -> pd.DataFrame:
    """Where substance was lost and restored, by level and cause.

    Parameters
    ----------
    runs : Runs
        Results; ``runs.data["waterfall"]`` has the dimensions scenario, replication, level and cause.
    confidence : float
        Confidence of the Student intervals.

    Returns
    -------
    pandas.DataFrame
        Columns ``scenario``, ``level``, ``cause``, ``mean``, ``low``, ``high``: shares of the issued
        substance, gains positive and losses negative. The means of one scenario add up to the mean substance
        delivered, less 1.

    Raises
    ------
    ValueError
        Where the parts of a replication do not add up to what it delivered: the results were altered or are
        incomplete.

    See Also
    --------
    paired_differences : what a scenario changes in the waterfall, with ``variable="waterfall"``.
    """
    parts = _variable(runs, "waterfall").transpose("scenario", "replication", "level", "cause")
    _check_sums(parts, _variable(runs, "overall").sel(indicator="substance"))
    table = _grid(parts, ["scenario", "level", "cause"])
    by_replication = np.moveaxis(parts.values, 1, 0).reshape(parts.sizes["replication"], -1)
    table["mean"], table["low"], table["high"] = intervals.mean_interval(by_replication, confidence)
    return table


def _variable(runs: HasData, name: str) -> xr.DataArray:
    """One variable as floats, with scenario and replication as its first dimensions."""
    require_known(name, [str(known) for known in runs.data.data_vars], "variable of the runs")
    values = runs.data[name]
    missing = [dimension for dimension in ("scenario", "replication") if dimension not in values.dims]
    if missing:
        raise ValueError(f"variable {name!r} has no dimension {' and '.join(missing)}: it cannot be compared")
    return values.transpose("scenario", "replication", ...).astype(np.float64)


def _grid(values: xr.DataArray, dimensions: list[str]) -> pd.DataFrame:
    """All combinations of some coordinates, one row each, in the order of the values."""
    if not dimensions:
        return pd.DataFrame(index=[0])
    axes = [values[name].values for name in dimensions]
    return pd.MultiIndex.from_product(axes, names=dimensions).to_frame(index=False)


def _pairs(values: xr.DataArray, baseline: str) -> list[tuple[str, Array, Array]]:
    """For every other scenario its name and both sides (replications, cells), NaN where either is missing."""
    names = [str(name) for name in values["scenario"].values]
    if not isinstance(baseline, str):
        raise ValueError(f"baseline must be the name of a scenario, not {baseline!r}")
    require_known(baseline, names, "baseline scenario")
    if len(names) == 1:
        raise ValueError(f"only {baseline!r} was run: there is no scenario to compare it with")
    cells = values.values.reshape(len(names), values.sizes["replication"], -1)
    first = cells[names.index(baseline)]
    pairs = []
    for name, second in zip(names, cells, strict=True):
        if name != baseline:
            incomplete = np.isnan(first) | np.isnan(second)
            pairs.append((name, np.where(incomplete, np.nan, first), np.where(incomplete, np.nan, second)))
    return pairs


def _differences(first: Array, second: Array) -> Array:
    scale = np.fmax(np.abs(first), np.abs(second))
    largest = np.nan_to_num(np.fmax.reduce(scale, axis=0, initial=0.0))
    return intervals.settle(second - first, largest)


def _summary(first: Array, second: Array, confidence: float) -> pd.DataFrame:
    """Means, difference and test, one row a cell."""
    differences = _differences(first, second)
    columns: dict[str, Any] = {}
    for name, values in (("baseline", first), ("scenario", second)):
        mean, low, high = intervals.mean_interval(values, confidence)
        columns |= {f"{name}_mean": mean, f"{name}_low": low, f"{name}_high": high}
    mean, low, high = intervals.mean_interval(differences, confidence)
    columns |= {"difference": mean, "difference_low": low, "difference_high": high}
    columns["p_value"] = intervals.paired_p_value(differences)
    columns["pairs"] = np.sum(~np.isnan(differences), axis=0)
    return pd.DataFrame(columns)


def _wished(precision: float | Mapping[str, float] | None, indicators: list[str]) -> dict[str, float]:
    if precision is None:
        return {}
    wished = dict(precision) if isinstance(precision, Mapping) else dict.fromkeys(indicators, precision)
    for name, half_width in wished.items():
        require_known(name, indicators, "indicator in precision")
        if not isinstance(half_width, Real) or not (np.isfinite(half_width) and half_width > 0):
            raise ValueError(
                f"precision must be a positive number, a half width; got {half_width!r} for {name!r}"
            )
    return wished


def _needed(
    differences: Array, indicators: pd.Series[Any], wished: Mapping[str, float], confidence: float
) -> pd.Series[Any]:
    counts: list[int | None] = []
    for name, column in zip(indicators, differences.T, strict=True):
        known = column[~np.isnan(column)]
        if name not in wished or len(known) < 2:
            counts.append(None)
            continue
        spread = 0.0 if known.min() == known.max() else float(known.std(ddof=1))
        counts.append(intervals.replications_needed(spread, wished[name], confidence))
    return pd.Series(counts, dtype="Int64")


def _note(differences: Array) -> str:
    """What is special about one row's differences."""
    known = differences[~np.isnan(differences)]
    if not len(known):
        return NOTE_NO_PAIRS
    notes = []
    if len(known) < len(differences):
        notes.append(f"{len(differences) - len(known)} {NOTE_MISSING}")
    if len(known) == 1:
        notes.append(NOTE_ONE_PAIR)
    elif known.min() == known.max():
        notes.append(NOTE_SAME)
    return "; ".join(notes)


def _check_sums(parts: xr.DataArray, delivered: xr.DataArray) -> None:
    totals = 1 + parts.sum(("level", "cause"), skipna=False).values
    wrong = ~np.isnan(delivered.values) & ~(np.abs(totals - delivered.values) <= 1e-9)
    if wrong.any():
        where = tuple(np.argwhere(wrong)[0])
        scenario, replication = parts["scenario"].values[where[0]], parts["replication"].values[where[1]]
        raise ValueError(
            f"the waterfall of scenario {str(scenario)!r}, replication {replication} adds up to "
            f"{totals[where]:.9g}, but {delivered.values[where]:.9g} was delivered"
        )
