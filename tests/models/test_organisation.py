from __future__ import annotations

import pickle
from pathlib import Path

import networkx
import numpy as np
import pandas
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation
from models.canonical import canonical_order, depths, first_subordinates
from models.keys import unit_keys
from models.members import members_as_units


@st.composite
def frames(draw: st.DrawFn, most: int = 30) -> pandas.DataFrame:
    """A tree in a shuffled table, with ids of different lengths and levels that skip and repeat."""
    n = draw(st.integers(1, most))
    ids = draw(st.lists(st.text("ab19/县", min_size=1, max_size=4), min_size=n, max_size=n, unique=True))
    superior = [-1] + [draw(st.integers(0, index - 1)) for index in range(1, n)]
    level = [0]
    for index in range(1, n):
        level.append(min(6, level[superior[index]] + draw(st.integers(0, 2))))
    frame = pandas.DataFrame(
        {
            "unit": ids,
            "superior": [None if above < 0 else ids[above] for above in superior],
            "level": level,
            "headcount": draw(st.lists(st.integers(0, 9), min_size=n, max_size=n).filter(any)),
        }
    )
    return frame.iloc[draw(st.permutations(range(n)))].reset_index(drop=True)


def assert_consistent(organisation: Organisation) -> None:
    n = organisation.n_units
    superior, first = organisation.superior, organisation.first
    assert superior[0] == -1
    assert (superior[1:] < np.arange(1, n)).all()
    assert np.array_equal(first, first_subordinates(superior))
    assert np.array_equal(organisation.depth, depths(first))
    assert (np.diff(organisation.depth) >= 0).all()
    assert (organisation.level[1:] >= organisation.level[superior[1:]]).all()
    for unit in range(n):
        assert (superior[first[unit] : first[unit + 1]] == unit).all()
    assert np.array_equal(canonical_order(organisation.ids, superior), np.arange(n))
    assert np.array_equal(organisation.key, unit_keys(organisation.ids))
    arrays = (superior, first, organisation.level, organisation.headcount, organisation.key)
    assert not any(array.flags.writeable for array in arrays)


@given(frames(), st.randoms())
def test_order_of_rows_changes_no_bit(frame: pandas.DataFrame, random) -> None:
    rows = list(range(len(frame)))
    random.shuffle(rows)
    one, other = Organisation.from_frame(frame), Organisation.from_frame(frame.iloc[rows])
    assert_consistent(one)
    assert one.digest() == other.digest()
    assert one.ids.equals(other.ids)
    for name in ("superior", "first", "level", "depth", "headcount", "key"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


@given(frames())
def test_frame_leads_back_to_the_same_organisation(frame: pandas.DataFrame) -> None:
    organisation = Organisation.from_frame(frame)
    back = Organisation.from_frame(organisation.to_frame(), levels=organisation.levels)
    assert back.digest() == organisation.digest()
    assert back.ids.equals(organisation.ids)


@given(frames(), st.integers(0, 29))
def test_subtree_holds_the_unit_and_everybody_below(frame: pandas.DataFrame, chosen: int) -> None:
    organisation = Organisation.from_frame(frame)
    unit = organisation.ids[chosen % len(organisation)].as_py()
    subtree = organisation.subtree(unit)
    assert_consistent(subtree)
    below = networkx.descendants(organisation.to_networkx(), unit)
    assert set(subtree.ids.to_pylist()) == {unit, *below}
    assert set(subtree.key.tolist()) <= set(organisation.key.tolist())
    for name in subtree.ids.to_pylist():
        one, other = subtree.position(name), organisation.position(name)
        assert subtree.levels[subtree.level[one]] == organisation.levels[organisation.level[other]]
        assert subtree.headcount[one] == organisation.headcount[other]


@given(frames())
def test_path_weight_is_the_share_of_headcount_at_the_end_of_the_lines(frame: pandas.DataFrame) -> None:
    organisation = Organisation.from_frame(frame)
    graph = organisation.to_networkx()
    heads = networkx.get_node_attributes(graph, "headcount")
    ends = {unit for unit in graph if graph.out_degree(unit) == 0}
    total = sum(heads[unit] for unit in ends)
    if total == 0:
        with pytest.raises(ValueError, match="no headcount"):
            organisation.path_weight()
        return
    weight = organisation.path_weight()
    for position, unit in enumerate(organisation.ids.to_pylist()):
        share = sum(heads[end] for end in ends & {unit, *networkx.descendants(graph, unit)}) / total
        assert weight[position] == pytest.approx(share, abs=1e-12)
    assert weight[0] == 1.0


def test_tree_has_the_given_spans_and_canonical_order() -> None:
    tree = Organisation.tree([8, 5, 4, 10])
    assert tree.counts == {"level 1": 1, "level 2": 8, "level 3": 40, "level 4": 160, "level 5": 1600}
    assert_consistent(tree)
    assert tree.ids[9].as_py() == "1-1-1"
    assert tree.ids[-1].as_py() == "1-8-5-4-10"


@pytest.mark.parametrize("spans", [[], [0], [1], [3, 0], [1] * 60, [1000]])
def test_extreme_trees(spans: list[int]) -> None:
    tree = Organisation.tree(spans)
    assert_consistent(tree)
    assert tree.n_units == 1 + sum(np.cumprod(spans, dtype=int)) if spans else 1
    assert tree.path_weight()[0] == 1.0


@pytest.mark.parametrize(
    ("spans", "levels", "message"),
    [
        ([-1], None, "-1"),
        ([2.5], None, "2.5"),
        ([True], None, "True"),
        ([2], ["a"], "2 names are needed"),
        ([2], ["a", "a"], "must differ"),
        ([100_000, 100_000], None, "2,147,483,647"),
    ],
)
def test_impossible_trees_are_refused(spans: list[int], levels: list[str] | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Organisation.tree(spans, levels)


def test_chain_longer_than_depth_can_count_is_refused() -> None:
    ids = [str(number) for number in range(33_000)]
    frame = pandas.DataFrame({"unit": ids, "superior": [None, *ids[:-1]], "level": 1})
    with pytest.raises(ValueError, match="32767"):
        Organisation.from_frame(frame)


def test_levels_beyond_counting_are_refused() -> None:
    ids = [str(number) for number in range(40_000)]
    frame = pandas.DataFrame({"unit": ids, "superior": [None, *["0"] * 39_999], "level": range(40_000)})
    with pytest.raises(ValueError, match="40,000 levels"):
        Organisation.from_frame(frame)


def test_star_of_a_hundred_thousand() -> None:
    star = Organisation.tree([100_000])
    assert star.n_terminal == 100_000
    assert star.first[1] == 100_001


def test_random_spans_are_drawn_as_asked() -> None:
    drawn = Organisation.random([200, {2: 0.25, 5: 0.75}, scipy.stats.poisson(8)], seed=0)
    assert_consistent(drawn)
    middle = np.diff(drawn.first)[1:201]
    assert set(middle.tolist()) == {2, 5}
    # two-sided at 99.9%: binomial for the shares, normal for the mean of about 850 Poisson numbers
    assert scipy.stats.binomtest(int((middle == 5).sum()), 200, 0.75).pvalue > 0.001
    lower = np.diff(drawn.first)[201 : 201 + middle.sum()]
    assert abs(lower.mean() - 8) < 3.29 * np.sqrt(8 / len(lower))


def test_random_spans_depend_on_the_seed_and_not_on_further_levels() -> None:
    spans = [5, scipy.stats.poisson(4)]
    assert Organisation.random(spans, seed=0).digest() == Organisation.random(spans, seed=0).digest()
    assert Organisation.random(spans, seed=0).digest() != Organisation.random(spans, seed=1).digest()
    more = Organisation.random([*spans, 3], seed=0)
    assert more.at_level("level 3").digest() == Organisation.random(spans, seed=0).digest()


@pytest.mark.parametrize("span", [{2: 0.5, 3: 0.6}, {2: -0.5, 3: 1.5}, {2.5: 1.0}, scipy.stats.norm(5)])
def test_impossible_span_distributions_are_refused(span: object) -> None:
    with pytest.raises(ValueError, match="span"):
        Organisation.random([span], seed=1)


def test_members_are_counted_and_weighed() -> None:
    organisation = Organisation.tree([2, 3], ["county", "township", "village"])
    with_members = organisation.with_members(below="village", count=[1, 2, 3, 4, 5, 0])
    assert with_members.n_units == 9
    assert with_members.n_members == 15
    assert with_members.member_level == "member"
    assert with_members.levels == ("county", "township", "village", "member")
    # the village without members is itself terminal, with headcount 1
    assert with_members.n_terminal == 16
    weight = with_members.path_weight()
    assert weight[1] == pytest.approx(6 / 16)
    assert with_members.counts["member"] == 15


def test_mean_number_of_members_is_met_and_depends_on_own_key_only() -> None:
    organisation = Organisation.tree([10, 100])
    members = organisation.with_members(below="level 3", count=21.7).members
    assert members is not None
    assert set(members[11:].tolist()) == {21, 22}
    # two-sided at 99.9%
    assert scipy.stats.binomtest(int((members[11:] == 22).sum()), 1000, 0.7).pvalue > 0.001
    part = organisation.subtree("1-4").with_members(below="level 3", count=21.7).members
    assert part is not None
    assert np.array_equal(
        part[1:], members[organisation.positions(organisation.subtree("1-4").ids.to_pylist())][1:]
    )


def test_members_by_mapping() -> None:
    organisation = Organisation.tree([3])
    assert organisation.with_members(below="level 2", count={"1-2": 7}).members.tolist() == [0, 0, 7, 0]
    with pytest.raises(ValueError, match="'1' is on level 'level 1'"):
        organisation.with_members(below="level 2", count={"1": 7})
    with pytest.raises(ValueError, match="1-3"):
        organisation.with_members(below="level 2", count={"1-33": 7})


@pytest.mark.parametrize("count", [-1, float("nan"), [1, 2], [1, 2, 2.5], [1, 2, -1], {"1-1": 1.5}])
def test_impossible_numbers_of_members_are_refused(count: object) -> None:
    with pytest.raises(ValueError, match="count"):
        Organisation.tree([3]).with_members(below="level 2", count=count)


def test_members_need_a_new_level_name_and_a_known_one_above() -> None:
    with pytest.raises(ValueError, match="already"):
        Organisation.tree([3]).with_members(below="level 2", count=1, level="level 2")
    with pytest.raises(ValueError, match="did you mean 'level 2'"):
        Organisation.tree([3]).with_members(below="levl 2", count=1)


@given(frames(), st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_members_turned_into_units_keep_place_key_and_headcount(
    frame: pandas.DataFrame, counts: list[int]
) -> None:
    organisation = Organisation.from_frame(frame)
    below = organisation.levels[-1]
    chosen = np.flatnonzero(organisation.level == len(organisation.levels) - 1)
    numbers = np.array(counts[: len(chosen)])
    ids = set(organisation.ids.to_pylist())
    members = zip(organisation.ids.take(chosen).to_pylist(), numbers.tolist(), strict=True)
    if any(f"{unit}/{number + 1}" in ids for unit, count in members for number in range(count)):
        with pytest.raises(ValueError, match="already"):
            organisation.with_members(below=below, count=numbers, level="m")
        return
    implicit = organisation.with_members(below=below, count=numbers, level="m")
    explicit = members_as_units(implicit)
    assert_consistent(explicit)
    assert explicit.counts == implicit.counts
    for unit in chosen.tolist():
        name = organisation.ids[unit].as_py()
        for number in range(1, int(implicit.members[unit]) + 1):
            place = explicit.position(f"{name}/{number}")
            assert explicit.superior[place] == explicit.position(name)
            assert explicit.headcount[place] == 1.0
    for unit in organisation.ids.to_pylist():
        assert (
            explicit.headcount[explicit.position(unit)] == organisation.headcount[organisation.position(unit)]
        )
    back = Organisation.from_frame(explicit.to_frame(), levels=explicit.levels)
    assert back.digest() == explicit.digest()


def test_second_call_makes_units_of_the_first_members() -> None:
    organisation = Organisation.tree([2], ["county", "village"]).with_lines("peer", [("1-1", "1-2")])
    both = organisation.with_members(below="village", count=3, level="branch").with_members(
        below="branch", count=2
    )
    assert both.counts == {"county": 1, "village": 2, "branch": 6, "member": 12}
    assert both.ids.to_pylist()[3:] == ["1-1/1", "1-1/2", "1-1/3", "1-2/1", "1-2/2", "1-2/3"]
    assert both.lines["peer"].tolist() == [[1, 2]]
    assert_consistent(both)


def test_id_that_a_member_would_have_is_refused() -> None:
    frame = pandas.DataFrame({"unit": ["a", "a/2"], "superior": [None, "a"], "level": [1, 2]})
    organisation = Organisation.from_frame(frame)
    assert organisation.with_members(below="1", count=1).n_members == 1
    with pytest.raises(ValueError, match="'a/2' already"):
        organisation.with_members(below="1", count=2)


def test_same_unit_cannot_get_the_same_members_twice() -> None:
    once = Organisation.tree([2]).with_members(below="level 2", count=2, level="branch")
    with pytest.raises(ValueError, match="already"):
        once.with_members(below="level 2", count=2, level="member")


def test_cutting_at_a_level() -> None:
    organisation = Organisation.tree([2, 3], ["a", "b", "c"]).with_members(below="c", count=4)
    assert organisation.at_level("member") is organisation
    assert organisation.at_level("c").counts == {"a": 1, "b": 2, "c": 6}
    assert organisation.at_level("b").digest() == Organisation.tree([2], ["a", "b"]).digest()
    assert_consistent(organisation.at_level("b"))


def test_lines_are_kept_where_both_ends_are_kept() -> None:
    organisation = Organisation.tree([2, 2, 2]).with_lines("grid", [("1-1", "1-2-1-1"), ("1-1", "1-1-1-1")])
    organisation = organisation.with_lines("peer", [("1-2", "1-1")])
    assert organisation.subtree("1-1").lines["grid"].shape == (1, 2)
    assert "peer" not in organisation.subtree("1-1").lines
    assert list(organisation.at_level("level 2").lines) == ["peer"]


@pytest.mark.parametrize(
    ("kind", "pairs", "message"),
    [
        ("gird", [("1", "1-1-1")], "is 'grid' meant"),
        ("grid", [("1-1", "1-1-1")], "is a command line already"),
        ("grid", [("1-1-1", "1-2")], "does not lead down"),
        ("grid", [("1-1-2", "1-1-1")], "does not lead down"),
        ("grid", [("1", "1-1-1"), ("1-2", "1-1-1")], "one second owner a unit"),
        ("grid", [("1", "1-1-1"), ("1", "1-1-1")], "twice"),
        ("peer", [("1-1", "1-1")], "with itself"),
        ("peer", [("1-1", "1-2"), ("1-2", "1-1")], "twice"),
        ("peer", [("1-1", "1-3")], "1-3"),
        ("peer", [("1-1", "1-2", "1")], "pair"),
    ],
)
def test_impossible_lines_are_refused(kind: str, pairs: list[tuple[str, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Organisation.tree([2, 2]).with_lines(kind, pairs)


def test_grid_owner_must_be_nearer_to_the_top_and_on_a_higher_level() -> None:
    rows = {"unit": list("abcd"), "superior": [None, "a", "b", "a"], "level": [1, 2, 2, 1]}
    organisation = Organisation.from_frame(pandas.DataFrame(rows))
    with pytest.raises(ValueError, match="does not lead down"):
        organisation.with_lines("grid", [("b", "d")])  # b is on a lower level
    assert organisation.with_lines("grid", [("d", "c")]).lines["grid"].tolist() == [[2, 3]]


def test_lines_of_a_kind_add_up_and_do_not_depend_on_their_order() -> None:
    tree = Organisation.tree([3, 2])
    one = tree.with_lines("grid", [("1-1", "1-2-1")]).with_lines("grid", [("1-2", "1-1-1")])
    other = tree.with_lines("grid", [("1-2", "1-1-1"), ("1-1", "1-2-1")])
    assert one.digest() == other.digest()
    assert one.digest() != tree.digest()


def test_graph_carries_lines_and_columns() -> None:
    rows = {
        "unit": ["a", "b", "c", "d"],
        "superior": [None, "a", "a", "b"],
        "level": [1, 2, 2, 3],
        "name": ["top", None, "right", "low"],
        "authority": [0.5, None, None, 1.0],
    }
    organisation = Organisation.from_frame(pandas.DataFrame(rows))
    organisation = organisation.with_lines("grid", [("c", "d")]).with_lines("peer", [("b", "c")])
    graph = organisation.with_lines("consortium", [("b", "c")]).to_networkx()
    assert set(graph.edges) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("b", "c"), ("c", "b")}
    assert graph.edges["a", "b"]["line"] == "command"
    assert graph.edges["c", "d"]["line"] == "grid"
    assert graph.edges["c", "b"]["line"] == "consortium+peer"
    assert graph.nodes["d"] == {"name": "low", "level": "3", "headcount": 1.0, "authority": 1.0}
    assert "name" not in graph.nodes["b"]


def test_imbalance_is_unknown_where_a_share_is() -> None:
    rows = {"unit": ["a", "b"], "superior": [None, "a"], "level": [1, 2]}
    rows |= {"authority": [0.25, 0.5], "responsibility": [1.0, None]}
    imbalance = Organisation.from_frame(pandas.DataFrame(rows)).imbalance()
    assert imbalance[0] == 0.75
    assert np.isnan(imbalance[1])


def test_unknown_unit_is_refused_with_near_ids_and_ids_of_that_name() -> None:
    rows = {"unit": ["45", "4501", "4502"], "superior": [None, "45", "45"], "level": [1, 2, 2]}
    organisation = Organisation.from_frame(pandas.DataFrame(rows | {"name": ["广西", "南宁市", "柳州市"]}))
    with pytest.raises(ValueError, match=r"'4503'.*4501"):
        organisation.position("4503")
    with pytest.raises(ValueError, match=r"南宁市.*4501"):
        organisation.subtree("南宁市")


def test_organisation_is_frozen() -> None:
    organisation = Organisation.tree([2]).with_lines("peer", [("1-1", "1-2")])
    with pytest.raises(AttributeError):
        organisation.levels = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        organisation.headcount[0] = 5
    with pytest.raises(TypeError):
        organisation.lines["peer"] = organisation.lines["peer"]  # type: ignore[index]


def test_organisation_travels_between_processes() -> None:
    organisation = Organisation.tree([3]).with_members(below="level 2", count=2, level="branch")
    organisation = organisation.with_members(below="branch", count=2).with_lines("peer", [("1-1", "1-2")])
    copy = pickle.loads(pickle.dumps(organisation))
    assert copy.digest() == organisation.digest()
    assert copy.ids.equals(organisation.ids)


def test_shipped_organisation() -> None:
    path = Path(__file__).parents[2] / "data" / "organisations" / "guangxi.csv"
    guangxi = Organisation.read(path)
    assert guangxi.counts == {"province": 1, "prefecture": 14, "county": 111, "township": 1284}
    assert guangxi.names[0].as_py() == "广西壮族自治区"
    assert_consistent(guangxi)


def test_digest_tells_organisations_apart() -> None:
    tree = Organisation.tree([2, 2])
    variants = [
        tree,
        Organisation.tree([2, 2], ["a", "b", "c"]),
        Organisation.tree([4]),
        tree.with_members(below="level 3", count=1),
        tree.with_members(below="level 3", count=2),
        tree.with_members(below="level 3", count=1, level="m"),
        tree.with_lines("peer", [("1-1", "1-2")]),
        tree.with_lines("consortium", [("1-1", "1-2")]),
    ]
    assert len({variant.digest() for variant in variants}) == len(variants)
