"""Whom to promote: efficiency of a pyramid over the years, by rule, under two hypotheses about skill."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.intervals import mean_interval
from simulation.promotion import HYPOTHESES
from workbench.figures import look
from workbench.text import Label, require_language

RULES = {
    "best": Label("提拔最强", "promote the best"),
    "worst": Label("提拔最弱", "promote the worst"),
    "random": Label("随机提拔", "promote at random"),
}
PANELS = {
    "common sense": Label(
        "新岗位用得上原来的能力（常识假设）", "skill serves in the new post (common sense)"
    ),
    "peter": Label(
        "新岗位要的是另一种能力（彼得假设）", "the new post asks for other skill (Peter hypothesis)"
    ),
}
TITLE = Label(
    "能力带得走，{carried}最好；带不走，{lost}最好",
    "Best if skill is carried along: {carried}. Best if it is not: {lost}",
)
NOTE = Label(
    "160 个岗位的金字塔（Pluchino 等 2010），{number} 次重复的均值与 99.9% 区间。要重现的是次序；高低取决于分布如何截断。",
    "A pyramid of 160 posts (Pluchino et al. 2010), means of {number} replications with 99.9% intervals. The order is what is "
    "reproduced; levels depend on how distributions are cut off.",
)
AXES = Label("年", "year"), Label("组织效率（%）", "efficiency (%)")


def promotion_rules(promotions: pd.DataFrame, lang: str = "zh") -> Figure:
    """Draw what `simulation.promotion.promotion_efficiency` gives.

    Parameters
    ----------
    promotions : DataFrame
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    number = promotions["replication"].nunique()
    best = {name: best_rule(promotions, value) for name, value in HYPOTHESES.items()}
    title = TITLE(lang).format(carried=RULES[best["common sense"]](lang), lost=RULES[best["peter"]](lang))
    with look.drawing():
        figure = look.new_figure(12, 5.6, title, NOTE(lang).format(number=number))
        panels = figure.subplots(1, 2, sharey=True)
        for axes, (hypothesis, label) in zip(panels, PANELS.items(), strict=True):
            of = promotions[promotions["transferability"] == HYPOTHESES[hypothesis]]
            draw_panel(axes, of, lang)
            axes.set_title(label(lang))
            axes.set_xlabel(AXES[0](lang))
        panels[0].set_ylabel(AXES[1](lang))
        return look.finish(figure)


def best_rule(promotions: pd.DataFrame, transferability: float) -> str:
    """Return the rule with the highest efficiency over the second half of the years."""
    late = promotions[
        (promotions["transferability"] == transferability)
        & (promotions["step"] > promotions["step"].max() // 2)
    ]
    return str(late.groupby("rule")["efficiency"].mean().idxmax())


def draw_panel(axes: Axes, runs: pd.DataFrame, lang: str) -> None:
    """Draw one line a rule with its band, its name at the end."""
    for place, (rule, label) in enumerate(RULES.items()):
        own = runs[runs["rule"] == rule].pivot(index="replication", columns="step", values="efficiency")
        mean, low, high = mean_interval(own.to_numpy(), 0.999)
        years, style = own.columns.to_numpy(), look.style_of(place)
        axes.fill_between(years, low, high, color=style.colour, alpha=0.15, linewidth=0)
        axes.plot(years, mean, color=style.colour, linestyle=style.dashes, linewidth=2)
        end = float(np.mean(mean[len(mean) // 2 :]))
        axes.annotate(label(lang), (years[-1] * 0.98, end + 1.2), color=style.colour, ha="right", va="bottom")
    look.light_grid(axes, "y")
    axes.set_xlim(0, float(runs["step"].max()))
