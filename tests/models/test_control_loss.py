"""Control loss and clearances against exact arithmetic, numerical optima and cascades on graphs."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from models.control_loss import (
    agreements_until,
    clearance_probability,
    control_kept,
    optimum_levels,
    optimum_levels_approximation,
    surplus,
)

hierarchies = st.fixed_dictionaries(
    {
        "span": st.floats(2.5, 12.0),
        "compliance": st.floats(0.75, 0.97),
        "pay_step": st.floats(1.0, 2.0),
        "wage": st.floats(0.05, 0.7),
    }
)


def test_downs_example_of_six_halvings():
    assert control_kept(0.5, 6) == 0.015625


def test_control_kept_over_levels():
    np.testing.assert_allclose(control_kept(0.9, np.arange(4)), [1, 0.9, 0.81, 0.729])
    assert control_kept(1.0, 60) == 1
    assert control_kept(0.0, 0) == 1


def test_surplus_by_counting_people():
    span, compliance, pay_step, wage = 4, 0.85, 1.4, 0.4
    for levels in range(1, 8):
        people = [span**depth for depth in range(levels)]
        bill = sum(wage * pay_step ** (levels - 1 - depth) * count for depth, count in enumerate(people))
        expected = (compliance * span) ** (levels - 1) - bill
        assert surplus(
            levels, span=span, compliance=compliance, pay_step=pay_step, wage=wage
        ) == pytest.approx(expected)


@given(hierarchies)
def test_optimum_is_the_best_of_all_numbers_of_levels(hierarchy):
    levels = np.arange(1, 120)
    values = surplus(levels, **hierarchy)
    best = optimum_levels(**hierarchy)
    assert values[best - 1] == pytest.approx(values.max(), rel=1e-9)


@given(hierarchies)
def test_approximation_solves_williamsons_first_order_condition(hierarchy):
    """His condition leaves the term pay_step**n out of the wage bill; nothing else may differ."""
    span, compliance = hierarchy["span"], hierarchy["compliance"]
    bill = hierarchy["wage"] * span / (span - hierarchy["pay_step"])

    def slope(levels: float) -> float:
        grows = compliance ** (levels - 1) * np.log(compliance * span)
        return float(grows - bill * np.log(span))

    numerical = optimize.brentq(slope, -100.0, 500.0, xtol=1e-12)
    assert optimum_levels_approximation(**hierarchy) == pytest.approx(numerical, abs=1e-6)


@given(st.floats(5.0, 10.0), st.floats(0.8, 0.95), st.floats(1.3, 1.6), st.floats(0.2, 0.6))
def test_approximation_is_close_for_the_spans_and_pay_of_firms(span, compliance, pay_step, wage):
    hierarchy = {"span": span, "compliance": compliance, "pay_step": pay_step, "wage": wage}
    exact, approximate = optimum_levels(**hierarchy), optimum_levels_approximation(**hierarchy)
    assert abs(exact - max(approximate, 1.0)) < 1.5


def test_approximation_fails_where_pay_grows_nearly_as_fast_as_numbers():
    hierarchy = {"span": 2.5, "compliance": 0.9375, "pay_step": 2.0, "wage": 0.25}
    assert optimum_levels(**hierarchy) == 3
    assert optimum_levels_approximation(**hierarchy) == pytest.approx(-3.589222, abs=1e-6)


def test_more_compliance_or_wider_spans_allow_larger_hierarchies():
    by_compliance = [optimum_levels(span=6, compliance=c, pay_step=1.4, wage=0.3) for c in (0.8, 0.9, 0.95)]
    by_span = [optimum_levels(span=s, compliance=0.9, pay_step=1.4, wage=0.3) for s in (3, 6, 12)]
    assert by_compliance == sorted(set(by_compliance))
    assert by_span == sorted(by_span)
    assert by_span[0] < by_span[-1]


def test_nearly_perfect_compliance_ends():
    assert optimum_levels(span=6, compliance=1 - 1e-12, pay_step=1.4, wage=0.3) > 10**11


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"span": 1.0}, "span must be a number above 1"),
        ({"compliance": 1.0}, "no size is best"),
        ({"compliance": 0.2}, "every further level shrinks output"),
        ({"pay_step": 5.0}, "pay_step must be at least 1 and below the span"),
        ({"wage": 1.0}, "wage must be above 0 and below 1"),
    ],
)
def test_hierarchies_without_an_optimum_are_refused(change, message):
    hierarchy = {"span": 5.0, "compliance": 0.9, "pay_step": 1.3, "wage": 0.5} | change
    for law in (optimum_levels, optimum_levels_approximation):
        with pytest.raises(ValueError, match=message):
            law(**hierarchy)


@pytest.mark.parametrize(
    ("percent", "until_half", "book_probability"),
    [(80, 4, 1.25e-7), (90, 7, 0.000644), (95, 14, None), (99, 69, 0.489)],
)
def test_clearance_table_in_exact_fractions(percent, until_half, book_probability):
    agreement = Fraction(percent, 100)
    exact = agreement**70
    assert clearance_probability(percent / 100, 70) == pytest.approx(float(exact), rel=1e-12)
    # The printed table was computed roughly: right in size, wrong in the digits.
    if book_probability is not None:
        assert book_probability == pytest.approx(float(exact), rel=0.25)
    assert agreements_until(percent / 100) == until_half
    assert agreement**until_half < Fraction(1, 2) <= agreement ** (until_half - 1)


@given(st.floats(0.0, 0.999), st.floats(0.01, 1.0))
def test_agreements_until_is_the_first_below(agreement, below):
    count = agreements_until(agreement, below)
    assert agreement**count < below
    assert count == 1 or agreement ** (count - 1) >= below


def test_persistence_asks_again():
    assert clearance_probability(0.5, 2, tries=2) == pytest.approx(0.75**2)
    assert clearance_probability(0.3, 5, tries=1) == clearance_probability(0.3, 5)
    np.testing.assert_allclose(clearance_probability([0.0, 1.0], 3), [0, 1])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: control_kept(1.2, 3), r"share must be between 0 and 1; got 1\.2"),
        (lambda: control_kept(0.5, -1), "handovers must be a number of 0 or more; got -1"),
        (lambda: control_kept(float("nan"), 1), "share must be between 0 and 1; got nan"),
        (lambda: clearance_probability(0.5, -2), "agreements must be"),
        (lambda: clearance_probability(0.5, 2, tries=0), "tries must be a number of 1 or more; got 0"),
        (lambda: agreements_until(1.0), "certain agreements never run out"),
        (lambda: agreements_until(0.5, 0.0), "below must be above 0"),
        (lambda: surplus(2.5, span=5, compliance=0.9, pay_step=1.3, wage=0.5), "whole number"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def _cascade(tree: nx.DiGraph, root: int, probability: float, rng: np.random.Generator) -> set[int]:
    """Independent cascade: everybody reached passes it on to each successor once, with that probability."""
    reached, newly = {root}, [root]
    while newly:
        newly = [child for unit in newly for child in tree.successors(unit) if rng.random() < probability]
        reached.update(newly)
    return reached


@pytest.mark.parametrize(
    ("tree", "depth"),
    [(nx.balanced_tree(3, 4, create_using=nx.DiGraph), 4), (nx.path_graph(9, create_using=nx.DiGraph), 8)],
    ids=["balanced_tree", "path_graph"],
)
def test_cascade_on_a_tree_reaches_a_depth_with_a_power(tree, depth):
    probability, runs = 0.8, 1_500
    rng = np.random.default_rng(65)
    depths = nx.single_source_shortest_path_length(tree, 0)
    for level in range(depth + 1):
        at_level = {unit for unit, steps in depths.items() if steps == level}
        shares = [len(at_level & _cascade(tree, 0, probability, rng)) / len(at_level) for _ in range(runs)]
        error = np.std(shares, ddof=1) / np.sqrt(runs)
        bound = stats.norm.ppf(0.9999) * error
        assert abs(np.mean(shares) - control_kept(probability, level)) <= bound
