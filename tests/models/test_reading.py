"""Damaged and unusual files: told with their row, never a traceback, no row lost in silence."""

import datetime
import re
import string
import zipfile

import numpy
import pandas
import pyarrow as pa
import pyarrow.parquet
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from models import Organisation
from models.audit_texts import AUDIT_NOTES
from models.fault_texts import NOTES
from models.faults import Note, TableError, details, number_forms
from models.reading import read_raw

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


# ---- files that are not what their name says ----

HTML = b"<html><table><tr><td>unit</td></tr></table></html>"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", HTML, "HTML"),
        ("a.xlsx", b"\xef\xbb\xbf\n" + HTML, "HTML"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office 97-2003"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office 97-2003"),
        ("a.csv", b"PK\x03\x04" + bytes(100), "XLSX"),
        ("a.txt", b"%PDF-1.4\n", "PDF"),
        ("a.xlsx", b"unit,superior,level\na,,1\n", "CSV"),
        ("a.parquet", b"unit,superior,level\na,,1\n", "CSV"),
        ("a.parquet", b"PK\x03\x04" + bytes(100), "XLSX"),
    ],
)
def test_a_file_under_a_wrong_name_is_told_as_such(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=kind) as refusal:
        Organisation.read(tmp_path / name)
    assert [fault.code for fault in refusal.value.faults] == ["other_kind"]


# ---- what the cells of a workbook hide ----


def workbook(path, change=lambda book, sheet: None, rows=ROWS):
    book = Workbook()
    for row in rows:
        book.active.append([value or None for value in row.split(",")])
    change(book, book.active)
    book.save(path)
    return path


def test_merged_cells_below_one_another_are_told_and_bring_no_further_faults(tmp_path):
    path = workbook(tmp_path / "merged.xlsx", lambda book, sheet: sheet.merge_cells("B3:B4"))
    assert faults_of(path) == [("merged", 4)]


def test_merged_cells_of_a_column_that_is_not_needed_are_no_fault(tmp_path):
    def note(book, sheet):
        sheet["E1"], sheet["E3"] = "remark", "both"
        sheet.merge_cells("E3:E4")

    assert len(Organisation.read(workbook(tmp_path / "remark.xlsx", note))) == 3


def test_a_merged_title_above_the_headings_is_no_merged_cell(tmp_path):
    def title(book, sheet):
        sheet.insert_rows(1)
        sheet["A1"] = "all units"
        sheet.merge_cells("A1:D1")

    assert faults_of(workbook(tmp_path / "title.xlsx", title)) == [("header_below", 2)]


def test_formulas_that_were_never_calculated_are_not_read_as_blank(tmp_path):
    def formulas(book, sheet):
        sheet["E1"], sheet["E3"], sheet["D4"], sheet["F2"] = "headcount", "=1+1", '=IF(1=1,"","x")', "=1"

    path = workbook(tmp_path / "formulas.xlsx", formulas)
    with pytest.raises(TableError) as refusal:
        Organisation.read(path)
    found = [(fault.code, fault.row, fault.column, fault.value) for fault in refusal.value.faults]
    assert found == [
        ("uncalculated", 3, "headcount", "=1+1"),
        ("uncalculated", 4, "name", '=IF(1=1,"","x")'),
    ]
    # the same, opened in a spreadsheet and saved: an empty text is a value too
    calculated = tmp_path / "calculated.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(calculated, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"<v></v>", b"<v />")
            if name == "xl/worksheets/sheet1.xml":
                number, text = b"<f>1+1</f><v />", b'<f>IF(1=1,"","x")</f><v />'
                assert number in content
                assert text in content
                content = content.replace(number, b"<f>1+1</f><v>2</v>").replace(
                    b'<c r="D4">' + text, b'<c r="D4" t="str">' + text.replace(b"<v />", b"<v></v>")
                )
            new.writestr(name, content)
    organisation = Organisation.read(calculated)
    assert organisation.headcount.tolist() == [1, 2, 1]
    assert organisation.names.to_pylist() == ["A", "B", None]


def test_dates_and_times_are_no_ids(tmp_path):
    def dates(book, sheet):
        sheet["A2"] = datetime.datetime(2024, 3, 4, 5, 6)
        sheet["A3"], sheet["A4"] = datetime.time(1, 2), datetime.timedelta(hours=30)
        sheet["B3"] = sheet["B4"] = datetime.date(2024, 3, 4)

    found = faults_of(workbook(tmp_path / "dates.xlsx", dates))
    assert [row for code, row in found if code == "date_id"] == [2, 3, 3, 4, 4]


def test_dates_of_frames_are_no_ids():
    days = [datetime.date(2024, 3, 4), datetime.date(2024, 3, 5)]
    for ids in (days, pandas.to_datetime(days), pandas.to_datetime(days).tz_localize("Asia/Shanghai")):
        frame = pandas.DataFrame({"unit": ids, "superior": [None, "a"], "level": [1, 2]})
        with pytest.raises(TableError) as refusal:
            Organisation.from_frame(frame)
        assert [fault.row for fault in refusal.value.faults if fault.code == "date_id"] == [2, 3]


def test_a_visible_sheet_with_cells_goes_before_hidden_and_empty_ones(tmp_path):
    def sheets(book, sheet):
        old, data = book.create_sheet("old", 0), book.create_sheet("data")
        book.create_sheet("empty", 0)
        old.append(["nothing"])
        old.sheet_state = "hidden"
        for row in ROWS:
            data.append([value or None for value in row.split(",")])
        book.remove(sheet)

    organisation = Organisation.read(workbook(tmp_path / "sheets.xlsx", sheets))
    assert len(organisation) == 3
    (note,) = [note for note in organisation.notes if note.code == "sheet"]
    assert note.text() == 'sheets.xlsx: read sheet "data"; other sheets: empty, old'
    assert faults_of(workbook(tmp_path / "only.xlsx", lambda book, sheet: None, rows=[])) == [("empty", None)]


def test_missing_headings_tell_the_sheet_and_the_encoding_they_were_looked_for_in(tmp_path):
    def cover(book, sheet):
        sheet["A1"], sheet["A2"] = "made by", "us"
        book.create_sheet("data")

    with pytest.raises(TableError, match=r'no column unit in sheet "Sheet" \(others: data; name one: sheet='):
        Organisation.read(workbook(tmp_path / "cover.xlsx", cover, rows=[]))
    (tmp_path / "big5.csv").write_bytes("單位,上級,層級\n廣西,,省\n".encode("big5"))
    with pytest.raises(TableError, match=r"no column unit \(the file was read as "):
        Organisation.read(tmp_path / "big5.csv")


# ---- separators, ends and things that cannot be seen ----


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bars.csv", "unit|superior|level\na||1\n"),
        ("commas.tsv", "unit\tsuperior\tlevel\tname, long, longer, longest\na\t\t1\tx\n"),
        ("quoted.csv", '"unit";"superior";"level";"name, long, longer, longest"\n"a";"";"1";"x"\n'),
        ("end.csv", "unit,superior,level\na,,1\n\x1a"),
        ("marks.csv", "unit,superior,level\na\u200d,,\u200e1\u2060\n"),
    ],
)
def test_separators_are_told_by_what_stands_outside_quotes(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    organisation = Organisation.read(tmp_path / name)
    assert (organisation.ids.to_pylist(), organisation.levels) == (["a"], ("1",))


def test_messages_show_what_cannot_be_seen_and_shorten_what_is_long(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(
        "unit,superior,level\na b,,1\nc,a\u00a0b,2\nd," + "x" * 100_000 + ",2\n", encoding="utf-8"
    )
    with pytest.raises(TableError) as refusal:
        Organisation.read(path)
    assert r'value "a\xa0b"' in str(refusal.value)
    assert "x... (100,000 characters)" in str(refusal.value)
    assert len(str(refusal.value)) < 1000
    assert len(refusal.value.faults[1].value) == 100_000


def test_a_cell_far_away_makes_no_row_longer(tmp_path):
    def far(book, sheet):
        sheet["XFD300"] = "x"

    raw = read_raw(workbook(tmp_path / "far.xlsx", far))
    assert raw.headings == ["unit", "superior", "level", "name", ""]
    assert raw.rows.tolist() == [2, 3, 4, 300]


def test_a_heading_whose_quotation_mark_is_left_open(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('unit,superior,"level\na,,1\nb,a,2\n', encoding="utf-8")
    assert ("quote_open", 1) in faults_of(path)


STRANGE = {
    "great": [10**400, 5],
    "complex": [1 + 2j, 5],
    "intervals": pandas.interval_range(0, 2),
    "objects": [object(), 3],
}
UNUSUAL = {"sparse": pandas.arrays.SparseArray([1, 2]), "half": numpy.array([1, 2], dtype=numpy.float16)}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", STRANGE)
def test_frames_of_strange_types_are_refused_with_the_cell(name):
    frame = pandas.DataFrame({"unit": ["a", "b"], "superior": [None, "a"], "level": [1, 2]})
    with pytest.raises(TableError) as refusal:
        Organisation.from_frame(frame.assign(headcount=STRANGE[name]))
    assert {(fault.column, fault.row) for fault in refusal.value.faults} >= {("headcount", 2)}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", UNUSUAL)
def test_frames_of_unusual_types_are_read(name):
    frame = pandas.DataFrame({"unit": ["a", "b"], "superior": [None, "a"], "level": [1, 2]})
    assert Organisation.from_frame(frame.assign(headcount=UNUSUAL[name])).headcount.tolist() == [1, 2]


# ---- cells that hold no value by themselves ----


NESTED = {
    "list": pa.array([["a"], ["b"], ["c"]]),
    "struct": pa.array([{"x": 1}, {"x": 2}, {"x": 3}]),
    "map": pa.array([[("a", 1)], [], []], pa.map_(pa.string(), pa.int64())),
    "binary": pa.array([b"\xff\xfe", b"b", b"c"]),
}


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("column", ["unit", "superior", "level", "headcount"])
def test_columns_of_lists_and_tables_are_refused_and_bring_no_further_faults(tmp_path, kind, column):
    columns = {
        "unit": ["a", "b", "c"],
        "superior": [None, "a", "a"],
        "level": [1, 2, 2],
        "headcount": [1, 2, 3],
    }
    path = tmp_path / "nested.parquet"
    pyarrow.parquet.write_table(pa.table(columns | {column: NESTED[kind]}), path)
    with pytest.raises(TableError) as refusal:
        Organisation.read(path)
    (fault,) = refusal.value.faults
    assert (fault.code, fault.row, fault.column) == ("nested", None, column)
    assert kind in fault.value
    assert "one value a cell" in fault.text("en")
    assert "每格一个值" in fault.text("zh")


def test_lists_hide_no_fault_of_other_columns_and_are_none_where_they_are_not_needed(tmp_path):
    path = tmp_path / "nested.parquet"
    columns = {"unit": ["a", "b", "b"], "superior": [None, "x", "a"], "level": [1, 2, 2]}
    pyarrow.parquet.write_table(pa.table(columns | {"superior": NESTED["list"]}), path)
    assert faults_of(path) == [("nested", None), ("duplicate_id", 4)]
    columns = {"unit": ["a", "b", "c"], "superior": [None, "a", "a"], "level": [1, 2, 2]}
    pyarrow.parquet.write_table(pa.table(columns | {"remarks": NESTED["list"]}), path)
    assert Organisation.read(path).ids.to_pylist() == ["a", "b", "c"]


def test_bytes_that_are_text_are_read_as_text(tmp_path):
    path = tmp_path / "bytes.parquet"
    columns = {"unit": ["省".encode(), b"b"], "superior": [None, "省".encode()], "level": [1, 2]}
    pyarrow.parquet.write_table(pa.table(columns), path)
    assert Organisation.read(path).ids.to_pylist() == ["省", "b"]


def test_single_cells_of_a_frame_that_hold_lists_are_told_by_row():
    frame = pandas.DataFrame(
        {"unit": ["a", {"b": 1}, ["c"]], "superior": [None, "a", "a"], "level": [1, 2, 2]}
    )
    with pytest.raises(TableError) as refusal:
        Organisation.from_frame(frame)
    assert [(fault.code, fault.row, fault.column) for fault in refusal.value.faults] == [
        ("nested", 3, "unit"),
        ("nested", 4, "unit"),
    ]


def test_halves_of_characters_are_told_by_row_and_column(tmp_path):
    def texts(*values):
        return pandas.Series(values, dtype=object)

    frame = pandas.DataFrame(
        {
            "unit": texts("a", "\ud800b"),
            "superior": texts(None, "a"),
            "level": [1, 2],
            "名称": texts("x", "y\udc80"),
        }
    )
    with pytest.raises(TableError) as refusal:
        Organisation.from_frame(frame)
    assert [(fault.code, fault.row, fault.column) for fault in refusal.value.faults] == [
        ("half_character", 3, "unit"),
        ("half_character", 3, "名称"),
    ]
    assert "\\ud800b" in refusal.value.faults[0].text("zh")
    assert "half a character" in refusal.value.faults[0].text("en")
    path = tmp_path / "halves.csv"
    rows = ["unit,superior,level,name", "a,,1,A", "b,a,2,\ud800", "c,x,2,C", ""]
    path.write_bytes(b"\xff\xfe" + "\n".join(rows).encode("utf-16-le", "surrogatepass"))
    assert faults_of(path) == [("half_character", 3), ("missing_superior", 4)]


# ---- one and several ----


def test_one_row_is_told_as_one(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("unit,superior,level,headcount\na,0,1,\n\nb,a,2,1\n", encoding="utf-8")
    told = [note.text("en") for note in Organisation.read(path).notes]
    assert "one.csv: 1 blank row was skipped" in told
    assert "1 blank headcount was taken as 1" in told
    assert any('superior "0" of 1 unit was read' in text for text in told)
    path.write_text("unit,superior,level,headcount\na,0,1,\n\n\nb,a,2,\n", encoding="utf-8")
    told = [note.text("en") for note in Organisation.read(path).notes]
    assert "one.csv: 2 blank rows were skipped" in told
    assert "2 blank headcounts were taken as 1" in told


@pytest.mark.parametrize("code", sorted(NOTES | AUDIT_NOTES))
def test_no_note_on_a_single_one_speaks_of_several(code):
    template = (NOTES | AUDIT_NOTES)[code][0]
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name} - number_forms("1").keys()
    text = Note(code, details(**{name: "1" if name == "number" else "X" for name in names})).text("en")
    several = "rows|units|posts|groups|headcounts|values|references|numbers|days"
    assert not re.search(rf"\b1 ([\w-]+ )?({several})\b", text)
    assert not re.search(r"\b1 [a-z]+ (were|have|are)\b|\(rows X\)", text)


# ---- what separates cells, and what swallows them ----


@pytest.mark.parametrize(
    "title", ["Units, 2024", "单位一览表；2024", "Units; all of them, 2024", "单位|2024, 12"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_title_with_other_marks_does_not_tell_what_separates_the_cells(tmp_path, title, delimiter):
    path = tmp_path / "title.csv"
    rows = [row.replace(",", delimiter) for row in [*ROWS, "d,x,2,D"]]
    path.write_text("\n".join([title, *rows]), encoding="utf-8")
    assert faults_of(path) == [("header_below", 2), ("missing_superior", 6)]


def test_names_full_of_other_marks_do_not_tell_what_separates_the_cells(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("unit,superior,level,name\na,,1,x;y;z;x;y;z\nb,a,2,x;y;z;x;y;z\n", encoding="utf-8")
    assert Organisation.read(path).to_frame()["name"].tolist() == ["x;y;z;x;y;z"] * 2


def test_a_quotation_mark_left_open_is_told_where_it_swallows_the_rest_of_a_row(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('unit,superior,level,name,headcount\na,,1,A,1\nb,a,2,"B,1\nc,a,2,C,1\n', encoding="utf-8")
    assert faults_of(path) == [("quote_open", 3)]


# ---- what the eye takes for one ----


def test_values_that_only_look_alike_are_told(tmp_path):
    path = tmp_path / "alike.csv"
    rows = [
        "a b,,City",
        "ａ b,a b,city",
        "a\u00a0b,a b,town",
        "a  b,a b,town",
        "A b,a b,town",
        "c d,a b,town",
    ]
    path.write_text("unit,superior,level\n" + "\n".join(rows), encoding="utf-8")
    told = {
        dict(note.details)["column"]: note for note in Organisation.read(path).notes if note.code == "alike"
    }
    assert dict(told["unit"].details)["values"] == '"a b" / "ａ b" / "a\u00a0b" / "a  b" / "A b"'
    assert dict(told["level"].details)["values"] == '"City" / "city"'
    assert "只差空格、全角半角或大小写" in told["unit"].text("zh")
    path.write_text("unit,superior,level\na b,,City\nc d,a b,Town\n", encoding="utf-8")
    assert not [note for note in Organisation.read(path).notes if note.code == "alike"]


def test_a_junior_group_that_names_no_post_is_told_so(tmp_path):
    senior, junior = tmp_path / "s.csv", tmp_path / "j.csv"
    senior.write_text("Post Unique Reference,Reports to Senior Post\nA,XX\n", encoding="utf-8")
    junior.write_text("Reporting Senior Post,Number of Posts in FTE\n,1\nA,1\n", encoding="utf-8")
    with pytest.raises(TableError) as refusal:
        Organisation.read_organogram(senior, junior)
    (fault,) = refusal.value.faults
    assert (fault.code, fault.row, fault.repair) == ("blank_superior", 2, 'orphans="attach"')
    assert "未填写上级岗位" in fault.text("zh")
    assert "值“" not in fault.text("zh")
    assert len(Organisation.read_organogram(senior, junior, orphans="attach")) == 3
