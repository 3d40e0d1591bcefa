"""JupyterLab as a user starts it, on a folder of notebooks, and how a notebook is run in it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsers import ROOT, Visit, free_port, python, server

KERNELS = "@jupyterlab/apputils-extension:kernels-settings"
NO_NEWS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextmanager
def jupyterlab(folder: Path, notebooks: Path, comms: str) -> Iterator[str]:
    """Serve a folder; `comms` says whether the kernel answers widgets in its main thread or in subshells."""
    (folder / "settings").mkdir()
    overrides = NO_NEWS | {KERNELS: {"commsOverSubshells": comms}}
    (folder / "settings" / "overrides.json").write_text(json.dumps(overrides))
    port = free_port()
    line = [
        *(python(), "-m", "jupyterlab", "--no-browser", "--allow-root", "--IdentityProvider.token="),
        *("--ip=127.0.0.1", f"--port={port}", f"--notebook-dir={notebooks}"),
        f"--LabApp.app_settings_dir={folder / 'settings'}",
        *(f"--LabApp.workspaces_dir={folder}", f"--LabApp.user_settings_dir={folder / 'user'}"),
    ]
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    with server(line, environment, f"http://127.0.0.1:{port}/lab", folder / "log") as address:
        yield address


def open_notebook(visit: Visit) -> None:
    """Wait until the notebook is there and its kernel is ready."""
    visit.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    visit.until("document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'")
    visit.page.click(".jp-NotebookPanel .jp-Cell >> nth=1")
    visit.page.evaluate("window.scrollTo(0, 0)")
    visit.page.keyboard.press("Escape")


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
