"""The map and the journey beside the comparer: the years of what is compared, renewed when that changes."""

import time
from collections.abc import Iterator

import pytest

from models import Organisation
from simulation import Scenario, simulate
from workbench.app.comparer import Comparer
from workbench.app.state import State
from workbench.app.year_views import YEAR_VIEWS, YearPanel, compared, journey, network


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    today = Scenario.today()
    other = today.with_measures(ledger=0.8).named("more", "加力", "more")
    state = State(organisation=Organisation.tree([2, 3]), scenarios=(today, other), precision=0.2, seed=5)
    made = Comparer(state)
    made.wait()
    yield made
    made.close()


def until_shown(panel: YearPanel, names: list[str]) -> None:
    end = time.monotonic() + 60
    while panel.view is None or [year.scenario.name for year in panel.view.years] != names:
        assert time.monotonic() < end, panel.children[0].value
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


def test_it_follows_the_comparer(comparer: Comparer) -> None:
    panel = journey(comparer)
    until_shown(panel, ["today", "more"])
    third = comparer.state.base.with_measures(training=1).named("third", "三", "third")
    comparer.change(comparer.state.changed(scenarios=(comparer.state.scenarios[0], third), origins=()))
    comparer.wait()
    until_shown(panel, ["today", "third"])
    panel.lang = "en"
    assert panel.view.lang == "en"
    assert "Replication 1" in panel.children[0].value
    panel.close()


def test_what_goes_wrong_is_told(comparer: Comparer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr("workbench.app.year_views.year_of", broken)
    panel = network(comparer)
    end = time.monotonic() + 20
    while 'role="alert"' not in panel.children[0].value and time.monotonic() < end:
        time.sleep(0.02)
    assert "no room" in panel.children[0].value
    panel.close()


def test_the_baseline_comes_first_whatever_its_place(comparer: Comparer) -> None:
    assert compared(comparer.state.changed(baseline="more")) == ["more", "today"]
    assert [view.name for view in YEAR_VIEWS] == ["network", "journey"]
