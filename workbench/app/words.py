"""The words on the page itself: bar, scenarios, messages."""

from __future__ import annotations

from workbench.text import Label

BAR = {
    "title": Label("传导", "Chuandao"),
    "organisation": Label("组织", "Units"),
    "seed": Label("运气", "Luck"),
    "lock": Label("锁定运气", "Lock the luck"),
    "unlock": Label("解锁运气，可换一种随机", "Unlock the luck to try another"),
    "locked": Label("已锁", "locked"),
    "open": Label("未锁", "unlocked"),
    "weeks": Label("时长", "Horizon"),
    "precision": Label("精度", "Precision"),
    "undo": Label("撤销", "Undo"),
    "redo": Label("重做", "Redo"),
    "stop": Label("停止", "Stop"),
    "go": Label("继续", "Go on"),
    "language": Label("语言", "Language"),
    "projector": Label("投影", "Projector"),
    "dismiss": Label("知道了", "Dismiss"),
}

CONTROLS = {
    "scenarios": Label("情景", "Scenarios"),
    "baseline": Label("基准", "baseline"),
    "add": Label("增加一个情景", "Add a scenario"),
    "preset": Label("选用情景…", "Preset…"),
    "copy": Label("复制自…", "Copy from…"),
    "reset": Label("重置", "Reset"),
    "make_baseline": Label("设为基准", "Make baseline"),
    "remove": Label("删除", "Remove"),
    "details": Label("说明与设置", "Explanation and settings"),
    "differs": Label("与基准不同", "differs from the baseline"),
}

CHARTS = {
    "tabs": Label("视图", "Views"),
    "large": Label("放大", "Enlarge"),
    "close": Label("还原（Esc）", "Close (Esc)"),
}

HELP = {
    "mechanism": Label("机制", "How"),
    "cost": Label("代价", "Cost"),
    "side_effect": Label("副作用", "Side effect"),
    "source": Label("来源", "Source"),
}
ASSUMPTION = Label("假设", "assumption")
SIZES = Label("效应大小均为假设", "all sizes are assumptions")

SURE = {
    "reached": Label(
        "实质责任 95% 区间：均值的 ±{half}%（目标 ±{wished}%）",
        "95% interval of substance: ±{half}% of its mean (wished ±{wished}%)",
    ),
    "single": Label("只模拟了一次，误差尚不知", "one replication: the error is not known yet"),
    "count": Label("每情景 {count} 次", "{count} replications each"),
    "working": Label("正在细化", "sharpening"),
    "finished": Label("已达到", "reached"),
    "exhausted": Label("已到次数上限，未达目标", "limit of replications, not reached"),
    "stopped": Label("已停止", "stopped"),
    "none": Label(
        "新的答案没有算完就停了，下面还是旧的",
        "stopped before there was a new answer: below is still the old one",
    ),
    "first": Label(
        "正在算新的答案，下面还是旧的：{percent}%",
        "working on the new answer, below is still the old one: {percent}%",
    ),
}

HORIZONS = {52.0: Label("1 年", "1 year"), 260.0: Label("5 年任期", "5-year term")}
GUANGXI = {
    "guangxi": Label("广西（至乡镇）", "Guangxi to its townships"),
    "guangxi-county": Label("广西（至县）", "Guangxi to its counties"),
}
UNITS = Label("{name} · {count} 个单位", "{name} · {count} units")

ALERTS = {
    "failed": Label(
        "算不下去了：{reason}\n可以撤销上一步，或重置情景后再试。",
        "This could not be simulated: {reason}\nUndo the last step, or reset the scenario and try again.",
    ),
    "refused": Label("这一步没有做：{reason}", "Not done: {reason}"),
    "conflict": Label(
        "情景 {letter} 的措施相互冲突，答案未更新：{reason}",
        "Measures of scenario {letter} are in conflict, so the answer was not renewed: {reason}",
    ),
}
