"""What the tables of the instruments are called, and their columns and values, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable

from models.instruments import TABLES
from models.instruments.growth import KINDS as ENTRIES
from models.instruments.meetings import KINDS as MEETINGS
from workbench.text import MISSING, Label, number

TITLES: dict[tuple[str, str], Label] = {
    ("duties", "findings"): Label("职责审计：发现的问题", "Duty audit: findings"),
    ("duties", "duties"): Label("各项职责", "Duties"),
    ("duties", "units"): Label("各单位承担的职责", "What each unit carries"),
    ("meetings", "compliance"): Label("“五个一”落实情况（按单位）", "Five ones: compliance by unit"),
    ("meetings", "kinds"): Label("“五个一”落实情况（合计）", "Five ones: all units"),
    ("meetings", "overdue"): Label("超期事项清单", "Overdue items"),
    ("meetings", "items"): Label("交办事项办结情况", "What became of items"),
    ("pioneer", "index"): Label("先锋指数", "Pioneer index"),
    ("pioneer", "normalisations"): Label("不同标准化方法下的排名", "Ranks under other normalisations"),
    ("pioneer", "indicators"): Label("各项指标的实际影响", "What each indicator does to the index"),
    ("scores", "scores"): Label("双螺旋考核得分", "Double-helix scores"),
    ("scores", "measures"): Label("考核导向与效度", "What the assessment rewards"),
    ("ratings", "ratings"): Label("群众评议（收缩估计）", "Public ratings, shrunken"),
    ("ratings", "measures"): Label("估计所用的量", "What the estimate rests on"),
    ("growth", "members"): Label("成长档案（按人员）", "Growth archive by member"),
    ("growth", "kinds"): Label("成长档案（按类型）", "Growth archive by kind"),
    ("growth", "years"): Label("成长档案（按年度）", "Growth archive by year"),
    ("projects", "funnel"): Label("项目链漏斗", "Project funnel"),
    ("projects", "times"): Label("各环节用时", "Stage times"),
    ("projects", "units"): Label("各单位项目", "Projects by unit"),
}

_N = "count"  # a whole number
_S = "share"
_X = "number"  # with two decimals

# Heading, and the form of numbers. A column of one instrument that means something else has a heading of its own below.
COLUMNS: dict[str, tuple[Label, str]] = {
    "finding": (Label("问题", "finding"), ""),
    "duty": (Label("职责", "duty"), ""),
    "units": (Label("单位", "units"), ""),
    "authority": (Label("职权", "authority"), _X),
    "suggestion": (Label("是否应为", "did you mean"), ""),
    "leads": (Label("牵头", "leads"), _N),
    "supports": (Label("配合", "supports"), _N),
    "findings": (Label("问题数", "findings"), _N),
    "without_authority": (Label("牵头而无职权", "leads without authority"), _N),
    "unit": (Label("单位", "unit"), ""),
    "kind": (Label("类型", "kind"), ""),
    "expected": (Label("应开期数", "due"), _N),
    "held": (Label("实开次数", "held"), _N),
    "kept": (Label("已开期数", "kept"), _N),
    "share": (Label("比例", "share"), _S),
    "longest_gap": (Label("最长间隔（天）", "longest gap (days)"), _N),
    "hours": (Label("工时", "hours"), "hours"),
    "date": (Label("日期", "date"), "day"),
    "item": (Label("事项", "item"), ""),
    "due": (Label("时限", "due"), "day"),
    "done": (Label("办结", "done"), "day"),
    "days_late": (Label("超期天数", "days late"), _N),
    "state": (Label("状态", "state"), ""),
    "items": (Label("事项数", "items"), _N),
    "on_time": (Label("按期办结", "on time"), _N),
    "late": (Label("超期办结", "done late"), _N),
    "open": (Label("超期未办结", "overdue"), _N),
    "not_due": (Label("未到期", "not due yet"), _N),
    "rank": (Label("名次", "rank"), _N),
    "member": (Label("姓名", "member"), ""),
    "theory_study": (Label("理论学习", "theory study"), _X),
    "role": (Label("作用发挥", "role"), _X),
    "innovation": (Label("创新", "innovation"), _X),
    "index": (Label("先锋指数", "index"), "index"),
    "band": (Label("档次", "band"), _N),
    "best_rank": (Label("最好名次", "best rank"), _N),
    "worst_rank": (Label("最差名次", "worst rank"), _N),
    "min-max": (Label("极差法名次", "by min-max"), _N),
    "z-score": (Label("标准分名次", "by z-score"), _N),
    "target": (Label("目标值法名次", "by target"), _N),
    "rank_range": (Label("名次相差", "ranks apart"), _N),
    "indicator": (Label("指标", "indicator"), ""),
    "weight": (Label("权重", "weight"), _S),
    "lowest": (Label("最低", "lowest"), _X),
    "mean": (Label("平均", "mean"), _X),
    "highest": (Label("最高", "highest"), _X),
    "correlation": (Label("与指数的相关系数", "correlation with the index"), _X),
    "process": (Label("过程", "process"), _X),
    "business": (Label("业务", "business"), _X),
    "public": (Label("群众", "public"), _X),
    "score": (Label("得分", "score"), _X),
    "business_rank": (Label("只看业务的名次", "rank by business alone"), _N),
    "rank_change": (Label("名次变化", "rank change"), "change"),
    "measure": (Label("指标", "measure"), ""),
    "business_only": (Label("只看业务", "business alone"), _X),
    "n": (Label("评分人数", "ratings"), _N),
    "shrunken": (Label("收缩估计", "shrunken"), _X),
    "low": (Label("95% 区间下限", "95% low"), _X),
    "high": (Label("95% 区间上限", "95% high"), _X),
    "raw_rank": (Label("原始名次", "raw rank"), _N),
    "caution": (Label("提示", "caution"), ""),
    "value": (Label("数值", "value"), "mixed"),
    "entries": (Label("条数", "entries"), _N),
    "training": (Label("培训", "training"), _N),
    "exchange": (Label("交流", "exchange"), _N),
    "project": (Label("项目", "project"), _N),
    "award": (Label("奖励", "award"), _N),
    "appraisal": (Label("考评", "appraisal"), _N),
    "points": (Label("积分", "points"), "hours"),
    "last": (Label("最近一次", "last entry"), "day"),
    "years": (Label("有记录年数", "years with entries"), _N),
    "years_without": (Label("无记录年数", "years without"), _N),
    "which": (Label("无记录年度", "which years"), ""),
    "members": (Label("人数", "members"), _N),
    "year": (Label("年度", "year"), "year"),
    "stage": (Label("环节", "stage"), ""),
    "reached": (Label("到达", "reached"), _N),
    "passed": (Label("通过", "passed"), _N),
    "stopped": (Label("终止", "stopped"), _N),
    "pending": (Label("待定", "pending"), _N),
    "pass_rate": (Label("通过率", "pass rate"), _S),
    "step": (Label("环节", "step"), ""),
    "cases": (Label("项目数", "projects"), _N),
    "finished": (Label("已完成", "finished"), _N),
    "cut_off": (Label("未完成", "not finished"), _N),
    "median": (Label("用时中位数（天）", "median (days)"), "days"),
    "median_finished": (Label("仅计已完成的中位数", "median of the finished alone"), "days"),
    "initiated": (Label("立项", "initiated"), _N),
    "dispatched": (Label("调度", "dispatched"), _N),
    "evaluated": (Label("评估", "evaluated"), _N),
    "promoted": (Label("推广", "promoted"), _N),
}
OWN_COLUMNS: dict[tuple[str, str, str], tuple[Label, str]] = {
    ("duties", "duties", "units"): (Label("牵头单位", "led by"), ""),
    ("duties", "duties", "authority"): (Label("牵头单位职权", "authority of the lead"), _X),
    ("duties", "units", "authority"): (Label("牵头职责的平均职权", "mean authority over what it leads"), _X),
    ("meetings", "compliance", "share"): (Label("落实率", "share kept"), _S),
    ("meetings", "kinds", "share"): (Label("落实率", "share kept"), _S),
    ("meetings", "items", "share"): (Label("按期率", "share on time"), _S),
    ("pioneer", "index", "kept"): (Label("保持档次的权重比例", "weightings that keep the band"), _S),
    ("pioneer", "normalisations", "rank"): (Label("位次法名次", "by rank"), _N),
    ("ratings", "ratings", "mean"): (Label("平均分", "mean"), _X),
    ("scores", "measures", "score"): (Label("联合考核", "joint assessment"), _X),
    ("growth", "kinds", "share"): (Label("占全体人员", "share of members"), _S),
    ("growth", "years", "share"): (Label("占全体人员", "share of members"), _S),
    ("growth", "members", "hours"): (Label("学时", "hours"), "hours"),
    ("growth", "kinds", "hours"): (Label("学时", "hours"), "hours"),
    ("projects", "funnel", "low"): (Label("95% 区间下限", "95% low"), _S),
    ("projects", "funnel", "high"): (Label("95% 区间上限", "95% high"), _S),
    ("projects", "funnel", "share"): (Label("占立项", "share of initiated"), _S),
    ("projects", "times", "low"): (Label("95% 区间下限", "95% low"), "days"),
    ("projects", "times", "high"): (Label("95% 区间上限", "95% high"), "days"),
}

_STAGES = {
    name: Label(TABLES["projects"][name].zh, name)
    for name in ("initiated", "dispatched", "evaluated", "promoted")
}
VALUES: dict[str, dict[str, Label]] = {
    "finding": {
        "gap": Label("无人牵头", "nobody leads it"),
        "overlap": Label("多头牵头", "several lead it"),
        "owner_without_authority": Label("有责无权", "owner without authority"),
        "authority_without_duty": Label("有权无责", "authority without duty"),
        "unlisted": Label("不在清单内", "not in the list"),
    },
    "state": {"open": Label("超期未办结", "overdue"), "late": Label("超期办结", "done late")},
    "kind": {option.name: Label(option.zh, option.en) for option in (*MEETINGS, *ENTRIES)},
    "caution": {
        "few": Label("评分过少，慎用", "few ratings: take care"),
        "none": Label("无人评分", "no rating"),
        "": Label("", ""),
    },
    "indicator": {name: COLUMNS[name][0] for name in ("theory_study", "role", "innovation")},
    "measure": {
        "alignment": Label("导向一致度（考核权重与实际看重）", "alignment of what is rewarded with what is valued"),
        "validity": Label("效度（与实际成效的相关系数）", "validity: correlation with the true outcome"),
        "rank_agreement": Label("与只看业务的排序一致性（肯德尔 τ）", "agreement with business alone (Kendall's τ)"),
        "moved": Label("名次变动的单位比例", "share of units that change rank"),
        "units_rated": Label("有评分的单位数", "units with ratings"),
        "ratings": Label("评分总数", "ratings"),
        "prior": Label("共同均值（先验）", "common mean (prior)"),
        "prior_weight": Label("先验相当于多少次评分", "ratings that the prior is worth"),
        "within_variance": Label("单次评分方差", "variance of a single rating"),
    },
    "stage": _STAGES,
    "step": {
        f"{one} - {two}": Label(f"{a.zh}→{b.zh}", f"{one} to {two}")
        for one, a in _STAGES.items()
        for two, b in _STAGES.items()
    },
}  # fmt: skip


def heading(audit: str, table: str, column: str, lang: str) -> str:
    """Return what a column is called."""
    return _of(audit, table, column)[0](lang)


def form(audit: str, table: str, column: str) -> str:
    """Return how the numbers of a column are written; blank for text."""
    return _of(audit, table, column)[1]


def _of(audit: str, table: str, column: str) -> tuple[Label, str]:
    return OWN_COLUMNS.get((audit, table, column)) or COLUMNS[column]


_FORMS: dict[str, Callable[[float], str]] = {
    "count": lambda value: number(value, "", decimals=0),
    "year": lambda value: f"{value:.0f}",
    "share": lambda value: f"{number(value, 'share')}%",
    "number": lambda value: number(value, "", decimals=2),
    "index": lambda value: number(value, "", decimals=3),
    # counts beside means in one column
    "mixed": lambda value: number(value, "", decimals=0 if value == round(value) else 3),
    "hours": lambda value: number(value, "", decimals=1),
    "days": lambda value: number(value, "", decimals=0),
    "change": lambda value: number(value, "", decimals=0, signed=True),
}


def cell(value: object, column: str, written: str, lang: str) -> str:
    """Write one value for reading; a dash where it is missing.

    Examples
    --------
    >>> cell("gap", "finding", "", "zh"), cell(0.125, "share", "share", "zh"), cell(float("nan"), "share", "share", "zh")
    ('无人牵头', '12.5%', '–')
    """
    if value is None or value != value:
        return MISSING
    if isinstance(value, str):
        return VALUES[column][value](lang) if value in VALUES.get(column, {}) else value or MISSING
    if written == "day":
        return f"{value:%Y-%m-%d}"
    amount = float(str(value))
    return "∞" if amount == float("inf") else _FORMS[written](amount)
