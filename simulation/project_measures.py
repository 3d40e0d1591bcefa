"""The measures of the first pillar that act through the quarterly review: projects, index, platform, five focuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from models.quantities import declare
from simulation.measure import Effect, Measure


class ProjectChain(Measure):
    """Projects are chosen, scheduled, evaluated and spread by rule."""

    zh, en = "立项—调度—评估—推广", "project chain"
    mechanism = (
        "项目按规程立项、调度、评估、推广：通过率更高，成果转化更多、传得更快",
        "projects pass their stages by rule: more of them are converted, and made known",
    )
    cost = ("每个环节的项目工时", "hours on every stage")
    side_effect = ("只报成功，上报注水", "success-only reporting")
    pillar = "responsibility"
    aim, price = ("converted", 1), ("project_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"work_factor": 3.0, "gaming": 0.3}
    reviewed = True

    passing: float = declare(0.35, low=0, high=1, zh="未通过比例的减少", en="share of failures avoided")
    publicity_factor: float = declare(
        1.5, low=1, high=5, zh="宣传系数 p 倍数", en="coefficient of publicity p, times"
    )
    work_factor: float = declare(1.25, low=1, high=3, zh="项目环节工时倍数", en="hours a stage, times")
    gaming: float = declare(0.03, low=0, high=0.3, zh="注水难易增加", en="added ease of padding")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("project_pass", "close", self.passing),
            Effect("publicity", "scale", self.publicity_factor),
            Effect("project_hours", "scale", self.work_factor),
            Effect("gaming_ease", "add", self.gaming),
        ]


class PioneerIndex(Measure):
    """An index of theory study, role and innovation."""

    zh, en = "先锋指数", "pioneer index"
    mechanism = (
        "理论学习、作用发挥、创新量化积分：实干更可测，利害更大",
        "points for study, role and innovation: real work is seen, more is at stake",
    )
    cost = ("积分填报工时", "hours to report points")
    side_effect = ("刷分；未计分的工作被忽视", "points are gamed; what earns none is neglected")
    pillar = "responsibility"
    aim, price = ("real_effort", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 10.0}
    reviewed = True

    measurability: float = declare(
        0.4, low=0, high=1, zh="不可测部分的减少", en="share of the unseen made visible"
    )
    stakes_factor: float = declare(1.15, low=1, high=3, zh="考核利害倍数", en="stakes, times")
    neglect_factor: float = declare(
        0.95, low=0.3, high=1, zh="内在回报倍数", en="return for its own sake, times"
    )
    gaming: float = declare(0.03, low=0, high=0.3, zh="注水难易增加", en="added ease of padding")
    traces: float = declare(0.3, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("measurability", "close", self.measurability),
            Effect("stakes", "scale", self.stakes_factor),
            Effect("intrinsic", "scale", self.neglect_factor),
            Effect("gaming_ease", "add", self.gaming),
            Effect("trace_hours", "add", self.traces),
        ]


class DigitalPlatform(Measure):
    """Reports, ratings and study online."""

    zh, en = "数字化党建平台", "digital platform"
    mechanism = (
        "线上填报、评议、学习：留痕更省时，参评更多，培训学得更快",
        "reports, ratings and study online: traces take less time, more people rate, training teaches more",
    )
    cost = ("学习使用平台的工时", "hours to learn the platform")
    side_effect = ("线上参评者更不具代表性", "those who rate online are less representative")
    pillar = "responsibility"
    aim, price = ("trace_hours", -1), ("absence_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"startup": 100.0, "trace_factor": 1.5}
    reviewed = True

    trace_factor: float = declare(0.75, low=0.2, high=1.5, zh="留痕工时倍数", en="trace hours, times")
    participation_factor: float = declare(2.0, low=1, high=10, zh="参评率倍数", en="participation, times")
    study_factor: float = declare(1.15, low=1, high=5, zh="学习速度倍数", en="speed of learning, times")
    startup: float = declare(
        2.0,
        low=0,
        high=100,
        unit="hours/quarter",
        zh="学习使用平台的工时（仅第一年）",
        en="hours to learn the platform, in the first year only",
    )
    selection: float = declare(
        -0.1, low=-2, high=0, zh="参评自选偏差变化", en="change in the selection of raters"
    )

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("trace_hours", "scale", self.trace_factor),
            Effect("participation", "scale", self.participation_factor),
            Effect("learning", "scale", self.study_factor),
            Effect("startup_hours", "add", self.startup),
            Effect("selection", "add", self.selection),
        ]


class FiveFocuses(Measure):
    """Research, hard problems, institutions, innovation, resources."""

    zh, en = "五抓", "five focuses"
    mechanism = (
        "抓调研、难题、制度、创新、资源：职责更清，制度减少转述损耗，立项更多，群众反映的难题立项攻坚",
        "research, hard problems, institutions, innovation, resources: clearer duty, less loss in retelling, more projects, "
        "some of them on hard problems that appeals raise",
    )
    cost = ("每项任务工时增加", "more hours a directive")
    side_effect = ("战线过长，力量分散", "spread too thin")
    pillar = "responsibility"
    aim, price = ("substance", 1), ("work_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"spread_factor": 2.5}
    reviewed = True

    clarity: float = declare(0.2, low=0, high=1, zh="职责模糊消除比例", en="share of unclarity removed")
    loss_factor: float = declare(0.85, low=0.3, high=1.5, zh="转述损耗倍数", en="loss in retelling, times")
    hard_problems: float = declare(
        0.05, low=0, high=1, zh="每件诉求引发的攻坚项目数", en="projects on hard problems for each appeal"
    )
    project_factor: float = declare(1.3, low=1, high=5, zh="立项数倍数", en="projects started, times")
    work_factor: float = declare(1.06, low=1, high=3, zh="任务工时倍数", en="hours of work, times")
    spread_factor: float = declare(
        1.03, low=1, high=3, zh="足额投入门槛倍数", en="effort that full work takes, times"
    )

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("clarity", "close", self.clarity),
            Effect("loss", "scale", self.loss_factor),
            Effect("rectified", "add", self.hard_problems),
            Effect("project_rate", "scale", self.project_factor),
            Effect("work_hours", "scale", self.work_factor),
            Effect("full_effort", "scale", self.spread_factor),
        ]
