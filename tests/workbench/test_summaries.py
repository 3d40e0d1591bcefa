"""Numbers behind the figures against what is known from elsewhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation
from models.responsibility import critical_lines
from simulation import Runs, Scenario, simulate
from workbench import findings
from workbench.summaries import (
    balanced,
    common_deadline,
    costliest,
    delay_frame,
    delay_shares,
    grouped_quantile,
    level_summary,
    titles,
)


def test_without_losses_and_breaks_pressure_grows_by_its_rate_and_substance_is_what_is_done() -> None:
    scenario = Scenario.today().with_parameters(
        loss=0, unclear_loss=0, imbalance_loss=0, break_probability=0, waiting_loss=0, amplification=0.2
    )
    runs = simulate(Organisation.tree([2, 3]), scenario, replications=2, seed=3)
    table = level_summary(runs, ("substance", "reach", "formal_pressure")).set_index(["indicator", "level"])[
        "mean"
    ]
    np.testing.assert_allclose(table["substance"], table["reach"])
    np.testing.assert_allclose(table["formal_pressure"], 1.2 ** np.arange(3))


def test_a_level_agrees_with_its_quarters(runs: Runs) -> None:
    table = level_summary(runs, ("substance",))
    for row in table.itertuples():
        quarters = runs.data["substance"].sel(scenario=row.scenario, level=row.level)
        assert quarters.min() <= row.mean <= quarters.max()


def test_intervals_stay_where_shares_can_be(runs: Runs) -> None:
    # Two replications: their Student intervals reach far beyond 0 and 1.
    few = simulate(
        Organisation.tree([2]),
        Scenario.today().with_parameters(directives_per_year=3),
        replications=2,
        seed=5,
    )
    for table in (level_summary(few, ("substance", "lost")), level_summary(runs, ("reach", "on_time"))):
        known = table.dropna()
        assert (known["low"] >= 0).all()
        assert (known["high"] <= 1).all()
        assert ((known["low"] <= known["mean"]) & (known["mean"] <= known["high"])).all()


def test_delays_add_up_to_what_is_done(runs: Runs) -> None:
    reach = level_summary(runs, ("reach",)).set_index(["scenario", "level"])["mean"]
    shares = delay_shares(runs)
    frame = delay_frame(runs).groupby(["scenario", "level"])["share"].sum()
    for place, scenario in enumerate(runs.names):
        for row, level in enumerate(runs.organisation.levels):
            # Three replications of nearly the same size: the mean of ratios is nearly the ratio of means.
            assert shares[place, row].sum() == pytest.approx(reach[scenario, level], abs=0.02)
            assert frame[scenario, level] == pytest.approx(shares[place, row].sum())


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any),
    st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]),
)
def test_grouped_quantiles_are_those_of_evenly_spread_weeks(counts: list[int], share: float) -> None:
    fine = 200
    times = np.concatenate(
        [
            week + (np.arange(count * fine) + 0.5) / (count * fine)
            for week, count in enumerate(counts)
            if count
        ]
    )
    assert grouped_quantile(np.array(counts, dtype=float), share) == pytest.approx(
        np.quantile(times, share, method="inverted_cdf"), abs=0.02
    )


def test_without_deliveries_there_is_no_median() -> None:
    assert np.isnan(grouped_quantile(np.zeros(5), 0.5))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_balanced_numbers_add_up(values: list[float]) -> None:
    shown = balanced(np.array(values), 1)
    assert abs(shown - np.array(values)).max() < 0.1 + 1e-9
    assert shown.sum() == pytest.approx(round(sum(values) * 10) / 10, abs=0.051)
    np.testing.assert_allclose(shown * 10, np.round(shown * 10), atol=1e-9)


def test_lines_that_all_cost_the_same_stand_out_nowhere() -> None:
    lines = critical_lines(Organisation.tree([4, 3]), 0.1)
    assert len(costliest(lines)) == 5
    title = findings.map_finding(Organisation.tree([4, 3]), lines, "zh")
    assert title.startswith("4 条线同样要紧")


def test_the_costliest_line_leads_to_the_largest_part() -> None:
    rows = {"unit": list("abcdef"), "superior": [None, "a", "a", "b", "b", "b"], "level": list("122333")}
    organisation = Organisation.from_frame(pd.DataFrame(rows))
    chosen = costliest(critical_lines(organisation, 0.1))
    assert chosen.iloc[0]["unit"] == "b"
    assert "a→b" in findings.map_finding(organisation, critical_lines(organisation, 0.1), "zh")


def test_titles_are_short_unless_that_makes_them_alike(runs: Runs) -> None:
    assert titles(runs, "zh")["formalism"] == "形式主义"
    today = Scenario.today()
    alike = [today.named("one", "试点：甲"), today.named("two", "试点：乙"), today.named("three", "试点：乙")]
    organisation = Organisation.tree([])
    first = simulate(organisation, alike[:2], replications=1, seed=1)
    assert titles(first, "zh") == {"one": "试点：甲", "two": "试点：乙"}
    second = simulate(organisation, alike, replications=1, seed=1)
    assert len(set(titles(second, "zh").values())) == 3


def test_the_deadline_is_told_only_if_it_is_one() -> None:
    today = Scenario.today()
    other = today.named("other").with_parameters(deadline=5)
    organisation = Organisation.tree([])
    assert common_deadline(simulate(organisation, today, replications=1, seed=1)) == 10
    assert common_deadline(simulate(organisation, [today, other], replications=1, seed=1)) is None


@pytest.mark.parametrize(
    ("indicator", "difference", "p", "expected"),
    [
        ("substance", 0.1, 0.01, "better"),
        ("substance", -0.1, 0.01, "worse"),
        ("lost", -0.1, 0.01, "better"),
        ("delay", 1.0, 0.01, "worse"),
        ("work_hours", 1.0, 0.01, "changed"),
        ("substance", 0.1, 0.05, "undecided"),
        ("substance", 0.1, float("nan"), "undecided"),
    ],
)
def test_verdicts(indicator: str, difference: float, p: float, expected: str) -> None:
    assert findings.verdict(indicator, difference, p) == expected
