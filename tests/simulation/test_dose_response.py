"""Dose-response: nothing at dose 0, paired differences, and where a measure stops paying, on curves whose turn is known."""

import numpy as np
import pytest
from scipy import stats

from models import Organisation
from simulation import Scenario, simulate
from simulation.dose_response import INDICATORS, dose_response, turning_point

TREE = Organisation.tree([3, 4])
TODAY = Scenario.today()
DOSES = (0.0, 0.25, 0.5, 0.75, 1.0)


@pytest.fixture(scope="module")
def guidance():
    return dose_response(TREE, "guidance", intensities=(0, 0.5, 1), replications=8, seed=4, weeks=52)


@pytest.fixture(scope="module")
def runs():
    scenarios = [TODAY, TODAY.with_measures(guidance=1.0).named("full")]
    return simulate(TREE, scenarios, replications=8, seed=4, weeks=52).data["overall"]


def row(found, indicator, intensity):
    return found.table.query("indicator == @indicator and intensity == @intensity").iloc[0]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_dose_0_is_the_baseline_bit_for_bit(guidance, runs, indicator):
    from simulation.intervals import mean_interval

    values = runs.sel(indicator=indicator, scenario="today").values
    nothing = row(guidance, indicator, 0.0)
    assert [nothing["mean"], nothing["low"], nothing["high"]] == [
        float(value) for value in mean_interval(values)
    ]
    assert nothing[["difference", "difference_low", "difference_high"]].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_differences_are_paired(guidance, runs, indicator):
    today, full = (runs.sel(indicator=indicator, scenario=name).values for name in ("today", "full"))
    interval = stats.ttest_rel(full, today).confidence_interval(0.95)
    found = row(guidance, indicator, 1.0)
    assert found["difference"] == pytest.approx((full - today).mean(), abs=1e-15)
    assert [found["difference_low"], found["difference_high"]] == pytest.approx(list(interval), abs=1e-12)


def test_the_losing_settings_are_those_published_and_lose(guidance):
    losing = guidance.losing.set_index("indicator")
    assert losing.loc["gain", "difference_high"] < 0
    # Visits each week of 14 hours at every unit, beside the routine's 2 hours a quarter.
    assert losing.loc["meeting_hours", "mean"] > 10


def curve(heights, noise=0.02, replications=20, seed=1):
    rng = np.random.default_rng(seed)
    luck = rng.normal(size=replications)
    return np.array(heights)[:, None] + luck + noise * rng.normal(size=(len(heights), replications))


def test_a_peak_inside_is_found():
    turn = turning_point(DOSES, curve([0, 0.2, 0.4, 0.3, -0.2]))
    assert (turn.best, turn.low, turn.high, turn.falls_after) == (0.5, 0.5, 0.5, 0.5)
    assert turn.better == (0.25, 0.5, 0.75)
    assert turn.worse == (1.0,)


def test_what_only_harms_falls_from_the_start():
    turn = turning_point(DOSES, curve([0, 0, -0.1, -0.2, -0.3]))
    assert turn.falls_after == 0.0
    assert turn.better == ()
    assert turn.worse == (0.5, 0.75, 1.0)


def test_a_rising_curve_does_not_fall():
    turn = turning_point(DOSES, curve([0, 0.1, 0.2, 0.3, 0.4]))
    assert (turn.best, turn.low, turn.high, turn.falls_after) == (1.0, 1.0, 1.0, None)


def test_a_plateau_leaves_the_best_open():
    turn = turning_point(DOSES, curve([0, 0.4, 0.4, 0.4, 0.4]))
    assert (turn.low, turn.high, turn.falls_after) == (0.25, 1.0, None)


def test_the_true_best_lies_within_its_interval_as_often_as_it_says():
    """The best of five close heights, 300 times: within low .. high in at least 95%, less three standard errors."""
    heights = [0.0, 0.01, 0.02, 0.015, 0.0]
    inside = 0
    for seed in range(300):
        turn = turning_point(DOSES, curve(heights, replications=8, seed=seed))
        inside += turn.low <= 0.5 <= turn.high
    assert inside / 300 > 0.95 - 3 * np.sqrt(0.05 * 0.95 / 300)


def test_on_pure_noise_little_is_claimed():
    claims = sum(bool(turning_point(DOSES, curve([0] * 5, seed=seed)).better) for seed in range(100))
    assert claims <= 12


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "guidence"}, "did you mean 'guidance'"),
        ({"intensities": (0.5, 1)}, "must rise from 0"),
        ({"intensities": (0, 0.5, 0.5)}, "must rise from 0"),
        ({"intensities": (0, 1.5)}, "must rise from 0"),
        ({"replications": 1}, "at least 2 replications"),
        ({"base": TODAY.with_parameters(feedback="none")}, "no quarterly reviews"),
        ({"confidence": 95}, "confidence must be above 0 and below 1"),
    ],
)
def test_what_makes_no_response_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        dose_response(TREE, **{"measure": "guidance", "replications": 2, **options})
