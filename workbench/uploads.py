"""Files that a visitor of the page hands in: read in a temporary folder that is gone afterwards, never executed.

What comes out is an organisation, or all faults with the rows that they stand in, or a polite refusal that names the limit.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from models.faults import Fault, TableError, shown
from models.organisation import Organisation
from models.raw_tables import RawTable
from models.reading import read_raw

MOST_BYTES = 50 * 2**20  # of a file
MOST_UNPACKED = 400 * 2**20  # bytes that a Parquet file may come to
MOST_WORKBOOK = (
    64 * 2**20
)  # bytes that a workbook may come to: some 200,000 rows, and already a minute of reading
MOST_UNITS = 700_000
MOST_FAULTS = 200  # shown; all are counted
_LONGEST_CELL = 40
_LONGEST_NAME = 100
_MOST_CELLS = 12  # of a row that is shown


class Uploaded(NamedTuple):
    """A file as it was handed in."""

    name: str
    content: bytes


class Refusal(ValueError):
    """A file beyond a limit: which limit (``bytes``, ``unpacked``, ``units``), and the numbers."""

    def __init__(self, limit: str, file: str, found: int, most: int) -> None:
        super().__init__(f"{file}: {limit} {found:,}, at most {most:,}")
        self.limit, self.file, self.found, self.most = limit, file, found, most


class Place(NamedTuple):
    """The row that a fault stands in: its cells, and which of them is at fault (-1: none by itself)."""

    cells: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Reading:
    """What files came to.

    Attributes
    ----------
    organisation : Organisation or None, if there is a fault
    faults : tuple of Fault, all of them
    places : tuple of Place, of the first faults
    headings : mapping from a file's name to its headings
    """

    organisation: Organisation | None = None
    faults: tuple[Fault, ...] = ()
    places: tuple[Place, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_uploads(files: Mapping[str, Uploaded], repairs: Mapping[str, str] | None = None) -> Reading:
    """Read a table of an organisation (``table``), or an organogram (``senior`` and perhaps ``junior``).

    Parameters
    ----------
    files : mapping from the part that a file plays to the file
    repairs : mapping, optional
        As `Organisation.read` takes them.

    Raises
    ------
    Refusal
        For a file beyond a limit.
    """
    for file in files.values():
        require_limits(file)
    with tempfile.TemporaryDirectory(prefix="chuandao-upload-") as folder:
        paths = {part: placed(Path(folder) / part, file) for part, file in files.items()}
        try:
            organisation = read(paths, dict(repairs or {}))
        except TableError as error:
            return with_places(error.faults, paths)
    if len(organisation) > MOST_UNITS:
        raise Refusal("units", next(iter(files.values())).name, len(organisation), MOST_UNITS)
    return Reading(organisation)


def read(paths: Mapping[str, Path], repairs: dict[str, Any]) -> Organisation:
    """Read what stands in the temporary folder."""
    if "table" in paths:
        return Organisation.read(paths["table"], **repairs)
    return Organisation.read_organogram(paths["senior"], paths.get("junior"), **repairs)


def require_limits(file: Uploaded) -> None:
    """Refuse a file that is too large, or would be once it is unpacked, before it is read."""
    name, content = safe_name(file.name), file.content
    if len(content) > MOST_BYTES:
        raise Refusal("bytes", name, len(content), MOST_BYTES)
    kind = Path(name).suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
        if lines > MOST_UNITS + 1:
            raise Refusal("units", name, lines, MOST_UNITS)
    elif kind in (".xlsx", ".xlsm"):
        unpacked = unpacked_size(content)
        if unpacked > MOST_WORKBOOK:
            raise Refusal("unpacked", name, unpacked, MOST_WORKBOOK)
    elif kind in (".parquet", ".pq"):
        rows, unpacked = parquet_size(content)
        if rows > MOST_UNITS:
            raise Refusal("units", name, rows, MOST_UNITS)
        if unpacked > MOST_UNPACKED:
            raise Refusal("unpacked", name, unpacked, MOST_UNPACKED)


def unpacked_size(content: bytes) -> int:
    """Return how many bytes a workbook comes to; 0 for what is none, which its reader will say."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return 0


def parquet_size(content: bytes) -> tuple[int, int]:
    """Return rows and unpacked bytes of a Parquet file; 0 for what is none, which its reader will say."""
    from pyarrow.parquet import read_metadata  # slow to import, and few tables are of this kind

    try:
        meta = read_metadata(BytesIO(content))
    except (pa.ArrowException, OSError, ValueError):
        return 0, 0
    return meta.num_rows, sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))


def safe_name(name: str) -> str:
    r"""Return the last part of a file's name, without what could lead out of a folder.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name(r"C:\表.csv"), safe_name(".."), safe_name("a" * 300 + ".csv")[-6:]
    ('passwd', '表.csv', 'table', 'aa.csv')
    """
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, suffix = Path(last).stem, Path(last).suffix[:10]
    # a file system counts bytes, and a Chinese character has three
    return stem[: _LONGEST_NAME // 2 if not last.isascii() else _LONGEST_NAME] + suffix or "table"


def placed(folder: Path, file: Uploaded) -> Path:
    """Write a file into its own folder, readable for this user only."""
    folder.mkdir(mode=0o700)
    path = folder / safe_name(file.name)
    path.write_bytes(file.content)
    return path


# ---- the rows that faults stand in ----


def with_places(faults: tuple[Fault, ...], paths: Mapping[str, Path]) -> Reading:
    """Return the faults with the rows that the first of them stand in."""
    tables = {}
    for part, path in paths.items():
        try:
            # the sheet that the reader took, where there are several
            tables[path.name] = read_raw(path, prefer=None if part == "table" else part)
        except TableError:
            continue  # the file as a whole is at fault: it has no rows
    headings = {name: tuple(raw.headings[:_MOST_CELLS]) for name, raw in tables.items()}
    places = tuple(place_of(fault, tables.get(fault.file)) for fault in faults[:MOST_FAULTS])
    return Reading(None, faults, places, headings)


def place_of(fault: Fault, raw: RawTable | None) -> Place:
    """Return the row of one fault."""
    if raw is None or fault.row is None:
        return Place((), -1)
    if fault.row == 1:
        cells = raw.headings
    elif fault.row in raw.uneven:
        cells = raw.uneven[fault.row]
    else:
        index = int(np.searchsorted(raw.rows, fault.row))
        if index >= len(raw.rows) or raw.rows[index] != fault.row:
            return Place((), -1)
        cells = [column[index].as_py() or "" for column in raw.columns]
    at = raw.headings.index(fault.column) if fault.column in raw.headings else -1
    # of a wide table the cells around the one at fault
    first = max(0, at - _MOST_CELLS + 1)
    seen = tuple(shown(str(cell), _LONGEST_CELL) for cell in cells[first : first + _MOST_CELLS])
    return Place(seen, at - first if at >= 0 else -1)


# ---- repairs and preview ----


def repairs_offered(faults: tuple[Fault, ...]) -> dict[tuple[str, str], int]:
    """Return the repairs that faults name, each with the number of faults that it is offered for.

    Examples
    --------
    >>> repairs_offered((Fault("several_roots", "t.csv", repair='roots="join"'),))
    {('roots', 'join'): 1}
    """
    offered: dict[tuple[str, str], int] = {}
    for fault in faults:
        for option in re.findall(r'(\w+)="(\w+)"', fault.repair or ""):
            offered[option] = offered.get(option, 0) + 1
    return offered


class LevelRow(NamedTuple):
    """One level of an organisation: units, how many of them lead others, people, and the names of a few."""

    level: str
    units: int
    leading: int
    headcount: float
    examples: tuple[str, ...]


def preview(organisation: Organisation, examples: int = 3) -> list[LevelRow]:
    """Return an organisation level by level."""
    leading = np.diff(organisation.first) > 0
    rows = []
    for place, level in enumerate(organisation.levels):
        there = np.flatnonzero(organisation.level == place)
        first = pa.array(there[:examples])
        ids = organisation.ids.take(first).to_pylist()
        names = ids if organisation.names is None else organisation.names.take(first).to_pylist()
        seen = tuple(shown(str(name or unit), _LONGEST_CELL) for name, unit in zip(names, ids, strict=True))
        people = float(organisation.headcount[there].sum())
        rows.append(LevelRow(level, len(there), int(leading[there].sum()), people, seen))
    return rows
