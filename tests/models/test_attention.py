"""Hours of a unit and hours of work, by hand and against their laws."""

import numpy as np
import pytest
from scipy import stats

from models.attention import (
    NO_ATTENTION,
    attention_hours,
    available_hours,
    exponential_work,
)


def test_available_hours_by_hand():
    assert available_hours(40.0, 0.75, 0.0) == 10.0
    assert available_hours(40.0, 0.75, 0.2) == pytest.approx(16.0)
    assert available_hours(40.0, 0.75, 1.0) == 40.0
    assert available_hours(40.0, 1.0, 0.0) == 0.0


def test_traces_grow_with_pressure_and_take_from_attention():
    assert attention_hours(16.0, 2.0, 1.0, 0.0) == 14.0
    assert attention_hours(16.0, 2.0, 1.5, 3.0) == 10.0


@pytest.mark.parametrize("traces", [16.0, 100.0])
def test_hours_that_are_used_up_leave_next_to_none(traces):
    assert attention_hours(16.0, traces, 1.0, 0.0) == NO_ATTENTION
    assert attention_hours(16.0, 0.0, 1.0, traces) == NO_ATTENTION
    assert 0 < NO_ATTENTION < 1e-6


def test_work_by_hand_extra_hours_included():
    assert exponential_work(3.0, np.exp(-2.0), 1.0) == pytest.approx(7.0)
    assert exponential_work(0.0, 0.5, 0.0) == 0.0


def test_exponential_work_is_the_inverse_of_its_distribution():
    uniform = (np.arange(1000) + 0.5) / 1000
    hours = np.array([exponential_work(3.0, u, 0.0) for u in uniform])
    np.testing.assert_allclose(hours, stats.expon(scale=3.0).isf(uniform), rtol=1e-12)
