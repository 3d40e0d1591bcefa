"""Hypothesis strategies for organisations, scenarios and runs: small, but with every feature that the engines know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models import Organisation
from simulation import Scenario
from simulation.calendar import Calendar, Campaign, Checkpoint
from simulation.measures import MEASURES

SHARES = st.one_of(st.sampled_from([0.0, 1.0]), st.integers(1, 99).map(lambda hundredths: hundredths / 100))
SEEDS = st.one_of(st.sampled_from([0, 1, 2**32, 2**64 - 1]), st.integers(0, 2**64 - 1))
WEEKS_OR_HOURS = st.integers(1, 10_000).map(lambda thousandths: thousandths / 1000)
HORIZONS = st.sampled_from([1.0, 13.0, 52.0, 60.5])
MOST_UNITS = 10
MOST_DIRECTIVES = 20


def examples(number: int) -> settings:
    """As many examples, each of which may take as long as it needs."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class Run(NamedTuple):
    """What to simulate: the arguments of `simulate`."""

    organisation: Organisation
    scenario: Scenario
    seed: int
    weeks: float


@st.composite
def superiors(draw: st.DrawFn) -> list[int]:
    """Positions of superiors, -1 for the root: chains, stars, balanced and random trees."""
    shape = draw(st.sampled_from(["random", "chain", "star", "binary"]))
    count = draw(st.integers(1, MOST_UNITS))
    if shape == "chain":
        return list(range(-1, count - 1))
    if shape == "star":
        return [-1] + [0] * (count - 1)
    if shape == "binary":
        return [-1] + [(unit - 1) // 2 for unit in range(1, count)]
    return [-1] + [draw(st.integers(0, unit - 1)) for unit in range(1, count)]


def depths_of(superior: Sequence[int]) -> list[int]:
    """Number of lines between the root and each unit; superiors come before subordinates."""
    depths: list[int] = []
    for above in superior:
        depths.append(0 if above < 0 else depths[above] + 1)
    return depths


@st.composite
def levels_of(draw: st.DrawFn, superior: Sequence[int]) -> list[int]:
    """Index of each unit's level: its depth, or raggedly more or less, but never above its superior's."""
    if draw(st.booleans()):
        return depths_of(superior)
    levels: list[int] = []
    for above in superior:
        levels.append(0 if above < 0 else levels[above] + draw(st.integers(0, 2)))
    return levels


@st.composite
def organisations(draw: st.DrawFn, members: bool = True, lines: bool = True) -> Organisation:
    """Organisations of up to ten units, with headcounts, imbalances, grid lines and attached members."""
    superior = draw(superiors())
    level = draw(levels_of(superior))
    count = len(superior)
    prefix = draw(st.text("abc", max_size=3))
    shares = st.one_of(st.just(np.nan), SHARES)
    names = [f"level {number}" for number in range(max(level) + 1)]
    organisation = Organisation.from_arrays(
        pa.array([f"{prefix}{unit}" for unit in range(count)], pa.string()),
        np.array(superior),
        np.array(level),
        names,
        headcount=np.array(draw(st.lists(st.sampled_from([1.0, 2.5, 30.0]), min_size=count, max_size=count))),
        authority=np.array(draw(st.lists(shares, min_size=count, max_size=count))),
        responsibility=np.array(draw(st.lists(shares, min_size=count, max_size=count))),
    )
    if lines:
        organisation = organisation.with_lines("grid", draw(second_owners(organisation)))
    if members and draw(st.booleans()):
        below = draw(st.sampled_from([names[index] for index in sorted(set(level))]))
        organisation = organisation.with_members(below=below, count=draw(st.sampled_from([0, 1, 2.5])))
    return organisation


@st.composite
def second_owners(draw: st.DrawFn, organisation: Organisation) -> list[tuple[str, str]]:
    """Pairs (owner, unit): for some units one that is higher and nearer to the top, not the superior."""
    ids = organisation.ids.to_pylist()
    pairs = []
    for unit in range(1, len(organisation)):
        higher = (organisation.level < organisation.level[unit]) & (
            organisation.depth < organisation.depth[unit]
        )
        higher[organisation.superior[unit]] = False
        candidates = np.flatnonzero(higher).tolist()
        if candidates and draw(st.booleans()):
            pairs.append((ids[draw(st.sampled_from(candidates))], ids[unit]))
    return pairs


@st.composite
def parameters(draw: st.DrawFn, weeks: float) -> dict[str, Any]:
    """Values of every parameter that the engines read of hand-down alone, ends of their ranges among them."""
    count = draw(st.integers(0, MOST_DIRECTIVES))
    return {
        "feedback": "none",
        "directives_per_year": count * 52.0 / weeks,
        "arrival": draw(st.sampled_from(["poisson", "even"])),
        "work_hours": draw(st.one_of(st.sampled_from([0.5, 200.0]), WEEKS_OR_HOURS)),
        "work_law": draw(st.sampled_from(["lognormal", "exponential"])),
        "work_spread": draw(st.sampled_from([0.0, 0.5, 3.0])),
        "deadline": draw(st.sampled_from([0.0, 2.0, 520.0])),
        "loss": draw(st.sampled_from([0.0, 0.08, 2.0])),
        "unclear_loss": draw(st.sampled_from([0.0, 0.16])),
        "imbalance_loss": draw(st.sampled_from([0.0, 0.12])),
        "clarity": draw(SHARES),
        "imbalance": draw(SHARES),
        "imbalance_relief": draw(SHARES),
        "break_probability": draw(SHARES),
        "break_imbalance": draw(st.sampled_from([0.0, 0.5, 10.0])),
        "delay": draw(st.one_of(st.sampled_from([0.0, 52.0]), WEEKS_OR_HOURS)),
        "delay_spread": draw(st.sampled_from([0.0, 0.8, 3.0])),
        "amplification": draw(st.sampled_from([-0.9, 0.0, 0.15, 2.0])),
        "waiting_loss": draw(st.sampled_from([0.0, 0.03, 2.0])),
        "hours_per_week": draw(st.sampled_from([5.0, 47.56, 168.0])),
        "business_share": draw(st.sampled_from([0.0, 0.5])),
        "coupling": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "trace_hours": draw(st.sampled_from([0.0, 0.3, 2.0])),
        "patrol_hours": draw(st.sampled_from([0.0, 0.2])),
        "in_person_share": draw(SHARES),
        "in_person_relief": draw(SHARES),
        "in_person_hours": draw(st.sampled_from([0.0, 2.0, 100.0])),
        "grid_share": draw(SHARES),
        "grid_delay": draw(st.one_of(st.sampled_from([0.0, 52.0]), WEEKS_OR_HOURS)),
        "habituation_floor": draw(SHARES),
        "habituation_half_life": draw(st.sampled_from([1.0, 26.0])),
        "campaign_half_life": draw(st.sampled_from([2.0, 26.0])),
        "finding_lift": draw(SHARES),
    }


@st.composite
def checkpoints(draw: st.DrawFn) -> Checkpoint:
    """Regular checkpoints, some of them at the same moments as others."""
    return Checkpoint(
        period=draw(st.sampled_from([1.0, 4.25, 13.0])),
        first=draw(st.sampled_from([0.5, 1.0, 12.0])),
        hours=draw(st.sampled_from([0.0, 0.7, 5.0, 60.0])),
        restoring=draw(SHARES),
        finding=draw(SHARES),
    )


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Campaigns that end before the horizon and such that do not."""
    return Campaign(
        period=draw(st.sampled_from([0.5, 1.0])),
        first=draw(st.sampled_from([0.25, 10.0])),
        length=draw(st.sampled_from([0.5, 8.0, 50.0])),
        hours=draw(st.sampled_from([0.0, 3.0])),
        restoring=draw(SHARES),
        finding=draw(SHARES),
    )


CALENDARS = st.builds(
    Calendar,
    checkpoints=st.dictionaries(st.sampled_from(["inspection", "meeting"]), checkpoints(), max_size=2),
    campaigns=st.dictionaries(st.sampled_from(["campaign", "push"]), campaigns(), max_size=2),
)


@st.composite
def reviewed_parameters(draw: st.DrawFn) -> dict[str, Any]:
    """Values of what happens only where each quarter is reviewed: appeals, projects, absences, adjustment."""
    return {
        "feedback": "quarterly",
        "appeal_rate": draw(st.sampled_from([0.0, 0.6, 5.0])),
        "appeal_hours": draw(st.sampled_from([0.0, 1.0, 20.0])),
        "appeal_patience": draw(st.sampled_from([0.1, 8.0, 520.0])),
        "appeal_priority": draw(SHARES),
        "project_rate": draw(st.sampled_from([0.0, 0.5, 20.0])),
        "project_hours": draw(st.sampled_from([0.0, 5.0, 60.0])),
        "project_pass": draw(SHARES),
        "project_lag": draw(st.sampled_from([0.0, 4.0, 52.0])),
        "training_hours": draw(st.sampled_from([0.0, 2.0, 40.0])),
        "exchange_share": draw(SHARES),
        "exchange_hours": draw(st.sampled_from([0.0, 40.0])),
        "turnover": draw(st.sampled_from([0.0, 0.05, 0.5])),
        "adjustment": draw(st.sampled_from([0.0, 0.5])),
    }


HAND_DOWN_MEASURES = ["four_personals", "grid_areas", "guidance", "ledger", "project_list"]
FIVE_ONES = ["weekly_dispatch", "monthly_inspection", "quarterly_roadshow", "annual_review", "hard_project"]
# Measures that take hours beyond the scenario's own; with them nobody may be as short of hours as elsewhere.
HOURS_LEFT = 47.56


@st.composite
def measures(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Some of the measures at some intensity; five_ones with some of its parts."""
    chosen: dict[str, Any] = {
        name: draw(SHARES) for name in draw(st.lists(st.sampled_from(names), unique=True))
    }
    if draw(st.booleans()):
        off = draw(st.lists(st.sampled_from(FIVE_ONES), unique=True, max_size=4))
        chosen["five_ones"] = {"intensity": draw(SHARES), **{part: {"on": False} for part in off}}
    return chosen


@st.composite
def scenarios(draw: st.DrawFn, weeks: float, reviewed: bool = False) -> Scenario:
    """Scenarios whose measures do not use up all hours; reviewed ones with any of the 26 measures."""
    scenario = Scenario.today().with_calendar(draw(CALENDARS))
    values = draw(parameters(weeks))
    names = HAND_DOWN_MEASURES
    if reviewed:
        values |= draw(reviewed_parameters())
        names = [name for name in MEASURES if name != "five_ones"]
    chosen = draw(measures(names))
    if reviewed or any(name in chosen for name in ("grid_areas", "ledger", "project_list")):
        values["hours_per_week"] = HOURS_LEFT
    if reviewed:
        values["trace_hours"] = min(values["trace_hours"], 0.3)
    return scenario.with_parameters(**values).with_measures(**chosen)


@st.composite
def runs(draw: st.DrawFn, members: bool = True, lines: bool = True, reviewed: bool | None = False) -> Run:
    """All that a run needs; with ``reviewed`` None some are reviewed each quarter, and those have no attached members."""
    weeks = draw(HORIZONS)
    reviewed = draw(st.booleans()) if reviewed is None else reviewed
    return Run(
        organisation=draw(organisations(members=members and not reviewed, lines=lines)),
        scenario=draw(scenarios(weeks, reviewed)),
        seed=draw(SEEDS),
        weeks=weeks,
    )
