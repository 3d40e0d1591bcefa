"""Every cell of a table is checked, and every fault told at once with its row."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas
import pytest

from models import TableError
from models.audit_texts import AUDIT_FAULTS, AUDIT_NOTES
from models.fault_texts import FAULTS, NOTES
from models.instruments import TABLES, audit_projects, audit_ratings, load, recognise
from models.instruments.days import NoDate, as_day, months_later, parse_day, windows
from models.tables import ORGANISATION_COLUMNS

MEETINGS = TABLES["meetings"]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def faults(error: pytest.ExceptionInfo[TableError]) -> list[tuple[str, int | None, str | None]]:
    return [(fault.code, fault.row, fault.suggestion) for fault in error.value.faults]


def test_all_faults_of_a_file_come_at_once_with_rows_and_nearest_words(tmp_path: Path) -> None:
    text = (
        "单位,类型,日期,工时,事项,时限,办结\n"
        "甲,周调渡,2024-02-30,1.5,,,\n"
        ",月督查,2024/3/5,3小时,,,\n"
        "乙,weekly_dispach,5/3/2024,-1,,,\n"
        "\n"
        "丙,季路演,2024年3月5日,2000,改造,2024-03-01,2024-03-09\n"
        "丙,,45356,1,,2024-04-01,\n"
        "丁,年述评,2024-13-05,#N/A,,,\n"
    )
    with pytest.raises(TableError) as error:
        load(written(tmp_path / "t.csv", text), MEETINGS)
    assert sorted(faults(error), key=str) == sorted(
        [
            ("not_a_choice", 2, "周调度"),
            ("no_such_day", 2, "2024-02-29"),
            ("blank", 3, None),
            ("no_number", 3, "3"),
            ("not_a_choice", 4, "weekly_dispatch"),
            ("not_a_date", 4, None),
            ("outside_range", 4, None),
            ("outside_range", 6, None),
            ("before_other", 6, None),
            ("blank", 7, None),
            ("not_a_date", 7, "2024-03-05"),
            ("needs_other", 7, None),
            ("no_such_day", 8, "2024-05-13"),
            ("excel_error", 8, None),
        ],
        key=str,
    )
    chinese = error.value.text("zh")
    assert "第2行，“类型”列，值“周调渡”：不在可选项之内（是否应为“周调度”？）" in chinese
    assert "早于“日期”（2024-03-05）" in chinese


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "20240305",
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "２０２４年３月５日",
        "2024-03-05T00:00:00",
        "2024-03-05 13:45",
    ],
)
def test_common_ways_to_write_a_date(text: str) -> None:
    assert parse_day(text) == datetime.date(2024, 3, 5)


@pytest.mark.parametrize("text", ["2023-02-29", "2024-04-31", "2024-00-10", "20241301"])
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(NoDate, match="no_such_day"):
        parse_day(text)


@pytest.mark.parametrize("text", ["24-03-05", "5/3/2024", "2024-03", "March 5", "2024-3/5"])
def test_what_might_mean_two_days_is_refused(text: str) -> None:
    with pytest.raises(NoDate, match="not_a_date"):
        parse_day(text)


def test_dates_of_callers() -> None:
    assert as_day("2024年3月5日", "since") == as_day(datetime.datetime(2024, 3, 5, 9), "since")
    with pytest.raises(ValueError, match=r"until='2024-02-30'.*2024-02-29"):
        as_day("2024-02-30", "until")


def test_windows_are_those_of_the_calendar() -> None:
    # February 2024: 29 days, Thursday the 1st; whole weeks begin on the 5th, 12th and 19th
    begin, end = datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)
    assert [first.day for first, _ in windows("week", begin, end)] == [5, 12, 19]
    assert windows("month", begin, end) == [(begin, end)]
    assert not windows("quarter", begin, end)
    assert months_later(datetime.date(2023, 11, 30), 3) == datetime.date(2024, 2, 29)


def test_gb18030_with_chinese_headings(tmp_path: Path) -> None:
    text = "单位,类型,日期,工时\n甲支部,周调度,2024年3月5日,１．５\n"
    loaded = load(written(tmp_path / "t.csv", text, "gb18030"), MEETINGS)
    assert loaded.frame[["unit", "kind", "hours"]].values.tolist() == [["甲支部", "weekly_dispatch", 1.5]]
    assert {note.code for note in loaded.notes} == {"encoding", "digits_converted"}


def test_workbook_with_real_dates_and_both_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["单位 unit", "kind（类型）", "日期 date", "工时/hours"])
    sheet.append(["甲", "weekly dispatch", datetime.date(2024, 3, 5), 2])
    sheet.append(["乙", "一月一督查", datetime.datetime(2024, 3, 6, 9, 30), None])
    book.save(tmp_path / "t.xlsx")
    frame = load(tmp_path / "t.xlsx", MEETINGS).frame
    assert frame["date"].dt.strftime("%m-%d").tolist() == ["03-05", "03-06"]
    assert frame["kind"].tolist() == ["weekly_dispatch", "monthly_inspection"]
    assert np.isnan(frame["hours"].iloc[1])


def test_a_data_frame_and_parquet_read_alike(tmp_path: Path) -> None:
    table = pandas.DataFrame(
        {
            "unit": ["a", "b"],
            "kind": pandas.Categorical(["annual_review", "hard_project"]),
            "date": pandas.to_datetime(["2024-03-05", "2024-03-06"]),
            "hours": [1.0, np.nan],
        }
    )
    table.to_parquet(tmp_path / "t.parquet")
    pandas.testing.assert_frame_equal(
        load(table, MEETINGS).frame, load(tmp_path / "t.parquet", MEETINGS).frame
    )


def test_empty_files_and_headings_below(tmp_path: Path) -> None:
    for name, text, code in (
        ("a.csv", "", "empty"),
        ("b.csv", "unit,kind,date,hours\n", "empty"),
        ("c.csv", "2024年台账\n单位,类型,日期,工时\n甲,周调度,2024-03-05,1\n", "header_below"),
    ):
        with pytest.raises(TableError) as error:
            load(written(tmp_path / name, text), MEETINGS)
        assert [fault.code for fault in error.value.faults] == [code]


def test_a_missing_column_does_not_hide_the_faults_of_the_others(tmp_path: Path) -> None:
    with pytest.raises(TableError) as error:
        load(written(tmp_path / "t.csv", "unit,process,business\na,101,50\na,1,x\n"), TABLES["scores"])
    assert [(fault.code, fault.row) for fault in error.value.faults] == [
        ("column_missing", 1), ("outside_range", 2), ("no_number", 3), ("same_key", 3),
    ]  # fmt: skip


def test_a_heading_that_is_only_like_another_brings_no_faults_of_cells(tmp_path: Path) -> None:
    text = "unit,kind,data,hours\na,周调度,red,1\nb,月督查,blue,x\n"
    with pytest.raises(TableError) as error:
        load(written(tmp_path / "t.csv", text), MEETINGS)
    assert [(fault.code, fault.row) for fault in error.value.faults] == [
        ("column_missing", 1),
        ("no_number", 3),
    ]


def test_shares_and_percentages_say_what_was_meant(tmp_path: Path) -> None:
    text = "duty,unit,role,authority\na,x,lead,60\nb,x,lead,160%\nc,x,lead,yse\nd,x,lead,TRUE\n"
    with pytest.raises(TableError) as error:
        load(written(tmp_path / "t.csv", text), TABLES["duties"])
    assert faults(error) == [("outside_range", 2, "0.6"), ("outside_range", 3, None), ("no_number", 4, "yes")]


def test_tables_are_recognised_by_their_headings() -> None:
    for schema in TABLES.values():
        for headings in (schema.names, [field.zh for field in schema.fields]):
            assert recognise(list(headings), TABLES, ORGANISATION_COLUMNS) is schema
    assert recognise(["unit", "superior", "level", "authority"], TABLES, ORGANISATION_COLUMNS) is None
    assert recognise(["a", "b"], TABLES, ORGANISATION_COLUMNS) is None


def test_every_wording_is_there_in_both_languages() -> None:
    assert not FAULTS.keys() & AUDIT_FAULTS.keys()
    assert not NOTES.keys() & AUDIT_NOTES.keys()
    for english, chinese in [*AUDIT_NOTES.values(), *(wording.problem for wording in AUDIT_FAULTS.values())]:
        assert any("一" <= character <= "鿿" for character in chinese)
        assert english.isascii()


def test_a_value_that_cannot_be_read_is_one_fault_and_not_a_blank_as_well() -> None:
    ratings = pandas.DataFrame({"unit": ["a", "b", "c"], "rating": ["4,5", "95", None], "n": [3, 4, 5]})
    with pytest.raises(TableError) as error:
        audit_ratings(ratings)
    assert [(fault.code, fault.row, fault.column) for fault in error.value.faults] == [
        ("no_number", 2, "rating"), ("outside_range", 3, "rating"), ("needs_other", 4, "n"),
    ]  # fmt: skip
    assert error.value.faults[0].suggestion == "4.5"
    projects = pandas.DataFrame({"project": ["A", "B"], "initiated": ["2024-01-01", "2024-01-01"]})
    projects = projects.assign(dispatched=["soon", None], evaluated=["2024-03-01"] * 2, promoted=None)
    with pytest.raises(TableError) as error:
        audit_projects(projects)
    assert [(fault.code, fault.row) for fault in error.value.faults] == [
        ("not_a_date", 2), ("stage_skipped", 3),
    ]  # fmt: skip


def test_a_workbook_may_begin_with_a_sheet_that_explains_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["请看第二张表"])
    sheet = book.create_sheet("职责")
    sheet.append(["职责", "单位", "角色", "职权"])
    sheet.append(["招商", "甲局", "牵头", "有"])
    book.save(tmp_path / "duties.xlsx")
    loaded = load(tmp_path / "duties.xlsx", TABLES["duties"])
    assert loaded.frame["duty"].tolist() == ["招商"]
    assert [note.code for note in loaded.notes] == ["sheet"]
    with pytest.raises(TableError):
        load(tmp_path / "duties.xlsx", TABLES["scores"])


@pytest.mark.parametrize("shown", ["#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#N/A"])
def test_what_a_failed_formula_shows_is_told_in_tables_to_audit_as_in_those_of_organisations(tmp_path, shown):
    path = tmp_path / "meetings.csv"
    path.write_text(f"单位,类型,日期,工时\n甲,周调度,2024-03-05,{shown}\n", encoding="utf-8")
    with pytest.raises(TableError) as refusal:
        load(path, TABLES["meetings"])
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [("excel_error", 2)]
