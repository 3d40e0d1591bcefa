"""Shrinkage against conjugate posteriors, the baseball players of 1970 and simulated offices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from models.shrinkage import prior_weight_from_data, shrunken_interval, shrunken_mean

# Hits in the first 45 times at bat, and average of the rest of the season: Efron & Morris 1975, table 1.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
REST = (
    np.array([346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200])
    / 1000
)


def as_normal(average):
    """Their transformation to unit variance."""
    return np.sqrt(45) * np.arcsin(2 * average - 1)


def test_mean_by_hand():
    assert shrunken_mean(0.9, 30, 0.6, 10) == pytest.approx((27 + 6) / 40)
    np.testing.assert_allclose(shrunken_mean([0.9, 0.9], [0, 10], 0.5, [10, 0]), [0.5, 0.9])


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0.5, 20), st.floats(0.5, 20))
def test_mean_is_the_posterior_of_a_beta_prior(favourable, others, a, b):
    n = favourable + others
    mean = favourable / n if n else np.nan
    posterior = stats.beta(a + favourable, b + others).mean()
    assert shrunken_mean(mean, n, a / (a + b), a + b) == pytest.approx(posterior)


def test_where_the_prior_is_all_or_nothing():
    assert shrunken_mean(0.9, 30, 0.6, np.inf) == 0.6
    assert shrunken_mean(0.9, 30, 0.6, 0) == 0.9
    assert shrunken_mean(np.nan, 0, 0.6, 3) == 0.6
    assert np.isnan(shrunken_mean(np.nan, 0, 0.6, 0))
    assert shrunken_interval(0.9, 30, 0.6, np.inf, within_variance=0.2) == (0.6, 0.6)
    assert np.isnan(shrunken_interval(np.nan, 0, 0.6, 0, within_variance=0.2)).all()


def test_interval_is_that_of_the_integrated_posterior():
    mean, n, prior, weight, variance = 0.55, 7, 0.7, 12.0, 0.21

    def density(true):
        likelihood = stats.norm(true, np.sqrt(variance / n)).pdf(mean)
        return likelihood * stats.norm(prior, np.sqrt(variance / weight)).pdf(true)

    low, high = shrunken_interval(mean, n, prior, weight, within_variance=variance, confidence=0.9)
    whole = integrate.quad(density, -1, 2)[0]
    assert integrate.quad(density, -1, low)[0] / whole == pytest.approx(0.05, abs=1e-6)
    assert integrate.quad(density, high, 2)[0] / whole == pytest.approx(0.05, abs=1e-6)


def test_without_prior_the_interval_is_the_textbook_one():
    low, high = shrunken_interval(0.5, 25, 0.9, 0, within_variance=1.0)
    assert (low, high) == pytest.approx((0.5 - 1.959964 / 5, 0.5 + 1.959964 / 5))


def test_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(11)
    n, variance, weight, offices = 9, 0.2, 15.0, 40_000
    true = rng.normal(0.7, np.sqrt(variance / weight), offices)
    mean = rng.normal(true, np.sqrt(variance / n))
    low, high = shrunken_interval(mean, n, 0.7, weight, within_variance=variance, confidence=0.8)
    covered = ((low < true) & (true < high)).mean()
    assert abs(covered - 0.8) < 3.3 * np.sqrt(0.8 * 0.2 / offices)


def test_baseball_factor_of_1975():
    """Published: the estimate is .791 of the grand mean and .209 of the player's own."""
    players = as_normal(HITS / 45)
    weight = prior_weight_from_data(players, 1, 1.0, rule="james-stein")
    assert 1 / (1 + weight) == pytest.approx(0.209, abs=5e-4)
    assert weight / (1 + weight) == pytest.approx(0.791, abs=5e-4)
    truth = as_normal(REST)
    shrunken = shrunken_mean(players, 1, players.mean(), weight)
    efficiency = ((players - truth) ** 2).sum() / ((shrunken - truth) ** 2).sum()
    assert efficiency == pytest.approx(3.50, abs=0.03)


def test_baseball_factor_of_1977():
    """Published in the Scientific American, on the averages themselves: .212, and .294 for Clemente."""
    average = HITS / 45
    grand = average.mean()
    weight = prior_weight_from_data(average, 45, grand * (1 - grand), rule="james-stein")
    assert 45 / (45 + weight) == pytest.approx(0.212, abs=5e-4)
    assert shrunken_mean(average[0], 45, grand, weight) == pytest.approx(0.294, abs=5e-4)


def test_moments_are_those_of_dersimonian_and_laird():
    mean, variance = np.array([0.2, 0.5, 0.9]), 0.25
    n = np.array([10, 20, 40])
    precision = n / variance
    grand = np.average(mean, weights=precision)
    homogeneity = (precision * (mean - grand) ** 2).sum()
    between = (homogeneity - 2) / (precision.sum() - (precision**2).sum() / precision.sum())
    assert prior_weight_from_data(mean, n, variance) == pytest.approx(variance / between)


def test_with_equal_numbers_moments_are_an_analysis_of_variance():
    mean = np.array([0.3, 0.5, 0.55, 0.8])
    between = mean.var(ddof=1) - 0.2 / 12
    assert prior_weight_from_data(mean, 12, 0.2) == pytest.approx(0.2 / between)


def test_offices_without_ratings_do_not_count():
    with_empty = prior_weight_from_data([0.3, np.nan, 0.9, 0.5], [5, 0, 8, 6], 0.2)
    assert with_empty == pytest.approx(prior_weight_from_data([0.3, 0.9, 0.5], [5, 8, 6], 0.2))


def test_no_more_differences_than_chance_is_no_information():
    assert prior_weight_from_data([0.7, 0.7, 0.7], 20, 0.2) == np.inf
    assert prior_weight_from_data([0.7] * 4, 20, 0.2, rule="james-stein") == np.inf


@pytest.mark.parametrize("weight", [5.0, 40.0])
def test_simulated_offices_give_the_weight_back(weight):
    rng = np.random.default_rng(75)
    n, variance = rng.integers(5, 60, 40), 0.2
    true = rng.normal(0.7, np.sqrt(variance / weight), (4000, 40))
    means = rng.normal(true, np.sqrt(variance / n))
    between = variance / prior_weight_from_data(means, n, variance)
    # Cut off at 0 the estimate of the variance between offices is a little high, and only there.
    bound = 3.3 * between.std() / np.sqrt(len(between))
    assert -bound < between.mean() - variance / weight < bound + 0.03 * variance / weight


def test_simulated_players_lose_less_when_shrunk():
    rng = np.random.default_rng(76)
    true = rng.normal(0, 1, (5000, 10))
    seen = rng.normal(true, 1)
    weight = prior_weight_from_data(seen, 1, 1.0, rule="james-stein")
    kept = 1 / (1 + weight)
    # Before it is cut off at 0, Stein's factor is unbiased: its mean is that of true shrinkage, 1/2.
    unlimited = 1 - 7 / ((seen - seen.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    np.testing.assert_allclose(kept, np.maximum(unlimited, 0), atol=1e-12)
    assert abs(unlimited.mean() - 0.5) < 3.3 * unlimited.std() / np.sqrt(5000)
    shrunken = shrunken_mean(seen, 1, seen.mean(axis=1, keepdims=True), weight[:, None])
    assert ((shrunken - true) ** 2).mean() < 0.7 * ((seen - true) ** 2).mean()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: shrunken_mean(0.5, -1, 0.5, 3), r"n must be a number of 0 or more; got -1\.0"),
        (lambda: shrunken_mean(0.5, 1, np.nan, 3), "prior must be a finite number; got nan"),
        (
            lambda: shrunken_mean([0.5, np.nan], [1, 1], 0.5, 3),
            "mean must be a finite number; got nan at index 1",
        ),
        (lambda: shrunken_mean(0.5, 1, 0.5, -3), r"prior_weight must be a number of 0 or more; got -3\.0"),
        (lambda: shrunken_interval(0.5, 1, 0.5, 3, within_variance=0), "within_variance must be a positive"),
        (
            lambda: shrunken_interval(0.5, 1, 0.5, 3, within_variance=1, confidence=95),
            "confidence must be above 0 and below 1; got 95",
        ),
        (
            lambda: prior_weight_from_data([0.5, 0.6], [3, 0], 0.2),
            r"offices with ratings must be 2 or more; got 1",
        ),
        (lambda: prior_weight_from_data(0.5, 3, 0.2), "must list the offices"),
        (
            lambda: prior_weight_from_data([0.5, 0.6], 3, 0.2, rule="stein"),
            "moments, james-stein; got 'stein'",
        ),
        (lambda: prior_weight_from_data([0.5] * 3, 3, 0.2, rule="james-stein"), "4 or more; got 3"),
        (
            lambda: prior_weight_from_data([0.5] * 4, [3, 3, 4, 5], 0.2, rule="james-stein"),
            "the same number .* from 3 to 5",
        ),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
