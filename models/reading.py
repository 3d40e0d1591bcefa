"""Files in, columns of text out: CSV, XLSX, Parquet and data frames, with the file's own row numbers kept."""

from __future__ import annotations

import csv
import difflib
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import numpy.typing as npt
import pandas
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from models.arguments import as_path
from models.cell_texts import cell_text
from models.decoding import decode
from models.faults import Fault, Note, TableError, details, listed
from models.file_kinds import other_kind
from models.workbooks import Hidden, read_sheet

# what a spreadsheet or a copied web page leaves around a value
_SPACES = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
_SPACES += "\u200c\u200d\u200e\u200f\u2060\u2028\u2029\u202f\u205f\u3000\ufeff"

_TEXTS, _WORKBOOKS, _PARQUETS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".parquet", ".pq")
_QUOTED = re.compile(r'"[^"]*"')
_KINDS = (*_TEXTS, *_WORKBOOKS, *_PARQUETS)


@dataclass
class RawTable:
    """A table as it stands in a file: cells are text without spaces around, null where blank.

    Attributes
    ----------
    file : name for messages
    headings : as the file spells them, blank for a column without heading
    columns : pyarrow.StringArray (rows), one a heading
    rows : int64 (rows), the file's own row numbers; the heading row is row 1
    notes, faults : what was met on the way
    uneven : rows with too many or too few cells, by row number
    hidden : cells of a workbook that do not hold their value
    """

    file: str
    headings: list[str]
    columns: list[pa.StringArray]
    rows: npt.NDArray[np.int64]
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    uneven: dict[int, list[str]] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)

    def note(self, code: str, **values: object) -> None:
        """Write something down about this file."""
        self.notes.append(Note(code, details(**values), self.file))


def read_raw(
    path: str | Path, *, encoding: str | None = None, sheet: str | None = None, prefer: str | None = None
) -> RawTable:
    """The cells of a file.

    Parameters
    ----------
    path : .csv, .tsv, .txt, .xlsx or .parquet
    encoding : of a text file; default: found out, see `models.decoding`
    sheet : of a workbook; default: the one whose name contains `prefer`, or the first

    Raises
    ------
    TableError
        The file is not there, empty or damaged.
    """
    path = as_path(path, "a table")
    kind = path.suffix.lower()
    if path.is_dir():
        known = [other.name for other in sorted(path.iterdir()) if other.suffix.lower() in _KINDS]
        tables = details(tables=listed(known) or "-")
        raise TableError([Fault("folder", str(path), details=tables)])
    if not path.is_file():
        raise TableError([Fault("file_missing", str(path), suggestion=_near_file(path))])
    if path.stat().st_size == 0:
        raise TableError([Fault("empty", path.name)])
    expected = "text" if kind in _TEXTS else "PK" if kind in _WORKBOOKS else "PAR1"
    if kind in _KINDS and (fault := other_kind(path, expected)):
        raise TableError([fault])
    try:
        if kind in _TEXTS:
            table = _read_text(path, encoding)
        elif kind in _WORKBOOKS:
            table = _read_workbook(path, sheet, prefer)
        elif kind in _PARQUETS:
            # read_table would not take two columns of one name
            with pyarrow.parquet.ParquetFile(path) as parquet:
                table = from_arrow(parquet.read(use_threads=False), path.name)
        else:
            raise TableError([Fault("file_type", path.name, value=path.suffix)])
    except (pa.ArrowInvalid, zipfile.BadZipFile, KeyError, OSError, ParseError, csv.Error) as error:
        reason = details(kind=kind[1:].upper(), reason=str(error).splitlines()[0])
        raise TableError([Fault("file_unreadable", path.name, details=reason)]) from error
    return _without_blank_rows(table)


def raw_from_frame(frame: pandas.DataFrame, file: str = "data frame") -> RawTable:
    """The cells of a data frame; its first row counts as row 2, as under a heading row."""
    if not isinstance(frame, pandas.DataFrame):
        raise ValueError(f"frame must be a pandas DataFrame, one row a unit; not a {type(frame).__name__}")
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
    except (ValueError, TypeError, OverflowError, pa.ArrowException):
        # a column of mixed or strange types, or two columns of one name
        columns = [
            pa.array([cell_text(value) for value in frame.iloc[:, i]], pa.string())
            for i in range(frame.shape[1])
        ]
        table = pa.Table.from_arrays(columns, names=[str(label) for label in frame.columns])
    return _without_blank_rows(from_arrow(table, file))


def from_arrow(table: pa.Table, file: str) -> RawTable:
    """The cells of an Arrow table as text."""
    raw = RawTable(
        file, [str(name).strip(_SPACES) for name in table.column_names], [], np.arange(2, table.num_rows + 2)
    )
    for heading, column in zip(raw.headings, table.columns, strict=True):
        values = column.combine_chunks()
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        if pa.types.is_floating(values.type):
            values = _whole_as_integers(raw, heading, values)
        raw.columns.append(_trimmed(raw, heading, _as_string(values)))
    return raw


def _whole_as_integers(raw: RawTable, heading: str, values: pa.Array) -> pa.Array:
    """Codes are often held as floats because one of them is missing; "45.0" is meant as "45"."""
    values = pc.if_else(pc.is_nan(values), None, values)
    numbers = values.drop_null().to_numpy(zero_copy_only=False).astype(np.float64)
    # infinity has no remainder
    if not len(numbers) or not (np.abs(numbers) < 2**53).all() or not (numbers % 1 == 0).all():
        return values
    return values.cast(pa.int64())


def _as_string(values: pa.Array) -> pa.StringArray:
    if pa.types.is_date(values.type):
        # with a mark of time, as a date of a workbook has
        values = values.cast(pa.timestamp("s"))
    if pa.types.is_nested(values.type) or pa.types.is_binary(values.type):
        return pa.array([cell_text(value) for value in values.to_pylist()], pa.string())
    try:
        return values.cast(pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([cell_text(value) for value in values.to_pylist()], pa.string())


def _trimmed(raw: RawTable, heading: str, values: pa.StringArray) -> pa.StringArray:
    """Values without spaces around, null where nothing is left; a note says how many had some."""
    trimmed = pc.utf8_trim(values, characters=_SPACES)
    trimmed = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    touched = pc.sum(pc.not_equal(trimmed, values)).as_py() or 0
    if touched:
        raw.note("trimmed", number=touched, column=heading)
    return trimmed


def _read_text(path: Path, encoding: str | None) -> RawTable:
    """A text file with separated cells; rows with too many or too few cells are faults."""
    text, encoding, damaged = decode(path.read_bytes(), path.name, encoding)
    # the end of a text, as old programs mark it
    text = text.rstrip(b"\x1a")
    if b"\n" not in text:
        # old spreadsheets end their lines so
        text = text.replace(b"\r", b"\n")
    delimiter = _delimiter(text, path)
    head = text[: text.find(b"\n", 1 << 16)] if len(text) > 1 << 16 else text
    headings = next(csv.reader(io.StringIO(head.decode(errors="replace")), delimiter=delimiter), [])
    headings = [heading.strip(_SPACES) for heading in headings]
    uneven: list[Any] = []

    def keep_for_later(row: Any) -> str:
        uneven.append((row.number, row.actual_columns, row.text))
        return "skip"

    if not headings:
        filled = [number for number, line in enumerate(text.split(b"\n"), start=1) if line.strip()]
        if not filled:
            raise TableError([*damaged, Fault("empty", path.name)])
        below = details(row=filled[0])
        raise TableError([Fault("header_below", path.name, filled[0], details=below)])
    table = pyarrow.csv.read_csv(
        io.BytesIO(text),
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, block_size=1 << 28, column_names=[str(index) for index in range(len(headings))]
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep_for_later,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={str(index): pa.string() for index in range(len(headings))},
            strings_can_be_null=False,
        ),
    ).slice(1)
    numbers = np.delete(
        np.arange(1, table.num_rows + len(uneven) + 2), [number - 1 for number, *_ in uneven]
    )[1:]
    raw = RawTable(path.name, headings, [], numbers.astype(np.int64))
    raw.faults += damaged
    raw.note("encoding", encoding=encoding)
    if delimiter != ",":
        raw.note("delimiter", delimiter="TAB" if delimiter == "\t" else delimiter)
    for heading, column in zip(headings, table.columns, strict=True):
        raw.columns.append(_trimmed(raw, heading, column.combine_chunks()))
    _refuse_open_quote(raw, text, delimiter)
    for number, found, content in uneven:
        raw.uneven[number] = next(csv.reader(io.StringIO(str(content)), delimiter=delimiter), [])
        shape = details(found=found, expected=len(headings))
        raw.faults.append(Fault("cells", path.name, number, value=str(content)[:60], details=shape))
    return raw


def _refuse_open_quote(raw: RawTable, text: bytes, delimiter: str) -> None:
    """A quotation mark that is not closed swallows the rows that follow into one cell, up to the next mark or the end."""
    odd = text.count(b'"') % 2 == 1
    if odd and not len(raw.rows):
        opened = next((heading for heading in raw.headings if "\n" in heading), None)
        raw.faults.append(Fault("quote_open", raw.file, 1, value=opened))
    if b'"' not in text or not len(raw.rows):
        return
    for heading, column in zip(raw.headings, raw.columns, strict=True):
        broken = np.flatnonzero(
            pc.match_substring(column, "\n").fill_null(False).to_numpy(zero_copy_only=False)
        )
        for place in broken.tolist():
            value = column[place].as_py()
            swallows = any(line.count(delimiter) >= len(raw.headings) - 1 for line in value.splitlines()[1:])
            open_to_the_end = odd and place == len(raw.rows) - 1
            if open_to_the_end or (swallows and _is_badly_quoted(text, delimiter)):
                raw.faults.append(
                    Fault("quote_open", raw.file, int(raw.rows[place]), heading, value.splitlines()[0])
                )


def _is_badly_quoted(text: bytes, delimiter: str) -> bool:
    """Say whether something stands between a closing quotation mark and the end of its cell."""
    try:
        for _ in csv.reader(io.StringIO(text.decode(errors="replace")), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return True
    return False


def _delimiter(text: bytes, path: Path) -> str:
    """The separator that is most frequent in the heading row; a comma if there is none."""
    line = text[: text.find(b"\n") if b"\n" in text else len(text)].decode(errors="replace")
    line = _QUOTED.sub("", line)
    delimiter = "\t" if path.suffix.lower() == ".tsv" and "\t" in line else max(",;\t|", key=line.count)
    if line.count(delimiter) == 0 and line.count("，") > 0:
        raise TableError([Fault("full_width_comma", path.name, 1, value=line.strip()[:60])])
    return delimiter


def _read_workbook(path: Path, sheet: str | None, prefer: str | None) -> RawTable:
    """One sheet of a workbook."""
    read = read_sheet(path, sheet, prefer)
    # a single cell far to the right must not make every row as long
    used = sorted({k for row in read.cells for k, value in enumerate(row) if value is not None})
    place = {column: index for index, column in enumerate(used)}
    texts = [[row[k] if k < len(row) else None for row in read.cells] for k in used]
    headings = [(column[0] or "").strip(_SPACES) for column in texts]
    hidden = [one._replace(column=place[one.column]) for one in read.hidden if one.column in place]
    raw = RawTable(path.name, headings, [], np.arange(2, len(read.cells) + 1), hidden=hidden)
    for heading, column in zip(headings, texts, strict=True):
        raw.columns.append(_trimmed(raw, heading, pa.array(column[1:], pa.string())))
    if read.others:
        raw.note("sheet", sheet=read.name, others=listed(read.others))
    return raw


def _without_blank_rows(raw: RawTable) -> RawTable:
    """Rows with nothing in any cell are left out; a note counts those between rows with content."""
    filled = np.zeros(len(raw.rows), dtype=bool)
    for column in raw.columns:
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
    if not filled.any() and not raw.faults:
        raise TableError([Fault("empty", raw.file)])
    if not filled.all():
        between = int((~filled[: np.flatnonzero(filled).max(initial=0)]).sum())
        if between:
            raw.note("blank_rows", number=between)
        raw.columns = [column.filter(pa.array(filled)) for column in raw.columns]
        raw.rows = raw.rows[filled]
    return raw


def _near_file(path: Path) -> str | None:
    siblings = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, siblings, n=1)
    return near[0] if near else None
