"""The report as a document for Word: what :mod:`workbench.report` tells, with the same findings, tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor, Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workbench.report import context, picture
from workbench.spreadsheet import xml_text
from workbench.text import width

if TYPE_CHECKING:
    import pandas as pd

    from models.faults import Language
    from simulation.runs import Runs
    from workbench.report import Illustration

# What Word has on every machine; the second is for Chinese.
FONTS = ("Calibri", "Microsoft YaHei")
MONOSPACE = "Consolas"
GREY, SHADE = RGBColor(0x59, 0x59, 0x59), "F5F6F8"
COLOURS = {"better": RGBColor(0x00, 0x72, 0xB2), "worse": RGBColor(0xB3, 0x47, 0x00)}
PAGE_WIDE, PAGE_HIGH, MARGIN = Cm(29.7), Cm(21.0), Cm(2.0)
_TWIP = Twips(1)
_CHARACTER, _PADDING, _WIDEST = Pt(4.8), Pt(14), 60  # of a table's text; half as wide as a Chinese character
_CREATED = datetime(2000, 1, 1)  # the document does not tell when it was made


def make_docx(
    runs: Runs,
    comparison: pd.DataFrame | None,
    illustrations: Sequence[Illustration],
    lang: Language = "zh",
    *,
    command: str = "",
) -> bytes:
    """Return the content of a DOCX file.

    Parameters
    ----------
    runs : Runs
    comparison : DataFrame or None
        As `simulation.compare` returns it; None where one scenario was run.
    illustrations : sequence of Illustration
        Figures, in their order.
    lang : {"zh", "en"}
    command : str
        The command that made this, if it was made by one.
    """
    told = context(runs, comparison, illustrations, lang, command)
    document = new_document(lang)
    document.core_properties.title = clean(f"{told['say']['title']} – {told['subtitle']}")
    write_findings(document, told)
    write_organisation(document, told)
    for scenario in told["scenarios"]:
        write_scenario(document, scenario, told)
    write_results(document, told)
    write_figures(document, illustrations, told, lang)
    write_costs(document, told)
    write_assumptions(document, told)
    write_repetition(document, told)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def new_document(lang: str) -> Docx:
    """Return an empty document: A4 across, for wide tables, and fonts that hold Chinese."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE_WIDE, PAGE_HIGH
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name, size in (
        ("Normal", 10.5),
        ("Title", 22),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Caption", 9.5),
    ):
        set_font(document.styles[name], size)
    language = document.styles["Normal"].element.get_or_add_rPr()
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), "en-GB")
    tag.set(qn("w:eastAsia"), "zh-CN")
    language.append(tag)
    properties = document.core_properties
    properties.author, properties.comments = "Chuandao", ""
    properties.created = properties.modified = _CREATED
    properties.language = "zh-CN" if lang == "zh" else "en"
    return document


def set_font(style: Any, size: float) -> None:
    """Give a style both fonts; the template's own headings would take others for Chinese."""
    style.font.name, style.font.size = FONTS[0], Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), FONTS[1])
    if style.name != "Normal":
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        style.font.italic = False


def clean(text: object) -> str:
    """Return a text as a document can hold it: names of units may hold characters that it cannot."""
    return str(xml_text(str(text)))


def paragraph(document: Docx, text: str, style: str | None = None, *, soft: bool = False) -> Paragraph:
    """Add a paragraph."""
    added = document.add_paragraph(style=style)
    run = added.add_run(clean(text))
    if soft:
        run.font.color.rgb = GREY
    return added


def write_findings(document: Docx, told: Mapping[str, Any]) -> None:
    """Write title, findings, the caution, what was asked and what the model is."""
    say = told["say"]
    document.add_paragraph(clean(say["title"]), style="Title")
    paragraph(document, told["subtitle"], soft=True)
    document.add_heading(clean(say["findings"]), 1)
    for finding in told["findings"]:
        paragraph(document, finding, "List Bullet")
    caution = paragraph(document, say["caution"])
    shade(caution._p.get_or_add_pPr())
    document.add_heading(clean(say["asked"]), 1)
    paragraph(document, told["asked"])
    paragraph(document, say["model_text"])


def write_organisation(document: Docx, told: Mapping[str, Any]) -> None:
    """Write the levels with their numbers of units, and what was assumed on reading."""
    say = told["say"]
    document.add_heading(clean(say["organisation"]), 1)
    add_table(
        document, [say["level"], say["units"]], [*told["levels"], (say["sum"], told["total"])], right=(1,)
    )
    if told["notes"]:
        document.add_heading(clean(say["notes"]), 2)
        for note in told["notes"]:
            paragraph(document, note, "List Bullet")
    else:
        paragraph(document, say["no_notes"])
    document.add_heading(clean(say["scenarios"]), 1)


def write_scenario(document: Docx, scenario: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Write one scenario: what differs from the baseline, and its measures."""
    say = told["say"]
    mark = f" ({say['baseline']})" if scenario["is_baseline"] and told["comparisons"] else ""
    document.add_heading(clean(scenario["title"] + mark), 2)
    if scenario["description"]:
        paragraph(document, scenario["description"])
    if not scenario["is_baseline"]:
        if scenario["changes"]:
            headings = [say["quantity"], told["baseline"], say["here"], say["unit"]]
            rows = [[row[name] for name in ("label", "other", "this", "unit")] for row in scenario["changes"]]
            add_table(document, headings, rows, right=(1, 2))
        else:
            paragraph(document, say["same"])
    if scenario["measures"]:
        names = ("name", "intensity", "mechanism", "cost", "side_effect")
        headings = [say["measure"], *(say[name] for name in names[1:])]
        paragraph(document, say["measures"], "Caption")
        add_table(
            document, headings, [[row[name] for name in names] for row in scenario["measures"]], right=(1,)
        )


def write_results(document: Docx, told: Mapping[str, Any]) -> None:
    """Write one table for each scenario beside the baseline, or the outcomes of the only one."""
    say = told["say"]
    document.add_heading(clean(say["comparison" if told["comparisons"] else "outcomes"]), 1)
    if not told["comparisons"]:
        rows = [[row[name] for name in ("indicator", "mean", "interval")] for row in told["outcomes"]]
        add_table(document, [say["indicator"], say["mean"], say["interval"]], rows, right=(1, 2))
        return
    paragraph(document, say["comparison_reading"])
    for part in told["comparisons"]:
        paragraph(document, part["title"], "Caption")
        headings = [say["indicator"], told["baseline"], part["name"]]
        headings += [say[name] for name in ("difference", "interval", "p", "verdict")]
        names = ("indicator", "baseline", "scenario", "difference", "interval", "p")
        rows = [[*(row[name] for name in names), verdict_text(row)] for row in part["rows"]]
        table = add_table(document, headings, rows, right=(1, 2, 3, 4, 5))
        for row, cells in zip(part["rows"], table.rows[1:], strict=True):
            colour(cells.cells[-1], row["verdict"])


def verdict_text(row: Mapping[str, str]) -> str:
    """Return a verdict in words, with its mark and the note on the row."""
    return f"{row['mark']} {row['words']}" + (f" ({row['note']})" if row["note"] else "")


def write_figures(
    document: Docx, illustrations: Sequence[Illustration], told: Mapping[str, Any], lang: str
) -> None:
    """Write every figure with its message for those who cannot see it, and how to read it."""
    document.add_heading(clean(told["say"]["figures"]), 1)
    for illustration in illustrations:
        words = picture(illustration, lang)
        document.add_heading(clean(words["name"]), 2)
        holder = document.add_paragraph()
        holder.paragraph_format.keep_with_next = True
        # as wide as the page allows, and low enough to share it with heading and caption
        shape = holder.add_run().add_picture(BytesIO(illustration.png), width=PAGE_WIDE - 2 * MARGIN)
        highest = PAGE_HIGH - 2 * MARGIN - Cm(3.2)
        if shape.height > highest:
            shape.width, shape.height = Length(shape.width * highest / shape.height), Length(highest)
        shape._inline.docPr.set("descr", clean(illustration.message))
        paragraph(document, told["say"]["how_to_read"] + words["reading"], "Caption")


def write_costs(document: Docx, told: Mapping[str, Any]) -> None:
    """Write what is certainly worse than under the baseline."""
    say = told["say"]
    document.add_heading(clean(say["costs"]), 1)
    if not told["comparisons"]:
        paragraph(document, say["costs_alone"])
        return
    paragraph(document, say["costs_text"])
    for part in told["comparisons"]:
        document.add_heading(clean(part["name"]), 2)
        for line in part["worse"]:
            paragraph(document, line, "List Bullet")
        if not part["worse"]:
            paragraph(document, say["nothing_worse"])


def write_assumptions(document: Docx, told: Mapping[str, Any]) -> None:
    """Write every parameter that has no source, and those that have one."""
    say = told["say"]
    document.add_heading(clean(say["assumptions"]), 1)
    paragraph(document, told["assumptions_text"])
    names = ("meaning", "name", "value", "unit", "range", "source")
    rows = [[row[name] for name in names] for row in told["assumptions"]]
    add_table(document, [say[name] for name in names], rows, right=(2, 4))
    if told["sourced"]:
        document.add_heading(clean(say["sourced"]), 2)
    for row in told["sourced"]:
        paragraph(
            document, f"{row['meaning']}: {row['value']} {row['unit']} – {row['source']}", "List Bullet"
        )


def write_repetition(document: Docx, told: Mapping[str, Any]) -> None:
    """Write what a repetition needs to agree in, and the lines that repeat the run."""
    say = told["say"]
    document.add_heading(clean(say["reproduce"]), 1)
    paragraph(document, say["reproduce_text"])
    for name, value in told["facts"]:
        paragraph(document, f"{name}: {value}", "List Bullet")
    for name, lines in told["commands"]:
        paragraph(document, name, soft=True)
        added = document.add_paragraph()
        run = added.add_run(clean(lines))
        run.font.name, run.font.size = MONOSPACE, Pt(9)
        shade(added._p.get_or_add_pPr())


def add_table(
    document: Docx, headings: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()
) -> Table:
    """Add a table whose heading row stands on every page; ``right``: columns of numbers."""
    listed = list(rows)
    table: Table = document.add_table(rows=1 + len(listed), cols=len(headings), style="Table Grid")
    table.autofit = True
    sizes = column_widths([headings, *listed])
    for row, texts in zip(table.rows, [headings, *listed], strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = sizes[place]
            write_cell(cell, text, bold=texts is headings, right=place in right)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell in table.rows[0].cells:
        shade(cell._tc.get_or_add_tcPr())
    document.add_paragraph()
    return table


def column_widths(rows: Sequence[Sequence[object]]) -> list[Length]:
    """Return widths by content, together at most as wide as the page; Word would make all columns alike."""
    wanted = [
        min(_WIDEST, max(width(str(text)) for text in column)) * _CHARACTER + _PADDING
        for column in zip(*rows, strict=True)
    ]
    shrink = min(1.0, (PAGE_WIDE - 2 * MARGIN) / sum(wanted))
    # Word keeps whole twips; rounded up, many columns would stick out of the page.
    return [Length(int(size * shrink) // _TWIP * _TWIP) for size in wanted]


def write_cell(cell: _Cell, text: object, *, bold: bool, right: bool) -> None:
    """Write one cell."""
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(clean(text))
    run.font.size, run.bold = Pt(9), bold or None
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def colour(cell: _Cell, verdict: str) -> None:
    """Colour a verdict, as the report on the page does; its mark and its words say the same."""
    if verdict in COLOURS:
        for run in cell.paragraphs[0].runs:
            run.font.color.rgb, run.bold = COLOURS[verdict], True


def shade(properties: Any) -> None:
    """Give a paragraph or cell a pale ground."""
    ground = OxmlElement("w:shd")
    ground.set(qn("w:val"), "clear")
    ground.set(qn("w:color"), "auto")
    ground.set(qn("w:fill"), SHADE)
    properties.append(ground)
