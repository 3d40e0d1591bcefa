"""Organisations made by rule: trees with given spans, fixed or drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.canonical import Positions, depths, first_subordinates
from models.keys import unit_keys
from models.members import MOST_UNITS
from models.organisation import Organisation


def tree(spans: Sequence[int], levels: Sequence[str] | None = None) -> Organisation:
    """See `Organisation.tree`."""
    spans = [_whole(span) for span in spans]
    names = level_names(len(spans) + 1, levels)
    sizes = [1]
    for span in spans:
        sizes.append(sizes[-1] * span)
    if sum(sizes) > MOST_UNITS:
        raise ValueError(f"spans {spans} make {sum(sizes):,} units; at most {MOST_UNITS:,} are possible")
    return grow([np.full(size, span, dtype=np.int64) for size, span in zip(sizes, spans, strict=False)], names)


def grow(spans: Sequence[np.ndarray], levels: Sequence[str]) -> Organisation:
    """An organisation from the span of every unit, level by level; ids "1", "1-1", "1-2", "1-1-1", ..."""
    ids = pa.array(["1"], pa.string())
    superior: list[Positions] = [np.array([-1], dtype=np.int32)]
    all_ids = [ids]
    start = 0
    for span in spans:
        begin = np.cumsum(span) - span
        number = np.arange(int(span.sum())) - np.repeat(begin, span) + 1
        parent = np.repeat(np.arange(len(span)), span)
        ids = pc.binary_join_element_wise(ids.take(pa.array(parent)), pa.array(number).cast(pa.string()), "-")
        superior.append((start + parent).astype(np.int32))
        all_ids.append(ids)
        start += len(span)
    return _in_order(pa.concat_arrays(all_ids), np.concatenate(superior), [len(part) for part in all_ids], levels)


def level_names(number: int, levels: Sequence[str] | None) -> tuple[str, ...]:
    """Given or default names of levels, checked."""
    if levels is None:
        return tuple(f"level {index + 1}" for index in range(number))
    if len(levels) != number:
        raise ValueError(f"{len(levels)} names of levels are given ({', '.join(levels)}), but there are {number} levels")
    if len(set(levels)) != number:
        raise ValueError(f"names of levels must differ: {', '.join(levels)}")
    return tuple(levels)


def _in_order(ids: pa.StringArray, superior: Positions, sizes: Sequence[int], levels: Sequence[str]) -> Organisation:
    """Units made level by level, in order of their numbers, stand in canonical order already: no sorting."""
    first = first_subordinates(superior)
    n = len(superior)
    return Organisation(
        identifiers=ids,
        names=None,
        levels=tuple(levels),
        level=np.repeat(np.arange(len(sizes), dtype=np.int16), sizes),
        superior=superior,
        headcount=np.ones(n),
        authority=np.full(n, np.nan),
        responsibility=np.full(n, np.nan),
        key=unit_keys(ids),
        depth=depths(first),
        first=first,
    )


def _whole(span: int) -> int:
    if isinstance(span, bool) or int(span) != span or span < 0:
        raise ValueError(f"a span is a whole number of subordinates, 0 or more, not {span!r}")
    return int(span)
