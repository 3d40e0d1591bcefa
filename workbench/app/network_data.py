"""What the map in the browser is given: the units that are drawn, and their frames as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.canonical import totals_below
from models.organisation import Organisation
from models.responsibility import critical_lines
from models.transmission import break_probability
from simulation.setting import Floats
from workbench.app.frames import (
    QUANTITIES,
    frames_of,
    largest,
    mean_below,
    packed,
    to_bytes,
)
from workbench.app.year import Year
from workbench.summaries import costliest, records, unit_names
from workbench.text import LANGUAGES, Label, level_name

UNITS_AT_MOST = 20_000
LAYER = Label("第{number}层", "layer {number}")
Positions = NDArray[np.int64]


def shown_units(organisation: Organisation, root: int, most: int = UNITS_AT_MOST) -> Positions:
    """Return a unit and those below it, level by level as long as there is room; of the first level at least a part.

    Examples
    --------
    >>> shown_units(Organisation.tree([2, 2]), 1, most=10).tolist(), shown_units(Organisation.tree([2, 2]), 0, most=4).tolist()
    ([1, 3, 4], [0, 1, 2])
    """
    first, begin, end = organisation.first, root, root + 1
    parts = [np.arange(begin, end)]
    count = 1
    while True:
        # Units of one depth under one unit are neighbours.
        begin, end = int(first[begin]), int(first[end])
        if begin == end or (count + end - begin > most and len(parts) > 1):
            return np.concatenate(parts)
        parts.append(np.arange(begin, min(end, begin + most - count)))
        count += end - begin
        if count > most:
            return np.concatenate(parts)


def bands_of(organisation: Organisation) -> NDArray[np.int64]:
    """Return in which band of the map each unit stands: its level, or its depth where a superior is of the same level."""
    level, superior = organisation.level, organisation.superior
    flat = bool((level[1:] == level[superior[1:]]).any())
    return (organisation.depth if flat else level).astype(np.int64)


def structure_of(organisation: Organisation, root: int, most: int = UNITS_AT_MOST) -> dict[str, Any]:
    """Return the units that are drawn: names, superiors, bands, headcounts, and how many below each are not drawn."""
    shown = shown_units(organisation, root, most)
    place = np.full(organisation.n_units, -1, dtype=np.int32)
    place[shown] = np.arange(len(shown))
    below = totals_below(np.ones(organisation.n_units), organisation.first)
    drawn = totals_below((place >= 0).astype(np.float64), organisation.first)
    bands, where = np.unique(bands_of(organisation)[shown], return_inverse=True)
    ids, names = organisation.ids.to_pylist(), unit_names(organisation)
    superior = np.where(shown == root, -1, place[organisation.superior[shown]])
    path = [root]
    while organisation.superior[path[0]] >= 0:
        path.insert(0, int(organisation.superior[path[0]]))
    return {
        "ids": [ids[unit] for unit in shown],
        "names": [names[unit] for unit in shown],
        "superior": superior.astype("<i4").tobytes(),
        "band": where.astype(np.uint8).tobytes(),
        "headcount": organisation.headcount[shown].astype("<f4").tobytes(),
        "below": (below[shown] - 1).astype("<i4").tobytes(),
        "hidden": (below - drawn)[shown].astype("<i4").tobytes(),
        "bands": [
            band_name(organisation, shown[where == number], int(bands[number]))
            for number in range(len(bands))
        ],
        "path": [{"id": ids[unit], "name": names[unit]} for unit in path],
        "total": int(below[root]),
    }


def band_name(organisation: Organisation, units: Positions, band: int) -> dict[str, str]:
    """Return what a band is called: its level, or its number where units of several levels stand in it."""
    levels = set(organisation.level[units].tolist())
    if len(levels) == 1:
        name = organisation.levels[levels.pop()]
        return {lang: level_name(name, lang) for lang in LANGUAGES}
    return {lang: LAYER(lang).format(number=band + 1) for lang in LANGUAGES}


def frames_in_bytes(years: Sequence[Year], shown: Positions) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the scales, one for all scenarios so that colours compare, and each scenario's frames of the units shown."""
    values = [frames_of(year) for year in years]
    scales: dict[str, Any] = {}
    for name, quantity in QUANTITIES.items():
        mine = [frames[name] for frames in values]
        high = largest(mine, quantity.low) if quantity.high is None else quantity.high
        scales[name] = {
            "label": {lang: quantity.label(lang) for lang in LANGUAGES},
            "help": {lang: quantity.help(lang) for lang in LANGUAGES},
            "form": quantity.form,
            "low": quantity.low,
            "high": high,
            "good": quantity.good,
            "known": [not bool(np.isnan(frames).all()) for frames in mine],
        }
    return scales, [
        {name: in_bytes(year, frames[name], shown, scales[name]) for name in QUANTITIES}
        for year, frames in zip(years, values, strict=True)
    ]


def in_bytes(year: Year, values: Floats, shown: Positions, scale: dict[str, Any]) -> dict[str, Any]:
    """Return one quantity's frames; a unit below which others are not drawn stands for the last units below it."""
    organisation = year.organisation
    drawn = np.zeros(organisation.n_units, dtype=bool)
    drawn[shown] = True
    has_below = np.diff(organisation.first) > 0
    cut = shown[has_below[shown] & ~drawn[np.minimum(organisation.first[shown], organisation.n_units - 1)]]
    if len(cut):
        values = np.array(values)
        for row in values:
            row[cut] = mean_below(year, row)[cut]
    return as_trait(to_bytes(values[:, shown], scale["low"], scale["high"]))


def as_trait(frames: NDArray[np.uint8]) -> dict[str, Any]:
    """Return frames without repetitions, as plain values."""
    rows, of_week = packed(frames)
    return {"values": rows.tobytes(), "of_week": of_week}


def breaks_in_bytes(year: Year, shown: Positions) -> dict[str, Any]:
    """Return week by week how many handovers to each unit shown broke, at most 255, and how many breaks are open in all."""
    broken = year.tally.broken()[:, shown]
    return {
        **as_trait(np.minimum(broken, 255).astype(np.uint8)),
        "total": broken.sum(axis=1).tolist(),
        "open": year.tally.open()[:, shown].sum(axis=1).tolist(),
    }


def critical_of(year: Year) -> pd.DataFrame:
    """Return the costliest lines of the organisation under a year's break probabilities; none where that takes too long."""
    transmission = year.case.parameters.transmission
    breaks = np.array(
        [
            break_probability(transmission.break_probability, transmission.break_imbalance, value)
            for value in year.imbalance
        ]
    )
    try:
        return costliest(critical_lines(year.organisation, breaks))
    except ValueError:  # too many and too long grid lines
        return pd.DataFrame(columns=["line", "source", "unit", "share"])


def critical_in_places(year: Year, shown: Positions) -> list[dict[str, Any]]:
    """Return the costliest lines between units shown, by their places."""
    place = {int(unit): number for number, unit in enumerate(shown)}
    rows = []
    for row in records(critical_of(year)):
        source, unit = (place.get(int(year.organisation.position(row[end]))) for end in ("source", "unit"))
        if source is not None and unit is not None:
            rows.append({"source": source, "unit": unit, "line": row["line"], "share": float(row["share"])})
    return rows
