"""The workbench in JupyterLab: the notebook is run there, a slider is moved there, and the state is read back there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ROOT, Visit, needs_chromium
from lab import jupyterlab, open_notebook, run_all

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

SLIDER = "[data-id='five_ones.intensity']"


# Callbacks in the kernel's main thread, as Voila has them, and in subshells, as JupyterLab has them of itself.
@pytest.fixture(scope="module", params=["disabled", "perCommTarget"])
def lab(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), ROOT, request.param) as address:
        yield address


def copied(name: str) -> Path:
    """Return a copy of a notebook that may be changed."""
    target = ROOT / "outputs" / "served" / f"lab-{os.getpid()}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "notebooks" / name).read_text(encoding="utf-8")
    target.write_text(text.replace("../data/", "../../data/"), encoding="utf-8")
    return target


def test_the_notebook_runs_and_reads_what_was_set(browser, lab: str) -> None:
    notebook = copied("06_policy_workbench.ipynb")
    visit = Visit(browser, f"{lab}/tree/{notebook.relative_to(ROOT).as_posix()}?reset", 1500, 950)
    page = visit.page
    open_notebook(visit)
    run_all(visit)
    visit.answered()
    page.locator(".cd-page").scroll_into_view_if_needed()
    before = page.text_content(".cd-card[data-indicator='substance']")
    page.click(SLIDER, position={"x": 40, "y": 5})
    visit.until("document.querySelector('.cd-charts').dataset.serial === '1'")
    for key in ("ArrowRight", "PageUp", "Home"):  # JupyterLab would take the focus at the first of them
        page.keyboard.press(key)
    visit.until(f"document.querySelector(\"{SLIDER}\").value === '0'")
    visit.answered()
    assert page.text_content(".cd-card[data-indicator='substance']") != before
    page.wait_for_timeout(300)
    visit.picture("lab")
    assert visit.outside() == []
    notebook.unlink()
