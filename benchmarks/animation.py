"""The map in play: frames a second in Chromium, and how long the script needs for one. ``python -m benchmarks.animation``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser

from models import Organisation
from simulation import Scenario
from workbench.app.network import NetworkMap
from workbench.app.year import year_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))
from browsers import chromium
from widget_page import WidgetPage

SPANS = {"2,000 units": [10, 11, 17], "20,000 units": [14, 12, 117]}
# Few directives where there are many units: the frames are as large, the run is short.
DIRECTIVES = {"2,000 units": 114, "20,000 units": 20}
PLAY = """async () => {
  const view = document.getElementById("widget").networkView, draw = view.draw.bind(view), spent = [];
  view.draw = () => { const start = performance.now(); draw(); spent.push(performance.now() - start); };
  Object.assign(view.state, { week: 0, speed: 8, playing: false });
  const start = performance.now();
  view.play();
  while (view.state.playing) await new Promise((done) => setTimeout(done, 20));
  const seconds = (performance.now() - start) / 1000, frames = spent.length;
  spent.sort((a, b) => a - b);
  return { frames: frames / seconds, median: spent[Math.floor(frames / 2)], p95: spent[Math.floor(0.95 * frames)] };
}"""


def played(browser: Browser, size: str, maps: int) -> dict[str, float | str]:
    """Play a year at eight weeks a second and count the frames."""
    organisation = Organisation.tree(SPANS[size])
    today = Scenario.today().with_parameters(directives_per_year=DIRECTIVES[size])
    scenarios = [today, today.named("ledger").with_measures(ledger=1.0)][:maps]
    shown = WidgetPage(browser, NetworkMap([year_of(organisation, one, seed=1) for one in scenarios]))
    found = shown.page.evaluate(PLAY)
    shown.page.close()
    assert not shown.faults, shown.faults
    return {
        "case": f"{size}, {maps} {'map' if maps == 1 else 'maps'}",
        "units": organisation.n_units,
        "frames a second": found["frames"],
        "script ms, median": found["median"],
        "script ms, p95": found["p95"],
    }


def measure() -> pd.DataFrame:
    """Return frames a second and milliseconds of script a frame, by size and number of maps."""
    with chromium() as browser:
        rows = [played(browser, size, maps) for size in SPANS for maps in (1, 2)]
    return pd.DataFrame(rows).set_index("case")


if __name__ == "__main__":
    print(f"load {os.getloadavg()[0]:.1f}")
    print(measure().to_string(float_format=lambda value: f"{value:,.1f}"))
