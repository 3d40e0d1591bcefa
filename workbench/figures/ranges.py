"""The package against today over the parameters' ranges: how often it wins, what it costs, and where it fails."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from simulation.hypercube import INDICATORS
from simulation.losing_regions import Box, losing_box, shares, sizes, telling_parameters, verdicts
from workbench.figures import look
from workbench.ranges_words import (
    WORDS,
    box_text,
    indicator_title,
    parameter_name,
    ranges_finding,
    size_text,
)
from workbench.summaries import records
from workbench.text import ARROWS, better_sign, indicator_name, require_language, wrapped

# As much of a name as stands beside a bar or over the narrower panel.
NAME_COLUMNS = 36
ORDER = ("down", "undecided", "up")
# Marker, colour, fill and size of a point by what the package does there.
POINTS = {
    "up": (".", look.SKY, look.SKY, 5),
    "undecided": ("s", look.GREY, "white", 5),
    "down": ("X", look.VERMILLION, look.VERMILLION, 8),
}


def package_ranges(table: pd.DataFrame, lang: str = "zh", note: str = "") -> Figure:
    """Draw shares of points by direction, the differences of all points, and the parameters that tell where it fails.

    Parameters
    ----------
    table : DataFrame
        As :func:`simulation.hypercube.package_over_ranges` returns it.
    lang : {"zh", "en"}
    note : str
        Small print: what was simulated.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    counted = shares(table)
    values, found = compared_points(table)
    box = losing_box(values, (found == "down").to_numpy())
    with look.drawing():
        figure = look.new_figure(
            14.5,
            7.4,
            ranges_finding(counted, lang),
            (" " if lang == "en" else "").join((box_text(box, lang), WORDS["names"](lang), note)),
        )
        grid = figure.add_gridspec(2, 2, width_ratios=[1.25, 1])
        draw_shares(figure.add_subplot(grid[0, 0]), counted, sizes(table), lang)
        draw_effects(figure.add_subplot(grid[1, 0]), table, "gain", lang)
        draw_telling(figure.add_subplot(grid[:, 1]), values, found, box, lang)
        return look.finish(figure)


def compared_points(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the parameters of the points that could be compared, and what the package does to the sense of gain there."""
    compared = table[table["status"] == "compared"].reset_index(drop=True)
    ends = ("_today", "_difference", "_low", "_high")
    results = {f"{indicator}{end}" for indicator in INDICATORS for end in ends} | {"point", "status"}
    return compared.drop(columns=list(results)), verdicts(compared, "gain")


def colours_of(indicator: str) -> dict[str, tuple[str, str]]:
    """Return colour and hatching of each direction: blue is better, orange worse, grey undecided."""
    good, bad = (look.BLUE, ""), (look.VERMILLION, "///")
    up, down = (good, bad) if better_sign(indicator) > 0 else (bad, good)
    return {"up": up, "down": down, "undecided": (look.FAINT, "")}


def draw_shares(axes: Axes, counted: pd.DataFrame, sized: pd.DataFrame, lang: str) -> None:
    """Draw for each indicator the shares of points at which the package lowers or raises it; by its name how far it moves."""
    for place, indicator in enumerate(INDICATORS):
        rows = {row["verdict"]: row for row in records(counted[counted["indicator"] == indicator])}
        left = 0.0
        for verdict in ORDER:
            share = 100.0 * rows[verdict]["share"]
            colour, hatch = colours_of(indicator)[verdict]
            axes.barh(place, share, left=left, height=0.62, color=colour, hatch=hatch, edgecolor="white")
            if share >= 14.0:
                ink = look.BLACK if verdict == "undecided" else "white"
                text = axes.text(
                    left + share / 2, place, f"{WORDS[verdict](lang)} {share:.0f}%", ha="center", va="center"
                )
                text.set(color=ink, fontsize=look.NOTE_SIZE, backgroundcolor=colour if hatch else "none")
            left += share
        for ends in (
            [rows["down"][end] for end in ("low", "high")],
            [1.0 - rows["up"][end] for end in ("low", "high")],
        ):
            axes.plot([100.0 * end for end in ends], [place + 0.36] * 2, color=look.BLACK, linewidth=2)
    names = [
        wrapped(f"{indicator_name(name, lang)} {ARROWS[better_sign(name)]}", NAME_COLUMNS)
        + f"\n{size_text(sized, name, lang)}"
        for name in INDICATORS
    ]
    axes.set_yticks(range(len(INDICATORS)), names)
    axes.set(xlim=(0, 100), ylim=(len(INDICATORS) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_title(WORDS["shares"](lang), fontsize=look.TEXT_SIZE)


def draw_effects(axes: Axes, table: pd.DataFrame, indicator: str, lang: str) -> None:
    """Draw the differences of all points in rising order, with their intervals."""
    look.light_grid(axes, "y")
    compared = table[table["status"] == "compared"].sort_values(f"{indicator}_difference")
    found = verdicts(compared, indicator).to_numpy()
    places = np.arange(len(compared))
    middle, low, high = (
        100.0 * compared[f"{indicator}_{end}"].to_numpy() for end in ("difference", "low", "high")
    )
    inks = {
        verdict: look.GREY if verdict == "undecided" else ink
        for verdict, (ink, _) in colours_of(indicator).items()
    }
    for verdict, ink in inks.items():
        mine = found == verdict
        axes.vlines(places[mine], low[mine], high[mine], color=ink, linewidth=0.7)
        axes.plot(places[mine], middle[mine], ".", color=ink, markersize=2.5)
    axes.axhline(0.0, color=look.BLACK, linewidth=1.0)
    room = middle.max() - middle.min()
    axes.set(xlim=(-3, len(places) + 2), ylim=(middle.min() - 0.1 * room, middle.max() + 0.1 * room))
    axes.set_title(indicator_title(WORDS["effects"], indicator, lang), fontsize=look.TEXT_SIZE)
    axes.set_ylabel(indicator_title(WORDS["points_axis"], indicator, lang), fontsize=look.NOTE_SIZE)
    axes.set_xlabel(WORDS["rank"](lang), fontsize=look.NOTE_SIZE)


def draw_telling(axes: Axes, values: pd.DataFrame, found: pd.Series, box: Box | None, lang: str) -> None:
    """Draw the points over the two most telling parameters, those where the package loses marked, with the box's sides."""
    telling = list(telling_parameters(values, (found == "down").to_numpy())["parameter"])
    title = WORDS["telling" if telling else "untold"](lang)
    first, second = chosen_axes(box, telling or list(values))
    for verdict, (marker, colour, fill, size) in POINTS.items():
        mine = values[found == verdict]
        style = {
            "color": colour,
            "markerfacecolor": fill,
            "markersize": size,
            "label": WORDS[f"point_{verdict}"](lang),
        }
        axes.plot(mine[first], mine[second], marker, **style)  # type: ignore[arg-type]
    for name, scale in ((first, axes.set_xscale), (second, axes.set_yscale)):
        if values[name].min() > 0 and values[name].max() / values[name].median() > 4:
            scale("log")
    if box is not None and box.confirmed:
        draw_box(axes, box, first, second)
    axes.set(xlabel=parameter_name(first, lang), ylabel=parameter_name(second, lang))
    axes.set_title(wrapped(title, NAME_COLUMNS), fontsize=look.TEXT_SIZE)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4, fontsize=look.NOTE_SIZE)


def chosen_axes(box: Box | None, telling: list[str]) -> tuple[str, str]:
    """Return the two parameters to draw: those of the box first, then the most telling ones."""
    boxed = [limit[0] for limit in box.limits] if box is not None and box.confirmed else []
    names = list(dict.fromkeys([*boxed, *telling]))
    return names[0], names[1]


def draw_box(axes: Axes, box: Box, first: str, second: str) -> None:
    """Outline the box in the two parameters shown."""
    sides = {(name, side): value for name, side, value in box.limits}
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    low = (sides.get((first, "≥"), left), sides.get((second, "≥"), bottom))
    high = (sides.get((first, "≤"), right), sides.get((second, "≤"), top))
    outline = Rectangle(
        low, high[0] - low[0], high[1] - low[1], fill=False, edgecolor=look.BLACK, linewidth=2
    )
    axes.add_patch(outline)
    axes.set(xlim=(left, right), ylim=(bottom, top))
