"""Files handed in by visitors: every fault beside its row, limits named, nothing left behind."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import Organisation
from workbench import uploads
from workbench.uploads import (
    MOST_FAULTS,
    Refusal,
    Uploaded,
    preview,
    read_uploads,
    repairs_offered,
    safe_name,
)

ROOT = Path(__file__).parents[2]
FAULTY = """单位,上级,层级,名称,人数
1,,省,甲,５
2,1,市,乙,3
2,1,市,丙,x
3,9,市,丁,2
4,,省,戊,-1
"""


def table(text: str, name: str = "机构.csv") -> dict[str, Uploaded]:
    return {"table": Uploaded(name, text.encode("utf-8-sig"))}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_every_fault_stands_beside_its_row() -> None:
    reading = read_uploads(table(FAULTY))
    assert reading.organisation is None
    found = [(fault.code, fault.row) for fault in reading.faults]
    assert found == [
        ("full_width", 2),
        ("several_roots", 2),
        ("not_a_number", 4),
        ("duplicate_id", 4),
        ("missing_superior", 5),
        ("negative", 6),
    ]
    assert reading.headings == {"机构.csv": ("单位", "上级", "层级", "名称", "人数")}
    by_code = dict(zip([fault.code for fault in reading.faults], reading.places, strict=True))
    assert by_code["not_a_number"] == (("2", "1", "市", "丙", "x"), 4)
    assert by_code["duplicate_id"] == (("2", "1", "市", "丙", "x"), 0)
    assert by_code["missing_superior"] == (("3", "9", "市", "丁", "2"), 1)


def test_the_repairs_are_those_that_the_faults_name() -> None:
    offered = repairs_offered(read_uploads(table(FAULTY)).faults)
    assert offered == {
        ("digits", "convert"): 1,
        ("roots", "join"): 1,
        ("duplicates", "first"): 1,
        ("orphans", "attach"): 1,
    }


def test_repairs_make_an_organisation() -> None:
    text = FAULTY.replace("x", "4").replace("-1", "1")
    repairs = {"digits": "convert", "roots": "join", "duplicates": "first", "orphans": "attach"}
    organisation = read_uploads(table(text), repairs).organisation
    assert organisation is not None
    assert len(organisation) == 5  # four ids and the new top
    rows = preview(organisation)
    assert [(row.level, row.units, row.leading) for row in rows] == [
        ("root", 1, 1),
        ("省", 2, 1),
        ("市", 2, 0),
    ]
    assert [row.headcount for row in rows][1:] == [6.0, 5.0]
    assert rows[1].examples == ("甲", "戊")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_every_kind_of_file_gives_the_same(kind: str) -> None:
    frame = Organisation.tree([3, 4]).to_frame()
    buffer = BytesIO()
    if kind == "csv":
        frame.to_csv(buffer, index=False)
    elif kind == "xlsx":
        frame.to_excel(buffer, index=False)
    else:
        frame.to_parquet(buffer, index=False)
    organisation = read_uploads({"table": Uploaded(f"t.{kind}", buffer.getvalue())}).organisation
    assert organisation is not None
    assert organisation.counts == {"level 1": 1, "level 2": 3, "level 3": 12}


def test_an_organogram_is_read_from_its_pair() -> None:
    senior = (
        "Post Unique Reference,Name,Grade,Job Title,Job/Team Function,Parent Department,Organisation,Unit,Contact Phone,"
        "Contact E-mail,Reports to Senior Post,Salary Cost of Reports (£),FTE,Actual Pay Floor (£),Actual Pay Ceiling (£),"
        "Total Pay (£),Professional/Occupational Group,Notes,Valid?\n"
        "1,A,SCS1,Head,x,D,O,U,,,XX,0,1,,,,P,,1\n2,B,SCS1,Deputy,x,D,O,U,,,1,0,1,,,,P,,1\n"
    )
    junior = (
        "Parent Department,Organisation,Unit,Reporting Senior Post,Grade,Payscale Minimum (£),Payscale Maximum (£),"
        "Generic Job Title,Number of Posts in FTE,Professional/Occupational Group\n"
        "D,O,U,2,HEO,1,2,Officer,3.5,P\n"
    )
    files = {"senior": Uploaded("s.csv", senior.encode()), "junior": Uploaded("j.csv", junior.encode())}
    both, alone = read_uploads(files), read_uploads({"senior": files["senior"]})
    assert both.organisation is not None
    assert alone.organisation is not None
    assert (len(both.organisation), len(alone.organisation)) == (3, 2)
    files["junior"] = Uploaded("j.csv", junior.replace(",2,HEO", ",7,HEO").encode())
    faults = read_uploads(files)
    assert [(fault.file, fault.row) for fault in faults.faults] == [("j.csv", 2)]
    assert "7" in faults.places[0].cells


def test_nothing_is_left_behind(folder: Path) -> None:
    read_uploads(table(FAULTY))
    read_uploads(table("unit,superior,level\n1,,a\n"))
    read_uploads({"table": Uploaded("../../../out.csv", b"unit,superior,level\n1,,a\n")})
    assert list(folder.iterdir()) == []
    assert not (folder.parent / "out.csv").exists()


def test_files_stay_in_their_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(
        uploads, "read", lambda paths, _: seen.extend(paths.values()) or Organisation.tree([1])
    )
    for name in ("../x.csv", "..\\..\\x.csv", "/etc/x.csv", "..", "", ".", "a\0b.csv", "机" * 500 + ".csv"):
        read_uploads({"table": Uploaded(name, b"x")})
    assert len(seen) == 8
    assert all(path.is_relative_to(folder) and ".." not in path.parts for path in seen)


def test_limits_are_named_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "read", None)
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(Refusal) as error:
        read_uploads(table("x" * 1001))
    assert (error.value.limit, error.value.most) == ("bytes", 1000)
    monkeypatch.setattr(uploads, "MOST_UNITS", 3)
    rows = "".join(f"{unit},1,b\n" for unit in range(2, 7))
    for end in ("\n", "\r\n", "\r"):
        with pytest.raises(Refusal) as error:
            read_uploads(table(("unit,superior,level\n1,,a\n" + rows).replace("\n", end)))
        assert (error.value.limit, error.value.most) == ("units", 3)


def test_a_packed_file_is_measured_before_it_is_unpacked() -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/a.xml", "w") as entry,
    ):
        for _ in range(7):
            entry.write(bytes(10 * 2**20))
    assert len(buffer.getvalue()) < 10**6
    with pytest.raises(Refusal) as error:
        read_uploads({"table": Uploaded("t.xlsx", buffer.getvalue())})
    assert error.value.limit == "unpacked"
    many = BytesIO()
    pd.DataFrame({"unit": np.zeros(uploads.MOST_UNITS + 1, dtype=np.int8)}).to_parquet(many)
    with pytest.raises(Refusal) as error:
        read_uploads({"table": Uploaded("t.parquet", many.getvalue())})
    assert error.value.limit == "units"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b""),
        ("t.csv", b"\x00\x01\x02"),
        ("t.xlsx", b"PK\x03\x04nothing"),
        ("t.xlsx", b"not a workbook"),
        ("t.parquet", b"PAR1"),
        ("t.exe", b"MZ"),
        ("t", b"unit,superior,level\n1,,a\n"),
    ],
)
def test_what_is_no_table_is_a_fault_and_no_traceback(name: str, content: bytes) -> None:
    reading = read_uploads({"table": Uploaded(name, content)})
    assert reading.organisation is None
    assert reading.faults


def test_the_first_faults_are_shown_and_all_are_counted() -> None:
    rows = "".join(f"{unit},0x,b\n" for unit in range(2, 500))
    reading = read_uploads(table("unit,superior,level\n1,,a\n" + rows))
    assert len(reading.faults) == 498
    assert len(reading.places) == MOST_FAULTS


def test_rows_with_too_many_cells_are_shown_as_they_are() -> None:
    reading = read_uploads(table("unit,superior,level\n1,,a\n2,1,b,c,d\n"))
    assert [(fault.code, fault.row) for fault in reading.faults] == [("cells", 3)]
    assert reading.places[0].cells == ("2", "1", "b", "c", "d")


@pytest.mark.parametrize("name", ["a/b.csv", "a\\b.csv", "b.csv"])
def test_the_name_is_kept_without_its_folders(name: str) -> None:
    assert safe_name(name) == "b.csv"
