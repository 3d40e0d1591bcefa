"""Damaged and unusual files: told with their row, never a traceback, no row lost in silence."""

import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from models import Organisation
from models.faults import TableError

ROWS = ["unit,superior,level,name", "a,,1,A", "b,a,2,B", "c,a,2,C"]


def faults_of(path):
    with pytest.raises(TableError) as refusal:
        Organisation.read(path)
    return [(fault.code, fault.row) for fault in refusal.value.faults]


def test_stray_quotes_in_even_number_swallow_no_row_in_silence(tmp_path):
    path = tmp_path / "stray.csv"
    path.write_text('unit,superior,level,name\na,,1,"A\nb,a,2,"B\nc,a,2,C\n', encoding="utf-8")
    assert faults_of(path) == [("quote_open", 2)]


def test_a_name_over_several_lines_is_no_fault(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text(
        'unit,superior,level,name\na,,1,"A,\nfirst, second, third, fourth"\nb,a,2,B\n', encoding="utf-8"
    )
    assert len(Organisation.read(path)) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_every_common_way(tmp_path, end):
    path = tmp_path / "ends.csv"
    path.write_bytes(end.join([*ROWS, ""]).encode())
    assert Organisation.read(path).ids.to_pylist() == ["a", "b", "c"]


def test_blank_rows_above_the_headings_are_told_by_row(tmp_path):
    path = tmp_path / "below.csv"
    path.write_text("\n\n" + "\n".join(ROWS), encoding="utf-8")
    assert faults_of(path) == [("header_below", 3)]


def workbook_with_chart(path):
    workbook = Workbook()
    for row in ROWS:
        workbook.active.append(row.split(","))
    workbook.create_chartsheet("chart", 0).add_chart(BarChart())
    workbook.save(path)


def test_a_sheet_that_is_a_chart_is_passed_over(tmp_path):
    path = tmp_path / "chart.xlsx"
    workbook_with_chart(path)
    assert len(Organisation.read(path)) == 3


def test_a_workbook_whose_sheet_is_cut_off_is_refused(tmp_path):
    whole, cut = tmp_path / "whole.xlsx", tmp_path / "cut.xlsx"
    workbook_with_chart(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if name.startswith("xl/worksheets/") else content)
    assert faults_of(cut) == [("file_unreadable", None)]


def test_a_member_of_a_unit_whose_id_has_a_line_break_keeps_its_key():
    organisation = Organisation.tree([1]).to_frame()
    organisation["unit"] = ["top", "two\nlines"]
    organisation["superior"] = [None, "top"]
    streamed = Organisation.from_frame(organisation).with_members(below="level 2", count=2)
    from models.members import members_as_units

    written = members_as_units(streamed)
    again = Organisation.from_arrays(
        written.ids, written.superior, written.level, written.levels, headcount=written.headcount
    )
    assert again.key.tolist() == written.key.tolist()
