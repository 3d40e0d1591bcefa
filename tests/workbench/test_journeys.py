"""One directive's journey, read out of hand-written and of simulated ledgers."""

import pandas as pd
import pytest

from models import Organisation
from simulation import Runs, Scenario, simulate
from workbench.findings import journey_finding
from workbench.journeys import (
    journey_of,
    ledger_of,
    path_to,
    same_journey,
    sample_journey,
    some_paths,
    telling,
)
from workbench.summaries import names_by_id

ORGANISATION = Organisation.tree([1, 1])
COLUMNS = ["time", "event", "unit", "source", "directive", "line", "checkpoint", "amount"]
ROWS = [
    (1.0, "issued", "1", "", 0, "", "", 1.0),
    (1.0, "begun", "1", "", 0, "", "", 3.0),
    (2.0, "done", "1", "", 0, "", "", 1.0),
    (2.0, "broken", "1-1", "1", 0, "command", "", 1.0),
    (5.0, "checkpoint", "1-1", "", -1, "", "routine", 2.0),
    (5.0, "found", "1-1", "1", 0, "command", "routine", 1.0),
    (6.0, "received", "1-1", "1", 0, "command", "", 0.9),
    (6.5, "restored", "1-1", "", 0, "", "routine", 0.02),
    (7.0, "begun", "1-1", "", 0, "", "", 3.0),
    (8.0, "done", "1-1", "", 0, "", "", 0.8),
    (8.5, "received", "1-1-1", "1-1", 0, "command", "", 0.7),
    (8.5, "begun", "1-1-1", "", 0, "", "", 3.0),
    (9.0, "done", "1-1-1", "", 0, "", "", 0.6),
    (9.5, "checkpoint", "1-1", "", -1, "", "routine", 2.0),
]
LEDGER = pd.DataFrame(ROWS, columns=COLUMNS)


def test_a_journey_is_read_as_it_was_written() -> None:
    journey = journey_of(LEDGER, ORGANISATION, 0, "1-1-1")
    first, second, third = journey.stops
    assert (journey.issued, journey.end, journey.breaks) == (1.0, 9.0, 1)
    assert (first.received, first.begun, first.done, first.substance) == (1.0, 1.0, 2.0, 1.0)
    (broken,) = second.breaks
    assert (broken.time, broken.source, broken.found, broken.found_by) == (2.0, "1", 5.0, "routine")
    assert second.restored == ((6.5, 0.02),)
    assert second.meetings == (5.0,)
    assert (third.source, third.line, third.substance) == ("1-1", "command", 0.6)


def test_the_finding_tells_time_breaks_and_what_is_left() -> None:
    journey = journey_of(LEDGER, ORGANISATION, 0, "1-1-1")
    names = names_by_id(ORGANISATION)
    assert (
        journey_finding(journey, names, "zh", "现状")
        == "现状：第 1 号任务到1-1-1办结用了 8.0 周，途中断链 1 次，实质责任余 60%"
    )
    assert "the chain broke once" in journey_finding(journey, names, "en")


def test_a_break_that_nobody_finds_is_told() -> None:
    cut = LEDGER[(LEDGER["time"] <= 2.0)]
    journey = journey_of(cut, ORGANISATION, 0, "1-1-1", weeks=52)
    assert journey.end == 52
    assert "nobody noticed" in journey_finding(journey, names_by_id(ORGANISATION), "en")


def test_what_is_not_in_the_ledger_is_refused() -> None:
    with pytest.raises(ValueError, match="directive 7"):
        journey_of(LEDGER, ORGANISATION, 7, "1-1-1")
    with pytest.raises(ValueError, match="did you mean"):
        journey_of(LEDGER, ORGANISATION, 0, "1-1-2")
    both = pd.concat([LEDGER.assign(replication=0), LEDGER.assign(replication=1)])
    with pytest.raises(ValueError, match="replication"):
        journey_of(both, ORGANISATION, 0, "1-1-1")


def test_events_of_a_simulated_journey_follow_each_other(runs: Runs) -> None:
    for scenario in runs.names:
        journey = sample_journey(runs, scenario, runs.organisation)
        assert journey is not None
        assert [stop.unit for stop in journey.stops] == path_to(runs.organisation, journey.last.unit)
        done = {"": journey.issued}
        for stop in journey.stops:
            assert stop.received is not None
            assert stop.begun is not None
            assert stop.done is not None
            assert done[stop.source] <= stop.received <= stop.begun <= stop.done
            done[stop.unit] = stop.done


def test_one_found_break_is_worth_telling(runs: Runs) -> None:
    journey = sample_journey(runs, "today", runs.organisation)
    assert journey is not None
    assert journey.breaks == 1
    assert journey.last.done is not None


def test_nothing_is_told_where_nothing_was_issued() -> None:
    quiet = Scenario.today().with_parameters(directives_per_year=0)
    runs = simulate(ORGANISATION, quiet, replications=1, seed=1)
    assert sample_journey(runs, "today", ORGANISATION) is None
    assert telling(LEDGER.iloc[:0], ORGANISATION) is None


def test_another_scenario_meets_the_same_directive(runs: Runs) -> None:
    first = sample_journey(runs, "today", runs.organisation)
    assert first is not None
    again = same_journey(runs, "full-package", first, runs.organisation)
    assert again is not None
    assert (again.issued, again.last.unit) == (first.issued, first.last.unit)


def test_a_scenario_with_other_directives_has_no_same_one() -> None:
    today = Scenario.today()
    busier = today.named("busier").with_parameters(directives_per_year=300)
    runs = simulate(ORGANISATION, [today, busier], replications=1, seed=1)
    first = sample_journey(runs, "today", ORGANISATION)
    assert first is not None
    assert same_journey(runs, "busier", first, ORGANISATION) is None


@pytest.mark.parametrize(
    ("spans", "grid"),
    # In the second the owner has nobody below who is kept: it is there for the unit's sake alone.
    [([6, 10, 10], [("1-2", "1-1-3-4"), ("1", "1-5-9-2")]), ([300, 2], [("1-2", "1-1-1")])],
)
def test_on_the_paths_of_a_large_organisation_everything_happens_as_in_the_whole(
    spans: list[int], grid: list[tuple[str, str]]
) -> None:
    whole = Organisation.tree(spans).with_lines("grid", grid)
    scenario = Scenario.today().with_measures(grid_areas=1.0, four_personals=1.0)
    runs = simulate(whole, scenario, replications=1, seed=4, ledger=True)
    part = some_paths(whole)
    assert 100 < part.n_units < 400
    assert part.levels == whole.levels
    assert runs.ledger is not None
    kept = runs.ledger[runs.ledger["unit"].isin(part.ids.to_pylist())]
    ledger = ledger_of(runs, "today", part)
    expected = kept.drop(columns=["scenario", "replication"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(ledger.reset_index(drop=True), expected)


def test_members_of_a_small_organisation_become_units() -> None:
    organisation = Organisation.tree([2]).with_members(below="level 2", count=3)
    assert some_paths(organisation).n_units == 9


@pytest.mark.parametrize("weeks", [1, 3, 8])
@pytest.mark.parametrize("spans", [[], [2, 2], [1] * 20])
def test_only_directives_are_told_of_where_little_was_done(spans: list[int], weeks: float) -> None:
    """Appeals, projects and training are begun and done too, and may be all that is."""
    organisation = Organisation.tree(spans)
    scenario = Scenario.today().with_parameters(break_probability=1.0, directives_per_year=500)
    runs = simulate(organisation, scenario, replications=1, seed=1, weeks=weeks)
    journey = sample_journey(runs, "today", some_paths(organisation))
    assert journey is not None
    assert journey.directive >= 0
