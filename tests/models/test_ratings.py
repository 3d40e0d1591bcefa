"""Biased ratings against Bayes' rule by counting, simulated raters and inversion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ratings import corrected_mean, expected_ratings, observed_mean, rating_bias, standard_error

shares = st.floats(0.001, 0.999)
tilts = st.floats(-5, 5)


def test_counted_by_hand():
    # Of 100 people 40 are satisfied; 3 of 4 of them rate, and 1 of 4 of the others: 30 and 15 ratings.
    assert observed_mean(0.4, np.log(3)) == pytest.approx(30 / 45)
    # Another 15 are arranged, a quarter of all 60.
    assert observed_mean(0.4, np.log(3), 0.25) == pytest.approx(45 / 60)
    assert rating_bias(0.4, np.log(3), 0.25) == pytest.approx(0.35)
    assert expected_ratings([2000, 0], 0.03).tolist() == [60, 0]


@given(shares, tilts, st.floats(0, 0.95))
def test_corrected_is_the_inverse_of_observed(satisfied, selection, solicited):
    observed = observed_mean(satisfied, selection, solicited)
    assert corrected_mean(observed, selection, solicited) == pytest.approx(satisfied, abs=1e-8)


@given(shares, tilts)
def test_the_angry_pull_down_as_far_as_the_pleased_pull_up(satisfied, selection):
    assert rating_bias(satisfied, selection) == pytest.approx(
        -rating_bias(1 - satisfied, -selection), abs=1e-12
    )
    assert rating_bias(satisfied, 0.0) == pytest.approx(0, abs=1e-12)
    assert np.sign(rating_bias(satisfied, selection)) == np.sign(selection) or abs(selection) < 1e-9


def test_extremes():
    np.testing.assert_array_equal(observed_mean([0, 1], 3.0), [0, 1])
    np.testing.assert_array_equal(observed_mean([0, 0.3, 1], -2.0, 1.0), [1, 1, 1])
    np.testing.assert_array_equal(corrected_mean([0, 1], 3.0), [0, 1])
    assert corrected_mean(0.1, 0.5, 0.2) == 0, "fewer favourable than arranged, by chance"
    assert standard_error(0.0, 10, selection=2.0) == 0


def simulated(rng, people, satisfied, selection, solicited, rounds):
    """Favourable ratings and all ratings: everybody decides whether to rate, then some are arranged."""
    pleased = rng.binomial(people, satisfied, rounds)
    likely = 0.3 / np.exp(max(selection, 0))
    favourable = rng.binomial(pleased, likely * np.exp(selection))
    others = rng.binomial(people - pleased, likely)
    # Each rating of the round is an arranged one with probability `solicited`.
    arranged = rng.negative_binomial(favourable + others, 1 - solicited) if solicited else 0
    return favourable + arranged, favourable + others + arranged


@pytest.mark.parametrize(("selection", "solicited"), [(0.0, 0.0), (1.2, 0.0), (-0.8, 0.0), (0.7, 0.3)])
def test_simulated_raters(selection, solicited):
    rng = np.random.default_rng(6)
    rounds, satisfied = 4000, 0.6
    favourable, ratings = simulated(rng, 3000, satisfied, selection, solicited, rounds)
    seen = favourable / ratings
    error = seen.std() / np.sqrt(rounds)
    assert abs(seen.mean() - observed_mean(satisfied, selection, solicited)) < 3.3 * error + 1e-4
    corrected = corrected_mean(seen, selection, solicited)
    assert corrected.mean() == pytest.approx(satisfied, abs=2e-3)
    assert error < 5e-4, "the check must be sharp enough to mean something"


@pytest.mark.parametrize(("selection", "solicited"), [(0.0, 0.0), (1.2, 0.0), (-1.5, 0.0), (0.7, 0.3)])
def test_standard_error_is_the_spread_of_simulated_corrections(selection, solicited):
    rng = np.random.default_rng(7)
    observed, n = observed_mean(0.6, selection, solicited), 2000
    corrected = corrected_mean(rng.binomial(n, observed, 40_000) / n, selection, solicited)
    expected = standard_error(observed, n, selection=selection, solicited=solicited)
    assert corrected.std() == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: expected_ratings(-5, 0.1), r"public must be a number of 0 or more; got -5\.0"),
        (lambda: expected_ratings(5, 1.1), r"participation must be between 0 and 1; got 1\.1"),
        (lambda: observed_mean([0.1, 1.3], 0), r"satisfied must be between 0 and 1; got 1\.3 at index 1"),
        (lambda: observed_mean(0.1, 30), r"selection must be between -20 and 20; got 30\.0"),
        (lambda: observed_mean(0.1, 0, -0.1), "solicited must be between 0 and 1"),
        (lambda: corrected_mean(np.nan, 0), "observed must be between 0 and 1; got nan"),
        (lambda: corrected_mean(0.5, 0, 1), r"solicited must be below 1 .*got 1\.0"),
        (lambda: standard_error(0.5, 0), "n must be a positive number"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
