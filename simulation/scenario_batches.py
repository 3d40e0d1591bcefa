"""Many scenarios on the same luck, of which only the outcomes of each replication are kept.

Hundreds of scenarios are run a handful at a time, so that memory follows the handful and not the hundreds. A scenario's numbers do
not depend on what it is run with, on the size of the handful, or on how many processes share the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from models.organisation import Organisation
from models.quantities import require_known
from simulation.ensemble import is_whole, simulate
from simulation.outcomes import SPENT
from simulation.scenario import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

ALL_HOURS = "hours_spent"
AT_A_TIME = 8


@dataclass(frozen=True, eq=False)
class Batch:
    """Outcomes of many scenarios: ``values`` has shape (scenarios, replications, indicators)."""

    indicators: tuple[str, ...]
    values: Floats

    def of(self, indicator: str) -> Floats:
        """Return one indicator, shape (scenarios, replications).

        Raises
        ------
        ValueError
            For an unknown indicator, with the nearest right name.
        """
        require_known(indicator, self.indicators, "indicator")
        return self.values[..., self.indicators.index(indicator)]


def run_batch(
    organisation: Organisation,
    scenarios: Sequence[Scenario],
    *,
    replications: int,
    seed: int,
    weeks: float = 52,
    workers: int = 1,
    progress: Progress | None = None,
) -> Batch:
    """Run many scenarios on the same luck and keep the headline outcomes and hours of each replication.

    Parameters
    ----------
    organisation : Organisation
    scenarios : sequence of Scenario
        All with quarterly reviews, or all without: only so have they the same outcomes. Names do not matter.
    replications, seed, weeks
        As in :func:`simulation.simulate`.
    workers : int
        Processes that share the work; reviews are Python, which threads cannot share. Results do not depend on it.
    progress : callable, optional
        Called with (finished, all) scenarios after each handful.

    Returns
    -------
    Batch
        The indicators of ``runs.data["overall"]``, then all hours spent a person and week.

    Raises
    ------
    ValueError
        For arguments out of range, or a scenario that cannot be run.
    """
    if not scenarios:
        raise ValueError("no scenario to simulate: give at least one")
    if not is_whole(workers) or workers < 1:
        raise ValueError(f"workers must be a whole number of at least 1, not {workers!r}")
    if len({scenario.parameters.adjustment.feedback for scenario in scenarios}) > 1:
        raise ValueError("some scenarios have quarterly reviews and some have none: their outcomes differ")
    numbered = [scenario.named(f"number-{place}") for place, scenario in enumerate(scenarios)]
    parts = [numbered[start : start + AT_A_TIME] for start in range(0, len(numbered), AT_A_TIME)]
    run = partial(run_part, organisation, replications=replications, seed=seed, weeks=weeks)
    found: list[Batch] = []
    done = 0
    for part, batch in zip(parts, shared(run, parts, min(workers, len(parts))), strict=True):
        found.append(batch)
        done += len(part)
        if progress is not None:
            progress(done, len(numbered))
    return Batch(found[0].indicators, np.concatenate([batch.values for batch in found]))


def shared(
    run: Callable[[Sequence[Scenario]], Batch], parts: Sequence[Sequence[Scenario]], workers: int
) -> Iterator[Batch]:
    """Yield the parts' batches in their order, worked on by one or several processes."""
    if workers == 1:
        yield from map(run, parts)
        return
    # Spawned, not forked: a fork of a process that has threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run, parts)


def run_part(
    organisation: Organisation,
    scenarios: Sequence[Scenario],
    *,
    replications: int,
    seed: int,
    weeks: float,
) -> Batch:
    """Run a handful of scenarios."""
    runs = simulate(organisation, scenarios, replications=replications, seed=seed, weeks=weeks, threads=1)
    columns = runs.overall()
    columns[ALL_HOURS] = sum((columns[name] for name in SPENT), np.zeros(()))
    return Batch(tuple(columns), np.stack(list(columns.values()), axis=-1))
