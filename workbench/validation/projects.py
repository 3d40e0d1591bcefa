"""The project chain in the engine beside its closed forms: shares that pass, and Little's law for what is under way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models import Organisation
from models.innovation import (
    break_even_distance,
    conversion_probability,
    gain_at_distance,
    mean_weeks_in_chain,
    projects_in_stages,
    stage_reach,
    starts_per_conversion,
    weeks_per_conversion,
)
from models.queues import mm1_wait
from simulation import Runs, simulate
from simulation.extras import STAGES
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated, simulated_ratio
from workbench.validation.reviewed import HOURS, still

CONVERTED = Label("项目链：走完全部环节的比例", "project chain: share that passes all stages")
STARTS = Label("项目链：每转化一个所需立项数", "project chain: starts for each conversion")
UNDER_WAY = Label("项目链：各环节在办数（利特尔定律）", "project chain: number in each stage (Little's law)")
WEEKS = Label("项目链：一个项目平均历时（周）", "project chain: mean weeks of a project")
SPENT = Label("项目链：每转化一个所花项目周", "project chain: project weeks for each conversion")
BREAK_EVEN = Label("照搬经验：得失相抵的差异度", "copied practices: distance at which they break even")

LITTLE = "Little 1961, doi:10.1287/opre.9.3.383"
JACKSON = f"{LITTLE}; Jackson 1957, doi:10.1287/opre.5.4.518"
WALD = "Wald 1944, doi:10.1214/aoms/1177731235"

# One office that starts a project a week; each stage takes a quarter of a week of its hours and seven in ten pass.
A_WEEK, SERVICE, PASS = 1.0, 0.25, 0.7
# The first two years, in which projects are still few, and the last are left out.
YEARS, FIRST, LAST = 10, 104.0, 468.0
# Skill and motivation, and so the rate at which projects start, stay what they are.
EVER_SO = {"skill_mean": 1.0, "initial_motivation": 1.0, "motivation_speed": 0.0}


def project_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of what passes, what is under way, and what it costs."""
    yield from passing_checks(seed, replications)
    yield from flow_checks(seed, replications)
    for loss in (1.6, 0.8):
        distance = float(break_even_distance(loss))
        yield exactly(BREAK_EVEN, f"φ = {loss:g}", ASSUMPTION, 1 / loss, distance, 1e-12)
    # A straight line between two points that lie on either side crosses 0 where it should.
    near, far = float(gain_at_distance(0.1, 0.4, 1.6)), float(gain_at_distance(0.1, 0.9, 1.6))
    crossing = 0.4 + (0.9 - 0.4) * near / (near - far)
    yield exactly(BREAK_EVEN, "0.1, φ = 1.6", ASSUMPTION, crossing, break_even_distance(1.6), 1e-12)


def passing_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of the share of ended projects that were converted, where stages take next to no time."""
    stages = len(STAGES)
    for chance in (0.65, 0.9):
        exact = chance**stages
        case = f"{chance:g}^{stages}"
        yield exactly(CONVERTED, case, ASSUMPTION, exact, conversion_probability([chance] * stages), 1e-12)
        yield exactly(CONVERTED, case, ASSUMPTION, exact, stage_reach([chance] * stages)[-1], 1e-12)
        yield exactly(STARTS, case, WALD, 1 / exact, starts_per_conversion([chance] * stages), 1e-12)
        quick = still(project_rate=50.0, project_pass=chance, project_hours=0.01, project_lag=0.0)
        runs = simulate(Organisation.tree([4]), quick, replications=replications, seed=seed)
        converted = runs.data["converted"].sum("quarter").to_numpy()[0]
        stopped = runs.data["stopped"].sum("quarter").to_numpy()[0]
        yield simulated_ratio(CONVERTED, case, ASSUMPTION, exact, converted, converted + stopped)
        yield simulated_ratio(STARTS, case, WALD, 1 / exact, converted + stopped, converted)


def flow_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of projects that queue for one office, stage after stage.

    As work is exponential and all stages wait in one queue, each takes the office's M/M/1 time, returns or not.
    """
    stages = len(STAGES)
    rates = [PASS] * stages
    begun = A_WEEK * sum(PASS**stage for stage in range(stages))
    weeks = float(mm1_wait(begun, 1 / SERVICE)) + SERVICE
    assert np.isclose(weeks, SERVICE / (1 - begun * SERVICE))
    numbers, lengths, conversions = under_way(started(seed, max(replications // 3, 60)))
    found = projects_in_stages(A_WEEK, rates, [weeks] * stages)
    for stage in (0, stages - 1):
        case = f"λ = 1, p = {PASS:g}, ρ = {begun * SERVICE:.3f}, {stage + 1}"
        by_hand = A_WEEK * PASS**stage * weeks
        yield exactly(UNDER_WAY, case, LITTLE, by_hand, found[stage], 1e-12)
        yield simulated(UNDER_WAY, case, JACKSON, by_hand, numbers[:, stage])
    case = f"λ = 1, p = {PASS:g}, ρ = {begun * SERVICE:.3f}"
    chain = weeks * (1 + PASS + PASS**2 + PASS**3)
    yield exactly(WEEKS, case, LITTLE, chain, mean_weeks_in_chain(rates, [weeks] * stages), 1e-12)
    yield simulated_ratio(WEEKS, case, JACKSON, chain, *lengths)
    spent = chain / PASS**stages
    yield exactly(SPENT, case, WALD, spent, weeks_per_conversion(rates, [weeks] * stages), 1e-12)
    yield simulated_ratio(SPENT, case, WALD, spent, lengths[0], conversions)


def started(seed: int, replications: int) -> Runs:
    """Simulate ten years of an office that has nothing but projects to attend to, with its ledger."""
    busy = still(
        project_rate=52.0 * A_WEEK / 2,
        project_drive=0.5,
        project_hours=HOURS * SERVICE,
        project_pass=PASS,
        project_lag=0.0,
        **EVER_SO,
    )
    return simulate(
        Organisation.tree([]), busy, replications=replications, seed=seed, weeks=52.0 * YEARS, ledger=True
    )


Numbers = NDArray[np.float64]


def under_way(runs: Runs) -> tuple[Numbers, tuple[Numbers, Numbers], Numbers]:
    """Return, by replication, what became of projects.

    Returns
    -------
    numbers : shape (replications, stages), mean number in each stage over the years in balance
    lengths : project weeks of those that were started in these years, and how many they are
    conversions : how many of these were converted
    """
    assert runs.ledger is not None  # asked for
    rows = runs.ledger[runs.ledger["matter"] == "project"]
    times = rows.pivot_table(index=["replication", "case"], columns="event", values="time", observed=True)
    table = times.reset_index()
    table["stage"], table["project"] = table["case"] % len(STAGES), table["case"] // len(STAGES)
    table["end"] = table[["passed", "stopped"]].min(axis=1)
    end = table["end"].fillna(52.0 * YEARS)
    table["inside"] = end.clip(FIRST, LAST) - table["submitted"].clip(FIRST, LAST)
    numbers = table.pivot_table(index="replication", columns="stage", values="inside", aggfunc="sum")
    projects = table.groupby(["replication", "project"]).agg(
        start=("submitted", "min"), end=("end", "max"), last=("stage", "max"), passed=("passed", "count")
    )
    kept = projects[projects["start"].between(FIRST, LAST)]
    kept = kept.assign(weeks=kept["end"] - kept["start"], converted=kept["passed"] == len(STAGES))
    by_replication = kept.groupby("replication")
    weeks, conversions, count = (
        np.asarray(values, dtype=np.float64)
        for values in (
            by_replication["weeks"].sum(),
            by_replication["converted"].sum(),
            by_replication.size(),
        )
    )
    return numbers.to_numpy(dtype=np.float64) / (LAST - FIRST), (weeks, count), conversions
