"""Cascades and thresholds against networkx, against their definitions, and against exact chances; these by hand."""

from __future__ import annotations

from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from models.diffusion import (
    InfluenceNetwork,
    cascade_chances,
    independent_cascade,
    linear_threshold,
    threshold_chances,
    tree_chances,
    tree_reach,
    tree_spread,
)

# Two ways to node 2, and back again from it: asymmetric, with a circle.
TRIANGLE = InfluenceNetwork.from_edges([0, 0, 1, 2], [1, 2, 2, 0], [0.5, 0.2, 0.4, 0.9])


@st.composite
def networks(draw: st.DrawFn, most_nodes: int = 8, most_edges: int = 16, threshold: bool = False):
    """Random networks, parallel edges and circles included; weights into a node sum to at most 1 if asked."""
    nodes = draw(st.integers(2, most_nodes))
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(
        lambda pair: pair[0] != pair[1]
    )
    pairs = np.array(draw(st.lists(ends, max_size=most_edges)), dtype=np.int64).reshape(-1, 2)
    hundredths = draw(st.lists(st.integers(0, 100), min_size=len(pairs), max_size=len(pairs)))
    weights = np.array(hundredths, dtype=float) / 100
    if threshold:
        into = np.bincount(pairs[:, 1], weights, minlength=nodes)
        weights = weights / np.maximum(into, 1.0)[pairs[:, 1]]
    return InfluenceNetwork.from_edges(pairs[:, 0], pairs[:, 1], weights, nodes=nodes)


@st.composite
def runs(draw: st.DrawFn, threshold: bool = False):
    network = draw(networks(threshold=threshold))
    seeds = draw(st.lists(st.integers(0, network.nodes - 1), max_size=3))
    return network, seeds, np.random.default_rng(draw(st.integers(0, 2**32)))


def given_order(network: InfluenceNetwork) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Source, target and weight of the edges in the order in which they were given."""
    back = np.argsort(network.given)
    return network.source[back], network.target[back], network.weight[back]


@given(runs())
def test_a_cascade_adopts_in_the_distance_over_live_edges(run):
    network, seeds, rng = run
    luck = rng.random(network.edges)
    source, target, weight = given_order(network)
    graph = networkx.DiGraph()
    graph.add_nodes_from([*range(network.nodes), "outside"])
    graph.add_edges_from(("outside", seed) for seed in seeds)
    graph.add_edges_from(zip(source[luck < weight], target[luck < weight], strict=True))
    distance = networkx.single_source_shortest_path_length(graph, "outside")
    expected = [distance.get(node, 0) - 1 for node in range(network.nodes)]
    assert independent_cascade(network, seeds, luck).tolist() == expected


@given(runs(threshold=True))
def test_thresholds_are_reached_as_defined(run):
    """Round by round, over all nodes: the definition, without any queue."""
    network, seeds, rng = run
    thresholds = 1 - rng.random(network.nodes)
    source, target, weight = given_order(network)
    expected = np.full(network.nodes, -1)
    expected[seeds] = 0
    for step in range(1, network.nodes):
        adopted = expected >= 0
        reached = np.bincount(target, weight * adopted[source], minlength=network.nodes)
        expected[~adopted & (reached >= thresholds)] = step
    assert linear_threshold(network, seeds, thresholds).tolist() == expected.tolist()


def test_a_cascade_by_hand():
    luck = [[0.49, 0.9, 0.39, 0.0], [0.5, 0.1, 0.0, 0.0], [0.5, 0.2, 0.0, 0.0]]
    assert independent_cascade(TRIANGLE, [0], luck).tolist() == [[0, 1, 2], [0, -1, 1], [0, -1, -1]]
    assert independent_cascade(TRIANGLE, [2], [0.3, 0.9, 0.9, 0.5]).tolist() == [1, 2, 0]


def test_a_line_without_weight_convinces_nobody():
    network = InfluenceNetwork.from_edges([0, 1], [1, 2], [0.0, 1e-14])
    assert linear_threshold(network, [0, 1], [1, 1, 1e-13]).tolist() == [0, 0, -1]
    assert linear_threshold(network, [0], [1, 5e-324, 1]).tolist() == [0, -1, -1]
    tenths = InfluenceNetwork.from_edges(range(10), [10] * 10, 0.1)
    assert linear_threshold(tenths, range(10), [1] * 11).tolist() == [0] * 10 + [1]


def test_thresholds_by_hand():
    network = InfluenceNetwork.from_edges([0, 0, 1, 2], [1, 2, 2, 0], [0.5, 0.2, 0.4, 0.9])
    assert linear_threshold(network, [0], [1, 0.5, 0.6]).tolist() == [0, 1, 2]
    assert linear_threshold(network, [0], [1, 0.51, 0.2]).tolist() == [0, -1, 1]
    assert linear_threshold(network, [0], [1, 0.5, 0.61]).tolist() == [0, 1, -1]
    assert linear_threshold(network, [1], [0.9, 1, 0.4]).tolist() == [2, 0, 1]


def test_granovetters_crowd():
    """Thresholds of 1, 2, ... 99 others: one instigator draws in a hundred; without the second nobody follows."""
    others = [(one, two) for one in range(100) for two in range(100) if one != two]
    crowd = InfluenceNetwork.from_edges(*zip(*others, strict=True), 1 / 99)
    thresholds = np.array([99, *range(1, 100)]) / 99
    assert linear_threshold(crowd, [0], thresholds).tolist() == list(range(100))
    thresholds[1] = 2 / 99
    assert (linear_threshold(crowd, [0], thresholds) >= 0).sum() == 1


def test_rounding_keeps_nobody_from_a_threshold_that_is_reached():
    network = InfluenceNetwork.from_edges(range(10), [10] * 10, 0.1)
    thresholds = np.ones(11)
    assert linear_threshold(network, range(10), thresholds)[10] == 1
    assert linear_threshold(network, range(9), thresholds)[10] == -1


def test_extremes():
    chain = InfluenceNetwork.from_graph(networkx.path_graph(5, create_using=networkx.DiGraph), weight=1.0)
    top = np.full(4, 1 - 2.0**-53)
    assert independent_cascade(chain, [0], top).tolist() == [0, 1, 2, 3, 4], "weight 1 always wins"
    assert linear_threshold(chain, [0], np.ones(5)).tolist() == [0, 1, 2, 3, 4]
    assert independent_cascade(chain, [4], top).tolist() == [-1, -1, -1, -1, 0], "never against an edge"
    assert independent_cascade(chain, [], top).tolist() == [-1] * 5
    dead = InfluenceNetwork.from_graph(networkx.path_graph(5), weight=0.0)
    assert independent_cascade(dead, [2], np.zeros(8)).tolist() == [-1, -1, 0, -1, -1], "weight 0 never wins"
    alone = InfluenceNetwork.from_edges([], [], [], nodes=2)
    assert independent_cascade(alone, [1, 1], np.empty((3, 0))).tolist() == [[-1, 0]] * 3
    assert linear_threshold(alone, [0], [0.5, 0.5]).tolist() == [0, -1]
    nobody = InfluenceNetwork.from_edges([], [], [])
    assert independent_cascade(nobody, [], np.empty((2, 0))).shape == (2, 0)
    assert linear_threshold(nobody, [], np.empty((2, 0))).shape == (2, 0)


@given(runs())
def test_more_luck_or_more_seeds_never_delay_anybody(run):
    network, seeds, rng = run
    luck = rng.random(network.edges)
    rounds = independent_cascade(network, seeds, luck)
    for more in (
        independent_cascade(network, seeds, luck * rng.random(network.edges)),
        independent_cascade(network, [*seeds, 0], luck),
    ):
        assert (np.where(more < 0, 99, more) <= np.where(rounds < 0, 99, rounds)).all()


@given(runs(threshold=True))
def test_the_order_of_edges_and_runs_changes_nothing(run):
    network, seeds, rng = run
    source, target, weight = given_order(network)
    order = rng.permutation(network.edges)
    shuffled = InfluenceNetwork.from_edges(source[order], target[order], weight[order], nodes=network.nodes)
    luck, thresholds = rng.random((2, 3, network.edges)), 1 - rng.random((3, network.nodes))
    rounds = independent_cascade(network, seeds, luck)
    np.testing.assert_array_equal(independent_cascade(shuffled, seeds, luck[..., order]), rounds)
    assert rounds.shape == (2, 3, network.nodes)
    np.testing.assert_array_equal(independent_cascade(network, seeds[::-1], luck[1, 2]), rounds[1, 2])
    reached = linear_threshold(network, seeds, thresholds)
    np.testing.assert_array_equal(linear_threshold(shuffled, seeds, thresholds), reached)
    np.testing.assert_array_equal(linear_threshold(network, seeds, thresholds[1]), reached[1])


def test_exact_chances_by_hand():
    # Node 2 from node 0: the edge of .2, or both of .5 and .4; never in round 1 by the longer way.
    cascade = cascade_chances(TRIANGLE, [0])
    np.testing.assert_allclose(cascade, [[1, 0, 0], [0, 0.5, 0.2], [0, 0, 0.8 * 0.5 * 0.4]])
    # Under thresholds node 2 picks one of its edges: .2, or .4 with node 1 adopting.
    threshold = threshold_chances(TRIANGLE, [0])
    np.testing.assert_allclose(threshold, [[1, 0, 0], [0, 0.5, 0.2], [0, 0, 0.5 * 0.4]])
    np.testing.assert_allclose(cascade_chances(TRIANGLE, [2]).sum(axis=0), [0.9, 0.45, 1])


@st.composite
def acyclic_networks(draw: st.DrawFn):
    """Networks that fit the counting, each edge from a smaller to a greater number."""
    network = draw(networks(most_nodes=6, most_edges=9, threshold=True))
    low, high = np.minimum(network.source, network.target), np.maximum(network.source, network.target)
    into = np.bincount(high, network.weight, minlength=network.nodes)
    weights = network.weight / np.maximum(into, 1.0)[high]
    return InfluenceNetwork.from_edges(low, high, weights, nodes=network.nodes)


@given(acyclic_networks())
def test_thresholds_without_circles_are_linear(network):
    """On an acyclic network a node's chance is the weighted sum of its neighbours' (Chen, Yuan & Zhang 2010)."""
    chance = np.zeros(network.nodes)
    chance[0] = 1
    for node in range(1, network.nodes):
        into = network.target == node
        chance[node] = network.weight[into] @ chance[network.source[into]]
    np.testing.assert_allclose(threshold_chances(network, [0]).sum(axis=0), chance, atol=1e-12)


@given(networks(most_nodes=5, most_edges=8, threshold=True))
def test_exact_spread_has_diminishing_returns(network):
    """Kempe, Kleinberg & Tardos, theorems 2.2 and 2.5: the expected spread is monotone and submodular."""
    for chances in (cascade_chances, threshold_chances):
        few, more = chances(network, [0]).sum(), chances(network, [0, 1]).sum()
        last = network.nodes - 1
        gain_few = chances(network, [0, last]).sum() - few
        gain_more = chances(network, [0, 1, last]).sum() - more
        assert few <= more + 1e-12
        assert gain_more <= gain_few + 1e-12


# Ten edges, two circles, two parallel edges; no weights into a node above 1.
KNOT = InfluenceNetwork.from_edges(
    [0, 0, 1, 1, 2, 3, 3, 4, 4, 0],
    [1, 2, 2, 3, 3, 4, 1, 5, 0, 5],
    [0.6, 0.3, 0.5, 0.2, 0.7, 0.8, 0.4, 0.5, 0.9, 0.1],
)


@pytest.mark.parametrize("process", ["cascade", "threshold"])
def test_runs_adopt_as_often_in_each_round_as_counted(process):
    """For thresholds this is their equivalence with picking live edges, which the counting rests on."""
    rng, number = np.random.default_rng(2003), 40_000
    if process == "cascade":
        rounds = independent_cascade(KNOT, [0], rng.random((number, KNOT.edges)))
        expected = cascade_chances(KNOT, [0])
    else:
        rounds = linear_threshold(KNOT, [0], 1 - rng.random((number, KNOT.nodes)))
        expected = threshold_chances(KNOT, [0])
    counted = np.array([(rounds == step).sum(axis=0) for step in range(KNOT.nodes)])
    low, high = stats.binom.interval(0.9999, number, np.clip(expected, 0, 1))
    possible = (expected > 0) & (expected < 1 - 1e-12)
    assert (possible.sum(), (expected > 0.05).sum()) >= (8, 6)
    assert ((counted >= low) & (counted <= high))[possible].all()
    assert (counted[expected == 0] == 0).all()


def test_reach_on_a_balanced_tree_is_the_weight_to_the_depth():
    tree = networkx.balanced_tree(3, 4, create_using=networkx.DiGraph)
    network = InfluenceNetwork.from_graph(tree, weight=0.6)
    depth = np.array(list(networkx.single_source_shortest_path_length(tree, 0).values()))
    np.testing.assert_allclose(tree_chances(network, [0]), tree_reach(0.6, depth))
    assert tree_chances(network, [0]).sum() == pytest.approx(tree_spread(0.6, 3, 4))
    rng = np.random.default_rng(11)
    for adopted in (
        independent_cascade(network, [0], rng.random((4000, network.edges))) >= 0,
        linear_threshold(network, [0], 1 - rng.random((4000, network.nodes))) >= 0,
    ):
        for level in range(5):
            means = adopted[:, depth == level].mean(axis=1)
            error = means.std(ddof=1) / np.sqrt(len(means))
            assert abs(means.mean() - 0.6**level) <= stats.norm.ppf(0.9999) * error
            assert error < 0.02


def test_reach_along_a_path_both_ways():
    path = InfluenceNetwork.from_graph(networkx.path_graph(8), weight=0.5)
    np.testing.assert_allclose(
        cascade_chances(path, [3]).sum(axis=0), tree_reach(0.5, [3, 2, 1, 0, 1, 2, 3, 4])
    )


@st.composite
def trees(draw: st.DrawFn):
    nodes = draw(st.integers(1, 10))
    above = [draw(st.integers(0, node - 1)) for node in range(1, nodes)]
    weights = draw(st.lists(st.floats(0, 1), min_size=nodes - 1, max_size=nodes - 1))
    name = np.array(draw(st.permutations(range(nodes))))
    return InfluenceNetwork.from_edges(name[above], name[1:], weights, nodes=nodes) if above else None, name


@given(trees(), st.integers(0, 1))
def test_on_any_tree_chances_are_products_of_weights(tree, second):
    network, name = tree
    if network is None:
        return
    seeds = [int(name[0])] + [int(name[-1])] * second
    for chances in (cascade_chances, threshold_chances):
        np.testing.assert_allclose(
            chances(network, seeds).sum(axis=0), tree_chances(network, seeds), atol=1e-12
        )


def test_chances_on_a_long_path_and_below_no_seed():
    path = InfluenceNetwork.from_edges(range(4999), range(1, 5000), 0.999)
    np.testing.assert_allclose(tree_chances(path, [0]), tree_reach(0.999, np.arange(5000)), rtol=1e-9)
    assert tree_chances(path, [4998]).tolist() == [0.0] * 4998 + [1.0, 0.999]
    circle = InfluenceNetwork.from_edges([0, 1, 2], [1, 2, 0], 0.5)
    assert tree_chances(circle, [1]).tolist() == [0.25, 1.0, 0.5]
    assert tree_chances(circle, []).tolist() == [0, 0, 0]


def test_what_dies_out_and_what_spreads_on_a_tree():
    assert tree_spread(0.5, 2, 9) == pytest.approx(10)
    assert tree_spread(0.5, 1, 200) == pytest.approx(2)
    assert tree_spread([0.0, 1.0], 3, 3).tolist() == [1, 40]
    assert tree_spread(0.4, 3, 0) == 1


def test_networks_from_graphs_keep_names_weights_and_directions():
    graph = networkx.DiGraph()
    graph.add_edge("b", "a", trust=0.7)
    graph.add_edge("a", "c", trust=0.2)
    graph.add_edge("a", "b", trust=0.1)
    network = InfluenceNetwork.from_graph(graph, weight="trust")
    assert list(network.labels) == ["b", "a", "c"]
    assert network.positions(["c", "b"]).tolist() == [2, 0]
    source, target, weight = given_order(network)
    named = {
        (network.labels[one], network.labels[two]): w
        for one, two, w in zip(source, target, weight, strict=True)
    }
    assert named == {("b", "a"): 0.7, ("a", "c"): 0.2, ("a", "b"): 0.1}
    assert list(zip(source.tolist(), target.tolist(), strict=True)) == [(0, 1), (1, 2), (1, 0)]
    both = InfluenceNetwork.from_graph(networkx.path_graph(3), weight=0.3)
    source, target, _ = given_order(both)
    assert list(zip(source.tolist(), target.tolist(), strict=True)) == [(0, 1), (1, 2), (1, 0), (2, 1)]


def test_nothing_given_is_changed():
    source, target, weight = np.array([1, 0]), np.array([2, 1]), np.array([0.5, 0.6])
    network = InfluenceNetwork.from_edges(source, target, weight)
    luck = np.array([0.1, 0.1])
    independent_cascade(network, [0], luck)
    assert (source.tolist(), target.tolist(), weight.tolist()) == ([1, 0], [2, 1], [0.5, 0.6])
    weight[:] = 0
    assert network.weight.tolist() == [0.6, 0.5]


NAMED = networkx.DiGraph([("district", "office"), ("city", "office"), ("office", "branch")])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: linear_threshold(InfluenceNetwork.from_graph(NAMED, weight=0.6), [0], [1.0] * 4),
            r"into node 'office' sum to 1\.2; for a linear threshold they may sum to at most 1",
        ),
        (
            lambda: threshold_chances(InfluenceNetwork.from_edges([0, 1], [2, 2], 0.6), [0]),
            r"node 2 sum to 1\.2",
        ),
        (
            lambda: tree_chances(InfluenceNetwork.from_graph(NAMED, weight=0.5), [0]),
            "2 edges lead to node 'office'",
        ),
        (lambda: InfluenceNetwork.from_graph(NAMED), "edge from 'district' to 'office' has no 'weight'"),
        (lambda: InfluenceNetwork.from_graph([1, 2]), r"graph must be a networkx graph; got \[1, 2\]"),
        (
            lambda: InfluenceNetwork.from_graph(NAMED, weight=0.5).positions(["ofice"]),
            r"no node is called 'ofice' \(there are 4 nodes\); did you mean 'office'\?",
        ),
        (
            lambda: InfluenceNetwork.from_edges([0, 1], [1, 2], [0.5, 1.5]),
            r"weight must be .* got 1\.5 at index 1",
        ),
        (lambda: InfluenceNetwork.from_edges([0, 1], [1, 2], [0.5]), r"one number or one an edge \(2\)"),
        (lambda: InfluenceNetwork.from_edges([0, 1], [1, 1], 0.5), "edge 1 leads from node 1 to itself"),
        (lambda: InfluenceNetwork.from_edges([0, -1], [1, 2], 0.5), "source must be .* got -1 at index 1"),
        (
            lambda: InfluenceNetwork.from_edges([0.5], [1], 0.5),
            r"source must be node numbers, whole .* got \[0\.5\]",
        ),
        (
            lambda: InfluenceNetwork.from_edges(0, 1, 0.5),
            r"source must be a list of node numbers; got shape \(\)",
        ),
        (lambda: InfluenceNetwork.from_edges([0], [1, 2], 0.5), "must be equally long; got 1 and 2"),
        (lambda: InfluenceNetwork.from_edges([0], [3], 0.5, nodes=3), "nodes must be at least 4, .* got 3"),
        (
            lambda: InfluenceNetwork.from_edges([0], [1], 0.5, labels=["a"]),
            "each of the 2 nodes; got 1 names",
        ),
        (
            lambda: independent_cascade(TRIANGLE, [3], np.zeros(4)),
            "seeds must be node numbers below 3, .* got 3",
        ),
        (
            lambda: independent_cascade(TRIANGLE, [True, False, True], np.zeros(4)),
            "seeds must be node numbers, whole",
        ),
        (
            lambda: independent_cascade(TRIANGLE, [0], np.zeros(3)),
            r"one number for each edge, 4 .* got shape \(3,\)",
        ),
        (lambda: independent_cascade(TRIANGLE, [0], [0, 0, 1.0, 0]), r"below 1; got 1\.0 at index 2"),
        (lambda: independent_cascade(TRIANGLE, [0], [0, np.nan, 0, 0]), "luck must be .* got nan at index 1"),
        (
            lambda: linear_threshold(TRIANGLE, [0], [0.5, 0.0, 0.5]),
            r"above 0 and at most 1; got 0\.0 at index 1",
        ),
        (
            lambda: linear_threshold(TRIANGLE, [0], 0.5),
            r"one number for each node, 3 in the last axis; got shape \(\)",
        ),
        (
            lambda: cascade_chances(InfluenceNetwork.from_edges(range(17), range(1, 18), 0.5), [0]),
            "131072 patterns are too many to count, 65536 are allowed: 17 edges are each live or not",
        ),
        (
            lambda: threshold_chances(InfluenceNetwork.from_edges(range(17), range(1, 18), 0.5), [0]),
            "17 nodes each pick one of the edges",
        ),
        (lambda: tree_reach(1.5, 2), r"weight must be between 0 and 1; got 1\.5"),
        (lambda: tree_spread(0.5, 2, 1.5), r"height must be a whole number of 0 or more; got 1\.5"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
