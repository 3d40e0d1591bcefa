"""Gaming against brute force, its extremes and the published size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from models.gaming import gaming

probabilities = st.floats(0, 1)
amounts = st.floats(0.01, 3)


@given(amounts, probabilities, amounts, st.floats(0, 3))
def test_padding_is_the_best_for_the_agent(stakes, audit, ease, penalty):
    def loses(padding):
        return padding**2 / (2 * ease) + audit * penalty * padding**2 / 2 - (1 - audit) * stakes * padding

    best = optimize.minimize_scalar(loses, bounds=(0, 10), method="bounded", options={"xatol": 1e-9}).x
    assert gaming(stakes, audit, ease, penalty=penalty) == pytest.approx(best, abs=1e-5)


@given(amounts, st.floats(0, 0.95), amounts)
def test_it_grows_with_stakes_and_ease_and_falls_with_audit(stakes, audit, ease):
    padding = gaming(stakes, audit, ease)
    assert gaming(1.1 * stakes, audit, ease) > padding
    assert gaming(stakes, audit, 1.1 * ease) > padding
    assert gaming(stakes, audit + 0.05, ease) < padding


def test_extremes():
    assert gaming(0, 0.3, 1) == 0
    assert gaming(2, 1, 1) == 0
    assert gaming(2, 0.3, 0) == 0
    assert gaming(2, 0, 0.25) == 0.5
    assert gaming(2, 0, 0.25, room=0.1) == 0.1


def test_the_english_emergency_departments_lie_inside_the_range():
    """Bevan & Hood 2006: reported 90 and 96 %, in the survey of patients 69 and 77 %."""
    published = np.array([0.90 - 0.69, 0.96 - 0.77])
    audit = np.linspace(0, 1, 101)
    range_of_it = gaming(*np.meshgrid(np.linspace(0, 1, 21), audit, np.linspace(0, 0.5, 21)))
    assert range_of_it.min() == 0
    assert 0.21 < range_of_it.max() <= 0.5
    np.testing.assert_allclose(gaming(1.0, [0.13, 0.20], 0.25), published, atol=0.005)
    # Room for it there was: the rest to 100 % above the truth.
    np.testing.assert_allclose(gaming(1.0, [0.13, 0.20], 0.25, room=[0.31, 0.23]), published, atol=0.005)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: gaming(-1, 0, 1), r"stakes must be a number of 0 or more; got -1\.0"),
        (lambda: gaming(1, [0, 1.2], 1), r"audit must be between 0 and 1; got 1\.2 at index 1"),
        (lambda: gaming(1, 0, np.inf), "ease must be"),
        (lambda: gaming(1, 0, 1, penalty=-2), "penalty must be"),
        (lambda: gaming(1, 0, 1, room=-2), "room must be"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
