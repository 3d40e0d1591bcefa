"""How functions are compiled: in one place, typed, and alike for all laws.

Compiled functions keep their Python signature and can be called from Python. Machine code is cached between runs. Divisions follow
IEEE rules (no exception inside a loop, so that loops vectorise), and nothing is reassociated or fused: one call, a loop and a
vectorised loop give the same bits. All of them release the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numba import njit

# Whole numbers as compiled code takes them. A word is 64 bits without a sign: keys, seeds, counters of draws.
Whole: TypeAlias = int | np.integer[Any]
Word: TypeAlias = int | np.uint64

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile a law: a small function of numbers."""
    made: Function = njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def compiled_inline(function: Function) -> Function:
    """Compile a law that is called once a directive: its body goes into the caller's loop, which can then vectorise."""
    made: Function = njit(cache=True, nogil=True, error_model="numpy", inline="always")(function)
    return made


def compiled_engine(function: Function) -> Function:
    """Compile a piece of the engine: it fills arrays that it was given and makes none.

    So it needs no reference counting, which would take most of the time otherwise (measured: 490 ns a delivery with, 180 without).
    """
    made: Function = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)
    return made


def compiled_engine_merged(function: Function) -> Function:
    """Compile a piece of the engine that every unit needs: compiled by itself, then merged into the machine code of its caller.

    An array is passed as seven numbers, a tuple as all that it holds; merged, a call costs nothing (measured: 65 ns a delivery
    with calls, 58 without). Not inlined, because numba takes twice as long to compile a body inlined into a long function.
    """
    made: Function = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function)
    return made


def compiled_engine_inline(function: Function) -> Function:
    """Compile a small piece of the engine whose body goes into its caller, as with :func:`compiled_inline`."""
    made: Function = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, inline="always")(function)
    return made
