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
    command : float
        Weight of superior and subordinates, beside 1 for peers and partners.
    """

    def __init__(self, tree: Tree, lines: Mapping[str, Pairs], command: float) -> None:
        self.tree = tree
        self.peer_lines = both_ways(lines.get("peer"))
        self.partner_lines = both_ways(lines.get("consortium"))
        self.partnered = len(self.partner_lines) > 0
        units = len(tree.superior)
        self.units, self.below_root = units, tree.superior >= 0
        self.peers = self.below_root * tree.people + self.over(self.peer_lines, np.ones(units))
        self.command = self.up_and_down(np.ones(units))
        self.partners = self.over(self.partner_lines, np.ones(units))
        kinds = ((1.0, self.peers), (command, self.command), (1.0, self.partners))
        influence = sum((weight * (people > 0) for weight, people in kinds), np.zeros(units))
        self.alone = influence <= 0.0
        # What a sum over one kind of neighbours counts in the mean over all.
        self.factors = [
            np.divide(weight, people * influence, out=np.zeros(units), where=(people > 0) & ~self.alone)
            for weight, people in kinds
        ]

    def over(self, lines: NDArray[np.int64], values: Floats) -> Floats:
        """Return for each unit the sum of the values at the other ends of its lines, times their headcount."""
        if not len(lines):
            return np.zeros(self.units)
        far = lines[:, 1]
        sums = np.bincount(lines[:, 0], weights=(self.tree.weight * values)[far], minlength=self.units)
        return np.asarray(sums, dtype=np.float64)

    def up_and_down(self, values: Floats) -> Floats:
        """Return for each unit the sum over its superior and its subordinates, times their headcount."""
        heads = self.tree.weight * values
        above = np.where(self.below_root, heads[self.tree.superior], 0.0)
        below = np.bincount(self.tree.group, weights=heads, minlength=self.units + 1)[: self.units]
        return np.asarray(above + below, dtype=np.float64)

    def around(self, values: Floats) -> Floats:
        """Return the mean over each unit's neighbours.

        Peers are the units of one superior, itself among them, and those at the other ends of peer lines; partners those at the
        other ends of consortium lines. Means of peers and partners count alike, that over superior and subordinates ``command``
        times as much. Who has no neighbours keeps its own value.
        """
        peers, command, partners = self.factors
        near = self.below_root * self.tree.among(self.tree.weight * values)
        if len(self.peer_lines):
            near += self.over(self.peer_lines, values)
        mean = peers * near + command * self.up_and_down(values)
        if self.partnered:
            mean += partners * self.over(self.partner_lines, values)
        return np.where(self.alone, values, mean)

    def partners_mean(self, values: Floats) -> Floats:
        """Return the mean over each unit's partners, its own value where it has none.

        Where the organisation has no consortium lines, the units of one superior are each other's partners.
        """
        if not self.partnered:
            return self.tree.peer_mean(values)
        sums = self.over(self.partner_lines, values)
        return np.divide(sums, self.partners, out=np.array(values), where=self.partners > 0)


def both_ways(pairs: Pairs | None) -> NDArray[np.int64]:
    """Return lines without direction as pairs in both directions; shape (2 x lines, 2)."""
    if pairs is None or not len(pairs):
        return np.empty((0, 2), dtype=np.int64)
    there = pairs.astype(np.int64)
    return np.concatenate((there, there[:, ::-1]))
