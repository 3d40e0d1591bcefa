"""How far a practice spreads over a network, exactly: on trees in closed form, on small networks by counting.

These are the yardsticks of the two processes in `models.diffusion`. Both are reachability over *live* edges:
in an independent cascade every edge is live by itself, with its weight as probability; under a linear
threshold with uniform thresholds it is as if everybody picked at most one of the edges that lead to him, each
with its weight as probability [1]_.

References
----------
.. [1] Kempe, D., Kleinberg, J. and Tardos, É. (2003). Maximizing the spread of influence through a social
   network. Proceedings of KDD 2003: 137-146, theorems 2.4 and 2.5. doi:10.1145/956750.956769
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.array_checks import Array, Numbers, not_negative, plain, share
from models.influence import InfluenceNetwork, Ints, whole_numbers

__all__ = [
    "cascade_chances",
    "seed_numbers",
    "threshold_chances",
    "tree_chances",
    "tree_reach",
    "tree_spread",
]

# Patterns of live edges that are counted through: 16 edges of a cascade.
MOST_PATTERNS = 1 << 16


def tree_reach(weight: ArrayLike, depth: ArrayLike) -> Numbers:
    """Probability that a practice comes down a tree, or along a path, to a given depth.

    Parameters
    ----------
    weight : array_like
        Weight of every edge, 0 to 1.
    depth : array_like
        Edges between the seed and the node, 0 or more; broadcast against `weight`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``weight ** depth``, in an independent cascade. The same under a linear threshold where every node has
        one edge leading to it.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> tree_reach(0.5, [0, 1, 2, 3])
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    return plain(share("weight", weight) ** not_negative("depth", depth))


def tree_spread(weight: ArrayLike, branching: ArrayLike, height: int) -> Numbers:
    """Expected number of adopters on a balanced tree whose root is the seed, the root included.

    Parameters
    ----------
    weight : array_like
        Weight of every edge, 0 to 1.
    branching : array_like
        Subordinates of every node that has any, not negative; broadcast against `weight`.
    height : int
        Edges between the root and the leaves, 0 or more.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Sum of ``(branching * weight) ** depth`` over the depths 0 to `height`: what is seeded at the top dies out
        on the way where ``branching * weight`` is below 1.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(tree_spread(0.5, 3, 2))
    4.75
    """
    if not (math.isfinite(height) and height >= 0 and height == math.floor(height)):
        raise ValueError(f"height must be a whole number of 0 or more; got {height!r}")
    ratio = np.asarray(not_negative("branching", branching) * share("weight", weight))
    return plain((ratio[..., np.newaxis] ** np.arange(height + 1)).sum(axis=-1))


def tree_chances(network: InfluenceNetwork, seeds: ArrayLike) -> Array:
    """Probability that each node ever adopts, where at most one edge leads to each.

    Parameters
    ----------
    network : InfluenceNetwork
        A tree, or several: no node has two edges leading to it. Weights may differ.
    seeds : array_like of int, shape (seeds,)
        Nodes that have adopted in round 0.

    Returns
    -------
    numpy.ndarray, shape (nodes,)
        The product of the weights on the way from the nearest seed above, the same for an independent cascade
        and a linear threshold; 0 where there is no seed above.

    Raises
    ------
    ValueError
        Where two edges lead to a node (it is named), or a seed is no node.

    Examples
    --------
    >>> tree_chances(InfluenceNetwork.from_edges([0, 1, 1], [1, 2, 3], [0.5, 0.4, 1.0]), [0])
    array([1. , 0.5, 0.2, 0.5])
    """
    into = np.bincount(network.target, minlength=network.nodes)
    if np.any(into > 1):
        worst = int(np.argmax(into))
        raise ValueError(
            f"{into[worst]} edges lead to node {network.labels[worst]!r}; on a tree at most 1 leads to a node"
        )
    above, chance = np.arange(network.nodes), np.ones(network.nodes)
    above[network.target], chance[network.target] = network.source, network.weight
    is_seed = np.zeros(network.nodes, dtype=np.bool_)
    is_seed[seed_numbers(network, seeds)] = True
    above[is_seed], chance[is_seed] = np.flatnonzero(is_seed), 1.0
    # Every pass doubles the length of way that a node looks up; seeds and roots look at themselves.
    for _ in range(network.nodes.bit_length()):
        chance, above = chance * chance[above], above[above]
    return np.where(is_seed[above], chance, 0.0)


def cascade_chances(network: InfluenceNetwork, seeds: ArrayLike) -> Array:
    """Probability of each round of adoption in an independent cascade, by counting all patterns of live edges.

    Parameters
    ----------
    network : InfluenceNetwork
        At most 16 edges.
    seeds : array_like of int, shape (seeds,)
        Nodes that have adopted in round 0.

    Returns
    -------
    numpy.ndarray, shape (nodes, nodes)
        Row t, column v: probability that node v adopts in round t. The sum over rows is the probability that
        it ever does, the sum of all is the expected spread [1]_.

    Raises
    ------
    ValueError
        Where there are more edges, or a seed is no node.

    Examples
    --------
    Two ways to the last node, one of a single edge and one of two:

    >>> network = InfluenceNetwork.from_edges([0, 0, 1], [1, 2, 2], [0.5, 0.2, 0.4])
    >>> cascade_chances(network, [0]).sum(axis=0).round(4)
    array([1.  , 0.5 , 0.36])
    """
    _refuse_many(2**network.edges, f"{network.edges} edges are each live or not")
    live = (np.arange(2**network.edges)[:, np.newaxis] >> np.arange(network.edges) & 1).astype(np.bool_)
    chance = np.where(live, network.weight, 1 - network.weight).prod(axis=1)
    return _chances(network, seeds, live, chance)


def threshold_chances(network: InfluenceNetwork, seeds: ArrayLike) -> Array:
    """Probability of each round of adoption under a linear threshold with uniform thresholds, by counting.

    Parameters
    ----------
    network : InfluenceNetwork
        The weights of the edges into a node sum to at most 1. The product over the nodes of 1 plus the number of
        edges into it is at most 65536.
    seeds : array_like of int, shape (seeds,)
        Nodes that have adopted in round 0.

    Returns
    -------
    numpy.ndarray, shape (nodes, nodes)
        As `cascade_chances`; every node picks at most one of the edges into it [1]_.

    Raises
    ------
    ValueError
        Where the weights into a node sum to more than 1 (it is named), there are too many patterns, or a seed
        is no node.

    Examples
    --------
    >>> network = InfluenceNetwork.from_edges([0, 0, 1], [1, 2, 2], [0.5, 0.2, 0.4])
    >>> threshold_chances(network, [0]).sum(axis=0).round(4)
    array([1. , 0.5, 0.4])
    """
    network.require_threshold_weights()
    asked = np.unique(network.target)
    edges_into = [np.flatnonzero(network.target == node) for node in asked]
    choices = [len(edges) + 1 for edges in edges_into]
    patterns = math.prod(choices)
    _refuse_many(patterns, f"{len(asked)} nodes each pick one of the edges into them or none")
    live = np.zeros((patterns, network.edges), dtype=np.bool_)
    chance = np.ones(patterns)
    picked = np.unravel_index(np.arange(patterns), choices) if choices else ()
    for edges, pick in zip(edges_into, picked, strict=True):
        none = max(0.0, 1 - float(network.weight[edges].sum()))
        chance *= np.append(network.weight[edges], none)[pick]
        live[:, edges] = pick[:, np.newaxis] == np.arange(len(edges))
    return _chances(network, seeds, live, chance)


def seed_numbers(network: InfluenceNetwork, seeds: ArrayLike) -> Ints:
    """Return the seeds in ascending order, each once, refusing those that are no nodes."""
    numbers = np.unique(whole_numbers("seeds", seeds))
    if len(numbers) and numbers[-1] >= network.nodes:
        raise ValueError(
            f"seeds must be node numbers below {network.nodes}, the number of nodes; got {numbers[-1]}"
        )
    return numbers


def _chances(network: InfluenceNetwork, seeds: ArrayLike, live: NDArray[np.bool_], chance: Array) -> Array:
    """Sum the chances of the patterns in which each node is reached in each round."""
    source, result = network.source, np.zeros((network.nodes, network.nodes))
    fresh = np.zeros((len(live), network.nodes), dtype=np.bool_)
    fresh[:, seed_numbers(network, seeds)] = True
    reached = fresh.copy()
    for step in range(network.nodes):
        result[step] = chance @ fresh
        following = np.zeros_like(fresh)
        for edge, node in enumerate(network.target):
            following[:, node] |= fresh[:, source[edge]] & live[:, edge]
        fresh = following & ~reached
        reached |= fresh
    return result


def _refuse_many(patterns: int, why: str) -> None:
    if patterns > MOST_PATTERNS:
        raise ValueError(f"{patterns} patterns are too many to count, {MOST_PATTERNS} are allowed: {why}")
