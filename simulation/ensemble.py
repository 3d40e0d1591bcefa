"""Scenarios x replications: the same luck for every scenario, threads, progress, cancelling."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np

from models.arguments import as_seed
from models.organisation import Organisation
from simulation import ledger as ledgers
from simulation.case import Case, make_case
from simulation.counting import Sums
from simulation.draws import REPLICATION_LIMIT
from simulation.replication import Outcome, run_compiled, run_in_parts, run_simpy
from simulation.reviews import gather
from simulation.runs import Runs
from simulation.scenario import Scenario

Engine = Literal["compiled", "simpy"]
Progress = Callable[[int, int], None]
MAXIMUM_WEEKS = 1040.0


class Cancelled(Exception):
    """The run was cancelled; ``runs`` holds what all scenarios had finished by then, or None."""

    def __init__(self, runs: Runs | None) -> None:
        done = 0 if runs is None else runs.replications
        super().__init__(f"cancelled after {done} replications of every scenario")
        self.runs = runs


def simulate(
    organisation: Organisation,
    scenarios: Scenario | Iterable[Scenario],
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
    scenarios : Scenario or iterable of Scenario
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
    # A scenario, as a model of pydantic, can itself be gone through: field by field.
    single = isinstance(scenarios, (Scenario, str, Mapping)) or not isinstance(scenarios, Iterable)
    chosen: list[Any] = [scenarios] if single else list(scenarios)
    if not isinstance(organisation, Organisation):
        raise ValueError(
            f"organisation must be an Organisation (Organisation.read(...) makes one), not {organisation!r}"
        )
    if not organisation.n_members and not organisation.headcount.any():
        raise ValueError(
            "所有人数均为 0，而各项结果都是按人数加权的平均值 / "
            "every headcount of the organisation is 0, and all results are means weighted by headcount"
        )
    require_arguments(chosen, replications, weeks, engine)
    require_threads(threads)
    seed = as_seed(seed)
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
        raise ValueError("没有情景，请至少给出一个 / no scenario to simulate: give at least one")
    strangers = [scenario for scenario in scenarios if not isinstance(scenario, Scenario)]
    if strangers:
        raise ValueError(
            f"scenarios must be Scenario objects (Scenario.read(...) makes them), not {strangers[0]!r}"
        )
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"两个情景同名 {twice[0]!r}，请用 scenario.named(...) 改名 / "
            f"two scenarios are called {twice[0]!r}: rename one with scenario.named(...)"
        )
    if is_whole(replications) and replications >= REPLICATION_LIMIT:
        raise ValueError(f"重复次数须小于 2**32 / replications must be fewer than 2**32, not {replications}")
    if not is_whole(replications) or replications < 1:
        raise ValueError(
            f"重复次数须为不小于 1 的整数 / replications must be a whole number of at least 1, not {replications!r}"
        )
    if isinstance(weeks, bool) or not isinstance(weeks, Real) or not 0 < weeks <= MAXIMUM_WEEKS:
        raise ValueError(
            f"期限须大于 0 且不超过 {MAXIMUM_WEEKS:g} 周 / weeks must be above 0 and at most {MAXIMUM_WEEKS:g}, not {weeks!r}"
        )
    if engine not in ("compiled", "simpy"):
        raise ValueError(f"engine must be 'compiled' or 'simpy', not {engine!r}")


def require_threads(threads: int | None) -> None:
    """Refuse what is no number of threads; None leaves it to the machine."""
    if threads is not None and (not is_whole(threads) or threads < 1):
        raise ValueError(
            f"线程数须为不小于 1 的整数 / threads must be a whole number of at least 1, not {threads!r}"
        )


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number, of Python or of numpy; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
