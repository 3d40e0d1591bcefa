"""The steps of the trainer mode: answers are simulated, and what the texts say is what the simulation says."""

import tomllib
from io import BytesIO

import numpy as np
import pytest

from simulation import Scenario, simulate
from workbench.handout import WORDS, handout_html, handout_pdf, items
from workbench.inputs import read_scenario
from workbench.text import LANGUAGES, Language, level_name
from workbench.trainer_steps import (
    DIRECTIONS,
    LEVELS,
    TABLE,
    Answer,
    answers,
    read_steps,
    scenario_of,
    shipped_answers,
    small_organisation,
    step_of,
)

GUESSES = {
    "attenuation": 0.8,
    "broken": 0.02,
    "imbalance": 0.2,
    "responsibility": -0.05,
    "assessment": 0.25,
    "incentives": 1.0,
}


@pytest.fixture(scope="module")
def found() -> dict[str, Answer]:
    return shipped_answers()


def test_three_illnesses_and_then_three_cures() -> None:
    assert [step.kind for step in read_steps()] == ["illness"] * 3 + ["cure"] * 3
    assert [step.scenario for step in read_steps()[3:]] == ["responsibility", "assessment", "incentives"]


def test_no_answer_is_typed_in() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    fields = {name for row in table["step"] for name in row}
    assert not {"answer", "value", "mean", "interval"} & fields
    for step in read_steps():
        assert not any(character.isdigit() for character in step.why.zh + step.why.en)


def test_every_text_is_there_in_both_languages() -> None:
    for step in read_steps():
        for label in (step.title, step.story, step.question, step.why):
            assert any("一" <= character <= "鿿" for character in label.zh)
            assert label.en
            assert not any("一" <= character <= "鿿" for character in label.en)


def test_a_row_with_an_unknown_or_missing_field_is_refused() -> None:
    row = tomllib.loads(TABLE.read_text(encoding="utf-8"))["step"][0]
    with pytest.raises(ValueError, match="quetsion"):
        step_of({**row, "quetsion": ""}, "today")
    with pytest.raises(ValueError, match="levle"):
        step_of({**row, "ask": "levle"}, "today")


def test_a_level_is_the_mean_of_the_same_simulation() -> None:
    steps = read_steps()[:1]
    organisation = small_organisation()
    runs = simulate(organisation, Scenario.today(), replications=4, seed=9)
    values = runs.data["overall"].sel(indicator="substance").values[0]
    answer = answers(steps, organisation, replications=4, seed=9)["attenuation"]
    assert answer.value == pytest.approx(values.mean(), rel=1e-12)
    half = 3.182446 * values.std(ddof=1) / 2  # Student's t with 3 degrees of freedom
    assert (answer.low, answer.high) == pytest.approx((answer.value - half, answer.value + half), rel=1e-6)


def test_a_change_is_paired() -> None:
    step = next(step for step in read_steps() if step.name == "imbalance")
    organisation = small_organisation()
    pair = [read_scenario("today"), scenario_of(step)]
    overall = (
        simulate(organisation, pair, replications=4, seed=9).data["overall"].sel(indicator="substance").values
    )
    answer = answers([step], organisation, replications=4, seed=9)["imbalance"]
    differences = overall[1] - overall[0]
    assert answer.value == pytest.approx(differences.mean(), rel=1e-12)
    assert answer.high - answer.low == pytest.approx(3.182446 * differences.std(ddof=1), rel=1e-6)
    assert answer.today == pytest.approx(overall[0].mean())


# What the texts claim, held against the simulation.
CLAIMS = {
    "imbalance": {"lost": "better"},
    "responsibility": {
        "substance": "better",
        "lost": "better",
        "trace_hours": "worse",
        "strain": "worse",
        "motivation": "worse",
    },
    "assessment": {"formalism_share": "better", "gap": "undecided"},
    "incentives": {"motivation": "better", "skill": "better", "formalism_share": "worse", "wait": "worse"},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_the_reasons_are_what_the_simulation_shows(name: str, found: dict[str, Answer]) -> None:
    verdicts = {row.indicator: row.verdict for row in found[name].beside}
    assert CLAIMS[name].items() <= verdicts.items()


def test_the_answers_tell_the_story(found: dict[str, Answer]) -> None:
    assert 0.3 < found["attenuation"].value < 0.6  # "little is left"
    assert found["attenuation"].beside[0].after > 1.0  # formal demands grow
    assert found["imbalance"].direction == 1
    assert found["responsibility"].direction == 1  # meetings and traces take more
    assert found["assessment"].value > found["assessment"].today
    assert found["incentives"].direction == -1
    lost = next(row for row in found["incentives"].beside if row.indicator == "lost")
    assert abs(lost.difference) < 0.05 * lost.before  # "hardly fewer"
    small = next(row for row in found["assessment"].beside if row.indicator == "substance")
    assert 0 < small.difference < 0.1 * small.before  # "hardly healed"


def test_every_answer_lies_on_its_slider(found: dict[str, Answer]) -> None:
    for step in read_steps():
        if step.ask != "direction":
            assert step.low < found[step.name].low <= found[step.name].high < step.high


def test_levels_of_the_organisation_have_names() -> None:
    assert all(level_name(level, "zh") != level for level in LEVELS)
    assert set(DIRECTIONS) == {-1, 0, 1}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_hand_out_tells_guess_answer_and_reason(lang: Language, found: dict[str, Answer]) -> None:
    listed = items(read_steps(), GUESSES, found, lang)
    page = handout_html(listed, "note", lang).content.decode()
    for item in listed:
        for text in (item.title, item.story, item.question, item.guess, item.answer, item.sentence, item.why):
            assert text.replace("'", "&#39;") in page
    assert "http" not in page
    assert "<script" not in page
    if lang == "en":
        assert not [character for character in page if "一" <= character <= "鿿"]


def test_what_is_not_revealed_is_not_in_the_hand_out(found: dict[str, Answer]) -> None:
    listed = items(read_steps(), {}, {"broken": found["broken"]}, "zh")
    page = handout_html(listed, "", "zh").content.decode()
    assert listed[1].sentence in page
    assert read_steps()[0].why.zh not in page
    assert WORDS["not_yet"].zh in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_printed_hand_out_has_two_pages(lang: Language, found: dict[str, Answer]) -> None:
    listed = items(read_steps(), GUESSES, found, lang)
    content = handout_pdf(
        listed, WORDS["note"](lang).format(units=101, replications=30, seed=1), lang
    ).content
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page ") == 2
    assert (
        content
        == handout_pdf(listed, WORDS["note"](lang).format(units=101, replications=30, seed=1), lang).content
    )
    assert len(BytesIO(content).getvalue()) < 500_000


def test_half_an_answer_is_no_answer(found: dict[str, Answer]) -> None:
    for answer in found.values():
        assert np.isfinite([answer.value, answer.low, answer.high]).all()
