"""The tables of an audit for the terminal and for files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rich.table import Table

from models.faults import Language
from models.instruments import Audit
from workbench.audit_words import TITLES, cell, form, heading
from workbench.inputs import write_table
from workbench.outputs import FolderError, replace_folder
from workbench.spreadsheet import workbook_bytes
from workbench.text import width

RECORD = "audit.json"
MOST_ROWS = 40  # of a table on the terminal


def terminal_tables(audit: Audit, lang: Language) -> Iterator[Table]:
    """Yield every table that has rows; a long one is cut short and says so."""
    for name, frame in audit.tables.items():
        title = TITLES[audit.name, name](lang)
        if frame.empty:
            # a table without a column would not be shown at all
            empty = Table(title=title, show_header=False, min_width=width(title) + 4)
            empty.add_row("无" if lang == "zh" else "none")
            yield empty
            continue
        table = Table(title=title, caption=_cut(len(frame), lang), min_width=width(title) + 4)
        for column in frame.columns:
            right = form(audit.name, name, column) not in ("", "day")
            table.add_column(
                heading(audit.name, name, column, lang), justify="right" if right else "left", overflow="fold"
            )
        # a table may have a hundred thousand rows: only those that are shown are put into words
        for row in written(audit, name, lang, MOST_ROWS).itertuples(index=False):
            table.add_row(*row)
        yield table


def _cut(rows: int, lang: Language) -> str | None:
    if rows <= MOST_ROWS:
        return None
    if lang == "zh":
        return f"共 {rows:,} 行，只显示前 {MOST_ROWS} 行；用 --output 写出全部"
    return f"{rows:,} rows, the first {MOST_ROWS} shown; --output writes them all"


def written(audit: Audit, name: str, lang: Language, most: int | None = None) -> pd.DataFrame:
    """Return a table, or its first `most` rows, with every value written for reading; columns keep their names."""
    frame = audit[name] if most is None else audit[name].head(most)
    return pd.DataFrame(
        {
            column: [cell(value, column, form(audit.name, name, column), lang) for value in frame[column]]
            for column in frame.columns
        }
    )


def shown_table(audit: Audit, name: str, lang: Language) -> pd.DataFrame:
    """Return a table for a notebook: headings, words and numbers as they are to be read; a dash where a value is missing."""
    frame = written(audit, name, lang)
    frame.columns = pd.Index([heading(audit.name, name, column, lang) for column in frame.columns])
    return frame


def labelled_table(audit: Audit, name: str, lang: Language) -> pd.DataFrame:
    """Return a table with headings and words in one language, its numbers as they are."""
    frame = audit[name].copy()
    for column in frame.columns:
        if not form(audit.name, name, column):
            frame[column] = [
                None if value is None or value != value else cell(value, column, "", lang).replace("–", "")
                for value in frame[column]
            ]
        elif form(audit.name, name, column) == "day":
            frame[column] = frame[column].dt.date
    frame.columns = pd.Index([heading(audit.name, name, column, lang) for column in frame.columns])
    return frame


def require_audit_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier audit, so that nobody's files are lost.

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


def write_audit(audit: Audit, folder: Path, lang: Language, *, source: str = "") -> None:
    """Write an audit into a folder, whole or not at all; an earlier audit there is replaced.

    ``<table>.csv`` have the names of columns and values used in code, ``<audit>.xlsx`` one sheet a table in the language of
    the reader, ``audit.json`` the settings and notes. Texts that a spreadsheet would take for formulas are escaped.

    Raises
    ------
    FolderError
        Where the folder is a file, or holds anything but an earlier audit.
    """
    require_audit_folder(folder)
    part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    try:
        for name, frame in audit.tables.items():
            write_table(frame, part / f"{name}.csv")
        _write_workbook(audit, part / f"{audit.name}.xlsx", lang)
        record = {"audit": audit.name, "source": source, "settings": dict(audit.settings)}
        record["notes"] = [note.text(lang) for note in audit.notes]
        (part / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        replace_folder(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _write_workbook(audit: Audit, path: Path, lang: Language) -> None:
    tables = {TITLES[audit.name, name](lang): labelled_table(audit, name, lang) for name in audit.tables}
    path.write_bytes(workbook_bytes(tables))
