"""Rank robustness against areas of triangles, corners against random weightings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from models.pioneer import weighted
from models.rank_robustness import dominates, rank_bounds, rank_robustness

tables = arrays(np.float64, (5, 3), elements=st.integers(0, 6).map(float))
spreads = st.sampled_from([0.0, 0.1, 0.4, 1.0])
WEIGHTS = np.array([0.5, 0.3, 0.2])


def error(share, draws):
    return 3.3 * np.sqrt(share * (1 - share) / draws)


@pytest.mark.parametrize(("spread", "expected"), [(0.1, 1.0), (0.2, 1.0), (0.4, 0.9), (1.0, 0.6)])
def test_two_indicators_are_a_length(spread, expected):
    """The first is ahead where its weight passes .4; the weight goes from .6 (1 - s) to .6 (1 - s) + s."""
    table = [[0.6, 0.0], [0.0, 0.4]]
    assert expected == pytest.approx(min(1.0, (0.6 * (1 - spread) + spread - 0.4) / spread))
    shares = rank_robustness(table, [0.6, 0.4], spread=spread, bands=[1], seed=0, draws=40_000)
    np.testing.assert_allclose(shares, expected, atol=error(expected, 40_000) + 1e-12)


def test_three_indicators_are_an_area():
    """Ahead unless the third weight passes 1/2: all but a corner triangle of a quarter of the area."""
    shares = rank_robustness([[1, 1, 0], [0, 0, 1]], WEIGHTS, spread=1, bands=[1], seed=3, draws=40_000)
    np.testing.assert_allclose(shares, 0.75, atol=error(0.75, 40_000))


def test_three_specialists_each_lead_a_third_of_the_area():
    shares = rank_robustness(np.eye(3), WEIGHTS, spread=1, bands=[1], seed=4, draws=40_000)
    # The first keeps rank 1 in a third of all weightings, the others keep "not first" in two thirds.
    np.testing.assert_allclose(shares, [1 / 3, 2 / 3, 2 / 3], atol=error(1 / 3, 40_000))


@settings(max_examples=40)
@given(tables, spreads)
def test_who_cannot_leave_the_band_never_does(table, spread):
    best, worst = rank_bounds(table, WEIGHTS, spread=spread)
    assert (best <= worst).all()
    shares = rank_robustness(table, WEIGHTS, spread=spread, bands=[1, 3], seed=1, draws=400)
    in_one_band = np.searchsorted([1, 3], best) == np.searchsorted([1, 3], worst)
    assert (shares[in_one_band] == 1).all()
    assert ((shares >= 0) & (shares <= 1)).all()


@settings(max_examples=40)
@given(tables, spreads)
def test_corners_decide_as_a_grid_of_weightings_does(table, spread):
    steps = np.linspace(0, 1, 21)
    grid = np.array([(a, b, 1 - a - b) for a in steps for b in steps if a + b <= 1 + 1e-9])
    index = ((1 - spread) * WEIGHTS + spread * grid) @ table.T
    lead = np.round(index[:, :, None] - index[:, None, :], 9)
    expected = (lead >= 0).all(axis=0) & (lead > 0).any(axis=0)
    np.testing.assert_array_equal(dominates(table, WEIGHTS, spread=spread), expected)


def test_dominance_over_all_weightings_is_to_be_nowhere_worse():
    ahead = dominates([[3, 3, 3], [3, 2, 3], [0, 9, 0], [3, 3, 3]], WEIGHTS, spread=1)
    assert np.argwhere(ahead).tolist() == [[0, 1], [3, 1]]
    best, worst = rank_bounds([[3, 3, 3], [3, 2, 3], [0, 9, 0], [3, 3, 3]], WEIGHTS, spread=1)
    assert (best.tolist(), worst.tolist()) == ([1, 3, 1, 1], [3, 4, 4, 3])


def test_without_spread_everybody_keeps_the_band():
    rng = np.random.default_rng(0)
    shares = rank_robustness(rng.random((50, 3)), WEIGHTS, spread=0, bands=[5, 20], seed=0, draws=50)
    np.testing.assert_array_equal(shares, 1)


def test_more_spread_and_narrower_bands_keep_fewer():
    table = np.random.default_rng(2).random((30, 3))

    def kept(spread, bands):
        return rank_robustness(table, WEIGHTS, spread=spread, bands=bands, seed=0, draws=2000).mean()

    assert kept(0.1, [10]) > kept(0.5, [10]) > kept(1.0, [10])
    assert kept(0.3, [10]) > kept(0.3, [5, 10, 15, 20])


def test_ties_stay_ties_in_whatever_order_they_are_added():
    # Equal in algebra, not in the last bit: each has .1, .2 and .3 once, by equal weights.
    table = np.array([[0.1, 0.2, 0.3], [0.2, 0.3, 0.1], [0.3, 0.1, 0.2]])
    np.testing.assert_array_equal(rank_robustness(table, [1, 1, 1], spread=0, bands=[1], seed=0, draws=1), 1)
    assert not dominates(table, [1, 1, 1], spread=0).any()
    # So all three are first by the given weights, and one of the three in any other weighting.
    shares = rank_robustness(table, [1, 1, 1], spread=0.5, bands=[1], seed=0, draws=20_000)
    np.testing.assert_allclose(shares, 1 / 3, atol=error(1 / 3, 20_000))


def test_the_seed_decides_and_the_order_of_members_does_not():
    table = np.random.default_rng(9).random((40, 3))
    order = np.random.default_rng(10).permutation(40)

    def shares(rows, seed):
        return rank_robustness(rows, WEIGHTS, spread=0.5, bands=[5, 20], seed=seed, draws=500)

    np.testing.assert_array_equal(shares(table, 0), shares(table, 0))
    np.testing.assert_array_equal(shares(table[order], 0), shares(table, 0)[order])
    assert (shares(table, 0) != shares(table, 1)).any()


def test_large_tables_are_drawn_in_parts_with_the_same_result():
    table = np.random.default_rng(1).random((20_000, 3))
    shares = rank_robustness(table, WEIGHTS, spread=0.2, bands=[100], seed=5, draws=40)
    # The weightings, drawn at once: exponentials over their sum are even over the simplex.
    anywhere = np.random.Generator(np.random.Philox(5)).standard_exponential((40, 3))
    tried = 0.8 * WEIGHTS + 0.2 * anywhere / anywhere.sum(axis=1, keepdims=True)

    def among_the_first(weights):
        index = table @ weights
        return index >= np.sort(index)[-100]

    given_band = among_the_first(WEIGHTS)
    expected = np.mean([among_the_first(weights) == given_band for weights in tried], axis=0)
    np.testing.assert_allclose(shares, expected)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"normalised": [[1, np.nan]]}, "normalised must be known; got nan at index 0, 1"),
        ({"weights": [1, 1, 1]}, "weights must be one for each of 2 indicators"),
        ({"weights": [1, -1]}, r"weights must be .*got -1\.0 at index 1"),
        ({"spread": 1.5}, r"spread must be between 0 and 1; got 1\.5"),
        ({"spread": float("nan")}, "spread must be between 0 and 1; got nan"),
        ({"bands": []}, r"bands must be rising whole ranks of 1 or more; got \[\]"),
        ({"bands": [3, 3]}, r"got \[3, 3\]"),
        ({"bands": [0]}, r"got \[0\]"),
        ({"bands": [1.5]}, r"got \[1\.5\]"),
        ({"seed": -1}, "seed must be a whole number of 0 or more; got -1"),
        ({"seed": None}, "seed must be a whole number of 0 or more; got None"),
        ({"draws": 0}, "draws must be a whole number of 1 or more; got 0"),
    ],
)
def test_nonsense_is_refused_with_its_value(changed, message):
    good = {"normalised": [[1, 0], [0, 1]], "weights": [0.6, 0.4], "spread": 0.1, "bands": [1], "seed": 0}
    with pytest.raises(ValueError, match=message):
        rank_robustness(**(good | changed))


@given(tables, spreads, st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True))
@settings(max_examples=60)
def test_bands_are_those_of_the_ranks(table, spread, bands):
    """One weighting drawn anew, with scipy's ranks; equal members and bands beyond the last rank occur."""
    edges = sorted(bands)
    kept = rank_robustness(table, WEIGHTS, spread=spread, bands=edges, seed=7, draws=1)
    v = np.random.Generator(np.random.Philox(7)).standard_exponential((1, 3))
    tried = np.vstack([WEIGHTS[None], (1 - spread) * WEIGHTS + spread * v / v.sum()])
    ranks = stats.rankdata(-np.round(weighted(table, tried), 12), method="min", axis=1)
    before, after = np.searchsorted(edges, ranks)
    np.testing.assert_array_equal(kept, before == after)
