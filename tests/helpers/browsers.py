"""What tests in a real browser share: servers, pages that remember what they asked for, pictures to look at."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "outputs" / "pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 120  # a machine may be busy with other things
GET_CHROMIUM = "no Chromium here: `apt-get install chromium` (or any Chrome) to test in a browser"
# Where changes are checked it must be there: then its absence is a failure.
needs_chromium = pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason=GET_CHROMIUM)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    if CHROMIUM is None:
        raise RuntimeError(GET_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def server(command: list[str], environment: dict[str, str], address: str, log: Path) -> Iterator[str]:
    """Run a server until the block ends; it is ended by its own process group, with the kernels it started."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_for(address, process, log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(address, timeout=60):
                return
        except HTTPError as error:
            raise AssertionError(f"{error}: {log.read_text()[-3000:]}") from None
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"{address} does not answer: {log.read_text()[-3000:]}")


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


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Visit:
    """A page with what it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, width: int = 1280, height: int = 720) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(SECONDS * 1000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.goto(address, wait_until="domcontentloaded")

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def outside(self) -> list[str]:
        """Return what was asked of other hosts."""
        inside = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(inside)]

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def until(self, condition: str, seconds: float = SECONDS) -> None:
        """Wait until a condition in the page's own language holds."""
        self.page.wait_for_function(condition, timeout=seconds * 1000)

    def answered(self) -> None:
        """Wait for the answer to the last wish at the wished precision."""
        self.until("document.querySelector('.cd-charts')?.dataset.finished === 'true'")

    def text(self, selector: str) -> str:
        return " ".join(self.page.inner_text(selector).split())


def python() -> str:
    return sys.executable
