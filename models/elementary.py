"""Elementary functions with the same bits on every platform.

The two engines promise the same sample path. Library logarithms and exponentials differ between platforms, and a vectorised
one differs from a scalar one; these are plain branch-free polynomials, so one call, a loop and a vectorised loop give the same
bits. Accuracy: within 2 units in the last place over the ranges that the laws use (tested against mpmath).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from models.compiled import compiled, compiled_inline

LOG2_E = 1.4426950408889634
# ln 2 in two parts: the high one has trailing zeros, so that k * LN2_HIGH is exact.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
# Adding and subtracting 1.5 * 2**52 rounds to the nearest whole number without a branch or a call.
ROUNDER = 6755399441055744.0
TWO_PI = 2.0 * math.pi
# Coefficients of the series, highest power first: 1/13!, ..., 1/3!, 1/2! and 1/21, 1/19, ..., 1/3.
INVERSE_FACTORIALS = tuple(1.0 / math.factorial(n) for n in range(13, 1, -1))
INVERSE_ODD = tuple(1.0 / n for n in range(21, 1, -2))

# Bit patterns, unsigned throughout: numba makes a float of a signed and an unsigned operand.
MANTISSA_BITS = np.uint64(52)
EXPONENT_BIAS = np.uint64(1023)
ROUNDER_BITS = np.uint64(0x4338000000000000)
BIAS_1024 = np.uint64(1024)
# 1024 in the exponent's place less the bits of sqrt(1/2).
HALF_ROOT_TO_1024 = np.uint64((1024 << 52) - 0x3FE6A09E667F3BCD)
ONE = np.uint64(1)
TWO = np.uint64(2)
SIGN_FROM_TWO = np.uint64(62)


@intrinsic
def bits_of(typing_context: Any, value: Any) -> Any:
    """Return the 64 bits of a float as an unsigned integer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.uint64(types.float64), generate


@intrinsic
def float_of(typing_context: Any, value: Any) -> Any:
    """Return the float that has the given 64 bits."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.uint64), generate


@compiled
def exponential(x: float) -> float:
    """Return e**x for -700 <= x <= 700; beyond these it stays at the end's value."""
    x = min(max(x, -700.0), 700.0)
    k = (x * LOG2_E + ROUNDER) - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = 0.0
    for coefficient in INVERSE_FACTORIALS:
        p = (p + coefficient) * r
    p = p * r + r
    # 2**k: the low bits of k + ROUNDER hold k as an integer; move it into the exponent's place.
    power = float_of((bits_of(k + ROUNDER) + EXPONENT_BIAS) << MANTISSA_BITS)
    value: float = power + power * p
    return value


@compiled_inline
def three_exponentials(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Return e**x, e**y and e**z, each with the bits of :func:`exponential`.

    Every step of a polynomial waits for the one before: three in turn take a processor little longer than one.
    """
    x, y, z = min(max(x, -700.0), 700.0), min(max(y, -700.0), 700.0), min(max(z, -700.0), 700.0)
    i, j, k = (
        (x * LOG2_E + ROUNDER) - ROUNDER,
        (y * LOG2_E + ROUNDER) - ROUNDER,
        (z * LOG2_E + ROUNDER) - ROUNDER,
    )
    x, y, z = x - i * LN2_HIGH, y - j * LN2_HIGH, z - k * LN2_HIGH
    x, y, z = x - i * LN2_LOW, y - j * LN2_LOW, z - k * LN2_LOW
    p, q, s = 0.0, 0.0, 0.0
    for coefficient in INVERSE_FACTORIALS:
        p, q, s = (p + coefficient) * x, (q + coefficient) * y, (s + coefficient) * z
    p, q, s = p * x + x, q * y + y, s * z + z
    u = float_of((bits_of(i + ROUNDER) + EXPONENT_BIAS) << MANTISSA_BITS)
    v = float_of((bits_of(j + ROUNDER) + EXPONENT_BIAS) << MANTISSA_BITS)
    w = float_of((bits_of(k + ROUNDER) + EXPONENT_BIAS) << MANTISSA_BITS)
    return u + u * p, v + v * q, w + w * s


@compiled
def logarithm(x: float) -> float:
    """Return the natural logarithm of a positive normal number."""
    bits = bits_of(x)
    # Shift so that the mantissa lies in [sqrt(1/2), sqrt(2)): the series below converges fast there.
    k = (bits + HALF_ROOT_TO_1024) >> MANTISSA_BITS
    mantissa = float_of(bits + ((BIAS_1024 - k) << MANTISSA_BITS))
    # An integer becomes a float by putting it into the low bits of ROUNDER: vectorises where a conversion does not.
    exponent = float_of(k + ROUNDER_BITS) - (ROUNDER + 1024.0)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    p = 0.0
    for coefficient in INVERSE_ODD:
        p = p * z + coefficient
    series = 2.0 * s + 2.0 * s * z * p
    value: float = exponent * LN2_HIGH + (series + exponent * LN2_LOW)
    return value


@compiled_inline
def two_logarithms(x: float, y: float) -> tuple[float, float]:
    """Return ln x and ln y, each with the bits of :func:`logarithm`; two in turn, as in :func:`three_exponentials`."""
    bits, others = bits_of(x), bits_of(y)
    j, k = (bits + HALF_ROOT_TO_1024) >> MANTISSA_BITS, (others + HALF_ROOT_TO_1024) >> MANTISSA_BITS
    x, y = (
        float_of(bits + ((BIAS_1024 - j) << MANTISSA_BITS)),
        float_of(others + ((BIAS_1024 - k) << MANTISSA_BITS)),
    )
    a, b = float_of(j + ROUNDER_BITS) - (ROUNDER + 1024.0), float_of(k + ROUNDER_BITS) - (ROUNDER + 1024.0)
    s, t = (x - 1.0) / (x + 1.0), (y - 1.0) / (y + 1.0)
    v, w = s * s, t * t
    p, q = 0.0, 0.0
    for coefficient in INVERSE_ODD:
        p, q = p * v + coefficient, q * w + coefficient
    p, q = 2.0 * s + 2.0 * s * v * p, 2.0 * t + 2.0 * t * w * q
    return a * LN2_HIGH + (p + a * LN2_LOW), b * LN2_HIGH + (q + b * LN2_LOW)


@compiled
def sine_and_cosine_of_turn(u: float) -> tuple[float, float]:
    """Return sin(2 pi u) and cos(2 pi u) for 0 <= u <= 1."""
    quarter = (4.0 * u + ROUNDER) - ROUNDER
    r = (u - 0.25 * quarter) * TWO_PI
    z = r * r
    s = -1.0 / 1307674368000.0
    s = s * z + 1.0 / 6227020800.0
    s = s * z - 1.0 / 39916800.0
    s = s * z + 1.0 / 362880.0
    s = s * z - 1.0 / 5040.0
    s = s * z + 1.0 / 120.0
    s = s * z - 1.0 / 6.0
    sine = r + r * z * s
    c = 1.0 / 20922789888000.0
    c = c * z - 1.0 / 87178291200.0
    c = c * z + 1.0 / 479001600.0
    c = c * z - 1.0 / 3628800.0
    c = c * z + 1.0 / 40320.0
    c = c * z - 1.0 / 720.0
    c = c * z + 1.0 / 24.0
    cosine = 1.0 - 0.5 * z + z * z * c
    # The quarter turn swaps the two in odd quarters; its second bit, moved to the sign's place, gives the signs.
    turn = bits_of(quarter + ROUNDER)
    odd = (turn & ONE) == ONE
    first = cosine if odd else sine
    second = sine if odd else cosine
    sine_sign = (turn & TWO) << SIGN_FROM_TWO
    cosine_sign = ((turn + ONE) & TWO) << SIGN_FROM_TWO
    return float_of(bits_of(first) ^ sine_sign), float_of(bits_of(second) ^ cosine_sign)
