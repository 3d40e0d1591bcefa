"""What is taken away: the record gives the same bits, documents open, tables are safe, the notebook runs."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest
from docx import Document
from nbclient import NotebookClient
from typer.testing import CliRunner

from models import Organisation
from simulation import RecordError, Runs, Scenario, compare, read_record, replay, reproduce, simulate
from workbench.asked import Asked
from workbench.cli import app
from workbench.docx_report import make_docx
from workbench.downloads import KINDS, csv_bytes, download, python_text
from workbench.outputs import side_by_side, write_record
from workbench.report import Illustration, context, make_report
from workbench.spreadsheet import workbook_bytes
from workbench.text import LANGUAGES, Language

FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]


@pytest.fixture(scope="module")
def small() -> Organisation:
    return Organisation.tree([2, 3])


@pytest.fixture(scope="module")
def asked(small: Organisation) -> Asked:
    today = Scenario.today()
    package = today.with_measures(ledger=0.8, five_ones={"intensity": 0.5}).named("more", "加力", "more")
    return Asked(organisation=small, scenarios=(today, package), seed=2**63 + 5, weeks=26, replications=3)


@pytest.fixture(scope="module")
def picture() -> bytes:
    """The smallest PNG: one dot."""
    from matplotlib.figure import Figure

    from workbench.figures import figure_bytes

    return figure_bytes(Figure(figsize=(2, 1)), "png")


def archive(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as files:
        return {name: files.read(name) for name in files.namelist()}


# ---- the record ----


def test_the_record_is_what_a_run_on_the_command_line_leaves(asked: Asked, tmp_path: Path) -> None:
    write_record(asked.runs, asked.comparison, tmp_path / "run.json")
    assert download(asked, "record").content == (tmp_path / "run.json").read_bytes()


def test_the_record_gives_the_same_bits(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(download(asked, "record").content)
    again = reproduce(read_record(tmp_path / "run.json"))
    for mine, theirs in zip(again.sums, asked.runs.sums, strict=True):
        assert mine.tobytes() == theirs.tobytes()
    assert again.data.equals(asked.runs.data)


def test_the_command_line_replays_the_record(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(download(asked, "record").content)
    arguments = ["replay", str(tmp_path), "--scenario", "more", "--replication", "1"]
    result = CliRunner().invoke(app, [*arguments, "--output", str(tmp_path / "ledger.parquet")])
    assert result.exit_code == 0, result.output
    ledger = simulate(
        asked.organisation, asked.scenarios[1], replications=2, seed=asked.seed, weeks=26, ledger=True
    ).ledger
    assert ledger is not None
    mine = pd.read_parquet(tmp_path / "ledger.parquet")
    theirs = ledger[ledger["replication"] == 1].reset_index(drop=True)
    assert len(mine) == len(theirs) > 0
    np.testing.assert_array_equal(mine["time"], theirs["time"])


def test_a_record_read_back_is_the_same_state(asked: Asked) -> None:
    content = download(asked, "record").content
    back = Asked.from_file(content, lang="en")
    assert back.organisation.digest() == asked.organisation.digest()
    assert back.scenarios == asked.scenarios
    assert (back.seed, back.weeks, back.replications, back.baseline) == (2**63 + 5, 26.0, 3, "today")
    assert back.lang == "en"
    assert download(back, "record").content == content


def test_another_baseline_comes_back(asked: Asked) -> None:
    other = Asked(
        organisation=asked.organisation,
        scenarios=asked.scenarios,
        seed=1,
        replications=2,
        baseline="more",
    )
    assert Asked.from_file(other.record_text().encode()).baseline == "more"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.pop("seed"),
        lambda record: record.update(seed=-1),
        lambda record: record.update(seed="1"),
        lambda record: record.update(weeks=1e9),
        lambda record: record.update(replications=0),
        lambda record: record.update(replications=True),
        lambda record: record.update(scenarios=[]),
        lambda record: record.update(scenarios=[[]]),
        lambda record: record.update(scenarios=3),
        lambda record: record.update(organisation=None),
        lambda record: record.update(comparison=[]),
        lambda record: record.update(comparison={"baseline": "nobody"}),
        lambda record: record["organisation"].pop("table"),
        lambda record: record["organisation"]["table"].pop("unit"),
        lambda record: record["organisation"]["table"]["superior"].__setitem__(0, "1"),
        lambda record: record["organisation"]["table"]["headcount"].__setitem__(0, 7.0),
        lambda record: record["organisation"]["table"]["headcount"].__setitem__(0, "x"),
        lambda record: record["organisation"]["levels"].clear(),
        lambda record: record["organisation"].update(lines={"grid": [["1"]]}),
        lambda record: record.update(format=2),
    ],
)
def test_a_damaged_record_is_refused(asked: Asked, spoil: object) -> None:
    record = json.loads(asked.record_text())
    spoil(record)  # type: ignore[operator]
    with pytest.raises(RecordError):
        Asked.from_file(json.dumps(record).encode())


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null", b'{"format": 1}']
)
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(RecordError):
        Asked.from_file(content)


def test_finished_runs_of_something_else_are_refused(asked: Asked) -> None:
    with pytest.raises(ValueError, match="something else"):
        Asked(
            organisation=asked.organisation,
            scenarios=asked.scenarios,
            seed=1,
            weeks=26,
            replications=3,
            finished=asked.runs,
        )


# ---- what runs ----


def test_the_lines_of_python_give_what_was_on_the_screen(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.json").write_bytes(download(asked, "record").content)
    monkeypatch.chdir(tmp_path)
    text = python_text(asked)
    assert len(text.splitlines()) == 4
    names: dict[str, object] = {}
    exec(text, names)
    pd.testing.assert_frame_equal(names["comparison"], asked.comparison, check_exact=True)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_the_notebook_runs_and_gives_the_same(asked: Asked, count: int) -> None:
    part = Asked(
        organisation=asked.organisation,
        scenarios=asked.scenarios[:count],
        seed=asked.seed,
        weeks=26,
        replications=3,
        lang="en",
    )
    notebook = nbformat.reads(download(part, "notebook").content.decode(), as_version=4)
    nbformat.validate(notebook)
    notebook.cells.append(nbformat.v4.new_code_cell("print(runs.sums[0].tobytes().hex())"))
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    client.execute()
    printed = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    assert printed.strip() == part.runs.sums[0].tobytes().hex()


# ---- tables ----


def test_cells_that_look_like_formulas_are_no_formulas() -> None:
    table = pd.DataFrame({"text": [*FORMULAS, "fine"], "value": range(len(FORMULAS) + 1)})
    text = csv_bytes(table).decode("utf-8-sig")
    back = pd.read_csv(BytesIO(text.encode()), keep_default_na=False)
    assert all(cell.startswith("'") for cell in back["text"][:-1])
    assert back["text"].iloc[-1] == "fine"
    inside = csv_bytes(pd.DataFrame({"text": ["a\r=1"]})).decode("utf-8-sig")
    assert list(pd.read_csv(BytesIO(inside.encode()))["text"]) == ["a\n=1"]
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes({"t": table})))["t"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells)
    assert all(str(cell.value).startswith("'") for cell in cells[:-1])


def test_a_workbook_holds_what_xml_cannot() -> None:
    table = pd.DataFrame({"unit": ["a\x01b"], "value": [1.5]})
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes({"各级：结果/逐次": table}))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["a\N{REPLACEMENT CHARACTER}b", 1.5]


def test_tables_agree_in_every_form(asked: Asked) -> None:
    exact = archive(download(asked, "parquet").content)
    texts = archive(download(asked, "csv").content)
    assert {name.split(".")[0] for name in exact} == {name.split(".")[0] for name in texts}
    frame = pd.read_parquet(BytesIO(exact["comparison.parquet"]))
    text = pd.read_csv(BytesIO(texts["comparison.csv"]))
    np.testing.assert_array_equal(frame["difference"], text["difference"])
    book = openpyxl.load_workbook(BytesIO(download(asked, "xlsx").content))
    assert len(book.sheetnames) == len(exact)
    for sheet in book:
        assert all(re.search("[一-鿿]", str(cell.value)) for cell in sheet[1]), sheet.title
    rows = list(book["与基准的比较"].iter_rows(values_only=True))
    place = rows[0].index("配对差异")
    # a workbook keeps as many digits as a spreadsheet shows
    shown = np.array([row[place] for row in rows[1:]], dtype=float)
    np.testing.assert_allclose(shown, frame["difference"], rtol=1e-14)


def test_scenarios_are_read_back(asked: Asked, tmp_path: Path) -> None:
    for name, content in archive(download(asked, "scenarios").content).items():
        (tmp_path / name).write_bytes(content)
    read = [Scenario.read(tmp_path / f"{scenario.name}.toml") for scenario in asked.scenarios]
    assert tuple(read) == asked.scenarios


# ---- reports ----


def document_text(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_tells_what_the_page_tells(
    lang: Language, runs: Runs, comparison: pd.DataFrame, picture: bytes
) -> None:
    illustrations = [Illustration("attenuation", "message", picture), Illustration("losses", "more", picture)]
    content = make_docx(runs, comparison, illustrations, lang)
    told, text = context(runs, comparison, illustrations, lang, ""), document_text(content)
    assert all(finding in text for finding in told["findings"])
    for part in told["comparisons"]:
        assert all(row[name] in text for row in part["rows"] for name in ("indicator", "difference", "words"))
        assert all(line in text for line in part["worse"])
    assert all(row["meaning"] in text for row in told["assumptions"])
    assert all(value in text for _, value in told["facts"])
    assert all(lines in text for _, lines in told["commands"])
    shapes = Document(BytesIO(content)).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == ["message", "more"]
    if lang == "en":
        assert not [character for character in text if "一" <= character <= "鿿"]


def test_the_document_is_sound(asked: Asked, picture: bytes) -> None:
    content = make_docx(asked.runs, asked.comparison, [Illustration("losses", "x", picture)])
    files = archive(content)
    for name, part in files.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
    kinds = files["[Content_Types].xml"].decode()
    assert 'Extension="png"' in kinds
    assert "word/document.xml" in kinds
    assert make_docx(asked.runs, asked.comparison, [Illustration("losses", "x", picture)]) is not None


def test_tables_fit_the_page_and_their_columns_the_text(runs: Runs, comparison: pd.DataFrame) -> None:
    document = Document(BytesIO(make_docx(runs, comparison, [], "zh")))
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        widths = [cell.width for cell in table.rows[0].cells]
        assert sum(widths) <= room + len(widths)
    measures = next(table for table in document.tables if table.rows[0].cells[0].text == "措施")
    name, intensity, mechanism, *_ = (cell.width for cell in measures.rows[0].cells)
    assert intensity < name < mechanism


def test_names_that_xml_cannot_hold_do_not_stop_the_document(small: Organisation) -> None:
    scenario = Scenario.today().named("x", "甲\x0b乙", "a\x0bb")
    runs = simulate(small, scenario, replications=1, seed=0)
    assert "甲\N{REPLACEMENT CHARACTER}乙" in document_text(make_docx(runs, None, [], "zh"))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_in_the_archive(asked: Asked, lang: Language) -> None:
    spoken = Asked(
        organisation=asked.organisation,
        scenarios=asked.scenarios,
        seed=asked.seed,
        weeks=26,
        replications=3,
        lang=lang,
        finished=asked.runs,
    )
    files = archive(download(spoken, "everything").content)
    assert {"run.json", "report.html", "report.docx", "tables.xlsx", "again.py", "comparison.ipynb"} <= set(
        files
    )
    assert {name.rsplit(".")[-1] for name in files if name.startswith("figures/")} == {"png", "svg", "pdf"}
    pngs = [content for name, content in sorted(files.items()) if name.endswith(".png")]
    document = Document(BytesIO(files["report.docx"]))
    media = [part.blob for part in document.part.package.iter_parts() if str(part.partname).endswith(".png")]
    assert sorted(media) == sorted(pngs)
    assert files["report.html"].decode().count("data:image/png") == len(pngs)
    assert all(content.startswith(b"%PDF") for name, content in files.items() if name.endswith(".pdf"))
    assert make_report(spoken.runs, spoken.comparison, [], lang)[:15] == files["report.html"].decode()[:15]


def test_every_kind_is_named_in_both_languages() -> None:
    for kind in KINDS.values():
        assert all(kind.label(lang) and kind.note(lang) for lang in LANGUAGES)


def test_comparisons_are_those_of_the_command_line(asked: Asked) -> None:
    pd.testing.assert_frame_equal(
        asked.comparison,  # type: ignore[arg-type]
        compare(asked.runs, "today"),
    )
    assert len(side_by_side(asked.comparison)) == 1
    assert len(replay(asked.record(), "today", 0))
