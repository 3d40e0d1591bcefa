"""One browser for all tests that need one, and the page on the counties of Guangxi, served as `make app` serves it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from browsers import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from browsers import ROOT, free_port, server

    from workbench.app.serve import command, environment

    folder = tmp_path_factory.mktemp("served")
    # Voila serves what lies in the project's folder only.
    notebook = ROOT / "outputs" / "served" / f"{os.getpid()}.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    write_notebook(
        notebook, "from workbench.app.page import page\n\npage(organisation='guangxi-county', precision=0.02)"
    )
    port = free_port()
    line = command(notebook, port=port, address="127.0.0.1", kernels=1, browser=False)
    with server(line, environment(os.environ), f"http://127.0.0.1:{port}/", folder / "log") as address:
        yield address
    notebook.unlink()


def write_notebook(path: Path, code: str) -> None:
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "page",
        "metadata": {},
        "outputs": [],
        "source": code,
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
