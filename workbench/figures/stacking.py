"""The stacking matrix: what each measure does alone, and which need or hinder each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from simulation.measure import PILLARS
from simulation.stacking import Stacking
from workbench.figures import look
from workbench.stacking_words import WORDS, short_name, stacking_finding
from workbench.summaries import records
from workbench.text import better_sign, indicator_name, number, require_language

FULL_COLOUR = 0.98
COLOURS = "RdBu"  # red against blue, which colour-blind readers can tell apart


def stacking_matrix(found: Stacking, indicator: str = "gain", lang: str = "zh", note: str = "") -> Figure:
    """Draw the effect of each measure alone beside the interactions of all pairs, ordered by pillar.

    Parameters
    ----------
    found : Stacking
        As :func:`simulation.stacking.stack` returns it.
    indicator : str
        One of its indicators that is written as a share.
    lang : {"zh", "en"}
    note : str
        Small print: what was simulated.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    single = found.single[found.single["indicator"] == indicator].reset_index(drop=True)
    pairs = found.pairs[found.pairs["indicator"] == indicator].reset_index(drop=True)
    side = max(5.0, 0.36 * len(single))
    with look.drawing():
        title = stacking_finding(pairs, indicator, lang)
        small = note + WORDS["marks"](lang)
        figure = look.new_figure(side + 6.6, side + 4.8, title, small)
        matrix, bars = figure.subplots(1, 2, sharey=True, width_ratios=[side, 3.0])
        image = draw_matrix(matrix, single, pairs, indicator, lang)
        # below both, or it would shorten one of them and the rows would no longer stand beside one another
        add_scale(figure, image, [matrix, bars], indicator, lang)
        draw_alone(bars, single, indicator, lang)
        label_pillars(bars, single, lang)
        return look.finish(figure)


def draw_matrix(
    axes: Axes, single: pd.DataFrame, pairs: pd.DataFrame, indicator: str, lang: str
) -> AxesImage:
    """Draw the interactions as colours, a sign on those that are confident."""
    names = single["measure"].tolist()
    count, place = len(names), {name: number for number, name in enumerate(names)}
    first, second = pairs["first"].map(place).to_numpy(), pairs["second"].map(place).to_numpy()
    points = 100.0 * pairs["interaction"].to_numpy()
    grid = np.full((count, count), np.nan)
    grid[first, second] = grid[second, first] = points
    # One pair far beyond all others would leave the rest without colour.
    reach = max(float(np.quantile(np.abs(points), FULL_COLOUR)), 1e-9)
    shown = grid * (better_sign(indicator) or 1)
    image = axes.imshow(shown, cmap=COLOURS, norm=TwoSlopeNorm(0.0, -reach, reach), aspect="auto")
    for a, b, value, sure in zip(first, second, points, pairs["confident"], strict=True):
        if sure:
            colour = "white" if abs(value) > 0.6 * reach else look.BLACK
            for x, y in ((a, b), (b, a)):
                axes.text(
                    x,
                    y,
                    "+" if value > 0 else look_minus(),
                    ha="center",
                    va="center",
                    color=colour,
                    fontsize=10,
                )
    axes.plot(range(count), range(count), ".", color=look.PALE, markersize=3)
    labels = [short_name(name, lang) for name in names]
    axes.set_xticks(range(count), labels, rotation=90, fontsize=look.NOTE_SIZE)
    axes.set_yticks(range(count), labels, fontsize=look.NOTE_SIZE)
    axes.tick_params(length=0)
    for edge in edges(single)[1:-1]:
        axes.axhline(edge, color=look.BLACK, linewidth=1.2)
        axes.axvline(edge, color=look.BLACK, linewidth=1.2)
    axes.set_title(WORDS["interactions"](lang), fontsize=look.TEXT_SIZE)
    return image


def add_scale(figure: Figure, image: AxesImage, panels: list[Axes], indicator: str, lang: str) -> None:
    """Draw the scale of colours below the panels."""
    bar = figure.colorbar(image, ax=panels, location="bottom", shrink=0.4, pad=0.02, aspect=30, extend="both")
    bar.set_label(
        WORDS["scale"](lang).format(indicator=indicator_name(indicator, lang)), fontsize=look.NOTE_SIZE
    )
    if better_sign(indicator) < 0:
        bar.ax.invert_xaxis()
        bar.ax.xaxis.set_major_formatter(lambda value, _: number(-value, "1", signed=True, decimals=1))


def look_minus() -> str:
    """Return the sign of a substitute."""
    return "\N{MINUS SIGN}"


def edges(single: pd.DataFrame) -> list[float]:
    """Return where the pillars begin and end on the axes."""
    pillars = single["pillar"].tolist()
    changes = [k - 0.5 for k in range(1, len(pillars)) if pillars[k] != pillars[k - 1]]
    return [-0.5, *changes, len(pillars) - 0.5]


def draw_alone(axes: Axes, single: pd.DataFrame, indicator: str, lang: str) -> None:
    """Draw what each measure does alone, with its interval."""
    look.light_grid(axes, "x")
    axes.axvline(0.0, color=look.GREY, linewidth=1.2)
    good = better_sign(indicator) or 1
    for place, row in enumerate(records(single)):
        middle, low, high = (100.0 * float(row[name]) for name in ("effect", "low", "high"))
        colour = look.GREY if not row["confident"] else look.BLUE if good * middle > 0 else look.VERMILLION
        axes.plot([low, high], [place, place], color=colour, linewidth=2.4)
        fill = colour if row["confident"] else "white"
        axes.plot(middle, place, "o", color=colour, markerfacecolor=fill, markersize=7)
    for edge in edges(single)[1:-1]:
        axes.axhline(edge, color=look.BLACK, linewidth=1.2)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelleft=False)
    axes.set_title(WORDS["alone"](lang), fontsize=look.TEXT_SIZE)
    axes.set_xlabel(
        WORDS["points"](lang).format(indicator=indicator_name(indicator, lang)), fontsize=look.NOTE_SIZE
    )


def label_pillars(axes: Axes, single: pd.DataFrame, lang: str) -> None:
    """Name the pillars at the right."""
    bounds = edges(single)
    for low, high in pairwise(bounds):
        pillar = single["pillar"][int(low + 0.5)]
        name = PILLARS[pillar][0 if lang == "zh" else 1] if pillar in PILLARS else ""
        axes.text(
            1.06,
            (low + high) / 2,
            name,
            transform=axes.get_yaxis_transform(),
            rotation=270,
            ha="center",
            va="center",
        )
