"""The comparison of scenarios on made-up runs whose true differences are known."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats

from simulation.comparison import compare, paired_differences, waterfall_table

INDICATORS = ["substance", "delay", "on_time"]


def _runs(overall, scenarios=("today", "package"), indicators=INDICATORS, **variables):
    overall = np.asarray(overall, dtype=float)
    coordinates = {
        "scenario": list(scenarios),
        "replication": np.arange(overall.shape[1]),
        "indicator": list(indicators),
    }
    data = {"overall": (("scenario", "replication", "indicator"), overall), **variables}
    return SimpleNamespace(data=xr.Dataset(data, coords=coordinates))


@pytest.fixture
def luck():
    """Three scenarios of 20 replications that share most of their luck."""
    rng = np.random.default_rng(11)
    common = rng.normal(0.5, 0.1, (1, 20, 3))
    own = rng.normal(0.0, 0.02, (3, 20, 3))
    return common + own + np.array([0.0, 0.05, 0.0])[:, None, None]


def test_rows_meet_scipys_paired_test(luck):
    table = compare(_runs(luck, ["today", "package", "other"]), "today")
    assert list(table["scenario"]) == ["package"] * 3 + ["other"] * 3
    assert list(table["indicator"]) == INDICATORS * 2
    for position, row in enumerate(table.itertuples()):
        first, second = luck[0, :, position % 3], luck[1 + position // 3, :, position % 3]
        test = stats.ttest_rel(second, first)
        interval = test.confidence_interval(0.95)
        assert row.p_value == pytest.approx(test.pvalue)
        assert (row.difference_low, row.difference_high) == pytest.approx((interval.low, interval.high))
        assert row.difference == pytest.approx(row.scenario_mean - row.baseline_mean)
        ratio = (first.var(ddof=1) + second.var(ddof=1)) / (second - first).var(ddof=1)
        assert row.variance_reduction == pytest.approx(ratio)
        assert ratio > 5, "the luck was made to be shared"
        boot = stats.bootstrap(
            (second - first,), np.mean, n_resamples=10_000, rng=np.random.default_rng(0)
        ).confidence_interval
        assert (row.bootstrap_low, row.bootstrap_high) == pytest.approx((boot.low, boot.high))
    assert (table["pairs"] == 20).all()
    assert (table["note"] == "").all()


def test_holm_family_is_the_indicators_of_one_scenario(luck):
    whole = compare(_runs(luck, ["today", "package", "other"]), "today")
    for name, part in whole.groupby("scenario", sort=False):
        order = np.sort(part["p_value"].to_numpy())
        by_hand = np.minimum(1, np.maximum.accumulate(order * [3, 2, 1]))
        np.testing.assert_allclose(np.sort(part["p_holm"]), by_hand)
        alone = compare(_runs(luck[[0, 1 if name == "package" else 2]], ["today", name]), "today")
        pd.testing.assert_frame_equal(part.reset_index(drop=True), alone)


def test_baseline_may_stand_anywhere_and_signs_turn(luck):
    forth = compare(_runs(luck[:2]), "today")
    back = compare(_runs(luck[:2]), "package")
    np.testing.assert_allclose(forth["difference"], -back["difference"])
    np.testing.assert_allclose(forth["difference_low"], -back["difference_high"])
    np.testing.assert_allclose(forth["p_value"], back["p_value"])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"baseline": None}, "baseline must be the name"),
        ({"confidence": "x"}, "confidence must be"),
        ({"precision": {"substance": "x"}}, "precision must be"),
        ({"resamples": 0}, "resamples must be"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_wrong_arguments_are_refused_as_values(luck, wrong, told):
    with pytest.raises(ValueError, match=told):
        compare(_runs(luck, ["today", "package", "other"]), **{"baseline": "today", **wrong})


def test_unknown_baseline_suggests_the_near_one(luck):
    with pytest.raises(ValueError, match="'todya'; did you mean 'today'"):
        compare(_runs(luck[:2]), "todya")
    with pytest.raises(ValueError, match="only 'today' was run"):
        compare(_runs(luck[:1], ["today"]), "today")


@pytest.mark.filterwarnings("error")
def test_one_replication_gives_means_and_says_why_nothing_else(luck):
    table = compare(_runs(luck[:2, :1]), "today", precision=0.1)
    assert np.isfinite(table[["baseline_mean", "scenario_mean", "difference"]]).all(axis=None)
    unknown = [name for name in table if name.endswith(("_low", "_high")) or name.startswith("p_")]
    assert table[[*unknown, "variance_reduction"]].isna().all(axis=None)
    assert table["replications_needed"].isna().all()
    assert (table["note"] == "one pair: no interval").all()


@pytest.mark.filterwarnings("error")
def test_missing_values_leave_out_the_pair_in_every_column(luck):
    values = luck[:2].copy()
    values[0, 3, 1] = values[1, 7, 1] = np.nan
    values[:, :, 2] = np.nan
    table = compare(_runs(values), "today").set_index("indicator")
    kept = np.delete(np.arange(20), [3, 7])
    assert table.loc["delay", "pairs"] == 18
    assert table.loc["delay", "note"] == "2 replications without a value left out"
    assert table.loc["delay", "baseline_mean"] == pytest.approx(luck[0, kept, 1].mean())
    test = stats.ttest_rel(luck[1, kept, 1], luck[0, kept, 1])
    assert table.loc["delay", "p_value"] == pytest.approx(test.pvalue)
    assert table.loc["on_time", "pairs"] == 0
    assert table.loc["on_time", "note"] == "no pairs"
    assert np.isnan(table.loc["on_time", "difference"])
    # The indicator without a value is no test, and so not in Holm's family.
    assert table.loc["substance", "p_holm"] <= 2 * table.loc["substance", "p_value"]


@pytest.mark.filterwarnings("error")
def test_nothing_varies():
    values = np.zeros((2, 6, 3))
    values[:, :, 0] = np.linspace(0.1, 0.6, 6)
    values[1, :, 0] += 0.1
    values[1, :, 1] = 0.3
    table = compare(_runs(values), "today", precision=0.05).set_index("indicator")
    assert (table["note"] == "all differences equal").all()
    assert table.loc["substance", "difference"] == pytest.approx(0.1)
    for low, high in (("difference_low", "difference_high"), ("bootstrap_low", "bootstrap_high")):
        np.testing.assert_array_equal(table[low], table["difference"])
        np.testing.assert_array_equal(table[high], table["difference"])
    assert list(table["p_value"]) == [0, 0, 1]
    assert table.loc["substance", "variance_reduction"] == np.inf
    assert np.isnan(table.loc["delay", "variance_reduction"])
    assert (table["replications_needed"] == 2).all()


def test_precision_by_indicator_and_its_mistakes(luck):
    runs = _runs(luck[:2])
    table = compare(runs, "today", precision={"delay": 0.005}).set_index("indicator")
    assert table["replications_needed"].isna().tolist() == [True, False, True]
    spread = (luck[1, :, 1] - luck[0, :, 1]).std(ddof=1)
    count = table.loc["delay", "replications_needed"]
    assert stats.t.ppf(0.975, count - 1) * spread / np.sqrt(count) <= 0.005
    with pytest.raises(ValueError, match="did you mean 'delay'"):
        compare(runs, "today", precision={"dealy": 0.1})
    with pytest.raises(ValueError, match="half width; got -1"):
        compare(runs, "today", precision=-1)
    with pytest.raises(ValueError, match="confidence"):
        compare(runs, "today", confidence=95)


def test_paired_interval_covers_the_truth_at_its_rate():
    """2,000 experiments of six pairs from skewed luck whose difference is normal, true difference .1."""
    rng = np.random.default_rng(1908)
    experiments, pairs = 2_000, 6
    common = rng.exponential(1.0, (pairs, experiments))
    second = common + 0.1 + rng.normal(0, 0.3, (pairs, experiments))
    runs = SimpleNamespace(
        data=xr.Dataset(
            {"outcome": (("scenario", "replication", "cell"), [common, second])},
            coords={"scenario": ["today", "package"], "cell": np.arange(experiments)},
        )
    )
    table = paired_differences(runs, "today", "outcome")
    covered = ((table["difference_low"] < 0.1) & (table["difference_high"] > 0.1)).sum()
    low, high = stats.binom.interval(0.999, experiments, 0.95)
    assert low <= covered <= high


def test_paired_differences_keep_the_other_dimensions(luck):
    values = luck[:2, :, :, None] + np.arange(4) * 0.01
    runs = _runs(luck[:2])
    runs.data = runs.data.assign_coords(level=["county", "township", "village"], quarter=[1, 2, 3, 4])
    # Dimensions in another order than the comparison wants them.
    runs.data["reach"] = (
        ("level", "scenario", "quarter", "replication"),
        np.moveaxis(values, [2, 0, 3, 1], range(4)),
    )
    table = paired_differences(runs, "today", "reach")
    assert list(table.columns[:3]) == ["scenario", "level", "quarter"]
    assert len(table) == 12
    row = table[(table["level"] == "township") & (table["quarter"] == 3)].iloc[0]
    test = stats.ttest_rel(luck[1, :, 1], luck[0, :, 1])
    assert row["p_value"] == pytest.approx(test.pvalue)
    assert row["baseline_mean"] == pytest.approx(luck[0, :, 1].mean() + 0.02)
    with pytest.raises(ValueError, match="did you mean 'reach'"):
        paired_differences(runs, "today", "reahc")
    runs.data["unpaired"] = ("level", np.zeros(3))
    with pytest.raises(ValueError, match="no dimension scenario and replication"):
        paired_differences(runs, "today", "unpaired")


def test_paired_differences_of_a_single_number_a_replication(luck):
    runs = _runs(luck[:2])
    runs.data["cost"] = (("scenario", "replication"), luck[:2, :, 0])
    table = paired_differences(runs, "today", "cost")
    expected = compare(runs, "today").iloc[0]
    assert len(table) == 1
    assert table.loc[0, "difference"] == expected["difference"]


def _with_waterfall():
    rng = np.random.default_rng(5)
    parts = -rng.uniform(0, 0.05, (2, 8, 3, 4))
    overall = np.zeros((2, 8, 3))
    overall[:, :, 0] = 1 + parts.sum(axis=(2, 3))
    causes = ["retelling", "waiting", "broken", "restored"]
    runs = _runs(overall, waterfall=(("scenario", "replication", "level", "cause"), parts))
    runs.data = runs.data.assign_coords(level=["county", "township", "village"], cause=causes)
    return runs, parts


def test_waterfall_adds_up():
    runs, parts = _with_waterfall()
    table = waterfall_table(runs)
    assert len(table) == 2 * 3 * 4
    row = table.query("scenario == 'package' and level == 'village' and cause == 'waiting'").iloc[0]
    assert row["mean"] == pytest.approx(parts[1, :, 2, 1].mean())
    assert row["low"] < row["mean"] < row["high"]
    delivered = runs.data["overall"].sel(indicator="substance").mean("replication").values
    total = 1 + table.groupby("scenario", sort=False)["mean"].sum()
    np.testing.assert_allclose(total, delivered, rtol=1e-12)


def test_waterfall_that_does_not_add_up_is_refused():
    runs, _ = _with_waterfall()
    runs.data["waterfall"][1, 4, 0, 0] += 0.01
    with pytest.raises(ValueError, match=r"scenario 'package', replication 4 adds up to .* was delivered"):
        waterfall_table(runs)


def test_importing_it_leaves_the_slow_libraries_alone():
    code = "import sys, simulation.comparison; print(*{'scipy.stats', 'statsmodels'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.strip()
