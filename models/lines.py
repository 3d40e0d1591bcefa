"""Further lines beside the command lines: grid (a second owner), peer and consortium."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.arguments import as_list
from models.canonical import Positions
from models.faults import listed

if TYPE_CHECKING:
    from models.organisation import Organisation

KINDS = ("grid", "peer", "consortium")


def add_lines(organisation: Organisation, kind: str, pairs: Iterable[tuple[str, str]]) -> Organisation:
    """See `Organisation.with_lines`."""
    if kind not in KINDS:
        near = difflib.get_close_matches(str(kind), KINDS, n=1)
        raise ValueError(
            f"kind={kind!r}: allowed are {', '.join(KINDS)}{f'; is {near[0]!r} meant?' if near else ''}"
        )
    given = as_list("pairs", pairs, 'pairs of ids, such as [("4501", "4502")]')
    listed_pairs = [tuple(pair) if isinstance(pair, Iterable) else (pair,) for pair in given]
    wrong = [
        pair
        for pair, ends in zip(given, listed_pairs, strict=True)
        if isinstance(pair, str) or len(ends) != 2
    ]
    if wrong:
        raise ValueError(f"a line joins two units, given as a pair of ids, not {wrong[0]!r}")
    ends = [organisation.positions(pair[end] for pair in listed_pairs) for end in (0, 1)]
    new = np.stack(ends, axis=1).astype(np.int32)
    if kind != "grid":
        new.sort(axis=1)  # such lines have no direction
    before = organisation.lines.get(kind, np.empty((0, 2), dtype=np.int32))
    together = np.concatenate([before, new])
    together = together[np.lexsort((together[:, 0], together[:, 1]))]
    problems = _problems(organisation, kind, together)
    if problems:
        raise ValueError(f"{kind} lines refused: " + "; ".join(problems))
    lines = {**organisation.lines, kind: np.ascontiguousarray(together)}
    return replace(organisation, lines={name: ends for name, ends in lines.items() if len(ends)})


def _problems(organisation: Organisation, kind: str, pairs: Positions) -> list[str]:
    """Everything that is wrong with these lines, in words."""
    if not len(pairs):
        return []
    one, other = pairs[:, 0], pairs[:, 1]
    checks = [
        (one == other, "joins a unit with itself"),
        (np.r_[False, (pairs[1:] == pairs[:-1]).all(axis=1)], "is there twice"),
        (organisation.superior[other] == one, "is a command line already"),
    ]
    if kind == "grid":
        upward = (organisation.level[one] >= organisation.level[other]) | (
            organisation.depth[one] >= organisation.depth[other]
        )
        second = np.r_[False, other[1:] == other[:-1]] & ~checks[1][0]
        checks.append(
            (upward, "does not lead down: the owner must be on a higher level and nearer to the top")
        )
        checks.append((second, "gives the unit a further owner: one second owner a unit"))
    return [f"{_pair_names(organisation, pairs[wrong])} {reason}" for wrong, reason in checks if wrong.any()]


def _pair_names(organisation: Organisation, pairs: Positions) -> str:
    names = organisation.ids
    return listed([f"({names[int(a)].as_py()}, {names[int(b)].as_py()})" for a, b in pairs[:6]], 5)
