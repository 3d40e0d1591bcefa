"""How outcomes of the last level move from quarter to quarter, side by side for a few indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from models.quantities import require_known
from simulation.intervals import mean_interval
from workbench.figures import look
from workbench.figures.sweep import axis_name, tick, unit_name
from workbench.ranking import ranking
from workbench.sentences import runs_note
from workbench.summaries import titles
from workbench.text import Label, form_of, indicator_name, level_name, require_language

if TYPE_CHECKING:
    from simulation.runs import Runs

SCALE = Label("0 至 1 的量表", "on a scale from 0 to 1")
PAIRED = Label(
    "谁高谁低，按同样的随机因素逐次配对断定（95%）。",
    " Which is higher is told by pairs on the same luck (95%).",
)
QUARTER = Label("季度", "quarter")
LEVEL = Label("{level}；", "{level}; ")


def quarters(
    runs: Runs,
    indicators: Sequence[str],
    lang: str = "zh",
    *,
    level: str | None = None,
    scenarios: Sequence[str] | None = None,
) -> Figure:
    """Draw indicators by quarter with 95% intervals, a panel each on one scale, a line a scenario.

    Parameters
    ----------
    runs : Runs
        With quarterly reviews, where an indicator comes from them.
    indicators : sequence of str
        Variables of ``runs.data`` by level and quarter, in the same unit.
    lang : {"zh", "en"}
    level : str, optional
        The last level by default.
    scenarios : sequence of str, optional
        Names of those to draw, all by default.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Where an indicator, the level or a scenario is unknown.
    """
    require_language(lang)
    levels = list(runs.organisation.levels)
    chosen = levels[-1] if level is None else level
    require_known(chosen, levels, "level")
    known = [str(name) for name, values in runs.data.items() if {"level", "quarter"} <= set(values.dims)]
    for name in indicators:
        require_known(name, known, "indicator by level and quarter")
    drawn = runs.names if scenarios is None else list(scenarios)
    for name in drawn:
        require_known(name, runs.names, "scenario")
    with look.drawing():
        note = LEVEL(lang).format(level=level_name(chosen, lang)) + runs_note(runs, lang)
        note += PAIRED(lang) if len(drawn) > 1 else ""
        figure = look.new_figure(12, 6.2, finding(runs, drawn, indicators[0], chosen, lang), note)
        strip, body = look.with_strip(figure, 0.7, 5.0)
        panels = np.atleast_1d(body.subplots(1, len(indicators), sharey=True))
        for axes, name in zip(panels, indicators, strict=True):
            draw_panel(axes, runs, drawn, name, chosen)
            axes.set_title(indicator_name(name, lang))
            axes.set_xlabel(QUARTER(lang))
        panels[0].set_ylabel(shared_axis(indicators, lang))
        handles, _ = panels[0].get_legend_handles_labels()
        named = [titles(runs, lang)[name] for name in drawn]
        strip.legend(handles, named, loc="center left", ncols=3, fontsize=11)
        return look.finish(figure)


def shared_axis(indicators: Sequence[str], lang: str) -> str:
    """Return what the upright axis shows; several indicators are named above their panels, and what they share is the unit."""
    if len(indicators) == 1:
        return axis_name(indicators[0], lang)
    return SCALE(lang) if form_of(indicators[0]) == "1" else unit_name(indicators[0], lang)


def finding(runs: Runs, drawn: Sequence[str], indicator: str, level: str, lang: str) -> str:
    """Return which scenario has the most of the first indicator in the last quarter, as far as that can be told."""
    values = runs.data[indicator].sel(level=level, scenario=list(drawn)).isel(quarter=-1)
    ends = values.transpose("replication", "scenario").to_numpy()
    named = titles(runs, lang)
    return ranking(ends, [named[name] for name in drawn], indicator_name(indicator, lang), lang)


def draw_panel(axes: Axes, runs: Runs, drawn: Sequence[str], indicator: str, level: str) -> None:
    """Draw one indicator, a line a scenario."""
    values = runs.data[indicator].sel(level=level)
    for place, name in enumerate(drawn):
        own = values.sel(scenario=name).transpose("replication", "quarter").to_numpy()
        mean, low, high = mean_interval(own)
        style = look.style_of(place)
        axes.errorbar(
            np.arange(1, len(mean) + 1),
            mean,
            yerr=np.nan_to_num(np.array([mean - low, high - mean])),
            color=style.colour,
            marker=style.marker,
            linestyle=style.dashes,
            linewidth=2,
            markersize=6,
            capsize=3,
            label=name,
        )
    look.light_grid(axes, "y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, indicator)))
