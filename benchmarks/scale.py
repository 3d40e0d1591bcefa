"""How time and memory grow: from 2,000 to 2,000,000 units, and to 100 million members that are streamed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.case import SEED, case_of, run_compiled
from models import Organisation
from simulation.case import Case
from simulation.replication import run_in_parts

TREES = {
    2_000: (9, 9, 24),
    20_000: (9, 9, 24, 10),
    200_000: (9, 9, 24, 10, 10),
    2_000_000: (9, 9, 24, 10, 10, 10),
}


def growth(rounds: int) -> tuple[pd.DataFrame, str]:
    """Seconds by number of units on one core, and the exponent of growth with its 95% interval; sizes alternate."""
    cases = [case_of(Organisation.tree(spans)) for spans in TREES.values()]
    with ThreadPoolExecutor(max_workers=1) as pool:
        rows = [
            {"units": len(case.organisation), "seconds": seconds_of(case, number, pool)}
            for number in range(rounds + 1)
            for case in cases
        ]
    frame = pd.DataFrame(rows[len(cases) :])
    fit = stats.linregress(np.log(frame["units"]), np.log(frame["seconds"]))
    half = stats.t.ppf(0.975, len(frame) - 2) * fit.stderr
    table = frame.groupby("units", as_index=False)["seconds"].median()
    return table, f"units^{fit.slope:.3f}, 95% [{fit.slope - half:.3f}, {fit.slope + half:.3f}]"


def seconds_of(case: Case, replication: int, pool: ThreadPoolExecutor) -> float:
    """Seconds of one replication, a large organisation in parts; the median of several for a small one."""
    if case.plan.parts:
        start = time.perf_counter()
        run_in_parts(case, SEED, replication, pool)
        return time.perf_counter() - start
    repeats = max(1, 40_000 // len(case.organisation))
    return float(np.median([run_compiled(case, replication)[0] for _ in range(repeats)]))


def giant(name: str, china: Path | None) -> dict[str, float | str]:
    """One year of 24 directives for millions of streamed members, in a process of its own: seconds and peak memory."""
    command = [sys.executable, "-m", "benchmarks.giant", name, *([str(china)] if china else [])]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result: dict[str, float | str] = json.loads(printed.splitlines()[-1])
    return result
