"""Laws for arguments that nobody printed: each against a truth of its own, in exact fractions, closed form or by brute force."""

import itertools
from fractions import Fraction
from math import exp, factorial, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, stats

from models.assessment import alignment, informativeness_weights, optimal_intensity
from models.bass import bass_adopted, bass_density, bass_peak_adopted, bass_peak_density, bass_peak_time
from models.contests import (
    contest_dissipation,
    contest_effort,
    contest_probability,
    promotion_return,
    tournament_effort,
    tournament_factor,
)
from models.control_loss import agreements_until, clearance_probability, control_kept
from models.exact_spread import cascade_chances, tree_chances, tree_reach, tree_spread
from models.incentives import complementarity
from models.influence import InfluenceNetwork
from models.queues import erlang_c, mmc_wait
from models.shrinkage import shrunken_interval, shrunken_mean

FROM_2_TO_50 = np.array([2, 3, 4, 5, 6, 8, 11, 16, 23, 32, 41, 50])
shares = st.fractions(0, 1, max_denominator=1000)
inner_shares = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)

# ---- tournaments and contests ----


@pytest.mark.parametrize(
    ("luck", "exact"),
    [
        (stats.uniform(loc=2, scale=3), lambda n: np.full(len(n), 1 / 3)),
        (stats.logistic(loc=-1, scale=0.4), lambda n: (n - 1) / (n * (n + 1)) / 0.4),
        (stats.gumbel_r(scale=2), lambda n: (n - 1) / n**2 / 2),
        (stats.expon(), lambda n: 1 / n),
        # The mirror image of Gumbel's luck: (H_n - 1) / n by parts, H_n being the harmonic numbers.
        (stats.gumbel_l(), lambda n: (np.cumsum(1 / np.arange(1, 51))[n - 1] - 1) / n),
    ],
    ids=["uniform", "logistic", "Gumbel", "exponential", "Gumbel mirrored"],
)
def test_tournaments_of_2_to_50_in_closed_form(luck, exact):
    np.testing.assert_allclose(tournament_factor(FROM_2_TO_50, luck), exact(FROM_2_TO_50), rtol=1e-7)


def test_normal_tournaments_of_2_to_50_are_the_greatest_of_n_over_n():
    """By parts: n times the factor is the mean of the greatest of n, which is also the integral of the chance to be passed."""
    for number in range(2, 51):
        above, below = (
            integrate.quad(lambda x, n=number: 1 - stats.norm.cdf(x) ** n, 0, 12, epsabs=1e-13, limit=200)[0],
            integrate.quad(lambda x, n=number: stats.norm.cdf(x) ** n, -12, 0, epsabs=1e-13, limit=200)[0],
        )
        assert tournament_factor(number) == pytest.approx((above - below) / number, rel=1e-9)


def test_places_of_uniform_and_exponential_luck_for_any_number():
    """Uniform luck: a unit of effort passes one more of a width; exponential luck: k / n, as the rate at which it ends is 1."""
    for contestants in (2, 5, 13):
        places = np.arange(1, contestants)
        np.testing.assert_allclose(
            promotion_return(places, contestants, stats.uniform(scale=4)), 0.25, rtol=1e-7
        )
        np.testing.assert_allclose(
            promotion_return(places, contestants, stats.expon()), places / contestants, rtol=1e-7
        )


@given(st.floats(0.1, 50), st.integers(2, 40), st.floats(0.1, 20), st.floats(0.2, 5))
def test_effort_grows_with_the_prize_and_falls_with_luck_and_cost(spread, number, cost, width):
    effort = tournament_effort(spread, number, cost, stats.uniform(scale=width))
    assert effort == pytest.approx(spread / width / cost, rel=1e-7)


@given(st.floats(0.1, 1000), st.integers(2, 60), st.floats(0.05, 1.0))
def test_tullock_for_any_number_and_decisiveness(prize, number, power):
    """V r (n - 1) / n², where what a little more effort adds to the chance is worth just what it costs."""
    effort = float(contest_effort(prize, number, power))
    assert effort == pytest.approx(prize * power * (number - 1) / number**2, rel=1e-12)
    assert contest_dissipation(number, power) == pytest.approx(power * (number - 1) / number, rel=1e-12)
    others, step = [effort] * (number - 1), 1e-5 * effort
    chance = [float(contest_probability([own, *others], power)[0]) for own in (effort - step, effort + step)]
    assert prize * (chance[1] - chance[0]) / (2 * step) == pytest.approx(1.0, rel=1e-4)
    gains = [
        prize * float(contest_probability([own, *others], power)[0]) - own
        for own in (0.0, 0.3 * effort, effort, 2 * effort, prize)
    ]
    assert max(gains) == pytest.approx(gains[2], rel=1e-12)


# ---- diffusion ----


@given(st.floats(1e-4, 0.2), st.floats(1.01, 200))
def test_bass_peaks_for_any_rates(p, times_greater):
    q = p * times_greater
    peak = log(q / p) / (p + q)
    assert bass_peak_time(p, q) == pytest.approx(peak, rel=1e-12)
    assert bass_peak_adopted(p, q) == pytest.approx((q - p) / (2 * q), rel=1e-12, abs=1e-15)
    assert bass_adopted(peak, p, q) == pytest.approx((q - p) / (2 * q), rel=1e-9, abs=1e-12)
    assert bass_peak_density(p, q) == pytest.approx((p + q) ** 2 / (4 * q), rel=1e-12)
    assert bass_density(peak, p, q) == pytest.approx((p + q) ** 2 / (4 * q), rel=1e-9)
    decay = exp(-(p + q) * 3.7)
    assert bass_adopted(3.7, p, q) == pytest.approx((1 - decay) / (1 + q / p * decay), rel=1e-9)


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=4), st.integers(0, 4))
def test_a_practice_on_a_path_goes_both_ways_by_the_weights_that_lead_there(weights, start):
    """Of each pair the first weight leads down the path, the second up; counted through and as products in fractions."""
    assume(start <= len(weights))
    ends = range(len(weights))
    source = [*ends, *(end + 1 for end in ends)]
    target = [*(end + 1 for end in ends), *ends]
    chances = [float(down) for down, _ in weights] + [float(up) for _, up in weights]
    found = cascade_chances(InfluenceNetwork.from_edges(source, target, chances), [start]).sum(axis=0)
    exact = [Fraction(1)] * (len(weights) + 1)
    for node in range(start, len(weights)):
        exact[node + 1] = exact[node] * weights[node][0]
    for node in range(start, 0, -1):
        exact[node - 1] = exact[node] * weights[node - 1][1]
    np.testing.assert_allclose(found, [float(chance) for chance in exact], rtol=1e-9, atol=1e-12)


@given(shares, st.integers(0, 4), st.integers(0, 5))
def test_trees_of_any_width_and_height_are_summed_in_fractions(weight, branching, height):
    exact = sum((branching * weight) ** depth for depth in range(height + 1))
    assert tree_spread(float(weight), branching, height) == pytest.approx(float(exact), rel=1e-12)
    assert tree_reach(float(weight), height) == pytest.approx(float(weight**height), rel=1e-12, abs=1e-300)


@given(st.lists(st.tuples(st.integers(0, 100), shares), min_size=1, max_size=9))
def test_any_tree_is_counted_through_as_multiplied(parents):
    """Each node after the first hangs on one before it."""
    above = [number % node for node, (number, _) in enumerate(parents, start=1)]
    weights = [float(weight) for _, weight in parents]
    tree = InfluenceNetwork.from_edges(above, list(range(1, len(above) + 1)), weights)
    np.testing.assert_allclose(tree_chances(tree, [0]), cascade_chances(tree, [0]).sum(axis=0), atol=1e-12)


# ---- handing down ----


@given(inner_shares, st.integers(0, 200), st.integers(1, 6))
def test_pressman_and_wildavsky_for_any_agreement_and_number(agreement, number, tries):
    exact = (1 - (1 - agreement) ** tries) ** number
    found = clearance_probability(float(agreement), number, tries)
    assert found == pytest.approx(float(exact), rel=1e-9)


@given(inner_shares, inner_shares)
def test_the_number_of_clearances_until_a_chance_is_counted_in_fractions(agreement, below):
    number = agreements_until(float(agreement), float(below))
    assume(number < 3000)
    logs = log(below.numerator / below.denominator) / log(agreement.numerator / agreement.denominator)
    # Where a power falls upon the bound but for rounding, either count is right.
    assume(abs(logs - round(logs)) > 1e-9)
    assert agreement**number < below <= agreement ** (number - 1)


@given(shares, st.integers(0, 60))
def test_downs_for_any_share(share, handovers):
    assert control_kept(float(share), handovers) == pytest.approx(
        float(share**handovers), rel=1e-9, abs=1e-300
    )


# ---- queues ----


@given(
    st.integers(1, 30), st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50), st.floats(0.1, 9)
)
def test_erlang_for_any_number_of_servers_in_fractions(servers, load, service):
    """From the balance of the states, which holds whatever the number of servers."""
    offered = load * servers
    waiting = offered**servers / factorial(servers) / (1 - load)
    busy = waiting / (sum((offered**k / factorial(k) for k in range(servers)), Fraction(0)) + waiting)
    arrivals = float(offered) * service
    assert erlang_c(arrivals, service, servers) == pytest.approx(float(busy), rel=1e-9)
    wait = float(busy / (servers - offered)) / service
    assert mmc_wait(arrivals, service, servers) == pytest.approx(wait, rel=1e-9)


@given(st.integers(1, 12), st.floats(0.05, 0.95))
def test_one_queue_waits_less_than_as_many_queues_and_more_than_one_quick_server(servers, load):
    together = float(mmc_wait(load * servers, 1.0, servers))
    assert together <= float(mmc_wait(load, 1.0, 1)) * (1 + 1e-12)
    # Pooled into one server of c times the speed a matter waits longer in line, but is done no later.
    quick = float(mmc_wait(load * servers, float(servers), 1))
    assert quick + 1 / servers <= together + 1 + 1e-12
    assert together <= quick * (1 + 1e-12)


# ---- assessment and incentives ----

numbers = st.fractions(-20, 20, max_denominator=20)


@given(numbers, numbers, numbers, numbers, st.lists(numbers, min_size=4, max_size=4))
def test_complements_are_what_is_left_of_a_table_after_its_margins(base, first, second, both, noise):
    """f = base + a x + b y + c x y has the contrast c; what depends on one of the two alone never counts."""
    table = {
        (x, y): base + first * x + second * y + both * x * y for x, y in itertools.product((0, 1), (0, 1))
    }
    found = complementarity(*(float(table[place]) for place in ((1, 1), (1, 0), (0, 1), (0, 0))))
    assert found == pytest.approx(float(both), abs=1e-9)
    exact = noise[0] - noise[1] - noise[2] + noise[3]
    assert complementarity(*(float(value) for value in noise)) == pytest.approx(float(exact), abs=1e-9)


@given(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.2, 4), st.floats(0.2, 4), st.floats(-0.9, 0.9))
def test_two_signals_by_hand_for_any_precision_and_sensitivity(first, second, sd_one, sd_two, correlation):
    """Proportional to (μ₁ σ₂² - μ₂ c, μ₂ σ₁² - μ₁ c), and together unbiased."""
    shared = correlation * sd_one * sd_two
    raw = np.array([first * sd_two**2 - second * shared, second * sd_one**2 - first * shared])
    wanted = raw / (raw @ [first, second])
    weights = informativeness_weights([first, second], [[sd_one**2, shared], [shared, sd_two**2]])
    np.testing.assert_allclose(weights, wanted, rtol=1e-7, atol=1e-9)
    # No other unbiased pair scatters less.
    covariance = np.array([[sd_one**2, shared], [shared, sd_two**2]])
    least = weights @ covariance @ weights
    for step in (-0.1, 0.1):
        other = weights + step * np.array([second, -first])
        assert other @ [first, second] == pytest.approx(1.0, rel=1e-7)
        assert other @ covariance @ other >= least - 1e-9


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=2, max_size=6),
    st.floats(0, 3),
    st.floats(0.1, 3),
)
def test_baker_for_any_number_of_tasks(tasks, aversion, noise):
    rewarded, valued = np.array(tasks).T
    assume(np.linalg.norm(rewarded) > 0.1)
    assume(np.linalg.norm(valued) > 0.1)
    by_hand = rewarded @ valued / np.sqrt((rewarded @ rewarded) * (valued @ valued))
    assert alignment(rewarded, valued) == pytest.approx(by_hand, abs=1e-9)
    pay = float(optimal_intensity(rewarded, valued, aversion, noise))

    def together(rate):
        return rate * rewarded @ valued - rate**2 * (rewarded @ rewarded) / 2 - aversion * rate**2 * noise**2

    for other in (0.0, 0.9 * pay, 1.1 * pay, pay + 0.1, pay - 0.1):
        assert together(pay) >= together(other) - 1e-9


@given(st.floats(1, 5), st.floats(1, 5), st.integers(1, 500), st.floats(0.01, 200))
def test_shrinkage_lies_between_its_ends_and_gives_way_to_numbers(mean, prior, number, weight):
    found = float(shrunken_mean(mean, number, prior, weight))
    exact = (Fraction(number) * Fraction(mean) + Fraction(weight) * Fraction(prior)) / (
        number + Fraction(weight)
    )
    assert found == pytest.approx(float(exact), rel=1e-12)
    assert min(mean, prior) - 1e-12 <= found <= max(mean, prior) + 1e-12
    assert abs(shrunken_mean(mean, 10 * number, prior, weight) - mean) <= abs(found - mean) + 1e-12
    assert shrunken_mean(mean, number, prior, 0.0) == pytest.approx(mean)
    assert shrunken_mean(mean, number, prior, 1e12) == pytest.approx(prior, abs=1e-6)
    low, high = shrunken_interval(mean, number, prior, weight, within_variance=0.5)
    half = stats.norm.ppf(0.975) * np.sqrt(0.5 / (number + weight))
    assert (high - low) / 2 == pytest.approx(half, rel=1e-9)
