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
from simulation.moving import hours_moved
from simulation.replication import run_compiled
from simulation.review_effort import amplification, efforts, trace_hours
from simulation.review_findings import Findings
from simulation.review_people import motivations
from simulation.reviews import mean_of
from simulation.rollup import Tree
from simulation.setting import make_network, make_setting
from simulation.short_quarter import for_part
from simulation.standing import served_shares
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
        # People count, not rows; where a group of peers has nobody, rows do.
        heads = organisation.headcount[peers] if organisation.headcount[peers].any() else None
        mean = np.average(values[peers], weights=heads)
        assert means[unit] == pytest.approx(mean if unit else values[0])


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
    pending = term.data["pending"].isel(quarter=-1)
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


# ---- a last quarter that is cut short ----


@pytest.mark.parametrize("days", [0.1, 1.0])
def test_a_year_and_a_day_is_hardly_more_than_a_year(days):
    """A last period of a day is not reviewed as if it were a quarter."""
    year, longer = (
        simulate(REGION, TODAY, replications=6, seed=4, weeks=52.0 + days / 7).data["overall"]
        for days in (0.0, days)
    )
    for name in ("strain", "gain", "skill", "motivation", "outcome", "reported", "validity"):
        before, after = (each.sel(indicator=name).mean().item() for each in (year, longer))
        assert after == pytest.approx(before, rel=0.02), name


def test_parts_of_a_quarter_make_a_quarter():
    parameters = Parameters().with_values(startup_hours=4.0, ratchet_down=0.3)
    third, rest = for_part(parameters, 1 / 3), for_part(parameters, 2 / 3)
    assert for_part(parameters, 1.0) is parameters
    for name in ("strain_recovery", "gain_speed", "skill_decay", "ratchet_down", "clarity_learning"):
        left = (1 - third.value(name)) * (1 - rest.value(name))
        assert left == pytest.approx(1 - parameters.value(name)), name
        assert 0 < third.value(name) < parameters.value(name)
    for name in ("training_hours", "startup_hours", "strain_rise"):
        assert third.value(name) + rest.value(name) == pytest.approx(parameters.value(name)), name
    assert third.value("turnover") == parameters.value("turnover")


def test_means_over_quarters_count_each_by_its_length():
    values = np.array([[[0.2, 0.8, np.nan]]])
    weeks = np.array([[[13.0, 6.5, 13.0]]])
    assert mean_of(values, weeks)[0, 0] == pytest.approx((0.2 * 2 + 0.8) / 3)


def test_absences_of_a_short_period_are_its_share():
    idle = TODAY.with_parameters(directives_per_year=0, appeal_rate=0, project_rate=0, training_hours=13.0)
    hours = simulate(REGION, idle, replications=1, seed=1, weeks=58.5).data["absence_hours"]
    # Counted as a whole quarter's, the last half quarter would make it 1.11; some are still away at the end.
    assert hours.mean().item() == pytest.approx(1.0, abs=0.05)


def test_no_year_ends_with_a_short_quarter():
    moves = simulate(REGION, TODAY, replications=1, seed=1, weeks=45).data["moves"]
    assert moves.sizes["year"] == 0


# ---- hours that are moved ----


@examples(60)
@given(
    organisations(members=False, lines=False),
    st.integers(0, 1000),
    st.sampled_from([0.0, 0.25, 1.0]),
)
def test_moved_hours_add_up_among_peers_but_for_the_loss(organisation, seed, whiplash):
    rng = np.random.default_rng(seed)
    tree = Tree(make_network(organisation, 0.0))
    reported, room = rng.uniform(0, 1, len(organisation)), rng.uniform(0, 12, len(organisation))
    shortfall = 17.0 * (tree.peer_mean(reported) - reported)
    moved = np.zeros(len(organisation))
    for _ in range(8):
        free = hours_moved(shortfall, moved, room, 0.0, tree)
        after = hours_moved(shortfall, moved, room, whiplash, tree)
        lost = whiplash * np.maximum(np.maximum(free, 0) - np.maximum(moved, 0), 0)
        np.testing.assert_allclose(tree.peer_mean(free), 0.0, atol=1e-9)
        np.testing.assert_allclose(free - after, lost, atol=1e-9)
        assert (after >= -room - 1e-9).all()
        moved = after
        shortfall = shortfall * rng.choice([-1.0, 1.0])


def test_moving_swings_no_further_from_quarter_to_quarter():
    """With all that is moved lost, receivers gain nothing and nobody loses more than is asked."""
    tree = Tree(make_network(Organisation.tree([3]), 0.0))
    shortfall, room = np.array([0.0, -4.0, 1.0, 3.0]), np.full(4, 10.0)
    moved = np.zeros(4)
    for _ in range(20):
        moved = hours_moved(shortfall, moved, room, 1.0, tree)
    np.testing.assert_allclose(moved, [0, -4, 0, 0])


# ---- what the review goes by ----


def test_only_training_teaches_and_start_up_ends_with_the_first_year():
    idle = TODAY.with_parameters(directives_per_year=0, appeal_rate=0, project_rate=0)
    scenarios = [
        idle.named("idle"),
        idle.with_parameters(startup_hours=26.0).named("startup"),
        idle.with_parameters(liaison_hours=26.0).named("liaison"),
    ]
    data = simulate(REGION, scenarios, replications=2, seed=1, weeks=104).data
    hours = data["absence_hours"].mean(["replication", "level"])
    more = hours - hours.sel(scenario="idle")
    assert more.sel(scenario="startup").item() == pytest.approx(1.0, abs=0.02)
    assert more.sel(scenario="liaison").item() == pytest.approx(2.0, abs=0.02)
    skill = data["skill"].isel(quarter=0, level=-1)
    for name in ("startup", "liaison"):
        np.testing.assert_allclose(skill.sel(scenario=name), skill.sel(scenario="idle"))


@pytest.mark.parametrize(("intrinsic", "expected"), [(0.0, 0.6), (5.0, 0.6)])
def test_alignment_is_of_what_assessment_pays_alone(intrinsic, expected):
    """By hand: weights 3 for what is seen against 4 for traces, pressure 1: cos = 3 / 5, however people feel."""
    scenario = TODAY.with_parameters(
        intrinsic=intrinsic,
        amplification=0.0,
        ratchet_up=0.0,
        process_weight=4.0,
        business_weight=0.0,
        public_weight=3.0,
    )
    found = simulate(REGION, scenario, replications=1, seed=1, weeks=26).data["alignment"]
    np.testing.assert_allclose(found, expected)
    nothing = scenario.with_parameters(stakes=0.0, prize=0.0)
    assert np.isnan(simulate(REGION, nothing, replications=1, seed=1, weeks=26).data["alignment"]).all()


def test_those_below_their_peers_are_discouraged_by_the_prize():
    parameters, network, _, state = parts_of(discouragement=2.0)
    tree, units = Tree(network), len(REGION)
    score = np.random.default_rng(1).uniform(size=units)
    nothing = dict.fromkeys(("outcome", "reported", "gain", "ratings", "formalism", "load"), np.zeros(units))
    findings = Findings(**nothing, score=score)
    calm = parameters.with_values(discouragement=0.0)
    for prize in (np.zeros(units), np.full(units, 0.5)):
        hurt = motivations(state, parameters, findings, prize, tree)
        free = motivations(state, calm, findings, prize, tree)
        behind = (score < tree.peer_mean(score)) & (prize > 0)
        np.testing.assert_array_equal(hurt < free, behind)


def test_an_exchange_in_which_nobody_takes_part_teaches_nothing():
    plain = TODAY.resolve()[0].incentives.skill_exchange
    for share, more in ((0.0, 0.0), (0.5, 0.1)):
        scenario = TODAY.with_measures(exchange={"share": share, "transfer": 0.2})
        assert scenario.resolve()[0].incentives.skill_exchange == pytest.approx(plain + more)


def test_a_year_is_judged_by_all_its_quarters():
    review = make_case(REGION, TODAY, 52.0, as_units=True).review(1, 0)
    units = len(REGION)
    review.parameters = review.parameters.with_values(ratchet_up=0.5)
    rest = dict.fromkeys(("outcome", "gain", "ratings", "score", "formalism", "load"), np.zeros(units))
    good, bad = np.zeros(units), np.zeros(units)
    good[-1], bad[-1] = 1.0, -0.5
    # Last in the fourth quarter, first over the year.
    review.year = [Findings(**rest, reported=values) for values in (good, good, good, bad)]
    ratchet = review.end_year(review.state, 0).ratchet
    siblings = np.flatnonzero(REGION.superior == REGION.superior[-1])
    np.testing.assert_array_equal(ratchet[siblings], [0.0] * (len(siblings) - 1) + [0.5])


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
    monkeypatch.setattr("simulation.periods.INITIAL_COLUMNS", 1)
    monkeypatch.setattr("simulation.periods.EXTRA_COLUMNS", 2)
    tight = run_compiled(case, 1, 0, ledger=True)
    assert roomy.ledger.equals(tight.ledger)
    for first, second in zip(roomy.sums, tight.sums, strict=True):
        assert first.tobytes() == second.tobytes()
    assert roomy.review.indicators[-1].whole[WHOLE.index("appeals")] > 0
