"""Handing down in the engine beside the closed forms: attenuation, broken chains, restoring, amplification."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models import Organisation
from models.chains import chain_integrity, critical_lines
from models.transmission import (
    expected_formal_pressure,
    expected_reach,
    expected_restored,
    expected_substance,
)
from simulation import Runs, Scenario, simulate
from simulation.calendar import Calendar, Checkpoint
from simulation.counting import Count
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated
from workbench.validation.waiting import NO_OTHER_MATTERS

if TYPE_CHECKING:
    Graph = nx.Graph[Any]

KEPT = Label("实质责任：逐级保留率之积", "substance: product of the retentions")
COUNTED = Label("到达率：(1 − β)^ℓ 与逐一列举", "reach: (1 − β)^ℓ beside counting all cases")
REACHED = Label("到达率：各次交接不断链之积", "reach: product of the unbroken handovers")
OWNED = Label("网格双线责任：两线皆断才丢失", "a second owner: lost only where both lines break")
COST = Label("关键连线：断开后少到达的单位数", "critical line: units not reached where it breaks")
FOUND = Label("例会找回断链后的到达率", "reach where a meeting finds breaks")
RESTORED = Label("每级一次例会：α + (1 − α)κ", "one meeting a level: α + (1 − α)κ")
HALVED = Label("逐级减半，六次交接", "halving over six handovers")
AMPLIFIED = Label("形式压力：(1 + γ)^ℓ", "formal pressure: (1 + γ)^ℓ")

WILLIAMSON = "Williamson 1967, doi:10.1086/259258"
DOWNS = "Downs 1967 (no DOI)"
CASCADES = "Kempe, Kleinberg & Tardos 2003, doi:10.1145/956750.956769"

PATH, BINARY = Label("一条线", "path"), Label("二叉树", "binary tree")

# Nothing takes time: what is issued arrives at once, or never.
AT_ONCE = {"work_hours": 0.0, "delay": 0.0, "in_person_hours": 0.0}
UNBROKEN = {"break_probability": 0.0, "break_imbalance": 0.0}
IMBALANCES = (0.0, 0.1, 0.5, 0.9)


def handing_down_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of the engine, mechanism by mechanism."""
    yield from retention_checks(seed, replications)
    yield from reach_checks(seed, replications)
    yield from owner_checks(seed, replications)
    yield from meeting_checks(seed, replications)
    runs = simulate(
        Organisation.tree([2, 2, 2]), bare(amplification=0.15, **UNBROKEN), replications=2, seed=seed
    )
    pressure = levels_of(runs, Count.PRESSURE, Count.RECEIVED)[0]
    for level in (1, 3):
        expected = expected_formal_pressure(0.15, 3)[level]
        assert np.isclose(expected, 1.15**level)
        yield exactly(AMPLIFIED, f"γ = 0.15, ℓ = {level}", ASSUMPTION, 1.15**level, pressure[level])


def bare(calendar: Calendar | None = None, /, **values: object) -> Scenario:
    """Return today without meetings and without anything that takes time, but for the values given."""
    never = Calendar(checkpoints={}) if calendar is None else calendar
    chosen = {"directives_per_year": 40.0, "feedback": "none", **NO_OTHER_MATTERS, **AT_ONCE, **values}
    return Scenario.today().with_calendar(never).with_parameters(**chosen)


def levels_of(runs: Runs, above: Count, below: Count = Count.PAIRS) -> NDArray[np.float64]:
    """Return the ratio of two sums over the run, shape (replications, levels)."""
    sums = runs.sums.by_quarter[0, :, :-1].sum(axis=2)
    ratio: NDArray[np.float64] = sums[..., above] / sums[..., below]
    return ratio


def organisation_of(tree: Graph, imbalance: tuple[float, ...] | None = None) -> Organisation:
    """Return the organisation of a tree with root 0; the units of a level have the same imbalance."""
    above = {lower: upper for upper, lower in nx.bfs_edges(tree, 0)}
    depth = nx.single_source_shortest_path_length(tree, 0)
    table = pd.DataFrame(
        [(f"u{node}", f"u{above[node]}" if node in above else None, f"d{depth[node]}") for node in tree],
        columns=["unit", "superior", "level"],
    )
    if imbalance is not None:
        table["authority"] = 0.0
        table["responsibility"] = [imbalance[depth[node]] for node in tree]
    return Organisation.from_frame(table)


def retention_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of substance: one rate, halving, and another rate at every level."""
    even = bare(loss=0.2, unclear_loss=0.0, imbalance_loss=0.0, **UNBROKEN)
    substance = levels_of(
        simulate(Organisation.tree([3, 3, 3]), even, replications=replications, seed=seed), Count.SUBSTANCE
    )
    for level in (1, 2, 3):
        case = f"ρ = e^−0.2, ℓ = {level}"
        yield simulated(KEPT, case, WILLIAMSON, np.exp(-0.2 * level), substance[:, level])
        kept = expected_substance([np.exp(-0.2)] * 3)[level]
        yield exactly(KEPT, case, WILLIAMSON, np.exp(-0.2 * level), kept, 1e-12)
    halving = bare(loss=np.log(2.0), unclear_loss=0.0, imbalance_loss=0.0, **UNBROKEN)
    chain = simulate(Organisation.tree([1] * 6), halving, replications=4 * replications, seed=seed)
    yield simulated(HALVED, "0.5⁶", DOWNS, 0.015625, levels_of(chain, Count.SUBSTANCE)[:, 6])
    uneven = bare(loss=0.1, unclear_loss=0.3, clarity=0.5, imbalance_loss=0.4, **UNBROKEN)
    tree = organisation_of(nx.balanced_tree(2, 3), IMBALANCES)
    substance = levels_of(simulate(tree, uneven, replications=replications, seed=seed), Count.SUBSTANCE)
    for level in (2, 3):
        rates = [0.1 + 0.3 * 0.5 + 0.4 * imbalance for imbalance in IMBALANCES[1 : level + 1]]
        yield simulated(
            KEPT, f"ρ₁ ≠ ρ₂ ≠ ρ₃, ℓ = {level}", WILLIAMSON, np.exp(-sum(rates)), substance[:, level]
        )


def reach_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of reach: the engine beside a cascade counted through, and with unlike breaks."""
    for name, tree, beta in ((PATH, nx.path_graph(5), 0.25), (BINARY, nx.balanced_tree(2, 2), 0.4)):
        certain = bare(break_probability=beta, break_imbalance=0.0)
        runs = simulate(organisation_of(tree), certain, replications=replications, seed=seed)
        reach = levels_of(runs, Count.DONE)
        deepest = reach.shape[1] - 1
        expected = counted_reach(tree, 1 - beta, deepest)
        case = Label(*(f"{word}，β = {beta:g}，ℓ = {deepest}" for word in name))
        yield exactly(COUNTED, case, CASCADES, expected, expected_reach([beta] * deepest)[deepest])
        yield simulated(REACHED, case, CASCADES, expected, reach[:, deepest])
    uneven = bare(break_probability=0.2, break_imbalance=1.5)
    tree = organisation_of(nx.balanced_tree(2, 3), IMBALANCES)
    reach = levels_of(simulate(tree, uneven, replications=replications, seed=seed), Count.DONE)
    unbroken = [1 - 0.2 * (1 + 1.5 * imbalance) for imbalance in IMBALANCES[1:]]
    yield simulated(REACHED, "β₁ ≠ β₂ ≠ β₃, ℓ = 3", CASCADES, np.prod(unbroken), reach[:, 3])


def owner_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of second owners: the engine, the closed form, and both counted by hand."""
    beta, tree = 0.4, Organisation.tree([2, 3])
    ids = tree.ids.to_pylist()
    lowest = [name for name, level in zip(ids, tree.level, strict=True) if level == 2]
    owned = tree.with_lines("grid", [(ids[0], name) for name in lowest])
    reach = chain_integrity(owned, beta).reach[-1]
    by_hand = 1 - beta * (1 - (1 - beta) ** 2)
    yield exactly(OWNED, f"β = {beta:g}, ℓ = 2", CASCADES, by_hand, reach, 1e-12)
    known = bare(break_probability=beta, break_imbalance=0.0, grid_share=1.0, grid_delay=0.0)
    runs = simulate(Organisation.tree([2, 3]), known, replications=replications, seed=seed)
    yield simulated(OWNED, f"β = {beta:g}, ℓ = 2", CASCADES, by_hand, levels_of(runs, Count.DONE)[:, 2])
    # Of a line from the top, the unit at its end and its three hang on it.
    costliest = critical_lines(tree, beta)["cost"].max()
    yield exactly(COST, f"β = {beta:g}, 1 + 3", CASCADES, 0.6 + 3 * 0.6**2, costliest, 1e-12)


def counted_reach(tree: Graph, kept: float, depth: int) -> float:
    """Return the chance that a node at a depth is reached, going through all ways in which lines can break."""
    edges = list(nx.bfs_edges(tree, 0))
    node = next(node for node, far in nx.single_source_shortest_path_length(tree, 0).items() if far == depth)
    chance = 0.0
    for stays in product((True, False), repeat=len(edges)):
        graph = nx.DiGraph([edge for edge, whole in zip(edges, stays, strict=True) if whole])
        graph.add_nodes_from(tree)
        if nx.has_path(graph, 0, node):
            chance += float(np.prod([kept if whole else 1 - kept for whole in stays]))
    return chance


def meeting_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of meetings: what they find, and what they restore."""
    beta, q = 0.6, 0.35
    meetings = Calendar(
        checkpoints={"check": Checkpoint(period=10, first=10, hours=0, restoring=0, finding=q)}
    )
    # One directive at the very beginning, three meetings before the end.
    finding = bare(
        meetings, directives_per_year=52 / 40, arrival="even", break_probability=beta, break_imbalance=0.0
    )
    runs = simulate(Organisation.tree([9]), finding, replications=4 * replications, seed=seed, weeks=40)
    reach = levels_of(runs, Count.DONE)[:, 1]
    yield simulated(FOUND, f"β = {beta:g}, q = {q:g}, 3 ×", ASSUMPTION, 1 - beta * (1 - q) ** 3, reach)
    for rho, kappa in ((0.7, 0.3), (0.5, 0.6)):
        substance = restored(rho, kappa, seed, replications)
        expected = expected_restored(rho, [kappa])
        yield exactly(RESTORED, f"α = {rho:g}, κ = {kappa:g}", ASSUMPTION, rho + (1 - rho) * kappa, expected)
        for level in (1, 3):
            case = f"α = {rho:g}, κ = {kappa:g}, ℓ = {level}"
            by_hand = (rho + (1 - rho) * kappa) ** level
            yield simulated(RESTORED, case, WILLIAMSON, by_hand, substance[:, level])


def restored(rho: float, kappa: float, seed: int, replications: int) -> NDArray[np.float64]:
    """Simulate directives that spend 0.7 weeks in each pair of hands, with a meeting every 0.7 weeks; nothing waits."""
    meetings = Checkpoint(period=0.7, first=0.35, hours=0, restoring=kappa, finding=0)
    in_step = bare(
        Calendar(checkpoints={"check": meetings}),
        directives_per_year=52,
        arrival="even",
        work_hours=0.7 * 20,
        work_spread=0.0,
        loss=-np.log(rho),
        unclear_loss=0.0,
        imbalance_loss=0.0,
        habituation_floor=1.0,
        amplification=0.0,
        trace_hours=0.0,
        business_share=0.0,
        hours_per_week=20.0,
        **UNBROKEN,
    )
    runs = simulate(Organisation.tree([3, 2, 1]), in_step, replications=replications, seed=seed)
    return levels_of(runs, Count.SUBSTANCE, Count.DONE)
