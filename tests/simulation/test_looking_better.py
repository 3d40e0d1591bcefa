"""Looking better than one is: who pads how much, what it takes of the week, and what it does to what scores can tell."""

import numpy as np
import pytest

from models import Organisation
from models.gaming import gaming
from models.parameters import Parameters
from simulation import Scenario, simulate
from simulation.review_effort import distorting_hours
from simulation.review_scores import paddings
from simulation.rollup import Tree
from simulation.setting import make_network
from simulation.state import first_state

REGION = Organisation.tree([4, 5, 6])
TODAY = Scenario.today()
GROUP = Organisation.tree([4])


def padded(outcome, prize=0.0, pressure=1.0, **values):
    parameters = Parameters().with_values(**values)
    units = len(GROUP)
    tree = Tree(make_network(GROUP, 0.0))
    return paddings(
        np.array([0.5, *outcome]), parameters, np.full(units, prize), np.full(units, pressure), tree
    )


def test_among_equals_without_a_prize_it_is_the_plain_law():
    expected = gaming(1.0, 0.3, 0.2, room=1.0)
    np.testing.assert_allclose(padded([0.4] * 4, stakes=1.0, audit=0.3, gaming_ease=0.2), expected)


def test_how_much_is_padded_by_hand():
    """Peers 0.2, 0.4, 0.4, 0.6 achieve 0.4 in the mean; the first falls short by half of it."""
    found = padded(
        [0.2, 0.4, 0.4, 0.6], gaming_spur=0.5, pressure=2.0, stakes=1.0, audit=0.0, gaming_ease=0.1
    )
    np.testing.assert_allclose(found[1:], [0.1 * (1 + 0.5 * 0.5 * 2.0), 0.1, 0.1, 0.1])
    prized = padded([0.4] * 4, prize=0.25, stakes=1.0, audit=0.0, gaming_ease=0.1)
    np.testing.assert_allclose(prized[1:], 0.125)


def test_there_is_nothing_to_pad_beyond_full():
    found = padded([1.0, 0.95, 0.0, 0.1], stakes=5.0, audit=0.0, gaming_ease=0.5)
    np.testing.assert_allclose(found[1:], [0.0, 0.05, 1.0, 0.9])


def test_padding_and_soliciting_take_hours_of_the_week():
    parameters = Parameters().with_values(gaming_hours=4.0, soliciting_hours=3.0, solicited=0.5)
    network = make_network(GROUP, 0.0)
    state = first_state(network, parameters, 1, 0)
    np.testing.assert_allclose(distorting_hours(parameters, state, network.terminal), [0, 1.5, 1.5, 1.5, 1.5])
    state = state.changed(padding=np.array([0.25, 0.5, 0.0, 0.0, 0.0]))
    np.testing.assert_allclose(distorting_hours(parameters, state, network.terminal), [1, 3.5, 1.5, 1.5, 1.5])


@pytest.mark.parametrize(
    ("more", "hours"), [({"gaming_ease": 0.5}, "gaming_hours"), ({"solicited": 0.6}, "soliciting_hours")]
)
def test_what_goes_into_looks_is_missing_elsewhere(more, hours):
    """The same padding with and without its hours: with them there is less attention, less substance, more strain."""
    busy = TODAY.with_parameters(directives_per_year=300, **more)
    costly, free = (
        busy.with_parameters(**{hours: value}).named(name) for name, value in (("costly", 8.0), ("free", 0.0))
    )
    data = simulate(REGION, [costly, free], replications=6, seed=3, weeks=104).data["overall"]
    means = data.mean("replication").sel(scenario="costly") - data.mean("replication").sel(scenario="free")
    for name, direction in (("substance", -1), ("gain", -1), ("strain", 1), ("trace_hours", 1)):
        assert np.sign(float(means.sel(indicator=name))) == direction, name


def test_scores_tell_less_where_those_behind_pad_more():
    """Dose and response: the steeper padding answers shortfall, the less score and true outcome go together."""
    quiet = TODAY.with_parameters(
        score_noise=0.0, audit=0.0, gaming_ease=0.5, gaming_hours=0.0, process_weight=0.0
    )
    doses = [0.0, 1.0, 2.0, 4.0]
    scenarios = [quiet.with_parameters(gaming_spur=dose).named(f"dose-{n}") for n, dose in enumerate(doses)]
    data = simulate(REGION, scenarios, replications=6, seed=3, weeks=104).data["validity"]
    validity = data.mean(["replication", "quarter"]).values
    assert (np.diff(validity) < -0.005).all(), validity
    audited = [s.with_parameters(audit=0.9).named(f"{s.name}-audited") for s in scenarios[::3]]
    kept = simulate(REGION, audited, replications=6, seed=3, weeks=104).data["validity"]
    lost = float(kept[0].mean() - kept[1].mean())
    assert lost < 0.5 * (validity[0] - validity[-1])
