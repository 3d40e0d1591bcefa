"""Figures of theory and of quarters: drawn in both languages without a missing glyph, and their titles are findings."""

import copy
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from models import Organisation
from simulation import Runs, Scenario, compare, simulate
from simulation.promotion import promotion_efficiency
from workbench.figures import comparison, look
from workbench.figures.agreement import agreement
from workbench.figures.padding import AUDITS, padding
from workbench.figures.promotion import promotion_rules
from workbench.figures.quarters import quarters
from workbench.summaries import titles
from workbench.text import LANGUAGES, Label, indicator_name
from workbench.validation.checks import simulated, table_of


def title_of(figure: Figure) -> str:
    """The title, once all of the figure was really drawn: a missing glyph would be a warning, hence an error."""
    with look.drawing():
        figure.savefig(BytesIO(), format="png", dpi=60)
    return figure.get_suptitle().replace("\n", "").replace(" ", "")


def table(lang: str, *expected: float) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    theme, subject = Label("排队", "waiting"), Label("等待", "wait")
    checks = [(theme, simulated(subject, "ρ", "–", value, rng.normal(size=100))) for value in expected]
    return table_of(checks, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_agreement_says_how_many_agree(lang):
    assert "3" in title_of(agreement(table(lang, 0.0, 0.0, 0.0), lang))
    missed = title_of(agreement(table(lang, 0.0, 5.0, 0.0, -5.0), lang))
    assert "4" in missed
    assert "2" in missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_best_rule_of_promotion_is_found_in_the_runs(lang):
    runs = promotion_efficiency(seed=1, steps=80, replications=5)
    swapped = runs.assign(rule=runs["rule"].map({"best": "worst", "worst": "best", "random": "random"}))
    told, other = title_of(promotion_rules(runs, lang)), title_of(promotion_rules(swapped, lang))
    words = ("提拔最强", "提拔最弱") if lang == "zh" else ("promotethebest", "promotetheworst")
    assert told.index(words[0]) < told.index(words[1])
    assert other.index(words[1]) < other.index(words[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_padding_marks_what_was_published(lang):
    figure = padding(lang)
    assert title_of(figure)
    marks = figure.axes[0].lines[-1]
    np.testing.assert_allclose(marks.get_xdata(), AUDITS)
    np.testing.assert_allclose(marks.get_ydata(), [21, 19], atol=0.5)


@pytest.fixture(scope="module")
def runs() -> Runs:
    today = Scenario.today()
    helped = today.with_measures(joint_assessment=1.0, opinion_collection=1.0).named(
        "helped", "同考", "assessed"
    )
    return simulate(Organisation.tree([3, 3]), [today, helped], replications=3, seed=1)


def ending(runs: Runs, ends: list[list[float]], *, names: list[str]) -> Runs:
    """The same runs with true outcomes at the end that are known: a row a replication, a column a scenario."""
    changed = copy.copy(runs)
    data = runs.data.copy(deep=True)
    data["outcome"].transpose("level", "quarter", "replication", "scenario")[-1, -1] = np.array(ends)
    object.__setattr__(changed, "data", data)
    assert [scenario.name for scenario in runs.scenarios] == names
    return changed


# Both differ by 0.1 in the mean. The first pair differs so every time, though luck moves both by much more; the other does
# so by chance: 0.1 +- 4.30 * 0.265 / sqrt(3).
EACH_TIME = [[0.1, 0.199], [0.5, 0.6], [0.9, 1.001]]
BY_CHANCE = [[0.5, 0.4], [0.5, 0.9], [0.5, 0.5]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quarters_claims_the_highest_only_where_paired_differences_carry_it(runs, lang):
    names = ["today", "helped"]
    today, helped = (scenario.title(lang).replace(" ", "") for scenario in runs.scenarios)
    clear = title_of(quarters(ending(runs, EACH_TIME, names=names), ["outcome", "reported"], lang))
    assert helped in clear
    assert today not in clear
    unclear = title_of(quarters(ending(runs, BY_CHANCE, names=names), ["outcome", "reported"], lang))
    assert helped not in unclear
    assert today not in unclear
    assert ("分不出高下" if lang == "zh" else "noscenariocanbetold") in unclear


def test_a_scenario_by_itself_is_no_winner(runs):
    only = title_of(quarters(runs, ["outcome"], "zh", level="level 1", scenarios=["today"]))
    assert runs.scenarios[0].title("zh") in only
    assert "最高" not in only


def test_panels_of_several_indicators_share_an_axis_with_its_unit(runs):
    assert quarters(runs, ["outcome", "reported"], "zh").axes[0].get_ylabel() == "0 至 1 的量表"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"indicators": ["outcom"]}, "outcome"),
        ({"indicators": ["outcome"], "level": "levl 1"}, "level 1"),
        ({"indicators": ["outcome"], "scenarios": ["todya"]}, "today"),
    ],
)
def test_unknown_names_are_refused_with_the_near_one(runs, given, message):
    with pytest.raises(ValueError, match=message):
        quarters(runs, **given)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_differences_of_every_outcome_of_a_reviewed_run_are_drawn(runs, lang):
    table = compare(runs, baseline="today")
    figure = comparison(table, titles(runs, lang), "today", lang)
    assert title_of(figure)
    labels = {text.get_text() for text in figure.findobj(Text)}
    assert any(indicator_name("gain", lang) in label for label in labels)
    assert any(indicator_name("converted", lang) in label for label in labels)
