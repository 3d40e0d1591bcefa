"""The measures of the first pillar that act on hand-down itself: lists, ledgers, visits, leaders, second owners, five ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ValidationInfo, field_validator

from models.quantities import declare
from simulation.calendar import Checkpoint
from simulation.measure import Effect, Measure


class ProjectList(Measure):
    """A list of projects with timetable and roadmap for each secretary."""

    zh, en = "书记项目化清单", "secretaries' project list"
    mechanism = (
        "明确任务、时限与路线，提高职责清晰度，缩短传达时延，办结时限更紧",
        "names task, date and route: clearer duty, faster handover, nearer deadlines",
    )
    cost = ("每项任务增加编制清单工时", "hours for the list, on each directive")
    side_effect = ("留痕填表增加", "more traces")
    pillar = "responsibility"
    aim, price = ("delay", -1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 12.0}

    clarity: float = declare(0.45, low=0, high=1, zh="职责模糊消除比例", en="share of unclarity removed")
    delay_factor: float = declare(0.7, low=0.1, high=1.5, zh="传达时延倍数", en="handover delay, times")
    deadline_factor: float = declare(0.9, low=0.3, high=1.5, zh="办结时限倍数", en="deadline, times")
    work_factor: float = declare(1.05, low=1, high=3, zh="任务工时倍数", en="hours of work, times")
    traces: float = declare(0.5, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("clarity", "close", self.clarity),
            Effect("delay", "scale", self.delay_factor),
            Effect("deadline", "scale", self.deadline_factor),
            Effect("work_hours", "scale", self.work_factor),
            Effect("trace_hours", "add", self.traces),
        ]


class Ledger(Measure):
    """Ledgers of tasks, gone through at every checkpoint."""

    zh, en = "台账管理", "ledgers"
    mechanism = (
        "每次检查对账销号，更易发现断链",
        "checkpoints go through the ledger: broken chains are found more often",
    )
    cost = ("台账登记工时", "hours to keep the ledger")
    side_effect = ("容易变成打勾填表", "box-ticking")
    pillar = "responsibility"
    aim, price = ("lost", -1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 12.0}

    finding: float = declare(
        0.45, low=0, high=1, zh="漏查断链减少比例", en="share of missed breaks uncovered"
    )
    traces: float = declare(0.7, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [Effect("finding_lift", "close", self.finding), Effect("trace_hours", "add", self.traces)]


class Guidance(Measure):
    """Visits, demonstrations on the spot, discussions."""

    zh, en = "走访指导·现场观摩·研讨交流", "guidance visits"
    mechanism = (
        "面对面纠偏，恢复实质责任，讲清职责；现场观摩让好经验传得更快",
        "corrects face to face: restores substance, clarifies duty; what is seen on the spot is taken up sooner",
    )
    cost = ("上下双方都占用工时", "hours on both sides")
    side_effect = ("挤占办理任务的时间", "takes time from directives")
    pillar = "responsibility"
    aim, price = ("substance", 1), ("meeting_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"period": 1.0, "hours": 14.0}

    clarity: float = declare(0.15, low=0, high=1, zh="职责模糊消除比例", en="share of unclarity removed")
    emulation_factor: float = declare(
        1.2, low=1, high=5, zh="模仿系数 q 倍数", en="coefficient of emulation q, times"
    )
    period: float = declare(4.0, low=0.5, high=52, unit="weeks", zh="走访周期", en="period of visits")
    hours: float = declare(3.0, low=0, high=80, unit="hours", zh="每次占用工时", en="hours each time")
    restoring: float = declare(0.4, low=0, high=1, zh="恢复比例 κ", en="restoring share κ")
    finding: float = declare(0.2, low=0, high=1, zh="断链发现概率 q", en="probability of finding a break q")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("clarity", "close", self.clarity),
            Effect("emulation", "scale", self.emulation_factor),
        ]

    def checkpoints(self) -> dict[str, Checkpoint]:
        """Return the visits."""
        visit = Checkpoint(
            period=self.period,
            first=self.period / 2,
            hours=self.hours,
            restoring=self.restoring,
            finding=self.finding,
        )
        return {"guidance_visit": visit}


class FourPersonals(Measure):
    """Leaders handle a share of the directives in person."""

    zh, en = "四个亲自", "four personals"
    mechanism = (
        "领导亲自部署、过问、协调、督办：优先办理，断链更少",
        "leaders act in person: served first, fewer breaks",
    )
    cost = ("领导工时（末级以上每项增加）", "leaders' hours, on each such directive above the last level")
    side_effect = ("上层成为瓶颈，其余任务排队更久", "a bottleneck at the top; the rest waits longer")
    pillar = "responsibility"
    aim, price = ("lost", -1), ("work_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"share": 1.0, "hours_factor": 30.0}

    share: float = declare(0.2, low=0, high=1, zh="亲自办理任务占比", en="share handled in person")
    hours_factor: float = declare(
        1.0, low=1, high=50, zh="亲自办理工时倍数", en="extra hours in person, times"
    )

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("in_person_share", "add", self.share),
            Effect("in_person_hours", "scale", self.hours_factor),
        ]


class GridAreas(Measure):
    """A second owner for each unit: its superior's superior, or whom the organisation's table names."""

    zh, en = "网格化责任承包", "grid responsibility areas"
    mechanism = (
        "每个单位另有一名包联责任人（上级的上级）：两条线都断才算断；权责更匹配",
        "a second owner (the superior's superior) a unit: a break needs both lines; less imbalance",
    )
    cost = ("包联人每周巡查工时", "owners' weekly hours of patrol")
    side_effect = ("多头负责，谁负责不够清楚", "less clear who answers")
    pillar = "responsibility"
    aim, price = ("lost", -1), ("attention_hours", -1)
    loses: ClassVar[Mapping[str, Any]] = {"clarity_factor": 0.3, "share": 0.1, "imbalance": 0.0}

    share: float = declare(
        0.8, low=0, high=1, zh="有第二责任人的单位占比", en="share of units with a second owner"
    )
    imbalance: float = declare(0.3, low=0, high=1, zh="权责失衡缓解比例", en="share of imbalance removed")
    patrol: float = declare(1.5, low=0, high=40, unit="hours/week", zh="包联工时", en="patrol hours")
    clarity_factor: float = declare(0.95, low=0.3, high=1, zh="职责清晰度倍数", en="clarity of duty, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("grid_share", "close", self.share),
            Effect("imbalance_relief", "close", self.imbalance),
            Effect("patrol_hours", "add", self.patrol),
            Effect("clarity", "scale", self.clarity_factor),
        ]


class Part(Checkpoint):
    """One of the five ones: a checkpoint that can be switched off."""

    on: bool = declare(True, zh="启用", en="on")


class FiveOnes(Measure):
    """Weekly dispatch, monthly inspection, quarterly roadshow, annual review, one hard project a term."""

    zh, en = "五个一", "five ones"
    mechanism = (
        "固定节奏的调度与督查：发现断链，恢复实质责任",
        "a fixed rhythm of checks: finds breaks, restores substance",
    )
    cost = ("会议与迎检工时", "hours in meetings")
    side_effect = ("开得越多效力越弱，占用办理时间", "habituation; less time for the work itself")
    pillar = "responsibility"
    aim, price = ("substance", 1), ("meeting_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"weekly_dispatch": {"hours": 14.0}}

    weekly_dispatch: Part = Part(period=1, first=1, hours=0.6, restoring=0.25, finding=0.35)
    monthly_inspection: Part = Part(period=13 / 3, first=4, hours=1.5, restoring=0.25, finding=0.5)
    quarterly_roadshow: Part = Part(period=13, first=11.5, hours=3, restoring=0.2, finding=0.15)
    annual_review: Part = Part(period=52, first=50, hours=6, restoring=0.1, finding=0.5)
    hard_project: Part = Part(period=260, first=26, hours=12, restoring=0.5, finding=0.6)

    @field_validator("*", mode="before")
    @classmethod
    def _settings_of_a_part(cls, value: object, info: ValidationInfo) -> object:
        """Let a part that is written in part keep its own defaults for the rest, not those of any checkpoint."""
        default = cls.model_fields[str(info.field_name)].default
        if isinstance(default, Part) and isinstance(value, Mapping):
            return {**dict(default), **value}
        return value

    def parts(self) -> dict[str, Part]:
        """Return the five parts by name."""
        return {name: value for name, value in self if isinstance(value, Part)}

    def checkpoints(self) -> dict[str, Checkpoint]:
        """Return the parts that are switched on."""
        return {name: part for name, part in self.parts().items() if part.on}

    def objection(self) -> str | None:
        """Say why this measure contradicts itself, or None."""
        if self.checkpoints():
            return None
        return "五个一的五个部分全部关闭，却仍设了力度 / all five parts are off, yet the intensity is above 0"
