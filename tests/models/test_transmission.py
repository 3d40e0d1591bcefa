"""Laws of a handover and their closed forms, against numbers worked out by hand and by brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.transmission import (
    after_waiting,
    amplified,
    break_probability,
    expected_formal_pressure,
    expected_reach,
    expected_restored,
    expected_substance,
    lognormal,
    loss_rate,
    restored,
    retention,
    retention_exponent,
)

shares = st.floats(0, 1)


def test_loss_rate_by_hand():
    assert loss_rate(0.08, 0.16, 0.6, 0.12, 0.3) == pytest.approx(0.08 + 0.064 + 0.036)
    assert loss_rate(0.08, 0.16, 1.0, 0.12, 0.0) == 0.08


def test_retention_and_its_exponent():
    assert retention(0.16) == pytest.approx(np.exp(-0.16), rel=1e-15)
    assert retention_exponent(np.log(2.0)) == pytest.approx(1.0)
    assert retention_exponent(0.0) == 0.0


def test_lognormal_by_hand():
    assert lognormal(2.0, 0.5, 1.0) == pytest.approx(2.0 * np.exp(0.5 - 0.125))
    assert lognormal(2.0, 0.0, 3.0) == 2.0
    assert lognormal(0.0, 3.0, 6.0) == 0.0


def test_break_probability_by_hand_and_never_above_one():
    assert break_probability(0.12, 0.5, 0.4) == pytest.approx(0.144)
    assert break_probability(0.5, 10.0, 1.0) == 1.0
    assert break_probability(0.0, 10.0, 1.0) == 0.0


def test_pressure_grows_and_may_shrink():
    assert amplified(2.0, 0.15) == pytest.approx(2.3)
    assert amplified(2.0, -0.5) == 1.0
    np.testing.assert_allclose(expected_formal_pressure(0.15, 3), [1, 1.15, 1.3225, 1.520875])
    np.testing.assert_array_equal(expected_formal_pressure(-0.5, 2), [1, 0.5, 0.25])


def test_waiting_and_restoring_by_hand():
    assert after_waiting(0.8, 0.03, 10.0) == pytest.approx(0.8 * np.exp(-0.3))
    assert after_waiting(0.8, 0.0, 10.0) == 0.8
    assert restored(0.4, 0.8, 0.25) == pytest.approx(0.5)
    assert restored(0.4, 0.8, 0.0) == 0.4
    assert restored(0.4, 0.8, 1.0) == 0.8


def test_expected_substance_is_the_product_of_retentions():
    np.testing.assert_allclose(expected_substance([0.5, 0.8, 0.25]), [1, 0.5, 0.4, 0.1])
    assert expected_substance([]).tolist() == [1.0]


def test_expected_reach_without_checkpoints():
    np.testing.assert_allclose(expected_reach([0.12] * 3), 0.88 ** np.arange(4))
    assert expected_reach([1.0, 0.5]).tolist() == [1, 0, 0]


@given(st.lists(st.tuples(shares, st.lists(shares, max_size=3)), max_size=3))
def test_expected_reach_against_all_ways_it_can_go(handovers):
    """Sum of the chances of every combination of breaks and finds in which the directive comes through."""
    chance = 1.0
    for beta, finding in handovers:
        through = 1 - beta
        for ways in itertools.product([True, False], repeat=len(finding)):
            if any(ways):
                through += beta * np.prod([q if way else 1 - q for q, way in zip(finding, ways, strict=True)])
        chance *= through
    breaks = [beta for beta, _ in handovers]
    found = expected_reach(breaks, [finding for _, finding in handovers])
    assert found[-1] == pytest.approx(chance, abs=1e-12)
    assert found.shape == (len(handovers) + 1,)


@given(shares, st.lists(shares, max_size=5))
def test_expected_restored_step_by_step(rho, restoring):
    substance = rho
    for share in restoring:
        substance = restored(substance, 1.0, share)
    assert expected_restored(rho, restoring) == pytest.approx(substance, abs=1e-12)


def test_one_checkpoint_restores_the_share_of_what_was_lost():
    assert expected_restored(0.8, [0.25]) == pytest.approx(0.8 + 0.2 * 0.25)
    assert expected_restored(0.8, []) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: expected_substance([0.5, 1.5]), r"retentions must lie within 0 \.\. 1, not 1\.5"),
        (lambda: expected_reach([-0.1]), r"break probabilities must lie within 0 \.\. 1, not -0\.1"),
        (lambda: expected_reach([float("nan")]), "not nan"),
        (lambda: expected_reach([0.1], [[2.0]]), r"finding must lie within 0 \.\. 1, not 2"),
        (lambda: expected_reach([0.1, 0.1], [[0.5]]), "finding has 1 handovers, breaks has 2"),
        (lambda: expected_restored(0.5, [1.2]), r"must lie within 0 \.\. 1, not 1\.2"),
    ],
)
def test_what_is_no_share_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
