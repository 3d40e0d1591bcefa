"""Needs, gain and appeals against total variation, a repeated recursion and extremes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.public import (
    DOMAINS,
    gain_after,
    match,
    needs_met,
    next_gain,
    overall_gain,
)

shares = st.floats(0, 1)
portfolios = arrays(np.float64, 4, elements=st.floats(0.01, 1)).map(lambda amounts: amounts / amounts.sum())


def test_four_domains_named_in_two_languages():
    assert [domain.label("zh") for domain in DOMAINS] == ["财税政策", "教育医疗", "人力资源", "社会关系"]
    assert len({domain.name for domain in DOMAINS}) == len({domain.label("en") for domain in DOMAINS}) == 4


def test_match_by_hand():
    np.testing.assert_allclose(match([0.5, 0.3, 0.2, 0.0], [0.25, 0.3, 0.4, 0.05]), [1, 1, 0.5, 0])
    np.testing.assert_array_equal(match([0.0, 0.2, 1.0], [0.0, 0.0, 5e-324]), 1.0)
    assert needs_met([0.5, 0.3, 0.2, 0.0], [0.25, 0.3, 0.4, 0.05]) == pytest.approx(0.25 + 0.3 + 0.2)


@given(portfolios, portfolios)
def test_needs_met_is_what_total_variation_leaves(effort, needs):
    distance = max(
        abs((effort - needs)[[domain for domain in range(4) if subset >> domain & 1]].sum())
        for subset in range(16)
    )
    assert needs_met(effort, needs) == pytest.approx(1 - distance, abs=1e-12)
    assert needs_met(effort, needs) == pytest.approx(needs @ match(effort, needs), abs=1e-12)
    assert needs_met(needs, needs) == pytest.approx(1)


@given(portfolios, portfolios, st.floats(0.01, 100))
def test_shares_met_know_no_unit(effort, needs, unit):
    assert needs_met(unit * effort, unit * needs) == pytest.approx(needs_met(effort, needs))


@given(shares, shares, shares, st.integers(0, 30))
def test_closed_form_is_the_repeated_step(gain, outcome, speed, quarters):
    after = gain
    for _ in range(quarters):
        after = next_gain(after, outcome, speed)
        assert 0 <= after <= 1
    assert gain_after(gain, outcome, speed, quarters) == pytest.approx(after, abs=1e-12)


def test_gain_moves_the_stated_share_of_the_way():
    assert next_gain(0.2, 0.7, 0.3) == pytest.approx(0.2 + 0.3 * 0.5)
    assert next_gain(0.2, 0.7, 0) == 0.2
    assert next_gain(0.2, 0.7, 1) == 0.7
    assert gain_after(0.2, 0.7, 0.3, 1000) == pytest.approx(0.7)


def test_overall_gain_is_weighted_by_need():
    gain = [[0.8, 0.2, 0.4, 0.0], [1, 1, 1, 1]]
    np.testing.assert_allclose(overall_gain(gain, [4, 2, 1, 1]), [(3.2 + 0.4 + 0.4) / 8, 1])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: match([0.1, -0.1], 1), r"effort must be a number of 0 or more; got -0\.1 at index 1"),
        (lambda: match(1, np.nan), "needs must be a number of 0 or more; got nan"),
        (lambda: needs_met([1, 1], [0, 0]), r"the sum of needs must be positive; got 0\.0"),
        (lambda: needs_met([[1], [1]], [[1], [0]]), "got 0.0 at index 1"),
        (lambda: needs_met(1, [1, 1]), r"effort must list the domains; got the single number 1\.0"),
        (lambda: next_gain(1.2, 0, 0), r"gain must be between 0 and 1; got 1\.2"),
        (lambda: next_gain(1, 1.01, 0), "outcome must be"),
        (lambda: next_gain(1, 1, 2), "speed must be"),
        (lambda: gain_after(1, 1, 0.2, -1), "quarters must be"),
        (lambda: overall_gain([1, 1], 1), "needs must list the domains"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
