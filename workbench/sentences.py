"""What the figures say: axis labels, and titles that state the finding, computed from the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.comparison import waterfall_table
from workbench.summaries import balanced, delay_shares, grouped_quantile, level_summary, titles, unit_names
from workbench.text import CAUSES, Label, better_sign, level_name, name_of, number, value_text

if TYPE_CHECKING:
    from models.organisation import Organisation
    from simulation.runs import Runs
    from workbench.journeys import Journey

SENTENCES: dict[str, dict[str, Label]] = {
    "attenuation": {
        "substance_title": Label("实质责任：逐级衰减", "Substance: what is really meant"),
        "substance_axis": Label("占下达时的比例", "share of what was issued"),
        "pressure_title": Label("形式压力：层层加码", "Formal pressure: targets and paperwork"),
        "pressure_axis": Label("为下达时的倍数", "times what was issued"),
    },
    "comparison": {
        "better": Label("更好", "better"),
        "worse": Label("更差", "worse"),
        "changed": Label("有变化（好坏不论）", "changed (neither by itself)"),
        "undecided": Label("尚不能断定", "undecided"),
        "share": Label("差值（百分点）", "difference (percentage points)"),
        "times": Label("差值（倍）", "difference (times)"),
        "weeks": Label("差值（周）", "difference (weeks)"),
        "hours/week": Label("差值（每单位每周小时）", "difference (hours a unit and week)"),
        "less": Label("越低越好", "less is better"),
        "more": Label("越高越好", "more is better"),
    },
    "journey": {
        "axis": Label("周（自年初起）", "week of the year"),
        "left": Label("余 {share}%", "{share}% left"),
        "waiting": Label("排队等待", "waiting"),
        "work": Label("办理", "work"),
        "handed": Label("交接", "handed on"),
        "broken": Label("断链，无人承接", "broken: nobody owns it"),
        "found": Label("检查发现断链", "break found"),
        "restored": Label("检查恢复", "restored"),
        "meeting": Label("例会检查", "checkpoint"),
    },
    "map": {
        "layer": Label("第{number}层", "layer {number}"),
        "unit": Label("1 个单位", "1 unit"),
        "units": Label("{count} 个单位", "{count} units"),
        "costs": Label("这条线一断，少到达的比例", "share no longer reached if the line breaks"),
        "note": Label(
            "橙线为断开代价最大的线（每级至多五条），编号与右图一致；代价为此线必断时少到达的人数占现可到达人数的比例，未计检查补救。",
            "Orange: the costliest lines, at most five a level, numbered as on the right. Cost: headcount no longer reached if "
            "the line breaks for certain, as a share of what is reached now; checks that might find the break are left out.",
        ),
        "missing": Label("另有 {count} 个单位未画出。", " {count} further units are not drawn."),
    },
    "delays": {
        "axis": Label("自下达起的周数", "weeks from issue"),
        "done_axis": Label("已办结的比例", "share done"),
        "deadline": Label("时限 {weeks} 周", "deadline {weeks} weeks"),
        "median": Label("中位用时", "median"),
        "weeks": Label("{weeks} 周", "{weeks} weeks"),
        "none": Label("无一办结", "nothing done"),
        "note": Label(
            "曲线为自下达起到该周已办结的比例，标记点为已办结任务的中位用时（未办结的不在其中）。",
            "Lines: share of the level's directives done by that week; marks: median of those done, the rest not counted. ",
        ),
    },
    "losses": {
        "issued": Label("下达", "issued"),
        "delivered": Label("末级落地", "delivered"),
        "axis": Label("实质责任，占下达时的比例", "substance, share of what was issued"),
        "sum": Label("合计", "sum"),
        "left": Label("余下", "left"),
        "unit": Label(
            "单位：百分点。负数为损失，正数为恢复；各数按所辖末级单位加权，取一位小数后配平，横竖相加均相符。",
            "Percentage points: losses negative, gains positive; weighted by the last units below, rounded so that rows and "
            "columns add up.",
        ),
    },
}

NOTE = Label(
    "{units} 个单位，{weeks} 周，每种情景模拟 {replications} 次，各情景面对同样的随机因素",
    "{units} units, {weeks} weeks, {replications} replications of each scenario on the same luck",
)
BARS = Label("；误差线为 95% 区间", "; bars are 95% intervals")
STOP = Label("。", ".")


def runs_note(runs: Runs, lang: str, *, bars: bool = True) -> str:
    """Return the small print of a figure: what was simulated."""
    units = runs.organisation.n_units + runs.organisation.n_members
    text = NOTE(lang).format(
        units=f"{units:,}", weeks=f"{runs.weeks:g}", replications=f"{runs.replications:,}"
    )
    return text + (BARS(lang) if bars else "") + STOP(lang)


def attenuation_finding(runs: Runs, lang: str) -> str:
    """Return what is left at the last level of the first scenario, and beside it the others."""
    table = level_summary(runs, ("substance", "formal_pressure"))
    last = level_name(runs.organisation.levels[-1], lang)
    bottom = table[table["level"] == runs.organisation.levels[-1]].set_index(["indicator", "scenario"])[
        "mean"
    ]
    names = titles(runs, lang)
    first = runs.names[0]
    substance, pressure = float(bottom["substance", first]), float(bottom["formal_pressure", first])
    if np.isnan(substance):
        return Label("没有下达任何任务", "No directive was issued")(lang)
    share, times = number(substance, "share", decimals=0), number(pressure, "times", decimals=1)
    grown = np.sign(round(np.nan_to_num(pressure, nan=1.0), 1) - 1.0)
    if lang == "zh":
        kept = "只剩" if substance < 0.995 else "仍有"
        change = {1: f"形式压力却增至 {times} 倍", -1: f"形式压力也降至 {times} 倍", 0: "形式压力不变"}[
            int(grown)
        ]
        text = f"{names[first]}：到{last}{kept} {share}% 的实质责任，{change}"
        others = [f"{names[name]} {rounded_share(bottom['substance', name])}" for name in runs.names[1:4]]
        return text + (f"（{'，'.join(others)}）" if others else "")
    change = {
        1: f"while formal pressure grows to {times} times",
        -1: f"and formal pressure falls to {times} times",
        0: "and formal pressure stays as issued",
    }[int(grown)]
    text = f"{capital(names[first])}: {share}% of the substance is left at {last} level, {change}"
    others = [f"{names[name]} {rounded_share(bottom['substance', name])}" for name in runs.names[1:4]]
    return text + (f" ({', '.join(others)})" if others else "")


def rounded_share(value: float) -> str:
    """Write a share in whole percent."""
    return f"{number(value, 'share', decimals=0)}%"


def loss_parts(runs: Runs, scenario: str) -> pd.DataFrame:
    """Return the mean share of substance lost (-) or gained (+), one row a level and one column a cause."""
    table = waterfall_table(runs)
    table = table[table["scenario"] == scenario]
    parts = table.pivot(index="level", columns="cause", values="mean")
    return parts.loc[list(runs.organisation.levels), list(dict.fromkeys(table["cause"]))]


def loss_rounded(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the parts in percentage points with one decimal, so that they add up to the rounded whole."""
    return pd.DataFrame(balanced(100.0 * parts.to_numpy(), 1), index=parts.index, columns=parts.columns)


def loss_finding(runs: Runs, scenario: str, lang: str) -> str:
    """Return how much of the substance is delivered, and which cause takes most of it."""
    shown = loss_rounded(loss_parts(runs, scenario))
    causes = shown.sum()
    worst, restored = str(causes.idxmin()), float(causes.get("restored", 0.0))
    title = titles(runs, lang)[scenario]
    delivered, most = f"{100.0 + causes.sum():.1f}%", f"{-causes[worst]:.1f}"
    level = level_name(str(shown[worst].idxmin()), lang)
    if lang == "zh":
        text = f"{title}：实质责任落地 {delivered}；损失最多的是{name_of(CAUSES, worst, lang)}（{most} 个百分点，以{level}为最）"
        return text + (f"，检查恢复补回 {restored:.1f}" if restored >= 0.05 else "")
    text = (
        f"{capital(title)}: {delivered} of the substance is delivered; largest loss: {name_of(CAUSES, worst, lang)} "
        f"({most} points, most of it at {level} level)"
    )
    return text + (f"; checks restore {restored:.1f}" if restored >= 0.05 else "")


def verdict(indicator: str, difference: float, p_holm: float, significance: float = 0.05) -> str:
    """Return ``"better"``, ``"worse"``, ``"changed"`` (neither by itself) or ``"undecided"``.

    Decided only where the p value, corrected by Holm over the indicators of the scenario, is below the significance.

    Examples
    --------
    >>> verdict("lost", -0.1, 0.001), verdict("lost", -0.1, 0.2), verdict("work_hours", 1.0, 0.0)
    ('better', 'undecided', 'changed')
    """
    if not p_holm < significance:  # NaN, with a single replication, decides nothing
        return "undecided"
    sign = better_sign(indicator)
    return "changed" if sign == 0 else "better" if sign * difference > 0 else "worse"


def comparison_finding(table: pd.DataFrame, names: Mapping[str, str], baseline: str, lang: str) -> str:
    """Return what each scenario does to the substance delivered, and how many indicators it betters and worsens."""
    parts = []
    for scenario in dict.fromkeys(table["scenario"]):
        rows = table[table["scenario"] == scenario]
        verdicts = [verdict(row.indicator, row.difference, row.p_holm) for row in rows.itertuples()]
        better, worse = verdicts.count("better"), verdicts.count("worse")
        change = substance_change(rows[rows["indicator"] == "substance"].iloc[0], names[scenario], lang)
        counts = Label(
            f"（{len(rows)} 项指标：{better} 项更好、{worse} 项更差）",
            f" ({better} of {len(rows)} indicators better, {worse} worse)",
        )
        parts.append(change + counts(lang))
    if lang == "zh":
        return f"与{names[baseline]}相比，" + "；".join(parts)
    return f"Against {names[baseline]}, " + "; ".join(parts)


def substance_change(row: pd.Series[Any], name: str, lang: str) -> str:
    """Return one scenario's change of the substance delivered."""
    outcome = verdict("substance", row["difference"], row["p_holm"])
    if outcome == "undecided":
        unknown = Label(
            f"{name}对落地的实质责任有无作用尚不能断定",
            f"{name} has no certain effect on the substance delivered",
        )
        return unknown(lang)
    amount = value_text(abs(row["difference"]), "points", lang)
    rises = outcome == "better"
    if lang == "zh":
        return f"{name}使落地的实质责任{'提高' if rises else '降低'} {amount}"
    return f"{name} {'raises' if rises else 'lowers'} the substance delivered by {amount}"


def delay_finding(runs: Runs, lang: str) -> str:
    """Return the median time until done at the last level, by scenario, and the share done."""
    shares = delay_shares(runs)[:, -1]
    last = level_name(runs.organisation.levels[-1], lang)
    parts = []
    for name, weeks in zip(titles(runs, lang).values(), shares, strict=True):
        median, done = (
            number(grouped_quantile(weeks, 0.5), "weeks", decimals=1),
            number(float(weeks.sum()), "share", decimals=0),
        )
        parts.append(
            Label(f"{name} {median} 周（办结 {done}%）", f"{median} weeks under {name} ({done}% done)")(lang)
        )
    if lang == "zh":
        return f"任务到{last}办结的中位用时：" + "，".join(parts)
    return f"Median time until done at {last} level: " + ", ".join(parts)


def map_finding(organisation: Organisation, critical: pd.DataFrame, lang: str) -> str:
    """Return which line matters most."""
    if critical.empty:
        return Label("只有一个单位，没有上下级之间的线", "A single unit: there is no line to break")(lang)
    first = critical.iloc[0]
    names = unit_names(organisation)
    upper, lower = (names[organisation.position(first[end])] for end in ("source", "unit"))
    share = number(first["share"], "share", decimals=1)
    who = Label("单位", "units")
    if organisation.members is not None or not (organisation.headcount == 1.0).all():
        who = Label("人员", "people")
    return Label(
        f"最要紧的一条线：{upper}→{lower}，此线一断，原本能到达的{who.zh}有 {share}% 收不到任务",
        f"The line that matters most: {upper} → {lower}; if it breaks, {share}% of the {who.en} reached now are not",
    )(lang)


def journey_finding(journey: Journey, names: Mapping[str, str], lang: str, scenario: str = "") -> str:
    """Return how long the directive took, what broke on the way, and what is left of it."""
    text = journey_text(journey, names, lang)
    return f"{capital(scenario)}{Label('：', ': ')(lang)}{text[0].lower()}{text[1:]}" if scenario else text


def capital(text: str) -> str:
    """Return a text with its first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]


def journey_text(journey: Journey, names: Mapping[str, str], lang: str) -> str:
    """Return the finding of a journey without its scenario."""
    last, count = journey.last, journey.directive + 1
    name, breaks = names[last.unit], journey.breaks
    if last.done is None or last.substance is None:
        lost = next((stop for stop in journey.stops if stop.received is None), None)
        where = names[lost.unit] if lost else name
        kind = "unfinished" if lost is None else "lost" if lost.breaks else "underway"
        reasons = {
            "lost": Label(
                f"到{where}时断链，至期末未被发现",
                f"the chain broke on the way to {where} and nobody noticed",
            ),
            "underway": Label(f"至期末还没有到{where}", f"it had not come to {where} by the end"),
            "unfinished": Label("至期末仍在办理", "it was still in hand at the end"),
        }
        opening = Label(f"第 {count} 号任务没有在{name}办结：", f"Directive {count} was not done at {name}: ")
        return opening(lang) + reasons[kind](lang)
    weeks, share = (
        number(last.done - journey.issued, "weeks", decimals=1),
        number(last.substance, "share", decimals=0),
    )
    broken = (
        Label("一路未断链", "no chain broke")
        if not breaks
        else Label(f"途中断链 {breaks} 次", times_broken(breaks))
    )
    return Label(
        f"第 {count} 号任务到{name}办结用了 {weeks} 周，{broken.zh}，实质责任余 {share}%",
        f"Directive {count} took {weeks} weeks until done at {name}; {broken.en}; {share}% of its substance is left",
    )(lang)


def times_broken(breaks: int) -> str:
    """Return how often a chain broke, in English."""
    return "the chain broke once" if breaks == 1 else f"the chain broke {breaks} times"
