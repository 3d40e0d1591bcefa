"""The probability that several units are all reached, exactly, where a unit may be reached on two lines.

A unit with a second owner is reached if the handover from its superior or the one from its owner holds. Superior
and owner may depend on the same units further up, so their probabilities cannot simply be multiplied. With ``s``
the superior and ``o`` the owner of the last unit ``y`` of a set ``S`` (superiors and owners stand before their
units), ``a`` and ``b`` the probabilities that the two handovers hold, and ``T`` the set without ``y``,

    P(all of S) = a P(T + s) + b P(T + o) - a b P(T + s + o)

and units without common units above, the top apart, are independent. Sets that are met again are not worked
out again.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from models.canonical import Positions, Shares

Units = tuple[int, ...]

# for the joint probability of one superior and one owner; beyond, the exact way is given up
MOST_SETS = 20_000


class TooWideError(Exception):
    """A joint probability needs more sets than `MOST_SETS`."""


class Node(NamedTuple):
    """How the probability of a set is made.

    Attributes
    ----------
    parts : smaller sets; independent ones if `product`, else with the superior of the last unit in its place,
        and if it has an owner also with the owner, and with both
    product : whether the probabilities of the parts are multiplied
    value : the probability
    """

    parts: list[Units]
    product: bool
    value: float


class JointReach:
    """Joint probabilities of sets of units.

    Parameters
    ----------
    superior, owner : int32 (n), -1 for none
    holds, owner_holds : float64 (n), probability that the handover from the superior, from the owner, holds
    reach : float64 (n), probability that each unit is reached; filled in by the caller from the top down
    """

    def __init__(
        self, superior: Positions, owner: Positions, holds: Shares, owner_holds: Shares, reach: Shares
    ) -> None:
        self.superior = superior
        self.owner = owner
        self.holds = holds
        self.owner_holds = owner_holds
        self.reach = reach
        self.nodes: dict[Units, Node] = {}
        self._tops: dict[int, frozenset[int]] = {}

    def probability(self, units: Units) -> float:
        """Probability that all of these units are reached; the top, always reached, is not named.

        Raises
        ------
        TooWideError
            It would take too long.
        """
        if len(units) < 2:
            return self._known(units)
        limit = len(self.nodes) + MOST_SETS
        open_sets = [units]
        while open_sets:
            current = open_sets[-1]
            if current in self.nodes:
                open_sets.pop()
                continue
            product, parts = self._parts(current)
            missing = [part for part in parts if len(part) > 1 and part not in self.nodes]
            if missing:
                open_sets += missing
            else:
                self.nodes[current] = Node(parts, product, self._value(current, product, parts))
                open_sets.pop()
            if len(self.nodes) + len(open_sets) > limit:
                raise TooWideError
        return self.nodes[units].value

    def _known(self, units: Units) -> float:
        """Probability of a set that was worked out before, of one unit, or of none (certain)."""
        if len(units) > 1:
            return self.nodes[units].value
        return float(self.reach[units[0]]) if units else 1.0

    def _value(self, units: Units, product: bool, parts: list[Units]) -> float:
        known = [self._known(part) for part in parts]
        if product:
            return math.prod(known)
        holds, owner_holds = float(self.holds[units[-1]]), float(self.owner_holds[units[-1]])
        if len(known) == 1:
            return holds * known[0]
        return holds * known[0] + owner_holds * known[1] - holds * owner_holds * known[2]

    def changes(self, units: Units) -> tuple[list[tuple[Units, float]], float, float]:
        """Derivatives of the probability of a set worked out before.

        Returns
        -------
        by_part : pairs (smaller set, derivative by its probability)
        by_holds, by_owner_holds : derivatives by the handovers to the last unit
        """
        parts, product, _ = self.nodes[units]
        known = [self._known(part) for part in parts]
        if product:
            others = [math.prod(known[:index] + known[index + 1 :]) for index in range(len(known))]
            return list(zip(parts, others, strict=True)), 0.0, 0.0
        holds, owner_holds = float(self.holds[units[-1]]), float(self.owner_holds[units[-1]])
        if len(parts) == 1:
            return [(parts[0], holds)], known[0], 0.0
        by_part = list(zip(parts, (holds, owner_holds, -holds * owner_holds), strict=True))
        return by_part, known[0] - owner_holds * known[2], known[1] - holds * known[2]

    def _parts(self, units: Units) -> tuple[bool, list[Units]]:
        """Independent groups, if there are several; else the sets with superior and owner for the last
        unit.
        """
        groups = self._groups(units)
        if len(groups) > 1:
            return True, groups
        last, rest = units[-1], units[:-1]
        superior, owner = int(self.superior[last]), int(self.owner[last])
        if owner < 0:
            return False, [united(rest, superior)]
        return False, [united(rest, superior), united(rest, owner), united(rest, superior, owner)]

    def _groups(self, units: Units) -> list[Units]:
        """Units apart that have no units above in common, the top left aside."""
        groups: list[tuple[set[int], list[int]]] = []
        for unit in units:
            tops, members = set(self._tops_of(unit)), [unit]
            for group in [group for group in groups if not tops.isdisjoint(group[0])]:
                tops |= group[0]
                members = group[1] + members
                groups.remove(group)
            groups.append((tops, members))
        return [tuple(sorted(members)) for _, members in groups]

    def _tops_of(self, unit: int) -> frozenset[int]:
        """The units directly below the top from which ways lead to a unit."""
        open_units = [unit]
        while open_units:
            current = open_units[-1]
            above = [int(self.superior[current]), int(self.owner[current])]
            missing = [other for other in above if other > 0 and other not in self._tops]
            if current in self._tops or not missing:
                open_units.pop()
                found = frozenset().union(*(self._tops[other] for other in above if other > 0))
                self._tops.setdefault(current, found | {current} if above[0] == 0 else found)
            else:
                open_units += missing
        return self._tops[unit]


def united(units: Units, *more: int) -> Units:
    """A set with more units in it, in order, the top left out."""
    return tuple(sorted({*units, *more} - {0}))
