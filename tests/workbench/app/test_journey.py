"""The journey, from the Python side: what is drawn is what the ledger of the whole says."""

import json

import pytest

from models import Organisation
from simulation import Scenario, simulate
from workbench.app.journey import JourneyView, words, worth_telling
from workbench.app.year import Year, year_of
from workbench.journeys import journey_of


@pytest.fixture(scope="module")
def years(laibin: Organisation, scenarios: list[Scenario]) -> list[Year]:
    return [year_of(laibin, scenario, seed=1) for scenario in scenarios[:2]]


def test_the_journey_is_that_of_the_ledger_of_the_whole(years: list[Year], scenarios: list[Scenario]) -> None:
    laibin = years[0].organisation
    view = JourneyView(years)
    runs = simulate(laibin, scenarios[:2], replications=1, seed=1, ledger=True)
    assert runs.ledger is not None
    for panel, scenario in zip(view.panels, scenarios[:2], strict=True):
        ledger = runs.ledger[runs.ledger["scenario"] == scenario.name]
        expected = journey_of(ledger, laibin, view.directive, view.unit)
        assert [stop["unit"] for stop in panel["stops"]] == [stop.unit for stop in expected.stops]
        assert [stop["done"] for stop in panel["stops"]] == [stop.done for stop in expected.stops]
        assert [len(stop["breaks"]) for stop in panel["stops"]] == [
            len(stop.breaks) for stop in expected.stops
        ]
        assert panel["end"] == expected.last.done
        json.dumps(panel, allow_nan=False)


def test_one_worth_telling_is_chosen_first(years: list[Year]) -> None:
    view = JourneyView(years)
    assert (view.directive, view.unit) == worth_telling(years[0])
    assert sum(len(stop["breaks"]) for stop in view.panels[0]["stops"]) == 1


def test_another_choice_is_another_journey(years: list[Year]) -> None:
    view = JourneyView(years)
    view.directive = 5
    view.unit = years[0].organisation.ids[70].as_py()
    assert view.panels[0]["directive"] == 5
    assert view.panels[1]["stops"][-1]["unit"] == view.unit
    assert view.panels[0]["issued"] == view.panels[1]["issued"] == years[0].issued[5]


def test_a_scenario_with_other_directives_has_nothing_to_compare(years: list[Year]) -> None:
    busier = Scenario.today().named("busier").with_parameters(directives_per_year=300)
    view = JourneyView([years[0], year_of(years[0].organisation, busier, seed=1)])
    assert view.panels[0]["stops"]
    assert view.panels[1]["stops"] == []


def test_no_directive_and_unknown_units_are_told(years: list[Year]) -> None:
    quiet = Scenario.today().with_parameters(directives_per_year=0)
    view = JourneyView([year_of(years[0].organisation, quiet, seed=1)])
    assert (view.issued, view.panels[0]["stops"], view.alert) == ([], [], {})
    view = JourneyView(years)
    view.unit = "nobody"
    assert "nobody" in view.alert["zh"]
    assert "nobody" in view.alert["en"]


def test_every_word_is_there_in_both_languages() -> None:
    both = words()
    assert both["zh"].keys() == both["en"].keys()
