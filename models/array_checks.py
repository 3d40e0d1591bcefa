"""What laws over arrays share: refusing a bad number by its name, value and place, and plain results."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Numbers = Array | np.float64


def plain(values: ArrayLike) -> Numbers:
    """Return a scalar for scalar arguments, an array for arrays."""
    array = np.asarray(values, dtype=np.float64)
    return np.float64(array) if array.ndim == 0 else array


def finite(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array, refusing what is not a finite number."""
    array = numbers(name, values)
    least, most = _ends(array)
    if not (least > -np.inf and most < np.inf):
        refuse_unless(np.isfinite(array), name, array, "a finite number")
    return array


def not_negative(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array, refusing what is not a finite number of 0 or more."""
    array = numbers(name, values)
    least, most = _ends(array)
    if not (least >= 0.0 and most < np.inf):
        refuse_unless(np.isfinite(array) & (array >= 0), name, array, "a number of 0 or more")
    return array


def positive(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array, refusing what is not a finite number above 0."""
    array = numbers(name, values)
    least, most = _ends(array)
    if not (least > 0.0 and most < np.inf):
        refuse_unless(np.isfinite(array) & (array > 0), name, array, "a positive number")
    return array


def between(name: str, values: ArrayLike, low: float, high: float) -> Array:
    """Return `values` as an array, refusing what lies outside `low` to `high`."""
    array = numbers(name, values)
    least, most = _ends(array)
    if not (least >= low and most <= high):
        refuse_unless((array >= low) & (array <= high), name, array, f"between {low:g} and {high:g}")
    return array


def share(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array, refusing what lies outside 0 to 1."""
    return between(name, values, 0, 1)


def numbers(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array of floats, refusing what is no number."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers; got {values!r}") from error


def _ends(array: Array) -> tuple[float, float]:
    """Return the least and the greatest number, both NaN where one is; laws are asked often, and this makes no array.

    Where there is no number at all, a NaN sends the question to the full check, which finds nothing wrong.
    """
    if array.ndim == 0:
        only = float(array)
        return only, only
    if array.size == 0:
        return np.nan, np.nan
    return float(np.minimum.reduce(array, axis=None)), float(np.maximum.reduce(array, axis=None))


def refuse_unless(good: NDArray[np.bool_] | np.bool_, name: str, array: ArrayLike, allowed: str) -> None:
    """Raise a ValueError that shows the first bad value, where it stands and what is allowed.

    Examples
    --------
    >>> share("audit", [0.5, 1.5])
    Traceback (most recent call last):
    ValueError: audit must be between 0 and 1; got 1.5 at index 1
    """
    if np.all(good):
        return
    where = tuple(int(axis) for axis in np.argwhere(~np.asarray(good))[0])
    index = ", ".join(map(str, where))
    place = f" at index {index}" if where else ""
    bad = float(np.asarray(array, dtype=np.float64)[where])
    raise ValueError(f"{name} must be {allowed}; got {bad!r}{place}")
