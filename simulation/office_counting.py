"""What a period came to in one office of the SimPy engine, counted by the functions of the compiled engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation import record as rec
from simulation.counting import Flow, Resolved, Sums, count_directives, count_hours, note_missing
from simulation.desk import (
    DESK_ROWS,
    DONE,
    FINAL_SUBSTANCE,
    FROM_OWNER,
    LOST,
    NEVER,
    RECEIVED,
    SOURCE,
)
from simulation.setting import Floats, Period

if TYPE_CHECKING:
    from simulation.office import Office


def close(office: Office) -> None:
    """At the horizon: what still waits has lost substance up to now; what the chain lost is marked."""
    for item in office.in_hand.values():
        office.wait_until_now(item)
        office.desk[FINAL_SUBSTANCE, item.directive] = item.substance
    broken = {(broken.copy.handover.line, broken.copy.directive) for broken in office.broken}
    uppers = [(rec.COMMAND, office.superior)] if office.unit > 0 else []
    if office.place.owner >= 0:
        uppers.append((rec.GRID, office.model.offices[office.place.owner]))
    for directive in range(office.desk.shape[1]):
        if not office.has(directive):
            # Lost only if every line lost it: a break needs both.
            lost = bool(uppers) and all(
                upper.desk[DONE, directive] == LOST or (line, directive) in broken for line, upper in uppers
            )
            office.desk[DONE, directive] = LOST if lost else NEVER


def resolved_of(office: Office) -> Resolved:
    """Return, at the horizon, the superior's substance in what never came, or came from the second owner."""
    if office.unit == 0:
        return Resolved(0.0, 0.0, 0.0)
    above = office.superior.desk
    handed = np.where(above[DONE] < office.model.setting.weeks, above[FINAL_SUBSTANCE], 0.0)
    missing, lost = office.desk[RECEIVED] == NEVER, office.desk[DONE] == LOST
    return Resolved(
        float(handed[missing & lost].sum()),
        float(handed[missing & ~lost].sum()),
        float(handed[office.desk[SOURCE] == FROM_OWNER].sum()),
    )


def count(office: Office, period: Period, sums: Sums, flow: Floats) -> None:
    """Add the period to the sums and to the unit's flow, with the functions of the compiled engine."""
    model, place = office.model, office.place
    setting, agenda, scratch = model.setting, model.agenda, np.zeros((sums.by_quarter.shape[1], 10))
    done = [facts for facts in office.attended if facts[DONE] < period.end]
    resolved = Resolved(0.0, 0.0, 0.0)
    if period.final:
        resolved = resolved_of(office)
        waiting = [office.desk[:, item.directive] for item in office.in_hand.values() if not item.begun]
        lost = np.flatnonzero(office.desk[DONE] == LOST).astype(np.uint32)
        note_missing(lost, len(lost), period, agenda, scratch)
        done = office.attended + waiting
    desk, closed = as_desk(done)
    finished, on_time, substance, pressure = count_directives(
        desk, closed, len(closed), place, setting, agenda, scratch, resolved, sums
    )
    desk, attended = as_desk(office.attended)
    count_hours(
        desk, attended, len(attended), office.meeting_weeks(period), place, period, setting, sums, flow
    )
    if flow.size:
        flow[[Flow.DONE, Flow.ON_TIME, Flow.SUBSTANCE, Flow.PRESSURE]] = (
            finished,
            on_time,
            substance,
            pressure,
        )
        flow[Flow.BACKLOG] = sum(not item.begun for item in office.in_hand.values())
        office.other_work.count(period, flow)
    office.attended = [facts for facts in office.attended[-1:] if facts[DONE] >= period.end]
    office.meetings_before, office.last_end_before = office.meetings_held, office.last_meeting_end


def as_desk(columns: Sequence[Floats]) -> tuple[Floats, NDArray[np.uint32]]:
    """Return columns as one desk, and their places on it."""
    desk = np.column_stack(columns) if columns else np.empty((len(DESK_ROWS), 0))
    return np.ascontiguousarray(desk), np.arange(len(columns), dtype=np.uint32)
