"""The words on the map of the organisation and in the story of a unit."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.text import Label

WORDS = {
    "map": Label("组织地图：{title}", "Map of the organisation: {title}"),
    "keys": Label(
        "方向键在单位间移动，回车收起或展开下级，空格播放，加减号缩放，0 复原。",
        "Arrow keys move between units, Enter closes or opens what is below, space plays, plus and minus zoom, 0 resets.",
    ),
    "colour": Label("颜色", "Colour"),
    "play": Label("播放", "Play"),
    "pause": Label("暂停", "Pause"),
    "week": Label("第 {week} 周", "week {week}"),
    "week_slider": Label("周（拖动看全年）", "Week (drag through the year)"),
    "speed": Label("速度", "Speed"),
    "per_second": Label("{weeks} 周/秒", "{weeks} weeks/s"),
    "levels": Label("显示到", "Show down to"),
    "automatic": Label("自动", "automatic"),
    "broken_lines": Label("断链线", "broken lines"),
    "critical_lines": Label("关键线", "critical lines"),
    "search": Label("按名称或代码查找", "Search by name or id"),
    "no_match": Label("没有找到“{text}”", "Nothing found for “{text}”"),
    "matches": Label("找到 {count} 个", "{count} found"),
    "zoom_in": Label("放大", "Zoom in"),
    "zoom_out": Label("缩小", "Zoom out"),
    "reset": Label("复原", "Reset view"),
    "units": Label("{count} 个", "{count} units"),
    "unit": Label("1 个", "1 unit"),
    "mean": Label("均值 {value}", "mean {value}"),
    "no_value": Label("无数据", "no value"),
    "size": Label("圆的面积：同级内按人数", "area of a disc: headcount, within a level"),
    "ringed": Label("深色环：下级已收起", "dark ring: what is below is closed"),
    "legend_broken": Label(
        "本周断链的交接（虚线或圈）", "handovers that broke this week (dashed, or ringed)"
    ),
    "legend_critical": Label(
        "关键线：一断则少到达的人最多", "critical lines: costliest in people no longer reached"
    ),
    "broken_now": Label(
        "本周断链 {count} 处，累计尚无人承接 {open} 件次",
        "{count} handovers broke this week, {open} are owned by nobody",
    ),
    "unavailable": Label(
        "此情景没有季度复盘，无此数据", "this scenario has no quarterly reviews and so no such value"
    ),
    "close": Label("关闭", "Close"),
    "open_below": Label("展开下级", "Open what is below"),
    "close_below": Label("收起下级", "Close what is below"),
    "enter": Label(
        "进入：只看此单位及其下级（{count} 个）", "Enter: only this unit and the {count} below it"
    ),
    "below": Label("下辖 {count} 个单位", "{count} units below"),
    "not_shown": Label(
        "共 {total} 个单位，画出最上面的 {count} 个；选中一个单位可进入其下级。",
        "{total} units in all, the topmost {count} are drawn; choose a unit to enter what is below it.",
    ),
    "headcount": Label("{count} 人", "headcount {count}"),
    "losses": Label("实质责任去了哪里（占全年下达）", "Where substance went (share of all issued)"),
    "handed": Label("上级办结后交下", "handed on by the superior"),
    "issued_to": Label("下达到顶层", "issued to the top"),
    "delivered": Label("本单位落实", "delivered here"),
    "people": Label("人员（年初至各季末）", "People (start, then after each quarter)"),
    "skill": Label("履职能力", "skill"),
    "motivation": Label("工作积极性", "motivation"),
    "strain": Label("压力负荷", "strain"),
    "no_people": Label(
        "没有季度复盘，不知人员变化。", "Nothing is reviewed, so nothing is known of the people."
    ),
    "of_week": Label("第 {week} 周的台账", "Ledger of week {week}"),
    "quiet": Label("本周无记录。", "Nothing was written down this week."),
    "more_rows": Label("另有 {count} 条", "{count} more"),
    "summary": Label(
        "全年下达 {issued} 件，收到 {received} 件，办结 {done} 件；交接断链 {broken} 件，其中 {found} 件被检查发现。",
        "Of {issued} directives {received} came and {done} were done; {broken} handovers broke, checks found {found} of them.",
    ),
    "times": Label(
        "平均等 {wait} 周才开始办理，自下达起 {delay} 周办结；开会受检 {checkpoints} 次，收到群众诉求 {appeals} 件。",
        "On average they waited {wait} weeks for attention and were done {delay} weeks after issue; {checkpoints} checkpoints, "
        "{appeals} appeals.",
    ),
    "failed": Label("没能读出这个单位：{reason}", "This unit could not be read: {reason}"),
}

# The ledger in words. {d}: number of the directive, {c}: kind of checkpoint, {l}: line, {a}: substance in percent, {h}: hours.
EVENT_WORDS = {
    "issued": Label("第 {d} 号任务下达", "directive {d} issued"),
    "checkpoint": Label("{c}，用时 {h} 小时", "{c}, {h} hours"),
    "restored": Label(
        "第 {d} 号任务经{c}恢复实质责任 {a} 个百分点", "directive {d}: {c} restored {a} points of substance"
    ),
    "found": Label(
        "{c}发现第 {d} 号任务断链，重新交接", "{c} found that directive {d} was broken; handed over again"
    ),
    "broken": Label("第 {d} 号任务在{l}上断链，无人承接", "directive {d} broke on the {l}: nobody owns it"),
    "received": Label("第 {d} 号任务经{l}到达，余 {a}%", "directive {d} came over the {l}, {a}% left"),
    "void": Label("第 {d} 号任务的另一份作废", "second copy of directive {d} void"),
    "begun": Label("开始办理第 {d} 号任务，需 {h} 小时", "work on directive {d} began, {h} hours"),
    "done": Label("第 {d} 号任务办结，余 {a}%", "directive {d} done, {a}% left"),
    "raised": Label("群众提出诉求", "an appeal was raised"),
    "withdrawn": Label("一件诉求久等撤回", "an appeal was withdrawn unheard"),
    "submitted": Label("创新项目送审", "a project was submitted"),
    "passed": Label("创新项目通过一关", "a project passed a stage"),
    "stopped": Label("创新项目终止", "a project was stopped"),
}
# What begins and is done besides directives.
MATTER_WORDS = {
    "begun": Label("开始办理{m}", "work began: {m}"),
    "done": Label("{m}办结", "done: {m}"),
    "received": Label("收到{m}", "came: {m}"),
}


def in_both(labels: Mapping[str, Label]) -> dict[str, dict[str, str]]:
    """Return labels by language, as a script reads them.

    Examples
    --------
    >>> in_both({"play": WORDS["play"]})
    {'zh': {'play': '播放'}, 'en': {'play': 'Play'}}
    """
    return {lang: {name: label(lang) for name, label in labels.items()} for lang in ("zh", "en")}
