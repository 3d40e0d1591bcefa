"""Tables of a simulated run as files in the form of the templates."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.instruments import TABLES, TableSchema
from models.instruments.schema import Choice, Day, Field, Number
from workbench.inputs import safe_cells
from workbench.outputs import FolderError, replace_folder
from workbench.table_templates import csv_table, xlsx_table
from workbench.template_rows import Row

RECORD = "tables.json"
ABOUT = ("由模拟导出，并非真实台账。", "Exported from a simulated run: no real ledger.")


def require_table_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but earlier tables of a run, so that nobody's files are lost.

    Raises
    ------
    FolderError
    """
    if folder.is_file():
        raise FolderError(f"{folder} 是文件，请给出文件夹 / is a file: name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RECORD).is_file():
        raise FolderError(
            f"{folder} 里有别的文件（没有 {RECORD}），为免覆盖请换一个文件夹 / holds other files (no {RECORD}): "
            "name another folder, so that nothing of yours is overwritten"
        )


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, record: Mapping[str, Any], lang: str
) -> None:
    """Write a CSV and an XLSX of every table and ``tables.json``, whole or not at all; earlier tables there are replaced.

    Parameters
    ----------
    tables : as `simulation.exports.export_tables` returns them
    folder : made if it is not there
    record : what they come from
    lang : {"zh", "en"}
        Of the words for kinds and roles; headings carry both languages.

    Raises
    ------
    FolderError
        Where the folder is a file, or holds anything but earlier tables.
    """
    require_table_folder(folder)
    part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    try:
        for name, frame in tables.items():
            rows = text_rows(frame, TABLES[name], lang)
            (part / f"{name}.csv").write_bytes(csv_table(TABLES[name], rows))
            (part / f"{name}.xlsx").write_bytes(xlsx_table(TABLES[name], rows, ABOUT))
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        (part / RECORD).write_text(text, encoding="utf-8")
        replace_folder(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def text_rows(frame: pd.DataFrame, schema: TableSchema, lang: str) -> list[Row]:
    """Return the rows of a table as texts; blank where a value is missing, formulas made harmless."""
    texts = pd.DataFrame({field.name: texts_of(frame[field.name], field, lang) for field in schema.fields})
    columns = [field.name for field in schema.fields if not isinstance(field, Number | Day)]
    texts[columns] = safe_cells(texts[columns])
    return list(texts.itertuples(index=False, name=None))


def texts_of(values: pd.Series, field: Field, lang: str) -> list[str]:
    """Return the cells of one column as texts."""
    missing = values.isna().to_numpy()
    if isinstance(field, Day):
        written = values.to_numpy("datetime64[D]").astype(str)
    elif isinstance(field, Number):
        written = np.array([f"{value:.10g}" for value in values.astype(float)], dtype=object)
    else:
        words = {option.name: getattr(option, lang) for option in field.options} if isinstance(field, Choice) else {}  # fmt: skip
        written = np.array([words.get(value, value) for value in values], dtype=object)
    return ["" if gone else str(text) for gone, text in zip(missing, written, strict=True)]
