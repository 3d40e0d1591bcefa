"""Circles of superiors: units that stand above one another, so that no way leads up to the top."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Rows = npt.NDArray[np.int64]


def cycle_heads(ids: pa.StringArray, superior: Rows, circles: list[Rows]) -> Rows:
    """Of each circle the unit that has the most units below it off the circle; of several the first by id."""
    n = len(superior)
    # where each unit's way up first meets a circle, or n
    meets = np.append(np.where(superior < 0, n, superior), n)
    for circle in circles:
        meets[circle] = circle
    for _ in range(n.bit_length()):
        meets = meets[meets]
    below = np.bincount(meets, minlength=n + 1)
    names = [ids.take(pa.array(circle)).to_pylist() for circle in circles]
    heads = [
        min(zip((-below[circle]).tolist(), text, circle.tolist(), strict=True))[2]
        for circle, text in zip(circles, names, strict=True)
    ]
    return np.array(heads, dtype=np.int64)


def cycles(superior: npt.NDArray[np.integer[Any]]) -> list[Rows]:
    """Circles among superiors (negative: none), each from its first row upwards.

    Jumping 1, 2, 4, ... lines up at once brings everybody who does not reach a root onto a circle: n log n.
    """
    n = len(superior)
    jump = np.where(superior < 0, n, superior)
    jump = np.append(jump, n)
    for _ in range(int(n).bit_length() + 1):
        jump = jump[jump]
    on_cycle = np.unique(jump[:n])
    seen: set[int] = set()
    found = []
    for start in on_cycle[on_cycle < n].tolist():
        cycle = []
        while start not in seen:
            seen.add(start)
            cycle.append(start)
            start = int(superior[start])
        if cycle:
            found.append(np.array(cycle, dtype=np.int64))
    return found
