"""Hand-down as NDlib can see it: every directive an independent cascade, without time, queues or meetings.

What is comparable is only who is reached at all, so delay and substance are not reported. A handover
succeeds with the probability that it does not break; on a tree a unit at depth d is then reached with that
probability to the power d.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import networkx as nx
import numpy as np
from ndlib.models.epidemics import IndependentCascadesModel
from ndlib.models.ModelConfig import Configuration

from benchmarks.peers.model import BREAK_PROBABILITY, tree_of

INFECTED, REMOVED = 1, 2


def _model(spans: Sequence[int]) -> tuple[IndependentCascadesModel, int]:
    """The cascade on the tree of units, started by the root, and the number of handovers to the lowest
    level.
    """
    graph = nx.DiGraph()
    for unit, below in enumerate(tree_of(spans)):
        graph.add_node(unit)
        graph.add_edges_from((unit, subordinate) for subordinate in below)
    model = IndependentCascadesModel(graph)
    configuration = Configuration()
    configuration.add_model_initial_configuration("Infected", [0])
    for line in graph.edges:
        configuration.add_edge_configuration("threshold", line, 1 - BREAK_PROBABILITY)
    model.set_initial_status(configuration)
    return model, len(spans)


def run(spans: Sequence[int], directives: int, weeks: float, seed: int) -> dict[str, float]:
    """One replication; `weeks` has no meaning here. See the package."""
    begun = time.perf_counter()
    # NDlib draws from numpy's global generator, and from nothing else.
    np.random.seed(seed)  # noqa: NPY002
    model, depth = _model(spans)
    deliveries = 0
    for _ in range(directives):
        model.reset([0])
        for _ in range(depth + 1):
            model.iteration(node_status=False)
        deliveries += sum(status in (INFECTED, REMOVED) for status in model.status.values())
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "deliveries": deliveries,
        "mean_delay": math.nan,
        "mean_substance": math.nan,
    }
