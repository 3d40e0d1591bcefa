"""Five-ones compliance (五个一) and the overdue list, from a ledger of meetings (台账)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas

from models.faults import Fault
from models.instruments.audit import UNIT, UNIT_LIST, Audit, Listing, names_in, period_of, with_list
from models.instruments.days import months_later, windows
from models.instruments.loading import Loaded, Source, days_in_order, load_even_empty
from models.instruments.schema import Choice, Day, Number, Option, TableSchema, Text, Words

KINDS = (
    Option("weekly_dispatch", "周调度", "weekly dispatch", ("每周调度", "一周一调度", "周调度会")),
    Option(
        "monthly_inspection", "月督查", "monthly inspection", ("每月督查", "一月一督查", "月督导", "每月督导")
    ),
    Option("quarterly_roadshow", "季路演", "quarterly roadshow", ("每季路演", "一季一路演", "季度路演")),
    Option("annual_review", "年述评", "annual review", ("每年述评", "一年一述评", "年度述评")),
    Option(
        "hard_project",
        "任期攻坚",
        "hard project of the term",
        ("一任期一攻坚", "任期一攻坚", "攻坚项目", "任期攻坚项目"),
    ),
    # A real ledger holds more than the five: their hours count, but none of them is due.
    Option("other", "其他会议", "other meeting", ("其他", "例会", "专题会", "routine")),
)
TERM_YEARS = 5
COMPLIANCE = ["unit", "kind", "expected", "held", "kept", "share", "longest_gap", "hours"]


class Beat(NamedTuple):
    """How often a meeting is due: once in every `window`; `zh`, `en` name the window."""

    window: str
    zh: str
    en: str


RHYTHM = {
    "weekly_dispatch": Beat("week", "一周", "week"),
    "monthly_inspection": Beat("month", "一个月", "month"),
    "quarterly_roadshow": Beat("quarter", "一个季度", "quarter"),
    "annual_review": Beat("year", "一年", "year"),
    "hard_project": Beat("term", "一个任期", "term"),
}


def _check(loaded: Loaded) -> list[Fault]:
    """Items have a due day after the meeting; one meeting has one number of hours."""
    faults = days_in_order(loaded, "date", "due") + days_in_order(loaded, "date", "done")
    frame = loaded.frame
    for name in ("due", "done"):
        lonely = frame[name].notna() & loaded.blank("item")
        for index in np.flatnonzero(lonely).tolist():
            other = loaded.headings.get("item", "item")
            faults.append(loaded.fault("needs_other", index, name, frame[name].iloc[index], other=other))
    return faults + _hours_that_differ(loaded)


def _hours_that_differ(loaded: Loaded) -> list[Fault]:
    meeting = ["unit", "kind", "date"]
    known = loaded.frame[[*meeting, "hours"]].dropna()
    first = known.groupby(meeting)["hours"].transform("first")
    faults = []
    for index in known.index[(known["hours"] != first).to_numpy()].tolist():
        same = (known[meeting] == known.loc[index, meeting]).all(axis=1)
        start = int(known.index[same.to_numpy()][0])
        hours = known["hours"].loc[index]
        more = {"hours": f"{known['hours'].loc[start]:g}", "first": int(loaded.rows[start])}
        faults.append(loaded.fault("hours_differ", index, "hours", f"{hours:g}", **more))
    return faults


MEETINGS = TableSchema(
    name="meetings",
    title=Words("会议台账", "meeting ledger"),
    about=Words(
        "每行：一次会议；会上交办多个事项的，每个事项一行，单位、类型、日期相同",
        "a row: a meeting; one with several items has a row for each, with the same unit, kind and date",
    ),
    fields=(
        UNIT,
        Choice(
            name="kind",
            zh="类型",
            options=KINDS,
            others=("会议类型", "类别", "会议类别"),
            about=Words("五个一中的哪一个，或其他会议", "which of the five ones, or another meeting"),
        ),
        Day(
            name="date",
            zh="日期",
            about=Words("召开日期", "day on which it was held"),
            others=("召开日期", "召开时间", "会议日期"),
        ),
        Number(
            name="hours",
            zh="工时",
            high=1000,
            blank=True,
            others=("时长", "每次工时", "会议时长", "小时"),
            about=Words("会议占用的小时数（各人合计）；不清楚的留空", "hours it took, of all together; blank = not known"),
        ),
        Text(
            name="item",
            zh="事项",
            required=False,
            others=("交办事项",),
            about=Words("会上交办的事项", "what was assigned"),
        ),
        Day(
            name="due",
            zh="时限",
            required=False,
            others=("办结时限", "完成时限", "截止日期", "应办结日期"),
            about=Words("应办结日期", "day by which it is due"),
        ),
        Day(
            name="done",
            zh="办结",
            required=False,
            others=("办结日期", "完成日期", "办结时间", "完成时间"),
            about=Words("实际办结日期；未办结的留空", "day on which it was done; blank = not yet"),
        ),
    ),
    check=_check,
)  # fmt: skip


def audit_meetings(
    source: Source,
    *,
    since: str | datetime.date | None = None,
    until: str | datetime.date | None = None,
    units: Listing | None = None,
    term_years: int = TERM_YEARS,
) -> Audit:
    """Whether each unit keeps the rhythm of the five ones, and what is overdue.

    Parameters
    ----------
    source : path or DataFrame
        A ledger of meetings, see `MEETINGS`. Rows that agree in unit, kind and date are one meeting.
    since, until : date, optional
        The period, both ends included; default: first and last day in the ledger, or the end of the month that is less than a
        week away. What is overdue is told as of `until`.
    units : names, or a table with a column ``unit``, optional
        All units that should hold meetings; without it one that held none at all does not show.
    term_years : int
        Length of a term, counted from `since`; one hard project is due in each.

    Returns
    -------
    Audit
        ``compliance``: unit, kind, expected (whole weeks, months, quarters, years or terms within the period), held
        (meetings), kept (those weeks, months, ... with at least one: two in one week do not make up for none in the
        next), share (kept / expected), longest_gap (days without, the ends of the period included), hours; of others none is due.
        ``kinds``: the same over all units.
        ``overdue``: unit, kind, date, item, due, done, days_late, state (``open`` or ``late``: done after it was due).
        ``items``: by unit, items with a due day: on_time, late, open, not_due; share on time of those that are due.

    Raises
    ------
    TableError
        With all faults of the ledger.
    ValueError
        For a period that is none.
    """
    if term_years < 1:
        raise ValueError(f"term_years={term_years!r}：允许 / allowed: 1, 2, 3 …")
    loaded = load_even_empty(source, MEETINGS)
    listing = names_in(units, UNIT_LIST)
    if loaded.frame.empty and (since is None or until is None):
        # Without a meeting and without a period nothing is due.
        settings = {"since": since, "until": until, "units": listing, "term_years": term_years}
        return Audit("meetings", _nothing(loaded.frame), loaded.notes, settings)
    start, end, loaded = period_of(loaded, "date", since, until, months=True)
    everyone, loaded = with_list(loaded, listing, "unit")
    due = {kind: _windows(beat.window, start, end, term_years) for kind, beat in RHYTHM.items()}
    loaded = _note_empty(loaded, due, term_years)
    meetings = loaded.frame.groupby(["unit", "kind", "date"])["hours"].max().reset_index()
    due |= {kind: [] for kind in sorted(set(meetings["kind"]) - set(due))}
    compliance = _compliance(meetings, everyone, due, start, end)
    items = _items(loaded.frame, end)
    late = items[items["state"].isin(["open", "late"])]
    late = late.sort_values(
        ["days_late", "unit", "due", "item"], ascending=[False, True, True, True], kind="stable"
    )
    tables = {
        "compliance": compliance,
        "kinds": _by_kind(compliance),
        "overdue": late.reset_index(drop=True),
        "items": _items_by_unit(items),
    }  # fmt: skip
    settings = {"since": str(start), "until": str(end), "units": listing, "term_years": term_years}
    return Audit("meetings", tables, loaded.notes, settings)


def _nothing(frame: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The tables of a ledger without rows, of which no period is known."""
    items = _items(frame, datetime.date.min)
    compliance = pandas.DataFrame(columns=COMPLIANCE)
    return {
        "compliance": compliance,
        "kinds": compliance.drop(columns="unit"),
        "overdue": items,
        "items": _items_by_unit(items),
    }


def _windows(
    kind: str, since: datetime.date, until: datetime.date, term_years: int
) -> list[tuple[datetime.date, datetime.date]]:
    if kind != "term":
        return windows(kind, since, until)
    found, start = [], since
    while (after := months_later(start, 12 * term_years)) <= until + datetime.timedelta(days=1):
        found.append((start, after - datetime.timedelta(days=1)))
        start = after
    return found


def _note_empty(loaded: Loaded, due: Mapping[str, list[Any]], term_years: int) -> Loaded:
    """Kinds of which nothing is due within so short a period."""
    for kind, found in due.items():
        if found:
            continue
        if kind == "hard_project":
            loaded = loaded.noted("shorter_than_term", years=term_years)
        else:
            beat = RHYTHM[kind]
            loaded = loaded.noted("no_full_window", zh=beat.zh, en=beat.en)
    return loaded


def _compliance(
    meetings: pandas.DataFrame,
    units: list[str],
    due: Mapping[str, list[tuple[datetime.date, datetime.date]]],
    start: datetime.date,
    end: datetime.date,
) -> pandas.DataFrame:
    """One row for each unit and kind, held or not."""
    groups = dict(iter(meetings.groupby(["unit", "kind"])))
    rows = []
    for unit in units:
        for kind, found in due.items():
            group = groups.get((unit, kind), meetings.iloc[:0])
            days = group["date"].to_numpy("datetime64[D]")
            kept = _kept(days, found)
            rows.append(
                {
                    "unit": unit,
                    "kind": kind,
                    "expected": len(found),
                    "held": len(days),
                    "kept": kept,
                    "share": kept / len(found) if found else np.nan,
                    "longest_gap": _longest_gap(days, start, end),
                    "hours": group["hours"].sum(min_count=1) if len(days) else 0.0,
                }
            )
    return pandas.DataFrame(rows, columns=COMPLIANCE)


def _kept(days: np.ndarray[Any, Any], found: list[tuple[datetime.date, datetime.date]]) -> int:
    """Windows with at least one meeting."""
    if not found or not len(days):
        return 0
    first, last = (np.array([window[end] for window in found], "datetime64[D]") for end in (0, 1))
    place = np.searchsorted(first, days, side="right") - 1
    inside = (place >= 0) & (days <= last[np.maximum(place, 0)])
    return len(np.unique(place[inside]))


def _longest_gap(days: np.ndarray[Any, Any], start: datetime.date, end: datetime.date) -> int:
    """Most days on end without a meeting, those before the first and after the last included."""
    before, after = (
        np.datetime64(start) - np.timedelta64(1, "D"),
        np.datetime64(end) + np.timedelta64(1, "D"),
    )
    points = np.concatenate([[before], np.sort(days), [after]])
    return max(0, int(np.diff(points).max().astype(int)) - 1)


def _by_kind(compliance: pandas.DataFrame) -> pandas.DataFrame:
    """All units together, in the order of the rhythm."""
    by = compliance.groupby("kind", sort=False)
    table = by[["expected", "held", "kept"]].sum().reset_index()
    table["share"] = table["kept"] / table["expected"].where(table["expected"] > 0)
    table["longest_gap"] = by["longest_gap"].max().to_numpy()
    table["hours"] = by["hours"].sum().to_numpy()
    return table


def _items(frame: pandas.DataFrame, end: datetime.date) -> pandas.DataFrame:
    """Items with a due day and what has become of them by the end of the period."""
    items = frame.loc[frame["due"].notna(), ["unit", "kind", "date", "item", "due", "done"]].copy()
    today = pandas.Timestamp(end)
    items["done"] = items["done"].where(items["done"] <= today)
    finished = items["done"].notna()
    until = items["done"].where(finished, today)
    items["days_late"] = (until - items["due"]).dt.days.clip(lower=0).astype("int64")
    overdue = items["days_late"] > 0
    state = np.select([finished & overdue, finished, overdue], ["late", "on_time", "open"], default="not_due")
    return items.assign(state=state)


def _items_by_unit(items: pandas.DataFrame) -> pandas.DataFrame:
    states = ("on_time", "late", "open", "not_due")
    counts = pandas.DataFrame({"unit": items["unit"], **{state: items["state"] == state for state in states}})
    table = counts.groupby("unit", sort=True).sum().astype("int64").reset_index()
    table.insert(1, "items", table[list(states)].sum(axis=1))
    decided = table["items"] - table["not_due"]
    table["share"] = table["on_time"] / decided.where(decided > 0)
    return table
