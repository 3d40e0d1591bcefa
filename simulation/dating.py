"""Days for the weeks of the model: a model quarter of 13 weeks is a calendar quarter, and a model year a calendar year."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.setting import WEEKS_PER_QUARTER, quarters_in

Days = NDArray[np.datetime64]
MONTHS_PER_QUARTER = 3
SLACK = 1e-9  # days
FIRST_YEAR, LAST_YEAR = 1900, 2080


def day_of(time: ArrayLike, year: int) -> Days:
    """Return the days on which moments fall, the run beginning on 1 January of a year; NaT for NaN.

    Within a quarter time runs evenly over its 90 to 92 days: a day is 1/90 to 1/92 of 13 weeks.

    Examples
    --------
    >>> day_of([0.0, 6.5, 12.999, 13.0, 52.0], 2024).astype("datetime64[D]").astype(str).tolist()
    ['2024-01-01', '2024-02-15', '2024-03-31', '2024-04-01', '2025-01-01']
    """
    moments = np.asarray(time, dtype=np.float64)
    known = np.where(np.isnan(moments), 0.0, moments)
    quarter = np.floor(known / WEEKS_PER_QUARTER).astype(np.int64)
    january = (year - 1970) * 12
    months: NDArray[Any] = (january + MONTHS_PER_QUARTER * quarter).astype("datetime64[M]")
    start = months.astype("datetime64[D]")
    length = ((months + MONTHS_PER_QUARTER).astype("datetime64[D]") - start).astype(np.int64)
    # A week is 7 days exactly in a quarter of 91: what rounding takes off must not make it the day before.
    inside = np.floor((known / WEEKS_PER_QUARTER - quarter) * length + SLACK).astype(np.int64)
    days = start + np.minimum(inside, length - 1)
    return np.where(np.isnan(moments), np.datetime64("NaT"), days).astype("datetime64[s]")


def span_of(weeks: float, year: int) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a run.

    Examples
    --------
    >>> [str(day) for day in span_of(52, 2024)]
    ['2024-01-01', '2024-12-31']
    """
    last = day_of(np.nextafter(weeks, 0.0), year).astype("datetime64[D]")
    return datetime.date(year, 1, 1), last.item()


def quarter_ends(weeks: float, year: int) -> Days:
    """Return the last day of each quarter of a run; shape (quarters,)."""
    ends = np.minimum(np.arange(1, quarters_in(weeks) + 1) * WEEKS_PER_QUARTER, weeks)
    return day_of(np.nextafter(ends, 0.0), year)


def require_year(year: object) -> int:
    """Return the year, or refuse one that is no whole number or that tables cannot hold."""
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            f"年份须为 {FIRST_YEAR} 到 {LAST_YEAR} 的整数 / "
            f"year must be a whole number from {FIRST_YEAR} to {LAST_YEAR}, not {year!r}"
        )
    return year
