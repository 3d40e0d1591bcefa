"""Frames of the map: their last week is what the runs report; breaks are counted by hand."""

import numpy as np
import pandas as pd
import pytest

from models import Organisation
from simulation import Scenario, simulate
from simulation.record import BROKEN, DIRECTIVE, FOUND, RECEIVED
from workbench.app.frames import QUANTITIES, frames_of
from workbench.app.tally import Events, Tally
from workbench.app.year import Year, year_of


@pytest.fixture(scope="module", params=["today", "full-package"])
def scenario(request: pytest.FixtureRequest, scenarios: list[Scenario]) -> Scenario:
    return next(scenario for scenario in scenarios if scenario.name == request.param)


@pytest.fixture(scope="module")
def year(laibin: Organisation, scenario: Scenario) -> Year:
    return year_of(laibin, scenario, seed=1)


def test_the_last_week_is_what_the_run_reports(year: Year, laibin: Organisation, scenario: Scenario) -> None:
    runs = simulate(laibin, scenario, replications=1, seed=1)
    reported = runs.data["overall"].sel(scenario=scenario.name, replication=0)
    last = {name: values[-1] for name, values in frames_of(year).items()}
    weight = np.where(laibin.terminal, laibin.headcount, 0.0)
    weight /= weight.sum()
    path = np.where(laibin.terminal, laibin.path_weight(), 0.0)
    assert last["substance"] @ path / path.sum() == pytest.approx(float(reported.sel(indicator="substance")))
    for name in ("strain", "gain"):
        assert last[name] @ weight == pytest.approx(float(reported.sel(indicator=name)))


def test_superiors_show_the_mean_of_the_last_units_below(year: Year, laibin: Organisation) -> None:
    gain = frames_of(year)["gain"][-1]
    assert gain[0] == pytest.approx(
        np.average(gain[laibin.terminal], weights=laibin.headcount[laibin.terminal])
    )


def test_substance_is_what_the_ledger_says_in_every_week(year: Year, laibin: Organisation) -> None:
    unit = laibin.n_units - 3
    ledger = year.ledger(np.array([0, unit]))
    here = ledger[ledger["unit"] == laibin.ids[unit].as_py()]
    for week in (0, 10, 30, 51):
        issued = ((ledger["event"] == "issued") & (ledger["time"] < week + 1)).sum()
        done = here[(here["event"] == "done") & (here["matter"] == "directive") & (here["time"] < week + 1)]
        assert frames_of(year)["substance"][week, unit] == pytest.approx(done["amount"].sum() / issued)


def test_the_ledger_of_units_is_that_of_the_whole(
    year: Year, laibin: Organisation, scenario: Scenario
) -> None:
    whole = simulate(laibin, scenario, replications=1, seed=1, ledger=True).ledger
    assert whole is not None
    whole = whole.drop(columns=["scenario", "replication"])
    units = [2, 9, laibin.n_units - 1]
    found = year.ledger(units)
    assert {laibin.ids[unit].as_py() for unit in units} <= set(found["unit"])
    expected = whole[whole["unit"].isin(found["unit"].unique())]
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))


def test_events_of_a_unit_with_a_named_owner_are_those_of_the_whole() -> None:
    whole = Organisation.tree([3, 4, 5]).with_lines("grid", [("1-2", "1-1-3-4"), ("1", "1-3-2")])
    scenario = Scenario.today().with_measures(grid_areas=1.0, four_personals=1.0, ledger=0.5)
    ledger = simulate(whole, scenario, replications=1, seed=4, ledger=True).ledger
    assert ledger is not None
    year = year_of(whole, scenario, seed=4)
    for unit in ("1-1-3-4", "1-3-2", "1-2-1-1", "1"):
        here = ledger[ledger["unit"] == unit]
        events = year.of_unit(whole.position(unit))
        assert events.time.tolist() == here["time"].tolist()
        assert sorted(events.amount) == sorted(here["amount"])
        sources = [whole.ids[source].as_py() if source >= 0 else "" for source in events.source]
        assert sorted(sources) == sorted(here["source"])


def test_breaks_are_counted_by_hand() -> None:
    # Unit 1: broken from week 2.5 until a check in week 5.5. Unit 2: broken on both lines, come over the second in week 4.
    rows = [
        (2.5, BROKEN, 1, 0, 0),
        (5.5, FOUND, 1, 0, 0),
        (6.5, RECEIVED, 1, 0, 0),
        (1.0, BROKEN, 2, 0, 0),
        (1.5, BROKEN, 2, 0, 1),
        (3.0, FOUND, 2, 0, 1),
        (4.0, RECEIVED, 2, 0, 1),
        (9.0, BROKEN, 3, 1, 0),
    ]
    time, event, unit, case, line = (np.array(column) for column in zip(*rows, strict=True))
    zeros = np.zeros(len(rows), dtype=np.int64)
    written = Events(time, zeros * 1.0, event, unit, zeros, zeros + DIRECTIVE, case, line, zeros - 1)
    tally = Tally(weeks=52, units=4, directives=2)
    for begin, end in ((0, 3), (3, 8)):
        tally.add(written.only(slice(begin, end)))
    counts, broken = tally.open(), tally.broken()
    assert broken.sum(axis=0).tolist() == [0, 1, 2, 1]
    assert (broken[2, 1], broken[1, 2], broken[9, 3]) == (1, 2, 1)
    assert counts[:, 1].tolist() == [0, 0, 1, 1, 1] + [0] * 47
    assert counts[:, 2].tolist() == [0, 2, 2, 1] + [0] * 48
    assert counts[:, 3].tolist() == [0] * 9 + [1] * 43


def test_without_reviews_what_only_they_know_has_no_value(laibin: Organisation) -> None:
    year = year_of(laibin, Scenario.today().with_parameters(feedback="none"), seed=0, weeks=20.5)
    frames = frames_of(year)
    assert frames.keys() == QUANTITIES.keys()
    assert {values.shape for values in frames.values()} == {(21, laibin.n_units)}
    assert np.isnan(frames["gain"]).all()
    assert np.isnan(frames["strain"]).all()
    assert frames["pressure"][5, 0] == 1.0
    assert not np.isnan(frames["imbalance"]).any()


def test_nothing_issued_is_no_value() -> None:
    quiet = Scenario.today().with_parameters(directives_per_year=0)
    assert np.isnan(frames_of(year_of(Organisation.tree([3]), quiet, seed=1))["substance"]).all()
