"""The workbench in JupyterLab: the notebook is run there, a slider is moved there, and the state is read back there."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ROOT, Visit, free_port, needs_chromium, python, server

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

SLIDER = "[data-id='five_ones.intensity']"
# Callbacks in the kernel's main thread, as Voila has them, and no news from outside.
SETTINGS = {
    "@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": "disabled"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


@pytest.fixture(scope="module", params=["disabled", "perCommTarget"])
def lab(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    settings = json.loads(json.dumps(SETTINGS))
    settings["@jupyterlab/apputils-extension:kernels-settings"]["commsOverSubshells"] = request.param
    (folder / "settings").mkdir()
    (folder / "settings" / "overrides.json").write_text(json.dumps(settings))
    port = free_port()
    line = [
        *(
            python(),
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--IdentityProvider.token=",
            "--ip=127.0.0.1",
        ),
        *(f"--port={port}", f"--notebook-dir={ROOT}", f"--LabApp.app_settings_dir={folder / 'settings'}"),
        *(f"--LabApp.workspaces_dir={folder}", f"--LabApp.user_settings_dir={folder / 'user'}"),
    ]
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    with server(line, environment, f"http://127.0.0.1:{port}/lab", folder / "log") as address:
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
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    visit.until("document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'")
    page.click(".jp-NotebookPanel .jp-Cell >> nth=1")
    page.evaluate("window.scrollTo(0, 0)")
    page.keyboard.press("Escape")
    run_all(visit)
    visit.answered()
    page.locator(".cd-page").scroll_into_view_if_needed()
    before = page.text_content(".cd-card[data-indicator='substance']")
    page.focus(SLIDER)
    page.keyboard.press("Home")
    visit.until(f"document.querySelector(\"{SLIDER}\").value === '0'")
    visit.until("document.querySelector('.cd-charts').dataset.serial === '1'")
    visit.answered()
    assert page.text_content(".cd-card[data-indicator='substance']") != before
    page.wait_for_timeout(300)
    visit.picture("lab")
    assert visit.outside() == []
    notebook.unlink()


def run_all(visit: Visit) -> None:
    """Run all cells: JupyterLab drops the command while its kernel connects, so it is sent until the page is there."""
    for _ in range(20):
        visit.page.click("text=Run >> nth=0")
        visit.page.click("text=Run All Cells")
        try:
            visit.page.wait_for_selector(".cd-charts", timeout=15_000)
            return
        except Exception:
            visit.page.keyboard.press("Escape")
    raise AssertionError("the cells did not run")
