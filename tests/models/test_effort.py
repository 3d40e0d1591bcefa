"""Effort against conditions of optimality, brute-force maximisation, the paper's closed forms and extremes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from models.effort import (
    best_response,
    next_strain,
    optimal_incentives,
    pressure_performance,
    resting_strain,
    split_effort,
)

returns = st.floats(-10, 10)
substitutions = st.floats(0, 0.99)
shares = st.floats(0, 1)


def costs(chi):
    return np.array([[1.0, chi], [chi, 1.0]])


def positive_definite(tasks, seed):
    root = np.random.default_rng(seed).normal(size=(tasks, tasks))
    return root @ root.T + 0.3 * np.eye(tasks)


def assert_optimal(effort, gains, cost, tolerance=1e-8):
    """The conditions of Karush, Kuhn and Tucker, sufficient as the cost is convex."""
    slope = gains - cost @ effort
    assert (effort >= 0).all()
    assert (slope <= tolerance).all()
    np.testing.assert_allclose(slope[effort > 0], 0, atol=tolerance)


@given(returns, returns, substitutions)
def test_no_other_split_is_better(real_return, trace_return, chi):
    effort = np.array(split_effort(real_return, trace_return, chi))
    assert_optimal(effort, np.array([real_return, trace_return]), costs(chi), 1e-9)


@pytest.mark.parametrize(
    ("returned", "chi", "expected"),
    [
        ((3.0, 2.0), 0.5, (8 / 3, 2 / 3)),  # (3 - .5 * 2) / .75 and (2 - .5 * 3) / .75
        ((2.0, 5.0), 0.0, (2.0, 5.0)),
        ((1.0, 4.0), 0.5, (0.0, 4.0)),
        ((4.0, 2.0), 0.5, (4.0, 0.0)),  # just where traces stop
        ((4.0, -1.0), 0.5, (4.0, 0.0)),
        ((-1.0, -4.0), 0.9, (0.0, 0.0)),  # C^-1 b alone would ask for real work here
    ],
)
def test_split_by_hand(returned, chi, expected):
    np.testing.assert_allclose(split_effort(*returned, chi), expected, atol=1e-12)


def test_split_is_best_response_of_two_tasks():
    gains = np.random.default_rng(7).normal(size=(300, 2))
    split = np.stack(split_effort(gains[:, 0], gains[:, 1], 0.7), axis=-1)
    np.testing.assert_allclose(split, best_response(gains, costs(0.7)), atol=1e-12)


def test_shapes_are_those_of_the_arguments():
    real, trace = split_effort(np.ones((3, 1)), np.ones(4), 0.2)
    assert np.shape(real) == np.shape(trace) == (3, 4)
    assert isinstance(split_effort(1.0, 1.0, 0.2)[0], np.float64)
    assert best_response(np.ones((5, 4, 3)), np.eye(3)).shape == (5, 4, 3)
    assert best_response(np.ones((0, 3)), np.eye(3)).shape == (0, 3)


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_no_other_response_is_better(tasks, seed):
    cost = positive_definite(tasks, seed)
    gains = np.random.default_rng([seed, 1]).normal(size=(3, tasks))
    for gain, effort in zip(gains, best_response(gains, cost), strict=True):
        assert_optimal(effort, gain, cost)


def test_best_response_meets_a_numerical_optimum():
    cost, gain = positive_definite(4, 3), np.array([1.0, -0.5, 2.0, 0.3])
    found = optimize.minimize(
        lambda a: a @ cost @ a / 2 - gain @ a,
        np.ones(4),
        jac=lambda a: cost @ a - gain,
        bounds=[(0, None)] * 4,
    )
    np.testing.assert_allclose(best_response(gain, cost), found.x, atol=1e-4)


def best_rates(value, cost, covariance, aversion, start):
    """Rates that maximise the certainty equivalent of both sides, by search, where the agent searches too."""
    responses = np.linalg.inv(cost)

    def loss(rates):
        effort = responses @ rates
        risk = aversion * rates @ covariance @ rates / 2
        return -(value @ effort - effort @ cost @ effort / 2 - risk)

    return optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14}).x


@pytest.mark.parametrize("seed", range(4))
def test_incentives_meet_a_search_of_the_certainty_equivalent(seed):
    rng = np.random.default_rng(seed)
    value, cost = rng.uniform(0, 2, 3), positive_definite(3, seed)
    covariance = positive_definite(3, seed + 50)
    np.testing.assert_allclose(
        optimal_incentives(value, cost, covariance, 0.8),
        best_rates(value, cost, covariance, 0.8, np.ones(3)),
        atol=1e-5,
    )


@pytest.mark.parametrize("chi", [0.0, 0.3, 0.6, 0.95, -0.4])
def test_unmeasurable_task_as_in_the_paper(chi):
    """Equation (7) of the paper: b1 = (B1 - B2 C12 / C22) / (1 + r s1 (C11 - C12^2 / C22))."""
    cost, value, variance, aversion = np.array([[2.0, chi], [chi, 1.5]]), np.array([1.0, 2.5]), 0.7, 1.2
    expected = (1.0 - 2.5 * chi / 1.5) / (1 + aversion * variance * (2.0 - chi**2 / 1.5))
    rates = optimal_incentives(value, cost, [variance, np.inf], aversion)
    np.testing.assert_allclose(rates, [expected, 0.0], atol=1e-12)
    searched = optimize.minimize_scalar(
        lambda rate: (
            -(
                value @ np.linalg.solve(cost, [rate, 0])
                - np.array([rate, 0]) @ np.linalg.solve(cost, [rate, 0]) / 2
                - aversion * variance * rate**2 / 2
            )
        )
    )
    assert rates[0] == pytest.approx(searched.x, abs=1e-6)


def test_unmeasurable_is_the_limit_of_ever_noisier():
    cost, value = positive_definite(3, 11), np.array([1.0, 2.0, 0.5])
    limit = optimal_incentives(value, cost, [0.4, np.inf, 0.9], 1.5)
    assert limit[1] == 0
    np.testing.assert_allclose(optimal_incentives(value, cost, [0.4, 1e11, 0.9], 1.5), limit, atol=1e-8)
    correlated = np.array([[0.4, 0.0, 0.1], [0.0, np.inf, 0.0], [0.1, 0.0, 0.9]])
    assert not np.allclose(optimal_incentives(value, cost, correlated, 1.5), limit, atol=1e-3)


def test_substitutes_weaken_and_turn_the_pay_for_what_is_measured():
    rates = [
        optimal_incentives([1, 1.5], costs(chi), [1.0, np.inf], 0.5)[0]
        for chi in (-0.5, 0.0, 0.5, 2 / 3, 0.9)
    ]
    assert (np.diff(rates) < 0).all()
    assert rates[3] == pytest.approx(0, abs=1e-12)
    assert rates[4] < 0


def test_incentives_at_the_extremes():
    cost = positive_definite(3, 5)
    np.testing.assert_allclose(optimal_incentives([1, 2, 3], cost, [1, 2, 3], 0.0), [1, 2, 3], rtol=1e-9)
    np.testing.assert_allclose(optimal_incentives([1, 2, 3], cost, [0, 0, 0], 5.0), [1, 2, 3], rtol=1e-9)
    np.testing.assert_array_equal(optimal_incentives([1, 2, 3], cost, [np.inf] * 3, 1.0), [0, 0, 0])


@given(st.floats(0, 50), st.floats(0.01, 10))
def test_pressure_is_best_at_its_optimum(pressure, optimum):
    assert 0 <= pressure_performance(pressure, optimum) <= 1 + 1e-12
    assert pressure_performance(optimum, optimum) == 1


def test_pressure_rises_then_falls():
    performed = pressure_performance(np.linspace(0, 12, 481), 3.0)
    assert performed[0] == 0
    assert performed.argmax() == 120
    assert (np.diff(performed[:121]) > 0).all()
    assert (np.diff(performed[120:]) < 0).all()
    assert pressure_performance(6.0, 3.0) == pytest.approx(2 / np.e)


@given(shares, st.floats(0, 5), st.floats(0, 3), shares)
def test_strain_stays_a_share(strain, load, rise, recovery):
    after = next_strain(strain, load, rise, recovery)
    assert 0 <= after <= 1
    if load <= 1:
        assert after == pytest.approx((1 - recovery) * strain)


def test_strain_comes_to_rest_where_the_closed_form_says():
    rng = np.random.default_rng(12)
    load, rise, recovery = rng.uniform(0.5, 3, 300), rng.uniform(0.01, 0.4, 300), rng.uniform(0.01, 0.19, 300)
    rest = resting_strain(load, rise, recovery)
    np.testing.assert_allclose(next_strain(rest, load, rise, recovery), rest, atol=1e-12)
    strain = rng.random(300)
    for _ in range(3000):
        strain = next_strain(strain, load, rise, recovery)
    np.testing.assert_allclose(strain, rest, atol=1e-9)


def test_strain_at_the_extremes():
    assert next_strain(0.5, 10.0, 1.0, 0.0) == 1
    np.testing.assert_array_equal(resting_strain([0.8, 1.5, 1.0], 0.5, [0.1, 0.0, 0.0]), [0, 1, np.nan])
    assert next_strain(1.0, 0.0, 1.0, 0.1) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: split_effort(1.0, np.nan, 0.5), "trace_return must be a finite number; got nan"),
        (lambda: split_effort(1.0, 1.0, 1.0), r"substitution must be 0 or more and below 1; got 1\.0"),
        (
            lambda: split_effort(1.0, 1.0, [0.1, -0.1]),
            r"substitution must be a number of 0 or more; .* index 1",
        ),
        (lambda: best_response([1.0, 2.0], np.eye(3)), r"returns must have one number for each of 3 tasks"),
        (lambda: best_response(1.0, np.eye(1)), "returns must have one number for each"),
        (lambda: best_response([1.0, 2.0], [[1, 2], [2, 1]]), "positive definite.*eigenvalue is -1"),
        (lambda: best_response([1.0, 2.0], [[1, 0.5], [0.4, 1]]), "cost must be symmetric"),
        (lambda: best_response([1.0, 2.0], [1, 2]), "cost must be a square matrix"),
        (lambda: optimal_incentives([[1, 2]], np.eye(2), [1, 1], 1), "value must be one number a task"),
        (lambda: optimal_incentives([1, 2], np.eye(2), [1, -1], 1), r"noise must be variances.*got -1\.0"),
        (lambda: optimal_incentives([1, 2], np.eye(2), [1, np.nan], 1), "noise must be variances.*got nan"),
        (lambda: optimal_incentives([1, 2], np.eye(2), 1.0, 1), "noise must be 2 variances or"),
        (lambda: optimal_incentives([1, 2], np.eye(2), [[1, 2], [2, 1]], 1), "noise must be covariances"),
        (lambda: optimal_incentives([1, 2], np.eye(2), [1, 1], -1), "risk_aversion must be a number of 0 or"),
        (lambda: pressure_performance(-1.0, 1.0), r"pressure must be a number of 0 or more; got -1\.0"),
        (lambda: pressure_performance(1.0, 0.0), "optimum must be a positive number"),
        (lambda: next_strain(1.5, 1.0, 1.0, 0.1), "strain must be between 0 and 1; got 1.5"),
        (lambda: next_strain(0.5, 1.0, 1.0, 1.1), "recovery must be between 0 and 1"),
        (lambda: resting_strain(-1.0, 1.0, 0.1), "load must be a number of 0 or more"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
