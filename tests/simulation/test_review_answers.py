"""What a review answers with: waiting that hurts, ratings put right or wrong, hours moved to who falls short, and moments."""

import numpy as np
import pytest
from scipy import stats

from models import Organisation
from models.appeals import hurt_after
from simulation import Scenario, simulate
from simulation.case import make_case
from simulation.counting import Flow, empty_flow
from simulation.indicators import BY_LEVEL
from simulation.replication import run_compiled
from simulation.review_effort import outcomes
from simulation.setting import periods_of

REGION = Organisation.tree([4, 5, 6])
TODAY = Scenario.today()


def reviewed(scenario, quarters, appeals=0.0, answered=0.0):
    """A review of one unit's public after quarters in which nothing was done and, in the first, so many appealed."""
    case = make_case(Organisation.tree([1]), scenario, 13.0 * quarters, as_units=True)
    review = case.review(1, 0)
    for period in periods_of(13.0 * quarters, reviewed=True):
        flow = empty_flow(2)
        flow[1, Flow.APPEALS] = appeals if period.first else 0.0
        flow[1, Flow.ANSWERED] = answered if period.first else 0.0
        review.hold(period, flow)
    return review


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_an_appeal_that_waits_hurts_in_every_quarter_as_the_closed_form_says(quarters):
    """Nothing else moves the sense of gain: its speed is 0. Of four appeals one is answered at once, three never."""
    scenario = TODAY.with_parameters(gain_speed=0.0, initial_gain=0.8, waiting_harm=0.2)
    review = reviewed(scenario, quarters, appeals=4.0, answered=1.0)
    expected = 0.8 * (1 - 0.2 * 0.75) * hurt_after(1.0, 1.0, 0.2, quarters - 1)
    np.testing.assert_allclose(review.state.gain[1], expected)
    assert review.waiting.tolist() == [0.0, 3.0]
    heard = reviewed(scenario, quarters, appeals=4.0, answered=4.0)
    np.testing.assert_allclose(heard.state.gain[1], 0.8)


def test_flows_are_of_the_quarter_and_stocks_are_what_it_leaves():
    case = make_case(REGION, TODAY, 26.0, as_units=True)
    review = case.review(1, 0)
    last = slice(-1, None)
    for period in periods_of(26.0, reviewed=True):
        before = review.state
        review.hold(period, empty_flow(len(REGION)))
        table, after = review.indicators[-1].by_level, review.state
        ends = REGION.terminal
        for name, state in (("real_effort", before.real), ("trace_effort", before.trace)):
            assert table[last, BY_LEVEL.index(name)] == pytest.approx(state[ends].mean()), name
        for name in ("strain", "motivation", "skill", "clarity"):
            expected = getattr(after, name)[ends].mean()
            assert table[last, BY_LEVEL.index(name)] == pytest.approx(expected), name
        assert not np.array_equal(before.real, after.real)


def errors(scenarios, weeks=104):
    """Mean error of ratings by scenario and replication."""
    data = simulate(REGION, scenarios, replications=10, seed=6, weeks=weeks).data["rating_error"]
    return [data.sel(scenario=scenario.name).mean("quarter").values for scenario in scenarios]


def test_analysis_puts_ratings_right_where_many_rate_and_wrong_where_few_do():
    settings = {"correction": 0.9, "prior": 0.0, "traces": 0.0}
    for participation, direction in ((0.05, -1), (0.0005, 1)):
        plain = TODAY.with_parameters(
            participation=participation, selection=0.0, selection_spread=0.3, prior_weight=0
        )
        analysed = plain.with_measures(rating_analysis=settings).named("analysed")
        before, after = errors([plain, analysed])
        assert np.sign((after - before).mean()) == direction
        assert stats.ttest_1samp(after - before, 0.0).pvalue < 0.01


def test_the_more_is_corrected_the_nearer_ratings_come_to_what_people_feel():
    doses = [TODAY] + [
        TODAY.with_measures(rating_analysis=dose).named(f"dose-{n}")
        for n, dose in enumerate((0.33, 0.66, 1.0))
    ]
    means = [values.mean() for values in errors(doses)]
    assert (np.diff(means) < -0.002).all(), means


def test_hours_go_to_who_falls_short_and_differences_get_smaller():
    """Dose and response at default settings: the worst fifth achieves more than without, the best fifth less."""
    scenarios = [TODAY] + [
        TODAY.with_measures(dynamic_adjustment={"following": dose, "traces": 0.0}).named(f"dose-{n}")
        for n, dose in enumerate((0.5, 1.0))
    ]
    worst, best = [], []
    for scenario in scenarios:
        outcomes = []
        for replication in range(6):
            review = run_compiled(
                make_case(REGION, scenario, 104.0, as_units=True), 1, replication, False
            ).review
            outcomes.append(np.sort(review.state.gain[REGION.terminal].mean(axis=1)))
        mean = np.mean(outcomes, axis=0)
        worst.append(mean[:24].mean())
        best.append(mean[-24:].mean())
    assert worst[0] < worst[1] < worst[2]
    assert best[0] > best[1] > best[2]


def test_effort_is_made_in_the_hours_that_there_are():
    """By hand: all that was due came with pressure at its best and skill 1, so the outcome is effort times hours."""
    case = make_case(Organisation.tree([3]), TODAY.with_parameters(full_effort=1.0), 13.0, as_units=True)
    setting, parameters, flow = case.setting, case.parameters, empty_flow(4)
    due = parameters.work.directives_per_year / 4
    flow[:, Flow.DONE] = flow[:, Flow.SUBSTANCE] = due
    flow[:, Flow.PRESSURE] = due * parameters.effort.pressure_optimum
    plain = dict.fromkeys(("skill", "practice", "strain"), np.zeros(4)) | {"skill": np.ones(4)}
    moved = setting.available_hours * np.array([0.0, 0.5, -0.5, 2.0])
    state = case.review(1, 0).state.changed(**plain, real=np.full(4, 0.4), moved=moved)
    np.testing.assert_allclose(outcomes(state, parameters, setting, flow, 13.0), [0.4, 0.6, 0.2, 1.0])


def test_adjustment_that_loses_what_it_moves_does_harm():
    calm, wild = (
        TODAY.with_measures(dynamic_adjustment={"following": 1.0, "traces": 0.0, "whiplash": loss}).named(
            name
        )
        for name, loss in (("calm", 0.0), ("wild", 0.75))
    )
    data = (
        simulate(REGION, [calm, wild], replications=10, seed=6, weeks=104)
        .data["overall"]
        .sel(indicator="gain")
    )
    harm = data.sel(scenario="wild").values - data.sel(scenario="calm").values
    assert harm.mean() < 0
    assert stats.ttest_1samp(harm, 0.0).pvalue < 0.01


def test_a_larger_prize_raises_effort_and_padding_with_every_dose_and_can_discourage():
    doses = [TODAY] + [
        TODAY.with_measures(exceptional_promotion=dose).named(f"dose-{n}")
        for n, dose in enumerate((0.5, 1.0))
    ]
    crushed = TODAY.with_measures(exceptional_promotion={"discouragement": 5.0}).named("crushed")
    data = simulate(REGION, [*doses, crushed], replications=10, seed=6, weeks=104).data
    real = data["real_effort"].isel(level=-1).mean(["quarter", "replication"])
    gap = data["overall"].sel(indicator="gap").mean("replication")
    for values in (real, gap):
        steps = np.diff([float(values.sel(scenario=scenario.name)) for scenario in doses])
        assert (steps > 0).all()
    assert real.sel(scenario="crushed") < real.sel(scenario="today")
