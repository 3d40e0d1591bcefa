"""How long directives take until done: the distribution by level, cumulated, with the median marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from workbench.figures import look
from workbench.findings import delay_finding
from workbench.sentences import SENTENCES, runs_note
from workbench.summaries import common_deadline, delay_shares, grouped_quantile, titles
from workbench.text import level_name, number, require_language

if TYPE_CHECKING:
    from simulation.runs import Runs

SHOWN = 0.98  # the axis ends where this share of the slowest distribution is shown
ACROSS = 4
LEVELS_AT_MOST = 8
NAMED_ACROSS = 4


def delays(runs: Runs, lang: str = "zh") -> Figure:
    """Draw for each level the share of directives done by each week after issue, one line a scenario.

    Parameters
    ----------
    runs : Runs
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    shares, levels = delay_shares(runs), list(runs.organisation.levels)
    if len(levels) > LEVELS_AT_MOST:
        kept = np.linspace(0, len(levels) - 1, LEVELS_AT_MOST).round().astype(int)
        shares, levels = shares[:, kept], [levels[place] for place in kept]
    deadline = common_deadline(runs)
    columns = min(len(levels), ACROSS)
    rows = -(-len(levels) // columns)
    with look.drawing():
        note = SENTENCES["delays"]["note"](lang) + runs_note(runs, lang, bars=False)
        width, height = max(9.0, 1.0 + 3.2 * columns), 1.8 + 3.6 * rows
        figure = look.new_figure(width, height, delay_finding(runs, lang), note)
        strip = 0.35 * -(-(len(runs.names) + 1) // NAMED_ACROSS)
        legend, body = look.with_strip(figure, strip, height - 0.85 - strip)
        panels = body.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for place, axes in enumerate(panels.flat):
            if place >= len(levels):
                axes.axis("off")
                continue
            draw_level(axes, shares[:, place], runs, lang)
            axes.set_title(level_name(levels[place], lang))
            if deadline is not None:
                axes.axvline(deadline, color=look.GREY, linewidth=1.4, linestyle=":")
        name_axes(panels, shares, deadline, lang)
        add_legend(legend, runs, deadline, lang)
        return look.finish(figure)


def draw_level(axes: Axes, shares: NDArray[np.float64], runs: Runs, lang: str) -> None:
    """Draw one level: cumulated shares, and the median of what was done."""
    look.light_grid(axes, "y")
    styles = {name: look.style_of(place) for place, name in enumerate(runs.names)}
    ends = np.arange(shares.shape[-1] + 1)
    lines = {
        name: np.concatenate(([0.0], np.cumsum(weeks)))
        for name, weeks in zip(runs.names, shares, strict=True)
    }
    seaborn.lineplot(
        data=pd.DataFrame(lines, index=ends),
        palette={name: style.colour for name, style in styles.items()},
        dashes={name: style.dashes[1] or "" for name, style in styles.items()},
        linewidth=2.2,
        estimator=None,
        legend=False,
        ax=axes,
    )
    handles, labels = [], []
    for style, weeks in zip(styles.values(), shares, strict=True):
        median, done = grouped_quantile(weeks, 0.5), float(weeks.sum())
        axes.plot(
            median,
            done / 2,
            style.marker,
            color=style.colour,
            markersize=9,
            markeredgecolor="white",
            zorder=5,
        )
        handles.append(Line2D([], [], color=style.colour, linestyle="", marker=style.marker, markersize=8))
        labels.append(median_words(median, lang))
    axes.legend(
        handles,
        labels,
        title=SENTENCES["delays"]["median"](lang),
        loc="best",
        fontsize=11,
        title_fontsize=11,
        handletextpad=0.2,
        borderaxespad=0.1,
        frameon=True,
        framealpha=0.8,
        edgecolor="none",
    )


def name_axes(
    panels: NDArray[np.object_], shares: NDArray[np.float64], deadline: float | None, lang: str
) -> None:
    """Name and limit the axes that all panels share."""
    words, first = SENTENCES["delays"], panels[0, 0]
    for axes in panels[:, 0]:
        axes.set_ylabel(words["done_axis"](lang))
    for axes in panels[-1]:
        axes.set_xlabel(words["axis"](lang))
    first.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    first.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    slowest = [grouped_quantile(weeks, SHOWN) for weeks in shares.reshape(-1, shares.shape[-1])]
    first.set_xlim(0, max(np.ceil(np.nan_to_num(slowest)).max(), 1.3 * (deadline or 0.0), 4.0))
    first.set_ylim(0, 1.02)


def add_legend(figure: SubFigure, runs: Runs, deadline: float | None, lang: str) -> None:
    """Name the scenarios and the deadline."""
    handles = [
        Line2D(
            [],
            [],
            color=style.colour,
            linestyle=style.dashes,
            marker=style.marker,
            linewidth=2.2,
            markersize=8,
        )
        for style in (look.style_of(place) for place in range(len(runs.names)))
    ]
    labels = list(titles(runs, lang).values())
    if deadline is not None:
        handles.append(Line2D([], [], color=look.GREY, linewidth=1.4, linestyle=":"))
        labels.append(SENTENCES["delays"]["deadline"](lang).format(weeks=f"{deadline:g}"))
    figure.legend(
        handles,
        labels,
        loc="center left",
        ncols=min(len(handles), NAMED_ACROSS),
        handlelength=3.4,
        columnspacing=1.6,
    )


def median_words(median: float, lang: str) -> str:
    """Return a median in words."""
    words = SENTENCES["delays"]
    return (
        words["none"](lang)
        if np.isnan(median)
        else words["weeks"](lang).format(weeks=number(median, "weeks", decimals=1))
    )
