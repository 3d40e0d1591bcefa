"""Measure sheets: every measure has a page in both languages that says what its declaration says and loads nothing."""

import html
import re

import numpy as np
import pandas as pd
import pytest
from laid_out import assert_readable
from PIL import Image
from typer.testing import CliRunner

from models import Organisation
from simulation import Scenario
from simulation.dose_response import Turn, dose_response
from simulation.measures import MEASURES
from simulation.outcomes import find_outcome
from workbench import ranges_words, sheet_words, stacking_words
from workbench.cli import app
from workbench.figures.dose_response import dose_response_chart, signed_tick
from workbench.measure_sheet import Asked, facts, in_full, losing_row, make_sheet, setting_rows, settings_of
from workbench.sheet_words import LOSING, turn_sentence
from workbench.text import UNITS, Label

TREE = Organisation.tree([2, 3])
BASE = Scenario.today()
ASKED = Asked(organisation=TREE, base=BASE, replications=3, seed=1, weeks=26)


@pytest.fixture(scope="module")
def guidance():
    return dose_response(TREE, "guidance", intensities=(0, 0.5, 1), replications=3, weeks=26)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_page_that_says_what_is_declared(guidance, name, lang):
    """The texts and settings of each measure; the numbers are borrowed, so that 26 need not be simulated."""
    kind, place = MEASURES[name], 0 if lang == "zh" else 1
    table, losing = (rows.assign(measure=name) for rows in (guidance.table, guidance.losing))
    page = html.unescape(make_sheet(type(guidance)(name, table, losing, guidance.turn), ASKED, b"", lang))
    for text in (kind.zh, kind.mechanism[place], kind.cost[place], kind.side_effect[place]):
        assert text in page
    assert find_outcome(kind.aim[0]).label(lang) in page
    for quantity in settings_of(name):
        assert quantity.label(lang) in page
        assert quantity.unit in UNITS
    assert not re.search(r"(src|href)=\"(?!data:)", page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_names_of_the_panels_stand_apart(guidance, lang):
    assert_readable(dose_response_chart(guidance, lang))


@pytest.mark.parametrize("name", MEASURES)
def test_the_settings_that_lose_are_shown_beside_their_defaults(name):
    rows = setting_rows(name, "zh")
    shown = [row["loses"] for row in rows if row["loses"]]
    leaves = pd.json_normalize(dict(MEASURES[name].loses)).to_numpy().ravel()
    assert sorted(map(float, shown)) == pytest.approx(sorted(float(value) for value in leaves), rel=1e-3)
    assert all(row["source"] == "假设" for row in rows)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.2, -0.1, "worse"), (-0.1, 0.1, "undecided"), (0.1, 0.2, "better")]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_says_of_the_settings_that_lose_what_was_found(guidance, lang, low, high, verdict):
    losing = guidance.losing.copy()
    gain = losing["indicator"] == "gain"
    losing.loc[gain, ["difference_low", "difference_high"]] = low, high
    found = type(guidance)("guidance", guidance.table, losing, guidance.turn)
    page = html.unescape(make_sheet(found, ASKED, b"", lang))
    said = [name for name, label in LOSING.items() if label(lang) in page]
    assert said == [verdict]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_lies_between_0_and_1_is_written_in_percent_and_its_changes_in_points(guidance, lang):
    """One way on one page: in the finding, on the curves, in the table of what loses."""
    gain = losing_row(guidance.losing, "gain", lang)
    strain = losing_row(guidance.losing, "strain", lang)
    for row in (gain, strain):
        assert row["with_it"].endswith("%")
        assert row["without"].endswith("%")
        assert row["difference"].endswith({"zh": "个百分点", "en": "points"}[lang])
    mean = guidance.losing.set_index("indicator").loc["gain", "mean"]
    assert gain["with_it"] == f"{100 * mean:.1f}%"
    last = guidance.table[guidance.table["indicator"] == "gain"].iloc[-1]
    points = f"{100 * last['difference']:+.1f}".replace("-", "−")
    assert points in in_full(guidance.table, lang)


def test_the_parts_of_the_five_ones_are_told_apart():
    labels = [row["label"] for row in setting_rows("five_ones", "zh")]
    assert "周调度 · 每次占用工时" in labels
    assert len(labels) == len(set(labels))


def test_what_it_acts_on_is_said_with_its_direction():
    assert ("直接作用于", "断链丢失率 ↓ 降低") in facts("ledger", "zh")
    assert ("The cost shows in", "hours on traces ↑ raises it") in facts("ledger", "en")


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (
            Turn(0.5, 0.5, 1.0, 0.5, (0.5, 1.0), ()),
            "力度 0.5 时群众获得感最高，比不采取多 2.0 个百分点 [1.0, 3.0]",
        ),
        (
            Turn(0.5, 0.5, 1.0, 0.5, (0.5, 1.0), ()),
            "力度超过 0.5 后再加力，群众获得感下降；最佳力度可能在 0.5 至 1 之间。",
        ),
        (Turn(1.0, 1.0, 1.0, None, (0.5, 1.0), ()), "所试力度内未见加力后下降。"),
        (Turn(0.0, 0.0, 0.0, 0.0, (), (0.5, 1.0)), "力度 0.5、1 时群众获得感反而低于不采取。"),
        (Turn(0.5, 0.0, 1.0, None, (), ()), "各种力度下群众获得感与不采取相比都不能断定有差别。"),
    ],
)
def test_where_it_stops_paying_is_one_sentence(turn, said):
    rows = {"indicator": "gain", "intensity": [0.0, 0.5, 1.0], "difference": [0, 0.02, 0.02]}
    table = pd.DataFrame({**rows, "difference_low": [0, 0.01, 0.01], "difference_high": [0, 0.03, 0.03]})
    assert said in turn_sentence(turn, table, "zh")


@pytest.mark.parametrize("words", [sheet_words, stacking_words, ranges_words])
def test_both_languages_are_there_and_fill_in_the_same(words):
    labels = {
        **words.WORDS,
        **getattr(words, "LOSING", {}),
        **{name: value for name, value in vars(words).items() if isinstance(value, Label)},
    }
    for name, label in labels.items():
        assert any("一" <= character <= "鿿" for character in label.zh) or label.zh == label.en, name
        assert not any("一" <= character <= "鿿" for character in label.en), name
        assert set(re.findall(r"{(\w+)}", label.zh)) == set(re.findall(r"{(\w+)}", label.en)), name


def test_ticks_are_not_rounded_to_others():
    assert [signed_tick(value) for value in (0.0, 0.025, -0.125, 10.0)] == [
        "0",
        "+0.025",
        "\N{MINUS SIGN}0.125",
        "+10",
    ]


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("organisation") / "tree.csv"
    TREE.to_frame().to_csv(path, index=False)
    return path


def drawn(path):
    """Whether a picture shows anything."""
    return np.asarray(Image.open(path).convert("L")).std() > 5


def test_the_command_writes_page_figure_and_table(table, tmp_path):
    run("sheet", "training", "-o", table, "-n", 2, "--weeks", 13, "--output", tmp_path, "--lang", "en")
    assert {path.name for path in tmp_path.iterdir()} == {
        f"training.{end}" for end in ("csv", "html", "png", "svg")
    }
    assert drawn(tmp_path / "training.png")
    assert (pd.read_csv(tmp_path / "training.csv").query("intensity == 0")["difference"] == 0.0).all()


def test_the_command_compares_over_ranges(table, tmp_path):
    within = ("--within", "stakes=1.5:2")
    run("ranges", "-o", table, "--points", 8, "-n", 2, "--weeks", 13, *within, "--output", tmp_path)
    found = pd.read_parquet(tmp_path / "package-near.parquet")
    assert len(found) == 8
    assert found["stakes"].between(1.5, 2.0).all()
    assert drawn(tmp_path / "package-near.png")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sheet", "trainin"), "did you mean 'training'"),
        (("sheet", "training", "--level", "village"), "unknown level: 'village'"),
        (("stack", "--indicator", "gains"), "did you mean 'gain'"),
        (("ranges", "--within", "stakes=high"), "NAME=LOW:HIGH"),
        (("ranges", "--spread", "nearly"), "did you mean 'near'"),
    ],
)
def test_wrong_wishes_are_refused_with_a_word(table, tmp_path, words, message):
    result = CliRunner().invoke(app, [*words, "-o", str(table), "--output", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert message in result.output
    assert not (tmp_path / "out").exists()
