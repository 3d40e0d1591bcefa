"""Growth archive (成长档案): what each member has been through, by kind and year, and the years without any entry."""

from __future__ import annotations

import datetime

import numpy as np
import pandas

from models.instruments.audit import (
    MEMBER,
    MEMBER_LIST,
    Audit,
    Listing,
    listing_text,
    names_in,
    period_of,
    with_list,
)
from models.instruments.loading import Source, load_even_empty
from models.instruments.schema import Choice, Day, Number, Option, TableSchema, Text, Words

KINDS = (
    Option("training", "培训", "training", ("学习", "集中培训")),
    Option("exchange", "交流", "exchange", ("双向交流", "挂职", "交流锻炼")),
    Option("project", "项目", "project", ("项目历练", "攻坚项目")),
    Option("award", "奖励", "award", ("表彰", "获奖", "表彰奖励")),
    Option("appraisal", "考评", "appraisal", ("考核", "评价", "年度考核")),
)

GROWTH = TableSchema(
    name="growth",
    title=Words("成长档案", "growth archive"),
    about=Words("每行：一名人员的一次经历", "a row: one entry in a person's archive"),
    fields=(
        MEMBER,
        Day(name="date", zh="日期", about=Words("发生日期", "day of the entry"), others=("发生日期", "发生时间", "时间")),
        Choice(
            name="kind",
            zh="类型",
            options=KINDS,
            others=("类别", "经历类型"),
            about=Words("经历的类型", "what kind of entry it is"),
        ),
        Number(
            name="hours",
            zh="学时",
            high=10_000,
            required=False,
            others=("小时", "工时"),
            about=Words("占用的小时数；不适用的留空", "hours it took; blank where it does not apply"),
        ),
        Number(
            name="points",
            zh="积分",
            required=False,
            others=("得分", "分值"),
            about=Words("记入档案的积分", "points put on record"),
        ),
        Text(name="unit", zh="单位", code=True, required=False, about=Words("当时所在单位", "unit at that time")),
    ),
)  # fmt: skip


def audit_growth(
    source: Source,
    *,
    since: str | datetime.date | None = None,
    until: str | datetime.date | None = None,
    members: Listing | None = None,
) -> Audit:
    """Entries by member and kind, and how long members went without.

    Parameters
    ----------
    source : path or DataFrame
        A growth archive, see `GROWTH`.
    since, until : date, optional
        The period, both ends included; default: first and last day in the archive.
    members : names, or a table with a column ``member``, optional
        All who should have an archive; without it one who has none at all does not show.

    Returns
    -------
    Audit
        ``members``: member, entries, one column a kind, hours, points, last (day of the last entry), years (with an
        entry), years_without (how many calendar years that the period touches have none), which (those years).
        ``kinds``: kind, entries, members (with such an entry), share (of all members), hours, points.
        ``years``: year, entries, members, share.

    Raises
    ------
    TableError
        With all faults of the archive.
    ValueError
        For a period that is none.
    """
    loaded = load_even_empty(source, GROWTH)
    listing = names_in(members, MEMBER_LIST)
    everyone, loaded = with_list(loaded, listing, "member")
    settings = {"since": since, "until": until, "members": listing}
    years: list[int] = []
    # Of an archive without rows there is no period unless it was given.
    if len(loaded.frame) or (since is not None and until is not None):
        start, end, loaded = period_of(loaded, "date", since, until)
        years = list(range(start.year, end.year + 1))
        settings |= {"since": str(start), "until": str(end)}
    frame = loaded.frame.assign(year=loaded.frame["date"].dt.year)
    tables = {
        "members": _by_member(frame, everyone, years),
        "kinds": _by_kind(frame, len(everyone)),
        "years": _by_year(frame, len(everyone), years),
    }
    return Audit("growth", tables, loaded.notes, settings)


def _by_member(frame: pandas.DataFrame, everyone: list[str], years: list[int]) -> pandas.DataFrame:
    index = pandas.Index(everyone, name="member")
    by = frame.groupby("member")
    table = pandas.DataFrame({"entries": by.size()}).reindex(index, fill_value=0)
    counts = pandas.crosstab(frame["member"], frame["kind"])
    kinds = [option.name for option in KINDS]
    table = table.join(counts.reindex(index=index, columns=kinds, fill_value=0))
    for name in ("hours", "points"):
        table[name] = by[name].sum(min_count=1).reindex(index)
    table["last"] = by["date"].max().reindex(index)
    there = by["year"].agg(set).to_dict()
    without = [[str(year) for year in years if year not in there.get(member, set())] for member in everyone]
    table["years"] = [len(years) - len(gone) for gone in without]
    table["years_without"] = [len(gone) for gone in without]
    table["which"] = [listing_text(gone) for gone in without]
    return table.reset_index()


def _by_kind(frame: pandas.DataFrame, everyone: int) -> pandas.DataFrame:
    by = frame.groupby("kind")
    kinds = pandas.Index([option.name for option in KINDS], name="kind")
    table = pandas.DataFrame({"entries": by.size(), "members": by["member"].nunique()})
    table = table.reindex(kinds, fill_value=0).astype("int64")
    table["share"] = table["members"] / everyone if everyone else np.nan
    for name in ("hours", "points"):
        table[name] = by[name].sum(min_count=1).reindex(kinds)
    return table.reset_index()


def _by_year(frame: pandas.DataFrame, everyone: int, years: list[int]) -> pandas.DataFrame:
    by = frame.groupby("year")
    table = pandas.DataFrame({"entries": by.size(), "members": by["member"].nunique()})
    table = table.reindex(pandas.Index(years, name="year"), fill_value=0).astype("int64")
    table["share"] = table["members"] / everyone if everyone else np.nan
    return table.reset_index()
