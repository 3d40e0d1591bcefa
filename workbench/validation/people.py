"""People: whom to promote (Pluchino), reports against the truth (Bevan and Hood), ratings of few (Efron and Morris)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from models.gaming import gaming
from models.incentives import carried_skill, choose_promoted
from models.parameters import parameter_quantities
from models.ratings import corrected_mean, expected_ratings, observed_mean, rating_bias, standard_error
from models.shrinkage import prior_weight_from_data, shrunken_interval, shrunken_mean
from simulation.promotion import HYPOTHESES, promotion_efficiency
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, Relation, exactly, published, simulated
from workbench.validation.rivalry import greatest_of

ORDER = {
    "peter": Label("晋升规则优劣：彼得假设", "order of promotion rules: Peter hypothesis"),
    "common sense": Label("晋升规则优劣：常识假设", "order of promotion rules: common sense"),
}
PADDED = Label("四小时目标：上报减真实（百分点）", "four-hour target: reported less true, points")
MOST = Label("四小时目标：机制所及的上限（百分点）", "four-hour target: most the mechanism yields, points")
LEAST = Label("四小时目标：机制所及的下限（百分点）", "four-hour target: least the mechanism yields, points")
REPORT = Label("上报注水：对上报者最优的幅度", "padding that is best for who reports")
FACTOR = Label("评价收缩：自身成绩的权重", "shrinkage: weight of one's own mean")
BEST = Label("评价收缩：首名的估计", "shrinkage: estimate of the first")
POSTERIOR = Label("评价收缩：模拟的后验均值", "shrinkage: simulated posterior mean")
COVERED = Label("评价收缩：95% 区间的命中率", "shrinkage: how often the 95% interval holds the truth")
SCATTER = Label("评分均值的标准误", "standard error of the mean rating")
NUMBER = Label("参评人数", "number of raters")
PROMOTED = Label("新岗位上的能力", "skill in the new post")
RATERS = Label("参评自选：观察到的满意率", "selected raters: observed share of the satisfied")

PLUCHINO = "Pluchino, Rapisarda & Garofalo 2010, doi:10.1016/j.physa.2009.09.045"
BEVAN_HOOD = "Bevan & Hood 2006, doi:10.1111/j.1467-9299.2006.00600.x"
EFRON_MORRIS = "Efron & Morris 1977, Scientific American 236(5) (no DOI)"
LINDLEY = "Lindley & Smith 1972, doi:10.1111/j.2517-6161.1972.tb00885.x"

# Best first, as published for each hypothesis.
PUBLISHED_ORDER = {"peter": ("worst", "random", "best"), "common sense": ("best", "random", "worst")}
# Stakes 1, ease 0.25, penalty 1, and the audit that yields each gap.
SETTINGS = {21: (0.13, "2002/03", "90 − 69"), 19: (0.20, "2004/05", "96 − 77")}
RULES = {
    "best": Label("提拔最强", "best"),
    "worst": Label("提拔最弱", "worst"),
    "random": Label("随机", "random"),
}
# Hits of 18 baseball players in their first 45 times at bat of 1970.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])


def people_checks(seed: int, promotions: pd.DataFrame) -> Iterator[Check]:
    """Yield the checks; `promotions` is a run of `simulation.promotion.promotion_efficiency`."""
    yield from order_checks(promotions)
    yield from gaming_checks()
    yield from rating_checks(seed)


def promotion_runs(seed: int, replications: int = 20, steps: int = 300) -> pd.DataFrame:
    """Return runs of the pyramid under both hypotheses and all three rules."""
    return promotion_efficiency(seed=seed, steps=steps, replications=replications)


def order_checks(promotions: pd.DataFrame) -> Iterator[Check]:
    """Yield the checks of the order: each rule against the next, pair by pair on the same luck."""
    settled = promotions[promotions["step"] > promotions["step"].max() // 2]
    means = settled.groupby(["transferability", "rule", "replication"])["efficiency"].mean()
    for hypothesis, order in PUBLISHED_ORDER.items():
        for better, worse in pairwise(order):
            of = means[HYPOTHESES[hypothesis]]
            steps = of[better].to_numpy() - of[worse].to_numpy()
            case = Label(
                *(f"{one} − {other}" for one, other in zip(RULES[better], RULES[worse], strict=True))
            )
            yield simulated(ORDER[hypothesis], case, PLUCHINO, 0.0, steps, ">")


def gaming_checks() -> Iterator[Check]:
    """Yield the checks of the gap between reported and true: with the setting that yields it, and the whole range."""
    for points, (audit, year, figures) in SETTINGS.items():
        padded = 100 * gaming(1.0, audit, 0.25, penalty=1.0)
        case = Label(
            f"{year}：{figures}；利害 1，难易 0.25，处罚 1，核查 {audit:g}",
            f"{year}: {figures}; stakes 1, ease 0.25, penalty 1, audit {audit:g}",
        )
        yield published(PADDED, case, BEVAN_HOOD, points, padded, 0)
    ranges = {quantity.name: quantity for quantity in parameter_quantities()}
    easy, audited = ranges["gaming_ease"], ranges["audit"]
    most = 100 * float(gaming(1.0, audited.low or 0.0, easy.high or 0.0))
    least = 100 * float(gaming(1.0, audited.high or 0.0, easy.low or 0.0))
    bounds: list[tuple[Label, float, Relation, float]] = [(MOST, most, ">", 21.0), (LEAST, least, "<", 19.0)]
    for subject, bound, relation, gap in bounds:
        yield Check(
            subject=subject,
            case=Label("利害 1，参数全范围", "stakes 1, whole ranges"),
            source=BEVAN_HOOD,
            expected=gap,
            found=bound,
            margin=0.0,
            relation=relation,
        )
    for audit, ease in ((0.3, 0.2), (0.6, 0.5)):
        amounts = np.linspace(0, 1, 100_001)
        gains = (1 - audit) * amounts - amounts**2 / (2 * ease) - audit * amounts**2 / 2
        case = Label(f"核查 {audit:g}，难易 {ease:g}", f"audit {audit:g}, ease {ease:g}")
        yield exactly(REPORT, case, ASSUMPTION, amounts[gains.argmax()], gaming(1.0, audit, ease), 1e-4)


def rating_checks(seed: int) -> Iterator[Check]:
    """Yield the checks of shrinkage: published, and against places whose truth is known because it was drawn."""
    average = HITS / 45
    grand = average.mean()
    weight = prior_weight_from_data(average, 45, grand * (1 - grand), rule="james-stein")
    yield published(FACTOR, "18 × 45", EFRON_MORRIS, 0.212, 45 / (45 + weight), 3)
    yield published(
        BEST, "0.400 → 0.294", EFRON_MORRIS, 0.294, shrunken_mean(average[0], 45, grand, weight), 3
    )
    rng = np.random.Generator(np.random.Philox(seed))
    truth = rng.normal(0.7, np.sqrt(0.2 / 15), (100, 4000))
    seen = rng.normal(truth, np.sqrt(0.2 / 9))
    # Among those that were seen near 0.8, the truth is on average what shrinkage says.
    near = np.abs(seen - 0.8) < 0.02
    error = np.where(near, truth - shrunken_mean(seen, 9, 0.7, 15), 0.0).sum(axis=1) / near.sum(axis=1)
    yield simulated(POSTERIOR, "n = 9, k = 15", LINDLEY, 0.0, error)
    low, high = shrunken_interval(seen, 9, 0.7, 15, within_variance=0.2)
    yield simulated(COVERED, "n = 9, k = 15", LINDLEY, 0.95, ((low < truth) & (truth < high)).mean(axis=1))
    yield from rater_checks(rng)
    yield from post_checks(rng)


def rater_checks(rng: np.random.Generator) -> Iterator[Check]:
    """Yield the checks of who rates: how many, how far their mean is from the truth, and how much it scatters."""
    satisfied, odds = 0.6, 0.8
    asked = rng.random((100, 4000)) < satisfied
    answers = rng.random((100, 4000)) < np.where(asked, 0.5 * np.exp(-odds), 0.5)
    share = (asked & answers).sum(axis=1) / answers.sum(axis=1)
    observed = float(observed_mean(satisfied, -odds))
    yield simulated(RATERS, "0.6, −0.8", ASSUMPTION, observed, share)
    by_hand = 0.6 * np.exp(-0.8) / (0.6 * np.exp(-0.8) + 0.4)
    yield exactly(RATERS, "0.6, −0.8", ASSUMPTION, by_hand, observed, 1e-12)
    yield exactly(RATERS, "0.6 → → 0.6", ASSUMPTION, satisfied, corrected_mean(observed, -odds), 1e-12)
    bias = by_hand - satisfied
    yield exactly(
        RATERS,
        Label("偏差：0.6, −0.8", "bias: 0.6, −0.8"),
        ASSUMPTION,
        bias,
        rating_bias(satisfied, -odds),
        1e-12,
    )
    means = rng.binomial(50, 0.8, (100, 2000)) / 50
    yield simulated(SCATTER, "0.8, n = 50", ASSUMPTION, standard_error(0.8, 50), means.std(axis=1, ddof=1))
    yield exactly(NUMBER, "2000 · 0.03", ASSUMPTION, 60.0, expected_ratings(2000, 0.03), 1e-12)


def post_checks(rng: np.random.Generator) -> Iterator[Check]:
    """Yield the checks of the best of five in their new posts: with τ they keep that share of their lead (greatest of five)."""
    skill, fresh = rng.normal(0.0, 1.0, (2, 100, 2000, 5))
    chosen = choose_promoted("best", skill, rng.random(skill.shape), 1)
    for kept in (0.0, 0.5, 1.0):
        after = np.asarray(carried_skill(skill, fresh, kept))
        found = np.where(chosen, after, 0.0).sum(axis=-1).mean(axis=1)
        yield simulated(PROMOTED, f"τ = {kept:g}, N(0, 1), 1/5", PLUCHINO, kept * greatest_of(5), found)
