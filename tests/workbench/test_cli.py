"""The command line as a user meets it: tables, files, messages and exit codes, in both languages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from models import Organisation
from simulation import Runs, simulate
from simulation.codebook import all_quantities
from workbench import outputs
from workbench.cli import app

ROOT = Path(__file__).parents[2]
SHIPPED = ("today", "full-package", "formalism", "campaign", "over-amplification")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def table(laibin: Organisation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "laibin.csv"
    laibin.to_frame().to_csv(path, index=False)
    return path


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "write_figures", lambda *_: [])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.csv"
    path.write_text("unit,superior,level\n1,,a\n2,9,b\n2,1,b\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", [[], ["run"], ["compare"], ["codebook"], ["check"], ["replay"]])
def test_help_speaks_both_languages(command: list[str]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output
    assert any("一" <= character <= "鿿" for character in result.output)


def test_help_tells_the_exit_codes() -> None:
    assert "130" in call("--help").output


def test_help_waits_for_no_library() -> None:
    program = (
        "import sys\nfrom workbench.cli import app\n"
        "slow = {'numpy', 'pandas', 'numba', 'matplotlib', 'pydantic', 'xarray', 'jinja2'}\n"
        "assert not slow & set(sys.modules), slow & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["实质责任", "乡镇级 71", "配对差异"]), ("en", ["substance delivered", "today"])],
)
def test_compare_prints_the_paired_differences(
    lang: str, words: list[str], table: Path, laibin: Organisation, runs: Runs
) -> None:
    result = call("compare", "today", "full-package", "-o", table, "-n", 3, "--seed", 1, "--lang", lang)
    assert result.exit_code == 0, result.output
    for word in words:
        assert word in result.stdout
    pair = runs.data["overall"].sel(indicator="substance").mean("replication")
    difference = 100 * float(pair.sel(scenario="full-package") - pair.sel(scenario="today"))
    assert f"{difference:+.1f}" in result.stdout
    assert "━" not in result.stdout.split("\n")[0]


@pytest.mark.usefixtures("without_figures")
def test_a_run_leaves_its_folder_and_replays(table: Path, tmp_path: Path, laibin: Organisation) -> None:
    folder = tmp_path / "run"
    result = call("run", "campaign", "-o", table, "-n", 2, "--seed", 7, "--output", folder, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert str(folder / "report.html") in result.stderr
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["seed"] == 7
    ledger = tmp_path / "ledger.parquet"
    again = call("replay", folder, "--scenario", "campaign", "--replication", 1, "--output", ledger)
    assert again.exit_code == 0, again.output
    from simulation import Scenario

    scenario = Scenario.read(ROOT / "data" / "scenarios" / "campaign.toml")
    whole = simulate(laibin, scenario, replications=2, seed=7, ledger=True).ledger
    assert whole is not None
    expected = whole[whole["replication"] == 1].drop(columns=["scenario", "replication"])
    written = pd.read_parquet(ledger)
    pd.testing.assert_frame_equal(
        written.astype({"event": str}), expected.reset_index(drop=True).astype({"event": str})
    )
    to_terminal = call("replay", folder / "run.json", "--scenario", "campaign", "--replication", 1)
    assert len(to_terminal.stdout.splitlines()) == len(expected) + 1


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_good(name: str) -> None:
    result = call("check", ROOT / "data" / "scenarios" / f"{name}.toml")
    assert (result.exit_code, "可用" in result.stdout) == (0, True)


def test_check_tells_every_fault_in_the_language_asked_for(broken: Path) -> None:
    chinese, english = (call("check", broken, "--lang", lang) for lang in ("zh", "en"))
    assert chinese.exit_code == english.exit_code == 1
    assert len(chinese.stdout.splitlines()) == len(english.stdout.splitlines()) == 2
    assert "第3行" in chinese.stdout
    assert "row 3" in english.stdout
    assert 'repair option: orphans="attach"' in english.stdout


def test_faults_beyond_the_first_fifty_are_told_too(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(
        "unit,superior,level\n1,,a\n" + "".join(f"u{k},x,b\n" for k in range(80)), encoding="utf-8"
    )
    assert len(call("check", path).stdout.splitlines()) == 80


def test_repairs_are_written_as_the_messages_show_them(broken: Path) -> None:
    result = call(
        "check", broken, "--repair", 'orphans="attach"', "--repair", "duplicates=first", "--lang", "en"
    )
    assert result.exit_code == 0, result.output
    assert "good (a: 1 and b: 1)" in result.stdout
    wrong = call("check", broken, "--repair", "orphan=attach")
    assert (wrong.exit_code, "did you mean 'orphans'" in wrong.stderr) == (1, True)


def test_full_width_digits_of_an_organogram_are_repaired_as_the_message_says(tmp_path: Path) -> None:
    senior, junior = tmp_path / "senior.csv", tmp_path / "junior.csv"
    senior.write_text(
        "Post Unique Reference,Reports to Senior Post\n９０１,XX\n902,９０１\n", encoding="utf-8"
    )
    junior.write_text("Reporting Senior Post,Number of Posts in FTE\n902,３\n", encoding="utf-8")
    refused = call("check", senior, "--junior", junior, "--lang", "en")
    assert refused.exit_code == 1
    repair = 'repair option: digits="convert"'
    assert [repair in line for line in refused.stdout.splitlines()] == [True] * 3
    repaired = call("check", senior, "--junior", junior, "--lang", "en", "--repair", 'digits="convert"')
    assert repaired.exit_code == 0, repaired.output
    assert "junior posts: 1" in repaired.stdout


def test_a_repair_without_its_choice_is_asked_for_it(broken: Path) -> None:
    result = call("check", broken, "--repair", "digits ")
    assert (result.exit_code, "digits=refuse | convert" in result.stderr) == (1, True)


def test_check_of_a_scenario_tells_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('name = "x"\n[parameters.transmission]\nlos = 0.2\nclarity = 3\n', encoding="utf-8")
    result = call("check", path)
    assert result.exit_code == 1
    assert "did you mean 'loss'" in result.stdout
    assert "0 .. 1" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "tody"], 1, "did you mean 'today'"),
        (["compare", "today"], 2, "at least two scenarios"),
        (["compare", "today", "today"], 1, "today"),
        (["compare", "today", "formalism", "--baseline", "formalis"], 1, "did you mean 'formalism'"),
        (["run", "--organisation", "nowhere.csv"], 1, "nowhere.csv"),
        (["check", "nowhere.toml"], 1, "nowhere.toml"),
        (["run", "--weeks", "0"], 2, "above 0"),
        (["run", "--output", str(ROOT)], 1, "run.json"),
        (["replay", str(ROOT), "--scenario", "today", "--replication", "0"], 1, "run record"),
        (["run", "--replications", "0"], 2, "replications"),
        (["run", "--lang", "fr"], 2, "lang"),
        (["runn"], 2, "runn"),
        (["check"], 2, "Usage"),
        (["codebook", "--format", "html"], 2, "format"),
    ],
)
def test_refusals_are_messages_and_exit_codes(arguments: list[str], code: int, message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == code, result.output
    assert message in result.output
    assert "Traceback" not in result.output


def test_the_output_folder_is_looked_at_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulation.simulate", lambda *_, **__: pytest.fail("it ran"))
    (tmp_path / "mine.txt").touch()
    assert call("run", "--output", tmp_path).exit_code == 1


def test_ctrl_c_says_so_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulation.simulate", stop)
    result = call("run", "--output", tmp_path / "run")
    assert result.exit_code == 130
    assert "stopped" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_the_codebook_holds_every_quantity(form: str, tmp_path: Path) -> None:
    printed = call("codebook", "--format", form)
    path = tmp_path / ("codebook.csv" if form == "csv" else "codebook.md")
    assert call("codebook", "--format", form, "--output", path).exit_code == 0
    assert path.read_text(encoding="utf-8-sig") == printed.stdout
    for quantity in all_quantities():
        assert quantity.zh in printed.stdout
        assert quantity.source in printed.stdout


@pytest.mark.parametrize(("lang", "word"), [("zh", "断链概率"), ("en", "probability that a handover breaks")])
def test_the_codebook_on_the_terminal(lang: str, word: str) -> None:
    shown = " ".join(call("codebook", "--lang", lang).stdout.split())
    assert word.split()[0] in shown


def test_another_process_writes_the_same_bytes(table: Path, runs: Runs, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom simulation import *\nfrom workbench import outputs\n"
        "from workbench.inputs import read_organisation, read_scenario\n"
        "names = ('today', 'full-package', 'formalism')\n"
        "runs = simulate(read_organisation(Path(sys.argv[1])), [read_scenario(name) for name in names],\n"
        "    replications=3, seed=1, threads=1)\n"
        "outputs.write_tables(runs, compare(runs, 'today', resamples=100), Path(sys.argv[2]))\n"
        "outputs.write_record(runs, None, Path(sys.argv[2]) / 'run.json')\n"
    )
    from simulation import compare
    from workbench.outputs import write_record, write_tables

    subprocess.run([sys.executable, "-c", program, str(table), str(tmp_path / "there")], check=True, cwd=ROOT)
    write_tables(runs, compare(runs, "today", resamples=100), tmp_path / "here")
    write_record(runs, None, tmp_path / "here" / "run.json")
    for path in (tmp_path / "here").iterdir():
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["compare", "today", "today"], 1, "these scenarios have one name, 'today': today, today."),
        (["run", "--weeks", "0"], 2, "'--weeks'"),
        (["run", "--weeks", "nan"], 2, "'--weeks'"),
        (["run", "--weeks", "1041"], 2, "1040"),
        (["run", "--seed", "-1"], 2, "'--seed'"),
        (["compare", "today", "campaign", "--seed", str(2**64)], 2, "2**64 - 1"),
    ],
)
def test_what_is_typed_wrong_is_refused_before_the_organisation_is_read(
    arguments: list[str], exit_code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the organisation was read")

    monkeypatch.setattr("workbench.cli.organisation_of", read)
    result = call(*arguments)
    assert (result.exit_code, words in result.output) == (exit_code, True), result.output


def test_the_longest_horizon_is_the_simulation_s_own() -> None:
    from simulation.ensemble import MAXIMUM_WEEKS
    from workbench.terminal import MOST_WEEKS

    assert MOST_WEEKS == MAXIMUM_WEEKS


def test_a_folder_is_no_table_and_no_place_for_a_codebook(tmp_path: Path) -> None:
    for arguments in (["check", tmp_path], ["codebook", "--output", tmp_path]):
        result = call(*arguments)
        assert (result.exit_code, "这是文件夹" in result.output) == (1, True), result.output


def test_the_codebook_makes_the_folder_it_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "folder" / "codebook.csv"
    assert call("codebook", "--output", path).exit_code == 0
    assert [file.name for file in path.parent.iterdir()] == ["codebook.csv"]
