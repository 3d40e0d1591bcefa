"""``python -m benchmarks.moves``: from a slider key to the first repaint with a new answer, in a real browser.

The page is served as ``make app`` serves it; the organisation is Guangxi to its townships (1,410 units), two scenarios, one
year. Times run from the key event to the animation frame after the repaint, so the way to the kernel and back is in them.

*Steps* are arrow keys as a hand presses them: ten on a slider, four a second, then on to the next slider. While nobody presses,
the kernel works out what the next key would ask for. *Jumps* move one slider after the other by a tenth of its range, which nobody
can foresee.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import numpy as np
import pandas as pd

from simulation.measures import MEASURES
from workbench.app.serve import NOTEBOOK, command, environment

OUTPUT = Path("outputs") / "benchmarks"
SLIDERS = [name for name, kind in MEASURES.items() if kind.pillar == "responsibility"]
IN_HAND = 10  # keys on one slider before the next one is taken
PAUSE = 250  # milliseconds between two keys, and from taking a slider to the first
# Timed in the page itself: a stopwatch outside would add the way to the browser.
STOPWATCH = """() => {
  const charts = document.querySelector('.cd-charts');
  window.times = []; window.sharp = []; let start = null, serial = null;
  const begin = () => { start = performance.now(); serial = charts.dataset.serial; window.sharp = null; };
  document.addEventListener('keydown', begin, true);
  new MutationObserver(() => {
    if (start === null) return;
    if (charts.dataset.serial !== serial) {
      const begun = start, told = charts.querySelector('.cd-sure-text').textContent.match(/±([\\d.]+)%（/);
      if (window.painted !== charts.dataset.serial) {
        window.painted = charts.dataset.serial;
        requestAnimationFrame(() => window.times.push(performance.now() - begun));
      }
      if (told && Number(told[1]) <= 2 && window.sharp === null) window.sharp = performance.now() - begun;
    }
  }).observe(charts, {attributes: true, attributeFilter: ['data-painted']});
}"""


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the page on a free port of this machine."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    line = command(NOTEBOOK, port=port, address="127.0.0.1", kernels=1, browser=False)
    process = subprocess.Popen(
        line,
        env=environment(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=120).close()
                break
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        yield address, process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def kernels_megabytes(process: subprocess.Popen[bytes]) -> list[float]:
    """Return the memory of all kernels of a server, the largest first; Linux only."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text, line = status.read_text(), (status.parent / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        fields = dict(row.split(":\t", 1) for row in text.splitlines() if ":\t" in row)
        if b"ipykernel" in line and os.getpgid(int(fields["PPid"])) == os.getpgid(process.pid):
            found.append(int(fields["VmRSS"].split()[0]) / 1024)
    return sorted(found, reverse=True)


def measure(moves: int, growth: int) -> dict[str, float]:
    """Move a slider so many times, then so many times more for the memory; times in milliseconds, memory in megabytes."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with served() as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(60_000)
        start = time.perf_counter()
        page.goto(address, wait_until="domcontentloaded")
        page.wait_for_selector(".cd-charts[data-replications]:not([data-replications='0'])")
        loaded = time.perf_counter() - start
        page.wait_for_selector(".cd-charts[data-finished='true']")
        page.evaluate(STOPWATCH)
        sharp = []
        for move in range(2 * moves):
            press(page, move % moves, jump=move >= moves)
            page.wait_for_function(f"window.times.length > {move}")
            if move % IN_HAND == IN_HAND - 1:
                page.wait_for_function("window.sharp !== null")
                sharp.append(page.evaluate("window.sharp"))
            page.wait_for_timeout(PAUSE)
        times = np.array(page.evaluate("window.times"))
        steps, jumps = times[:moves], times[moves : 2 * moves]
        before, heap = kernels_megabytes(process)[0], page.evaluate("performance.memory.usedJSHeapSize")
        for move in range(growth):
            press(page, moves + move)
        page.wait_for_selector(".cd-charts[data-finished='true']")
        found = {
            "moves": float(moves),
            "first page load, s": loaded,
            "first repaint after a step, median": float(np.median(steps)),
            "first repaint after a step, p95": float(np.quantile(steps, 0.95)),
            "first repaint after a jump, median": float(np.median(jumps)),
            "first repaint after a jump, p95": float(np.quantile(jumps, 0.95)),
            "to ±2% of substance, median": float(np.median(sharp)) if sharp else float("nan"),
            "kernel, MB": before,
            "kernel after more moves, MB": kernels_megabytes(process)[0],
            "more moves": float(growth),
            "page's heap, MB": heap / 1e6,
            "page's heap after more moves, MB": page.evaluate("performance.memory.usedJSHeapSize") / 1e6,
        }
        browser.close()
    return found


def press(page: Any, move: int, jump: bool = False) -> None:
    """Press a key on the slider in hand, never to where all have been before, whose answer would be known."""
    in_hand = 1 if jump else IN_HAND
    turn, place = divmod(move // in_hand, len(SLIDERS))
    if move % in_hand == 0:
        page.focus(f"[data-id='{SLIDERS[place]}.intensity']")
        page.wait_for_timeout(PAUSE)
    if jump:
        page.keyboard.press("PageUp" if turn % 6 < 3 else "PageDown")
    else:
        page.keyboard.press("ArrowLeft" if turn % 2 == 0 else "ArrowRight")


def main() -> None:
    """Measure, print and write a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.moves", description=__doc__)
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--growth", type=int, default=500, help="more moves, for the growth of memory")
    given = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    table = pd.DataFrame({"measured": measure(given.moves, given.growth)})
    print(table.to_string(float_format=lambda value: f"{value:,.1f}"))
    print(f"load {os.getloadavg()[0]:.1f} after")
    table.to_csv(OUTPUT / "moves.csv")


if __name__ == "__main__":
    main()
