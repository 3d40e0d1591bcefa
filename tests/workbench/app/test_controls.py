"""The controls offer what is declared, and what they say becomes the scenario."""

import json
import re

import pytest

from simulation import Scenario
from simulation.measures import MEASURES, measure_quantities
from workbench.app import controls
from workbench.app.controls import (
    conflicts_in,
    declared,
    differing,
    neighbours,
    step_of,
    values_of,
    with_values,
)

TODAY = Scenario.today()
MORE = TODAY.with_measures(ledger=0.5, five_ones={"weekly_dispatch": {"hours": 2.0}}).named("more")
CHINESE = re.compile("[一-鿿]")


def settings(lang: str = "zh") -> dict[str, dict[str, object]]:
    cards = [card for pillar in declared([], lang)["pillars"] for card in pillar["measures"]]
    return {f"{card['id']}.{setting['path']}": setting for card in cards for setting in card["settings"]}


def test_all_26_measures_stand_in_their_pillars() -> None:
    pillars = declared([], "zh")["pillars"]
    assert [(pillar["name"], len(pillar["measures"])) for pillar in pillars] == [
        ("责任传导", 10),
        ("双螺旋考核", 9),
        ("激励保障", 7),
    ]
    assert {card["id"] for pillar in pillars for card in pillar["measures"]} == set(MEASURES)


def test_every_declared_quantity_has_a_control_with_range_unit_and_source() -> None:
    known = settings()
    quantities = measure_quantities()
    assert len(known) == len(quantities)
    for quantity in quantities:
        setting = known[f"{quantity.group}.{quantity.name}"]
        assert setting["default"] == quantity.default
        assert setting["source"]
        if not isinstance(quantity.default, bool):
            assert (setting["low"], setting["high"]) == (quantity.low, quantity.high)


def test_assumptions_are_called_so() -> None:
    notes = {setting["note"] for setting in settings().values() if setting["source"] == "假设"}
    assert notes == {"假设"}


def test_a_slider_can_stand_on_its_default_and_on_both_ends() -> None:
    for quantity in measure_quantities():
        if isinstance(quantity.default, bool):
            continue
        steps = (float(quantity.default) - quantity.low) / step_of(quantity)  # type: ignore[arg-type,operator]
        assert abs(steps - round(steps)) < 0.5 * (step_of(quantity) > 1e-3) + 0.51, quantity
        assert 0 < step_of(quantity) <= (quantity.high - quantity.low) / 20  # type: ignore[operator]


def test_english_is_english() -> None:
    assert not CHINESE.search(json.dumps(declared([TODAY], "en"), ensure_ascii=False))


def test_values_go_to_the_page_and_back_without_a_change() -> None:
    through_json = json.loads(json.dumps(values_of(MORE)))
    assert with_values(MORE, through_json) is MORE
    assert with_values(TODAY, json.loads(json.dumps(values_of(TODAY)))) is TODAY


def test_a_page_says_1_for_1_point_0() -> None:
    values = values_of(TODAY)
    values["ledger"]["intensity"] = 1
    values["five_ones"]["intensity"] = 1
    values["five_ones"]["weekly_dispatch.hours"] = 3
    changed = with_values(TODAY, values)
    assert changed.measures["ledger"].intensity == 1.0
    five = changed.measures["five_ones"]
    assert five.weekly_dispatch.hours == 3.0  # type: ignore[attr-defined]
    assert five.monthly_inspection == MEASURES["five_ones"]().monthly_inspection  # type: ignore[attr-defined]


def test_what_is_out_of_range_is_refused() -> None:
    values = values_of(TODAY)
    values["ledger"]["intensity"] = 1.5
    with pytest.raises(ValueError, match=r"ledger.intensity = 1.5|intensity = 1.5"):
        with_values(TODAY, values)


def test_only_what_acts_differs() -> None:
    assert differing(MORE, TODAY) == ["five_ones", "ledger"]
    assert differing(TODAY.with_measures(ledger=0.0), TODAY) == []


def test_a_conflict_stands_at_its_measure() -> None:
    off = {part: {"on": False} for part in MEASURES["five_ones"]().parts()}  # type: ignore[attr-defined]
    clash = TODAY.with_measures(five_ones=off)
    (found,) = conflicts_in(clash, "en")
    assert found == {"measure": "five_ones", "text": "all five parts are off, yet the intensity is above 0"}
    assert conflicts_in(clash, "zh")[0]["text"].startswith("五个一的五个部分全部关闭")
    assert conflicts_in(MORE, "zh") == []


def test_a_conflict_of_several_measures_stands_at_none() -> None:
    patrols = {"patrol": 40.0}
    clash = TODAY.with_measures(grid_areas=patrols)
    (found,) = conflicts_in(clash, "zh")
    assert found["measure"] == ""
    assert "可用" in found["text"] or "小时" in found["text"]
    assert controls.in_language("no slash", "zh") == "no slash"


def test_neighbours_are_what_can_be_set_and_is_not_yet() -> None:
    found = neighbours(MORE, "ledger", "intensity", [0.52, MORE.measures["ledger"].intensity, 0.48])
    assert [each.measures["ledger"].intensity for each in found] == [0.52, 0.48]
    assert {each.name for each in found} == {MORE.name}
    assert neighbours(TODAY, "grid_areas", "patrol", [40.0]) != []  # off, so that it takes no hours
    assert neighbours(TODAY.with_measures(grid_areas=1.0), "grid_areas", "patrol", [40.0]) == []
