"""The pioneer index against hand-counted tables, SciPy and invariances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from models.pioneer import normalise, pioneer_index

tables = arrays(np.float64, (6, 3), elements=st.floats(0, 100).map(lambda value: round(value, 3)))
VALUES = np.array([[80.0, 3.0, 0.0], [60.0, 5.0, 1.0], [70.0, 1.0, 4.0], [60.0, 5.0, 0.0]])


def test_min_max_by_hand():
    np.testing.assert_allclose(normalise(VALUES), [[1, 0.5, 0], [0, 1, 0.25], [0.5, 0, 1], [0, 1, 0]])
    np.testing.assert_allclose(pioneer_index(VALUES, [2, 1, 1]), [0.625, 0.3125, 0.5, 0.25])


def test_z_scores_are_scipys():
    np.testing.assert_allclose(normalise(VALUES, "z-score"), stats.zscore(VALUES))


def test_ranks_by_hand():
    expected = [[1, 1 / 3, 1 / 6], [1 / 6, 5 / 6, 2 / 3], [2 / 3, 0, 1], [1 / 6, 5 / 6, 1 / 6]]
    np.testing.assert_allclose(normalise(VALUES, "rank"), expected)


def test_targets_by_hand_and_others_do_not_matter():
    shares = normalise(VALUES, "target", targets=[100, 4, 2])
    np.testing.assert_allclose(shares, [[0.8, 0.75, 0], [0.6, 1, 0.5], [0.7, 0.25, 1], [0.6, 1, 0]])
    np.testing.assert_array_equal(normalise(VALUES[:1], "target", targets=[100, 4, 2]), shares[:1])


@pytest.mark.parametrize(("kind", "middle"), [("min-max", 0.5), ("z-score", 0.0), ("rank", 0.5)])
def test_where_all_are_alike_nobody_is_ahead(kind, middle):
    np.testing.assert_array_equal(normalise([[0.1], [0.1], [0.1]], kind), middle)
    np.testing.assert_array_equal(normalise([[0.1], [np.nan]], kind), [[middle], [np.nan]])
    np.testing.assert_array_equal(normalise([[np.nan], [np.nan]], kind), np.nan)


@given(tables, st.permutations(range(6)), st.sampled_from(["min-max", "z-score", "rank"]))
def test_the_order_of_members_changes_no_bit(table, order, kind):
    index = pioneer_index(table, [0.5, 0.3, 0.2], kind)
    np.testing.assert_array_equal(pioneer_index(table[order], [0.5, 0.3, 0.2], kind), index[order])


@given(tables, st.floats(0.1, 10), st.floats(-50, 50))
def test_a_change_of_unit_changes_no_index(table, scale, offset):
    for kind in ("min-max", "z-score"):
        spread = np.ptp(table, axis=0)
        if (spread > 0.01).all():
            np.testing.assert_allclose(
                normalise(scale * table + offset, kind), normalise(table, kind), atol=1e-9
            )


def test_members_who_are_better_everywhere_have_the_higher_index():
    for kind in ("min-max", "z-score", "rank"):
        better, worse = pioneer_index([[3, 3, 3], [2, 2, 2], [9, 0, 1]], [1, 1, 1], kind)[:2]
        assert better > worse


def test_missing_is_refused_where_it_stands():
    values = VALUES.copy()
    values[2, 1] = np.nan
    with pytest.raises(
        ValueError, match=r"values must be known, .*'reweigh' or 'lowest'; got nan at index 2, 1"
    ):
        pioneer_index(values, [2, 1, 1])


def test_missing_by_hand():
    values = VALUES.copy()
    values[0, 1] = np.nan  # the others have 5, 1 and 5
    np.testing.assert_allclose(
        pioneer_index(values, [2, 1, 1], missing="reweigh"), [(2 * 1 + 0) / 3, 0.3125, 0.5, 0.25]
    )
    np.testing.assert_allclose(pioneer_index(values, [2, 1, 1], missing="lowest"), [0.5, 0.3125, 0.5, 0.25])
    nothing_known = pioneer_index([[np.nan, 1.0], [1.0, 2.0]], [1, 0], missing="reweigh")
    assert np.isnan(nothing_known).tolist() == [True, False]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: normalise([1, 2]), r"members x indicators; got shape \(2,\)"),
        (lambda: normalise([[1, np.inf]]), "values must be finite.*got inf at index 0, 1"),
        (lambda: normalise([[1]], "minmax"), "min-max, z-score, rank, target; got 'minmax'"),
        (lambda: normalise([[1]], "target"), "targets belong to .* targets None"),
        (lambda: normalise([[1]], "rank", targets=[1]), "targets belong to"),
        (lambda: normalise([[1]], "target", targets=[0]), r"targets must be a positive number; got 0\.0"),
        (lambda: normalise([[1]], "target", targets=[1, 2]), "one for each of 1 indicators"),
        (lambda: normalise([[-1]], "target", targets=[1]), r"values must be 0 or more.*got -1\.0"),
        (lambda: pioneer_index([[1, 2]], [1]), "weights must be one for each of 2 indicators"),
        (lambda: pioneer_index([[1, 2]], [0, 0]), "the sum of weights must be positive"),
        (lambda: pioneer_index([[1, 2]], [1, 1], missing="zero"), "refuse, reweigh, lowest; got 'zero'"),
        (
            lambda: pioneer_index([[1, np.nan], [2, np.nan]], [1, 1], missing="lowest"),
            "values of an indicator must be known for some member; got nan at index 1",
        ),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
