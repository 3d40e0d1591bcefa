"""How functions are compiled: in one place, typed, and alike for all laws.

Compiled functions keep their Python signature and can be called from Python. Machine code is cached between runs, until any file
with compiled code changes. Divisions follow IEEE rules (no exception inside a loop, so that loops vectorise), and nothing is
reassociated or fused: one call, a loop and a vectorised loop give the same bits. All of them release the interpreter's lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numba import njit

# Whole numbers as compiled code takes them. A word is 64 bits without a sign: keys, seeds, counters of draws.
Whole: TypeAlias = int | np.integer[Any]
Word: TypeAlias = int | np.uint64

Function = TypeVar("Function", bound=Callable[..., object])


def digest_of_sources(root: Path) -> str:
    """Return a digest of all files that hold compiled code or the tuples that it is given."""
    content = hashlib.sha256()
    for path in sorted(path for folder in ("models", "simulation") for path in (root / folder).glob("*.py")):
        source = path.read_bytes()
        if b"compiled" in source or b"NamedTuple" in source:
            content.update(path.name.encode() + source)
    return content.hexdigest()


SOURCES = digest_of_sources(Path(__file__).parents[1])


def compile_cached(function: Function, **options: Any) -> Function:
    """Compile a function, or take its machine code from an earlier run of the same sources."""
    made: Any = njit(cache=True, nogil=True, error_model="numpy", **options)(function)
    # By itself numba looks at the function's own file only: a changed law would go unnoticed in the engine that calls it.
    cache_file = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if cache_file is not None:
        cache_file._source_stamp = SOURCES
    compiled_function: Function = made
    return compiled_function


def compiled(function: Function) -> Function:
    """Compile a law: a small function of numbers."""
    return compile_cached(function)


def compiled_inline(function: Function) -> Function:
    """Compile a law that is called once a directive: its body goes into the caller's loop, which can then vectorise."""
    return compile_cached(function, inline="always")


def compiled_engine(function: Function) -> Function:
    """Compile a piece of the engine: it fills arrays that it was given and makes none.

    So it needs no reference counting, which would take most of the time otherwise (measured: 490 ns a delivery with, 180 without).
    """
    return compile_cached(function, _nrt=False)


def compiled_engine_merged(function: Function) -> Function:
    """Compile a piece of the engine that every unit needs: compiled by itself, then merged into the machine code of its caller.

    An array is passed as seven numbers, a tuple as all that it holds; merged, a call costs nothing (measured: 65 ns a delivery
    with calls, 58 without). Not inlined, because numba takes twice as long to compile a body inlined into a long function.
    """
    return compile_cached(function, _nrt=False, forceinline=True)


def compiled_engine_inline(function: Function) -> Function:
    """Compile a small piece of the engine whose body goes into its caller, as with :func:`compiled_inline`."""
    return compile_cached(function, _nrt=False, inline="always")
