"""The schema of the table of an organisation, and its reading: every cell checked, all faults at once.

==================  =======  =========================================================================
column              Chinese  content
==================  =======  =========================================================================
``unit``            单位     id of the unit, different for every unit
``superior``        上级     id of the superior; blank for the top unit
``level``           层级     name or number of the level
``name``            名称     optional: name of the unit
``headcount``       人数     optional: people or full-time equivalents, 0 or more; blank = 1
``authority``       职权     optional: share 0..1; blank = not known
``responsibility``  责任     optional: share 0..1; blank = not known
==================  =======  =========================================================================
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.arguments import as_name
from models.canonical import Shares
from models.faults import Fault, TableError, details, listed
from models.headings import Column, are_ids, are_references, match_headings
from models.raw_tables import RawTable
from models.reading import raw_from_frame, read_raw
from models.structure import UnitRows, build_organisation, check_structure

if TYPE_CHECKING:
    import pandas

    from models.organisation import Organisation


ORGANISATION_COLUMNS = (
    Column("unit", ("单位",), True),
    Column("superior", ("上级",), True),
    Column("level", ("层级",), True),
    Column("name", ("名称",), False),
    Column("headcount", ("人数",), False),
    Column("authority", ("职权",), False),
    Column("responsibility", ("责任",), False),
)

_PERCENT = r"^([0-9]+\.?[0-9]*|\.[0-9]+)%$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
# as workbooks, Parquet files and frames hold dates and times
_TIME = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{8,}(Z|[+-][0-9:]+)?|T[0-9]{2}:[0-9]{2}:[0-9:.]+|PT[0-9.e+-]+S)$"
)
_INFINITE = r"^[+-]?inf$"
# what a spreadsheet shows where a formula failed
EXCEL_ERROR = (
    r"^#(N/A|(REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN)!|NAME\?|GETTING_DATA)$"
)
MOST_PEOPLE = 1e10
_FULL_WIDTH = r"^[０-９0-9．.＋+－\-，,]*[０-９][０-９0-9．.＋+－\-，,]*$"


@dataclass(frozen=True, kw_only=True)
class Repairs:
    """Which faults are repaired (with a note) and which are refused.

    Attributes
    ----------
    roots : "refuse", or "join" under a new unit
    orphans : "refuse", or "attach" units whose superior is not in the table to the top unit
    duplicates : "refuse", or keep the "first" row of an id
    cycles : "refuse", or "cut" a circle of superiors above the unit with the most units below it, which then stands
        under the top unit
    digits : "refuse", or "convert" numbers in full-width digits
    root : id and level name of the new unit
    """

    ALLOWED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "roots": ("refuse", "join"),
        "orphans": ("refuse", "attach"),
        "duplicates": ("refuse", "first"),
        "cycles": ("refuse", "cut"),
        "digits": ("refuse", "convert"),
    }

    roots: str = "refuse"
    orphans: str = "refuse"
    duplicates: str = "refuse"
    cycles: str = "refuse"
    digits: str = "refuse"
    root: str = "root"

    def __post_init__(self) -> None:
        for option, allowed in self.ALLOWED.items():
            value = getattr(self, option)
            if value not in allowed:
                choice = ", ".join(f'"{name}"' for name in allowed)
                near = difflib.get_close_matches(str(value), allowed, n=1)
                hints = (f"（是否应为“{near[0]}”？）", f' (did you mean "{near[0]}"?)') if near else ("", "")
                raise ValueError(
                    f"{option}={value!r}：允许 {choice}{hints[0]} / {option}={value!r}: allowed are {choice}{hints[1]}"
                )
        as_name("root", self.root, "the new top unit an id")


def read_organisation(
    path: str | Path,
    repairs: Repairs,
    *,
    levels: Sequence[str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Organisation:
    """See `models.organisation.Organisation.read`."""
    return _organisation(read_raw(path, encoding=encoding, sheet=sheet), repairs, levels)


def organisation_from_frame(
    frame: pandas.DataFrame, repairs: Repairs, *, levels: Sequence[str] | None = None
) -> Organisation:
    """See `models.organisation.Organisation.from_frame`."""
    return _organisation(raw_from_frame(frame), repairs, levels)


def _organisation(raw: RawTable, repairs: Repairs, levels: Sequence[str] | None) -> Organisation:
    """All checks of headings and cells, then all checks of structure; refused together."""
    place, guessed = match_headings(raw, ORGANISATION_COLUMNS)
    if not place or not len(raw.rows):
        raise TableError(raw.faults)

    def text(name: str) -> pa.StringArray | None:
        return raw.columns[place[name]] if name in place else None

    def checked(name: str, known: pa.StringArray | None = None) -> pa.StringArray:
        blank = pa.nulls(len(raw.rows), pa.string())
        return codes(raw, place[name], repairs.digits, known) if name in place else blank

    ids = checked("unit")
    for name in ("unit", "level"):
        if name in place:
            note_alike(raw, place[name])
    units = UnitRows(
        file=raw.file,
        rows=raw.rows,
        ids=ids,
        superiors=checked("superior", ids),
        level_names=checked("level"),
        names=text("name"),
        headcount=numbers(raw, place.get("headcount"), repairs.digits),
        authority=numbers(raw, place.get("authority"), repairs.digits, share=True),
        responsibility=numbers(raw, place.get("responsibility"), repairs.digits, share=True),
        headings={name: raw.headings[index] for name, index in place.items()},
    )
    if any(column.required and column.name not in place.keys() - guessed for column in ORGANISATION_COLUMNS):
        check_structure(_without_misfits(units, guessed), repairs, levels, raw.notes, raw.faults)
        raise TableError(raw.faults)
    return build_organisation(units, repairs, levels, raw.notes, raw.faults)


def _without_misfits(units: UnitRows, guessed: frozenset[str]) -> UnitRows:
    """A guessed column that cannot be what it was taken for tells nothing about the structure."""
    there = set(units.headings)
    if "unit" in guessed and not are_ids(units.ids):
        there -= {"unit"}
    elif guessed & {"unit", "superior"} and not are_references(units.superiors, units.ids):
        there -= {"superior"}
    return replace(units, headings={name: units.headings[name] for name in units.headings if name in there})


# ---- cells -------------------------------------------------------------------------------------------------


def codes(raw: RawTable, place: int, digits: str, known: pa.StringArray | None = None) -> pa.StringArray:
    """A column of ids or levels: what a spreadsheet did to codes is repaired with a note, or a fault.

    Codes that are `known` are right as they are.
    """
    values = _half_width(raw, place, digits)
    heading = raw.headings[place]
    decimal = pc.match_substring_regex(values, r"^[0-9]+\.0+$")
    if known is not None and pc.any(pc.and_(decimal, pc.is_in(values, known.drop_null()))).as_py():
        decimal = pc.and_(decimal, False)
    numeric = pc.match_substring_regex(values, r"^[0-9]+(\.[0-9]+)?$")
    spoilt = pc.sum(decimal).as_py() or 0
    # "1.0" beside "1.1" is a section number; codes turned to decimals all end in ".0"
    if spoilt and spoilt == pc.sum(numeric).as_py():
        example = values.filter(decimal)[0].as_py()
        raw.note("floats", column=heading, number=spoilt, example=example)
        values = pc.if_else(decimal, pc.replace_substring_regex(values, r"\.0+$", ""), values)
    _fault_where(raw, place, values, r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$", "scientific_id")
    _fault_where(raw, place, values, _TIME, "date_id")
    _fault_where(raw, place, values, EXCEL_ERROR, "excel_error")
    return values


def numbers(raw: RawTable, place: int | None, digits: str, *, share: bool = False) -> Shares | None:
    """A column of numbers, NaN where blank; 0 or more, and at most 1 for a share (or 100%), `MOST_PEOPLE` for a headcount."""
    if place is None:
        return None
    text = _half_width(raw, place, digits)
    heading = raw.headings[place]
    plain = pc.replace_substring_regex(text, _PERCENT, r"\1e-2") if share else text
    is_number = pc.or_(pc.match_substring_regex(plain, _NUMBER), pc.match_substring_regex(plain, _INFINITE))
    failed = pc.match_substring_regex(text, EXCEL_ERROR)

    def refuse(code: str, indices: list[int], meant: Callable[[float], str | None] = lambda _: None) -> None:
        for index in indices:
            row, value, near = int(raw.rows[index]), text[index].as_py(), meant(float(values[index]))
            raw.faults.append(Fault(code, raw.file, row, heading, value, suggestion=near))

    plain_text = pc.replace_substring_regex(pc.if_else(is_number, plain, None), r"^\+", "")
    values = np.array(plain_text.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    values += 0.0  # "-0" is 0
    refuse("excel_error", indices_of(failed))
    refuse("not_a_number", indices_of(pc.invert(pc.or_(is_number, failed))))
    if share:
        outside = np.flatnonzero((values > 1) | (values < 0)).tolist()
        refuse("not_a_share", outside, lambda value: f"{value / 100:g}" if 2 <= value <= 100 else None)
    else:
        refuse("negative", np.flatnonzero(values < 0).tolist())
        refuse("too_many_people", np.flatnonzero(values > MOST_PEOPLE).tolist())
    return values


def _half_width(raw: RawTable, place: int, digits: str) -> pa.StringArray:
    """The column with full-width numbers rewritten if that is wished, a fault for each if not."""
    values, heading = raw.columns[place], raw.headings[place]
    wide = pc.match_substring_regex(values, _FULL_WIDTH)
    indices = indices_of(wide)
    if not len(indices):
        return values
    half = {index: unicodedata.normalize("NFKC", values[index].as_py()) for index in indices}
    # what follows looks at the number that is meant, so that a refusal brings no further faults with it
    halves = pc.replace_with_mask(
        values, pc.fill_null(wide, False), pa.array(list(half.values()), pa.string())
    )
    if digits == "convert":
        rows = listed([int(raw.rows[index]) for index in indices])
        raw.note("digits_converted", number=len(indices), column=heading, rows=rows)
        return halves
    for index, text in half.items():
        row, value = int(raw.rows[index]), values[index].as_py()
        repair, more = 'digits="convert"', details(half=text)
        fault = Fault("full_width", raw.file, row, heading, value, repair=repair, details=more)
        raw.faults.append(fault)
    return halves


def note_alike(raw: RawTable, place: int) -> None:
    """Say which values look like one another and are not the same: the eye takes them for one."""
    if not pc.any(pc.match_substring_regex(raw.columns[place], "[^0-9a-z._-]")).as_py():
        return
    values = raw.columns[place].unique().drop_null()
    plain = pc.replace_substring_regex(pc.utf8_normalize(values, "NFKC"), r"\s+", " ")
    if pc.count_distinct(pc.utf8_lower(plain)).as_py() == len(values):
        return
    groups: dict[str, list[str]] = {}
    for value, key in zip(values.to_pylist(), pc.utf8_lower(plain).to_pylist(), strict=True):
        groups.setdefault(key, []).append(value)
    shown = listed(
        [" / ".join(f'"{value}"' for value in group) for group in groups.values() if len(group) > 1]
    )
    raw.note("alike", column=raw.headings[place], values=shown)


def _fault_where(raw: RawTable, place: int, values: pa.StringArray, pattern: str, code: str) -> None:
    for index in indices_of(pc.match_substring_regex(values, pattern)):
        raw.faults.append(
            Fault(code, raw.file, int(raw.rows[index]), raw.headings[place], values[index].as_py())
        )


def indices_of(mask: pa.BooleanArray) -> list[int]:
    """Where the mask holds; null does not count."""
    chosen: list[int] = np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False)).tolist()
    return chosen
