"""`chuandao audit` as a user meets it, and the templates."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from models.instruments import TABLES, audit_ratings, audit_scores, load
from models.instruments.schema import Choice
from workbench import audit_tables
from workbench.audit_words import VALUES
from workbench.cli import app
from workbench.table_templates import contents, template_files

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"
COMMANDS = {"members": "pioneer"} | {name: name for name in TABLES if name != "members"}


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("command", ["", "templates", *COMMANDS.values()])
def test_help_speaks_both_languages(command: str) -> None:
    result = call("audit", *command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output
    assert any("一" <= character <= "鿿" for character in result.output)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_template_can_be_audited_and_written(name: str, lang: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    path = TEMPLATES / f"{name}.xlsx"
    result = call("audit", COMMANDS[name], path, "--lang", lang, "--output", folder)
    assert result.exit_code == 0, result.output
    again = call("audit", COMMANDS[name], TEMPLATES / f"{name}.csv", "--lang", lang, "--output", folder)
    assert again.stdout == result.stdout
    record = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    assert record["source"] == f"{name}.csv"
    book = openpyxl.load_workbook(folder / f"{COMMANDS[name]}.xlsx")
    tables = sorted(file.stem for file in folder.glob("*.csv"))
    assert len(book.sheetnames) == len(tables) > 1
    if lang == "en":
        # names of units and members stay as they are, everything of ours is in English
        headings = " ".join(str(cell.value) for sheet in book for cell in next(sheet.iter_rows()))
        assert headings.isascii()


@pytest.mark.parametrize("name", TABLES)
def test_check_recognises_the_tables(name: str) -> None:
    result = call("check", TEMPLATES / f"{name}.csv")
    assert result.exit_code == 0
    assert f"可用 ({TABLES[name].title.zh}" in result.stdout


def test_faults_come_all_at_once_in_the_language_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "评分.csv"
    path.write_bytes("单位,评分,人数\n甲,6,3\n乙,四,2\n丙,3,1.5\n".encode("gb18030"))
    chinese = call("audit", "ratings", path)
    english = call("check", path, "--lang", "en")
    assert chinese.exit_code == english.exit_code == 1
    for row in (2, 3, 4):
        assert f"第{row}行" in chinese.stderr
        assert f"row {row}" in english.stdout
    assert "不是整数" in chinese.stderr
    wrong = call("audit", "pioneer", TEMPLATES / "members.csv", "--weights", "1,2")
    assert (wrong.exit_code, "--weights" in wrong.stderr) == (1, True)
    assert call("audit", "ratings").exit_code == 2
    missing = call("audit", "duties", TEMPLATES / "dutie.csv")
    assert (missing.exit_code, "duties.csv" in missing.stderr) == (1, True)


def test_options_reach_the_instrument(tmp_path: Path) -> None:
    members = TEMPLATES / "members.csv"
    result = call(
        "audit",
        "pioneer",
        members,
        "--weights",
        "1，0，0",
        "--bands",
        "1",
        "--spread",
        0,
        "--output",
        tmp_path / "a",
    )
    assert result.exit_code == 0, result.output
    with (tmp_path / "a" / "index.csv").open(encoding="utf-8-sig") as file:
        first = next(csv.DictReader(file))
    assert (first["member"], first["index"], first["kept"]) == ("李四", "1.0", "1.0")
    listing = tmp_path / "units.csv"
    listing.write_text("单位\n甲支部\n丙支部\n", encoding="utf-8")
    ledger = TEMPLATES / "meetings.csv"
    result = call(
        "audit", "meetings", ledger, "--since", "2024年1月1日", "--until", "2024/12/31", "--units", listing
    )
    assert "丙支部" in result.stdout
    assert "乙支部" in result.stderr
    bad = call("audit", "meetings", ledger, "--since", "2024-02-30")
    assert (bad.exit_code, "2024-02-29" in bad.stderr) == (1, True)


def test_cells_that_look_like_formulas_are_escaped(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("duty,unit,role,authority\n=1+1,@u,lead,0\n", encoding="utf-8")
    assert call("audit", "duties", path, "--output", tmp_path / "o").exit_code == 0
    assert "'=1+1" in (tmp_path / "o" / "findings.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(tmp_path / "o" / "duties.xlsx")
    values = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "'=1+1" in values
    assert "'@u" in values


def test_nothing_found_is_said(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("duty,unit,role,authority\na,u,lead,yes\n", encoding="utf-8")
    result = call("audit", "duties", path, "--output", tmp_path / "o")
    assert (result.exit_code, "职责审计：发现的问题" in result.stdout, "无" in result.stdout) == (
        0,
        True,
        True,
    )
    wrong = call("audit", "pioneer", TEMPLATES / "members.csv", "--bands", "a")
    assert (wrong.exit_code, "--bands" in wrong.stderr) == (1, True)


def test_no_folder_of_others_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = call("audit", "scores", TEMPLATES / "scores.csv", "--output", tmp_path)
    assert result.exit_code == 1
    assert not result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_long_tables_are_cut_on_the_terminal_only(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    rows = "".join(f"u{number},{number},{number},{number}\n" for number in range(60))
    path.write_text("unit,process,business,public\n" + rows, encoding="utf-8")
    result = call("audit", "scores", path, "--output", tmp_path / "o", "--lang", "en")
    assert "60 rows, the first 40 shown" in result.stdout
    assert len((tmp_path / "o" / "scores.csv").read_text().splitlines()) == 61


# ---- templates ----


@pytest.mark.parametrize(
    ("name", "content"), list(template_files()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_committed_templates_are_up_to_date(name: str, content: bytes) -> None:
    committed = (TEMPLATES / name).read_bytes()
    if name.endswith(".xlsx"):
        assert contents(committed) == contents(content)
    else:
        assert committed == content


@pytest.mark.parametrize("name", TABLES)
def test_both_templates_hold_the_same_and_pass_their_own_validation(name: str) -> None:
    schema = TABLES[name]
    one, other = (load(TEMPLATES / f"{name}.{ending}", schema) for ending in ("csv", "xlsx"))
    assert one.frame.equals(other.frame)
    assert set(one.headings) == set(schema.names)


def test_choices_have_drop_down_lists() -> None:
    for schema in TABLES.values():
        sheet = openpyxl.load_workbook(TEMPLATES / f"{schema.name}.xlsx").worksheets[0]
        lists = {
            str(rule.sqref)[0]: rule.formula1
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
        }
        wanted = {
            "ABCDEFGH"[place]: field for place, field in enumerate(schema.fields) if isinstance(field, Choice)
        }
        assert lists.keys() == wanted.keys()
        for letter, field in wanted.items():
            words = next(csv.reader(io.StringIO(lists[letter].strip('"'))))
            assert words == [option.zh for option in field.options] + [
                option.name for option in field.options
            ]
            assert len(lists[letter]) <= 255


def test_filled_in_templates_are_not_overwritten(tmp_path: Path) -> None:
    assert call("audit", "templates", tmp_path).exit_code == 0
    assert len(list(tmp_path.iterdir())) == 2 * len(TABLES)
    assert call("audit", "templates", tmp_path).exit_code == 0
    mine = tmp_path / "duties.csv"
    mine.write_text("职责\n我的\n", encoding="utf-8")
    refused = call("audit", "templates", tmp_path)
    assert (
        refused.exit_code,
        "duties.csv" in refused.stderr,
        "我的" in mine.read_text(encoding="utf-8"),
    ) == (1, True, True)
    assert call("audit", "templates", tmp_path, "--replace").exit_code == 0
    assert "我的" not in mine.read_text(encoding="utf-8-sig")


def test_every_word_of_a_result_has_a_label() -> None:
    for field in (TABLES["meetings"]["kind"], TABLES["growth"]["kind"]):
        assert isinstance(field, Choice)
        assert {option.name for option in field.options} <= VALUES["kind"].keys()


def test_only_rows_that_are_shown_are_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 5_000
    table = pd.DataFrame({"unit": [f"u{k}" for k in range(rows)], "process": 1, "business": 2, "public": 3})
    found = audit_scores(table)
    put = []
    monkeypatch.setattr(audit_tables, "cell", lambda *given: put.append(given) or "x")
    shown = next(audit_tables.terminal_tables(found, "en"))
    assert len(put) == audit_tables.MOST_ROWS * len(found["scores"].columns)
    assert shown.row_count == audit_tables.MOST_ROWS
    assert "5,000" in str(shown.caption)


def test_counts_of_a_mixed_column_are_whole() -> None:
    told = audit_tables.written(audit_ratings(TEMPLATES / "ratings.csv"), "measures", "zh").set_index(
        "measure"
    )
    assert told["value"]["有评分的单位数"] == "5"
    assert told["value"]["评分总数"] == "280"
    assert "." in told["value"]["共同均值（先验）"]
