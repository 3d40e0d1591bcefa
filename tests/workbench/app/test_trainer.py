"""The trainer without a browser: guess first, then look."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from workbench.app.trainer import Trainer
from workbench.text import LANGUAGES
from workbench.trainer_steps import Answer, Beside, read_steps

MADE_UP = Answer(0.4, 0.35, 0.45, -1, 0.5, (Beside("gap", 0.1, 0.2, 0.1, "worse"),))


def made_up() -> dict[str, Answer]:
    return {step.name: MADE_UP for step in read_steps()}


@pytest.fixture
def start() -> Iterator[Callable[..., Trainer]]:
    made: list[Trainer] = []

    def begin(**options: Any) -> Trainer:
        made.append(Trainer(**{"answers": made_up, **options}))
        made[-1]._worker.submit(int).result(60)
        return made[-1]

    yield begin
    for trainer in made:
        trainer.close()


Start = Callable[..., Trainer]


def say(trainer: Trainer, **message: Any) -> None:
    trainer._handle_custom_msg(message, [])


def test_nothing_is_revealed_before_a_guess(start: Start) -> None:
    trainer = start()
    trainer.reveal()
    assert not trainer.view["revealed"]
    trainer.guess(0.5)
    assert not trainer.view["revealed"]
    trainer.again()
    assert trainer.view["answer"] is None
    assert read_steps()[0].why.zh not in str(trainer.view)
    assert not trainer.view["can_reveal"]


def test_a_guess_is_kept_and_held_against_the_answer(start: Start) -> None:
    trainer = start()
    say(trainer, do="guess", value=0.8)
    assert trainer.guesses == {"attenuation": 0.8}
    assert "80.0%" in trainer.view["status"]
    say(trainer, do="guess", value=0.7)
    say(trainer, do="reveal")
    answer = trainer.view["answer"]
    assert answer["sentence"] == "模拟结果：40.0%，95% 区间 [35.0, 45.0]。"
    assert answer["judgement"] == "猜的是 70.0%，差 30.0 个百分点。"
    assert answer["scale"] == {"low": 0.35, "high": 0.45, "value": 0.4, "guess": 0.7, "ends": ["0%", "100%"]}
    assert answer["why"] == read_steps()[0].why.zh
    say(trainer, do="guess", value=0.4)  # afterwards everybody knows
    assert trainer.guesses == {"attenuation": 0.7}


def test_a_good_guess_is_told(start: Start) -> None:
    trainer = start(lang="en")
    trainer.guess(0.44)
    trainer.reveal()
    assert trainer.view["answer"]["judgement"] == "The guess lies within the interval."


def test_a_direction_is_guessed_by_choice(start: Start) -> None:
    trainer = start()
    place = next(k for k, step in enumerate(read_steps()) if step.ask == "direction")
    say(trainer, do="go", place=place)
    assert trainer.view["slider"] is None
    assert [choice["value"] for choice in trainer.view["choices"]] == [1, -1, 0]
    say(trainer, do="guess", value=-1)
    say(trainer, do="reveal")
    assert trainer.view["answer"]["judgement"] == "猜对了。"
    assert trainer.view["answer"]["value"] == "下降"
    trainer.again()
    trainer.go(place)
    trainer.guess(1)
    trainer.reveal()
    assert trainer.view["answer"]["judgement"] == "猜的是“上升”。"


def test_guesses_are_kept_while_moving_about(start: Start) -> None:
    trainer = start()
    trainer.guess(0.1)
    trainer.reveal()
    say(trainer, do="go", place=1)
    assert trainer.view["guess"] is None
    say(trainer, do="go", place=0)
    assert trainer.view["revealed"]
    assert trainer.view["steps"][0]["done"]
    say(trainer, do="go", place=99)
    say(trainer, do="go", place=-1)
    assert trainer.view["place"] == 0
    say(trainer, do="again")
    assert trainer.guesses == {}
    assert not trainer.view["revealed"]


@pytest.mark.parametrize("value", [5.0, -5.0, float("inf"), float("nan"), "1", None, [1]])
def test_a_guess_stays_on_its_scale(start: Start, value: Any) -> None:
    trainer = start()
    say(trainer, do="guess", value=value)
    assert set(trainer.guesses.values()) <= {0.0, 1.0}


def test_a_guess_can_be_made_while_the_answer_is_simulated() -> None:
    go_on = threading.Event()

    def slow() -> dict[str, Answer]:
        assert go_on.wait(60)
        return made_up()

    trainer = Trainer(answers=slow)
    trainer.guess(0.5)
    assert not trainer.view["can_reveal"]
    assert "正在模拟" in trainer.view["status"]
    go_on.set()
    trainer._worker.submit(int).result(60)
    assert trainer.view["can_reveal"]
    trainer.close()


def test_a_failure_is_told_with_a_way_on() -> None:
    calls: list[int] = []

    def fail_once() -> dict[str, Answer]:
        calls.append(1)
        if len(calls) == 1:
            raise FileNotFoundError("no scenario 'today'")
        return made_up()

    trainer = Trainer(answers=fail_once)
    trainer._worker.submit(int).result(60)
    assert "no scenario 'today'" in trainer.view["error"]
    assert trainer.view["can_retry"]
    say(trainer, do="retry")
    trainer._worker.submit(int).result(60)
    assert trainer.view["error"] == ""
    trainer.close()


def test_the_present_value_is_an_anchor_only_where_it_is_not_the_answer(start: Start) -> None:
    trainer = start()
    seen = {}
    for place, step in enumerate(read_steps()):
        trainer.go(place)
        seen[step.name] = trainer.view["today"]
    assert seen["attenuation"] == seen["broken"] == ""
    assert seen["responsibility"] == "现状：形式主义工时占比 50.0%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_changes_with_the_language(start: Start, lang: str) -> None:
    trainer = start(lang="en" if lang == "zh" else "zh")
    trainer.guess(0.2)
    trainer.reveal()
    trainer.lang = lang
    chinese = [character for character in str(trainer.view) if "一" <= character <= "鿿"]
    assert bool(chinese) == (lang == "zh")


def test_the_hand_out_goes_to_the_browser(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = start(lang="en")
    trainer.guess(0.2)
    trainer.reveal()
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    monkeypatch.setattr(trainer, "send", lambda message, buffers=None: sent.append((message, buffers or [])))
    for form, start_of_file in (("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF")):
        say(trainer, do="handout", form=form)
        trainer._worker.submit(int).result(120)
        head = sent[-1][0]
        assert head["name"] == f"handout.{form}"
        say(trainer, do="piece", file=head["file"], number=0)
        assert sent[-1][1][0].startswith(start_of_file)


def test_the_slider_has_its_stops_written_out(start: Start) -> None:
    view = start().view
    assert len(view["slider"]["stops"]) == len(view["slider"]["texts"]) == 101
    assert view["slider"]["texts"][50] == "50.0%"
    assert view["slider"]["stops"][29] == 0.29
