"""The organisation as a map, level by level, with the lines whose break costs most."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from models.canonical import depth_starts, totals_below
from workbench.figures import look
from workbench.findings import map_finding, small_share
from workbench.sentences import SENTENCES
from workbench.summaries import costliest, names_by_id, records, unit_names
from workbench.text import level_name, require_language, shortened, wrapped

if TYPE_CHECKING:
    from models.organisation import Organisation

DRAWN_AT_MOST = 3_000  # units of one level; of more, an even selection is drawn
NAMED_AT_MOST = 26  # units of one level that are named on the map
HEADED_AT_MOST = 8
WIDTH_IN_LETTERS = 66
HALO = [withStroke(linewidth=2.5, foreground="white")]


def organisation_map(organisation: Organisation, lines: pd.DataFrame, lang: str = "zh") -> Figure:
    """Draw the units in columns by level, every command line, and the costliest lines with their names.

    Parameters
    ----------
    organisation : Organisation
    lines : DataFrame
        As `models.responsibility.critical_lines` returns it.
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    critical = costliest(lines)
    across, up = positions(organisation)
    drawn = selection(organisation, critical)
    with look.drawing():
        title = map_finding(organisation, lines, lang)
        figure = look.new_figure(13, 7.6, title, map_note(organisation, drawn, lang))
        left, right = figure.subplots(1, 2, width_ratios=[1.75, 1.0])
        draw_lines(left, organisation, across, up, drawn)
        draw_units(left, organisation, across, up, drawn, lang)
        draw_critical(left, organisation, across, up, critical)
        draw_costs(right, organisation, critical, lang)
        return look.finish(figure)


def positions(organisation: Organisation) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each unit stands: its level across, and up the middle of the last units below it, in 0..1."""
    first, superior = organisation.first, organisation.superior
    last_below = totals_below((np.diff(first) == 0).astype(np.float64), first)
    before = np.concatenate(([0.0], np.cumsum(last_below)))
    start = np.zeros(len(superior))
    for begin, end in pairwise(depth_starts(first)[1:]):
        # Subordinates of one unit are neighbours: those before it take the room above it.
        above = superior[begin:end]
        start[begin:end] = start[above] + before[begin:end] - before[first[above]]
    up = 1.0 - (start + last_below / 2) / last_below[0]
    below = superior > 0
    flat = (organisation.level[1:] == organisation.level[superior[1:]]).any()
    across = organisation.depth if flat or not below.any() else organisation.level
    return across.astype(np.float64), up


def selection(organisation: Organisation, critical: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which units are drawn: all of a level, or an even selection with those of the critical lines."""
    drawn = np.zeros(organisation.n_units, dtype=bool)
    for depth in range(int(organisation.depth[-1]) + 1):
        units = np.flatnonzero(organisation.depth == depth)
        drawn[units[:: -(-len(units) // DRAWN_AT_MOST)]] = True
    for end in ("source", "unit"):
        drawn[organisation.positions(critical[end])] = True
    return drawn


def draw_lines(
    axes: Axes,
    organisation: Organisation,
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    drawn: NDArray[np.bool_],
) -> None:
    """Draw all command lines as one shape."""
    units = np.flatnonzero(drawn)[1:]
    if len(units):
        ends = (organisation.superior[units], units)
        axes.add_patch(
            curves(
                across,
                up,
                ends,
                color=look.PALE,
                linewidth=0.2 if len(units) > 800 else 0.5 if len(units) > 200 else 0.9,
            )
        )


def curves(
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    ends: tuple[NDArray[np.integer], NDArray[np.integer]],
    *,
    color: str,
    linewidth: float,
    zorder: float = 1.0,
) -> PathPatch:
    """Return smooth lines from the units of one array to those of another."""
    upper, lower = ends
    middle = (across[upper] + across[lower]) / 2
    vertices = np.stack(
        [
            np.stack([across[upper], up[upper]], axis=1),
            np.stack([middle, up[upper]], axis=1),
            np.stack([middle, up[lower]], axis=1),
            np.stack([across[lower], up[lower]], axis=1),
        ],
        axis=1,
    ).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4], len(lower))
    path = Path(vertices, codes)
    return PathPatch(path, facecolor="none", edgecolor=color, linewidth=linewidth, zorder=zorder)


def draw_units(
    axes: Axes,
    organisation: Organisation,
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    drawn: NDArray[np.bool_],
    lang: str,
) -> None:
    """Draw the units, name those of small levels, and head the columns."""
    columns = np.unique(across)
    names = unit_names(organisation)
    every = -(-len(columns) // HEADED_AT_MOST)
    room = max(8, WIDTH_IN_LETTERS // len(columns))
    for place, column in enumerate(columns):
        here = np.flatnonzero((across == column) & drawn)
        size = 60 if len(here) <= NAMED_AT_MOST else 14 if len(here) <= 300 else 2
        axes.scatter(
            across[here], up[here], s=size, color=look.SKY, edgecolor=look.BLUE, linewidth=0.5, zorder=3
        )
        if len(here) <= NAMED_AT_MOST:
            name_units(axes, across, up, here, names, min(room, 16))
        if place % every == 0:
            axes.text(
                column,
                1.035,
                heading(organisation, across, column, lang, room * every),
                ha="center",
                va="bottom",
                fontsize=11.5,
            )
    axes.set(xlim=(columns[0] - 0.35, columns[-1] + 0.25), ylim=(-0.02, 1.03))
    axes.axis("off")


def name_units(
    axes: Axes,
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    units: NDArray[np.integer],
    names: list[str],
    columns: int,
) -> None:
    """Write names beside their units, cut to so many columns, with a halo, and apart where units stand close."""
    heights = look.spread(up[units].tolist(), 0.027, 0.0, 1.0)
    alone = len(units) == 1
    for unit, height in zip(units.tolist(), heights, strict=True):
        axes.annotate(
            shortened(names[unit], columns),
            (across[unit], height),
            (0, 8) if alone else (8, 1),
            textcoords="offset points",
            ha="center" if alone else "left",
            va="bottom",
            fontsize=9.5,
            path_effects=HALO,
            zorder=6,
        )


def heading(
    organisation: Organisation, across: NDArray[np.float64], column: float, lang: str, letters: int
) -> str:
    """Return a column's heading: its level, or its number where levels do not tell the columns apart, and how many units."""
    here = across == column
    found = set(organisation.level[here].tolist())
    words = SENTENCES["map"]
    layer = words["layer"](lang).format(number=int(column) + 1)
    name = level_name(organisation.levels[found.pop()], lang) if len(found) == 1 else layer
    count = int(here.sum())
    return f"{wrapped(name, letters)}\n{words['units' if count > 1 else 'unit'](lang).format(count=f'{count:,}')}"


def draw_critical(
    axes: Axes,
    organisation: Organisation,
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    critical: pd.DataFrame,
) -> None:
    """Draw the costliest lines thick and numbered."""
    if critical.empty:
        return
    upper, lower = organisation.positions(critical["source"]), organisation.positions(critical["unit"])
    axes.add_patch(curves(across, up, (upper, lower), color=look.VERMILLION, linewidth=2.4, zorder=4))
    for rank, unit in enumerate(lower.tolist(), start=1):
        axes.text(
            across[unit],
            up[unit],
            str(rank),
            ha="center",
            va="center",
            fontsize=9,
            color="white",
            zorder=7,
            bbox={
                "boxstyle": "circle,pad=0.22",
                "facecolor": look.VERMILLION,
                "edgecolor": "white",
                "linewidth": 0.8,
            },
        )


def draw_costs(axes: Axes, organisation: Organisation, critical: pd.DataFrame, lang: str) -> None:
    """Draw what each of the costliest lines costs when it breaks, as a share of all that is reached now."""
    words, names = SENTENCES["map"], names_by_id(organisation)
    axes.set_title(words["costs"](lang), loc="right")
    places = np.arange(len(critical))
    axes.barh(places, critical["share"], height=0.62, color=look.VERMILLION)
    labels = []
    for rank, row in enumerate(records(critical), start=1):
        labels.append(f"{rank}  {shortened(names[row['source']], 14)} → {shortened(names[row['unit']], 14)}")
        share = row["share"]
        text = small_share(share, lang)
        axes.text(share, rank - 1, f" {text}", va="center", fontsize=11)
    axes.set_yticks(places, labels, fontsize=10.5)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_ylim(max(len(critical), 8) - 0.4, -0.6)
    largest = float(critical["share"].max()) if len(critical) else 0.0
    axes.set_xlim(0, 1.25 * largest if largest > 0.0 else 1.0)


def map_note(organisation: Organisation, drawn: NDArray[np.bool_], lang: str) -> str:
    """Return the small print: what the cost is, and what is not drawn."""
    words = SENTENCES["map"]
    missing = organisation.n_units - int(drawn.sum())
    note = words["note"](lang)
    return note + (words["missing"](lang).format(count=f"{missing:,}") if missing else "")
