"""Organisations made by rule: trees with given spans, fixed or drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.arguments import as_level_names, as_list, as_seed
from models.canonical import Shares, depths, first_subordinates
from models.keys import Keys, keyed_uniforms, unit_keys
from models.members import MOST_UNITS
from models.organisation import Organisation

Counts = npt.NDArray[np.int64]


class Distribution(Protocol):
    """A frozen distribution of scipy.stats, or anything else that has its percent point function."""

    def ppf(self, q: Shares, /) -> npt.ArrayLike:
        """The value below which a share `q` of the distribution lies."""


Span = int | Mapping[int, float] | Distribution


def tree(spans: Sequence[int], levels: Sequence[str] | None = None) -> Organisation:
    """See `Organisation.tree`."""
    sizes = [
        _whole(span) for span in as_list("spans", spans, "whole numbers, one a level, such as [8, 5, 4]")
    ]
    return _grow(level_names(len(sizes) + 1, levels), lambda depth, keys: np.full(len(keys), sizes[depth]))


def random(spans: Sequence[Span], seed: int, levels: Sequence[str] | None = None) -> Organisation:
    """See `Organisation.random`."""
    each = as_list(
        "spans",
        spans,
        "one entry a level: a whole number, {number: probability} or a distribution, as a list",
    )
    number = as_seed(seed)
    return _grow(
        level_names(len(each) + 1, levels),
        lambda depth, keys: _draw(each[depth], keyed_uniforms(keys, number)),
    )


def level_names(number: int, levels: Sequence[str] | None) -> tuple[str, ...]:
    """Given or default names of levels, checked."""
    if levels is None:
        return tuple(f"level {index + 1}" for index in range(number))
    names = as_level_names(levels)
    if len(names) != number:
        raise ValueError(f"levels={levels!r}: {number} names are needed, one more than there are spans")
    return names


def _grow(levels: tuple[str, ...], span_of: Callable[[int, Keys], Counts]) -> Organisation:
    """Units level by level, with ids "1", "1-1", "1-2", "1-1-1", ..., made in canonical order."""
    ids = [pa.array(["1"], pa.string())]
    keys = [unit_keys(ids[0])]
    superior = [np.array([-1], dtype=np.int32)]
    for depth in range(len(levels) - 1):
        span = span_of(depth, keys[-1])
        start, total = sum(len(part) for part in superior[:-1]), sum(len(part) for part in superior)
        if total + span.sum() > MOST_UNITS:
            raise ValueError(f"spans make more than {MOST_UNITS:,} units on level {levels[depth + 1]!r}")
        above = np.repeat(np.arange(len(span)), span)
        number = np.arange(len(above)) - np.repeat(np.cumsum(span) - span, span) + 1
        text = pa.array(number).cast(pa.string())
        ids.append(pc.binary_join_element_wise(ids[-1].take(pa.array(above)), text, "-"))
        keys.append(unit_keys(ids[-1]))
        superior.append((start + above).astype(np.int32))
    superiors = np.concatenate(superior)
    first = first_subordinates(superiors)
    return Organisation(
        identifiers=pa.concat_arrays(ids),
        names=None,
        levels=levels,
        level=np.repeat(np.arange(len(levels), dtype=np.int16), [len(part) for part in superior]),
        superior=superiors,
        headcount=np.ones(len(superiors)),
        authority=np.full(len(superiors), np.nan),
        responsibility=np.full(len(superiors), np.nan),
        key=np.concatenate(keys),
        depth=depths(first),
        first=first,
    )


def _draw(span: object, uniforms: Shares) -> Counts:
    """Numbers of subordinates, by inversion."""
    if isinstance(span, Mapping):
        sizes = np.array([_whole(size) for size in span])
        try:
            chances = np.array(list(span.values()), dtype=np.float64)
        except (TypeError, ValueError):
            chances = np.array([np.nan])
        if not ((chances >= 0).all() and np.isclose(chances.sum(), 1.0)):
            raise ValueError(f"span {dict(span)}: probabilities must be 0 or more and add up to 1")
        order = np.argsort(sizes)
        steps = np.cumsum(chances[order])[:-1]
        return sizes[order][np.searchsorted(steps, uniforms, side="right")]
    if isinstance(span, (int, np.integer)) or not hasattr(span, "ppf"):
        return np.full(len(uniforms), _whole(span))
    # percent points of 0 lie outside a distribution
    numbers = np.asarray(span.ppf(np.maximum(uniforms, 2.0**-54)), dtype=np.float64)
    wrong = ~((numbers >= 0) & (numbers % 1 == 0))
    if wrong.any():
        raise ValueError(
            f"a span of {numbers[wrong][0]} was drawn; use a distribution of whole numbers, 0 or more"
        )
    return numbers.astype(np.int64)


def _whole(span: object) -> int:
    if isinstance(span, bool) or not isinstance(span, (int, float, np.integer)) or span < 0 or span % 1:
        raise ValueError(f"a span is a whole number of subordinates, 0 or more, not {span!r}")
    return int(span)
