"""Random whole numbers from uniform ones follow the distributions of scipy."""

import numpy as np
import pytest
from scipy import stats

from simulation.chance_numbers import binomial_of, poisson_of

RNG = np.random.default_rng(5)


def test_poisson_numbers_are_the_inverse_of_their_distribution():
    luck = RNG.uniform(size=2000)
    np.testing.assert_array_equal(poisson_of(luck, 7.3), stats.poisson.ppf(luck, 7.3))
    assert (poisson_of(luck, 0.0) == 0).all()


@pytest.mark.parametrize("number", [1, 2, 7, 20, 90])
@pytest.mark.parametrize("chance", [0.0, 1e-9, 0.03, 0.5, 0.51, 0.97, 1.0])
def test_few_trials_follow_the_binomial_distribution_exactly(number, chance):
    luck = RNG.uniform(size=500)
    found = binomial_of(luck, np.full(500, float(number)), np.full(500, chance))
    np.testing.assert_array_equal(found, stats.binom.ppf(luck, number, chance))


def test_many_trials_are_within_one_of_it_and_not_biased():
    luck, number, chance = RNG.uniform(size=100_000), 2000.0, RNG.uniform(0.05, 0.95, 100_000)
    found = binomial_of(luck, np.full(100_000, number), chance)
    off = found - stats.binom.ppf(luck, number, chance)
    assert np.abs(off).max() <= 1
    assert np.abs(off.mean()) < 0.01
    assert (off != 0).mean() < 0.05


def test_without_trials_nobody_succeeds():
    assert binomial_of(np.array([0.01, 0.99]), np.zeros(2), np.array([0.3, 0.7])).tolist() == [0.0, 0.0]
