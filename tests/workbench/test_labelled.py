"""Tables for reading: every heading of the tables that notebooks show has a label, and numbers stay as they are."""

import pandas as pd
import pytest

from models import Organisation
from models.hierarchy import bottlenecks, hierarchy_table, spans
from models.responsibility import chain_integrity, critical_lines, gaps, gaps_by_level
from simulation import Scenario, compare, simulate
from workbench.labelled import comparison_table, labelled, means_table

ROWS = {
    "unit": ["a", "b", "c"],
    "superior": [None, "a", "b"],
    "level": ["province", "county", "township"],
    "name": ["甲", "乙", "丙"],
    "authority": [0.9, 0.5, 0.2],
    "responsibility": [0.5, 0.6, 0.9],
}
ORGANISATION = Organisation.from_frame(pd.DataFrame(ROWS))
RUNS = simulate(
    ORGANISATION,
    [Scenario.today(), Scenario.today().with_measures(five_ones=1).named("more", "更多", "more")],
    replications=2,
    seed=1,
    ledger=True,
)
SHOWN = ["scenario", "indicator", "baseline_mean", "scenario_mean", "difference", "p_holm", "pairs"]
TABLES = {
    "organisation": ORGANISATION.to_frame(),
    "members": ORGANISATION.with_members(below="township", count=2).to_frame(),
    "spans": spans(ORGANISATION),
    "hierarchy": hierarchy_table(ORGANISATION),
    "bottlenecks": bottlenecks(ORGANISATION),
    "gaps": gaps(ORGANISATION),
    "gaps by level": gaps_by_level(ORGANISATION),
    "integrity": chain_integrity(ORGANISATION, 0.1).to_frame(),
    "reach by level": chain_integrity(ORGANISATION, 0.1).by_level(),
    "critical lines": critical_lines(ORGANISATION, 0.1),
    "ledger": RUNS.ledger,
    "comparison": compare(RUNS, "today")[SHOWN],
    "difference": RUNS.scenarios[1].diff(RUNS.scenarios[0])[["quantity", "this", "other"]],
    "outcomes": RUNS.data["overall"].mean("replication").to_pandas().reset_index(),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_heading_has_a_label(name: str) -> None:
    table = TABLES[name]
    assert table is not None
    chinese, english = labelled(table, "zh"), labelled(table, "en")
    for heading in chinese.columns:
        assert any("一" <= character <= "鿿" for character in heading), heading
    assert not {"share_only_through", "p_holm", "formalism_share"} & set(english.columns)
    assert len(set(chinese.columns)) == len(chinese.columns)


@pytest.mark.parametrize("name", TABLES)
def test_numbers_stay_as_they_are_and_the_frame_is_not_touched(name: str) -> None:
    table = TABLES[name]
    assert table is not None
    before = table.copy()
    shown = labelled(table)
    pd.testing.assert_frame_equal(table, before)
    for place, column in enumerate(table.columns):
        if pd.api.types.is_numeric_dtype(table[column]):
            assert shown.iloc[:, place].equals(table[column].rename(shown.columns[place]))


def test_names_are_translated_and_unknown_ones_stay() -> None:
    shown = labelled(pd.DataFrame({"level": ["county", "街道办"], "mine": [1, 2]}))
    assert shown["层级"].tolist() == ["县级", "街道办"]
    assert "mine" in shown
    assert labelled(TABLES["ledger"], "en")["event"].iloc[0] == "issued"


def test_a_missing_text_is_a_dash_and_a_missing_number_stays() -> None:
    shown = labelled(ORGANISATION.at_level("province").to_frame())
    assert shown["上级"].tolist() == ["–"]
    assert labelled(TABLES["spans"])["标准差"].isna().all()


def test_reach_is_a_probability_by_itself_and_the_share_done_among_outcomes() -> None:
    assert "到达概率" in labelled(TABLES["reach by level"])
    assert "办结率" in labelled(TABLES["outcomes"])


def test_scenarios_take_their_titles() -> None:
    shown = labelled(TABLES["comparison"], "zh", {"more": "更多"})
    assert set(shown["情景"]) == {"更多"}


def test_a_comparison_is_told_with_units() -> None:
    table = compare(RUNS, "today").set_index("indicator").loc[["substance", "delay"]].reset_index()
    shown = comparison_table(table, {"more": "更多"}, "zh")
    assert list(shown.columns) == [
        "情景",
        "指标",
        "基准均值",
        "情景均值",
        "配对差异",
        "95% 区间",
        "校正 p 值",
    ]
    assert shown["情景"].tolist() == ["更多", "更多"]
    points = 100 * table["difference"][0]
    assert shown["配对差异"][0] == f"{points:+.1f} 个百分点"
    assert shown["基准均值"][1].endswith(" 周")


def test_means_come_with_their_intervals() -> None:
    """Two replications: Student's factor 12.7062 times half the difference."""
    overall = RUNS.data["overall"].sel(indicator=["gain", "substance"])
    table = means_table(overall, "en", {"today": "Today"})
    assert list(table["scenario"]) == ["Today", "more"]
    one, other = overall.sel(scenario="today", indicator="gain").to_numpy()
    mean, half = (one + other) / 2, 12.7062 * abs(one - other) / 2
    assert table.iloc[0, 1] == f"{mean:.3f} [{mean - half:.3f}, {mean + half:.3f}]".replace("-", "−")
    assert table.iloc[0, 2].partition(" ")[0].endswith("%")


def test_means_by_level_are_headed_by_the_levels() -> None:
    table = means_table(RUNS.data["strain"].isel(quarter=-1), "zh")
    assert list(table.columns) == ["情景", "省级", "县级", "乡镇级"]
