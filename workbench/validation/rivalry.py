"""Rivalry for prizes: tournaments of Lazear and Rosen, contests of Tullock, complements of Milgrom and Roberts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import integrate, optimize, stats

from models.contests import (
    contest_dissipation,
    contest_effort,
    contest_probability,
    prize_return,
    promotion_return,
    tournament_effort,
    tournament_factor,
)
from models.incentives import complementarity
from workbench.text import Label
from workbench.validation.checks import Check, exactly, published, simulated

FACTOR = Label("锦标赛：努力的边际获胜概率", "tournament: marginal chance to win")
PLACES = Label("锦标赛：多个名额", "tournament: several places")
EFFORT = Label("锦标赛：均衡努力", "tournament: equilibrium effort")
CHANCE = Label("竞赛：获胜概率", "contest: chance to win")
CONTEST = Label("竞赛：均衡努力", "contest: equilibrium effort")
SPENT = Label("竞赛：奖金耗散比例", "contest: share of the prize that is spent")
NEED = Label("措施互补性", "complementarity of measures")

LAZEAR_ROSEN = "Lazear & Rosen 1981, doi:10.1086/261010"
# Integrating by parts, the factor of normal luck is the expected greatest of n, over n.
TIPPETT = f"{LAZEAR_ROSEN}; Tippett 1925 (no DOI)"
TULLOCK = "Tullock 1980 (no DOI)"
MILGROM = "Milgrom & Roberts 1995, doi:10.1016/0165-4101(94)00382-F"

PUBLISHED_FACTORS = {2: 0.28209, 3: 0.28209, 4: 0.25734, 5: 0.23259, 10: 0.15388}


def rivalry_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of tournaments, contests and complementarity."""
    yield from tournament_checks(seed)
    yield from contest_checks()
    yield exactly(NEED, "f = (10, 4, 3, 2)", MILGROM, 10 - 4 - 3 + 2, complementarity(10, 4, 3, 2), 0.0)
    # Of a product a·b the contrast is the product of the two steps.
    steps = (2.5 - 1.0) * (3.0 - 0.5)
    found = complementarity(2.5 * 3.0, 2.5 * 0.5, 1.0 * 3.0, 1.0 * 0.5)
    yield exactly(NEED, "f = a·b", MILGROM, steps, found, 1e-12)


def tournament_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of tournaments for any number of contestants and several kinds of luck."""
    for number, factor in PUBLISHED_FACTORS.items():
        yield published(FACTOR, f"n = {number}, N(0, 1)", LAZEAR_ROSEN, factor, tournament_factor(number), 5)
    for number in (7, 40):
        yield exactly(
            FACTOR, f"n = {number}, N(0, 1)", TIPPETT, greatest_of(number) / number, tournament_factor(number)
        )
    seven = 7
    exact = {"logistic": (stats.logistic(), 6 / 56), "Gumbel": (stats.gumbel_r(), 6 / 49)}
    exact |= {
        "uniform": (stats.uniform(scale=4), 1 / 4),
        "N(0, 2)": (stats.norm(scale=2), greatest_of(7) / 14),
    }
    for name, (luck, factor) in exact.items():
        yield exactly(FACTOR, f"n = {seven}, {name}", LAZEAR_ROSEN, factor, tournament_factor(seven, luck))
    logistic = promotion_return(3, 10, stats.logistic())
    yield exactly(PLACES, "k = 3, n = 10, logistic", LAZEAR_ROSEN, 3 * 7 / (10 * 11), logistic)
    # Three prizes among four: steps of 2 and 1, worth as much as as many places, and each place k (n - k) / (n (n + 1)).
    paid = prize_return([3, 1, 0, 0], stats.logistic())
    yield exactly(PLACES, "ΔW = (2, 1), n = 4, logistic", LAZEAR_ROSEN, (2 * 3 + 1 * 4) / 20, paid)
    effort = tournament_effort(2.0, 5, cost=0.5)
    yield published(EFFORT, "ΔW = 2, n = 5, c = 0.5", LAZEAR_ROSEN, 0.93036, effort, 4)
    yield simulated(PLACES, "k = 2, n = 6, N(0, 1)", LAZEAR_ROSEN, promotion_return(2, 6), slopes(2, 6, seed))


def greatest_of(number: int) -> float:
    """Return the expected greatest of so many standard normal numbers, from the density of the greatest."""

    def weighed(x: float) -> float:
        return float(x * number * stats.norm.pdf(x) * stats.norm.cdf(x) ** (number - 1))

    return float(integrate.quad(weighed, -12, 12, epsabs=1e-13, epsrel=1e-13, limit=400)[0])


def slopes(places: int, contestants: int, seed: int) -> np.ndarray:
    """Return simulated slopes of the chance to be among the best by one's own effort, one a batch.

    Given the rivals' luck, the chance to beat the k-th best of them rises at the density where that one stands.
    """
    rng = np.random.Generator(np.random.Philox(seed))
    rivals = np.sort(rng.standard_normal((200, 500, contestants - 1)), axis=-1)
    density: np.ndarray = stats.norm.pdf(rivals[..., contestants - 1 - places]).mean(axis=1)
    return density


def contest_checks() -> Iterator[Check]:
    """Yield the checks of contests; equilibria are found by looking for the best reply."""
    yield exactly(
        CHANCE, "x = (3, 2, 1), r = 2", TULLOCK, 9 / 14, contest_probability([3.0, 2.0, 1.0], 2.0)[0]
    )
    yield exactly(CONTEST, "V = 100, n = 2", TULLOCK, 25.0, contest_effort(100, 2), 1e-12)
    for prize, number, power in ((100.0, 7, 1.0), (60.0, 4, 1.2)):
        found = float(contest_effort(prize, number, power))
        reply = best_reply(found, prize, number, power)
        yield exactly(CONTEST, f"V = {prize:g}, n = {number}, r = {power:g}", TULLOCK, reply, found, 1e-5)
    yield exactly(SPENT, "n = 10, r = 1", TULLOCK, 0.9, contest_dissipation(10), 1e-12)


def best_reply(effort: float, prize: float, number: int, power: float) -> float:
    """Return the effort with which one gains most where all others make a given effort."""

    def lost(own: float) -> float:
        chance = own**power / (own**power + (number - 1) * effort**power)
        return float(own - prize * chance)

    found = optimize.minimize_scalar(lost, bounds=(1e-9, prize), method="bounded", options={"xatol": 1e-10})
    return float(found.x)
