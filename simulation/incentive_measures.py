"""The seven measures of the third pillar: prizes, growth, exchange, and the spread of what works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from models.quantities import declare
from simulation.measure import Effect, Measure


class Exchange(Measure):
    """People change places for a while; what is modelled is learning among units of one superior."""

    zh, en = "双向交流", "exchange"
    mechanism = (
        "双向交流：同一上级所属单位之间取长补短，职责更清",
        "units of one superior learn from one another, the weaker from the better; duty becomes clearer",
    )
    cost = ("离岗与适应工时", "hours away and settling in")
    side_effect = ("适应期工作受影响", "absence while settling in")
    pillar = "incentives"
    aim, price = ("skill", 1), ("absence_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"hours_factor": 10.0, "transfer": 0.0, "clarity": 0.0, "share": 1.0}
    reviewed = True

    share: float = declare(0.3, low=0, high=1, unit="1/year", zh="年度参加比例", en="share of units a year")
    transfer: float = declare(
        0.2,
        low=0,
        high=1,
        unit="1/quarter",
        zh="参加单位的能力交流速度",
        en="speed at which skills meet, of those who take part",
    )
    clarity: float = declare(0.06, low=0, high=1, zh="职责模糊消除比例", en="share of unclarity removed")
    hours_factor: float = declare(1.0, low=1, high=10, zh="离岗工时倍数", en="hours away, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("exchange_share", "add", self.share),
            # Only who takes part learns.
            Effect("skill_exchange", "add", self.share * self.transfer),
            Effect("clarity", "close", self.clarity),
            Effect("exchange_hours", "scale", self.hours_factor),
        ]


class InnovationBonus(Measure):
    """Points towards a title for innovations."""

    zh, en = "职称评审加分", "innovation bonus"
    mechanism = ("创新成果在职称评审中加分：立项积极", "innovations count towards a title: more projects")
    cost = ("项目工时增加", "more hours on projects")
    side_effect = ("为加分而立项，质量下降", "projects for the bonus, of lower quality")
    pillar = "incentives"
    aim, price = ("converted", 1), ("project_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"bonus": 5.0, "pass_factor": 0.3, "work_factor": 10.0}
    reviewed = True

    bonus: float = declare(0.6, low=0, high=5, zh="创新奖励", en="bonus")
    pass_factor: float = declare(
        0.95, low=0.2, high=1, zh="环节通过率倍数", en="share that passes a stage, times"
    )

    work_factor: float = declare(1.0, low=1, high=10, zh="项目环节工时倍数", en="hours a stage, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("bonus", "add", self.bonus),
            Effect("project_hours", "scale", self.work_factor),
            Effect("project_pass", "scale", self.pass_factor),
        ]


class ExceptionalPromotion(Measure):
    """A larger prize for a few."""

    zh, en = "破格晋升", "exceptional promotion"
    mechanism = (
        "拉大晋升奖励差：前列者更积极，考核看重什么就投入什么，留痕与注水也随之增加；兼看真实能力",
        "a larger prize raises effort on whatever is assessed, traces and padding included; true skill counts for more",
    )
    cost = ("竞争材料工时", "hours spent on the contest")
    side_effect = ("得分落后者受挫；升任后能力不适", "those behind are discouraged; skill may not carry over")
    pillar = "incentives"
    aim, price = ("real_effort", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"discouragement": 5.0}
    reviewed = True

    prize: float = declare(0.6, low=0, high=10, zh="奖励差增加", en="added prize spread")
    validity: float = declare(0.2, low=0, high=1, zh="真实能力比重增加", en="added weight of true skill")
    discouragement: float = declare(
        0.15, low=0, high=5, unit="log-odds", zh="落后者挫折", en="discouragement"
    )
    transfer_factor: float = declare(0.9, low=0, high=1, zh="能力可迁移度倍数", en="transferability, times")
    traces: float = declare(0.1, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("prize", "add", self.prize),
            Effect("promotion_validity", "close", self.validity),
            Effect("discouragement", "add", self.discouragement),
            Effect("transferability", "scale", self.transfer_factor),
            Effect("trace_hours", "add", self.traces),
        ]


class Consortium(Measure):
    """Ties across regions and departments: skill is exchanged along consortium lines, and practices spread faster along all.

    Where the organisation has no consortium lines, the units of one superior are taken for partners.
    """

    zh, en = "大湾区联合体·跨部门交流", "consortium"
    mechanism = (
        "跨区域、跨部门联合：经验沿连线传播更快，能力在联合体成员间交流（组织表未列联合体连线时，以同一上级所属单位代之）",
        "practices spread faster along the lines; skill is exchanged with partners: along consortium lines, "
        "or among units of one superior where the organisation has none",
    )
    cost = ("联络工时", "hours of liaison")
    side_effect = ("照搬外地经验，水土不服", "practices copied from afar fit less well")
    pillar = "incentives"
    aim, price = ("skill", 1), ("absence_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"distance": 0.7, "liaison": 100.0, "transfer": 0.0}
    reviewed = True

    emulation_factor: float = declare(1.6, low=1, high=5, zh="模仿系数倍数", en="emulation, times")
    transfer: float = declare(
        0.03, low=0, high=1, unit="1/quarter", zh="能力交流速度", en="speed at which skills meet"
    )
    distance: float = declare(0.2, low=0, high=0.7, zh="经验差异增加", en="added distance of practices")
    liaison: float = declare(1.5, low=0, high=100, unit="hours/quarter", zh="联络工时", en="hours of liaison")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("emulation", "scale", self.emulation_factor),
            Effect("consortium_exchange", "add", self.transfer),
            Effect("practice_distance", "add", self.distance),
            Effect("liaison_hours", "add", self.liaison),
        ]


class Training(Measure):
    """A programme to raise skill."""

    zh, en = "能力提升计划", "training"
    mechanism = ("系统培训提高履职能力", "training raises skill")
    cost = ("离岗培训工时", "hours away")
    side_effect = ("培训挤占办理时间", "less time for the work itself")
    pillar = "incentives"
    aim, price = ("skill", 1), ("absence_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"hours": 120.0, "learning_factor": 0.2}
    reviewed = True

    hours: float = declare(
        8.0, low=0, high=150, unit="hours/quarter", zh="季度培训工时", en="hours a quarter"
    )
    learning_factor: float = declare(1.0, low=0.2, high=3, zh="培训效果倍数", en="effect of an hour, times")
    support: float = declare(0.1, low=0, high=3, unit="log-odds", zh="成长支持", en="growth support")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("training_hours", "add", self.hours),
            Effect("learning", "scale", self.learning_factor),
            Effect("growth_support", "add", self.support),
        ]


class GrowthArchive(Measure):
    """A record of what people have learned."""

    zh, en = "能力提升激励档案", "growth archive"
    mechanism = (
        "成长档案作为晋升依据：看真本领，学习有回报",
        "promotion looks at the record: skill counts, learning pays",
    )
    cost = ("建档工时", "hours to keep the record")
    side_effect = ("为证书而学", "credential chasing")
    pillar = "incentives"
    aim, price = ("motivation", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 12.0}
    reviewed = True

    validity: float = declare(0.5, low=0, high=1, zh="真实能力比重增加", en="added weight of true skill")
    support: float = declare(0.35, low=0, high=3, unit="log-odds", zh="成长支持", en="growth support")
    neglect_factor: float = declare(
        0.98, low=0.3, high=1, zh="内在回报倍数", en="return for its own sake, times"
    )
    traces: float = declare(0.25, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("promotion_validity", "close", self.validity),
            Effect("growth_support", "add", self.support),
            Effect("intrinsic", "scale", self.neglect_factor),
            Effect("trace_hours", "add", self.traces),
        ]


class ResultConversion(Measure):
    """Results are converted, branded and publicised."""

    zh, en = "创新成果转化·品牌·媒体", "result conversion"
    mechanism = ("成果转化、品牌和媒体宣传：比学赶超", "results are publicised: peers emulate one another")
    cost = ("宣传工时", "publicity hours")
    side_effect = ("重宣传轻实效", "publicity before effect")
    pillar = "incentives"
    aim, price = ("converted", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 12.0}
    reviewed = True

    publicity_factor: float = declare(2.5, low=1, high=20, zh="宣传系数倍数", en="publicity, times")
    emulation_factor: float = declare(1.3, low=1, high=5, zh="模仿系数倍数", en="emulation, times")
    passing: float = declare(0.15, low=0, high=1, zh="未通过比例的减少", en="share of failures avoided")
    traces: float = declare(0.3, low=0, high=40, unit="hours/week", zh="宣传工时", en="publicity hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("publicity", "scale", self.publicity_factor),
            Effect("emulation", "scale", self.emulation_factor),
            Effect("project_pass", "close", self.passing),
            Effect("trace_hours", "add", self.traces),
        ]
