"""The cells of organogram files: references as they are meant, posts that no longer exist, full-time equivalents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.canonical import Shares
from models.faults import Fault, TableError, listed
from models.raw_tables import RawTable
from models.reading import read_raw
from models.tables import numbers

_TOP = ("XX",)
_NOTHING = ("N/A", "N/D", "NA", "ND", "NONE", "-", "NOT APPLICABLE")


def read_cells(path: str | Path, encoding: str | None, which: str, faults: list[Fault]) -> RawTable | None:
    """The cells of one of the two files; what is wrong with it as a whole joins the report."""
    try:
        return read_raw(path, encoding=encoding, prefer=which)
    except TableError as error:
        faults += error.faults
        return None


def vacant_posts(raw: RawTable, place: dict[str, int]) -> NDArray[np.bool_]:
    """Say which posts nobody holds, by the word in place of a name."""
    if "Name" not in place:
        return np.zeros(len(raw.rows), dtype=np.bool_)
    names = pc.utf8_trim_whitespace(pc.utf8_lower(raw.columns[place["Name"]]))
    vacant = pc.fill_null(pc.match_substring_regex(names, "^(vacan|unfilled)"), False)
    return np.asarray(vacant.to_numpy(zero_copy_only=False), dtype=np.bool_)


def leave_out_eliminated(raw: RawTable, place: dict[str, int]) -> None:
    """Posts named "Eliminated" were reported last time and no longer exist."""
    if "Name" not in place:
        return
    gone = pc.fill_null(pc.equal(pc.utf8_lower(raw.columns[place["Name"]]), "eliminated"), False)
    gone = gone.to_numpy(zero_copy_only=False)
    if gone.any():
        rows = listed(raw.rows[gone].tolist())
        raw.note("eliminated", number=int(gone.sum()), rows=rows)
        raw.rows = raw.rows[~gone]
        raw.columns = [column.filter(pa.array(~gone)) for column in raw.columns]
        raw.faults += [Fault("empty", raw.file)] if gone.all() else []


def without_top(raw: RawTable, reports: pa.StringArray, ids: pa.StringArray) -> pa.StringArray:
    """Null where the post reports to nobody: "XX", or (with a note) "N/A" and the like."""
    upper = pc.utf8_upper(reports)
    top = pc.is_in(upper, pa.array(_TOP))
    nothing = pc.is_in(upper, pa.array(_NOTHING))
    nothing = pc.and_(nothing, pc.invert(pc.is_in(reports, ids)))
    number = pc.sum(nothing).as_py() or 0
    if number:
        what = reports.filter(nothing)[0].as_py()
        raw.note("nobody", number=number, what=what)
    return pc.if_else(pc.or_(top, nothing), None, reports)


def same_case(raw: RawTable, reports: pa.StringArray, ids: pa.StringArray) -> pa.StringArray:
    """References that fit only when case and inner spaces are left aside, in the spelling of the post."""
    plain_ids = _plain(ids)
    unknown = pc.fill_null(pc.invert(pc.is_in(reports, ids.drop_null())), False)
    unknown = pc.and_(unknown, reports.is_valid())
    found = pc.index_in(_plain(reports), plain_ids, skip_nulls=True)
    changed = pc.and_(unknown, found.is_valid())
    number = pc.sum(changed).as_py() or 0
    if not number:
        return reports
    example = f"{reports.filter(changed)[0].as_py()} = {ids[found.filter(changed)[0].as_py()].as_py()}"
    raw.note("case", number=number, example=example)
    return pc.if_else(changed, ids.take(found), reports)


def _plain(references: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(pc.utf8_lower(references), r"\s+", "")


def joined_text(raw: RawTable, place: dict[str, int], names: Sequence[str]) -> pa.StringArray:
    """Several columns in one text, to be compared."""
    parts = [pc.fill_null(raw.columns[place[name]], "") for name in names if name in place]
    return pc.binary_join_element_wise(*parts, "\n") if parts else pa.array([""] * len(raw.rows), pa.string())


def full_time(raw: RawTable, place: int | None, digits: str) -> Shares | None:
    """FTE, 1 (with a note) where there is none or it is not disclosed."""
    if place is None:
        return None
    undisclosed = pc.is_in(pc.utf8_upper(raw.columns[place]), pa.array(_NOTHING))
    raw.columns[place] = pc.if_else(undisclosed, None, raw.columns[place])
    values = numbers(raw, place, digits)
    blank = raw.columns[place].is_null().to_numpy(zero_copy_only=False)
    if values is not None and blank.any():
        rows = listed(raw.rows[blank].tolist())
        raw.note("fte_unknown", number=int(blank.sum()), rows=rows)
        values[blank] = 1.0
    return values
