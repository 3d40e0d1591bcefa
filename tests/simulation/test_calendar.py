"""The rhythm of checkpoints: when they fall, how habit and campaigns change what they do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.event_parameters import Checking
from models.quantities import QuantityError
from simulation.calendar import Calendar, Campaign, Checkpoint, habituation
from simulation.scenario import Scenario

FRESH = Checking(habituation_floor=1.0)


def test_times_are_multiples_of_the_period_before_the_horizon():
    assert Checkpoint(period=13, first=12).times(52) == [12, 25, 38, 51]
    assert Checkpoint(period=13, first=13).times(52) == [13, 26, 39]
    assert Checkpoint(period=1, first=60).times(52) == []


@given(st.floats(0.1, 60), st.floats(0.01, 60), st.floats(0.5, 100))
def test_all_times_lie_in_the_year_a_period_apart(period, first, weeks):
    times = Checkpoint(period=period, first=first).times(weeks)
    assert all(time < weeks for time in times)
    assert times == [first + number * period for number in range(len(times))]
    assert first + len(times) * period >= weeks


def test_no_drift_over_twenty_years():
    times = Checkpoint(period=0.1, first=0.1).times(1040)
    assert times[9999] == 0.1 + 9999 * 0.1


def test_a_campaign_ends_with_its_length_or_with_the_horizon():
    campaign = Campaign(period=1, first=10, length=8)
    assert campaign.times(52) == list(range(10, 18))
    assert campaign.times(13) == [10, 11, 12]
    assert campaign.end == 18


def test_habit_halves_the_rest_every_half_life():
    checking = Checking(habituation_floor=0.6, habituation_half_life=4)
    assert habituation(0, checking) == pytest.approx(1.0)
    assert habituation(4, checking) == pytest.approx(0.8)
    assert habituation(8, checking) == pytest.approx(0.7)
    assert habituation(10_000, checking) == pytest.approx(0.6)
    assert habituation(5, FRESH) == 1.0


def test_habit_grows_with_each_kind_by_itself():
    checking = Checking(habituation_floor=0.5, habituation_half_life=1)
    calendar = Calendar(
        checkpoints={
            "early": Checkpoint(period=10, first=1, restoring=0.4),
            "late": Checkpoint(period=10, first=2, restoring=0.8),
        }
    )
    rows = calendar.rows(checking, 20)
    np.testing.assert_allclose([row.restoring for row in rows], [0.4, 0.8, 0.3, 0.6])


def test_the_lift_of_a_campaign_decays_after_its_end_on_other_checkpoints():
    checking = Checking(habituation_floor=1.0, campaign_half_life=4.0)
    calendar = Calendar(
        checkpoints={"check": Checkpoint(period=4, first=6, restoring=0.2, finding=0.1)},
        campaigns={"push": Campaign(period=1, first=8, length=2, restoring=0.5, finding=0.8)},
    )
    checks = [row for row in calendar.rows(checking, 20) if calendar.kinds[row.kind] == "check"]
    assert [row.time for row in checks] == [6, 10, 14, 18]
    lift = np.array([0.0, 1.0, 0.5, 0.25])
    np.testing.assert_allclose([row.restoring for row in checks], 1 - 0.8 * (1 - 0.5 * lift))
    np.testing.assert_allclose([row.finding for row in checks], 1 - 0.9 * (1 - 0.8 * lift))
    pushes = [row for row in calendar.rows(checking, 20) if calendar.kinds[row.kind] == "push"]
    assert [(row.time, row.restoring) for row in pushes] == [(8, 0.5), (9, 0.5)]
    np.testing.assert_allclose([row.finding for row in pushes], 0.8)


def test_ledgers_uncover_a_share_of_what_checkpoints_miss():
    checking = Checking(habituation_floor=1.0, finding_lift=0.5)
    rows = Calendar(checkpoints={"check": Checkpoint(finding=0.2)}).rows(checking, 13)
    assert rows[0].finding == pytest.approx(0.6)


def test_kinds_are_in_alphabetical_order_whoever_comes_first():
    one = Calendar(checkpoints={"b": Checkpoint(), "a": Checkpoint()}, campaigns={"aa": Campaign()})
    other = Calendar(checkpoints={"a": Checkpoint()}, campaigns={"aa": Campaign()})
    other = other.with_checkpoints({"b": Checkpoint()})
    assert one.kinds == other.kinds == ("a", "aa", "b")
    assert one.rows(FRESH, 52) == other.rows(FRESH, 52)
    assert one == other


def test_two_of_one_name_are_refused():
    with pytest.raises(ValueError, match="the calendar has a checkpoint 'a' already"):
        Calendar(checkpoints={"a": Checkpoint()}).with_checkpoints({"a": Checkpoint()})
    with pytest.raises(ValueError, match="'a' is both a checkpoint and a campaign: give one"):
        Calendar(checkpoints={"a": Checkpoint()}, campaigns={"a": Campaign()})


@pytest.mark.parametrize("name", ["", "A", "1a", "a-b", "a b", "月会"])
def test_names_of_checkpoints(name):
    with pytest.raises(ValueError, match="a checkpoint's name is made of a-z, 0-9 and _"):
        Calendar(checkpoints={name: Checkpoint()})


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            lambda: Calendar(checkpoints={"会议": Checkpoint()}),
            ["checkpoints: 检查名称须由小写字母、数字和 _ 组成", "not '会议'"],
        ),
        (lambda: Checkpoint(period=0), ["period = 0: 周期 / period 须为 / must be 0.1 .. 1040 weeks"]),
        (lambda: Checkpoint(perod=1), ["unknown name: 'perod'; did you mean 'period'?"]),
        (lambda: Calendar(checkpoints={"a": 1}), ["checkpoints.a = 1: 须为表 / must be a table"]),
        (lambda: Campaign(length="long"), ["length = 'long': 持续时间 / length 须为 / must be"]),
    ],
)
def test_faults_are_told_in_our_own_words(make, told):
    with pytest.raises(QuantityError) as refused:
        make()
    for words in told:
        assert words in str(refused.value)
    assert "pydantic" not in str(refused.value)
    assert "validation error" not in str(refused.value)


def test_faults_of_a_calendar_inside_a_scenario_keep_their_path():
    with pytest.raises(QuantityError, match=r"^calendar\.checkpoints: 检查名称"):
        Scenario(calendar={"checkpoints": {"会议": Checkpoint()}})
    with pytest.raises(QuantityError, match=r"^calendar\.checkpoints\.a\.period = 0: "):
        Scenario(calendar={"checkpoints": {"a": {"period": 0}}})


def test_scaling_changes_what_a_checkpoint_does_but_not_when():
    half = Checkpoint(period=4, first=3, hours=2, restoring=0.4, finding=0.6).scaled(0.5)
    assert half == Checkpoint(period=4, first=3, hours=1, restoring=0.2, finding=0.3)
