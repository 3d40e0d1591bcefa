"""Complementarity, motivation, skill transfer and promotion rules against hand-counted cases and invariants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.contests
import models.incentives
from models.incentives import (
    RULES,
    carried_skill,
    choose_promoted,
    complementarity,
    motivation_half_life,
    motivation_target,
    next_motivation,
)

numbers = st.floats(-100, 100)
shares = st.floats(0, 1)


@given(numbers, numbers, numbers)
def test_what_only_adds_up_is_no_complement(neither, first, second):
    contrast = complementarity(neither + first + second, neither + first, neither + second, neither)
    assert contrast == pytest.approx(0, abs=1e-12)


def test_complements_of_a_product_by_hand():
    # f = (1 + a)(1 + 2b): 6 with both, 2 and 3 with one, 1 with neither.
    assert complementarity(6, 2, 3, 1) == 2
    assert complementarity(3, 2, 3, 1) == -1
    assert np.shape(complementarity(np.ones((3, 1)), np.ones(4), 1, 0)) == (3, 4)


def test_motivation_target_by_hand():
    assert motivation_target(0, 0, 0, 0, base=0) == 0.5
    assert motivation_target(1, 0.5, 0.2, 0.3, base=-0.5) == pytest.approx(1 / (1 + np.exp(-0.5)))
    np.testing.assert_array_equal(motivation_target([900, -900], 0, 0, 0, 0), [1, 0])


@pytest.mark.parametrize(("argument", "sign"), [(0, 1), (1, 1), (2, -1), (3, -1), (4, 1)])
def test_what_moves_motivation_which_way(argument, sign):
    values = [0.3, 0.1, 0.4, 0.2, 0.6]
    before = motivation_target(*values)
    values[argument] += 0.1
    assert sign * (motivation_target(*values) - before) > 0


@given(shares, shares, shares)
def test_motivation_moves_between_now_and_target(now, target, speed):
    after = next_motivation(now, target, speed)
    assert min(now, target) - 1e-15 <= after <= max(now, target) + 1e-15
    assert abs(after - target) == pytest.approx((1 - speed) * abs(now - target), abs=1e-15)


def test_half_of_the_way_is_left_after_the_half_life():
    speed = 1 - 0.5 ** (1 / 8)
    assert motivation_half_life(speed) == pytest.approx(8)
    motivation = 0.2
    for _ in range(8):
        motivation = next_motivation(motivation, 0.8, speed)
    assert motivation == pytest.approx(0.5)
    np.testing.assert_array_equal(motivation_half_life([0.0, 1.0]), [np.inf, 0.0])


def test_skill_is_fresh_under_peter_and_kept_under_common_sense():
    old, fresh = np.array([9.0, 2.0, 6.0]), np.array([4.0, 7.0, 6.0])
    np.testing.assert_array_equal(carried_skill(old, fresh, 0), fresh)
    np.testing.assert_array_equal(carried_skill(old, fresh, 1), old)
    np.testing.assert_allclose(carried_skill(old, fresh, 0.25), [5.25, 5.75, 6.0])


def test_promoted_by_hand():
    skill = [[5.0, 9.0, 7.0, 7.0], [1.0, 2.0, 3.0, 4.0]]
    luck = [[0.3, 0.1, 0.8, 0.2], [0.4, 0.3, 0.2, 0.1]]
    places = [2, 1]
    expected = {
        "best": [[0, 1, 0, 1], [0, 0, 0, 1]],  # of the two at 7 the luckier
        "worst": [[1, 0, 0, 1], [1, 0, 0, 0]],
        "random": [[0, 1, 0, 1], [0, 0, 0, 1]],
    }
    for rule, chosen in expected.items():
        np.testing.assert_array_equal(choose_promoted(rule, skill, luck, places), np.array(chosen, bool))


@given(st.sampled_from(RULES), st.integers(0, 6), st.integers(0, 10_000))
def test_as_many_are_promoted_as_there_are_places_or_eligible(rule, places, seed):
    rng = np.random.default_rng(seed)
    skill, luck, eligible = rng.integers(0, 4, (3, 5)), rng.random((3, 5)), rng.random((3, 5)) < 0.6
    chosen = choose_promoted(rule, skill, luck, places, eligible)
    np.testing.assert_array_equal(chosen.sum(axis=1), np.minimum(places, eligible.sum(axis=1)))
    assert not (chosen & ~eligible).any()
    for group in range(3):
        left = skill[group][eligible[group] & ~chosen[group]]
        taken = skill[group][chosen[group]]
        if rule != "random" and len(left) and len(taken):
            assert taken.min() >= left.max() if rule == "best" else taken.max() <= left.min()
    shuffle = rng.permutation(5)
    again = choose_promoted(rule, skill[:, shuffle], luck[:, shuffle], places, eligible[:, shuffle])
    np.testing.assert_array_equal(again, chosen[:, shuffle])


def test_random_promotion_does_not_see_skill():
    luck = np.random.default_rng(1).random((20_000, 4))
    chosen = choose_promoted("random", np.array([1.0, 2.0, 3.0, 4.0]), luck, 1)
    np.testing.assert_allclose(chosen.mean(axis=0), 0.25, atol=4 * np.sqrt(0.25 * 0.75 / 20_000))


def test_skill_of_who_is_not_eligible_does_not_matter():
    chosen = choose_promoted("best", [np.nan, 3.0, 9.0], [0.1, 0.2, 0.3], 1, [False, True, False])
    np.testing.assert_array_equal(chosen, [False, True, False])


def test_contests_can_be_imported_from_here():
    for name in models.contests.__all__:
        assert getattr(models.incentives, name) is getattr(models.contests, name)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: complementarity(1, 2, np.nan, 4), "f01 must be a finite number; got nan"),
        (lambda: motivation_target(0, 0, np.inf, 0, 0), "burden must be a finite number; got inf"),
        (lambda: next_motivation(0.5, 1.2, 0.5), r"target must be between 0 and 1; got 1\.2"),
        (lambda: motivation_half_life(-0.1), r"speed must be between 0 and 1; got -0\.1"),
        (lambda: carried_skill(1, 2, 1.5), r"transferability must be between 0 and 1; got 1\.5"),
        (
            lambda: choose_promoted("bst", [1], [1], 1),
            "rule must be one of best, worst, random; .* mean 'best'",
        ),
        (lambda: choose_promoted("best", 1.0, 0.5, 1), "skill must list the candidates"),
        (
            lambda: choose_promoted("best", [1, np.nan], [1, 1], 1),
            "skill must be a finite number; .* index 1",
        ),
        (lambda: choose_promoted("best", [1, 2], [1, np.nan], 1), "luck must be a finite number; .* index 1"),
        (lambda: choose_promoted("best", [1, 2], [1, 1], 0.5), r"places must be a whole number.*got 0\.5"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
