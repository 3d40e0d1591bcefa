"""Diffusion over the lines of a network: independent cascade and linear threshold.

In an independent cascade everybody who has just adopted gets one chance with each of his neighbours, and wins
him with the weight of the edge as probability. Under a linear threshold everybody adopts once the weights of
the edges from those who have adopted reach his threshold. All luck is an argument: one number an edge or a
node, so that no generator is hidden and two policies can face the same luck.

Closed forms and exact chances are in `models.exact_spread`, the network is in `models.influence`; both can be
imported from here.

References
----------
.. [1] Kempe, D., Kleinberg, J. and Tardos, É. (2003). Maximizing the spread of influence through a social
   network. Proceedings of KDD 2003: 137-146. doi:10.1145/956750.956769
.. [2] Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83(6):
   1420-1443. doi:10.1086/226707
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, numbers, refuse_unless
from models.compiled import compiled
from models.exact_spread import (
    cascade_chances,
    seed_numbers,
    threshold_chances,
    tree_chances,
    tree_reach,
    tree_spread,
)
from models.influence import InfluenceNetwork, Ints

__all__ = [
    "InfluenceNetwork",
    "cascade_chances",
    "independent_cascade",
    "linear_threshold",
    "threshold_chances",
    "tree_chances",
    "tree_reach",
    "tree_spread",
]

# Share of a sum of weights that may be missing to a threshold by rounding, as when ten weights of 0.1 should reach 1.
ROUNDING = 1e-12


def independent_cascade(network: InfluenceNetwork, seeds: ArrayLike, luck: ArrayLike) -> Ints:
    """Round in which each node adopts, when everybody who adopts gets one chance with each neighbour.

    Parameters
    ----------
    network : InfluenceNetwork
        An edge's weight is the probability that its source wins its target.
    seeds : array_like of int, shape (seeds,)
        Nodes that have adopted in round 0.
    luck : array_like, shape (..., edges)
        Uniform numbers, 0 or more and below 1, in the order in which the edges were given to the network. An
        edge is live where its number is below its weight. Each row is a run of its own.

    Returns
    -------
    numpy.ndarray of int64, shape (..., nodes)
        Round of adoption, 0 for seeds, -1 for those who never adopt [1]_: the distance from the seeds over live
        edges. ``(rounds >= 0).sum(axis=-1)`` is the spread.

    Raises
    ------
    ValueError
        Where a seed is no node, or the luck has another shape or is out of its range.

    Examples
    --------
    >>> chain = InfluenceNetwork.from_edges([0, 1, 2], [1, 2, 3], 0.5)
    >>> independent_cascade(chain, [0], [[0.1, 0.4, 0.9], [0.7, 0.1, 0.1]])
    array([[ 0,  1,  2, -1],
           [ 0, -1, -1, -1]])
    """
    sown = seed_numbers(network, seeds)
    rows = _rows("luck", luck, network.edges, "edge")
    refuse_unless((rows >= 0) & (rows < 1), "luck", rows, "0 or more and below 1")
    flat = _flat(rows)
    rounds = np.full((len(flat), network.nodes), -1, dtype=np.int64)
    _run_cascades(network.start, network.target, network.weight, network.given, sown, flat, rounds)
    return rounds.reshape(*rows.shape[:-1], network.nodes)


def linear_threshold(network: InfluenceNetwork, seeds: ArrayLike, thresholds: ArrayLike) -> Ints:
    """Round in which each node adopts, when everybody waits until enough of his neighbours have.

    Parameters
    ----------
    network : InfluenceNetwork
        The weights of the edges into a node sum to at most 1.
    seeds : array_like of int, shape (seeds,)
        Nodes that have adopted in round 0.
    thresholds : array_like, shape (..., nodes)
        Weight of adopted neighbours that each node waits for, above 0 and at most 1: uniform numbers [1]_, or
        thresholds that are known [2]_. Who adopts unasked is a seed. Each row is a run of its own.

    Returns
    -------
    numpy.ndarray of int64, shape (..., nodes)
        Round of adoption, 0 for seeds, -1 for those who never adopt. A node adopts in the round after the one
        in which the weights of its adopted neighbours reach its threshold.

    Raises
    ------
    ValueError
        Where the weights into a node sum to more than 1 (the node is named), a seed is no node, or the
        thresholds have another shape or are out of their range.

    Examples
    --------
    >>> network = InfluenceNetwork.from_edges([0, 0, 1], [1, 2, 2], [0.5, 0.2, 0.8])
    >>> linear_threshold(network, [0], [0.3, 0.4, 0.9])
    array([0, 1, 2])
    """
    network.require_threshold_weights()
    sown = seed_numbers(network, seeds)
    rows = _rows("thresholds", thresholds, network.nodes, "node")
    refuse_unless((rows > 0) & (rows <= 1), "thresholds", rows, "above 0 and at most 1")
    flat = _flat(rows)
    rounds = np.full((len(flat), network.nodes), -1, dtype=np.int64)
    _run_thresholds(network.start, network.target, network.weight, sown, flat, rounds)
    return rounds.reshape(rows.shape)


def _rows(name: str, values: ArrayLike, length: int, what: str) -> Array:
    rows = numbers(name, values)
    if rows.ndim == 0 or rows.shape[-1] != length:
        raise ValueError(
            f"{name} must have one number for each {what}, {length} in the last axis; got shape {rows.shape}"
        )
    return rows


def _flat(rows: Array) -> Array:
    """One run a row, whatever axes come before the last."""
    return np.ascontiguousarray(rows.reshape(math.prod(rows.shape[:-1]), rows.shape[-1]))


@compiled
def _sow(seeds: Ints, rounds: Ints, queue: Ints) -> int:
    """Put the seeds into the queue and the first round."""
    for filled in range(len(seeds)):
        rounds[seeds[filled]] = 0
        queue[filled] = seeds[filled]
    return len(seeds)


@compiled
def _run_cascades(
    start: Ints, target: Ints, weight: Array, given: Ints, seeds: Ints, luck: Array, rounds: Ints
) -> None:
    """Breadth first from the seeds over live edges, run after run; the queue stays in the order of rounds."""
    queue = np.empty(rounds.shape[1], dtype=np.int64)
    for run in range(len(luck)):
        filled = _sow(seeds, rounds[run], queue)
        done = 0
        while done < filled:
            node = queue[done]
            done += 1
            for edge in range(start[node], start[node + 1]):
                other = target[edge]
                if rounds[run, other] < 0 and luck[run, given[edge]] < weight[edge]:
                    rounds[run, other] = rounds[run, node] + 1
                    queue[filled] = other
                    filled += 1


@compiled
def _run_thresholds(
    start: Ints, target: Ints, weight: Array, seeds: Ints, thresholds: Array, rounds: Ints
) -> None:
    """Everybody who adopts adds his weight to his neighbours; the queue stays in the order of rounds."""
    queue = np.empty(rounds.shape[1], dtype=np.int64)
    reached = np.empty(rounds.shape[1], dtype=np.float64)
    for run in range(len(thresholds)):
        reached[:] = 0.0
        filled = _sow(seeds, rounds[run], queue)
        done = 0
        while done < filled:
            node = queue[done]
            done += 1
            for edge in range(start[node], start[node + 1]):
                other = target[edge]
                reached[other] += weight[edge]
                # In proportion, so that nothing reaches no threshold, however small.
                if rounds[run, other] < 0 and reached[other] * (1.0 + ROUNDING) >= thresholds[run, other]:
                    rounds[run, other] = rounds[run, node] + 1
                    queue[filled] = other
                    filled += 1
