"""The 26 measures one by one: nothing at 0, each moves what it aims at, each costs, each can lose to today."""

import numpy as np
import pytest
from scipy import stats

from models import Organisation
from simulation import Scenario, simulate
from simulation.measure import PILLARS
from simulation.measures import MEASURES

TODAY = Scenario.today()
TREE = Organisation.tree([4, 5, 6])
REPLICATIONS = 12


def named(kind, name):
    return f"{kind}-{name.replace('_', '-')}"


def variants(name):
    """A measure in full, off, at settings that lose, and, where it has such, at settings that cost nothing."""
    measure = MEASURES[name]
    full = {"full": {}, "off": {"intensity": 0.0}, "loses": measure.loses}
    settings = full | ({"free": measure.free} if measure.free else {})
    return [TODAY.with_measures(**{name: value}).named(named(kind, name)) for kind, value in settings.items()]


@pytest.fixture(scope="module")
def runs():
    """Two years of all variants of all measures, on the same luck."""
    scenarios = [TODAY, *(scenario for name in MEASURES for scenario in variants(name))]
    return simulate(TREE, scenarios, replications=REPLICATIONS, seed=20251125, weeks=104)


def outcome(runs, name, scenario):
    """An outcome by replication: the run's headline, or the mean over quarters of the last level."""
    overall = runs.data["overall"]
    if name in overall["indicator"]:
        return overall.sel(indicator=name, scenario=scenario).values
    values = runs.data[name].sel(scenario=scenario)
    values = values.isel(level=-1) if "level" in values.dims else values
    return (values.mean("quarter") if "quarter" in values.dims else values).values


def moves(runs, name, scenario, other, direction):
    """Whether an outcome moves in a direction: paired t test, two-sided at 99%."""
    difference = outcome(runs, name, scenario) - outcome(runs, name, other)
    return np.sign(difference.mean()) == direction and stats.ttest_1samp(difference, 0.0).pvalue < 0.01


def test_there_are_the_26_of_the_article_in_three_pillars():
    assert len(MEASURES) == 26
    counts = {pillar: sum(kind.pillar == pillar for kind in MEASURES.values()) for pillar in PILLARS}
    assert counts == {"responsibility": 10, "assessment": 9, "incentives": 7}


@pytest.mark.parametrize("name", MEASURES)
def test_at_intensity_0_it_is_today_bit_for_bit(runs, name):
    off, today = runs.names.index(named("off", name)), runs.names.index("today")
    for values in (*runs.sums, *runs.reviews):
        assert values[off].tobytes() == values[today].tobytes()


@pytest.mark.parametrize("name", MEASURES)
def test_alone_it_moves_what_it_aims_at(runs, name):
    indicator, direction = MEASURES[name].aim
    assert moves(runs, indicator, named("full", name), "today", direction)


@pytest.mark.parametrize("name", MEASURES)
def test_its_price_appears(runs, name):
    indicator, direction = MEASURES[name].price
    without = named("free", name) if MEASURES[name].free else "today"
    assert moves(runs, indicator, named("full", name), without, direction)


@pytest.mark.parametrize("name", MEASURES)
def test_it_can_lose_to_today(runs, name):
    """At settings within their ranges the public gains less than without the measure."""
    assert moves(runs, "gain", named("loses", name), "today", -1)


@pytest.mark.parametrize("weeks", [52, 260])
@pytest.mark.parametrize("name", ["joint_assessment", "consortium"])
def test_it_can_lose_after_a_year_and_after_five(name, weeks):
    scenarios = [TODAY, TODAY.with_measures(**{name: MEASURES[name].loses}).named(named("loses", name))]
    found = simulate(Organisation.tree([4, 5]), scenarios, replications=REPLICATIONS, seed=7, weeks=weeks)
    assert moves(found, "gain", named("loses", name), "today", -1)


@pytest.mark.parametrize("name", [name for name, kind in MEASURES.items() if kind.reviewed])
def test_what_acts_through_the_review_is_refused_without_one(name):
    alone = TODAY.with_parameters(feedback="none").with_measures(**{name: 0.5})
    with pytest.raises(ValueError, match=rf'{name} .*set feedback = "quarterly"'):
        simulate(TREE, alone, replications=1, seed=1)
    simulate(Organisation.tree([2]), alone.with_measures(**{name: 0}), replications=1, seed=1)
