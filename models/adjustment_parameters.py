"""The parameters of what a quarterly review changes: ratchet, adjustment, clarity, the spread of practices, bonus."""

from __future__ import annotations

from typing import Literal

from models.quantities import Declared, declare


class Adjustment(Declared):
    """What a review changes from quarter to quarter."""

    feedback: Literal["quarterly", "none"] = declare(
        "quarterly",
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
        0.25, low=0, high=1, zh="调整中损耗的工时占比", en="share of moved hours lost in moving them"
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
    practice_supply: float = declare(
        0.1,
        low=0.01,
        high=10,
        zh="足以供各单位采用经验的转化项目数（每单位）",
        en="converted projects a unit that give everyone a practice to adopt",
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
    command_influence: float = declare(
        0.5,
        low=0,
        high=5,
        zh="上下级经验传播的权重（同级与联合体为 1）",
        en="weight of superior and subordinates in the spread of practices, beside 1 for peers and partners",
    )
    rectified: float = declare(
        0.0, low=0, high=1, zh="每件诉求引发的整改项目数", en="projects started for each appeal"
    )
    bonus: float = declare(0.0, low=0, high=5, zh="创新奖励", en="bonus on innovation")
    bonus_weight: float = declare(
        0.1,
        low=0,
        high=5,
        unit="log-odds",
        zh="创新奖励对积极性的作用",
        en="effect of the bonus on motivation",
    )
