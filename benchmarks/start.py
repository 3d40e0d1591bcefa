"""Starting: import, first call with and without the cache of compiled code, threads."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

from benchmarks.case import scenario
from models import Organisation
from simulation import simulate

IMPORT = "import time; start = time.perf_counter(); import simulation; print(time.perf_counter() - start)"
FIRST = (
    "import time; from models import Organisation; from simulation import Scenario, simulate; start = time.perf_counter(); "
    "simulate(Organisation.tree([3]), Scenario.today(), replications=1, seed=1); print(time.perf_counter() - start)"
)


def seconds_of(code: str, cache: str | None = None) -> float:
    """Seconds that a new process prints."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    command = [sys.executable, "-c", code]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def measure(rounds: int) -> pd.DataFrame:
    """Median seconds of importing, of the first call without a cache, and with one."""
    with tempfile.TemporaryDirectory() as empty:
        cold = seconds_of(FIRST, empty)
        rows = [
            {"import simulation": seconds_of(IMPORT), "first call, cached": seconds_of(FIRST, empty)}
            for _ in range(rounds)
        ]
    table = pd.DataFrame(rows).median().to_dict() | {"first call, compiling": cold}
    return pd.DataFrame({"seconds": table})


def threads(rounds: int) -> dict[str, float | bool]:
    """How much faster two threads are over replications, and whether they give the same numbers."""
    organisation, chosen = Organisation.tree([8, 5, 4, 10]), scenario()
    ratios, same = [], True
    for number in range(rounds):
        seconds, values = [], []
        for count in (1, 2):
            start = time.perf_counter()
            runs = simulate(organisation, chosen, replications=60, seed=number, threads=count)
            seconds.append(time.perf_counter() - start)
            values.append(runs.data["overall"].values)
        ratios.append(seconds[0] / seconds[1])
        same &= np.array_equal(*values)
    return {"two threads faster by": float(np.median(ratios)), "same numbers": same}
