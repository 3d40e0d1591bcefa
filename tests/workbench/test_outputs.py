"""The folder of a run: whole or not at all, the same bytes each time, and a report that loads nothing from outside."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import Organisation
from models.parameters import parameter_quantities
from models.quantities import ASSUMPTION
from simulation import Runs, Scenario, read_record, reproduce, simulate
from workbench import outputs
from workbench.outputs import FolderError, write_outputs
from workbench.report import comparison_parts, make_report
from workbench.summaries import titles

FORMULA = '=HYPERLINK("x")'


@pytest.fixture(scope="module")
def folder(runs: Runs, comparison: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs") / "run"
    write_outputs(runs, comparison, folder, "zh", command="chuandao compare today full-package")
    return folder


@pytest.fixture(scope="module")
def small() -> Runs:
    organisation = Organisation.from_frame(
        pd.DataFrame(
            {
                "unit": ["1", "2", "3"],
                "superior": [None, "1", "1"],
                "level": ["a", "b", "b"],
                "name": ["<b>x</b>", FORMULA, "@y"],
            }
        )
    )
    return simulate(organisation, Scenario.today(), replications=2, seed=0)


class Page(HTMLParser):
    """What a page shows, and every address it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.pictures: list[str] = []
        self.shown = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if tag == "img":
            self.pictures.append(str(named.get("alt")))
        self.addresses += [
            str(value) for name, value in attrs if name in ("src", "href", "action", "data", "srcset")
        ]

    def handle_data(self, data: str) -> None:
        self.shown += data


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_is_there(folder: Path) -> None:
    written = set(files(folder))
    assert {"report.html", "run.json"} <= written
    for kind in ("comparison", "attenuation", "losses-today", "delays", "organisation-map", "journey-today"):
        assert {
            suffix for suffix in ("png", "svg") if any(name.endswith(f"{kind}.{suffix}") for name in written)
        } == {
            "png",
            "svg",
        }
    tables = {name.split("/")[1].rsplit(".")[0] for name in written if name.startswith("tables/")}
    assert tables == {
        *("outcomes_by_level", "outcomes_overall", "levels", "hours_by_level"),
        *("losses", "delays", "critical_lines", "comparison"),
    }


def test_the_report_loads_nothing_from_outside(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert all(address.startswith(("data:image/png;base64,", "#")) for address in page.addresses)
    elsewhere = re.sub(r"(url\(data:font/ttf;)?base64,[A-Za-z0-9+/=]+", "", text)
    assert not re.search(r"https?:|//[a-z]|url\(|@import", elsewhere)


def test_links_within_the_report_lead_somewhere(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    targets = set(re.findall(r'id="([a-z]+)"', text))
    assert {address[1:] for address in Page(text).addresses if address.startswith("#")} == targets - {
        "findings"
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_tells_all(lang: str, runs: Runs, comparison: pd.DataFrame) -> None:
    page = Page(make_report(runs, comparison, [], lang, command="chuandao compare"))  # type: ignore[arg-type]
    shown = page.shown
    for scenario in runs.scenarios:
        assert scenario.title(lang) in shown
    for quantity in parameter_quantities():
        assert quantity.label(lang) in shown
        assert quantity.source == ASSUMPTION or quantity.source in shown
    assert runs.organisation.digest() in shown
    assert "chuandao compare" in shown
    assert "replay" in shown
    for row in comparison_parts(comparison, titles(runs, lang), "today", lang)[0]["rows"]:
        for cell in row.values():
            assert cell in shown or cell in ("better", "worse", "changed", "undecided")


def test_an_english_report_is_english(runs: Runs, comparison: pd.DataFrame) -> None:
    shown = Page(make_report(runs, comparison, [], "en")).shown
    assert not re.search("[一-鿿]", shown)


def test_every_figure_has_its_message_in_words(folder: Path) -> None:
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert len(page.pictures) == len(list((folder / "figures").glob("*.png"))) == 9
    assert all(re.search("[一-鿿]", message) for message in page.pictures)


def test_names_from_outside_are_text_and_not_markup(small: Runs) -> None:
    scenario = Scenario.today().named("x", "<script>alert(1)</script>", "<script>")
    runs = simulate(small.organisation, scenario, replications=1, seed=0)
    text = make_report(runs, None, [])
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_what_is_worse_is_told(runs: Runs, comparison: pd.DataFrame) -> None:
    parts = comparison_parts(comparison, titles(runs, "zh"), "today", "zh")
    formalism = next(part for part in parts if part["name"] == "形式主义")
    assert any(line.startswith("会议检查工时: +") for line in formalism["worse"])


def test_the_same_run_leaves_the_same_bytes(
    folder: Path, runs: Runs, comparison: pd.DataFrame, tmp_path: Path
) -> None:
    write_outputs(runs, comparison, tmp_path / "again", "zh", command="chuandao compare today full-package")
    assert files(tmp_path / "again") == files(folder)


def test_csv_and_parquet_hold_the_same(folder: Path) -> None:
    for path in (folder / "tables").glob("*.csv"):
        text = pd.read_csv(
            path, encoding="utf-8-sig", dtype={"unit": str, "source": str}, keep_default_na=True
        )
        exact = pd.read_parquet(path.with_suffix(".parquet"))
        assert list(text) == list(exact)
        for name in exact:
            if pd.api.types.is_numeric_dtype(exact[name]):
                np.testing.assert_array_equal(
                    text[name].to_numpy(dtype=float), exact[name].to_numpy(dtype=float, na_value=np.nan)
                )
            else:
                assert (text[name].fillna("").astype(str) == exact[name].fillna("").astype(str)).all()


def test_the_record_suffices_to_run_again(folder: Path, runs: Runs) -> None:
    record = read_record(folder)
    assert record["comparison"] == {"baseline": "today"}
    np.testing.assert_array_equal(reproduce(record).data["overall"], runs.data["overall"])


def test_cells_that_look_like_formulas_are_escaped_in_text_alone(small: Runs, tmp_path: Path) -> None:
    outputs.write_tables(small, None, tmp_path / "tables")
    text = (tmp_path / "tables" / "critical_lines.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'@y" in text
    exact = pd.read_parquet(tmp_path / "tables" / "critical_lines.parquet")
    assert set(exact["name"]) == {FORMULA, "@y"}


def test_nothing_half_written_is_left(small: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outputs, "write_figures", lambda *_: [])
    write_outputs(small, None, tmp_path / "run")
    before = files(tmp_path / "run")
    monkeypatch.setattr(outputs, "write_record", stop)
    for name in ("run", "new"):
        with pytest.raises(KeyboardInterrupt):
            write_outputs(small, None, tmp_path / name)
    assert files(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_earlier_run_is_replaced_whole(
    small: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "write_figures", lambda *_: [])
    write_outputs(small, None, tmp_path / "run")
    (tmp_path / "run" / "tables" / "old.csv").touch()
    write_outputs(small, None, tmp_path / "run", "en")
    assert not (tmp_path / "run" / "tables" / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["seed"] == 0


def test_files_of_others_are_never_overwritten(small: Runs, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for target in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(FolderError):
            write_outputs(small, None, target)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_scenarios_are_drawn_beside_each_other_in_readable_numbers(comparison: pd.DataFrame) -> None:
    many = pd.concat([comparison.assign(scenario=comparison["scenario"] + str(k)) for k in range(3)])
    parts = outputs.side_by_side(many)
    assert [part["scenario"].nunique() for part in parts] == [3, 3]
    assert outputs.side_by_side(None) == []
