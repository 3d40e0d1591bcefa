"""The compiled engine beside SimPy, its own random numbers, and other libraries on the same model."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import pandas as pd

from benchmarks.case import (
    DIRECTIVES,
    SPANS,
    WEEKS,
    alternate,
    case_of,
    draws_alone,
    run_compiled,
    run_simpy,
    same_ledger,
)
from models import Organisation

PEERS = {
    "mesa_stepped": "Mesa, stepped",
    "agentpy_stepped": "AgentPy, stepped",
    "mesa_events": "Mesa, discrete events",
    "ndlib_cascade": "NDlib, cascade only",
}


def measure(rounds: int) -> pd.DataFrame:
    """Seconds a replication (median of alternating runs), ns a delivery, and how much faster the compiled engine is."""
    case = case_of(Organisation.tree(SPANS))
    run_compiled(case, 0)
    draws_alone(case, 0)
    print("  same ledger in both engines:", same_ledger(case, 0))
    pieces: dict[str, Callable[[int], float]] = {
        "compiled engine": lambda number: min(run_compiled(case, number)[0] for _ in range(9)),
        "its random numbers alone": lambda number: min(draws_alone(case, number) for _ in range(9)),
        "SimPy engine": lambda number: run_simpy(case, number)[0],
    }
    for module, name in PEERS.items():
        try:
            peer = importlib.import_module(f"benchmarks.peers.{module}")
        except ImportError as error:
            print(f"  {name}: left out ({error}); make bench installs it")
            continue
        pieces[name] = lambda number, peer=peer: float(
            peer.run(SPANS, DIRECTIVES, int(WEEKS), number)["seconds"]
        )  # type: ignore[misc]
    seconds = alternate(pieces, rounds)
    ratios = seconds.div(seconds["compiled engine"], axis=0)
    table = pd.DataFrame({"seconds": seconds.median(), "times compiled": ratios.median()})
    table["ns a delivery"] = table["seconds"] / (len(case.organisation) * DIRECTIVES) * 1e9
    return table
