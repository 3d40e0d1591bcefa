"""Cutting a large organisation into parts: nobody left out or served twice, and no number changed."""

from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, organisations, runs

from models import Organisation
from simulation import Scenario, periods, simulate
from simulation import plan as planning
from simulation.case import make_case
from simulation.plan import make_blocks, make_plan
from simulation.record import no_record
from simulation.replication import run_periods
from simulation.setting import make_network

BUSY = Scenario.today().with_parameters(
    feedback="none", directives_per_year=30, break_probability=0.2, in_person_share=0.2, grid_share=0.4
)


def small_parts(size, rows=4096):
    return mock.patch.multiple(planning, PART_SIZE=size, TOP_ROWS=rows)


def assert_same_sums(one, other, tolerance):
    for name, first, second in zip(one.sums._fields, one.sums, other.sums, strict=True):
        np.testing.assert_allclose(first, second, rtol=tolerance, atol=tolerance, err_msg=name)


def assert_every_unit_once(plan, organisation):
    ranges = [range(start, end) for part in (plan.top, *plan.parts) for start, end in part.tolist()]
    served = [unit for positions in ranges for unit in positions]
    assert sorted(served) == list(range(len(organisation)))


@examples(100)
@given(organisations(), st.sampled_from([1, 2, 4]), st.sampled_from([1, 3, 4096]))
def test_every_unit_is_served_once_after_those_above_it(organisation, size, rows):
    with small_parts(size, rows):
        plan = make_plan(make_network(organisation, 0.1))
    assert_every_unit_once(plan, organisation)
    owners = dict(organisation.lines.get("grid", np.empty((0, 2), dtype=int))[:, ::-1].tolist())
    for part in plan.parts:
        before = list(range(plan.top[0, 1]))
        for start, end in part.tolist():
            for unit in range(start, end):
                assert organisation.superior[unit] in before
                assert owners.get(unit, 0) in before
                before.append(unit)


@examples(40)
@given(runs(), st.sampled_from([1, 2, 4]))
def test_parts_change_no_number(run, size):
    arguments = {"replications": 1, "seed": run.seed, "weeks": run.weeks}
    whole = simulate(run.organisation, run.scenario, **arguments)
    with small_parts(size):
        parts = simulate(run.organisation, run.scenario, **arguments)
    assert_same_sums(whole, parts, 1e-12)


@pytest.mark.parametrize("members", [0, 2.5])
def test_threads_change_no_bit_of_a_run_in_parts(members):
    organisation = Organisation.tree([3, 4, 5, 3])
    if members:
        organisation = organisation.with_members(below="level 4", count=members)
    with small_parts(20):
        assert len(make_plan(make_network(organisation, 0.1)).parts) > 5
        one, two, five = (
            simulate(organisation, BUSY, replications=3, seed=1, threads=threads) for threads in (1, 2, 5)
        )
    for first, second, third in zip(one.sums, two.sums, five.sums, strict=True):
        assert first.tobytes() == second.tobytes() == third.tobytes()


def test_a_hundred_thousand_units_in_parts_and_whole():
    organisation = Organisation.tree([10, 10, 10, 101])
    assert organisation.n_units > 100_000
    plan = make_plan(make_network(organisation, 0.1))
    assert len(plan.parts) > 1
    assert_every_unit_once(plan, organisation)
    scenario = BUSY.with_parameters(directives_per_year=4)
    parts, again = (
        simulate(organisation, scenario, replications=1, seed=1, threads=threads) for threads in (1, 2)
    )
    with small_parts(10**9):
        assert make_plan(make_network(organisation, 0.1)).parts == []
        whole = simulate(organisation, scenario, replications=1, seed=1)
    # One sum of a hundred thousand numbers, or a sum of sums: they differ by rounding, and by no more.
    assert_same_sums(whole, parts, 1e-11)
    for first, second in zip(parts.sums, again.sums, strict=True):
        assert first.tobytes() == second.tobytes()


def test_streamed_members_in_parts_count_as_their_number():
    """Members are served in parts with their units, and every one of them counts."""
    organisation = Organisation.tree([20, 20]).with_members(below="level 3", count=600)
    assert organisation.n_members == 240_000
    runs = simulate(organisation, BUSY.with_parameters(directives_per_year=2), replications=1, seed=1)
    pairs = runs.sums.by_quarter[0, 0, :, :, 0].sum(axis=1)
    directives = runs.directives[0, 0]
    np.testing.assert_allclose(pairs, directives * np.array([1, 20, 400, 240_000, 1]))


def test_second_owners_across_the_cut_keep_an_organisation_whole():
    organisation = Organisation.tree([3, 3, 3])
    across = organisation.with_lines("grid", [("1-1", "1-2-1-1")])
    inside = organisation.with_lines("grid", [("1-1-2", "1-1-1-1")])
    with small_parts(4, rows=1):
        assert make_plan(make_network(organisation, 0.0)).parts
        assert make_plan(make_network(inside, 0.0)).parts
        assert not make_plan(make_network(across, 0.0)).parts


def small_blocks(size):
    return mock.patch.object(planning, "BLOCK_SIZE", size)


@examples(60)
@given(organisations(members=False), st.sampled_from([1, 2, 5]))
def test_blocks_hold_every_unit_once_and_wait_for_nothing_of_each_other(organisation, size):
    network = make_network(organisation, 0.1)
    with small_blocks(size):
        (top,), *lowest = make_blocks(network)
    starts, ends = np.array([top, *(block[0] for block in lowest)]).T
    assert (starts[0], ends[-1]) == (0, len(organisation))
    assert starts[1:].tolist() == ends[:-1].tolist()
    assert (network.row[top[1] :] < 0).all()  # nobody there hands anything on
    assert (network.superior[top[1] :] < top[1]).all()
    assert (network.owner[top[1] :] < top[1]).all()


@examples(40)
@given(runs(reviewed=True), st.sampled_from([1, 2]))
def test_blocks_change_no_event_and_no_number(run, size):
    arguments = {"replications": 2, "seed": run.seed, "weeks": run.weeks, "ledger": True}
    whole = simulate(run.organisation, run.scenario, **arguments)
    with small_blocks(size):
        blocks = simulate(run.organisation, run.scenario, **arguments)
    assert_same_sums(whole, blocks, 1e-9)
    xr.testing.assert_allclose(whole.data, blocks.data, rtol=1e-8, atol=1e-8)
    pd.testing.assert_frame_equal(whole.ledger, blocks.ledger, rtol=0, atol=1e-9)


@pytest.mark.parametrize("columns", [1, 32])
def test_blocks_side_by_side_change_no_bit_even_where_room_runs_out(columns):
    organisation = Organisation.tree([3, 4, 40])
    scenario = BUSY.with_parameters(feedback="quarterly", appeal_rate=5.0, project_rate=5.0)
    case = make_case(organisation, scenario, 52.0, as_units=False)
    assert len(case.blocks) == 3
    found = []
    with ThreadPoolExecutor(2) as pool, mock.patch.object(periods, "INITIAL_COLUMNS", columns):
        for in_turn in (map, pool.map):
            review = case.review(1, 0)
            sums = run_periods(case, 1, 0, no_record(), review, in_turn)
            found.append([*sums, *(np.asarray(value) for row in review.indicators for value in row)])
    for one, two in zip(*found, strict=True):
        assert one.tobytes() == two.tobytes()
