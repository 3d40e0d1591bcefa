"""Attenuation level by level: substance falls, formal pressure grows; two channels, two axes, never one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from workbench.figures import look
from workbench.findings import attenuation_finding
from workbench.sentences import SENTENCES, runs_note
from workbench.summaries import level_summary, titles
from workbench.text import level_name, require_language, value_text, wrapped

if TYPE_CHECKING:
    from simulation.runs import Runs


LEVELS_NAMED = 7


def attenuation(runs: Runs, lang: str = "zh") -> Figure:
    """Draw substance and formal pressure by level, with 95% intervals, for every scenario.

    Parameters
    ----------
    runs : Runs
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    table = level_summary(runs, ("substance", "formal_pressure"))
    words = SENTENCES["attenuation"]
    with look.drawing():
        figure = look.new_figure(12, 5.8, attenuation_finding(runs, lang), runs_note(runs, lang))
        left, right = figure.subplots(1, 2)
        draw_channel(left, table[table["indicator"] == "substance"], runs, lang)
        left.set(title=words["substance_title"](lang), ylabel=words["substance_axis"](lang))
        left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        draw_channel(right, table[table["indicator"] == "formal_pressure"], runs, lang)
        right.axhline(1.0, color=look.GREY, linewidth=1, linestyle=":")
        right.set(title=words["pressure_title"](lang), ylabel=words["pressure_axis"](lang))
        return look.finish(figure)


def draw_channel(axes: Axes, table: pd.DataFrame, runs: Runs, lang: str) -> None:
    """Draw one channel: a line a scenario, its name and last value at its end."""
    levels = list(runs.organisation.levels)
    places = np.arange(len(levels))
    look.light_grid(axes, "y")
    ends = []
    shift = np.linspace(-0.06, 0.06, len(runs.names)) if len(runs.names) > 1 else [0.0]
    for place, name in enumerate(runs.names):
        rows = table[table["scenario"] == name].set_index("level").loc[levels]
        style = look.style_of(place)
        bars = np.nan_to_num(np.abs(rows[["low", "high"]].to_numpy().T - rows["mean"].to_numpy()))
        axes.errorbar(
            places + shift[place],
            rows["mean"],
            yerr=bars,
            color=style.colour,
            marker=style.marker,
            linestyle=style.dashes,
            linewidth=2.2,
            markersize=7,
            capsize=4,
        )
        known = rows["mean"].dropna()
        ends.append(float(known.iloc[-1]) if len(known) else float("nan"))
    every = -(-len(levels) // LEVELS_NAMED)
    shown = levels[::every]
    room = max(5, 36 // len(shown))
    axes.set_xticks(places[::every], [wrapped(level_name(level, lang), room) for level in shown])
    axes.set_xlim(-0.25, len(levels) - 1 + 0.15)
    indicator = str(table["indicator"].iloc[0])
    top = (
        1.04
        if indicator == "substance"
        else 1.08 * max(1.2, float(table["high"].fillna(table["mean"]).max()))
    )
    axes.set_ylim(0, top)
    name_ends(axes, ends, indicator, runs, lang)


def name_ends(axes: Axes, ends: list[float], indicator: str, runs: Runs, lang: str) -> None:
    """Write each scenario's name and last value beside the end of its line, none over another."""
    top = axes.get_ylim()[1]
    form = "share" if indicator == "substance" else "times"
    shown = [place for place, end in enumerate(ends) if not np.isnan(end)]
    positions = look.spread([ends[place] for place in shown], 0.1 * top, 0.03 * top, 0.97 * top)
    names = list(titles(runs, lang).values())
    for place, position in zip(shown, positions, strict=True):
        axes.annotate(
            f"{names[place]}\n{value_text(ends[place], form, lang)}",
            (1.02, position),
            xycoords=("axes fraction", "data"),
            color=look.style_of(place).colour,
            va="center",
            linespacing=1.1,
            fontsize=11.5,
            annotation_clip=False,
        )
