"""How time and memory grow: from 2,000 to 2,000,000 units, and to 100 million members that are streamed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.case import case_of, run_compiled
from models import Organisation

TREES = {
    2_000: (9, 9, 24),
    20_000: (9, 9, 24, 10),
    200_000: (9, 9, 24, 10, 10),
    2_000_000: (9, 9, 24, 10, 10, 10),
}


def growth(rounds: int) -> tuple[pd.DataFrame, str]:
    """Seconds by number of units, and the exponent of growth with its 95% interval."""
    rows = []
    for spans in TREES.values():
        case = case_of(Organisation.tree(spans))
        run_compiled(case, 0)
        units = len(case.organisation)
        rows += [{"units": units, "seconds": run_compiled(case, number)[0]} for number in range(rounds)]
    frame = pd.DataFrame(rows)
    fit = stats.linregress(np.log(frame["units"]), np.log(frame["seconds"]))
    half = stats.t.ppf(0.975, len(frame) - 2) * fit.stderr
    table = frame.groupby("units", as_index=False)["seconds"].median()
    return table, f"units^{fit.slope:.3f}, 95% [{fit.slope - half:.3f}, {fit.slope + half:.3f}]"


def giant(name: str, china: Path | None) -> dict[str, float | str]:
    """One year of 24 directives for millions of streamed members, in a process of its own: seconds and peak memory."""
    command = [sys.executable, "-m", "benchmarks.giant", name, *([str(china)] if china else [])]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result: dict[str, float | str] = json.loads(printed.splitlines()[-1])
    return result
