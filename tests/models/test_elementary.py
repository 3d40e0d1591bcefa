"""Elementary functions against mpmath, and the promise that a vectorised loop gives the bits of single calls."""

import mpmath
import numpy as np
import pytest
from numba import njit

from models.elementary import (
    bits_of,
    exponential,
    float_of,
    logarithm,
    sine_and_cosine_of_turn,
    three_exponentials,
    two_logarithms,
)

SMALLEST_UNIFORM, LARGEST_UNIFORM = 2.0**-33, 1.0 - 2.0**-33
RNG = np.random.default_rng(20250101)
UNIFORMS = np.concatenate(
    [
        (RNG.integers(0, 2**32, 2000) + 0.5) * 2.0**-32,
        [SMALLEST_UNIFORM, 1.5 * 2.0**-32, 0.5 - 2.0**-33, 0.5 + 2.0**-33, LARGEST_UNIFORM],
        [np.sqrt(0.5), np.nextafter(np.sqrt(0.5), 0), 0.25, 0.5, 0.75, 1.0],
    ]
)


@njit(error_model="numpy")
def exponentials(values, results):
    for place in range(values.size):
        results[place] = exponential(values[place])


@njit(error_model="numpy")
def logarithms(values, results):
    for place in range(values.size):
        results[place] = logarithm(values[place])


@njit(error_model="numpy")
def exponentials_in_threes(values, first, second, third):
    for place in range(values.size):
        first[place], second[place], third[place] = three_exponentials(
            values[place], values[values.size - 1 - place], -values[place]
        )


@njit(error_model="numpy")
def logarithms_in_pairs(values, first, second):
    for place in range(values.size):
        first[place], second[place] = two_logarithms(values[place], values[values.size - 1 - place])


@njit(error_model="numpy")
def sines_and_cosines(values, sines, cosines):
    for place in range(values.size):
        sines[place], cosines[place] = sine_and_cosine_of_turn(values[place])


@njit
def there_and_back(value):
    return bits_of(value), float_of(bits_of(value))


def units_in_the_last_place(found: float, exact: mpmath.mpf) -> float:
    return float(abs(mpmath.mpf(float(found)) - exact) / mpmath.mpf(float(np.spacing(abs(float(exact))))))


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workdps(40):
        yield


EXPONENTS = np.concatenate(
    [
        RNG.uniform(-700, 700, 1500),
        RNG.uniform(-3, 3, 1500),
        RNG.uniform(-1e-3, 1e-3, 200),
        [-700.0, 700.0, 0.0, -0.0, 1e-300, np.log(2) / 2, np.nextafter(np.log(2) / 2, 1), 0.5, -0.5],
    ]
)


def test_exponential_is_within_two_units_in_the_last_place():
    worst = max(units_in_the_last_place(exponential(x), mpmath.exp(mpmath.mpf(float(x)))) for x in EXPONENTS)
    assert worst <= 2.0


def test_exponential_of_zero_is_one_and_stays_at_its_ends():
    assert exponential(0.0) == 1.0
    assert exponential(-1e6) == exponential(-700.0) > 0.0
    assert exponential(1e6) == exponential(700.0) < np.inf


@pytest.mark.parametrize("values", [UNIFORMS, np.exp(RNG.uniform(-700, 700, 1500))], ids=["uniforms", "all"])
def test_logarithm_is_within_two_units_in_the_last_place(values):
    values = values[values != 1.0]
    worst = max(units_in_the_last_place(logarithm(x), mpmath.log(mpmath.mpf(float(x)))) for x in values)
    assert worst <= 2.0


def test_logarithm_at_the_smallest_and_largest_uniform():
    assert logarithm(1.0) == 0.0
    for end in (SMALLEST_UNIFORM, LARGEST_UNIFORM, np.nextafter(1.0, 0.0), np.nextafter(1.0, 2.0)):
        assert units_in_the_last_place(logarithm(end), mpmath.log(mpmath.mpf(float(end)))) <= 2.0
    assert logarithm(LARGEST_UNIFORM) < 0.0


def test_sine_and_cosine_of_a_turn_are_exact_to_1e_15():
    eighths = np.arange(9) / 8
    for u in np.concatenate([UNIFORMS, [0.0], eighths, np.nextafter(eighths[:-1], 1)]):
        sine, cosine = sine_and_cosine_of_turn(u)
        angle = 2 * mpmath.pi * mpmath.mpf(float(u))
        assert abs(sine - mpmath.sin(angle)) <= 1e-15
        assert abs(cosine - mpmath.cos(angle)) <= 1e-15


def test_loops_give_the_bits_of_single_calls():
    """The compiled engine calls these in loops that the compiler vectorises, SimPy one by one."""
    found = np.empty_like(EXPONENTS)
    exponentials(EXPONENTS, found)
    assert found.tobytes() == np.array([exponential(x) for x in EXPONENTS]).tobytes()

    found = np.empty_like(UNIFORMS)
    logarithms(UNIFORMS, found)
    assert found.tobytes() == np.array([logarithm(u) for u in UNIFORMS]).tobytes()

    sines, cosines = np.empty_like(UNIFORMS), np.empty_like(UNIFORMS)
    sines_and_cosines(UNIFORMS, sines, cosines)
    singly = np.array([sine_and_cosine_of_turn(u) for u in UNIFORMS])
    assert sines.tobytes() == singly[:, 0].tobytes()
    assert cosines.tobytes() == singly[:, 1].tobytes()


def test_several_in_turn_give_the_bits_of_one():
    singly = np.array([exponential(x) for x in EXPONENTS])
    negative = np.array([exponential(-x) for x in EXPONENTS])
    found = np.empty((3, EXPONENTS.size))
    exponentials_in_threes(EXPONENTS, *found)
    assert found.tobytes() == np.array([singly, singly[::-1], negative]).tobytes()

    singly = np.array([logarithm(u) for u in UNIFORMS])
    found = np.empty((2, UNIFORMS.size))
    logarithms_in_pairs(UNIFORMS, *found)
    assert found.tobytes() == np.array([singly, singly[::-1]]).tobytes()


@pytest.mark.parametrize("value", [1.0, -2.5, 0.1, 1e300])
def test_bits_of_a_float_are_those_of_the_standard(value):
    bits, back = there_and_back(value)
    assert bits == int(np.float64(value).view(np.uint64))
    assert back == value
