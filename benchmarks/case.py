"""The benchmark's case: 1,809 units, 24 directives, a year of weekly checkpoints; and how its engines are called."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from models import Organisation
from simulation import Scenario, ledger
from simulation.calendar import Calendar, Checkpoint
from simulation.case import Case, make_case
from simulation.counting import Sums
from simulation.desk import LINE_ROWS, draw_command
from simulation.place import place_of
from simulation.process import HandDown
from simulation.record import no_record
from simulation.replication import run_compiled as run_whole
from simulation.replication import run_periods
from simulation.setting import no_conditions

SPANS = (8, 5, 4, 10)
DIRECTIVES = 24
WEEKS = 52.0
SEED = 1


def scenario() -> Scenario:
    """The bare hand-down of the peers: no traces, no amplification, no habituation."""
    values = {
        "directives_per_year": DIRECTIVES,
        "arrival": "even",
        "loss": 0.16,
        "unclear_loss": 0.0,
        "imbalance_loss": 0.0,
        "break_imbalance": 0.0,
        "trace_hours": 0.0,
        "amplification": 0.0,
        "business_share": 1 - 14 / 47.56,
        "habituation_floor": 1.0,
        "feedback": "none",
    }
    weekly = Checkpoint(period=1.0, first=1.0, hours=1.0, restoring=0.25, finding=0.4)
    return Scenario.today().with_parameters(**values).with_calendar(Calendar(checkpoints={"weekly": weekly}))


def case_of(organisation: Organisation) -> Case:
    """The case on another organisation."""
    return make_case(organisation, scenario(), WEEKS, as_units=True)


def run_compiled(case: Case, replication: int) -> tuple[float, Sums]:
    """One replication of the compiled engine on one core: seconds, sums."""
    start = time.perf_counter()
    sums = run_periods(case, SEED, replication, no_record(), case.review(SEED, replication))
    return time.perf_counter() - start, sums


def run_simpy(case: Case, replication: int) -> tuple[float, HandDown, Sums]:
    """One replication of the SimPy engine: seconds, the model, sums."""
    agenda, sums, review = case.agenda(SEED, replication), case.new_sums(), case.review(SEED, replication)
    start = time.perf_counter()
    model = HandDown(case.organisation, case.setting, case.rhythm, agenda, SEED, replication, review=review)
    model.run(sums)
    return time.perf_counter() - start, model, sums


def draws_alone(case: Case, replication: int) -> float:
    """Seconds that the random numbers of one replication take by themselves."""
    agenda = case.agenda(SEED, replication)
    seed, luck = np.uint64(SEED), np.uint64(replication)
    key = case.network.key[1]
    place = place_of(case.network, case.setting, no_conditions(), 1, 0, key, seed, luck)._replace(key=key)
    # Many directives in one call, so that the call itself weighs nothing.
    count = DIRECTIVES * 400
    line, hours, numbers = np.empty((LINE_ROWS, count)), np.empty(count), np.arange(count, dtype=np.uint32)
    start = time.perf_counter()
    draw_command(line, hours, numbers, count, place, case.setting, agenda, seed, luck)
    each = (time.perf_counter() - start) / count
    return each * len(case.organisation) * DIRECTIVES


def same_ledger(case: Case, replication: int) -> bool:
    """Say whether both engines write the same ledger, to the bit."""
    compiled = run_whole(case, SEED, replication, ledger=True).ledger
    _, model, _ = run_simpy(case, replication)
    events = ledger.from_events(model.events, case.organisation, case.kinds)
    return compiled is not None and bool(compiled.equals(events))


def alternate(pieces: dict[str, Callable[[int], float]], rounds: int) -> pd.DataFrame:
    """Seconds of each piece in each round, one after the other, so that a busy moment hits all alike."""
    rows = [{name: piece(number) for name, piece in pieces.items()} for number in range(rounds)]
    return pd.DataFrame(rows)
