"""The map and the journey beside the comparer: the years of what is compared, renewed when that changes."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from models import Organisation
from simulation import Scenario, simulate
from workbench.app.comparer import Comparer
from workbench.app.state import State
from workbench.app.year import year_of
from workbench.app.year_choice import YearChoice
from workbench.app.year_views import YEAR_VIEWS, YearPanel, journey, network


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    today = Scenario.today()
    other = today.with_measures(ledger=0.8).named("more", "加力", "more")
    state = State(organisation=Organisation.tree([2, 3]), scenarios=(today, other), precision=0.2, seed=5)
    made = Comparer(state, views=YEAR_VIEWS)
    made.wait()
    yield made
    made.close()


def until_shown(panel: YearPanel, names: list[str]) -> None:
    end = time.monotonic() + 60
    while panel.view is None or [year.scenario.name for year in panel.view.years] != names:
        assert time.monotonic() < end, panel._told.value
        time.sleep(0.02)


def test_the_map_ends_where_the_same_replication_of_the_run_does(comparer: Comparer) -> None:
    panel = network(comparer)
    until_shown(panel, ["today", "more"])
    runs = simulate(comparer.state.organisation, list(comparer.state.scenarios), replications=1, seed=5)
    for year in panel.view.years:
        delivered = runs.data["overall"].sel(scenario=year.scenario.name, indicator="substance").item()
        whole = year.tally.delivered.sum(axis=0)[year.organisation.terminal]
        assert whole.mean() / len(year.issued) == pytest.approx(delivered)
    panel.close()


def test_it_follows_the_comparer_while_it_is_seen(comparer: Comparer) -> None:
    panel = journey(comparer)
    comparer.charts.tab = "journey"
    until_shown(panel, ["today", "more"])
    third = comparer.state.base.with_measures(training=1).named("third", "三", "third")
    comparer.change(comparer.state.changed(scenarios=(comparer.state.scenarios[0], third), origins=()))
    comparer.wait()
    until_shown(panel, ["today", "third"])
    comparer.charts.tab = "hours"
    comparer.change(comparer.state.changed(seed=6))
    comparer.wait()
    panel._worker.submit(int).result(60)
    assert {year.seed for year in panel.view.years} == {5}
    comparer.charts.tab = "journey"
    panel._worker.submit(int).result(60)
    assert {year.seed for year in panel.view.years} == {6}
    panel.lang = "en"
    assert panel.view.lang == "en"
    assert "Replication 1" in panel._told.value
    panel.close()


def test_what_goes_wrong_is_told_as_text(comparer: Comparer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError("<img src=x> no room")

    monkeypatch.setattr("workbench.app.year_views.year_of", broken)
    panel = network(comparer)
    end = time.monotonic() + 20
    while 'role="alert"' not in panel._told.value and time.monotonic() < end:
        time.sleep(0.02)
    assert "&lt;img src=x&gt; no room" in panel._told.value
    panel.close()


def test_the_baseline_comes_first_whatever_its_place(comparer: Comparer) -> None:
    assert YearChoice(comparer.state.changed(baseline="more")).chosen == ("more", "today")
    assert [view.name for view in YEAR_VIEWS] == ["network", "journey"]


@pytest.mark.parametrize("make", [network, journey])
def test_up_to_four_are_chosen_to_stand_side_by_side(comparer: Comparer, make) -> None:
    for intensity, name in ((0.2, "third"), (0.4, "fourth")):
        one = comparer.state.base.with_measures(training=intensity).named(name, name, name)
        comparer.change(comparer.state.added(one))
    names = comparer.state.names
    assert len(names) == 4
    panel = make(comparer)
    until_shown(panel, names[:2])
    boxes = panel.choice.children[1:]
    assert panel.choice.layout.display == ""
    boxes[3].value = True
    until_shown(panel, [names[0], names[1], names[3]])
    boxes[2].value = True
    until_shown(panel, names)
    for box in boxes[:3]:
        box.value = False
    until_shown(panel, names[3:])
    boxes[3].value = False  # one is always to be seen
    assert panel.choice.chosen
    panel.close()


def test_the_choice_is_hidden_where_there_are_but_two(comparer: Comparer) -> None:
    assert YearChoice(comparer.state).layout.display == "none"


def test_simulating_is_told_of_and_can_be_stopped(
    comparer: Comparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object, watch: Callable[[float], None], **__: object) -> None:
        watch(0.25)
        begun.set()
        assert go_on.wait(20)
        watch(0.5)
        raise AssertionError("it was not stopped")

    monkeypatch.setattr("workbench.app.year_views.year_of", slow)
    panel = network(comparer)
    assert begun.wait(20)
    assert "25%" in panel._told.value
    assert panel._stop.layout.display == ""
    panel._stop.click()
    go_on.set()
    panel._worker.submit(int).result(20)
    assert "已停止" in panel._told.value
    assert panel._stop.layout.display == "none"
    panel.close()


def test_a_year_says_how_far_it_is() -> None:
    told: list[float] = []
    year_of(Organisation.tree([2]), Scenario.today(), weeks=30, seed=1, watch=told.append)
    assert told == [0.0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6]  # two runs of three quarters
