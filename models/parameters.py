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


class Parameters(Declared):
    """All parameters, by mechanism. Frozen; changed by copying (:meth:`with_values`)."""

    transmission: Transmission = Transmission()
    work: Work = Work()
    attention: Attention = Attention()
    leaders: Leaders = Leaders()
    checking: Checking = Checking()

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
