"""Tables in which nothing has been recorded yet: instruments say so and go on; impossible spreads of ratings are refused."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from models.faults import TableError
from models.instruments import (
    TABLES,
    Audit,
    audit_growth,
    audit_meetings,
    audit_projects,
    audit_ratings,
)

# What happens leaves a row; what is (units, members, duties) is there before anything happens.
OF_EVENTS = {
    "meetings": audit_meetings,
    "ratings": audit_ratings,
    "growth": audit_growth,
    "projects": audit_projects,
}


def codes(audit: Audit) -> list[str]:
    return [note.code for note in audit.notes]


@pytest.mark.parametrize("name", OF_EVENTS)
def test_without_rows_an_instrument_says_so_and_counts_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(",".join(TABLES[name].names) + "\n", encoding="utf-8")
    frame = pd.DataFrame(columns=list(TABLES[name].names))
    for source in (path, frame):
        audit = OF_EVENTS[name](source)
        assert codes(audit)[0] == "no_rows"
        assert "没有任何记录" in audit.notes[0].text("zh")
        for table in audit.tables.values():
            counts = table.select_dtypes("int64")
            assert not counts.to_numpy().any()
            assert len(table.columns) > 1


@pytest.mark.parametrize("name", OF_EVENTS)
def test_a_file_without_a_byte_is_still_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"")
    with pytest.raises(TableError, match="not a single row"):
        OF_EVENTS[name](tmp_path / "t.csv")


@pytest.mark.parametrize("name", OF_EVENTS)
def test_wrong_headings_are_told_though_there_is_no_row(name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("foo,bar\n", encoding="utf-8")
    openpyxl.Workbook().save(tmp_path / "t.xlsx")
    with pytest.raises(TableError) as refused:
        OF_EVENTS[name](tmp_path / "t.csv")
    assert {fault.code for fault in refused.value.faults} >= {"column_missing"}
    with pytest.raises(TableError, match="not a single row"):
        OF_EVENTS[name](tmp_path / "t.xlsx")


def test_who_should_have_met_and_did_not_shows_even_where_nobody_met() -> None:
    ledger = pd.DataFrame(columns=["unit", "kind", "date", "hours"])
    audit = audit_meetings(ledger, since="2024-01-01", until="2024-12-31", units=["甲", "乙"])
    weekly = audit["kinds"].set_index("kind").loc["weekly_dispatch"]
    # 52 whole weeks from Monday to Sunday, two units
    assert weekly[["expected", "held", "kept", "longest_gap"]].tolist() == [104, 0, 0, 366]
    archive = audit_growth(
        pd.DataFrame(columns=["member", "date", "kind"]),
        since="2023-07-01",
        until=datetime.date(2024, 3, 1),
        members=["甲"],
    )
    assert archive["members"].loc[0, ["entries", "years_without", "which"]].tolist() == [0, 2, "2023、2024"]


def test_units_that_nobody_rated_are_listed_without_ranks() -> None:
    audit = audit_ratings(pd.DataFrame({"unit": ["甲", "乙"], "rating": [None, None], "n": [0, 0]}))
    assert codes(audit) == ["no_ratings"]
    assert audit["ratings"]["caution"].tolist() == ["none", "none"]
    assert audit["ratings"][["rank", "mean", "shrunken"]].isna().all(axis=None)
    assert audit["measures"].set_index("measure")["value"]["ratings"] == 0


def rated(mean: Any, number: Any, spread: Any, scale: tuple[float, float] = (1, 5)) -> Audit:
    rows = {"unit": ["a"], "rating": [mean], "n": [number], "sd": [spread]}
    return audit_ratings(pd.DataFrame(rows), scale=scale)


@examples(60)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.integers(0, 3))
def test_a_spread_that_ratings_had_is_never_refused_however_it_is_rounded(
    given_ratings: list[int], decimals: int
) -> None:
    values = np.array(given_ratings, dtype=float)
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    rated(round(float(values.mean()), decimals), len(values), round(float(spread), decimals))


@pytest.mark.parametrize("number", [2, 3, 5, 8])
def test_the_most_that_ratings_scatter_is_found_by_trying_all(number: int) -> None:
    """Whatever ratings of 1, 2, ... 5 there may be: none scatters more than is allowed, and all at both ends just so much."""
    most: dict[float, float] = {}
    for values in itertools.combinations_with_replacement(range(1, 6), number):
        mean, spread = round(float(np.mean(values)), 9), float(np.std(values, ddof=1))
        most[mean] = max(most.get(mean, 0.0), spread)
    for high in range(1, number):
        mean = round(1 + 4 * high / number, 9)
        rated(mean, number, most[mean])
        # A fifth more: a mean of 2 may have been rounded from 2.5.
        with pytest.raises(TableError) as error:
            rated(mean, number, 1.2 * most[mean])
        assert [(fault.code, fault.row, fault.column) for fault in error.value.faults] == [
            ("sd_impossible", 2, "sd")
        ]


def test_impossible_spreads_are_refused_together_with_what_would_be_possible() -> None:
    rows = pd.DataFrame(
        {
            "单位": list("甲乙丙丁"),
            "评分": [3, 4.9, 3, 4],
            "人数": [20, 20, 1, 30],
            "标准差": [2.2, 0.9, 0.5, 0.8],
        }
    )
    with pytest.raises(TableError) as error:
        audit_ratings(rows)
    said = error.value.text("zh")
    # sqrt(2 * 2 * 20 / 19); the mean of 4.9 may have been 4.85: sqrt(3.85 * 0.15 * 20 / 19)
    for part in ("第2行", "值“2.2”", "0–2.052", "第3行", "值“0.9”", "0–0.7797", "第4行", "允许：0，或留空"):
        assert part in said
    assert "第5行" not in said
    assert rated(50, 10, 52.7, scale=(0, 100))["ratings"]["n"].tolist() == [10]
    with pytest.raises(TableError, match=r"52\.8"):
        rated(50, 10, 52.8, scale=(0, 100))
