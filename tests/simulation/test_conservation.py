"""What may not change and what must add up, with every measure on and quarterly reviews.

Hypothesis draws small organisations, intensities and luck; distributions are compared on trees of one shape.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from conserved import (
    assert_appeals_add_up,
    assert_hours_suffice,
    assert_moves_add_up,
    assert_projects_in_one_stage,
    assert_same_bits,
    assert_substance_adds_up,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from strategies import SEEDS, examples, organisations

from models import Organisation
from simulation import Scenario, simulate
from simulation.case import make_case
from simulation.comparison import waterfall_table
from simulation.measures import MEASURES

HORIZONS = st.sampled_from([13.0, 52.0, 60.5, 104.0])
OVERALL = (
    "substance",
    "reach",
    "formal_pressure",
    "delay",
    "gain",
    "outcome",
    "strain",
    "motivation",
    "skill",
    "work_hours",
    "meeting_hours",
    "formalism_share",
    "cost_per_gain",
)
# Enough of everything in a small organisation for something to happen.
BUSY = {"appeal_rate": 2.0, "project_rate": 8.0, "exchange_share": 0.5}


def every_measure(intensity: Any) -> Scenario:
    """Today with all 26 measures, each at an intensity or all at one."""
    chosen = intensity if isinstance(intensity, dict) else dict.fromkeys(MEASURES, intensity)
    return Scenario.today().with_parameters(**BUSY).with_measures(**chosen)


TREE, EVERYTHING = Organisation.tree([3, 4]), every_measure(0.7)


class Run(NamedTuple):
    """The arguments of `simulate`."""

    organisation: Organisation
    scenario: Scenario
    seed: int
    weeks: float


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Small organisations with second owners, every measure on at an intensity of its own."""
    intensities = {name: draw(st.sampled_from([0.2, 0.6, 1.0])) for name in MEASURES}
    load = {
        "directives_per_year": draw(st.sampled_from([0.0, 30.0, 300.0])),
        "turnover": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "appeal_patience": draw(st.sampled_from([0.5, 8.0])),
    }
    return Run(
        draw(organisations(members=False)),
        every_measure(intensities).with_parameters(**load),
        draw(SEEDS),
        draw(HORIZONS),
    )


def simulated(run: Run, replications: int = 1, **options: Any) -> Any:
    return simulate(
        run.organisation,
        run.scenario,
        seed=run.seed,
        weeks=run.weeks,
        replications=replications,
        threads=1,
        **options,
    )


@examples(25)
@given(runs())
def test_no_unit_spends_more_hours_than_it_has(run):
    assert_hours_suffice(lambda: simulated(run))


@examples(25)
@given(runs())
def test_substance_delivered_is_what_was_issued_less_what_was_lost_by_cause(run):
    results = simulated(run, replications=2)
    assert_substance_adds_up(results)
    if (results.directives > 0).all():
        waterfall_table(results)


@examples(25)
@given(runs())
def test_every_project_is_in_exactly_one_stage(run):
    assert_projects_in_one_stage(simulated(run, ledger=True))


@examples(25)
@given(runs())
def test_every_appeal_is_answered_withdrawn_or_pending(run):
    assert_appeals_add_up(simulated(run, ledger=True))


@examples(25)
@given(runs())
def test_every_leader_left_was_promoted_or_stayed(run):
    assume(run.weeks >= 52)
    results = simulated(run, replications=2)
    assert_moves_add_up(results, int(run.weeks // 52))
    assert (results.data["moves"].sel(move="before") == len(run.organisation)).all()


@examples(15)
@given(runs(), st.integers(0, 1000))
def test_the_order_of_rows_changes_no_bit(run, shuffle):
    frame = run.organisation.to_frame()
    ids = run.organisation.ids.to_pylist()
    grid = run.organisation.lines.get("grid", np.empty((0, 2), dtype=int)).tolist()
    pairs = [(ids[owner], ids[unit]) for owner, unit in grid]
    results = []
    for table, lines in ((frame, pairs), (frame.sample(frac=1.0, random_state=shuffle), pairs[::-1])):
        organisation = Organisation.from_frame(table, levels=run.organisation.levels)
        results.append(simulated(run._replace(organisation=organisation.with_lines("grid", lines)), 2))
    assert_same_bits(*results)


def with_ids(
    prefix: str, seeds: range, organisation: Organisation = TREE, scenario: Scenario = EVERYTHING
) -> pd.DataFrame:
    """Headline outcomes of two years, one row a seed, so that the facts of the places differ too."""
    frame = organisation.to_frame()
    for column in ("unit", "superior"):
        frame[column] = frame[column].map(lambda name: f"{prefix}{name}" if isinstance(name, str) else None)
    renamed = Organisation.from_frame(frame, levels=organisation.levels)
    overall = [simulated(Run(renamed, scenario, seed, 104.0)).data["overall"] for seed in seeds]
    rows = [values.to_numpy()[0, 0] for values in overall]
    return pd.DataFrame(rows, columns=overall[0]["indicator"].to_numpy())[list(OVERALL)]


SEEDS_OF_ONE, SEEDS_OF_OTHER = range(60), range(1000, 1060)


@pytest.fixture(scope="module")
def as_they_are() -> pd.DataFrame:
    return with_ids("", SEEDS_OF_ONE)


def assert_alike(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Means within the 99.9% interval of their difference, and distributions within what Kolmogorov and Smirnov allow."""
    for name in OVERALL:
        test = stats.ttest_ind(one[name], other[name], equal_var=False)
        low, high = test.confidence_interval(0.999)
        assert low <= 0 <= high, (name, one[name].mean(), other[name].mean())
        assert stats.ks_2samp(one[name], other[name]).pvalue > 0.001, name


def test_other_names_change_nothing_in_distribution(as_they_are):
    other = with_ids("某单位", SEEDS_OF_OTHER)
    assert not np.isin(other["gain"], as_they_are["gain"]).any(), "other names are other luck"
    assert_alike(as_they_are, other)


def test_less_time_is_seen(as_they_are):
    """The comparison finds a difference where there is one: a third less time."""
    slower = every_measure(0.7).with_parameters(hours_per_week=32.0)
    with pytest.raises(AssertionError):
        assert_alike(as_they_are, with_ids("", SEEDS_OF_OTHER, scenario=slower))


def groups(halved: Callable[[str], bool], peers: int) -> Organisation:
    """A tree whose last level is groups of 30 people, each in one row or, where halved, in two rows of 15."""
    rows = [("0", None, "bureau", 1.0)]
    for division in range(3):
        rows.append((f"d{division}", "0", "division", 1.0))
        for name in (f"d{division}-{group}" for group in range(peers)):
            parts = [(f"{name}a", 15.0), (f"{name}b", 15.0)] if halved(name) else [(name, 30.0)]
            rows += [(part, f"d{division}", "group", headcount) for part, headcount in parts]
    return Organisation.from_frame(pd.DataFrame(rows, columns=["unit", "superior", "level", "headcount"]))


@pytest.mark.parametrize("peers", [4, 2])
@pytest.mark.parametrize("halved", ["d1-1", "d"], ids=["one", "all"])
def test_groups_in_two_equal_halves_leave_the_means_as_they_are(peers, halved):
    whole = with_ids("", SEEDS_OF_ONE, groups(lambda name: False, peers))
    in_halves = with_ids("", SEEDS_OF_OTHER, groups(lambda name: name.startswith(halved), peers))
    assert_alike(whole, in_halves)


def test_two_halves_contest_the_same_tournament_as_the_whole():
    """One person, and a group of three that becomes two halves: nobody's stakes or effort moves at all."""
    rows = [("0", None, "bureau", 1.0), ("a", "0", "group", 1.0)]
    whole = [*rows, ("b", "0", "group", 3.0)]
    halved = [*rows, ("b1", "0", "group", 1.5), ("b2", "0", "group", 1.5)]
    columns = ["unit", "superior", "level", "headcount"]
    found = []
    for table in (whole, halved):
        organisation = Organisation.from_frame(pd.DataFrame(table, columns=columns))
        review = make_case(organisation, Scenario.today(), 52.0, as_units=True).review(1, 0)
        assert review is not None
        found.append((review.standing.prize[1:], review.state.trace[1:]))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(np.unique(one), np.unique(other))
    # Four people: Lazear and Rosen's factor 0.25734. (For two and for three rows it would be the same 0.28209.)
    prize = Scenario.today().parameters.incentives.prize
    np.testing.assert_allclose(found[0][0], 0.25734 * prize, rtol=1e-4)
