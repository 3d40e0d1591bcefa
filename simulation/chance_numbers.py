"""Random whole numbers from uniform ones, element by element: the same uniform number gives the same luck in every scenario.

Generators draw numbers in a row, so that one unit more would change the luck of all after it: hence inverse distributions.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import ndtri, pdtr

from simulation.setting import Floats

# Above this variance the normal distribution, corrected for skewness, is within one of the exact number.
MOST_VARIANCE = 25.0


def poisson_of(luck: Floats, mean: float) -> Floats:
    """Return Poisson numbers of one mean from uniform numbers."""
    return np.searchsorted(poisson_table(mean), luck).astype(np.float64)


@lru_cache(maxsize=64)
def poisson_table(mean: float) -> Floats:
    """Return the chances of at most 0, 1, 2, ... up to far beyond the mean."""
    return np.asarray(pdtr(np.arange(int(mean + 12.0 * np.sqrt(mean) + 20.0)), mean), dtype=np.float64)


def binomial_of(luck: Floats, number: Floats, chance: Floats) -> Floats:
    """Return how many of a number succeed, from uniform numbers.

    Parameters
    ----------
    luck : ndarray
        Uniform on (0, 1); shape (n,).
    number : ndarray
        Trials, whole numbers of 0 or more; shape (n,).
    chance : ndarray
        Probability of success, 0 to 1; shape (n,).

    Returns
    -------
    ndarray of shape (n,)
        The inverse of the binomial distribution; by Cornish and Fisher's expansion (1938, doi:10.2307/1400905) where the variance
        is large.
    """
    spread = number * chance * (1.0 - chance)
    # The expansion first, for all; then the exact inverse in place of it where it would not be good enough.
    normal = ndtri(luck)
    skewed = number * chance + np.sqrt(spread) * normal + (1.0 - 2.0 * chance) * (normal**2 - 1.0) / 6.0
    found = np.clip(np.rint(skewed), 0.0, number)
    few = np.flatnonzero(spread <= MOST_VARIANCE)
    found[few] = inverse(luck[few], number[few], chance[few])
    return found


def inverse(luck: Floats, number: Floats, chance: Floats) -> Floats:
    """Return the smallest number of successes whose distribution function reaches the luck, by adding up chances from 0.

    Of success and failure the rarer is counted, which keeps the sums short and their first term away from 0.
    """
    rarer = chance <= 0.5
    left = np.where(rarer, luck, 1.0 - luck)
    odds = np.minimum(chance, 1.0 - chance) / np.maximum(chance, 1.0 - chance)
    term = np.exp(number * np.log1p(-np.minimum(chance, 1.0 - chance)))
    counted = np.zeros(len(luck))
    reached, step = term.copy(), 0.0
    open_ = (reached < left) & (counted < number)
    while open_.any():
        term = term * odds * np.maximum(number - step, 0.0) / (step + 1.0)
        step += 1.0
        counted += open_
        reached += term
        open_ &= (reached < left) & (counted < number)
    return np.where(rarer, counted, number - counted)
