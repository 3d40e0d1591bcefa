"""A unit's losses add up, and over all units they are the waterfall that the engine reports."""

import json

import numpy as np
import pytest

from models import Organisation
from simulation import Scenario, simulate
from simulation.counting import CAUSES
from workbench.app.unit_story import losses_of, story_of
from workbench.app.year import Year, year_of


@pytest.fixture(scope="module", params=["today", "full-package"])
def year(request: pytest.FixtureRequest, laibin: Organisation, scenarios: list[Scenario]) -> Year:
    scenario = next(scenario for scenario in scenarios if scenario.name == request.param)
    return year_of(laibin, scenario, seed=3)


def test_losses_of_all_units_are_the_waterfall_of_the_run(year: Year) -> None:
    organisation = year.organisation
    runs = simulate(organisation, year.scenario, replications=1, seed=3)
    reported = runs.data["waterfall"].values[0, 0]
    weight, sums = organisation.path_weight(), np.zeros_like(reported)
    for unit in range(organisation.n_units):
        losses = losses_of(year, unit)
        sums[organisation.level[unit]] += weight[unit] * np.array([losses[cause] for cause in CAUSES])
        total = losses["handed"] + sum(losses[cause] for cause in CAUSES)
        assert total == pytest.approx(losses["delivered"], abs=1e-12)
    together = [CAUSES.index("waiting"), CAUSES.index("unfinished")]
    apart = [place for place in range(len(CAUSES)) if place not in together]
    assert sums[:, apart] == pytest.approx(reported[:, apart], abs=1e-9)
    assert sums[:, together].sum(axis=1) == pytest.approx(reported[:, together].sum(axis=1), abs=1e-9)


def test_a_story_is_plain_and_complete(year: Year) -> None:
    unit = year.organisation.n_units - 1
    story = story_of(year, unit)
    json.dumps(story, allow_nan=False)
    assert len(story["people"]["skill"]) == 5
    ledger = simulate(year.organisation, year.scenario, replications=1, seed=3, ledger=True).ledger
    assert ledger is not None
    assert len(story["rows"]) == (ledger["unit"] == year.organisation.ids[unit].as_py()).sum()
    counts = story["counts"]
    assert counts["found"] <= counts["broken"] <= counts["issued"]
    assert counts["done"] <= counts["received"] <= counts["issued"] == len(year.issued)


def test_a_story_without_reviews_has_no_people(laibin: Organisation) -> None:
    year = year_of(laibin, Scenario.today().with_parameters(feedback="none"), seed=0)
    assert story_of(year, 3)["people"] == {}
