"""Scenarios x replications: what may be changed without changing a number; progress, cancelling, refusals; extremes."""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from models import Organisation
from simulation import Cancelled, Scenario, simulate
from simulation.calendar import Calendar, Checkpoint

ROOT = Path(__file__).parents[2]
TREE = Organisation.tree([3, 4])
TODAY = Scenario.today().with_parameters(directives_per_year=40, break_probability=0.2)
BUSY = TODAY.with_parameters(directives_per_year=80, in_person_share=0.3, grid_share=0.5).named("busy")
WEEKLY = Calendar(checkpoints={"weekly": Checkpoint(period=1, first=1, hours=1)})
CHECKED = TODAY.with_calendar(WEEKLY).named("checked")


def run(scenarios, organisation=TREE, replications=3, seed=1, **arguments):
    return simulate(organisation, scenarios, replications=replications, seed=seed, **arguments)


def bits(runs, scenario):
    """The sums of one scenario as bytes, replication by replication."""
    place = runs.names.index(scenario)
    return [
        b"".join(values[place, replication].tobytes() for values in runs.sums)
        for replication in range(runs.replications)
    ]


# ---- what changes no number, bit for bit ----


def test_neither_other_scenarios_nor_their_order_change_a_number():
    alone = run(TODAY)
    for scenarios in ([TODAY, BUSY], [BUSY, CHECKED, TODAY], (CHECKED, TODAY)):
        together = run(scenarios)
        assert together.names == [scenario.name for scenario in scenarios]
        assert bits(together, "today") == bits(alone, "today")


def test_threads_change_no_number_nor_event():
    one = run([TODAY, BUSY], threads=1, ledger=True)
    for threads in (2, 7):
        more = run([TODAY, BUSY], threads=threads, ledger=True)
        pd.testing.assert_frame_equal(one.ledger, more.ledger, check_exact=True)
        assert bits(one, "busy") == bits(more, "busy")


def test_a_ledger_changes_no_number():
    assert bits(run(BUSY), "busy") == bits(run(BUSY, ledger=True), "busy")


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_replication_does_not_depend_on_how_many_there_are(engine):
    few, many = run(BUSY, replications=2, engine=engine), run(BUSY, replications=5, engine=engine)
    assert bits(many, "busy")[:2] == bits(few, "busy")
    assert len(set(bits(many, "busy"))) == 5


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_a_seed_is_a_seed(seed):
    first, again, other = run(BUSY, seed=seed), run(BUSY, seed=seed), run(BUSY, seed=seed ^ 2)
    assert bits(first, "busy") == bits(again, "busy")
    assert set(bits(first, "busy")).isdisjoint(bits(other, "busy"))


def test_the_high_half_of_a_seed_matters():
    assert bits(run(BUSY, seed=5), "busy") != bits(run(BUSY, seed=5 + 2**32), "busy")


WRITE_TABLES = """
import sys
from pathlib import Path
from models import Organisation
from simulation import Scenario, simulate

def write_tables(folder, threads):
    today = Scenario.today().with_parameters(directives_per_year=40, break_probability=0.2)
    busy = today.with_parameters(directives_per_year=80, in_person_share=0.3, grid_share=0.5).named("busy")
    runs = simulate(
        Organisation.tree([3, 4]), [today, busy], replications=3, seed=20250101, ledger=True, threads=threads
    )
    for name, frame in (("levels", runs.to_frame()), ("overall", runs.overall_frame()), ("ledger", runs.ledger)):
        frame.to_csv(Path(folder) / f"{name}.csv", index=False)
        frame.to_parquet(Path(folder) / f"{name}.parquet", index=False)
"""


def test_another_process_writes_the_same_bytes(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    names: dict = {}
    exec(WRITE_TABLES, names)
    names["write_tables"](here, 1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "42", "LC_ALL": "C"}
    script = f"{WRITE_TABLES}\nwrite_tables(sys.argv[1], 3)"
    subprocess.run([sys.executable, "-c", script, str(there)], check=True, env=environment, cwd=tmp_path)
    files = sorted(path.name for path in here.iterdir())
    assert len(files) == 6
    for name in files:
        digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for folder in (here, there)]
        assert digests[0] == digests[1], name


# ---- progress and cancelling ----


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_progress_counts_up_to_the_total(engine):
    seen = []
    run([TODAY, BUSY], engine=engine, progress=lambda *numbers: seen.append(numbers))
    assert seen == [(number, 6) for number in range(1, 7)]


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_cancelling_gives_what_all_scenarios_had_finished(engine):
    cancel = threading.Event()

    def after_five(done, total):
        if done == 5:
            cancel.set()

    with pytest.raises(Cancelled, match="cancelled after 2 replications of every scenario") as stopped:
        run([TODAY, BUSY], replications=50, engine=engine, progress=after_five, cancel=cancel, threads=2)
    finished = stopped.value.runs
    assert finished.replications == 2
    assert bits(finished, "busy") == bits(run([TODAY, BUSY], replications=2, engine=engine), "busy")
    assert finished.data.sizes["replication"] == 2


def test_cancelling_at_once_gives_no_runs():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled, match="cancelled after 0 replications") as stopped:
        run([TODAY, BUSY], cancel=cancel)
    assert stopped.value.runs is None


def test_cancelling_after_the_last_replication_changes_nothing():
    cancel = threading.Event()
    runs = run(TODAY, progress=lambda done, total: cancel.set() if done == total else None, cancel=cancel)
    assert bits(runs, "today") == bits(run(TODAY), "today")


def test_a_cancelled_large_run_stops_between_replications():
    organisation = Organisation.tree([10, 10]).with_members(below="level 3", count=1500)
    cancel = threading.Event()
    few = TODAY.with_parameters(directives_per_year=2, feedback="none")
    with pytest.raises(Cancelled) as stopped:
        run(few, organisation, replications=1000, progress=lambda done, total: cancel.set(), cancel=cancel)
    assert stopped.value.runs.replications == 1


# ---- refusals ----


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenarios": []}, "no scenario to simulate"),
        ({"scenarios": [TODAY, TODAY]}, r"two scenarios are called 'today': rename one with scenario\.named"),
        ({"scenarios": "today"}, "scenarios must be Scenario objects .* not 'today'"),
        ({"scenarios": {"today": TODAY}}, "scenarios must be Scenario objects"),
        ({"scenarios": iter([])}, "没有情景.* / no scenario to simulate"),
        ({"replications": 2**32}, "replications must be fewer than"),
        ({"scenarios": [TODAY, "busy"]}, "scenarios must be Scenario objects .* not 'busy'"),
        ({"organisation": [3, 4]}, r"organisation must be an Organisation .* not \[3, 4\]"),
        ({"replications": 0}, "replications must be a whole number of at least 1, not 0"),
        ({"replications": -3}, "at least 1, not -3"),
        ({"replications": 1.5}, r"not 1\.5"),
        ({"replications": True}, "not True"),
        ({"replications": "3"}, "not '3'"),
        ({"replications": None}, "not None"),
        ({"weeks": 0}, "weeks must be above 0 and at most 1040, not 0"),
        ({"weeks": -1}, "not -1"),
        ({"weeks": 1041}, "not 1041"),
        ({"weeks": float("nan")}, "not nan"),
        ({"weeks": "52"}, "not '52'"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": 1.0}, "seed must be a whole number"),
        ({"engine": "simpie"}, "engine must be 'compiled' or 'simpy', not 'simpie'"),
        ({"threads": -1}, "threads must be a whole number of at least 1, not -1"),
        ({"threads": 1.5}, r"threads must be a whole number of at least 1, not 1\.5"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_its_value(arguments, message):
    with pytest.raises(ValueError, match=message):
        run(**{"scenarios": TODAY, **arguments})


@pytest.mark.parametrize(
    "gather", [list, tuple, iter, lambda chosen: {one.name: one for one in chosen}.values()]
)
def test_scenarios_may_come_in_any_iterable(gather):
    assert run(gather([TODAY, BUSY]), replications=1, weeks=4).names == ["today", "busy"]


def test_an_organisation_without_anybody_is_refused():
    whole = Organisation.from_arrays(
        pa.array(["a", "b", "c"]),
        np.array([-1, 0, 1]),
        np.array([0, 1, 2]),
        ["x", "y", "z"],
        headcount=np.array([0.0, 0.0, 5.0]),
    )
    assert run(TODAY, whole, replications=1, weeks=4).replications == 1
    # cut off above the only level with people
    nobody = whole.at_level("y")
    assert nobody.headcount.tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"所有人数均为 0.* / every headcount of the organisation is 0"):
        run(TODAY, nobody)
    # members count one each, whatever the headcounts of the units
    unreviewed = TODAY.with_parameters(feedback="none")
    assert run(unreviewed, nobody.with_members(below="y", count=2), replications=1, weeks=4).replications == 1


@pytest.mark.parametrize("arrival", ["poisson", "even"])
def test_more_directives_than_can_be_told_apart_are_refused(arrival):
    flood = TODAY.with_parameters(directives_per_year=1_000_000, arrival=arrival)
    with pytest.raises(ValueError, match=r"20,000,000 directives in 1040 weeks are too many \(at most 16,7"):
        run(flood, Organisation.tree([]), replications=1, weeks=1040)


def test_whole_numbers_may_come_from_numpy():
    runs = run(
        TODAY, replications=np.int64(2), seed=np.uint64(2**63), weeks=np.float64(26), threads=np.int64(2)
    )
    assert bits(runs, "today") == bits(run(TODAY, replications=2, seed=2**63, weeks=26), "today")


# ---- extremes ----

ALONE = TODAY.with_parameters(feedback="none")


@pytest.fixture(params=["compiled", "simpy"])
def engine(request):
    return request.param


def overall(runs, indicator):
    return runs.data["overall"].sel(indicator=indicator).to_numpy()


def test_no_directives(engine):
    runs = run(CHECKED.with_parameters(directives_per_year=0, feedback="none"), ledger=True, engine=engine)
    assert (runs.directives == 0).all()
    assert set(runs.ledger["event"]) == {"checkpoint"}
    assert np.isnan(overall(runs, "substance")).all()
    assert (overall(runs, "work_hours") == 0).all()
    assert (overall(runs, "meeting_hours") > 0).all()


def test_no_directives_and_no_checkpoints_are_no_events(engine):
    empty = ALONE.with_parameters(directives_per_year=0).with_calendar(Calendar(checkpoints={}))
    runs = run(empty, ledger=True, engine=engine)
    assert len(runs.ledger) == 0
    assert (overall(runs, "meeting_hours") == 0).all()
    assert list(runs.ledger.columns) == list(run(TODAY, ledger=True, engine=engine).ledger.columns)


def test_one_unit(engine):
    runs = run(ALONE, Organisation.tree([]), ledger=True, engine=engine)
    assert set(runs.ledger["event"]) <= {"issued", "begun", "done", "checkpoint", "restored"}
    assert (overall(runs, "reach") > 0.5).all()
    assert (overall(runs, "lost") == 0).all()


def test_certain_break(engine):
    certain = TODAY.with_parameters(break_probability=1.0).with_calendar(Calendar(checkpoints={}))
    runs = run(certain, engine=engine)
    reach = runs.data["reach"].mean(["scenario", "replication", "quarter"])
    assert reach[0] > 0.5
    assert (reach[1:] == 0).all()
    lost = overall(runs, "lost")
    root_reach = (runs.data["reach"][:, :, 0] * 1.0).mean("quarter").to_numpy()
    assert (lost > 0.5).all()
    assert (lost <= root_reach + 0.5).all()
    assert (overall(runs, "substance") == 0).all()


@pytest.mark.parametrize("hours", [18.0, 400.0])
def test_meetings_that_fill_all_hours_leave_nothing_done(engine, hours):
    """The office has 17 hours a week, and pads no reports in them; 400 hours take almost half a year."""
    full = Calendar(checkpoints={"endless": Checkpoint(period=1, first=0.01, hours=hours)})
    crowded = TODAY.with_calendar(full).with_parameters(hours_per_week=20, business_share=0.15, trace_hours=0)
    crowded = crowded.with_parameters(gaming_hours=0)
    runs = run(crowded, engine=engine)
    assert (overall(runs, "substance") == 0).all()
    assert (overall(runs, "reach") == 0).all()
    used = runs.data["meeting_hours"] / runs.data["attention_hours"]
    np.testing.assert_allclose(used, (52 - 0.01) / 52, rtol=1e-9)


def test_a_chain_of_sixty_levels(engine):
    chain = Organisation.tree([1] * 59)
    quick = TODAY.with_parameters(directives_per_year=5, delay=0.1, work_hours=1, amplification=0.0)
    quick = quick.with_parameters(break_probability=0.01)
    runs = run(quick, chain, replications=1, engine=engine)
    reach = runs.data["reach"].isel(scenario=0, replication=0).mean("quarter").to_numpy()
    assert len(reach) == 60
    assert (np.diff(reach) <= 1e-12).all()
    assert 0 < reach[-1] < reach[0]


def test_traces_that_outgrow_the_hours_stop_the_lower_levels(engine):
    """Formal pressure doubles on every level; from the third on, filling in forms takes all hours."""
    deep = Organisation.tree([1] * 9)
    formal = ALONE.with_parameters(
        amplification=1.0, trace_hours=4.0, hours_per_week=20, business_share=0.4, break_probability=0.0
    )
    runs = run(formal, deep, replications=1, engine=engine)
    attention = runs.data["attention_hours"].isel(scenario=0, replication=0).to_numpy()
    np.testing.assert_allclose(attention[:2], [8, 4])
    assert (attention[2:] < 1e-6).all()
    np.testing.assert_allclose(runs.data["trace_hours"].isel(scenario=0, replication=0), [4, 8] + [12] * 8)
    assert runs.data["reach"].isel(scenario=0, replication=0, level=1).max() > 0
    assert runs.data["reach"].isel(scenario=0, replication=0, level=slice(2, None)).max() == 0


def test_pressure_beyond_all_numbers_is_refused(engine):
    endless = TODAY.with_parameters(amplification=2.0)
    with pytest.raises(
        ValueError, match=r"formal pressure exceeds all numbers: amplification 2, \d+ handovers"
    ):
        run(endless, Organisation.tree([1] * 700), replications=1, engine=engine)


def test_a_star_of_a_hundred_thousand():
    star = Organisation.tree([100_000])
    runs = run(TODAY.with_parameters(directives_per_year=5), star, replications=1)
    sums = runs.sums.by_quarter[0, 0, :, :, 0].sum(axis=1)
    np.testing.assert_allclose(sums, runs.directives[0, 0] * np.array([1, 100_000, 1]))
    assert 0.5 < overall(runs, "reach") <= 1


@pytest.mark.parametrize("weeks", [0.5, 1, 13, 60.5, 1040])
def test_horizons(weeks):
    runs = run(
        CHECKED.with_parameters(directives_per_year=500 / weeks), replications=1, weeks=weeks, ledger=True
    )
    assert runs.data.sizes["quarter"] == max(1, int(np.ceil(weeks / 13)))
    assert runs.data.sizes["week"] == int(np.ceil(weeks))
    assert runs.ledger["time"].max() < weeks
    issued = runs.ledger[runs.ledger["event"] == "issued"]
    assert len(issued) == runs.directives[0, 0]
