"""The words on the figures: axes, legends and small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.faults import number_forms
from workbench.text import Label

if TYPE_CHECKING:
    from simulation.runs import Runs

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
        "undecided": Label("无差别或尚不能断定", "none, or undecided"),
        "share": Label("差值（百分点）", "difference (percentage points)"),
        "times": Label("差值（倍）", "difference (times)"),
        "weeks": Label("差值（周）", "difference (weeks)"),
        "hours/week": Label("差值（每人每周小时）", "difference (hours a person and week)"),
        "1": Label("差值（0 至 1 的量表）", "difference (on a scale from 0 to 1)"),
        "1/quarter": Label("差值（件/季度）", "difference (projects a quarter)"),
        "hours/gain": Label("差值（每单位获得感，小时/周）", "difference (hours a week for a unit of gain)"),
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
    "{units} unit{units_s}, {weeks} week{weeks_s}, {replications} replication{replications_s} of each scenario on the same luck",
)
BARS = Label("；误差线为 95% 区间", "; bars are 95% intervals")
STOP = Label("。", ".")


def runs_note(runs: Runs, lang: str, *, bars: bool = True) -> str:
    """Return the small print of a figure: what was simulated."""
    units = runs.organisation.n_units + runs.organisation.n_members
    numbers = {"units": f"{units:,}", "weeks": f"{runs.weeks:g}", "replications": f"{runs.replications:,}"}
    endings = {f"{name}_s": number_forms(number)["s"] for name, number in numbers.items()}
    text = NOTE(lang).format(**numbers, **endings)
    return text + (BARS(lang) if bars else "") + STOP(lang)
