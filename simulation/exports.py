"""A simulated run as the tables that evaluators fill in: the instruments of :mod:`models.instruments` run on them unchanged."""

from __future__ import annotations

import pandas as pd

from models.organisation import Organisation
from simulation.dating import require_year
from simulation.exported_events import meeting_rows, project_rows
from simulation.exported_people import growth_rows, member_rows
from simulation.exported_units import duty_rows, rating_rows, score_rows
from simulation.scenario import Scenario
from simulation.watching import Watched, watch

YEAR = 2024


def export_tables(
    organisation: Organisation,
    scenario: Scenario,
    *,
    replication: int = 0,
    seed: int,
    weeks: float = 52,
    year: int = YEAR,
) -> dict[str, pd.DataFrame]:
    """Simulate one replication and return it as the seven tables of the instruments.

    Parameters
    ----------
    organisation : Organisation
    scenario : Scenario
        With quarterly reviews.
    replication : int
        Which one, from 0.
    seed : int
        0 .. 2**64 - 1.
    weeks : float
        Horizon. A model year of 52 weeks is put on a calendar year, quarter by quarter (`simulation.dating.day_of`).
    year : int
        Calendar year in which the run begins.

    Returns
    -------
    dict of DataFrame
        ``duties``, ``meetings``, ``members``, ``scores``, ``ratings``, ``growth``, ``projects``, in the columns of the
        templates. Where nothing happened a table has no rows.

    Raises
    ------
    ValueError
        For arguments out of range, and for a scenario without quarterly reviews.

    Notes
    -----
    What the model holds is exported as it is; what it does not hold follows from it by a rule, and each table's function
    says which (assumptions). No table needs luck of its own.

    Examples
    --------
    >>> scenario = Scenario.today().with_parameters(feedback="quarterly")
    >>> tables = export_tables(Organisation.tree([2, 2]), scenario, seed=1)
    >>> list(tables)
    ['duties', 'meetings', 'members', 'scores', 'ratings', 'growth', 'projects']
    >>> len(tables["scores"])
    7
    """
    require_year(year)
    run = watch(organisation, scenario, replication=replication, seed=seed, weeks=weeks)
    return tables_of(run, year)


def tables_of(run: Watched, year: int = YEAR) -> dict[str, pd.DataFrame]:
    """Return the tables of a replication that was watched."""
    return {
        "duties": duty_rows(run),
        "meetings": meeting_rows(run, year),
        "members": member_rows(run),
        "scores": score_rows(run),
        "ratings": rating_rows(run),
        "growth": growth_rows(run, year),
        "projects": project_rows(run, year),
    }
