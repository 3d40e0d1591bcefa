"""The headings of an input table: which column is which, which is missing, misspelt or there twice."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from models.faults import Fault, details, listed
from models.raw_tables import RawTable

_ROWS_SEARCHED_FOR_HEADINGS = 10
_SHORT = 2
# What a published organogram's senior posts have and no other table.
_REFERENCE = "post unique reference"
_ORGANOGRAM = {_REFERENCE, "reports to senior post"}
# and what its junior groups have
_JUNIOR = {"reporting senior post", "generic job title"}


class Column(NamedTuple):
    """One column of an input table: its heading, further headings it may carry, whether it must be there."""

    name: str
    others: tuple[str, ...]
    required: bool


class Places(NamedTuple):
    """Where the columns stand.

    Attributes
    ----------
    place : index of each column that is there, and of each whose heading is misspelt and has one near name
    guessed : the columns of the second kind: the table is refused, but their cells are checked with the others
    """

    place: dict[str, int]
    guessed: frozenset[str]


def match_headings(
    raw: RawTable, columns: Sequence[Column], meant: Callable[[str], str] = lambda heading: heading
) -> Places:
    """Find the columns; adds a fault for each that is missing, misspelt or there twice.

    Where the headings stand in a lower row this is a fault, and `raw` begins at that row from then on.

    Parameters
    ----------
    meant : what a heading of the file stands for, where it is more than a name
    """
    place: dict[str, int] = {}
    unknown: dict[str, int] = {}
    spelling = {
        plain(heading): column.name for column in columns for heading in (column.name, *column.others)
    }
    for index, heading in enumerate(map(meant, raw.headings)):
        name = spelling.get(plain(heading))
        if name is None:
            unknown.setdefault(heading, index)
        elif name in place:
            raw.faults.append(Fault("column_twice", raw.file, raw.heading_row, heading))
        else:
            place[name] = index
    missing = [column for column in columns if column.name not in place]
    if other := _other_organogram_file(raw.headings, set(spelling)):
        raw.faults.append(Fault(other, raw.file, raw.heading_row))
        return Places({}, frozenset())
    if any(column.required for column in missing):
        required = sum(column.required for column in columns)
        # one of several may be misspelt, if nothing in the first row looks like a heading
        below = _headings_below(
            raw, spelling, required if place else min(required, max(2, required - 1)), meant
        )
        if below is not None:
            raw.start_at(below)
            return match_headings(raw, columns, meant)
    guesses = _missing_and_misspelt(raw, missing, unknown, columns)
    place |= guesses
    used = {index: raw.headings[index] for index in place.values()}
    unread = set()
    for code, row, index, value in raw.hidden:
        if index in used:
            raw.faults.append(Fault(code, raw.file, row, used[index], value))
            unread |= {index} if code == "nested" else set()
    # what was made of lists and tables would be faulty in every row
    return Places({name: index for name, index in place.items() if index not in unread}, frozenset(guesses))


def _missing_and_misspelt(
    raw: RawTable, missing: Sequence[Column], unknown: dict[str, int], columns: Sequence[Column]
) -> dict[str, int]:
    """Faults for what is missing; returns the places of those that are probably only misspelt."""
    unused = {plain(heading): heading for heading in unknown if heading}
    headings = listed(["/".join((column.name, *column.others)) for column in columns], 20)
    guesses: dict[str, int] = {}
    for column in missing:
        names = [plain(name) for name in (column.name, *column.others)]
        near = _near(names, list(unused), 0.6 if column.required else 0.8)
        seen = unused.pop(near[0]) if near else None
        if seen and len(near) == 1:
            guesses[column.name] = unknown[seen]
        if column.required:
            shown = details(name=column.name, headings=headings, **_where(raw))
            raw.faults.append(
                Fault(
                    "column_missing", raw.file, raw.heading_row, column.name, suggestion=seen, details=shown
                )
            )
        elif seen:
            shown = details(headings=headings)
            raw.faults.append(
                Fault(
                    "column_misspelt", raw.file, raw.heading_row, seen, suggestion=column.name, details=shown
                )
            )
    if unused:
        raw.note("columns_unused", columns=listed(list(unused.values())))
    return guesses


def _where(raw: RawTable) -> dict[str, str]:
    """In which sheet or encoding a heading was looked for, where it may stand in another one."""
    told = {note.code: dict(note.details) for note in raw.notes}
    if "sheet" in told:
        sheet, others = told["sheet"]["sheet"], told["sheet"]["others"]
        return {
            "where_en": f' in sheet "{sheet}" (others: {others}; name one: sheet="...")',
            "where_zh": f"（工作表“{sheet}”；其他工作表：{others}，可用 sheet=... 指明）",
        }
    encoding = told.get("encoding", {}).get("encoding", "UTF-8")
    if encoding.startswith("UTF-8"):
        return {"where_en": "", "where_zh": ""}
    return {
        "where_en": f' (the file was read as {encoding}; name another one: encoding="...")',
        "where_zh": f"（文件按 {encoding} 编码读取，可用 encoding=... 另行指明）",
    }


def _other_organogram_file(headings: Iterable[str], looked_for: set[str]) -> str | None:
    """The fault where these are the headings of an organogram's file that is not the one looked for."""
    there = {plain(heading) for heading in headings}
    if there >= _ORGANOGRAM and _REFERENCE not in looked_for:
        return "organogram"
    if there >= _JUNIOR and _REFERENCE not in there and not looked_for >= _JUNIOR:
        return "organogram_junior"
    return None


def is_organogram(headings: Iterable[str]) -> bool:
    """Say whether these are the headings of a published organogram's senior posts."""
    return {plain(heading) for heading in headings} >= _ORGANOGRAM


def plain(heading: str) -> str:
    """A heading without what does not matter: case, full width, underscores, several spaces."""
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().replace("_", " ").split())


def _near(names: Sequence[str], headings: Sequence[str], cutoff: float) -> list[str]:
    """Headings like one of the names, nearest first by name."""
    near: dict[str, None] = {}
    for name in names:
        # of a name of two characters, as Chinese ones are, one wrong character is half
        enough = min(cutoff, 0.5) if len(name) == _SHORT else cutoff
        near |= dict.fromkeys(difflib.get_close_matches(name, headings, n=2, cutoff=enough))
    return list(near)


def _headings_below(
    raw: RawTable, spelling: dict[str, str], enough: int, meant: Callable[[str], str]
) -> int | None:
    """The row in which the headings stand, when there are rows above them: so many of its cells are known names."""
    for row, cells in first_rows(raw):
        if len({spelling.get(plain(meant(cell))) for cell in cells} - {None}) >= enough:
            return row
    return None


def first_rows(raw: RawTable) -> list[tuple[int, list[str]]]:
    """Row number and cells of the first rows below the first one, in which the headings may stand."""
    first = range(min(_ROWS_SEARCHED_FOR_HEADINGS, len(raw.rows)))
    rows = {int(raw.rows[index]): [column[index].as_py() or "" for column in raw.columns] for index in first}
    return sorted({**rows, **raw.uneven}.items())[:_ROWS_SEARCHED_FOR_HEADINGS]


# ---- guesses that do not fit ----


def are_ids(ids: pa.StringArray) -> bool:
    """Whether most values are different: a guessed column of ids that is none would be a fault in every row."""
    return 2 * int(pc.count_distinct(ids).as_py()) >= len(ids.drop_null())


def are_references(references: pa.StringArray, ids: pa.StringArray, nobody: Iterable[str] = ("0",)) -> bool:
    """Whether most references are ids of the other column, or say that there is nobody; see `are_ids`."""
    known = pa.concat_arrays([ids.drop_null(), pa.array(nobody, pa.string())])
    found = int(pc.sum(pc.is_in(references.drop_null(), known)).as_py() or 0)
    return 2 * found >= len(references.drop_null())
