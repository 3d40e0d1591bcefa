"""The nine measures of the second pillar, the double helix of assessment: what counts, whom it listens to, what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from models.quantities import declare
from simulation.measure import Effect, Measure


class JointAssessment(Measure):
    """Business and Party work are assessed together."""

    zh, en = "业务党建同步考核", "joint assessment"
    mechanism = (
        "业务实绩与党建一并考核：实绩权重和可测度提高，业务与党建结合更紧",
        "business results count, and are seen, in the same assessment; more of the work serves both",
    )
    cost = ("考核材料工时", "hours for a heavier review")
    side_effect = ("考核更繁重", "heavier review")
    pillar = "assessment"
    aim, price = ("alignment", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"business": 0.0, "measurability": 0.0, "traces": 12.0}
    free: ClassVar[Mapping[str, Any]] = {"traces": 0.0}
    reviewed = True

    business: float = declare(
        0.4, low=0, high=5, zh="业务实绩权重增加", en="added weight of business results"
    )
    measurability: float = declare(
        0.25, low=0, high=1, zh="不可测部分的减少", en="share of the unseen made visible"
    )
    coupling: float = declare(
        0.05, low=0, high=1, zh="业务与党建分开做的工作的减少", en="share of separate work made to serve both"
    )
    traces: float = declare(0.3, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("business_weight", "add", self.business),
            Effect("measurability", "close", self.measurability),
            Effect("coupling", "close", self.coupling),
            Effect("trace_hours", "add", self.traces),
        ]


class PublicRating(Measure):
    """The public rates by scanning a code."""

    zh, en = "群众扫码评议", "public rating"
    mechanism = (
        "群众扫码评议进入考核：导向与群众感受一致",
        "the public's rating enters the score: what is rewarded is what is valued",
    )
    cost = ("组织评议工时", "hours to organise ratings")
    side_effect = ("动员好评、选择性参评", "ratings are solicited and selective")
    pillar = "assessment"
    aim, price = ("alignment", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"public": 0.0, "solicited": 0.8, "traces": 12.0}
    free: ClassVar[Mapping[str, Any]] = {"traces": 0.0}
    reviewed = True

    public: float = declare(
        0.4, low=0, high=5, zh="群众评价权重增加", en="added weight of the public's rating"
    )
    participation_factor: float = declare(2.0, low=1, high=10, zh="参评率倍数", en="participation, times")
    solicited: float = declare(
        0.12, low=0, high=0.8, zh="动员好评占比增加", en="added share of solicited ratings"
    )
    traces: float = declare(0.2, low=0, high=40, unit="hours/week", zh="增加留痕工时", en="more trace hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("public_weight", "add", self.public),
            Effect("participation", "scale", self.participation_factor),
            Effect("solicited", "add", self.solicited),
            Effect("trace_hours", "add", self.traces),
        ]


class OpinionCollection(Measure):
    """Surveys of what the public needs."""

    zh, en = "民意征集", "opinion collection"
    mechanism = (
        "征集民意：把力量用到群众需要的领域",
        "surveys tell what is needed: effort goes to the right domain",
    )
    cost = ("调查工时", "survey hours")
    side_effect = ("调查占用办理时间", "surveys take time from directives")
    pillar = "assessment"
    aim, price = ("gain", 1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"insight": 0.0, "traces": 12.0}
    reviewed = True

    insight: float = declare(
        0.5, low=0, high=1, zh="需求信息缺口的减少", en="share of what was unknown about needs"
    )
    traces: float = declare(0.3, low=0, high=40, unit="hours/week", zh="调查工时", en="survey hours")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("insight", "close", self.insight),
            Effect("trace_hours", "add", self.traces),
        ]


class AppealsResponse(Measure):
    """Appeals are heard first."""

    zh, en = "群众诉求响应", "appeals response"
    mechanism = ("诉求优先办理：等待更短", "appeals are heard first: shorter waits")
    cost = ("每件诉求工时增加", "more hours an appeal")
    side_effect = ("挤占任务办理的注意力", "attention taken from directives")
    pillar = "assessment"
    aim, price = ("appeal_wait", -1), ("appeal_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"work_factor": 10.0, "harm_factor": 1.0}
    reviewed = True

    priority: float = declare(0.8, low=0, high=1, zh="优先办理比例", en="share heard first")
    harm_factor: float = declare(0.7, low=0, high=1, zh="未答复损害倍数", en="harm of no answer, times")
    work_factor: float = declare(1.3, low=1, high=10, zh="每件诉求工时倍数", en="hours an appeal, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("appeal_priority", "close", self.priority),
            Effect("waiting_harm", "scale", self.harm_factor),
            Effect("appeal_hours", "scale", self.work_factor),
        ]


class RatingAnalysis(Measure):
    """Ratings are shrunken and corrected for bias."""

    zh, en = "大数据分析评价", "rating analysis"
    mechanism = (
        "估计并校正各地参评偏差、收缩小样本：评价更接近真实感受",
        "each place's bias is estimated and corrected, small samples are shrunken: ratings come nearer to what people feel",
    )
    cost = ("数据分析工时", "hours of analysis")
    side_effect = (
        "评价人数少时误以为精确",
        "false confidence: where few rate, chance is taken for bias and corrected",
    )
    pillar = "assessment"
    aim, price = ("rating_error", -1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"traces": 12.0}
    reviewed = True

    correction: float = declare(0.7, low=0, high=1, zh="偏差校正比例", en="share of the bias corrected")
    prior: float = declare(
        10.0, low=0, high=500, unit="ratings", zh="收缩强度增加", en="added weight of the prior"
    )
    traces: float = declare(0.15, low=0, high=40, unit="hours/week", zh="分析工时", en="hours of analysis")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("correction", "close", self.correction),
            Effect("prior_weight", "add", self.prior),
            Effect("trace_hours", "add", self.traces),
        ]


class DynamicAdjustment(Measure):
    """Attention follows shortfall."""

    zh, en = "动态调整", "dynamic adjustment"
    mechanism = (
        "按短板调整力量：工时从成效高于同级的单位调到低于同级的单位，差距缩小",
        "hours move from units above their peers to those that fall short: differences get smaller",
    )
    cost = ("调整协调工时", "hours of coordination")
    side_effect = (
        "忽左忽右，转换有损耗；调出单位成效下降",
        "whiplash: moving loses hours, and those who give achieve less",
    )
    pillar = "assessment"
    aim, price = ("inequality", -1), ("trace_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"following": 1.0, "whiplash": 0.75, "traces": 12.0}
    reviewed = True

    following: float = declare(
        0.5, low=0, high=1, zh="随短板调整力度", en="how far attention follows shortfall"
    )
    whiplash: float = declare(0.0, low=0, high=1, zh="调整损耗占比增加", en="added share of moved hours lost")
    traces: float = declare(0.1, low=0, high=40, unit="hours/week", zh="协调工时", en="hours of coordination")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("adjustment", "add", self.following),
            Effect("whiplash", "add", self.whiplash),
            Effect("trace_hours", "add", self.traces),
        ]


class Integration(Measure):
    """Work that serves Party building and business at once."""

    zh, en = "党建业务融合工程", "integration"
    mechanism = (
        "一项工作两头受益：业务时间也推进任务",
        "one piece of work serves both: business hours carry directives too",
    )
    cost = ("启动与磨合工时", "start-up hours")
    side_effect = ("边界模糊", "blurred boundaries")
    pillar = "assessment"
    aim, price = ("attention_hours", 1), ("absence_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"startup": 100.0, "coupling": 0.0, "clarity_factor": 0.3}
    reviewed = True

    coupling: float = declare(
        0.2, low=0, high=1, zh="融合度提高", en="share of business hours that come to serve both"
    )
    startup: float = declare(
        3.0,
        low=0,
        high=100,
        unit="hours/quarter",
        zh="磨合工时（仅第一年）",
        en="start-up hours, in the first year only",
    )
    clarity_factor: float = declare(0.97, low=0.3, high=1, zh="职责清晰度倍数", en="clarity of duty, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("coupling", "close", self.coupling),
            Effect("startup_hours", "add", self.startup),
            Effect("clarity", "scale", self.clarity_factor),
        ]


class Rectification(Measure):
    """Appeals start projects; breaks are found more often."""

    zh, en = "问题整改", "rectification"
    mechanism = (
        "诉求引发整改项目，断链更易发现",
        "appeals start projects that put things right; breaks are found more often",
    )
    cost = ("整改项目工时", "hours on such projects")
    side_effect = ("忙于救火，计划任务受挤", "firefighting crowds out the plan")
    pillar = "assessment"
    aim, price = ("lost", -1), ("project_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"rectified": 1.0, "finding": 0.0, "harm_factor": 1.0}
    reviewed = True

    rectified: float = declare(
        0.15, low=0, high=1, zh="每件诉求引发的整改项目数", en="projects started for each appeal"
    )
    finding: float = declare(0.2, low=0, high=1, zh="漏查断链减少比例", en="share of missed breaks uncovered")
    harm_factor: float = declare(0.8, low=0, high=1, zh="未答复损害倍数", en="harm of no answer, times")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("rectified", "add", self.rectified),
            Effect("finding_lift", "close", self.finding),
            Effect("waiting_harm", "scale", self.harm_factor),
        ]


class RegionalService(Measure):
    """Service in all four domains."""

    zh, en = "服务区域发展", "regional service"
    mechanism = ("四个领域均衡服务", "all four domains are served")
    cost = ("每项任务工时增加", "more hours a directive")
    side_effect = ("力量稀释", "dilution")
    pillar = "assessment"
    aim, price = ("gain", 1), ("work_hours", 1)
    loses: ClassVar[Mapping[str, Any]] = {"balance": 0.0, "dilution_factor": 2.5}
    reviewed = True

    balance: float = declare(0.6, low=0, high=1, zh="失衡减少比例", en="share of imbalance removed")
    work_factor: float = declare(1.03, low=1, high=3, zh="任务工时倍数", en="hours of work, times")
    dilution_factor: float = declare(
        1.03, low=1, high=3, zh="足额投入门槛倍数", en="effort that full work takes, times"
    )

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return [
            Effect("portfolio", "close", self.balance),
            Effect("work_hours", "scale", self.work_factor),
            Effect("full_effort", "scale", self.dilution_factor),
        ]
