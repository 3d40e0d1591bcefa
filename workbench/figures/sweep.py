"""One indicator along a series of scenarios, such as ever more meetings, one line a run: where is the best, and does it move?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.intervals import mean_interval
from simulation.measures import declared
from workbench.figures import look
from workbench.sentences import runs_note
from workbench.summaries import titles
from workbench.text import (
    Label,
    better_sign,
    form_of,
    indicator_name,
    name_of,
    number,
    require_language,
    value_text,
    UNITS,
    FORM_UNITS,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.runs import Runs

BEST = Label("空心大圈：每条线的最好处", "large ring: the best of each line")
FINDING = Label("{indicator}最好之处：{places}", "{indicator} is best at: {places}")
INSIDE = Label("；再少、再多都更差", "; fewer and more are both worse")
PLACE = Label("{group}时“{title}”（{value}）", "“{title}” ({value}) with {group}")


def sweep(runs: Sequence[Runs], by: str, *, indicator: str = "substance", lang: str = "zh") -> Figure:
    """Draw an indicator over a series of scenarios, with 95% intervals, one line a run.

    Parameters
    ----------
    runs : sequence of Runs
        Each with the same series of scenarios, named alike and in the order in which they are to stand.
    by : str
        The parameter in which the runs differ, such as ``"directives_per_year"``; it names the lines.
    indicator : str
        One of ``runs.data["overall"]``.
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Where the runs hold different series, or a parameter or indicator is unknown.
    """
    require_language(lang)
    require_same_series(runs)
    table = pd.concat([series_of(one, by, indicator, lang) for one in runs], ignore_index=True)
    with look.drawing():
        note = runs_note(runs[0], lang) + BEST(lang) + ("。" if lang == "zh" else ".")
        figure = look.new_figure(11.5, 6.0, sweep_finding(table, indicator, lang), note)
        axes = figure.subplots()
        groups = [rows for _, rows in table.groupby("group", sort=False)]
        for place, rows in enumerate(groups):
            draw_series(axes, rows, look.style_of(place), indicator)
        name_lines(axes, groups)
        set_axes(axes, list(titles(runs[0], lang).values()), indicator, lang)
        return look.finish(figure)


def require_same_series(runs: Sequence[Runs]) -> None:
    """Refuse runs whose scenarios are not named alike."""
    if not runs:
        raise ValueError("no runs to draw: give at least one")
    for one in runs[1:]:
        if one.names != runs[0].names:
            raise ValueError(f"the runs hold different series of scenarios: {runs[0].names} and {one.names}")


def series_of(runs: Runs, by: str, indicator: str, lang: str) -> pd.DataFrame:
    """Return one line: mean, low and high of each scenario, and what the line is called."""
    quantity = declared(by)
    values = sorted({scenario.parameters.value(by) for scenario in runs.scenarios})
    unit = name_of(UNITS, quantity.unit, lang)
    numbers = " – ".join(f"{value:g}" for value in values)
    mean, low, high = mean_interval(runs.data["overall"].sel(indicator=indicator).transpose("replication", "scenario"))
    return pd.DataFrame(
        {
            "group": f"{quantity.label(lang)} {numbers}{unit}",
            "title": list(titles(runs, lang).values()),
            "mean": mean,
            "low": low,
            "high": high,
        }
    )
