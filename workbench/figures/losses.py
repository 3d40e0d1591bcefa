"""The loss waterfall: from the substance issued to the substance delivered, by level and cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from workbench.figures import look
from workbench.findings import loss_finding, loss_parts, loss_rounded
from workbench.palette import LOOKS, OTHER_LOOK
from workbench.sentences import SENTENCES, runs_note
from workbench.text import CAUSES, level_name, name_of, number, require_language

if TYPE_CHECKING:
    from simulation.runs import Runs

BAR, HALF = 0.36, 0.19


def loss_waterfall(runs: Runs, scenario: str | None = None, lang: str = "zh") -> Figure:
    """Draw where substance was lost and restored on the way down; the numbers below add up exactly.

    Parameters
    ----------
    runs : Runs
    scenario : str, optional
        Name of the scenario, by default the first.
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    name = scenario or runs.names[0]
    parts = grouped(loss_parts(runs, name).rename(index=lambda level: level_name(str(level), lang)))
    shown = loss_rounded(parts)
    causes = [cause for cause in parts.columns if (shown[cause] != 0.0).any()]
    with look.drawing():
        title = loss_finding(runs, name, lang)
        width, height = max(12.0, 1.45 * (len(parts) + 2)), 4.6 + 0.3 * (len(causes) + 2)
        figure = look.new_figure(width, height, title, runs_note(runs, lang, bars=False))
        chart, below = figure.subplots(2, 1, sharex=True, height_ratios=[3.6, 0.3 * (len(causes) + 2)])
        draw_bars(chart, parts, lang)
        draw_numbers(below, shown[causes], lang)
        return look.finish(figure)


def grouped(parts: pd.DataFrame, most: int = 9) -> pd.DataFrame:
    """Add neighbouring levels up where there are more than so many; nothing is lost by that."""
    if len(parts) <= most:
        return parts
    chunks = np.array_split(np.arange(len(parts)), most)
    names = [f"{parts.index[chunk[0]]}–\n{parts.index[chunk[-1]]}" for chunk in chunks]
    return pd.DataFrame([parts.iloc[chunk].sum() for chunk in chunks], index=names)


def draw_bars(axes: Axes, parts: pd.DataFrame, lang: str) -> None:
    """Draw what is left before and after each level, and beside it what was lost and gained there."""
    look.light_grid(axes, "y")
    left, last = 1.0, len(parts) + 1
    axes.bar(0, 1.0, width=0.6, color=look.GREY)
    reach = 0.3
    for place, row in enumerate(parts.to_numpy(), start=1):
        axes.plot([place - 1 + reach, place - HALF - BAR / 2], [left, left], color=look.GREY, linewidth=1)
        low = stack(axes, place - HALF, left, row, parts.columns, -1)
        left = stack(axes, place + HALF, low, row, parts.columns, +1)
        reach = HALF + BAR / 2
    axes.plot([last - 1 + reach, last - 0.3], [left, left], color=look.GREY, linewidth=1)
    axes.bar(last, left, width=0.6, color=look.GREY)
    for place, value in ((0, 1.0), (last, left)):
        axes.text(place, value + 0.015, number(value, "share") + "%", ha="center", va="bottom")
    words = SENTENCES["losses"]
    names = [
        words["issued"](lang),
        *parts.index,
        words["delivered"](lang),
    ]
    axes.set_xticks(range(len(names)), names)
    axes.tick_params(axis="x", labelbottom=True, length=0)
    axes.set(xlim=(-0.55, last + 0.5), ylim=(0, 1.09), ylabel=words["axis"](lang))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))


def stack(axes: Axes, place: float, start: float, values: np.ndarray, causes: pd.Index, sign: int) -> float:
    """Stack the losses downwards or the gains upwards; return where the stack ends."""
    for cause, value in zip(causes, values, strict=True):
        if np.sign(value) == sign:
            colour, hatch = LOOKS.get(str(cause), OTHER_LOOK)
            bar = axes.bar(
                place, value, width=BAR, bottom=start, color=colour, hatch=hatch, edgecolor="white"
            )
            bar[0].set_linewidth(0.6)
            start += value
    return start


def draw_numbers(axes: Axes, shown: pd.DataFrame, lang: str) -> None:
    """Write the numbers under their columns, one row a cause, sums at the right and at the foot."""
    words = SENTENCES["losses"]
    last, rows = len(shown) + 1, len(shown.columns)
    axes.set(ylim=(rows + 1.6, -0.9))
    axes.axis("off")
    axes.text(last, -0.75, words["sum"](lang), ha="center", va="center", color=look.GREY, fontsize=11)
    for row, cause in enumerate(shown.columns):
        colour, hatch = LOOKS.get(str(cause), OTHER_LOOK)
        axes.add_patch(
            Rectangle((-0.55, row - 0.3), 0.12, 0.6, facecolor=colour, hatch=hatch, edgecolor="white")
        )
        axes.text(-0.38, row, name_of(CAUSES, str(cause), lang), va="center")
        values = [*shown[cause], shown[cause].sum()]
        for place, value in enumerate(values, start=1):
            text = number(value / 100, "points", signed=True) if abs(value) >= 0.05 else "·"
            axes.text(place, row, text, ha="center", va="center")
    axes.axhline(rows - 0.45, color=look.GREY, linewidth=1)
    left = 100.0 + np.concatenate(([0.0], shown.sum(axis=1).cumsum(), [shown.to_numpy().sum()]))
    axes.text(-0.55, rows + 0.1, words["left"](lang), va="center")
    for place, value in enumerate(left):
        axes.text(
            place + (0.1 if place == 0 else 0),
            rows + 0.1,
            number(value / 100, "share"),
            ha="center",
            va="center",
        )
    axes.text(-0.55, rows + 1.1, words["unit"](lang), va="center", color=look.GREY, fontsize=look.NOTE_SIZE)
