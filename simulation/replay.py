"""A recorded run once more: all of it, or one replication with every event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from models.organisation import Organisation
from models.quantities import require_known
from simulation.case import make_case
from simulation.ensemble import simulate
from simulation.replication import run_compiled
from simulation.run_record import rebuild_organisation
from simulation.runs import Runs
from simulation.scenario import Scenario


def reproduce(record: Mapping[str, Any], organisation: Organisation | None = None) -> Runs:
    """Run again what a record describes."""
    return simulate(
        rebuild_organisation(record, organisation),
        [Scenario.from_values(values) for values in record["scenarios"]],
        replications=record["replications"],
        seed=record["seed"],
        weeks=record["weeks"],
        engine=record["engine"],
    )


def replay(
    record: Mapping[str, Any], scenario: str, replication: int, organisation: Organisation | None = None
) -> pd.DataFrame:
    """Return the full ledger of one replication of a recorded run.

    Raises
    ------
    ValueError
        For a scenario or replication that the run did not have.
    """
    names = [values["name"] for values in record["scenarios"]]
    require_known(scenario, names, "scenario")
    if not 0 <= replication < record["replications"]:
        last = record["replications"] - 1
        raise ValueError(
            f"重复序号须为 0 到 {last} 的整数 / replication must be 0 .. {last}, not {replication}"
        )
    chosen = Scenario.from_values(record["scenarios"][names.index(scenario)])
    case = make_case(rebuild_organisation(record, organisation), chosen, record["weeks"], as_units=True)
    ledger = run_compiled(case, record["seed"], replication, ledger=True).ledger
    assert ledger is not None  # asked for in the line above
    return ledger
