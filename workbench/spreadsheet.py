"""Tables as one workbook, as a reader wants to find it: a sheet a table, headings that stay in sight, columns wide enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO

import pandas as pd

from workbench.inputs import safe_cells
from workbench.text import shortened, width

_WIDEST = 60  # of a column
_MEASURED = 1_000  # rows looked at for its width
_LONGEST_NAME = 31  # of a sheet
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def workbook_bytes(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return the content of an XLSX file.

    Parameters
    ----------
    tables : mapping
        The tables by the titles of their sheets. Texts that a spreadsheet would take for formulas are escaped.
    """
    from openpyxl.utils import get_column_letter

    buffer = BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for title, table in tables.items():
            name = shortened(re.sub(r"[][:*?/\\：]", " ", title), _LONGEST_NAME)
            frame = safe_cells(table).map(xml_text)
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            for place, column in enumerate(frame.columns, start=1):
                texts = [str(column), *map(str, frame[column].head(_MEASURED))]
                size = min(_WIDEST, max(width(text) for text in texts) + 2)
                writer.sheets[name].column_dimensions[get_column_letter(place)].width = size
    return buffer.getvalue()


def xml_text(value: object) -> object:
    r"""Return a text with the characters that an XLSX or DOCX file cannot hold made visible; other values as they are.

    Examples
    --------
    >>> xml_text("a\x01b"), xml_text(1.5)
    ('a�b', 1.5)
    """
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
