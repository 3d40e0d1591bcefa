"""Functions of several numbers in turn: the bits of the functions of one number."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from models.elementary import exponential, logarithm, three_exponentials, two_logarithms


@njit
def exponentials_of(numbers, results):
    for row in range(numbers.shape[1]):
        for column, value in enumerate(three_exponentials(numbers[0, row], numbers[1, row], numbers[2, row])):
            results[column, row] = value


@njit
def logarithms_of(numbers, results):
    for row in range(numbers.shape[1]):
        for column, value in enumerate(two_logarithms(numbers[0, row], numbers[1, row])):
            results[column, row] = value


EDGES = (0.0, -0.0, 1.0, -1.0, 700.0, -700.0, 1e4, -1e4, 0.5 * np.log(2.0), 1e-300, np.inf, -np.inf)


@pytest.mark.parametrize("spread", [1e-9, 0.1, 1.0, 30.0])
def test_three_exponentials_have_the_bits_of_one(spread):
    numbers = np.random.default_rng(0).normal(scale=spread, size=(3, 2000))
    numbers[:, : len(EDGES)] = EDGES
    results = np.empty_like(numbers)
    exponentials_of(numbers, results)
    alone = np.array([[exponential(x) for x in row] for row in numbers])
    assert np.array_equal(results.view(np.uint64), alone.view(np.uint64))


def test_two_logarithms_have_the_bits_of_one():
    numbers = np.random.default_rng(0).random((2, 4000)) ** np.array([[1.0], [20.0]])
    numbers[:, :4] = 1.0, 0.5**32, 1.0 - 0.5**33, np.sqrt(0.5)
    results = np.empty_like(numbers)
    logarithms_of(numbers, results)
    alone = np.array([[logarithm(x) for x in row] for row in numbers])
    assert np.array_equal(results.view(np.uint64), alone.view(np.uint64))
