"""What must add up in the results of a run, told from its ledger and its data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation import Runs
from simulation.counting import Flow
from simulation.extras import STAGES
from simulation.review import Review

SPENT = [Flow.WORK, Flow.MEETING, Flow.APPEAL, Flow.PROJECT, Flow.ABSENCE]


def assert_hours_suffice(simulated: Callable[[], Runs]) -> Runs:
    """By unit and quarter: on directives, meetings, appeals, projects and absences; and traces and patrols beside them."""
    held = []
    hold = Review.hold

    def watched(review: Review, period: Any, flow: Any) -> None:
        held.append((review.conditions(), review.state, review.setting, flow.copy(), period))
        hold(review, period, flow)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Review, "hold", watched)
        results = simulated()
    assert held
    for conditions, state, setting, flow, period in held:
        assert (flow[:, SPENT] >= 0).all()
        spent = flow[:, SPENT].sum(axis=1)
        assert (spent <= conditions.hours * (period.end - period.start) * (1 + 1e-9) + 1e-6).all()
        there = setting.available_hours + np.maximum(state.moved, 0)
        assert (conditions.hours + conditions.trace_hours <= there + 1e-6).all()
    return results


def assert_substance_adds_up(results: Runs) -> None:
    """Delivered is issued less what was lost by cause; only restoring and second owners add."""
    parts = results.data["waterfall"].sum(["level", "cause"]).to_numpy()
    delivered = results.data["overall"].sel(indicator="substance").to_numpy()
    issued = results.directives > 0
    np.testing.assert_allclose(1 + parts[issued], delivered[issued], atol=1e-9)
    losses = results.data["waterfall"].drop_sel(cause=["restored", "second_owner"])
    assert (losses <= 1e-12).all()
    assert (results.data["waterfall"].sel(cause="restored") >= -1e-12).all()


def assert_moves_add_up(results: Runs, years: int) -> None:
    """Of the leaders before each year's end those who left, were promoted and stayed are all."""
    moves = results.data["moves"]
    assert moves.sizes["year"] == years
    assert (moves >= 0).all()
    np.testing.assert_array_equal(
        moves.sel(move="before"), moves.sel(move=["left", "promoted", "stayed"]).sum("move")
    )


def assert_projects_in_one_stage(results: Runs) -> None:
    """Under way in one stage, stopped at one, or converted; and counted so by the reviews. One replication, with its ledger."""
    assert results.ledger is not None
    rows = results.ledger[results.ledger["matter"] == "project"]
    rows = rows.assign(project=rows["case"] // len(STAGES), stage=rows["case"] % len(STAGES))
    by_event = {name: rows[rows["event"] == name] for name in ("submitted", "passed", "stopped")}
    for own in by_event.values():
        assert not own.duplicated(["unit", "case"]).any(), "nothing happens twice to a stage"
    projects = pd.MultiIndex.from_frame(rows[["unit", "project"]].drop_duplicates())
    told: dict[str, Any] = {name: own.groupby(["unit", "project"])["stage"] for name, own in by_event.items()}
    number = {name: own.size().reindex(projects, fill_value=0) for name, own in told.items()}
    last = {name: own.max().reindex(projects, fill_value=-1) for name, own in told.items()}
    assert (number["passed"] == last["passed"] + 1).all(), "no stage is left out"
    assert (number["submitted"] == last["submitted"] + 1).all()
    assert (number["stopped"] <= 1).all()
    stopped, converted = number["stopped"] == 1, number["passed"] == len(STAGES)
    reached = last["stopped"] == number["passed"]
    assert reached[stopped].all(), "it is stopped at the stage that it has reached"
    assert not (stopped & converted).any()
    under_way = ~stopped & ~converted
    assert number["submitted"].between(number["passed"], number["passed"] + 1)[under_way].all()
    assert float(results.data["started"].sum()) == (number["submitted"] > 0).sum()
    assert float(results.data["stopped"].sum()) == stopped.sum()
    assert float(results.data["converted"].sum()) == converted.sum()


def assert_appeals_add_up(results: Runs) -> None:
    """Every one is answered, withdrawn or pending; and counted so by the reviews. One replication, with its ledger."""
    assert results.ledger is not None
    rows = results.ledger[results.ledger["matter"] == "appeal"]
    counts = rows.groupby(["unit", "case", "event"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["raised", "done", "withdrawn"], fill_value=0)
    assert (counts["raised"] == 1).all()
    assert (counts["done"] + counts["withdrawn"] <= 1).all()
    raised = rows[rows["event"] == "raised"].groupby(["unit", "case"])["time"].min()
    first = rows.groupby(["unit", "case"])["time"].min()
    assert (raised == first).all(), "nothing happens before it is raised"
    ended = counts["done"] + counts["withdrawn"]
    expected = {"appeals": 1 + 0 * ended, "answered": counts["done"], "withdrawn": counts["withdrawn"]}
    for name, number in expected.items():
        assert float(results.data[name].sum()) == number.sum(), name
    assert float(results.data["pending"].isel(quarter=-1).sum()) == (1 - ended).sum()


def assert_same_bits(one: Runs, other: Runs) -> None:
    """Sums and reviews agree to the last bit."""
    for first, second in zip((*one.sums, *one.reviews), (*other.sums, *other.reviews), strict=True):
        assert first.tobytes() == second.tobytes()
