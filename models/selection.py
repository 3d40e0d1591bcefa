"""Finding units and levels by name, and cutting an organisation down to some of its units."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.canonical import Positions, depths, first_subordinates

if TYPE_CHECKING:
    from models.organisation import Organisation


def positions(organisation: Organisation, units: Iterable[str]) -> Positions:
    """See `Organisation.positions`."""
    if isinstance(units, str) or not isinstance(units, Iterable):
        raise ValueError(f"units={units!r}: give the ids of units, as a list")
    wanted = pa.array([str(unit) for unit in units], pa.string())
    found = pc.index_in(wanted, organisation.ids)
    if found.null_count:
        raise ValueError(_unknown_unit(organisation, wanted.filter(found.is_null())[0].as_py()))
    places: Positions = found.to_numpy().astype(np.int32)
    return places


def level_index(organisation: Organisation, name: str) -> int:
    """See `Organisation.level_index`."""
    if name not in organisation.levels:
        near = difflib.get_close_matches(str(name), organisation.levels, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no level {name!r}; the levels are {', '.join(organisation.levels)}{hint}")
    return organisation.levels.index(name)


def at_level(organisation: Organisation, name: str) -> Organisation:
    """See `Organisation.at_level`."""
    index = level_index(organisation, name)
    if index == len(organisation.levels) - 1:
        return organisation
    rows = np.flatnonzero(organisation.level <= index)
    return replace(_kept(organisation, rows), levels=organisation.levels[: index + 1], members=None)


def subtree(organisation: Organisation, unit: str) -> Organisation:
    """See `Organisation.subtree`."""
    root = organisation.position(unit)
    parts = [np.array([root])]
    begin, end = root, root + 1
    while begin < end:
        begin, end = int(organisation.first[begin]), int(organisation.first[end])
        parts.append(np.arange(begin, end))
    part = _kept(organisation, np.concatenate(parts))
    top = int(part.level[0])
    return replace(part, levels=part.levels[top:], level=(part.level - top).astype(np.int16))


def _kept(organisation: Organisation, rows: npt.NDArray[np.integer[Any]]) -> Organisation:
    """The units at `rows`, which stand in canonical order and hang together, and the lines between them."""
    position = np.full(organisation.n_units + 1, -1, dtype=np.int32)
    position[rows] = np.arange(len(rows), dtype=np.int32)
    superior = position[organisation.superior[rows]]
    superior[0] = -1
    first = first_subordinates(superior)
    lines = {kind: position[pairs] for kind, pairs in organisation.lines.items()}
    lines = {kind: np.ascontiguousarray(pairs[(pairs >= 0).all(axis=1)]) for kind, pairs in lines.items()}
    names, members = organisation.names, organisation.members
    return replace(
        organisation,
        identifiers=organisation.ids.take(pa.array(rows)),
        names=None if names is None else names.take(pa.array(rows)),
        level=organisation.level[rows],
        superior=superior,
        headcount=organisation.headcount[rows],
        authority=organisation.authority[rows],
        responsibility=organisation.responsibility[rows],
        key=organisation.key[rows],
        depth=depths(first),
        first=first,
        lines={kind: pairs for kind, pairs in lines.items() if len(pairs)},
        members=None if members is None else members[rows],
    )


def _unknown_unit(organisation: Organisation, unit: str) -> str:
    """Message for an id that is not there, with ids that look alike (or carry this name)."""
    ids, near = organisation.ids, []
    if organisation.names is not None:
        near = ids.filter(pc.equal(organisation.names, unit))[:3].to_pylist()
    # ids that begin alike are enough to look through: comparing with millions of ids would take minutes
    alike = ids.filter(pc.starts_with(ids, unit[: max(1, len(unit) // 2)]))[:2000]
    near += difflib.get_close_matches(unit, [*alike.to_pylist(), *ids[:2000].to_pylist()], n=3)
    hint = f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"there is no unit with the id {unit!r} among {organisation.n_units:,} units{hint}"
