"""The canonical order of units, and the arithmetic on it.

Breadth first: by depth, then by the position of the superior, then among the subordinates of one unit by
id: ids of units before ids of attached units (``prefix/number``), short ids before long ones, then by code
point. So ``"9"`` comes before ``"10"`` and ``"45/2"`` before ``"45/10"``. A position therefore depends on
ids and superiors only, never on the order of rows in a table; the subordinates of a unit are contiguous,
and so are, on each lower depth, the descendants of a contiguous range of units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.keys import ATTACHED_PATTERN

Positions = npt.NDArray[np.int32]
Shares = npt.NDArray[np.float64]

DEEPEST = int(np.iinfo(np.int16).max)


def canonical_order(ids: pa.StringArray, superior: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Rows in canonical order.

    Parameters
    ----------
    ids : pyarrow.StringArray (n), all different
    superior : integer array (n)
        Row of the superior; -1 for the one root. Must be a tree.

    Returns
    -------
    int64 array (n)
        ``order[position]`` is the row that goes to ``position``.
    """
    rows = _rows_by_id(ids)
    by_superior = rows[np.argsort(superior[rows], kind="stable")]
    start = np.searchsorted(superior[by_superior], np.arange(len(ids) + 1))
    order = np.empty(len(ids), dtype=np.int64)
    frontier = by_superior[:1]
    filled = 0
    while len(frontier):
        order[filled : filled + len(frontier)] = frontier
        filled += len(frontier)
        frontier = by_superior[ranges(start[frontier], start[frontier + 1])]
    if filled != len(ids):
        raise ValueError(
            f"only {filled} of {len(ids)} units hang below the root: the superiors do not form a tree"
        )
    return order


def ranges(begin: npt.NDArray[np.integer[Any]], end: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """The integers of ``range(begin[0], end[0])``, then of ``range(begin[1], end[1])``, and so on.

    Examples
    --------
    >>> ranges(np.array([3, 7]), np.array([5, 8])).tolist()
    [3, 4, 7]
    """
    length = (end - begin).astype(np.int64)
    offset = np.cumsum(length) - length
    return np.repeat(begin - offset, length) + np.arange(int(length.sum()), dtype=np.int64)


def first_subordinates(superior: Positions) -> Positions:
    """``first[i] .. first[i+1]-1`` are the positions of the subordinates of unit i (canonical order)."""
    first = np.empty(len(superior) + 1, dtype=np.int32)
    first[:-1] = 1 + np.searchsorted(superior[1:], np.arange(len(superior)))
    first[-1] = len(superior)
    return first


def depth_starts(first: Positions) -> npt.NDArray[np.int64]:
    """Position at which each depth begins, and the number of units as the last entry."""
    starts = [0, 1]
    while starts[-1] > starts[-2] and starts[-1] < len(first) - 1:
        starts.append(int(first[starts[-1]]))
    return np.array(starts, dtype=np.int64)


def depths(first: Positions) -> npt.NDArray[np.int16]:
    """Number of lines between the root and each unit; refuses a chain longer than 32,767."""
    starts = depth_starts(first)
    if len(starts) - 2 > DEEPEST:
        raise ValueError(f"the organisation is {len(starts) - 2} lines deep; at most {DEEPEST} are possible")
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int16), np.diff(starts))


def totals_below(values: Shares, first: Positions) -> Shares:
    """For each unit the sum of `values` over the unit and everything below it, added in a fixed order."""
    totals = values.astype(np.float64, copy=True)
    starts = depth_starts(first)
    for begin, end in zip(starts[-3::-1], starts[-2:0:-1], strict=True):
        block = first[begin : end + 1]
        has = np.flatnonzero(np.diff(block))
        if len(has):
            below = totals[block[0] : block[-1]]
            totals[begin + has] += np.add.reduceat(below, block[has] - block[0])
    return totals


def _rows_by_id(ids: pa.StringArray) -> npt.NDArray[np.int64]:
    attached = pc.match_substring_regex(ids, ATTACHED_PATTERN)
    table = pa.table({"attached": attached, "length": pc.utf8_length(ids), "id": ids})
    keys = [(name, "ascending") for name in ("attached", "length", "id")]
    return pc.sort_indices(table, sort_keys=keys).to_numpy().astype(np.int64)  # type: ignore[no-any-return]
