"""Scores, alignment, incentive intensity, validity and signals against brute force, SciPy and hand-counted cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, stats

from models.assessment import (
    alignment,
    double_helix_score,
    informativeness_weights,
    optimal_intensity,
    validity,
)

parts = st.floats(-5, 5)
tasks = arrays(np.float64, 3, elements=st.floats(-3, 3))


def covariance_of(rng: np.random.Generator, signals: int) -> np.ndarray:
    mixed = rng.standard_normal((signals, signals))
    return mixed @ mixed.T + 0.3 * np.eye(signals)


def test_score_by_hand():
    assert double_helix_score(0.8, 0.5, 0.2, [5, 3, 2]) == pytest.approx(0.4 + 0.15 + 0.04)


@given(parts, parts, parts, arrays(np.float64, 3, elements=st.floats(0.01, 9)))
def test_score_lies_between_its_parts_whatever_the_scale_of_weights(process, business, public, weights):
    score = double_helix_score(process, business, public, weights)
    assert min(process, business, public) - 1e-9 <= score <= max(process, business, public) + 1e-9
    assert score == pytest.approx(double_helix_score(process, business, public, 7 * weights), abs=1e-9)


def test_scores_broadcast_over_units_and_weightings():
    weights = np.array([[[1, 0, 0]], [[0, 1, 0]], [[0, 0, 1]]])
    units = np.arange(4.0)
    scores = double_helix_score(units, 10 + units, 20.0, weights)
    np.testing.assert_array_equal(scores, [units, 10 + units, np.full(4, 20.0)])


def test_alignment_by_hand():
    np.testing.assert_allclose(
        alignment([[2, 2], [3, 0], [0, 1], [-1, 0]], [5, 0]), [np.sqrt(0.5), 1, 0, -1], atol=1e-15
    )
    assert alignment([3, 4], [4, 3]) == pytest.approx(24 / 25)


@given(tasks, tasks, st.floats(0.01, 100))
def test_alignment_is_a_cosine_and_knows_no_scale(rewarded, valued, scale):
    cosine = alignment(rewarded, valued)
    lengths = np.linalg.norm(rewarded) * np.linalg.norm(valued)
    if lengths < 1e-12:
        return
    assert -1 <= cosine <= 1
    assert cosine == pytest.approx(rewarded @ valued / lengths, abs=1e-9)
    assert cosine == pytest.approx(alignment(scale * rewarded, valued), abs=1e-9)
    assert cosine == alignment(valued, rewarded)


def test_extreme_rewards_have_a_direction_too():
    assert alignment([1e200, 1e200], [1e-200, 0]) == pytest.approx(np.sqrt(0.5))


def test_nothing_rewarded_has_no_direction():
    assert np.isnan(alignment([[0, 0], [1, 1]], [1, 0])).tolist() == [True, False]
    assert np.isnan(alignment([1, 0], [0, 0]))
    assert np.isnan(optimal_intensity([0, 0], [1, 0], 1, 0))


@pytest.mark.parametrize("seed", range(5))
def test_intensity_maximises_what_both_sides_gain(seed):
    rng = np.random.default_rng(seed)
    rewarded, valued = rng.uniform(-1, 2, (2, 3))
    aversion, noise = rng.uniform(0.1, 2, 2)

    def agent_loses(effort, pay):
        return effort @ effort / 2 - pay * rewarded @ effort + aversion * pay**2 * noise**2

    def together_lose(pay):
        effort = optimize.minimize(agent_loses, np.zeros(3), args=(pay,)).x
        return effort @ effort / 2 + aversion * pay**2 * noise**2 - valued @ effort

    best = optimize.minimize_scalar(together_lose, bracket=(-1, 1))
    assert optimal_intensity(rewarded, valued, aversion, noise) == pytest.approx(best.x, abs=1e-4)


def test_intensity_is_bakers_product_of_lengths_and_cosine():
    rewarded, valued = np.array([1.0, 2.0]), np.array([2.0, 0.5])
    lengths = np.linalg.norm(rewarded) * np.linalg.norm(valued)
    expected = lengths * alignment(rewarded, valued) / (5 + 2 * 0.7 * 1.3**2)
    assert optimal_intensity(rewarded, valued, 0.7, 1.3) == pytest.approx(expected)
    # An undistorted, noiseless measure of the value itself is paid in full.
    assert optimal_intensity(valued, valued, 5.0, 0.0) == pytest.approx(1)


def test_validity_is_scipys_correlation():
    rng = np.random.default_rng(4)
    score, outcome = rng.standard_normal((2, 6, 30))
    expected = [stats.pearsonr(a, b).statistic for a, b in zip(score, outcome, strict=True)]
    np.testing.assert_allclose(validity(score, outcome), expected, rtol=1e-12)


def test_weight_is_repetition():
    rng = np.random.default_rng(5)
    score, outcome = rng.standard_normal((2, 12))
    times = rng.integers(0, 5, 12)
    repeated = stats.pearsonr(np.repeat(score, times), np.repeat(outcome, times)).statistic
    assert validity(score, outcome, times) == pytest.approx(repeated, rel=1e-12)


def test_no_spread_no_validity():
    assert np.isnan(validity([0.1] * 7, np.arange(7)))
    assert np.isnan(validity(np.arange(7), [0.1] * 7))
    assert np.isnan(validity([1.0], [2.0]))
    assert np.isnan(validity([1, 1, 9], [1, 2, 3], [1, 1, 0])), "the unit without weight does not count"
    assert np.isnan(validity([1, 2], [1, 2], [0, 0]))
    assert validity([1e-180, 2e-180, 3e-180], [1, 2, 3]) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_signal_weights_have_the_least_variance(seed):
    rng = np.random.default_rng(seed)
    covariance, sensitivity = covariance_of(rng, 4), rng.uniform(0.2, 2, 4)
    weights = informativeness_weights(sensitivity, covariance)
    found = optimize.minimize(
        lambda w: w @ covariance @ w,
        np.full(4, 0.25),
        constraints={"type": "eq", "fun": lambda w: w @ sensitivity - 1},
        options={"ftol": 1e-14},
    )
    np.testing.assert_allclose(weights, found.x, atol=1e-4)
    assert weights @ sensitivity == pytest.approx(1)
    least = 1 / (sensitivity @ np.linalg.inv(covariance) @ sensitivity)
    assert weights @ covariance @ weights == pytest.approx(least)


def test_the_best_linear_contract_points_the_same_way():
    rng = np.random.default_rng(8)
    covariance, sensitivity = covariance_of(rng, 3), np.array([1.0, 0.4, 2.0])

    def together_lose(pay):
        effort = pay @ sensitivity
        return effort**2 / 2 + 0.6 * pay @ covariance @ pay - effort

    pay = optimize.minimize(together_lose, np.zeros(3), tol=1e-12).x
    weights = informativeness_weights(sensitivity, covariance)
    np.testing.assert_allclose(pay / (pay @ sensitivity), weights, atol=1e-5)


@given(st.floats(0.1, 3), st.floats(0.1, 3), st.floats(0.2, 2))
def test_a_redundant_signal_gets_no_weight(sensitivity, extra_noise, scale):
    """The second is the first with noise on top, so the first is a sufficient statistic (Holmström)."""
    covariance = [[1, scale], [scale, scale**2 + extra_noise]]
    weights = informativeness_weights([sensitivity, scale * sensitivity], covariance)
    np.testing.assert_allclose(weights, [1 / sensitivity, 0], atol=1e-9)


def test_a_signal_of_the_noise_alone_counts_against():
    # The second knows nothing of effort but shares half of the noise: relative assessment.
    weights = informativeness_weights([1, 0], [[1, 0.5], [0.5, 1]])
    np.testing.assert_allclose(weights, [1, -0.5])


def test_independent_signals_count_by_precision_and_stacks_are_taken():
    stacked = informativeness_weights([1, 1], [np.diag([1.0, 3.0]), np.diag([1.0, 1.0])])
    np.testing.assert_allclose(stacked, [[0.75, 0.25], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: double_helix_score(1, 1, 1, [1, 1]), r"weights must be three .*got shape \(2,\)"),
        (
            lambda: double_helix_score(1, 1, 1, [1, -1, 1]),
            r"weights must be .* 0 or more; got -1.0 at index 1",
        ),
        (lambda: double_helix_score(1, 1, 1, [0, 0, 0]), r"sum of weights must be positive; got 0\.0"),
        (lambda: double_helix_score(1, np.nan, 1, [1, 1, 1]), "business must be a finite number; got nan"),
        (lambda: double_helix_score(1, "much", 1, [1, 1, 1]), "business must be numbers; got 'much'"),
        (lambda: alignment([1, 2], [1, 2, 3]), "the same tasks"),
        (lambda: alignment(1, 2), "the same tasks"),
        (lambda: optimal_intensity([1], [1], -1, 1), r"risk_aversion must be .*got -1\.0"),
        (lambda: validity(1, 2), "must list the units"),
        (lambda: validity([1, np.inf], [1, 2]), r"score must be a finite number; got inf at index 1"),
        (lambda: validity([1, 2], [1, 2], [1, -2]), r"weight must be .*got -2\.0 at index 1"),
        (lambda: informativeness_weights([1, 1], np.eye(3)), "one row for each sensitivity"),
        (lambda: informativeness_weights([0, 0], np.eye(2)), "sensitivity must be not all 0"),
        (lambda: informativeness_weights([1, 1], [[1, 0], [1, 1]]), "covariance must be symmetric"),
        (lambda: informativeness_weights([1, 1], np.ones((2, 2))), "an exact copy of others"),
        (lambda: informativeness_weights([1, 1], np.diag([1.0, -1.0])), "positive definite.*-1"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_scalars_stay_scalars_and_inputs_stay_as_they_are():
    weights = np.array([2.0, 1.0, 1.0])
    assert isinstance(double_helix_score(1, 2, 3, weights), np.float64)
    assert isinstance(alignment([1, 2], [2, 1]), np.float64)
    assert isinstance(validity([1, 2], [2, 1]), np.float64)
    np.testing.assert_array_equal(weights, [2.0, 1.0, 1.0])
