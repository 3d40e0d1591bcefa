"""The trainers' guide: each of its steps is done on the real page, shows what the guide names, and is pictured anew."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from browsers import PICTURES, ROOT, Visit, needs_chromium
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

GUIDE = ROOT / "docs" / "trainer-guide.zh.md"
MADE = PICTURES / "trainer-guide"
MOST_BYTES = 120_000
WIDTH = 1000  # pixels of a picture
# Mean difference of grey, 0 to 255, of pictures made small: numbers may move, what is where may not.
MOST_DIFFERENT = 6.0
NAMED = "button, select, option, label, label span, h1, h2, h3, h4, summary, small, .cd-sure span, .cd-setting span"
NAMES = """(named) => [...document.querySelectorAll(named)]
  .filter((one) => one.offsetParent || (one.tagName === 'OPTION' && one.parentElement.offsetParent))
  .flatMap((one) => [one.textContent, one.getAttribute('aria-label') ?? '']).map((text) => text.trim()).filter(Boolean)"""
FRAME = """(chosen) => document.querySelectorAll(chosen).forEach((one) => {
  one.dataset.framed = '1'; one.style.outline = '3px solid #d55e00'; one.style.outlineOffset = '-3px'; })"""
UNFRAME = "document.querySelectorAll('[data-framed]').forEach((one) => { one.style.outline = ''; delete one.dataset.framed; })"


def sections() -> dict[str, str]:
    """Return the text of each step by the name of its picture."""
    parts = re.split(r"^## \d\. ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {re.search(r"trainer-guide/([\w-]+)\.png", part)[1]: part.split("\n---")[0] for part in parts}


class Walk:
    """A visit that remembers every name that it has met on the page."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page, self.met = visit, visit.page, set[str]()

    def look(self) -> None:
        """Remember what is to be read now."""
        self.met |= set(self.page.evaluate(NAMES, NAMED))

    def choose(self, tab: str) -> None:
        self.page.click(f"[data-tab='{tab}']")

    def percent(self, indicator: str) -> float:
        """Return the value of scenario B on a card."""
        values = self.page.locator(f".cd-card[data-indicator='{indicator}'] .cd-value")
        return float((values.nth(1).text_content() or "").rstrip("% "))

    def shows(self, name: str) -> bool:
        """Say whether a name has been met: alone, with a mark before it, or before a remark."""
        return any(re.search(rf"(^|[\s▸▾A-D]){re.escape(name)}($|[\s：（…*·])", text) for text in self.met)


def open_page(walk: Walk) -> str:
    return ".cd-measures, .cd-cards"


def choose(walk: Walk) -> str:
    return "[data-field='organisation'], .cd-scenarios, [data-choose='preset']"


def move(walk: Walk) -> str:
    walk.page.click("[data-fold='five_ones']")
    walk.look()
    walk.page.click("[data-fold='five_ones']")
    before = walk.percent("substance"), walk.percent("formalism_share")
    walk.page.focus("[data-id='five_ones.intensity']")
    walk.page.keyboard.press("End")
    walk.visit.until("document.querySelector('.cd-charts').dataset.serial >= '1'")
    walk.visit.answered()
    substance, formalism = walk.percent("substance") - before[0], walk.percent("formalism_share") - before[1]
    assert 0 <= substance < 1.0 < 2.0 < formalism  # "a little", and "a good deal"
    return "[data-measure='five_ones'], .cd-cards"


def sure(walk: Walk) -> str:
    walk.choose("forest")
    walk.page.select_option(
        "[data-name='precision']", index=walk.page.locator("[data-name='precision'] option").count() - 1
    )
    walk.page.wait_for_selector("[data-name='stop']")
    walk.look()
    walk.page.click("[data-name='stop']")
    walk.page.wait_for_selector("[data-name='go']:not([disabled])")
    walk.look()
    walk.page.select_option("[data-name='precision']", "0.02")
    walk.visit.answered()
    return ".cd-sure, [data-tab='forest']"


def projector(walk: Walk) -> str:
    walk.choose("attenuation")
    walk.page.click("[data-name='projector']")
    walk.page.wait_for_selector(".cd-big")
    return "[data-name='projector'], .cd-languages"


def guess(walk: Walk) -> str:
    panel = walk.page.locator(".cd-trainer")
    walk.choose("trainer")
    panel.locator("[data-key='keep']").wait_for()
    walk.look()
    panel.locator("[data-key='keep']").click()
    panel.locator("[data-key='reveal']:not([disabled])").click()
    panel.locator(".scale").wait_for()
    return ".cd-trainer .scale"


def network(walk: Walk) -> str:
    walk.choose("network")
    walk.page.wait_for_selector(".nm-network .nm-discs")
    walk.page.wait_for_timeout(500)
    return ".nm-play"


def take_away(walk: Walk) -> str:
    walk.choose("take-away")
    walk.page.wait_for_selector(".cd-takeaway button")
    return "[data-tab='take-away']"


STEPS: dict[str, Callable[[Walk], str]] = {
    "1-open": open_page,
    "2-choose": choose,
    "3-move": move,
    "4-sure": sure,
    "5-projector": projector,
    "6-guess": guess,
    "7-network": network,
    "8-take-away": take_away,
}


@pytest.fixture(scope="module")
def walk(browser, served) -> Iterator[Walk]:
    visit = Visit(browser, served)
    visit.answered()
    MADE.mkdir(parents=True, exist_ok=True)
    yield Walk(visit)
    visit.page.close()


@pytest.fixture(autouse=True)
def small_again(walk: Walk) -> Iterator[None]:
    yield
    if walk.page.locator(".cd-big").count():
        walk.page.click("[data-name='projector']")


def test_the_guide_has_a_section_for_every_step() -> None:
    assert list(sections()) == list(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_the_page_shows_what_the_guide_names(walk: Walk, step: str) -> None:
    walk.met = set()
    framed = STEPS[step](walk)
    walk.look()
    named = re.findall("【(.+?)】", sections()[step])
    assert named or step == "1-open"
    assert [name for name in named if not walk.shows(name)] == []
    walk.page.evaluate(FRAME, framed)
    picture(walk, step)
    walk.page.evaluate(UNFRAME)
    require_alike(step)


def picture(walk: Walk, step: str) -> None:
    """Make the picture of a step: small enough for a page that is sent about."""
    target = MADE / f"{step}.png"
    walk.page.mouse.move(640, 719)
    walk.page.wait_for_timeout(300)
    walk.page.screenshot(path=target)
    whole = Image.open(target).convert("RGB")
    small = whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)
    small.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    assert target.stat().st_size < MOST_BYTES


def require_alike(step: str) -> None:
    """Hold the picture in the guide against the page as it is now."""
    kept = GUIDE.parent / "trainer-guide" / f"{step}.png"
    renew = f"look at {MADE} and copy it to {kept.parent}"
    assert kept.exists(), renew
    assert kept.stat().st_size < MOST_BYTES
    grey = [
        np.asarray(Image.open(path).convert("L").resize((125, 70), Image.Resampling.BOX), dtype=float)
        for path in (kept, MADE / kept.name)
    ]
    assert np.abs(grey[0] - grey[1]).mean() < MOST_DIFFERENT, renew
