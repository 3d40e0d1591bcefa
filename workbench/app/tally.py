"""What is counted of the events of a replication while it runs, quarter after quarter, so that none need be kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.record import BROKEN, DIRECTIVE, DONE, FOUND, LINES, RECEIVED, Record
from simulation.setting import Floats

Wholes = NDArray[np.integer]


class Events(NamedTuple):
    """Events as columns of numbers, as in :mod:`simulation.record`."""

    time: Floats
    amount: Floats
    event: Wholes
    unit: Wholes
    source: Wholes
    matter: Wholes
    case: Wholes
    line: Wholes
    checkpoint: Wholes

    def only(self, rows: Wholes | NDArray[np.bool_] | slice) -> Events:
        """Return some of the events."""
        return Events(self.time[rows], self.amount[rows], *(column[rows] for column in self[2:]))


def events_in(record: Record) -> Events:
    """Return what is written in a record, without copying it."""
    size = int(record.size[0])
    event, unit, _, source, matter, case, line, checkpoint = record.wholes[:, :size]
    time, amount = record.floats[:, :size]
    return Events(time, amount, event, unit, source, matter, case, line, checkpoint)


class Tally:
    """Week by week and unit by unit: substance delivered, and handovers that broke.

    Parameters
    ----------
    weeks, units, directives : int
    """

    def __init__(self, weeks: int, units: int, directives: int) -> None:
        self.weeks, self.units, self.directives = weeks, units, max(directives, 1)
        self.delivered = np.zeros((weeks, units))
        self.ends = np.full(units * self.directives * len(LINES), np.inf)
        self.arrival = np.full(units * self.directives, np.inf)
        self.breaks: list[Events] = []

    def add(self, events: Events) -> None:
        """Count some events; each is to be counted once."""
        done = events.only((events.event == DONE) & (events.matter == DIRECTIVE))
        cells = done.time.astype(np.int64) * self.units + done.unit
        size = self.weeks * self.units
        self.delivered += np.bincount(cells, weights=done.amount, minlength=size).reshape(
            self.delivered.shape
        )
        found, received = (events.only(events.event == event) for event in (FOUND, RECEIVED))
        self.ends[self.lines_of(found)] = found.time
        self.arrival[self.ways_of(received)] = received.time
        self.breaks.append(events.only(events.event == BROKEN))

    def ways_of(self, events: Events) -> NDArray[np.int64]:
        """Return a number for each pair of unit and directive."""
        return events.unit.astype(np.int64) * self.directives + events.case

    def lines_of(self, events: Events) -> NDArray[np.int64]:
        """Return a number for each unit, directive and line."""
        return self.ways_of(events) * len(LINES) + events.line

    def broken(self) -> NDArray[np.int64]:
        """Return how many handovers to each unit broke in each week; shape (weeks, units)."""
        counts = np.zeros(self.weeks * self.units, dtype=np.int64)
        for events in self.breaks:
            np.add.at(counts, events.time.astype(np.int64) * self.units + events.unit, 1)
        return counts.reshape(self.weeks, self.units)

    def open(self) -> NDArray[np.int64]:
        """Return how many directives on their way to each unit nobody owns at the end of each week; shape (weeks, units).

        A handover breaks, and the break is open until a checkpoint finds it or the directive comes over the unit's other line.
        """
        change = np.zeros((self.weeks + 1) * self.units, dtype=np.int64)
        for events in self.breaks:
            until = np.minimum(self.ends[self.lines_of(events)], self.arrival[self.ways_of(events)])
            for times, step in ((events.time, 1), (until, -1)):
                week = np.minimum(times, self.weeks).astype(np.int64)
                np.add.at(change, week * self.units + events.unit, step)
        return change.reshape(self.weeks + 1, self.units).cumsum(axis=0)[: self.weeks]
