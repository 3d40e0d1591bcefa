"""How far simulated means are from theory, in units of their 99.9% intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.figures import look
from workbench.text import Label, require_language

ALL = Label(
    "{number} 个模拟均值，理论值全部落在各自的 99.9% 区间内",
    "{number} simulated means: theory lies within the 99.9% interval of every one",
)
SOME = Label(
    "{number} 个模拟均值中，{wrong} 个的 99.9% 区间不含理论值",
    "Of {number} simulated means, the 99.9% intervals of {wrong} miss theory",
)
AXIS = Label(
    "模拟均值与理论值之差（以 99.9% 区间的半宽为 1）",
    "simulated mean less theory (half width of the 99.9% interval = 1)",
)
NOTE = Label(
    "每点一项检验；灰带之内即为通过。多数点应靠近中间：若都挤在边上，便是系统偏差。",
    "A dot is a check; inside the grey band it passes. Most should lie near the middle: dots that crowd to one side would be bias.",
)


def agreement(table: pd.DataFrame, lang: str = "zh") -> Figure:
    """Draw the simulated checks of a validation table that theory gives a value for.

    Parameters
    ----------
    table : DataFrame
        From `workbench.validation.validation_table`.
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    shown = table[(table["how"] == "simulated") & (table["relation"] == "=")]
    away = ((shown["found"] - shown["expected"]) / shown["margin"]).to_numpy()
    wrong = int((~shown["passed"]).sum())
    title = (SOME if wrong else ALL)(lang).format(number=len(shown), wrong=wrong)
    themes = list(dict.fromkeys(shown["theme"]))
    with look.drawing():
        figure = look.new_figure(12, 1.9 + 0.62 * len(themes), title, NOTE(lang))
        axes = figure.subplots()
        axes.axvspan(-1, 1, color=look.FAINT, zorder=0)
        axes.axvline(0, color=look.GREY, linewidth=1.2)
        for row, theme in enumerate(themes):
            draw_theme(axes, row, away[(shown["theme"] == theme).to_numpy()])
        axes.set_yticks(range(len(themes)), themes)
        axes.set_ylim(len(themes) - 0.4, -0.6)
        reach = max(1.25, 1.1 * float(np.abs(away).max(initial=0.0)))
        axes.set(xlim=(-reach, reach), xlabel=AXIS(lang))
        axes.tick_params(axis="y", length=0)
        return look.finish(figure)


def draw_theme(axes: Axes, row: int, away: np.ndarray) -> None:
    """Draw one theme's checks, those outside the band as crosses."""
    inside = np.abs(away) <= 1
    # Dots that would lie on one another stand above or below their line.
    heights = row + 0.13 * (np.argsort(np.argsort(away)) % 3 - 1)
    axes.plot(away[inside], heights[inside], "o", color=look.BLUE, markersize=8, alpha=0.85)
    axes.plot(away[~inside], heights[~inside], "X", color=look.VERMILLION, markersize=11)
