"""Numbers that are typed with commas between them, such as weights: refused in both languages before anything is read."""

from __future__ import annotations

import itertools
import math


def numbers(text: str, option: str, count: int) -> list[float]:
    """Return so many numbers, half-width or full-width commas between them.

    Raises
    ------
    ValueError
        With the option, what was given and what it should look like.

    Examples
    --------
    >>> numbers("0.3, 0.4，0.3", "--weights", 3)
    [0.3, 0.4, 0.3]
    """
    try:
        values = [float(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        values = []
    if len(values) != count or not all(map(math.isfinite, values)):
        example = ",".join(["1"] * count)
        raise ValueError(f"{option} {text!r}：应为 {count} 个数 / give {count} numbers, such as {example}")
    return values


def weights_of(text: str, option: str, count: int, *, all_may_be_0: bool = False) -> list[float]:
    """Return so many numbers of 0 or more, not all of them 0.

    Raises
    ------
    ValueError
        As `numbers`.

    Examples
    --------
    >>> weights_of("0,0,0", "--weights", 3)
    Traceback (most recent call last):
    ValueError: --weights '0,0,0'：不得为负，且不得全为 0 / give numbers of 0 or more, not all of them 0
    """
    values = numbers(text, option, count)
    if min(values) < 0 or not (all_may_be_0 or sum(values) > 0):
        raise ValueError(
            f"{option} {text!r}：不得为负，且不得全为 0 / give numbers of 0 or more, not all of them 0"
        )
    return values


def positive(text: str, option: str, count: int) -> list[float]:
    """Return so many numbers above 0.

    Raises
    ------
    ValueError
        As `numbers`.
    """
    values = numbers(text, option, count)
    if min(values) <= 0:
        raise ValueError(f"{option} {text!r}：均须大于 0 / give numbers above 0")
    return values


def rising(text: str, option: str) -> list[int]:
    """Return rising whole numbers from 1 on.

    Raises
    ------
    ValueError
        As `numbers`.

    Examples
    --------
    >>> rising("3,10", "--bands")
    [3, 10]
    """
    try:
        values = [int(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        values = []
    if not values or values[0] < 1 or any(one >= other for one, other in itertools.pairwise(values)):
        raise ValueError(
            f"{option} {text!r}：应为由小到大的正整数 / give whole numbers of 1 or more that rise, such as 3,10"
        )
    return values
