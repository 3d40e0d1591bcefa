"""Bass diffusion among neighbours: against Bass' own closed form, and against the equations that it simplifies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from models.bass import bass_adopted
from models.network_bass import bass_among_neighbours

shares = st.floats(0, 1)
rates = st.floats(0, 3)


@given(shares, st.floats(0, 10), rates, rates)
def test_among_those_who_know_alike_it_is_bass(known, time, p, q):
    assert bass_among_neighbours(known, known, time, p, q) == pytest.approx(
        float(bass_adopted(time, p, q, start=known)), abs=1e-9
    )


@given(st.lists(shares, min_size=1, max_size=8), st.integers(1, 12), rates, rates)
def test_where_all_are_neighbours_their_mean_is_bass_quarter_after_quarter(known, quarters, p, q):
    values = np.array(known)
    for _ in range(quarters):
        values = bass_among_neighbours(values, values.mean(), 0.25, p, q)
    assert values.mean() == pytest.approx(
        float(bass_adopted(0.25 * quarters, p, q, start=np.mean(known))), abs=1e-9
    )


def test_on_a_chain_it_is_near_the_equations():
    """Five in a row, the first one knows: dk_i/dt = (p + q m_i)(1 - k_i), integrated by scipy."""
    p, q, links = 0.03, 0.38, np.diag(np.ones(4), 1) + np.diag(np.ones(4), -1)
    weights = links / links.sum(axis=1, keepdims=True)
    start = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    exact = solve_ivp(lambda _, k: (p + q * weights @ k) * (1 - k), (0, 5), start, rtol=1e-9, atol=1e-12)
    found = start
    for _ in range(20):
        found = bass_among_neighbours(found, weights @ found, 0.25, p, q)
    np.testing.assert_allclose(found, exact.y[:, -1], atol=0.01)
    assert (np.diff(found) < 0).all()


@given(shares, shares, st.floats(0, 10), rates, rates)
def test_nothing_is_forgotten_and_nobody_knows_more_than_all(known, around, time, p, q):
    found = bass_among_neighbours(known, around, time, p, q)
    assert known - 1e-12 <= found <= 1
    assert bass_among_neighbours(known, around, 0.0, p, q) == pytest.approx(known)
    assert bass_among_neighbours(known, around, time, 0.0, 0.0) == pytest.approx(known)


def test_by_hand():
    # All around know: the hazard is p + q throughout.
    assert bass_among_neighbours(0.2, 1.0, 2.0, 0.1, 0.4) == pytest.approx(1 - 0.8 * np.exp(-1.0))
    # Nobody can be imitated: the hazard is p.
    assert bass_among_neighbours(0.0, 0.0, 1.0, 0.5, 0.0) == pytest.approx(1 - np.exp(-0.5))
    with pytest.raises(ValueError, match="around must be"):
        bass_among_neighbours(0.0, 1.5, 1.0, 0.5, 0.0)
