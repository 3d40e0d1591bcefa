"""The parameters of hand-down and of other work that takes hours, one frozen group a mechanism."""

from __future__ import annotations

from typing import Literal

from models.quantities import Declared, declare

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
    project_drive: float = declare(
        0.4,
        low=0.05,
        high=2,
        zh="按年立项数立项时的能力×积极性",
        en="skill times motivation at which a unit starts that many projects",
    )


class Growth(Declared):
    """Absences for training and exchange, and what else calls people away; only training hours teach anything."""

    training_hours: float = declare(
        2.0, low=0, high=200, unit="hours/quarter", zh="季度培训工时", en="hours of training a quarter"
    )
    startup_hours: float = declare(
        0.0,
        low=0,
        high=200,
        unit="hours/quarter",
        zh="新做法启动磨合工时（仅第一年）",
        en="hours of learning a new way of working, in the first year only",
    )
    liaison_hours: float = declare(
        0.0, low=0, high=200, unit="hours/quarter", zh="季度联络工时", en="hours of liaison a quarter"
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
