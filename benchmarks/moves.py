"""``python -m benchmarks.moves``: from a slider key to the first repaint with a new answer, in a real browser.

The workbench is opened as ``make app`` serves it (Voila) and in the notebook 06 in JupyterLab as it comes; the organisation is
Guangxi to its townships (1,410 units), two scenarios, one year. Times run from the key event to the animation frame after the
repaint, so the way to the kernel and back is in them.

*Steps* are arrow keys as a hand presses them: ten on a slider, four a second, then on to the next slider. While nobody presses,
the kernel works out what the next key would ask for. *Jumps* move one slider after the other by a tenth of its range, which nobody
can foresee. The page is opened when the kernels that wait for visitors are ready, as after a minute of serving.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
from playwright.sync_api import Browser

from simulation.measures import MEASURES
from workbench.app.serve import NOTEBOOK, command, environment

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))
from browsers import ROOT, Visit, chromium, free_port, server
from lab import jupyterlab, open_notebook, run_all

OUTPUT = Path("outputs") / "benchmarks"
SLIDERS = [name for name, kind in MEASURES.items() if kind.pillar == "responsibility"]
IN_HAND = 10  # keys on one slider before the next one is taken
PAUSE = 250  # milliseconds between two keys, and from taking a slider to the first
FIRST_ANSWER = ".cd-charts[data-replications]:not([data-replications='0'])"
# Asked for until the server is there: the page itself would take the kernel that is kept ready.
FONT = f"voila/files/workbench/fonts/{next((ROOT / 'workbench' / 'fonts').glob('*.ttf')).name}"
HEAP = "performance.memory.usedJSHeapSize / 1e6"
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
def voila(browser: Browser) -> Iterator[tuple[Visit, float]]:
    """Open the page of its own; yield it and the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        line = command(NOTEBOOK, port=port, address="127.0.0.1", kernels=1, browser=False)
        address = f"http://127.0.0.1:{port}/"
        with server(line, environment(os.environ), f"{address}{FONT}", Path(folder) / "log"):
            wait_for_idle_kernels()
            start = time.perf_counter()
            visit = Visit(browser, address)
            visit.page.wait_for_selector(FIRST_ANSWER)
            yield visit, time.perf_counter() - start


@contextmanager
def lab(browser: Browser) -> Iterator[tuple[Visit, float]]:
    """Run the notebook in JupyterLab, on the organisation of the page; yield it and the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        text = (ROOT / "notebooks" / "06_policy_workbench.ipynb").read_text(encoding="utf-8")
        for old, new in {
            "../data/": f"{ROOT}/data/",
            '.at_level(\\"county\\")': "",
            "precision=0.02": "precision=0.01",
        }.items():
            assert old in text, old
            text = text.replace(old, new)
        (notebooks / "workbench.ipynb").write_text(text, encoding="utf-8")
        with jupyterlab(Path(folder), notebooks, "perCommTarget") as address:
            visit = Visit(browser, f"{address}/tree/workbench.ipynb?reset", 1500, 950)
            open_notebook(visit)
            start = time.perf_counter()
            run_all(visit)
            visit.page.wait_for_selector(FIRST_ANSWER)
            yield visit, time.perf_counter() - start


HOSTS: dict[str, Callable[[Browser], Any]] = {"voila": voila, "lab": lab}


def kernels() -> list[psutil.Process]:
    """Return the kernels of the server that this process started."""
    running = psutil.Process().children(recursive=True)
    return [one for one in running if any("ipykernel" in word for word in one.cmdline())]


def wait_for_idle_kernels() -> None:
    """Wait until the kernels that are kept ready have run their notebook: two seconds without work."""
    idle, spent = 0, -1.0
    while idle < 4:
        time.sleep(0.5)
        now = sum(sum(one.cpu_times()[:2]) for one in kernels())
        idle = idle + 1 if now > 0 and now - spent < 0.05 else 0
        spent = now


def megabytes() -> tuple[float, float]:
    """Return the memory of the largest kernel, the one whose page is open: all of it, and what it shares with no other process."""
    full = max((one.memory_full_info() for one in kernels()), key=lambda memory: memory.rss)
    return full.rss / 2**20, full.uss / 2**20


def measure(host: str, moves: int, growth: int) -> dict[str, float]:
    """Move a slider so many times, then so many times more for the memory; times in milliseconds, memory in megabytes."""
    with chromium("--enable-precise-memory-info") as browser, HOSTS[host](browser) as (visit, loaded):
        page = visit.page
        visit.answered()
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
        before, heap = megabytes(), page.evaluate(HEAP)
        for move in range(growth):
            press(page, moves + move)
        visit.answered()
        after = megabytes()
        return {
            "moves": float(moves),
            "to the first answer, s": loaded,
            "first repaint after a step, median": float(np.median(steps)),
            "first repaint after a step, p95": float(np.quantile(steps, 0.95)),
            "first repaint after a jump, median": float(np.median(jumps)),
            "first repaint after a jump, p95": float(np.quantile(jumps, 0.95)),
            "to ±2% of substance, median": float(np.median(sharp)) if sharp else float("nan"),
            "to ±2% of substance, longest": float(np.max(sharp)) if sharp else float("nan"),
            "kernel, MB": before[0],
            "kernel, MB that are its own": before[1],
            "kernel after more moves, MB": after[0],
            "kernel after more moves, MB that are its own": after[1],
            "more moves": float(growth),
            "page's heap, MB": heap,
            "page's heap after more moves, MB": page.evaluate(HEAP),
        }


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
    parser.add_argument("--hosts", nargs="+", choices=HOSTS, default=list(HOSTS))
    given = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    table = pd.DataFrame({host: measure(host, given.moves, given.growth) for host in given.hosts})
    print(table.to_string(float_format=lambda value: f"{value:,.1f}"))
    print(f"load {os.getloadavg()[0]:.1f} after")
    table.to_csv(OUTPUT / "moves.csv")


if __name__ == "__main__":
    main()
