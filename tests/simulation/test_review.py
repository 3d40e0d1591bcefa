"""The quarterly review step by step, against hand counts, brute force and conservation."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from strategies import examples, organisations

from models import Organisation
from models.parameters import Parameters
from simulation import Scenario, simulate
from simulation.case import make_case
from simulation.draws import Stream
from simulation.indicators import WHOLE, gini
from simulation.replication import run_compiled
from simulation.review import amplification, efforts, poisson_of, served_shares, trace_hours
from simulation.rollup import Tree
from simulation.setting import make_network, make_setting
from simulation.state import first_state, needs_of, uniforms_of
from simulation.succession import NEW, STAYS, Moves, promotions, succeed

TODAY = Scenario.today()
REGION = Organisation.tree([4, 5, 6])


def parts_of(organisation=REGION, **values):
    parameters = Parameters().with_values(**values)
    network = make_network(organisation, parameters.transmission.amplification)
    setting = make_setting(organisation, parameters, 52.0)
    return parameters, network, setting, first_state(network, parameters, 1, 0)


@examples(40)
@given(organisations(members=False, lines=False), st.integers(0, 1000))
def test_sums_and_products_along_lines_are_those_of_the_graph(organisation, seed):
    network = make_network(organisation, 0.0)
    values = np.random.default_rng(seed).uniform(0.5, 1.5, len(organisation))
    graph = nx.DiGraph([(int(above), unit) for unit, above in enumerate(organisation.superior) if above >= 0])
    graph.add_nodes_from(range(len(organisation)))
    tree = Tree(network)
    sums, products, means = tree.sum_below(values), tree.along_path(values), tree.peer_mean(values)
    for unit in range(len(organisation)):
        below = [unit, *nx.descendants(graph, unit)]
        assert sums[unit] == pytest.approx(values[below].sum())
        path = nx.shortest_path(graph, 0, unit)
        assert products[unit] == pytest.approx(np.prod(values[path[1:]]))
        peers = [other for other in graph if organisation.superior[other] == organisation.superior[unit]]
        assert means[unit] == pytest.approx(values[peers].mean() if unit else values[0])


def test_poisson_numbers_have_their_distribution():
    luck = (np.arange(20_000) + 0.5) / 20_000
    numbers = poisson_of(luck, 7.3)
    assert numbers.mean() == pytest.approx(7.3, abs=1e-3)
    assert numbers.var() == pytest.approx(7.3, rel=1e-2)
    assert (poisson_of(luck, 0.0) == 0).all()


def test_gini_by_hand():
    assert gini(np.array([1.0, 1.0, 1.0]), np.ones(3)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 1.0]), np.ones(4)) == pytest.approx(0.75)
    assert gini(np.array([1.0, 3.0]), np.array([1.0, 1.0])) == pytest.approx(0.25)
    # A weight of two is the same value twice.
    assert gini(np.array([1.0, 3.0]), np.array([2.0, 1.0])) == pytest.approx(
        gini(np.array([1.0, 1.0, 3.0]), np.ones(3))
    )


def test_needs_are_shares_and_facts_of_the_place():
    parameters, network, _, _ = parts_of()
    needs = needs_of(network, parameters, 1)
    np.testing.assert_allclose(needs.sum(axis=1), 1.0)
    assert (needs > 0).all()
    assert needs.std() > 0.05
    even = needs_of(network, parameters.with_values(needs_spread=0.0), 1)
    np.testing.assert_allclose(even, 0.25)


def test_insight_and_balance_bring_effort_to_where_it_is_needed():
    parameters, network, _, _ = parts_of()
    needs = needs_of(network, parameters, 1)
    knowing = served_shares(parameters.with_values(insight=1.0), needs)
    np.testing.assert_allclose(knowing, needs)
    balanced = served_shares(parameters.with_values(insight=0.0, portfolio=1.0), needs)
    np.testing.assert_allclose(balanced, 0.25)
    np.testing.assert_allclose(served_shares(parameters, needs).sum(axis=1), 1.0)


def test_no_stakes_no_traces_and_traces_follow_the_weight_of_process():
    parameters, network, setting, state = parts_of()
    tree = Tree(network)
    prize, pressure = np.zeros(len(REGION)), tree.along_path(1.0 + amplification(setting, state))
    none = efforts(state, parameters.with_values(stakes=0.0), prize, pressure)
    assert (none["trace"] == 0).all()
    some, more = (
        efforts(state, parameters.with_values(process_weight=weight), prize, pressure)["trace"]
        for weight in (0.3, 0.9)
    )
    assert (more > some).all()
    assert (trace_hours(setting, parameters, state.changed(**none), pressure) == 0).all()


def test_promotions_by_hand():
    """Root 0 with subordinates 1 and 2, whose subordinates are 3, 4 and 5, 6."""
    tree = Tree(make_network(Organisation.tree([2, 2]), 0.0))
    worth = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    vacant = np.array([True, False, False, False, False, False, False])
    came_from, promoted = promotions(vacant, worth, tree)
    # 2 is the better of the root's subordinates, 6 the better of 2's; somebody new comes for 6.
    assert came_from.tolist() == [2, STAYS, 6, STAYS, STAYS, STAYS, NEW]
    assert promoted == 2


@examples(40)
@given(organisations(members=False, lines=False), st.integers(0, 100), st.sampled_from([0.0, 0.3, 1.0]))
def test_whoever_was_there_left_was_promoted_or_stayed(organisation, replication, turnover):
    parameters, network, _, state = parts_of(organisation, turnover=turnover, strain_turnover=0.0)
    score = uniforms_of(network, 1, replication, Stream.SCORE, 0)[0]
    after, moves = succeed(state, score, parameters, Tree(network), network, 1, replication, 0)
    assert moves.before == moves.left + moves.promoted + moves.stayed == len(organisation)
    assert moves.left == (0 if turnover == 0 else len(organisation) if turnover == 1 else moves.left)
    if turnover == 0.0:
        np.testing.assert_array_equal(after.skill, state.skill)


def test_transferable_skill_is_carried_to_the_new_post():
    parameters, network, _, state = parts_of(Organisation.tree([3]), transferability=1.0, strain_turnover=0.0)
    score = np.array([0.0, 0.1, 0.9, 0.2])
    for replication in range(200):
        luck = uniforms_of(network, 1, replication, Stream.PROMOTION, 0)[0]
        if luck[0] < parameters.incentives.turnover and (luck[1:] > parameters.incentives.turnover).all():
            after, moves = succeed(state, score, parameters, Tree(network), network, 1, replication, 0)
            assert after.skill[0] == state.skill[2]
            assert moves == Moves(4, 1, 1, 2)
            break
    else:
        pytest.fail("no replication in which only the top post falls vacant")


@pytest.fixture(scope="module")
def term():
    """A term of five years."""
    return simulate(REGION, TODAY, replications=6, seed=4, weeks=260)


def test_every_appeal_is_answered_withdrawn_or_pending(term):
    appeals, answered, withdrawn = (
        term.data[name].sum("quarter") for name in ("appeals", "answered", "withdrawn")
    )
    pending = term.data["pending"].sum("quarter")
    np.testing.assert_array_equal(appeals, answered + withdrawn + pending)
    assert (pending >= 0).all()
    assert (answered > 0).all()


def test_projects_end_in_no_more_than_were_started(term):
    started, stopped, converted = (
        term.data[name].cumsum("quarter") for name in ("started", "stopped", "converted")
    )
    assert (stopped + converted <= started).all()
    assert (converted.isel(quarter=-1) > 0).all()


def test_a_project_is_converted_as_often_as_it_passes_four_stages(term):
    """Of the projects started early enough to end, the share converted is the pass rate to the fourth power."""
    started = float(term.data["started"].isel(quarter=slice(0, 16)).sum())
    converted = float(term.data["converted"].sum()) / float(
        (term.data["converted"] + term.data["stopped"]).sum()
    )
    chance = 0.65**4
    half = stats.norm.ppf(0.9995) * np.sqrt(chance * (1 - chance) / started)
    assert abs(converted - chance) < half


def test_everybody_is_accounted_for_each_year(term):
    moves = term.data["moves"]
    before = moves.sel(move="before")
    assert (before == len(REGION)).all()
    np.testing.assert_array_equal(before, moves.sel(move=["left", "promoted", "stayed"]).sum("move"))
    assert moves.sizes["year"] == 5


def test_shares_stay_shares(term):
    for name in ("gain", "outcome", "reported", "motivation", "strain", "clarity", "formalism", "rating"):
        values = term.data[name].values
        known = values[~np.isnan(values)]
        assert ((known >= 0) & (known <= 1)).all(), name


def test_reported_is_never_less_than_true(term):
    assert (term.data["reported"] >= term.data["outcome"] - 1e-12).all()


def test_rows_in_another_order_change_no_bit():
    frame = REGION.to_frame()
    shuffled = frame.sample(frac=1.0, random_state=7)
    one, other = (
        simulate(
            Organisation.from_frame(table, levels=REGION.levels), TODAY, replications=2, seed=9, weeks=104
        )
        for table in (frame, shuffled)
    )
    for first, second in zip((*one.sums, *one.reviews), (*other.sums, *other.reviews), strict=True):
        assert first.tobytes() == second.tobytes()


def test_too_little_room_is_found_and_changes_nothing(monkeypatch):
    case = make_case(
        Organisation.tree([3, 3]), TODAY.with_parameters(appeal_rate=50, project_rate=50), 52.0, as_units=True
    )
    roomy = run_compiled(case, 1, 0, ledger=True)
    monkeypatch.setattr("simulation.replication.INITIAL_COLUMNS", 1)
    monkeypatch.setattr("simulation.replication.EXTRA_COLUMNS", 2)
    tight = run_compiled(case, 1, 0, ledger=True)
    assert roomy.ledger.equals(tight.ledger)
    for first, second in zip(roomy.sums, tight.sums, strict=True):
        assert first.tobytes() == second.tobytes()
    assert roomy.review.indicators[-1].whole[WHOLE.index("appeals")] > 0
