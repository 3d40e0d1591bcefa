"""Waiting for attention: offices of the engine beside the formulas of queueing theory."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction
from math import factorial

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models import Organisation
from models.queues import erlang_c, lognormal_second_moment, mg1_wait, mm1_wait, mmc_wait, priority_waits
from simulation import Runs, Scenario, simulate
from simulation.calendar import Calendar
from simulation.counting import Count
from simulation.setting import make_agenda
from workbench.text import Label
from workbench.validation.checks import Check, exactly, published, simulated, simulated_ratio

EXPONENTIAL = Label(
    "一个办公室，指数工时（M/M/1）：平均等待", "one office, exponential work (M/M/1): mean wait"
)
GENERAL = Label(
    "一个办公室，对数正态工时（M/G/1）：平均等待", "one office, lognormal work (M/G/1): mean wait"
)
URGENT = Label("两类任务，亲自办理优先：平均等待", "two classes, urgent ones first: mean wait")
SEVERAL = Label("多人共一队（M/M/c）：平均等待", "several servers, one queue (M/M/c): mean wait")

BUSY = Label("多人共一队：到时全忙的概率（爱尔朗 C）", "several servers: chance that all are busy (Erlang C)")
MOMENT = Label("对数正态工时的二阶矩", "second moment of lognormal work")
KEPT = Label("排队后的实质责任（M/M/1）", "substance after waiting (M/M/1)")

KENDALL = "Kendall 1953, doi:10.1214/aoms/1177728975"
POLLACZEK = "Pollaczek 1930, doi:10.1007/BF01194620"
COBHAM = "Cobham 1954, doi:10.1287/opre.2.1.70"
ERLANG = "Erlang 1917 (no DOI)"

HOURS = 20.0  # a week, all of them for directives
A_YEAR = 260  # directives
A_WEEK = A_YEAR / 52
# Of 20 years the first 2 and the last are left out: offices begin empty, and close at the end.
YEARS, FIRST_QUARTER, LAST_QUARTER = 20, 8, 76
PLAIN = {"amplification": 0.0, "trace_hours": 0.0, "business_share": 0.0, "hours_per_week": HOURS}


def waiting_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of waits: engine beside formula, and formula beside exact fractions."""
    for load in (0.4, 0.75):
        service = load / A_WEEK
        above, below = waits(
            one_office(seed, replications, work_hours=HOURS * service, work_law="exponential")
        )
        formula = mm1_wait(A_WEEK, 1 / service)
        yield simulated_ratio(EXPONENTIAL, f"ρ = {load:g}", KENDALL, formula, above, below)
    for load, spread in ((0.4, 1.0), (0.75, 0.5), (0.75, 0.0)):
        service = load / A_WEEK
        above, below = waits(one_office(seed, replications, work_hours=HOURS * service, work_spread=spread))
        formula = mg1_wait(A_WEEK, service, lognormal_second_moment(service, spread))
        yield simulated_ratio(GENERAL, f"ρ = {load:g}, σ = {spread:g}", POLLACZEK, formula, above, below)
    yield from moment_checks()
    yield from substance_checks(seed, replications)
    yield from priority_checks(seed, max(replications // 4, 20))
    yield published(SEVERAL, "λ = 2.4, μ = 1, c = 3", ERLANG, 1.07865, mmc_wait(2.4, 1.0, 3), 5)
    for arrivals, servers in ((Fraction(24, 10), 3), (Fraction(6), 7), (Fraction(1, 2), 1)):
        case = f"λ = {float(arrivals):g}, μ = 1, c = {servers}"
        exact = float(exact_wait(arrivals, servers))
        busy = erlang_c(float(arrivals), 1.0, servers)
        yield exactly(BUSY, case, ERLANG, exact * float(servers - arrivals), busy)
        yield exactly(SEVERAL, case, ERLANG, exact, mmc_wait(float(arrivals), 1.0, servers))
    yield simulated(SEVERAL, "λ = 2.4, μ = 1, c = 3", ERLANG, 1.07865, several_servers(2.4, 3, 60, seed))


def substance_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of what is left after waiting: most do not wait at all, the others an exponential time."""
    for load, rate in ((0.6, 0.2), (0.75, 1.0)):
        speed = A_WEEK / load
        runs = one_office(
            seed, replications, work_hours=HOURS / speed, work_law="exponential", waiting_loss=rate
        )
        kept = runs.sums.by_quarter[0, :, 0, FIRST_QUARTER:LAST_QUARTER]
        substance, done = (kept[..., count].sum(axis=1) for count in (Count.SUBSTANCE, Count.DONE))
        free = speed - A_WEEK
        expected = 1 - load + load * free / (free + rate)
        yield simulated_ratio(KEPT, f"ρ = {load:g}, δ = {rate:g}", KENDALL, expected, substance, done)


def moment_checks() -> Iterator[Check]:
    """Yield the checks of the second moment, by the density."""
    for mean, spread in ((0.15, 1.0), (2.0, 0.4)):
        law = stats.lognorm(s=spread, scale=mean * np.exp(-(spread**2) / 2))
        yield exactly(
            MOMENT,
            f"m = {mean:g}, σ = {spread:g}",
            KENDALL,
            law.moment(2),
            lognormal_second_moment(mean, spread),
        )


def one_office(seed: int, replications: int, **values: object) -> Runs:
    """Simulate twenty years of one office that is asked at random."""
    scenario = bare_office().with_parameters(**values)
    return simulate(Organisation.tree([]), scenario, replications=replications, seed=seed, weeks=52.0 * YEARS)


def bare_office() -> Scenario:
    """Return today without meetings, traces or other business."""
    never = Scenario.today().with_calendar(Calendar(checkpoints={}))
    return never.with_parameters(
        directives_per_year=A_YEAR, arrival="poisson", feedback="none", **{**NO_OTHER_MATTERS, **PLAIN}
    )


NO_OTHER_MATTERS = {"appeal_rate": 0.0, "project_rate": 0.0, "training_hours": 0.0}


def waits(runs: Runs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sum of waits and the number begun, by replication, of the years in balance."""
    kept = runs.sums.by_quarter[0, :, 0, FIRST_QUARTER:LAST_QUARTER]
    return kept[..., Count.WAIT].sum(axis=1), kept[..., Count.BEGUN].sum(axis=1)


def priority_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of two classes: what leaders take in person goes first, and takes longer."""
    share, mean, extra, spread, weeks = 0.3, 0.12, 0.05, 0.5, 416
    busy = bare_office().with_parameters(
        work_hours=HOURS * mean,
        work_spread=spread,
        in_person_share=share,
        in_person_hours=HOURS * extra,
        break_probability=1.0,
    )
    runs = simulate(
        Organisation.tree([1]), busy, replications=replications, seed=seed, weeks=weeks, ledger=True
    )
    square = lognormal_second_moment(mean, spread)
    formula = priority_waits(
        [A_WEEK * share, A_WEEK * (1 - share)],
        [mean + extra, mean],
        [square + 2 * extra * mean + extra**2, square],
    )
    sums = waits_by_class(runs, busy, weeks)
    for place, case in enumerate((Label("亲自办理的", "urgent"), Label("其余的", "the others"))):
        above, below = sums[place, :, 0], sums[place, :, 1]
        yield simulated_ratio(URGENT, case, COBHAM, formula[place], above, below)


def waits_by_class(runs: Runs, scenario: Scenario, weeks: float) -> NDArray[np.float64]:
    """Return sums of waits and numbers begun of the urgent and the others; shape (2, replications, 2)."""
    assert runs.ledger is not None  # asked for
    own = runs.ledger[(runs.ledger["unit"] == "1") & runs.ledger["directive"].ge(0)]
    own = own[own["event"].isin(["issued", "begun"])]
    times = own.pivot_table(index=["replication", "directive"], columns="event", values="time", observed=True)
    kept = times[times["issued"].between(52, weeks - 26)]
    sums = np.zeros((2, runs.replications, 2))
    for replication, rows in kept.groupby("replication"):
        urgent = make_agenda(scenario.parameters, weeks, runs.seed, int(str(replication))).in_person
        chosen = urgent[rows.index.get_level_values("directive")]
        waited = (rows["begun"] - rows["issued"]).to_numpy()
        for place, mask in enumerate((chosen, ~chosen)):
            sums[place, int(str(replication))] = waited[mask].sum(), mask.sum()
    return sums


def exact_wait(arrivals: Fraction, servers: int) -> Fraction:
    """Return the mean wait with a service rate of 1 from the balance of states, in exact fractions."""
    load = arrivals / servers
    waiting = arrivals**servers / factorial(servers) / (1 - load)
    busy = waiting / (sum((arrivals**k / factorial(k) for k in range(servers)), Fraction(0)) + waiting)
    return busy / (servers - arrivals)


def several_servers(arrivals: float, servers: int, replications: int, seed: int) -> NDArray[np.float64]:
    """Simulate several servers with one queue, each arrival going to whoever is free first; mean waits."""
    number, left_out = 4000, 500
    rng = np.random.Generator(np.random.Philox(seed))
    means = np.empty(replications)
    for replication in range(replications):
        times = np.cumsum(rng.exponential(1 / arrivals, number)).tolist()
        work = rng.exponential(1.0, number).tolist()
        free, waited = [0.0] * servers, []
        for time, service in zip(times, work, strict=True):
            start = max(time, free[0])
            heapq.heapreplace(free, start + service)
            waited.append(start - time)
        means[replication] = np.mean(waited[left_out:])
    return means
