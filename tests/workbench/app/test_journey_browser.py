"""The journey in a real browser: drawn as Python tells it, chosen by search and by number, in both languages."""

from collections.abc import Iterator

import pytest
from browsers import needs_chromium
from playwright.sync_api import Browser
from widget_page import WidgetPage

from models import Organisation
from simulation import Scenario
from workbench.app.journey import JourneyView
from workbench.app.year import Year, year_of

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def years(laibin: Organisation, scenarios: list[Scenario]) -> list[Year]:
    return [year_of(laibin, scenario, seed=1) for scenario in scenarios[:2]]


@pytest.fixture
def shown(browser: Browser, years: list[Year]) -> Iterator[WidgetPage]:
    opened = WidgetPage(browser, JourneyView(years))
    yield opened
    opened.page.close()
    assert opened.outside == []
    assert opened.faults == []


def count(shown: WidgetPage, selector: str) -> int:
    return shown.page.locator(selector).count()


@pytest.mark.parametrize("directive", [-1, 3, 40, 71])
def test_every_break_wait_and_restoration_is_drawn(shown: WidgetPage, directive: int) -> None:
    if directive >= 0:
        shown.push(directive=directive)
    stops = [stop for panel in shown.widget.panels for stop in panel["stops"]]
    breaks = [broken for stop in stops for broken in stop["breaks"]]
    assert count(shown, ".nm-timeline") == 2
    assert count(shown, ".nm-cross") == len(breaks)
    assert count(shown, ".nm-diamond") == sum(broken["found"] is not None for broken in breaks)
    assert count(shown, ".nm-worked") == sum(stop["begun"] is not None for stop in stops)
    assert count(shown, ".nm-triangle") == sum(gain > 0 for stop in stops for _, gain in stop["restored"])


def test_both_scenarios_stand_on_one_axis(shown: WidgetPage) -> None:
    ticks = [
        shown.page.locator(".nm-timeline").nth(panel).locator("text.nm-tick[text-anchor=middle]")
        for panel in (0, 1)
    ]
    marks = [[(tick.text_content(), tick.get_attribute("x")) for tick in one.all()] for one in ticks]
    assert marks[0] == marks[1]
    assert len(marks[0]) >= 3


def test_the_next_directive_is_told(shown: WidgetPage) -> None:
    before = shown.widget.directive
    shown.page.get_by_role("button", name="下一件").click()
    shown.page.wait_for_timeout(200)
    assert shown.widget.directive == before + 1
    assert f"第 {before + 2} 号任务" in shown.page.locator(".nm-finding").first.inner_text()


def test_a_unit_is_found_and_told(shown: WidgetPage, laibin: Organisation) -> None:
    assert laibin.names is not None
    shown.page.locator(".nm-search input").fill(laibin.names[60].as_py())
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_timeout(200)
    assert shown.widget.unit == laibin.ids[60].as_py()
    assert shown.page.locator(".nm-timeline .nm-name").nth(2).text_content() == laibin.names[60].as_py()


def test_the_language_changes_in_place_and_it_can_be_read_in_words(shown: WidgetPage) -> None:
    shown.page.locator("summary").first.click()
    assert "无人承接" in shown.page.locator(".nm-said").first.inner_text()
    shown.push(lang="en")
    text = shown.page.locator("#widget").inner_text()
    for expected in ("To which unit", "week of the year", "nobody owned it", "checkpoint", "found the break"):
        assert expected in text
    for chinese in ("现状", "断链", "交接", "办理"):
        assert chinese not in text


def test_nothing_to_compare_is_said(browser: Browser, years: list[Year]) -> None:
    busier = Scenario.today().named("busier").with_parameters(directives_per_year=300)
    other = year_of(years[0].organisation, busier, seed=1)
    opened = WidgetPage(browser, JourneyView([years[0], other]))
    assert "没有在同一时间下达这件任务" in opened.page.locator("#widget").inner_text()
    opened.page.close()
    assert opened.faults == []
