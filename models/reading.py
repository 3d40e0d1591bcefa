"""Files in, columns of text out: CSV, XLSX, Parquet and data frames, with the file's own row numbers kept."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.compute as pc

from models.arguments import as_path
from models.cell_texts import cell_text
from models.faults import Fault, TableError, details, listed
from models.file_kinds import near_file, other_kind
from models.raw_tables import SPACES, RawTable, trimmed, whole_characters
from models.text_files import read_text
from models.workbooks import Hidden, read_sheet

_TEXTS, _WORKBOOKS, _PARQUETS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".parquet", ".pq")
_KINDS = (*_TEXTS, *_WORKBOOKS, *_PARQUETS)


class NoRows(TableError):
    """A table of headings alone; they may still be the wrong ones.

    Attributes
    ----------
    raw : the table
    """

    def __init__(self, raw: RawTable) -> None:
        super().__init__([Fault("empty", raw.file)])
        self.raw = raw

    def __reduce__(self) -> tuple[type[TableError], tuple[tuple[Fault, ...]]]:
        return TableError, (self.faults,)


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
        raise TableError([Fault("file_missing", str(path), suggestion=near_file(path, _KINDS))])
    if path.stat().st_size == 0:
        raise TableError([Fault("empty", path.name)])
    expected = "text" if kind in _TEXTS else "PK" if kind in _WORKBOOKS else "PAR1"
    if kind in _KINDS and (fault := other_kind(path, expected)):
        raise TableError([fault])
    try:
        if kind in _TEXTS:
            table = read_text(path, encoding)
            table.again = lambda row: _without_blank_rows(read_text(path, encoding, row))
        elif kind in _WORKBOOKS:
            table = _read_workbook(path, sheet, prefer)
        elif kind in _PARQUETS:
            from pyarrow.parquet import ParquetFile  # slow to import, and few tables are of this kind

            # read_table would not take two columns of one name
            with ParquetFile(path) as parquet:
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
        return _without_blank_rows(_from_cells(frame, file))
    return _without_blank_rows(from_arrow(table, file))


def _from_cells(frame: pandas.DataFrame, file: str) -> RawTable:
    """The cells of a frame with columns of mixed or strange types, or two columns of one name."""
    headings = [str(label).encode("utf-8", "replace").decode().strip(SPACES) for label in frame.columns]
    raw = RawTable(file, headings, [], np.arange(2, len(frame) + 2))
    for index, heading in enumerate(headings):
        values = list(frame.iloc[:, index])
        raw.hidden += [
            Hidden("nested", row, index, str(value))
            for row, value in enumerate(values, start=2)
            if isinstance(value, (list, tuple, dict, set, np.ndarray))
        ]
        cells = whole_characters(raw, index, [cell_text(value) for value in values], 2)
        raw.columns.append(trimmed(raw, heading, cells))
    return raw


def from_arrow(table: pa.Table, file: str) -> RawTable:
    """The cells of an Arrow table as text."""
    raw = RawTable(
        file, [str(name).strip(SPACES) for name in table.column_names], [], np.arange(2, table.num_rows + 2)
    )
    for index, (heading, column) in enumerate(zip(raw.headings, table.columns, strict=True)):
        values = column.combine_chunks()
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        if not _are_single(values):
            raw.hidden.append(Hidden("nested", None, index, str(values.type)))
        if pa.types.is_floating(values.type):
            values = _whole_as_integers(raw, heading, values)
        raw.columns.append(trimmed(raw, heading, _as_string(values)))
    return raw


def _are_single(values: pa.Array) -> bool:
    """Whether each cell holds one value: no list or table, and bytes only where they are text."""
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        try:
            values.cast(pa.string())
        except pa.ArrowInvalid:
            return False
    return not pa.types.is_nested(values.type)


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
    try:
        return values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([cell_text(value) for value in values.to_pylist()], pa.string())


def _read_workbook(path: Path, sheet: str | None, prefer: str | None) -> RawTable:
    """One sheet of a workbook."""
    read = read_sheet(path, sheet, prefer)
    # a single cell far to the right must not make every row as long
    used = sorted({k for row in read.cells for k, value in enumerate(row) if value is not None})
    place = {column: index for index, column in enumerate(used)}
    texts = [[row[k] if k < len(row) else None for row in read.cells] for k in used]
    headings = [(column[0] or "").strip(SPACES) for column in texts]
    hidden = [one._replace(column=place[one.column]) for one in read.hidden if one.column in place]
    raw = RawTable(path.name, headings, [], np.arange(2, len(read.cells) + 1), hidden=hidden)
    for index, (heading, column) in enumerate(zip(headings, texts, strict=True)):
        raw.columns.append(trimmed(raw, heading, whole_characters(raw, index, column[1:], 2)))
    if read.others:
        raw.note("sheet", sheet=read.name, others=listed(read.others))
    return raw


def _without_blank_rows(raw: RawTable) -> RawTable:
    """Rows with nothing in any cell are left out; a note counts those between rows with content."""
    filled = np.zeros(len(raw.rows), dtype=bool)
    for column in raw.columns:
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
    if not filled.any() and not raw.faults:
        raise NoRows(raw)
    if not filled.all():
        between = int((~filled[: np.flatnonzero(filled).max(initial=0)]).sum())
        if between:
            raw.note("blank_rows", number=between)
        raw.columns = [column.filter(pa.array(filled)) for column in raw.columns]
        raw.rows = raw.rows[filled]
    return raw
