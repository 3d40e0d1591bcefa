"""Organisation: units on named levels, and the lines between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models import members as _members
from models.canonical import Positions, Shares, canonical_order, depths, first_subordinates, totals_below
from models.faults import Note
from models.keys import Keys, attached_key, unit_keys

if TYPE_CHECKING:
    import networkx
    import pandas

    from models.generators import Span

__all__ = ["Organisation", "attached_key"]

MOST_LEVELS = int(np.iinfo(np.int16).max)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Organisation:
    """Units on named levels, the command lines between them, and further lines beside these.

    Frozen: every array is read-only and every method returns a new organisation. Units stand in canonical
    order (`models.canonical`), so the same units give the same organisation, bit for bit, whatever the
    order of rows they were read from.

    Attributes
    ----------
    ids : pyarrow.StringArray (n)
    names : pyarrow.StringArray (n) or None
    levels : tuple of str, top to bottom; with members the last one is theirs
    level : int16 (n), index into `levels`, never above that of the superior; levels may be skipped
    depth : int16 (n), lines between the root and the unit
    superior : int32 (n), position of the superior, -1 for the root at position 0
    first : int32 (n + 1); the subordinates of unit i are at positions ``first[i] .. first[i+1]-1``
    headcount : float64 (n), people or full-time equivalents of the unit itself, without those below
    authority, responsibility : float64 (n), shares in 0..1, NaN where not known
    key : uint64 (n), see `models.keys`
    lines : mapping from "grid", "peer" or "consortium" to int32 (m, 2); for grid lines (owner, unit)
    members : int32 (n) or None, implicit leaf members attached to each unit
    notes : tuple of `Note`, what was assumed or repaired on the way in

    Examples
    --------
    >>> Organisation.tree([2, 3])
    Organisation(9 units: level 1 1, level 2 2, level 3 6)
    """

    identifiers: pa.StringArray | _members.MemberIds
    names: pa.StringArray | None
    levels: tuple[str, ...]
    level: npt.NDArray[np.int16]
    superior: Positions
    headcount: Shares
    authority: Shares
    responsibility: Shares
    key: Keys
    depth: npt.NDArray[np.int16]
    first: Positions
    lines: Mapping[str, Positions] = field(default_factory=lambda: MappingProxyType({}))
    members: Positions | None = None
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "lines", MappingProxyType({kind: self.lines[kind] for kind in sorted(self.lines)})
        )
        arrays = (
            self.level,
            self.depth,
            self.superior,
            self.first,
            self.headcount,
            self.authority,
            self.responsibility,
            self.key,
        )
        for array in (*arrays, *self.lines.values(), *(() if self.members is None else (self.members,))):
            array.flags.writeable = False

    def __getstate__(self) -> dict[str, Any]:
        state = {field.name: getattr(self, field.name) for field in fields(self)}
        return state | {"lines": dict(self.lines)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    # ---- making one ----

    @classmethod
    def from_arrays(
        cls,
        ids: pa.StringArray,
        superior: npt.NDArray[np.integer[Any]],
        level: npt.NDArray[np.integer[Any]],
        levels: Sequence[str],
        *,
        names: pa.StringArray | None = None,
        headcount: Shares | None = None,
        authority: Shares | None = None,
        responsibility: Shares | None = None,
        notes: tuple[Note, ...] = (),
    ) -> Organisation:
        """An organisation from clean columns in any order of rows (the readers have found the faults before).

        Parameters
        ----------
        ids : pyarrow.StringArray (n), all different
        superior : integers (n), row of the superior, -1 for the one root
        level : integers (n), index into `levels`
        levels : names of the levels, top to bottom
        names, headcount, authority, responsibility : (n), optional
        """
        if len(levels) > MOST_LEVELS:
            raise ValueError(f"there are {len(levels):,} levels; at most {MOST_LEVELS:,} are possible")
        _refuse_repeated(levels, ids)
        if headcount is not None and len(ids) and not np.any(headcount):
            raise ValueError(
                "every headcount is 0, and all results are means weighted by headcount: give one above 0"
            )
        order = canonical_order(ids, superior)
        position = np.empty(len(ids) + 1, dtype=np.int32)
        position[order] = np.arange(len(ids), dtype=np.int32)
        position[-1] = -1  # superior -1 of the root picks the last entry
        ids = ids.take(pa.array(order))
        sorted_superior = position[superior[order]]
        first = first_subordinates(sorted_superior)

        def column(values: Shares | None, default: float) -> Shares:
            return (
                np.full(len(order), default)
                if values is None
                else np.asarray(values, dtype=np.float64)[order]
            )

        return cls(
            identifiers=ids,
            names=None if names is None else names.take(pa.array(order)),
            levels=tuple(levels),
            level=level[order].astype(np.int16),
            superior=sorted_superior,
            headcount=column(headcount, 1.0),
            authority=column(authority, np.nan),
            responsibility=column(responsibility, np.nan),
            key=unit_keys(ids),
            depth=depths(first),
            first=first,
            notes=notes,
        )

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        levels: Sequence[str] | None = None,
        roots: str = "refuse",
        orphans: str = "refuse",
        duplicates: str = "refuse",
        cycles: str = "refuse",
        digits: str = "refuse",
        root: str = "root",
        encoding: str | None = None,
        sheet: str | None = None,
    ) -> Organisation:
        """Read a table with the columns unit, superior, level and perhaps name, headcount, authority,
        responsibility.

        Parameters
        ----------
        path : CSV, XLSX or Parquet file; for the columns see `models.tables`
        levels : names of the levels from the top down; default: numbers in order, or what the superiors imply
        roots : "refuse" several units without superior, or "join" them under a new unit
        orphans : "refuse" units whose superior is not in the table, or "attach" them to the top unit
        duplicates : "refuse" repeated ids, or keep the "first" row of each
        cycles : "refuse" circles of superiors, or "cut" each above the unit with the most units below it off the
            circle, which then stands under the top unit
        digits : "refuse" numbers in full-width digits, or "convert" them
        root : id and level of the new unit that joins the roots
        encoding : of a text file; default: found out among UTF-8, UTF-8-BOM, GB18030 and cp1252
        sheet : of a workbook; default: the first

        Returns
        -------
        Organisation
            Its `notes` say what was assumed and repaired.

        Raises
        ------
        models.faults.TableError
            With all faults of the file, their rows, and the options above that repair them.
        """
        from models.tables import Repairs, read_organisation

        repairs = Repairs(
            roots=roots, orphans=orphans, duplicates=duplicates, cycles=cycles, digits=digits, root=root
        )
        return read_organisation(path, repairs, levels=levels, encoding=encoding, sheet=sheet)

    @classmethod
    def from_frame(
        cls,
        frame: pandas.DataFrame,
        *,
        levels: Sequence[str] | None = None,
        roots: str = "refuse",
        orphans: str = "refuse",
        duplicates: str = "refuse",
        cycles: str = "refuse",
        digits: str = "refuse",
        root: str = "root",
    ) -> Organisation:
        """The same as `read` from a pandas DataFrame; its first row counts as row 2 in messages.

        Examples
        --------
        >>> import pandas
        >>> rows = {"unit": ["45", "4501"], "superior": [None, "45"], "level": ["region", "prefecture"]}
        >>> Organisation.from_frame(pandas.DataFrame(rows))
        Organisation(2 units: region 1, prefecture 1)
        """
        from models.tables import Repairs, organisation_from_frame

        repairs = Repairs(
            roots=roots, orphans=orphans, duplicates=duplicates, cycles=cycles, digits=digits, root=root
        )
        return organisation_from_frame(frame, repairs, levels=levels)

    @classmethod
    def tree(cls, spans: Sequence[int], levels: Sequence[str] | None = None) -> Organisation:
        """A tree in which every unit of a level has the same span.

        Parameters
        ----------
        spans : whole numbers
            ``spans[i]`` is the number of subordinates of each unit on level i; `len(spans) + 1` levels.
        levels : names, optional
            Default "level 1", "level 2", ...

        Examples
        --------
        >>> Organisation.tree([8, 5, 4, 10]).n_units
        1809
        """
        from models.generators import tree

        return tree(spans, levels)

    @classmethod
    def random(cls, spans: Sequence[Span], seed: int, levels: Sequence[str] | None = None) -> Organisation:
        """A tree whose spans are drawn; each from the unit's own key, so a further level changes nothing
        above it.

        Parameters
        ----------
        spans : one entry a level
            How many subordinates a unit of that level has: a whole number; a mapping from numbers to their
            probabilities; or a frozen distribution of scipy.stats such as ``scipy.stats.poisson(8)``.
        seed : whole number, 0 included
        levels : names, optional
            Default "level 1", "level 2", ...

        Examples
        --------
        >>> Organisation.random([3, {2: 0.5, 4: 0.5}], seed=1).levels
        ('level 1', 'level 2', 'level 3')
        """
        from models.generators import random

        return random(spans, seed, levels)

    @classmethod
    def read_organogram(
        cls,
        senior: str | Path,
        junior: str | Path | None = None,
        *,
        roots: str = "refuse",
        orphans: str = "refuse",
        duplicates: str = "refuse",
        cycles: str = "refuse",
        digits: str = "refuse",
        root: str = "root",
        encoding: str | None = None,
    ) -> Organisation:
        """Read staff data as UK government bodies publish it: senior posts, and junior groups with their FTE.

        Parameters
        ----------
        senior, junior : CSV or XLSX files in the published format; see `models.organogram`
        roots : "refuse" several posts at the top ("XX"), or "join" them under a new unit
        orphans : "refuse" posts and groups that report to an unknown post, or "attach" them to the top post
        duplicates : "refuse" posts that share a reference (such as "0") without being a job share, "number"
            them (each stays a post of its own), or keep the "first" row of each reference
        cycles : "refuse" circular reporting, or "cut" each circle above the post with the most posts below it
            off the circle, which then stands under the top post
        digits : "refuse" references and FTE in full-width digits, or "convert" them
        root : id and level of the new unit that joins the roots
        encoding : of both files; default: found out

        Returns
        -------
        Organisation
            Levels "senior 1" (the top), "senior 2", ... by the number of lines to the top, and "junior" for
            the groups; headcount is FTE.

        Raises
        ------
        models.faults.TableError
            With all faults of both files.
        """
        from models.organogram import OrganogramRepairs, read_organogram

        repairs = OrganogramRepairs(
            roots=roots, orphans=orphans, duplicates=duplicates, cycles=cycles, digits=digits, root=root
        )
        return read_organogram(senior, junior, repairs, encoding=encoding)

    # ---- asking ----

    @cached_property
    def ids(self) -> pa.StringArray:
        """Ids (n); those of attached units are written on first use."""
        return (
            self.identifiers.build() if isinstance(self.identifiers, _members.MemberIds) else self.identifiers
        )

    @property
    def n_units(self) -> int:
        """Explicit units, members not counted."""
        return len(self.superior)

    def __len__(self) -> int:
        return self.n_units

    @property
    def n_members(self) -> int:
        """Implicit leaf members."""
        return 0 if self.members is None else int(self.members.sum(dtype=np.int64))

    @property
    def member_level(self) -> str | None:
        """Name of the members' level, None without members."""
        return None if self.members is None else self.levels[-1]

    @property
    def terminal(self) -> npt.NDArray[np.bool_]:
        """True (n) for explicit units with nobody below: neither subordinates nor members."""
        none_below: npt.NDArray[np.bool_] = np.diff(self.first) == 0
        return none_below if self.members is None else none_below & (self.members == 0)

    @property
    def n_terminal(self) -> int:
        """Terminal units, members included."""
        return int(self.terminal.sum()) + self.n_members

    @property
    def counts(self) -> dict[str, int]:
        """Number of units on each level, members included."""
        numbers = np.bincount(self.level, minlength=len(self.levels))
        numbers[-1] += self.n_members
        return dict(zip(self.levels, numbers.tolist(), strict=True))

    def imbalance(self) -> Shares:
        """Imbalance ``|responsibility - authority|`` (n), in 0..1, NaN where one of them is not known."""
        return np.abs(self.responsibility - self.authority)

    def path_weight(self) -> Shares:
        """Share (n) of the headcount of terminal units and members (1 each) at or below each unit; the root has 1."""
        below = np.where(self.terminal, self.headcount, 0.0)
        if self.members is not None:
            below += self.members
        totals = totals_below(below, self.first)
        if totals[0] <= 0:
            raise ValueError(
                "the terminal units have no headcount at all (sum 0), so shares of it are not defined"
            )
        weights: Shares = totals / totals[0]
        return weights

    def position(self, unit: str) -> int:
        """Position of the unit with this id; refuses an unknown id and suggests near ones."""
        return int(self.positions([unit])[0])

    def positions(self, units: Iterable[str]) -> Positions:
        """Positions of several units; see `position`."""
        from models.selection import positions

        return positions(self, units)

    def level_index(self, name: str) -> int:
        """Index of a named level; refuses an unknown name and suggests the near one."""
        from models.selection import level_index

        return level_index(self, name)

    def to_frame(self) -> pandas.DataFrame:
        """A table of the explicit units that `from_frame` reads back, further lines and members apart."""
        from models.exporting import to_frame

        return to_frame(self)

    def to_networkx(self) -> networkx.DiGraph[str]:
        """A directed graph of the explicit units, from superior to subordinate, with the table's columns on
        the nodes.

        The edge attribute ``line`` is "command", "grid", "peer" or "consortium" ("consortium+peer" for both);
        lines without direction become two edges.
        """
        from models.exporting import to_networkx

        return to_networkx(self)

    def digest(self) -> str:
        """SHA-256 (hexadecimal) over the canonical content, ids by their keys."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        content = hashlib.sha256()
        for part in (self.levels, tuple(self.lines), self.member_level):
            content.update(repr(part).encode())
        arrays: list[npt.NDArray[Any] | None] = [self.key, self.superior, self.level, self.members]
        arrays += [self.headcount, self.authority, self.responsibility, *self.lines.values()]
        for array in arrays:
            if array is not None:
                content.update(str(array.shape).encode())
                content.update(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
        if self.names is not None:
            for name in self.names.to_pylist():
                content.update(repr(name).encode())
        return content.hexdigest()

    def __repr__(self) -> str:
        parts = ", ".join(f"{level} {number:,}" for level, number in self.counts.items())
        return f"Organisation({self.n_units + self.n_members:,} units: {parts})"

    # ---- changing (a new organisation each time) ----

    def with_members(
        self, *, below: str, count: float | npt.ArrayLike | Mapping[str, int], level: str = "member"
    ) -> Organisation:
        """Attach people below every unit of a level: counted, not written out, and streamed by the engine.

        Members of an earlier call become units of their own first, with ids ``superior/1``, ``superior/2``.

        Parameters
        ----------
        below : name of a level
        count : number, array or mapping
            A whole number; a mean (floor or floor + 1 members, drawn from the unit's own key, so a unit's
            number depends on nothing else); whole numbers for the units of the level in canonical order; or
            a mapping from id to number (others get none).
        level : name of the members' level

        Examples
        --------
        >>> Organisation.tree([2]).with_members(below="level 2", count=10).n_members
        20
        """
        return _members.attach(self, below, count, level)

    def with_lines(self, kind: str, pairs: Iterable[tuple[str, str]]) -> Organisation:
        """Add further lines of a kind: "grid" (owner, unit), "peer" or "consortium" (two units); see
        `models.lines`.
        """
        from models.lines import add_lines

        return add_lines(self, kind, pairs)

    def at_level(self, name: str) -> Organisation:
        """The organisation without everything below the named level."""
        from models.selection import at_level

        return at_level(self, name)

    def subtree(self, unit: str) -> Organisation:
        """The unit (now the root) and everything below it, on the levels from its own downwards."""
        from models.selection import subtree

        return subtree(self, unit)


def _refuse_repeated(levels: Sequence[str], ids: pa.StringArray) -> None:
    """Refuse two levels, or two units, of one name: their rows or their luck could not be told apart."""
    if len(set(levels)) < len(levels):
        twice = sorted(levels, key=list(levels).count)[-1]
        raise ValueError(f'there are two levels {twice!r}; name an added root otherwise with root="..."')
    if pc.count_distinct(ids).as_py() < len(ids):
        counted = pc.value_counts(ids).to_pylist()
        repeated = next(entry["values"] for entry in counted if entry["counts"] > 1)
        raise ValueError(f"two units have the id {repeated!r}: give one of them another")
