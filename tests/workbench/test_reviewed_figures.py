"""Runs with quarterly reviews in the figures: every outcome and every cause of loss has its place, in both languages."""

from pathlib import Path

import pytest

from models import Organisation
from simulation import Scenario, compare, simulate
from simulation.counting import CAUSES
from simulation.outcomes import OVERALL_OUTCOMES, REVIEWED_OUTCOMES
from workbench import figures, text
from workbench.figures import losses
from workbench.figures.differences import LEAST_WIDTHS
from workbench.sentences import SENTENCES

SCENARIOS = Path(__file__).parents[2] / "data" / "scenarios"


@pytest.fixture(scope="module")
def reviewed():
    scenarios = [Scenario.read(SCENARIOS / f"{name}.toml") for name in ("today", "full-package")]
    return simulate(Organisation.tree([2, 2, 3]), scenarios, replications=3, seed=1, weeks=104)


def test_every_outcome_has_a_form_that_the_figure_can_draw():
    for name in (*OVERALL_OUTCOMES, *REVIEWED_OUTCOMES):
        assert name in text.FORMS
        assert text.form_of(name) in SENTENCES["comparison"]
        assert text.form_of(name) in LEAST_WIDTHS


def test_every_cause_has_a_name_and_a_look_of_its_own():
    assert set(CAUSES) == set(text.CAUSES) == set(losses.LOOKS)
    assert len(set(losses.LOOKS.values())) == len(CAUSES)
    for place in (0, 1):
        assert len({label[place] for label in text.CAUSES.values()}) == len(CAUSES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_comparison_shows_every_outcome(reviewed, lang):
    table = compare(reviewed, "today", resamples=50)
    names = {scenario.name: scenario.title(lang) for scenario in reviewed.scenarios}
    figure = figures.comparison(table, names, "today", lang)
    shown = [
        label.get_text() for part in figure.subfigs for axes in part.axes for label in axes.get_yticklabels()
    ]
    assert {label.rstrip(" ↑↓") for label in shown} == {
        text.indicator_name(name, lang) for name in table["indicator"]
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_waterfall_names_what_second_owners_bring(reviewed, lang):
    below = figures.loss_waterfall(reviewed, "full-package", lang).axes[1]
    written = {label.get_text() for label in below.texts}
    assert {text.CAUSES[cause](lang) for cause in ("second_owner", "restored", "retelling")} <= written
