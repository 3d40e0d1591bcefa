"""Along which lines units know of one another: among peers, up and down the command line, and to partners elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.rollup import Tree
from simulation.setting import Floats

Pairs = NDArray[np.int32]


class Ties:
    """Neighbours of each unit, each counting by its headcount.

    Parameters
    ----------
    tree : Tree
    lines : mapping from "peer" and "consortium" to pairs of units, shape (lines, 2)
        Without direction. Other kinds of lines are no ties.
    """

    def __init__(self, tree: Tree, lines: Mapping[str, Pairs]) -> None:
        self.tree = tree
        self.peer_lines = both_ways(lines.get("peer"))
        self.partner_lines = both_ways(lines.get("consortium"))
        self.partnered = len(self.partner_lines) > 0
        units = len(tree.superior)
        self.subordinates_weight = np.bincount(tree.superior[1:], weights=tree.weight[1:], minlength=units)
        self.superior_weight = np.where(tree.superior >= 0, tree.weight[tree.superior], 0.0)
        self.command_weight = self.subordinates_weight + self.superior_weight
        self.peer_weight = np.where(tree.superior >= 0, tree.people, 0.0) + self.over(
            self.peer_lines, np.ones(units)
        )
        self.partner_weight = self.over(self.partner_lines, np.ones(units))

    def over(self, lines: NDArray[np.int64], values: Floats) -> Floats:
        """Return for each unit the sum of the values at the other ends of its lines, times their headcount."""
        units = len(values)
        if not len(lines):
            return np.zeros(units)
        far = lines[:, 1]
        sums = np.bincount(lines[:, 0], weights=(self.tree.weight * values)[far], minlength=units)
        return np.asarray(sums, dtype=np.float64)

    def around(self, values: Floats, command: float) -> Floats:
        """Return the mean over each unit's neighbours.

        Peers are the units of one superior, itself among them, and those at the other ends of peer lines; partners those at the
        other ends of consortium lines. Means of peers and partners count alike, that over superior and subordinates ``command``
        times as much. Who has no neighbours keeps its own value.
        """
        tree = self.tree
        peers = np.where(tree.superior >= 0, tree.peer_sum(values), 0.0) + self.over(self.peer_lines, values)
        below = np.bincount(tree.superior[1:], weights=(tree.weight * values)[1:], minlength=len(values))
        above = np.where(tree.superior >= 0, (tree.weight * values)[tree.superior], 0.0)
        parts = [(1.0, peers, self.peer_weight), (command, above + below, self.command_weight)]
        if self.partnered:
            parts.append((1.0, self.over(self.partner_lines, values), self.partner_weight))
        total, weights = np.zeros(len(values)), np.zeros(len(values))
        for influence, sums, weight in parts:
            there = weight > 0
            total += influence * np.divide(sums, weight, out=np.zeros_like(sums), where=there)
            weights += influence * there
        return np.divide(total, weights, out=np.array(values), where=weights > 0)

    def partners_mean(self, values: Floats) -> Floats:
        """Return the mean over each unit's partners, its own value where it has none.

        Where the organisation has no consortium lines, the units of one superior are each other's partners.
        """
        if not self.partnered:
            return self.tree.peer_mean(values)
        sums = self.over(self.partner_lines, values)
        return np.divide(sums, self.partner_weight, out=np.array(values), where=self.partner_weight > 0)


def both_ways(pairs: Pairs | None) -> NDArray[np.int64]:
    """Return lines without direction as pairs in both directions; shape (2 x lines, 2)."""
    if pairs is None or not len(pairs):
        return np.empty((0, 2), dtype=np.int64)
    there = pairs.astype(np.int64)
    return np.concatenate((there, there[:, ::-1]))
