"""Dates as people and spreadsheets write them, and periods."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata

from models.instruments.schema import FIRST_DAY, LAST_DAY

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_WAYS = tuple(
    re.compile(pattern + _TIME)
    for pattern in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_SERIAL = re.compile(r"[2-7]\d{4}")
_SERIAL_START = datetime.date(1899, 12, 30)


class NoDate(ValueError):
    """A text is not a date: the code of the fault, and what may have been meant."""

    def __init__(self, code: str, meant: str | None = None) -> None:
        super().__init__(code)
        self.code, self.meant = code, meant


def parse_day(text: str) -> datetime.date:
    """Read a date; a time of day after it is left aside.

    Raises
    ------
    NoDate
        Not a date, no such day, or before 1900 or after 2100. Two-digit years and 5/3/2024 are refused: nobody can tell
        for certain what they mean.

    Examples
    --------
    >>> [str(parse_day(text)) for text in ("2024/3/5", "2024年3月5日", "20240305", "2024-03-05T00:00:00")]
    ['2024-03-05', '2024-03-05', '2024-03-05', '2024-03-05']
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(plain):
        raise NoDate("not_a_date", str(_SERIAL_START + datetime.timedelta(days=int(plain))))
    found = next((match for way in _WAYS if (match := way.fullmatch(plain))), None)
    if found is None:
        raise NoDate("not_a_date")
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise NoDate("no_such_day", _meant(year, month, day)) from None
    if not FIRST_DAY <= date <= LAST_DAY:
        raise NoDate("outside_range")
    return date


def _meant(year: int, month: int, day: int) -> str | None:
    """Day and month changed round, or the last day of the month."""
    if month > 12:
        return f"{year}-{day:02d}-{month:02d}" if 1 <= day <= 12 and month <= 31 else None
    if year < 1 or month < 1 or day < 1:
        return None
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def as_day(value: str | datetime.date | None, name: str) -> datetime.date | None:
    """Return a day that a caller gave as a date or a text.

    Raises
    ------
    ValueError
        With the name of the argument.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return parse_day(value)
    except NoDate as error:
        meant = f" (是否应为 / did you mean {error.meant}?)" if error.meant else ""
        raise ValueError(
            f"{name}={value!r}：不是日期 / is not a date{meant}; 允许 / allowed: 2024-03-05, 2024/3/5, 2024年3月5日"
        ) from None


def windows(
    kind: str, since: datetime.date, until: datetime.date
) -> list[tuple[datetime.date, datetime.date]]:
    """Return the weeks (Monday to Sunday), months, quarters or years that lie wholly within a period, both ends included.

    Examples
    --------
    >>> day = datetime.date
    >>> [len(windows(kind, day(2024, 1, 1), day(2024, 12, 31))) for kind in ("week", "month", "quarter", "year")]
    [52, 12, 4, 1]
    """
    start = since - datetime.timedelta(days=since.weekday()) if kind == "week" else since.replace(day=1)
    months = {"month": 1, "quarter": 3, "year": 12}.get(kind, 0)
    if months:
        start = start.replace(month=(start.month - 1) // months * months + 1)
    found = []
    while start <= until:
        after = start + datetime.timedelta(days=7) if kind == "week" else months_later(start, months)
        last = after - datetime.timedelta(days=1)
        if start >= since and last <= until:
            found.append((start, last))
        start = after
    return found


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months later, or the last day of that month.

    Examples
    --------
    >>> str(months_later(datetime.date(2024, 1, 31), 1))
    '2024-02-29'
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
