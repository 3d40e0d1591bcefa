"""Intervals and tests against scipy on whole samples, hand computation and textbook examples."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from statsmodels.stats.multitest import multipletests

from simulation.intervals import (
    bootstrap_interval,
    holm,
    mean_interval,
    paired_p_value,
    replications_needed,
    settle,
    variance_reduction,
)

samples = hnp.arrays(
    np.float64,
    st.integers(2, 40),
    elements=st.floats(-1e3, 1e3).map(lambda value: round(value, 6)),
)


@pytest.fixture(autouse=True)
def _no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_student_interval_and_p_value_are_those_of_scipy():
    sample = np.random.default_rng(3).normal(0.4, 1.0, (15, 4))
    test = stats.ttest_1samp(sample, 0.0)
    expected = test.confidence_interval(0.9)
    mean, low, high = mean_interval(sample, 0.9)
    np.testing.assert_allclose(mean, sample.mean(axis=0))
    np.testing.assert_allclose([low, high], [expected.low, expected.high])
    np.testing.assert_allclose(paired_p_value(sample), test.pvalue)


def test_missing_values_are_left_out_column_by_column():
    sample = np.array([[1.0, np.nan, np.nan], [2.0, 5.0, np.nan], [4.0, np.nan, np.nan]])
    mean, low, high = mean_interval(sample)
    np.testing.assert_allclose(mean, [7 / 3, 5.0, np.nan])
    assert low[0] < 1
    assert high[0] > 4
    assert np.isnan([low[1:], high[1:]]).all()
    p_values = paired_p_value(sample)
    assert p_values[0] == pytest.approx(stats.ttest_1samp(sample[:, 0], 0).pvalue)
    assert np.isnan(p_values[1:]).all()


def test_where_nothing_varies_the_p_value_is_one_or_nothing():
    assert paired_p_value(np.zeros(5)) == 1
    assert paired_p_value(np.full(5, 0.1)) == 0


def test_settle_takes_out_rounding_errors_alone():
    noisy = 0.3 + np.array([1e-16, -1e-16, 0.0])
    assert np.unique(settle(noisy, 1.0)).size == 1
    assert (settle(np.array([1e-16, 3e-16, np.nan]), 0.5)[:2] == 0).all()
    assert np.isnan(settle(np.array([1e-16, np.nan]), 0.5)[1])
    real = np.array([0.0, 1e-9, 2e-9])
    np.testing.assert_array_equal(settle(real, 1.0), real)


@given(samples)
def test_bootstrap_interval_is_always_defined_and_within_the_sample(sample):
    low, high = bootstrap_interval(sample, resamples=200)
    assert sample.min() - 1e-9 <= low <= high <= sample.max() + 1e-9


def test_bootstrap_interval_of_a_symmetric_sample_is_near_students():
    sample = stats.norm.ppf((np.arange(200) + 0.5) / 200) + 2
    expected = mean_interval(sample)
    np.testing.assert_allclose(bootstrap_interval(sample), expected[1:], atol=0.01)


def test_bootstrap_interval_leans_with_a_skewed_sample():
    sample = np.random.default_rng(8).exponential(size=60)
    low, high = bootstrap_interval(sample)
    assert high - sample.mean() > sample.mean() - low


def test_bootstrap_repeats_with_its_seed_and_has_no_other():
    sample = np.random.default_rng(8).exponential(size=30)
    assert bootstrap_interval(sample, seed=0) == bootstrap_interval(sample, seed=0)
    assert bootstrap_interval(sample, seed=0) != bootstrap_interval(sample, seed=1)


@pytest.mark.parametrize("sample", [[], [0.4], [np.nan, 0.4]])
def test_no_interval_from_fewer_than_two(sample):
    assert np.isnan(bootstrap_interval(sample)).all()


def test_the_same_value_throughout_is_its_own_interval():
    assert bootstrap_interval([0.1, 0.1, np.nan, 0.1]) == (0.1, 0.1)


def test_holm_by_hand():
    # Sorted .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06, .04; none may fall below an earlier one.
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.6, np.nan, 0.7]), [1.0, np.nan, 1.0])
    assert np.isnan(holm([np.nan])).all()
    assert holm([]).size == 0


@pytest.mark.parametrize("seed", range(5))
def test_holm_is_that_of_statsmodels_among_missing_values(seed):
    p_values = np.random.default_rng(seed).choice([0.0, 1e-9, 0.01, 0.01, 0.2, 0.5, 1.0], 20) ** 1.5
    with_gaps = np.insert(p_values, [0, 7, 20], np.nan)
    found = holm(with_gaps)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(with_gaps))
    np.testing.assert_allclose(found[~np.isnan(found)], multipletests(p_values, method="holm")[1], rtol=1e-12)


def test_planning_meets_the_textbook_example():
    """Law (2015, 9.4.1): variance .31 after ten runs; 16 runs for a half width of .25 at 90 %."""
    assert replications_needed(np.sqrt(0.31), 0.25, confidence=0.90) == 16


@given(st.floats(1e-3, 1e3), st.floats(1e-2, 1e2), st.sampled_from([0.8, 0.95, 0.99]))
def test_planning_gives_the_smallest_sufficient_number(spread, ratio, confidence):
    precision = spread * ratio

    def half_width(count: int) -> float:
        return float(stats.t.ppf((1 + confidence) / 2, count - 1) * spread / np.sqrt(count))

    count = replications_needed(spread, precision, confidence)
    assert half_width(count) <= precision
    assert count == 2 or half_width(count - 1) > precision


def test_planning_at_the_ends():
    assert replications_needed(0.0, 0.1) == 2
    with pytest.raises(ValueError, match="needs more than"):
        replications_needed(1.0, 1e-9)
    for precision in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="precision must be a positive number"):
            replications_needed(1.0, precision)
    with pytest.raises(ValueError, match="spread must be"):
        replications_needed(-1.0, 0.1)


def test_variance_reduction_by_hand_and_at_its_ends():
    first = np.array([1.0, 2.0, 3.0])
    second = np.array([1.5, 2.0, 4.0])
    # Variances 1 and 1.75; the differences .5, 0, 1 have variance .25.
    assert variance_reduction(first, second, second - first) == pytest.approx(11.0)
    assert variance_reduction(first, first + 1, np.ones(3)) == np.inf
    assert np.isnan(variance_reduction(np.ones(3), np.ones(3), np.zeros(3)))
    assert np.isnan(variance_reduction(first[:1], second[:1], (second - first)[:1]))


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95, np.nan])
def test_confidence_is_a_share(confidence):
    for law in (mean_interval, bootstrap_interval):
        with pytest.raises(ValueError, match="confidence must be above 0 and below 1"):
            law([1.0, 2.0, 3.0], confidence)
