"""The live views show what the tables and figures of the same runs say."""

import json
import re

import numpy as np
import pytest

from models import Organisation
from simulation import Runs, Scenario, compare, simulate
from simulation.comparison import waterfall_table
from workbench.app import estimates
from workbench.app.answers import Answer
from workbench.app.cards import HEADLINES, headlines
from workbench.app.replications import Question
from workbench.app.scene import Scene
from workbench.app.view_words import TABS
from workbench.app.views import VIEWS
from workbench.findings import verdict
from workbench.summaries import level_summary

CHINESE = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def answer(runs: Runs) -> Answer:
    question = Question(runs.organisation, runs.scenarios, runs.seed, runs.weeks, 0.01)
    return Answer(question, runs, 0.02, False)


def scene(answer: Answer, lang: str = "zh") -> Scene:
    return Scene(answer, "today", lang)


def test_differences_are_those_of_compare(runs: Runs) -> None:
    table = compare(runs, "today", resamples=10)
    overall = runs.overall()
    found = estimates.differences(runs, "today", list(overall), np.stack(list(overall.values()), axis=-1))
    assert len(table) == sum(map(len, found.values()))
    for row in table.to_dict("records"):
        one = found[row["scenario"]][row["indicator"]]
        expected = (row["difference"], row["difference_low"], row["difference_high"])
        np.testing.assert_array_equal((one.mean, one.low, one.high), expected)
        assert one.verdict == verdict(row["indicator"], row["difference"], row["p_holm"])


def test_levels_are_those_of_the_figures(runs: Runs) -> None:
    for indicator in ("substance", "formal_pressure"):
        table = level_summary(runs, [indicator])
        np.testing.assert_allclose(estimates.by_level(runs, indicator).mean.ravel(), table["mean"])


def test_losses_add_up_to_what_is_delivered(answer: Answer, runs: Runs) -> None:
    expected = (
        waterfall_table(runs).pivot(index="scenario", columns=["level", "cause"], values="mean").sum(axis=1)
    )
    delivered = runs.overall()["substance"].mean(axis=1)
    for panel, name, whole in zip(
        VIEWS["losses"](scene(answer))["panels"], runs.names, delivered, strict=True
    ):
        shown = 1 + sum(part["value"] for step in panel["steps"] for part in step["parts"])
        assert (
            shown
            == pytest.approx(panel["value"])
            == pytest.approx(whole)
            == pytest.approx(1 + expected[name])
        )


def test_cards_tell_mean_difference_and_half_width(answer: Answer, runs: Runs) -> None:
    cards = headlines(scene(answer))
    assert [card["indicator"] for card in cards] == list(HEADLINES)
    substance = runs.overall()["substance"]
    differences = substance[1] - substance[0]
    half = 4.302652729749464 * differences.std(ddof=1) / np.sqrt(3)  # Student's, two degrees of freedom
    row = cards[0]["rows"][1]
    assert row["value"] == f"{100 * substance[1].mean():.1f}%"
    assert row["difference"] == f"{100 * differences.mean():+.1f} 点".replace("-", "−")
    assert row["width"] == f"±{100 * half:.1f}"


def test_hours_of_a_level_are_those_of_the_results(answer: Answer, runs: Runs) -> None:
    panel = VIEWS["hours"](scene(answer))["panels"][0]
    first = panel["bars"][0]["parts"]
    data = runs.data.isel(scenario=0, level=0).mean("replication")
    for part, name in zip(first, ("work_hours", "meeting_hours", "trace_hours"), strict=False):
        assert part["value"] == pytest.approx(float(data[name]))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_json_in_one_language(answer: Answer, name: str, lang: str) -> None:
    view = VIEWS[name](scene(answer, lang))
    text = json.dumps(view, allow_nan=False, ensure_ascii=False)
    assert view["title"]
    assert view["panels"]
    assert bool(CHINESE.search(text)) == (lang == "zh")


def test_every_view_has_a_tab() -> None:
    assert list(TABS) == list(VIEWS)


def test_it_is_said_whose_mark_is_whose(answer: Answer, runs: Runs, laibin: Organisation) -> None:
    letters = [point["letter"] for point in VIEWS["forest"](scene(answer))["panels"][0]["rows"][0]["points"]]
    assert len(letters) == len(runs.names) - 1 > 1
    assert VIEWS["forest"](scene(answer))["note"].startswith(f"每行自上而下：{' · '.join(letters)}。")
    two = simulate(laibin, list(runs.scenarios[:2]), replications=2, seed=1)
    alone = Answer(Question(laibin, two.scenarios, 1, two.weeks, 0.01), two, 0.02, False)
    assert "自上而下" not in VIEWS["forest"](scene(alone))["note"]


@pytest.mark.parametrize("name", VIEWS)
def test_one_replication_claims_nothing(laibin: Organisation, scenarios: list[Scenario], name: str) -> None:
    runs = simulate(laibin, scenarios[:2], replications=1, seed=1)
    single = Answer(Question(laibin, tuple(scenarios[:2]), 1, 52, 0.01), runs, float("nan"), False)
    view = VIEWS[name](scene(single))
    json.dumps(view, allow_nan=False)
    points = [
        p for panel in view["panels"] for s in panel.get("series", panel.get("rows", [])) for p in s["points"]
    ]
    assert all(point["low"] is None for point in points)
    assert "±？" in json.dumps(headlines(scene(single)), ensure_ascii=False)
    assert {row["verdict"] for card in headlines(scene(single)) for row in card["rows"][1:]} == {"undecided"}


@pytest.mark.parametrize("name", VIEWS)
def test_without_reviews_what_needs_them_says_so(laibin: Organisation, name: str) -> None:
    today = Scenario.today().with_parameters(feedback="none")
    pair = [today, today.with_measures(ledger=1.0).named("ledger")]
    runs = simulate(laibin, pair, replications=2, seed=1)
    answer = Answer(Question(laibin, tuple(pair), 1, 52, 0.01), runs, 0.02, False)
    view = VIEWS[name](scene(answer))
    json.dumps(view, allow_nan=False)
    assert bool(view["panels"]) == (name not in ("course", "trade"))
    assert [card["indicator"] for card in headlines(scene(answer))] == ["substance", "formalism_share"]
