"""The parameters of the model, one frozen group a mechanism.

Names are unique over all groups, so that ``with_parameters(break_probability=0.2)`` needs no path.
No measured rate of attenuation a level is known to us for China: such values are assumptions and are called so.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from models.quantities import Declared, Quantity, declare, require_known

MAXIMUM_DIRECTIVES = 1_000_000


class Transmission(Declared):
    """Handover of a directive from a superior to a subordinate (DESIGN 3)."""

    loss: float = declare(0.08, low=0, high=2, unit="1/handover", zh="转述损耗 λ", en="loss in retelling λ")
    unclear_loss: float = declare(
        0.16, low=0, high=2, unit="1/handover", zh="职责不清的损耗 λ_C", en="loss where duty is unclear λ_C"
    )
    imbalance_loss: float = declare(
        0.12, low=0, high=2, unit="1/handover", zh="权责失衡的损耗 λ_I", en="loss from imbalance λ_I"
    )
    clarity: float = declare(0.6, low=0, high=1, zh="职责清晰度", en="clarity of duty")
    imbalance: float = declare(
        0.3, low=0, high=1, zh="权责失衡度（表中未给出时）", en="imbalance where the table gives none"
    )
    imbalance_relief: float = declare(
        0.0, low=0, high=1, zh="权责失衡缓解比例", en="share of imbalance that measures remove"
    )
    break_probability: float = declare(
        0.12, low=0, high=1, unit="1/handover", zh="断链概率 β", en="probability that a handover breaks β"
    )
    break_imbalance: float = declare(
        0.5, low=0, high=10, zh="断链对失衡的敏感度 κ_I", en="sensitivity of breaks to imbalance κ_I"
    )
    delay: float = declare(0.5, low=0, high=52, unit="weeks", zh="传达时延均值 Δ", en="mean handover delay Δ")
    delay_spread: float = declare(
        0.8, low=0, high=3, zh="传达时延离散度（对数标准差）", en="spread of handover delay (log s.d.)"
    )
    amplification: float = declare(
        0.15, low=-0.9, high=2, unit="1/handover", zh="层层加码率 γ", en="amplification of formal pressure γ"
    )
    waiting_loss: float = declare(
        0.03, low=0, high=2, unit="1/week", zh="等待损耗率 δ", en="loss of substance while waiting δ"
    )


class Work(Declared):
    """The directives and the work they take."""

    directives_per_year: float = declare(
        120, low=0, high=MAXIMUM_DIRECTIVES, unit="1/year", zh="每年下达任务数", en="directives issued a year"
    )
    arrival: Literal["poisson", "even"] = declare(
        "poisson", zh="任务下达方式（随机到达/均匀）", en="how directives arrive (at random or evenly)"
    )
    work_hours: float = declare(
        3.0, low=0, high=200, unit="hours", zh="每项任务工时", en="hours of work a directive"
    )
    work_law: Literal["lognormal", "exponential"] = declare(
        "lognormal", zh="任务工时的分布", en="distribution of hours of work"
    )
    work_spread: float = declare(
        0.5, low=0, high=3, zh="任务工时离散度（对数标准差）", en="spread of hours of work (log s.d.)"
    )
    deadline: float = declare(
        10.0, low=0, high=520, unit="weeks", zh="办结时限（自下达起）", en="deadline, from the day of issue"
    )


class Attention(Declared):
    """Hours of a unit's week and what is left of them for directives."""

    hours_per_week: float = declare(
        47.56,
        low=1,
        high=168,
        unit="hours/week",
        zh="每周工作时间 H",
        en="working week H",
        source="survey of 162 county leaders, 2012: 47.56 h on average (no DOI)",
    )
    business_share: float = declare(
        0.64, low=0, high=1, zh="业务工作占时", en="share of hours that business takes"
    )
    coupling: float = declare(
        0.0, low=0, high=1, zh="党建业务融合度", en="coupling: business hours that serve both"
    )
    trace_hours: float = declare(
        1.2,
        low=0,
        high=168,
        unit="hours/week",
        zh="留痕填表工时（压力为1时）",
        en="trace hours at pressure 1",
    )
    patrol_hours: float = declare(
        0.0, low=0, high=168, unit="hours/week", zh="第二责任人包联工时", en="second owners' hours of patrol"
    )


class Leaders(Declared):
    """Directives that leaders handle in person, and second owners of lines. Zero today; measures raise them."""

    in_person_share: float = declare(
        0.0, low=0, high=1, zh="领导亲自办理的任务占比", en="share of directives handled in person"
    )
    in_person_relief: float = declare(
        0.6, low=0, high=1, zh="亲自办理减少断链的比例", en="share of breaks avoided in person"
    )
    in_person_hours: float = declare(
        2.0,
        low=0,
        high=100,
        unit="hours",
        zh="亲自办理增加的工时（末级以上）",
        en="extra hours in person, above the last level",
    )
    grid_share: float = declare(
        0.0, low=0, high=1, zh="有第二责任人的单位占比", en="share of units with a second owner"
    )
    grid_delay: float = declare(
        4.0,
        low=0,
        high=52,
        unit="weeks",
        zh="第二责任人传达时延均值",
        en="mean delay of a second owner's handover",
    )


class Checking(Declared):
    """How checkpoints work: habituation, the lift after a campaign, what ledgers add."""

    habituation_floor: float = declare(
        0.7, low=0, high=1, zh="例会效力下限 φ", en="share of a checkpoint's effect that habit leaves φ"
    )
    habituation_half_life: float = declare(
        26.0,
        low=1,
        high=1000,
        unit="repetitions",
        zh="例会效力减半次数 n½",
        en="repetitions that halve the rest n½",
    )
    campaign_half_life: float = declare(
        8.0, low=2, high=26, unit="weeks", zh="专项行动余效半衰期", en="half-life of a campaign's lift"
    )
    finding_lift: float = declare(
        0.0,
        low=0,
        high=1,
        zh="台账提高的发现概率（占未发现部分）",
        en="share of missed breaks that ledgers uncover",
    )


class Appeals(Declared):
    """The public's appeals, which queue for the attention of the unit that serves it."""

    appeal_rate: float = declare(
        0.6,
        low=0,
        high=50,
        unit="1/week",
        zh="群众诉求率 λ_A（获得感为0时）",
        en="appeals a unit where gain is nil λ_A",
    )
    appeal_hours: float = declare(
        1.0, low=0, high=100, unit="hours", zh="每件诉求工时", en="hours of work an appeal"
    )
    appeal_patience: float = declare(
        8.0, low=0.1, high=520, unit="weeks", zh="诉求人平均耐心", en="mean patience of those who appeal"
    )
    appeal_priority: float = declare(
        0.0, low=0, high=1, zh="优先办理诉求的比例", en="share of appeals heard first"
    )


class Innovation(Declared):
    """Projects that pass 立项, 调度, 评估, 推广, and the spread of what they bring."""

    project_rate: float = declare(
        0.5, low=0, high=50, unit="1/year", zh="单位年立项数", en="projects a unit starts a year"
    )
    project_hours: float = declare(
        5.0, low=0, high=200, unit="hours", zh="项目每环节工时", en="hours of work a stage of a project"
    )
    project_pass: float = declare(
        0.65, low=0, high=1, zh="项目每环节通过率", en="share of projects that pass a stage"
    )
    project_lag: float = declare(
        4.0, low=0, high=52, unit="weeks", zh="项目环节间隔均值", en="mean weeks between stages"
    )


class Growth(Declared):
    """Absences for training and exchange."""

    training_hours: float = declare(
        2.0, low=0, high=200, unit="hours/quarter", zh="季度培训工时", en="hours of training a quarter"
    )
    exchange_share: float = declare(
        0.0,
        low=0,
        high=1,
        unit="1/year",
        zh="年度参加交流的单位占比",
        en="share of units in an exchange a year",
    )
    exchange_hours: float = declare(
        40.0,
        low=0,
        high=500,
        unit="hours",
        zh="交流离岗及适应工时",
        en="hours away and settling in for an exchange",
    )


class Effort(Declared):
    """How a person splits effort between real work and traces of work, and what pressure and load do to it."""

    substitution: float = declare(
        0.4, low=0, high=0.95, zh="实干与留痕的替代度 χ", en="substitution of real work and traces χ"
    )
    intrinsic: float = declare(0.55, low=0, high=5, zh="内在回报", en="return on real work for its own sake")
    stakes: float = declare(1.0, low=0, high=5, zh="考核利害程度", en="stakes of assessment")
    full_effort: float = declare(
        0.5, low=0.05, high=5, zh="足额投入的努力", en="effort at which real work is full"
    )
    trace_norm: float = declare(
        0.25,
        low=0.01,
        high=5,
        zh="对应基准留痕工时的留痕努力",
        en="trace effort that takes the hours of today",
    )
    pressure_optimum: float = declare(
        1.4, low=0.1, high=10, zh="最佳压力 F*", en="pressure of best performance F*"
    )
    comfortable_load: float = declare(
        0.75,
        low=0.1,
        high=1,
        zh="不增加负荷的工时占用率",
        en="share of hours in use above which strain rises",
    )
    strain_rise: float = declare(
        0.6, low=0, high=5, unit="1/quarter", zh="负荷上升速度", en="rise of strain with overload"
    )
    strain_recovery: float = declare(
        0.15, low=0, high=1, unit="1/quarter", zh="负荷恢复速度", en="recovery from strain"
    )
    strain_loss: float = declare(
        0.3, low=0, high=1, zh="负荷对能力发挥的影响", en="share of skill that full strain leaves unused"
    )


class Assessment(Declared):
    """What is scored, how it is weighed, and how far what is reported departs from what is true."""

    process_weight: float = declare(
        0.55, low=0, high=10, zh="过程（留痕）权重", en="weight of process and traces"
    )
    business_weight: float = declare(0.35, low=0, high=10, zh="业务实绩权重", en="weight of business results")
    public_weight: float = declare(0.1, low=0, high=10, zh="群众评价权重", en="weight of the public's rating")
    measurability: float = declare(
        0.6, low=0, high=1, zh="业务实绩可测度", en="share of real work that assessment can see"
    )
    audit: float = declare(0.3, low=0, high=1, zh="核查概率", en="probability that a report is audited")
    gaming_ease: float = declare(
        0.2, low=0, high=0.5, zh="注水难易（越大越易）", en="ease of padding reports"
    )
    score_noise: float = declare(0.08, low=0, high=1, zh="评分误差（标准差）", en="noise of scores (s.d.)")


class PublicSide(Declared):
    """The public that a unit serves: needs in four domains, sense of gain, ratings."""

    initial_gain: float = declare(0.2, low=0, high=1, zh="初始获得感", en="sense of gain at the start")
    gain_speed: float = declare(
        0.25, low=0, high=1, unit="1/quarter", zh="获得感调整速度 η", en="speed of the sense of gain η"
    )
    waiting_harm: float = declare(
        0.15, low=0, high=1, zh="诉求未答复的损害", en="share of gain lost where no appeal is answered"
    )
    needs_spread: float = declare(
        0.6, low=0, high=1, zh="各地需求差异度", en="how much needs differ from place to place"
    )
    insight: float = declare(0.1, low=0, high=1, zh="对群众需求的了解程度", en="how well needs are known")
    portfolio: float = declare(
        0.4, low=0, high=1, zh="服务领域均衡度", en="how evenly the four domains are served"
    )
    public_size: float = declare(
        2000.0,
        low=1,
        high=1e7,
        unit="people",
        zh="每个末级单位的服务人数",
        en="people served by a terminal unit",
    )
    participation: float = declare(
        0.01, low=0, high=1, zh="参评率", en="share of the public that rates in a quarter"
    )
    selection: float = declare(
        -0.4,
        low=-3,
        high=3,
        zh="参评自选偏差（对数优势，负为不满者多）",
        en="selection of raters (log-odds; below 0 the dissatisfied)",
    )
    solicited: float = declare(
        0.0, low=0, high=0.95, zh="动员好评占比", en="share of ratings that are solicited"
    )
    correction: float = declare(
        0.0, low=0, high=1, zh="评价偏差校正程度", en="share of the raters' bias that analysis corrects"
    )
    prior_weight: float = declare(
        5.0,
        low=0,
        high=1000,
        unit="ratings",
        zh="评价收缩强度 k",
        en="weight of the prior in shrunken ratings k",
    )


class Incentives(Declared):
    """Prizes, growth support, promotion and what becomes of skill and motivation."""

    initial_motivation: float = declare(0.5, low=0, high=1, zh="初始积极性", en="motivation at the start")
    initial_strain: float = declare(0.2, low=0, high=1, zh="初始压力负荷", en="strain at the start")
    motivation_base: float = declare(
        0.1, low=-5, high=5, unit="log-odds", zh="积极性基准", en="base of motivation"
    )
    motivation_speed: float = declare(
        0.3, low=0, high=1, unit="1/quarter", zh="积极性调整速度", en="speed of motivation"
    )
    prize: float = declare(0.6, low=0, high=10, zh="晋升奖励差 ΔW", en="prize spread of promotion ΔW")
    prize_weight: float = declare(
        1.0, low=0, high=10, unit="log-odds", zh="奖励对积极性的作用", en="effect of returns on motivation"
    )
    growth_support: float = declare(0.0, low=0, high=5, unit="log-odds", zh="成长支持", en="growth support")
    burden_weight: float = declare(
        1.2, low=0, high=10, unit="log-odds", zh="形式主义负担的作用", en="effect of formalism on motivation"
    )
    strain_weight: float = declare(
        1.0, low=0, high=10, unit="log-odds", zh="压力负荷的作用", en="effect of strain on motivation"
    )
    discouragement: float = declare(
        0.0,
        low=0,
        high=5,
        unit="log-odds",
        zh="落选者挫折",
        en="discouragement of those who lose a large prize",
    )
    skill_mean: float = declare(
        0.8, low=0.05, high=2, zh="新任者能力均值", en="mean skill of those who come new"
    )
    skill_spread: float = declare(
        0.12, low=0, high=0.5, zh="能力离散度（标准差）", en="spread of skill (s.d.)"
    )
    learning: float = declare(
        0.01,
        low=0,
        high=0.2,
        unit="1/hour",
        zh="培训提升能力的速度",
        en="share of missing skill gained an hour of training",
    )
    skill_decay: float = declare(
        0.01, low=0, high=0.5, unit="1/quarter", zh="能力退化速度", en="decay of skill"
    )
    turnover: float = declare(
        0.08, low=0, high=1, unit="1/year", zh="年离任率", en="leaders who leave a year"
    )
    strain_turnover: float = declare(
        0.15, low=0, high=1, unit="1/year", zh="负荷引起的年离任率", en="more who leave a year at full strain"
    )
    transferability: float = declare(0.5, low=0, high=1, zh="能力可迁移度 τ", en="transferability of skill τ")
    promotion_validity: float = declare(
        0.0, low=0, high=1, zh="晋升看真实能力的比重", en="weight of true skill in promotion"
    )
    skill_exchange: float = declare(
        0.0, low=0, high=1, unit="1/quarter", zh="同级能力交流速度", en="speed at which peers' skills meet"
    )


class Adjustment(Declared):
    """What a review changes from quarter to quarter."""

    feedback: Literal["quarterly", "none"] = declare(
        "none",
        zh="季度复盘反馈（quarterly 有，none 无）",
        en="quarterly feedback, or none: conditions stay as they are",
    )
    ratchet_up: float = declare(
        0.02, low=0, high=0.5, unit="1/year", zh="达标后加码", en="ratchet after a good year"
    )
    ratchet_down: float = declare(
        0.05,
        low=0,
        high=1,
        unit="1/quarter",
        zh="加码回落速度",
        en="share of the ratchet that goes back a quarter",
    )
    adjustment: float = declare(
        0.0, low=0, high=1, zh="注意力随短板调整的力度", en="how far attention follows shortfall"
    )
    whiplash: float = declare(
        0.5, low=0, high=5, zh="调整的转换成本", en="share of moved hours lost in moving them"
    )
    clarity_learning: float = declare(
        0.1,
        low=0,
        high=1,
        unit="1/quarter",
        zh="职责熟悉速度",
        en="speed at which newcomers learn their duties",
    )
    newcomer_clarity: float = declare(
        0.6, low=0, high=1, zh="新任者职责清晰度倍数", en="clarity of duty of a newcomer, times"
    )
    practice_gain: float = declare(
        0.04, low=0, high=1, zh="采用一项经验的增益", en="gain from one adopted practice"
    )
    practice_distance: float = declare(
        0.3, low=0, high=1, zh="经验来源的平均差异", en="mean distance in kind of practices"
    )
    fit_loss: float = declare(1.2, low=0, high=5, zh="照搬损失", en="loss from poor fit")
    practice_decay: float = declare(
        0.05, low=0, high=1, unit="1/quarter", zh="经验过时速度", en="share of practices that grow stale"
    )
    publicity: float = declare(
        0.03,
        low=0,
        high=1,
        unit="1/year",
        zh="宣传系数 p",
        en="coefficient of publicity p",
        source="mean of published studies: Sultan, Farley & Lehmann 1990, doi:10.1177/002224379002700107",
    )
    emulation: float = declare(
        0.38,
        low=0,
        high=2,
        unit="1/year",
        zh="模仿系数 q",
        en="coefficient of emulation q",
        source="mean of published studies: Sultan, Farley & Lehmann 1990, doi:10.1177/002224379002700107",
    )
    rectified: float = declare(
        0.0, low=0, high=1, zh="诉求转为整改项目的比例", en="share of appeals that become projects"
    )
    bonus: float = declare(0.0, low=0, high=5, zh="创新奖励", en="bonus on innovation")


class Parameters(Declared):
    """All parameters, by mechanism. Frozen; changed by copying (:meth:`with_values`)."""

    transmission: Transmission = Transmission()
    work: Work = Work()
    attention: Attention = Attention()
    leaders: Leaders = Leaders()
    checking: Checking = Checking()
    appeals: Appeals = Appeals()
    innovation: Innovation = Innovation()
    growth: Growth = Growth()
    effort: Effort = Effort()
    assessment: Assessment = Assessment()
    public: PublicSide = PublicSide()
    incentives: Incentives = Incentives()
    adjustment: Adjustment = Adjustment()

    def with_values(self, **values: object) -> Parameters:
        """Return a copy with some quantities changed, found by their name alone.

        Raises
        ------
        ValueError
            For an unknown name (with the nearest right one) or a value outside its range.

        Examples
        --------
        >>> Parameters().with_values(loss=0.2).transmission.loss
        0.2
        """
        groups = group_of_quantity()
        changes: dict[str, dict[str, object]] = {}
        for name, value in values.items():
            require_known(name, groups, "parameter")
            changes.setdefault(groups[name], {})[name] = value
        return self.model_copy(
            update={group: getattr(self, group).changed(**new) for group, new in changes.items()}
        )

    def value(self, name: str) -> float:
        """Return the value of one numeric quantity by its name."""
        require_known(name, group_of_quantity(), "parameter")
        return float(getattr(getattr(self, group_of_quantity()[name]), name))


def parameter_quantities() -> list[Quantity]:
    """Return the declarations of all parameters, group after group."""
    groups = {name: type(value) for name, value in Parameters()}
    return [quantity for name, group in groups.items() for quantity in group.quantities(name)]


@cache
def group_of_quantity() -> dict[str, str]:
    """Return the group of each parameter by the parameter's name."""
    return {quantity.name: quantity.group for quantity in parameter_quantities()}
