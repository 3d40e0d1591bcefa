"""The small print of figures."""

import pytest

from models import Organisation
from simulation import Scenario, simulate
from workbench.sentences import runs_note


@pytest.mark.parametrize(
    ("spans", "weeks", "replications", "told"),
    [
        ([], 1, 1, "1 unit, 1 week, 1 replication of each scenario"),
        ([2], 2, 3, "3 units, 2 weeks, 3 replications of each scenario"),
    ],
)
def test_one_is_told_as_one(spans: list[int], weeks: int, replications: int, told: str) -> None:
    organisation = Organisation.tree(spans)
    runs = simulate(organisation, Scenario.today(), replications=replications, seed=1, weeks=weeks)
    assert runs_note(runs, "en").startswith(told)
    assert runs_note(runs, "zh").startswith(f"{organisation.n_units} 个单位，{weeks} 周，")
