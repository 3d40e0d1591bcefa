"""Appeals and what waiting does, against the repeated step, hand counts and extremes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.appeals import appeal_rate, hurt_after, hurt_by_waiting, unanswered_share

shares = st.floats(0, 1)


def test_appeals_come_where_gain_is_missing():
    np.testing.assert_allclose(appeal_rate(3.0, [0, 0.5, 1]), [3, 1.5, 0])


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 12))
def test_who_waits_longer_is_hurt_more_as_the_closed_form_says(gain, unanswered, harm, quarters):
    after = gain
    for _ in range(quarters):
        before, after = after, hurt_by_waiting(after, unanswered, harm)
        assert after <= before
    assert hurt_after(gain, unanswered, harm, quarters) == pytest.approx(after, abs=1e-12)


def test_appeals_of_former_quarters_are_open_until_they_are_answered():
    # Raised and answered, never answered, answered two quarters late: by hand.
    assert unanswered_share(0, 1, 1) == 0
    assert unanswered_share(3, 0, 0) == 1
    assert unanswered_share(1, 3, 1) == 0.75
    assert unanswered_share(0, 0, 0) == 0
    with pytest.raises(ValueError, match="answered must be no more than were open or raised; got 3"):
        unanswered_share(1, 1, 3)


@given(shares, shares, shares)
def test_waiting_hurts_and_never_below_nothing(gain, unanswered, harm):
    hurt = hurt_by_waiting(gain, unanswered, harm)
    assert 0 <= hurt <= gain
    assert hurt_by_waiting(gain, 0, harm) == gain
    assert hurt_by_waiting(gain, 1, 1) == 0
    assert gain - hurt == pytest.approx(unanswered * gain * harm, abs=1e-12)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: appeal_rate(-1, 0), "base must be"),
        (lambda: hurt_by_waiting(1, 2, 0), "unanswered_share must be"),
        (lambda: hurt_by_waiting(1, 1, -1), "harm must be"),
    ],
)
def test_nonsense_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
