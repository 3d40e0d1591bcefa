"""A table as it stands in a file, before anything is made of its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.faults import Fault, Note, details
from models.workbooks import Hidden

# what a spreadsheet or a copied web page leaves around a value
SPACES = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
SPACES += "\u200c\u200d\u200e\u200f\u2060\u2028\u2029\u202f\u205f\u3000\ufeff"


@dataclass
class RawTable:
    """A table as it stands in a file: cells are text without spaces around, null where blank.

    Attributes
    ----------
    file : name for messages
    headings : as the file spells them, blank for a column without heading
    columns : pyarrow.StringArray (rows), one a heading
    rows : int64 (rows), the file's own row numbers
    notes, faults : what was met on the way
    uneven : rows with too many or too few cells, by row number
    hidden : cells, or whole columns, that do not hold a value by themselves
    heading_row : where the headings stand; row 1, as far as the columns' names are not looked for
    again : reads the file once more with the headings in another row; None where the cells are as good
    """

    file: str
    headings: list[str]
    columns: list[pa.StringArray]
    rows: npt.NDArray[np.int64]
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    uneven: dict[int, list[str]] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    heading_row: int = 1
    again: Callable[[int], RawTable] | None = None

    def note(self, code: str, **values: object) -> None:
        """Write something down about this file."""
        self.notes.append(Note(code, details(**values), self.file))

    def start_at(self, row: int) -> None:
        """Take a lower row for that of the headings; adds the fault that it is none of the first.

        What was said of headings and of numbers of cells was said of the wrong row and is forgotten.
        """
        lower = self._below(row) if self.again is None else self.again(row)
        for each in fields(self):
            setattr(self, each.name, getattr(lower, each.name))
        if not len(self.rows):
            self.faults.append(Fault("empty", self.file))

    def _below(self, row: int) -> RawTable:
        place = int(np.flatnonzero(self.rows == row)[0])
        return replace(
            self,
            headings=[column[place].as_py() or "" for column in self.columns],
            columns=[column.slice(place + 1) for column in self.columns],
            rows=self.rows[place + 1 :],
            faults=[
                *(fault for fault in self.faults if (fault.row or 0) > row),
                header_below(self.file, row),
            ],
            hidden=[one for one in self.hidden if one.row is None or one.row > row],
            heading_row=row,
        )


def whole_characters(raw: RawTable, column: int, cells: Sequence[str | None], first: int) -> pa.StringArray:
    """The cells as an array; where half a character stands, which no file can hold, a question mark and a fault.

    Parameters
    ----------
    column : index of the column
    first : row number of the first cell
    """
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        whole = []
        for row, cell in enumerate(cells, start=first):
            whole.append(None if cell is None else cell.encode("utf-8", "replace").decode())
            if whole[-1] != cell:
                raw.hidden.append(Hidden("half_character", row, column, str(cell)))
        return pa.array(whole, pa.string())


def header_below(file: str, row: int) -> Fault:
    """The fault that the headings stand in this row."""
    return Fault("header_below", file, row, details=details(row=row))


def trimmed(raw: RawTable, heading: str, values: pa.StringArray) -> pa.StringArray:
    """Values without spaces around, null where nothing is left; a note says how many had some."""
    trimmed = pc.utf8_trim(values, characters=SPACES)
    trimmed = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    touched = pc.sum(pc.not_equal(trimmed, values)).as_py() or 0
    if touched:
        raw.note("trimmed", number=touched, column=heading)
    return trimmed
