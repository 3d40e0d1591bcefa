"""One measure at rising intensity: what it moves, against what it costs in hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.dose_response import INDICATORS, JUDGED_BY, DoseResponse, Turn
from simulation.outcomes import SPENT
from simulation.scenario_batches import ALL_HOURS
from workbench.figures import look
from workbench.sheet_words import HOUR_KINDS, WORDS, measure_name, sheet_form, turn_sentence
from workbench.text import (
    ARROWS,
    better_sign,
    indicator_name,
    number,
    require_language,
    value_text,
    wrapped,
)

# Colour and hatching of each kind of hours: told apart without colour too.
LOOKS = {
    "work_hours": (look.SKY, ""),
    "meeting_hours": (look.VERMILLION, ""),
    "trace_hours": (look.BLACK, ""),
    "appeal_hours": (look.GREEN, "///"),
    "project_hours": (look.YELLOW, "..."),
    "absence_hours": (look.PURPLE, ""),
    "standing_hours": (look.PALE, "xxx"),
}
LEAST_POINTS, LEAST_HOURS = 1.0, 0.2
# As much of a name as stands over a panel.
PANEL_COLUMNS = 40
Mark = tuple[str, str, str]
BETTER, WORSE, UNDECIDED = (
    ("o", look.BLUE, look.BLUE),
    ("X", look.VERMILLION, look.VERMILLION),
    ("s", look.GREY, "white"),
)


def dose_response_chart(found: DoseResponse, lang: str = "zh", note: str = "") -> Figure:
    """Draw paired differences to no measure, with their intervals, in four panels, and the cost in hours in a fifth.

    Parameters
    ----------
    found : DoseResponse
        As :func:`simulation.dose_response.dose_response` returns it.
    lang : {"zh", "en"}
    note : str
        Small print at the foot: what was simulated.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    colon = "：" if lang == "zh" else ": "
    title = f"{measure_name(found.measure, lang)}{colon}{turn_sentence(found.turn, found.table, lang)}"
    with look.drawing():
        figure = look.new_figure(14, 7.8, title, f"{note}{WORDS['marks'](lang)}")
        grid = figure.add_gridspec(2, 3, width_ratios=[1, 1, 1.15])
        for place, indicator in enumerate(INDICATORS):
            axes = figure.add_subplot(grid[place // 2, place % 2])
            rows = rows_of(found.table, indicator)
            draw_response(axes, rows, marks_of(found.turn, rows, indicator), indicator, lang)
            axes.set_xlabel(WORDS["intensity"](lang) if place >= 2 else "")
        draw_hours(figure.add_subplot(grid[:, 2]), found.table, lang)
        return look.finish(figure)


def rows_of(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the rows of one indicator."""
    return table[table["indicator"] == indicator].reset_index(drop=True)


def marks_of(turn: Turn, rows: pd.DataFrame, indicator: str) -> list[Mark]:
    """Return marker, colour and fill of each intensity: better, worse or undecided.

    The sense of gain is judged as in the title, corrected for the many comparisons; the others by their own intervals.
    """
    if indicator == JUDGED_BY:
        verdicts = dict.fromkeys(turn.better, BETTER) | dict.fromkeys(turn.worse, WORSE)
        return [verdicts.get(dose, UNDECIDED) for dose in rows["intensity"]]
    good = better_sign(indicator)
    signs = np.sign(rows["difference_low"]) + np.sign(rows["difference_high"])
    return [BETTER if sign * good == 2 else WORSE if sign * good == -2 else UNDECIDED for sign in signs]


def draw_response(axes: Axes, rows: pd.DataFrame, marks: Sequence[Mark], indicator: str, lang: str) -> None:
    """Draw one indicator's paired differences over the intensities."""
    look.light_grid(axes, "y")
    axes.axhline(0.0, color=look.GREY, linewidth=1.2)
    doses, points = rows["intensity"], 100.0 * rows[["difference", "difference_low", "difference_high"]]
    axes.fill_between(doses, points["difference_low"], points["difference_high"], color=look.FAINT)
    axes.plot(doses, points["difference"], color=look.GREY, linewidth=1.6)
    for dose, (middle, low, high), mark in list(zip(doses, points.to_numpy(), marks, strict=True))[1:]:
        marker, colour, fill = mark
        axes.plot([dose, dose], [low, high], color=colour, linewidth=2.2)
        axes.plot(dose, middle, marker, color=colour, markerfacecolor=fill, markersize=9)
    axes.plot(0.0, 0.0, "o", color=look.BLACK, markersize=6)
    keep_height(axes, LEAST_POINTS)
    axes.set_xticks(doses, [f"{dose:g}" for dose in doses])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed_tick(value)))
    today = value_text(float(rows["mean"][0]), sheet_form(indicator), lang)
    named = wrapped(f"{indicator_name(indicator, lang)} {ARROWS[better_sign(indicator)]}", PANEL_COLUMNS)
    axes.set_title(f"{named}\n{WORDS['without'](lang).format(value=today)}", fontsize=look.TEXT_SIZE)
    axes.set_ylabel(WORDS["points"](lang), fontsize=look.NOTE_SIZE, color=look.GREY)


def keep_height(axes: Axes, least: float) -> None:
    """Heighten an axis that is lower than this, or noise would look like an effect."""
    low, high = axes.get_ylim()
    if high - low < least:
        axes.set_ylim((low + high - least) / 2, (low + high + least) / 2)


def signed_tick(value: float) -> str:
    """Write a difference on an axis."""
    return number(value, "1", signed=True, decimals=3).rstrip("0").rstrip(".") or "0"


def draw_hours(axes: Axes, table: pd.DataFrame, lang: str) -> None:
    """Stack the hours that each intensity adds or saves, by kind, with their sum and its interval."""
    look.light_grid(axes, "y")
    axes.axhline(0.0, color=look.GREY, linewidth=1.2)
    total = rows_of(table, ALL_HOURS)
    places = np.arange(1, len(total))
    tops, bottoms = np.zeros(len(places)), np.zeros(len(places))
    for kind in SPENT:
        added = rows_of(table, kind)["difference"].to_numpy()[1:]
        if np.abs(added).max() < 0.005:
            continue
        colour, hatch = LOOKS[kind]
        base = np.where(added >= 0, tops, bottoms)
        axes.bar(
            places,
            added,
            0.62,
            base,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=HOUR_KINDS[kind](lang),
        )
        tops, bottoms = (
            np.where(added >= 0, tops + added, tops),
            np.where(added < 0, bottoms + added, bottoms),
        )
    sums = total[["difference", "difference_low", "difference_high"]].to_numpy()[1:].T
    spans = np.abs(sums[1:] - sums[0])
    style = {"color": look.BLACK, "markerfacecolor": "white", "markersize": 8, "capsize": 4, "linewidth": 2}
    axes.errorbar(places, sums[0], spans, fmt="D", label=HOUR_KINDS[ALL_HOURS](lang), **style)  # type: ignore[arg-type]
    keep_height(axes, LEAST_HOURS)
    axes.margins(y=0.08)
    axes.set_xticks(places, [f"{dose:g}" for dose in total["intensity"][1:]])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed_tick(value)))
    spent = value_text(float(total["mean"][0]), "hours/week", lang)
    axes.set_title(
        f"{WORDS['hours'](lang)}\n{WORDS['without'](lang).format(value=spent)}", fontsize=look.TEXT_SIZE
    )
    axes.set_xlabel(WORDS["intensity"](lang))
    axes.set_ylabel(WORDS["hours_axis"](lang), fontsize=look.NOTE_SIZE, color=look.GREY)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, fontsize=look.NOTE_SIZE)
