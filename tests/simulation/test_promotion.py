"""Pluchino's pyramid against the published order of the rules, closed forms, extremes and its own luck."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from models.incentives import RULES
from simulation.promotion import HYPOTHESES, Pyramid, promotion_efficiency

COMPETENCE = stats.truncnorm(-3, 1.5, loc=7, scale=2)


def efficiencies(frame):
    """Shape (replications, steps + 1), for a frame of one rule and one transferability."""
    return frame.pivot(index="replication", columns="step", values="efficiency").to_numpy()


@pytest.fixture(scope="module")
def settled():
    """Mean efficiency of each replication once the first generation has retired."""
    frame = promotion_efficiency(transferability=(0.0, 0.5, 1.0), seed=0, steps=250, replications=20)
    late = frame[frame["step"] > 100]
    return late.groupby(["transferability", "rule", "replication"])["efficiency"].mean()


@pytest.mark.parametrize(
    ("hypothesis", "order"),
    [("peter", ["worst", "random", "best"]), ("common sense", ["best", "random", "worst"])],
)
def test_rules_come_in_the_published_order(settled, hypothesis, order):
    means = [settled[HYPOTHESES[hypothesis], rule] for rule in order]
    for better, worse in pairwise(means):
        assert stats.ttest_1samp(better - worse, 0).pvalue < 1e-6
        assert (better - worse).mean() > 2


def test_the_best_gain_on_the_worst_as_more_is_carried_over(settled):
    lead = [(settled[carried, "best"] - settled[carried, "worst"]).mean() for carried in (0.0, 0.5, 1.0)]
    assert lead[0] < 0 < lead[2]
    assert lead[0] < lead[1] < lead[2]


def test_all_rules_start_alike_from_the_truncated_normal():
    frame = promotion_efficiency(seed=5, steps=1, replications=400)
    start = frame[frame["step"] == 0].pivot(
        index="replication", columns=["transferability", "rule"], values="efficiency"
    )
    assert (start.nunique(axis=1) == 1).all()
    weights = np.repeat(Pyramid().responsibilities, Pyramid().posts)
    assert len(weights) == 160
    error = 10 * COMPETENCE.std() * np.sqrt((weights**2).sum()) / weights.sum() / np.sqrt(400)
    assert abs(start.iloc[:, 0].mean() - 10 * COMPETENCE.mean()) < 3.5 * error


def test_everybody_alike_makes_70_percent_under_any_rule():
    frame = promotion_efficiency(
        transferability=(0.0,), seed=1, steps=80, replications=2, pyramid=Pyramid(competence_spread=1e-9)
    )
    np.testing.assert_allclose(frame["efficiency"], 70, atol=1e-5)


def test_nothing_changes_where_nobody_leaves():
    for_ever = Pyramid(dismissal=0, retirement=1e9)
    frame = promotion_efficiency(seed=1, steps=30, replications=3, pyramid=for_ever)
    assert (frame.groupby(["transferability", "rule", "replication"])["efficiency"].nunique() == 1).all()


def test_dismissals_on_one_level_by_closed_form():
    """A post is held by someone below 4 at step t only if t + 1 draws in a row were below 4."""
    one_level = Pyramid(posts=(20_000,), responsibilities=(1.0,), retirement=1e9)
    frame = promotion_efficiency(["random"], [0.0], seed=3, steps=4, replications=1, pyramid=one_level)
    bad = COMPETENCE.cdf(4)
    below = COMPETENCE.expect(lb=1, ub=4, conditional=True)
    above = COMPETENCE.expect(lb=4, ub=10, conditional=True)
    share = bad ** np.arange(1, 6)
    error = 10 * COMPETENCE.std() / np.sqrt(20_000)
    np.testing.assert_allclose(
        efficiencies(frame)[0], 10 * (share * below + (1 - share) * above), atol=4 * error
    )


@pytest.mark.parametrize(("rule", "low", "high"), [("best", 88, 100), ("worst", 30, 56)])
def test_who_gets_to_the_top_where_skill_is_kept(rule, low, high):
    """The best of about 300 is close to 10, the worst above 4, each give or take 1."""
    top_counts = Pyramid(posts=(1, 300), responsibilities=(1.0, 0.0), dismissal=4.0, age_spread=0.1)
    values = efficiencies(
        promotion_efficiency([rule], [1.0], seed=2, steps=36, replications=40, pyramid=top_counts)
    )
    # All entered at 25, so at step 35 the first generation retires, and the top is refilled from the second.
    survivors = values[:, 34] >= 40
    assert survivors.any()
    replaced = values[:, 36]
    assert ((replaced >= low) & (replaced <= high)).all()


def test_posts_stay_empty_where_nobody_is_left_to_promote():
    """All are 25 and retire at 60 together: only the bottom can be filled at once, then a level a year."""
    pyramid = Pyramid(posts=(1, 2, 4), responsibilities=(1, 1, 1), dismissal=0, age_spread=1e-6)
    values = efficiencies(
        promotion_efficiency(["best"], [1.0], seed=4, steps=38, replications=5, pyramid=pyramid)
    )
    assert (values[:, 34] > 40).all()
    assert (values[:, 35] <= 100 * 4 / 7).all()
    assert (values[:, 35] < values[:, 36]).all()
    assert (values[:, 36] <= 100 * 6 / 7).all()
    assert (values[:, 38] > values[:, 35]).all()


def test_a_replication_has_its_luck_however_many_there_are():
    few = promotion_efficiency(["random"], [0.0], seed=9, steps=60, replications=2)
    many = promotion_efficiency(RULES, [1.0, 0.0], seed=9, steps=60, replications=4)
    same = many[(many["rule"] == "random") & (many["transferability"] == 0.0) & (many["replication"] < 2)]
    np.testing.assert_array_equal(few["efficiency"], same["efficiency"])
    other = promotion_efficiency(["random"], [0.0], seed=0, steps=60, replications=2)
    assert not np.array_equal(few["efficiency"], other["efficiency"])
    assert efficiencies(few)[0, 0] != efficiencies(few)[1, 0]


def test_frame_is_tidy():
    frame = promotion_efficiency(seed=2**64 - 1, steps=3, replications=2)
    assert list(frame.columns) == ["transferability", "rule", "replication", "step", "efficiency"]
    assert len(frame) == 2 * 3 * 2 * 4
    assert not frame.duplicated(["transferability", "rule", "replication", "step"]).any()
    assert frame["efficiency"].between(0, 100).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: promotion_efficiency(seed=-1), "seed must be a whole number from 0 to 2"),
        (lambda: promotion_efficiency(seed=0.5), r"seed must be a whole number .* not 0\.5"),
        (lambda: promotion_efficiency(seed=1, steps=0), "steps must be a whole number of 1 or more; got 0"),
        (lambda: promotion_efficiency(seed=1, replications=1.5), "replications must be a whole number"),
        (lambda: promotion_efficiency(["wrost"], seed=1), "rule must be one of .* mean 'worst'"),
        (lambda: promotion_efficiency([], seed=1), "give at least one rule"),
        (
            lambda: promotion_efficiency(["best"], [2.0], seed=1),
            "transferability must be between 0 and 1; got 2.0",
        ),
        (
            lambda: Pyramid(posts=(1, 2.5), responsibilities=(1, 1)),
            "posts must be a whole number for each level",
        ),
        (
            lambda: promotion_efficiency(seed=1, replications=True),
            "replications must be a whole number of 1 or more; got True",
        ),
        (lambda: Pyramid(posts=(1, 2)), "responsibilities must be one for each of 2 levels"),
        (lambda: Pyramid(posts=(1,), responsibilities=(0,)), "and one above 0"),
        (lambda: Pyramid(competence_mean=11), "competence_mean must be between 1 and 10; got 11"),
        (lambda: Pyramid(age_spread=0), "age_spread must be a positive number"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
