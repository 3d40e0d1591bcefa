"""The table of theory beside the code: it passes, it says the same in both languages, and it can fail."""

import numpy as np
import pandas as pd
import pytest

from models.contests import tournament_factor
from models.queues import mm1_wait
from workbench.text import Label
from workbench.validation import in_words, people, promotion_runs, rivalry, validation_table, waiting
from workbench.validation.checks import Check, exactly, published, simulated, simulated_ratio, table_of

SUM = Label("和", "sum")


@pytest.fixture(scope="module")
def table():
    """All checks, with fewer replications than the notebook has."""
    return validation_table("en", seed=1, replications=60)


def test_theory_and_code_agree(table):
    assert table["passed"].all(), table[~table["passed"]].to_string()
    assert (table["found"].notna() & table["expected"].notna()).all()
    assert len(table) > 90


def test_what_was_asked_for_is_there(table):
    """Published numbers, each with its source."""
    numbers = table["expected"].round(9)
    for known in (0.28209, 0.25734, 0.23259, 0.15388, 6.193, 0.4605, 0.015625, 1.07865, 21, 19, 0.212):
        assert (numbers == known).any(), known
    assert (table["source"].str.contains(r"doi:10\.|no DOI|assumption")).all()
    assert set(table["how"]) == {"computed", "simulated"}
    assert (table["how"] == "simulated").sum() > 40


def test_margins_of_simulated_numbers_are_small_enough_to_mean_something(table):
    equal = table[(table["how"] == "simulated") & (table["relation"] == "=") & (table["expected"] != 0)]
    assert (equal["margin"] < 0.2 * equal["expected"].abs()).all()


def test_both_languages_hold_the_same(table):
    checks = [(Label("算术", "arithmetic"), exactly(SUM, Label("一加一", "one and one"), "–", 2, 1 + 1))]
    chinese, english = (in_words(table_of(checks, lang), lang) for lang in ("zh", "en"))
    assert chinese.shape == english.shape
    assert chinese.iloc[0, :3].tolist() == ["算术", "和", "一加一"]
    assert english.iloc[0, :3].tolist() == ["arithmetic", "sum", "one and one"]
    assert "✗" not in in_words(table, "en")["pass"].tolist()


@pytest.mark.parametrize(
    ("check", "passes"),
    [
        (exactly(SUM, "", "", 2.0, 2.0 + 1e-12), True),
        (exactly(SUM, "", "", 2.0, 2.0 + 1e-6), False),
        (exactly(SUM, "", "", 2.0, np.nan), False),
        (published(SUM, "", "", 0.123, 0.12349, 3), True),
        (published(SUM, "", "", 0.123, 0.12351, 3), False),
        (simulated(SUM, "", "", 0.0, [-1.0, 1.0, 0.5, -0.5]), True),
        (simulated(SUM, "", "", 9.0, [-1.0, 1.0, 0.5, -0.5]), False),
        (simulated(SUM, "", "", 0.0, [3.0, 3.1, 2.9, 3.0], ">"), True),
        (simulated(SUM, "", "", 0.0, [-1.0, 1.0, 0.5, 0.5], ">"), False),
        (Check(subject=SUM, case="", source="", expected=1, found=0.5, margin=0, relation="<"), True),
        (Check(subject=SUM, case="", source="", expected=1, found=1.5, margin=0, relation="<"), False),
    ],
)
def test_pass_marks_are_computed(check, passes):
    assert check.passed is passes


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(5)
    means = [simulated(SUM, "", "", 1.0, rng.exponential(size=400)).passed for _ in range(2000)]
    below = rng.uniform(1, 3, (2000, 400))
    ratios = [simulated_ratio(SUM, "", "", 0.5, row * rng.uniform(0, 1, 400), row).passed for row in below]
    for passed in (means, ratios):
        assert 0.993 < np.mean(passed) <= 1.0


def test_a_law_that_is_a_little_wrong_fails(monkeypatch):
    monkeypatch.setattr(rivalry, "tournament_factor", lambda *args: 1.001 * tournament_factor(*args))
    factors = [check for check in rivalry.tournament_checks(1) if check.subject is rivalry.FACTOR]
    assert not any(check.passed for check in factors)


def test_an_engine_that_waits_a_little_longer_fails(monkeypatch):
    monkeypatch.setattr(waiting, "mm1_wait", lambda *args: 0.93 * mm1_wait(*args))
    checks = [check for check in waiting.waiting_checks(1, 100) if check.subject is waiting.EXPONENTIAL]
    assert not any(check.passed for check in checks)


def test_another_order_of_promotion_rules_fails():
    runs = promotion_runs(1, replications=10, steps=100)
    swapped = runs.assign(rule=runs["rule"].map({"best": "worst", "worst": "best", "random": "random"}))
    assert all(check.passed for check in people.order_checks(runs))
    assert not any(check.passed for check in people.order_checks(pd.DataFrame(swapped)))


def test_too_few_replications_are_refused():
    with pytest.raises(ValueError, match="20 or more"):
        validation_table(replications=5)
