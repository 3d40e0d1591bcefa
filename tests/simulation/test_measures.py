"""Policy measures: nothing at intensity 0, no order among them; each does what it says and costs what it says."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from models import Organisation
from models.parameters import group_of_quantity
from simulation import Scenario, simulate
from simulation.calendar import Calendar, Checkpoint
from simulation.measures import MEASURES, Effect, combine, declared, make_measure, measure_quantities

TREE = Organisation.tree([3, 4])
# Offices with hours to spare, so that what a measure costs does not hide what it does.
EASY = {
    "directives_per_year": 60,
    "work_hours": 1.0,
    "clarity": 0.5,
    "break_probability": 0.3,
    "delay": 1.0,
    "feedback": "none",
    "trace_hours": 1.0,
    "imbalance": 0.5,
    "amplification": 0.1,
    "waiting_loss": 0.03,
    "hours_per_week": 40.0,
    "business_share": 0.6,
    "coupling": 0.0,
}
ROUTINE = Calendar(
    checkpoints={"routine": Checkpoint(period=13, first=12, hours=2, restoring=0.2, finding=0.3)}
)
TODAY = Scenario.today().with_calendar(ROUTINE).with_parameters(**EASY)
# As TODAY, with the quarterly review through which most measures act.
REVIEWED = TODAY.with_parameters(feedback="quarterly")
# Every size that the checks below depend on, so that they do not depend on defaults.
SETTINGS = {
    "project_list": {"clarity": 0.5, "delay_factor": 0.5, "work_factor": 1.2, "traces": 1.0},
    "ledger": {"finding": 0.8, "traces": 1.0},
    "guidance": {"clarity": 0.3, "period": 2, "hours": 1, "restoring": 0.5, "finding": 0.3},
    "four_personals": {"share": 0.5},
    "grid_areas": {"share": 0.9, "imbalance": 0.5, "patrol": 1.0, "clarity_factor": 0.9},
    "five_ones": {"weekly_dispatch": {"hours": 0.5, "restoring": 0.3, "finding": 0.5}},
}


def bits(runs, scenario):
    place = runs.names.index(scenario)
    return b"".join(values[place].tobytes() for values in runs.sums)


def run(*scenarios, organisation=TREE, replications=20):
    return simulate(organisation, scenarios, replications=replications, seed=20250101)


def changed_parameters(scenario):
    """Names and values of the parameters that the measures in force change."""
    resolved, _ = scenario.resolve()
    pairs = zip(dict(scenario.parameters).values(), dict(resolved).values(), strict=True)
    return {
        name: getattr(after, name)
        for before, after in pairs
        for name in type(before).model_fields
        if getattr(before, name) != getattr(after, name)
    }


# ---- nothing at 0, no order ----


@pytest.mark.parametrize("name", MEASURES)
def test_intensity_0_is_today_bit_for_bit(name):
    off = TODAY.with_measures(**{name: {**SETTINGS.get(name, {}), "intensity": 0}}).named("off")
    assert off.resolve() == TODAY.resolve()
    runs = run(TODAY, off, replications=3)
    assert bits(runs, "off") == bits(runs, "today")


def test_all_measures_at_0_are_today_bit_for_bit():
    off = TODAY.with_measures(**dict.fromkeys(MEASURES, 0)).named("off")
    runs = run(TODAY, off, replications=3)
    assert bits(runs, "off") == bits(runs, "today")


@examples(50)
@given(
    st.permutations(sorted(MEASURES)),
    st.lists(st.floats(0.01, 1), min_size=len(MEASURES), max_size=len(MEASURES)),
)
def test_the_order_in_which_measures_are_written_changes_nothing(order, intensities):
    chosen = dict(zip(sorted(MEASURES), intensities, strict=True))
    at_once = REVIEWED.with_measures(**chosen)
    one_by_one = REVIEWED
    for name in order:
        one_by_one = one_by_one.with_measures(**{name: chosen[name]})
    assert one_by_one.resolve() == at_once.resolve()
    assert one_by_one == at_once


def test_the_order_of_measures_changes_no_bit_of_a_run():
    forth = TODAY.with_measures(**SETTINGS).named("forth")
    back = TODAY.with_measures(**dict(reversed(SETTINGS.items()))).named("back")
    runs = run(forth, back, replications=2)
    assert bits(runs, "forth") == bits(runs, "back")


@examples(100)
@given(st.sampled_from(sorted(MEASURES)), st.floats(0, 1), st.floats(0, 1))
def test_a_greater_intensity_moves_every_quantity_further(name, one, other):
    low, high = sorted((one, other))
    today, less, more = (
        REVIEWED.with_measures(**{name: {**SETTINGS.get(name, {}), "intensity": intensity}}).resolve()[0]
        for intensity in (0.0, low, high)
    )
    for quantity in group_of_quantity():
        if declared(quantity).choices:
            continue
        steps = np.diff([parameters.value(quantity) for parameters in (today, less, more)])
        assert (steps >= 0).all() or (steps <= 0).all()


# ---- what each does ----


def test_what_each_measure_changes_by_hand():
    assert changed_parameters(TODAY.with_measures(project_list=SETTINGS["project_list"])) == pytest.approx(
        {"clarity": 0.75, "delay": 0.5, "deadline": 9.0, "work_hours": 1.2, "trace_hours": 2.0}
    )
    half = {**SETTINGS["project_list"], "intensity": 0.5}
    assert changed_parameters(TODAY.with_measures(project_list=half)) == pytest.approx(
        {"clarity": 0.625, "delay": 0.75, "deadline": 9.5, "work_hours": 1.1, "trace_hours": 1.5}
    )
    assert changed_parameters(TODAY.with_measures(ledger=SETTINGS["ledger"])) == pytest.approx(
        {"finding_lift": 0.8, "trace_hours": 2.0}
    )
    assert changed_parameters(TODAY.with_measures(guidance=SETTINGS["guidance"])) == pytest.approx(
        {"clarity": 0.65, "emulation": 0.456}
    )
    assert changed_parameters(
        TODAY.with_measures(four_personals=SETTINGS["four_personals"])
    ) == pytest.approx({"in_person_share": 0.5})
    assert changed_parameters(TODAY.with_measures(grid_areas=SETTINGS["grid_areas"])) == pytest.approx(
        {"grid_share": 0.9, "imbalance_relief": 0.5, "patrol_hours": 1.0, "clarity": 0.45}
    )
    assert changed_parameters(TODAY.with_measures(five_ones=SETTINGS["five_ones"])) == {}


def test_measures_on_one_quantity_work_together():
    """First all factors, then all gaps, then all additions."""
    together = TODAY.with_measures(
        grid_areas=SETTINGS["grid_areas"],
        guidance=SETTINGS["guidance"],
        project_list=SETTINGS["project_list"],
    )
    clarity = together.resolve()[0].transmission.clarity
    assert clarity == pytest.approx(1 - (1 - 0.5 * 0.9) * 0.7 * 0.5)
    traces = TODAY.with_measures(ledger=SETTINGS["ledger"], project_list=SETTINGS["project_list"])
    assert traces.resolve()[0].attention.trace_hours == pytest.approx(3.0)


def test_a_quantity_stays_in_its_range():
    share = declared("in_person_share")
    assert combine(0.8, [(Effect("in_person_share", "add", 0.5), 1.0)], share) == 1.0
    assert combine(0.8, [(Effect("in_person_share", "add", -2.0), 1.0)], share) == 0.0


def outcome(runs, indicator, scenario):
    return runs.data["overall"].sel(scenario=scenario, indicator=indicator).mean().item()


@pytest.mark.parametrize(
    ("name", "better", "higher", "costs"),
    [
        ("project_list", ["delay"], ["substance"], ["trace_hours", "work_hours"]),
        ("ledger", ["lost"], ["substance", "reach"], ["trace_hours"]),
        ("guidance", ["lost"], ["substance", "reach"], ["meeting_hours"]),
        ("four_personals", ["lost"], ["reach"], ["work_hours"]),
        ("grid_areas", ["lost"], ["substance", "reach"], []),
        ("five_ones", ["lost"], ["substance", "reach"], ["meeting_hours", "formalism_share"]),
    ],
)
def test_each_measure_does_what_it_says_and_costs_hours(name, better, higher, costs):
    """On the same luck, where offices have hours to spare."""
    runs = run(TODAY, TODAY.with_measures(**{name: SETTINGS[name]}).named("measure"))
    for indicator in better:
        assert outcome(runs, indicator, "measure") < outcome(runs, indicator, "today"), indicator
    for indicator in (*higher, *costs):
        assert outcome(runs, indicator, "measure") > outcome(runs, indicator, "today"), indicator


def test_second_owners_pay_with_their_hours():
    runs = run(TODAY, TODAY.with_measures(grid_areas=SETTINGS["grid_areas"]).named("measure"), replications=1)
    hours = runs.data["attention_hours"].isel(replication=0)
    np.testing.assert_allclose(hours.sel(scenario="today") - hours.sel(scenario="measure"), [1, 0, 0])


def test_leaders_in_person_are_a_bottleneck_at_the_top():
    """Extra hours above the last level make the rest wait longer there."""
    busy = TODAY.with_parameters(work_hours=4.0, in_person_hours=4.0, directives_per_year=120)
    runs = run(busy, busy.with_measures(four_personals=SETTINGS["four_personals"]).named("measure"))
    wait = runs.data["wait"].mean(["replication", "quarter"])
    assert wait.sel(scenario="measure")[0] > 1.2 * wait.sel(scenario="today")[0]
    work = runs.data["work_hours"].mean("replication")
    assert (work.sel(scenario="measure")[:2] > work.sel(scenario="today")[:2]).all()


def test_meetings_can_be_overdone():
    """The same meetings that help where hours are to spare do harm where they fill the week."""
    weekly = {"weekly_dispatch": {"hours": 15.5, "restoring": 0.3, "finding": 0.5}}
    runs = run(TODAY, TODAY.with_measures(five_ones=weekly).named("measure"), replications=5)
    for indicator in ("substance", "reach", "on_time"):
        assert outcome(runs, indicator, "measure") < outcome(runs, indicator, "today")
    assert outcome(runs, "formalism_share", "measure") > 0.5


PARTS = list(MEASURES["five_ones"]().parts())


def test_each_part_of_the_five_ones_is_on_or_off_by_itself():
    assert len(PARTS) == 5
    for chosen in itertools.product([True, False], repeat=5):
        if not any(chosen):
            continue
        parts = {name: {"on": on} for name, on in zip(PARTS, chosen, strict=True)}
        _, calendar = TODAY.with_measures(five_ones=parts).resolve()
        expected = {name for name, on in zip(PARTS, chosen, strict=True) if on}
        assert set(calendar.kinds) == expected | {"routine"}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_five_ones_takes_its_hours(part):
    others = {name: {"on": False} for name in PARTS if name != part}
    one = {"hours": 3.0, "first": 2.0, "period": 10.0}
    only = TODAY.with_measures(five_ones={**others, part: one}).named("only")
    half = TODAY.with_measures(five_ones={"intensity": 0.5, **others, part: one}).named("half")
    runs = run(TODAY, only, half, replications=1)
    hours = runs.data["meeting_hours"].isel(replication=0)
    np.testing.assert_allclose(hours.sel(scenario="only") - hours.sel(scenario="today"), 3 * 5 / 52)
    np.testing.assert_allclose(hours.sel(scenario="half") - hours.sel(scenario="today"), 1.5 * 5 / 52)


# ---- conflicts and names ----


def test_five_ones_with_all_parts_off_are_refused_with_the_reason():
    off = {"intensity": 0.5, **{part: {"on": False} for part in PARTS}}
    with pytest.raises(
        ValueError, match=r"five_ones \(五个一\): .*all five parts are off, yet the intensity is above 0"
    ):
        TODAY.with_measures(five_ones=off).resolve()
    TODAY.with_measures(five_ones={**off, "intensity": 0}).resolve()


def test_a_checkpoint_of_the_same_name_is_refused():
    calendar = Calendar(checkpoints={"weekly_dispatch": Checkpoint()})
    with pytest.raises(ValueError, match="the calendar has a checkpoint 'weekly_dispatch' already"):
        TODAY.with_calendar(calendar).with_measures(five_ones=1).resolve()


def test_traces_and_patrols_that_take_all_hours_are_refused():
    crowded = TODAY.with_parameters(hours_per_week=5, business_share=0.2, trace_hours=2)
    crowded.resolve()
    with pytest.raises(
        ValueError, match=r"traces and patrols take 4\.0 hours a week, but only 4\.0 are available"
    ):
        crowded.with_measures(ledger={"traces": 2.0}).resolve()
    with pytest.raises(ValueError, match="lower an intensity, or trace_hours and patrol_hours"):
        simulate(TREE, crowded.with_measures(grid_areas={"patrol": 3.0}), replications=1, seed=1)


def test_a_measure_is_made_of_an_intensity_a_table_or_itself():
    ledger = make_measure("ledger", 0.5)
    assert ledger.intensity == 0.5
    assert make_measure("ledger", {"intensity": 0.5}) == ledger
    assert make_measure("ledger", ledger) is ledger
    assert make_measure("ledger", {}).intensity == 1.0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("legder", 1, r"unknown measure: 'legder'; did you mean 'ledger'\?"),
        ("ledger", 1.1, r"^ledger\.intensity = 1\.1: 力度 / intensity 须为 / must be 0 \.\. 1$"),
        ("ledger", "full", r"^ledger\.intensity = 'full'"),
        ("ledger", True, r"^ledger\.intensity = True"),
        ("ledger", {"findings": 1}, r"^ledger: .* / unknown name: 'findings'; did you mean 'finding'\?"),
        (
            "five_ones",
            {"weekly_dispatch": {"hour": 1}},
            r"^five_ones\.weekly_dispatch: .* / unknown name: 'hour'; did you mean 'hours'",
        ),
    ],
)
def test_what_is_no_measure_is_refused(name, value, message):
    with pytest.raises(ValueError, match=message):
        make_measure(name, value)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_in_two_languages_what_it_does_and_costs(name):
    measure = MEASURES[name]
    for text in (measure.zh, measure.en, *measure.mechanism, *measure.cost, *measure.side_effect):
        assert text
    for chinese, english in (measure.mechanism, measure.cost, measure.side_effect):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
        assert english.isascii()
    assert measure.quantities(name)[0].name == "intensity"


def test_every_setting_of_every_measure_is_declared_once():
    names = [(quantity.group, quantity.name) for quantity in measure_quantities()]
    assert len(set(names)) == len(names)
    dispatch = {q.name: q.default for q in measure_quantities() if q.group == "five_ones.weekly_dispatch"}
    assert dispatch == dict(MEASURES["five_ones"]().weekly_dispatch)
