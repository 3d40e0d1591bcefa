"""Meetings and projects of a simulated run, from its ledger, as tables of the instruments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.dating import day_of
from simulation.extras import STAGES
from simulation.watching import Watched

# What the ledger of meetings calls them; all others (routine meetings, visits, campaigns) are "other" there.
FIVE_ONES = ("weekly_dispatch", "monthly_inspection", "quarterly_roadshow", "annual_review", "hard_project")
OTHER = "other"
MEETING = ["unit", "checkpoint", "turn"]


def meeting_rows(run: Watched, year: int) -> pd.DataFrame:
    """Return the meetings table: every meeting in every unit's office, and what was assigned at it.

    Returns
    -------
    DataFrame
        ``unit``, ``kind``, ``date``, ``hours``, ``item``, ``due``, ``done``.

    Notes
    -----
    A meeting is held when the office is free, which may be after its place in the calendar. An item is a directive whose
    broken handover this meeting found: it is due by its own deadline, or at once where that is over, and done when the
    unit has done it. What was found by a meeting that had not begun at the end is left out with it.
    """
    ledger = run.ledger
    held = ledger.loc[ledger["event"] == "checkpoint", ["unit", "checkpoint", "time", "amount"]]
    held = held.assign(turn=held.groupby(["unit", "checkpoint"]).cumcount())
    rows = held.merge(found_items(run), on=MEETING, how="left")
    about = ledger["event"] == "issued"
    issued = ledger[about].set_index("directive")["time"]
    due = np.maximum(rows["directive"].map(issued) + run.case.setting.deadline, rows["time"])
    items = [None if pd.isna(number) else f"任务 directive {number:.0f}" for number in rows["directive"]]
    kind = rows["checkpoint"].where(rows["checkpoint"].isin(FIVE_ONES), OTHER)
    table = pd.DataFrame(
        {
            "unit": rows["unit"],
            "kind": kind,
            "date": day_of(rows["time"], year),
            "hours": rows["amount"],
            "item": pd.Series(items, dtype=object),
            "due": day_of(due, year),
            "done": day_of(rows["done"], year),
        }
    )
    # Two meetings of "other" kinds, or one put off until the next, may fall on one day: the ledger knows one a day.
    together = ["unit", "kind", "date"]
    hours = rows.assign(**{name: table[name] for name in together}).drop_duplicates([*MEETING, *together])
    total = hours.groupby(together, sort=False)["amount"].sum().rename("hours").reset_index()
    return table.drop(columns="hours").merge(total, on=together, how="left")[list(table)]


def found_items(run: Watched) -> pd.DataFrame:
    """Return the directives found at each meeting: unit, checkpoint, turn (which of its kind, from 0), directive, done (weeks)."""
    ledger, rhythm = run.ledger, run.case.rhythm
    found = ledger.loc[ledger["event"] == "found", ["unit", "checkpoint", "time", "directive"]]
    found = found.drop_duplicates().reset_index(drop=True)
    kind = found["checkpoint"].map({name: number for number, name in enumerate(run.case.kinds)}).to_numpy()
    turn = np.zeros(len(found), dtype=np.int64)
    for number in range(len(run.case.kinds)):
        mine = kind == number
        turn[mine] = np.searchsorted(rhythm.time[rhythm.kind == number], found["time"].to_numpy()[mine])
    about = (ledger["event"] == "done") & (ledger["directive"] >= 0)
    done = ledger.loc[about, ["unit", "directive", "time"]].rename(columns={"time": "done"})
    return found.drop(columns="time").assign(turn=turn).merge(done, on=["unit", "directive"], how="left")


def project_rows(run: Watched, year: int) -> pd.DataFrame:
    """Return the projects table.

    Returns
    -------
    DataFrame
        ``project``, ``unit``, ``initiated``, ``dispatched``, ``evaluated``, ``promoted``, ``stopped``.

    Notes
    -----
    A project counts as initiated when it is put forward, so that all of them are in the table; as dispatched, evaluated
    and promoted when it has passed that stage. The template has no day for passing the first stage: to be dispatched a
    project has passed two.
    """
    events = project_events(run.ledger)
    begun = events[(events["event"] == "submitted") & (events["stage"] == 0)]
    table = begun[["unit", "number"]].assign(initiated=begun["time"])
    passed = events[events["event"] == "passed"]
    for stage, name in enumerate(("dispatched", "evaluated", "promoted"), start=1):
        times = passed[passed["stage"] == stage].rename(columns={"time": name})
        table = table.merge(times[["unit", "number", name]], on=["unit", "number"], how="left")
    ended = events[events["event"] == "stopped"].rename(columns={"time": "stopped"})
    table = table.merge(ended[["unit", "number", "stopped"]], on=["unit", "number"], how="left")
    names = zip(table["unit"], table["number"], strict=True)
    called = pd.Series([f"{unit}#{number + 1}" for unit, number in names], index=table.index, dtype=str)
    table.insert(0, "project", called)
    days = ("initiated", "dispatched", "evaluated", "promoted", "stopped")
    return table.drop(columns="number").assign(**{name: day_of(table[name], year) for name in days})


def project_events(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the events of projects with their number within the unit and their stage, from 0."""
    events = ledger[ledger["matter"] == "project"]
    return events.assign(number=events["case"] // len(STAGES), stage=events["case"] % len(STAGES))
