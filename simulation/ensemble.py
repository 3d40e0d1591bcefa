"""Scenarios x replications: the same luck for every scenario, threads, progress, cancelling."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from numbers import Integral, Real
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from models.members import members_as_units
from models.organisation import Organisation
from models.parameters import Parameters
from simulation import ledger as ledgers
from simulation.counting import Sums, empty_flow, empty_sums
from simulation.desk import Integers
from simulation.draws import REPLICATION_LIMIT, require_seed
from simulation.kernel import (
    EXTRA_COLUMNS,
    Carried,
    Store,
    empty_bench,
    empty_store,
    hand_down,
    nothing_carried,
    room_to_carry,
)
from simulation.plan import Plan, Ranges, make_plan
from simulation.record import Record, empty_record, no_record
from simulation.review import Review
from simulation.reviews import gather
from simulation.runs import Runs
from simulation.scenario import Scenario
from simulation.setting import (
    Agenda,
    Conditions,
    Floats,
    Network,
    Period,
    Rhythm,
    Setting,
    make_agenda,
    make_network,
    make_rhythm,
    make_setting,
    no_conditions,
    periods_of,
    quarters_in,
)

Engine = Literal["compiled", "simpy"]
Progress = Callable[[int, int], None]
MAXIMUM_WEEKS = 1040.0
# Room for so many matters a unit that are carried from one quarter to the next, at first; it grows where it does not suffice.
INITIAL_COLUMNS = 32


class Cancelled(Exception):
    """The run was cancelled; ``runs`` holds what all scenarios had finished by then, or None."""

    def __init__(self, runs: Runs | None) -> None:
        done = 0 if runs is None else runs.replications
        super().__init__(f"cancelled after {done} replications of every scenario")
        self.runs = runs


@dataclass(frozen=True, kw_only=True)
class Case:
    """One scenario on one organisation, as the engines read it."""

    organisation: Organisation
    parameters: Parameters
    kinds: tuple[str, ...]
    setting: Setting
    rhythm: Rhythm
    network: Network
    plan: Plan

    @property
    def reviewed(self) -> bool:
        """Whether quarterly reviews change the conditions."""
        return self.parameters.adjustment.feedback == "quarterly"

    @property
    def whole_run(self) -> Period:
        """The one period of a run without reviews."""
        return periods_of(self.setting.weeks, reviewed=False)[0]

    def review(self, seed: int, replication: int) -> Review | None:
        """Return the review of one replication, at its beginning; None where nothing is reviewed."""
        if not self.reviewed:
            return None
        return Review(self.organisation, self.network, self.parameters, self.setting, seed, replication)

    def agenda(self, seed: int, replication: int) -> Agenda:
        """Return the directives of one replication."""
        return make_agenda(self.parameters, self.setting.weeks, seed, replication)

    def new_sums(self) -> Sums:
        """Return sums of zero in this organisation's shape."""
        weeks = self.setting.weeks
        return empty_sums(len(self.organisation.levels), quarters_in(weeks), int(np.ceil(weeks)))


def simulate(
    organisation: Organisation,
    scenarios: Scenario | Sequence[Scenario],
    *,
    replications: int,
    seed: int,
    weeks: float = 52,
    engine: Engine = "compiled",
    ledger: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Runs:
    """Simulate scenarios on the same organisation and the same luck.

    Parameters
    ----------
    organisation : Organisation
    scenarios : Scenario or sequence of Scenario
        With different names.
    replications : int
        At least 1. Replication r of every scenario meets the same chances.
    seed : int
        0 .. 2**64 - 1.
    weeks : float
        Horizon; what is not done by then does not count as done.
    engine : {"compiled", "simpy"}
        The same results; SimPy is hundreds of times slower and open to extension.
    ledger : bool
        Whether to keep every event (:attr:`Runs.ledger`).
    threads : int, optional
        How many to use, by default as many as there are cores. Results do not depend on it.
    progress : callable, optional
        Called with (finished, all) after each scenario's replication.
    cancel : threading.Event, optional
        Looked at between replications; when set, the run stops with :class:`Cancelled`.

    Returns
    -------
    Runs

    Raises
    ------
    ValueError
        For arguments out of range, scenarios of the same name, or conflicting measures.
    Cancelled
        With what was finished.

    Examples
    --------
    >>> runs = simulate(Organisation.tree([3, 4]), Scenario.today(), replications=2, seed=1)
    >>> runs.data.sizes["replication"]
    2
    """
    chosen: list[Any] = list(scenarios) if isinstance(scenarios, (list, tuple)) else [scenarios]
    if not isinstance(organisation, Organisation):
        raise ValueError(
            f"organisation must be an Organisation (Organisation.read(...) makes one), not {organisation!r}"
        )
    if not organisation.n_members and not organisation.headcount.any():
        raise ValueError(
            "every headcount of the organisation is 0, and all results are means weighted by headcount"
        )
    require_arguments(chosen, replications, weeks, engine)
    require_threads(threads)
    seed = require_seed(seed)
    as_units = ledger or engine == "simpy"
    cases = [make_case(organisation, scenario, weeks, as_units=as_units) for scenario in chosen]
    outcomes: list[list[Outcome]] = []
    total = replications * len(cases)
    for replication, row in enumerate(
        replicate(cases, replications, seed, engine, ledger, threads or core_count())
    ):
        finished = []
        for outcome in row:
            finished.append(outcome())
            if progress is not None:
                progress(replication * len(cases) + len(finished), total)
            if cancel is not None and cancel.is_set():
                break
        if len(finished) == len(cases):
            outcomes.append(finished)
        if cancel is not None and cancel.is_set() and len(outcomes) < replications:
            raise Cancelled(
                collect(organisation, chosen, outcomes, seed, weeks, engine) if outcomes else None
            )
    return collect(organisation, chosen, outcomes, seed, weeks, engine)


@dataclass(frozen=True)
class Outcome:
    """What one replication of one scenario came to."""

    sums: Sums
    directives: int
    review: Review | None = None
    ledger: pd.DataFrame | None = None


def make_case(organisation: Organisation, scenario: Scenario, weeks: float, *, as_units: bool) -> Case:
    """Return one scenario on one organisation, measures in force.

    ``as_units``: attached members become units of their own, as a ledger and the SimPy engine need them.
    """
    parameters, calendar = scenario.resolve()
    if as_units and organisation.members is not None:
        organisation = members_as_units(organisation)
    if organisation.members is not None and parameters.adjustment.feedback != "none":
        raise ValueError(
            f"{organisation.n_members:,} attached members are streamed and cannot be reviewed each quarter: simulate hand-down "
            'alone with scenario.with_parameters(feedback="none"), or make units of them (models.members.members_as_units)'
        )
    network = make_network(organisation, parameters.transmission.amplification)
    return Case(
        organisation=organisation,
        parameters=parameters,
        kinds=calendar.kinds,
        setting=make_setting(organisation, parameters, weeks),
        rhythm=make_rhythm(calendar, parameters, weeks),
        network=network,
        plan=make_plan(network, parameters.adjustment.feedback != "none"),
    )


def replicate(
    cases: Sequence[Case], replications: int, seed: int, engine: Engine, ledger: bool, threads: int
) -> Iterator[list[Callable[[], Outcome]]]:
    """Yield for each replication the outcomes of all cases, each as a call that waits for it.

    A few replications are worked on ahead of the one that is waited for, and no more: cancelling is quick.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        ahead: list[list[Future[Outcome]]] = []
        try:
            for replication in range(replications):
                if engine == "simpy" or any(case.plan.parts for case in cases):
                    yield [
                        partial(run_alone, case, seed, replication, engine, ledger, pool) for case in cases
                    ]
                    continue
                ahead.append([pool.submit(run_compiled, case, seed, replication, ledger) for case in cases])
                if len(ahead) > 2 * threads:
                    yield [future.result for future in ahead.pop(0)]
            for row in ahead:
                yield [future.result for future in row]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def run_alone(
    case: Case, seed: int, replication: int, engine: Engine, ledger: bool, pool: ThreadPoolExecutor
) -> Outcome:
    """Run one replication by itself: in SimPy, or in parts over all threads."""
    if engine == "simpy":
        return run_simpy(case, seed, replication, ledger)
    if ledger:
        return run_compiled(case, seed, replication, ledger)
    return run_in_parts(case, seed, replication, pool)


def run_compiled(case: Case, seed: int, replication: int, ledger: bool) -> Outcome:
    """Run one replication in the compiled engine on this thread."""
    sums, events, review = run_periods(case, seed, replication, empty_record(0) if ledger else no_record())
    directives = len(case.agenda(seed, replication).issued)
    if not ledger:
        return Outcome(sums, directives, review)
    # The first run counted the events, the second has room for them.
    sums, events, review = run_periods(case, seed, replication, empty_record(int(events.size[0])))
    return Outcome(sums, directives, review, ledgers.from_record(events, case.organisation, case.kinds))


def run_periods(
    case: Case, seed: int, replication: int, record: Record
) -> tuple[Sums, Record, Review | None]:
    """Run one replication period after period, with a review after each if the scenario has them."""
    agenda, review = case.agenda(seed, replication), case.review(seed, replication)
    units, directives = len(case.network.superior), len(agenda.issued)
    whole, sums = np.array([[0, units]], dtype=np.int64), case.new_sums()
    handing = int(case.network.row.max(initial=-1)) + 1
    store, rows = empty_store(handing, directives), np.empty(handing, dtype=np.uint32)
    if review is None:
        room = Room(store, rows, nowhere(), nowhere(), empty_flow(0))
        serve(case, agenda, seed, replication, case.whole_run, whole, 0, room, sums, record, no_conditions())
        return sums, record, None
    carried, extras = nothing_carried(units, directives), EXTRA_COLUMNS
    columns = INITIAL_COLUMNS * units
    for period in periods_of(case.setting.weeks, reviewed=True):
        conditions, size = review.conditions(), record.size[0]
        while True:
            room = Room(store, rows, carried, room_to_carry(carried, columns), empty_flow(units))
            part = case.new_sums()
            served = serve(
                case, agenda, seed, replication, period, whole, 0, room, part, record, conditions, extras
            )
            if served >= 0:
                break
            # Too little room: the same period once more, with twice as much.
            columns, extras, record.size[0] = 2 * columns, 2 * extras, size
        for total, added in zip(sums, part, strict=True):
            total += added
        carried = room.after
        review.hold(period, room.flow)
    return sums, record, review


class Room(NamedTuple):
    """Where the compiled engine puts what it serves in one period."""

    store: Store
    rows: Integers
    before: Carried
    after: Carried
    flow: Floats


def nowhere() -> Carried:
    """Return what is carried where the one period is all there is: nothing, and no room."""
    empty = np.empty(0, dtype=np.int64)
    return Carried(np.empty((0, 0)), empty, empty, np.empty((0, 0)), np.empty((0, 0), dtype=np.uint8))


def run_in_parts(case: Case, seed: int, replication: int, pool: ThreadPoolExecutor) -> Outcome:
    """Run one replication of a large organisation without reviews: the top, then groups of subtrees side by side."""
    agenda, plan = case.agenda(seed, replication), case.plan
    directives, handing = len(agenda.issued), int(case.network.row.max(initial=-1)) + 1
    top_store, sums = empty_store(plan.top_rows, directives), case.new_sums()
    top = Room(top_store, np.empty(handing, dtype=np.uint32), nowhere(), nowhere(), empty_flow(0))
    period, none = case.whole_run, no_conditions()
    serve(case, agenda, seed, replication, period, plan.top, 0, top, sums, no_record(), none)
    workspace = threading.local()

    def run(part: Ranges) -> Sums:
        if not hasattr(workspace, "room"):
            store = with_room(top_store, plan.part_rows)
            workspace.room = top._replace(store=store, rows=top.rows.copy())
        part_sums = case.new_sums()
        room = workspace.room
        serve(
            case, agenda, seed, replication, period, part, plan.top_rows, room, part_sums, no_record(), none
        )
        return part_sums

    for part_sums in pool.map(run, plan.parts):
        for total, part in zip(sums, part_sums, strict=True):
            total += part
    return Outcome(sums, directives)


def with_room(store: Store, rows: int) -> Store:
    """Return a copy of a store with room for more rows."""
    larger = empty_store(len(store.served) + rows, store.order.shape[1])
    larger.left[:, : len(store.served)] = store.left
    larger.order[: len(store.served)] = store.order
    larger.served[: len(store.served)] = store.served
    larger.lost[: len(store.lost)] = store.lost
    return larger


def serve(
    case: Case,
    agenda: Agenda,
    seed: int,
    replication: int,
    period: Period,
    ranges: Ranges,
    first_row: int,
    room: Room,
    sums: Sums,
    record: Record,
    conditions: Conditions,
    extras: int = 0,
) -> int:
    """Call the compiled engine; return -1 where there was too little room."""
    bench = empty_bench(len(agenda.issued), len(case.rhythm.time), sums.by_quarter.shape[1], extras)
    return int(
        hand_down(
            case.network,
            case.setting,
            conditions,
            case.rhythm,
            agenda,
            period,
            np.uint64(seed),
            np.uint64(replication),
            ranges,
            first_row,
            room.rows,
            room.store,
            room.before,
            room.after,
            bench,
            room.flow,
            sums,
            record,
        )
    )


def run_simpy(case: Case, seed: int, replication: int, ledger: bool) -> Outcome:
    """Run one replication in the SimPy engine."""
    from simulation.process import HandDown

    organisation = case.organisation
    agenda, sums, review = case.agenda(seed, replication), case.new_sums(), case.review(seed, replication)
    model = HandDown(organisation, case.setting, case.rhythm, agenda, seed, replication, review=review)
    model.run(sums)
    events = ledgers.from_events(model.events, organisation, case.kinds) if ledger else None
    return Outcome(sums, len(agenda.issued), review, events)


def collect(
    organisation: Organisation,
    scenarios: Sequence[Scenario],
    outcomes: Sequence[Sequence[Outcome]],
    seed: int,
    weeks: float,
    engine: Engine,
) -> Runs:
    """Return the runs of finished replications."""
    frames = [
        outcome.ledger.assign(scenario=scenario.name, replication=replication)
        for replication, row in enumerate(outcomes)
        for scenario, outcome in zip(scenarios, row, strict=True)
        if outcome.ledger is not None
    ]
    stacked = Sums(*(np.array([[outcome.sums[k] for outcome in row] for row in outcomes]) for k in range(4)))
    directives = np.array([[outcome.directives for outcome in row] for row in outcomes])
    return Runs(
        organisation=organisation,
        scenarios=tuple(scenarios),
        seed=seed,
        weeks=float(weeks),
        engine=engine,
        sums=Sums(*(np.swapaxes(values, 0, 1) for values in stacked)),
        directives=directives.T,
        reviews=gather([[row[k].review for row in outcomes] for k in range(len(scenarios))]),
        ledger=ledgers.join(frames) if frames else None,
    )


def require_arguments(scenarios: Sequence[Any], replications: int, weeks: float, engine: str) -> None:
    """Refuse what cannot be simulated."""
    if not scenarios:
        raise ValueError("no scenario to simulate: give at least one")
    strangers = [scenario for scenario in scenarios if not isinstance(scenario, Scenario)]
    if strangers:
        raise ValueError(
            f"scenarios must be Scenario objects (Scenario.read(...) makes them), not {strangers[0]!r}"
        )
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two scenarios are called {twice[0]!r}: rename one with scenario.named(...)")
    if not is_whole(replications) or not 1 <= replications < REPLICATION_LIMIT:
        raise ValueError(f"replications must be a whole number of at least 1, not {replications!r}")
    if isinstance(weeks, bool) or not isinstance(weeks, Real) or not 0 < weeks <= MAXIMUM_WEEKS:
        raise ValueError(f"weeks must be above 0 and at most {MAXIMUM_WEEKS:g}, not {weeks!r}")
    if engine not in ("compiled", "simpy"):
        raise ValueError(f"engine must be 'compiled' or 'simpy', not {engine!r}")


def require_threads(threads: int | None) -> None:
    """Refuse what is no number of threads; None leaves it to the machine."""
    if threads is not None and (not is_whole(threads) or threads < 1):
        raise ValueError(f"threads must be a whole number of at least 1, not {threads!r}")


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number, of Python or of numpy; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
