"""The table of theory beside the code: it passes, it says the same in both languages, and it can fail."""

import numpy as np
import pandas as pd
import pytest

from models.contests import tournament_factor
from models.queues import mm1_wait
from workbench.text import Label
from workbench.validation import __main__ as command
from workbench.validation import (
    in_words,
    patience,
    people,
    projects,
    promotion_runs,
    reviewed,
    rivalry,
    validation_table,
    waiting,
)
from workbench.validation.checks import Check, exactly, published, simulated, simulated_ratio, table_of

SUM = Label("和", "sum")


@pytest.fixture(scope="module")
def table():
    """All checks, with fewer replications than the notebook has."""
    return validation_table("en", seed=1, replications=60)


def test_theory_and_code_agree(table):
    assert table["passed"].all(), table[~table["passed"]].to_string()
    assert (table["found"].notna() & table["expected"].notna()).all()
    assert len(table) > 200


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


@pytest.mark.parametrize(
    ("found", "status", "last"), [(2.0, 0, "1 checks, 0 failed"), (2.1, 1, "1 checks, 1 failed")]
)
def test_the_command_fails_where_a_check_fails(monkeypatch, capsys, found, status, last):
    check = exactly(SUM, "1 + 1", "–", 2.0, found)
    small = table_of([(Label("算术", "arithmetic"), check)], "en")
    monkeypatch.setattr(command, "validation_table", lambda *_, **__: small)
    monkeypatch.setattr("sys.argv", ["validation", "--lang", "en"])
    assert command.main() == status
    lines = capsys.readouterr().out.splitlines()
    assert f"{'✓' if status == 0 else '✗'} sum [1 + 1]: 2 | {found:g}" in lines[2]
    assert lines[-1] == last


def test_too_few_replications_are_refused():
    with pytest.raises(ValueError, match="20 or more"):
        validation_table(replications=5)


def test_a_review_that_tires_people_a_little_more_fails(monkeypatch):
    rested = reviewed.still

    def still(**values):
        return rested(**{**values, "strain_rise": 1.001 * values.get("strain_rise", 0.6)})

    monkeypatch.setattr(reviewed, "still", still)
    checks = [check for check in reviewed.review_checks(1) if check.simulated]
    assert {check.subject for check in checks if not check.passed} == {reviewed.STRAIN}


def test_an_office_that_is_a_little_quicker_with_projects_fails(monkeypatch):
    quicker = projects.still

    def still(**values):
        return quicker(**{**values, "project_hours": 0.85 * values["project_hours"]})

    monkeypatch.setattr(projects, "still", still)
    failed = {check.subject for check in projects.flow_checks(1, 60) if not check.passed}
    assert {projects.UNDER_WAY, projects.WEEKS} <= failed


def test_people_with_a_little_more_patience_fail(monkeypatch):
    patient = patience.still

    def still(**values):
        return patient(**{**values, "appeal_patience": min(1.5 * values["appeal_patience"], 520.0)})

    monkeypatch.setattr(patience, "still", still)
    shares = [check for check in patience.patience_checks(1, 60) if check.subject is patience.WITHDRAWN]
    assert len(shares) == 2
    assert not any(check.passed for check in shares)
