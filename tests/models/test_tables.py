from __future__ import annotations

import datetime
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation, TableError
from models.circles import cycles
from models.fault_texts import FAULTS, NOTES
from models.faults import MOST_SHOWN, Fault, Note

Table = Callable[..., Path]


def codes(error: pytest.ExceptionInfo[TableError]) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in error.value.faults]


def notes(organisation: Organisation) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.details) for note in organisation.notes}


# ---- all faults at once ----

SPOILT = """unit,superior,level,name,headcount,authority,responsibility
a,,province,A,1,0.5,0.5
b,a,prefecture,B,-2,0.5,60
b,a,prefecture,B2,１２,0.5,0.5
,a,prefecture,C,3,,
c,zz,county,D,many,1.2,0.3
d,e,county,E,1,,
e,d,county,F,1,,
f,f,county,G,1,,
g,b,province,H,1,,

h,,province,I,1,,
i,b,,J,1,,
j,b,county,K,1
"""


def test_all_faults_of_a_file_stand_in_one_report_with_their_rows(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(SPOILT))
    assert codes(error) == [
        ("several_roots", 2),
        ("negative", 3),
        ("not_a_share", 3),
        ("full_width", 4),
        ("duplicate_id", 4),
        ("blank_id", 5),
        ("not_a_number", 6),
        ("not_a_share", 6),
        ("missing_superior", 6),
        ("cycle", 7),
        ("self_superior", 9),
        ("level_above", 10),
        ("blank_level", 13),
        ("cells", 14),
    ]
    message = str(error.value)
    assert message.startswith("table.csv: 14 faults found")
    for part in (
        'roots="join"',
        'orphans="attach"',
        'duplicates="first"',
        'digits="convert"',
        "d, e (rows 7, 8)",
    ):
        assert part in message
    assert 'value "60": the share is outside its range (did you mean "0.6"?); allowed: 0 to 1' in message
    assert 'g is placed above its superior b, which is on level "prefecture" (row 3)' in message


def test_report_in_chinese(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(SPOILT))
    lines = error.value.text("zh").splitlines()
    assert lines[0] == "table.csv：共发现 14 处问题"
    assert lines[1] == (
        "  table.csv，第2行，“superior”列：2 个单位没有上级：a, h（第 2, 12 行）；"
        '允许：只有最高一个单位没有上级；修复选项：roots="join"'
    )


def test_repairs_leave_only_what_has_no_repair(table: Table) -> None:
    repairs = {"roots": "join", "orphans": "attach", "duplicates": "first", "cycles": "cut"}
    with pytest.raises(TableError) as error:
        Organisation.read(table(SPOILT), digits="convert", **repairs)
    assert {code for code, _ in codes(error)} == {
        "negative", "not_a_share", "blank_id", "not_a_number", "level_above", "blank_level", "cells",
    }  # fmt: skip


def test_long_reports_are_shortened_and_complete_in_the_list(table: Table) -> None:
    rows = "".join(f"u{number},zz,2\n" for number in range(200))
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level\ntop,,1\n" + rows))
    assert len(error.value.faults) == 200
    assert len(str(error.value).splitlines()) == MOST_SHOWN + 2
    assert "and 150 more" in str(error.value)


def test_error_travels_between_processes(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(SPOILT))
    copy = pickle.loads(pickle.dumps(error.value))
    assert copy.faults == error.value.faults
    assert str(copy) == str(error.value)


def test_every_wording_is_complete_in_both_languages() -> None:
    class Anything(dict):
        def __missing__(self, key: str) -> str:
            return "…"

    for wording in FAULTS.values():
        for text in (*wording.problem, *wording.allowed):
            assert text.format_map(Anything())
    for english, chinese in NOTES.values():
        assert english.format_map(Anything())
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
    with pytest.raises(ValueError, match="'fr'"):
        Fault("blank_id", "a.csv").text("fr")  # type: ignore[arg-type]
    assert Note("blank_headcount", (("number", "2"),), "a.csv").text("zh") == "a.csv：2 个空白人数按 1 计"


# ---- repairs ----


def test_roots_are_joined_under_a_new_unit(table: Table) -> None:
    path = table("unit,superior,level,name\na,,1,A\nb,,1,B\nc,b,2,C\n")
    joined = Organisation.read(path, roots="join")
    assert joined.levels == ("root", "1", "2")
    assert joined.ids.to_pylist() == ["root", "a", "b", "c"]
    assert joined.names.to_pylist() == [None, "A", "B", "C"]
    assert notes(joined)["roots_joined"] == {"number": "2", "root": "root", "units": "a, b"}
    assert Organisation.read(path, roots="join", root="全国").levels[0] == "全国"
    with pytest.raises(TableError) as error:
        Organisation.read(path, roots="join", root="c")
    assert codes(error) == [("root_taken", 4)]


def test_circles_are_cut_above_the_unit_with_the_most_below_it(table: Table) -> None:
    path = table("unit,superior,level\na,,1\nb,d,2\nc,b,2\nd,c,2\ne,c,3\nf,e,3\ng,b,3\nh,h,2\n")
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("cycle", 3), ("self_superior", 9)]
    assert {fault.repair for fault in error.value.faults} == {'cycles="cut"'}
    cut = Organisation.read(path, cycles="cut")
    frame = cut.to_frame().set_index("unit")["superior"]
    # c has e and f below it, b has g, d nobody
    assert frame[["b", "c", "d", "h"]].to_dict() == {"b": "d", "c": "a", "d": "c", "h": "a"}
    texts = [note.text() for note in cut.notes if note.code == "cycles_cut"]
    assert len(texts) == 2
    assert "b, d, c was cut above c" in texts[0]


def test_table_that_is_one_circle_can_be_cut(table: Table) -> None:
    path = table("unit,superior,level\nb,a,1\na,b,1\nc,a,2\n")
    organisation = Organisation.read(path, cycles="cut")
    assert organisation.ids.to_pylist() == ["a", "b", "c"]
    assert "is the top now" in organisation.notes[-1].text("en")
    assert "现为最高单位" in organisation.notes[-1].text("zh")


def test_a_published_organogram_is_recognised(table: Table) -> None:
    path = table("Post Unique Reference,Name,Grade,Reports to Senior Post\n1,A,SCS1,XX\n")
    with pytest.raises(TableError, match="published organogram") as refusal:
        Organisation.read(path)
    assert len(refusal.value.faults) == 1


def test_one_root_needs_no_joining(table: Table) -> None:
    path = table("unit,superior,level\na,,1\nb,a,2\n")
    assert Organisation.read(path, roots="join").digest() == Organisation.read(path).digest()


def test_orphans_are_attached_to_the_top(table: Table) -> None:
    path = table("unit,superior,level\na,,1\nb,x,2\nc,b,3\nd,y,2\n")
    attached = Organisation.read(path, orphans="attach")
    assert attached.ids.to_pylist() == ["a", "b", "d", "c"]
    assert attached.superior.tolist() == [-1, 0, 0, 1]
    assert notes(attached)["orphans_attached"]["units"] == "b, d"


def test_orphan_on_a_level_above_the_top_stays_a_fault(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level\na,,2\nb,x,1\nc,a,3\n"), orphans="attach")
    assert codes(error) == [("level_above", 3)]


def test_extract_whose_top_names_a_superior_outside(table: Table) -> None:
    path = table("unit,superior,level\na,country,1\nb,a,2\n")
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("missing_superior", 2)]
    assert Organisation.read(path, orphans="attach").ids.to_pylist() == ["a", "b"]


def test_first_of_repeated_rows_is_kept(table: Table) -> None:
    organisation = Organisation.read(
        table("unit,superior,level,headcount\na,,1,1\nb,a,2,5\nb,a,2,6\n"), duplicates="first"
    )
    assert organisation.headcount.tolist() == [1, 5]
    assert notes(organisation)["duplicates_dropped"] == {"number": "1", "rows": "4"}


def test_zero_is_no_superior_unless_there_is_a_unit_zero(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\n1,0,1\n2,1,2\n"))
    assert organisation.n_units == 2
    assert notes(organisation)["zero_superior"] == {"number": "1"}
    with_zero = Organisation.read(table("unit,superior,level\n0,,1\n2,0,2\n"))
    assert "zero_superior" not in notes(with_zero)


@pytest.mark.parametrize("option", ["roots", "orphans", "duplicates", "cycles", "digits"])
def test_unknown_repairs_are_refused(table: Table, option: str) -> None:
    with pytest.raises(ValueError, match=f'{option}=.*allowed are "refuse"'):
        Organisation.read(table("unit,superior,level\na,,1\n"), **{option: "jion"})


# ---- encodings ----

CHINESE = "单位,上级,层级,名称\n45,,自治区,广西壮族自治区\n4501,45,设区市,南宁市\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8-BOM"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("gb2312", "GB18030"),
        ("utf-16", "UTF-16"),
    ],
)
def test_chinese_encodings(table: Table, encoding: str, said: str) -> None:
    organisation = Organisation.read(table(CHINESE, encoding=encoding))
    assert organisation.names.to_pylist() == ["广西壮族自治区", "南宁市"]
    assert organisation.levels == ("自治区", "设区市")
    assert notes(organisation)["encoding"] == {"encoding": said}


@pytest.mark.parametrize("name", ["naïve résumé", "Zoë’s café – £5", "Straße", "Ångström", "São Paulo", "£"])
def test_western_text_is_not_taken_for_chinese(table: Table, name: str) -> None:
    organisation = Organisation.read(table(f"unit,superior,level,name\na,,1,{name}\n", encoding="cp1252"))
    assert organisation.names.to_pylist() == [name]
    assert notes(organisation)["encoding"] == {"encoding": "cp1252"}


def test_named_encoding_is_taken_at_its_word(table: Table) -> None:
    path = table(CHINESE, encoding="gbk")
    assert Organisation.read(path, encoding="gbk").n_units == 2
    with pytest.raises(TableError) as error:
        Organisation.read(path, encoding="utf-8")
    assert codes(error) == [("encoding", None)]
    with pytest.raises(ValueError, match="nonsense"):
        Organisation.read(path, encoding="nonsense")


def test_row_that_is_not_in_the_encoding_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(CHINESE.encode() + "4502,45,设区市,柳州市\n".encode("gbk"))
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("encoding_row", 4)]


def test_binary_rubbish_is_refused(tmp_path: Path) -> None:
    for number, content in enumerate([b"\x00\x01\x02", b"unit,superior,level\n\x81\x8d\x8f,,1\n"]):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content)
        with pytest.raises(TableError) as error:
            Organisation.read(path)
        assert codes(error) == [("encoding", None)]


# ---- headings that are missing or misspelt ----

ONE_FAULT_A_CHECK = (
    "{headings}\n"
    "a,,province,1,0.5\n"
    "b,a,prefecture,-2,0.5\n"
    "b,a,prefecture,１２,0.5\n"
    ",a,prefecture,many,0.5\n"
    "c,zz,county,1,1.5\n"
    "d,b,province,1,0.5\n"
    "e,b,,1,0.5\n"
)
OF_NUMBERS = [("negative", 3), ("full_width", 4), ("not_a_number", 5), ("not_a_share", 6)]
OF_IDS = [("duplicate_id", 4), ("blank_id", 5)]
OF_SUPERIORS = [("missing_superior", 6)]
OF_LEVELS = [("blank_level", 8)]
ACROSS_LEVELS = [("level_above", 7)]


@pytest.mark.parametrize(
    ("headings", "missing", "others"),
    [
        # no near name: what does not need the column is checked
        ("unit,superior,rank,headcount,authority", 1, OF_NUMBERS + OF_IDS + OF_SUPERIORS),
        ("unit,boss,level,headcount,authority", 1, OF_NUMBERS + OF_IDS + OF_LEVELS),
        ("code,superior,level,headcount,authority", 1, OF_NUMBERS + OF_LEVELS),
        ("code,boss,rank,headcount,authority", 3, OF_NUMBERS),
        # one near name: its cells are checked as if it were spelt rightly
        (
            "unitt,superior,level,headcount,authority",
            1,
            OF_NUMBERS + OF_IDS + OF_SUPERIORS + OF_LEVELS + ACROSS_LEVELS,
        ),
        (
            "unit,superor,lvl,headcount,authority",
            2,
            OF_NUMBERS + OF_IDS + OF_SUPERIORS + OF_LEVELS + ACROSS_LEVELS,
        ),
    ],
)
def test_a_heading_that_is_not_there_hides_no_other_fault(
    table: Table, headings: str, missing: int, others: list[tuple[str, int]]
) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(ONE_FAULT_A_CHECK.format(headings=headings)))
    assert sorted(codes(error)) == sorted([("column_missing", 1)] * missing + others)


def test_faults_under_a_misspelt_heading_are_shown_under_it(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superor,level,headcuont\na,,1,1\nb,a,2,-1\nc,zz,2,1\n"))
    found = [(fault.code, fault.row, fault.column) for fault in error.value.faults]
    assert found == [
        ("column_missing", 1, "superior"),
        ("column_misspelt", 1, "headcuont"),
        ("negative", 3, "headcuont"),
        ("missing_superior", 4, "superor"),
    ]


def test_a_misspelt_heading_alone_is_refused_in_a_good_table(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superor,level\na,,1\nb,a,2\n"))
    assert codes(error) == [("column_missing", 1)]


def test_repairs_hold_beside_a_misspelt_heading(table: Table) -> None:
    text = "unit,superior,levle\na,,１\nb,zz,２\nb,a,２\n"
    with pytest.raises(TableError) as error:
        Organisation.read(table(text), orphans="attach", duplicates="first", digits="convert")
    assert codes(error) == [("column_missing", 1)]


@pytest.mark.parametrize(
    "text",
    [
        # two near names: which is meant?
        "unit,superior a,superior b,level\na,,,1\nb,a,a,2\nc,zz,zz,2\n",
        # names of superiors, where ids were looked for
        "unit,superior name,level\na,,1\nb,Ann,2\nc,Ann,2\n",
        # kinds of units, where ids were looked for
        "unit kind,superior,level\ncity,,1\ntown,4501,2\ntown,4501,2\ntown,4501,2\ntown,4501,2\n",
    ],
)
def test_a_column_that_cannot_be_meant_is_not_checked_as_if_it_were(table: Table, text: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(text))
    assert codes(error) == [("column_missing", 1)]


@pytest.mark.parametrize("heading", ["superior", "superor", "boss"])
def test_given_levels_are_compared_whatever_else_is_missing(table: Table, heading: str) -> None:
    text = f"unit,{heading},level\na,,top\nb,a,bottm\n"
    with pytest.raises(TableError) as error:
        Organisation.read(table(text), levels=["top", "bottom"])
    assert ("unknown_level", 3) in codes(error)


def test_cells_above_headings_that_stand_lower_are_not_checked(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("headcount,report,2024\nunit,superior,level\nmany,,1\n"))
    assert codes(error) == [("header_below", 2)]


# ---- headings and shape of the file ----


@pytest.mark.parametrize("text", ["", "\n\n", "unit,superior,level\n", "unit,superior,level\n,,\n"])
def test_empty_files(table: Table, text: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(text))
    assert codes(error) == [("empty", None)]


@pytest.mark.parametrize(
    ("headings", "missing", "seen"),
    [
        ("unit,superor,level", "superior", "superor"),
        ("unit,superior,lvl", "level", "lvl"),
        ("单位编码,上级,层级", "unit", "单位编码"),
        ("unit,boss,level", "superior", None),
    ],
)
def test_missing_columns_are_named_and_near_ones_suggested(
    table: Table, headings: str, missing: str, seen: str | None
) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(f"{headings}\na,,1\n"))
    (fault,) = error.value.faults
    assert (fault.code, fault.row, fault.column, fault.suggestion) == ("column_missing", 1, missing, seen)
    # the present heading is what may be wrong, not the missing one
    assert "did you mean" not in fault.text()
    assert (f'the heading "{seen}" looks like it' in fault.text()) == (seen is not None)
    assert (f"表头“{seen}”与之相近" in fault.text("zh")) == (seen is not None)
    assert "人数" in fault.allowed


def test_misspelt_optional_column_is_not_passed_over(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level,headcuont\na,,1,7\n"))
    (fault,) = error.value.faults
    assert (fault.code, fault.column, fault.suggestion) == ("column_misspelt", "headcuont", "headcount")


def test_columns_not_used_are_noted(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level,telephone\na,,1,7\n"))
    assert notes(organisation)["columns_unused"] == {"columns": "telephone"}


def test_column_there_twice(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,单位,superior,level\na,a,,1\n"))
    assert codes(error) == [("column_twice", 1)]


@pytest.mark.parametrize(
    "headings",
    ["Unit, SUPERIOR ,Level,HeadCount", "单位,上级,层级,人数", "ｕｎｉｔ,superior,level,headcount"],
)
def test_headings_in_other_dress(table: Table, headings: str) -> None:
    assert Organisation.read(table(f"{headings}\na,,1,7\n")).headcount.tolist() == [7]


@pytest.mark.parametrize("above", ["报表\n\n", "报表,,\n,,\n", "2023,,\n"])
def test_headings_below_the_first_row(table: Table, above: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(above + "单位,上级,层级\na,,1\n"))
    assert codes(error) == [("header_below", above.count("\n") + 1)]


@pytest.mark.parametrize(("delimiter", "said"), [(";", ";"), ("\t", "TAB")])
def test_other_delimiters(table: Table, delimiter: str, said: str) -> None:
    text = "unit,superior,level\na,,1\nb,a,2\n".replace(",", delimiter)
    organisation = Organisation.read(table(text))
    assert organisation.n_units == 2
    assert notes(organisation)["delimiter"] == {"delimiter": said}


def test_full_width_commas(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("单位，上级，层级\na，，1\n"))
    assert codes(error) == [("full_width_comma", 1)]


def test_row_numbers_count_quoted_line_breaks_and_blank_rows_as_a_spreadsheet_does(table: Table) -> None:
    text = 'unit,superior,level,name\na,,1,"one\nname"\n\nb,a,2,short\nc,zz,2,x\nd,a\n'
    with pytest.raises(TableError) as error:
        Organisation.read(table(text))
    assert codes(error) == [("missing_superior", 5), ("cells", 6)]


def test_quotation_mark_left_open(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table('unit,superior,level,name\na,,1,"A\nb,a,2,B\n'))
    assert codes(error) == [("quote_open", 2)]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("unit,superior,level\na,,1\n")
    with pytest.raises(TableError, match=r'did you mean "units\.csv"'):
        Organisation.read(tmp_path / "unit.csv")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", "rubbish", "file_type"),
        ("a.pdf", "rubbish", "file_type"),
        ("a.xlsx", "rubbish", "other_kind"),
        ("a.xlsx", "PK\x03\x04rubbish", "file_unreadable"),
        ("a.parquet", "PAR1rubbish", "file_unreadable"),
    ],
)
def test_files_that_cannot_be_read(table: Table, name: str, content: str, code: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(content, name))
    assert codes(error) == [(code, None)]


# ---- cells ----


def test_codes_turned_into_decimals_are_put_right_and_noted(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\n45,,1.0\n4501,45.0,2.0\n4502,45.0,2.0\n"))
    assert organisation.ids.to_pylist() == ["45", "4501", "4502"]
    assert organisation.levels == ("1", "2")
    texts = [note.text() for note in organisation.notes if note.code == "floats"]
    assert any('"superior"' in text and "taken off 2" in text for text in texts)


def test_section_numbers_are_not_decimals(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\n1.0,,1\n1.1,1.0,2\n"))
    assert organisation.ids.to_pylist() == ["1.0", "1.1"]


@pytest.mark.parametrize(
    ("code", "fault"),
    [("6.59013E+11", "scientific_id"), ("#N/A", "excel_error"), ("2024-01-02T00:00:00", "date_id")],
)
def test_codes_spoilt_by_a_spreadsheet(table: Table, code: str, fault: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(f"unit,superior,level\na,,1\n{code},a,2\n"))
    assert codes(error) == [(fault, 3)]


def test_spaces_around_ids_are_taken_off_and_noted(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\na,,1\n b\u3000,a ,2\nc,\u00a0b,3\n"))
    assert organisation.ids.to_pylist() == ["a", "b", "c"]
    texts = [note.text() for note in organisation.notes if note.code == "trimmed"]
    assert len(texts) == 2


def test_full_width_numbers_everywhere(table: Table) -> None:
    path = table("unit,superior,level,headcount\n４５,,１,１２．５\n4501,４５,２,3\n")
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("full_width", row) for row in (2, 2, 2, 3, 3)]
    assert {fault.repair for fault in error.value.faults} == {'digits="convert"'}
    converted = Organisation.read(path, digits="convert")
    assert converted.ids.to_pylist() == ["45", "4501"]
    assert converted.headcount.tolist() == [12.5, 3]
    assert sum(note.code == "digits_converted" for note in converted.notes) == 4


def test_ids_that_merely_contain_full_width_digits_stay(table: Table) -> None:
    assert Organisation.read(table("unit,superior,level\n第１组,,一\n")).ids.to_pylist() == ["第１组"]


@pytest.mark.parametrize("number", ["many", "1,2,3", "12人", "50%", "nan", "1e4000", "--1", "."])
def test_what_is_not_a_number(table: Table, number: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(f'unit,superior,level,headcount\na,,1,"{number}"\n'))
    assert codes(error) == [("not_a_number", 2)]


@pytest.mark.parametrize("number", ["1e11", "1e400", "inf", "1e300"])
def test_no_organisation_has_more_people_than_the_earth(table: Table, number: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table(f"unit,superior,level,headcount\na,,1,{number}\n"))
    assert codes(error) == [("too_many_people", 2)]
    assert "0 to 10,000,000,000" in str(error.value)


@pytest.mark.parametrize("value", ["#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#SPILL!"])
def test_failed_formulas_are_told_as_such_in_every_column(table: Table, value: str) -> None:
    text = "unit,superior,level,headcount,authority\na,,1,1,1\n{0},a,{0},{0},{0}\n"
    with pytest.raises(TableError) as error:
        Organisation.read(table(text.format(value)))
    assert codes(error) == [("excel_error", 3)] * 4


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("+3", 3), ("2.", 2), (".5", 0.5), ("1e3", 1000), ("", 1)]
)
def test_what_is_a_number(table: Table, text: str, value: float) -> None:
    organisation = Organisation.read(table(f"unit,superior,level,headcount\na,,1,{text}\nb,a,2,5\n"))
    assert organisation.headcount.tolist() == [value, 5]
    assert ("blank_headcount" in notes(organisation)) == (text == "")


def test_blank_shares_are_unknown(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level,authority,responsibility\na,,1,,0.5\n"))
    assert np.isnan(organisation.authority[0])
    assert organisation.responsibility.tolist() == [0.5]


# ---- levels ----


def test_numbered_levels_are_ordered_as_numbers(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\na,,2\nb,a,9\nc,b,10\n"))
    assert organisation.levels == ("2", "9", "10")


def test_numbers_that_fall_are_noted(table: Table) -> None:
    organisation = Organisation.read(table("unit,superior,level\na,,3\nb,a,2\nc,b,1\n"))
    assert organisation.levels == ("3", "2", "1")
    assert "levels_descending" in notes(organisation)


def test_named_levels_are_ordered_by_who_stands_above_whom(table: Table) -> None:
    text = "unit,superior,level\na,,zenith\nb,a,middle\nc,b,bottom\nd,a,bottom\ne,a,aside\n"
    assert Organisation.read(table(text)).levels == ("zenith", "aside", "middle", "bottom")


def test_given_levels_may_hold_more_than_the_table(table: Table) -> None:
    path = table("unit,superior,level\na,,top\nc,a,low\n")
    assert Organisation.read(path, levels=["top", "middle", "low"]).level.tolist() == [0, 2]
    with pytest.raises(TableError) as error:
        Organisation.read(path, levels=["top", "lower"])
    assert codes(error) == [("unknown_level", 3)]
    assert error.value.faults[0].suggestion == "lower"
    for levels in ("top", [], ["top", "top"]):
        with pytest.raises(ValueError, match="levels"):
            Organisation.read(path, levels=levels)


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ("a,,r\nb,a,p\nc,b,q\nd,b,q\ne,c,p\n", 6),  # the majority decides
        ("a,,r\nb,a,p\nc,b,q\nd,c,r\n", 5),  # nearness to the top decides a circle
        ("a,,r\nb,a,p\nc,b,q\nd,c,p\n", 5),  # and a draw
    ],
)
def test_one_wrong_row_does_not_turn_the_levels_over(table: Table, rows: str, row: int) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level\n" + rows))
    assert codes(error) == [("level_above", row)]


def test_levels_without_an_order_are_named_with_their_rows(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level\n1,,r\n2,1,a\n3,2,b\n4,1,b\n5,4,a\n"))
    assert codes(error)[0] == ("levels_contradict", 4)
    assert '"a" stands above "b" in rows 4, and below it in rows 6' in str(error.value)
    given = pytest.raises(TableError)
    with given as error:
        Organisation.read(
            table("unit,superior,level\n1,,r\n2,1,a\n3,2,b\n4,1,b\n5,4,a\n"), levels=["r", "a", "b"]
        )
    assert codes(error) == [("level_above", 6)]


# ---- workbooks, Parquet, frames ----


def workbook(path: Path, rows: list[list[object]], *others: str) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in others:
        book.create_sheet(name)
    book.save(path)
    return path


HEADINGS = ["unit", "superior", "level", "name"]


def test_workbook_with_numbers_for_codes(tmp_path: Path) -> None:
    rows = [HEADINGS, [45.0, None, "省", "广西 "], [None] * 4, [4501, "45", "市", None]]
    organisation = Organisation.read(workbook(tmp_path / "a.xlsx", rows, "notes"))
    assert organisation.ids.to_pylist() == ["45", "4501"]
    assert organisation.names.to_pylist() == ["广西", None]
    assert notes(organisation)["blank_rows"] == {"number": "1"}
    assert notes(organisation)["sheet"] == {"sheet": "Sheet", "others": "notes"}


def test_workbook_sheet_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, ["a", None, 1, "A"]], "other")
    assert Organisation.read(path, sheet="Sheet").n_units == 1
    with pytest.raises(TableError, match='did you mean "other"'):
        Organisation.read(path, sheet="Other")
    with pytest.raises(TableError) as error:
        Organisation.read(path, sheet="other")
    assert codes(error) == [("empty", None)]


def test_workbook_that_spoilt_its_codes(tmp_path: Path) -> None:
    rows = [HEADINGS, [1234567890123456789, None, 1, "A"], [datetime.datetime(2024, 1, 2), None, 1, "B"]]
    with pytest.raises(TableError) as error:
        Organisation.read(workbook(tmp_path / "a.xlsx", rows))
    assert ("scientific_id", 2) in codes(error)
    assert ("date_id", 3) in codes(error)


def test_the_same_table_in_all_formats(tmp_path: Path) -> None:
    frame = Organisation.tree([3, 2]).to_frame()
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    digests = {Organisation.read(tmp_path / name).digest() for name in ("a.csv", "a.parquet", "a.xlsx")}
    assert digests == {Organisation.tree([3, 2]).digest()}


def test_parquet_with_two_columns_of_one_name(tmp_path: Path) -> None:
    columns = [["a", "b"], ["x", "y"], [None, "a"], [1, 2]]
    table = pa.Table.from_arrays(
        [pa.array(column) for column in columns], names=["unit", "unit", "superior", "level"]
    )
    pyarrow.parquet.write_table(table, tmp_path / "twice.parquet")
    with pytest.raises(TableError) as error:
        Organisation.read(tmp_path / "twice.parquet")
    assert codes(error) == [("column_twice", 1)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", [1e300, float("inf"), -float("inf")])
def test_parquet_with_numbers_beyond_measure(tmp_path: Path, number: float) -> None:
    path = tmp_path / "beyond.parquet"
    frame = pandas.DataFrame({"unit": ["a", "b"], "superior": [None, "a"], "level": [1, 2]})
    frame.assign(headcount=[number, 2.0]).to_parquet(path)
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("too_many_people" if number > 0 else "negative", 2)]


def test_a_folder_is_told_with_the_tables_in_it(table: Table, tmp_path: Path) -> None:
    table("unit,superior,level\na,,1\n")
    with pytest.raises(TableError) as error:
        Organisation.read(tmp_path)
    assert codes(error) == [("folder", None)]
    assert "(tables in this folder: table.csv)" in str(error.value)


def test_frames_of_any_type() -> None:
    numbers = pandas.DataFrame({"unit": [1, 2], "superior": [np.nan, 1.0], "level": [1, 2]})
    mixed = pandas.DataFrame({"unit": ["1", 2], "superior": [None, 1], "level": ["1", 2.0]})
    category = numbers.astype({"unit": "category", "level": "category"})
    digests = {Organisation.from_frame(frame).digest() for frame in (numbers, mixed, category)}
    assert len(digests) == 1
    twice = pandas.DataFrame([[1, 1, None, 1]], columns=["unit", "unit", "superior", "level"])
    with pytest.raises(TableError) as error:
        Organisation.from_frame(twice)
    assert codes(error) == [("column_twice", 1)]
    with pytest.raises(TableError) as error:
        Organisation.from_frame(pandas.DataFrame())
    assert codes(error) == [("empty", None)]


def test_frame_is_not_changed() -> None:
    frame = pandas.DataFrame({"unit": [" a", "b"], "superior": [None, "a"], "level": [1, 2]})
    before = frame.copy()
    Organisation.from_frame(frame)
    pandas.testing.assert_frame_equal(frame, before)


# ---- circles ----


@given(st.lists(st.integers(-2, 11), min_size=1, max_size=12))
def test_circles_by_walking(superior: list[int]) -> None:
    above = np.array([other if other < len(superior) else -1 for other in superior])
    expected = set()
    for start in range(len(above)):
        walk, unit = [], start
        while unit >= 0 and unit not in walk:
            walk.append(unit)
            unit = int(above[unit])
        if unit >= 0:
            expected.add(frozenset(walk[walk.index(unit) :]))
    found = cycles(above)
    assert {frozenset(cycle.tolist()) for cycle in found} == expected
    for cycle in found:
        assert (above[cycle] == np.roll(cycle, -1)).all()


@pytest.mark.parametrize("length", [2, 3, 20])
def test_every_unit_of_a_circle_is_named(table: Table, length: int) -> None:
    rows = "".join(f"u{i},u{(i + 1) % length},2\n" for i in range(length))
    with pytest.raises(TableError) as error:
        Organisation.read(table("unit,superior,level\ntop,,1\n" + rows + "below,u0,2\n"))
    (fault,) = error.value.faults
    assert fault.code == "cycle"
    for number in range(length):
        assert f"u{number}" in fault.problem()


# ---- size ----


def test_the_whole_country(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("china/units.parquet")
    with pytest.raises(TableError) as error:
        Organisation.read(path)
    assert codes(error) == [("several_roots", 2)]
    started = time.perf_counter()
    country = Organisation.read(path, roots="join")
    assert time.perf_counter() - started < 20  # about 2 on an idle machine
    assert list(country.counts.values()) == [1, 31, 342, 2978, 41352, 620573]
    arrays = [getattr(country, name) for name in ("superior", "first", "level", "depth", "key", "headcount")]
    size = (
        sum(array.nbytes for array in [*arrays, country.authority, country.responsibility])
        + country.ids.nbytes
    )
    assert size < 100e6
    # codes of statistics extend the code of the superior
    ids, superior = country.ids.to_pylist(), country.superior
    assert all(ids[unit].startswith(ids[superior[unit]]) for unit in range(32, len(ids), 97))
