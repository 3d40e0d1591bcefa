"""Queueing formulas against textbook numbers, against one another and against simulated queues."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.queues import (
    UnstableQueueError,
    erlang_c,
    lognormal_second_moment,
    mg1_wait,
    mm1_wait,
    mmc_wait,
    priority_waits,
)

loads = st.floats(min_value=0.01, max_value=0.97)


def test_three_servers_wait_as_in_the_textbook():
    assert mmc_wait(2.4, 1.0, 3) == pytest.approx(1.07865, abs=5e-6)
    assert erlang_c(2.4, 1.0, 3) == pytest.approx(0.647191, abs=5e-7)


def test_one_server_of_mmc_is_mm1():
    arrivals = np.array([0.0, 0.5, 0.9, 0.99])
    np.testing.assert_allclose(mmc_wait(arrivals, 1.0, 1), mm1_wait(arrivals, 1.0), rtol=1e-12)


def test_erlang_c_by_its_definition_and_for_a_hundred_servers():
    offered, servers = 4.2, 6
    terms = [offered**k / np.prod(np.arange(1, k + 1, dtype=float)) for k in range(servers + 1)]
    busy = terms[-1] / (1 - offered / servers)
    assert erlang_c(offered, 1.0, servers) == pytest.approx(busy / (sum(terms[:-1]) + busy), rel=1e-12)
    assert 0 < erlang_c(950.0, 1.0, 1000) < 1


def test_exponential_service_makes_mg1_mm1():
    arrivals = np.array([[0.1], [0.6]])
    means = np.array([0.5, 1.0, 1.5])
    np.testing.assert_allclose(mg1_wait(arrivals, means, 2 * means**2), mm1_wait(arrivals, 1 / means))


def test_lognormal_second_moment_is_that_of_scipy():
    mean, spread = 0.21, 0.5
    law = stats.lognorm(spread, scale=mean * np.exp(-(spread**2) / 2))
    assert lognormal_second_moment(mean, spread) == pytest.approx(law.moment(2), rel=1e-12)
    assert law.mean() == pytest.approx(mean)


def test_priority_example_by_hand():
    # Loads .3 and .4, exponential: the rest of a service is (.3 * 2 * 1 + .2 * 2 * 4) / 2 = 1.1.
    waits = priority_waits([0.3, 0.2], [1.0, 2.0], [2.0, 8.0])
    np.testing.assert_allclose(waits, [1.1 / 0.7, 1.1 / (0.7 * 0.3)])


@given(
    loads, st.floats(min_value=0.0, max_value=1.0), st.floats(0.1, 5.0), st.floats(0.1, 5.0), st.floats(0, 2)
)
def test_priority_only_moves_work_about(load, share, mean_one, mean_two, spread):
    """Kleinrock's conservation law: the load-weighted mean wait is that of first come, first served."""
    means = np.array([mean_one, mean_two])
    arrivals = load * np.array([share, 1 - share]) / means
    squares = lognormal_second_moment(means, spread)
    waits = priority_waits(arrivals, means, squares)
    together = (arrivals * squares).sum() / (2 * (1 - load))
    assert (arrivals * means * waits).sum() == pytest.approx(load * together, rel=1e-9)
    assert waits[0] <= waits[1]


def test_one_class_of_priorities_is_mg1():
    assert priority_waits([0.7], [1.0], [3.0])[0] == pytest.approx(mg1_wait(0.7, 1.0, 3.0))


def _simulated_waits(rng: np.random.Generator, urgent_share: float, customers: int) -> tuple[float, float]:
    """Mean waits (urgent, ordinary) of a non-preemptive two-class queue, lognormal service, load .8."""
    arrived = np.cumsum(rng.exponential(1 / 0.8, customers)).tolist()
    service = np.exp(0.5 * rng.standard_normal(customers) - 0.125).tolist()
    urgent = (rng.random(customers) < urgent_share).tolist()
    queues: tuple[list[int], list[int]] = ([], [])
    heads, waits = [0, 0], ([], [])
    free, following = 0.0, 0
    for _ in range(customers):
        if heads[0] == len(queues[0]) and heads[1] == len(queues[1]):
            free = max(free, arrived[following])
        while following < customers and arrived[following] <= free:
            queues[0 if urgent[following] else 1].append(following)
            following += 1
        kind = 0 if heads[0] < len(queues[0]) else 1
        customer = queues[kind][heads[kind]]
        heads[kind] += 1
        waits[kind].append(free - arrived[customer])
        free += service[customer]
    return float(np.mean(waits[0])), float(np.mean(waits[1]))


def test_priority_waits_meet_a_simulated_queue():
    rng = np.random.default_rng(954)
    runs = np.array([_simulated_waits(rng, 0.3, 20_000) for _ in range(24)])
    second = lognormal_second_moment(1.0, 0.5)
    expected = priority_waits([0.8 * 0.3, 0.8 * 0.7], [1.0, 1.0], [second, second])
    error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
    bound = stats.t.ppf(0.9995, len(runs) - 1) * error
    assert (np.abs(runs.mean(axis=0) - expected) < bound).all()
    assert (bound < 0.1 * expected).all(), "the check must be sharp enough to mean something"


def test_no_arrivals_no_waiting():
    assert mm1_wait(0.0, 1.0) == 0
    assert mg1_wait(0.0, 1.0, 1.0) == 0
    assert mmc_wait(0.0, 1.0, 4) == 0
    np.testing.assert_array_equal(priority_waits([0.0, 0.0], [1.0, 1.0], [1.0, 1.0]), [0, 0])


@pytest.mark.parametrize(
    "overloaded",
    [
        lambda: mm1_wait(1.0, 1.0),
        lambda: mm1_wait([0.5, 2.0], 1.0),
        lambda: mg1_wait(2.0, 0.6, 0.5),
        lambda: mmc_wait(3.0, 1.0, 3),
        lambda: priority_waits([0.5, 0.6], [1.0, 1.0], [2.0, 2.0]),
    ],
)
def test_overload_is_refused_with_the_load(overloaded):
    with pytest.raises(UnstableQueueError, match=r"grows for ever.* is \d.* must be below 1"):
        overloaded()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: mm1_wait(-1.0, 1.0), r"arrival_rate must be a number of 0 or more; got -1\.0"),
        (lambda: mm1_wait(1.0, float("nan")), "service_rate must be a positive number; got nan"),
        (lambda: mg1_wait(0.5, 1.0, 0.5), "at least the square of the mean"),
        (lambda: mmc_wait(1.0, 1.0, 2.5), r"servers must be a whole number of 1 or more; got 2\.5"),
        (lambda: mmc_wait(1.0, 1.0, 0), "servers must be a whole number"),
        (lambda: priority_waits(0.5, 1.0, 2.0), "list the classes"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_shapes_are_those_of_the_arguments():
    assert isinstance(mm1_wait(0.5, 1.0), np.float64)
    assert np.shape(mmc_wait(np.full((2, 1), 0.5), 1.0, [1, 2, 3])) == (2, 3)
    assert priority_waits(np.full((2, 5), 0.1), 1.0, 2.0).shape == (2, 5)
