"""The controls in a real browser, Python at the other end and no server: what a key and a slider in hand tell the kernel."""

import pytest
from browsers import needs_chromium
from playwright.sync_api import Browser
from widget_page import WidgetPage

from models import Organisation
from simulation import Scenario
from workbench.app.controls import Controls, declared, page_of
from workbench.app.state import State

pytestmark = [pytest.mark.browser, needs_chromium]

TODAY = Scenario.today()
MORE = TODAY.with_measures(five_ones=0.6, ledger=1.0).named("more")


class Styled(Controls):
    """The controls; the styles come with the toolbar."""

    _css = ""


def test_the_kernel_is_told_what_the_next_key_would_give(browser: Browser) -> None:
    controls = Styled()
    state = State(organisation=Organisation.tree([2, 2]), scenarios=(TODAY, MORE))
    controls.declared, controls.page = declared([TODAY, MORE], "zh"), page_of(state, 0, [[], []])
    shown = WidgetPage(browser, controls)
    hand = {"scenario": "more", "measure": "five_ones", "setting": "intensity", "near": [0.62, 0.58]}
    shown.page.focus("[data-id='five_ones.intensity']")
    assert shown.page.evaluate("window.model.sent") == [{"command": "hand", "place": 1, "hand": hand}]
    shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_function("window.model.get('wish').serial === 1")
    wish = shown.page.evaluate("window.model.get('wish')")
    assert wish["values"]["more"]["five_ones"]["intensity"] == 0.62
    assert wish["hand"] == hand | {"near": [0.64, 0.6]}
    shown.page.focus("[data-id='ledger.intensity']")  # at its upper end
    assert shown.page.evaluate("window.model.sent.at(-1).hand.near") == [1, 0.98]
    assert not shown.faults
