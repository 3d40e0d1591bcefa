"""One replication of one case: in the compiled engine, whole, quarter by quarter or in parts, or in SimPy."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from simulation import ledger as ledgers
from simulation.carrying import Carried
from simulation.case import Case
from simulation.counting import Sums, empty_flow
from simulation.handing import Store, empty_store
from simulation.periods import InTurn, Quarters, Room, serve
from simulation.plan import Ranges
from simulation.record import Record, empty_record, no_record
from simulation.review import Review
from simulation.setting import Conditions, Floats, Period, no_conditions, periods_of


@dataclass(frozen=True)
class Outcome:
    """What one replication of one scenario came to."""

    sums: Sums
    directives: int
    review: Review | None = None
    ledger: pd.DataFrame | None = None


class Reviewing(Protocol):
    """What sets the conditions of each quarter and is told how it went."""

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the quarter that has ended."""


def run_compiled(case: Case, seed: int, replication: int, ledger: bool) -> Outcome:
    """Run one replication in the compiled engine on this thread."""
    review, record = case.review(seed, replication), no_record()
    if ledger:
        record = room_for_events(case, seed, replication, case.review(seed, replication))
    sums = run_periods(case, seed, replication, record, review)
    events = ledgers.from_record(record, case.organisation, case.kinds) if ledger else None
    return Outcome(sums, len(case.agenda(seed, replication).issued), review, events)


def room_for_events(case: Case, seed: int, replication: int, review: Reviewing | None) -> Record:
    """Return an empty record with room for every event of one replication: it is run once to count them."""
    record = empty_record(0)
    run_periods(case, seed, replication, record, review)
    return empty_record(int(record.size[0]))


def run_periods(
    case: Case,
    seed: int,
    replication: int,
    record: Record,
    review: Reviewing | None,
    in_turn: InTurn = map,
) -> Sums:
    """Run one replication period after period, with a review after each if there is one; events go into the record.

    ``in_turn`` may serve blocks of the lowest level side by side, where there are reviews and no record.
    """
    agenda, sums = case.agenda(seed, replication), case.new_sums()
    if review is None:
        whole = np.array([[0, len(case.network.superior)]], dtype=np.int64)
        handing = int(case.network.row.max(initial=-1)) + 1
        store, rows = empty_store(handing, len(agenda.issued)), np.empty(handing, dtype=np.uint32)
        room = Room(store, rows, nowhere(), nowhere(), empty_flow(0))
        serve(case, agenda, seed, replication, case.whole_run, whole, 0, room, sums, record, no_conditions())
        return sums
    quarters = Quarters(case, agenda, seed, replication, record, in_turn)
    for period in periods_of(case.setting.weeks, reviewed=True):
        part, flow = quarters.serve(period, review.conditions())
        for total, added in zip(sums, part, strict=True):
            total += added
        review.hold(period, flow)
    return sums


def nowhere() -> Carried:
    """Return what is carried where the one period is all there is: nothing, and no room."""
    empty = np.empty(0, dtype=np.int64)
    return Carried(np.empty((0, 0)), empty, empty, np.empty((0, 0)), np.empty((0, 0), dtype=np.uint8))


def run_in_parts(case: Case, seed: int, replication: int, pool: ThreadPoolExecutor) -> Outcome:
    """Run one replication of a large organisation without reviews: the top, then groups of subtrees side by side."""
    agenda, plan = case.agenda(seed, replication), case.plan
    directives, handing = len(agenda.issued), int(case.network.row.max(initial=-1)) + 1
    top_store, sums = empty_store(plan.top_rows, directives), case.new_sums()
    top = Room(top_store, np.empty(handing, dtype=np.uint32), nowhere(), nowhere(), empty_flow(0))
    period, none = case.whole_run, no_conditions()
    serve(case, agenda, seed, replication, period, plan.top, 0, top, sums, no_record(), none)
    workspace = threading.local()

    def run(part: Ranges) -> Sums:
        if not hasattr(workspace, "room"):
            store = with_room(top_store, plan.part_rows)
            workspace.room = top._replace(store=store, rows=top.rows.copy())
        part_sums = case.new_sums()
        room = workspace.room
        serve(
            case, agenda, seed, replication, period, part, plan.top_rows, room, part_sums, no_record(), none
        )
        return part_sums

    for part_sums in pool.map(run, plan.parts):
        for total, part in zip(sums, part_sums, strict=True):
            total += part
    return Outcome(sums, directives)


def with_room(store: Store, rows: int) -> Store:
    """Return a copy of a store with room for more rows."""
    larger = empty_store(len(store.served) + rows, store.order.shape[1])
    larger.left[:, : len(store.served)] = store.left
    larger.order[: len(store.served)] = store.order
    larger.served[: len(store.served)] = store.served
    larger.lost[: len(store.lost)] = store.lost
    return larger


def run_simpy(case: Case, seed: int, replication: int, ledger: bool) -> Outcome:
    """Run one replication in the SimPy engine."""
    from simulation.process import HandDown

    organisation = case.organisation
    agenda, sums, review = case.agenda(seed, replication), case.new_sums(), case.review(seed, replication)
    model = HandDown(organisation, case.setting, case.rhythm, agenda, seed, replication, review=review)
    model.run(sums)
    events = ledgers.from_events(model.events, organisation, case.kinds) if ledger else None
    return Outcome(sums, len(agenda.issued), review, events)
