"""The engine against theory: attenuation, broken chains, restoring, queues.

Every check is two-sided at 99.9% with a fixed seed. Replications are independent, so their spread gives an honest
standard error whatever is correlated inside one: units that share a superior, directives that wait in one queue.
"""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from models import Organisation
from models.queues import lognormal_second_moment, mg1_wait, mm1_wait, priority_waits
from models.transmission import (
    after_waiting,
    expected_formal_pressure,
    expected_reach,
    expected_restored,
    expected_substance,
)
from simulation import Scenario, simulate
from simulation.calendar import Calendar, Checkpoint
from simulation.counting import Count
from simulation.setting import make_agenda

NO_CHECKPOINTS = Calendar(checkpoints={})
# Nothing takes time: what is issued arrives at once, or never.
AT_ONCE = {"work_hours": 0.0, "delay": 0.0, "in_person_hours": 0.0}
PLAIN = {"amplification": 0.0, "trace_hours": 0.0, "business_share": 0.0, "hours_per_week": 20.0}
QUARTERS_OF_20_YEARS = 80


def scenario(calendar=NO_CHECKPOINTS, **values):
    """Hand-down alone: a review would change the conditions that the formulas hold for."""
    return Scenario.today().with_calendar(calendar).with_parameters(feedback="none", **values)


def assert_mean(values, expected, sharpness):
    """The mean over replications (the first axis) meets theory; and the check is sharp enough to mean something."""
    values = np.asarray(values, dtype=float)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    bound = stats.t.ppf(0.9995, len(values) - 1) * error
    difference = np.abs(values.mean(axis=0) - expected)
    assert (difference <= bound + 1e-12).all(), (values.mean(axis=0), expected, bound)
    assert (bound < sharpness * np.asarray(expected)).all()


def levels_of(runs, count):
    """Sums over the year by replication and level, per pair of directive and unit."""
    sums = runs.sums.by_quarter[0, :, :-1].sum(axis=2)
    return sums[..., count] / sums[..., Count.PAIRS]


def test_substance_attenuates_as_the_product_of_retentions_and_reach_as_breaks_multiply():
    values = {"loss": 0.1, "unclear_loss": 0.3, "clarity": 0.5, "imbalance_loss": 0.2, "imbalance": 0.4}
    broken = {"break_probability": 0.1, "break_imbalance": 1.5}
    runs = simulate(
        Organisation.tree([3, 3, 3]),
        scenario(directives_per_year=50, imbalance_relief=0.25, **values, **broken, **AT_ONCE),
        replications=300,
        seed=20250101,
    )
    imbalance = 0.4 * 0.75
    rho = np.exp(-(0.1 + 0.3 * 0.5 + 0.2 * imbalance))
    beta = 0.1 * (1 + 1.5 * imbalance)
    reach = expected_reach([beta] * 3)
    assert_mean(levels_of(runs, Count.DONE)[:, 1:], reach[1:], 0.02)
    assert_mean(levels_of(runs, Count.LOST)[:, 1:], 1 - reach[1:], 0.05)
    substance = expected_substance([rho] * 3) * reach
    assert_mean(levels_of(runs, Count.SUBSTANCE)[:, 1:], substance[1:], 0.03)
    overall = runs.data["overall"].sel(scenario="today")
    assert_mean(overall.sel(indicator="substance"), substance[-1], 0.03)
    assert_mean(overall.sel(indicator="reach"), reach[-1], 0.02)


def test_loss_by_cause_is_in_proportion_to_the_rates():
    rates = {"loss": 0.1, "unclear_loss": 0.3, "clarity": 0.5, "imbalance_loss": 0.2, "imbalance": 0.5}
    runs = simulate(
        Organisation.tree([2, 2]),
        scenario(directives_per_year=20, break_probability=0.0, **rates, **AT_ONCE),
        replications=3,
        seed=1,
    )
    causes = runs.data["waterfall"].sum(["scenario", "replication"])
    losses = causes.sel(cause=["retelling", "unclear_duty", "imbalance"]).isel(level=slice(1, None))
    assert (losses < 0).all()
    shares = losses / losses.sum("cause")
    np.testing.assert_allclose(shares, np.broadcast_to(np.array([0.1, 0.15, 0.1]) / 0.35, (2, 3)), rtol=1e-12)
    others = causes.drop_sel(cause=["retelling", "unclear_duty", "imbalance"])
    assert (np.abs(others) < 1e-12).all()


def test_pressure_is_amplified_by_every_handover():
    runs = simulate(
        Organisation.tree([2, 2, 2]),
        scenario(directives_per_year=10, break_probability=0.0, amplification=0.15),
        replications=1,
        seed=1,
    )
    pressure = runs.data["formal_pressure"].isel(scenario=0, replication=0).mean("quarter")
    np.testing.assert_allclose(pressure, expected_formal_pressure(0.15, 3), rtol=1e-12)


def organisation_of(tree):
    """The organisation that a networkx tree with root 0 describes."""
    above = {lower: upper for upper, lower in nx.bfs_edges(tree, 0)}
    depth = nx.single_source_shortest_path_length(tree, 0)
    rows = [(f"u{node}", f"u{above[node]}" if node in above else None, f"d{depth[node]}") for node in tree]
    return Organisation.from_frame(pd.DataFrame(rows, columns=["unit", "superior", "level"]))


@pytest.mark.parametrize(
    ("tree", "beta"), [(nx.path_graph(5), 0.25), (nx.balanced_tree(2, 2), 0.4)], ids=["path", "balanced tree"]
)
def test_reach_is_that_of_an_independent_cascade(tree, beta):
    """Every way in which lines can break is gone through in networkx; the engine meets the same probabilities."""
    depth = nx.single_source_shortest_path_length(tree, 0)
    edges = list(nx.bfs_edges(tree, 0))
    chances = dict.fromkeys(tree, 0.0)
    for kept in itertools.product([True, False], repeat=len(edges)):
        graph = nx.DiGraph([edge for edge, stays in zip(edges, kept, strict=True) if stays])
        graph.add_node(0)
        chance = np.prod([1 - beta if stays else beta for stays in kept])
        for node in {0} | nx.descendants(graph, 0):
            chances[node] += chance
    levels = max(depth.values())
    expected = expected_reach([beta] * levels)
    for node, chance in chances.items():
        assert chance == pytest.approx((1 - beta) ** depth[node], abs=1e-12)
        assert chance == pytest.approx(expected[depth[node]], abs=1e-12)
    certain = {"break_probability": beta, "break_imbalance": 0.0}
    runs = simulate(
        organisation_of(tree),
        scenario(directives_per_year=50, **certain, **AT_ONCE),
        replications=300,
        seed=7,
    )
    assert_mean(levels_of(runs, Count.DONE)[:, 1:], expected[1:], 0.05)


def test_leaders_in_person_break_less_often():
    runs = simulate(
        Organisation.tree([4]),
        scenario(
            directives_per_year=100,
            break_probability=0.5,
            break_imbalance=0.0,
            in_person_share=0.3,
            in_person_relief=0.6,
            **AT_ONCE,
        ),
        replications=200,
        seed=3,
    )
    assert_mean(levels_of(runs, Count.DONE)[:, 1], 1 - (0.7 * 0.5 + 0.3 * 0.2), 0.02)


def test_with_a_second_owner_a_break_needs_both_lines():
    beta = 0.4
    runs = simulate(
        Organisation.tree([2, 3]),
        scenario(
            directives_per_year=50,
            break_probability=beta,
            break_imbalance=0.0,
            grid_share=1.0,
            grid_delay=0.0,
            **AT_ONCE,
        ),
        replications=300,
        seed=13,
    )
    both_broken = (1 - (1 - beta) ** 2) * beta
    assert_mean(levels_of(runs, Count.DONE)[:, 1:], [1 - beta, 1 - both_broken], 0.02)
    assert_mean(levels_of(runs, Count.LOST)[:, 1:], [beta, both_broken], 0.04)


def test_what_a_second_owner_still_carries_is_not_lost():
    """Handed over for good by nobody but the second owner, whose copies take longer than the year."""
    beta = 0.4
    runs = simulate(
        Organisation.tree([2, 3]),
        scenario(
            directives_per_year=50,
            break_probability=beta,
            break_imbalance=0.0,
            grid_share=1.0,
            grid_delay=52.0,
            delay_spread=0.0,
            **AT_ONCE,
        ),
        replications=300,
        seed=14,
    )
    through = (1 - beta) ** 2
    assert_mean(levels_of(runs, Count.DONE)[:, 2], through, 0.02)
    assert_mean(levels_of(runs, Count.LOST)[:, 2], (1 - through) * beta, 0.04)


def test_checkpoints_find_broken_handovers():
    """One directive, issued at week 0; checkpoints in weeks 10, 20 and 30; and 40 after the horizon."""
    beta, q = 0.6, 0.35
    checkpoints = Checkpoint(period=10, first=10, hours=0, restoring=0, finding=q)
    runs = simulate(
        Organisation.tree([3, 3]),
        scenario(
            Calendar(checkpoints={"check": checkpoints}),
            directives_per_year=52 / 40,
            arrival="even",
            break_probability=beta,
            break_imbalance=0.0,
            **AT_ONCE,
        ),
        replications=2000,
        seed=11,
        weeks=40,
    )
    assert (runs.directives == 1).all()
    reach = levels_of(runs, Count.DONE)
    assert_mean(reach[:, 1], expected_reach([beta], [[q] * 3])[1], 0.03)
    # The second handover happens when the first was done: after 0, 1, 2 or 3 of the checkpoints.
    first = [1 - beta] + [beta * (1 - q) ** (k - 1) * q for k in (1, 2, 3)]
    second = sum(chance * (1 - beta * (1 - q) ** (3 - k)) for k, chance in enumerate(first))
    assert_mean(reach[:, 2], second, 0.05)
    # Found at the second checkpoint means done in week 20.
    weeks = runs.data["delay_counts"].isel(scenario=0, level=1).to_numpy() / 3
    assert_mean(weeks[:, [0, 10, 20, 30]], first, 0.2)
    assert weeks.sum() == weeks[:, [0, 10, 20, 30]].sum()


def test_ledgers_close_a_share_of_what_checkpoints_miss():
    check = Checkpoint(period=10, first=10, hours=0, restoring=0, finding=0.2)
    runs = simulate(
        Organisation.tree([5]),
        scenario(
            Calendar(checkpoints={"check": check}),
            directives_per_year=52 / 15,
            arrival="even",
            break_probability=1.0,
            finding_lift=0.5,
            **AT_ONCE,
        ),
        replications=2000,
        seed=12,
        weeks=15,
    )
    assert_mean(levels_of(runs, Count.DONE)[:, 1], 1 - 0.8 * 0.5, 0.03)


def test_one_checkpoint_a_handover_restores_its_share():
    """Directives spend 0.7 weeks in each pair of hands, and there is a checkpoint every 0.7 weeks: exactly one each.

    They are issued every week, so nothing waits; checkpoints fall at least 0.05 weeks from any handover.
    """
    rho, kappa = 0.7, 0.3
    checks = Checkpoint(period=0.7, first=0.35, hours=0, restoring=kappa, finding=0)
    runs = simulate(
        Organisation.tree([3, 2, 1]),
        scenario(
            Calendar(checkpoints={"check": checks}),
            directives_per_year=52,
            arrival="even",
            work_hours=0.7 * 20,
            work_spread=0.0,
            delay=0.0,
            break_probability=0.0,
            loss=-np.log(rho),
            unclear_loss=0.0,
            imbalance_loss=0.0,
            habituation_floor=1.0,
            waiting_loss=2.0,
            **PLAIN,
        ),
        replications=200,
        seed=5,
    )
    sums = runs.sums.by_quarter[0, :, :-1].sum(axis=2)
    assert sums[..., Count.WAIT].sum() == pytest.approx(0, abs=1e-9)
    # Only the last few directives are not done by the end of the year, whatever their luck.
    assert (sums[..., Count.DONE] > 0.9 * sums[..., Count.PAIRS]).all()
    delivered = sums[..., Count.SUBSTANCE] / sums[..., Count.DONE]
    share = expected_restored(rho, [kappa])
    assert share == pytest.approx(rho + (1 - rho) * kappa)
    assert_mean(delivered[:, 1:], share ** np.arange(1, 4), 0.01)


def test_habituation_weakens_what_a_checkpoint_restores():
    checking = scenario(habituation_floor=0.5, habituation_half_life=2.0).parameters.checking
    rows = Calendar(checkpoints={"check": Checkpoint(period=1, first=1, restoring=0.4)}).rows(checking, 8)
    expected = 0.4 * (0.5 + 0.5 * 2.0 ** (-np.arange(7) / 2.0))
    np.testing.assert_allclose([row.restoring for row in rows], expected)


# ---- queues ----


def waits_in_balance(runs):
    """Waits and numbers begun, by replication, of directives issued long after the start and long before the end.

    Offices begin empty and close at the horizon: the first 2 and the last 1 of 20 years are left out. That no wait is
    cut off by the horizon is checked, not assumed.
    """
    kept = runs.sums.by_quarter[0, :, 0, 8 : QUARTERS_OF_20_YEARS - 4]
    np.testing.assert_array_equal(kept[..., Count.BEGUN], kept[..., Count.PAIRS])
    return kept[..., Count.WAIT].sum(axis=1), kept[..., Count.BEGUN].sum(axis=1)


def assert_ratio(above, below, expected, sharpness):
    """As `assert_mean` for a ratio of two sums over replications, linearised."""
    ratio = above.sum() / below.sum()
    error = (above - ratio * below).std(ddof=1) / below.mean() / np.sqrt(len(above))
    bound = stats.t.ppf(0.9995, len(above) - 1) * error
    assert abs(ratio - expected) < bound, (ratio, expected, bound)
    assert bound < sharpness * expected


def one_office(**values):
    """Twenty years of a single office with 20 hours a week and 260 directives a year, at random."""
    return simulate(
        Organisation.tree([]),
        scenario(directives_per_year=260, arrival="poisson", **values, **PLAIN),
        replications=200,
        seed=20250101,
        weeks=1040,
    )


@pytest.mark.parametrize("load", [0.4, 0.75])
def test_an_office_with_exponential_work_waits_as_mm1(load):
    mean = load / 5
    waits, begun = waits_in_balance(one_office(work_law="exponential", work_hours=20 * mean))
    assert_ratio(waits, begun, mm1_wait(5.0, 1 / mean), 0.05)


@pytest.mark.parametrize(("load", "spread"), [(0.4, 1.0), (0.75, 0.5), (0.75, 0.0)])
def test_an_office_with_lognormal_work_waits_as_mg1(load, spread):
    mean = load / 5
    waits, begun = waits_in_balance(one_office(work_spread=spread, work_hours=20 * mean))
    assert_ratio(waits, begun, mg1_wait(5.0, mean, lognormal_second_moment(mean, spread)), 0.05)


def test_an_office_with_two_classes_waits_as_the_priority_formula_says():
    """The office has one below it, so that what leaders handle takes extra hours: two classes of unlike work."""
    share, mean, extra, spread = 0.3, 0.12, 0.05, 0.5
    busy = scenario(
        directives_per_year=260,
        arrival="poisson",
        work_hours=20 * mean,
        work_spread=spread,
        in_person_share=share,
        in_person_hours=20 * extra,
        break_probability=1.0,
        **PLAIN,
    )
    replications, seed, weeks = 100, 77, 416
    runs = simulate(
        Organisation.tree([1]), busy, replications=replications, seed=seed, weeks=weeks, ledger=True
    )
    ledger = runs.ledger[(runs.ledger["unit"] == "1") & runs.ledger["event"].isin(["issued", "begun"])]
    times = ledger.pivot_table(
        index=["replication", "directive"], columns="event", values="time", observed=True
    )
    kept = times[times["issued"].between(52, weeks - 26)]
    assert kept["begun"].notna().all()
    waits = kept["begun"] - kept["issued"]
    sums = np.zeros((2, replications, 2))
    for replication, own in waits.groupby("replication"):
        urgent = make_agenda(busy.parameters, weeks, seed, replication).in_person
        chosen = urgent[own.index.get_level_values("directive")]
        for place, mask in enumerate([chosen, ~chosen]):
            sums[place, replication] = own[mask].sum(), mask.sum()
    square = lognormal_second_moment(mean, spread)
    expected = priority_waits(
        [5 * share, 5 * (1 - share)], [mean + extra, mean], [square + 2 * extra * mean + extra**2, square]
    )
    for place in range(2):
        assert_ratio(sums[place, :, 0], sums[place, :, 1], expected[place], 0.06)


def test_waiting_costs_substance_at_its_rate():
    runs = simulate(
        Organisation.tree([]),
        scenario(directives_per_year=260, work_hours=3.5, waiting_loss=0.5, **PLAIN),
        replications=1,
        seed=4,
        ledger=True,
    )
    times = runs.ledger.pivot(index="directive", columns="event", values="time")
    done = runs.ledger[runs.ledger["event"] == "done"].set_index("directive")["amount"]
    waits = (times["begun"] - times["issued"])[done.index]
    assert (waits > 0.5).mean() > 0.2
    expected = [after_waiting(1.0, 0.5, wait) for wait in waits]
    np.testing.assert_allclose(done, expected, rtol=1e-12)
    np.testing.assert_allclose(done, np.exp(-0.5 * waits), rtol=1e-12)
