"""Runs of the reference engine with mechanisms of your own: an office of another kind, further processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.arguments import as_seed
from models.organisation import Organisation
from simulation.case import Case, make_case
from simulation.ensemble import collect, require_arguments
from simulation.moments import Process
from simulation.office import Office
from simulation.process import HandDown
from simulation.replication import Outcome
from simulation.runs import Runs
from simulation.scenario import Scenario

# No engine of this name exists, so the record of such a run is refused rather than repeated without the extension.
ENGINE = "simpy, extended"


def simulate_extended(
    organisation: Organisation,
    scenarios: Scenario | Sequence[Scenario],
    *,
    replications: int,
    seed: int,
    weeks: float = 52,
    office: type[Office] = Office,
    processes: Sequence[Callable[[HandDown], Process]] = (),
) -> Runs:
    """Simulate in SimPy with your own office or processes, on the luck that :func:`simulation.simulate` meets.

    So a run of the compiled engine with the same organisation, scenario and seed is the paired baseline: whatever differs comes
    from the extension. Examples of extensions are in :mod:`simulation.extension_example`.

    Parameters
    ----------
    organisation, scenarios, replications, seed, weeks
        As in :func:`simulation.simulate`. SimPy takes about 20 µs an event, so begin with a small organisation.
    office : type of Office
        Your own subclass.
    processes : sequence of callables
        Each is given the model and returns a generator; see :meth:`simulation.process.HandDown.register`.

    Returns
    -------
    Runs

    Raises
    ------
    ValueError
        For arguments out of range, scenarios of the same name, or conflicting measures.

    Examples
    --------
    Without an extension, the same numbers as from the compiled engine:

    >>> import numpy as np
    >>> from simulation import simulate
    >>> organisation, today = Organisation.tree([2, 2]), Scenario.today()
    >>> here = simulate_extended(organisation, today, replications=2, seed=1)
    >>> there = simulate(organisation, today, replications=2, seed=1)
    >>> bool(np.allclose(here.data["overall"], there.data["overall"], rtol=1e-12))
    True
    """
    chosen = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    require_arguments(chosen, replications, weeks, "simpy")
    seed = as_seed(seed)
    cases = [make_case(organisation, scenario, weeks, as_units=True) for scenario in chosen]
    outcomes = [
        [run_extended(case, seed, replication, office, processes) for case in cases]
        for replication in range(replications)
    ]
    return replace(collect(organisation, chosen, outcomes, seed, weeks, "simpy"), engine=ENGINE)


def run_extended(
    case: Case,
    seed: int,
    replication: int,
    office: type[Office],
    processes: Sequence[Callable[[HandDown], Process]],
) -> Outcome:
    """Run one replication of one scenario."""
    agenda, sums, review = case.agenda(seed, replication), case.new_sums(), case.review(seed, replication)
    model = HandDown(
        case.organisation,
        case.setting,
        case.rhythm,
        agenda,
        seed,
        replication,
        office=office,
        review=review,
    )
    for process in processes:
        model.register(process)
    model.run(sums)
    return Outcome(sums, len(agenda.issued), review)
