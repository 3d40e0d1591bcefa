"""The map of an organisation before anything is simulated."""

import numpy as np
import pytest

from models import Organisation
from workbench.app.preview_map import PreviewMap


@pytest.fixture
def given(tmp_path) -> Organisation:
    path = tmp_path / "t.csv"
    path.write_text(
        "unit,superior,level,name,authority,responsibility\n1,,province,甲,0.5,0.5\n2,1,city,乙,0.25,0.75\n"
        "3,1,city,丙,,\n4,2,county,丁,0.1,1.0\n",
        encoding="utf-8",
    )
    return Organisation.read(path)


def colours(shown: PreviewMap) -> list[int]:
    return list(shown.panels[0]["frames"]["imbalance"]["values"])


def test_colours_are_the_imbalance_of_the_table_and_grey_where_it_gives_none(given: Organisation) -> None:
    shown = PreviewMap(given)
    assert shown.structure["names"] == ["甲", "乙", "丙", "丁"]
    assert colours(shown) == [0, 127, 255, 229]  # |0.75 - 0.25| of 254; 255 is none
    assert "失衡" in shown.panels[0]["note"]["zh"]


def test_without_any_it_says_why_all_is_grey() -> None:
    shown = PreviewMap(Organisation.tree([2, 2]), "en")
    assert set(colours(shown)) == {255}
    assert "neither authority nor responsibility" in shown.panels[0]["note"]["en"]


def test_a_unit_is_entered_and_another_organisation_starts_at_its_top(given: Organisation) -> None:
    shown = PreviewMap(given)
    shown.focus = "2"
    assert shown.structure["names"] == ["乙", "丁"]
    shown.selected = "4"
    assert shown.story == {"id": "4", "root": False, "panels": []}
    shown.preview(Organisation.tree([3]))
    assert shown.structure["total"] == 4
    assert shown.selected == ""
    assert shown.alert == {}


def test_what_is_not_there_is_told(given: Organisation) -> None:
    shown = PreviewMap(given)
    shown.selected = "nobody"
    assert "nobody" in shown.alert["en"]


def test_of_a_large_one_the_top_is_drawn() -> None:
    shown = PreviewMap(Organisation.tree([20, 400]))
    assert shown.structure["total"] == 8021
    assert len(shown.structure["ids"]) == 21
    assert np.frombuffer(shown.structure["hidden"], "<i4")[1:].tolist() == [400] * 20
