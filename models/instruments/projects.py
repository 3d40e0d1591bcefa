"""Project chain (立项—调度—评估—推广): how many projects pass each stage, how long it takes, what was stopped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas

from models.faults import Fault, listed
from models.instruments.audit import Audit, wilson
from models.instruments.days import as_day
from models.instruments.loading import Loaded, Source, day_text, days_in_order, load_even_empty
from models.instruments.schema import Day, TableSchema, Text, Words
from models.instruments.survival import median_time

STAGES = ("initiated", "dispatched", "evaluated", "promoted")


def _check(loaded: Loaded) -> list[Fault]:
    """Stages in order, none skipped, nothing after the end."""
    frame = loaded.frame
    faults = []
    for earlier, later in _steps():
        faults += days_in_order(loaded, earlier, later)
        skipped = loaded.blank(earlier) & frame[later].notna() & (earlier in loaded.headings)
        for index in np.flatnonzero(skipped).tolist():
            other = loaded.headings[earlier]
            faults.append(loaded.fault("stage_skipped", index, later, frame[later].iloc[index], other=other))
    return faults + _after_end(loaded)


def _after_end(loaded: Loaded) -> list[Fault]:
    frame = loaded.frame
    last = frame[list(STAGES)].max(axis=1)
    wrong = frame["stopped"].notna() & (frame["promoted"].notna() | (frame["stopped"] < last))
    faults = []
    for index in np.flatnonzero(wrong).tolist():
        given = frame.loc[index, list(STAGES)].dropna()
        other = str(given.index[-1])
        more = {"other": loaded.headings.get(other, other), "day": day_text(given.iloc[-1])}
        faults.append(loaded.fault("after_end", index, "stopped", frame["stopped"].iloc[index], **more))
    return faults


def _stage(name: str, zh: str, about: Words, *others: str, blank: bool = True) -> Day:
    return Day(name=name, zh=zh, about=about, others=others, blank=blank)


PROJECTS = TableSchema(
    name="projects",
    title=Words("项目台账", "projects"),
    about=Words("每行：一个项目", "a row: a project"),
    fields=(
        Text(
            name="project",
            zh="项目",
            code=True,
            others=("项目名称", "项目编号"),
            about=Words("项目名称或编号", "name or id of the project"),
        ),
        Text(
            name="unit",
            zh="单位",
            code=True,
            required=False,
            others=("责任单位", "承担单位", "单位名称"),
            about=Words("责任单位", "the unit that runs it"),
        ),
        _stage("initiated", "立项", Words("立项日期", "day of initiation"), "立项日期", "立项时间", blank=False),
        _stage("dispatched", "调度", Words("调度通过日期；未到的留空", "day of dispatch; blank = not yet"), "调度日期", "调度时间"),
        _stage(
            "evaluated", "评估", Words("评估通过日期；未到的留空", "day it passed evaluation; blank = not yet"),
            "评估日期", "评估时间",
        ),
        _stage("promoted", "推广", Words("推广日期；未到的留空", "day of promotion; blank = not yet"), "推广日期", "推广时间"),
        Day(
            name="stopped",
            zh="终止",
            required=False,
            others=("终止日期", "终止时间"),
            about=Words("终止日期；未终止的留空", "day on which it was stopped; blank = it was not"),
        ),
    ),
    key=("project",),
    check=_check,
)  # fmt: skip


def audit_projects(source: Source, *, until: str | datetime.date | None = None) -> Audit:
    """The funnel of projects and the time each stage takes.

    Parameters
    ----------
    source : path or DataFrame
        A table of projects, see `PROJECTS`.
    until : date, optional
        Day as of which it is told; later days count as not yet happened. Default: the last day in the table.

    Returns
    -------
    Audit
        ``funnel``: stage, reached, passed (on to the next), stopped and pending (in it), pass_rate (of those decided,
        passed or stopped) with its 95% Wilson interval low, high; share (reached, of all initiated).
        ``times``: step (from - to), cases, finished, cut_off (pending or stopped), median (days, by Kaplan and Meier) with
        its 95% interval low, high, and median_finished: the median of the finished alone, which comes out too short.
        ``units``: unit, one column a stage with how many reached it, stopped, pending.

    Raises
    ------
    TableError
        With all faults of the table.
    ValueError
        Where there are projects, but none was initiated by `until`.

    Notes
    -----
    A project that was stopped is cut off on that day: the median is the time that a project takes unless it is stopped. In a
    table without rows every count is 0.
    """
    loaded = load_even_empty(source, PROJECTS)
    end = as_day(until, "until")
    if loaded.frame.empty:
        return _told(loaded, end)
    end = end or loaded.frame[[*STAGES, "stopped"]].max(axis=1).max().date()
    loaded = _as_of(loaded, end)
    if loaded.frame.empty:
        raise ValueError(f"截至 {end} 没有已立项的项目 / no project was initiated by {end}")
    pending = int((loaded.frame["promoted"].isna() & loaded.frame["stopped"].isna()).sum())
    if pending:
        loaded = loaded.noted("pass_rates_of_decided", number=pending)
    return _told(loaded.noted("stopped_censored", until=end), end)


def _told(loaded: Loaded, end: datetime.date | None) -> Audit:
    """What is told of the projects as they stood on a day."""
    frame = loaded.frame
    tables = {"funnel": _funnel(frame), "times": _times(frame, end)}
    if "unit" in loaded.headings:
        tables["units"] = _by_unit(frame)
    return Audit("projects", tables, loaded.notes, {"until": None if end is None else str(end)})


def _steps() -> Iterator[tuple[str, str]]:
    return pairwise(STAGES)


def _as_of(loaded: Loaded, end: datetime.date) -> Loaded:
    """The table as it would have been on that day."""
    frame = loaded.frame.copy()
    days = [*STAGES, "stopped"]
    later = frame[days] > pandas.Timestamp(end)
    if later.to_numpy().any():
        rows = loaded.rows[later.any(axis=1).to_numpy()]
        loaded = loaded.noted(
            "not_yet", number=int(later.to_numpy().sum()), until=end, rows=listed(rows.tolist())
        )
        for day in days:
            frame[day] = frame[day].where(~later[day])
    begun = Loaded(frame, loaded.rows, loaded.file, loaded.headings, loaded.notes)
    return begun.taken(frame["initiated"].notna().to_numpy())


def _funnel(frame: pandas.DataFrame) -> pandas.DataFrame:
    """How many come to each stage and what becomes of them there."""
    rows = []
    for stage, after in [*_steps(), (STAGES[-1], None)]:
        here = frame[stage].notna()
        passed = here & frame[after].notna() if after else here & False
        stopped = here & ~passed & frame["stopped"].notna()
        pending = here & ~passed & ~stopped if after else here & False
        counts = [int(mark.sum()) for mark in (here, passed, stopped, pending)]
        rows.append([stage, *counts])
    table = pandas.DataFrame(rows, columns=["stage", "reached", "passed", "stopped", "pending"])
    rate = wilson(table["passed"], table["passed"] + table["stopped"])
    table["pass_rate"], table["low"], table["high"] = rate
    table["share"] = table["reached"] / len(frame)
    return table


def _times(frame: pandas.DataFrame, end: datetime.date | None) -> pandas.DataFrame:
    """Days from each stage to the next, and from the first to the last."""
    last_seen = frame["stopped"] if end is None else frame["stopped"].fillna(pandas.Timestamp(end))
    rows: list[dict[str, Any]] = []
    for earlier, later in [*_steps(), (STAGES[0], STAGES[-1])]:
        here = frame[earlier].notna()
        finished = frame.loc[here, later].notna()
        until = frame.loc[here, later].fillna(last_seen[here])
        days = (until - frame.loc[here, earlier]).dt.days.to_numpy()
        median = median_time(days, finished)
        done = days[finished.to_numpy()]
        rows.append(
            {
                "step": f"{earlier} - {later}",
                "cases": len(days),
                "finished": len(done),
                "cut_off": len(days) - len(done),
                **median._asdict(),
                "median_finished": float(np.median(done)) if len(done) else np.nan,
            }
        )
    return pandas.DataFrame(rows)


def _by_unit(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Projects of each unit by the stages that they reached."""
    marks = pandas.DataFrame(
        {
            "unit": frame["unit"],
            **{stage: frame[stage].notna() for stage in STAGES},
            "stopped": frame["stopped"].notna(),
            "pending": frame["stopped"].isna() & frame["promoted"].isna(),
        }
    )
    return marks.groupby("unit", sort=True).sum().astype("int64").reset_index()
