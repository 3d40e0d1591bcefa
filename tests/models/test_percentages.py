"""Percentages in workbooks and text files: a share is read as one, and points are never taken for a hundredth of them."""

from pathlib import Path

import openpyxl
import pytest

from models import Organisation
from models.faults import TableError
from models.instruments import audit_duties, audit_scores


def workbook(path: Path, rows: list[tuple[object, ...]], form: str = "0%") -> Path:
    """A workbook whose numbers between 0 and 1 are shown as percentages."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, float):
                cell.number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize("form", ["0%", "0.00%", '0.0"约"%'])
def test_points_shown_as_a_percentage_are_refused_with_the_number_that_is_meant(
    tmp_path: Path, form: str
) -> None:
    rows = [
        ("unit", "process", "business", "public"),
        ("甲", 0.9, 80, 70),
        ("乙", 85, 75, 0.655),
        ("丙", 70, 60, 50),
    ]
    with pytest.raises(TableError) as refused:
        audit_scores(workbook(tmp_path / "s.xlsx", rows, form))
    found = [(fault.row, fault.column, fault.value, fault.suggestion) for fault in refused.value.faults]
    assert found == [(2, "process", "90%", "90"), (3, "public", "65.5%", "65.5")]


@pytest.mark.parametrize("form", ["0.0", '0.0"%"', "0.0\\%", "General"])
def test_numbers_that_are_not_shown_so_stay_as_they_are(tmp_path: Path, form: str) -> None:
    """A percent sign that is text in the format multiplies nothing."""
    rows = [
        ("unit", "process", "business", "public"),
        ("甲", 0.9, 80, 70),
        ("乙", 85, 75, 60),
        ("丙", 70, 60, 50),
    ]
    scores = audit_scores(workbook(tmp_path / "s.xlsx", rows, form))["scores"].set_index("unit")
    assert scores.loc["甲", "process"] == 0.9


def test_shares_may_be_percentages_in_every_kind_of_file(tmp_path: Path) -> None:
    rows = [("unit", "superior", "level", "authority"), ("r", None, "市", 1.0), ("x", "r", "县", 0.35)]
    (tmp_path / "o.csv").write_text(
        "unit,superior,level,authority\nr,,市,100%\nx,r,县,35%\n", encoding="utf-8"
    )
    for path in (workbook(tmp_path / "o.xlsx", rows), tmp_path / "o.csv"):
        assert Organisation.read(path).authority.tolist() == [1.0, 0.35]
    (tmp_path / "d.csv").write_text("duty,unit,role,authority\n安全,甲,lead,45%\n", encoding="utf-8")
    assert audit_duties(tmp_path / "d.csv") is not None


def test_a_share_above_one_and_a_headcount_in_percent_are_refused(tmp_path: Path) -> None:
    text = "unit,superior,level,authority,headcount\nr,,市,135%,1\nx,r,县,35%,5%\n"
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as refused:
        Organisation.read(tmp_path / "o.csv")
    assert [(fault.row, fault.column, fault.value) for fault in refused.value.faults] == [
        (2, "authority", "135%"),
        (3, "headcount", "5%"),
    ]
