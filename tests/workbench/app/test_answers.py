"""Answers sharpen in the background and are those of `simulate`, bit for bit."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import xarray

from models import Organisation
from simulation import Scenario, simulate
from workbench.app import answers as module
from workbench.app.answers import Answer, Answers
from workbench.app.precision import LEAST, looks, relative_half_width
from workbench.app.replications import Question

TREE = Organisation.tree([3, 4, 3])
TODAY = Scenario.today()
MORE = TODAY.with_measures(five_ones=0.6, ledger=0.5).named("more")


def question(*scenarios: Scenario, seed: int = 1, precision: float = 0.02, weeks: float = 52) -> Question:
    return Question(TREE, scenarios or (TODAY, MORE), seed, weeks, precision)


class Screen:
    """What was shown, in turn."""

    def __init__(self) -> None:
        self.shown: list[Answer] = []
        self.errors: list[Exception] = []
        self.changed = threading.Condition()

    def show(self, answer: Answer) -> None:
        with self.changed:
            self.shown.append(answer)
            self.changed.notify_all()

    def fail(self, error: Exception) -> None:
        with self.changed:
            self.errors.append(error)
            self.changed.notify_all()

    def wait(self, until: Callable[[], bool], seconds: float = 60) -> None:
        with self.changed:
            assert self.changed.wait_for(until, seconds), (len(self.shown), self.errors)

    def finished(self) -> Answer:
        self.wait(lambda: bool(self.errors) or bool(self.shown and self.shown[-1].finished))
        assert not self.errors
        return self.shown[-1]


@contextmanager
def desk(most: int = 60, threads: int = 2) -> Iterator[tuple[Answers, Screen]]:
    screen = Screen()
    answers = Answers(screen.show, screen.fail, threads=threads, most=most)
    yield answers, screen
    answers.close()


def test_the_answer_is_what_simulate_gives_to_the_bit() -> None:
    with desk() as (answers, screen):
        answers.ask(question())
        answer = screen.finished()
    expected = simulate(TREE, [TODAY, MORE], replications=answer.runs.replications, seed=1)
    xarray.testing.assert_identical(answer.runs.data, expected.data)
    assert answer.runs.record() == expected.record()


def test_it_sharpens_from_one_replication_to_the_wished_precision() -> None:
    with desk(most=200) as (answers, screen):
        answers.ask(question(precision=0.03))
        answer = screen.finished()
    counts = [shown.runs.replications for shown in screen.shown]
    assert counts == sorted(set(counts))
    assert counts[0] <= 2
    assert answer.reached <= 0.03
    assert answer.runs.replications >= LEAST
    for shown in screen.shown[:-1]:
        assert not shown.finished
        assert not (shown.reached <= 0.03 and shown.runs.replications >= LEAST)


def test_it_ends_without_the_wished_precision_and_says_so() -> None:
    with desk(most=10) as (answers, screen):
        answers.ask(question(precision=1e-6))
        answer = screen.finished()
    assert answer.runs.replications == 10
    assert answer.reached > 1e-6


def test_the_answer_depends_neither_on_threads_nor_on_what_was_known_before() -> None:
    counts = []
    for threads, ahead in ((1, None), (3, None), (2, 0.004)):
        with desk(most=300, threads=threads) as (answers, screen):
            if ahead is not None:  # far more replications are known than the next question needs
                answers.ask(question(precision=ahead))
                screen.wait(lambda: bool(screen.shown) and screen.shown[-1].runs.replications > 60)
            answers.ask(question(precision=0.03))
            screen.wait(lambda: any(s.question.precision == 0.03 and s.finished for s in screen.shown))
            counts.append(screen.shown[-1].runs.replications)
            assert counts[-1] in looks(300)
    assert counts[0] == counts[1] == counts[2] < 60


def test_half_width_is_that_of_the_textbook() -> None:
    runs = simulate(TREE, [TODAY], replications=3, seed=1)
    values = runs.data["overall"].sel(indicator="substance").values[0]
    student = 4.302652729911275  # 97.5% quantile with 2 degrees of freedom
    expected = student * values.std(ddof=1) / np.sqrt(3) / values.mean()
    assert relative_half_width(runs) == pytest.approx(expected, rel=1e-9)
    assert np.isnan(relative_half_width(simulate(TREE, [TODAY], replications=1, seed=1)))


def test_the_unchanged_scenario_is_never_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    real = module.run_periods

    def counted(case: object, seed: int, replication: int, *rest: object) -> object:
        ran.append(id(case))
        return real(case, seed, replication, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "run_periods", counted)
    with desk(most=12) as (answers, screen):
        answers.ask(question(precision=1e-6))
        screen.finished()
        baseline = next(known for known in answers._asked if known.scenario == TODAY)
        before = ran.count(id(baseline.case))
        answers.ask(question(TODAY, MORE.with_measures(ledger=0.9), precision=1e-6))
        screen.wait(
            lambda: len(screen.shown[-1].question.scenarios[1].measures) == 2 and screen.shown[-1].finished
        )
        time.sleep(0.05)
        assert ran.count(id(baseline.case)) == before == 12


def test_what_was_foreseen_is_shown_at_once_and_is_the_same() -> None:
    near = MORE.with_measures(ledger=0.9)
    with desk(most=12) as (answers, screen):
        answers.ask(question(precision=1e-6))
        screen.finished()
        seen = len(screen.shown)
        answers.foresee([near])
        known = answers._foreseen[0]
        end = time.monotonic() + 30
        while not known.outcomes and time.monotonic() < end:
            time.sleep(0.01)
        assert len(screen.shown) == seen  # nothing of it is shown before it is asked for
        assert len(known.outcomes) == 1
        answers.ask(question(TODAY, near, precision=1e-6))
        first = screen.shown[seen]
        assert first.question.scenarios[1] is near
        again = simulate(TREE, [TODAY, near], replications=12, seed=1)
        xarray.testing.assert_identical(screen.finished().runs.data, again.data)


def test_what_is_foreseen_waits_for_the_question_and_ends_with_the_next() -> None:
    near = [MORE.with_measures(ledger=share / 10) for share in (1, 2, 3)]
    with desk(most=400, threads=1) as (answers, screen):
        answers.ask(question(precision=1e-9))
        answers.foresee(near)
        (asked, _), foreseen = answers._asked, list(answers._foreseen)
        screen.wait(lambda: bool(screen.shown))
        end = time.monotonic() + 30
        while not all(known.outcomes for known in foreseen) and time.monotonic() < end:
            time.sleep(0.01)
        assert [len(known.outcomes) for known in foreseen] == [1, 1, 1]
        assert asked.outcomes
        answers.foresee(near)
        answers.stop()
        assert not answers._foreseen


def test_what_is_foreseen_in_vain_is_told_nobody() -> None:
    clash = TODAY.with_parameters(feedback="none").with_measures(five_focuses=0.5).named("clash")
    with desk(most=12) as (answers, screen):
        answers.ask(question())
        answers.foresee([clash])
        screen.finished()
        end = time.monotonic() + 30
        while answers._foreseen and time.monotonic() < end:
            time.sleep(0.01)
        assert not answers._foreseen
        assert not screen.errors


def test_what_is_known_is_shown_at_once_under_another_name_too() -> None:
    with desk() as (answers, screen):
        answers.ask(question())
        first = screen.finished()
        answers.ask(question(TODAY, MORE.named("copy")))
        again = screen.shown[-1]  # shown before `ask` returned
        assert again.runs.names == ["today", "copy"]
        assert again.finished
        np.testing.assert_array_equal(again.runs.sums.by_quarter, first.runs.sums.by_quarter)


def test_a_new_question_stops_what_runs_and_only_the_new_one_is_answered_from_then_on() -> None:
    with desk(most=100_000) as (answers, screen):
        answers.ask(question(precision=1e-9))
        screen.wait(lambda: len(screen.shown) > 2)
        answers.ask(question(TODAY, MORE.with_measures(ledger=0.1), seed=2, precision=0.05))
        seen = len(screen.shown) + 1  # one may have been on its way
        answer = screen.finished()
        assert answer.question.seed == 2
        assert {shown.question.seed for shown in screen.shown[seen:]} <= {2}


def test_a_question_that_comes_back_is_still_answered_to_the_bit() -> None:
    with desk(most=20) as (answers, screen):
        for ledger in (0.1, 0.2, 0.3, 0.1, 0.2):
            answers.ask(question(TODAY, MORE.with_measures(ledger=ledger), precision=1e-6))
            time.sleep(0.03)
        screen.wait(lambda: bool(screen.shown) and screen.shown[-1].finished)
        answer = screen.shown[-1]
    expected = simulate(TREE, list(answer.question.scenarios), replications=20, seed=1)
    xarray.testing.assert_identical(answer.runs.data, expected.data)


def test_stop_keeps_what_is_known_and_asking_again_goes_on() -> None:
    with desk(most=40) as (answers, screen):
        answers.ask(question(precision=1e-9))
        screen.wait(lambda: len(screen.shown) > 2)
        answers.stop()
        time.sleep(0.3)
        seen = len(screen.shown)
        time.sleep(0.2)
        assert len(screen.shown) == seen
        assert not answers.running
        reached = screen.shown[-1].runs.replications
        answers.ask(question(precision=1e-9))
        assert screen.shown[-1].runs.replications >= reached
        assert screen.finished().runs.replications == 40


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows priorities of threads")
def test_its_threads_step_back_and_nobody_else_does() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    with desk() as (answers, screen):
        answers.ask(question())
        screen.finished()
        found = [os.getpriority(os.PRIO_PROCESS, thread.native_id or 0) for thread in answers._threads]
        assert found == [max(own, module.BACKGROUND)] * 2
        assert os.getpriority(os.PRIO_PROCESS, 0) == own


def test_what_cannot_be_simulated_is_told() -> None:
    clash = TODAY.with_parameters(feedback="none").with_measures(five_focuses=0.5).named("clash")
    with desk() as (answers, screen):
        answers.ask(question(TODAY, clash))
        screen.wait(lambda: bool(screen.errors))
        assert "five_focuses" in str(screen.errors[0])
        assert not answers.running
        screen.errors.clear()
        answers.ask(question())
        screen.finished()


def test_a_failing_screen_is_told_and_the_desk_lives_on() -> None:
    screen = Screen()

    def broken(answer: Answer) -> None:
        raise RuntimeError("no paint")

    answers = Answers(broken, screen.fail, threads=2, most=5)
    answers.ask(question())
    screen.wait(lambda: bool(screen.errors))
    assert str(screen.errors[0]) == "no paint"
    answers._show = screen.show
    screen.errors.clear()
    answers.ask(question())
    assert screen.finished().runs.replications == 5
    answers.close()


def test_memory_does_not_grow_with_questions() -> None:
    with desk(most=2) as (answers, screen):
        for step in range(60):
            answers.ask(question(TODAY, MORE.with_measures(ledger=step / 100)))
            screen.wait(lambda: bool(screen.shown) and screen.shown[-1].finished)
        assert len(answers._known) == module.KEPT


def test_threads_end_when_it_is_closed() -> None:
    with desk() as (answers, screen):
        answers.ask(question())
        screen.finished()
    for thread in answers._threads:
        thread.join(5)
        assert not thread.is_alive()


def test_it_tells_how_far_the_first_answer_is_and_nothing_after_it() -> None:
    screen, told = Screen(), list[float]()
    answers = Answers(screen.show, screen.fail, progress=told.append, threads=1, most=3)
    answers.ask(question(precision=1e-9))
    screen.finished()
    answers.close()
    # Two scenarios of four quarters, one after the other; further replications are told of by the answers themselves.
    assert told == [0, 1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8, 6 / 8, 7 / 8]
