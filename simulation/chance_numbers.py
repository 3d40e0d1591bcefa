"""Random whole numbers from uniform ones, element by element: the same uniform number gives the same luck in every scenario.

Generators draw numbers in a row, so that one unit more would change the luck of all after it: hence inverse distributions.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import ndtri, pdtr

from models.compiled import compiled_engine, compiled_engine_inline
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
    found = np.empty(len(luck))
    fill_successes(found, luck, ndtri(luck), number, chance)
    return found


@compiled_engine
def fill_successes(found: Floats, luck: Floats, normal: Floats, number: Floats, chance: Floats) -> None:
    """Fill in numbers of successes; ``normal`` are the normal quantiles of the luck."""
    for place in range(len(found)):
        trials, likely = number[place], chance[place]
        spread = trials * likely * (1.0 - likely)
        if spread > MOST_VARIANCE:
            z = normal[place]
            near = trials * likely + np.sqrt(spread) * z + (1.0 - 2.0 * likely) * (z * z - 1.0) / 6.0
            found[place] = min(max(np.rint(near), 0.0), trials)
        elif likely <= 0.5:
            found[place] = successes(luck[place], trials, likely)
        else:
            # Of success and failure the rarer is counted, which keeps sums short and their first term away from 0.
            found[place] = trials - successes(1.0 - luck[place], trials, 1.0 - likely)


@compiled_engine_inline
def successes(luck: float, number: float, chance: float) -> float:
    """Return the smallest number of successes whose distribution function reaches the luck, by adding up chances from 0."""
    term = np.exp(number * np.log1p(-chance))
    reached, count = term, 0.0
    while reached < luck and count < number:
        term *= chance / (1.0 - chance) * (number - count) / (count + 1.0)
        reached += term
        count += 1.0
    return count
