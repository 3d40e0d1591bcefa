"""The words and looks of the live views."""

from __future__ import annotations

from workbench import palette
from workbench.text import Label

WORDS: dict[str, Label] = {
    "one_only": Label("±？", "±?"),
    "points": Label("{} 点", "{} pts"),
    "issued": Label("下达 100%", "issued 100%"),
    "delivered": Label("落地", "delivered"),
    "quarter": Label("季度", "quarter"),
    "difference": Label("差值", "difference"),
    "order": Label("每行自上而下：{letters}。", "In each row from above: {letters}. "),
    "more_is_better": Label("越高越好", "more is better"),
    "less_is_better": Label("越低越好", "less is better"),
}

TITLES: dict[str, Label] = {
    "attenuation": Label("责任传到{level}还剩多少：{parts}", "What is left at {level} level: {parts}"),
    "attenuation_part": Label(
        "{name}实质 {share}%、形式压力 {times} 倍",
        "{name} {share}% of substance, {times} times the formal pressure",
    ),
    "losses": Label("损失最多的环节：{parts}", "Largest loss: {parts}"),
    "losses_part": Label("{name}是{cause}（{points} 个百分点）", "{name}: {cause} ({points} points)"),
    "forest": Label(
        "与{baseline}相比，{count} 项指标中：{parts}", "Against {baseline}, of {count} outcomes: {parts}"
    ),
    "forest_part": Label("{name} {better} 项更好、{worse} 项更差", "{name} {better} better, {worse} worse"),
    "forest_single": Label("只模拟了一次，好坏尚不能断定", "One replication: nothing can be decided yet"),
    "hours": Label("会议与留痕占工时：{parts}", "Share of hours in meetings and traces: {parts}"),
    "trade": Label(
        "{name}：获得感 {gain}，形式主义工时占比 {formal}",
        "{name}: sense of gain {gain}, share of hours in meetings and traces {formal}",
    ),
    "unreviewed": Label(
        "情景未设季度复盘，故没有逐季进程与获得感",
        "Without quarterly reviews there is neither a course nor a sense of gain",
    ),
}

TABS: dict[str, Label] = {
    "attenuation": Label("传导曲线", "Attenuation"),
    "losses": Label("损耗瀑布", "Losses"),
    "forest": Label("差异", "Differences"),
    "course": Label("进程", "Course"),
    "hours": Label("工时", "Hours"),
    "trade": Label("权衡", "Trade-off"),
}

# Colour and hatching of the kinds of hours: work, meetings, traces, appeals, projects, absence, standing duties.
HOUR_LOOKS = (
    (palette.BLUE, ""),
    (palette.VERMILLION, "/"),
    (palette.ORANGE, "\\"),
    (palette.GREEN, ""),
    (palette.PURPLE, "."),
    (palette.PALE, "x"),
    (palette.PALE, "-"),
)
