"""``python -m benchmarks``: measures speed and memory and writes outputs/benchmarks."""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

import pandas as pd

from benchmarks import engines, full, profile, scale, start

OUTPUT = Path("outputs") / "benchmarks"


def show(title: str, table: pd.DataFrame) -> None:
    """Print a table and write it as CSV."""
    print(f"\n{title}\n{table.to_string(float_format=lambda value: f'{value:,.4g}')}", flush=True)
    table.to_csv(OUTPUT / f"{title.split(':')[0].replace(' ', '-')}.csv")


def main() -> None:
    """Measure everything, or less of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and no giant organisations")
    parser.add_argument("--profile", action="store_true", help="say where the time goes, and nothing else")
    parser.add_argument("--page", action="store_true", help="the page in Chromium, and nothing else")
    parser.add_argument(
        "--china", type=Path, help="table of all units of the country, for 100 million members"
    )
    given = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    rounds = 3 if given.quick else 7
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}")
    if given.profile:
        show("profile: pieces of the compiled engine", profile.compiled(rounds))
        print(f"\nSimPy engine, own time of its functions\n{profile.simpy()}")
        return
    if given.page:
        from benchmarks import moves  # Playwright is needed for the page only

        found = moves.measure(60, 0 if given.quick else 500)
        show("moves: from a slider key to the repaint", pd.DataFrame({"measured": found}))
        return
    show("engines: 1,809 units, 24 directives, one core", engines.measure(rounds))
    show("full model: five years, all measures, one core", full.measure(rounds))
    print(f"\n{full.hundred()}")
    table, exponent = scale.growth(rounds)
    show(f"growth: time is {exponent}", table)
    show("start", start.measure(rounds))
    print(f"\n{start.threads(rounds)}")
    if given.quick:
        return
    giants = [scale.giant("ten million", None)]
    if given.china is None:
        print("\n100 million members: left out; name a table of the whole country with --china")
    else:
        giants.append(scale.giant("hundred million", given.china))
    show("giants: 24 directives, streamed, two threads", pd.DataFrame(giants).set_index("case"))


if __name__ == "__main__":
    main()
