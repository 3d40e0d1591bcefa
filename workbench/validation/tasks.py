"""Effort over several tasks and how it is paid: Holmström and Milgrom, Holmström, Baker."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from models.assessment import (
    alignment,
    double_helix_score,
    informativeness_weights,
    optimal_intensity,
    validity,
)
from models.effort import best_response, optimal_incentives, pressure_performance, split_effort
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated

REPLY = Label("多任务：最优努力", "multitask: best response")
RATES = Label("多任务：最优激励强度", "multitask: best rates of pay")
UNSEEN = Label("多任务：无法测度的任务", "multitask: a task that cannot be measured")
COSINE = Label("考核导向一致度", "alignment of the measure")
STRENGTH = Label("失真指标的最优强度", "best strength of a distorted measure")
SCORE = Label("双螺旋得分：加权平均", "double-helix score: weighted mean")
VALID = Label("考核效度：误差掩盖真实成效", "validity: noise hides the true outcome")
PRESSED = Label("压力与绩效：倒 U 形的顶点", "pressure and performance: top of the inverted U")
SIGNALS = Label("信息量权重", "informativeness weights")

MULTITASK = "Holmström & Milgrom 1991, doi:10.1093/jleo/7.special_issue.24"
BAKER = "Baker 2002, doi:10.2307/3069615"
FISHER = "Fisher 1921 (no DOI)"
HOLMSTROM = "Holmström 1979, doi:10.2307/3003320"


def task_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of efforts, rates of pay, weights and scores."""
    yield from reply_checks()
    yield from rate_checks()
    yield exactly(COSINE, "g = (1, 1), f = (1, 0)", BAKER, np.sqrt(0.5), alignment([1, 1], [1, 0]), 1e-12)
    yield exactly(
        COSINE, "g = (3, 4, 0), f = (0, 4, 3)", BAKER, 16 / 25, alignment([3, 4, 0], [0, 4, 3]), 1e-12
    )
    pay = optimal_intensity([3, 4, 0], [0, 4, 3], risk_aversion=0.5, noise=2)
    yield exactly(STRENGTH, "g = (3, 4, 0), f = (0, 4, 3)", BAKER, best_pay(), pay, 1e-6)
    # Of two signals with variances 1 and s and covariance c, the first has the weight (s - c) / (1 + s - 2c).
    for spread, shared in ((2.0, 1.0), (3.0, 0.5), (1.0, -0.4)):
        weight = informativeness_weights([1, 1], [[1, shared], [shared, spread]])[0]
        by_hand = (spread - shared) / (1 + spread - 2 * shared)
        yield exactly(SIGNALS, f"σ² = (1, {spread:g}), cov = {shared:g}", HOLMSTROM, by_hand, weight, 1e-12)

    yield from score_checks(seed)


def score_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of scores: their weights, how far noise hides the truth, and under what pressure people do best."""
    by_hand = (2 * 0.9 + 1 * 0.6 + 1 * 0.3) / 4
    yield exactly(
        SCORE,
        "(2, 1, 1) · (0.9, 0.6, 0.3)",
        ASSUMPTION,
        by_hand,
        double_helix_score(0.9, 0.6, 0.3, [2, 1, 1]),
    )
    # Of a score that is truth and noise the correlation with the truth is the root of the truth's share of the variance.
    rng = np.random.Generator(np.random.Philox(seed))
    truth = rng.normal(0.6, 0.1, (200, 400))
    noisy = truth + rng.normal(0.0, 0.075, truth.shape)
    found = [np.arctanh(validity(score, outcome)) for score, outcome in zip(noisy, truth, strict=True)]
    # Fisher's transform of a correlation r of n pairs is r / 2(n - 1) too high on average.
    true = 0.1 / np.hypot(0.1, 0.075)
    expected = np.arctanh(true) + true / (2 * (truth.shape[1] - 1))
    yield simulated(VALID, "artanh r; σ = 0.1, 0.075", FISHER, expected, found)
    pressures = np.linspace(0, 6, 60_001)
    shares = np.asarray(pressure_performance(pressures, 1.4))
    yield exactly(PRESSED, "F* = 1.4", ASSUMPTION, 1.4, pressures[shares.argmax()], 1e-9)
    yield exactly(PRESSED, "F = 2 F*", ASSUMPTION, 2 / np.e, pressure_performance(2.8, 1.4), 1e-12)


def reply_checks() -> Iterator[Check]:
    """Yield the checks of best responses: by hand for two tasks, by trying all cases for three."""
    real, trace = split_effort(1.0, 0.8, 0.5)
    yield exactly(REPLY, "b = (1, 0.8), χ = 0.5: a₁", MULTITASK, (1 - 0.5 * 0.8) / 0.75, real, 1e-12)
    yield exactly(REPLY, "b = (1, 0.8), χ = 0.5: a₂", MULTITASK, (0.8 - 0.5) / 0.75, trace, 1e-12)
    dropped, whole = split_effort(0.4, 1.0, 0.5)
    yield exactly(REPLY, "b = (0.4, 1), χ = 0.5: a₁", MULTITASK, 0.0, dropped, 0.0)
    yield exactly(REPLY, "b = (0.4, 1), χ = 0.5: a₂", MULTITASK, 1.0, whole, 1e-12)
    cost = np.array([[1.0, 0.6, 0.2], [0.6, 1.5, 0.7], [0.2, 0.7, 2.0]])
    returns = np.array([1.0, 0.2, 0.9])
    found = tried(returns, cost)
    response = best_response(returns, cost)
    for task in (0, 2):
        yield exactly(
            REPLY, f"b = (1, 0.2, 0.9), 3 × 3 C: a{'₁₂₃'[task]}", MULTITASK, found[task], response[task], 1e-9
        )


def tried(returns: NDArray[np.float64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the best efforts by trying which tasks are done at all; the best of all that drop no effort below 0."""
    tasks, best, gain = len(returns), np.zeros(len(returns)), 0.0
    for number in range(1, tasks + 1):
        for done in combinations(range(tasks), number):
            efforts = np.zeros(tasks)
            efforts[list(done)] = np.linalg.solve(cost[np.ix_(done, done)], returns[list(done)])
            value = float(returns @ efforts - efforts @ cost @ efforts / 2)
            if (efforts >= 0).all() and value > gain:
                best, gain = efforts, value
    return best


def rate_checks() -> Iterator[Check]:
    """Yield the checks of rates of pay, by the paper's formula for two tasks.

    One measured task beside one that is not: ``(B₁ - B₂ C₁₂ / C₂₂) / (1 + r σ² (C₁₁ - C₁₂² / C₂₂))``.
    """
    for crowding, noise, aversion in ((0.5, 1.0, 0.0), (0.5, 2.0, 0.8), (-0.3, 2.0, 0.8)):
        cost = np.array([[1.5, crowding], [crowding, 1.0]])
        rates = optimal_incentives([2, 1], cost, np.array([noise, np.inf]), aversion)
        by_hand = (2 - crowding) / (1 + aversion * noise * (1.5 - crowding**2))
        case = f"C₁₂ = {crowding:g}, r = {aversion:g}, σ² = {noise:g}"
        yield exactly(UNSEEN, case, MULTITASK, by_hand, rates[0], 1e-12)
    # Tasks that do not crowd each other out are paid as if alone: B / (1 + r C σ²).
    alone = optimal_incentives([2, 1], np.diag([1.5, 1.0]), [2, 3], 0.8)
    yield exactly(RATES, "C₁₂ = 0, r = 0.8, σ² = 2", MULTITASK, 2 / (1 + 0.8 * 1.5 * 2), alone[0], 1e-12)


def best_pay() -> float:
    """Return the pay that leaves both sides together most, looked for: b f·g - b² g·g / 2 - h b² σ²."""
    f, g = np.array([0.0, 4.0, 3.0]), np.array([3.0, 4.0, 0.0])

    def lost(pay: float) -> float:
        effort = pay * g
        return float(-(f @ effort - effort @ effort / 2 - 0.5 * pay**2 * 2.0**2))

    return float(optimize.minimize_scalar(lost, bracket=(0, 1), options={"xtol": 1e-10}).x)
