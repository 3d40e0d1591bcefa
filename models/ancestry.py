"""Who is above whom in an acyclic graph, kept small: trees fold into the units at which ways join or part.

In an organisation nearly every unit has one superior, and what is above such a unit is what is above its
superior. So for questions about ancestors it suffices to look at *joints*: units with two or more units
directly above (and units with none), and the units from which ways to several joints part. The work then
depends on the number of further lines, not on the number of units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.compiled import compiled
from models.digraph import Condensation, Ints

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ancestry:
    """A condensed digraph folded to its joints. Its units are strong components in topological order.

    Attributes
    ----------
    weight : int64 (k), what a unit counts
    start, above : the units directly above unit i are ``above[start[i]:start[i+1]]``; lines that only
        shorten a longer way are left out
    joint : int64 (k), the unit itself if it has none or several directly above, else the joint of the one
        above
    is_kept : bool (k), whether ways to several joints part here, or a joint leads to a further joint
    kept : int64 (k), the nearest kept unit at or above, -1 where no further joint is reached
    chain : int64 (k), weight from the unit up to `kept`, that one left out
    """

    weight: Ints
    start: Ints
    above: Ints
    joint: Ints
    is_kept: Flags
    kept: Ints
    chain: Ints

    @classmethod
    def of(cls, condensed: Condensation) -> Ancestry:
        """Fold a condensation."""
        graph = condensed.graph
        order = np.lexsort((graph.tail, graph.head))
        start = np.searchsorted(graph.head[order], np.arange(graph.n + 1)).astype(np.int64)
        start, above = _without_shortcuts(graph.n, start, graph.tail[order])
        joint, is_kept = _fold(graph.n, start, above)
        kept, chain = _chains(condensed.size, start, above, is_kept)
        return cls(condensed.size, start, above, joint, is_kept, kept, chain)

    @property
    def joints(self) -> Ints:
        """The joints (j)."""
        return np.flatnonzero(self.joint == np.arange(len(self.joint)))

    def segments(self) -> Ints:
        """Weight (k) of each unit and of the ways into it, up to the kept units above."""
        ways = np.concatenate([[0], np.cumsum(self.chain[self.above])])
        segments: Ints = self.weight + ways[self.start[1:]] - ways[self.start[:-1]]
        return segments


@compiled
def _without_shortcuts(n: int, start: Ints, above: Ints) -> tuple[Ints, Ints]:
    """Leave out lines from a unit that is above another one directly above, as far as a spanning tree shows
    it.

    Who is above whom does not change. A second owner two levels up, for example, is such a shortcut.
    """
    depth = np.zeros(n, dtype=np.int64)
    parent = np.full(n, -1, dtype=np.int64)
    for unit in range(n):
        for line in range(start[unit], start[unit + 1]):
            if parent[unit] < 0 or depth[above[line]] > depth[parent[unit]]:
                parent[unit] = above[line]
        if parent[unit] >= 0:
            depth[unit] = depth[parent[unit]] + 1
    enter, leave = _intervals(n, parent)
    new_start = np.zeros(n + 1, dtype=np.int64)
    new_above = np.empty(len(above), dtype=np.int64)
    filled = 0
    for unit in range(n):
        for line in range(start[unit], start[unit + 1]):
            other = above[line]
            if other == parent[unit] or not (enter[other] <= enter[unit] and leave[unit] <= leave[other]):
                new_above[filled] = other
                filled += 1
        new_start[unit + 1] = filled
    return new_start, new_above[:filled].copy()


@compiled
def _intervals(n: int, parent: Ints) -> tuple[Ints, Ints]:
    """Intervals of numbers; that of a unit lies in that of another exactly if it is below it in the tree."""
    size = np.ones(n, dtype=np.int64)
    for unit in range(n - 1, -1, -1):
        if parent[unit] >= 0:
            size[parent[unit]] += size[unit]
    enter = np.empty(n, dtype=np.int64)
    free = np.empty(n, dtype=np.int64)
    top = 0
    for unit in range(n):
        if parent[unit] < 0:
            enter[unit] = top
            top += size[unit]
        else:
            enter[unit] = free[parent[unit]]
            free[parent[unit]] += size[unit]
        free[unit] = enter[unit] + 1
    return enter, enter + size


@compiled
def _fold(n: int, start: Ints, above: Ints) -> tuple[Ints, Flags]:
    """Joint of each unit, and which units are kept."""
    joint = np.arange(n)
    for unit in range(n):
        if start[unit + 1] - start[unit] == 1:
            joint[unit] = joint[above[start[unit]]]
    leads = np.zeros(n, dtype=np.int64)  # lines from the unit on which a joint is reached
    for unit in range(n - 1, -1, -1):
        joins = start[unit + 1] - start[unit] > 1
        if joins or leads[unit] > 0:
            for line in range(start[unit], start[unit + 1]):
                leads[above[line]] += 1
    is_kept = np.zeros(n, dtype=np.bool_)
    for unit in range(n):
        is_kept[unit] = leads[unit] > 1 or (leads[unit] == 1 and start[unit + 1] - start[unit] != 1)
    return joint, is_kept


@compiled
def _chains(weight: Ints, start: Ints, above: Ints, is_kept: Flags) -> tuple[Ints, Ints]:
    """Nearest kept unit at or above each unit, and the weight on the way to it."""
    n = len(weight)
    kept = np.full(n, -1, dtype=np.int64)
    chain = np.zeros(n, dtype=np.int64)
    for unit in range(n):
        if is_kept[unit]:
            kept[unit] = unit
        else:
            chain[unit] = weight[unit]
            if start[unit + 1] - start[unit] == 1:
                kept[unit] = kept[above[start[unit]]]
                chain[unit] += chain[above[start[unit]]]
    return kept, chain
