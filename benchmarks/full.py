"""The full model: all measures on, 1,410 units, five years; its events, its reviews, and the SimPy engine beside them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from benchmarks.case import SEED, alternate, run_compiled, run_simpy
from models import Organisation
from simulation import Scenario, simulate
from simulation.case import Case, make_case
from simulation.review import Review

WEEKS = 260.0
# One quarter of a term is enough for SimPy; its events cost the same later.
SIMPY_WEEKS = 13.0


def package(weeks: float) -> Case:
    """The full package on the units of Guangxi."""
    region = Organisation.read(Path("data/organisations/guangxi.csv"))
    return make_case(region, Scenario.read("data/scenarios/full-package.toml"), weeks, as_units=True)


def shares(case: Case, replication: int) -> dict[str, float]:
    """Seconds of one replication's events and of its reviews, on one core."""
    with ExitStack() as stack:
        clock = Clock()
        for method in ("__init__", "hold", "conditions"):
            stack.enter_context(mock.patch.object(Review, method, clock.timing(getattr(Review, method))))
        whole = run_compiled(case, replication)[0]
    return {"events": whole - clock.seconds, "reviews": clock.seconds}


class Clock:
    """Adds up the seconds spent in some functions, once where one calls another."""

    def __init__(self) -> None:
        self.seconds, self.depth = 0.0, 0

    def timing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*arguments: object) -> object:
            start, self.depth = time.perf_counter(), self.depth + 1
            result = function(*arguments)
            self.depth -= 1
            self.seconds += 0.0 if self.depth else time.perf_counter() - start
            return result

        return timed


def measure(rounds: int) -> pd.DataFrame:
    """Seconds a replication of five years on one core: events and reviews; and how much longer SimPy takes for the events."""
    term, quarter = package(WEEKS), package(SIMPY_WEEKS)
    run_compiled(term, 0)
    seconds = pd.DataFrame([shares(term, number) for number in range(rounds)]).median()
    sides = alternate(
        {
            "compiled": lambda number: shares(quarter, number)["events"],
            "simpy": lambda number: run_simpy(quarter, number)[0],
        },
        rounds,
    )
    table = pd.DataFrame({"seconds": seconds, "share": seconds / seconds.sum()})
    table["SimPy, times"] = [(sides["simpy"] / sides["compiled"]).median(), float("nan")]
    return table


def hundred(replications: int = 100) -> str:
    """Say how long a hundred replications of the full package take on all cores."""
    region = Organisation.read(Path("data/organisations/guangxi.csv"))
    scenario = Scenario.read("data/scenarios/full-package.toml")
    start = time.perf_counter()
    simulate(region, scenario, replications=replications, seed=SEED, weeks=WEEKS)
    return f"full package, 1,410 units, five years, {replications} replications: {time.perf_counter() - start:.1f} s"
