"""What every instrument hands back, and what several of them share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas
from statsmodels.stats.proportion import proportion_confint

from models.faults import Note, details, listed
from models.instruments.days import as_day, months_later
from models.instruments.loading import Loaded, load
from models.instruments.schema import TableSchema, Text, Words

UNIT = Text(
    name="unit",
    zh="单位",
    about=Words("单位名称或编码", "name or id of the unit"),
    code=True,
    others=("支部", "单位名称", "支部名称", "党支部"),
)
MEMBER = Text(
    name="member",
    zh="姓名",
    about=Words("姓名或人员编号", "name or id of the person"),
    code=True,
    others=("人员", "党员", "成员", "党员姓名", "干部姓名"),
)
DUTY = Text(
    name="duty", zh="职责", about=Words("职责事项", "the duty"), others=("职责事项", "事项", "职责名称")
)


def _list_of(name: str, column: Text, zh: str, en: str) -> TableSchema:
    return TableSchema(name=name, title=Words(zh, en), about=Words("", ""), fields=(column,))


UNIT_LIST = _list_of("units", UNIT, "单位名单", "list of units")
MEMBER_LIST = _list_of("members", MEMBER, "人员名单", "list of members")
DUTY_LIST = _list_of("duties", DUTY, "职责清单", "list of duties")

_WEEK = 7

# Those who should be in a table: their names, or a table that has a column of them.
Listing = Iterable[str] | str | Path | pandas.DataFrame


@dataclass(frozen=True)
class Audit:
    """What an instrument found.

    Attributes
    ----------
    name : which instrument
    tables : DataFrames by name, the chief one first
    notes : what was assumed, left out or should be borne in mind
    settings : the choices it was made with, for the record
    """

    name: str
    tables: Mapping[str, pandas.DataFrame]
    notes: tuple[Note, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pandas.DataFrame:
        """Return one of its tables."""
        return self.tables[table]


def names_in(listing: Listing | None, schema: TableSchema) -> list[str] | None:
    """Return the names of a list, each once, sorted; None where there is no list."""
    if listing is None:
        return None
    if isinstance(listing, str | Path | pandas.DataFrame):
        column = load(listing, schema).frame[schema.fields[0].name]
        return sorted(set(column.tolist()))
    return sorted({str(name).strip() for name in listing})


def with_list(loaded: Loaded, listing: list[str] | None, column: str) -> tuple[list[str], Loaded]:
    """Return all names that are in the table or the list, sorted; a note tells which are only in the table."""
    there = set(loaded.frame[column].dropna().tolist())
    if listing is None:
        return sorted(there), loaded.noted("no_list")
    strange = sorted(there - set(listing))
    if strange:
        code = "members_unlisted" if column == "member" else "units_unlisted"
        loaded = loaded.noted(code, **{f"{column}s": listed(strange)})
    return sorted(there | set(listing)), loaded


def period_of(
    loaded: Loaded,
    column: str,
    since: str | datetime.date | None,
    until: str | datetime.date | None,
    *,
    months: bool = False,
) -> tuple[datetime.date, datetime.date, Loaded]:
    """Return the period, and the table cut to it; what was not given is taken from the table, with a note.

    With `months`, an end that was not given moves outwards to the end of a month that is less than a week away: a ledger
    that begins with the first meeting of the year is about the whole of January.

    Raises
    ------
    ValueError
        For a period that ends before it begins, or holds no row.
    """
    days = loaded.frame[column]
    start = as_day(since, "since") or _month_start(days.min().date(), months)
    end = as_day(until, "until") or max(_month_end(days.max().date(), months), start)
    if since is None or until is None:
        loaded = loaded.noted("period_deduced", since=start, until=end)
    if end < start:
        raise ValueError(f"期间的终点早于起点 / the period ends before it begins: {start} – {end}")
    inside = days.between(pandas.Timestamp(start), pandas.Timestamp(end)).to_numpy(dtype=bool)
    if not inside.all():
        rows = listed(loaded.rows[~inside].tolist())
        loaded = loaded.taken(inside).noted("outside_period", number=int((~inside).sum()), rows=rows)
    return start, end, loaded


def _month_start(day: datetime.date, wished: bool) -> datetime.date:
    return day.replace(day=1) if wished and day.day <= _WEEK else day


def _month_end(day: datetime.date, wished: bool) -> datetime.date:
    last = months_later(day.replace(day=1), 1) - datetime.timedelta(days=1)
    return last if wished and (last - day).days < _WEEK else day


def wilson(successes: Any, trials: Any) -> tuple[Any, Any, Any]:
    """Return shares with their 95% Wilson intervals, NaN where there was no trial.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association 22(158): 209-212. doi:10.1080/01621459.1927.10502953
    """
    count, total = (np.asarray(values, dtype=np.float64) for values in (successes, trials))
    tried = total > 0
    safe = np.where(tried, total, 1.0)
    low, high = proportion_confint(np.where(tried, count, 0.0), safe, alpha=0.05, method="wilson")
    values = (count / safe, np.clip(low, 0, 1), np.clip(high, 0, 1))
    share, low, high = (np.where(tried, value, np.nan) for value in values)
    return share, low, high


def listing_text(names: Sequence[str]) -> str:
    """Join names; blank where there are none."""
    return "、".join(names)


def note(code: str, file: str = "", **more: object) -> Note:
    """Return a note."""
    return Note(code, details(**more), file)
