"""Sums over everything below a unit, and comparisons among peers, on arrays in the organisation's order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.setting import Floats, Network


class Tree:
    """Where units stand: ranges by depth, and each unit's superior. Units of one depth stand together."""

    def __init__(self, network: Network) -> None:
        self.superior = network.superior.astype(np.int64)
        depths = network.depth.astype(np.int64)
        self.starts = np.searchsorted(depths, np.arange(int(depths[-1]) + 2))
        counts = (
            np.bincount(self.superior[1:], minlength=len(depths))
            if len(depths) > 1
            else np.zeros(1, dtype=np.int64)
        )
        self.subordinates: NDArray[np.int64] = counts
        # Peers share a superior; the root, without any, is a group of its own.
        self.group = np.where(self.superior >= 0, self.superior, len(depths))
        # A unit of several people counts as so many; where nobody is counted among peers, each of their units counts once.
        heads = np.array(network.headcount, dtype=np.float64)
        self.weight: Floats = np.where(self.among(heads) <= 0.0, 1.0, heads)
        self.people = self.among(self.weight)
        self.share_of_people: Floats = self.weight / self.people
        # A unit's peers share its superior; the root has none.
        self.peers = np.where(self.superior >= 0, counts[self.superior], 1)
        # Subordinates of a unit stand together: from its first one up to the next unit's first one.
        self.first = np.searchsorted(self.superior, np.arange(len(depths) + 1))

    def among(self, values: Floats) -> Floats:
        """Return the sum over each unit's peers, itself among them; for the root its own value."""
        return np.asarray(np.bincount(self.group, weights=values)[self.group], dtype=np.float64)

    def sum_below(self, values: Floats) -> Floats:
        """Return for each unit the sum over itself and all units below it."""
        total = np.array(values, dtype=np.float64)
        for depth in range(len(self.starts) - 2, 0, -1):
            start, end = self.starts[depth], self.starts[depth + 1]
            total += np.bincount(self.superior[start:end], weights=total[start:end], minlength=len(total))
        return total

    def along_path(self, factors: Floats) -> Floats:
        """Return for each unit the product of the factors of all units on the way down to it, the root's left out."""
        product = np.ones(len(factors))
        for depth in range(1, len(self.starts) - 1):
            start, end = self.starts[depth], self.starts[depth + 1]
            product[start:end] = product[self.superior[start:end]] * factors[start:end]
        return product

    def peer_minimum(self, values: Floats) -> Floats:
        """Return the least value among each unit's peers, itself among them."""
        least = np.full(len(values), np.inf)
        np.minimum.at(least, self.superior[1:], values[1:])
        return np.where(self.superior >= 0, least[self.superior], values)

    def peer_mean(self, values: Floats) -> Floats:
        """Return the mean over each unit's peers, itself among them, each counting by its headcount."""
        return self.among(self.share_of_people * values)
