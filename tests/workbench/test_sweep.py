"""The sweep figure says where the best lies, and only what the numbers say."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from models import Organisation
from simulation import Runs, Scenario, simulate
from simulation.calendar import Calendar, Checkpoint
from workbench.figures.sweep import best_place, series, sweep, sweep_finding

TREE = Organisation.tree([3, 4])
SERIES = [
    Scenario.today()
    .with_calendar(Calendar(checkpoints={"meeting": Checkpoint(period=1, first=1, hours=hours)}))
    .named(f"hours-{hours}", f"{hours} 小时", f"{hours} hours")
    for hours in (0, 1, 12)
]


def run(scenarios: list[Scenario], replications: int = 3) -> Runs:
    return simulate(TREE, scenarios, replications=replications, seed=1)


def table(means: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"mean": means, "low": means, "high": means})


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(match=lambda item: hasattr(item, "get_text")))


def test_a_point_is_the_mean_over_replications() -> None:
    runs = run(SERIES)
    expected = runs.data["overall"].sel(indicator="reach").mean("replication").to_numpy()
    np.testing.assert_allclose(series(runs, "reach")["mean"], expected)


def test_best_is_most_of_what_is_good_and_least_of_what_is_bad() -> None:
    means = table([0.2, 0.9, 0.1])
    assert best_place(means, "substance") == 1
    assert best_place(means, "delay") == 2


def test_the_title_calls_a_best_inside_only_if_every_line_has_one() -> None:
    names = ["none", "some", "many"]
    inside, edge = table([0.2, 0.6, 0.1]), table([0.2, 0.6, 0.9])
    both = sweep_finding({"calm": inside, "busy": inside}, names, "substance", "en")
    assert both.endswith("less and more are both worse")
    assert "“some” with calm (60.0%)" in both
    one = sweep_finding({"calm": inside, "busy": edge}, names, "substance", "en")
    assert "both worse" not in one
    assert "“many” with busy (90.0%)" in one


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("replications", [1, 3])
def test_it_names_lines_scenarios_and_axis(lang: str, replications: int) -> None:
    figure = sweep({"繁忙 busy": run(SERIES, replications)}, "substance", lang, axis="会议 meetings")
    for text in ("繁忙 busy", "会议 meetings", SERIES[1].title(lang)):
        assert text in words(figure)


def test_different_series_and_unknown_names_are_refused() -> None:
    runs = run(SERIES, 1)
    with pytest.raises(ValueError, match="hours-12"):
        sweep({"one": runs, "other": run(SERIES[:2], 1)})
    with pytest.raises(ValueError, match="'substance'"):
        sweep({"one": runs}, "substanse")
    with pytest.raises(ValueError, match="at least one"):
        sweep({})
