"""Spread of practices: Bass diffusion, cascades and thresholds on networks with unlike weights each way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import integrate

from models.bass import bass_adopted, bass_density, bass_peak_adopted, bass_peak_density, bass_peak_time
from models.bass_fit import bass_counts, bass_regression, fit_bass
from models.diffusion import independent_cascade, linear_threshold
from models.exact_spread import cascade_chances, threshold_chances, tree_chances, tree_reach, tree_spread
from models.influence import InfluenceNetwork
from models.network_bass import bass_among_neighbours
from workbench.text import Label
from workbench.validation.checks import Check, Words, exactly, published, simulated

PEAK = Label("巴斯扩散：高峰时间", "Bass diffusion: time of the peak")
AT_PEAK = Label("巴斯扩散：高峰时已采用比例", "Bass diffusion: adopted at the peak")
DENSITY = Label("巴斯扩散：单位时间采用数", "Bass diffusion: adoptions per unit of time")
CURVE = Label("巴斯扩散：t 时已采用比例", "Bass diffusion: adopted by time t")
FIT = Label("巴斯拟合：由采用数还原参数", "Bass fit: what made the counts")
AROUND = Label("巴斯扩散：沿连线传播，邻居同步", "Bass diffusion along lines, neighbours alike")
REGRESSION = Label("巴斯回归：由采用数还原参数", "Bass's regression: what made the counts")
SPREAD = Label("独立级联：整棵树的期望采用数", "independent cascade: expected adopters on a tree")
CASCADE = Label("独立级联：末端到达概率", "independent cascade: chance of the last node")
THRESHOLD = Label("线性阈值：末端采用概率", "linear threshold: chance of the last node")

BASS = "Bass 1969, doi:10.1287/mnsc.15.5.215"
FITTING = "Srinivasan & Mason 1986, doi:10.1287/mksc.5.2.169"
KEMPE = "Kempe, Kleinberg & Tardos 2003, doi:10.1145/956750.956769"

TRIANGLE = Label("三角，各向权重不同", "triangle, unlike weights each way")
BRIDGE = Label("两条路，中间相连", "two ways with a bridge")
BATCHES, RUNS = 100, 400


def spreading_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of diffusion."""
    yield from bass_checks(seed)
    rng = np.random.Generator(np.random.Philox(seed))
    yield from cascade_checks(rng)
    yield from threshold_checks(rng)


def bass_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of Bass diffusion: published, by its differential equation, by counts made from it."""
    yield published(PEAK, "p = 0.03, q = 0.38", BASS, 6.193, bass_peak_time(0.03, 0.38), 3)
    yield published(AT_PEAK, "p = 0.03, q = 0.38", BASS, 0.4605, bass_peak_adopted(0.03, 0.38), 4)
    for p, q, time in ((0.01, 0.6, 9.0), (0.2, 0.1, 4.0)):
        yield exactly(
            CURVE,
            f"p = {p:g}, q = {q:g}, t = {time:g}",
            BASS,
            solved(p, q, time),
            bass_adopted(time, p, q),
            1e-7,
        )
    yield from density_checks()
    # Among neighbours who know as much as oneself, and in steps as in one go, it is Bass' own curve.
    known = 0.0
    for _ in range(40):
        known = float(bass_among_neighbours(known, known, 0.25, 0.03, 0.38))
    yield exactly(AROUND, "p = 0.03, q = 0.38, t = 40 · ¼", BASS, solved(0.03, 0.38, 10.0), known, 1e-7)
    counts = bass_counts(15, m=1000, p=0.02, q=0.5)
    exact = fit_bass(counts)
    for name, wanted, found in (("m", 1000, exact.m), ("p", 0.02, exact.p), ("q", 0.5, exact.q)):
        yield exactly(FIT, f"m, p, q = 1000, 0.02, 0.5: {name}", FITTING, wanted, found.value, 1e-5)
    rng = np.random.Generator(np.random.Philox(seed))
    fits = [fit_bass(rng.poisson(counts)) for _ in range(40)]
    yield simulated(
        FIT,
        Label("泊松采用数，40 次：q", "Poisson counts, 40 times: q"),
        FITTING,
        0.5,
        [fit.q.value for fit in fits],
    )
    yield simulated(
        FIT,
        Label("泊松采用数，40 次：m", "Poisson counts, 40 times: m"),
        FITTING,
        1000,
        [fit.m.value for fit in fits],
    )


def density_checks() -> Iterator[Check]:
    """Yield the checks of adoptions per unit of time, and of the regression that takes them from a table of counts."""
    for p, q in ((0.03, 0.38), (0.01, 0.6)):
        times = np.linspace(0, 40, 400_001)
        most = np.gradient([bass_adopted(time, p, q) for time in (0.0, 1e-4)], 1e-4)[0]
        yield exactly(DENSITY, f"p = {p:g}, q = {q:g}, t = 0", BASS, most, bass_density(0.0, p, q), 1e-4)
        highest = float(np.max((p + q * bass_adopted(times, p, q)) * (1 - bass_adopted(times, p, q))))
        case = Label(f"p = {p:g}, q = {q:g}：高峰", f"p = {p:g}, q = {q:g}: peak")
        yield exactly(DENSITY, case, BASS, highest, bass_peak_density(p, q), 1e-8)
    m, p, q = 1000.0, 0.03, 0.4
    counts: list[float] = []
    for _ in range(12):
        before = sum(counts)
        counts.append((p + q * before / m) * (m - before))
    found = bass_regression(counts)
    for name, wanted, value in (("m", m, found.m), ("p", p, found.p), ("q", q, found.q)):
        yield exactly(REGRESSION, f"m, p, q = 1000, 0.03, 0.4: {name}", BASS, wanted, value, 1e-7)


def solved(p: float, q: float, time: float) -> float:
    """Return what is adopted, by solving dF/dt = (p + q F)(1 - F) step by step."""
    way = integrate.solve_ivp(
        lambda _, f: (p + q * f) * (1 - f), (0.0, time), [0.0], rtol=1e-11, atol=1e-13, method="DOP853"
    )
    return float(way.y[0, -1])


def cascade_checks(rng: np.random.Generator) -> Iterator[Check]:
    """Yield the checks of cascades; chances are counted by hand."""
    path = InfluenceNetwork.from_edges([0, 1, 2, 3], [1, 2, 3, 4], [0.9, 0.5, 0.8, 0.6])
    yield from cascade("→ 0.9 → 0.5 → 0.8 → 0.6", 0.9 * 0.5 * 0.8 * 0.6, path, [0], 4, rng)
    # Both ways along a path, unlike: from its middle the ends are reached by the weights that lead outwards.
    both = InfluenceNetwork.from_edges([0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], [0.9, 0.3, 0.7, 0.2, 0.4, 0.8])
    yield from cascade("0.9 ⇄ 0.3, 0.7 ⇄ 0.2, 0.4 ⇄ 0.8", 0.2 * 0.3, both, [2], 0, rng)
    tree = InfluenceNetwork.from_edges([0, 0, 1, 1, 2], [1, 2, 3, 4, 5], [0.7, 0.4, 0.9, 0.2, 0.6])
    yield exactly(
        CASCADE, Label("树：0.4·0.6", "tree: 0.4·0.6"), KEMPE, 0.24, tree_chances(tree, [0])[5], 1e-12
    )
    yield from cascade(Label("树：0.4·0.6", "tree: 0.4·0.6"), 0.4 * 0.6, tree, [0], 5, rng)
    triangle = InfluenceNetwork.from_edges([0, 0, 1, 1, 2], [1, 2, 2, 0, 1], [0.5, 0.2, 0.6, 0.9, 0.3])
    yield from cascade(TRIANGLE, 1 - 0.8 * (1 - 0.5 * 0.6), triangle, [0], 2, rng)
    # Two ways of two steps each, and a line across between them.
    bridge = InfluenceNetwork.from_edges([0, 0, 1, 2, 1], [1, 2, 3, 3, 2], [0.5, 0.4, 0.7, 0.6, 0.8])
    reached = 0.5 * (0.7 + 0.3 * (1 - 0.6 * 0.2) * 0.6) + 0.5 * 0.4 * 0.6
    yield from cascade(BRIDGE, reached, bridge, [0], 3, rng)
    yield exactly(CASCADE, "w = 0.6, ℓ = 7", KEMPE, 0.6**7, tree_reach(0.6, 7), 1e-12)
    yield from tree_checks(rng)


def tree_checks(rng: np.random.Generator) -> Iterator[Check]:
    """Yield the checks of how many adopt on a tree whose root is the seed: each node below adopts what its superior has."""
    weight, branching, height = 0.45, 3, 4
    nodes = sum(branching**depth for depth in range(height + 1))
    superiors = [(node - 1) // branching for node in range(1, nodes)]
    tree = InfluenceNetwork.from_edges(superiors, list(range(1, nodes)), [weight] * (nodes - 1))
    adopters = 1.0
    for _ in range(height):
        adopters = 1.0 + branching * weight * adopters
    case = f"w = {weight:g}, b = {branching}, h = {height}"
    yield exactly(SPREAD, case, KEMPE, adopters, tree_spread(weight, branching, height), 1e-12)
    luck = rng.random((BATCHES, RUNS // 4, tree.edges))
    reached = (independent_cascade(tree, [0], luck) >= 0).sum(axis=-1)
    yield simulated(SPREAD, case, KEMPE, adopters, reached.mean(axis=1))


def cascade(
    case: Words,
    expected: float,
    network: InfluenceNetwork,
    seeds: list[int],
    node: int,
    rng: np.random.Generator,
) -> Iterator[Check]:
    """Yield the checks of the chance that a node is ever reached: counted through, and simulated."""
    counted = cascade_chances(network, seeds).sum(axis=0)[node]
    yield exactly(CASCADE, case, KEMPE, expected, counted, 1e-12)
    luck = rng.random((BATCHES, RUNS, network.edges))
    reached = independent_cascade(network, seeds, luck)[..., node] >= 0
    yield simulated(CASCADE, case, KEMPE, expected, reached.mean(axis=1))


def threshold_checks(rng: np.random.Generator) -> Iterator[Check]:
    """Yield the checks of linear thresholds: everybody picks at most one of the lines into him."""
    triangle = InfluenceNetwork.from_edges([0, 0, 1, 1, 2], [1, 2, 2, 0, 1], [0.5, 0.2, 0.6, 0.9, 0.3])
    # 2 picks the line from 0 (0.2), or that from 1 (0.6), which is reached from 0 (0.5).
    yield from threshold(TRIANGLE, 0.2 + 0.6 * 0.5, triangle, [0], 2, rng)
    both = InfluenceNetwork.from_edges([0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], [0.6, 0.3, 0.7, 0.2, 0.4, 0.3])
    yield from threshold("0.6 ⇄ 0.3, 0.7 ⇄ 0.2, 0.4 ⇄ 0.3", 0.2 * 0.3, both, [2], 0, rng)
    bridge = InfluenceNetwork.from_edges([0, 0, 1, 2, 1], [1, 2, 3, 3, 2], [0.5, 0.4, 0.7, 0.3, 0.5])
    yield from threshold(BRIDGE, 0.7 * 0.5 + 0.3 * (0.4 + 0.5 * 0.5), bridge, [0], 3, rng)


def threshold(
    case: Words,
    expected: float,
    network: InfluenceNetwork,
    seeds: list[int],
    node: int,
    rng: np.random.Generator,
) -> Iterator[Check]:
    """Yield the checks of the chance that a node ever adopts: counted through, and simulated."""
    counted = threshold_chances(network, seeds).sum(axis=0)[node]
    yield exactly(THRESHOLD, case, KEMPE, expected, counted, 1e-12)
    thresholds = 1.0 - rng.random((BATCHES, RUNS, network.nodes))
    adopted = linear_threshold(network, seeds, thresholds)[..., node] >= 0
    yield simulated(THRESHOLD, case, KEMPE, expected, adopted.mean(axis=1))
