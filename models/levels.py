"""The order of levels: given, numbered, or told from who stands above whom."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from models.arguments import as_level_names
from models.faults import Fault, Note, details, listed

if TYPE_CHECKING:
    from models.structure import Rows, Superiors, UnitRows

Pair = tuple[int, int]

# instead of a superior that was not told: like one that is not in the table
_PLACED = -2

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def check_levels(
    units: UnitRows, found: Superiors, levels: Sequence[str] | None, notes: list[Note], faults: list[Fault]
) -> tuple[tuple[str, ...], Rows]:
    """Names of the levels from the top down, and each unit's index; adds a fault for every level out of
    order.

    Parameters
    ----------
    found : superiors; what a repair has placed under the top tells nothing about the order of levels
    levels : the order if it is given
    """
    superior = found.superior
    blank = np.flatnonzero(units.level_names.is_null().to_numpy(zero_copy_only=False)).tolist()
    faults += [units.fault("blank_level", index, "level", None) for index in blank]
    encoded = units.level_names.dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    number = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    lower = np.flatnonzero((superior >= 0) & (superior < len(superior)) & (number >= 0))
    lower = lower[number[superior[lower]] >= 0]
    upper = superior[lower]
    told = superior.copy()
    told[found.attached] = _PLACED
    telling = lower[told[lower] >= 0]
    if levels is not None:
        order = _given(units, levels, names, number, faults)
    elif all(pc.match_substring_regex(encoded.dictionary, _NUMBER).to_pylist()):
        order = _numbered(names, number[told[telling]], number[telling], notes)
    else:
        order = _implied(units, names, number, told, telling, faults)
        if len(order) > 1:
            notes.append(Note("levels_deduced", details(levels=", ".join(order))))
    place = {name: index for index, name in enumerate(order)}
    rank = np.array([place.get(name, -1) for name in names] + [-1], dtype=np.int64)
    level = rank[number]
    wrong = (level[lower] < level[upper]) & (level[lower] >= 0)
    for below, above in zip(lower[wrong].tolist(), upper[wrong].tolist(), strict=True):
        faults.append(_above(units, below, above, order))
    return order, level


def _above(units: UnitRows, below: int, above: int, order: Sequence[str]) -> Fault:
    return units.fault(
        "level_above",
        below,
        "level",
        units.level_names[below].as_py(),
        unit=units.ids[below].as_py(),
        superior=units.ids[above].as_py(),
        superior_level=units.level_names[above].as_py(),
        superior_row=int(units.rows[above]),
        levels=listed(order, 20),
    )


def _given(
    units: UnitRows, levels: Sequence[str], names: list[str], number: Rows, faults: list[Fault]
) -> tuple[str, ...]:
    """The order that was given; a level of the table that is not in it is a fault in every row."""
    order = as_level_names(levels)
    for code, name in enumerate(names):
        if name in order:
            continue
        near = difflib.get_close_matches(name, order, n=1)
        known, suggestion = listed(order, 20), near[0] if near else None
        for index in np.flatnonzero(number == code).tolist():
            fault = units.fault("unknown_level", index, "level", name, suggestion=suggestion, levels=known)
            faults.append(fault)
    return order


def _numbered(names: list[str], upper: Rows, lower: Rows, notes: list[Note]) -> tuple[str, ...]:
    """Numbers in order, the smallest at the top, unless most lines run the other way."""
    values = np.array([float(name) for name in names])
    order = tuple(sorted(names, key=lambda name: (float(name), name)))
    if (values[upper] > values[lower]).sum() > (values[upper] < values[lower]).sum():
        order = order[::-1]
        notes.append(Note("levels_descending", details(levels=", ".join(order))))
    return order


def _implied(
    units: UnitRows, names: list[str], number: Rows, superior: Rows, lower: Rows, faults: list[Fault]
) -> tuple[str, ...]:
    """Levels by the longest way down to them, over pairs of levels with a unit of one above a unit of the
    other.

    Few wrong rows must not turn the order over: of two directions the more frequent one counts; where that
    does not decide, or pairs run in a circle, the level that is met nearer to the top is the higher one.
    Lines against the order are found by the caller, as units above their superiors. What is still open is a
    fault.
    """
    pairs = _pairs(number[superior[lower]], number[lower])
    nearest = _nearest(superior, number, len(names))
    edges, undecided = {}, []
    for (above, below), count in pairs.items():
        against = pairs.get((below, above), 0)
        if (count, -nearest[above]) > (against, -nearest[below]):
            edges[above, below] = count
        elif (count, nearest[above]) == (against, nearest[below]) and above < below:
            undecided.append((above, below))
    longest, left = _longest_ways(edges, len(names))
    while left:
        circle = _circle(edges, left)
        rise = {pair: nearest[pair[0]] - nearest[pair[1]] for pair in circle}
        against_depth = [pair for pair in circle if rise[pair] == max(rise.values())]
        if max(rise.values()) == 0 or len(against_depth) > 1:
            undecided += circle
            break
        del edges[against_depth[0]]
        longest, left = _longest_ways(edges, len(names))
    for above, below in undecided:
        faults.append(_contradiction(units, names, number, superior, lower, (above, below)))
    # a level that no line ties to the others goes last
    tied = {code for pair in pairs for code in pair}
    place = [
        (code not in tied and nearest[code] > 0, longest[code], nearest[code]) for code in range(len(names))
    ]
    return tuple(
        names[code] for code in sorted(range(len(names)), key=lambda code: (place[code], names[code]))
    )


def _pairs(upper: Rows, lower: Rows) -> dict[Pair, int]:
    """How often a unit of one level stands directly above a unit of another."""
    both, counts = np.unique(np.stack([upper, lower]), axis=1, return_counts=True)
    pairs = zip(both.T.tolist(), counts.tolist(), strict=True)
    return {(above, below): count for (above, below), count in pairs if above != below}


def _nearest(superior: Rows, number: Rows, levels: int) -> list[int]:
    """The fewest lines between a unit without superior and a unit of each level."""
    n = len(superior)
    jump = np.append(np.where((superior < 0) | (superior >= n), n, superior), n)
    lines = (jump < n).astype(np.int64)
    # who has lost the way up is nowhere near the top
    lines[:n][superior < -1] = n
    for _ in range(n.bit_length()):
        lines += lines[jump]
        jump = jump[jump]
    nearest = np.full(levels + 1, n)
    np.minimum.at(nearest, number, np.minimum(lines[:n], n))
    found: list[int] = nearest[:-1].tolist()
    return found


def _longest_ways(edges: dict[Pair, int], levels: int) -> tuple[list[int], set[int]]:
    """Longest way down to each level, and the levels on a circle or below one."""
    below: dict[int, list[int]] = {code: [] for code in range(levels)}
    entering = [0] * levels
    for upper, lower in edges:
        below[upper].append(lower)
        entering[lower] += 1
    longest = [0] * levels
    ready = [code for code in range(levels) if entering[code] == 0]
    for code in ready:  # grows while it is walked
        for lower in below[code]:
            longest[lower] = max(longest[lower], longest[code] + 1)
            entering[lower] -= 1
            if entering[lower] == 0:
                ready.append(lower)
    return longest, set(range(levels)) - set(ready)


def _circle(edges: dict[Pair, int], left: set[int]) -> list[Pair]:
    """The pairs (above, below) of one circle among the levels left over."""
    walk = [min(left)]
    while True:
        # walking upwards: everybody left over has somebody left over above
        above = min(upper for upper, lower in edges if lower == walk[-1] and upper in left)
        if above in walk:
            circle = [*walk[walk.index(above) :], above]
            return [(circle[i + 1], circle[i]) for i in range(len(circle) - 1)]
        walk.append(above)


def _contradiction(
    units: UnitRows, names: list[str], number: Rows, superior: Rows, lower: Rows, pair: Pair
) -> Fault:
    above, below = pair
    upper = superior[lower]
    down = lower[(number[upper] == above) & (number[lower] == below)]
    up = lower[(number[upper] == below) & (number[lower] == above)]
    more = {
        "upper": names[above],
        "lower": names[below],
        "down": listed(units.rows[down].tolist()) or "-",
        "up": listed(units.rows[up].tolist()) or "-",
    }
    return units.fault("levels_contradict", int(down[0]), "level", names[below], **more)
