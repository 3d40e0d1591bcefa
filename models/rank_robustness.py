"""How far the ranks of an index depend on its weights.

Weights are a matter of opinion, so a rank is worth only as much as it holds under other weights. Two answers are
given: the *share of weightings* under which members keep their rank band, by random weightings, and *dominance*,
exactly: who is ahead of whom under every weighting there is.

References
----------
.. [1] Saisana, M., Saltelli, A. and Tarantola, S. (2005). Uncertainty and sensitivity analysis techniques as tools
   for the quality assessment of composite indicators. Journal of the Royal Statistical Society A 168(2): 307-323.
   doi:10.1111/j.1467-985X.2005.00350.x
.. [2] Lahdelma, R., Hokkanen, J. and Salminen, P. (1998). SMAA: stochastic multiobjective acceptability analysis.
   European Journal of Operational Research 106(1): 137-143. doi:10.1016/S0377-2217(97)00163-X
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.array_checks import Array, refuse_unless
from models.pioneer import table_of, weighted, weights_of

__all__ = ["dominates", "rank_bounds", "rank_robustness"]

# Index values that differ by less are the same number, added up in another order.
_DIGITS = 12
# Numbers worked on at a time, so that memory does not grow with the draws.
_CHUNK = 1 << 20


def rank_robustness(
    normalised: ArrayLike,
    weights: ArrayLike,
    *,
    spread: float,
    bands: Sequence[int],
    seed: int,
    draws: int = 10_000,
) -> Array:
    """Share of weightings near the given one under which each member keeps its rank band.

    Weightings are drawn evenly from all ``(1 - spread) * weights + spread * v``, v being any weights that sum to 1:
    a smaller copy of the set of all weights around the given ones, in which no weight moves by more than `spread`.

    Parameters
    ----------
    normalised : array_like, shape (members, indicators)
        Indicators on one scale, none missing; see `normalise`.
    weights : array_like, shape (indicators,)
        The given weights, not negative and not all 0; they are divided by their sum.
    spread : float
        Size of the region: 0 is the given weighting alone, 1 every weighting there is.
    bands : sequence of int
        Last rank of each band, rising: ``[3, 10]`` makes the bands 1-3, 4-10 and 11 onwards.
    seed : int
        Seed of the draws, 0 or more; the same seed gives the same shares, however the members are ordered.
    draws : int
        Number of weightings, 1 or more. The standard error is at most ``0.5 / sqrt(draws)``.

    Returns
    -------
    numpy.ndarray, shape (members,)
        Shares, 0 to 1, as in [1]_ and [2]_. Members that tie share the better rank.

    Raises
    ------
    ValueError
        Where an argument is out of its range or a value is missing.

    Examples
    --------
    The first is ahead by the given weights and stays so as long as the first indicator weighs more than half:

    >>> shares = rank_robustness([[1, 0], [0, 1]], [0.6, 0.4], spread=1, bands=[1], seed=0)
    >>> shares.round(1).tolist()
    [0.5, 0.5]
    >>> rank_robustness([[1, 0], [0, 1]], [0.6, 0.4], spread=0.1, bands=[1], seed=0).tolist()
    [1.0, 1.0]
    """
    table, shares, size = _region(normalised, weights, spread)
    edges = _edges(bands)
    rng = np.random.Generator(np.random.Philox(_whole("seed", seed, 0)))
    count = _whole("draws", draws, 1)
    given = _bands(weighted(table, shares[None]), edges)
    kept = np.zeros(len(table), dtype=np.int64)
    step = max(1, _CHUNK // max(1, table.size))
    for start in range(0, count, step):
        anywhere = rng.standard_exponential((min(step, count - start), len(shares)))
        anywhere /= anywhere.sum(axis=1, keepdims=True)
        tried = weighted(table, (1 - size) * shares + size * anywhere)
        kept += (_bands(tried, edges) == given).sum(axis=0)
    return kept / float(count)


def dominates(normalised: ArrayLike, weights: ArrayLike, *, spread: float) -> NDArray[np.bool_]:
    """Who is ahead of whom under every weighting of the region, exactly.

    A weighted mean is a straight line in the weights, so a member that is ahead at every corner of the region is ahead
    everywhere in it. The corners are ``(1 - spread) * weights + spread`` on one indicator.

    Parameters
    ----------
    normalised, weights, spread
        As in `rank_robustness`.

    Returns
    -------
    numpy.ndarray of bool, shape (members, members)
        True where the member of the row is nowhere behind the member of the column and somewhere ahead.

    Raises
    ------
    ValueError
        Where an argument is out of its range or a value is missing.

    Examples
    --------
    >>> dominates([[3, 3], [2, 2], [4, 0]], [0.5, 0.5], spread=0.2).tolist()
    [[False, True, True], [False, False, False], [False, False, False]]
    """
    table, shares, size = _region(normalised, weights, spread)
    never_behind = np.ones((len(table), len(table)), dtype=np.bool_)
    once_ahead = ~never_behind
    for at_corner in weighted(table, (1 - size) * shares + size * np.eye(len(shares))):
        lead = np.round(at_corner[:, None] - at_corner, _DIGITS)
        never_behind &= lead >= 0
        once_ahead |= lead > 0
    return never_behind & once_ahead


def rank_bounds(
    normalised: ArrayLike, weights: ArrayLike, *, spread: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ranks that no weighting of the region can pass.

    Parameters
    ----------
    normalised, weights, spread
        As in `rank_robustness`.

    Returns
    -------
    best, worst : numpy.ndarray of int, shape (members,)
        1 and those who dominate the member; all less those it dominates. They hold for every weighting (but for
        those on the rim of the region at which dominance is a tie), though not every rank between need occur.

    Examples
    --------
    >>> best, worst = rank_bounds([[3, 3], [2, 2], [4, 0]], [0.5, 0.5], spread=0.2)
    >>> best.tolist(), worst.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    ahead = dominates(normalised, weights, spread=spread)
    return 1 + ahead.sum(axis=0), len(ahead) - ahead.sum(axis=1)


def _bands(index: Array, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Band of every member, shape (weightings, members): how many bands end ahead of it."""
    values = np.round(index, _DIGITS)
    # A rank is e or better where no e others are ahead: where the value is no less than the e-th largest.
    places = values.shape[1] - edges[edges <= values.shape[1]]
    bands = np.zeros(values.shape, dtype=np.int64)
    for last_in in np.partition(values, places, axis=1)[:, places].T:
        bands += values < last_in[:, None]
    return bands


def _region(normalised: ArrayLike, weights: ArrayLike, spread: float) -> tuple[Array, Array, float]:
    table = table_of("normalised", normalised)
    refuse_unless(~np.isnan(table), "normalised", table, "known")
    if not 0 <= spread <= 1:
        raise ValueError(f"spread must be between 0 and 1; got {spread!r}")
    return table, weights_of(weights, table.shape[1]), float(spread)


def _edges(bands: Sequence[int]) -> NDArray[np.int64]:
    edges = np.asarray(bands)
    whole = edges.ndim == 1 and len(edges) > 0 and np.issubdtype(edges.dtype, np.integer)
    if not (whole and edges[0] >= 1 and np.all(np.diff(edges) > 0)):
        raise ValueError(f"bands must be rising whole ranks of 1 or more; got {bands!r}")
    return edges.astype(np.int64)


def _whole(name: str, value: object, low: int) -> int:
    if isinstance(value, int | np.integer) and value >= low:
        return int(value)
    raise ValueError(f"{name} must be a whole number of {low} or more; got {value!r}")
