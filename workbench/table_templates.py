"""Templates of the tables that the instruments read, made from the schemas: CSV, and XLSX with drop-down lists."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.instruments import TABLES, TableSchema
from models.instruments.schema import FIRST_DAY, LAST_DAY, Choice, Day, Field, Number, Text
from workbench.template_rows import ROWS, Row
from workbench.text import width

_LAST_ROW = 2_000  # down to which cells are prepared
_MADE = datetime.datetime(2024, 1, 1)  # the same file from the same schemas, whenever it is made
_EXPLAINED = ("列 column", "必填 required", "类型 type", "可填内容 allowed", "说明", "explanation")
_ABOUT = (
    "示例行均为虚构，填写前请删除。",
    "The example rows are made up: delete them before you fill it in.",
)


def write_templates(folder: str | Path, *, replace: bool = False) -> list[Path]:
    """Write a CSV and an XLSX template of every table.

    Parameters
    ----------
    folder : path
        Made if it is not there.
    replace : bool
        Whether files that are there and differ may be overwritten: somebody may have filled them in.

    Returns
    -------
    list of Path

    Raises
    ------
    FileExistsError
        With the files in the way; nothing is written then.
    """
    folder = Path(folder)
    files = {folder / name: content for name, content in template_files()}
    taken = [path.name for path, content in files.items() if path.exists() and not _same(path, content)]
    if taken and not replace:
        raise FileExistsError(
            f"{folder}：已有同名文件，内容不同，未覆盖：{', '.join(taken)}；如需覆盖请加 --replace / "
            "holds other files of these names, nothing was written; --replace overwrites them"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)
    return list(files)


def template_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every template; the same bytes every time."""
    for name, schema in TABLES.items():
        yield f"{name}.csv", csv_table(schema, ROWS[name])
        yield f"{name}.xlsx", xlsx_table(schema, ROWS[name], _ABOUT)


def parts(content: bytes) -> dict[str, bytes]:
    """Return what a workbook file holds; how it was compressed does not matter."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def contents(content: bytes) -> dict[str, str | bytes]:
    """Return what a workbook file says, however its XML was written: openpyxl writes it by lxml where that is installed."""
    return {
        name: canonicalize(part.decode()) if name.endswith((".xml", ".rels")) else part
        for name, part in parts(content).items()
    }


def _same(path: Path, content: bytes) -> bool:
    there = path.read_bytes()
    if path.suffix != ".xlsx" or not zipfile.is_zipfile(path):
        return there == content
    return contents(there) == contents(content)


def heading(field: Field) -> str:
    """Return a heading in both languages, which the readers understand."""
    return f"{field.zh} {field.name}"


def csv_table(schema: TableSchema, rows: Sequence[Row]) -> bytes:
    """Return a CSV file of a table, whose rows are texts in the order of its columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([heading(field) for field in schema.fields])
    writer.writerows(rows)
    # with a mark of its encoding, or Excel shows Chinese as nonsense
    return text.getvalue().encode("utf-8-sig")


def xlsx_table(schema: TableSchema, rows: Sequence[Row], about: Sequence[str]) -> bytes:
    """Return a workbook of the same, with drop-down lists and a sheet that explains the columns; `about` tells of the rows."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = f"{schema.title.zh} {schema.name}"
    for place, field in enumerate(schema.fields, start=1):
        _prepare_column(sheet, place, field, [row[place - 1] for row in rows])
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet("说明 explanation"), schema, about)
    workbook.properties.created = workbook.properties.modified = _MADE
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _timeless(buffer.getvalue())


def _prepare_column(sheet: Worksheet, place: int, field: Field, texts: list[str]) -> None:
    """Heading, examples, format and validation of one column."""
    letter = get_column_letter(place)
    head = sheet.cell(1, place, heading(field))
    head.font = Font(bold=True)
    head.fill = PatternFill("solid", fgColor="DDEBF7" if field.required else "F2F2F2")
    for row, text in enumerate(texts, start=2):
        sheet.cell(row, place, _typed(text, field))
    form = {Day: "yyyy-mm-dd", Text: "@"}.get(type(field), "General")
    for row in range(2, len(texts) + 2):
        sheet.cell(row, place).number_format = form
    sheet.column_dimensions[letter].number_format = form
    sheet.column_dimensions[letter].width = 2 + max(width(text) for text in (heading(field), *texts))
    rule = _validation(field)
    if rule is not None:
        rule.add(f"{letter}2:{letter}{max(_LAST_ROW, len(texts) + 1)}")
        sheet.add_data_validation(rule)


def _typed(text: str, field: Field) -> str | float | datetime.date | None:
    """An example as the cell that a spreadsheet would make of it."""
    if not text:
        return None
    if isinstance(field, Day):
        return datetime.date.fromisoformat(text)
    if isinstance(field, Number) and text not in field.words:
        return int(text) if text.isdigit() else float(text)
    return text


def _validation(field: Field) -> DataValidation | None:
    """A drop-down list of choices; limits of numbers and dates."""
    rule = None
    if isinstance(field, Choice):
        words = [option.zh for option in field.options] + [option.name for option in field.options]
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    elif isinstance(field, Day):
        rule = DataValidation(
            type="date",
            operator="between",
            formula1=str(_serial(FIRST_DAY)),
            formula2=str(_serial(LAST_DAY)),
            allow_blank=True,
        )
    elif isinstance(field, Number) and not field.words:
        kind = "whole" if field.whole else "decimal"
        high = f"{field.high:g}" if math.isfinite(field.high) else "1E+12"
        rule = DataValidation(
            type=kind, operator="between", formula1=f"{field.low:g}", formula2=high, allow_blank=True
        )
    if rule is not None:
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = heading(field)[:32], f"{field.about.zh}\n{field.allowed}"[:250]
    return rule


def _serial(day: datetime.date) -> int:
    return max(1, (day - datetime.date(1899, 12, 30)).days)


def _explain(sheet: Worksheet, schema: TableSchema, about: Sequence[str]) -> None:
    """What every column holds."""
    sheet.append([f"{schema.title.zh} / {schema.title.en}"])
    sheet.append([f"{schema.about.zh} / {schema.about.en}"])
    sheet.append([" / ".join(about)])
    sheet.append([])
    sheet.append(list(_EXPLAINED))
    for field in schema.fields:
        required = (
            "否 no"
            if not field.required
            else "列必有，格可空 column yes, cell no"
            if field.blank
            else "是 yes"
        )
        kind = {Text: "文本 text", Number: "数字 number", Day: "日期 date", Choice: "选项 choice"}[
            type(field)
        ]
        sheet.append([heading(field), required, kind, field.allowed, field.about.zh, field.about.en])
    for place, size in enumerate((28, 34, 16, 48, 52, 60), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = size
        sheet.cell(5, place).font = Font(bold=True)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for row in sheet.iter_rows(min_row=6):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _timeless(content: bytes) -> bytes:
    """The workbook without the time at which it was saved."""
    buffer = io.BytesIO()
    stamp = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(content).items():
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
