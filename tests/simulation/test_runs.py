"""Results: one dataset with names on every axis, tidy frames, and a record from which all of it comes again."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from models import Organisation
from simulation import Scenario, read_record, replay, reproduce, simulate
from simulation.counting import CAUSES
from simulation.outcomes import LEVEL_OUTCOMES, OUTCOMES, OVERALL_OUTCOMES, REVIEWED_OUTCOMES, find_outcome
from simulation.run_record import RecordError

TODAY = Scenario.today().with_parameters(directives_per_year=40, break_probability=0.2, arrival="even")
BUSY = TODAY.with_parameters(directives_per_year=90, grid_share=0.5, in_person_share=0.2).named("busy")
TREE = Organisation.tree([3, 4], levels=["region", "county", "village"])


@pytest.fixture(scope="module")
def runs():
    return simulate(TREE, [TODAY, BUSY], replications=3, seed=5, weeks=30, ledger=True)


def test_axes_have_names(runs):
    data = runs.data
    assert dict(data.sizes) == {
        "scenario": 2,
        "replication": 3,
        "level": 3,
        "quarter": 3,
        "week": 30,
        "cause": len(CAUSES),
        "indicator": len(OVERALL_OUTCOMES + REVIEWED_OUTCOMES),
        "year": 0,
        "move": 4,
    }
    assert data["scenario"].values.tolist() == ["today", "busy"]
    assert data["level"].values.tolist() == ["region", "county", "village"]
    assert data["quarter"].values.tolist() == [1, 2, 3]
    assert data["cause"].values.tolist() == list(CAUSES)
    assert data["indicator"].values.tolist() == [*OVERALL_OUTCOMES, *REVIEWED_OUTCOMES]
    for name in LEVEL_OUTCOMES:
        assert data[name].dims == ("scenario", "replication", "level", "quarter")
    for name in ("work_hours", "meeting_hours", "trace_hours", "attention_hours"):
        assert data[name].dims == ("scenario", "replication", "level")
    assert data["overall"].dims == ("scenario", "replication", "indicator")
    assert data["waterfall"].dims == ("scenario", "replication", "level", "cause")
    assert data["delay_counts"].dims == ("scenario", "replication", "level", "week")
    assert data["directives"].values.tolist() == [[23] * 3, [52] * 3]


def test_every_variable_is_declared_in_both_languages():
    for name in {*LEVEL_OUTCOMES, *OVERALL_OUTCOMES, *REVIEWED_OUTCOMES, "attention_hours"}:
        quantity = find_outcome(name)
        assert quantity.zh
        assert quantity.en
        assert quantity.unit
    assert find_outcome("substance") is OUTCOMES["substance"]
    with pytest.raises(ValueError, match=r"unknown indicator: 'substanc'; did you mean 'substance'\?"):
        find_outcome("substanc")


def test_levels_are_weighted_by_headcount():
    frame = TREE.to_frame()
    frame["headcount"] = np.where(frame["unit"] == "1-1", 10.0, 1.0)
    weighted = simulate(
        Organisation.from_frame(frame, levels=TREE.levels), TODAY, replications=1, seed=5, ledger=True
    )
    ledger = weighted.ledger
    done = ledger[ledger["event"] == "done"].groupby("unit")["amount"].sum()
    expected = (10 * done["1-1"] + done["1-2"] + done["1-3"]) / 12 / 40
    by_quarter = weighted.data["substance"].isel(scenario=0, replication=0, level=1)
    weights = weighted.sums.by_quarter[0, 0, 1, :, 0]
    assert np.average(by_quarter, weights=weights) == pytest.approx(expected)


def test_overall_is_what_arrives_at_the_terminal_units():
    """A unit without subordinates counts there, whatever its level; one with subordinates does not."""
    table = pd.DataFrame(
        {
            "unit": ["r", "a", "b", "b1", "b2"],
            "superior": [None, "r", "r", "b", "b"],
            "level": ["x", "y", "y", "z", "z"],
            "headcount": [1.0, 3.0, 7.0, 2.0, 1.0],
        }
    )
    runs = simulate(Organisation.from_frame(table), TODAY, replications=1, seed=1, ledger=True)
    done = runs.ledger[runs.ledger["event"] == "done"]
    shares = {"a": 3 / 6, "b1": 2 / 6, "b2": 1 / 6}
    amounts = done.groupby("unit")["amount"].sum()
    expected = sum(share * amounts.get(unit, 0.0) for unit, share in shares.items()) / 40
    assert runs.data["overall"].sel(indicator="substance").item() == pytest.approx(expected)


def test_hours_are_means_over_all_units(runs):
    units = np.array([1, 3, 12])
    for name in ("work_hours", "meeting_hours", "trace_hours"):
        expected = (runs.data[name] * units).sum("level") / 16
        np.testing.assert_allclose(runs.data["overall"].sel(indicator=name), expected)
    formal = sum(runs.data["overall"].sel(indicator=name) for name in ("meeting_hours", "trace_hours"))
    others = ("work_hours", "appeal_hours", "project_hours", "absence_hours")
    total = formal + sum((runs.data[name] * units).sum("level") / 16 for name in others)
    np.testing.assert_allclose(runs.data["overall"].sel(indicator="formalism_share"), formal / total)


def test_tidy_frames(runs):
    frame = runs.to_frame()
    assert list(frame.columns) == ["scenario", "replication", "level", "quarter", "indicator", "value"]
    assert len(frame) == 2 * 3 * 3 * 3 * len(LEVEL_OUTCOMES)
    assert not frame.duplicated(list(frame.columns[:-1])).any()
    row = frame.iloc[57]
    keys = {name: row[name] for name in ("scenario", "replication", "level", "quarter")}
    value = runs.data[row["indicator"]].sel(**keys).item()
    assert value == row["value"] or (np.isnan(value) and np.isnan(row["value"]))

    overall = runs.overall_frame()
    assert list(overall.columns) == ["scenario", "replication", "indicator", "value"]
    assert len(overall) == 2 * 3 * len(OVERALL_OUTCOMES + REVIEWED_OUTCOMES)


def test_where_there_is_nothing_to_average_there_is_no_number():
    nothing = simulate(TREE, TODAY.with_parameters(directives_per_year=0), replications=1, seed=1)
    for name in LEVEL_OUTCOMES:
        assert nothing.data[name].isnull().all()
    assert (nothing.data["waterfall"] == 0).all()


def test_a_ledger_is_kept_only_when_asked_for(runs):
    assert simulate(TREE, TODAY, replications=1, seed=1).ledger is None
    assert list(runs.ledger.columns) == [
        "scenario",
        "replication",
        "time",
        "event",
        "unit",
        "source",
        "directive",
        "matter",
        "case",
        "line",
        "checkpoint",
        "amount",
    ]
    order = runs.ledger[["scenario", "replication"]].drop_duplicates()
    assert order.to_numpy().tolist() == [[name, r] for r in range(3) for name in ("today", "busy")]


def test_paired_scenarios_share_their_luck():
    """A little more work a directive: what made a year slow or fast makes it so in both."""
    random = BUSY.with_parameters(arrival="poisson", work_hours=3.0)
    runs = simulate(
        TREE, [random, random.with_parameters(work_hours=3.3).named("more")], replications=40, seed=3
    )
    one, other = (runs.data["overall"].sel(scenario=name, indicator="delay") for name in ("busy", "more"))
    assert stats.pearsonr(one, other).statistic > 0.9
    assert (other > one).mean() > 0.9
    assert len(np.unique(one)) == 40


# ---- the record ----


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_record_reproduces_the_run(engine):
    organisation = TREE.with_members(below="village", count=1.5).with_lines("grid", [("1-1", "1-2-1")])
    alone = [scenario.with_parameters(feedback="none") for scenario in (TODAY, BUSY)]
    first = simulate(
        organisation, alone, replications=2, seed=np.uint64(2**63), weeks=np.int64(30), engine=engine
    )
    record = json.loads(json.dumps(first.record()))
    again = reproduce(record)
    assert again.organisation.digest() == organisation.digest()
    assert again.scenarios == first.scenarios
    assert (again.seed, again.weeks, again.engine) == (2**63, 30.0, engine)
    for one, other in zip(first.sums, again.sums, strict=True):
        assert one.tobytes() == other.tobytes()
    assert set(record["versions"]) >= {"python", "numpy", "numba"}


def test_one_replication_is_replayed_alone(runs):
    record = json.loads(json.dumps(runs.record()))
    ledger = replay(record, "busy", 2)
    chosen = runs.ledger[(runs.ledger["scenario"] == "busy") & (runs.ledger["replication"] == 2)]
    pd.testing.assert_frame_equal(
        chosen.drop(columns=["scenario", "replication"]).reset_index(drop=True), ledger, check_exact=True
    )
    with pytest.raises(ValueError, match=r"unknown scenario: 'bussy'; did you mean 'busy'\?"):
        replay(record, "bussy", 0)
    for replication in (-1, 3):
        with pytest.raises(ValueError, match=rf"replication must be 0 \.\. 2, not {replication}"):
            replay(record, "busy", replication)


def test_a_large_organisation_is_named_by_its_digest_only():
    organisation = Organisation.tree([20_000])
    record = simulate(
        organisation, TODAY.with_parameters(directives_per_year=1), replications=1, seed=1
    ).record()
    assert "table" not in record["organisation"]
    with pytest.raises(RecordError, match="does not hold its 20,001 units: give the organisation"):
        reproduce(record)
    with pytest.raises(RecordError, match="another organisation: its digest is"):
        reproduce(record, Organisation.tree([19_999]))
    again = reproduce(record, Organisation.tree([20_000]))
    assert again.record() == record


def test_records_are_read_from_a_file_or_its_folder(runs, tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps(runs.record()), encoding="utf-8")
    assert read_record(path) == read_record(tmp_path) == json.loads(json.dumps(runs.record()))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match="not a run record"):
        read_record(path)
    path.write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(RecordError, match="format 99; this version reads run records of format 1"):
        read_record(path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(RecordError, match="format None"):
        read_record(path)
