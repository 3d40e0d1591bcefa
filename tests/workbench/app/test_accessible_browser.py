"""Everybody can use the page: texts stand out from what is behind them, and every control has a name and is reached by key.

Contrast is computed in the browser from the styles that it uses itself, by the formula of WCAG 2.2 (relative luminance,
1.4.3); names are those that the browser tells screen readers.
"""

from collections.abc import Iterator

import pytest
from browsers import Visit, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

FAULTY = "单位,上级,层级,名称\n1,,province,甲\n2,1,city,乙\n2,1,city,丙\n3,9,city,丁\n"
TABS = [
    "attenuation",
    "losses",
    "forest",
    "course",
    "hours",
    "trade",
    "network",
    "journey",
    "trainer",
    "upload",
    "take-away",
]
# Texts with their contrast and what is asked of it: 4.5, or 3 from 24 px on (18.66 px where bold). What is switched off is exempt.
CONTRAST = """() => {
  const numbers = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const over = ([r, g, b, a], under) => [r, g, b].map((c, k) => c * a + under[k] * (1 - a));
  const behind = (one) => {
    if (!one) return [255, 255, 255];
    const own = numbers(getComputedStyle(one).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(one.parentElement));
  };
  const dim = (one) => one ? Number(getComputedStyle(one).opacity) * dim(one.parentElement) : 1;
  const found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.data.trim(), one = words.currentNode.parentElement;
    if (!text || one.closest("script, style, option, :disabled, .cd-hidden, .unseen, .nm-live, [aria-hidden=true]")) continue;
    if (!one.checkVisibility({ visibilityProperty: true }) || !one.getClientRects().length) continue;
    const style = getComputedStyle(one), under = behind(one);
    const ink = numbers(one instanceof SVGElement ? style.fill : style.color);
    ink[3] *= dim(one);
    const [high, low] = [light(over(ink, under)), light(under)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    found.push([text, (high + 0.05) / (low + 0.05), large ? 3 : 4.5, style.color]);
  }
  return found;
}"""
CONTROLS = """() => [...document.querySelectorAll('button, select, input, [tabindex="0"], a[href], summary')]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0)
  .filter((one) => one.type !== 'radio' || one.checked)  // of a group of these one is reached, arrows go on
  .map((one, place) => { one.dataset.place = place; return one.outerHTML.slice(0, 120); })"""
NAMED_ROLES = {
    "button",
    "combobox",
    "slider",
    "checkbox",
    "switch",
    "radio",
    "textbox",
    "searchbox",
    "spinbutton",
    "tab",
    "application",
}


@pytest.fixture(scope="module")
def visit(browser, served) -> Iterator[Visit]:
    visit = Visit(browser, served)
    visit.answered()
    for _ in range(2):  # every colour that a scenario may have
        visit.page.click("[data-command='add']")
        visit.page.wait_for_timeout(300)
    visit.answered()
    visit.page.click("[data-fold='five_ones']")
    yield visit
    visit.page.close()


def open_tab(visit: Visit, tab: str) -> None:
    """Open a view with as much on it as there may be."""
    page = visit.page
    page.click(f"[data-tab='{tab}']")
    if tab in ("network", "journey"):
        page.wait_for_selector({"network": ".nm-discs", "journey": ".cd-extra svg"}[tab])
    if tab == "network":
        page.locator(".nm-stage").first.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(".nm-story h3")
    if tab == "trainer":
        page.wait_for_selector(".cd-trainer [data-key='keep']")
    if tab == "trainer" and page.locator(".cd-trainer .scale").count() == 0:
        page.click(".cd-trainer [data-key='keep']")
        page.click(".cd-trainer [data-key='reveal']:not([disabled])")
        page.wait_for_selector(".cd-trainer .scale")
    if tab == "upload" and page.locator("table.faults").count() == 0:
        file = {"name": "t.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
        page.set_input_files("[data-key='file-table']", file)
        page.wait_for_selector("table.faults")
    page.wait_for_timeout(250)


def look_like(visit: Visit, lang: str, *, large: bool) -> None:
    visit.page.click(f"[data-name='{lang}']")
    if (visit.page.get_attribute("[data-name='projector']", "aria-pressed") == "true") != large:
        visit.page.click("[data-name='projector']")
    visit.page.wait_for_timeout(250)


@pytest.mark.parametrize("large", [False, True], ids=["desk", "projector"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_stands_out_from_what_is_behind_it(visit: Visit, lang: str, large: bool) -> None:
    look_like(visit, lang, large=large)
    faint = {}
    for tab in TABS:
        open_tab(visit, tab)
        found = visit.page.evaluate(CONTRAST)
        assert len(found) > 40
        faint |= {
            (tab, text): (round(ratio, 2), colour) for text, ratio, least, colour in found if ratio < least
        }
    assert faint == {}


def test_a_faint_text_would_be_seen(visit: Visit) -> None:
    look_like(visit, "zh", large=False)
    visit.page.wait_for_timeout(500)
    grey = "document.querySelector('.cd-field span').style.color = '#777'"  # on white 4.48 to 1
    found = visit.page.evaluate(f"() => {{ {grey}; return ({CONTRAST})(); }}")
    visit.page.evaluate("document.querySelector('.cd-field span').style.color = ''")
    faint = [(text, ratio) for text, ratio, least, _ in found if ratio < least]
    assert faint == [("组织", pytest.approx(4.48, abs=0.01))]


@pytest.mark.parametrize("tab", TABS)
def test_every_control_has_a_name_and_is_reached_by_key(visit: Visit, tab: str) -> None:
    look_like(visit, "zh", large=False)
    open_tab(visit, tab)
    tree = visit.page.context.new_cdp_session(visit.page).send("Accessibility.getFullAXTree")["nodes"]
    controls = [node for node in tree if not node["ignored"] and node["role"]["value"] in NAMED_ROLES]
    assert len(controls) > 30
    assert [node["role"] for node in controls if not node.get("name", {}).get("value", "").strip()] == []
    wanted = visit.page.evaluate(CONTROLS)
    visit.page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    reached = set()
    for _ in range(len(wanted) + 10):
        visit.page.keyboard.press("Tab")
        reached.add(visit.page.evaluate("document.activeElement.dataset.place"))
    assert [one for place, one in enumerate(wanted) if str(place) not in reached] == []
