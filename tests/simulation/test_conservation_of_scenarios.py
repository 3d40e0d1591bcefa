"""What must add up and what may not change, in each of the shipped scenarios over a term of five years."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conserved import (
    assert_appeals_add_up,
    assert_hours_suffice,
    assert_moves_add_up,
    assert_projects_in_one_stage,
    assert_same_bits,
    assert_substance_adds_up,
)
from scipy import stats

from models import Organisation
from simulation import Scenario, simulate

SCENARIOS = {path.stem: path for path in sorted(Path("data/scenarios").glob("*.toml"))}
TERM = 260.0
# Enough of everything in a small organisation for something to happen.
BUSY = {"appeal_rate": 1.0, "project_rate": 4.0, "turnover": 0.3}
HEADLINES = (
    "substance",
    "reach",
    "formal_pressure",
    "delay",
    "gain",
    "outcome",
    "strain",
    "motivation",
    "skill",
)


def test_all_eight_are_here():
    assert len(SCENARIOS) == 8


def scenario(name):
    return Scenario.read(SCENARIOS[name]).with_parameters(**BUSY)


def organisation():
    """Two divisions of unlike size, whose last level has second owners by the scenario."""
    rows = [("0", None, "bureau", 1.0), ("a", "0", "division", 2.0), ("b", "0", "division", 1.0)]
    rows += [(f"a{number}", "a", "office", 1.0 + number) for number in range(4)]
    rows += [(f"b{number}", "b", "office", 3.0) for number in range(2)]
    return pd.DataFrame(rows, columns=["unit", "superior", "level", "headcount"])


def run(name, table=None, *, seed=3, replications=1, weeks=TERM, **options):
    units = Organisation.from_frame(
        organisation() if table is None else table, levels=["bureau", "division", "office"]
    )
    return simulate(
        units, scenario(name), seed=seed, replications=replications, weeks=weeks, threads=1, **options
    )


@pytest.fixture(scope="module", params=SCENARIOS)
def term(request):
    """A term of each scenario with its ledger."""
    return run(request.param, ledger=True)


def test_of_a_term_everything_adds_up(term):
    results = term
    assert_substance_adds_up(results)
    assert_moves_add_up(results, 5)
    assert (results.data["moves"].sel(move="before") == 9).all()
    assert_projects_in_one_stage(results)
    assert_appeals_add_up(results)
    for name in ("appeals", "started", "converted"):
        assert float(results.data[name].sum()) > 0, name
    assert float(results.data["moves"].sel(move="left").sum()) > 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_in_no_quarter_of_a_term_does_a_unit_spend_more_hours_than_it_has(name):
    assert_hours_suffice(lambda: run(name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_order_of_rows_changes_no_bit_of_a_term(name):
    shuffled = organisation().sample(frac=1.0, random_state=5)
    assert_same_bits(run(name, replications=2), run(name, shuffled, replications=2))


def headlines(name, prefix, seeds):
    """A year's outcomes, one row a seed, with the units called otherwise."""
    table = organisation()
    for column in ("unit", "superior"):
        table[column] = [f"{prefix}{own}" if isinstance(own, str) else None for own in table[column]]
    rows = []
    for seed in seeds:
        overall = run(name, table, seed=seed, weeks=52.0).data["overall"]
        rows.append(overall.sel(indicator=list(HEADLINES)).to_numpy()[0, 0])
    return pd.DataFrame(rows, columns=list(HEADLINES))


@pytest.mark.parametrize("name", SCENARIOS)
def test_other_names_change_no_mean_of_a_scenario(name):
    """Two samples that share no luck: means within the 99.9% interval of their difference, and narrow enough to tell."""
    one, other = headlines(name, "", range(40)), headlines(name, "某单位", range(1000, 1040))
    assert not np.isin(one["gain"], other["gain"]).any()
    for indicator in HEADLINES:
        if (
            np.ptp(one[indicator]) < 1e-9
        ):  # formal pressure before the first ratchet: no luck has a part in it
            assert np.abs(one[indicator] - other[indicator]).max() < 1e-9
            continue
        test = stats.ttest_ind(one[indicator], other[indicator], equal_var=False)
        low, high = test.confidence_interval(0.999)
        assert low <= 0 <= high, (indicator, one[indicator].mean(), other[indicator].mean())
        assert high - low < 0.6 * abs(one[indicator].mean()), indicator
