"""Shares of points, telling parameters and losing boxes, on points whose truth is planted."""

import numpy as np
import pandas as pd
import pytest

from simulation.hypercube import INDICATORS
from simulation.losing_regions import losing_box, shares, sizes, telling_parameters, verdicts


def planted(seed, points=600, parameters=20):
    """Points of which those with a3 >= 0.7 and a7 <= 0.4 are chosen nine times in ten, the others three times in a hundred."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.random((points, parameters)), columns=[f"a{k}" for k in range(parameters)])
    inside = (values["a3"] >= 0.7) & (values["a7"] <= 0.4)
    return values, inside.to_numpy(), rng.random(points) < np.where(inside, 0.9, 0.03)


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found_again(seed):
    values, inside, chosen = planted(seed)
    box = losing_box(values, chosen)
    assert {("a3", "≥"), ("a7", "≤")} <= {limit[:2] for limit in box.limits}
    found = box.holds(values)
    # Jaccard: what both share of what either holds.
    assert (found & inside).sum() / (found | inside).sum() > 0.6
    assert box.low <= box.inside <= box.high
    assert box.confirmed
    assert box.inside > 3 * box.overall


def test_where_nothing_is_planted_the_box_says_so():
    """On points that were not used to choose it, a box of chance is no denser than all points, and its interval says so."""
    rng = np.random.default_rng(7)
    misses = 0
    for _ in range(20):
        values = pd.DataFrame(rng.random((400, 10)))
        values.columns = values.columns.astype(str)
        box = losing_box(values, rng.random(400) < 0.3)
        misses += box is not None and not box.low <= 0.3 <= box.high
    assert misses <= 3


def test_sizes_are_told_beside_signs_by_hand():
    """Twenty-one points of which one could not be run: differences of 0, 1, ... 19 hundredths."""
    columns = {"status": ["compared"] * 20 + ["no hours"]}
    for indicator in INDICATORS:
        columns[f"{indicator}_today"] = [0.4] * 20 + [np.nan]
        columns[f"{indicator}_difference"] = [number / 100 for number in range(20)] + [np.nan]
    found = sizes(pd.DataFrame(columns)).set_index("indicator").loc["gain"]
    assert found[["points", "today", "mean", "median"]].tolist() == pytest.approx([20, 0.4, 0.095, 0.095])
    assert found[["least", "most"]].tolist() == pytest.approx([0.0095, 0.1805])
    # 2.093 is Student's t of 19 degrees of freedom, 0.05916 the standard deviation of the twenty.
    half = 2.09302 * 0.0591608 / 20**0.5
    assert found[["low", "high"]].tolist() == pytest.approx([0.095 - half, 0.095 + half], rel=1e-4)


def test_too_few_losers_make_no_box():
    values, _, _ = planted(0)
    assert losing_box(values, np.arange(len(values)) < 12) is None


def test_the_parameters_that_tell_are_named_with_their_direction():
    values, _, chosen = planted(1)
    found = telling_parameters(values, chosen)
    assert set(found["parameter"][:2]) == {"a3", "a7"}
    assert list(found["p_holm"] < 0.01) == [True, True] + [False] * 18
    effect = found.set_index("parameter")["effect"]
    assert effect["a3"] > 0.3 > -0.3 > effect["a7"]


def test_the_distance_is_that_of_kolmogorov_and_smirnov():
    """By hand: of four values below and four above, three of the chosen lie above 0.5 and one below."""
    values = pd.DataFrame({"x": [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9]})
    chosen = np.array([True, False, False, False, True, True, True, False])
    found = telling_parameters(values, chosen).iloc[0]
    assert found["distance"] == 0.5
    # 16 pairs: chosen 0.1 beats none, each of the other three beats three.
    assert found["effect"] == pytest.approx(2 * 9 / 16 - 1)


def judged_table(gains, low):
    status = np.where(np.isnan(gains), "package refused", "compared")
    table = pd.DataFrame({"status": status})
    for indicator in INDICATORS:
        table[f"{indicator}_low"], table[f"{indicator}_high"] = gains - low, gains + low
    return table


def test_shares_are_counted_with_the_exact_interval():
    gains = np.array([1.0] * 7 + [-1.0] * 2 + [0.1] + [np.nan] * 5)
    found = shares(judged_table(gains, 0.5)).query("indicator == 'gain'").set_index("verdict")
    assert found["points"].to_dict() == {"up": 7, "down": 2, "undecided": 1}
    assert set(found["of"]) == {10}
    # Clopper and Pearson for 7 of 10, from their tables.
    assert found.loc["up", ["low", "high"]].tolist() == pytest.approx([0.3475, 0.9333], abs=5e-5)


def test_what_was_not_compared_is_neither_won_nor_lost():
    found = verdicts(judged_table(np.array([1.0, np.nan, -1.0]), 0.5), "gain")
    assert found.tolist() == ["up", "package refused", "down"]
