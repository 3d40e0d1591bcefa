"""The quarterly review in the engine beside its closed forms: what people and the public come to under steady conditions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models import Organisation
from models.effort import next_strain, resting_strain
from models.gaming import gaming
from models.incentives import motivation_half_life, motivation_target, next_motivation
from models.public import gain_after, match, needs_met, next_gain, overall_gain
from simulation import Scenario, simulate
from simulation.calendar import Calendar
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated
from workbench.validation.people import BEVAN_HOOD

GAIN = Label("获得感：若干季度后", "sense of gain after some quarters")
SETTLED_GAIN = Label("获得感：长期水平", "sense of gain in the long run")
MET = Label("需求得到满足的比例", "share of the needs that is met")
STRAIN = Label("压力负荷：恒定负荷下的稳定水平", "strain: where it rests under a steady load")
HALF_LIFE = Label("积极性：半衰期（季度）", "motivation: half-life, quarters")
MOTIVATION = Label("积极性：距目标的差距剩余比例", "motivation: share left of the way to its target")
SKILL = Label("能力退化：n 季度后剩余比例", "decay of skill: share left after n quarters")
PADDED = Label("上报减真实（季度复盘）", "reported less true, in the quarterly review")

REVIEWED = Label("假设；几何数列", "assumption; a geometric series")

HOURS = 20.0  # a week
# Nothing happens and nobody comes or goes, so that a review changes one thing only.
STILL = {
    "feedback": "quarterly",
    "directives_per_year": 0.0,
    "appeal_rate": 0.0,
    "project_rate": 0.0,
    "training_hours": 0.0,
    "trace_hours": 0.0,
    "amplification": 0.0,
    "business_share": 0.0,
    "hours_per_week": HOURS,
    # Padding reports takes hours too.
    "gaming_hours": 0.0,
    "soliciting_hours": 0.0,
    "break_probability": 0.0,
    "turnover": 0.0,
    "strain_turnover": 0.0,
    "skill_spread": 0.0,
    "skill_decay": 0.0,
    "waiting_harm": 0.0,
}
# Motivation without anything that moves its target.
UNMOVED = {
    "prize_weight": 0.0,
    "burden_weight": 0.0,
    "strain_weight": 0.0,
    "discouragement": 0.0,
}
# Everything that is issued is done at once, in full and by able people: the true outcome is their skill.
DELIVERED = {
    "directives_per_year": 52.0,
    "arrival": "even",
    "work_hours": 0.0,
    "delay": 0.0,
    "strain_loss": 0.0,
    "full_effort": 0.05,
    "pressure_optimum": 1.0,
}


def review_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of the review, one thing at a time."""
    yield from gain_checks(seed)
    yield from strain_checks(seed)
    yield from motivation_checks(seed)
    left = quarters(seed, 12, "skill", skill_mean=0.8, skill_decay=0.02)[:, -1] / 0.8
    yield simulated(SKILL, "d = 0.02, n = 12", REVIEWED, 0.98**12, left)
    yield from padding_checks(seed)


def still(**values: object) -> Scenario:
    """Return a scenario in which nothing happens but what the values given make happen."""
    return Scenario.today().with_calendar(Calendar(checkpoints={})).with_parameters(**{**STILL, **values})


def quarters(seed: int, number: int, indicator: str, **values: object) -> NDArray[np.float64]:
    """Simulate one office; return an indicator of its reviews, shape (replications, quarters)."""
    runs = simulate(Organisation.tree([]), still(**values), replications=2, seed=seed, weeks=13.0 * number)
    found: NDArray[np.float64] = runs.data[indicator].isel(scenario=0, level=0).to_numpy()
    return found


def gain_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of the sense of gain: where effort meets every need, and where it meets some."""
    case = "G₀ = 0.2, Y = 0.8, η = 0.25, n = {}"
    known = {**DELIVERED, "skill_mean": 0.8, "initial_gain": 0.2, "gain_speed": 0.25}
    reviewed = quarters(seed, 12, "gain", insight=1.0, **known)
    for number in (4, 12):
        by_hand = 0.8 + (0.2 - 0.8) * 0.75**number
        yield exactly(GAIN, case.format(number), REVIEWED, by_hand, gain_after(0.2, 0.8, 0.25, number), 1e-12)
        yield simulated(GAIN, case.format(number), REVIEWED, by_hand, reviewed[:, number - 1])
    step_by_step = 0.2
    for _ in range(12):
        step_by_step = float(next_gain(step_by_step, 0.8, 0.25))
    yield exactly(GAIN, case.format(12), REVIEWED, step_by_step, gain_after(0.2, 0.8, 0.25, 12), 1e-12)
    # Most effort goes to one domain while all four need the same: of the need 0.25 + 3 · 0.1 is met.
    spread, even = [0.7, 0.1, 0.1, 0.1], [0.25] * 4
    unlike = Label("投入 (0.7, 0.1, 0.1, 0.1)，四域需求均等", "effort (0.7, 0.1, 0.1, 0.1), even needs")
    met = 0.25 + 3 * 0.1
    yield exactly(MET, unlike, ASSUMPTION, met, needs_met(spread, even), 1e-12)
    yield exactly(MET, unlike, ASSUMPTION, met, np.mean(match(spread, even)), 1e-12)
    domains = 0.8 * np.asarray(match(spread, even))
    yield exactly(SETTLED_GAIN, unlike, ASSUMPTION, 0.8 * met, overall_gain(domains, even), 1e-12)
    lopsided = {"insight": 0.0, "portfolio": 0.0, "needs_spread": 0.0, "gain_speed": 0.9}
    settled = quarters(seed, 20, "gain", **{**known, **lopsided})[:, -1]
    yield simulated(SETTLED_GAIN, unlike, ASSUMPTION, 0.8 * met, settled)


def strain_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of strain: traces fill nearly all hours and half of them would be comfortable."""
    rise, recovery, filled, comfortable = 0.3, 0.15, 0.95, 0.5
    load = filled / comfortable
    push = rise * (load - 1)
    case = f"L = {load:g}, r = {rise:g}, s = {recovery:g}"
    by_hand = push / (push + recovery)
    yield exactly(STRAIN, case, ASSUMPTION, by_hand, resting_strain(load, rise, recovery), 1e-12)
    strain = 0.9
    for _ in range(80):
        strain = float(next_strain(strain, load, rise, recovery))
    yield exactly(STRAIN, case, ASSUMPTION, by_hand, strain, 1e-12)
    reviewed = quarters(
        seed,
        80,
        "strain",
        trace_hours=HOURS * 0.99,
        # The least effort on traces is as good as any: they take what they can, 95% of the hours.
        trace_norm=0.01,
        comfortable_load=comfortable,
        strain_rise=rise,
        strain_recovery=recovery,
        initial_strain=0.0,
        motivation_speed=0.0,
    )
    yield simulated(STRAIN, case, ASSUMPTION, by_hand, reviewed[:, -1])
    after_three = by_hand * (1 - (1 - push - recovery) ** 3)
    yield simulated(STRAIN, f"{case}, n = 3", ASSUMPTION, after_three, reviewed[:, 2])


def motivation_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of motivation: half of the way to its target is left after the half-life."""
    speed, base, support, first = 1 - 0.5**0.25, 0.3, 0.5, 0.2
    case = "v = 1 − 2^−¼"
    yield exactly(HALF_LIFE, case, REVIEWED, 4.0, motivation_half_life(speed), 1e-12)
    target = 1 / (1 + np.exp(-(base + support)))
    aim = float(motivation_target(0.0, support, 0.0, 0.0, base))
    motivation = first
    for _ in range(4):
        motivation = float(next_motivation(motivation, aim, speed))
    yield exactly(MOTIVATION, f"{case}, n = 4", REVIEWED, 0.5, (motivation - target) / (first - target), 1e-9)
    known = {"motivation_base": base, "growth_support": support, "initial_motivation": first, **UNMOVED}
    reviewed = quarters(seed, 12, "motivation", motivation_speed=speed, **known)
    for number in (4, 12):
        share = (reviewed[:, number - 1] - target) / (first - target)
        yield simulated(MOTIVATION, f"{case}, n = {number}", REVIEWED, 0.5 ** (number / 4), share)


def padding_checks(seed: int) -> Iterator[Check]:
    """Yield the check of what reviews are told: the setting of 2002/03 puts 21 points on top of the truth."""
    known = {"skill_mean": 0.7, "stakes": 1.0, "audit": 0.13, "gaming_ease": 0.25, **DELIVERED}
    reported, outcome = (quarters(seed, 2, name, **known)[:, 1] for name in ("reported", "outcome"))
    case = Label("利害 1，难易 0.25，处罚 1，核查 0.13", "stakes 1, ease 0.25, penalty 1, audit 0.13")
    yield simulated(PADDED, case, BEVAN_HOOD, gaming(1.0, 0.13, 0.25), reported - outcome)
