"""The words on the package over the parameters' ranges."""

from __future__ import annotations

import pandas as pd

from models.parameters import parameter_quantities
from simulation.hypercube import SPREADS, Spread
from simulation.losing_regions import Box
from workbench.summaries import records
from workbench.text import UNITS, Label, indicator_name, interval_text, listing, name_of, number

WORDS = {
    "shares": Label(
        "变动方向的点数占比（横线：95% 区间）",
        "Share of points by direction (lines: 95% intervals)",
    ),
    "names": Label(
        "指标名下：各点之差的中位数和中间九成的范围（百分点）。",
        "Below each name: median difference over the points and the range of nine in ten (percentage points).",
    ),
    "up": Label("提高", "raised"),
    "undecided": Label("尚不能断定", "undecided"),
    "down": Label("降低", "lowered"),
    "effects": Label(
        "{indicator}之差，由小到大排列的各点", "Difference in {indicator}, points in rising order"
    ),
    "points_axis": Label("{indicator}之差（百分点）", "difference in {indicator} (points)"),
    "rank": Label("点（由小到大）", "points, in rising order"),
    "telling": Label("最能区分成败的两个参数", "The two parameters that tell most where it loses"),
    "untold": Label(
        "低于现状的点太少，参数无从区分成败：图示其中两个参数",
        "Too few points lose for any parameter to tell where: two of the parameters",
    ),
    "point_up": Label("高于现状", "above today"),
    "point_undecided": Label("尚不能断定", "undecided"),
    "point_down": Label("低于现状", "below today"),
    "box": Label("较易低于现状的范围", "where it is likelier to lose"),
    "rule": Label(
        "较易低于现状的范围（由一半的点找出，用另一半检验）：{limits}。其中 {inside}% {interval} 的点低于现状，"
        "全部点中为 {overall}%。",
        "Where it is likelier to lose (found on half of the points, judged on the other half): {limits}. There it loses at "
        "{inside}% {interval} of the points, of all points at {overall}%.",
    ),
    "unconfirmed": Label(
        "由一半的点找出的范围（{limits}）未得到另一半的证实：其中 {inside}% {interval} 的点低于现状，全部点中为 {overall}%。"
        "低于现状的情形分散在各处，不能归于少数几个参数。",
        "The region found on half of the points ({limits}) is not borne out by the other half: there it loses at {inside}% "
        "{interval} of the points, of all points at {overall}%. Losses are scattered and no few parameters account for them.",
    ),
    "none": Label("低于现状的点太少，划不出可靠的范围。", "Too few points lose for a region to be told."),
}
FINDING = Label(
    "{compared} 个可比的参数组合中，三位一体方案在 {won}% {won_interval} 的组合下群众获得感高于现状，"
    "在 {lost}% {lost_interval} 的组合下反而更低",
    "At {compared} points the package raises the sense of gain above today's at {won}% {won_interval} of them and lowers it at "
    "{lost}% {lost_interval}",
)
COSTS = Label(
    "；压力负荷在 {strain}%、形式主义占比在 {formalism}% 的组合下上升。",
    "; it raises strain at {strain}% and the formalism share at {formalism}%.",
)
SIZE = Label("中位 {median}（{least} 至 {most}）", "median {median} ({least} to {most})")
SIZES = Label(
    "{indicator}：平均差 {mean} {interval}，中位 {median}，九成的点在 {least} 至 {most} 之间（百分点）",
    "{indicator}: mean difference {mean} {interval}, median {median}, nine in ten of the points from {least} to {most} "
    "(percentage points)",
)
NOTE = Label(
    "{points} 个点的拉丁超立方抽样，{parameters} 个参数（{spread}）；{units} 个单位，{weeks} 周，每点模拟 {replications} 次，"
    "两种情景面对同样的随机因素。{refused} 个点上留痕与包联已用尽工时，无从比较。",
    "Latin hypercube of {points} points over {parameters} parameters ({spread}); {units} units, {weeks} weeks, {replications} "
    "replications a point on the same luck. At {refused} points traces and patrols use up all hours: nothing to compare.",
)


def share_of(shares: pd.DataFrame, indicator: str, verdict: str) -> tuple[str, str]:
    """Return a share of points in percent and its interval."""
    row = shares[(shares["indicator"] == indicator) & (shares["verdict"] == verdict)].iloc[0]
    share, low, high = (number(float(row[name]), "share") for name in ("share", "low", "high"))
    return share, f"[{low}, {high}]"


def ranges_finding(shares: pd.DataFrame, lang: str) -> str:
    """Return at how many points the package beats today, and at how many it costs strain or formalism."""
    won, won_interval = share_of(shares, "gain", "up")
    lost, lost_interval = share_of(shares, "gain", "down")
    text = FINDING(lang).format(
        compared=int(shares["of"].iloc[0]),
        won=won,
        won_interval=won_interval,
        lost=lost,
        lost_interval=lost_interval,
    )
    return text + COSTS(lang).format(
        strain=share_of(shares, "strain", "up")[0], formalism=share_of(shares, "formalism_share", "up")[0]
    )


def size_text(sized: pd.DataFrame, indicator: str, lang: str) -> str:
    """Return how far the package moves an indicator, in percentage points, in a few words."""
    row = records(sized[sized["indicator"] == indicator])[0]
    ends = {name: number(row[name], "points", signed=True) for name in ("median", "least", "most")}
    return SIZE(lang).format(**ends)


def size_lines(sized: pd.DataFrame, lang: str) -> list[str]:
    """Return how far the package moves each indicator, one line an indicator."""
    lines = []
    for row in records(sized):
        ends = {
            name: number(row[name], "points", signed=True) for name in ("mean", "median", "least", "most")
        }
        interval = interval_text(row["low"], row["high"], "points", signed=True)
        lines.append(
            SIZES(lang).format(indicator=indicator_name(row["indicator"], lang), interval=interval, **ends)
        )
    return lines


def parameter_name(name: str, lang: str) -> str:
    """Return what a parameter is called."""
    return next(quantity for quantity in parameter_quantities() if quantity.name == name).label(lang)


def limit_text(limit: tuple[str, str, float], lang: str) -> str:
    """Return one side of a box in plain words."""
    name, side, value = limit
    quantity = next(quantity for quantity in parameter_quantities() if quantity.name == name)
    unit = name_of(UNITS, quantity.unit, lang)
    return f"{quantity.label(lang)} {side} {value:.3g}{' ' if unit else ''}{unit}"


def box_text(box: Box | None, lang: str) -> str:
    """Return where the package is likelier to fail."""
    if box is None:
        return WORDS["none"](lang)
    return WORDS["rule" if box.confirmed else "unconfirmed"](lang).format(
        limits=listing([limit_text(limit, lang) for limit in box.limits], lang),
        inside=number(box.inside, "share", decimals=0),
        interval=f"[{number(box.low, 'share', decimals=0)}, {number(box.high, 'share', decimals=0)}]",
        overall=number(box.overall, "share", decimals=0),
    )


def spread_text(spread: Spread, lang: str) -> str:
    """Return how far the points lie from the defaults."""
    return SPREADS[spread][0 if lang == "zh" else 1]


def indicator_title(label: Label, indicator: str, lang: str) -> str:
    """Return a label with an indicator's name in it."""
    return label(lang).format(indicator=indicator_name(indicator, lang))
