"""What became of one unit: where its substance was lost, what its ledger says, how its people fare."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.counting import CAUSES
from simulation.record import (
    BEGUN,
    BROKEN,
    CHECKPOINT,
    DIRECTIVE,
    DONE,
    FOUND,
    GRID,
    RAISED,
    RECEIVED,
    RESTORED,
)
from simulation.setting import Floats
from workbench.app.tally import Events
from workbench.app.year import Year


class Way(NamedTuple):
    """What happened to each directive at one unit; shape (directives,), NaN where it never did. Substance is a share of what
    was issued. ``handed`` is what the superior was done with, ``lent`` what the second owner was where its copy came first;
    ``lost``: every line broke and no break was found.
    """

    handed: Floats
    lent: Floats
    received: Floats
    begun: Floats
    done: Floats
    arrived: Floats
    restored: Floats
    final: Floats
    broken: NDArray[np.bool_]
    found: NDArray[np.bool_]
    lost: NDArray[np.bool_]


def way_to(year: Year, unit: int) -> Way:
    """Read out of the events what happened to each directive at one unit."""
    count = len(year.issued)
    events = year.of_unit(unit)
    events = events.only(events.matter == DIRECTIVE)
    superior = int(year.organisation.superior[unit])
    received, arrived = first_of(events, RECEIVED, count)
    begun, _ = first_of(events, BEGUN, count)
    done, final = first_of(events, DONE, count)
    handed = np.ones(count) if superior < 0 else done_by(year, superior, count)
    if superior < 0:
        received, arrived = year.issued.copy(), np.ones(count)
    lent = np.full(count, np.nan)
    over_grid = events.only((events.event == RECEIVED) & (events.line == GRID))
    for owner in np.unique(over_grid.source):
        theirs = over_grid.case[over_grid.source == owner]
        lent[theirs] = done_by(year, int(owner), count)[theirs]
    again = events.only(events.event == RESTORED)
    restored: Floats = np.bincount(again.case, weights=again.amount, minlength=count).astype(np.float64)
    broken, found = (marked(events, event, count) for event in (BROKEN, FOUND))
    lost = np.isnan(received)
    # A unit with a second owner has lost a directive only where both lines broke.
    for line in range(1 + int((events.line == GRID).any())):
        over = events.only(events.line == line)
        lost &= marked(over, BROKEN, count) & ~marked(over, FOUND, count)
    return Way(handed, lent, received, begun, done, arrived, restored, final, broken, found, lost)


def first_of(events: Events, event: int, count: int) -> tuple[Floats, Floats]:
    """Return when an event happened to each directive, and its amount; NaN where it never did."""
    time, amount = np.full(count, np.nan), np.full(count, np.nan)
    rows = events.event == event
    time[events.case[rows]], amount[events.case[rows]] = events.time[rows], events.amount[rows]
    return time, amount


def done_by(year: Year, unit: int, count: int) -> Floats:
    """Return the substance of each directive that a unit was done with; NaN where it was not."""
    events = year.of_unit(unit)
    return first_of(events.only(events.matter == DIRECTIVE), DONE, count)[1]


def marked(events: Events, event: int, count: int) -> NDArray[np.bool_]:
    """Return to which directives an event happened."""
    found = np.zeros(count, dtype=bool)
    found[events.case[events.event == event]] = True
    return found


def losses_of(year: Year, unit: int, way: Way | None = None) -> dict[str, float]:
    """Return where substance was lost and won on the last step to a unit, as shares of all that was issued.

    Losses are negative. What the superior was done with plus all of them is what the unit delivered, exactly. Substance that a
    directive lost by waiting before the horizon caught it counts as unfinished.

    Returns
    -------
    dict
        One entry for each of :data:`simulation.counting.CAUSES`, and ``handed`` and ``delivered``.
    """
    way = way_to(year, unit) if way is None else way
    came, finished = ~np.isnan(way.received), ~np.isnan(way.done)
    handed = np.nan_to_num(way.handed)
    over_grid = ~np.isnan(way.lent)
    given = np.where(over_grid, np.nan_to_num(way.lent), handed)
    dropped = np.where(came, given - np.nan_to_num(way.arrived), 0.0)
    rates = year.handover_rates(unit)[year.quarter(np.where(finished, way.done, year.weeks))]
    parts = np.divide(
        rates,
        rates.sum(axis=1, keepdims=True),
        out=np.zeros_like(rates),
        where=rates.sum(axis=1, keepdims=True) > 0,
    )
    waited = np.nan_to_num(way.arrived) + way.restored - np.nan_to_num(way.final)
    sums = {
        "retelling": -(dropped * parts[:, 0]).sum(),
        "unclear_duty": -(dropped * parts[:, 1]).sum(),
        "imbalance": -(dropped * parts[:, 2]).sum(),
        "waiting": -waited[finished].sum(),
        "broken": -handed[way.lost].sum(),
        "unfinished": -handed[~came & ~way.lost].sum()
        - (np.nan_to_num(way.arrived) + way.restored)[came & ~finished].sum(),
        "restored": way.restored.sum(),
        "second_owner": (given - handed)[over_grid].sum(),
        "handed": handed.sum(),
        "delivered": np.nan_to_num(way.final).sum(),
    }
    issued = max(len(year.issued), 1)
    return {name: float(value) / issued for name, value in sums.items()}


def counts_of(year: Year, unit: int, way: Way | None = None) -> dict[str, float]:
    """Return what the unit's ledger comes to: how many directives came, broke and were done, and mean times in weeks."""
    way = way_to(year, unit) if way is None else way
    events = year.of_unit(unit)

    def mean(values: Floats) -> float:
        known = values[~np.isnan(values)]
        return float(known.mean()) if len(known) else float("nan")

    return {
        "issued": len(year.issued),
        "received": int((~np.isnan(way.received)).sum()),
        "broken": int(way.broken.sum()),
        "found": int(way.found.sum()),
        "done": int((~np.isnan(way.done)).sum()),
        "wait": mean(way.begun - way.received),
        "delay": mean(way.done - year.issued),
        "checkpoints": int((events.event == CHECKPOINT).sum()),
        "appeals": int((events.event == RAISED).sum()),
    }


def people_of(year: Year, unit: int) -> dict[str, list[float]]:
    """Return skill, motivation and strain of the unit's people at the beginning and after each quarter; empty without reviews."""
    if not year.quarters:
        return {}
    states = [year.quarters[0].before, *(quarter.after for quarter in year.quarters)]
    return {
        name: [round(float(getattr(state, name)[unit]), 4) for state in states]
        for name in ("skill", "motivation", "strain")
    }


def rows_of(year: Year, unit: int) -> list[list[Any]]:
    """Return the unit's ledger as short rows: time, event, directive or -1, checkpoint or -1, line or -1, amount, matter or -1."""
    events = year.of_unit(unit)
    directive = np.where(events.matter == DIRECTIVE, events.case, -1)
    columns = (
        np.round(events.time, 3).tolist(),
        events.event.tolist(),
        directive.tolist(),
        events.checkpoint.tolist(),
        events.line.tolist(),
        np.round(events.amount, 4).tolist(),
        events.matter.tolist(),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def story_of(year: Year, unit: int) -> dict[str, Any]:
    """Return all of this for one unit as plain values for JSON; what is not known is None."""
    way = way_to(year, unit)
    losses = losses_of(year, unit, way)
    counts = counts_of(year, unit, way)
    return {
        "losses": [{"cause": cause, "share": losses[cause]} for cause in CAUSES],
        "handed": losses["handed"],
        "delivered": losses["delivered"],
        "counts": {name: None if np.isnan(value) else value for name, value in counts.items()},
        "people": people_of(year, unit),
        "rows": rows_of(year, unit),
    }
