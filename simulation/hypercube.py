"""Does the package win by construction? The package against today at hundreds of points of the ranges of the parameters.

A Latin hypercube spreads the points: over n points every one of n equally likely slices of every parameter is met once. At each
point both scenarios face the same luck.

Two kinds of quantities are left out, with the reason (:func:`left_out`): choices of words, which have no range, and quantities that
are 0 today because measures raise them: to vary those would put measures into today. The settings and the intensities of the
measures stay as the scenario has them.

References
----------
.. [1] McKay, M. D., Beckman, R. J. and Conover, W. J. (1979). A comparison of three methods for selecting values of input
   variables in the analysis of output from a computer code. Technometrics 21(2): 239-245. doi:10.1080/00401706.1979.10489755
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.organisation import Organisation
from models.parameters import parameter_quantities
from models.quantities import Quantity, require_known
from simulation import intervals
from simulation.scenario import Scenario
from simulation.scenario_batches import Progress, run_batch

Floats = NDArray[np.float64]
Spread = Literal["near", "declared", "uniform"]
Region = Mapping[str, tuple[float, float]]

SPREADS: dict[Spread, tuple[str, str]] = {
    "near": (
        "默认值的一半到两倍，可为负的量为正负十分之一全程",
        "half to double the default, or a tenth of the range to either side where it may be negative",
    ),
    "declared": (
        "全部取值范围，一半的点低于默认值，一半高于",
        "the whole range, half of the points below the default and half above",
    ),
    "uniform": ("全部取值范围，均匀分布", "the whole range, uniformly"),
}
INDICATORS = ("gain", "strain", "formalism_share", "substance")
# The ranges of these two end where validation does; computing time grows with them, so points go no further than this.
CUT = {"directives_per_year": 480.0, "appeal_rate": 6.0}
# A range that goes further than this many times the default is spread by its logarithm above the default.
WIDE = 4.0
DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Range:
    """What one parameter is varied over: half of the points below ``middle`` and half above, or evenly."""

    quantity: Quantity
    low: float
    middle: float
    high: float

    def at(self, share: Floats) -> Floats:
        """Return the values below which the given shares of the points lie, shape as given, rounded to four digits."""
        below = self.low + (self.middle - self.low) * 2.0 * share
        if self.low >= 0.0 and self.high > WIDE * self.middle > 0.0:
            above = self.middle * (self.high / self.middle) ** (2.0 * share - 1.0)
        else:
            above = self.middle + (self.high - self.middle) * (2.0 * share - 1.0)
        values = np.where(share < 0.5, below, above)
        return np.array([float(f"{value:.{DIGITS}g}") for value in values])


def varied(spread: Spread, base: Scenario, within: Region | None = None) -> list[Range]:
    """Return the ranges of all parameters that are varied around a scenario, some of them narrowed to a region.

    Raises
    ------
    ValueError
        For an unknown spread, or a region that names what is not varied or goes beyond the range.
    """
    require_known(spread, SPREADS, "spread")
    skipped, region = left_out(base), dict(within or {})
    quantities = [quantity for quantity in parameter_quantities() if quantity.name not in skipped]
    for name in region:
        require_known(name, [quantity.name for quantity in quantities], "varied parameter")
    ranges = [range_of(quantity, base.parameters.value(quantity.name), spread) for quantity in quantities]
    return [narrowed(each, region.get(each.quantity.name)) for each in ranges]


def narrowed(each: Range, limits: tuple[float, float] | None) -> Range:
    """Return a range narrowed to limits, evenly spread between them; as it is without any."""
    if limits is None:
        return each
    low, high = limits
    if not each.low <= low < high <= each.high:
        raise ValueError(
            f"{each.quantity.name} 须取在 {each.low:g} .. {each.high:g} 之内，下限小于上限 / "
            f"{each.quantity.name} from {low:g} to {high:g} is no part of its range {each.low:g} .. {each.high:g}"
        )
    return Range(quantity=each.quantity, low=low, middle=(low + high) / 2, high=high)


def left_out(base: Scenario) -> dict[str, str]:
    """Return the parameters that are not varied, with the reason in Chinese and English."""
    reasons = {}
    for quantity in parameter_quantities():
        if quantity.choices:
            reasons[quantity.name] = "文字选项，没有范围 / a choice of words, without a range"
        elif base.parameters.value(quantity.name) == 0.0:
            reasons[quantity.name] = "现状为零，由措施提高 / nil today: measures raise it"
    return reasons


def range_of(quantity: Quantity, middle: float, spread: Spread) -> Range:
    """Return what one parameter is varied over."""
    if quantity.low is None or quantity.high is None:
        raise ValueError(
            f"{quantity.name} 没有取值范围，不能变动 / {quantity.name} has no range: it cannot be varied"
        )
    low, high = float(quantity.low), min(float(quantity.high), CUT.get(quantity.name, math.inf))
    if spread == "near":
        step = 0.1 * (high - low)
        near = (middle / 2, middle * 2) if low >= 0.0 else (middle - step, middle + step)
        low, high = max(low, near[0]), min(high, near[1])
    if spread == "uniform":
        middle = (low + high) / 2
    return Range(quantity=quantity, low=low, middle=middle, high=high)


def latin_hypercube(points: int, dimensions: int, seed: int) -> Floats:
    """Return points in the unit cube, shape (points, dimensions): one in each of as many equal slices of each dimension [1]_."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(points))


def package_over_ranges(
    organisation: Organisation,
    package: Scenario,
    today: Scenario,
    *,
    points: int = 500,
    spread: Spread = "declared",
    within: Region | None = None,
    replications: int = 4,
    seed: int = 1,
    weeks: float = 260,
    workers: int = 1,
    confidence: float = 0.95,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Compare a package with today at many points of the parameters' ranges, on the same luck at each.

    Parameters
    ----------
    organisation : Organisation
    package, today : Scenario
        With quarterly reviews and the same parameters, which are replaced by each point's.
    points : int
        At least 2.
    spread : {"near", "declared", "uniform"}
        How far from the defaults the points lie, see :data:`SPREADS`.
    within : mapping of str to (low, high), optional
        Narrower limits of some parameters: so a region that one run suggested is judged on fresh points.
    replications, seed, weeks, workers, progress
        As in :func:`simulation.scenario_batches.run_batch`; the seed also draws the points.
    confidence : float
        Of the paired interval at each point, by itself.

    Returns
    -------
    DataFrame
        One row a point: ``point``, ``status`` ("compared"; "package refused" or "both refused" where traces and patrols alone would
        take more hours than there are); for each indicator its mean ``..._today``, and ``..._difference``, ``..._low``,
        ``..._high`` of the package less today; then the value of every varied parameter under its name.

    Raises
    ------
    ValueError
        For arguments out of range, or scenarios without reviews or with different parameters.
    """
    require_comparable(package, today, points, replications)
    ranges = varied(spread, today, within)
    shares = latin_hypercube(points, len(ranges), seed)
    names = [each.quantity.name for each in ranges]
    values = pd.DataFrame(
        {name: each.at(shares[:, k]) for k, (name, each) in enumerate(zip(names, ranges, strict=True))}
    )
    rows = [dict(zip(names, map(float, row), strict=True)) for row in values.to_numpy()]
    pairs = [(today.with_parameters(**row), package.with_parameters(**row)) for row in rows]
    status = np.array([status_of(*pair) for pair in pairs])
    chosen = np.flatnonzero(status == "compared")
    batch = run_batch(
        organisation,
        [scenario for place in chosen for scenario in pairs[place]],
        replications=replications,
        seed=seed,
        weeks=weeks,
        workers=workers,
        progress=progress,
    )
    table = pd.DataFrame({"point": np.arange(points), "status": status})
    for indicator in INDICATORS:
        before, after = batch.of(indicator)[0::2].T, batch.of(indicator)[1::2].T
        columns = {"today": before.mean(axis=0)} | differences_of(before, after, confidence)
        for column, found in columns.items():
            table[f"{indicator}_{column}"] = pd.Series(found, index=chosen)
    return pd.concat([table, values], axis=1)


def differences_of(before: Floats, after: Floats, confidence: float) -> dict[str, Floats]:
    """Return mean and interval of paired differences of arrays of shape (replications, points)."""
    scale = np.maximum(np.abs(before), np.abs(after)).max(axis=0)
    mean, low, high = intervals.mean_interval(intervals.settle(after - before, scale), confidence)
    return {"difference": mean, "low": low, "high": high}


def status_of(today: Scenario, package: Scenario) -> str:
    """Return whether both can be run: hours may not suffice for what stands before any directive."""
    for name, scenario in (("both refused", today), ("package refused", package)):
        try:
            scenario.resolve()
        except ValueError:
            return name
    return "compared"


def require_comparable(package: Scenario, today: Scenario, points: int, replications: int) -> None:
    """Refuse what cannot be compared over ranges."""
    for name, count in (("points", points), ("replications", replications)):
        if count < 2:
            raise ValueError(f"{name} 至少为 2 / {name} must be at least 2, not {count!r}")
    if package.parameters != today.parameters:
        raise ValueError(
            "方案与现状的参数不同：用于比较的两个情景只应有措施之别 / "
            "package and today have different parameters: what is compared must differ by its measures only"
        )
    if today.parameters.adjustment.feedback != "quarterly":
        raise ValueError(
            "获得感须经季度复盘：请在两个情景中设 feedback = 'quarterly' / "
            "the sense of gain needs quarterly reviews: set feedback = 'quarterly' in both scenarios"
        )
    package.resolve()
