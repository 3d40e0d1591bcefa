"""Every figure is really drawn, in both languages: nothing cut off, no glyph missing (a warning, hence an error)."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from laid_out import assert_readable
from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text

from models import Organisation
from models.responsibility import critical_lines
from simulation import Runs, Scenario, simulate
from workbench import figures
from workbench.figures import look
from workbench.figures.losses import draw_bars
from workbench.figures.organisation_map import positions
from workbench.findings import loss_parts, loss_rounded
from workbench.journeys import journey_of, sample_journey
from workbench.summaries import critical_table, titles

LANGUAGES = ("zh", "en")
Draw = Callable[[Runs, pd.DataFrame, str], Figure]


def draw_journey(runs: Runs, lang: str) -> Figure:
    journey = sample_journey(runs, "today", runs.organisation)
    assert journey is not None
    return figures.journey_chart(journey, runs.organisation, lang, scenario=titles(runs, lang)["today"])


FIGURES: dict[str, Draw] = {
    "attenuation": lambda runs, _, lang: figures.attenuation(runs, lang),
    "losses": lambda runs, _, lang: figures.loss_waterfall(runs, "full-package", lang),
    "comparison": lambda runs, table, lang: figures.comparison(table, titles(runs, lang), "today", lang),
    "delays": lambda runs, _, lang: figures.delays(runs, lang),
    "map": lambda runs, _, lang: figures.organisation_map(
        runs.organisation, critical_table(runs, "today"), lang
    ),
    "journey": lambda runs, _, lang: draw_journey(runs, lang),
}


def pixels(figure: Figure) -> np.ndarray:
    buffer = BytesIO()
    with look.drawing():
        figure.savefig(buffer, format="png", dpi=100)
    return imread(BytesIO(buffer.getvalue()))


def words_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def is_chinese(words: str) -> bool:
    return any("一" <= character <= "鿿" for character in words)


@pytest.fixture(scope="module")
def drawn(runs: Runs, comparison: pd.DataFrame) -> Callable[[str, str], Figure]:
    return cache(lambda name, lang: FIGURES[name](runs, comparison, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_whole(name: str, lang: str, drawn: Callable[[str, str], Figure]) -> None:
    figure = drawn(name, lang)
    assert (pixels(figure)[..., :3] < 0.95).any(axis=2).mean() > 0.01
    assert_readable(figure)


@pytest.mark.parametrize("name", FIGURES)
def test_titles_state_a_finding_in_the_language_asked_for(
    name: str, runs: Runs, drawn: Callable[[str, str], Figure]
) -> None:
    chinese, english = (drawn(name, lang).get_suptitle() for lang in LANGUAGES)
    assert is_chinese(chinese)
    assert any(character.isdigit() for character in chinese)
    assert runs.organisation.names is not None
    places = set("".join(runs.organisation.names.to_pylist()))
    assert not is_chinese("".join(character for character in english if character not in places))


@pytest.mark.parametrize("name", FIGURES)
def test_an_unknown_language_is_refused(name: str, runs: Runs, comparison: pd.DataFrame) -> None:
    with pytest.raises((ValueError, KeyError)):
        FIGURES[name](runs, comparison, "fr")


def test_nothing_outside_is_changed(runs: Runs, comparison: pd.DataFrame) -> None:
    before = {key: mpl.rcParams[key] for key in mpl.rcParams if key != "backend"}
    for name in ("delays", "journey"):
        FIGURES[name](runs, comparison, "zh")
    assert {key: mpl.rcParams[key] for key in mpl.rcParams if key != "backend"} == before
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_same_figure_gives_the_same_bytes(suffix: str, runs: Runs, tmp_path: Path) -> None:
    for name in ("first", "second"):
        figures.save(figures.attenuation(runs), tmp_path / f"{name}.{suffix}")
    first, second = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("first", "second"))
    assert first == second


def test_an_svg_asks_nobody_for_anything(runs: Runs, tmp_path: Path) -> None:
    figures.save(figures.delays(runs), tmp_path / "delays.svg")
    content = (tmp_path / "delays.svg").read_text(encoding="utf-8")
    addresses = {part.split('"')[0] for part in content.split("http")[1:]}
    assert addresses <= {
        "://www.w3.org/1999/xlink",
        "://www.w3.org/2000/svg",
        "://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd",
    }


@pytest.mark.parametrize("scenario", ["today", "full-package", "formalism"])
def test_the_waterfall_adds_up_to_what_was_delivered(scenario: str, runs: Runs) -> None:
    parts = loss_parts(runs, scenario)
    delivered = float(runs.data["overall"].sel(scenario=scenario, indicator="substance").mean())
    assert 1 + parts.to_numpy().sum() == pytest.approx(delivered, abs=1e-12)
    shown = loss_rounded(parts)
    assert round(100 + shown.to_numpy().sum(), 6) == round(100 * delivered, 1)
    assert (shown - 100 * parts).abs().to_numpy().max() < 0.1 + 1e-9


def test_the_bars_of_the_waterfall_are_its_parts(runs: Runs) -> None:
    parts = loss_parts(runs, "full-package")
    axes = Figure().subplots()
    draw_bars(axes, parts, "zh")
    heights = [bar.get_height() for bar in axes.patches]
    issued, delivered = heights[0], heights[-1]
    assert issued == 1
    assert delivered == pytest.approx(1 + sum(heights[1:-1]), abs=1e-12)
    assert min(bar.get_y() + min(bar.get_height(), 0) for bar in axes.patches) >= -1e-12


def test_every_number_of_the_waterfall_is_written(runs: Runs) -> None:
    shown = loss_rounded(loss_parts(runs, "today"))
    written = words_of(figures.loss_waterfall(runs, "today"))
    for value in shown.to_numpy().ravel():
        if value:
            assert f"{value:+.1f}".replace("-", "−") in written


def test_better_and_worse_differ_in_more_than_colour() -> None:
    from workbench.figures.differences import MARKS

    assert len({marker for marker, _, _ in MARKS.values()}) == len(MARKS)
    assert len({colour for _, colour, _ in MARKS.values()}) == len(MARKS)


def test_scenarios_differ_in_more_than_colour() -> None:
    styles = [look.style_of(place) for place in range(14)]
    assert len({(style.marker, style.dashes) for style in styles}) == 14
    assert sum(style.colour == look.BLACK for style in styles) == 1


def test_units_of_the_map_stand_in_the_middle_of_those_below() -> None:
    organisation = Organisation.tree([2, 3])
    across, up = positions(organisation)
    assert across.tolist() == [0, 1, 1, 2, 2, 2, 2, 2, 2]
    last = up[3:]
    np.testing.assert_allclose(last, 1 - (np.arange(6) + 0.5) / 6)
    np.testing.assert_allclose(up[1:3], [last[:3].mean(), last[3:].mean()])
    assert up[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("spans", "changes", "replications"),
    [
        ([], {}, 2),
        ([3, 3], {"directives_per_year": 0}, 2),
        ([3, 3], {"break_probability": 1.0}, 1),
        ([1] * 59, {}, 1),
    ],
    ids=["one unit", "no directive", "certain break", "sixty levels"],
)
def test_extremes_are_drawn(spans: list[int], changes: dict[str, float], replications: int) -> None:
    organisation = Organisation.tree(spans)
    scenario = Scenario.today().with_parameters(**changes)
    runs = simulate(organisation, scenario, replications=replications, seed=0)
    lines = critical_lines(organisation, scenario.parameters.transmission.break_probability)
    for figure in (
        figures.attenuation(runs, "en"),
        figures.loss_waterfall(runs, lang="en"),
        figures.delays(runs, "en"),
        figures.organisation_map(organisation, lines, "en"),
    ):
        assert figure.get_suptitle()
        assert "nan" not in " ".join(words_of(figure))
        pixels(figure)


def test_a_journey_that_never_arrives_is_drawn() -> None:
    organisation = Organisation.tree([2, 2])
    lost = Scenario.today().with_parameters(break_probability=1.0)
    never = lost.with_calendar(lost.calendar.changed(checkpoints={}))
    runs = simulate(organisation, never, replications=1, seed=1, ledger=True)
    assert runs.ledger is not None
    journey = journey_of(runs.ledger, organisation, 0, "1-1-1")
    figure = figures.journey_chart(journey, organisation, "zh")
    assert "没有在1-1-1办结：到1-1时断链，至期末未被发现" in figure.get_suptitle().replace("\n", "")
    pixels(figure)


def test_a_large_star_is_drawn_in_part() -> None:
    organisation = Organisation.tree([20_000])
    figure = figures.organisation_map(organisation, critical_lines(organisation, 0.1), "en")
    assert "further units are not drawn" in figure.get_supxlabel()
    buffer = BytesIO()
    figure.savefig(buffer, format="svg")
    assert len(buffer.getvalue()) < 3_000_000
