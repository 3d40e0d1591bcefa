"""What is kept over many steps: clearances of Pressman and Wildavsky, control of Williamson and Downs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scipy import optimize

from models.control_loss import (
    agreements_until,
    clearance_probability,
    control_kept,
    optimum_levels,
    optimum_levels_approximation,
    surplus,
)
from workbench.text import Label
from workbench.validation.checks import Check, exactly

CLEARANCE = Label("逐一过关：全部同意的概率", "clearances: chance that all agree")
COUNT = Label("同意率不足一半所需的关数", "clearances until the chance falls below a half")
CONTROL = Label("层层转达后的保留比例", "share kept over handovers")
SURPLUS = Label("控制损失下的净收益", "surplus under control loss")
NEAR_LEVELS = Label("最优层数的近似式", "best number of levels, approximately")
LEVELS = Label("控制损失下的最优层数", "best number of levels under control loss")

CLEARANCES = "Pressman & Wildavsky 1973 (no DOI)"
# Quoted from the book: 4, 7, 14 and 68; the exact power says 69 for the last, as Bowen found.
COUNTS = "Pressman & Wildavsky 1973; Bowen 1982, doi:10.1017/S0143814X00001768"
DOWNS = "Downs 1967 (no DOI)"
WILLIAMSON = "Williamson 1967, doi:10.1086/259258"


def passing_on_checks() -> Iterator[Check]:
    """Yield the checks; powers are recomputed with exact fractions."""
    for percent, number in ((80, 70), (90, 70), (95, 70), (99, 70), (97, 30)):
        exact = Fraction(percent, 100) ** number
        chance = clearance_probability(percent / 100, number)
        yield exactly(
            CLEARANCE, f"p = {percent / 100:g}, n = {number}", CLEARANCES, float(exact), chance, 1e-12
        )
    for percent in (80, 90, 95, 99):
        agreement, count = Fraction(percent, 100), 1
        while agreement**count >= Fraction(1, 2):
            count += 1
        yield exactly(COUNT, f"p = {percent / 100:g}", COUNTS, count, agreements_until(percent / 100), 0.0)
    yield exactly(CONTROL, "α = 0.5, 6", DOWNS, 0.015625, control_kept(0.5, 6), 0.0)
    yield exactly(CONTROL, "α = 0.9, 4", WILLIAMSON, 0.6561, control_kept(0.9, 4), 1e-12)
    for span, compliance, wage in ((4.0, 0.9, 0.4), (7.0, 0.8, 0.3)):
        gains = [surplus_by_hand(levels, span, compliance, 1.5, wage) for levels in range(1, 40)]
        found = optimum_levels(span=span, compliance=compliance, pay_step=1.5, wage=wage)
        case = f"s = {span:g}, α = {compliance:g}, β = 1.5, w = {wage:g}"
        yield exactly(LEVELS, case, WILLIAMSON, 1 + gains.index(max(gains)), found, 0.0)
        own = surplus(found, span=span, compliance=compliance, pay_step=1.5, wage=wage)
        yield exactly(SURPLUS, case, WILLIAMSON, max(gains), own, 1e-9)
    # His approximation is exact where levels could be divided and superiors were paid as workers are.
    span, compliance, wage = 9.0, 0.8, 0.3
    near = optimum_levels_approximation(span=span, compliance=compliance, pay_step=1.0, wage=wage)
    case = f"s = {span:g}, α = {compliance:g}, β = 1, w = {wage:g}"
    yield exactly(NEAR_LEVELS, case, WILLIAMSON, divided_levels(span, compliance, wage), near, 1e-6)


def divided_levels(span: float, compliance: float, wage: float) -> float:
    """Return where the surplus of levels that can be divided is greatest, all being paid the same."""

    def lost(levels: float) -> float:
        return float(wage * span**levels / (span - 1) - (compliance * span) ** (levels - 1))

    return float(optimize.minimize_scalar(lost, bracket=(1.0, 4.0), options={"xtol": 1e-12}).x)


def surplus_by_hand(levels: int, span: float, compliance: float, pay_step: float, wage: float) -> float:
    """Return what the lowest level produces less everybody's pay, level by level."""
    pay: float = sum(
        wage * pay_step ** (levels - level) * span ** (level - 1) for level in range(1, levels + 1)
    )
    produced: float = (compliance * span) ** (levels - 1)
    return produced - pay
