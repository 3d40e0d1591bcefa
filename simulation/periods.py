"""One period in the compiled engine: whole, or in blocks of offices that wait for nothing of each other.

The cut depends on the organisation alone and sums are added in the order of the blocks, so serving blocks side by side changes no
bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from simulation.bench import EXTRA_COLUMNS, empty_bench
from simulation.carrying import Carried, join_carried, nothing_carried, room_to_carry
from simulation.case import Case
from simulation.counting import Sums, empty_flow
from simulation.desk import Integers
from simulation.handing import Store, empty_store
from simulation.kernel import hand_down
from simulation.plan import Ranges
from simulation.record import Record
from simulation.setting import Agenda, Conditions, Floats, Period

# Room for so many matters a unit that are carried from one quarter to the next, at first; it grows where it does not suffice.
INITIAL_COLUMNS = 32


class Room(NamedTuple):
    """Where the compiled engine puts what it serves in one period."""

    store: Store
    rows: Integers
    before: Carried
    after: Carried
    flow: Floats


class Block(NamedTuple):
    """What one block of offices came to; ``served`` is negative where there was too little room."""

    served: int
    sums: Sums
    after: Carried


# Serves blocks and gives what each came to, in their order: as `map` does, one after the other, or a pool's, side by side.
InTurn = Callable[[Callable[[Ranges], Block], Iterable[Ranges]], Iterable[Block]]


class Quarters:
    """The quarters of one replication, one after the other; remembers what is carried from each to the next.

    Parameters
    ----------
    in_turn : callable
        How the blocks of the lowest level are served: ``map``, or the ``map`` of a pool of threads.
    """

    def __init__(
        self, case: Case, agenda: Agenda, seed: int, replication: int, record: Record, in_turn: InTurn
    ) -> None:
        self._case, self._agenda, self._luck = case, agenda, (seed, replication)
        self._record, self._in_turn = record, in_turn
        units, directives = len(case.network.superior), len(agenda.issued)
        handing = int(case.network.row.max(initial=-1)) + 1
        self._store, self._rows = empty_store(handing, directives), np.empty(handing, dtype=np.uint32)
        self._carried = nothing_carried(units, directives)
        self._columns, self._extras = INITIAL_COLUMNS, EXTRA_COLUMNS

    def serve(self, period: Period, conditions: Conditions) -> tuple[Sums, Floats]:
        """Serve a quarter; return its sums and what its review is told."""
        size = self._record.size[0]
        while True:
            flow = empty_flow(len(self._case.network.superior))
            blocks = self._attempt(period, conditions, flow)
            if all(block.served >= 0 for block in blocks):
                break
            # Too little room: the same quarter once more, with twice as much.
            self._columns, self._extras, self._record.size[0] = 2 * self._columns, 2 * self._extras, size
        self._carried = join_carried([block.after for block in blocks], self._case.blocks)
        sums = self._case.new_sums()
        for block in blocks:
            for total, added in zip(sums, block.sums, strict=True):
                total += added
        return sums, flow

    def _attempt(self, period: Period, conditions: Conditions, flow: Floats) -> list[Block]:
        """Serve the offices above the lowest level, then those on it."""
        shared = room_to_carry(self._carried)

        def serve_block(ranges: Ranges) -> Block:
            offices = int((ranges[:, 1] - ranges[:, 0]).sum())
            after = shared.with_items(self._columns * offices)
            room = Room(self._store, self._rows, self._carried, after, flow)
            sums = self._case.new_sums()
            served = serve(
                self._case,
                self._agenda,
                *self._luck,
                period,
                ranges,
                0,
                room,
                sums,
                self._record,
                conditions,
                self._extras,
            )
            return Block(served, sums, after)

        top, *lowest = self._case.blocks
        first = serve_block(top)
        return [first] if first.served < 0 else [first, *self._in_turn(serve_block, lowest)]


def serve(
    case: Case,
    agenda: Agenda,
    seed: int,
    replication: int,
    period: Period,
    ranges: Ranges,
    first_row: int,
    room: Room,
    sums: Sums,
    record: Record,
    conditions: Conditions,
    extras: int = 0,
) -> int:
    """Call the compiled engine; return -1 where there was too little room."""
    bench = empty_bench(len(agenda.issued), len(case.rhythm.time), sums.by_quarter.shape[1], extras)
    return int(
        hand_down(
            case.network,
            case.setting,
            conditions,
            case.rhythm,
            agenda,
            period,
            np.uint64(seed),
            np.uint64(replication),
            ranges,
            first_row,
            room.rows,
            room.store,
            room.before,
            room.after,
            bench,
            room.flow,
            sums,
            record,
        )
    )
