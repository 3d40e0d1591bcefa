"""The state of the page is changed by copying, and every step can be undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation
from simulation import Scenario
from workbench.app.state import History, State

TREE = Organisation.tree([2, 3])
TODAY = Scenario.today()
MORE = TODAY.with_measures(five_ones=0.6).named("more", "更多", "more")


def start() -> State:
    return State(organisation=TREE, scenarios=(TODAY, MORE))


def test_the_first_scenario_is_the_baseline_unless_another_is_named() -> None:
    assert start().baseline == "today"
    assert start().changed(baseline="more").base == MORE


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"scenarios": (TODAY,)}, "2 to 4 scenarios are compared, not 1"),
        ({"scenarios": (TODAY, TODAY)}, "called 'today'"),
        ({"baseline": "toda"}, "did you mean 'today'"),
        ({"weeks": 0}, "weeks must be above 0"),
        ({"seed": -1}, "seed"),
        ({"precision": 0.0}, "precision must be"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_what_cannot_be_compared_is_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        start().changed(**values)


def test_a_scenario_chosen_twice_gets_a_name_of_its_own() -> None:
    state = start().added(MORE)
    assert state.names == ["today", "more", "more-2"]
    assert state.chosen(0, MORE).names == ["more-3", "more", "more-2"]
    assert state.chosen(0, MORE).baseline == "more-3"
    assert state.chosen(1, MORE).names == ["today", "more", "more-2"]


def test_removing_the_baseline_makes_the_first_of_the_rest_the_baseline() -> None:
    state = start().added(TODAY)
    assert state.without(0).baseline == "more"
    assert state.without(1).baseline == "today"
    with pytest.raises(ValueError, match="not 1"):
        start().without(0)


def test_reset_returns_to_what_a_scenario_began_as() -> None:
    state = start().with_scenario(1, MORE.with_measures(ledger=1.0))
    assert state.scenarios[1] != MORE
    assert state.reset(1).scenarios[1] == MORE


def test_copying_takes_the_values_and_keeps_the_name() -> None:
    state = start().copied(1, 0)
    assert state.names == ["today", "more"]
    assert state.scenarios[0].measures == MORE.measures
    assert state.scenarios[0].title("en") == "today"


def test_undo_and_redo_go_back_and_forth() -> None:
    history = History(start())
    history.change(start().changed(seed=2))
    history.change(start().changed(seed=3))
    assert [history.undo().seed, history.undo().seed, history.undo().seed] == [2, 1, 1]
    assert not history.can_undo
    assert [history.redo().seed, history.redo().seed, history.redo().seed] == [2, 3, 3]
    assert not history.can_redo


def test_one_gesture_is_undone_as_one_step() -> None:
    history = History(start())
    for seed in (2, 3, 4):
        history.change(start().changed(seed=seed), "drag 1")
    history.change(start().changed(seed=5), "drag 2")
    assert [history.undo().seed, history.undo().seed] == [4, 1]


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History(start())
    history.change(start().changed(seed=2))
    history.undo()
    history.change(start().changed(seed=9))
    assert not history.can_redo
    assert history.undo().seed == 1


def test_the_look_of_the_page_is_no_step_and_survives_undoing() -> None:
    history = History(start())
    history.change(start().changed(seed=2))
    history.change(history.present.changed(lang="en", projector=True))
    undone = history.undo()
    assert (undone.seed, undone.lang, undone.projector) == (1, "en", True)


@given(st.lists(st.sampled_from(["change", "undo", "redo"]), max_size=40))
def test_history_agrees_with_a_list_and_a_finger(steps: list[str]) -> None:
    history, line, finger = History(start()), [1], 0
    for number, step in enumerate(steps, start=2):
        if step == "change":
            history.change(start().changed(seed=number))
            line, finger = [*line[: finger + 1], number], finger + 1
        elif step == "undo":
            history.undo()
            finger = max(finger - 1, 0)
        else:
            history.redo()
            finger = min(finger + 1, len(line) - 1)
        assert history.present.seed == line[finger]
        assert (history.can_undo, history.can_redo) == (finger > 0, finger < len(line) - 1)
