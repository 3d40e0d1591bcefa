"""Everything that is shown has a name in both languages, and numbers are written as they should be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.calendar import Calendar
from simulation.codebook import all_quantities
from simulation.counting import CAUSES
from simulation.measures import MEASURES
from simulation.outcomes import OUTCOMES, OVERALL_OUTCOMES, REVIEWED_OUTCOMES
from simulation.record import EVENTS, LINES, MATTERS
from workbench import report_text, text
from workbench.sentences import SENTENCES

CHECKPOINT_KINDS = {
    *Calendar().kinds,
    *(kind for measure in MEASURES.values() for kind in measure().checkpoints()),
    "campaign",
}
NAMES = [text.LEVELS, text.CAUSES, text.EVENTS, text.CHECKPOINTS, text.LINES, text.MATTERS, text.FORM_UNITS]
WORDS = [*NAMES, *SENTENCES.values(), report_text.WORDS, report_text.FIGURE_NAMES, report_text.READINGS]


def is_chinese(character: str) -> bool:
    return "一" <= character <= "鿿"


@pytest.mark.parametrize(
    ("names", "needed"),
    [
        (text.CAUSES, CAUSES),
        (text.EVENTS, EVENTS),
        (text.LINES, LINES),
        (text.CHECKPOINTS, CHECKPOINT_KINDS),
        (text.FORMS, OVERALL_OUTCOMES + REVIEWED_OUTCOMES),
        (text.MATTERS, MATTERS),
        (text.UNITS, {quantity.unit for quantity in all_quantities()}),
        (text.LEVELS, ("province", "prefecture", "county", "township", "village", "branch", "member")),
    ],
)
def test_what_is_shown_has_a_name(names: dict[str, object], needed: set[str]) -> None:
    assert set(needed) <= set(names)


@pytest.mark.parametrize("words", WORDS)
def test_both_languages_are_there_and_not_mixed_up(words: dict[str, text.Label]) -> None:
    for name, label in words.items():
        assert label.zh, name
        assert label.en, name
        assert not any(map(is_chinese, label.en)), name
        assert any(map(is_chinese, label.zh)) or label.zh == label.en, name


@pytest.mark.parametrize("words", WORDS)
def test_both_languages_fill_in_the_same_values(words: dict[str, text.Label]) -> None:
    for label in words.values():
        assert {part.split("}")[0] for part in label.zh.split("{")[1:]} == {
            part.split("}")[0] for part in label.en.split("{")[1:]
        }


def test_every_headline_says_which_direction_is_better() -> None:
    assert {text.better_sign(name) for name in OVERALL_OUTCOMES} == {1, -1, 0}
    assert text.better_sign("lost") == -1
    assert text.form_of("attention_hours") == OUTCOMES["attention_hours"].unit


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="known: zh, en"):
        text.require_language("cn")


@pytest.mark.parametrize(
    ("value", "form", "signed", "written"),
    [
        (0.4281, "share", False, "42.8"),
        (-0.0001, "points", True, "0.0"),
        (0.0863, "points", True, "+8.6"),
        (-1.5, "weeks", True, "−1.50"),
        (1234.567, "hours/week", False, "1,234.57"),
        (math.nan, "times", True, "–"),
    ],
)
def test_numbers(value: float, form: str, signed: bool, written: str) -> None:
    assert text.number(value, form, signed=signed) == written


@given(st.text(st.sampled_from("实质责任逐级衰减，。（）“”abc 12%.-"), max_size=60), st.integers(8, 40))
def test_wrapping_loses_nothing_but_spaces(sentence: str, columns: int) -> None:
    lines = text.wrapped(sentence, columns).split("\n")
    assert "".join(lines).replace(" ", "") == sentence.replace(" ", "")
    assert not any(line.startswith(("，", "。", "）", "”")) for line in lines[1:])


@given(st.text(st.sampled_from("融水苗族自治县abc"), max_size=30), st.integers(2, 20))
def test_shortening_keeps_within_the_columns(name: str, columns: int) -> None:
    short = text.shortened(name, columns)
    assert text.width(short) <= columns
    assert short == name or name.startswith(short.removesuffix("…"))


def test_of_many_levels_the_first_and_the_last_are_told() -> None:
    counts = {f"level {number}": number for number in range(1, 61)}
    assert text.levels_text(counts, "en").endswith("level 6: 6, ..., level 60: 60")
    assert (
        text.levels_text(counts, "zh")
        == "第1级 1、第2级 2、第3级 3、第4级 4、第5级 5、第6级 6、……、第60级 60"
    )
