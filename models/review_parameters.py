"""The parameters of what people do and the public feels, one frozen group a mechanism."""

from __future__ import annotations

from models.quantities import Declared, declare


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
    gaming_spur: float = declare(
        0.5,
        low=0,
        high=5,
        zh="落后者注水倾向（压力为 1、成效全无时的倍数增量）",
        en="how much more is at stake in a report for who falls short of all that peers achieve, at a pressure of 1",
    )
    gaming_hours: float = declare(
        4.0,
        low=0,
        high=40,
        unit="hours/week",
        zh="注水所耗工时（注水满分时）",
        en="hours taken by padding a report from nothing to full",
    )
    score_noise: float = declare(0.08, low=0, high=1, zh="评分误差（标准差）", en="noise of scores (s.d.)")


class PublicSide(Declared):
    """The public that a unit serves: needs in four domains, sense of gain, ratings."""

    initial_gain: float = declare(0.2, low=0, high=1, zh="初始获得感", en="sense of gain at the start")
    gain_speed: float = declare(
        0.25, low=0, high=1, unit="1/quarter", zh="获得感调整速度 η", en="speed of the sense of gain η"
    )
    waiting_harm: float = declare(
        0.15,
        low=0,
        high=1,
        unit="1/quarter",
        zh="诉求未答复的损害",
        en="share of gain lost in a quarter where no appeal is answered",
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
    soliciting_hours: float = declare(
        3.0,
        low=0,
        high=40,
        unit="hours/week",
        zh="动员好评所耗工时（全部评价都靠动员时）",
        en="hours taken by soliciting where all ratings are solicited",
    )
    selection_spread: float = declare(
        0.5,
        low=0,
        high=3,
        zh="各地参评自选偏差的差异（标准差）",
        en="how much the selection of raters differs from place to place (s.d. of log-odds)",
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
        zh="落后者挫折（每单位晋升奖励差）",
        en="discouragement of those below their peers' mean score, for a prize of 1",
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
    learning_base: float = declare(
        0.5,
        low=0,
        high=1,
        zh="积极性为零时的培训效果（另加积极性）",
        en="effect of training without motivation, which adds to it",
    )
    skill_ceiling: float = declare(
        1.2,
        low=0.5,
        high=3,
        unit="full skill",
        zh="培训所能达到的能力上限",
        en="skill that training can reach",
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
        0.0,
        low=0,
        high=1,
        unit="1/quarter",
        zh="同一上级所属单位间能力交流速度",
        en="speed at which skills below the peers' mean move towards it",
    )
    consortium_exchange: float = declare(
        0.0,
        low=0,
        high=1,
        unit="1/quarter",
        zh="联合体成员间能力交流速度",
        en="speed at which skills below the mean of consortium partners move towards it",
    )
