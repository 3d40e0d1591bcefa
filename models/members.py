"""Members: implicit leaf units attached to the units of a level, and how they become units of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.arguments import as_name
from models.canonical import Positions
from models.keys import ATTACHED_PATTERN, attached_keys, keyed_uniforms

if TYPE_CHECKING:
    from models.organisation import Organisation

MOST_UNITS = int(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class MemberIds:
    """Ids of an organisation whose members were turned into units, written only when somebody asks for them.

    Attributes
    ----------
    before : ids of the units before
    superior : int32 (n), position of the superior after
    source : int32 (n), position before, -1 for a former member
    number : int32 (n), the member's number, 0 for others
    """

    before: pa.StringArray | MemberIds
    superior: Positions
    source: Positions
    number: Positions

    def build(self) -> pa.StringArray:
        """The ids (n)."""
        before = self.before.build() if isinstance(self.before, MemberIds) else self.before
        own = before.take(pa.array(self.source, mask=self.source < 0))
        of_superior = before.take(pa.array(self.source[np.maximum(self.superior, 0)]))
        numbers = pa.array(self.number).cast(pa.string())
        return pc.coalesce(own, pc.binary_join_element_wise(of_superior, numbers, "/"))


def attach(
    organisation: Organisation, below: str, count: float | npt.ArrayLike | Mapping[str, int], level: str
) -> Organisation:
    """See `Organisation.with_members`."""
    if organisation.members is not None:
        organisation = members_as_units(organisation)
    as_name("level", level, "the members' level a name")
    if level in organisation.levels:
        raise ValueError(
            f"there is a level {level!r} already; give the members' level another name with level=..."
        )
    units = np.flatnonzero(organisation.level == organisation.level_index(below))
    members = np.zeros(organisation.n_units, dtype=np.int32)
    members[units] = _numbers(organisation, units, count)
    _refuse_taken_ids(organisation, members)
    return replace(organisation, members=members, levels=(*organisation.levels, level))


def members_as_units(organisation: Organisation) -> Organisation:
    """The same organisation with every member a unit of its own, ``superior/number``; no key changes."""
    members = organisation.members
    if members is None:
        return organisation
    total = organisation.n_units + organisation.n_members
    if total > MOST_UNITS:
        raise ValueError(f"{total:,} units are too many to write out (at most {MOST_UNITS:,})")
    below = np.diff(organisation.first)
    start = 1 + np.concatenate(([0], np.cumsum(below + members, dtype=np.int64)))[:-1]
    place = _places_of_units(organisation, start)
    source = np.full(total, -1, dtype=np.int32)
    source[place] = np.arange(organisation.n_units, dtype=np.int32)

    superior = np.empty(total, dtype=np.int32)
    superior[0] = -1
    superior[1:] = np.repeat(place.astype(np.int32), below + members)
    first = np.zeros(total + 1, dtype=np.int32)
    first[1:][place] = below + members
    np.cumsum(first, out=first)
    first += 1
    attached = source < 0
    of = source[superior[attached]]
    number = np.zeros(total, dtype=np.int32)
    number[attached] = np.flatnonzero(attached) - (start + below)[of] + 1

    def spread(values: npt.NDArray[Any], default: float) -> npt.NDArray[Any]:
        result = np.full(total, default, dtype=values.dtype)
        result[place] = values
        return result

    key = spread(organisation.key, 0)
    key[attached] = attached_keys(organisation.key[of], number[attached])
    depth = spread(organisation.depth, 0)
    depth[attached] = organisation.depth[of] + 1
    names = organisation.names
    return replace(
        organisation,
        identifiers=MemberIds(organisation.identifiers, superior, source, number),
        names=None if names is None else names.take(pa.array(source, mask=attached)),
        level=spread(organisation.level, len(organisation.levels) - 1),
        superior=superior,
        headcount=spread(organisation.headcount, 1.0),
        authority=spread(organisation.authority, np.nan),
        responsibility=spread(organisation.responsibility, np.nan),
        key=key,
        depth=depth,
        first=first,
        lines={kind: place[pairs].astype(np.int32) for kind, pairs in organisation.lines.items()},
        members=None,
    )


def _places_of_units(organisation: Organisation, start: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Position after of each unit: members come behind the subordinates of the same superior."""
    place = np.zeros(organisation.n_units, dtype=np.int64)
    superior = organisation.superior[1:]
    place[1:] = start[superior] + np.arange(1, organisation.n_units) - organisation.first[superior]
    return place


def _numbers(
    organisation: Organisation, units: npt.NDArray[np.intp], count: float | npt.ArrayLike | Mapping[str, int]
) -> Positions:
    """Number of members of each of `units`."""
    if isinstance(count, Mapping):
        by_position = np.zeros(organisation.n_units)
        named = organisation.positions(count)
        by_position[named] = _whole(np.array(list(count.values())))
        strange = np.setdiff1d(named, units)
        if len(strange):
            level = organisation.levels[organisation.level[strange[0]]]
            unit = organisation.ids[int(strange[0])].as_py()
            raise ValueError(f"unit {unit!r} is on level {level!r}, not on the level named by below=")
        return by_position[units].astype(np.int32)
    if np.ndim(count) == 0:
        try:
            mean = float(count)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            mean = np.nan
        if not 0 <= mean <= MOST_UNITS:
            raise ValueError(f"count={count!r}: a number of members is 0 or more")
        extra = keyed_uniforms(organisation.key[units], 0) < mean % 1
        drawn: Positions = (np.floor(mean) + extra).astype(np.int32)
        return drawn
    numbers = _whole(np.asarray(count))
    if numbers.shape != units.shape:
        raise ValueError(f"count has shape {numbers.shape}, but there are {len(units)} units on that level")
    return numbers.astype(np.int32)


def _whole(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    try:
        numbers = numbers.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"count={numbers.tolist()!r}: numbers of members are whole, 0 or more") from error
    wrong = ~((numbers >= 0) & (numbers <= MOST_UNITS) & (numbers % 1 == 0))
    if wrong.any():
        raise ValueError(f"count holds {numbers[wrong].flat[0]}: numbers of members are whole, 0 or more")
    return numbers


def _refuse_taken_ids(organisation: Organisation, members: Positions) -> None:
    """A unit "45/2" beside a member number 2 of unit "45" would be two units with one id and one key."""
    if isinstance(organisation.identifiers, MemberIds) and not _may_clash(organisation, members):
        return
    ids = organisation.ids
    ids = ids.filter(pc.match_substring_regex(ids, ATTACHED_PATTERN))
    parts = pc.extract_regex(ids, ATTACHED_PATTERN)
    owner = pc.index_in(parts.field("prefix"), organisation.ids)
    known = owner.is_valid().to_numpy(zero_copy_only=False)
    numbers = parts.field("number").cast(pa.int64()).to_numpy()
    clash = np.flatnonzero(known)[numbers[known] <= members[owner.drop_null().to_numpy()]]
    if len(clash):
        raise ValueError(
            f"there is a unit {ids[int(clash[0])].as_py()!r} already, which would also be the id of a member"
        )


def _may_clash(organisation: Organisation, members: Positions) -> bool:
    """Whether a unit with former members gets members again; asked first, because it needs no ids."""
    identifiers = organisation.identifiers
    former = identifiers.source < 0
    return bool(members[organisation.superior[former]].any())
