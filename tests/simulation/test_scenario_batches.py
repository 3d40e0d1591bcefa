"""Batches: the same numbers as one simulation of all scenarios, however the work is cut up, and hours that add up."""

import numpy as np
import pytest

from models import Organisation
from simulation import Scenario, simulate
from simulation.outcomes import SPENT
from simulation.scenario_batches import ALL_HOURS, AT_A_TIME, run_batch

TREE = Organisation.tree([2, 3])
TODAY = Scenario.today()
MANY = [TODAY.with_measures(grid_areas=k / (AT_A_TIME + 1)) for k in range(AT_A_TIME + 2)]


@pytest.fixture(scope="module")
def batch():
    return run_batch(TREE, MANY, replications=2, seed=0, weeks=26)


def test_the_outcomes_are_those_of_simulate_bit_for_bit(batch):
    named = [scenario.named(f"s{k}") for k, scenario in enumerate(MANY)]
    overall = simulate(TREE, named, replications=2, seed=0, weeks=26).data["overall"]
    for indicator in overall["indicator"].values.tolist():
        assert batch.of(indicator).tobytes() == overall.sel(indicator=indicator).values.tobytes()


def test_processes_change_nothing(batch):
    shared = run_batch(TREE, MANY, replications=2, seed=0, weeks=26, workers=2)
    assert shared.indicators == batch.indicators
    assert shared.values.tobytes() == batch.values.tobytes()


def test_hours_add_up_and_patrols_are_counted_where_owners_are(batch):
    total = sum(batch.of(name) for name in SPENT)
    np.testing.assert_allclose(total, batch.of(ALL_HOURS), rtol=1e-12)
    # 9 units, of which the root alone stands two levels above another: it patrols 1.5 hours a week at full intensity.
    np.testing.assert_allclose(batch.of("standing_hours")[0], 0.0, atol=1e-12)
    np.testing.assert_allclose(batch.of("standing_hours")[-1], 1.5 / 9, rtol=1e-9)
    # Nobody spends more than there is: 47.56 hours, of which business takes 64%.
    assert (batch.of(ALL_HOURS) <= 47.56 * 0.36 + 1e-9).all()


def test_progress_is_told():
    told = []
    run_batch(TREE, MANY, replications=1, seed=1, weeks=13, progress=lambda *numbers: told.append(numbers))
    assert told == [(AT_A_TIME, AT_A_TIME + 2), (AT_A_TIME + 2, AT_A_TIME + 2)]


def test_what_cannot_be_run_is_refused(batch):
    with pytest.raises(ValueError, match="no scenario"):
        run_batch(TREE, [], replications=1, seed=1)
    with pytest.raises(ValueError, match="some scenarios have quarterly reviews"):
        run_batch(TREE, [TODAY, TODAY.with_parameters(feedback="none")], replications=1, seed=1)
    with pytest.raises(ValueError, match="workers must be a whole number"):
        run_batch(TREE, [TODAY], replications=1, seed=1, workers=0)
    with pytest.raises(ValueError, match="did you mean 'gain'"):
        batch.of("gains")
