"""A round of ratings: who rates, what is believed where few do, and that people rate what they feel now."""

import numpy as np
import pytest

from models import Organisation
from simulation import Scenario, simulate
from simulation.case import make_case
from simulation.counting import Flow, empty_flow
from simulation.review_effort import at_stake
from simulation.review_public import NOTHING_KNOWN, Heard, common_opinion, ratings, selection_error
from simulation.setting import Period

REGION = Organisation.tree([4, 5, 6])
TODAY = Scenario.today()


def review_of(scenario, organisation=REGION):
    return make_case(organisation, scenario, 52.0, as_units=True).review(1, 0)


def rated(scenario, felt=0.4, luck=None, organisation=REGION):
    review = review_of(scenario, organisation)
    units = len(organisation)
    luck = np.random.default_rng(3).uniform(size=(4, units)) if luck is None else luck
    heard = Heard(np.zeros(units), np.zeros(units))
    return ratings(np.full(units, felt), review.parameters, review.standing, luck, heard), heard


def test_the_common_opinion_is_that_of_the_raters_by_hand():
    assert common_opinion(np.array([1.0, 0.0, 0.9]), np.array([3.0, 1.0, 0.0])) == 0.75
    assert common_opinion(np.array([1.0, 0.0]), np.zeros(2)) == NOTHING_KNOWN


def test_who_is_rated_by_nobody_gets_the_mean_of_those_who_are():
    """One person in two thousand rates: about a third of the units hears nothing at all."""
    found, _ = rated(TODAY.with_parameters(participation=0.0005, selection=0.0, selection_spread=0.0))
    ends, nobody = REGION.terminal, REGION.terminal & (found.number == 0)
    assert 20 < nobody.sum() < 80
    mean = (found.favourable[ends].sum()) / found.number[ends].sum()
    np.testing.assert_allclose(found.entered[nobody], mean)
    assert mean == pytest.approx(0.4, abs=0.12)


def test_a_handful_of_raters_is_not_biased():
    """A mean of one or two ratings is 0, 0.5 or 1: on the whole they are as satisfied as those whom they speak for."""
    wide = Organisation.tree([100, 100])
    found, _ = rated(
        TODAY.with_parameters(participation=0.001, selection=0.0, selection_spread=0.0),
        felt=0.15,
        organisation=wide,
    )
    ends = wide.terminal & (found.number > 0)
    # The standard error of the mean over some 8,600 units is below 0.003.
    assert found.opinion[ends].mean() == pytest.approx(0.15, abs=0.01)


def test_ratings_of_all_rounds_tell_of_the_selection():
    _, heard = rated(TODAY.with_parameters(participation=0.01))
    once = selection_error(heard)
    twice = selection_error(Heard(2 * heard.number, 2 * heard.favourable))
    ends = REGION.terminal & (heard.number > 5)
    ratio = once[ends] / twice[ends]
    assert (ratio > 1.2).all()
    assert (ratio < 1.6).all()
    # By hand: 3 of 6 favourable, and one more of each kind: 4 of 8.
    assert selection_error(Heard(np.array([6.0]), np.array([3.0])))[0] == pytest.approx(1 / np.sqrt(8 * 0.25))


def test_people_rate_what_they_feel_after_the_quarter_and_not_before():
    scenario = TODAY.with_parameters(
        gain_speed=1.0,
        initial_gain=0.9,
        participation=1.0,
        selection=0.0,
        selection_spread=0.0,
        solicited=0.0,
    )
    review = review_of(scenario)
    review.hold(Period(0, 0.0, 13.0, first=True, final=False), empty_flow(len(REGION)))
    # Nothing at all was done, and all that was felt is gone: nobody rates favourably any more.
    assert review.felt[REGION.terminal].max() == 0.0
    assert review.indicators[-1].by_level[-1][10] == pytest.approx(0.0, abs=1e-3)


def test_patrols_are_hours_spent():
    """Second owners' patrols are load like other work, and not formalism."""
    plain, patrolled = (review_of(TODAY.with_parameters(patrol_hours=hours)) for hours in (0.0, 4.0))
    flow = empty_flow(len(REGION))
    flow[:, Flow.WORK] = 13.0 * 3.0
    found = []
    for review in (plain, patrolled):
        conditions = review.conditions()
        found.append(
            review.find_out(Period(0, 0.0, 13.0, True, False), flow, conditions, review.parameters, 13.0)
        )
    owners = plain.network.level <= plain.setting.last_owner_level
    added = (found[1].load - found[0].load) * 0.75 * plain.setting.available_hours
    np.testing.assert_allclose(added, np.where(owners, 4.0, 0.0), atol=1e-12)
    assert (found[1].formalism[owners] < found[0].formalism[owners]).all()


def test_all_hours_that_are_available_are_told_apart():
    """Work, meetings, traces, other work, absence and standing duties are never more than there are."""
    scenario = Scenario.read("data/scenarios/full-package.toml").with_parameters(patrol_hours=2.0)
    run = simulate(REGION, scenario, replications=2, seed=2)
    values = run.data["overall"].sel(scenario=scenario.name)
    names = [name for name in values.indicator.values if str(name).endswith("_hours")]
    assert "standing_hours" in names
    total = values.sel(indicator=names).sum("indicator").values
    assert (total <= run.available_hours()[0, 0] + 1e-9).all()
    formal = values.sel(indicator=["meeting_hours", "trace_hours"]).sum("indicator").values
    np.testing.assert_allclose(values.sel(indicator="formalism_share").values, formal / total)


def test_a_prize_adds_to_what_hangs_on_the_score_itself():
    """Lazear and Rosen: the tournament pays ΔW times g(0) for a point, whatever else a point is worth."""
    review = review_of(TODAY.with_parameters(prize=2.0))
    gained = [
        at_stake(review.parameters.with_values(stakes=stakes), review.standing.prize) - stakes
        for stakes in (0.0, 0.5, 3.0)
    ]
    for each in gained:
        np.testing.assert_allclose(each, review.standing.prize)
