"""The words on the measure sheets and on their figures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation.dose_response import JUDGED_BY, Turn
from simulation.measures import MEASURES
from workbench.text import Label, form_of, interval_text, listing, number, value_text

WORDS = {
    "sheet": Label("措施说明", "Measure sheet"),
    "index": Label("措施说明汇编", "Measure sheets"),
    "pillar": Label("所属方面", "Pillar"),
    "term": Label("文中提法", "The article's term"),
    "what": Label("这是什么", "What it is"),
    "mechanism": Label("作用机理", "How it works"),
    "aim": Label("直接作用于", "Acts on"),
    "cost": Label("代价", "What it costs"),
    "price": Label("代价体现在", "The cost shows in"),
    "side_effect": Label("副作用", "Side effect"),
    "finding": Label("何时不再划算", "Where it stops paying"),
    "full": Label("全力推行时（力度 1，与不采取相比）", "In full (intensity 1, against none)"),
    "curves": Label("力度与效果", "Dose and response"),
    "losing": Label("什么情况下反而更差", "When it does harm"),
    "settings": Label("设置", "Settings"),
    "setting": Label("设置项", "setting"),
    "default": Label("默认值", "default"),
    "range": Label("取值范围", "range"),
    "unit": Label("单位", "unit"),
    "source": Label("来源", "source"),
    "loses": Label("更差的设置", "settings that lose"),
    "assumption": Label("假设", "assumption"),
    "indicator": Label("指标", "indicator"),
    "without_column": Label("不采取", "without"),
    "with_column": Label("采取", "with"),
    "difference": Label("配对差值", "paired difference"),
    "interval": Label("95% 区间", "95% interval"),
    "intensity": Label("力度（0 为不采取，1 为全力）", "intensity (0: none, 1: in full)"),
    "without": Label("不采取时 {value}", "without: {value}"),
    "points": Label("与不采取相比（百分点）", "against none (percentage points)"),
    "hours": Label("工时代价", "Cost in hours"),
    "hours_axis": Label("与不采取相比（每人每周小时）", "against none (hours a person and week)"),
    "marks": Label(
        "竖线和灰带为配对差值的 95% 区间；圆点更好，叉更差，空心方块尚不能断定（获得感的判断已按霍尔姆法作多重比较校正）。",
        " Bars and grey band: 95% intervals of the paired difference; circles better, crosses worse, hollow squares undecided (the "
        "sense of gain: corrected for the many comparisons by Holm's method).",
    ),
    "note": Label(
        "{units} 个单位（{levels}），{weeks} 周，每种力度模拟 {replications} 次，面对同样的随机因素（运气编号 {seed}）；"
        "基准：{base}。",
        "{units} units ({levels}), {weeks} weeks, {replications} replications of each intensity on the same luck (seed {seed}); "
        "base: {base}.",
    ),
    "caution": Label(
        "各项措施的效果大小均为假设。曲线说明这些假设合在一起意味着什么，不是实测效果。",
        "The size of every measure's effect is an assumption. The curves show what the assumptions together imply, not a measured "
        "effect.",
    ),
    "up": Label("↑ 提高", "↑ raises it"),
    "down": Label("↓ 降低", "↓ lowers it"),
    "undecided": Label("尚不能断定", "undecided"),
    "better": Label("更好", "better"),
    "worse": Label("更差", "worse"),
    "changed": Label("有变化", "changed"),
    "back": Label("全部措施", "all measures"),
}

HOUR_KINDS = {
    "work_hours": Label("办理任务", "work on directives"),
    "meeting_hours": Label("会议检查", "meetings, inspections"),
    "trace_hours": Label("留痕填表", "traces"),
    "appeal_hours": Label("诉求办理", "appeals"),
    "project_hours": Label("项目", "projects"),
    "absence_hours": Label("培训交流离岗", "training, exchange"),
    "standing_hours": Label("包联巡查与人员调整", "patrols, moving people"),
    "hours_spent": Label("合计", "all hours"),
}

BEST = Label(
    "力度 {best} 时群众获得感最高，比不采取多 {points} 个百分点 {interval}",
    "the sense of gain is highest at intensity {best}, {points} points above none {interval}",
)
NOTHING = Label(
    "各种力度下群众获得感与不采取相比都不能断定有差别", "no intensity tells the sense of gain from none"
)
LOWER = Label(
    "力度 {doses} 时群众获得感反而低于不采取", "at intensity {doses} the sense of gain is below none"
)
FALLS = Label("力度超过 {dose} 后再加力，群众获得感下降", "past intensity {dose} the sense of gain falls")
NO_FALL = Label("所试力度内未见加力后下降", "it does not fall within the intensities tried")
MAYBE = Label("最佳力度可能在 {low} 至 {high} 之间", "the best may lie anywhere from {low} to {high}")

# What the settings that are meant to lose come to in this very simulation, by the verdict on the sense of gain.
LOSING = {
    "worse": Label(
        "在取值范围内存在使群众获得感低于“不采取该措施”的设置：下表“更差的设置”一栏，力度为 1。模拟结果：",
        'Within the ranges there are settings under which the public gains less than without the measure: the column "settings '
        'that lose" below, at intensity 1. Simulated result:',
    ),
    "undecided": Label(
        "按下表“更差的设置”一栏、力度为 1 模拟，在本页的组织和期限下，尚不能断定群众获得感与“不采取该措施”有差别。模拟结果：",
        'Simulated with the column "settings that lose" below, at intensity 1: for the organisation and the horizon of this sheet '
        "the sense of gain cannot be told from that without the measure. Simulated result:",
    ),
    "better": Label(
        "按下表“更差的设置”一栏、力度为 1 模拟，在本页的组织和期限下，群众获得感反而高于“不采取该措施”。模拟结果：",
        'Simulated with the column "settings that lose" below, at intensity 1: for the organisation and the horizon of this sheet '
        "the public gains more than without the measure all the same. Simulated result:",
    ),
}


def measure_name(measure: str, lang: str) -> str:
    """Return what a measure is called."""
    kind = MEASURES[measure]
    return kind.zh if lang == "zh" else kind.en


def turn_sentence(turn: Turn, table: pd.DataFrame, lang: str) -> str:
    """Return where a measure stops paying, as one sentence."""
    parts = [start_of(turn, table, lang)]
    if turn.worse:
        parts.append(LOWER(lang).format(doses=doses_text(turn.worse, lang)))
    if turn.falls_after:
        parts.append(FALLS(lang).format(dose=f"{turn.falls_after:g}"))
    elif turn.falls_after is None and turn.better:
        parts.append(NO_FALL(lang))
    if turn.low < turn.high and (turn.better or turn.worse):
        parts.append(MAYBE(lang).format(low=f"{turn.low:g}", high=f"{turn.high:g}"))
    text = ("；" if lang == "zh" else "; ").join(part for part in parts if part)
    return text + ("。" if lang == "zh" else ".")


def start_of(turn: Turn, table: pd.DataFrame, lang: str) -> str:
    """Return what the measure does to the sense of gain at its best."""
    if not turn.better:
        return "" if turn.worse else NOTHING(lang)
    row = table[(table["indicator"] == JUDGED_BY) & (table["intensity"] == turn.best)].iloc[0]
    points = number(float(row["difference"]), "points")
    interval = interval_text(float(row["difference_low"]), float(row["difference_high"]), "points")
    return BEST(lang).format(best=f"{turn.best:g}", points=points, interval=interval)


def doses_text(doses: Sequence[float], lang: str) -> str:
    """Return intensities as a list."""
    return listing([f"{dose:g}" for dose in doses], lang)


def sheet_form(indicator: str) -> str:
    """Return how an indicator is written on a sheet: what lies between 0 and 1 in percent, so that all changes are points."""
    form = form_of(indicator)
    return "share" if form == "1" else form


def hours_text(value: float, lang: str) -> str:
    """Return a difference in hours a person and week."""
    return value_text(value, "hours/week", lang, signed=True)
