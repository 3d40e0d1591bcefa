"""Who learns from whom: against a loop over every line, and Bass' closed form where all are one group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, organisations

from models import Organisation
from models.bass import bass_adopted
from models.parameters import Parameters
from simulation import Scenario, simulate
from simulation.review_people import skills
from simulation.review_practices import practices
from simulation.rollup import Tree
from simulation.setting import make_network
from simulation.state import first_state
from simulation.ties import Ties


def ties_of(organisation, command=0.5):
    return Ties(Tree(make_network(organisation, 0.0)), organisation.lines, command)


def mean_by_hand(organisation, unit, values, command):
    """Mean over kinds of neighbours of the mean over the neighbours of a kind, each with its headcount."""
    heads, above = ties_of(organisation).tree.weight, organisation.superior

    def others(kind):
        pairs = organisation.lines.get(kind, [])
        return [a + b - unit for a, b in pairs if unit in (a, b)]

    peers = [other for other in range(len(organisation)) if above[unit] >= 0 and above[other] == above[unit]]
    line = [other for other in range(len(organisation)) if above[other] == unit or above[unit] == other]
    kinds = [(1.0, [*peers, *others("peer")]), (command, line), (1.0, others("consortium"))]
    kinds = [(weight, near) for weight, near in kinds if sum(heads[other] for other in near) > 0]
    total = sum(weight for weight, _ in kinds)
    if total == 0:
        return values[unit]
    return sum(weight * np.average(values[near], weights=heads[near]) for weight, near in kinds) / total


@examples(80)
@given(organisations(members=False), st.integers(0, 1000), st.sampled_from([0.0, 0.5, 3.0]))
def test_the_mean_over_neighbours_is_that_of_a_loop_over_all_lines(organisation, seed, command):
    values = np.random.default_rng(seed).uniform(size=len(organisation))
    found = ties_of(organisation, command).around(values)
    expected = [mean_by_hand(organisation, unit, values, command) for unit in range(len(organisation))]
    np.testing.assert_allclose(found, expected)


def test_one_group_of_peers_learns_as_bass_says():
    """Over three years, by publicity and emulation alone, nothing forgotten."""
    organisation = Organisation.tree([12])
    parameters = Parameters().with_values(practice_decay=0.0)
    network = make_network(organisation, 0.0)
    state, ties = first_state(network, parameters, 1, 0), Ties(Tree(network), {}, 0.5)
    rules = parameters.adjustment
    for quarter in range(1, 13):
        state = state.changed(**practices(state, parameters, np.zeros(13), 5.0, 13.0, ties))
        expected = bass_adopted(quarter / 4, rules.publicity, rules.emulation)
        np.testing.assert_allclose(state.known, float(expected), rtol=1e-12)


def test_a_practice_comes_to_the_neighbours_of_who_made_it():
    """Two bureaus; one unit of the first has made all that was converted. Its peers learn more than the others."""
    organisation = Organisation.tree([2, 3])
    parameters, network = Parameters(), make_network(organisation, 0.0)
    ties, made = Ties(Tree(network), {}, 0.5), np.zeros(9)
    made[3] = 4.0
    state = first_state(network, parameters, 1, 0)
    state = state.changed(**practices(state, parameters, made, 4.0, 13.0, ties))
    later = practices(state, parameters, np.zeros(9), 4.0, 13.0, ties)["known"]
    assert state.known[3] > 0.9
    assert later[4] == later[5] > later[6] == later[7] == later[8]
    bridge = organisation.with_lines("consortium", [(str(organisation.ids[4]), str(organisation.ids[8]))])
    bridged = Ties(Tree(network), bridge.lines, 0.5)
    assert later[8] == practices(state, parameters, np.zeros(9), 4.0, 13.0, ties)["known"][8]
    state = state.changed(known=np.where(np.arange(9) == 4, 1.0, state.known))
    after = practices(state, parameters, np.zeros(9), 4.0, 13.0, bridged)["known"]
    assert after[8] > after[7]


def test_skill_comes_along_consortium_lines_where_there_are_any():
    organisation = Organisation.tree([2, 2])
    parameters = Parameters().with_values(consortium_exchange=0.5, skill_decay=0.0, learning=0.0)
    network = make_network(organisation, 0.0)
    skill = np.array([0.8, 0.8, 0.8, 0.4, 1.0, 0.5, 0.9])
    state = first_state(network, parameters, 1, 0).changed(skill=skill)
    without = skills(state, parameters, Ties(Tree(network), {}, 0.5))
    # Units of one superior: means 0.7 and 0.7; who is above them loses nothing.
    np.testing.assert_allclose(without[3:], [0.55, 1.0, 0.6, 0.9])
    ids = [str(name) for name in organisation.ids]
    far = organisation.with_lines("consortium", [(ids[3], ids[6])])
    across = skills(state, parameters, Ties(Tree(network), far.lines, 0.5))
    np.testing.assert_allclose(across[3:], [0.65, 1.0, 0.5, 0.9])


def test_the_consortium_works_along_its_lines_in_a_whole_run():
    """Partners drawn between two bureaus: only who has a line gains skill by it."""
    organisation = Organisation.tree([2, 6])
    ids = [str(name) for name in organisation.ids]
    lined = organisation.with_lines("consortium", [(ids[3], ids[9]), (ids[4], ids[10])])
    today = Scenario.today().with_parameters(turnover=0, strain_turnover=0)
    scenarios = [today, today.with_measures(consortium={"transfer": 0.5}).named("consortium")]
    found = {}
    for name, place in (("lines", lined), ("none", organisation)):
        data = simulate(place, scenarios, replications=20, seed=5, weeks=52).data
        skill = data["skill"].isel(level=-1, quarter=-1).mean("replication")
        found[name] = float(skill.sel(scenario="consortium") - skill.sel(scenario="today"))
    assert 0 < found["lines"] < found["none"]


@pytest.mark.parametrize("kind", ["peer", "consortium"])
def test_a_line_changes_what_units_know_and_nothing_that_happens_at_once(kind):
    organisation = Organisation.tree([3, 3])
    ids = [str(name) for name in organisation.ids]
    lined = organisation.with_lines(kind, [(ids[4], ids[12])])
    one, other = (
        simulate(place, Scenario.today(), replications=3, seed=2, weeks=104).data["outcome"]
        for place in (organisation, lined)
    )
    assert (one.isel(quarter=0) == other.isel(quarter=0)).all()
