"""Keyed random numbers: every chance is looked up by what it decides, never drawn in sequence.

``uniforms(seed, replication, stream, unit, directive)`` is a pure function (Philox 4x32-10, Salmon et al. 2011,
doi:10.1145/2063384.2063405). So scenarios face the same luck, adding a unit leaves everybody
else's luck as it was, and neither threads nor the order of work can matter.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from models.compiled import Word, compiled, compiled_inline
from models.elementary import float_of, logarithm, sine_and_cosine_of_turn

# Philox 4x32 multipliers and Weyl constants, from the paper.
MULTIPLIER_A = np.uint64(0xD2511F53)
MULTIPLIER_B = np.uint64(0xCD9E8D57)
WEYL_A = np.uint64(0x9E3779B9)
WEYL_B = np.uint64(0xBB67AE85)
LOW_WORD = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)
ROUNDS = 10

TWO_TO_52 = 2.0**52
TWO_TO_52_BITS = np.uint64(0x4330000000000000)

# Counter word 2 holds directive and stream, word 3 the replication.
STREAM_SHIFT = np.uint64(24)
DIRECTIVE_LIMIT = 1 << 24
REPLICATION_LIMIT = 1 << 32


class Stream(IntEnum):
    """What a draw decides. Numbers are fixed for ever: a changed number changes everybody's luck."""

    COMMAND = 0
    GRID = 1
    EXPONENTIAL_WORK = 2
    ISSUE = 3
    IN_PERSON = 4
    SECOND_OWNER = 5
    APPEAL = 6
    PROJECT = 7
    STAGE = 8
    ABSENCE = 9
    PUBLIC = 10
    RATING = 11
    PROMOTION = 12
    SCORE = 13
    ADOPTION = 14
    PERSON = 15


@compiled_inline
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Return the four 32-bit words of Philox 4x32-10 for a counter and a key, all held in 64-bit integers."""
    for _ in range(ROUNDS):
        product_a = MULTIPLIER_A * c0
        product_b = MULTIPLIER_B * c2
        c0 = (product_b >> WORD) ^ c1 ^ k0
        c1 = product_b & LOW_WORD
        c2 = (product_a >> WORD) ^ c3 ^ k1
        c3 = product_a & LOW_WORD
        k0 = (k0 + WEYL_A) & LOW_WORD
        k1 = (k1 + WEYL_B) & LOW_WORD
    return c0, c1, c2, c3


@compiled_inline
def uniforms(
    seed: Word, replication: Word, stream: Word, unit: Word, directive: Word
) -> tuple[float, float, float, float]:
    """Return four independent uniforms in the open interval (0, 1).

    Parameters
    ----------
    seed, unit : uint64
        Seed of the run; key of the unit.
    replication, stream, directive : uint64
        Below 2**32, 2**8 and 2**24.
    """
    a, b, c, d = philox(
        unit & LOW_WORD,
        unit >> WORD,
        directive | (stream << STREAM_SHIFT),
        replication,
        seed & LOW_WORD,
        seed >> WORD,
    )
    return open_uniform(a), open_uniform(b), open_uniform(c), open_uniform(d)


@compiled_inline
def open_uniform(word: Word) -> float:
    """Return (word + 1/2) / 2**32: never 0 and never 1, so that its logarithm exists."""
    # The word goes into the low bits of 2**52: a conversion would not vectorise.
    uniform: float = (float_of(word | TWO_TO_52_BITS) - TWO_TO_52 + 0.5) * 2.0**-32
    return uniform


@compiled_inline
def normals(u: float, v: float) -> tuple[float, float]:
    """Return two independent standard normals from two uniforms (Box & Muller 1958, doi:10.1214/aoms/1177706645)."""
    return normal_pair(normal_radius(logarithm(u)), v)


@compiled_inline
def normal_radius(log_u: float) -> float:
    """Return the distance from the origin of a pair of standard normals, from the logarithm of a uniform number."""
    return math.sqrt(-2.0 * log_u)


@compiled_inline
def normal_pair(radius: float, turn: float) -> tuple[float, float]:
    """Return two independent standard normals at this distance from the origin, in a uniform direction."""
    sine, cosine = sine_and_cosine_of_turn(turn)
    return radius * cosine, radius * sine


@compiled
def draw(
    seed: Word, replication: Word, stream: Word, unit: Word, directive: Word
) -> tuple[float, float, float, float]:
    """Return :func:`uniforms`; a call of its own for Python, with plain integers."""
    return uniforms(
        np.uint64(seed), np.uint64(replication), np.uint64(stream), np.uint64(unit), np.uint64(directive)
    )


@compiled
def draw_many(numbers: NDArray[np.float64], seed: Word, replication: Word, stream: Word) -> None:
    """Fill the array with one uniform number for each directive 0, 1, ..."""
    for directive in range(numbers.size):
        number, _, _, _ = uniforms(seed, replication, stream, np.uint64(0), np.uint64(directive))
        numbers[directive] = number


@compiled
def draw_gaps(gaps: NDArray[np.float64], seed: Word, replication: Word, stream: Word) -> None:
    """Fill the array with one exponential number of mean 1 for each directive 0, 1, ..."""
    for directive in range(gaps.size):
        number, _, _, _ = uniforms(seed, replication, stream, np.uint64(0), np.uint64(directive))
        gaps[directive] = -logarithm(number)
