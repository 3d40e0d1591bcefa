"""How much a structure is a hierarchy: Krackhardt's four dimensions, and flow hierarchy.

Krackhardt [1]_ asks how far a directed graph is from an out-tree, in which one unit at the top reaches
every other on exactly one way. Each dimension is ``1 - V / max V`` with V the number of violations; an
out-tree has 1 in all.

References
----------
.. [1] Krackhardt 1994, "Graph theoretical dimensions of informal organizations", in Carley & Prietula (eds.),
   Computational Organization Theory, 89-111.
.. [2] Everett & Krackhardt 2012, "A second look at Krackhardt's graph theoretical dimensions of informal
   organizations", Social Networks 34, 159-163, doi:10.1016/j.socnet.2011.10.006.
.. [3] Luo & Magee 2011, "Detecting evolving patterns of self-organizing networks by flow hierarchy
   measurement", Complexity 16(6), 53-61, doi:10.1002/cplx.20368.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.ancestry import Ancestry
from models.digraph import Condensation, Digraph
from models.upper_bounds import Count, exact_count, pairs_in_line, pairs_without_least_upper_bound

if TYPE_CHECKING:
    from models.digraph import Structure


class Dimension(NamedTuple):
    """One dimension: ``1 - violations / possible``; 1 where no violation is possible.

    Attributes
    ----------
    value : in 0..1
    low, high : 95% interval; both are `value` where it is exact
    exact : whether everything was counted; otherwise a sample of pairs was
    violations, possible : V and max V
    """

    value: float
    low: float
    high: float
    exact: bool
    violations: float
    possible: float


class Krackhardt(NamedTuple):
    """The four dimensions."""

    connectedness: Dimension
    hierarchy: Dimension
    efficiency: Dimension
    least_upper_boundedness: Dimension


def krackhardt(structure: Structure, *, lines: Sequence[str] | None = None, seed: int = 0) -> Krackhardt:
    """Krackhardt's four dimensions of hierarchy.

    - connectedness: V = pairs of units without a way between them, directions left aside; max V = all pairs.
    - hierarchy: V = pairs that reach each other; max V = pairs of which one reaches the other.
    - efficiency: V = lines beyond those that keep each weak component together, ``m - sum(n_i - 1)``; max V =
      ``sum(n_i (n_i - 1) - (n_i - 1))``: a line and the line back count as two.
    - least upper boundedness: V = pairs of one weak component without a least upper bound (a unit is an upper
      bound of itself); max V = ``sum((n_i - 1) (n_i - 2) / 2)``.

    Near-linear in units and lines; only the last dimension, and hierarchy in a graph with circles, grow
    with the pairs of units that have several superiors, and are estimated from a sample where these are too
    many.

    Parameters
    ----------
    structure : Organisation or networkx.DiGraph
        Of an organisation the explicit units; lines from superior to subordinate. Lines from a unit to itself
        and repeated lines are left aside.
    lines : kinds of lines of an organisation to take, default all of them
        "command", "grid" (owner to unit), "peer" and "consortium" (both ways).
    seed : of the sample, where one is needed

    Examples
    --------
    >>> from models.organisation import Organisation
    >>> [dimension.value for dimension in krackhardt(Organisation.tree([3, 4]))]
    [1.0, 1.0, 1.0, 1.0]
    """
    graph = Digraph.of(structure, lines)
    _, weak = graph.components("weak")
    size = np.bincount(weak).astype(np.int64)
    all_pairs = graph.n * (graph.n - 1) // 2
    joined_pairs = int((size * (size - 1) // 2).sum())
    extra = len(graph.tail) - int((size - 1).sum())
    condensed = Condensation.of(graph)
    component = np.empty(len(condensed.size), dtype=np.int64)
    component[condensed.component] = weak
    ancestry = Ancestry.of(condensed)
    bounds = (size - 1) * (size - 2) // 2
    return Krackhardt(
        connectedness=_dimension(exact_count(all_pairs - joined_pairs), exact_count(all_pairs)),
        hierarchy=_hierarchy(condensed, ancestry, seed),
        efficiency=_dimension(exact_count(extra), exact_count(int(((size - 1) ** 2).sum()))),
        least_upper_boundedness=_dimension(
            pairs_without_least_upper_bound(ancestry, component, seed), exact_count(int(bounds.sum()))
        ),
    )


def flow_hierarchy(structure: Structure, *, lines: Sequence[str] | None = None) -> float:
    """Share of lines that lie on no circle (Luo & Magee 2011 [3]_); 1 without any line.

    Examples
    --------
    >>> import networkx
    >>> flow_hierarchy(networkx.DiGraph([(1, 2), (2, 3), (3, 1), (3, 4)]))
    0.25
    """
    graph = Digraph.of(structure, lines)
    if not len(graph.tail):
        return 1.0
    _, strong = graph.components("strong")
    return float((strong[graph.tail] != strong[graph.head]).mean())


def _hierarchy(condensed: Condensation, ancestry: Ancestry, seed: int) -> Dimension:
    """Without circles there is no violation, whatever the number of pairs."""
    mutual = int((condensed.size * (condensed.size - 1) // 2).sum())
    if mutual == 0:
        return _dimension(exact_count(0), exact_count(0))
    one_way = pairs_in_line(ancestry, seed)
    possible = Count(one_way.value + mutual, one_way.low + mutual, one_way.high + mutual, one_way.exact)
    return _dimension(exact_count(mutual), possible)


def _dimension(violations: Count, possible: Count) -> Dimension:
    def value(number: float, most: float) -> float:
        return 1.0 - min(1.0, number / most) if most > 0 else 1.0

    return Dimension(
        value(violations.value, possible.value),
        value(violations.high, possible.low),
        value(violations.low, possible.high),
        violations.exact and possible.exact,
        violations.value,
        possible.value,
    )
