"""The package over the parameters' ranges: every slice of every parameter is met once, and each point is simulate's."""

import numpy as np
import pytest

from models import Organisation
from models.parameters import parameter_quantities
from simulation import Scenario, simulate
from simulation.hypercube import (
    CUT,
    INDICATORS,
    latin_hypercube,
    left_out,
    package_over_ranges,
    range_of,
    varied,
)
from simulation.measures import MEASURES

TREE = Organisation.tree([2, 3])
TODAY = Scenario.today()
PACKAGE = TODAY.with_measures(project_list=0.6, training=0.6).named("package")


def test_each_slice_of_each_dimension_holds_one_point():
    points = latin_hypercube(500, 91, seed=3)
    slices = np.sort(np.floor(points * 500).astype(int), axis=0)
    np.testing.assert_array_equal(slices, np.tile(np.arange(500)[:, None], 91))


def test_the_seed_decides_and_0_is_a_seed():
    first, again, other = (latin_hypercube(5, 2, seed) for seed in (0, 0, 1))
    assert first.tobytes() == again.tobytes() != other.tobytes()


@pytest.mark.parametrize("spread", ["near", "declared", "uniform"])
def test_values_lie_in_the_declared_ranges_and_reach_both_ends(spread):
    for each in varied(spread, TODAY):
        quantity = each.quantity
        values = each.at(np.array([0.0, 0.25, 0.75, 1.0]))
        assert quantity.low <= values[0] < values[1] < values[2] < values[3] <= quantity.high
        if spread != "near":
            reached = min(quantity.high, CUT.get(quantity.name, np.inf))
            assert [values[0], values[3]] == pytest.approx([quantity.low, reached], rel=1e-3)


def test_half_of_the_points_lie_below_the_default():
    for spread in ("near", "declared"):
        for each in varied(spread, TODAY):
            assert each.at(np.array([0.5]))[0] == pytest.approx(each.quantity.default, rel=1e-3)


def test_by_hand_what_one_parameter_is_varied_over():
    quantities = {quantity.name: quantity for quantity in parameter_quantities()}
    near = range_of(quantities["loss"], 0.08, "near")
    assert (near.low, near.high) == (0.04, 0.16)
    # Wide: above the default by its logarithm, so the value at three quarters is sqrt(0.08 * 2).
    assert range_of(quantities["loss"], 0.08, "declared").at(np.array([0.75]))[0] == 0.4
    assert range_of(quantities["loss"], 0.08, "uniform").at(np.array([0.75]))[0] == 1.5
    signed = range_of(quantities["selection"], -0.4, "near")
    assert (signed.low, signed.high) == pytest.approx((-1.0, 0.2))


def test_only_choices_and_what_measures_raise_from_nil_are_left_out():
    raised = {effect.quantity for kind in MEASURES.values() for effect in kind().effects()}
    reasons = left_out(TODAY)
    for quantity in parameter_quantities():
        if quantity.name in reasons:
            assert quantity.choices or (quantity.default == 0 and quantity.name in raised)
    assert len(reasons) + len(varied("near", TODAY)) == len(parameter_quantities())


def test_a_region_narrows_the_points_to_it():
    narrow = next(
        each for each in varied("near", TODAY, {"stakes": (1.2, 2.0)}) if each.quantity.name == "stakes"
    )
    assert narrow.at(np.array([0.0, 0.5, 1.0])).tolist() == [1.2, 1.6, 2.0]
    with pytest.raises(ValueError, match=r"no part of its range 0.5 .. 2"):
        varied("near", TODAY, {"stakes": (1.2, 3.0)})
    with pytest.raises(ValueError, match="unknown varied parameter: 'bonus'"):
        varied("near", TODAY, {"bonus": (1.0, 2.0)})


@pytest.fixture(scope="module")
def table():
    return package_over_ranges(
        TREE, PACKAGE, TODAY, points=12, spread="declared", replications=3, seed=2, weeks=26
    )


def test_a_point_can_be_run_again_alone(table):
    names = [each.quantity.name for each in varied("declared", TODAY)]
    point = table[table["status"] == "compared"].iloc[-1]
    values = {name: float(point[name]) for name in names}
    pair = [scenario.with_parameters(**values) for scenario in (TODAY, PACKAGE)]
    overall = simulate(TREE, pair, replications=3, seed=2, weeks=26).data["overall"]
    for indicator in INDICATORS:
        today, package = overall.sel(indicator=indicator).values
        assert point[f"{indicator}_today"] == pytest.approx(today.mean(), abs=1e-14)
        assert point[f"{indicator}_difference"] == pytest.approx((package - today).mean(), abs=1e-12)


def test_where_hours_do_not_suffice_the_point_says_so(table):
    standing = table["hours_per_week"] * (1 - table["business_share"]) <= table["trace_hours"]
    assert (table["status"] == "both refused").tolist() == standing.tolist()
    assert standing.any()
    assert table.loc[table["status"] != "compared", "gain_difference"].isna().all()


def test_a_package_without_measures_changes_nothing():
    same = package_over_ranges(
        TREE, TODAY.named("same"), TODAY, points=2, spread="near", replications=2, weeks=13
    )
    assert (
        (same[[f"{name}_{end}" for name in INDICATORS for end in ("difference", "low", "high")]] == 0.0)
        .all()
        .all()
    )


ALONE = Scenario.today().with_parameters(feedback="none")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"package": PACKAGE.with_parameters(loss=0.2)}, "different parameters"),
        ({"points": 1}, "points must be at least 2"),
        ({"spread": "nearly"}, "did you mean 'near'"),
        ({"package": ALONE, "today": ALONE}, "quarterly reviews"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        package_over_ranges(TREE, **{"package": PACKAGE, "today": TODAY, **options})
