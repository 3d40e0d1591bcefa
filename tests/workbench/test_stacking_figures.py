"""The stacking matrix and the package over ranges, drawn from tables whose content is known."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from laid_out import assert_readable

from simulation.hypercube import INDICATORS
from simulation.losing_regions import shares
from simulation.stacking import Stacking, effects
from workbench.figures.ranges import package_ranges
from workbench.figures.stacking import edges, stacking_matrix
from workbench.ranges_words import WORDS, ranges_finding
from workbench.stacking_words import stacking_finding

NAMES = ["ledger", "guidance", "integration", "training"]
RESULTS = Path(__file__).parents[2] / "data" / "results"


@pytest.fixture(scope="module")
def found():
    """One complement of three points and one substitute of one, all others nil."""
    luck = np.linspace(0, 0.01, 6)
    none = 0.2 + luck
    alone = none + np.array([0.01, -0.02, 0.03, 0.0])[:, None]
    together = np.array([alone[a] + alone[b] - none for a, b in combinations(range(4), 2)])
    together[0] += 0.03  # ledger with guidance
    together[5] -= 0.01  # integration with training
    single, pairs = effects(NAMES, none, alone, together)
    return Stacking(single.assign(indicator="gain"), pairs.assign(indicator="gain"))


def test_the_title_counts_and_names_the_strongest(found):
    assert stacking_finding(found.pairs, "gain", "zh") == (
        "群众获得感：6 对措施中，1 对确能相互促进，1 对相互抵消；促进最强的是“台账管理”与“走访指导”（+3.0 个百分点）；"
        "抵消最强的是“党建业务融合工程”与“能力提升计划”（−1.0 个百分点）。"
    )


def test_where_less_is_better_signs_help_the_other_way_round(found):
    text = stacking_finding(found.pairs.assign(indicator="strain"), "strain", "en")
    assert 'strongest help: "integration" with "training" (−1.0 points)' in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_confident_pairs_are_marked_twice_and_no_others(found, lang):
    matrix = stacking_matrix(found, lang=lang).axes[0]
    marks = {(text.get_position(), text.get_text()) for text in matrix.texts}
    assert marks == {((0, 1), "+"), ((1, 0), "+"), ((2, 3), "−"), ((3, 2), "−")}
    # Between the pillars: two of the first, one of the second, one of the third.
    assert edges(found.single.reset_index(drop=True)) == [-0.5, 1.5, 2.5, 3.5]


def test_each_measure_alone_is_drawn_at_its_effect(found):
    bars = stacking_matrix(found).axes[1]
    heights = [line.get_xdata()[0] for line in bars.lines if line.get_marker() == "o"]
    assert heights == pytest.approx([1.0, -2.0, 3.0, 0.0], abs=1e-9)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("indicator", ["gain", "strain"])
def test_what_a_measure_does_alone_stands_beside_its_row(found, indicator, lang):
    renamed = Stacking(found.single.assign(indicator=indicator), found.pairs.assign(indicator=indicator))
    figure = stacking_matrix(renamed, indicator, lang)
    figure.canvas.draw()
    matrix, bars = (axes.get_window_extent() for axes in figure.axes[:2])
    assert (bars.y0, bars.y1) == pytest.approx((matrix.y0, matrix.y1), abs=0.5)
    assert matrix.width == pytest.approx(matrix.height, rel=0.25)  # cells are squares or nearly


@pytest.mark.parametrize("spread", ["near", "declared", "region"])
def test_the_shipped_results_hold_what_they_say(spread):
    table = pd.read_parquet(RESULTS / f"package-{spread}.parquet")
    assert len(table) >= (200 if spread == "region" else 500)
    counted = shares(table).query("indicator == 'gain'").set_index("verdict")
    assert counted["points"].sum() == (table["status"] == "compared").sum()
    readme = (RESULTS / "README.md").read_text(encoding="utf-8")
    line = next(row for row in readme.splitlines() if row.startswith(f"| `{spread}` |"))
    for verdict in ("up", "down", "undecided"):
        share, low, high = 100 * counted.loc[verdict, ["share", "low", "high"]]
        assert f"{share:.1f}% [{low:.1f}, {high:.1f}]" in line


def test_the_region_where_the_package_loses_is_borne_out_by_fresh_points():
    near, region = (pd.read_parquet(RESULTS / f"package-{name}.parquet") for name in ("near", "region"))
    for name, low, high in (
        ("amplification", 0.25, 0.43),
        ("process_weight", 0.75, 1.1),
        ("stakes", 1.2, 2.0),
    ):
        assert region[name].between(low - 1e-6, high + 1e-6).all()
    lost = [
        shares(table).query("indicator == 'gain' and verdict == 'down'").iloc[0] for table in (near, region)
    ]
    assert lost[1]["low"] > lost[0]["high"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_package_over_ranges_is_drawn(lang):
    table = pd.read_parquet(RESULTS / "package-near.parquet")
    figure = package_ranges(table, lang)
    bars = figure.axes[0].patches
    assert sum(bar.get_width() for bar in bars) == pytest.approx(100.0 * len(INDICATORS))
    # 480 of 490 points.
    assert "98.0%" in ranges_finding(shares(table), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("losing", [1, 10, 60])
def test_the_words_of_the_package_over_ranges_stand_on_the_page(losing, lang):
    """With so many losing points; where one alone loses, no parameter can tell where."""
    table = pd.read_parquet(RESULTS / "package-near.parquet").query("status == 'compared'")
    order = table.sort_values("gain_difference").index
    table = table.assign(gain_low=1.0, gain_high=2.0)
    table.loc[order[:losing], ["gain_low", "gain_high"]] = -2.0, -1.0
    figure = package_ranges(table, lang)
    assert_readable(figure)
    title = figure.axes[2].get_title(loc="left").replace("\n", " ")
    assert (title == WORDS["telling"](lang)) == (losing > 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_the_stacking_matrix_stand_on_the_page(found, lang):
    for indicator in INDICATORS:
        renamed = Stacking(found.single.assign(indicator=indicator), found.pairs.assign(indicator=indicator))
        assert_readable(stacking_matrix(renamed, indicator, lang))
