"""From rows of a table to a tree: repeated ids, superiors that are missing, circles, roots."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.canonical import Shares
from models.circles import cycle_heads, cycles
from models.faults import MOST_SHOWN, Fault, Note, TableError, details, listed

if TYPE_CHECKING:
    from models.organisation import Organisation
    from models.tables import Repairs

Rows = npt.NDArray[np.int64]

# looking for what is like a longer text takes long
_LONGEST_LOOKED_FOR = 100

# what stands in place of a superior's row
NONE, UNKNOWN, ON_CYCLE, CUT = -1, -2, -3, -4


@dataclass
class UnitRows:
    """Checked cells of a table of units, in the order of the file.

    Attributes
    ----------
    rows : int64 (n), the file's row numbers
    ids, superiors, level_names : pyarrow.StringArray (n), null where blank
    names : pyarrow.StringArray (n) or None
    headcount, authority, responsibility : float64 (n) with NaN where blank, or None
    headings : the file's spelling of each column that is there
    """

    file: str
    rows: Rows
    ids: pa.StringArray
    superiors: pa.StringArray
    level_names: pa.StringArray
    names: pa.StringArray | None
    headcount: Shares | None
    authority: Shares | None
    responsibility: Shares | None
    headings: dict[str, str]

    def fault(
        self,
        code: str,
        index: int,
        column: str,
        value: str | None,
        repair: str | None = None,
        suggestion: str | None = None,
        **more: object,
    ) -> Fault:
        """A fault in one cell."""
        row, heading = int(self.rows[index]), self.headings.get(column, column)
        return Fault(code, self.file, row, heading, value, repair, suggestion, details(**more))

    def take(self, chosen: Rows) -> UnitRows:
        """Some of the rows."""

        def numbers(values: Shares | None) -> Shares | None:
            return None if values is None else values[chosen]

        def texts(values: pa.StringArray | None) -> pa.StringArray | None:
            return None if values is None else values.take(pa.array(chosen))

        return UnitRows(
            file=self.file,
            rows=self.rows[chosen],
            ids=texts(self.ids),
            superiors=texts(self.superiors),
            level_names=texts(self.level_names),
            names=texts(self.names),
            headcount=numbers(self.headcount),
            authority=numbers(self.authority),
            responsibility=numbers(self.responsibility),
            headings=self.headings,
        )


class Superiors(NamedTuple):
    """Who stands above whom.

    Attributes
    ----------
    superior : int64 (n), index of the superior, negative for none; n for a new root
    joined : whether there is a new root
    attached : int64, units that a repair has placed under the top, whatever their level
    """

    superior: Rows
    joined: bool = False
    attached: Rows = np.empty(0, dtype=np.int64)


def build_organisation(
    units: UnitRows, repairs: Repairs, levels: Sequence[str] | None, notes: list[Note], faults: list[Fault]
) -> Organisation:
    """The organisation of these rows, or a `TableError` with `faults` and everything found here."""
    units, superior, joined, order, level = check_structure(units, repairs, levels, notes, faults)
    if faults:
        raise TableError(faults)
    headcount = _headcount(units, notes)
    ids, names = units.ids, units.names
    top = (repairs.root,) if joined else ()
    if joined:
        ids = pa.concat_arrays([ids, pa.array([repairs.root], pa.string())])
        names = None if names is None else pa.concat_arrays([names, pa.array([None], pa.string())])
        superior = np.append(superior, NONE)
        level = np.append(level + 1, 0)

    def extended(values: Shares | None, value: float) -> Shares | None:
        return np.append(values, value) if joined and values is not None else values

    from models.organisation import Organisation

    return Organisation.from_arrays(
        ids,
        superior,
        level,
        (*top, *order),
        names=names,
        headcount=extended(headcount, 1.0),
        authority=extended(units.authority, np.nan),
        responsibility=extended(units.responsibility, np.nan),
        notes=tuple(notes),
    )


def check_structure(
    units: UnitRows, repairs: Repairs, levels: Sequence[str] | None, notes: list[Note], faults: list[Fault]
) -> tuple[UnitRows, Rows, bool, tuple[str, ...], Rows]:
    """The rows with one of each id, their superiors, whether a root joins them, the levels, and theirs.

    Adds every fault that the columns named in ``units.headings`` allow to be found; where one is missing, the
    others are checked alone.
    """
    from models.levels import check_levels

    there = units.headings.keys()
    if "unit" in there:
        units = first_rows(units, repairs, notes, faults)
    found = Superiors(np.full(len(units.rows), NONE, dtype=np.int64))
    if {"unit", "superior"} <= there:
        found = find_superiors(units, repairs, notes, faults)
    order: tuple[str, ...] = ()
    level = np.full(len(units.rows), NONE, dtype=np.int64)
    if "level" in there:
        order, level = check_levels(units, found, levels, notes, faults)
    faults += without_people(units)
    if found.joined and repairs.root in order:
        faults.append(_root_level_taken(units, order, level, repairs.root))
    return units, found.superior, found.joined, order, level


def _root_level_taken(units: UnitRows, order: Sequence[str], level: Rows, root: str) -> Fault:
    """The joined root stands on a level of its own, with its own name."""
    on_it = np.flatnonzero(level == order.index(root))
    more = {"levels": listed(order, 20)}
    if len(on_it):
        return units.fault("root_level_taken", int(on_it[0]), "level", root, **more)
    return Fault("root_level_taken", units.file, None, units.headings["level"], root, details=details(**more))


def without_people(*parts: UnitRows) -> list[Fault]:
    """A fault if not a single unit has any headcount: there would be nobody to take a mean over."""
    known = [part for part in parts if part.headcount is not None and len(part.rows)]
    if len(known) < len(parts) or any(np.any(part.headcount != 0) for part in known):
        return []
    return [part.fault("no_headcount", 0, "headcount", "0") for part in known[:1]]


def _headcount(units: UnitRows, notes: list[Note]) -> Shares | None:
    if units.headcount is None:
        return None
    blank = np.isnan(units.headcount)
    if blank.any():
        notes.append(Note("blank_headcount", details(number=int(blank.sum()))))
    return np.where(blank, 1.0, units.headcount)


def first_rows(
    units: UnitRows,
    repairs: Repairs,
    notes: list[Note],
    faults: list[Fault],
    repair: str = 'duplicates="first"',
) -> UnitRows:
    """The first row of every id; blank and repeated ids are faults (or repaired)."""
    blank = units.ids.is_null().to_numpy(zero_copy_only=False)
    faults += [units.fault("blank_id", index, "unit", None) for index in np.flatnonzero(blank).tolist()]
    encoded = units.ids.dictionary_encode()
    number = encoded.indices.fill_null(-1).to_numpy()
    first = np.full(len(encoded.dictionary) + 1, len(number), dtype=np.int64)
    np.minimum.at(first, number, np.arange(len(number)))
    repeated = np.flatnonzero((first[number] != np.arange(len(number))) & ~blank)
    if len(repeated) and repairs.duplicates == "first":
        rows = listed(units.rows[repeated].tolist())
        notes.append(Note("duplicates_dropped", details(number=len(repeated), rows=rows)))
    elif len(repeated):
        for index in repeated.tolist():
            earlier = int(units.rows[first[number[index]]])
            value = units.ids[index].as_py()
            faults.append(units.fault("duplicate_id", index, "unit", value, repair, first=earlier))
    keep = np.ones(len(number), dtype=bool)
    keep[repeated] = False
    keep[blank] = False
    if not keep.any():
        raise TableError(faults)
    return units if keep.all() else units.take(np.flatnonzero(keep))


def find_superiors(units: UnitRows, repairs: Repairs, notes: list[Note], faults: list[Fault]) -> Superiors:
    """The superiors of a tree; where something is refused, the superior is negative and a fault is added."""
    superior = _superior_rows(units, notes)
    circles = cycles(superior)
    if repairs.cycles == "cut":
        heads = cycle_heads(units.ids, superior, circles)
        superior[heads] = CUT
    else:
        heads = np.empty(0, dtype=np.int64)
        faults += [_cycle_fault(units, circle) for circle in circles]
        for circle in circles:
            superior[circle] = ON_CYCLE
    found, top = _find_roots(units, superior, repairs, notes, faults)
    for circle, head in zip(circles, heads.tolist(), strict=False):
        more = {"units": _ids(units, circle, 30), "unit": units.ids[head].as_py(), "root": top}
        notes.append(Note("cycles_cut_top" if top == more["unit"] else "cycles_cut", details(**more)))
    return found


def _superior_rows(units: UnitRows, notes: list[Note]) -> Rows:
    """Index of each unit's superior; -1 for none, -2 for one that is not in the table."""
    found = pc.index_in(units.superiors, units.ids, skip_nulls=True)
    superior: Rows = found.fill_null(UNKNOWN).to_numpy().astype(np.int64)
    superior[units.superiors.is_null().to_numpy(zero_copy_only=False)] = NONE
    is_zero = pc.fill_null(pc.equal(units.superiors, "0"), False).to_numpy(zero_copy_only=False)
    zero = (superior == UNKNOWN) & is_zero
    if zero.any():
        superior[zero] = NONE
        notes.append(Note("zero_superior", details(number=int(zero.sum()))))
    return superior


def _find_roots(
    units: UnitRows, superior: Rows, repairs: Repairs, notes: list[Note], faults: list[Fault]
) -> tuple[Superiors, str]:
    """Superiors with roots joined and loose units attached, and the id of the root."""
    superior = superior.copy()
    roots, orphans = np.flatnonzero(superior == NONE), np.flatnonzero(superior == UNKNOWN)
    if len(orphans) and repairs.orphans == "refuse":
        faults += missing_superiors(units, orphans, units.ids)
        orphans = orphans[:0]
    loose = np.sort(np.concatenate([orphans, np.flatnonzero(superior == CUT)]))
    if len(loose) and not len(roots):
        notes.append(Note("loose_as_roots", details(units=_ids(units, loose))))
        superior[loose] = NONE
        roots, orphans, loose = loose, orphans[:0], loose[:0]
    joined = len(roots) > 1 and repairs.roots == "join"
    if len(roots) > 1 and not joined:
        more = {"number": str(len(roots)), "units": _ids(units, roots), "rows": _row_list(units, roots)}
        faults.append(units.fault("several_roots", int(roots[0]), "superior", None, 'roots="join"', **more))
    if joined:
        superior[roots] = len(superior)
        _note_joined(units, roots, repairs.root, notes, faults)
    top = repairs.root if joined else "" if not len(roots) else str(units.ids[int(roots[0])].as_py())
    if len(loose):
        superior[loose] = len(superior) if joined else roots[0]
    if len(orphans):
        more = {"number": str(len(orphans)), "root": top, "units": _ids(units, orphans)}
        notes.append(Note("orphans_attached", details(**more)))
    return Superiors(superior, joined, loose), top


def _note_joined(units: UnitRows, roots: Rows, root: str, notes: list[Note], faults: list[Fault]) -> None:
    taken = pc.index(units.ids, pa.scalar(root, pa.string())).as_py()
    if taken >= 0:
        faults.append(units.fault("root_taken", taken, "unit", root))
    more = {"number": str(len(roots)), "root": root, "units": _ids(units, roots)}
    notes.append(Note("roots_joined", details(**more)))


def missing_superiors(units: UnitRows, orphans: Rows, ids: pa.StringArray) -> list[Fault]:
    """A fault for each of these rows, whose superior is not among `ids`."""
    faults = []
    for count, index in enumerate(orphans.tolist()):
        value = units.superiors[index].as_py()
        if value is None:
            faults.append(units.fault("blank_superior", index, "superior", None, 'orphans="attach"'))
            continue
        # looking for the near id among hundreds of thousands takes long: only for those that are shown
        near = _near_id(value, ids) if count < MOST_SHOWN else None
        fault = units.fault("missing_superior", index, "superior", value, 'orphans="attach"', near)
        faults.append(fault)
    return faults


def _near_id(value: str, ids: pa.StringArray) -> str | None:
    if not value or len(value) > _LONGEST_LOOKED_FOR:
        return None
    alike = ids.filter(pc.starts_with(ids, value[: max(1, len(value) // 2)], ignore_case=True))[:500]
    near = difflib.get_close_matches(value, [*alike.to_pylist(), *ids[:500].to_pylist()], n=1, cutoff=0.7)
    return near[0] if near else None


def _cycle_fault(units: UnitRows, circle: Rows) -> Fault:
    """One circle of superiors, with every unit on it."""
    first, repair = int(circle[0]), 'cycles="cut"'
    value = units.superiors[first].as_py()
    if len(circle) == 1:
        return units.fault("self_superior", first, "superior", value, repair)
    more = {"units": _ids(units, circle, 30), "rows": _row_list(units, circle, 30)}
    return units.fault("cycle", first, "superior", value, repair, **more)


def _ids(units: UnitRows, indices: Rows, most: int = 10) -> str:
    return listed(units.ids.take(pa.array(indices)).to_pylist(), most)


def _row_list(units: UnitRows, indices: Rows, most: int = 10) -> str:
    return listed(units.rows[indices].tolist(), most)
