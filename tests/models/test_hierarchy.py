from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import networkx
import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation, upper_bounds
from models.hierarchy import bottlenecks, depth, flow_hierarchy, hierarchy_table, krackhardt, spans


@st.composite
def digraphs(draw: st.DrawFn, most: int = 8) -> networkx.DiGraph:
    n = draw(st.integers(1, most))
    acyclic = draw(st.booleans())
    pairs = [(a, b) for a in range(n) for b in range(n) if (a < b if acyclic else True)]
    graph = networkx.DiGraph()
    graph.add_nodes_from(draw(st.permutations(range(n))))
    graph.add_edges_from(pair for pair in pairs if draw(st.integers(0, 9)) < 3)
    return graph


def by_definition(graph: networkx.DiGraph) -> list[tuple[int, int]]:
    """Violations and possible violations of the four dimensions, over all pairs."""
    reach = {unit: networkx.descendants(graph, unit) | {unit} for unit in graph}
    parts = [set(part) for part in networkx.weakly_connected_components(graph)]
    together = {frozenset(pair) for part in parts for pair in itertools.combinations(part, 2)}
    pairs = [frozenset(pair) for pair in itertools.combinations(graph, 2)]
    mutual = [(a, b) for a, b in map(tuple, pairs) if b in reach[a] and a in reach[b]]
    one_way = [(a, b) for a, b in map(tuple, pairs) if b in reach[a] or a in reach[b]]
    lines = sum(a != b for a, b in graph.edges)
    unbounded = 0
    for a, b in together:
        bounds = [unit for unit in graph if {a, b} <= reach[unit]]
        unbounded += not any(all(least in reach[other] for other in bounds) for least in bounds)
    sizes = [len(part) for part in parts]
    return [
        (len(pairs) - len(together), len(pairs)),
        (len(mutual), len(one_way)),
        (lines - sum(n - 1 for n in sizes), sum(n * (n - 1) - (n - 1) for n in sizes)),
        (unbounded, sum((n - 1) * (n - 2) // 2 for n in sizes)),
    ]


@given(digraphs())
def test_krackhardt_by_definition(graph: networkx.DiGraph) -> None:
    for dimension, (violations, possible) in zip(krackhardt(graph), by_definition(graph), strict=True):
        assert dimension.exact
        assert dimension.violations == violations
        assert dimension.value == dimension.low == dimension.high
        assert dimension.value == pytest.approx(1 - violations / possible if violations else 1.0)


@given(digraphs())
def test_flow_hierarchy_as_networkx(graph: networkx.DiGraph) -> None:
    graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
    if graph.number_of_edges():
        assert flow_hierarchy(graph) == pytest.approx(networkx.flow_hierarchy(graph))
    else:
        assert flow_hierarchy(graph) == 1.0


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        # counted by hand: (violations, possible) of connectedness, hierarchy, efficiency, least upper bounds
        ([(0, 1), (1, 2), (2, 0)], [(0, 3), (3, 3), (1, 4), (0, 1)]),  # a circle
        ([(0, 2), (1, 2)], [(0, 3), (0, 2), (0, 4), (1, 1)]),  # two bosses with nobody above them
        ([(0, 1), (1, 0), (2, 3)], [(4, 6), (1, 2), (1, 2), (0, 0)]),  # two parts
        # a diamond whose lower two have two common superiors, neither above the other
        ([(0, 1), (0, 2), (1, 3), (1, 4), (2, 3), (2, 4)], [(0, 10), (0, 8), (2, 16), (1, 6)]),
    ],
)
def test_krackhardt_by_hand(edges: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    found = krackhardt(networkx.DiGraph(edges))
    for dimension, (violations, possible) in zip(found, expected, strict=True):
        assert dimension.violations == violations
        if violations:
            assert dimension.possible == possible


def test_an_out_tree_is_a_hierarchy_in_every_respect() -> None:
    for spans_of_tree in ([], [1], [1] * 60, [3, 4], [1000]):
        assert [dimension.value for dimension in krackhardt(Organisation.tree(spans_of_tree))] == [1, 1, 1, 1]


def test_lines_from_a_unit_to_itself_count_nothing() -> None:
    with_loop = networkx.DiGraph([(0, 1), (1, 1)])
    assert krackhardt(with_loop) == krackhardt(networkx.DiGraph([(0, 1)]))


def test_multiple_lines_count_once() -> None:
    graph = networkx.MultiDiGraph([(0, 1), (0, 1)])
    assert krackhardt(graph).efficiency.value == 1


def test_only_directed_graphs() -> None:
    with pytest.raises(ValueError, match="directed"):
        krackhardt(networkx.Graph([(0, 1)]))
    with pytest.raises(ValueError, match="no kinds of lines"):
        krackhardt(networkx.DiGraph([(0, 1)]), lines=["command"])
    with pytest.raises(ValueError, match="'gird'; allowed"):
        krackhardt(Organisation.tree([2]), lines=["gird"])


def test_lines_of_an_organisation_can_be_chosen() -> None:
    organisation = Organisation.tree([2, 2]).with_lines("peer", [("1-1", "1-2")])
    assert krackhardt(organisation, lines=["command"]).hierarchy.value == 1
    # 1-1 and 1-2 reach each other and so everything below: 1 of 6 + 1 + 8 pairs
    peers = krackhardt(organisation)
    assert (peers.hierarchy.violations, peers.hierarchy.possible) == (1, 15)
    assert krackhardt(organisation, lines=["peer"]).connectedness.value == pytest.approx(1 / 21)
    assert flow_hierarchy(organisation) == pytest.approx(6 / 8)
    assert krackhardt(organisation) == krackhardt(organisation.to_networkx())


def with_second_owners(organisation: Organisation, share: float, seed: int) -> Organisation:
    """A second owner on the level above for a share of the units below level 2."""
    random = np.random.default_rng(seed)
    owned = [
        unit
        for unit in range(1, len(organisation))
        if organisation.depth[unit] > 1 and random.random() < share
    ]
    starts = np.searchsorted(organisation.depth, range(10))
    owners = [
        random.integers(starts[organisation.depth[u] - 1], starts[organisation.depth[u]]) for u in owned
    ]
    ids = organisation.ids.to_pylist()
    pairs = [(ids[o], ids[u]) for o, u in zip(owners, owned, strict=True) if organisation.superior[u] != o]
    return organisation.with_lines("grid", pairs)


@pytest.mark.parametrize("share", [0.1, 1.0])
def test_upper_bounds_with_second_owners_by_definition(share: float) -> None:
    organisation = with_second_owners(Organisation.tree([3, 3, 2]), share, seed=1)
    (violations, _) = by_definition(organisation.to_networkx())[3]
    assert krackhardt(organisation).least_upper_boundedness.violations == violations


def test_second_owner_further_up_the_same_line_takes_nothing_from_the_bounds() -> None:
    tree = Organisation.tree([5, 5, 5])
    ids = tree.ids.to_pylist()
    grandparents = [(ids[tree.superior[tree.superior[u]]], ids[u]) for u in range(6, len(tree))]
    dimensions = krackhardt(tree.with_lines("grid", grandparents))
    assert dimensions.least_upper_boundedness.violations == 0
    assert dimensions.efficiency.violations == 150


@pytest.mark.parametrize("peers", [False, True])
def test_estimates_agree_with_counts(monkeypatch: pytest.MonkeyPatch, peers: bool) -> None:
    organisation = with_second_owners(Organisation.tree([6, 6, 8, 8]), 0.4, seed=2)
    if peers:
        ids = organisation.ids.to_pylist()
        organisation = organisation.with_lines(
            "peer", [(ids[50 + 2 * i], ids[51 + 2 * i]) for i in range(40)]
        )
    counted = krackhardt(organisation)
    monkeypatch.setattr(upper_bounds, "MOST_COMPARISONS", 0)
    for seed in range(3):
        estimated = krackhardt(organisation, seed=seed)
        assert estimated == krackhardt(organisation, seed=seed)
        bounds = estimated.least_upper_boundedness
        assert not bounds.exact
        assert bounds.low < bounds.value < bounds.high
        # the interval is for 95%; three times its width holds all but always
        margin = 2 * (bounds.high - bounds.low)
        assert abs(bounds.value - counted.least_upper_boundedness.value) < margin
        if peers:
            assert not estimated.hierarchy.exact
            margin = 2 * (estimated.hierarchy.high - estimated.hierarchy.low)
            assert abs(estimated.hierarchy.value - counted.hierarchy.value) < margin
        else:
            assert estimated.hierarchy == counted.hierarchy


def test_estimate_needs_few_words_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = with_second_owners(Organisation.tree([4, 5, 6]), 0.5, seed=3)
    counted = krackhardt(organisation).least_upper_boundedness
    monkeypatch.setattr(upper_bounds, "MOST_WORDS", 1)
    estimated = krackhardt(organisation).least_upper_boundedness
    assert estimated.low <= counted.value <= estimated.high


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_twenty_thousand_units_take_seconds(share: float) -> None:
    krackhardt(with_second_owners(Organisation.tree([3, 3]), 0.5, seed=0))  # compiled before the clock starts
    organisation = with_second_owners(Organisation.tree([14, 8, 11, 16]), share, seed=1)
    started = time.perf_counter()
    found = krackhardt(organisation)
    assert time.perf_counter() - started < 40  # 5 on an idle machine
    assert found.least_upper_boundedness.exact


# ---- shape ----


def test_depth_is_weighted_by_headcount() -> None:
    rows = {
        "unit": list("abcd"),
        "superior": [None, "a", "a", "b"],
        "level": [1, 2, 2, 3],
        "headcount": [9, 9, 3, 1],
    }
    organisation = Organisation.from_frame(pandas.DataFrame(rows))
    assert depth(organisation) == (2, (3 * 1 + 1 * 2) / 4)
    members = organisation.with_members(below="2", count={"c": 4})
    # c has members now: they are at the end in its place
    assert depth(members) == (2, (1 * 2 + 4 * 2) / 5)
    with pytest.raises(ValueError, match="no headcount"):
        depth(Organisation.from_frame(pandas.DataFrame(rows | {"headcount": [9, 9, 0, 0]})))


def test_spans_by_level() -> None:
    rows = {"unit": list("abcdef"), "superior": [None, "a", "a", "a", "b", "b"], "level": [1, 2, 2, 2, 3, 3]}
    table = spans(Organisation.from_frame(pandas.DataFrame(rows)).with_members(below="3", count=[4, 0]))
    assert table["level"].tolist() == ["1", "2", "3", "member"]
    assert table["units"].tolist() == [1, 3, 2, 4]
    assert table["leading"].tolist() == [1, 1, 1, 0]
    assert table["mean"].tolist()[:3] == [3, 2, 4]
    assert np.isnan(table["mean"].iloc[3])


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_bottlenecks_by_taking_units_away(seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    organisation = Organisation.random([{1: 0.3, 2: 0.4, 3: 0.3}] * 3, seed=seed)
    heads = random.integers(0, 4, len(organisation))
    heads[-1] = 1
    frame = organisation.to_frame().assign(headcount=heads)
    organisation = with_second_owners(Organisation.from_frame(frame), share, seed)
    table = bottlenecks(organisation).set_index("unit")
    graph = organisation.to_networkx()
    ends = {unit: graph.nodes[unit]["headcount"] for unit in graph if graph.out_degree(unit) == 0}
    command = [
        unit for unit in organisation.ids.to_pylist() if organisation.terminal[organisation.position(unit)]
    ]
    weight = {unit: graph.nodes[unit]["headcount"] for unit in command}
    assert set(ends) <= set(weight)
    total = sum(weight.values())
    root = organisation.ids[0].as_py()
    for unit, row in table.iterrows():
        without = graph.copy()
        without.remove_node(unit)
        reached = networkx.descendants(without, root) | {root}
        lost = sum(number for end, number in weight.items() if end not in reached)
        assert row["share_only_through"] == pytest.approx(lost / total)
    below = {unit: organisation.subtree(unit) for unit in table.index}
    for unit, subtree in below.items():
        through = sum(weight.get(end, 0) for end in subtree.ids.to_pylist())
        assert table.loc[unit, "share_through"] == pytest.approx(through / total)
    assert table["share_only_through"].is_monotonic_decreasing


def test_bottlenecks_with_names_and_members() -> None:
    rows = {"unit": list("abc"), "superior": [None, "a", "a"], "level": [1, 2, 2], "name": ["A", "B", "C"]}
    organisation = Organisation.from_frame(pandas.DataFrame(rows)).with_members(
        below="2", count={"b": 3, "c": 1}
    )
    table = bottlenecks(organisation)
    assert table.to_dict("list") == {
        "unit": ["b", "c"],
        "name": ["B", "C"],
        "level": ["2", "2"],
        "span": [3, 1],
        "share_through": [0.75, 0.25],
        "share_only_through": [0.75, 0.25],
    }


def test_everything_in_one_table() -> None:
    table = hierarchy_table(Organisation.tree([2, 2])).set_index("measure")
    assert table["value"].to_dict() == {
        "deepest": 2,
        "mean depth": 2,
        "connectedness": 1,
        "hierarchy": 1,
        "efficiency": 1,
        "least upper boundedness": 1,
        "flow hierarchy": 1,
    }
    assert table["exact"].all()


def test_shapes_of_published_organisations(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("uk-organograms")
    files = [folder / f"department-of-health-{part}.csv" for part in ("senior", "junior")]
    organisation = Organisation.read_organogram(*files)
    assert [dimension.value for dimension in krackhardt(organisation)] == [1, 1, 1, 1]
    table = bottlenecks(organisation)
    assert 0 < table["share_only_through"].iloc[0] < 1


@pytest.mark.slow
def test_the_whole_country(shared_data: Callable[[str], Path]) -> None:
    country = Organisation.read(shared_data("china/units.parquet"), roots="join")
    assert [dimension.value for dimension in krackhardt(country)] == [1, 1, 1, 1]
    assert depth(country).deepest == 5
    assert spans(country)["leading"].iloc[0] == 1
    assert len(bottlenecks(country)) == int((np.diff(country.first) > 0).sum()) - 1
