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
        outcome("formalism_share", "形式主义工时占比", "share of hours in meetings and traces"),
        outcome("work_hours", "办理工时", "hours of work on directives", "hours/week"),
        outcome("meeting_hours", "会议检查工时", "hours in meetings and inspections", "hours/week"),
        outcome("trace_hours", "留痕填表工时", "hours on traces", "hours/week"),
        outcome("attention_hours", "可用工时", "hours available for directives", "hours/week"),
    )
}
LEVEL_OUTCOMES = ("substance", "reach", "lost", "unfinished", "formal_pressure", "delay", "on_time", "wait")
OVERALL_OUTCOMES = (*LEVEL_OUTCOMES, "formalism_share", "work_hours", "meeting_hours", "trace_hours")


def find_outcome(name: str) -> Quantity:
    """Return an outcome's declaration by its name."""
    require_known(name, OUTCOMES, "indicator")
    return OUTCOMES[name]
