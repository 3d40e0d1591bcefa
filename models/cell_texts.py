"""Cells of any type as text, as all readers take them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas

_EXACT_IN_A_SPREADSHEET = 10**15


def cell_text(value: Any, workbook: Path | None = None) -> str | None:
    """A cell of unknown type as text; None where blank.

    Examples
    --------
    >>> cell_text(45.0), cell_text(datetime.date(2024, 3, 4)), cell_text(datetime.time(1, 2))
    ('45', '2024-03-04T00:00:00', 'T01:02:00')
    """
    if (
        value is None
        or value is pandas.NA
        or value is pandas.NaT
        or (isinstance(value, float) and value != value)
    ):
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, np.integer)) or (isinstance(value, float) and value.is_integer()):
        # a workbook keeps fifteen digits: beyond, what stands there is not what was typed
        rounded = workbook is not None and abs(int(value)) >= _EXACT_IN_A_SPREADSHEET
        return f"{Decimal(int(value)):.14E}" if rounded else str(int(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    # with a mark of time, so that a code that was turned into one is not taken for text
    if isinstance(value, datetime.date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, datetime.time):
        return f"T{value.isoformat()}"
    if isinstance(value, datetime.timedelta):
        return f"PT{value.total_seconds():g}S"
    return str(value)
