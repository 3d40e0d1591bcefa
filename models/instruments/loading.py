"""A table from a file or a data frame, checked against its schema: every fault in one report."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas
from openpyxl import load_workbook

from models.faults import Fault, Note, TableError, details
from models.headings import Column, Places, match_headings, plain
from models.instruments.cells import as_series, column_of
from models.instruments.schema import Field, TableSchema
from models.raw_tables import RawTable
from models.reading import NoRows, raw_from_frame, read_raw

Source = str | Path | pandas.DataFrame


@dataclass(frozen=True)
class Loaded:
    """A table that was read.

    Attributes
    ----------
    frame : DataFrame
        All columns of the schema by their names, in its order; one that the file lacks is missing throughout.
    rows : int64 (rows), the file's own row numbers
    file : name for messages
    headings : how the file spells the columns that it has
    notes : what was assumed or repaired
    unread : file rows by column in which something stands that could not be read
    """

    frame: pandas.DataFrame
    rows: npt.NDArray[np.int64]
    file: str
    headings: Mapping[str, str]
    notes: tuple[Note, ...] = ()
    unread: Mapping[str, frozenset[int]] = dataclasses.field(default_factory=dict)

    def blank(self, column: str) -> npt.NDArray[np.bool_]:
        """Return in which rows nothing stands; a value that could not be read is a fault of its own, and no blank."""
        unread = np.isin(self.rows, list(self.unread.get(column, ())))
        empty: npt.NDArray[np.bool_] = self.frame[column].isna().to_numpy(dtype=bool) & ~unread
        return empty

    def fault(self, code: str, index: int, column: str, value: object = None, **more: object) -> Fault:
        """Return a fault in one cell."""
        shown = None if value is None else _shown(value)
        heading = self.headings.get(column, column)
        return Fault(code, self.file, int(self.rows[index]), heading, shown, details=details(**more))

    def taken(self, mask: npt.NDArray[np.bool_]) -> Loaded:
        """Return only the rows where the mask holds."""
        return replace(self, frame=self.frame[mask].reset_index(drop=True), rows=self.rows[mask])

    def noted(self, code: str, **more: object) -> Loaded:
        """Return the same with a further note."""
        return replace(self, notes=(*self.notes, Note(code, details(**more), self.file)))


def load(
    source: Source, schema: TableSchema, *, encoding: str | None = None, sheet: str | None = None
) -> Loaded:
    """Read and check a table.

    Parameters
    ----------
    source : path of a CSV, XLSX or Parquet file, or a DataFrame
    schema : what it may hold
    encoding : of a text file; default: found out
    sheet : of a workbook; default: the first, or the first that looks like this table where the first one does not

    Raises
    ------
    TableError
        With every fault of the headings, of the cells and between them.
    """
    raw = _raw(source, schema, encoding, sheet)
    place, guessed = _places(raw, schema)
    if not place or not len(raw.rows):
        raise TableError(raw.faults)
    columns, unread = {}, {}
    for asked in schema.fields:
        columns[asked.name], faults = column_of(raw, place.get(asked.name), asked)
        unread[asked.name] = frozenset(fault.row for fault in faults if fault.row and fault.code != "blank")
        if asked.name not in guessed or 2 * len(faults) < len(raw.rows):
            raw.faults += faults
    headings = {name: raw.headings[index] for name, index in place.items()}
    loaded = Loaded(pandas.DataFrame(columns), raw.rows, raw.file, headings, unread=unread)
    raw.faults += _repeated(loaded, schema)
    raw.faults += schema.check(loaded) if schema.check else []
    if raw.faults:
        raise TableError(raw.faults)
    return replace(loaded, notes=tuple(raw.notes))


def load_even_empty(source: Source, schema: TableSchema) -> Loaded:
    """Read and check a table that may be without rows, as where nothing has happened yet; a note says so.

    Raises
    ------
    TableError
        As `load`, but for a table of the right headings and no rows; without a single cell it is refused.
    """
    try:
        return load(source, schema)
    except NoRows as error:
        # a frame of no records has no columns either
        if error.raw.headings:
            _places(error.raw, schema)
        if error.raw.faults:
            raise TableError(error.raw.faults) from error
        frame = pandas.DataFrame({field.name: as_series([], field) for field in schema.fields})
        nothing = np.empty(0, dtype=np.int64)
        headings = {field.name: field.name for field in schema.fields}
        return Loaded(frame, nothing, error.faults[0].file, headings).noted("no_rows")


def _places(raw: RawTable, schema: TableSchema) -> Places:
    """Where the columns stand; faults for those that are not there."""
    places = match_headings(
        raw, [field.column for field in schema.fields], lambda heading: _one_language(heading, schema)
    )
    raw.faults[:] = [_in_both_languages(fault, schema) for fault in raw.faults]
    return places


def _raw(source: Source, schema: TableSchema, encoding: str | None, sheet: str | None) -> RawTable:
    if isinstance(source, pandas.DataFrame):
        return raw_from_frame(source)
    try:
        first = read_raw(source, encoding=encoding, sheet=sheet)
    except TableError:
        found = _sheet_like(source, schema) if sheet is None else None
        if found is None:
            raise
        return found
    if sheet is not None or _looks_like(first, schema):
        return first
    return _sheet_like(source, schema) or first


def _sheet_like(source: str | Path, schema: TableSchema) -> RawTable | None:
    """The first of a workbook's other sheets that looks like this table: it may begin with one that explains it."""
    for name in _other_sheets(Path(source)):
        try:
            table = read_raw(source, sheet=name)
        except TableError:
            continue
        if _looks_like(table, schema):
            return table
    return None


def _looks_like(raw: RawTable, schema: TableSchema) -> bool:
    """Whether there are rows, under at least half of the headings that a table must have."""
    return len(raw.rows) > 0 and recognise(raw.headings, {schema.name: schema}) is not None


def _other_sheets(path: Path) -> list[str]:
    """Names of a workbook's sheets after the first; none for other files."""
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not path.is_file() or not zipfile.is_zipfile(path):
        return []
    with contextlib.closing(load_workbook(path, read_only=True)) as workbook:
        return [sheet.title for sheet in workbook.worksheets[1:]]


def _one_language(heading: str, schema: TableSchema) -> str:
    """A heading such as "单位 unit" or "单位（unit）", which our templates carry, as its English part."""
    joined = _joined(heading)
    for field in schema.fields:
        english = (field.name, *(other for other in field.others if other.isascii()))
        if joined in {_joined(field.zh + name) for name in english} | {
            _joined(name + field.zh) for name in english
        }:
            return field.name
    return heading


def _in_both_languages(fault: Fault, schema: TableSchema) -> Fault:
    """A fault about a heading with the heading as our templates have it: whoever fills in a Chinese table looks for it so."""
    names = {field.name: f"{field.zh}/{field.name}" for field in schema.fields}
    if fault.code == "column_missing" and fault.column in names:
        told = tuple((key, names.get(text, text) if key == "name" else text) for key, text in fault.details)
        return replace(fault, column=names[fault.column], details=told)
    if fault.code == "column_misspelt" and fault.suggestion in names:
        return replace(fault, suggestion=names[fault.suggestion])
    return fault


def _joined(heading: str) -> str:
    return re.sub(r"[\s()/|,;:、·-]+", "", plain(heading))


def _repeated(loaded: Loaded, schema: TableSchema) -> list[Fault]:
    """A fault for each row whose key is that of an earlier row."""
    key = [name for name in schema.key if name in loaded.headings]
    if len(key) < len(schema.key) or not key:
        return []
    frame = loaded.frame[key]
    complete = frame[key[0]].notna().to_numpy()
    for name in key[1:]:
        complete = complete & (frame[name].notna().to_numpy() | loaded.blank(name))
    again = np.flatnonzero(frame.duplicated().to_numpy() & complete)
    if not len(again):
        return []
    group = frame.groupby(key, dropna=False, sort=False).ngroup().to_numpy()
    first = {number: index for index, number in reversed(list(enumerate(group.tolist())))}
    shown = " + ".join(loaded.headings[name] for name in key)
    return [
        loaded.fault(
            "same_key",
            index,
            key[0],
            frame[key[0]].iloc[index],
            first=int(loaded.rows[first[int(group[index])]]),
            key=shown,
        )
        for index in again.tolist()
    ]


def _shown(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def day_text(value: Any) -> str:
    """Return a day as messages show it."""
    return _shown(pandas.Timestamp(value))


def days_in_order(loaded: Loaded, earlier: Field | str, later: Field | str) -> list[Fault]:
    """A fault for each row where the second day is before the first."""
    one = earlier if isinstance(earlier, str) else earlier.name
    two = later if isinstance(later, str) else later.name
    wrong = np.flatnonzero((loaded.frame[two] < loaded.frame[one]).to_numpy())
    return [
        loaded.fault(
            "before_other",
            index,
            two,
            loaded.frame[two].iloc[index],
            other=loaded.headings.get(one, one),
            day=day_text(loaded.frame[one].iloc[index]),
        )
        for index in wrong.tolist()
    ]


def recognise(
    headings: Sequence[str], schemas: Mapping[str, TableSchema], rival: Sequence[Column] = ()
) -> TableSchema | None:
    """Return the table that these headings look like, None if it is none or looks more like a rival.

    It is the one with the greatest share of its required columns there, at least half; among equals that with the most
    columns there.
    """
    found = [
        _share_there(
            [_one_language(heading, schema) for heading in headings],
            [field.column for field in schema.fields],
        )
        for schema in schemas.values()
    ]
    best = max(found)
    if best[0] < 0.5 or best[0] <= _share_there(headings, rival)[0]:
        return None
    return list(schemas.values())[found.index(best)]


def _share_there(headings: Sequence[str], columns: Sequence[Column]) -> tuple[float, int]:
    """Share of the required columns among the headings, and number of all columns among them."""
    known = {plain(heading) for heading in headings}
    there = [column for column in columns if known & {plain(name) for name in (column.name, *column.others)}]
    required = sum(column.required for column in columns)
    return (sum(column.required for column in there) / required if required else 0.0), len(there)
