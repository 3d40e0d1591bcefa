"""The cells of one column, checked and turned into numbers, dates or words."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas
import pyarrow as pa

from models.faults import Fault, details, listed
from models.headings import plain
from models.instruments.days import NoDate, parse_day
from models.instruments.schema import FIRST_DAY, LAST_DAY, Choice, Day, Field, Number, Text
from models.raw_tables import RawTable
from models.tables import EXCEL_ERROR, codes

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
_LIKENESS = 0.5  # two hanzi of which one is wrong


class Problem(NamedTuple):
    """Why a text cannot be what the column asks for."""

    code: str
    suggestion: str | None = None


def column_of(raw: RawTable, place: int | None, field: Field) -> tuple[pandas.Series[Any], list[Fault]]:
    """Return the values of a column, missing where blank or faulty, and its faults.

    Text is str, numbers float64, dates datetime64, choices the names of their options.
    """
    if place is None:
        return as_series([None] * len(raw.rows), field), []
    faults: list[Fault] = []
    if isinstance(field, Text) and field.code:
        known = len(raw.faults)
        values = codes(raw, place, "convert").to_pylist()
        # codes() writes to the table's list; here faults are handed back, to be weighed where the heading was a guess
        faults += raw.faults[known:]
        del raw.faults[known:]
    else:
        values = _converted(raw, place, field, faults)
    if not field.may_be_blank:
        faults += _blanks(raw, place, field)
    return as_series(values, field), faults


def _converted(raw: RawTable, place: int, field: Field, faults: list[Fault]) -> list[Any]:
    """Every value that occurs is read once; a fault for each cell whose value cannot be."""
    encoded = raw.columns[place].dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    read = _reader(field)
    answers = [read(text) for text in texts]
    indices = encoded.indices.to_pylist()
    for row, index in zip(raw.rows.tolist(), indices, strict=True):
        answer = None if index is None else answers[index]
        if isinstance(answer, Problem):
            more = details(allowed=_limits(field) if answer.code == "outside_range" else field.allowed)
            heading = raw.headings[place]
            faults.append(
                Fault(
                    answer.code,
                    raw.file,
                    row,
                    heading,
                    texts[index],
                    suggestion=answer.suggestion,
                    details=more,
                )
            )
    if isinstance(field, Number):
        _note_full_width(raw, place, texts, answers, indices)
    good = [None if isinstance(answer, Problem) else answer for answer in answers]
    return [None if index is None else good[index] for index in indices]


def _reader(field: Field) -> Callable[[str], Any]:
    """How a text of this column is read; a Problem where it cannot be."""
    if isinstance(field, Number):
        return lambda text: _checked(text) or _number(text, field)
    if isinstance(field, Day):
        return lambda text: _checked(text) or _day(text)
    if isinstance(field, Choice):
        spelling = {plain(word): option.name for option in field.options for word in option.spellings}
        return lambda text: _checked(text) or _option(text, field, spelling)
    return lambda text: _checked(text) or text


def _checked(text: str) -> Problem | None:
    return Problem("excel_error") if re.fullmatch(EXCEL_ERROR, text) else None


def _number(text: str, field: Number) -> float | Problem:
    half = unicodedata.normalize("NFKC", text).strip()
    if half.casefold() in field.words:
        return field.words[half.casefold()]
    if field.high == 1 and half.endswith("%") and _NUMBER.fullmatch(half[:-1]):
        half = f"{half[:-1]}e-2"
    if not _NUMBER.fullmatch(half):
        return Problem("no_number", _number_meant(half, field))
    value = float(half)
    if field.whole and value % 1:
        return Problem("not_whole")
    if not field.low <= value <= field.high:
        share = field.high == 1 and 2 <= value <= 100
        return Problem("outside_range", f"{value / 100:g}" if share else None)
    return value


def _number_meant(text: str, field: Number) -> str | None:
    """The number in "85%", "1,200", "3小时" or "4,5" (if 45 is out of range); the nearest of the words."""
    found = re.fullmatch(r"[^\d.+-]*([+-]?[\d,]*\.?\d+)\s*(%|[^\d.,]*)", text)
    if found:
        value = float(found[1].replace(",", ""))
        value = value / 100 if found[2] == "%" and field.high == 1 else value
        if not field.low <= value <= field.high and re.fullmatch(r"\d+,\d+", found[1]):
            value = float(found[1].replace(",", "."))
        return f"{value:g}" if field.low <= value <= field.high else None
    near = difflib.get_close_matches(text.casefold(), list(field.words), n=1, cutoff=_LIKENESS)
    return near[0] if near else None


def _day(text: str) -> np.datetime64 | Problem:
    try:
        return np.datetime64(parse_day(text), "s")
    except NoDate as error:
        return Problem(error.code, error.meant)


def _option(text: str, field: Choice, spelling: dict[str, str]) -> str | Problem:
    name = spelling.get(plain(text))
    if name is not None:
        return name
    near = difflib.get_close_matches(plain(text), list(spelling), n=1, cutoff=_LIKENESS)
    meant = spelling[near[0]] if near else None
    option = next((option for option in field.options if option.name == meant), None)
    if option is None:
        return Problem("not_a_choice")
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    return Problem("not_a_choice", option.zh if chinese else option.name)


def _limits(field: Field) -> str:
    return f"{FIRST_DAY}–{LAST_DAY}" if isinstance(field, Day) else field.allowed


def _blanks(raw: RawTable, place: int, field: Field) -> list[Fault]:
    blank = np.flatnonzero(raw.columns[place].is_null().to_numpy(zero_copy_only=False))
    # of text nothing but "not blank" is asked
    more = details(allowed=field.allowed or f"{field.zh} / {field.name}")
    heading = raw.headings[place]
    return [Fault("blank", raw.file, int(row), heading, details=more) for row in raw.rows[blank]]


def _note_full_width(
    raw: RawTable, place: int, texts: list[str], answers: list[Any], indices: list[int | None]
) -> None:
    """Full-width digits are read as what they mean, and a note says so."""
    wide = {
        index
        for index, text in enumerate(texts)
        if not isinstance(answers[index], Problem) and unicodedata.normalize("NFKC", text) != text
    }
    rows = [row for row, index in zip(raw.rows.tolist(), indices, strict=True) if index in wide]
    if rows:
        raw.note("digits_converted", number=len(rows), column=raw.headings[place], rows=listed(rows))


def as_series(values: list[Any], field: Field) -> pandas.Series[Any]:
    """Return values of a column, None where missing, in its type."""
    if isinstance(field, Number):
        return pandas.Series([math.nan if value is None else value for value in values], dtype=np.float64)
    if isinstance(field, Day):
        return pandas.Series(np.array(values, dtype="datetime64[s]"))
    return pandas.Series(pa.array(values, pa.string()).to_pandas(), dtype="str")
