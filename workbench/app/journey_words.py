"""The words on one directive's journey."""

from __future__ import annotations

from workbench.text import Label

WORDS = {
    "unit": Label("到哪个单位", "To which unit"),
    "search": Label("按名称或代码查找单位", "Search a unit by name or id"),
    "no_match": Label("没有找到“{text}”", "Nothing found for “{text}”"),
    "directive": Label("哪一件任务", "Which directive"),
    "choice": Label("第 {number} 号（第 {week} 周下达）", "directive {number} (issued in week {week})"),
    "previous": Label("上一件", "Previous"),
    "next": Label("下一件", "Next"),
    "chart": Label(
        "第 {number} 号任务从下达到{unit}的时间线", "Timeline of directive {number} from issue to {unit}"
    ),
    "axis": Label("周（自年初起）", "week of the year"),
    "left": Label("余 {share}%", "{share}% left"),
    "waiting": Label("排队等待", "waiting"),
    "work": Label("办理", "work"),
    "handed": Label("交接", "handed on"),
    "broken": Label("断链，无人承接", "broken: nobody owns it"),
    "found": Label("检查发现断链", "break found"),
    "restored": Label("检查恢复", "restored"),
    "meeting": Label("例会检查", "checkpoint"),
    "in_words": Label("用文字读一遍", "Read it in words"),
    "at": Label("第 {week} 周", "week {week}"),
    "none": Label(
        "这一情景没有在同一时间下达这件任务，无从比较。",
        "This scenario issued no such directive at that time, so there is nothing to compare.",
    ),
    "nothing": Label("没有下达任何任务。", "No directive was issued."),
    "failed": Label("没能读出这段历程：{reason}", "This journey could not be read: {reason}"),
    "never": Label("至期末没有到达", "it had not come by the end"),
    "in_hand": Label("至期末仍在办理", "still in hand at the end"),
    "said_broken": Label(
        "由{source}交下时在{line}上断链，无人承接", "the {line} from {source} broke: nobody owned it"
    ),
    "said_found": Label(
        "{checkpoint}发现断链，重新交接", "{checkpoint} found the break; it was handed over again"
    ),
    "said_unfound": Label("断链至期末未被发现", "nobody found the break before the end"),
    "said_issued": Label("下达", "issued"),
    "said_received": Label("经{line}从{source}接到", "received over the {line} from {source}"),
    "said_begun": Label("等了 {wait} 周，开始办理", "begun after {wait} weeks of waiting"),
    "said_at_once": Label("随即开始办理", "begun at once"),
    "said_restored": Label(
        "检查恢复实质责任 {points} 个百分点", "checks restored {points} points of substance"
    ),
    "said_done": Label("办结，实质责任余 {share}%", "done, {share}% of the substance left"),
}
