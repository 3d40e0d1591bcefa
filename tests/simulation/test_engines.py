"""Two engines, one sample path: the compiled engine against the SimPy engine, event by event.

And what must hold of any run, whatever the organisation, the scenario and the luck.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Run, examples, runs

from models import Organisation
from models.members import members_as_units
from simulation import Runs, Scenario, simulate
from simulation.calendar import Calendar, Checkpoint

TOLERANCE = 1e-9
OVERALL_SHARES = ["reach", "lost", "unfinished"]


def simulated(run: Run, engine: str = "compiled", ledger: bool = True, replications: int = 1) -> Runs:
    return simulate(
        run.organisation,
        run.scenario,
        replications=replications,
        seed=run.seed,
        weeks=run.weeks,
        engine=engine,
        ledger=ledger,
        threads=1,
    )


def assert_same_sums(one: Runs, other: Runs) -> None:
    for name, first, second in zip(one.sums._fields, one.sums, other.sums, strict=True):
        np.testing.assert_allclose(first, second, rtol=TOLERANCE, atol=TOLERANCE, err_msg=name)
    np.testing.assert_array_equal(one.directives, other.directives)
    if one.reviews is not None:
        for name, first, second in zip(one.reviews._fields, one.reviews, other.reviews, strict=True):
            np.testing.assert_allclose(first, second, rtol=1e-8, atol=1e-8, err_msg=name)


def assert_engines_agree(run: Run) -> Runs:
    """Same events in the same order, same sums, same reviews; returns the compiled run."""
    compiled, reference = simulated(run), simulated(run, "simpy")
    pd.testing.assert_frame_equal(compiled.ledger, reference.ledger, rtol=0, atol=TOLERANCE)
    assert_same_sums(compiled, reference)
    return compiled


@examples(100)
@given(runs())
def test_engines_give_the_same_ledger_and_the_same_sums(run):
    assert_engines_agree(run)


@examples(100)
@given(runs(reviewed=True))
def test_engines_agree_where_each_quarter_is_reviewed(run):
    """Appeals, projects and absences beside directives, any of the 26 measures, conditions that change each quarter."""
    assert_engines_agree(run)


def small_tree(**values):
    """A run on 31 units with second owners, directives in person, breaks and weekly meetings."""
    meetings = Calendar(
        checkpoints={"weekly": Checkpoint(period=1, first=1, hours=1, restoring=0.25, finding=0.4)}
    )
    busy = {
        "feedback": "none",
        "directives_per_year": 60,
        "work_hours": 5.0,
        "break_probability": 0.3,
        "in_person_share": 0.3,
        "grid_share": 0.5,
        "grid_delay": 1.0,
    }
    scenario = Scenario.today().with_calendar(meetings).with_parameters(**{**busy, **values})
    return Run(Organisation.tree([5, 5]), scenario, 20250101, 52.0)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"directives_per_year": 180},
        {"work_law": "exponential", "arrival": "even"},
        # Events of the same moment: what was found at one checkpoint arrives together, offices are done together.
        {"delay_spread": 0.0},
        {"delay": 0.0, "grid_delay": 0.0},
        {"delay_spread": 0.0, "work_spread": 0.0, "grid_delay": 0.5, "delay": 0.5, "arrival": "even"},
        {"delay": 0.0, "work_spread": 0.0, "grid_delay": 0.0, "grid_share": 1.0},
        {"work_hours": 0.0, "delay": 0.0, "in_person_hours": 0.0},
    ],
    ids=["busy", "overloaded", "exponential", "fixed delay", "no delay", "all fixed", "together", "no work"],
)
def test_engines_agree_on_one_office_after_another(values):
    run = small_tree(**values)
    compiled, reference = simulated(run), simulated(run, "simpy")
    assert len(compiled.ledger) > 1000
    pd.testing.assert_frame_equal(compiled.ledger, reference.ledger, rtol=0, atol=TOLERANCE)
    assert_same_sums(compiled, reference)


def test_engines_agree_where_a_second_owner_has_nobody_below():
    table = pd.DataFrame(
        {
            "unit": ["top", "left", "right", "village"],
            "superior": [None, "top", "top", "right"],
            "level": ["region", "county", "county", "village"],
        }
    )
    organisation = Organisation.from_frame(table).with_lines("grid", [("left", "village")])
    scenario = Scenario.today().with_parameters(break_probability=0.5, directives_per_year=40)
    run = Run(organisation, scenario, 1, 52.0)
    compiled, reference = simulated(run), simulated(run, "simpy")
    assert (compiled.ledger["source"] == "left").any()
    pd.testing.assert_frame_equal(compiled.ledger, reference.ledger, rtol=0, atol=TOLERANCE)
    assert_same_sums(compiled, reference)
    # Whoever has nobody below is a terminal unit, second owner or not.
    terminal = compiled.sums.by_quarter[0, 0, -1, :, 0].sum()
    assert terminal == pytest.approx(compiled.directives[0, 0])


@examples(25)
@given(runs(members=True))
def test_streamed_members_count_as_members_written_out(run):
    streamed = simulated(run, ledger=False)
    written = simulated(run._replace(organisation=members_as_units(run.organisation)), ledger=False)
    assert_same_sums(streamed, written)


@examples(60)
@given(runs())
def test_every_hour_and_every_directive_is_accounted_for(run):
    results = simulated(run)
    assert_one_event_after_another(results)
    assert_one_service_at_a_time(results, run)
    assert_nothing_is_lost_from_the_books(results)
    assert_no_more_hours_than_there_are(results)


def assert_one_event_after_another(results: Runs) -> None:
    """Each directive is received at most once a unit, then begun, then done; what was found had broken."""
    ledger = results.ledger
    assert ledger["time"].between(0.0, results.weeks, inclusive="left").all()
    assert ledger.groupby("replication")["time"].is_monotonic_increasing.all()
    keys = ["replication", "unit", "directive"]
    first = ledger["event"].isin(["issued", "received"])
    moments = {"received": ledger[first].set_index(keys)["time"]}
    for event in ("begun", "done"):
        moments[event] = ledger[ledger["event"] == event].set_index(keys)["time"]
    for earlier, later in (("received", "begun"), ("begun", "done")):
        assert moments[earlier].index.is_unique
        assert moments[later].index.is_unique
        assert (moments[later] >= moments[earlier].reindex(moments[later].index)).all()
    lines = [*keys, "line"]
    broken = ledger[ledger["event"] == "broken"].set_index(lines)["time"]
    found = ledger[ledger["event"] == "found"].set_index(lines)["time"]
    assert broken.index.is_unique
    assert found.index.is_unique
    assert (found > broken.reindex(found.index)).all()
    restored = ledger[ledger["event"] == "restored"].set_index(keys)["time"]
    assert (restored > moments["received"].reindex(restored.index)).all()
    handed = ledger[ledger["event"] == "received"].set_index(["replication", "source", "directive"])["time"]
    done_above = moments["done"].rename_axis(["replication", "source", "directive"])
    assert (handed >= done_above.reindex(handed.index)).all()


def assert_one_service_at_a_time(results: Runs, run: Run) -> None:
    """What an office does, meetings included, does not overlap."""
    services = results.ledger[results.ledger["event"].isin(["begun", "checkpoint"])]
    length = services["amount"] / services["unit"].map(hours_of_offices(run)).astype(float)
    services = services.assign(length=length, end=services["time"] + length)
    # Rows of the same moment are in no order of service: those that take no time come first.
    services = services.sort_values(["replication", "unit", "time", "length"])
    before = services.groupby(["replication", "unit"])["end"].shift(fill_value=0.0)
    assert (services["time"] >= before * (1 - 1e-12)).all()


def hours_of_offices(run: Run) -> dict[str, float]:
    """Hours a week of every unit, from the parameters alone."""
    parameters, _ = run.scenario.resolve()
    attention = parameters.attention
    available = attention.hours_per_week * (1 - attention.business_share * (1 - attention.coupling))
    organisation = members_as_units(run.organisation)
    pressure = (1 + parameters.transmission.amplification) ** organisation.depth.astype(float)
    owners = organisation.level <= len(organisation.levels) - 3
    hours = available - attention.trace_hours * pressure - attention.patrol_hours * owners
    return dict(zip(organisation.ids.to_pylist(), np.maximum(hours, 1e-9).tolist(), strict=True))


def assert_nothing_is_lost_from_the_books(results: Runs) -> None:
    """Delivered, lost and unfinished are all there is; the waterfall leads from issued to delivered."""
    overall = results.data["overall"]
    issued = results.directives > 0
    total = overall.sel(indicator=OVERALL_SHARES).sum("indicator", skipna=False).to_numpy()
    np.testing.assert_allclose(total[issued], 1.0, atol=1e-12)
    assert np.isnan(total[~issued]).all()
    delivered = overall.sel(indicator="substance").to_numpy()
    falls = 1.0 + results.data["waterfall"].sum(["level", "cause"]).to_numpy()
    np.testing.assert_allclose(falls[issued], delivered[issued], rtol=0, atol=1e-12)
    by_level = results.data[OVERALL_SHARES].to_array().sum("variable", skipna=False)
    assert ((np.abs(by_level - 1.0) < 1e-9) | by_level.isnull()).all()
    shares = results.data[["substance", "reach", "on_time"]].to_array()
    assert ((shares.isnull()) | ((shares >= 0) & (shares <= 1 + 1e-12))).all()
    counted = results.data["delay_counts"].sum("week")
    pairs = results.sums.by_quarter[:, :, :-1, :, 2].sum(axis=-1)
    np.testing.assert_allclose(counted.to_numpy(), pairs)


def assert_no_more_hours_than_there_are(results: Runs) -> None:
    """An office does not work and meet for more than the hours it has."""
    data = results.data
    spare = data["attention_hours"] - data["work_hours"] - data["meeting_hours"]
    assert (spare.isnull() | (spare >= -1e-9 * (1 + data["attention_hours"]))).all()
    for name in ("work_hours", "meeting_hours", "trace_hours", "attention_hours"):
        assert (data[name].isnull() | (data[name] >= 0)).all()


def test_hours_and_delays_are_those_of_the_ledger():
    """The sums, told once more from the events of a year."""
    run = small_tree()
    results = simulated(run, replications=1)
    ledger, data = results.ledger, results.data.isel(scenario=0, replication=0)
    issued = ledger[ledger["event"] == "issued"].set_index("directive")["time"]
    done = ledger[ledger["event"] == "done"]
    offices = hours_of_offices(run)
    levels = dict(zip(run.organisation.ids.to_pylist(), run.organisation.level.tolist(), strict=True))
    done = done.assign(level=done["unit"].map(levels), delay=done["time"] - done["directive"].map(issued))
    for index, level in enumerate(run.organisation.levels):
        own, units = done[done["level"] == index], run.organisation.counts[level]
        number = units * len(issued)
        at_level = data.sel(level=level)
        weights = results.sums.by_quarter[0, 0, index, :, 2]
        assert weights.sum() == len(own)
        assert np.average(at_level["delay"], weights=weights) == pytest.approx(own["delay"].mean())
        counts = np.bincount(own["delay"].astype(int), minlength=52)
        np.testing.assert_array_equal(at_level["delay_counts"], counts)
        pairs = results.sums.by_quarter[0, 0, index, :, 0]
        assert np.average(at_level["reach"], weights=pairs) == pytest.approx(len(own) / number)
        substance = own["amount"].sum() / number
        assert np.average(at_level["substance"], weights=pairs) == pytest.approx(substance)
        deadline = run.scenario.parameters.work.deadline
        on_time = (own["delay"] <= deadline).sum() / number
        assert np.average(at_level["on_time"], weights=pairs) == pytest.approx(on_time)
        here = ledger["unit"].map(levels) == index
        for event, name in (("begun", "work_hours"), ("checkpoint", "meeting_hours")):
            rows = ledger[here & (ledger["event"] == event)]
            hours = rows["unit"].map(offices)
            spent = np.minimum(rows["time"] + rows["amount"] / hours, 52.0) - rows["time"]
            expected = (spent * hours).sum() / units / 52
            assert float(at_level[name]) == pytest.approx(expected, rel=1e-9)


@examples(15)
@given(runs(members=False), st.integers(0, 9), st.integers(0, 9))
def test_an_added_leaf_changes_nobody_elses_events(run, place, headcount):
    """Below units that had subordinates before, so that nobody else becomes or stops being terminal."""
    organisation = run.organisation
    frame = organisation.to_frame()
    superior = place % len(organisation)
    added = {
        "unit": "added",
        "superior": organisation.ids[superior].as_py(),
        "level": organisation.levels[int(organisation.level[superior])],
        "headcount": headcount + 1.0,
    }
    larger = Organisation.from_frame(
        pd.concat([frame, pd.DataFrame([added])], ignore_index=True), levels=organisation.levels
    )
    ids = organisation.ids.to_pylist()
    grid = organisation.lines.get("grid", np.empty((0, 2), dtype=int))
    larger = larger.with_lines("grid", [(ids[owner], ids[unit]) for owner, unit in grid.tolist()])
    before, after = simulated(run).ledger, simulated(run._replace(organisation=larger)).ledger
    others = after[after["unit"] != "added"].reset_index(drop=True)
    columns = list(before.columns)
    before, others = (in_order_of_ids(frame, columns) for frame in (before, others))
    pd.testing.assert_frame_equal(before, others, check_exact=True)


def in_order_of_ids(ledger: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The same rows in an order that does not depend on positions."""
    return ledger.astype({"event": str}).sort_values(columns, ignore_index=True)


def test_the_order_of_rows_in_a_table_changes_no_number():
    run = small_tree()
    frame = run.organisation.to_frame()
    shuffled = frame.sample(frac=1.0, random_state=5)
    one, other = (
        simulated(run._replace(organisation=Organisation.from_frame(table, levels=run.organisation.levels)))
        for table in (frame, shuffled)
    )
    pd.testing.assert_frame_equal(one.ledger, other.ledger, check_exact=True)
    for first, second in zip(one.sums, other.sums, strict=True):
        assert first.tobytes() == second.tobytes()


def test_half_the_hours_are_twice_the_weeks_of_service():
    """Service time is hours of work by hours a week: the same luck, half the hours, twice the service."""
    values = {"trace_hours": 0.0, "business_share": 0.0, "break_probability": 0.0, "directives_per_year": 20}
    fast, slow = (simulated(small_tree(hours_per_week=hours, **values)).ledger for hours in (40.0, 20.0))
    services = []
    for ledger in (fast, slow):
        rows = ledger[ledger["event"].isin(["begun", "done"]) & (ledger["unit"] == "1")]
        times = rows.pivot_table(
            index=["replication", "directive"], columns="event", values="time", observed=True
        )
        services.append(times["done"] - times["begun"])
    both = pd.concat(services, axis=1, join="inner").dropna()
    assert len(both) > 5
    np.testing.assert_allclose(2 * both.iloc[:, 0], both.iloc[:, 1])
