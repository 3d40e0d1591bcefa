from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas
import pytest

from models import Organisation, TableError

Table = Callable[..., Path]

SENIOR = "Post Unique Reference,Name,Grade (or equivalent),Job Title,Unit,Reports to Senior Post,FTE,Notes\n"
JUNIOR = (
    "Parent Department,Organisation,Unit,Reporting Senior Post,Grade,Payscale Minimum (£),"
    "Generic Job Title,Number of Posts in FTE,Professional/Occupational Group\n"
)
CLEAN_SENIOR = SENIOR + (
    "P1,A Person,SCS4,Permanent Secretary,Office,XX,1.0,\n"
    "P2,N/D,SCS2,Director,Finance,P1,0.8,\n"
    "P3,N/D,SCS1,Deputy,Finance,P2,1.0,\n"
)
CLEAN_JUNIOR = JUNIOR + (
    "D,O,Finance,P3,EO,20000,Officer,3.5,Finance\nD,O,Office,P1,AO,15000,Clerk,2,Operational Delivery\n"
)


def codes(error: pytest.ExceptionInfo[TableError]) -> list[tuple[str, str, int | None]]:
    return [(fault.file, fault.code, fault.row) for fault in error.value.faults]


def noted(organisation: Organisation, code: str) -> list[str]:
    return [note.text() for note in organisation.notes if note.code == code]


def headcounts(organisation: Organisation) -> dict[str, float]:
    return dict(zip(organisation.ids.to_pylist(), organisation.headcount.tolist(), strict=True))


def superiors(organisation: Organisation) -> dict[str, str | None]:
    frame = organisation.to_frame()
    return {
        unit: None if pandas.isna(above) else above
        for unit, above in zip(frame.unit, frame.superior, strict=True)
    }


def test_clean_files(table: Table) -> None:
    organisation = Organisation.read_organogram(
        table(CLEAN_SENIOR, "senior.csv"), table(CLEAN_JUNIOR, "junior.csv", "cp1252")
    )
    assert organisation.levels == ("senior 1", "senior 2", "senior 3", "junior")
    assert headcounts(organisation) == {
        "P1": 1.0,
        "P2": 0.8,
        "P1 | AO | Clerk": 2.0,
        "P3": 1.0,
        "P3 | EO | Officer": 3.5,
    }
    assert superiors(organisation)["P3 | EO | Officer"] == "P3"
    assert organisation.names[0].as_py() == "Permanent Secretary"
    assert noted(organisation, "encoding") == ["senior.csv: read as UTF-8", "junior.csv: read as cp1252"]
    # names of people are not carried along
    assert "A Person" not in organisation.to_frame().to_csv()


def test_senior_posts_alone(table: Table) -> None:
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR))
    assert organisation.levels == ("senior 1", "senior 2", "senior 3")


def test_order_of_rows_changes_no_bit(table: Table) -> None:
    groups = JUNIOR + (
        "D,O,Finance,P3,EO,1,Officer,3,Finance\n"
        "D,O,Finance,P3,EO,1,Officer,1,Finance\n"
        "D,O,Audit,P3,EO,1,Officer,2,Finance\n"
    )
    posts = CLEAN_SENIOR + "0,N/D,SCS1,Not in post,N/A,P2,1,\n0,N/D,SCS1,Not in post,N/A,P1,0.5,\n"

    def reversed_rows(text: str) -> str:
        head, *rows = text.splitlines(keepends=True)
        return head + "".join(reversed(rows))

    digests = {
        Organisation.read_organogram(table(one, "s.csv"), table(other, "j.csv"), duplicates="number").digest()
        for one in (posts, reversed_rows(posts))
        for other in (groups, reversed_rows(groups))
    }
    assert len(digests) == 1


def test_alike_groups_are_kept_apart(table: Table) -> None:
    groups = JUNIOR + "D,O,Audit,P3,EO,1,Officer,2,X\nD,O,Finance,P3,EO,1,Officer,3,X\n"
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR, "s.csv"), table(groups, "j.csv"))
    assert headcounts(organisation)["P3 | EO | Officer"] == 2
    assert headcounts(organisation)["P3 | EO | Officer #2"] == 3


def test_vacant_posts_that_share_a_reference(table: Table) -> None:
    path = table(CLEAN_SENIOR + "0,N/D,SCS1,Not in post,N/A,P2,0.4,\n0,N/D,SCS1,Not in post,N/A,P1,1,\n")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(path)
    assert codes(error) == [("table.csv", "duplicate_id", 6)]
    assert 'duplicates="number" / duplicates="first"' in str(error.value)
    numbered = Organisation.read_organogram(path, duplicates="number")
    assert superiors(numbered)["0"] == "P1"
    assert superiors(numbered)["0 (2)"] == "P2"
    assert len(noted(numbered, "references_numbered")) == 1
    first = Organisation.read_organogram(path, duplicates="first")
    assert headcounts(first)["0"] == 0.4
    assert first.n_units == 4


def test_job_share_is_one_post(table: Table) -> None:
    share = "P4,B,SCS1,Joint head,Audit,P2,0.6,\nP4,C,SCS1,Joint head,Audit,P2,0.5,\n"
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR + share))
    assert headcounts(organisation)["P4"] == pytest.approx(1.1)
    assert "(row 6)" in noted(organisation, "job_shares")[0]


@pytest.mark.parametrize("name", ["Vacant", "VACANT post", "Vacancy", "Unfilled"])
def test_nobody_shares_a_vacant_post(table: Table, name: str) -> None:
    """Two vacancies that publish one reference are two posts, alike as they are."""
    rows = 2 * f"P4,{name},SCS1,Head,Audit,P2,1,\n"
    path = table(CLEAN_SENIOR + rows)
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(path)
    assert codes(error) == [("table.csv", "duplicate_id", 6)]
    numbered = Organisation.read_organogram(path, duplicates="number")
    assert headcounts(numbered)["P4"] == headcounts(numbered)["P4 (2)"] == 1.0
    assert not noted(numbered, "job_shares")


@pytest.mark.parametrize(
    "other",
    [
        "P4,C,SCS1,Joint head,Audit,P1,0.5,",
        "P4,C,SCS2,Joint head,Audit,P2,0.5,",
        "P4,C,SCS1,Other head,Audit,P2,0.5,",
    ],
)
def test_same_reference_for_different_posts_is_no_job_share(table: Table, other: str) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(CLEAN_SENIOR + f"P4,B,SCS1,Joint head,Audit,P2,0.6,\n{other}\n"))
    assert codes(error) == [("table.csv", "duplicate_id", 6)]


def test_eliminated_posts_are_left_out(table: Table) -> None:
    gone = "P4,Eliminated,SCS1,Old,Audit,P4,0,\nP5,eliminated,SCS1,Older,Audit,P9,0,\n"
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR + gone))
    assert organisation.n_units == 3
    assert "(rows 5, 6)" in noted(organisation, "eliminated")[0]
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(SENIOR + gone))
    assert codes(error) == [("table.csv", "empty", None)]


@pytest.mark.parametrize("top", ["XX", "xx", " XX ", "", "N/A", "n/d"])
def test_spellings_of_the_top(table: Table, top: str) -> None:
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR.replace("XX", top)))
    assert superiors(organisation)["P1"] is None
    assert len(noted(organisation, "nobody")) == (top.upper() in ("N/A", "N/D"))


def test_references_in_other_case_and_with_spaces(table: Table) -> None:
    senior = (
        SENIOR + "Cmo-01,A,SCS4,Chief,O,XX,1,\nb2,B,SCS2,Second,O,CMO-01,1,\nb3,B,SCS2,Third,O,Cmo- 01 ,1,\n"
    )
    junior = JUNIOR + "D,O,O,B2,EO,1,Officer,3,X\n"
    organisation = Organisation.read_organogram(table(senior, "s.csv"), table(junior, "j.csv"))
    assert superiors(organisation) == {
        "Cmo-01": None,
        "b2": "Cmo-01",
        "b3": "Cmo-01",
        "b2 | EO | Officer": "b2",
    }
    assert len(noted(organisation, "case")) == 2


def test_references_turned_into_decimals(table: Table) -> None:
    senior = SENIOR + "90115.0,A,SCS4,Chief,O,XX,1,\n90116.0,B,SCS2,Second,O,90115.0,1,\n"
    junior = JUNIOR + "D,O,O,90116,EO,1,Officer,3,X\n"
    organisation = Organisation.read_organogram(table(senior, "s.csv"), table(junior, "j.csv"))
    assert set(superiors(organisation).values()) == {None, "90115", "90116"}


@pytest.mark.parametrize("fte", ["", "N/D", "N/A", "n/d"])
def test_unknown_fte_counts_one_and_is_noted(table: Table, fte: str) -> None:
    junior = JUNIOR + f"D,O,O,P3,EO,1,Officer,{fte},X\n"
    organisation = Organisation.read_organogram(table(CLEAN_SENIOR, "s.csv"), table(junior, "j.csv"))
    assert headcounts(organisation)["P3 | EO | Officer"] == 1
    assert noted(organisation, "fte_unknown") == [
        "j.csv: 1 row has no full-time equivalent; it was taken as 1 (row 2)"
    ]


MESSY_SENIOR = SENIOR + (
    "A,N/D,SCS4,Boss,U,XX,1,\n"
    "B,N/D,SCS4,Second boss,U,XX,1,\n"
    "C,N/D,SCS2,t,U,D,1,\n"
    "D,N/D,SCS2,t,U,C,1,\n"
    "E,N/D,SCS2,t,U,E,1,\n"
    "F,N/D,SCS2,t,U,ZZ9,one,\n"
    ",N/D,SCS2,t,U,A,1,\n"
)
MESSY_JUNIOR = JUNIOR + (
    "D,O,U,QQ,EO,1,x,1,P\nD,O,U,,EO,1,x,-1,P\nD,O,U,XX,EO,1,x,1,P\nD,O,U,E,EO,1,x,many,P\n"
)


def test_all_faults_of_both_files_stand_in_one_report(table: Table) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(MESSY_SENIOR, "s.csv"), table(MESSY_JUNIOR, "j.csv"))
    assert codes(error) == [
        ("s.csv", "several_roots", 2),
        ("s.csv", "cycle", 4),
        ("s.csv", "self_superior", 6),
        ("s.csv", "not_a_number", 7),
        ("s.csv", "missing_superior", 7),
        ("s.csv", "blank_id", 8),
        ("j.csv", "missing_superior", 2),
        ("j.csv", "negative", 3),
        ("j.csv", "blank_superior", 3),
        ("j.csv", "missing_superior", 4),
        ("j.csv", "not_a_number", 5),
    ]
    assert "C, D (rows 4, 5)" in str(error.value)
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(
            table(MESSY_SENIOR, "s.csv"),
            table(MESSY_JUNIOR, "j.csv"),
            roots="join",
            orphans="attach",
            cycles="cut",
        )
    assert [code for _, code, _ in codes(error)] == [
        "not_a_number",
        "blank_id",
        "negative",
        "not_a_number",
    ]


def test_repairs(table: Table) -> None:
    senior = SENIOR + "A,,S,t,U,XX,1,\nB,,S,t,U,XX,1,\nE,,S,t,U,E,1,\nF,,S,t,U,ZZ9,1,\nG,,S,t,U,F,1,\n"
    junior = JUNIOR + "D,O,U,QQ,EO,1,x,1,P\nD,O,U,,EO,1,x,1,P\nD,O,U,F,EO,1,x,1,P\n"
    organisation = Organisation.read_organogram(
        table(senior, "s.csv"), table(junior, "j.csv"), roots="join", orphans="attach", cycles="cut"
    )
    assert organisation.levels == ("root", "senior 1", "senior 2", "junior")
    above = superiors(organisation)
    assert {above[post] for post in ("A", "B", "E", "F", "QQ | EO | x")} == {"root"}
    assert above["G"] == above["F | EO | x"] == "F"
    assert noted(organisation, "groups_attached")[0].endswith("(blank), QQ")


def test_circular_reporting(table: Table) -> None:
    path = table(CLEAN_SENIOR + "P4,,S,t,U,P5,1,\nP5,,S,t,U,P4,1,\nP6,,S,t,U,P5,1,\n")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(path)
    assert codes(error) == [("table.csv", "cycle", 5)]
    above = superiors(Organisation.read_organogram(path, cycles="cut"))
    assert (above["P5"], above["P4"], above["P6"]) == ("P1", "P5", "P5")


def test_files_in_the_wrong_place_or_missing(table: Table, tmp_path: Path) -> None:
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(CLEAN_JUNIOR, "j.csv"), tmp_path / "none.csv")
    assert [code for _, code, _ in codes(error)] == ["organogram_junior", "file_missing"]
    assert "the senior posts' file, with this one as --junior FILE" in str(error.value)


# ---- headings that are missing or misspelt ----

FAULTY_SENIOR = SENIOR + (
    "A,N/D,SCS4,Boss,U,XX,1,\n"
    "B,N/D,SCS2,t,U,A,-1,\n"
    "B,N/D,SCS2,other,U,A,1,\n"
    ",N/D,SCS2,t,U,A,many,\n"
    "C,N/D,SCS2,t,U,QQ,1,\n"
    "D,N/D,SCS2,t,U,A,1,\n"
)
FAULTY_JUNIOR = JUNIOR + "D,O,U,A,EO,1,x,-1,P\nD,O,U,A,EO,1,x,2,P\nD,O,U,QQ,EO,1,x,2,P\n"
OF_FTE = [("s.csv", "negative", 3), ("s.csv", "not_a_number", 5)]
OF_REFERENCES = [("s.csv", "duplicate_id", 4), ("s.csv", "blank_id", 5)]
OF_REPORTS = [("s.csv", "missing_superior", 6)]
OF_GROUPS = [("j.csv", "negative", 2)]
OF_GROUP_REPORTS = [("j.csv", "missing_superior", 4)]
ALL = OF_FTE + OF_REFERENCES + OF_REPORTS + OF_GROUPS + OF_GROUP_REPORTS


@pytest.mark.parametrize(
    ("heading", "written", "file", "others"),
    [
        ("Post Unique Reference", "Code", "s.csv", OF_FTE + OF_GROUPS),
        ("Post Unique Reference", "Post Uniqe Referense", "s.csv", ALL),
        (
            "Reports to Senior Post",
            "Boss",
            "s.csv",
            OF_FTE + OF_REFERENCES + OF_GROUPS + OF_GROUP_REPORTS,
        ),
        ("Reports to Senior Post", "Reports to Seniors", "s.csv", ALL),
        ("Reporting Senior Post", "Boss", "j.csv", OF_FTE + OF_REFERENCES + OF_REPORTS + OF_GROUPS),
        ("Reporting Senior Post", "Reporting Senor Post", "j.csv", ALL),
        (
            "Number of Posts in FTE",
            "Count",
            "j.csv",
            OF_FTE + OF_REFERENCES + OF_REPORTS + OF_GROUP_REPORTS,
        ),
        ("Number of Posts in FTE", "Number of Post in FTEs", "j.csv", ALL),
    ],
)
def test_a_heading_that_is_not_there_hides_no_other_fault(
    table: Table, heading: str, written: str, file: str, others: list[tuple[str, str, int]]
) -> None:
    senior, junior = (text.replace(heading, written, 1) for text in (FAULTY_SENIOR, FAULTY_JUNIOR))
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(senior, "s.csv"), table(junior, "j.csv"))
    assert sorted(codes(error)) == sorted([(file, "column_missing", 1), *others])


@pytest.mark.parametrize("file", ["s.csv", "j.csv"])
def test_a_misspelt_heading_alone_is_refused_in_good_files(table: Table, file: str) -> None:
    texts = {"s.csv": CLEAN_SENIOR, "j.csv": CLEAN_JUNIOR}
    texts[file] = texts[file].replace("Senior Post", "Senor Post", 1)
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(*(table(text, name) for name, text in texts.items()))
    assert codes(error) == [(file, "column_missing", 1)]


@pytest.mark.parametrize(
    ("part", "heading", "written"),
    [
        ("senior", "Reports to Senior Post", "Reports to Senior Posts named"),
        ("junior", "Reporting Senior Post", "Reporting Senior Post named"),
    ],
)
def test_names_of_posts_are_not_taken_for_references(
    table: Table, part: str, heading: str, written: str
) -> None:
    senior = SENIOR + "P1,,S,Boss,U,XX,1,\nP2,,S,t,U,The Boss,1,\nP3,,S,t,U,The Boss,1,\n"
    junior = JUNIOR + "D,O,U,The Boss,EO,1,x,1,P\n"
    texts = {"senior": CLEAN_SENIOR, "junior": CLEAN_JUNIOR} | {
        part: {"senior": senior, "junior": junior}[part]
    }
    texts[part] = texts[part].replace(heading, written, 1)
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(*(table(text, f"{name}.csv") for name, text in texts.items()))
    assert codes(error) == [(f"{part}.csv", "column_missing", 1)]


def test_kinds_of_posts_are_not_taken_for_references(table: Table) -> None:
    rows = "K,,S,Boss,U,XX,1,\n" + "".join(f"K,,S,{title},U,P1,1,\n" for title in "abc")
    senior = SENIOR.replace("Post Unique Reference", "Post Unique Ref kind") + rows
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(table(senior, "s.csv"), table(CLEAN_JUNIOR, "j.csv"))
    assert codes(error) == [("s.csv", "column_missing", 1)]


# ---- full-width digits ----


def test_full_width_digits_are_refused_or_converted(table: Table) -> None:
    senior = table(SENIOR + "９０１,,S,Boss,U,XX,１．５,\n902,,S,t,U,９０１,1,\n", "s.csv")
    junior = table(JUNIOR + "D,O,U,９０２,EO,1,x,３,P\n", "j.csv")
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(senior, junior)
    assert codes(error) == [
        (file, "full_width", row) for file, row in (("s.csv", 2),) * 2 + (("s.csv", 3),) + (("j.csv", 2),) * 2
    ]
    assert {fault.repair for fault in error.value.faults} == {'digits="convert"'}
    converted = Organisation.read_organogram(senior, junior, digits="convert")
    assert headcounts(converted) == {"901": 1.5, "902": 1.0, "902 | EO | x": 3.0}
    assert superiors(converted) == {"901": None, "902": "901", "902 | EO | x": "902"}
    assert len(noted(converted, "digits_converted")) == 5
    with pytest.raises(ValueError, match='allowed are "refuse", "convert"'):
        Organisation.read_organogram(senior, junior, digits="converted")


def test_unknown_repair(table: Table) -> None:
    with pytest.raises(ValueError, match='"refuse", "number", "first"'):
        Organisation.read_organogram(table(CLEAN_SENIOR), duplicates="numbers")


def test_published_workbook_with_both_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "(reference) grades"
    for title, text in (
        ("(final data) senior-staff", CLEAN_SENIOR),
        ("(final data) junior-staff", CLEAN_JUNIOR),
    ):
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(tmp_path / "both.xlsx")
    organisation = Organisation.read_organogram(tmp_path / "both.xlsx", tmp_path / "both.xlsx")
    assert organisation.counts == {"senior 1": 1, "senior 2": 1, "senior 3": 1, "junior": 2}


# ---- published files ----


def test_department_of_health(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("uk-organograms")
    files = [folder / f"department-of-health-{part}.csv" for part in ("senior", "junior")]
    organisation = Organisation.read_organogram(*files)
    senior, junior = (pandas.read_csv(file) for file in files)
    assert organisation.counts["junior"] == len(junior)
    assert organisation.n_units == len(senior) + len(junior)
    assert organisation.headcount.sum() == pytest.approx(
        senior["FTE"].sum() + junior["Number of Posts in FTE"].sum()
    )
    assert organisation.ids[0].as_py() == "ERD001"


def test_revenue_and_customs(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("uk-organograms")
    files = [folder / f"hmrc-{part}.csv" for part in ("senior", "junior")]
    with pytest.raises(TableError) as error:
        Organisation.read_organogram(*files)
    assert codes(error) == [("hmrc-senior.csv", "duplicate_id", row) for row in range(3, 8)]
    senior, junior = (pandas.read_csv(file) for file in files)
    numbered = Organisation.read_organogram(*files, duplicates="number")
    assert numbered.n_units == len(senior) + len(junior)
    assert numbered.headcount.sum() == pytest.approx(
        senior["FTE"].sum() + junior["Number of Posts in FTE"].sum()
    )
    assert Organisation.read_organogram(*files, duplicates="first").n_units == numbered.n_units - 5
