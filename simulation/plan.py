"""How one replication is cut into parts, and a quarter into blocks, that can be served one after another or side by side.

A subtree depends only on its root's departures. A large organisation is served as a top part and many groups of whole subtrees, so
that memory follows a group and not the organisation. The cut depends on the organisation alone, and sums are added in the order of
the parts, so neither threads nor cores change a bit.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.setting import Network

# Units and members in one part, and handing units kept in the top part.
PART_SIZE = 50_000
TOP_ROWS = 4_096
# A quarter of a reviewed organisation: offices of the lowest depth in two blocks of at least so many.
BLOCK_SIZE = 128

Ranges = NDArray[np.int64]


class Plan(NamedTuple):
    """The top part, the other parts, and the rows that the store needs: for the top, and for the largest part."""

    top: Ranges
    parts: list[Ranges]
    top_rows: int
    part_rows: int


def make_plan(network: Network, reviewed: bool = False) -> Plan:
    """Return how an organisation is cut; small ones, reviewed ones, and those whose grid lines cross any cut, are one part."""
    count = len(network.superior)
    rows = int(network.row.max(initial=-1)) + 1
    whole = Plan(np.array([[0, count]], dtype=np.int64), [], rows, 0)
    served = served_before(network)
    if reviewed or served[-1] <= 2 * PART_SIZE:
        return whole
    starts = np.searchsorted(network.depth, np.arange(int(network.depth[-1]) + 2))
    cut = cut_depth(starts, served, network)
    if cut >= int(network.depth[-1]):
        return whole
    border = int(starts[cut + 1])
    parts = group_subtrees(border, int(starts[cut + 2]), served, first_subordinates(network))
    if len(network.owner) and not owners_inside(network.owner, border, parts):
        return whole
    handing = np.concatenate(([0], np.cumsum(network.row >= 0)))
    part_rows = max(sum(int(handing[end] - handing[start]) for start, end in part) for part in parts)
    top = np.array([[0, border]], dtype=np.int64)
    return Plan(top, parts, int(handing[border]), part_rows)


def make_blocks(network: Network) -> list[Ranges]:
    """Return how a quarter of a reviewed organisation is cut: all above the lowest depth, then that depth in two halves.

    Nobody on the lowest depth hands on: every line leads from a unit nearer to the top. Small organisations are one block.
    """
    count = len(network.superior)
    border = int(np.searchsorted(network.depth, network.depth[-1]))
    if count - border < 2 * BLOCK_SIZE:
        return [np.array([[0, count]], dtype=np.int64)]
    edges = [0, border, (border + count) // 2, count]
    return [np.array([[start, end]], dtype=np.int64) for start, end in pairwise(edges)]


def served_before(network: Network) -> NDArray[np.int64]:
    """Return for each position how many units and members come before it; shape (units + 1,)."""
    own = np.ones(len(network.superior), dtype=np.int64)
    if len(network.members):
        own += network.members
    return np.concatenate(([0], np.cumsum(own)))


def first_subordinates(network: Network) -> NDArray[np.int64]:
    """Return the position of each unit's first subordinate, or where it would stand; shape (units + 1,)."""
    return np.searchsorted(network.superior, np.arange(len(network.superior) + 1)).astype(np.int64)


def cut_depth(starts: NDArray[np.int64], served: NDArray[np.int64], network: Network) -> int:
    """Return the lowest depth that still belongs to a small top part."""
    cut = 0
    for depth in range(1, len(starts) - 1):
        border = starts[depth + 1]
        if served[border] > PART_SIZE or int((network.row[:border] >= 0).sum()) > TOP_ROWS:
            break
        cut = depth
    return cut


def group_subtrees(start: int, end: int, served: NDArray[np.int64], first: NDArray[np.int64]) -> list[Ranges]:
    """Return groups of whole subtrees, rooted at neighbouring units, of about PART_SIZE units and members each."""
    parts, group_start, size = [], start, 0
    for root in range(start, end):
        size += sum(int(served[b] - served[a]) for a, b in descend(root, root + 1, first))
        if size >= PART_SIZE or root == end - 1:
            parts.append(np.array(descend(group_start, root + 1, first), dtype=np.int64))
            group_start, size = root + 1, 0
    return parts


def descend(start: int, end: int, first: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the range of units and the ranges of their descendants, depth by depth."""
    ranges = []
    while start < end:
        ranges.append((start, end))
        start, end = int(first[start]), int(first[end])
    return ranges


def owners_inside(owner: NDArray[np.int32], border: int, parts: list[Ranges]) -> bool:
    """Say whether every second owner is in the top part or in the part of the unit it owns."""
    part_of = np.full(len(owner), -1, dtype=np.int32)
    for number, ranges in enumerate(parts):
        for start, end in ranges:
            part_of[start:end] = number
    owned = np.flatnonzero(owner >= border)
    return bool((part_of[owner[owned]] == part_of[owned]).all())
