"""The words on the stacking matrix."""

from __future__ import annotations

import pandas as pd

from simulation.measures import MEASURES
from simulation.stacking import needing
from workbench.text import Label, better_sign, indicator_name, number

WORDS = {
    "alone": Label("单独采取的效果", "Alone"),
    "interactions": Label("两两搭配：在各自效果之和以外的增减", "In pairs: what goes beyond the sum of both"),
    "scale": Label(
        "{indicator}，百分点（蓝色相互促进，红色相互抵消）",
        "{indicator}, points (blue: they help each other; red: hinder)",
    ),
    "points": Label("{indicator}，与不采取相比（百分点）", "{indicator}\nagainst none (points)"),
    "marks": Label(
        "颜色为交互作用 f(1,1)−f(1,0)−f(0,1)+f(0,0) 的均值；标有 + 或 − 的经多重比较校正（错误发现率 5%）后仍可断定。"
        "右图横线为 95% 区间，空心点尚不能断定。",
        " Colour: mean interaction f(1,1)−f(1,0)−f(0,1)+f(0,0); those with a sign, + or −, hold after correction for the many "
        "comparisons (false discovery rate 5%). Bars at the right: 95% intervals; hollow marks: undecided.",
    ),
    "note": Label(
        "{units} 个单位，{weeks} 周，每种搭配模拟 {replications} 次，面对同样的随机因素（运气编号 {seed}）；"
        "力度 {intensity}；基准：{base}。",
        "{units} units, {weeks} weeks, {replications} replications of each set on the same luck (seed {seed}); "
        "intensity {intensity}; base: {base}.",
    ),
}
FINDING = Label(
    "{indicator}：{pairs} 对措施中，{helping} 对确能相互促进，{hindering} 对相互抵消",
    "{indicator}: of {pairs} pairs, {helping} help each other with confidence, {hindering} hinder",
)
STRONGEST = Label(
    "；促进最强的是“{first}”与“{second}”（{points} 个百分点）",
    '; the strongest help: "{first}" with "{second}" ({points} points)',
)
HARDEST = Label(
    "；抵消最强的是“{first}”与“{second}”（{points} 个百分点）",
    '; the strongest hindrance: "{first}" with "{second}" ({points} points)',
)


def short_name(measure: str, lang: str) -> str:
    """Return a measure's name without what follows its first dot.

    Examples
    --------
    >>> short_name("guidance", "zh"), short_name("five_ones", "en")
    ('走访指导', 'five ones')
    """
    if measure not in MEASURES:
        return measure
    return MEASURES[measure].zh.partition("·")[0] if lang == "zh" else MEASURES[measure].en


def stacking_finding(pairs: pd.DataFrame, indicator: str, lang: str) -> str:
    """Return how many pairs help or hinder each other, and the strongest of both."""
    rows = needing(pairs, indicator)
    helps = rows["interaction"] * (better_sign(indicator) or 1) > 0
    text = FINDING(lang).format(
        indicator=indicator_name(indicator, lang),
        pairs=len(pairs),
        helping=helps.sum(),
        hindering=(~helps).sum(),
    )
    for label, chosen in ((STRONGEST, rows[helps]), (HARDEST, rows[~helps])):
        if len(chosen):
            row = chosen.iloc[0]
            text += label(lang).format(
                first=short_name(row["first"], lang),
                second=short_name(row["second"], lang),
                points=number(float(row["interaction"]), "points", signed=True),
            )
    return text + ("。" if lang == "zh" else ".")
