"""One sheet of a workbook as rows of text, and what its cells hide: merged neighbours, formulas never calculated."""

from __future__ import annotations

import difflib
import re
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import unescape

import openpyxl
from openpyxl.utils import range_boundaries

from models.cell_texts import cell_text
from models.faults import Fault, TableError, details, listed

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*?\br="([A-Z]+[0-9]+)"[^>]*)(?<!/)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>(.*?)</)", re.DOTALL)
# formats 9 and 10 of every workbook, and those of its own
_PERCENTAGES = re.compile(rb'numFmtId="(?:9|10)"|formatCode="[^"]*%')
# in a format, what is shown as it stands: 0"%" shows 90 as 90%
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")


class Hidden(NamedTuple):
    """A cell whose value does not stand in it.

    Attributes
    ----------
    code : what kind of fault it is where the column is needed
    row, column : where it stands, counted from 1 and from 0; no row where the whole column is so
    value : the merged cells, the formula, or what stands there instead
    """

    code: str
    row: int | None
    column: int
    value: str


class Sheet(NamedTuple):
    """The cells of a sheet, each row as far as it goes, merged ones filled; its name, and the other sheets."""

    cells: list[list[str | None]]
    hidden: list[Hidden]
    name: str
    others: list[str]


def read_sheet(path: Path, sheet: str | None, prefer: str | None) -> Sheet:
    """The named sheet; or the first one that is visible and has cells, of those whose name contains `prefer` if any."""
    with warnings.catch_warnings():
        # about formatting that openpyxl does not keep: nothing a reader needs
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            # charts may have sheets of their own, which hold no cells
            sheets = [worksheet.title for worksheet in workbook.worksheets]
            cells: list[list[str | None]] = []
            name = ""
            for name in _in_turn(path.name, workbook, sheet, prefer):
                cells = _cells(workbook[name], path)
                if any(value is not None for row in cells for value in row):
                    break
            else:
                raise TableError([Fault("empty", path.name)])
            hidden = _hidden(path, workbook[name], cells)
        finally:
            workbook.close()
    for one in hidden:
        if one.code == "merged" and one.row is not None:
            left, top, _, _ = range_boundaries(one.value)
            row = cells[one.row - 1]
            row += [None] * (one.column + 1 - len(row))
            row[one.column] = cells[top - 1][left - 1] if left <= len(cells[top - 1]) else None
    return Sheet(cells, hidden, name, [other for other in sheets if other != name])


def _in_turn(file: str, workbook: Any, sheet: str | None, prefer: str | None) -> list[str]:
    """The sheets that may be meant, the likeliest first."""
    sheets = [worksheet.title for worksheet in workbook.worksheets]
    if sheet is not None:
        if sheet not in sheets:
            near = difflib.get_close_matches(str(sheet), sheets, n=1)
            meant = near[0] if near else None
            known = details(sheets=listed(sheets, 50))
            raise TableError(
                [Fault("sheet_missing", file, value=str(sheet), suggestion=meant, details=known)]
            )
        return [sheet]
    seen = [worksheet.title for worksheet in workbook.worksheets if worksheet.sheet_state == "visible"]
    preferred = [name for name in seen if prefer is not None and prefer in name.lower()]
    return preferred or seen or sheets


def _cells(worksheet: Any, path: Path) -> list[list[str | None]]:
    """The cells as text; a number that is shown as a percentage as what is shown: whoever typed 90% did not mean 0.9 points."""
    worksheet.reset_dimensions()
    # cell by cell takes longer, and most workbooks show no percentages
    if not _may_show_percentages(path):
        return [[cell_text(value, path) for value in row] for row in worksheet.iter_rows(values_only=True)]
    return [[_shown(cell, path) for cell in row] for row in worksheet.iter_rows()]


def _may_show_percentages(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        styled = [name for name in archive.namelist() if name.endswith("styles.xml")]
        return any(_PERCENTAGES.search(archive.read(name)) for name in styled)


def _shown(cell: Any, path: Path) -> str | None:
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if number and "%" in _LITERAL.sub("", cell.number_format):
        return f"{(Decimal(repr(cell.value)) * 100).normalize():f}%"
    return cell_text(cell.value, path)


def _hidden(path: Path, worksheet: Any, cells: list[list[str | None]]) -> list[Hidden]:
    """Merged cells other than the first of each range, and formulas without a stored value, below the headings."""
    # reading cell by cell, openpyxl passes over merged ranges
    with zipfile.ZipFile(path) as archive:
        content = archive.read(worksheet._worksheet_path)
    # a title in the first row may be narrower than what stands below
    width = max(map(len, cells))
    found = []
    for reference in _MERGED.findall(content):
        text = reference.decode()
        left, top, right, bottom = range_boundaries(text)
        # a range may reach down to the last row there can be
        for row in range(max(top, 2), min(bottom, len(cells)) + 1):
            columns = range(left - 1, min(right, width))
            if any(value is not None for value in cells[row - 1]):
                found += [Hidden("merged", row, k, text) for k in columns if (row, k) != (top, left - 1)]
    return found + _uncalculated(content)


def _uncalculated(content: bytes) -> list[Hidden]:
    """Formulas whose values no spreadsheet has stored: a program wrote them and nobody opened the file since.

    A stored value may be an empty text, which is no fault, and which openpyxl does not tell from none.
    """
    if not _FORMULA.search(content):
        return []
    found = []
    for cell in _CELL.finditer(content):
        formula = _FORMULA.search(cell[3])
        if formula and not _VALUE.search(cell[3]) and b't="str"' not in cell[1]:
            column, row, _, _ = range_boundaries(cell[2].decode())
            text = "=" + unescape((formula[1] or b"").decode(errors="replace"))
            found.append(Hidden("uncalculated", row, column - 1, text))
    return [one for one in found if one.row is not None and one.row > 1]
