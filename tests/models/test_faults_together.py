"""No fault hides another one: damaged rows, names that are taken, lines that a repair has placed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models import Organisation, TableError

Table = Callable[..., Path]

SENIOR = "Post Unique Reference,Name,Grade,Job Title,Unit,Reports to Senior Post,FTE\n"
JUNIOR = "Unit,Reporting Senior Post,Grade,Generic Job Title,Number of Posts in FTE\n"


def codes(error: pytest.ExceptionInfo[TableError]) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in error.value.faults]


def refused(path: Path, **options: str) -> list[tuple[str, int | None]]:
    with pytest.raises(TableError) as error:
        Organisation.read(path, **options)
    return codes(error)


# ---- rows of another encoding ----


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_damaged_row_hides_no_other_fault(tmp_path: Path, mark: bytes, end: bytes) -> None:
    path = tmp_path / "mixed.csv"
    rows = ["unit,superior,level,name,headcount", "1,,省,广西,1", "2,1,市,南宁,-1", "4,9,市,北海,1"]
    content = [row.encode() for row in rows] + ["3,1,市,柳州,many".encode("gb18030")]
    path.write_bytes(mark + end.join(content))
    assert refused(path) == [
        ("negative", 3),
        ("missing_superior", 4),
        ("encoding_row", 5),
        ("not_a_number", 5),
    ]


def test_a_damaged_row_of_a_gb18030_file_is_told_and_its_text_is_not_read_as_western(tmp_path: Path) -> None:
    path = tmp_path / "gb.csv"
    rows = ["unit,superior,level,name", "1,,省,广西", "2,1,市,南宁", "3,1,市,柳州"]
    path.write_bytes("\n".join(rows).encode("gb18030") + b"\n4,1,\xca\xd0,\xff\xff\n")
    assert refused(path) == [("encoding_row", 5)]


def test_a_damaged_row_below_a_text_of_two_lines_is_told_by_row(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(
        'unit,superior,level,name\n1,,省,"广西\n自治区"\n2,1,市,南宁\n'.encode() + b"3,1,b,\xff\n"
    )
    assert ("encoding_row", 4) in refused(path)


def test_bytes_of_zero_are_told_by_row(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"unit,superior,level\na,,1\nb\0,a,2\nc,x,2\n")
    assert refused(path) == [("nul", 3), ("missing_superior", 4)]


# ---- names that are taken ----


def test_a_root_may_not_have_the_name_of_a_level(table: Table) -> None:
    path = table("unit,superior,level\n1,,省\n2,,省\n3,1,市\n4,9,市\n")
    with pytest.raises(TableError) as error:
        Organisation.read(path, roots="join", root="市")
    assert codes(error) == [("root_level_taken", 4), ("missing_superior", 5)]
    text = error.value.faults[0].text()
    assert 'table.csv, row 4, column "level", value "市"' in text
    assert 'allowed: a name that is no level\'s: root="..." (levels: 省, 市)' in text


def test_a_root_may_not_have_the_name_of_a_given_level_without_units(table: Table) -> None:
    path = table("unit,superior,level\n1,,省\n2,,省\n")
    with pytest.raises(TableError) as error:
        Organisation.read(path, roots="join", root="县", levels=["省", "县"])
    assert codes(error) == [("root_level_taken", None)]


@pytest.mark.parametrize(
    ("root", "file", "row"), [("senior 1", "s.csv", 2), ("senior 2", "s.csv", 4), ("junior", "j.csv", 2)]
)
def test_the_root_of_an_organogram_may_not_have_the_name_of_a_level(
    table: Table, root: str, file: str, row: int
) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,1\nB,,S,u,U,XX,1\nC,,S,u,U,A,1\nD,,S,u,U,ZZ,1\n", "s.csv")
    junior = table(JUNIOR + "U,A,EO,x,1\n", "j.csv")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(senior, junior, roots="join", root=root)
    found = [(fault.file, fault.code, fault.row, fault.value) for fault in error.value.faults]
    assert sorted(found) == sorted(
        [(file, "root_level_taken", row, root), ("s.csv", "missing_superior", 5, "ZZ")]
    )
    assert len(Organisation.read_organogram(senior, junior, roots="join", root="top", orphans="attach")) == 6


def test_a_reference_that_is_also_the_id_of_a_group(table: Table) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,1\nA | EO | x,,S,u,U,A,1\nC,,S,u,U,ZZ,1\n", "s.csv")
    junior = table(JUNIOR + "U,A,AO,x,1\nU,A,EO,x,1\n", "j.csv")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(senior, junior)
    assert codes(error) == [("group_id_taken", 3), ("missing_superior", 4)]
    text = error.value.faults[0].text()
    assert 's.csv, row 3, column "Post Unique Reference", value "A | EO | x"' in text
    assert "row 3 of j.csv" in text


def test_a_joined_root_with_the_id_of_a_group(table: Table) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,1\nB,,S,u,U,XX,1\n", "s.csv")
    junior = table(JUNIOR + "U,A,EO,x,1\n", "j.csv")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(senior, junior, roots="join", root="A | EO | x")
    assert [(fault.file, *code) for fault, code in zip(error.value.faults, codes(error), strict=True)] == [
        ("j.csv", "root_taken", 2)
    ]


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ("U,A,,Clerk,1\n", ["A | Clerk"]),
        ("U,A,EO,,1\n", ["A | EO"]),
        ("U,A,,,1\n", ["A | junior"]),
        ("U,A,,Clerk,1\nU,A,Clerk,,2\n", ["A | Clerk", "A | Clerk #2"]),
        ("U,A,EO,x,1\nU,A,EO,x,1\nU,A,EO,x #2,1\n", ["A | EO | x", "A | EO | x #2", "A | EO | x #3"]),
    ],
)
def test_ids_of_groups_are_made_of_what_is_there(table: Table, rows: str, ids: list[str]) -> None:
    senior, junior = table(SENIOR + "A,,S,t,U,XX,1\n", "s.csv"), table(JUNIOR + rows, "j.csv")
    assert sorted(Organisation.read_organogram(senior, junior).ids.to_pylist()) == ["A", *ids]


def test_a_group_whose_post_is_blank_is_named_by_the_rest(table: Table) -> None:
    senior, junior = table(SENIOR + "A,,S,t,U,XX,1\n", "s.csv"), table(JUNIOR + "U,,EO,x,1\n", "j.csv")
    organisation = Organisation.read_organogram(senior, junior, orphans="attach")
    assert organisation.ids.to_pylist() == ["A", "EO | x"]


def test_numbers_of_references_pass_over_those_that_are_there(table: Table) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,1\n0,,S,a,U,A,1\n0,,S,b,U,A,1\n0 (2),,S,c,U,A,1\n", "s.csv")
    organisation = Organisation.read_organogram(senior, duplicates="number")
    assert organisation.ids.to_pylist() == ["A", "0", "0 (2)", "0 (3)"]


# ---- lines that a repair has placed ----


def test_attached_units_have_no_say_in_the_order_of_numbered_levels(table: Table) -> None:
    rows = "a,,2\nb,a,3\nc,b,4\n" + "".join(f"o{number},x,1\n" for number in range(5))
    assert refused(table("unit,superior,level\n" + rows), orphans="attach") == [
        ("level_above", row) for row in range(5, 10)
    ]


def test_attached_units_have_no_say_in_the_order_of_named_levels(table: Table) -> None:
    rows = "a,,市\nb,a,县\n" + "".join(f"o{number},x,省\n" for number in range(5)) + "p,o1,市\n"
    assert refused(table("unit,superior,level\n" + rows), orphans="attach") == [
        ("level_above", row) for row in range(4, 9)
    ]


def test_cut_circles_have_no_say_in_the_order_of_levels(table: Table) -> None:
    rows = "a,,3\nb,a,4\n" + "".join(f"c{number},c{number},1\n" for number in range(3))
    assert refused(table("unit,superior,level\n" + rows), cycles="cut") == [
        ("level_above", row) for row in (4, 5, 6)
    ]


def test_lines_to_a_repeated_reference_are_counted(table: Table) -> None:
    posts = "A,,S,t,U,XX,1\n0,,S,a,U,A,1\n0,,S,b,U,A,1\nC,,S,c,U,0,1\nD,,S,d,U,A,1\n"
    senior = table(SENIOR + posts, "s.csv")
    junior = table(JUNIOR + "U,0,EO,x,1\nU,0,EO,y,1\nU,D,EO,x,1\n", "j.csv")
    organisation = Organisation.read_organogram(senior, junior, duplicates="number")
    told = {note.code: dict(note.details) for note in organisation.notes if "ambiguous" in note.code}
    assert told == {
        "posts_ambiguous": {"number": "1", "units": "0", "rows": "5"},
        "groups_ambiguous": {"number": "2", "units": "0", "rows": "2, 3"},
    }
    above = organisation.to_frame().set_index("unit")["superior"]
    assert above["C"] == above["0 | EO | x"] == above["0 | EO | y"] == "0"
    others = Organisation.read_organogram(
        table(SENIOR + posts.replace(",0,1", ",D,1"), "s.csv"), duplicates="number"
    )
    assert not [note for note in others.notes if "ambiguous" in note.code]


# ---- nobody at all ----


def test_headcounts_that_are_all_zero_are_refused(table: Table) -> None:
    path = table("unit,superior,level,headcount\na,,1,0\nb,a,2,0\nc,x,2,0\n")
    with pytest.raises(
        TableError, match="every headcount is 0, and all results are means weighted by"
    ) as error:
        Organisation.read(path)
    assert codes(error) == [("no_headcount", 2), ("missing_superior", 4)]


def test_an_organogram_without_anybody_is_refused(table: Table) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,0\n", "s.csv")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(senior, table(JUNIOR + "U,A,EO,x,0\n", "j.csv"))
    assert codes(error) == [("no_headcount", 2)]
    assert len(Organisation.read_organogram(senior, table(JUNIOR + "U,A,EO,x,1\n", "j.csv"))) == 2


# ---- the wrong one of two files ----


def test_files_of_an_organogram_in_the_wrong_place_are_told_as_what_they_are(table: Table) -> None:
    senior = table(SENIOR + "A,,S,t,U,XX,1\nB,,S,u,U,A,1\n", "s.csv")
    junior = table(JUNIOR + "U,A,EO,x,1\nU,A,AO,x,1\n", "j.csv")
    for given in ((junior, senior), (junior, junior), (senior, senior)):
        with pytest.raises(TableError) as error:
            Organisation.read_organogram(*given)
        wanted = [
            (file.name, code)
            for file, right, code in zip(
                given, (senior, junior), ("organogram_junior", "organogram"), strict=True
            )
            if file != right
        ]
        assert [(fault.file, fault.code) for fault in error.value.faults] == wanted
    assert refused(junior) == [("organogram_junior", 1)]
    assert refused(senior) == [("organogram", 1)]
    with pytest.raises(TableError) as error:
        Organisation.read(junior)
    assert "请先给出高级岗位文件" in error.value.text("zh")
    assert len(Organisation.read_organogram(senior, junior)) == 4
