"""Scenarios against the baseline: paired differences with their intervals, grouped by unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from workbench.figures import look
from workbench.findings import comparison_finding, verdict
from workbench.palette import MARKS
from workbench.sentences import SENTENCES
from workbench.summaries import records
from workbench.text import (
    ARROWS,
    better_sign,
    difference_form,
    form_of,
    indicator_name,
    number,
    require_language,
)

# An axis is never narrower than this, or rounding errors would look like differences.
LEAST_WIDTHS = {
    "share": 1.0,
    "times": 0.02,
    "weeks": 0.2,
    "hours/week": 0.2,
    "1": 0.02,
    "1/quarter": 1.0,
    "hours/gain": 0.2,
}


def comparison(
    table: pd.DataFrame, names: Mapping[str, str], baseline: str, lang: str = "zh", note: str = ""
) -> Figure:
    """Draw every scenario's paired difference to the baseline, one column a scenario, one block a unit.

    Parameters
    ----------
    table : DataFrame
        As `simulation.compare` returns it.
    names : mapping
        Titles by the scenarios' names, the baseline's among them.
    baseline : str
        Name of the baseline.
    lang : {"zh", "en"}
    note : str
        Small print at the foot.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    scenarios = list(dict.fromkeys(table["scenario"]))
    groups = group_indicators(table)
    with look.drawing():
        title = comparison_finding(table, dict(names), baseline, lang)
        height = 1.9 + 0.4 * sum(len(members) for members in groups.values()) + 0.7 * len(groups)
        figure = look.new_figure(max(10.0, 3.2 + 4.4 * len(scenarios)), height, title, note)
        legend, body = look.with_strip(figure, 0.35, height - 1.2)
        blocks = body.subplots(
            len(groups),
            len(scenarios),
            squeeze=False,
            sharex="row",
            sharey="row",
            height_ratios=[len(members) + 0.6 for members in groups.values()],
        )
        for row, (form, members) in enumerate(groups.items()):
            for column, scenario in enumerate(scenarios):
                axes = blocks[row, column]
                draw_block(
                    axes,
                    table[table["scenario"] == scenario].set_index("indicator", drop=False).loc[members],
                    form,
                )
                axes.set_xlabel(SENTENCES["comparison"][form](lang), fontsize=look.NOTE_SIZE, color=look.GREY)
            keep_width(blocks[row, 0], LEAST_WIDTHS[form])
            label_rows(blocks[row, 0], members, lang)
        for column, scenario in enumerate(scenarios):
            blocks[0, column].set_title(names[scenario])
        add_legend(legend, lang)
        return look.finish(figure)


def group_indicators(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the indicators by the form they are written in, in the table's order."""
    groups: dict[str, list[str]] = {}
    for indicator in dict.fromkeys(table["indicator"]):
        groups.setdefault(form_of(indicator), []).append(indicator)
    return groups


def draw_block(axes: Axes, rows: pd.DataFrame, form: str) -> None:
    """Draw the differences of the indicators of one unit for one scenario."""
    look.light_grid(axes, "x")
    axes.axvline(0.0, color=look.GREY, linewidth=1.2)
    scale = 100.0 if form == "share" else 1.0
    for place, row in enumerate(records(rows)):
        difference, low, high = row["difference"], row["difference_low"], row["difference_high"]
        marker, colour, fill = MARKS[verdict(row["indicator"], difference, row["p_holm"])]
        if not np.isnan(low):
            ends = [scale * low, scale * high]
            axes.plot(ends, [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot(scale * difference, place, marker, color=colour, markerfacecolor=fill, markersize=9)
        axes.annotate(
            number(difference, difference_form(form), signed=True),
            (1.01, place),
            xycoords=("axes fraction", "data"),
            va="center",
            color=colour,
            fontsize=11,
            annotation_clip=False,
        )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def keep_width(axes: Axes, least: float) -> None:
    """Widen an axis that is narrower than the least width."""
    low, high = axes.get_xlim()
    if high - low < least:
        axes.set_xlim((low + high - least) / 2, (low + high + least) / 2)


def label_rows(axes: Axes, members: list[str], lang: str) -> None:
    """Name the indicators, with an arrow for the direction that is better."""
    names = [f"{indicator_name(name, lang)} {ARROWS[better_sign(name)]}".rstrip() for name in members]
    axes.set_yticks(range(len(members)), names)


def add_legend(figure: SubFigure, lang: str) -> None:
    """Explain the marks and the arrows."""
    words = SENTENCES["comparison"]
    handles = [
        Line2D([], [], marker=marker, color=colour, markerfacecolor=fill, linestyle="", markersize=9)
        for marker, colour, fill in MARKS.values()
    ]
    labels = [words[kind](lang) for kind in MARKS]
    for arrow, kind in (("↑", "more"), ("↓", "less")):
        handles.append(Line2D([], [], linestyle=""))
        labels.append(f"{arrow} {words[kind](lang)}")
    figure.legend(
        handles, labels, loc="center left", ncols=6, handletextpad=0.3, columnspacing=1.4, fontsize=11
    )
