"""The tables of a simulated run: the instruments find in them what the run knows of itself."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

from models import Organisation
from models.instruments import (
    TABLES,
    Audit,
    audit_duties,
    audit_growth,
    audit_meetings,
    audit_pioneer,
    audit_projects,
    audit_ratings,
    audit_scores,
)
from simulation import Scenario, simulate
from simulation.dating import day_of, quarter_ends, require_year, span_of
from simulation.exported_people import leaders
from simulation.exported_units import second_owners
from simulation.exports import export_tables, tables_of
from simulation.indicators import WHOLE
from simulation.place import place_of
from simulation.watching import Watched, watch

SEED, YEAR = 4, 2024
SCENARIOS = ("today", "full-package")
SINCE, UNTIL = "2024-01-01", "2024-12-31"
Tables = dict[str, pd.DataFrame]
INSTRUMENTS: dict[str, Callable[[pd.DataFrame], Audit]] = {
    "duties": audit_duties,
    "meetings": lambda table: audit_meetings(table, since=SINCE, until=UNTIL),
    "members": audit_pioneer,
    "scores": audit_scores,
    "ratings": audit_ratings,
    "growth": lambda table: audit_growth(table, since=SINCE, until=UNTIL),
    "projects": lambda table: audit_projects(table, until=UNTIL),
}


@cache
def organisation() -> Organisation:
    """76 units; of the counties some lack authority and some have more than they need."""
    table = Organisation.tree([3, 4, 5]).to_frame()
    table["responsibility"] = 0.8
    table["authority"] = [0.8 - 0.7 * (place % 7) / 6 for place in range(len(table))]
    table.loc[5, "authority"] = 1.0
    table.loc[6, ["authority", "responsibility"]] = np.nan
    return Organisation.from_frame(table)


@cache
def run_of(name: str) -> Watched:
    scenario = Scenario.read(f"data/scenarios/{name}.toml")
    return watch(organisation(), scenario, replication=1, seed=SEED, weeks=52)


@cache
def tables(name: str) -> Tables:
    return tables_of(run_of(name), YEAR)


def whole(run: Watched, indicator: str) -> np.ndarray:
    """An indicator of the whole organisation, quarter by quarter."""
    return np.array([found.whole[WHOLE.index(indicator)] for found in run.review.indicators])


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("name", TABLES)
def test_every_instrument_runs_on_the_tables_unchanged(name: str, scenario: str) -> None:
    table = tables(scenario)[name]
    assert tuple(table.columns) == TABLES[name].names
    assert len(table)
    audit = INSTRUMENTS[name](table)
    assert all(len(audit[part]) for part in audit.tables if part not in ("overdue", "findings"))


def test_the_run_is_the_one_that_is_always_run() -> None:
    scenario = Scenario.read("data/scenarios/full-package.toml")
    runs = simulate(organisation(), scenario, replications=2, seed=SEED, ledger=True)
    run = run_of("full-package")
    assert runs.reviews is not None
    assert runs.ledger is not None
    for quarter, found in enumerate(run.review.indicators):
        np.testing.assert_array_equal(found.by_level, runs.reviews.by_level[0, 1, quarter])
    mine = runs.ledger[runs.ledger["replication"] == 1].drop(columns=["scenario", "replication"])
    pd.testing.assert_frame_equal(run.ledger, mine.reset_index(drop=True))
    again = export_tables(organisation(), scenario, replication=1, seed=SEED)
    for name, table in tables("full-package").items():
        pd.testing.assert_frame_equal(again[name], table)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_funnel_counts_what_the_ledger_counts(scenario: str) -> None:
    run = run_of(scenario)
    audit = audit_projects(tables(scenario)["projects"], until=UNTIL)
    funnel = audit["funnel"].set_index("stage")
    assert funnel.loc["initiated", "reached"] == whole(run, "started").sum()
    assert funnel.loc["promoted", "reached"] == whole(run, "converted").sum()
    assert funnel["stopped"].sum() == whole(run, "stopped").sum()
    events = run.ledger[run.ledger["matter"] == "project"]
    for stage, name in enumerate(("dispatched", "evaluated", "promoted"), start=1):
        passed = (events["event"] == "passed") & (events["case"] % 4 == stage)
        assert funnel.loc[name, "reached"] == passed.sum()
    assert (funnel["reached"] == funnel[["passed", "stopped", "pending"]].sum(axis=1))[:3].all()


def test_meetings_of_idle_offices_keep_the_calendar() -> None:
    """Nothing else to do, so every meeting is held when it is due: counted by hand on the calendar of 2024.

    Weekly from week 1: all but the first of 52; inspections in weeks 4, 8 1/3, 12 2/3 of each quarter, one a month.
    """
    idle = Scenario.read("data/scenarios/today.toml").with_measures(five_ones=1.0)
    idle = idle.with_parameters(directives_per_year=0, appeal_rate=0, project_rate=0, training_hours=0)
    found = export_tables(organisation(), idle, seed=SEED)
    kinds = audit_meetings(found["meetings"], since=SINCE, until=UNTIL)["kinds"].set_index("kind")
    units = len(organisation())
    kept = {"weekly_dispatch": 51, "monthly_inspection": 12, "quarterly_roadshow": 4, "annual_review": 1}
    due = {"weekly_dispatch": 52, "monthly_inspection": 12, "quarterly_roadshow": 4, "annual_review": 1}
    for kind, number in kept.items():
        row = kinds.loc[kind, ["expected", "held", "kept"]]
        assert (row / units).tolist() == [due[kind], number, number]
    assert kinds.loc["hard_project", "held"] == units
    assert kinds.loc["other", ["expected", "held"]].tolist() == [0, 4 * units]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_hours_in_meetings_are_the_ledgers(scenario: str) -> None:
    run = run_of(scenario)
    audit = audit_meetings(tables(scenario)["meetings"], since=SINCE, until=UNTIL)
    held = run.ledger[run.ledger["event"] == "checkpoint"]
    assert audit["kinds"]["hours"].sum() == pytest.approx(held["amount"].sum())
    assert set(audit["compliance"]["unit"]) == set(held["unit"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_items_are_breaks_that_meetings_found_and_overdue_ones_missed_the_deadline(scenario: str) -> None:
    run = run_of(scenario)
    ledger, deadline = run.ledger, run.case.setting.deadline
    table = tables(scenario)["meetings"]
    issued = ledger[ledger["event"] == "issued"].set_index("directive")["time"]
    done = ledger[(ledger["event"] == "done") & (ledger["directive"] >= 0)]
    late_days = {
        (row.unit, row.directive)
        for row in done.itertuples()
        if day_of(row.time, YEAR) > day_of(issued[row.directive] + deadline, YEAR)
    }
    finished = set(zip(done["unit"], done["directive"], strict=True))
    found = ledger[ledger["event"] == "found"].drop_duplicates(["unit", "directive", "checkpoint", "time"])
    assert 0 <= len(found) - table["item"].notna().sum() <= 0.02 * len(found)
    late = audit_meetings(table, since=SINCE, until=UNTIL)["overdue"]
    for row in late.itertuples():
        key = row.unit, int(row.item.split()[-1])
        if row.state == "open":
            assert key not in finished
        else:
            # done late, or at a meeting that itself came after the deadline
            assert key in late_days
    items = table[table["item"].notna()]
    missed = [
        key in late_days
        for key in zip(items["unit"], items["item"].str.split().str[-1].astype(int), strict=True)
    ]
    over = (items["done"] > items["due"]).to_numpy()
    assert not (over & ~np.array(missed)).any()
    if scenario == "today":
        assert len(late)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_duty_audit_finds_the_organisations_imbalance_and_the_broken_chains(scenario: str) -> None:
    run = run_of(scenario)
    table = tables(scenario)["duties"]
    relief = run.case.parameters.transmission.imbalance_relief
    audit = audit_duties(table)
    authority = audit["units"].set_index("unit")["authority"]
    given = organisation().to_frame().set_index("unit")
    gap = (given["responsibility"] - given["authority"]).clip(lower=0.0)
    gap = gap.fillna(run.case.parameters.transmission.imbalance)
    pd.testing.assert_series_equal(
        1.0 - authority.loc[gap.index], gap * (1 - relief), check_names=False, rtol=1e-12
    )
    without = audit["findings"].query("finding == 'owner_without_authority'")["units"]
    assert set(without) == set(gap.index[gap * (1 - relief) > 0.5])
    assert len(without) or scenario == "full-package"
    # chain by chain, as a reader of the ledger would go through it
    state: dict[tuple[str, int], int] = {}
    arrived = set()
    for row in run.ledger[run.ledger["directive"] >= 0].itertuples():
        key = (row.unit, row.directive)
        state[key] = state.get(key, 0) + {"broken": 1, "found": -1}.get(row.event, 0)
        if row.event == "received":
            arrived.add(key)
    nobodys = {key for key, breaks in state.items() if breaks > 0 and key not in arrived}
    gaps = audit["findings"].query("finding == 'gap'")["duty"]
    assert set(gaps) == {f"任务 directive {number} → {unit}" for unit, number in nobodys}
    assert len(gaps)


def test_second_owners_are_the_engines() -> None:
    run = run_of("full-package")
    case, conditions = run.case, run.review.conditions()
    owner = second_owners(case, SEED)
    keys = case.network.key
    engine = [
        place_of(case.network, case.setting, conditions, unit, 0, keys[unit], np.uint64(SEED), np.uint64(1)).owner
        for unit in range(len(keys))
    ]  # fmt: skip
    assert owner.tolist() == engine
    assert (owner >= 0).any()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_shrunken_ratings_are_the_reviews(scenario: str) -> None:
    run = run_of(scenario)
    table = tables(scenario)["ratings"]
    k = run.case.parameters.public.prior_weight
    prior = float(np.average(table["rating"], weights=table["n"]))  # headcounts are alike
    found = audit_ratings(table, prior=prior, prior_weight=k)["ratings"].set_index("unit")["shrunken"]
    review = pd.Series(run.quarters[-1].findings.ratings.entered, index=run.units).loc[table["unit"]]
    np.testing.assert_allclose((found.loc[table["unit"]] - 1.0) / 4.0, review, atol=1e-12)


def test_scores_align_and_are_valid_as_the_model_says() -> None:
    scenario = Scenario.read("data/scenarios/full-package.toml").with_parameters(score_noise=0.0)
    run = watch(organisation(), scenario, replication=0, seed=SEED, weeks=52)
    assessment = run.case.parameters.assessment
    weights = np.array([assessment.process_weight, assessment.business_weight, assessment.public_weight])
    table = tables_of(run, YEAR)["scores"]
    terminal = table[run.case.network.terminal]
    audit = audit_scores(terminal, weights.tolist())
    measures = audit["measures"].set_index("measure")["score"]
    assert measures["alignment"] == pytest.approx(weights[1:].sum() / (np.linalg.norm(weights) * np.sqrt(2)))
    assert measures["validity"] == pytest.approx(whole(run, "validity")[-1], abs=1e-9)
    score = audit_scores(table, weights.tolist())["scores"].set_index("unit")["score"].loc[run.units]
    np.testing.assert_allclose(score, 100 * run.quarters[-1].findings.score, atol=1e-9)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_growth_archive_counts_what_happened(scenario: str) -> None:
    run = run_of(scenario)
    kinds = audit_growth(tables(scenario)["growth"], since=SINCE, until=UNTIL)["kinds"].set_index("kind")
    begun = run.ledger[run.ledger["event"] == "begun"]
    for kind in ("training", "exchange"):
        mine = begun[begun["matter"] == kind]
        assert kinds.loc[kind, "entries"] == len(mine)
        assert np.nansum(kinds.loc[kind, "hours"]) == pytest.approx(mine["amount"].sum())
    assert kinds.loc["project", "entries"] == whole(run, "started").sum()
    assert kinds.loc["project", "hours"] == pytest.approx(begun[begun["matter"] == "project"]["amount"].sum())
    assert kinds.loc["appraisal", ["entries", "members"]].tolist() == [4 * 76, 76]
    assert kinds.loc["award", "entries"] == 1 + 3 + 12  # a winner below each of the units that lead


def test_awards_go_to_the_best_of_a_year_and_not_of_its_last_quarter() -> None:
    run = run_of("full-package")
    quarters = np.array([quarter.findings.score for quarter in run.quarters])
    peers = pd.Series(run.review.tree.superior, index=run.units).loc[lambda superior: superior >= 0]
    best, last = (
        pd.Series(score, index=run.units).loc[peers.index].groupby(peers).idxmax()
        for score in (quarters.mean(axis=0), quarters[-1])
    )
    growth = tables("full-package")["growth"]
    awarded = set(growth.loc[growth["kind"] == "award", "unit"])
    assert awarded == set(best)
    assert set(best) != set(last)


def test_leaders_change_at_the_end_of_a_year_as_often_as_posts_change_hands() -> None:
    scenario = Scenario.read("data/scenarios/full-package.toml")
    run = watch(organisation(), scenario, replication=0, seed=SEED, weeks=104)
    turns = leaders(run)
    moves = run.review.moves[0]
    assert turns.shape == (8, 76)
    assert (turns[:4] == 1).all()
    assert (turns[4] - 1).sum() == moves.left + moves.promoted > 0
    found = tables_of(run, YEAR)
    members = found["members"].set_index("member")
    assert list(members.index) == [f"{unit}#{turn}" for unit, turn in zip(run.units, turns[-1], strict=True)]
    stayed = [f"{unit}#1" for unit, turn in zip(run.units, turns[-1], strict=True) if turn == 1]
    projects = found["growth"].query("kind == 'project'").groupby("member").size()
    counted = projects.reindex(members.index, fill_value=0)
    assert counted.tolist() == members["innovation"].tolist()
    assert 0 < len(stayed) < 76
    later = found["growth"][found["growth"]["member"].str.endswith("#2")]
    assert later["date"].min() >= pd.Timestamp("2025-01-01")


def test_short_runs_and_attached_members_have_tables_too() -> None:
    today = Scenario.read("data/scenarios/today.toml")
    pair = Organisation.tree([2])
    with_people = pair.with_members(below=pair.levels[-1], count=3)
    for chosen, weeks in ((Organisation.tree([]), 6), (pair, 0.5), (with_people, 30)):
        found = export_tables(chosen, today, seed=1, weeks=weeks)
        units = len(chosen) + (chosen.n_members or 0)
        assert [len(found[name]) for name in ("members", "scores")] == [units, units]
        for name, table in found.items():
            assert tuple(table.columns) == TABLES[name].names
        if weeks < 12:  # before the first routine meeting
            assert found["meetings"].empty
            assert [note.code for note in audit_meetings(found["meetings"]).notes] == ["no_rows"]


def test_days_of_the_calendar() -> None:
    weeks = np.arange(0.0, 520.0, 0.01)
    days = day_of(weeks, 2023)
    assert (np.diff(days).astype(int) >= 0).all()
    assert [str(day)[:10] for day in day_of(np.arange(1.0, 26.0), 2024)] == [
        str(datetime.date(2024, 1, 1) + datetime.timedelta(weeks=week)) for week in range(1, 26)
    ]
    assert [str(day)[:10] for day in day_of([13, 26, 39, 52, 65], 2023)] == [
        "2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01",
    ]  # fmt: skip
    assert span_of(30, 2024) == (datetime.date(2024, 1, 1), datetime.date(2024, 7, 29))
    assert [str(day)[:10] for day in quarter_ends(30, 2024)] == ["2024-03-31", "2024-06-30", "2024-07-29"]
    for year in (1899, 2024.5, True, "2024"):
        with pytest.raises(ValueError, match="year"):
            require_year(year)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="feedback"):
        export_tables(organisation(), Scenario.today().with_parameters(feedback="none"), seed=1)
    with pytest.raises(ValueError, match="replication"):
        export_tables(organisation(), Scenario.today(), seed=1, replication=-1)
    with pytest.raises(ValueError, match="seed"):
        export_tables(organisation(), Scenario.today().with_parameters(feedback="quarterly"), seed=-1)
