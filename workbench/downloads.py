"""What can be taken away from the workbench: each thing as the name and the content of one file, made in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from models.quantities import require_known
from workbench.inputs import safe_cells
from workbench.labelled import labelled
from workbench.outputs import RECORD, Sheet, drawn, tables_of
from workbench.prefilled_notebook import notebook_text
from workbench.report import Illustration, make_report
from workbench.spreadsheet import workbook_bytes
from workbench.summaries import titles
from workbench.text import Label

if TYPE_CHECKING:
    import pandas as pd

    from workbench.asked import Asked

TABLES = {
    "outcomes_by_level": Label("各级结果（逐次）", "outcomes by level"),
    "outcomes_overall": Label("总体结果（逐次）", "outcomes overall"),
    "levels": Label("各级均值与区间", "levels"),
    "hours_by_level": Label("各级工时", "hours by level"),
    "losses": Label("损失瀑布", "losses"),
    "delays": Label("办结进度", "delays"),
    "critical_lines": Label("要害线", "critical lines"),
    "comparison": Label("与基准的比较", "comparison"),
}


class Download(NamedTuple):
    """A file to be saved by the browser."""

    name: str
    mime: str
    content: bytes


class Kind(NamedTuple):
    """Something to take away: its name on the page, what it is good for, and how it is made."""

    label: Label
    note: Label
    make: Callable[[Asked], Download]


def download(asked: Asked, kind: str) -> Download:
    """Return one file.

    Parameters
    ----------
    asked : Asked
    kind : str
        A key of :data:`KINDS`.

    Raises
    ------
    ValueError
        For another kind, with the nearest one.
    """
    require_known(kind, KINDS, "kind of file")
    return KINDS[kind].make(asked)


def record(asked: Asked) -> Download:
    """Return the run record; `chuandao replay` and `simulation.reproduce` give the same bits from it."""
    return Download(RECORD, "application/json", asked.record_text().encode())


def python_text(asked: Asked) -> str:
    """Return the lines of Python that give again exactly what was on the screen, with the run record beside them."""
    whole = asked.is_whole
    lines = [
        "from simulation import compare, read_record, reproduce",
        f'record = read_record("{RECORD}")',
        "runs = reproduce(record)"
        if whole
        else 'runs = reproduce(record, Organisation.read("organisation.csv"))',
        f'comparison = compare(runs, "{asked.baseline}")'
        if len(asked.scenarios) > 1
        else "outcomes = runs.overall_frame()",
    ]
    return "\n".join([*([] if whole else ["from models import Organisation"]), *lines]) + "\n"


def python(asked: Asked) -> Download:
    """Return these lines as a file."""
    return Download("again.py", "text/x-python", python_text(asked).encode())


def notebook(asked: Asked) -> Download:
    """Return the notebook prefilled with what was asked."""
    return Download("comparison.ipynb", "application/x-ipynb+json", notebook_text(asked).encode())


def scenarios(asked: Asked) -> Download:
    """Return the scenarios as TOML files."""
    return zipped("scenarios.zip", scenario_files(asked))


def scenario_files(asked: Asked) -> dict[str, bytes]:
    """Return the TOML files by their names."""
    return {f"{scenario.name}.toml": scenario.to_toml().encode() for scenario in asked.scenarios}


def pictures(asked: Asked, form: str) -> dict[str, bytes]:
    """Return every figure as a file of one form, by its name."""
    return {name: content for _, files in drawings(asked, form) for name, content in files.items()}


def drawings(asked: Asked, *forms: str) -> list[tuple[Sheet, dict[str, bytes]]]:
    """Return every figure in the given forms; drawing takes most of the time, so nothing is drawn twice."""
    return list(drawn(asked.runs, asked.comparison, asked.lang, forms))


def illustrations(found: Sequence[tuple[Sheet, Mapping[str, bytes]]]) -> list[Illustration]:
    """Return drawings as the reports show them."""
    pngs = (next(content for name, content in files.items() if name.endswith(".png")) for _, files in found)
    return [Illustration(sheet.kind, sheet.message, png) for (sheet, _), png in zip(found, pngs, strict=True)]


def html(asked: Asked, shown: Sequence[Illustration] | None = None) -> Download:
    """Return the report as a page that loads nothing from outside."""
    shown = illustrations(drawings(asked, "png")) if shown is None else shown
    text = make_report(asked.runs, asked.comparison, shown, asked.lang)
    return Download("report.html", "text/html", text.encode())


def docx(asked: Asked, shown: Sequence[Illustration] | None = None) -> Download:
    """Return the report for Word."""
    from workbench.docx_report import make_docx

    shown = illustrations(drawings(asked, "png")) if shown is None else shown
    content = make_docx(asked.runs, asked.comparison, shown, asked.lang)
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Download("report.docx", mime, content)


def xlsx(asked: Asked) -> Download:
    """Return all tables as one workbook, headings and names in the reader's language."""
    names = titles(asked.runs, asked.lang)
    tables = {
        TABLES[name](asked.lang): labelled(table, asked.lang, names)
        for name, table in tables_of(asked.runs, asked.comparison)
    }
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Download("tables.xlsx", mime, workbook_bytes(tables))


def table_files(asked: Asked, form: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table as a file of one form; columns have the names of the codebook, Parquet the exact values."""
    for name, table in tables_of(asked.runs, asked.comparison):
        yield f"{name}.{form}", FORMS[form](table)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV; with a mark of its encoding, or Excel shows Chinese as nonsense."""
    text: str = safe_cells(table).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    content: bytes = table.to_parquet(index=False)
    return content


def everything(asked: Asked) -> Download:
    """Return the folder that a run on the command line leaves behind, and what else there is, in one archive."""
    found = drawings(asked, "png", "svg", "pdf")
    shown = illustrations(found)
    made = (
        record(asked),
        html(asked, shown),
        docx(asked, shown),
        xlsx(asked),
        python(asked),
        notebook(asked),
    )
    files = {one.name: one.content for one in made}
    files |= {f"scenarios/{name}": content for name, content in scenario_files(asked).items()}
    files |= {f"figures/{name}": content for _, drawing in found for name, content in drawing.items()}
    for form in FORMS:
        files |= {f"tables/{name}": content for name, content in table_files(asked, form)}
    return zipped("chuandao-run.zip", files)


def zipped(name: str, files: Mapping[str, bytes]) -> Download:
    """Return files as one archive, the same bytes for the same content."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            # without a date of its own: the earliest that an archive can tell
            entry = zipfile.ZipInfo(path)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return Download(name, "application/zip", buffer.getvalue())


FORMS: dict[str, Callable[[pd.DataFrame], bytes]] = {"csv": csv_bytes, "parquet": parquet_bytes}

KINDS: dict[str, Kind] = {
    "record": Kind(
        Label("运行记录", "run record"),
        Label("run.json：凭它可一位不差地重现", "run.json: enough to reproduce every bit"),
        record,
    ),
    "scenarios": Kind(
        Label("情景文件", "scenario files"),
        Label("TOML，可改可再用", "TOML, to be changed and used again"),
        scenarios,
    ),
    "notebook": Kind(
        Label("笔记本", "notebook"),
        Label("已填好设置，打开即可运行", "all settings filled in, ready to run"),
        notebook,
    ),
    "python": Kind(
        Label("Python 代码", "lines of Python"),
        Label("与 run.json 放在一起运行", "to be run beside run.json"),
        python,
    ),
    "html": Kind(
        Label("报告（网页）", "report (HTML)"),
        Label("单个文件，断网可看", "one file, readable offline"),
        html,
    ),
    "docx": Kind(
        Label("报告（Word）", "report (Word)"), Label("DOCX，可继续编辑", "DOCX, to be edited further"), docx
    ),
    "png": Kind(
        Label("图（PNG）", "figures (PNG)"),
        Label("贴进文稿、幻灯片", "for texts and slides"),
        lambda asked: zipped("figures-png.zip", pictures(asked, "png")),
    ),
    "svg": Kind(
        Label("图（SVG）", "figures (SVG)"),
        Label("放大不失真，可编辑", "sharp at every size, editable"),
        lambda asked: zipped("figures-svg.zip", pictures(asked, "svg")),
    ),
    "pdf": Kind(
        Label("图（PDF）", "figures (PDF)"),
        Label("用于印刷", "for print"),
        lambda asked: zipped("figures-pdf.zip", pictures(asked, "pdf")),
    ),
    "xlsx": Kind(
        Label("表（Excel）", "tables (Excel)"),
        Label("一个工作簿，每表一页", "one workbook, a sheet a table"),
        xlsx,
    ),
    "csv": Kind(
        Label("表（CSV）", "tables (CSV)"),
        Label("变量名与代码手册一致", "columns named as in the codebook"),
        lambda asked: zipped("tables-csv.zip", dict(table_files(asked, "csv"))),
    ),
    "parquet": Kind(
        Label("表（Parquet）", "tables (Parquet)"),
        Label("数值精确，供程序读取", "exact values, for programs"),
        lambda asked: zipped("tables-parquet.zip", dict(table_files(asked, "parquet"))),
    ),
    "everything": Kind(
        Label("全部打包", "everything"),
        Label("以上各项，一个压缩包", "all of these in one archive"),
        everything,
    ),
}
