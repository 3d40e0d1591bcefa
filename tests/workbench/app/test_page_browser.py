"""The page in a real browser: what a visitor does, and what he then sees."""

import re
import time
from collections.abc import Iterator

import pytest
from browsers import Visit, needs_chromium

from models import Organisation
from simulation import Scenario, simulate
from workbench.app.page import guangxi, presets
from workbench.text import form_of, number, value_text

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

CHINESE = re.compile("[一-鿿]")
SLIDER = "[data-id='five_ones.intensity']"


@pytest.fixture(scope="module")
def shared(browser, served) -> Iterator[Visit]:
    visit = Visit(browser, served)
    visit.answered()
    yield visit
    visit.page.close()


@pytest.fixture
def visit(shared: Visit) -> Visit:
    """A page as it opens: what a test before has changed is undone."""
    shared.page.click("[data-name='zh']")
    shared.page.click("[data-tab='attenuation']")
    while shared.page.is_enabled("[data-name='undo']"):
        shared.page.evaluate("document.querySelector('[data-name=undo]').click()")
        shared.page.wait_for_timeout(200)
    shared.answered()
    return shared


@pytest.fixture(scope="module")
def counties() -> Organisation:
    return guangxi()["guangxi-county"].organisation


@pytest.fixture(scope="module")
def start() -> list[Scenario]:
    return presets()[:2]


def replications(visit: Visit) -> int:
    return int(visit.page.get_attribute(".cd-charts", "data-replications") or 0)


def card(visit: Visit, indicator: str) -> list[str]:
    rows = visit.page.query_selector_all(f".cd-card[data-indicator='{indicator}'] tr")
    parts = [row.query_selector_all("th, .cd-value, .cd-diff > *") for row in rows]
    return [" ".join(part.text_content().strip() for part in row) for row in parts]


def move(visit: Visit, key: str = "ArrowLeft", times: int = 1) -> None:
    visit.page.focus(SLIDER)
    before = visit.page.get_attribute(".cd-charts", "data-serial")
    for _ in range(times):
        visit.page.keyboard.press(key)
    visit.until(f"document.querySelector('.cd-charts').dataset.serial !== '{before}'")
    wished = visit.page.evaluate("document.querySelector('.cd-charts').dataset.serial")
    assert wished != before


def test_it_opens_in_chinese_asks_nothing_outside_and_complains_of_nothing(shared: Visit) -> None:
    assert shared.text("h1") == "传导"
    assert "三位一体" in shared.text(".cd-scenarios")
    assert shared.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert shared.outside() == []
    assert shared.errors == []
    shared.picture("page_zh")


def test_nothing_is_cut_off_at_1280_by_720(shared: Visit) -> None:
    size = shared.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size[0] <= 1280
    assert size[1] <= 720
    box = shared.page.locator(".cd-note").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720


def test_a_slider_moves_and_the_numbers_are_those_of_simulate(
    visit: Visit, counties: Organisation, start: list[Scenario]
) -> None:
    before = card(visit, "substance")
    move(visit, times=5)
    visit.answered()
    value = float(visit.page.input_value(SLIDER))
    assert value == pytest.approx(0.5)
    package = start[1].with_measures(five_ones=start[1].measures["five_ones"].changed(intensity=value))
    runs = simulate(counties, [start[0], package], replications=replications(visit), seed=1)
    assert card(visit, "substance") != before
    for indicator, values in runs.overall().items():
        shown = card(visit, indicator)
        if not shown:
            continue
        means = values.mean(axis=1)
        assert shown[0] == f"A {value_text(means[0], form_of(indicator), 'zh')}"
        assert shown[1].startswith(f"B {value_text(means[1], form_of(indicator), 'zh')} ")
        assert (
            number(means[1] - means[0], "points" if form_of(indicator) == "share" else "1", signed=True)
            in shown[1]
        )


def test_the_answer_comes_at_once_and_sharpens(visit: Visit) -> None:
    visit.page.evaluate(
        """() => { const charts = document.querySelector('.cd-charts'); window.seen = [];
        const told = () => charts.querySelector('.cd-sure-text').textContent;
        new MutationObserver(() => window.seen.push([charts.dataset.serial, Number(charts.dataset.replications), told()]))
          .observe(charts, {attributes: true, attributeFilter: ['data-painted']}); }"""
    )
    move(visit, times=3)
    visit.answered()
    last = visit.page.get_attribute(".cd-charts", "data-serial")
    seen = [(count, text) for serial, count, text in visit.page.evaluate("window.seen") if serial == last]
    counts = [count for count, _ in seen]
    assert counts == sorted(counts)
    assert counts[0] <= 3 < counts[-1]
    assert len(set(counts)) >= 3
    widths = [float(found[1]) for _, text in seen if (found := re.search(r"±([\d.]+)%（", text))]
    assert widths[-1] <= 2.0


def test_stop_keeps_what_is_shown_and_go_on_goes_on(visit: Visit) -> None:
    visit.page.select_option("[data-name='precision']", "0.005")
    visit.page.click("[data-name='stop']")
    visit.page.wait_for_selector("[data-name='go']:not(:disabled)")
    visit.page.wait_for_timeout(500)
    kept = replications(visit)
    visit.page.wait_for_timeout(800)
    assert replications(visit) == kept
    assert "已停止" in visit.text(".cd-count")
    visit.page.click("[data-name='go']")
    visit.until(f"Number(document.querySelector('.cd-charts').dataset.replications) > {kept}")
    visit.page.click("[data-name='stop']")


def test_the_language_changes_everything_without_reloading(visit: Visit) -> None:
    visit.page.evaluate("window.still = 'here'")
    visit.page.click("[data-name='en']")
    visit.until("document.querySelector('.cd-message').textContent.startsWith('What is left')")
    visit.page.click("[data-pillar-fold='assessment']")
    for tab in ("losses", "forest", "course", "hours", "trade"):
        visit.page.click(f"[data-tab='{tab}']")
        visit.page.wait_for_timeout(400)
        text = visit.text(".cd-page").replace("中文", "")
        assert not CHINESE.search(text), CHINESE.findall(text)
        labels = visit.page.eval_on_selector_all(
            ".cd-page [aria-label]:not([data-name=zh]), .cd-page [title]:not([data-name=zh])",
            "all => all.map(e => (e.ariaLabel ?? '') + (e.title ?? '')).join(' ')",
        )
        assert not CHINESE.search(labels)
        cut = visit.page.eval_on_selector_all(
            ".cd-plot text",
            """all => all.filter(e => { const box = e.getBBox(), room = e.ownerSVGElement.viewBox.baseVal;
            return box.x < 0 || box.x + box.width > room.width; }).map(e => e.textContent)""",
        )
        assert cut == []
    arrows = visit.page.eval_on_selector_all(
        ".cd-card",
        """all => all.map(e => [e, e.querySelector('h3 [aria-label]')].map(one => one.getBoundingClientRect().right))
        .map(([card, arrow]) => card - arrow)""",
    )
    assert min(arrows) > 0
    visit.picture("page_en")
    visit.page.click("[data-pillar-fold='assessment']")
    assert visit.page.evaluate("window.still") == "here"


def test_undo_and_redo(visit: Visit) -> None:
    before = card(visit, "substance")
    move(visit, "Home")
    visit.answered()
    after = card(visit, "substance")
    assert after != before
    visit.page.click("[data-name='undo']")
    visit.until(f"document.querySelector(\"{SLIDER}\").value === '0.6'")
    visit.answered()
    assert card(visit, "substance") == before
    visit.page.click("[data-name='redo']")
    visit.until(f"document.querySelector(\"{SLIDER}\").value === '0'")
    visit.answered()
    assert card(visit, "substance") == after


def test_a_refused_luck_leaves_the_field_at_the_one_in_use(visit: Visit) -> None:
    visit.page.click("[data-name='lock']")
    visit.page.wait_for_selector("[data-name='seed']:not(:disabled)")
    for wrong in ("-5", "1.5", "18446744073709551616"):
        visit.page.fill("[data-name='seed']", wrong)
        visit.page.keyboard.press("Enter")
        visit.until("document.querySelector('.cd-alert p')?.textContent.includes('运气编号')")
        assert visit.page.input_value("[data-name='seed']") == "1"
        visit.page.click("[data-name='dismiss']")
        visit.page.wait_for_selector(".cd-alert p", state="detached")
    visit.page.click("[data-name='lock']")


def test_a_conflict_is_explained_where_it_arises(visit: Visit) -> None:
    visit.page.click("[data-fold='five_ones']")
    for part in (
        "weekly_dispatch",
        "monthly_inspection",
        "quarterly_roadshow",
        "annual_review",
        "hard_project",
    ):
        visit.page.uncheck(f"[data-id='five_ones.{part}.on']")
        visit.page.wait_for_timeout(150)
    visit.page.wait_for_selector("[data-measure='five_ones'] .cd-fault")
    assert "全部关闭" in visit.text("[data-measure='five_ones'] .cd-fault")
    assert "全部关闭" in visit.text(".cd-alert")
    assert visit.page.get_attribute(".cd-alert", "role") == "alert"
    visit.picture("conflict")
    visit.page.click("[data-name='undo']")
    visit.page.wait_for_selector(".cd-alert p", state="detached")
    visit.page.click("[data-fold='five_ones']")


def test_scenarios_are_added_chosen_copied_and_removed(visit: Visit) -> None:
    visit.page.click("[data-command='add']")
    visit.page.click("[data-place='2']")
    visit.page.select_option("[data-choose='preset']", "formalism")
    visit.until("document.querySelector('[data-place=\"2\"]').textContent.includes('形式主义')")
    visit.answered()
    assert len(card(visit, "gain")) == 3
    visit.page.click("[data-tab='trade']")
    visit.until("document.querySelectorAll('.cd-plot g[data-tip]').length === 6")
    visit.picture("three_scenarios")
    visit.page.select_option("[data-choose='copy']", "1")
    visit.until("document.querySelector('[data-place=\"2\"]').textContent.includes('*')")
    visit.page.click("[data-command='remove']")
    visit.page.wait_for_selector("[data-place='2']", state="detached")


def test_hovering_tells_values_with_units_and_a_view_opens_large(visit: Visit) -> None:
    visit.page.hover(".cd-plot g[data-tip] >> nth=3")
    tip = visit.text(".cd-tip")
    assert re.search(r"现状 · 县级: [\d.]+% \[[\d.]+, [\d.]+\]|三位一体 · 省级: ", tip), tip
    visit.page.click(".cd-large")
    box = visit.page.locator(".cd-stage").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 720)
    visit.picture("large")
    visit.page.keyboard.press("Escape")
    assert visit.page.locator(".cd-open").count() == 0


def test_everything_has_a_name_and_is_reached_by_the_keyboard(visit: Visit) -> None:
    nameless = visit.page.eval_on_selector_all(
        ".cd-page button, .cd-page input, .cd-page select",
        """all => all.filter(e => !(e.ariaLabel || e.textContent.trim() || e.closest('label')?.textContent.trim()))
        .map(e => e.outerHTML)""",
    )
    assert nameless == []
    visit.page.focus("[data-name='organisation']")
    reached = set()
    for _ in range(80):
        visit.page.keyboard.press("Tab")
        reached |= set(visit.page.evaluate("Object.values(document.activeElement.dataset)"))
    assert {
        "precision",
        "projector",
        "en",
        "preset",
        "five_ones",
        "five_ones.intensity",
        "attenuation",
    } <= reached
    visit.page.focus("[data-tab='attenuation']")
    visit.page.keyboard.press("ArrowRight")
    visit.until("document.activeElement.dataset.tab === 'losses'")


def test_projector_and_tablet(browser, served, visit: Visit) -> None:
    visit.page.click("[data-name='projector']")
    visit.page.wait_for_selector(".cd-page.cd-big")
    visit.page.wait_for_timeout(300)
    visit.picture("projector")
    assert visit.page.is_hidden("[data-name='organisation']")
    size = float(
        visit.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.cd-value')).fontSize)")
    )
    assert size >= 20
    visit.page.click("[data-name='projector']")
    visit.page.wait_for_selector(".cd-page.cd-big", state="detached")
    visit.page.set_viewport_size({"width": 820, "height": 1180})
    visit.page.wait_for_timeout(400)
    visit.picture("tablet")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 820
    visit.page.set_viewport_size({"width": 1280, "height": 720})


def test_two_visitors_do_not_see_each_other(browser, served, visit: Visit) -> None:
    other = Visit(browser, served)
    other.answered()
    before = card(visit, "substance")
    move(other, "Home")
    other.answered()
    assert card(other, "substance") != before
    assert card(visit, "substance") == before
    assert visit.page.input_value(SLIDER) == "0.6"
    assert other.errors == []
    other.page.close()


def test_a_page_that_is_left_ends_its_kernel(browser, served) -> None:
    other = Visit(browser, served)
    other.answered()
    configuration = "JSON.parse(document.getElementById('jupyter-config-data').textContent)"
    kernel = f"{served}api/kernels/{other.page.evaluate(configuration + '.kernelId')}"
    assert other.page.request.get(kernel).ok
    other.page.goto("about:blank")
    until = time.monotonic() + 20
    while other.page.request.get(kernel).ok:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert other.errors == []
    other.page.close()
