"""A directed graph as arrays, from an organisation or a networkx graph, and its condensation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import networkx
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from models.compiled import compiled
from models.lines import KINDS
from models.organisation import Organisation

Ints = npt.NDArray[np.int64]
if TYPE_CHECKING:
    Structure = Organisation | networkx.DiGraph[Any]


@dataclass(frozen=True)
class Digraph:
    """Units 0..n-1 and lines from `tail` to `head`, each line once, no line from a unit to itself.

    Attributes
    ----------
    n : number of units
    tail, head : int64 (m)
    """

    n: int
    tail: Ints
    head: Ints

    @classmethod
    def of(cls, structure: Structure, lines: Sequence[str] | None = None) -> Digraph:
        """The lines of an organisation (explicit units; all kinds of lines or those named), or of a graph.

        Peer and consortium lines lead both ways.
        """
        if isinstance(structure, Organisation):
            return cls.from_pairs(structure.n_units, _pairs(structure, lines))
        if not isinstance(structure, networkx.DiGraph):
            raise ValueError(f"an Organisation or a directed networkx graph is needed, not {structure!r}")
        if lines is not None:
            raise ValueError(
                "lines=... chooses among the lines of an Organisation; a graph has no kinds of lines"
            )
        place = {node: index for index, node in enumerate(structure)}
        pairs = [(place[one], place[other]) for one, other in structure.edges()]
        return cls.from_pairs(len(place), np.array(pairs, dtype=np.int64).reshape(-1, 2))

    @classmethod
    def from_pairs(cls, n: int, pairs: npt.NDArray[np.integer[Any]]) -> Digraph:
        """From pairs (tail, head); repeated lines and lines from a unit to itself are left out."""
        pairs = pairs[pairs[:, 0] != pairs[:, 1]].astype(np.int64)
        code = np.unique(pairs[:, 0] * max(n, 1) + pairs[:, 1])
        return cls(n, code // max(n, 1), code % max(n, 1))

    def components(self, connection: Literal["strong", "weak"]) -> tuple[int, npt.NDArray[np.int32]]:
        """Number of "strong" or "weak" components and the component of each unit."""
        ones = np.ones(len(self.tail), dtype=np.int8)
        matrix = sparse.csr_matrix((ones, (self.tail, self.head)), shape=(self.n, self.n))
        number, labels = csgraph.connected_components(matrix, directed=True, connection=connection)
        return int(number), labels


@dataclass(frozen=True)
class Condensation:
    """The strong components of a digraph in topological order: every line leads from a smaller number to a
    greater.

    Attributes
    ----------
    component : int64 (units), number of the strong component of each unit
    size : int64 (k), units in each component
    graph : lines between the components
    """

    component: Ints
    size: Ints
    graph: Digraph

    @classmethod
    def of(cls, graph: Digraph) -> Condensation:
        """Condense a digraph."""
        number, labels = graph.components("strong")
        pairs = np.stack([labels[graph.tail], labels[graph.head]], axis=1)
        between = Digraph.from_pairs(number, pairs)
        rank = np.empty(number, dtype=np.int64)
        rank[_topological(number, between.tail, between.head)] = np.arange(number)
        component = rank[labels]
        ordered = Digraph.from_pairs(number, np.stack([rank[between.tail], rank[between.head]], axis=1))
        return cls(component, np.bincount(component, minlength=number), ordered)


def _pairs(organisation: Organisation, lines: Sequence[str] | None) -> npt.NDArray[np.integer[Any]]:
    wanted = ("command", *KINDS) if lines is None else tuple(lines)
    for kind in wanted:
        if kind not in ("command", *KINDS):
            raise ValueError(f"lines holds {kind!r}; allowed are command, {', '.join(KINDS)}")
    parts: list[npt.NDArray[np.integer[Any]]] = [np.empty((0, 2), dtype=np.int64)]
    if "command" in wanted:
        units = np.arange(1, organisation.n_units)
        parts.append(np.stack([organisation.superior[1:], units], axis=1))
    for kind in wanted:
        pairs = organisation.lines.get(kind)
        if pairs is not None:
            parts += [pairs] if kind == "grid" else [pairs, pairs[:, ::-1]]
    return np.concatenate(parts)


@compiled
def _topological(n: int, tail: Ints, head: Ints) -> Ints:
    """Order of the units of an acyclic graph in which every line leads onwards; `tail` is sorted."""
    start = np.searchsorted(tail, np.arange(n + 1))
    entering = np.zeros(n, dtype=np.int64)
    for unit in head:
        entering[unit] += 1
    order = np.empty(n, dtype=np.int64)
    filled = 0
    for unit in range(n):
        if entering[unit] == 0:
            order[filled] = unit
            filled += 1
    done = 0
    while done < filled:
        unit = order[done]
        done += 1
        for line in range(start[unit], start[unit + 1]):
            entering[head[line]] -= 1
            if entering[head[line]] == 0:
                order[filled] = head[line]
                filled += 1
    return order
