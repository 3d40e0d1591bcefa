"""Tournaments and contests against published and exact factors, chances counted by simulation, and best responses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from models.contests import (
    contest_dissipation,
    contest_effort,
    contest_probability,
    prize_return,
    promotion_return,
    tournament_effort,
    tournament_factor,
)

PUBLISHED = {2: 0.28209, 3: 0.28209, 4: 0.25734, 5: 0.23259, 10: 0.15388}


def test_normal_luck_as_published():
    factors = tournament_factor(list(PUBLISHED))
    np.testing.assert_allclose(factors, list(PUBLISHED.values()), atol=5e-6)
    assert tournament_factor(2) == pytest.approx(1 / (2 * math.sqrt(math.pi)), rel=1e-11)
    assert tournament_factor(3) == pytest.approx(1 / (2 * math.sqrt(math.pi)), rel=1e-11)


@pytest.mark.parametrize("contestants", [2, 3, 7, 40, 1000])
@pytest.mark.parametrize(
    ("luck", "exact"),
    [
        (stats.uniform(loc=-3, scale=4), lambda n: 1 / 4),
        (stats.logistic(), lambda n: (n - 1) / (n * (n + 1))),
        (stats.logistic(scale=2.5), lambda n: (n - 1) / (n * (n + 1)) / 2.5),
        (stats.gumbel_r(loc=1), lambda n: (n - 1) / n**2),
        (stats.expon(scale=0.5), lambda n: 2 / n),
        # f = 1 + x at -1 to 0, mirrored: the integral over both halves, by parts.
        (stats.laplace(), lambda n: (1 - 0.5 ** (n - 1)) / n),
    ],
)
def test_other_luck_exactly(luck, exact, contestants):
    assert tournament_factor(contestants, luck) == pytest.approx(exact(contestants), rel=1e-8)


@pytest.mark.parametrize(
    "luck", [stats.t(3), stats.beta(2, 3), stats.gumbel_l(), stats.triang(0.3), stats.cauchy()]
)
@pytest.mark.parametrize("contestants", [2, 4, 9])
def test_the_integral_as_it_is_written(luck, contestants):
    low, high = luck.support()
    middle = luck.median()
    n = contestants

    def integrand(x):
        with np.errstate(over="ignore"):  # scipy's Gumbel far out
            return (n - 1) * luck.cdf(x) ** (n - 2) * luck.pdf(x) ** 2

    pieces = [integrate.quad(integrand, *ends, limit=200)[0] for ends in ((low, middle), (middle, high))]
    assert tournament_factor(n, luck) == pytest.approx(sum(pieces), rel=1e-6)


def test_luck_whose_density_has_a_pole():
    a = 0.8
    exact = math.gamma(2 * a - 1) / (math.gamma(a) ** 2 * 2 ** (2 * a - 1))
    assert tournament_factor(2, stats.gamma(a)) == pytest.approx(exact, rel=1e-6)


def test_two_contestants_have_the_density_of_the_difference_at_0():
    assert tournament_factor(2, stats.cauchy()) == pytest.approx(stats.cauchy(scale=2).pdf(0), rel=1e-9)
    assert tournament_factor(2, stats.norm(scale=3)) == pytest.approx(stats.norm(scale=3 * 2**0.5).pdf(0))


@given(st.integers(2, 12), st.data())
def test_places_of_logistic_luck_exactly(contestants, data):
    places = data.draw(st.integers(0, contestants))
    expected = places * (contestants - places) / (contestants * (contestants + 1))
    assert promotion_return(places, contestants, stats.logistic()) == pytest.approx(
        expected, rel=1e-9, abs=1e-15
    )


@pytest.mark.parametrize("luck", [stats.norm(), stats.expon(), stats.uniform(scale=5)])
@pytest.mark.parametrize(("places", "contestants"), [(1, 3), (2, 5), (4, 6), (6, 6)])
def test_places_are_the_slope_of_the_chance(luck, places, contestants):
    """The chance to be among the best by a lead of d, from its definition, differentiated numerically."""

    def chance(lead):
        def given_luck(share):
            below = luck.cdf(luck.ppf(share) + lead)
            return stats.binom.cdf(places - 1, contestants - 1, 1 - below)

        return integrate.quad(given_luck, 0, 1, limit=400, epsabs=1e-12)[0]

    # One-sided from above, as bounded luck has a kink below.
    step = 1e-4
    slope = (-3 * chance(0) + 4 * chance(step) - chance(2 * step)) / (2 * step)
    assert promotion_return(places, contestants, luck) == pytest.approx(slope, abs=1e-4)


def test_prizes_are_steps_of_places():
    prizes = [10.0, 4.0, 4.0, 1.0, 0.0]
    expected = 6 * promotion_return(1, 5) + 3 * promotion_return(3, 5) + promotion_return(4, 5)
    assert prize_return(prizes) == pytest.approx(expected)
    # Uniform luck: only the first and the last prize count, as every place has the same factor.
    assert prize_return(prizes, stats.uniform(scale=2)) == pytest.approx(10 / 2)


def test_shapes_are_those_of_the_arguments():
    assert isinstance(tournament_factor(2), np.float64)
    assert np.shape(promotion_return([[1], [2]], [3, 4, 5])) == (2, 3)
    np.testing.assert_allclose(promotion_return([[1], [2]], [3, 4, 5])[0], tournament_factor([3, 4, 5]))


@pytest.mark.parametrize("contestants", [2, 5])
def test_nobody_gains_by_another_effort(contestants):
    """The global best response to rivals at the equilibrium, with luck great enough."""
    luck, spread, cost = stats.norm(scale=2.0), 3.0, 0.8
    effort = float(tournament_effort(spread, contestants, cost, luck))

    def loss(own):
        def wins(x):
            return luck.cdf(x + own - effort) ** (contestants - 1) * luck.pdf(x)

        return cost * own**2 / 2 - spread * integrate.quad(wins, -20, 20, limit=200, epsabs=1e-12)[0]

    found = optimize.minimize_scalar(loss, bounds=(0, 4), method="bounded", options={"xatol": 1e-8})
    assert found.x == pytest.approx(effort, abs=1e-5)
    assert found.fun < loss(0.0)


@pytest.mark.parametrize(
    ("contestants", "decisiveness"), [(2, 1.0), (2, 2.0), (5, 0.6), (5, 1.25), (30, 1.0)]
)
def test_contest_effort_is_the_best_response_to_itself(contestants, decisiveness):
    prize = 7.0
    effort = float(contest_effort(prize, contestants, decisiveness))
    grid = np.linspace(0, prize, 200_001)
    rivals = (contestants - 1) * effort**decisiveness
    gain = prize * grid**decisiveness / (grid**decisiveness + rivals) - grid
    if decisiveness <= 1:  # above 1, at its limit, giving up is as good
        assert grid[gain.argmax()] == pytest.approx(effort, abs=1e-3)
    at_equilibrium = prize / contestants - effort
    assert gain.max() == pytest.approx(at_equilibrium, abs=1e-8)


def test_contest_by_hand():
    assert contest_effort(100.0, 2) == 25
    assert contest_effort(100.0, 4, 1.0) == pytest.approx(100 * 3 / 16)
    np.testing.assert_allclose(contest_dissipation([2, 10, 2], [1, 1, 2]), [0.5, 0.9, 1.0])
    np.testing.assert_allclose(contest_probability([3.0, 1.0], decisiveness=[2.0]), [0.9, 0.1])
    np.testing.assert_allclose(contest_probability([1.0, 2.0, 1.0]), [0.25, 0.5, 0.25])
    np.testing.assert_allclose(contest_probability([[0.0, 0.0], [0.0, 5.0]]), [[0.5, 0.5], [0.0, 1.0]])


@given(st.lists(st.floats(0, 1e200), min_size=1, max_size=8), st.floats(0.01, 50))
def test_chances_add_up_to_1(efforts, decisiveness):
    chances = contest_probability(efforts, decisiveness)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
    order = np.argsort(efforts)
    assert (np.diff(chances[order]) >= 0).all()


def test_what_all_spend_is_what_is_dissipated():
    contestants = np.array([2, 3, 8])
    spent = contestants * contest_effort(12.0, contestants, 0.9)
    np.testing.assert_allclose(spent / 12.0, contest_dissipation(contestants, 0.9))


def test_a_contest_is_a_tournament_with_gumbel_luck():
    """The best of log effort and Gumbel luck wins with Tullock's chances (r = 1): the factors are the same."""
    for contestants in (2, 5, 12):
        effort = float(contest_effort(1.0, contestants))
        slope = tournament_factor(contestants, stats.gumbel_r()) / effort
        assert slope == pytest.approx(1.0, rel=1e-9)
    efforts = np.array([1.0, 2.0, 5.0])
    luck = stats.gumbel_r.rvs(size=(200_000, 3), random_state=np.random.default_rng(4))
    won = np.bincount((np.log(efforts) + luck).argmax(axis=1), minlength=3) / len(luck)
    np.testing.assert_allclose(won, contest_probability(efforts), atol=4.5 * 0.5 / math.sqrt(len(luck)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: tournament_factor(1), r"contestants must be a whole number of 2 or more; got 1\.0"),
        (lambda: tournament_factor([2, 2.5]), r"contestants must be a whole number .* got 2\.5 at index 1"),
        (lambda: tournament_factor(2, stats.beta(0.5, 0.5)), "density must have an integral of its square"),
        (lambda: tournament_factor(2, stats.poisson(3)), "density must be a continuous distribution"),
        (lambda: tournament_factor(2, 1.5), r"density must be a continuous distribution .* got 1\.5"),
        (lambda: promotion_return(4, 3), r"places must be a whole number from 0 to contestants; got 4\.0"),
        (lambda: promotion_return([1, -1], 3), "places must be a whole number .* got -1.0 at index 1"),
        (lambda: prize_return([1.0]), "prizes must be one for each of 2 contestants or more"),
        (lambda: prize_return([1.0, np.inf]), "prizes must be a finite number; got inf at index 1"),
        (lambda: tournament_effort(-1.0, 2, 1.0), "prize_spread must be a number of 0 or more"),
        (lambda: tournament_effort(1.0, 2, 0.0), "cost must be a positive number"),
        (lambda: contest_probability(3.0), "efforts must list the contestants"),
        (
            lambda: contest_probability([1.0, -1.0]),
            "efforts must be a number of 0 or more; got -1.0 at index 1",
        ),
        (lambda: contest_probability([1.0, 1.0], 0.0), "decisiveness must be a positive number"),
        (lambda: contest_effort(1.0, 3, 1.6), r"decisiveness must be at most contestants / .*; got 1\.6"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
