"""The outcomes: what is reported of a run, declared once."""

from __future__ import annotations

from models.quantities import Quantity, require_known

DERIVED = "result of the model"


def outcome(name: str, zh: str, en: str, unit: str = "1") -> Quantity:
    """Declare an outcome."""
    return Quantity(name=name, zh=zh, en=en, unit=unit, source=DERIVED, group="outcome")


OUTCOMES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        outcome("substance", "实质责任", "substance delivered"),
        outcome("reach", "办结率", "share done"),
        outcome("lost", "断链丢失率", "share lost to broken chains"),
        outcome("unfinished", "期末未办结率", "share unfinished"),
        outcome("formal_pressure", "形式压力", "formal pressure"),
        outcome("delay", "办结用时", "time until done", "weeks"),
        outcome("on_time", "按时办结率", "share done on time"),
        outcome("wait", "排队等待", "wait for attention", "weeks"),
        outcome(
            "formalism_share",
            "形式主义工时占比",
            "share of all hours that are spent in meetings and on traces",
        ),
        outcome("work_hours", "办理工时", "hours of work on directives", "hours/week"),
        outcome("meeting_hours", "会议检查工时", "hours in meetings and inspections", "hours/week"),
        outcome("trace_hours", "留痕填表工时", "hours on traces", "hours/week"),
        outcome("attention_hours", "可用工时", "hours available for directives", "hours/week"),
        outcome("appeal_hours", "诉求办理工时", "hours on appeals", "hours/week"),
        outcome("project_hours", "项目工时", "hours on projects", "hours/week"),
        outcome("absence_hours", "培训交流离岗工时", "hours of training and exchange", "hours/week"),
        outcome(
            "standing_hours", "包联巡查与人员调整工时", "hours of patrols and of moving people", "hours/week"
        ),
        outcome("gain", "群众获得感", "sense of gain"),
        outcome("outcome", "真实成效", "true outcome"),
        outcome("reported", "上报成效", "reported outcome"),
        outcome("gap", "上报与真实之差", "reported less true outcome"),
        outcome("rating", "群众评价得分", "the public's rating as scored"),
        outcome("motivation", "工作积极性", "motivation"),
        outcome("strain", "压力负荷", "strain"),
        outcome("skill", "履职能力", "skill", "full skill"),
        outcome("clarity", "职责清晰度", "clarity of duty"),
        outcome("real_effort", "实干投入", "effort on real work"),
        outcome("trace_effort", "留痕投入", "effort on traces"),
        outcome("formalism", "形式主义工时占比（季度）", "share of hours in meetings and traces, by quarter"),
        outcome("amplification", "层层加码率", "amplification of formal pressure", "1/handover"),
        outcome("alignment", "考核导向一致度", "alignment of what is rewarded with what is valued"),
        outcome("validity", "考核效度", "validity: correlation of score and true outcome"),
        outcome(
            "rating_error",
            "群众评价误差（均方根）",
            "error of ratings: root mean square distance from the sense of gain",
        ),
        outcome("inequality", "获得感基尼系数", "inequality of the sense of gain (Gini)"),
        outcome("appeals", "诉求件数", "appeals raised", "1/quarter"),
        outcome("answered", "诉求答复件数", "appeals answered", "1/quarter"),
        outcome("withdrawn", "诉求撤回件数", "appeals withdrawn", "1/quarter"),
        outcome("pending", "诉求在办件数", "appeals pending at the end", "appeals"),
        outcome("appeal_wait", "诉求等待", "wait of answered appeals", "weeks"),
        outcome("started", "新立项目", "projects started", "1/quarter"),
        outcome("stopped", "终止项目", "projects stopped", "1/quarter"),
        outcome("converted", "转化项目", "projects converted", "1/quarter"),
        outcome("turnover", "年离任率", "leaders who left", "1/year"),
        outcome("cost_per_gain", "单位获得感的形式工时", "formal hours for a unit of gain", "hours/week"),
    )
}
LEVEL_OUTCOMES = ("substance", "reach", "lost", "unfinished", "formal_pressure", "delay", "on_time", "wait")
# Hours a person and week by what they were spent on: together all that were spent.
SPENT = (
    "work_hours",
    "meeting_hours",
    "trace_hours",
    "appeal_hours",
    "project_hours",
    "absence_hours",
    "standing_hours",
)
OVERALL_OUTCOMES = (*LEVEL_OUTCOMES, "formalism_share", *SPENT)
# What only a run with quarterly reviews has: means over terminal units, counts in the whole organisation.
REVIEWED_OUTCOMES = (
    "gain",
    "outcome",
    "reported",
    "gap",
    "motivation",
    "strain",
    "skill",
    "alignment",
    "validity",
    "inequality",
    "appeal_wait",
    "converted",
    "turnover",
    "cost_per_gain",
)


def find_outcome(name: str) -> Quantity:
    """Return an outcome's declaration by its name."""
    require_known(name, OUTCOMES, "indicator")
    return OUTCOMES[name]
