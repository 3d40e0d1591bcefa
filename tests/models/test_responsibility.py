from __future__ import annotations

import itertools

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation, joint_reach
from models.responsibility import chain_integrity, critical_lines, gaps, gaps_by_level


@st.composite
def owned_organisations(draw: st.DrawFn) -> tuple[Organisation, np.ndarray, np.ndarray]:
    """A small organisation with second owners, and break probabilities of its lines (at most nine)."""
    n = draw(st.integers(1, 6))
    superior = [-1] + [draw(st.integers(0, index - 1)) for index in range(1, n)]
    depth = [0]
    for index in range(1, n):
        depth.append(depth[superior[index]] + 1)
    ids = [f"u{index}" for index in range(n)]
    frame = pandas.DataFrame(
        {"unit": ids, "superior": [None if s < 0 else ids[s] for s in superior], "level": depth}
    )
    frame["headcount"] = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n).filter(any))
    organisation = Organisation.from_frame(frame)
    pairs = []
    for unit in range(1, n):
        owners = [o for o in range(unit) if depth[o] < depth[unit] and o != superior[unit]]
        if owners and len(pairs) < 4 and draw(st.booleans()):
            pairs.append((ids[draw(st.sampled_from(owners))], ids[unit]))
    organisation = organisation.with_lines("grid", pairs)
    probability = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
    breaks = np.array(draw(st.lists(probability, min_size=n, max_size=n)))
    return (
        organisation,
        breaks,
        np.array(draw(st.lists(probability, min_size=len(pairs), max_size=len(pairs)))),
    )


def lines_of(organisation: Organisation) -> list[tuple[str, int, int]]:
    command = [("command", int(organisation.superior[unit]), unit) for unit in range(1, len(organisation))]
    grid = organisation.lines.get("grid", np.empty((0, 2), dtype=int)).tolist()
    return command + [("grid", owner, unit) for owner, unit in grid]


def by_enumeration(organisation: Organisation, holds: np.ndarray) -> np.ndarray:
    """Reach of each unit over all states of all lines."""
    lines = lines_of(organisation)
    reach = np.zeros(len(organisation))
    for state in itertools.product([False, True], repeat=len(lines)):
        chance = np.prod(np.where(state, holds, 1 - holds))
        reached = {0}
        for unit in range(1, len(organisation)):
            if any(
                up and low == unit and top in reached for up, (_, top, low) in zip(state, lines, strict=True)
            ):
                reached.add(unit)
        reach[list(reached)] += chance
    return reach


@given(owned_organisations())
def test_reach_and_costs_by_enumeration(case: tuple[Organisation, np.ndarray, np.ndarray]) -> None:
    check_by_enumeration(*case)


@pytest.mark.parametrize(
    ("spans", "grid"),
    [
        ([1, 2, 1], [("1-1-2", "1-1-1-1")]),  # superior and owner under one top
        ([1, 2, 1], [("1-1-2", "1-1-1-1"), ("1-1-1", "1-1-2-1"), ("1", "1-1-1")]),
        ([1, 1, 1, 1], [("1", "1-1-1"), ("1-1", "1-1-1-1"), ("1-1-1", "1-1-1-1-1")]),  # a ladder
        ([2, 1, 1], [("1-2", "1-1-1"), ("1-1", "1-2-1"), ("1-2-1", "1-1-1-1"), ("1-1-1", "1-2-1-1")]),
        ([3, 1], [("1-2", "1-1-1"), ("1-3", "1-2-1"), ("1-1", "1-3-1")]),
    ],
)
def test_second_owners_by_enumeration(spans: list[int], grid: list[tuple[str, str]]) -> None:
    organisation = Organisation.tree(spans).with_lines("grid", grid)
    random = np.random.default_rng(len(grid))
    check_by_enumeration(organisation, random.random(len(organisation)), random.random(len(grid)))


def check_by_enumeration(organisation: Organisation, breaks: np.ndarray, grid_breaks: np.ndarray) -> None:
    lines = lines_of(organisation)
    holds = np.concatenate([1 - breaks[1:], 1 - grid_breaks])
    expected = by_enumeration(organisation, holds)
    integrity = chain_integrity(organisation, breaks, grid_breaks=grid_breaks)
    assert integrity.exact.all()
    assert integrity.reach == pytest.approx(expected, abs=1e-12)
    assert integrity.reached_headcount == pytest.approx(organisation.headcount @ expected)
    if integrity.reached_headcount == 0:
        return
    table = critical_lines(organisation, breaks, grid_breaks=grid_breaks).set_index(
        ["line", "source", "unit"]
    )
    assert len(table) == len(lines)
    ids = organisation.ids.to_pylist()
    for index, (line, source, unit) in enumerate(lines):
        row = table.loc[(line, ids[source], ids[unit])]
        for column, state in (("cost", 0.0), ("gain", 1.0)):
            changed = holds.copy()
            changed[index] = state
            difference = organisation.headcount @ (expected - by_enumeration(organisation, changed))
            assert row[column] == pytest.approx(difference if state == 0 else -difference, abs=1e-10)
        assert row["share"] == pytest.approx(row["cost"] / integrity.reached_headcount)
        assert row["break"] == pytest.approx(1 - holds[index])


def test_reach_on_a_tree_is_the_product_along_the_line() -> None:
    tree = Organisation.tree([3, 2, 4])
    integrity = chain_integrity(tree, 0.2)
    assert integrity.reach == pytest.approx(0.8 ** tree.depth.astype(float))
    assert integrity.by_level()["reach"].tolist() == pytest.approx([1, 0.8, 0.64, 0.512])
    assert not integrity.standard_error.any()
    table = integrity.to_frame()
    assert table.loc[table.unit == "1-2-1-3", "reach"].item() == pytest.approx(0.8**3)
    assert table["exact"].all()
    different = np.linspace(0, 1, len(tree))
    reach = chain_integrity(tree, different).reach
    assert reach[1:] == pytest.approx((1 - different[1:]) * reach[tree.superior[1:]])


def test_second_owner_two_levels_up_by_hand() -> None:
    # 1 -> 1-1 -> 1-1-1, and the top owns 1-1-1 as well: missed only if the grid line and one of two others break
    organisation = Organisation.tree([1, 1]).with_lines("grid", [("1", "1-1-1")])
    integrity = chain_integrity(organisation, 0.3, grid_breaks=0.5)
    assert integrity.reach[2] == pytest.approx(1 - 0.5 * (1 - 0.7 * 0.7))


def test_common_superiors_are_not_counted_twice_by_hand() -> None:
    # both ways to 1-1-1-1 pass 1-1: taking them for independent would give too much
    organisation = Organisation.tree([1, 2, 1]).with_lines("grid", [("1-1-2", "1-1-1-1")])
    reach = chain_integrity(organisation, 0.5).reach[organisation.position("1-1-1-1")]
    assert reach == pytest.approx(0.5 * (1 - (1 - 0.25) ** 2))


def test_grid_lines_break_like_command_lines_unless_told_otherwise() -> None:
    organisation = Organisation.tree([2, 1]).with_lines("grid", [("1-2", "1-1-1")])
    default = chain_integrity(organisation, 0.25).reach
    assert np.array_equal(default, chain_integrity(organisation, 0.25, grid_breaks=0.25).reach)
    without = chain_integrity(organisation, 0.25, grid_breaks=1.0).reach
    assert np.array_equal(without, chain_integrity(Organisation.tree([2, 1]), 0.25).reach)


@pytest.mark.parametrize(("breaks", "reach"), [(0.0, 1.0), (1.0, 0.0)])
def test_certain_and_impossible_breaks(breaks: float, reach: float) -> None:
    organisation = Organisation.tree([2, 2]).with_lines("grid", [("1-2", "1-1-1")])
    assert (chain_integrity(organisation, breaks).reach[1:] == reach).all()
    assert chain_integrity(Organisation.tree([]), breaks).reach.tolist() == [1.0]
    assert len(critical_lines(Organisation.tree([]), breaks)) == 0


def test_peers_hand_nothing_on() -> None:
    tree = Organisation.tree([2])
    with_peers = tree.with_lines("peer", [("1-1", "1-2")])
    assert np.array_equal(chain_integrity(with_peers, 0.4).reach, chain_integrity(tree, 0.4).reach)


def test_members_weigh_in() -> None:
    implicit = Organisation.tree([2]).with_members(below="level 2", count=[3, 1])
    explicit = implicit.with_members(below="member", count=0, level="nobody")
    assert explicit.n_units == 7
    one, other = chain_integrity(implicit, 0.1), chain_integrity(explicit, 0.1)
    assert one.reached_headcount == pytest.approx(other.reached_headcount)
    assert one.by_level()["reach"].tolist() == pytest.approx(other.by_level()["reach"].tolist()[:3])
    few = critical_lines(implicit, 0.1)
    many = critical_lines(explicit, 0.1).iloc[:2]
    assert few["cost"].tolist() == pytest.approx(many["cost"].tolist())
    assert chain_integrity(implicit, 0.1, member_breaks=0.5).member_reach[1] == pytest.approx(0.45)
    with pytest.raises(ValueError, match="member_breaks"):
        chain_integrity(implicit, [0.1, 0.1, 0.1])


@pytest.mark.parametrize("breaks", [-0.1, 1.1, float("nan"), [0.1], [[0.1, 0.1, 0.1]]])
def test_impossible_probabilities_are_refused(breaks: object) -> None:
    with pytest.raises(ValueError, match="breaks"):
        chain_integrity(Organisation.tree([2]), breaks)


def test_costliest_lines_come_first_with_ids_and_names() -> None:
    rows = {"unit": list("abcd"), "superior": [None, "a", "a", "b"], "level": [1, 2, 2, 3]}
    rows |= {"name": list("ABCD"), "headcount": [1, 1, 10, 4]}
    table = critical_lines(Organisation.from_frame(pandas.DataFrame(rows)), 0.5)
    assert table["unit"].tolist() == ["c", "b", "d"]
    assert table["source"].tolist() == ["a", "a", "b"]
    assert table["name"].tolist() == ["C", "B", "D"]
    # reached now: 1 + 0.5 + 5 + 1
    assert table["cost"].tolist() == [5, 1.5, 1]
    assert table["share"].tolist() == pytest.approx([5 / 7.5, 0.2, 1 / 7.5])
    assert table["gain"].tolist() == [5, 1.5, 1]


def ladder(depth: int) -> Organisation:
    """A chain in which everybody also has the superior's superior as second owner."""
    chain = Organisation.tree([1] * depth)
    ids = chain.ids.to_pylist()
    return chain.with_lines("grid", [(ids[unit - 2], ids[unit]) for unit in range(2, depth + 1)])


def test_sixty_levels_with_a_second_owner_everywhere() -> None:
    # missed exactly if two handovers in a row fail: a Markov chain over whether the last two were reached
    break_ = 0.3
    both, only_last, only_before = 1 - break_, 0.0, break_
    expected = [1.0, 1 - break_]
    for _ in range(59):
        reached = both * (1 - break_**2) + only_last * (1 - break_) + only_before * (1 - break_)
        both, only_last, only_before = (
            both * (1 - break_**2) + only_last * (1 - break_),
            only_before * (1 - break_),
            both * break_**2 + only_last * break_,
        )
        expected.append(reached)
    integrity = chain_integrity(ladder(60), break_)
    assert integrity.exact.all()
    assert integrity.reach == pytest.approx(expected)


def test_what_is_too_wide_is_estimated_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = ladder(12)
    exact = chain_integrity(organisation, 0.3)
    monkeypatch.setattr(joint_reach, "MOST_SETS", 0)
    estimated = chain_integrity(organisation, 0.3, seed=0)
    assert estimated.exact.any()
    assert not estimated.exact.all()
    assert np.array_equal(estimated.reach[estimated.exact], exact.reach[estimated.exact])
    assert (estimated.standard_error[~estimated.exact] > 0).all()
    # two-sided at 99.9% for each of ten units
    error = (estimated.reach - exact.reach)[~estimated.exact] / estimated.standard_error[~estimated.exact]
    assert (abs(error) < 3.9).all()
    assert np.array_equal(estimated.reach, chain_integrity(organisation, 0.3, seed=0).reach)
    assert not np.array_equal(estimated.reach, chain_integrity(organisation, 0.3, seed=1).reach)
    with pytest.raises(ValueError, match="too many and too long"):
        critical_lines(organisation, 0.3)


def test_gaps_show_the_largest_imbalance_first() -> None:
    rows = {"unit": list("abc"), "superior": [None, "a", "a"], "level": [1, 2, 2], "name": list("ABC")}
    rows |= {"authority": [0.5, 0.25, None], "responsibility": [0.25, 1.0, 0.5], "headcount": [1, 3, 1]}
    organisation = Organisation.from_frame(pandas.DataFrame(rows))
    table = gaps(organisation)
    assert table["unit"].tolist() == ["b", "a"]
    assert table["name"].tolist() == ["B", "A"]
    assert table["gap"].tolist() == [0.75, -0.25]
    assert table["imbalance"].tolist() == [0.75, 0.25]
    levels = gaps_by_level(organisation)
    assert levels["known"].tolist() == [1, 1]
    assert levels["gap"].tolist() == [-0.25, 0.75]
    assert levels["imbalance"].tolist() == [0.25, 0.75]
    assert len(gaps(Organisation.tree([2]))) == 0
