"""Stacking: main effects and interactions against response functions whose interactions are known."""

from itertools import combinations

import numpy as np
import pytest

from models import Organisation
from simulation import Scenario, simulate
from simulation.measure import PILLARS
from simulation.measures import MEASURES
from simulation.stacking import by_pillar, effects, needing, stack

NAMES = ["ledger", "training", "guidance", "exchange"]
EFFECTS = {"ledger": 1.0, "training": -0.5, "guidance": 0.0, "exchange": 2.0}
INTERACTIONS = {("ledger", "training"): 0.7, ("guidance", "exchange"): -0.4}
TREE = Organisation.tree([2, 3])


def response(names, luck):
    """A function made by hand: the sum of the effects and interactions of what is in force, and luck of each replication."""
    mains = sum(EFFECTS[name] for name in names)
    crossed = sum(size for pair, size in INTERACTIONS.items() if set(pair) <= set(names))
    return 10.0 + mains + crossed + luck


def made(noise, replications=12):
    rng = np.random.default_rng(3)
    luck = rng.normal(size=replications)

    def corner(names):
        return response(names, luck) + noise * rng.normal(size=replications)

    alone = np.array([corner([name]) for name in NAMES])
    together = np.array([corner(pair) for pair in combinations(NAMES, 2)])
    return effects(NAMES, corner([]), alone, together)


def test_known_effects_and_interactions_are_found_exactly_where_only_luck_differs():
    single, pairs = made(noise=0.0)
    assert single.set_index("measure")["effect"].to_dict() == pytest.approx(EFFECTS)
    for row in pairs.itertuples():
        assert row.interaction == pytest.approx(INTERACTIONS.get((row.first, row.second), 0.0), abs=1e-9)
        assert row.confident == ((row.first, row.second) in INTERACTIONS)
        assert row.together == pytest.approx(row.first_added + EFFECTS[row.second])
        assert row.second_added == pytest.approx(EFFECTS[row.second] + row.interaction)


def test_with_noise_the_intervals_hold_the_truth_and_the_planted_pairs_stand_out():
    _, pairs = made(noise=0.1)
    truth = np.array([INTERACTIONS.get((row.first, row.second), 0.0) for row in pairs.itertuples()])
    assert ((pairs["low"] <= truth) & (truth <= pairs["high"])).sum() >= 5
    found = needing(pairs.assign(indicator="gain"))
    assert found[["first", "second", "kind"]].to_numpy().tolist() == [
        ["ledger", "training", "complements"],
        ["guidance", "exchange", "substitutes"],
    ]


def test_false_discoveries_are_held_down():
    """Of 325 pairs without any interaction about 16 look certain one by one; corrected, none does in nine of ten families."""
    rng = np.random.default_rng(5)
    names = list(MEASURES)
    corrected, alone_certain = 0, 0
    for _ in range(20):
        none, alone, together = (rng.normal(size=shape) for shape in ((10,), (26, 10), (325, 10)))
        _, pairs = effects(names, none, 0.0 * alone, 3.0 * together)
        corrected += pairs["confident"].any()
        alone_certain += (pairs["p_value"] < 0.05).sum()
    assert corrected <= 4
    assert 10 < alone_certain / 20 < 25


def test_the_corners_are_those_of_simulate_bit_for_bit():
    today = Scenario.today()
    sets = ({}, {"ledger": 0.5}, {"training": 0.5}, {"ledger": 0.5, "training": 0.5})
    scenarios = [today.with_measures(**measures).named(f"s{k}") for k, measures in enumerate(sets)]
    gain = (
        simulate(TREE, scenarios, replications=4, seed=9, weeks=26)
        .data["overall"]
        .sel(indicator="gain")
        .values
    )
    found = stack(TREE, measures=["ledger", "training"], intensity=0.5, replications=4, seed=9, weeks=26)
    row = found.pairs.query("indicator == 'gain'").iloc[0]
    assert row["interaction"] == pytest.approx((gain[3] - gain[2] - gain[1] + gain[0]).mean(), abs=1e-15)
    assert found.single.query("indicator == 'gain'")["effect"].tolist() == pytest.approx(
        [(gain[1] - gain[0]).mean(), (gain[2] - gain[0]).mean()], abs=1e-15
    )


def test_all_measures_stand_pillar_after_pillar():
    order = [MEASURES[name].pillar for name in by_pillar()]
    assert len(order) == 26
    assert list(dict.fromkeys(order)) == list(PILLARS)
    assert sorted(order, key=list(PILLARS).index) == order


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measures": ["ledger", "trainin"]}, "did you mean 'training'"),
        ({"measures": ["ledger"]}, "at least two different"),
        ({"measures": ["ledger", "ledger"]}, "at least two different"),
        ({"intensity": 0.0}, "intensity must be above 0"),
        ({"replications": 1}, "at least 2 replications"),
        ({"base": Scenario.today().with_parameters(feedback="none")}, "no quarterly reviews"),
        (
            {"base": Scenario.today().with_measures(ledger=1)},
            "already holds 'ledger'",
        ),
    ],
)
def test_what_cannot_be_stacked_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        stack(TREE, **{"replications": 2, **options})
