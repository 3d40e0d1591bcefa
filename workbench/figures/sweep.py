"""One indicator along a series of scenarios, such as ever more meetings: where is its best, and does it move?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from models.quantities import require_known
from simulation.intervals import mean_interval
from workbench.figures import look
from workbench.sentences import runs_note
from workbench.summaries import titles
from workbench.text import (
    FORM_UNITS,
    Label,
    better_sign,
    form_of,
    indicator_name,
    listing,
    number,
    require_language,
    value_text,
)

if TYPE_CHECKING:
    from simulation.runs import Runs

RING = Label("圆圈标出每条线的最好处。", " Rings mark the best of each line.")
FINDING = Label("{indicator}最好的是：{places}", "Best {indicator}: {places}")
PLACE = Label("{line}时“{title}”（{value}）", "“{title}” with {line} ({value})")
INSIDE = Label("；更少、更多都更差", "; less and more are both worse")


def sweep(
    lines: Mapping[str, Runs], indicator: str = "substance", lang: str = "zh", *, axis: str = ""
) -> Figure:
    """Draw an indicator over a series of scenarios, with 95% intervals, one line a run.

    Parameters
    ----------
    lines : mapping of str to Runs
        What each line is called, and its runs: the same series of scenarios in all of them, in the order to be drawn in.
    indicator : str
        One of ``runs.data["overall"]``.
    lang : {"zh", "en"}
    axis : str
        What varies along the series.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Where the runs hold different series, or the indicator is unknown.
    """
    require_language(lang)
    first = require_one_series(lines)
    require_known(indicator, first.data["indicator"].values.tolist(), "indicator")
    tables = {name: series(runs, indicator) for name, runs in lines.items()}
    names = list(titles(first, lang).values())
    with look.drawing():
        note = runs_note(first, lang) + RING(lang)
        figure = look.new_figure(12, 6.2, sweep_finding(tables, names, indicator, lang), note)
        axes = figure.subplots()
        for place, table in enumerate(tables.values()):
            draw_line(axes, table, look.style_of(place), indicator)
        look.light_grid(axes, "y")
        axes.set_xticks(range(len(names)), names)
        axes.set_xlim(-0.3, len(names) - 0.7)
        axes.set(xlabel=axis, ylabel=axis_name(indicator, lang), ylim=(0.0, 1.08 * axes.get_ylim()[1]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, indicator)))
        name_lines(axes, tables)
        return look.finish(figure)


def require_one_series(lines: Mapping[str, Runs]) -> Runs:
    """Return the first runs, or refuse lines whose scenarios are not the same."""
    if not lines:
        raise ValueError("no line to draw: give at least one")
    first = next(iter(lines.values()))
    for name, runs in lines.items():
        if runs.names != first.names:
            raise ValueError(
                f"line {name!r} holds the scenarios {', '.join(runs.names)}, the first line {', '.join(first.names)}"
            )
    return first


def series(runs: Runs, indicator: str) -> pd.DataFrame:
    """Return the mean of each scenario with its interval: columns mean, low, high."""
    values = runs.data["overall"].sel(indicator=indicator).transpose("replication", "scenario")
    return pd.DataFrame(dict(zip(("mean", "low", "high"), mean_interval(values), strict=True)))


def best_place(table: pd.DataFrame, indicator: str) -> int:
    """Return the place of the best scenario; the largest value where neither more nor less is better by itself."""
    sign = better_sign(indicator) or 1
    return int((sign * table["mean"]).to_numpy().argmax())


def draw_line(axes: Axes, table: pd.DataFrame, style: look.Style, indicator: str) -> None:
    """Draw one line with its intervals and a ring at its best."""
    places = np.arange(len(table))
    bars = np.nan_to_num(np.abs(table[["low", "high"]].to_numpy().T - table["mean"].to_numpy()))
    axes.errorbar(
        places,
        table["mean"],
        yerr=bars,
        color=style.colour,
        marker=style.marker,
        linestyle=style.dashes,
        linewidth=2.2,
        markersize=7,
        capsize=4,
    )
    best = best_place(table, indicator)
    axes.plot(
        best,
        table["mean"][best],
        "o",
        markersize=20,
        markerfacecolor="none",
        markeredgecolor=style.colour,
        markeredgewidth=1.8,
    )


def name_lines(axes: Axes, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write each line's name beside its end, none over another."""
    top = axes.get_ylim()[1]
    ends = [float(table["mean"].iloc[-1]) for table in tables.values()]
    positions = look.spread(ends, 0.06 * top, 0.03 * top, 0.97 * top)
    for place, (name, position) in enumerate(zip(tables, positions, strict=True)):
        axes.annotate(
            name,
            (1.015, position),
            xycoords=("axes fraction", "data"),
            color=look.style_of(place).colour,
            va="center",
            annotation_clip=False,
        )


def sweep_finding(tables: Mapping[str, pd.DataFrame], names: list[str], indicator: str, lang: str) -> str:
    """Return where the best of each line is, and whether all of them lie inside the series."""
    places, inside = [], True
    for line, table in tables.items():
        best = best_place(table, indicator)
        value = value_text(float(table["mean"][best]), form_of(indicator), lang)
        places.append(PLACE(lang).format(line=line, title=names[best], value=value))
        inside = inside and 0 < best < len(table) - 1
    named = indicator_name(indicator, lang)
    text = FINDING(lang).format(indicator=named, places=listing(places, lang))
    return text + (INSIDE(lang) if inside else "")


def axis_name(indicator: str, lang: str) -> str:
    """Return what the upright axis shows."""
    unit = unit_name(indicator, lang)
    return indicator_name(indicator, lang) + (f" ({unit})" if unit else "")


def unit_name(indicator: str, lang: str) -> str:
    """Return the unit of an axis that several indicators share; blank where the ticks carry it."""
    form = form_of(indicator)
    unit = FORM_UNITS[form](lang) if form in FORM_UNITS else ""
    return "" if unit == "%" else unit


def tick(value: float, indicator: str) -> str:
    """Write a value on the axis."""
    form = form_of(indicator)
    return f"{number(value, form, decimals=0)}%" if form == "share" else f"{value:g}"
