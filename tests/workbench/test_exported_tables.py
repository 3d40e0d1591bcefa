"""A simulated run's tables as files: they read back as they were, and every instrument takes them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from matplotlib.text import Text
from typer.testing import CliRunner, Result

from models import Organisation
from models.instruments import (
    TABLES,
    Audit,
    audit_duties,
    audit_growth,
    audit_meetings,
    audit_pioneer,
    audit_projects,
    audit_ratings,
    audit_scores,
    load,
)
from simulation import Scenario
from simulation.exports import export_tables
from workbench.cli import app
from workbench.figures import audit_figure, look
from workbench.filled_tables import RECORD, write_tables
from workbench.outputs import FolderError

TEMPLATES = Path("data/templates")
INSTRUMENTS = {
    "duties": audit_duties,
    "meetings": audit_meetings,
    "members": audit_pioneer,
    "scores": audit_scores,
    "ratings": audit_ratings,
    "growth": audit_growth,
    "projects": audit_projects,
}


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    scenario = Scenario.read("data/scenarios/full-package.toml")
    return export_tables(Organisation.tree([2, 2, 3]), scenario, seed=2)


@pytest.fixture(scope="module")
def folder(tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tables") / "run"
    write_tables(tables, found, {"seed": 2}, "zh")
    return found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TABLES)
def test_files_read_back_as_the_tables_were(
    name: str, ending: str, tables: dict[str, pd.DataFrame], folder: Path
) -> None:
    read = load(folder / f"{name}.{ending}", TABLES[name])
    written = load(tables[name], TABLES[name])
    pd.testing.assert_frame_equal(read.frame, written.frame, rtol=1e-9)
    assert {note.code for note in read.notes} <= {"encoding", "sheet"}


def test_a_workbook_is_a_template_that_is_filled_in(folder: Path) -> None:
    for name in TABLES:
        mine, template = (openpyxl.load_workbook(path / f"{name}.xlsx") for path in (folder, TEMPLATES))
        assert mine.sheetnames == template.sheetnames
        head = [[cell.value for cell in book.worksheets[0][1]] for book in (mine, template)]
        assert head[0] == head[1]
        rules = [
            {(rule.type, rule.formula1) for rule in book.worksheets[0].data_validations.dataValidation}
            for book in (mine, template)
        ]
        assert rules[0] == rules[1]
        assert "模拟" in str(mine.worksheets[1]["A3"].value)


def test_words_are_in_the_language_asked_for(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    write_tables(tables, tmp_path / "en", {}, "en")
    text = (tmp_path / "en" / "meetings.csv").read_text(encoding="utf-8-sig")
    assert "weekly dispatch" in text
    assert "周调度" not in text
    read = load(tmp_path / "en" / "meetings.csv", TABLES["meetings"])
    assert read.frame["kind"].tolist() == tables["meetings"]["kind"].tolist()


def test_ids_that_look_like_formulas_are_harmless(tmp_path: Path) -> None:
    frame = Organisation.tree([2]).to_frame().replace({"1-1": "=1+1", "1-2": "@SUM(A1)"})
    scenario = Scenario.today()
    write_tables(export_tables(Organisation.from_frame(frame), scenario, seed=1), tmp_path / "run", {}, "zh")
    for name in TABLES:
        for sheet in openpyxl.load_workbook(tmp_path / "run" / f"{name}.xlsx").worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.data_type == "f"]
        lines = (tmp_path / "run" / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        starts = {cell[:1] for line in lines[1:] for cell in line.split(",")}
        assert not starts & {"=", "@", "+"}


def test_no_folder_of_others_is_overwritten(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError):
        write_tables(tables, tmp_path, {}, "zh")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    target = tmp_path / "run"
    write_tables(tables, target, {"first": 1}, "zh")
    write_tables(tables, target, {"second": 2}, "zh")
    assert json.loads((target / RECORD).read_text(encoding="utf-8")) == {"second": 2}
    with pytest.raises(KeyError):
        write_tables({"nothing": tables["duties"]}, target, {}, "zh")
    assert (target / "duties.csv").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt", "run"}


def test_from_the_command_line_to_the_instruments(tmp_path: Path) -> None:
    organisation = tmp_path / "units.csv"
    Organisation.tree([2, 3]).to_frame().to_csv(organisation, index=False)
    target = tmp_path / "run"
    words = ("-o", organisation, "--output", target, "--lang", "en", "--year", 2023)
    done = call("export-tables", "full-package", *words)
    assert done.exit_code == 0, done.stderr
    assert "--since 2023-01-01 --until 2023-12-31" in done.stderr
    record = json.loads((target / RECORD).read_text(encoding="utf-8"))
    assert (record["scenario"]["name"], record["until"]) == ("full-package", "2023-12-31")
    for name in TABLES:
        command = "pioneer" if name == "members" else name
        audited = call("audit", command, target / f"{name}.xlsx", "--lang", "en")
        assert audited.exit_code == 0, audited.stderr
    refused = call("export-tables", "today", "-o", organisation, "--output", tmp_path / "other")
    if refused.exit_code:
        assert "today" in refused.stderr
        assert not (tmp_path / "other").exists()
    taken = call("export-tables", "today", "-o", organisation, "--output", tmp_path)
    assert taken.exit_code == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_a_figure_of_each_instrument_is_drawn_whole(
    name: str, lang: str, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing cut off; a missing glyph is a warning and hence an error."""
    audits = {"A": INSTRUMENTS[name](TEMPLATES / f"{name}.csv"), "B": INSTRUMENTS[name](tables[name])}
    figure, written = audit_figure(audits, lang), []
    draw = Text.draw

    def note(text: Text, *arguments: Any) -> None:
        if text.get_text().strip():
            written.append((text.get_text(), text.get_window_extent(), figure.bbox.frozen()))
        draw(text, *arguments)

    monkeypatch.setattr(Text, "draw", note)
    with look.drawing():
        figure.savefig(BytesIO(), format="png", dpi=100)
    assert len(written) > 10
    for text, box, page in written:
        assert box.x0 >= page.x0 - 1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= page.y0 - 1, text
        assert box.y1 <= page.y1 + 1, text
    assert any("一" <= letter <= "鿿" for letter in figure.get_suptitle()) == (lang == "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("values", "name", "said"),
    [
        ({"project_rate": 0.0}, "projects", ("表中没有记录", "the table has no rows")),
        ({"participation": 0.0}, "ratings", ("没有任何人评分", "nobody has given a rating")),
    ],
)
def test_a_run_in_which_something_never_happens_is_audited_whole(
    values: dict[str, float], name: str, said: tuple[str, str], lang: str, tmp_path: Path
) -> None:
    """No project, no rating: every instrument goes on, in files and figures too, and one says that there is nothing."""
    never = export_tables(Organisation.tree([2, 3]), Scenario.today().with_parameters(**values), seed=1)
    audits = {table: INSTRUMENTS[table](frame) for table, frame in never.items()}
    write_tables(never, tmp_path / "run", {}, lang)
    command = call("audit", name, tmp_path / "run" / f"{name}.csv", "--lang", lang)
    assert command.exit_code == 0, command.stderr
    for table, audit in audits.items():
        figure = audit_figure({"A": audit, "B": INSTRUMENTS[table](TEMPLATES / f"{table}.csv")}, lang)
        texts = [figure.get_suptitle(), *(text.get_text() for axes in figure.axes for text in axes.texts)]
        told = sum(said[lang == "en"] in text.replace("\n", " ") for text in texts)
        assert told == (2 if table == name else 0), table


def test_units_that_differ_by_chance_alone_are_told_so() -> None:
    ratings = pd.DataFrame({"unit": list("aaabbb"), "rating": [1, 3, 5, 1, 3, 5]})
    assert (
        audit_figure({"A": audit_ratings(ratings)}, "zh").get_suptitle() == "A：2 个单位的差异不超过偶然波动"
    )


def test_figures_tell_the_numbers_of_the_tables() -> None:
    def title(audits: dict[str, Audit], lang: str) -> str:
        return audit_figure(audits, lang).get_suptitle().replace("\n", " ")

    assert title({"A": audit_duties(TEMPLATES / "duties.csv")}, "zh") == "A：6 项职责中 2 项无人牵头"
    projects = audit_projects(TEMPLATES / "projects.csv")
    assert (
        title({"A": projects, "B": projects}, "en")
        == "A: 2 of 9 projects promoted; B: 2 of 9 projects promoted"
    )
    with pytest.raises(ValueError, match="one instrument"):
        audit_figure({"A": projects, "B": audit_duties(TEMPLATES / "duties.csv")})
    with pytest.raises(ValueError, match="one instrument"):
        audit_figure({})


def test_every_rated_unit_is_drawn_with_its_interval_and_its_caution() -> None:
    audit = audit_ratings(TEMPLATES / "ratings.csv")
    axes = audit_figure({"A": audit}, "zh").axes[0]
    rated = audit["ratings"].query("n > 0")
    drawn = sorted(tuple(line[:, 1]) for line in axes.collections[0].get_segments())
    assert drawn == sorted(zip(rated["low"], rated["high"], strict=True))
    handles, labels = axes.get_legend_handles_labels()
    marks = dict(zip(labels, (handle.get_marker() for handle in handles), strict=True))
    assert marks["收缩估计（评分过少）"] != marks["收缩估计"]
    crosses = next(line for line in axes.lines if line.get_label() == "收缩估计（评分过少）")
    assert len(crosses.get_xdata()) == (rated["caution"] == "few").sum() == 2  # two and nine ratings
    assert axes.get_ylabel() == "评分（1–5 分）"
    axes.figure.canvas.draw()
    legend = axes.get_legend()
    assert legend is not None
    assert legend.get_window_extent().y1 < axes.get_window_extent().y0  # on none of the intervals


def test_the_title_tells_how_far_weights_may_move() -> None:
    members = pd.DataFrame(
        {"member": list("ab"), "theory_study": [2, 1], "role": [1, 2], "innovation": [1, 0]}
    )
    # at equal weights a leads by a third; the first weight falls below the second less a third only beyond a spread of 1/2
    narrow, wide = (audit_figure({"A": audit_pioneer(members, spread=s)}, "zh") for s in (0.2, 1.0))
    assert (
        narrow.get_suptitle().replace("\n", "")
        == "A：第一档 1 人中，权重变动不超过 20 个百分点时，1 人始终不出档"
    )
    assert (
        wide.get_suptitle().replace("\n", "")
        == "A：第一档 1 人中，权重变动不超过 100 个百分点时，0 人始终不出档"
    )
    note = " ".join(text.get_text() for text in narrow.texts)
    assert "三成" not in note
