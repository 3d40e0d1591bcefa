"""Text files with separated cells: CSV and its relatives."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from models.decoding import decode
from models.faults import Fault, TableError, details
from models.raw_tables import SPACES, RawTable, header_below, trimmed

_QUOTED = re.compile(r'"[^"]*"')
_SEPARATORS = ",;\t|"
# headings are looked for in the first bytes and lines
_HEAD, _LINES_LOOKED_AT = 1 << 16, 10


def read_text(path: Path, encoding: str | None, first: int = 1) -> RawTable:
    """A text file with separated cells; rows with too many or too few cells are faults.

    Parameters
    ----------
    first : the row in which the headings stand; another one than 1 is a fault, but all that stands below is checked

    Raises
    ------
    TableError
        No encoding fits, there is no row, or the cells are separated by full-width commas.
    """
    text, encoding_read, damaged = decode(path.read_bytes(), path.name, encoding)
    text = _from_row(_with_line_feeds(text), first, path)
    filled = next((number for number, line in enumerate(text.split(b"\n")) if line.strip()), None)
    if filled is None:
        raise TableError([*damaged, Fault("empty", path.name)])
    if filled:
        return read_text(path, encoding, first + filled)
    delimiter = _delimiter(text, path, first)
    headings = _headings(text, delimiter)
    cells, uneven = _cells(text, delimiter, len(headings))
    numbers = np.delete(
        np.arange(first + 1, first + len(cells) + len(uneven) + 1), [number - 2 for number, *_ in uneven]
    )
    raw = RawTable(path.name, headings, [], numbers.astype(np.int64), heading_row=first)
    raw.faults += damaged + ([header_below(path.name, first)] if first > 1 else [])
    raw.note("encoding", encoding=encoding_read)
    if delimiter != ",":
        raw.note("delimiter", delimiter="TAB" if delimiter == "\t" else delimiter)
    for heading, column in zip(headings, cells.columns, strict=True):
        raw.columns.append(trimmed(raw, heading, column.combine_chunks()))
    _refuse_uneven(raw, uneven, delimiter)
    _refuse_open_quote(raw, text, delimiter)
    return raw


def _refuse_uneven(raw: RawTable, uneven: list[tuple[int, int, str]], delimiter: str) -> None:
    """A fault for each row with too many or too few cells; an open quotation mark is the reason where there is one."""
    for number, found, content in uneven:
        row = number + raw.heading_row - 1
        raw.uneven[row] = next(csv.reader(io.StringIO(content), delimiter=delimiter), [])
        shape = details(found=found, expected=len(raw.headings))
        code = "quote_open" if content.count('"') % 2 else "cells"
        raw.faults.append(Fault(code, raw.file, row, value=content[:60], details=shape))


def _with_line_feeds(text: bytes) -> bytes:
    """The text without what old programs put at its end, and with lines as new ones end them."""
    text = text.rstrip(b"\x1a")
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _from_row(text: bytes, first: int, path: Path) -> bytes:
    """The text from a row on; a row may have several lines, where a text in quotes has them."""
    if first == 1:
        return text
    head = text[: text.find(b"\n", _HEAD)] if len(text) > _HEAD else text
    reader = csv.reader(io.StringIO(head.decode(errors="replace")), delimiter=_delimiter(text, path, 1))
    for _ in range(first - 1):
        next(reader, None)
    return text.split(b"\n", reader.line_num)[-1]


def _headings(text: bytes, delimiter: str) -> list[str]:
    head = text[: text.find(b"\n", _HEAD)] if len(text) > _HEAD else text
    headings = next(csv.reader(io.StringIO(head.decode(errors="replace")), delimiter=delimiter), [])
    return [heading.strip(SPACES) for heading in headings]


def _cells(text: bytes, delimiter: str, number: int) -> tuple[pa.Table, list[tuple[int, int, str]]]:
    """The rows below the first that have this number of cells, and of the others: number, cells, text."""
    uneven: list[tuple[int, int, str]] = []

    def keep_for_later(row: Any) -> str:
        uneven.append((row.number, row.actual_columns, str(row.text)))
        return "skip"

    names = [str(index) for index in range(number)]
    table = pyarrow.csv.read_csv(
        io.BytesIO(text),
        read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=1 << 28, column_names=names),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep_for_later,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return table.slice(1), uneven


def _refuse_open_quote(raw: RawTable, text: bytes, delimiter: str) -> None:
    """A quotation mark that is not closed swallows the rows that follow into one cell, up to the next mark or the end."""
    odd = text.count(b'"') % 2 == 1
    if odd and not len(raw.rows) and not raw.uneven:
        opened = next((heading for heading in raw.headings if "\n" in heading), None)
        raw.faults.append(Fault("quote_open", raw.file, raw.heading_row, value=opened))
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


def _delimiter(text: bytes, path: Path, first: int) -> str:
    """The separator that is most frequent in the heading row; a comma if there is none.

    A title above the headings may have none: the first line that has any tells.
    """
    start = text[:_HEAD].split(b"\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]
    lines = [_QUOTED.sub("", line.decode(errors="replace")) for line in start]
    marked = [line for line in lines if any(mark in line for mark in _SEPARATORS)]
    # a mark that stands in one line only separates nothing where the other lines have another one
    line = next(
        (line for line in marked if sum(_most_frequent(line, path) in other for other in marked) > 1),
        marked[0] if marked else None,
    )
    wide = [line.count("，") for line in lines[:2]]
    if wide[0] and line is not lines[0] and (line is None or wide[0] == wide[-1]):
        raise TableError([Fault("full_width_comma", path.name, first, value=lines[0].strip()[:60])])
    return "," if line is None else _most_frequent(line, path)


def _most_frequent(line: str, path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" and "\t" in line else max(_SEPARATORS, key=line.count)
