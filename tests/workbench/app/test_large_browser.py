"""A large organisation and a five-year term on the page: it says how far it is, answers other buttons meanwhile, and stops."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ROOT, Visit, free_port, needs_chromium, server, write_notebook

from workbench.app.serve import command, environment

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

# 1 + 31 + 341 + 19,778 units
CODE = """
from models import Organisation
from workbench.app.page import page
from workbench.text import Label

shown = page(organisation="guangxi-county", precision=0.02)
shown.offer("large", Label("大机构", "large"), Organisation.tree([31, 11, 58]), choose=False)
shown
"""


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    notebook = ROOT / "outputs" / "served" / f"large-{os.getpid()}.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    write_notebook(notebook, CODE)
    log = Path(tmp_path_factory.mktemp("large")) / "log"
    port = free_port()
    line = command(notebook, port=port, address="127.0.0.1", kernels=0, browser=False)
    with server(line, environment(os.environ), f"http://127.0.0.1:{port}/", log) as address:
        visit = Visit(browser, address)
        visit.answered()
        yield visit
        visit.page.close()
    notebook.unlink()


def seconds_of_a_button(visit: Visit) -> float:
    """Press a button that changes nothing but itself, and wait for the kernel's answer."""
    lock = "document.querySelector(\"[data-name='lock']\").ariaPressed"
    before, start = visit.page.evaluate(lock), time.monotonic()
    visit.page.click("[data-name='lock']")
    visit.until(f"{lock} !== '{before}'")
    return time.monotonic() - start


def test_it_tells_how_far_it_is_answers_meanwhile_and_stops(visit: Visit) -> None:
    page = visit.page
    page.select_option("[data-name='weeks']", "260")
    page.select_option("[data-name='organisation']", "large")
    visit.until("document.querySelector('.cd-sure').textContent.includes('正在算新的答案')")
    share = "Number(document.querySelector('.cd-sure').textContent.match(/(\\d+)%/)?.[1] ?? NaN)"
    early = page.evaluate(share)
    waits = [seconds_of_a_button(visit) for _ in range(4)]
    visit.until(f"{share} > {early}")
    visit.picture("page_waiting")
    start = time.monotonic()
    page.click("[data-name='stop']")
    page.wait_for_selector("[data-name='go']:not([disabled])")
    waits += [time.monotonic() - start, seconds_of_a_button(visit)]
    assert max(waits) < 2.0  # 0.3 s on a machine with nothing else to do
    visit.until("document.querySelector('.cd-sure').textContent.includes('没有算完就停了')")
    page.select_option("[data-name='organisation']", "guangxi-county")
    page.select_option("[data-name='weeks']", "52")
    visit.answered()
    assert visit.errors == []
