"""One browser for all tests that need one, and the page on the counties of Guangxi, served as `make app` serves it."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from browsers import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from browsers import ROOT, free_port, server, write_notebook

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
