"""The map, from the Python side: what goes to the browser, and what comes of what the browser changes."""

import re

import numpy as np
import pytest

from models import Organisation
from models.responsibility import critical_lines
from simulation import Scenario
from workbench.app.frames import QUANTITIES, frames_of
from workbench.app.network import NetworkMap, words
from workbench.app.network_data import shown_units
from workbench.app.scripts import joined
from workbench.app.year import Year, year_of


@pytest.fixture(scope="module")
def years(laibin: Organisation, scenarios: list[Scenario]) -> list[Year]:
    return [year_of(laibin, scenario, seed=1) for scenario in scenarios[:2]]


@pytest.fixture
def network(years: list[Year]) -> NetworkMap:
    return NetworkMap(years)


def unpacked(given: dict, units: int) -> np.ndarray:
    rows = np.frombuffer(given["values"], dtype=np.uint8).reshape(-1, units)
    return rows[given["of_week"]]


def test_frames_in_the_browser_are_those_of_the_year_to_a_step_of_the_scale(
    network: NetworkMap, years: list[Year]
) -> None:
    for panel, year in zip(network.panels, years, strict=True):
        units = year.organisation.n_units
        for name, values in frames_of(year).items():
            scale = network.scales[name]
            shown = (
                unpacked(panel["frames"][name], units) / 254 * (scale["high"] - scale["low"]) + scale["low"]
            )
            assert shown.shape == (52, units)
            assert np.abs(shown - values).max() <= 0.5001 * (scale["high"] - scale["low"]) / 254
        breaks = unpacked(panel["broken"], units)
        assert (breaks == year.tally.broken()).all()
        assert panel["broken"]["total"] == breaks.sum(axis=1, dtype=int).tolist()


def test_both_scenarios_share_one_scale(network: NetworkMap, years: list[Year]) -> None:
    assert network.scales["pressure"]["high"] == max(frames_of(year)["pressure"].max() for year in years)
    assert network.scales.keys() == QUANTITIES.keys()


def test_the_structure_is_the_organisation(network: NetworkMap, laibin: Organisation) -> None:
    structure = network.structure
    assert structure["ids"] == laibin.ids.to_pylist()
    assert np.frombuffer(structure["superior"], dtype="<i4").tolist() == laibin.superior.tolist()
    assert [band["en"] for band in structure["bands"]] == ["prefecture", "county", "township"]
    assert structure["names"][0] == "来宾市"
    assert np.frombuffer(structure["below"], dtype="<i4")[0] == laibin.n_units - 1


def test_critical_lines_are_the_costliest(
    network: NetworkMap, years: list[Year], laibin: Organisation
) -> None:
    parameters = years[0].case.parameters.transmission
    breaks = parameters.break_probability * (1 + parameters.break_imbalance * years[0].imbalance)
    first = critical_lines(laibin, breaks).iloc[0]
    shown = network.panels[0]["critical"][0]
    assert laibin.ids[shown["unit"]].as_py() == first["unit"]
    assert shown["share"] == pytest.approx(first["share"])


def test_a_selected_unit_has_a_story_for_each_scenario(network: NetworkMap, laibin: Organisation) -> None:
    unit = laibin.ids[20].as_py()
    network.selected = unit
    assert network.story["id"] == unit
    assert len(network.story["panels"]) == 2
    network.selected = ""
    assert network.story == {}


def test_what_cannot_be_read_is_told_in_both_languages(network: NetworkMap) -> None:
    network.selected = "nobody"
    assert "nobody" in network.alert["zh"]
    assert "nobody" in network.alert["en"]
    network.selected = ""
    assert network.alert == {}


def test_of_a_large_organisation_the_top_is_drawn_and_a_unit_can_be_entered(years: list[Year]) -> None:
    network = NetworkMap(years, units_at_most=10)
    laibin = years[0].organisation
    assert len(network.structure["ids"]) == 7
    assert network.structure["total"] == 78
    hidden = np.frombuffer(network.structure["hidden"], dtype="<i4")
    assert hidden[0] == 71
    assert hidden[1:].sum() == 71
    # A county whose townships are not drawn stands for them.
    county = unpacked(network.panels[0]["frames"]["substance"], 7)[-1, 3]
    below = laibin.superior == 3
    mean = np.average(frames_of(years[0])["substance"][-1, below], weights=laibin.headcount[below])
    assert county == pytest.approx(mean * 254, abs=0.51)
    network.focus = laibin.ids[3].as_py()
    assert network.structure["ids"][0] == laibin.ids[3].as_py()
    assert network.structure["path"][0]["name"] == "来宾市"


@pytest.mark.parametrize(("root", "most"), [(0, 10), (0, 78), (3, 5), (0, 3)])
def test_shown_units_are_below_the_root_and_no_more_than_wanted(
    laibin: Organisation, root: int, most: int
) -> None:
    shown = shown_units(laibin, root, most)
    assert len(shown) <= most
    assert set(laibin.superior[shown[1:]].tolist()) <= set(shown.tolist())


def test_other_scenarios_can_be_shown_and_the_selection_stays(network: NetworkMap, years: list[Year]) -> None:
    network.selected = years[0].organisation.ids[5].as_py()
    network.week = 7.0
    network.show(years[1:])
    assert len(network.panels) == 1
    assert network.selected == years[0].organisation.ids[5].as_py()
    assert len(network.story["panels"]) == 1
    assert network.week == 7.0


def test_scenarios_that_cannot_stand_side_by_side_are_refused(years: list[Year]) -> None:
    today = Scenario.today()
    with pytest.raises(ValueError, match="1 to 4"):
        NetworkMap([years[0]] * 5)
    with pytest.raises(ValueError, match="different organisations"):
        NetworkMap([years[0], year_of(Organisation.tree([2]), today, seed=1)])
    with pytest.raises(ValueError, match="different horizons"):
        NetworkMap([years[0], year_of(years[0].organisation, today, seed=1, weeks=30)])


def test_every_word_is_there_in_both_languages() -> None:
    both = words()
    assert both["zh"].keys() == both["en"].keys()
    for name, text in both["en"].items():
        assert text
        if isinstance(text, str):
            fields = {part.split("}")[0] for part in text.split("{")[1:]}
            assert fields == {part.split("}")[0] for part in both["zh"][name].split("{")[1:]}


def test_joined_scripts_import_nothing_and_export_one_thing() -> None:
    script = joined("network-format.js", "network-layout.js", "network.js")
    assert "import " not in script
    assert script.count("export ") == 1


def test_scripts_name_no_address_but_in_notes() -> None:
    code = "\n".join(line for line in NetworkMap._esm.splitlines() if not line.lstrip().startswith("//"))
    assert set(re.findall(r"https?://[\w./-]+", code)) == {"http://www.w3.org/2000/svg"}
