"""Where in the parameters' ranges does the package lose? Shares of points with their intervals, telling parameters, and a box.

The box is found by patient peeling [1]_ on one half of the points and judged on the other half, so that what is said of it was not
chosen by the same numbers.

References
----------
.. [1] Friedman, J. H. and Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics and Computing 9(2): 123-143.
   doi:10.1023/A:1008894516817
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import intervals
from simulation.hypercube import INDICATORS

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

Limits = tuple[tuple[str, str, float], ...]

PEEL, LEAST_SHARE, MOST_PARAMETERS, FEWEST = 0.08, 0.05, 4, 10


def verdicts(table: pd.DataFrame, indicator: str) -> pd.Series:
    """Return for each point "up", "down" or "undecided" (the paired interval covers 0), or the status of what was not compared."""
    low, high = table[f"{indicator}_low"], table[f"{indicator}_high"]
    found = np.select([low > 0, high < 0], ["up", "down"], "undecided")
    return table["status"].where(table["status"] != "compared", pd.Series(found, index=table.index))


def shares(table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return how often the package raises or lowers each indicator.

    Parameters
    ----------
    table : DataFrame
        As :func:`simulation.hypercube.package_over_ranges` returns it.
    confidence : float
        Of the exact binomial interval (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404), which is on the safe side: a Latin
        hypercube spreads its points more evenly than chance does.

    Returns
    -------
    DataFrame
        One row an indicator and verdict: ``indicator``, ``verdict`` ("up", "down", "undecided"), ``points``, ``of`` (points at
        which both could be run), ``share``, ``low``, ``high``.
    """
    from statsmodels.stats.proportion import proportion_confint

    intervals.check_confidence(confidence)
    rows = []
    for indicator in INDICATORS:
        found = verdicts(table, indicator)
        compared = int((table["status"] == "compared").sum())
        for verdict in ("up", "down", "undecided"):
            count = int((found == verdict).sum())
            low, high = proportion_confint(count, compared, alpha=1.0 - confidence, method="beta")
            rows.append((indicator, verdict, count, compared, count / compared, low, high))
    return pd.DataFrame(rows, columns=["indicator", "verdict", "points", "of", "share", "low", "high"])


def sizes(table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return how far the package moves each indicator, over the points at which both could be run.

    Parameters
    ----------
    table : DataFrame
        As :func:`simulation.hypercube.package_over_ranges` returns it.
    confidence : float
        Of the interval of the mean over points (Student's t); on the safe side, as that of `shares`.

    Returns
    -------
    DataFrame
        One row an indicator: ``indicator``, ``points`` (at which it is known), ``today`` (its mean), ``mean`` difference with
        ``low`` and ``high``, and over the points the ``median`` difference with the 5% and 95% quantiles ``least`` and ``most``:
        what a reader who does not know the parameters has to reckon with.
    """
    compared = table[table["status"] == "compared"]
    rows = []
    for indicator in INDICATORS:
        # Where nothing is issued there is no share that is delivered.
        differences = compared[f"{indicator}_difference"].dropna().to_numpy(dtype=np.float64)
        mean, low, high = (float(end) for end in intervals.mean_interval(differences, confidence))
        least, median, most = (float(value) for value in np.quantile(differences, [0.05, 0.5, 0.95]))
        today = float(compared[f"{indicator}_today"].mean())
        rows.append((indicator, len(differences), today, mean, low, high, median, least, most))
    names = ["indicator", "points", "today", "mean", "low", "high", "median", "least", "most"]
    return pd.DataFrame(rows, columns=names)


def telling_parameters(values: pd.DataFrame, chosen: Truths) -> pd.DataFrame:
    """Return how far each parameter's values at the chosen points differ from those at the others, the most telling first.

    Parameters
    ----------
    values : DataFrame, shape (points, parameters)
    chosen : ndarray of bool, shape (points,)
        Such as the points at which the package loses.

    Returns
    -------
    DataFrame
        Columns ``parameter``, ``distance`` (Kolmogorov and Smirnov's, 0 to 1), ``p_value`` and ``p_holm`` (all parameters are one
        family), ``effect`` (probability that a chosen point's value is above another's, less the reverse: -1 to 1), and the medians
        ``median_chosen`` and ``median_other``. Empty where fewer than two points are on either side.
    """
    from scipy import stats

    columns = ["parameter", "distance", "p_value", "p_holm", "effect", "median_chosen", "median_other"]
    if min(chosen.sum(), (~chosen).sum()) < 2:
        return pd.DataFrame(columns=columns)
    rows = []
    for name in values:
        column = values[name].to_numpy()
        inside, outside = column[chosen], column[~chosen]
        test = stats.ks_2samp(inside, outside)
        above = stats.mannwhitneyu(inside, outside).statistic / (len(inside) * len(outside))
        medians = (float(np.median(inside)), float(np.median(outside)))
        rows.append((name, float(test.statistic), float(test.pvalue), np.nan, 2.0 * above - 1.0, *medians))
    found = pd.DataFrame(rows, columns=columns)
    found["p_holm"] = intervals.holm(found["p_value"])
    return found.sort_values("distance", ascending=False, ignore_index=True)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A region in plain terms: ``limits`` holds (parameter, "≥" or "≤", value).

    On the half of the points that the box was not chosen by: ``points`` lie inside, a share ``inside`` of them is of the kind that
    was looked for, with the exact interval ``low`` .. ``high``, against ``overall`` of all of that half; ``caught`` is the share of
    its kind that lies inside.
    """

    limits: Limits
    points: int
    inside: float
    low: float
    high: float
    overall: float
    caught: float

    @property
    def confirmed(self) -> bool:
        """Whether the half that the box was not chosen by is surely denser inside than overall."""
        return self.low > self.overall

    def holds(self, values: pd.DataFrame) -> Truths:
        """Return which points lie inside."""
        return inside_of(self.limits, values)


def inside_of(limits: Limits, values: pd.DataFrame) -> Truths:
    """Return which points satisfy all limits."""
    held = np.ones(len(values), dtype=bool)
    for name, side, value in limits:
        column = values[name].to_numpy()
        held &= column >= value if side == "≥" else column <= value
    return held


def losing_box(values: pd.DataFrame, chosen: Truths, confidence: float = 0.95) -> Box | None:
    """Return a box in which the chosen points are dense, or None where there are too few of them.

    Points are halved by turns. On the first half the four most telling parameters are taken, each from the side on which chosen
    points are rarer, and the box begins as their whole range; whichever slice of about a twelfth holds the fewest chosen points is
    peeled off, until one point in twenty is left; the box with the largest surplus of chosen points in standard errors is kept. The
    second half judges it.

    Parameters
    ----------
    values : DataFrame, shape (points, parameters)
    chosen : ndarray of bool, shape (points,)
    confidence : float
    """
    from statsmodels.stats.proportion import proportion_confint

    first = np.arange(len(values)) % 2 == 0
    if min(chosen[first].sum(), chosen[~first].sum()) < FEWEST:
        return None
    telling = telling_parameters(values[first], chosen[first]).head(MOST_PARAMETERS)
    sides = {
        name: "≥" if effect > 0 else "≤"
        for name, effect in zip(telling["parameter"], telling["effect"], strict=True)
    }
    limits = peeled(values[first], chosen[first], sides)
    held, kind = inside_of(limits, values[~first]), chosen[~first]
    count, hits = int(held.sum()), int((held & kind).sum())
    if not limits or not count:
        return None
    low, high = proportion_confint(hits, count, alpha=1.0 - confidence, method="beta")
    return Box(
        limits=limits,
        points=count,
        inside=hits / count,
        low=float(low),
        high=float(high),
        overall=float(kind.mean()),
        caught=hits / int(kind.sum()),
    )


def peeled(values: pd.DataFrame, chosen: Truths, sides: Mapping[str, str]) -> Limits:
    """Return the limits of the best box that peeling meets on its way, without those that it does better without."""
    left = np.ones(len(values), dtype=bool)
    found: dict[str, float] = {}
    best: Limits = ()
    while left.sum() > max(LEAST_SHARE * len(values), 2 * FEWEST):
        step = best_peel(values, chosen, left, sides)
        if step is None:
            break
        found[step[0]] = step[1]
        limits = tuple((name, sides[name], value) for name, value in found.items())
        left = inside_of(limits, values)
        best = max(best, limits, key=lambda each: surplus(each, values, chosen))
    for limit in best:
        others = tuple(each for each in best if each != limit)
        best = max(others, best, key=lambda each: surplus(each, values, chosen))
    return best


def surplus(limits: Limits, values: pd.DataFrame, chosen: Truths) -> float:
    """Return by how many standard errors chosen points are denser inside than among all points."""
    overall, held = float(chosen.mean()), inside_of(limits, values)
    if not held.any():
        return 0.0
    return float((chosen[held].mean() - overall) * np.sqrt(held.sum() / (overall * (1.0 - overall))))


def best_peel(
    values: pd.DataFrame, chosen: Truths, left: Truths, sides: Mapping[str, str]
) -> tuple[str, float] | None:
    """Return the parameter and the limit whose slice leaves the largest density when removed; None where none raises it."""
    density, found = float(chosen[left].mean()), None
    for name, side in sides.items():
        column = values[name].to_numpy()[left]
        value = float(np.quantile(column, PEEL if side == "≥" else 1.0 - PEEL, method="nearest"))
        kept = column >= value if side == "≥" else column <= value
        if 0 < kept.sum() < len(column) and chosen[left][kept].mean() > density:
            density, found = float(chosen[left][kept].mean()), (name, value)
    return found
