"""The map in a real browser: drawn, played, searched, clicked, read by keyboard, in both languages."""

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from browsers import PICTURES, needs_chromium
from playwright.sync_api import Browser
from widget_page import WidgetPage

from models import Organisation
from simulation import Scenario
from workbench.app.frames import frames_of
from workbench.app.network import NetworkMap
from workbench.app.year import Year, year_of
from workbench.text import number

pytestmark = [pytest.mark.browser, needs_chromium]

VIEW = "document.getElementById('widget').networkView"
PIXEL = f"""([panel, unit]) => {{
  const one = {VIEW}.state.panels[panel], [x, y] = one.at(unit);
  const at = [x, y].map((value) => Math.round(value * one.ratio));
  return [...one.middle.getContext("2d").getImageData(at[0], at[1], 1, 1).data];
}}"""
SUM = """(place) => {
  const canvas = document.querySelectorAll(".nm-discs")[place];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0, opaque = 0;
  for (let k = 0; k < data.length; k += 4) { sum = (sum * 31 + data[k] + 7 * data[k + 1]) % 1e9; opaque += data[k + 3] > 0; }
  return [sum, opaque];
}"""


@pytest.fixture(scope="module")
def years(laibin: Organisation, scenarios: list[Scenario]) -> list[Year]:
    return [year_of(laibin, scenario, seed=1) for scenario in scenarios[:2]]


@pytest.fixture
def shown(browser: Browser, years: list[Year]) -> Iterator[WidgetPage]:
    network = NetworkMap(years)
    assert network.week == 51.0
    network.week = 0.0
    opened = WidgetPage(browser, network)
    yield opened
    opened.page.close()
    assert opened.outside == []
    assert opened.faults == []


def click_unit(shown: WidgetPage, unit: int) -> None:
    stage = shown.page.locator(".nm-stage").first
    box = stage.bounding_box()
    assert box is not None
    x, y = shown.page.evaluate(f"unit => {VIEW}.state.panels[0].at(unit)", unit)
    shown.page.mouse.click(box["x"] + x, box["y"] + y)


def test_units_have_the_colour_of_their_value(shown: WidgetPage, years: list[Year]) -> None:
    shown.push(week=40.0)
    viridis = mpl.colormaps["viridis"]
    for panel, year in enumerate(years):
        for unit in (0, 2, 30, 77):
            expected = np.array(viridis(frames_of(year)["substance"][40, unit])) * 255
            assert shown.page.evaluate(PIXEL, [panel, unit]) == pytest.approx(expected.tolist(), abs=9)


def test_every_unit_is_drawn(shown: WidgetPage, laibin: Organisation) -> None:
    drawn = shown.page.evaluate(f"{VIEW}.state.panels.map(one => one.raster.discs.length)")
    assert drawn == [laibin.n_units] * 2
    for panel in (0, 1):
        assert shown.page.evaluate(SUM, panel)[1] > 5000


def test_colours_change_in_play_and_both_maps_keep_step(shown: WidgetPage) -> None:
    before = [shown.page.evaluate(SUM, panel)[0] for panel in (0, 1)]
    shown.page.locator(".nm-speed").select_option("16")
    shown.page.locator(".nm-play").click()
    shown.page.wait_for_function(f"{VIEW}.state.week > 12")
    assert shown.widget.playing
    weeks = shown.page.evaluate(f"{VIEW}.state.panels.map(one => one.markedWeek)")
    assert weeks[0] == weeks[1]
    shown.page.locator(".nm-play").click()
    assert [shown.page.evaluate(SUM, panel)[0] for panel in (0, 1)] != before
    shown.page.wait_for_timeout(100)
    assert not shown.widget.playing
    assert shown.widget.week >= 12
    assert shown.page.locator(".nm-week-text").inner_text() == f"第 {int(shown.widget.week) + 1} 周"


def test_the_scrubber_moves_the_year_while_it_plays(shown: WidgetPage) -> None:
    shown.page.locator(".nm-play").click()
    shown.page.locator(".nm-week").fill("30")
    week = shown.page.evaluate(f"{VIEW}.state.week")
    assert 29.9 < week < 35
    assert shown.widget.playing
    shown.page.wait_for_function(f"{VIEW}.state.week > {week}")


def test_play_ends_with_the_year(shown: WidgetPage) -> None:
    shown.push(week=49.0)
    shown.page.locator(".nm-play").click()
    shown.page.wait_for_function(f"!{VIEW}.state.playing")
    shown.page.wait_for_timeout(100)
    assert shown.widget.week == 51.0


def test_the_scrubber_sets_the_week(shown: WidgetPage) -> None:
    shown.page.locator(".nm-week").focus()
    for _ in range(3):
        shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_timeout(100)
    assert shown.widget.week == 3.0


def test_a_click_tells_the_story_that_python_knows(shown: WidgetPage, laibin: Organisation) -> None:
    click_unit(shown, 40)
    shown.page.locator(".nm-story h3").wait_for()
    assert shown.widget.selected == laibin.ids[40].as_py()
    text = shown.page.locator(".nm-story").text_content()
    assert text is not None
    assert laibin.names is not None
    assert laibin.names[40].as_py() in text
    for panel in shown.widget.story["panels"]:
        assert number(panel["delivered"], "share") + "%" in text
        assert f"收到 {panel['counts']['received']} 件" in text


@pytest.mark.parametrize("by", ["name", "id"])
def test_search_finds_a_unit_by_name_and_by_id(shown: WidgetPage, laibin: Organisation, by: str) -> None:
    assert laibin.names is not None
    wanted = laibin.names[50].as_py() if by == "name" else laibin.ids[50].as_py()
    shown.page.locator(".nm-search input").fill(wanted)
    assert shown.page.locator(".nm-results [role=option]").count() >= 1
    shown.page.keyboard.press("Enter")
    shown.page.locator(".nm-story h3").wait_for()
    assert shown.widget.selected == laibin.ids[50].as_py()
    assert shown.page.locator(".nm-results").is_hidden()
    shown.page.locator(".nm-search input").fill("没有这个地方")
    assert "没有找到" in shown.page.locator(".nm-results").inner_text()


def test_the_keyboard_reaches_everything(shown: WidgetPage, laibin: Organisation) -> None:
    shown.page.locator(".nm-stage").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        shown.page.keyboard.press(key)
    shown.page.wait_for_timeout(150)
    assert shown.widget.selected == laibin.ids[int(laibin.first[2])].as_py()
    assert shown.page.locator("[aria-live]").first.text_content()
    shown.page.keyboard.press("ArrowUp")
    shown.page.keyboard.press("Enter")
    closed = int(laibin.first[3] - laibin.first[2])
    drawn = shown.page.evaluate(f"{VIEW}.state.panels[0].raster.discs.length")
    assert drawn == laibin.n_units - closed
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_timeout(100)
    assert shown.widget.selected == ""


def test_closed_levels_show_the_mean_of_the_last_units_below(
    shown: WidgetPage, laibin: Organisation, years: list[Year]
) -> None:
    shown.push(week=51.0)
    shown.page.locator(".nm-levels").select_option("1")
    assert shown.page.evaluate(f"{VIEW}.state.panels[0].raster.discs.length") == 7
    byte = shown.page.evaluate(f"{VIEW}.state.panels[0].bytes[4]")
    below = laibin.superior == 4
    expected = np.average(frames_of(years[0])["substance"][51, below], weights=laibin.headcount[below])
    assert byte == pytest.approx(expected * 254, abs=1.01)


def test_zoom_pan_and_reset(shown: WidgetPage) -> None:
    where = f"{VIEW}.state.panels.map(one => one.at(60))"
    before = shown.page.evaluate(where)
    shown.page.get_by_role("button", name="放大").click()
    zoomed = shown.page.evaluate(where)
    assert zoomed != before
    box = shown.page.locator(".nm-stage").first.bounding_box()
    assert box is not None
    shown.page.mouse.move(box["x"] + 300, box["y"] + 200)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + 330, box["y"] + 220, steps=4)
    shown.page.mouse.up()
    moved = shown.page.evaluate(where)
    assert np.array(moved) - np.array(zoomed) == pytest.approx(np.array([[30, 20]] * 2), abs=3)
    shown.page.get_by_role("button", name="复原").click()
    assert shown.page.evaluate(where) == before


def test_two_fingers_zoom_about_what_is_between_them(browser: Browser, years: list[Year]) -> None:
    opened = WidgetPage(browser, NetworkMap(years), has_touch=True)
    fingers = opened.page.context.new_cdp_session(opened.page)
    box = opened.page.locator(".nm-stage").first.bounding_box()
    assert box is not None

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": box["x"] + x, "y": box["y"] + y, "id": k} for k, (x, y) in enumerate(places)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    # Whatever is under the middle of the fingers stays there.
    under = f"""([x, y]) => {{
      const {{ x: left, y: top, zoom }} = {VIEW}.state.view;
      return [left + (x - 96) / zoom, top + y / zoom, zoom];
    }}"""
    before = opened.page.evaluate(under, [300, 200])
    touch("touchStart", (280, 200), (320, 200))
    for apart in (30, 40, 50, 60):
        touch("touchMove", (300 - apart, 200), (300 + apart, 200))
    opened.page.wait_for_timeout(150)
    after = opened.page.evaluate(under, [300, 200])
    assert after[2] == pytest.approx(3 * before[2], rel=0.01)
    assert after[:2] == pytest.approx(before[:2], abs=1.5)
    views = opened.page.evaluate(f"{VIEW}.state.panels.map((one) => one.at(60)[1])")
    assert views[0] == views[1]
    touch("touchEnd")
    opened.page.wait_for_timeout(100)
    assert opened.widget.selected == ""  # nothing was meant to be chosen
    touch("touchStart", (300, 200))
    touch("touchMove", (340, 220))
    touch("touchEnd")
    opened.page.wait_for_timeout(150)
    moved = opened.page.evaluate(under, [340, 220])
    assert moved[:2] == pytest.approx(after[:2], abs=1.5)
    opened.page.close()
    assert opened.faults == []


def test_four_scenarios_stand_in_rows_that_can_be_read(browser: Browser, years: list[Year]) -> None:
    opened = WidgetPage(browser, NetworkMap([*years, *years]), width=900)
    boxes = [one.bounding_box() for one in opened.page.locator(".nm-panel").all()]
    assert len(boxes) == 4
    assert all(box["width"] >= 360 for box in boxes)
    assert [len({round(box[side]) for box in boxes}) for side in ("x", "y")] == [2, 2]
    opened.page.set_viewport_size({"width": 1900, "height": 900})
    opened.page.wait_for_timeout(300)
    assert len({round(one.bounding_box()["y"]) for one in opened.page.locator(".nm-panel").all()}) == 1
    opened.page.screenshot(path=PICTURES / "network-four.png")
    opened.page.close()
    assert opened.faults == []


def test_the_language_changes_in_place(shown: WidgetPage) -> None:
    shown.page.evaluate(f"window.before = {VIEW}")
    click_unit(shown, 40)
    shown.page.locator(".nm-story h3").wait_for()
    assert "显示到" in shown.page.locator("#widget").inner_text()
    shown.push(lang="en", quantity="gain")
    text = shown.page.locator("#widget").inner_text()
    for expected in (
        "Show down to",
        "sense of gain",
        "full package",
        "Where substance went",
        "Ledger of week 1",
    ):
        assert expected in text
    for chinese in ("显示", "现状", "断链", "台账"):
        assert chinese not in text
    assert shown.page.evaluate(f"window.before === {VIEW}")
    label = shown.page.locator(".nm-stage").first.get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Map of the organisation: today")


def test_a_fault_is_shown_where_it_is_seen(shown: WidgetPage) -> None:
    shown.push(selected="nobody")
    assert "nobody" in shown.page.get_by_role("alert").inner_text()


def test_every_control_has_a_name(shown: WidgetPage) -> None:
    nameless = shown.page.evaluate("""() => [...document.querySelectorAll("button, input, select, [role=application]")].filter(
      (one) => !(one.getAttribute("aria-label") || one.textContent.trim() || (one.labels && one.labels[0]?.textContent.trim())))
      .map((one) => one.outerHTML)""")
    assert nameless == []


def test_what_only_reviews_know_is_said_to_be_missing(browser: Browser, laibin: Organisation) -> None:
    plain = Scenario.today().with_parameters(feedback="none")
    opened = WidgetPage(browser, NetworkMap([year_of(laibin, plain, seed=1)]))
    opened.push(quantity="gain")
    assert "没有季度复盘" in opened.page.locator(".nm-note").first.inner_text()
    assert opened.page.evaluate(PIXEL, [0, 30])[:3] == [205, 205, 205]
    opened.page.close()
    assert opened.faults == []


def test_a_unit_is_entered_and_left_again(browser: Browser, years: list[Year]) -> None:
    opened = WidgetPage(browser, NetworkMap(years, units_at_most=10))
    assert "共 78 个单位" in opened.page.locator(".nm-path").inner_text()
    click_unit(opened, 3)
    opened.page.get_by_role("button", name="进入").click()
    opened.page.locator(".nm-path [aria-current]").wait_for()
    # Of its eleven townships the first nine: there is room for ten units.
    assert opened.widget.structure["total"] == 12
    assert opened.page.evaluate(f"{VIEW}.state.structure.count") == 10
    opened.page.locator(".nm-path button").first.click()
    opened.page.wait_for_function(f"{VIEW}.state.structure.count === 7")
    opened.page.close()
    assert opened.faults == []
