"""The comparer without a browser: what its widgets are told, and what they are shown."""

import json
import re
import time
from collections.abc import Callable, Iterator

import ipywidgets
import pytest
import traitlets

from models import Organisation
from simulation import Scenario, simulate
from simulation.replay import reproduce
from workbench.app import Comparer, State, View
from workbench.text import Label, value_text

TREE = Organisation.tree([3, 4])
TODAY = Scenario.today()
MORE = TODAY.with_measures(five_ones=0.6).named("more", "更多", "more")


class Further(ipywidgets.HTML):
    lang = traitlets.Unicode("zh")


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    start = State(organisation=TREE, scenarios=(TODAY, MORE), precision=0.05)
    views = [View("further", Label("更多", "Further"), lambda comparer: Further(comparer.state.baseline))]
    made = Comparer(start, [TODAY, MORE, TODAY.with_measures(ledger=1.0).named("ledger")], views=views)
    yield made
    made.close()


def tell(comparer: Comparer, command: str, **more: object) -> None:
    """Send what a button of the page sends."""
    comparer.controls._handle_custom_msg({"command": command, "place": 1, **more}, [])


def wish(comparer: Comparer, intensity: float, serial: int = 1, gesture: str = "g1") -> None:
    """Send what a slider of the page sends."""
    values = {
        entry["name"]: json.loads(json.dumps(entry["values"]))
        for entry in comparer.controls.page["scenarios"]
    }
    values["more"]["five_ones"]["intensity"] = intensity
    comparer.controls.wish = {"serial": serial, "gesture": gesture, "values": values}


def shown(comparer: Comparer, indicator: str = "substance") -> list[str]:
    cards = {card["indicator"]: card for card in comparer.charts.answer["cards"]}
    return [row["value"] for row in cards[indicator]["rows"]]


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_shows_what_simulate_gives_for_its_record(comparer: Comparer) -> None:
    answer = comparer.wait()
    runs = simulate(TREE, [TODAY, MORE], replications=answer.runs.replications, seed=1)
    assert shown(comparer) == [
        value_text(value, "share", "zh") for value in runs.overall()["substance"].mean(axis=1)
    ]
    assert reproduce(comparer.record()).data.identical(answer.runs.data)


def test_a_slider_changes_the_state_and_the_answer_bears_its_number(comparer: Comparer) -> None:
    comparer.wait()
    before = shown(comparer)
    wish(comparer, 0.1, serial=7)
    assert comparer.state.scenarios[1].measures["five_ones"].intensity == 0.1
    comparer.wait()
    assert comparer.charts.answer["serial"] == 7
    assert shown(comparer)[0] == before[0]
    assert shown(comparer)[1] != before[1]


def test_a_drag_is_undone_as_one_step_and_redone(comparer: Comparer) -> None:
    for serial, value in enumerate((0.5, 0.4, 0.3), start=1):
        wish(comparer, value, serial)
    tell(comparer, "undo")
    assert comparer.state.scenarios[1] == MORE
    tell(comparer, "redo")
    assert comparer.state.scenarios[1].measures["five_ones"].intensity == 0.3
    assert comparer.toolbar.bar["can_undo"]
    assert not comparer.toolbar.bar["can_redo"]


def hand(near: list[float], scenario: str = "more") -> dict[str, object]:
    """What the page says of the slider in hand."""
    return {"scenario": scenario, "measure": "five_ones", "setting": "intensity", "near": near}


def foreseen(comparer: Comparer) -> list[float]:
    return [known.scenario.measures["five_ones"].intensity for known in comparer.answers._foreseen]


def test_the_next_keys_of_the_slider_in_hand_are_foreseen(comparer: Comparer) -> None:
    comparer.wait()
    tell(comparer, "hand", hand=hand([0.62, 0.58]))
    assert foreseen(comparer) == [0.62, 0.58]
    tell(comparer, "hand", hand=hand([0.6, 0.58]))  # the first is where the slider stands
    assert foreseen(comparer) == [0.58]
    tell(comparer, "hand", hand=hand([0.62], scenario="gone"))
    assert foreseen(comparer) == [0.58]
    assert comparer.toolbar.alert == ""


def test_after_a_move_the_next_one_is_foreseen_once_its_answer_is_there(comparer: Comparer) -> None:
    comparer.wait()
    values = {entry["name"]: dict(entry["values"]) for entry in comparer.controls.page["scenarios"]}
    values["more"]["five_ones"] = values["more"]["five_ones"] | {"intensity": 0.4}
    comparer.controls.wish = {"serial": 1, "gesture": "g", "hand": hand([0.42, 0.38]), "values": values}
    comparer.wait()
    assert foreseen(comparer) == [0.42, 0.38]


def test_a_wish_for_a_scenario_that_is_gone_is_let_go(comparer: Comparer) -> None:
    comparer.controls.wish = {"serial": 1, "gesture": "", "values": {"gone": {"ledger": {"intensity": 1}}}}
    assert comparer.state.scenarios == (TODAY, MORE)
    assert comparer.toolbar.alert == ""


@pytest.mark.parametrize(
    ("command", "more", "expected"),
    [
        ("seed", {"value": "5"}, lambda state: state.seed == 5),
        ("weeks", {"value": "26"}, lambda state: state.weeks == 26.0),
        ("precision", {"value": "0.02"}, lambda state: state.precision == 0.02),
        ("preset", {"value": "ledger"}, lambda state: state.names == ["today", "ledger"]),
        ("copy", {"value": "0"}, lambda state: not state.scenarios[1].measures),
        ("baseline", {}, lambda state: state.baseline == "more"),
        ("add", {}, lambda state: state.names == ["today", "more", "more-2"]),
        ("en", {}, lambda state: state.lang == "en"),
        ("projector", {}, lambda state: state.projector),
    ],
)
def test_commands(
    comparer: Comparer, command: str, more: dict[str, object], expected: Callable[[State], bool]
) -> None:
    tell(comparer, command, **more)
    assert comparer.toolbar.alert == ""
    assert expected(comparer.state)


@pytest.mark.parametrize(
    ("command", "more", "reason"),
    [
        ("remove", {}, "2 to 4 scenarios"),
        ("seed", {"value": "-3"}, "运气编号"),
        ("seed", {"value": "1.5"}, "运气编号"),
        ("seed", {"value": ""}, "运气编号"),
        ("fly", {}, "fly"),
        ("preset", {"value": "ledgr"}, "ledger"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    comparer: Comparer, command: str, more: dict[str, object], reason: str
) -> None:
    before = comparer.state
    tell(comparer, command, **more)
    assert reason in comparer.toolbar.alert
    assert comparer.state is before
    tell(comparer, "dismiss")
    assert comparer.toolbar.alert == ""


def test_a_conflict_is_told_and_going_back_goes_on(comparer: Comparer) -> None:
    comparer.wait()
    answer = comparer.answer
    comparer.change(comparer.state.with_scenario(1, MORE.with_measures(grid_areas={"patrol": 40.0})))
    assert comparer.toolbar.alert.startswith("情景 B 的措施相互冲突")
    assert comparer.controls.page["scenarios"][1]["conflicts"]
    time.sleep(0.2)
    assert comparer.toolbar.alert.startswith("情景 B 的措施相互冲突")
    assert comparer.answer is answer
    with pytest.raises(RuntimeError, match="冲突"):
        comparer.wait(5)
    tell(comparer, "en")
    assert comparer.toolbar.alert.startswith("Measures of scenario B are in conflict")
    assert not re.search("[一-鿿]", comparer.toolbar.alert)
    tell(comparer, "zh")
    assert comparer.toolbar.alert.startswith("情景 B 的措施相互冲突")
    tell(comparer, "undo")
    assert comparer.toolbar.alert == ""
    comparer.wait()


def test_an_error_in_the_background_is_told(comparer: Comparer, monkeypatch: pytest.MonkeyPatch) -> None:
    comparer.wait()

    def broken(*arguments: object, **more: object) -> None:
        raise MemoryError("too large")

    monkeypatch.setattr("workbench.app.answers.make_case", broken)
    wish(comparer, 0.2)
    until(lambda: "too large" in comparer.toolbar.alert)
    assert not comparer.toolbar.bar["running"]


def test_the_language_relabels_everything(comparer: Comparer) -> None:
    comparer.wait()
    tell(comparer, "en")
    texts = [comparer.charts.answer, comparer.charts.tabs, comparer.charts.words, comparer.controls.declared]
    text = json.dumps([*texts, comparer.controls.page, comparer.toolbar.bar], ensure_ascii=False)
    assert not [character for character in text if "一" <= character <= "鿿"]
    assert comparer.charts.answer["view"]["title"].startswith("What is left")


def test_a_further_view_is_made_once_when_opened_and_relabelled(comparer: Comparer) -> None:
    assert [tab["label"] for tab in comparer.charts.tabs][-1] == "更多"
    assert comparer.extra.children == ()
    comparer.charts.tab = "further"
    (view,) = comparer.extra.children
    assert view.value == "today"
    assert comparer.extra.layout.display == ""
    tell(comparer, "en")
    assert view.lang == "en"
    comparer.charts.tab = "losses"
    assert comparer.extra.layout.display == "none"
    comparer.charts.tab = "further"
    assert comparer.extra.children == (view,)


def test_watchers_are_told_of_states_and_answers(comparer: Comparer) -> None:
    states, answers = [], []
    comparer.on_state(lambda told: states.append(told.state.seed))
    comparer.on_answer(lambda told: answers.append(told.runs.seed))
    tell(comparer, "seed", value="9")
    comparer.wait()
    assert states == [9]
    assert answers[-1] == 9


def test_an_organisation_is_offered_and_chosen(comparer: Comparer) -> None:
    other = Organisation.tree([2, 2])
    comparer.offer("mine", Label("我的", "mine"), other)
    assert comparer.state.organisation is other
    assert comparer.toolbar.bar["organisation"] == "mine"
    assert ["mine", "我的 · 7 个单位"] in comparer.toolbar.bar["organisations"]
    tell(comparer, "organisation", value="own")
    assert comparer.state.organisation is TREE
    comparer.wait()


def test_the_luck_is_locked_until_unlocked(comparer: Comparer) -> None:
    assert comparer.toolbar.bar["locked"]
    tell(comparer, "lock")
    assert not comparer.toolbar.bar["locked"]


def test_stop_is_said(comparer: Comparer) -> None:
    comparer.change(comparer.state.changed(precision=0.0001))
    until(lambda: comparer.answer is not None and comparer.answer.question.precision == 0.0001)
    comparer.stop()
    assert comparer.charts.answer["sure"]["state"] == "stopped"
    with pytest.raises(RuntimeError):
        comparer.wait(1)


def test_a_refusal_is_told_again_in_the_other_language(comparer: Comparer) -> None:
    tell(comparer, "seed", value="1e3")
    assert comparer.toolbar.alert.startswith("这一步没有做：运气编号")
    tell(comparer, "en")
    assert comparer.toolbar.alert.startswith("Not done: seed must be a whole number")
    tell(comparer, "dismiss")
    tell(comparer, "zh")
    assert comparer.toolbar.alert == ""
