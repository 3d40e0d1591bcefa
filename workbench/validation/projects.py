"""The project chain in the engine beside its closed form."""

from __future__ import annotations

from collections.abc import Iterator

from models import Organisation
from models.innovation import conversion_probability
from simulation import Scenario, simulate
from simulation.calendar import Calendar
from simulation.extras import STAGES
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated_ratio

CONVERTED = Label("项目链：走完全部环节的比例", "project chain: share that passes all stages")


def project_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of the share of ended projects that were converted, where stages take next to no time."""
    stages = len(STAGES)
    for chance in (0.65, 0.9):
        exact = chance**stages
        case = f"{chance:g}^{stages}"
        yield exactly(CONVERTED, case, ASSUMPTION, exact, conversion_probability([chance] * stages), 1e-12)
        scenario = (
            Scenario.today()
            .with_calendar(Calendar(checkpoints={}))
            .with_parameters(
                feedback="quarterly",
                directives_per_year=1.0,
                appeal_rate=0.0,
                training_hours=0.0,
                project_rate=50.0,
                project_pass=chance,
                project_hours=0.01,
                project_lag=0.0,
            )
        )
        runs = simulate(Organisation.tree([4]), scenario, replications=replications, seed=seed)
        converted = runs.data["converted"].sum("quarter").to_numpy()[0]
        stopped = runs.data["stopped"].sum("quarter").to_numpy()[0]
        yield simulated_ratio(CONVERTED, case, ASSUMPTION, exact, converted, converted + stopped)
