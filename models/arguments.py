"""Arguments of the wrong kind: refused as values, with what is allowed, before anything trips over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path

import numpy as np

SEED_LIMIT = 1 << 64


def as_path(path: object, what: str) -> Path:
    """Return a path, or refuse what is none.

    Examples
    --------
    >>> as_path(3, "a table")
    Traceback (most recent call last):
    ValueError: a table is named by its path, a text or a pathlib.Path, not by 3
    """
    if not isinstance(path, (str, PathLike)):
        raise ValueError(f"{what} is named by its path, a text or a pathlib.Path, not by {path!r}")
    return Path(path)


def as_list(name: str, values: object, allowed: str) -> list[object]:
    """Return several values as a list; one text, a mapping or a single value is refused.

    Examples
    --------
    >>> as_list("spans", 3, "whole numbers, one a level, such as [8, 5, 4]")
    Traceback (most recent call last):
    ValueError: spans=3: give whole numbers, one a level, such as [8, 5, 4]
    """
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise ValueError(f"{name}={values!r}: give {allowed}")
    return list(values)


def as_name(name: str, value: object, wanted: str) -> str:
    """Return a name, or refuse what is no text, blank or has spaces around."""
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError(
            f"{name}={value!r}：须为前后没有空格的文本 / {name}={value!r}: give {wanted}, a text without spaces around"
        )
    return value


def as_seed(seed: object) -> int:
    """Return a seed, or refuse what is no whole number from 0 to 2**64 - 1; 0 is a seed like any other."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < SEED_LIMIT:
        raise ValueError(
            f"运气编号须为 0 到 2**64 - 1 的整数 / seed must be a whole number from 0 to 2**64 - 1, not {seed!r}"
        )
    return int(seed)


def as_level_names(levels: object) -> tuple[str, ...]:
    """Return names of levels as texts, all different and none blank."""
    names = as_list("levels", levels, "the names of the levels from the top down, as a list")
    texts = tuple(str(name) for name in names)
    if not texts or not all(text.strip() for text in texts):
        raise ValueError(
            f"levels={levels!r}: give a name for every level, from the top down; none may be blank"
        )
    twice = [text for text in texts if texts.count(text) > 1]
    if twice:
        raise ValueError(f"levels={levels!r}: names of levels must differ, and {twice[0]!r} is there twice")
    return texts
