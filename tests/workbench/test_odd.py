"""The ODD protocol: what is committed is what is written now, and it holds all that the code declares."""

import re
from dataclasses import make_dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from models import Organisation
from models.parameters import parameter_quantities
from simulation import Scenario, review_people, simulate
from simulation.case import make_case
from simulation.draws import Stream
from simulation.measures import MEASURES
from simulation.outcomes import OUTCOMES
from workbench import odd
from workbench.cli import app
from workbench.odd import odd_text
from workbench.odd_words import STEPS
from workbench.text import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs"
# Of Grimm et al. 2020: the seven elements, in their order.
ELEMENTS = {
    "en": [
        "Purpose and patterns",
        "Entities, state variables, and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialization",
        "Input data",
        "Submodels",
    ],
    "zh": ["目的与模式", "实体、状态变量与尺度", "过程与次序", "设计概念", "初始状态", "输入数据", "子模型"],
}
LAWS_OF_THE_REVIEW = {
    "en": {
        "true outcome",
        "score",
        "skill",
        "strain",
        "motivation",
        "projects",
        "dynamic adjustment",
        "turnover",
    },
    "zh": {"真实成效", "考核得分", "能力", "压力负荷", "积极性", "项目", "动态调整", "离任"},
}
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_committed_document_is_what_is_written_now(lang):
    committed = (DOCS / f"odd.{lang}.md").read_text(encoding="utf-8")
    assert committed == odd_text(lang), f"run: chuandao odd --lang {lang} --output docs/odd.{lang}.md"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_has_the_elements_of_the_protocol_in_order(lang):
    headings = re.findall(r"^## (\d) (.+)$", odd_text(lang), flags=re.MULTILINE)
    assert [name for _, name in headings] == ELEMENTS[lang]
    assert [int(number) for number, _ in headings] == list(range(1, 8))


def test_it_has_the_eleven_design_concepts():
    text = odd_text("en")
    assert all(concept in text for concept in CONCEPTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_is_declared_is_in_it(lang):
    text = odd_text(lang)
    declared = [*MEASURES, *OUTCOMES, *(quantity.name for quantity in parameter_quantities())]
    declared += [stream.name for stream in Stream]
    assert [name for name in declared if f"`{name}`" not in text] == []
    rows = set(text.splitlines())
    for quantity in parameter_quantities():
        begin = f"| `{quantity.name}` | {quantity.label(lang)} | {quantity.default} | "
        assert any(row.startswith(begin) for row in rows), quantity.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_law_by_which_a_review_changes_the_state_has_its_form(lang):
    laws = odd_text(lang).partition("### 7.1")[2].partition("### 7.2")[0]
    names = {row.split(" | ")[0].removeprefix("| ") for row in laws.splitlines() if row.startswith("| ")}
    assert LAWS_OF_THE_REVIEW[lang] <= names


def test_what_a_quarter_makes_of_people_has_a_step_each():
    taken = [name for name in STEPS if hasattr(review_people, name)]
    review = make_case(Organisation.tree([2]), Scenario.today(), 13.0, as_units=True).review(1, 0)
    found = SimpleNamespace(load=np.ones(3), score=np.zeros(3), formalism=np.zeros(3))
    standing = review.standing
    changed = review_people.people(review.state, review.parameters, found, standing.prize, standing.ties)
    assert len(taken) == len(changed)


def test_the_steps_of_a_review_are_in_the_order_in_which_they_are_taken(monkeypatch):
    taken = []

    def noted(name, step):
        def call(*given, **named):
            taken.append(name)
            return step(*given, **named)

        return call

    for name in STEPS:
        for part in odd.REVIEW:
            if hasattr(part, name):
                monkeypatch.setattr(part, name, noted(name, getattr(part, name)))
    year = Scenario.today()
    simulate(Organisation.tree([2]), year, replications=1, seed=1, threads=1)
    assert taken[-len(STEPS) :] == list(STEPS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_have_as_many_cells_in_every_row(lang):
    for block in re.findall(r"(?:^\|.*\n)+", odd_text(lang), flags=re.MULTILINE):
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block.splitlines()[0]


def test_a_state_variable_without_words_is_refused(monkeypatch):
    more = make_dataclass("State", [("skill", float), ("courage", float)])
    monkeypatch.setattr(odd, "State", more)
    with pytest.raises(ValueError, match="courage"):
        odd_text("en")


def test_the_command_writes_it(tmp_path):
    shown = CliRunner().invoke(app, ["odd", "--lang", "en"])
    assert shown.exit_code == 0
    assert shown.stdout == odd_text("en")
    path = tmp_path / "odd.md"
    assert CliRunner().invoke(app, ["odd", "--output", str(path)]).exit_code == 0
    assert path.read_text(encoding="utf-8") == odd_text("zh")
