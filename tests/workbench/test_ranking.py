"""A title names a winner only where paired differences carry it."""

import numpy as np
import pytest

from workbench.ranking import leaders, ranking

LUCK = np.array([0.1, 0.3, 0.2, 0.5])


@pytest.mark.parametrize(
    ("ahead_by", "expected"),
    [([0.0, 0.05, 0.0], [1]), ([0.05, 0.05, 0.0], [0, 1]), ([0.0, 0.0, 0.0], [0, 1, 2])],
)
def test_the_same_luck_decides_and_not_the_spread_of_luck(ahead_by, expected):
    """Luck differs by ten times as much as scenarios, and is the same for all of them."""
    noise = np.array([[1, -1, 0], [-1, 1, 0], [0, 1, -1], [0, -1, 1]]) * 0.002
    assert leaders(LUCK[:, None] + np.array(ahead_by) + noise) == expected


def test_one_replication_decides_nothing():
    assert leaders(np.array([[0.1, 0.9]])) == [0, 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentence_names_who_leads(lang):
    titles, spread = ["甲", "乙", "丙"], LUCK[:, None]
    noise = np.array([[1, -1, 0], [-1, 1, 0], [0, 1, -1], [0, -1, 1]]) * 0.002
    told = ranking(spread + np.array([0.0, 0.0, 0.1]) + noise, titles, "X", lang)
    assert "丙" in told
    assert "甲" not in told
    both = ranking(spread + np.array([0.1, 0.1, 0.0]) + noise, titles, "X", lang)
    assert "甲" in both
    assert "乙" in both
    assert "丙" not in both
    assert not set(titles) & set(ranking(spread + noise, titles, "X", lang))
    assert "甲" in ranking(spread, ["甲"], "X", lang)
