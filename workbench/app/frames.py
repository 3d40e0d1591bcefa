"""Week by week, what a map colours its units by: quantities of every unit in one replication, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.canonical import totals_below
from simulation.setting import Floats
from simulation.state import State, needs_of
from workbench.app.year import Year
from workbench.text import Label

Bytes = NDArray[np.uint8]
# Values take the bytes below; this one says that there is no value.
NO_VALUE = 255
STEPS = NO_VALUE - 1


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One thing by which units are coloured.

    Attributes
    ----------
    label, help : its name, and what it is in one sentence
    form : how values are written, as in :data:`workbench.text.FORMS`
    low, high : the ends of the scale; None: the largest value there is
    good : +1 where more is better, -1 where less is
    """

    label: Label
    help: Label
    form: str
    low: float
    high: float | None
    good: int


QUANTITIES = {
    "substance": Quantity(
        label=Label("实质责任", "substance"),
        help=Label(
            "至该周已下达的任务中，在本单位落实的实质责任所占比例；断链、未办结的计为零。",
            "Of all that was issued by then, the substance delivered at the unit; broken and unfinished directives count as none.",
        ),
        form="share",
        low=0.0,
        high=1.0,
        good=+1,
    ),
    "pressure": Quantity(
        label=Label("形式压力", "formal pressure"),
        help=Label(
            "经逐级加码后到达本单位的指标与留痕要求，为下达时的倍数；每季度复盘后调整。",
            "Targets and paperwork as they arrive at the unit, in times what was issued; set anew at each quarterly review.",
        ),
        form="times",
        low=1.0,
        high=None,
        good=-1,
    ),
    "strain": Quantity(
        label=Label("压力负荷", "strain"),
        help=Label(
            "本单位人员的压力负荷，0 为无，1 为极限；每季度复盘时变化。",
            "Strain of the unit's people, from 0 (none) to 1 (the limit); it changes at each quarterly review.",
        ),
        form="1",
        low=0.0,
        high=1.0,
        good=-1,
    ),
    "gain": Quantity(
        label=Label("群众获得感", "sense of gain"),
        help=Label(
            "末级单位所服务群众的获得感，0 至 1；上级单位显示其下辖末级单位按人数加权的均值。",
            "Sense of gain of the public that a last unit serves, 0 to 1; superiors show the mean of the last units below them.",
        ),
        form="1",
        low=0.0,
        high=1.0,
        good=+1,
    ),
    "imbalance": Quantity(
        label=Label("权责失衡", "imbalance"),
        help=Label(
            "责任与权力之差的绝对值，已计入措施的缓解；表中未给出的取假设值，全年不变。",
            "Responsibility less authority, without its sign, measures counted; an assumption where the table gives none.",
        ),
        form="1",
        low=0.0,
        high=1.0,
        good=-1,
    ),
}


def frames_of(year: Year) -> dict[str, Floats]:
    """Return each quantity at the end of each week; NaN where there is no value.

    Returns
    -------
    dict of ndarray, shape (weeks, units)
        One entry for each of :data:`QUANTITIES`. What only reviews know is NaN throughout where nothing is reviewed.
    """
    return {
        "substance": substance(year),
        "pressure": pressure(year),
        "strain": by_review(year, strain_of),
        "gain": by_review(year, lambda state: gain_of(year, state)),
        "imbalance": np.broadcast_to(year.imbalance, (weeks_in(year), year.organisation.n_units)),
    }


def weeks_in(year: Year) -> int:
    """Return the number of weeks, the last one perhaps short."""
    return max(int(np.ceil(year.weeks)), 1)


def substance(year: Year) -> Floats:
    """Return the substance delivered by the end of each week as a share of what was issued by then; shape (weeks, units)."""
    weeks, units = year.tally.delivered.shape
    issued = np.bincount(year.issued.astype(np.int64), minlength=weeks)[:weeks].cumsum()[:, None]
    share = np.full((weeks, units), np.nan)
    np.divide(year.tally.delivered.cumsum(axis=0), issued, out=share, where=issued > 0)
    return share


def pressure(year: Year) -> Floats:
    """Return the formal pressure that arrives where every handover amplifies; shape (weeks, units)."""
    network = year.case.network
    if not year.quarters:
        standing = network.standing_pressure[network.depth]
        return np.broadcast_to(standing, (weeks_in(year), len(standing)))
    return np.stack([year.quarters[number].pressure for number in quarter_of_week(year)])


def by_review(year: Year, value: Callable[[State], Floats]) -> Floats:
    """Return what a state says at the end of each week, the review at the end of a quarter included; shape (weeks, units)."""
    if not year.quarters:
        return np.full((weeks_in(year), year.organisation.n_units), np.nan)
    before = [value(quarter.before) for quarter in year.quarters]
    after = [value(quarter.after) for quarter in year.quarters]
    numbers = quarter_of_week(year)
    ends = [week + 1 >= year.quarters[number].period.end for week, number in enumerate(numbers)]
    return np.stack(
        [after[number] if end else before[number] for number, end in zip(numbers, ends, strict=True)]
    )


def quarter_of_week(year: Year) -> list[int]:
    """Return the quarter in which each week lies."""
    ends = np.array([quarter.period.end for quarter in year.quarters])
    places = np.searchsorted(ends, np.arange(weeks_in(year)), side="right")
    return [int(place) for place in np.minimum(places, len(ends) - 1)]


def strain_of(state: State) -> Floats:
    """Return the strain of each unit."""
    return state.strain


def gain_of(year: Year, state: State) -> Floats:
    """Return the sense of gain of the public of each last unit, and for others the mean of the last units below them."""
    needs = needs_of(year.case.network, year.case.parameters, year.seed)
    own = (needs * state.gain).sum(axis=1)
    return mean_below(year, np.where(year.organisation.terminal, own, 0.0))


def mean_below(year: Year, values: Floats) -> Floats:
    """Return for each unit the mean of the last units below it, weighted by headcount; their own values for last units."""
    organisation = year.organisation
    weight = np.where(organisation.terminal, organisation.headcount, 0.0)
    heads = totals_below(weight, organisation.first)
    sums = totals_below(weight * values, organisation.first)
    means = np.full(len(values), np.nan)
    np.divide(sums, heads, out=means, where=heads > 0)
    return means


def to_bytes(values: Floats, low: float, high: float) -> Bytes:
    """Return values as bytes, 0 for the low end of the scale up to 254 for the high one, 255 for no value.

    Examples
    --------
    >>> to_bytes(np.array([0.0, 0.5, 1.0, 2.0, np.nan]), 0.0, 1.0).tolist()
    [0, 127, 254, 254, 255]
    """
    scaled = np.clip((values - low) / (high - low), 0.0, 1.0) * STEPS
    return np.where(np.isnan(scaled), NO_VALUE, np.rint(np.nan_to_num(scaled))).astype(np.uint8)


def packed(frames: Bytes) -> tuple[Bytes, list[int]]:
    """Return the frames without repetitions of the one before, and which of them each week shows.

    Examples
    --------
    >>> rows, week = packed(np.array([[1, 2], [1, 2], [3, 2]], dtype=np.uint8))
    >>> rows.tolist(), week
    ([[1, 2], [3, 2]], [0, 0, 1])
    """
    fresh = np.ones(len(frames), dtype=bool)
    fresh[1:] = (frames[1:] != frames[:-1]).any(axis=1)
    return frames[fresh], (fresh.cumsum() - 1).tolist()


def largest(frames: list[Floats], low: float) -> float:
    """Return the high end of a scale that several scenarios share: the largest value, a little above the low end at least."""
    values = [float(np.nanmax(values)) for values in frames if not np.isnan(values).all()]
    return max([low + 0.1, *values])
