"""Headings that stand in a lower row, or are misspelt, hide no other fault of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas
import pytest
from openpyxl import Workbook

from models import Organisation, TableError
from models.faults import Fault
from models.instruments import TABLES, load

Table = Callable[..., Path]

HEADINGS = "unit,superior,level,name,headcount,authority"
# Every row but the first and the sixth is faulty; counted by hand: the row below the headings is row 1 here.
ROWS = (
    "1,,省,广西,1,0.5\n2,1,市,南宁,-1,0.5\n2,1,市,柳州,x,1.5\n,1,市,桂林,1,\n5,9,县,宾阳,１２,\n"
    "6,1,县,a,1,\n7,8,县,b,1,\n8,7,县,c,1,\n"
)
FAULTS = [
    ("negative", 2),
    ("not_a_number", 3),
    ("not_a_share", 3),
    ("duplicate_id", 3),
    ("blank_id", 4),
    ("full_width", 5),
    ("missing_superior", 5),
    ("cycle", 7),
]


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(TableError) as refusal:
        Organisation.read(path)
    return list(refusal.value.faults)


def found(faults: list[Fault]) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in faults]


def moved(by: int) -> list[tuple[str, int | None]]:
    return [(code, row + by) for code, row in FAULTS]


ABOVE = [
    "机构表\n",
    "机构表，2024年\n",
    "\n",
    "\n\n",
    "units, 2024\n\n",
    '"two\nlines"\n',
    "a,b,c,d,e,f\n,,,,,\n",
]


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_all_faults_below_headings_in_a_lower_row_are_told(table: Table, above: str, encoding: str) -> None:
    row = {'"two\nlines"\n': 2}.get(above, above.count("\n") + 1)
    faults = faults_of(table(above + HEADINGS + "\n" + ROWS, encoding=encoding))
    assert found(faults) == [("header_below", row), *moved(row)]


def test_a_title_does_not_hide_what_separates_the_cells(table: Table) -> None:
    faults = faults_of(table(("机构表\n" + HEADINGS + "\n" + ROWS).replace(",", ";")))
    assert found(faults) == [("header_below", 2), *moved(2)]


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "frame"])
def test_all_faults_below_headings_of_other_files_are_told(tmp_path: Path, kind: str) -> None:
    cells = [
        ["机构表"] + [None] * 5,
        *([cell or None for cell in row.split(",")] for row in (HEADINGS + "\n" + ROWS).splitlines()),
    ]
    path = tmp_path / f"table.{kind}"
    if kind == "xlsx":
        book = Workbook()
        for row in cells:
            book.active.append(row)
        book.active.merge_cells("A1:F1")
        book.save(path)
        faults = faults_of(path)
    else:
        frame = pandas.DataFrame(cells[1:], columns=["机构表", "b", "c", "d", "e", "f"])
        if kind == "parquet":
            frame.to_parquet(path)
            faults = faults_of(path)
        else:
            with pytest.raises(TableError) as refusal:
                Organisation.from_frame(frame)
            faults = list(refusal.value.faults)
    assert found(faults) == [("header_below", 2), *moved(2)]


def test_merged_cells_below_a_narrow_title_are_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["units"], ["unit", "superior", "level"], ["a", None, 1], ["b", "a", 2], ["c", "a", 2]):
        book.active.append(row)
    book.active.merge_cells("B4:B5")
    book.save(tmp_path / "merged.xlsx")
    assert found(faults_of(tmp_path / "merged.xlsx")) == [("header_below", 2), ("merged", 5)]


def test_headings_that_are_lower_and_misspelt(table: Table) -> None:
    faults = faults_of(table("机构表\n" + HEADINGS.replace("superior", "superor") + "\n" + ROWS))
    assert found(faults) == [("header_below", 2), ("column_missing", 2), *moved(2)]
    faults = faults_of(table("机构表\n单位,上級,层级\na,,1\nb,x,2\nc,a,2\n"))
    assert found(faults) == [("header_below", 2), ("column_missing", 2), ("missing_superior", 4)]


def test_headings_that_are_lower_without_any_row_of_data(table: Table) -> None:
    assert found(faults_of(table("机构表\nunit,superior,level\n"))) == [("empty", None), ("header_below", 2)]


@pytest.mark.parametrize(
    "headings",
    ["unti,superor,levle,name,headcount,authority", "单元,上級,层次,名称,人数,职权"],
)
def test_misspelt_headings_hide_no_other_fault(table: Table, headings: str) -> None:
    faults = faults_of(table(headings + "\n" + ROWS))
    assert found(faults) == [("column_missing", 1)] * 3 + moved(1)
    assert [fault.suggestion for fault in faults[:3]] == headings.split(",")[:3]


def test_an_organogram_with_titles_above_the_headings(table: Table) -> None:
    senior = "Post Unique Reference,Name,Grade,Job Title,Unit,Reports to Senior Post,FTE\nA,,S,t,U,XX,1\nB,,S,t,U,C,-1\n"
    junior = (
        "Unit,Reporting Senior Post,Grade,Generic Job Title,Number of Posts in FTE\nU,A,EO,x,1\nU,D,EO,x,1\n"
    )
    paths = table("Senior posts\n\n" + senior, "s.csv"), table("Junior posts\n" + junior, "j.csv")
    with pytest.raises(TableError) as refusal:
        Organisation.read_organogram(*paths)
    assert found(list(refusal.value.faults)) == [
        ("header_below", 3),
        ("negative", 5),
        ("missing_superior", 5),
        ("header_below", 2),
        ("missing_superior", 4),
    ]


def test_a_table_to_audit_with_a_title_in_both_languages(table: Table) -> None:
    path = table("2024年台账\n单位 unit,类型 kind,日期 date,工时 hours\n甲,周调度,2024-13-05,-1\n")
    with pytest.raises(TableError) as refusal:
        load(path, TABLES["meetings"])
    faults = [(fault.code, fault.row, fault.column) for fault in refusal.value.faults]
    assert faults[0] == ("header_below", 2, None)
    assert {row for _, row, _ in faults[1:]} == {3}
    assert {column for *_, column in faults[1:]} == {"日期 date", "工时 hours"}
