"""Who influences whom, and how strongly: a network with weighted and asymmetric edges, as arrays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import networkx
import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.array_checks import Array, share

if TYPE_CHECKING:
    Graph = networkx.Graph[Any]

__all__ = ["InfluenceNetwork"]

Ints = NDArray[np.int64]
# What a sum of weights may exceed 1 by: rounding, as of three times a third.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class InfluenceNetwork:
    """Nodes 0..nodes-1 and weighted edges, kept by the node that they leave (compressed sparse rows).

    Several edges from one node to another are allowed (a peer line beside a line of command): each is a
    chance by itself. Make one with `from_edges` or `from_graph`.

    Attributes
    ----------
    nodes : number of nodes
    start : int64 (nodes + 1), the edges that leave node v are start[v] to start[v + 1] - 1
    target : int64 (edges), node that each edge leads to
    weight : float64 (edges), 0 to 1
    given : int64 (edges), number of each edge in the order in which the edges were given
    weight_in : float64 (nodes), sum of the weights of the edges that lead to each node
    labels : name of each node
    """

    nodes: int
    start: Ints
    target: Ints
    weight: Array
    given: Ints
    weight_in: Array
    labels: Sequence[Hashable]

    @classmethod
    def from_edges(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        weight: ArrayLike,
        *,
        nodes: int | None = None,
        labels: Sequence[Hashable] | None = None,
    ) -> InfluenceNetwork:
        """Network from arrays of edges.

        Parameters
        ----------
        source, target : array_like of int, shape (edges,)
            Node that influences and node that is influenced, counted from 0.
        weight : array_like, shape (edges,) or ()
            Strength of the influence, 0 to 1.
        nodes : int, optional
            Number of nodes; without it, the greatest number in an edge plus 1.
        labels : sequence, optional
            Name of each node for messages and `positions`; without it, its number.

        Raises
        ------
        ValueError
            Where an edge leads from or to no node, from a node to itself, or has a weight outside 0 to 1.

        Examples
        --------
        >>> network = InfluenceNetwork.from_edges([0, 0, 1], [1, 2, 2], [0.5, 0.2, 0.9])
        >>> network.nodes, network.weight_in
        (3, array([0. , 0.5, 1.1]))
        """
        sources, targets = whole_numbers("source", source), whole_numbers("target", target)
        if sources.shape != targets.shape:
            raise ValueError(
                f"source and target must be equally long; got {len(sources)} and {len(targets)} edges"
            )
        weights = _weights(weight, len(sources))
        number = _number_of_nodes(sources, targets, nodes)
        names = range(number) if labels is None else labels
        if len(names) != number:
            raise ValueError(f"labels must name each of the {number} nodes; got {len(names)} names")
        _check_ends(sources, targets, names)
        order = np.lexsort((targets, sources))
        start = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=number))]).astype(np.int64)
        into = np.bincount(targets[order], weights[order], minlength=number).astype(np.float64)
        return cls(number, start, targets[order], weights[order], order.astype(np.int64), into, names)

    @classmethod
    def from_graph(cls, graph: Graph, weight: str | float = "weight") -> InfluenceNetwork:
        """Network from a networkx graph.

        Parameters
        ----------
        graph : networkx.Graph or networkx.DiGraph
            An edge of an undirected graph influences both ways, with the same weight.
        weight : str or float
            Name of the attribute that holds an edge's weight, or one weight for all edges.

        Returns
        -------
        InfluenceNetwork
            Nodes in the order of the graph. Edges are given in the order of ``graph.edges``; of an undirected
            graph all of them once as listed and then all the other way round.

        Raises
        ------
        ValueError
            Where an edge has no such attribute, and as `from_edges`.

        Examples
        --------
        >>> InfluenceNetwork.from_graph(networkx.path_graph(3), weight=0.5).edges
        4
        """
        if not isinstance(graph, networkx.Graph):
            raise ValueError(f"graph must be a networkx graph; got {graph!r}")
        place = {node: index for index, node in enumerate(graph)}
        ends = np.array([(place[one], place[other]) for one, other in graph.edges()], dtype=np.int64)
        ends = ends.reshape(-1, 2)
        weights = np.array(_weights_of_graph(graph, weight), dtype=np.float64)
        if not graph.is_directed():
            ends, weights = np.concatenate([ends, ends[:, ::-1]]), np.concatenate([weights, weights])
        return cls.from_edges(ends[:, 0], ends[:, 1], weights, nodes=len(place), labels=list(place))

    @property
    def edges(self) -> int:
        """Number of edges."""
        return len(self.target)

    @property
    def source(self) -> Ints:
        """Node that each edge leaves, beside `target`."""
        return np.repeat(np.arange(self.nodes), np.diff(self.start))

    def positions(self, names: Iterable[Hashable]) -> Ints:
        """Numbers of the nodes that bear these names.

        Examples
        --------
        >>> graph = networkx.DiGraph([("bureau", "office"), ("office", "branch")])
        >>> InfluenceNetwork.from_graph(graph, weight=0.3).positions(["branch"])
        array([2])
        """
        place = {name: index for index, name in enumerate(self.labels)}
        wanted = list(names)
        for name in wanted:
            if name not in place:
                near = get_close_matches(str(name), [str(known) for known in place], 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"no node is called {name!r} (there are {self.nodes} nodes){hint}")
        return np.array([place[name] for name in wanted], dtype=np.int64)

    def require_threshold_weights(self) -> None:
        """Refuse a network whose weights are none for a linear threshold, naming the worst node.

        Raises
        ------
        ValueError
            Where the weights of the edges into a node sum to more than 1.
        """
        worst = int(np.argmax(self.weight_in)) if self.nodes else 0
        if self.nodes and self.weight_in[worst] > 1 + ROUNDING:
            raise ValueError(
                f"the weights of the edges into node {self.labels[worst]!r} sum to {self.weight_in[worst]:.6g}; "
                "for a linear threshold they may sum to at most 1 (divide them by their sum)"
            )


def whole_numbers(name: str, values: ArrayLike) -> Ints:
    """Return `values` as a list of whole numbers of 0 or more, or refuse them."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of node numbers; got shape {array.shape}")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be node numbers, whole and counted from 0; got {array[:3].tolist()!r}")
    if np.any(array < 0):
        where = int(np.argmax(array < 0))
        raise ValueError(f"{name} must be node numbers of 0 or more; got {array[where]} at index {where}")
    return array.astype(np.int64)


def _weights(weight: ArrayLike, edges: int) -> Array:
    weights = share("weight", weight)
    if weights.shape not in ((), (edges,)):
        raise ValueError(f"weight must be one number or one an edge ({edges}); got shape {weights.shape}")
    return np.array(np.broadcast_to(weights, (edges,)))


def _weights_of_graph(graph: Graph, weight: str | float) -> list[float]:
    if not isinstance(weight, str):
        return [weight] * graph.number_of_edges()
    weights = []
    for one, other, data in graph.edges(data=True):
        if weight not in data:
            raise ValueError(
                f"the edge from {one!r} to {other!r} has no {weight!r}; it has {sorted(map(str, data))}"
            )
        weights.append(data[weight])
    return weights


def _number_of_nodes(sources: Ints, targets: Ints, nodes: int | None) -> int:
    least = int(max(sources.max(initial=-1), targets.max(initial=-1))) + 1
    if nodes is None:
        return least
    if nodes < least:
        raise ValueError(f"nodes must be at least {least}, as an edge names node {least - 1}; got {nodes!r}")
    return int(nodes)


def _check_ends(sources: Ints, targets: Ints, names: Sequence[Hashable]) -> None:
    loops = np.flatnonzero(sources == targets)
    if len(loops):
        name = names[int(sources[loops[0]])]
        raise ValueError(f"edge {loops[0]} leads from node {name!r} to itself; nobody influences himself")
