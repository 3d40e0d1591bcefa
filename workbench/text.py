"""What things are called, and how numbers are written, in Chinese and in English.

Parameters and outcomes carry their own labels (:mod:`models.quantities`); here is the rest: levels, causes, events, kinds of
checkpoints, units of measurement. A name that is not listed, such as a level of the user's own table, is shown as it stands.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from models.quantities import require_known
from simulation.outcomes import find_outcome

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Label(NamedTuple):
    """One name in both languages."""

    zh: str
    en: str

    def __call__(self, lang: str) -> str:
        """Return the name in one language."""
        return self.zh if lang == "zh" else self.en


# So many levels are told with their numbers; of more, the first ones and the last.
LEVELS_TOLD = 8

LEVELS = {
    "nation": Label("中央", "nation"),
    "country": Label("中央", "country"),
    "province": Label("省级", "province"),
    "region": Label("自治区", "region"),
    "prefecture": Label("地市级", "prefecture"),
    "city": Label("市级", "city"),
    "county": Label("县级", "county"),
    "district": Label("区县级", "district"),
    "township": Label("乡镇级", "township"),
    "village": Label("村级", "village"),
    "committee": Label("党委", "committee"),
    "department": Label("部门", "department"),
    "division": Label("处室", "division"),
    "branch": Label("支部", "branch"),
    "member": Label("党员", "member"),
    "junior": Label("一般岗位", "junior posts"),
    "root": Label("顶层", "top"),
}
NUMBERED_LEVELS = {
    re.compile(r"level (\d+)"): Label("第{}级", "level {}"),
    re.compile(r"senior (\d+)"): Label("领导岗位第{}级", "senior posts {}"),
}

CAUSES = {
    "retelling": Label("转述损耗", "loss in retelling"),
    "unclear_duty": Label("职责不清", "unclear duty"),
    "imbalance": Label("权责失衡", "imbalance"),
    "waiting": Label("排队等待", "waiting"),
    "broken": Label("断链丢失", "broken chains"),
    "unfinished": Label("期末未办结", "unfinished"),
    "restored": Label("检查恢复", "restored by checks"),
    "second_owner": Label("第二责任人", "second owner"),
}

EVENTS = {
    "issued": Label("下达", "issued"),
    "checkpoint": Label("例会检查", "checkpoint"),
    "restored": Label("恢复", "restored"),
    "found": Label("发现断链", "break found"),
    "broken": Label("断链", "broken"),
    "received": Label("接收", "received"),
    "void": Label("重复作废", "second copy void"),
    "begun": Label("开始办理", "work begun"),
    "done": Label("办结", "done"),
    "raised": Label("提出诉求", "appeal raised"),
    "withdrawn": Label("撤回诉求", "appeal withdrawn"),
    "submitted": Label("送审", "submitted"),
    "passed": Label("通过", "passed"),
    "stopped": Label("终止", "stopped"),
}

MATTERS = {
    "directive": Label("任务", "directive"),
    "appeal": Label("群众诉求", "appeal"),
    "project": Label("创新项目", "project"),
    "training": Label("培训", "training"),
    "exchange": Label("交流", "exchange"),
}

CHECKPOINTS = {
    "routine": Label("例会", "routine meeting"),
    "weekly_dispatch": Label("周调度", "weekly dispatch"),
    "monthly_inspection": Label("月督查", "monthly inspection"),
    "quarterly_roadshow": Label("季路演", "quarterly roadshow"),
    "annual_review": Label("年述评", "annual review"),
    "hard_project": Label("任期攻坚", "hard project of the term"),
    "guidance_visit": Label("走访指导", "guidance visit"),
    "campaign": Label("专项行动", "campaign"),
}

LINES = {
    "command": Label("隶属线", "command line"),
    "grid": Label("网格包联线", "grid line"),
    "peer": Label("同级联系线", "peer line"),
    "consortium": Label("联合体线", "consortium line"),
}

UNITS = {
    "1": Label("", ""),
    "weeks": Label("周", "weeks"),
    "hours": Label("小时", "hours"),
    "hours/week": Label("小时/周", "hours/week"),
    "1/week": Label("/周", "/week"),
    "1/year": Label("/年", "/year"),
    "1/handover": Label("/次交接", "/handover"),
    "1/quarter": Label("/季度", "/quarter"),
    "1/hour": Label("/小时", "/hour"),
    "hours/quarter": Label("小时/季度", "hours/quarter"),
    "repetitions": Label("次", "repetitions"),
    "ratings": Label("份评价", "ratings"),
    "people": Label("人", "people"),
    "appeals": Label("件", "appeals"),
    "full skill": Label("（1为完全胜任）", "(1: full skill)"),
    "log-odds": Label("（对数几率）", "(log-odds)"),
}

# Of each indicator: how it is written, and whether more of it is better (+1), worse (-1), or neither by itself (0).
# Hours of work are neither: they are a cost, and they are also what gets directives done.
FORMS: dict[str, tuple[str, int]] = {
    "substance": ("share", +1),
    "reach": ("share", +1),
    "lost": ("share", -1),
    "unfinished": ("share", -1),
    "formal_pressure": ("times", -1),
    "delay": ("weeks", -1),
    "on_time": ("share", +1),
    "wait": ("weeks", -1),
    "formalism_share": ("share", -1),
    "work_hours": ("hours/week", 0),
    "meeting_hours": ("hours/week", -1),
    "trace_hours": ("hours/week", -1),
    "appeal_hours": ("hours/week", 0),
    "project_hours": ("hours/week", 0),
    "absence_hours": ("hours/week", 0),
    "standing_hours": ("hours/week", 0),
    "gain": ("1", +1),
    "outcome": ("1", +1),
    "reported": ("1", 0),
    "gap": ("1", -1),
    "motivation": ("1", +1),
    "strain": ("1", -1),
    "skill": ("1", +1),
    "alignment": ("1", +1),
    "validity": ("1", +1),
    "inequality": ("1", -1),
    "appeal_wait": ("weeks", -1),
    "converted": ("1/quarter", +1),
    "turnover": ("share", -1),
    "cost_per_gain": ("hours/gain", -1),
}
FORM_UNITS = {
    "share": Label("%", "%"),
    "points": Label("个百分点", "points"),
    "times": Label("倍", "times"),
    "weeks": Label("周", "weeks"),
    "hours/week": Label("小时/周", "hours/week"),
    "hours/gain": Label("小时/周", "hours/week"),
}
DECIMALS = {"share": 1, "points": 1, "times": 2, "1": 3, "weeks": 2, "hours/week": 2}
ARROWS = {1: "↑", -1: "↓", 0: ""}
MISSING = "–"
MINUS = "\N{MINUS SIGN}"


def require_language(lang: str) -> None:
    """Refuse a language that nothing is written in.

    Raises
    ------
    ValueError
        For anything but ``"zh"`` and ``"en"``.
    """
    require_known(lang, LANGUAGES, "lang")


def name_of(names: Mapping[str, Label], name: str, lang: str) -> str:
    """Return a listed name in one language; one that is not listed as it stands, without underscores.

    Examples
    --------
    >>> name_of(CHECKPOINTS, "weekly_dispatch", "zh"), name_of(CHECKPOINTS, "my_meeting", "zh")
    ('周调度', 'my meeting')
    """
    label = names.get(name)
    return label(lang) if label else name.replace("_", " ")


def level_name(name: str, lang: str) -> str:
    """Return what a level is called; numbered levels keep their number.

    Examples
    --------
    >>> level_name("township", "zh"), level_name("level 3", "zh"), level_name("街道", "en")
    ('乡镇级', '第3级', '街道')
    """
    for pattern, label in NUMBERED_LEVELS.items():
        if found := pattern.fullmatch(name):
            return label(lang).format(found[1])
    return name_of(LEVELS, name, lang)


def indicator_name(name: str, lang: str) -> str:
    """Return what an outcome is called."""
    return find_outcome(name).label(lang)


def form_of(indicator: str) -> str:
    """Return how an indicator is written: ``"share"``, ``"times"``, or its unit."""
    return FORMS[indicator][0] if indicator in FORMS else find_outcome(indicator).unit


def better_sign(indicator: str) -> int:
    """Return +1 where more is better, -1 where less is better, 0 where it is neither by itself."""
    return FORMS[indicator][1] if indicator in FORMS else 0


def difference_form(form: str) -> str:
    """Return how a difference of two such values is written: that of two shares in percentage points."""
    return "points" if form == "share" else form


def number(value: float, form: str, *, signed: bool = False, decimals: int | None = None) -> str:
    """Write a value without its unit; shares and points are multiplied by 100.

    Examples
    --------
    >>> number(0.4281, "share"), number(-0.0863, "points", signed=True), number(float("nan"), "weeks")
    ('42.8', '−8.6', '–')
    """
    if math.isnan(value):
        return MISSING
    scale = 100.0 if form in ("share", "points") else 1.0
    decimals = DECIMALS.get(form, 2) if decimals is None else decimals
    rounded = round(value * scale, decimals) + 0.0  # + 0.0: no negative zero
    text = f"{rounded:{'+' if signed and rounded else ''},.{decimals}f}"
    return text.replace("-", MINUS)


def value_text(value: float, form: str, lang: str, *, signed: bool = False) -> str:
    """Write a value with its unit.

    Examples
    --------
    >>> value_text(0.4281, "share", "en"), value_text(5.663, "weeks", "zh"), value_text(0.086, "points", "zh")
    ('42.8%', '5.66 周', '8.6 个百分点')
    """
    written = number(value, form, signed=signed)
    if written == MISSING:
        return written
    unit = FORM_UNITS[form](lang) if form in FORM_UNITS else name_of(UNITS, form, lang)
    gap = "" if unit in ("%", "") else " "
    return f"{written}{gap}{unit}"


def interval_text(low: float, high: float, form: str, *, signed: bool = False) -> str:
    """Write an interval without its unit; nothing where it is not known.

    Examples
    --------
    >>> interval_text(-0.012, 0.034, "points", signed=True)
    '[−1.2, +3.4]'
    """
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"[{number(low, form, signed=signed)}, {number(high, form, signed=signed)}]"


def p_text(value: float) -> str:
    """Write a p value.

    Examples
    --------
    >>> p_text(0.0312), p_text(1e-9), p_text(float("nan"))
    ('0.031', '<0.001', '–')
    """
    if math.isnan(value):
        return MISSING
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def listing(names: list[str], lang: str) -> str:
    """Join names to one phrase.

    Examples
    --------
    >>> listing(["a", "b", "c"], "en"), listing(["甲", "乙"], "zh")
    ('a, b and c', '甲、乙')
    """
    if lang == "zh" or len(names) < 2:
        return "、".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def levels_text(counts: Mapping[str, int], lang: str) -> str:
    """Return how many units there are on each level; of many levels the first and the last ones.

    Examples
    --------
    >>> levels_text({"province": 1, "county": 1110}, "zh"), levels_text({"level 1": 1, "level 2": 7}, "en")
    ('省级 1、县级 1,110', 'level 1: 1 and level 2: 7')
    """
    mark = " " if lang == "zh" else ": "
    parts = [f"{level_name(level, lang)}{mark}{number:,}" for level, number in counts.items()]
    if len(parts) > LEVELS_TOLD:
        parts = [*parts[: LEVELS_TOLD - 2], "……" if lang == "zh" else "...", parts[-1]]
        return ("、" if lang == "zh" else ", ").join(parts)
    return listing(parts, lang)


def width(text: str) -> int:
    """Return how many columns a text takes where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, columns: int) -> str:
    r"""Break a text into lines of at most so many columns: English between words, Chinese anywhere but before a stop
    or after an opening mark.

    Examples
    --------
    >>> wrapped("实质责任逐级衰减，形式压力层层加码。", 18)
    '实质责任逐级衰减，\n形式压力层层加码。'
    >>> wrapped("最好的是“每两周”", 10)
    '最好的是\n“每两周”'
    """
    pieces = re.findall(r"[“（《]*(?:[!-~·−–]+|[^\s“（《])(?:\s*[，。；：、）》”！？]+)*|\s|[“（《]+", text)
    lines, line = [], ""
    for piece in pieces:
        if line and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or not piece.isspace() else ""
    return "\n".join([*lines, line.rstrip()])


def shortened(text: str, columns: int) -> str:
    """Cut a text to at most so many columns, with an ellipsis where something was cut off.

    Examples
    --------
    >>> shortened("融水苗族自治县人民政府", 12)
    '融水苗族自…'
    """
    if width(text) <= columns:
        return text
    cut = ""
    for character in text:
        if width(cut + character) > columns - 1:
            break
        cut += character
    return cut + "…"
