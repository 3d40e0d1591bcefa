"""Bass diffusion against its differential equation and published fits, the project chain against counted projects."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from models.innovation import (
    bass_adopted,
    bass_counts,
    bass_density,
    bass_peak_adopted,
    bass_peak_density,
    bass_peak_time,
    bass_regression,
    break_even_distance,
    conversion_probability,
    fit_bass,
    gain_at_distance,
    mean_weeks_in_chain,
    projects_in_stages,
    stage_reach,
    starts_per_conversion,
    weeks_per_conversion,
)

rates = st.floats(min_value=1e-4, max_value=2.0)
times = st.floats(min_value=0.0, max_value=50.0)
shares = st.floats(min_value=0.0, max_value=1.0)

# Sales in thousands, 1949-61, 1963-70 and 1949-61: the series that Srinivasan & Mason (1986) fit. Series and estimates are
# taken from later quotations, not from the paper itself.
AIR_CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]
COLOUR_TELEVISIONS = [747, 1480, 2646, 5118, 5777, 5982, 5962, 4631]
# Adopted by hospitals, 1965-78: Bass's regression has no answer here.
ULTRASOUND = [5, 3, 2, 5, 7, 12, 6, 16, 16, 28, 28, 21, 13, 6]
CLOTHES_DRYERS = [106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236]


def test_bass_peaks_as_published():
    assert bass_peak_time(0.03, 0.38) == pytest.approx(6.193, abs=5e-4)
    assert bass_peak_adopted(0.03, 0.38) == pytest.approx(0.4605, abs=5e-5)


@given(rates, rates, times, shares)
def test_adoption_follows_its_differential_equation(p, q, time, start):
    solved = integrate.solve_ivp(
        lambda _, adopted: (p + q * adopted) * (1 - adopted), (0, time), [start], rtol=1e-9, atol=1e-11
    )
    assert bass_adopted(time, p, q, start=start) == pytest.approx(solved.y[0, -1], abs=1e-7)


@given(rates, st.floats(0, 2), times, times)
def test_a_way_in_two_parts_is_the_whole_way(p, q, first, second):
    halfway = bass_adopted(first, p, q)
    assert bass_adopted(second, p, q, start=halfway) == pytest.approx(
        bass_adopted(first + second, p, q), abs=1e-12
    )


@given(rates, rates, times)
def test_density_adds_up_to_what_is_adopted(p, q, time):
    area, _ = integrate.quad(lambda t: float(bass_density(t, p, q)), 0, time, epsabs=1e-10, limit=200)
    assert area == pytest.approx(bass_adopted(time, p, q), abs=1e-8)


@given(rates, rates)
def test_the_peak_is_where_the_density_is_greatest(p, q):
    end = 10 + 2 * bass_peak_time(p, q)
    found = optimize.minimize_scalar(
        lambda t: -float(bass_density(t, p, q)), bounds=(0, end), method="bounded", options={"xatol": 1e-9}
    )
    assert bass_peak_density(p, q) == pytest.approx(-found.fun, rel=1e-5)
    assert bass_density(bass_peak_time(p, q), p, q) == pytest.approx(bass_peak_density(p, q), rel=1e-12)
    assert bass_adopted(bass_peak_time(p, q), p, q) == pytest.approx(bass_peak_adopted(p, q), abs=1e-12)


@pytest.mark.parametrize("q", [0.0, 0.1, 0.2])
def test_where_peers_count_no_more_than_publicity_adoption_only_falls(q):
    assert bass_peak_time(0.2, q) == bass_peak_adopted(0.2, q) == 0
    assert bass_peak_density(0.2, q) == pytest.approx(0.2)
    assert (np.diff(bass_density(np.linspace(0, 20, 200), 0.2, q)) < 0).all()


def test_extremes_of_bass():
    weeks = np.array([0.0, 1.0, 5.0])
    np.testing.assert_allclose(bass_adopted(weeks, 0.3, 0.0), stats.expon(scale=1 / 0.3).cdf(weeks))
    np.testing.assert_allclose(bass_density(weeks, 0.3, 0.0), stats.expon(scale=1 / 0.3).pdf(weeks))
    logistic = 1 / (1 + 9 * np.exp(-0.5 * weeks))
    np.testing.assert_allclose(bass_adopted(weeks, 0.0, 0.5, start=0.1), logistic)
    assert bass_adopted(1e6, 0.03, 0.38) == 1
    assert bass_adopted([0.0, 10.0, 1e6], 0.0, 0.5).tolist() == [0, 0, 0], "nobody is first"
    assert bass_density([0.0, 1e6], 0.0, 0.5).tolist() == [0, 0]
    assert bass_adopted(7.0, 0.0, 0.0, start=0.4) == 0.4
    assert bass_density(80.0, 0.3, 0.5) == pytest.approx(0.8**2 / 0.3 * np.exp(-64), rel=1e-10), (
        "tail keeps its digits"
    )


def test_counts_of_periods_come_from_adoption_at_their_ends():
    ends = bass_adopted(13.0 * np.arange(7), 0.002, 0.03)
    np.testing.assert_allclose(bass_counts(6, m=400, p=0.002, q=0.03, period=13), 400 * np.diff(ends))
    assert bass_counts(0, m=400, p=0.002, q=0.03).shape == (0,)
    assert bass_counts(300, m=400, p=0.03, q=0.38).sum() == pytest.approx(400)


@pytest.mark.parametrize(
    ("counts", "market", "q"),
    [
        (AIR_CONDITIONERS, 18_713, 0.3748),
        (COLOUR_TELEVISIONS, 39_659, 0.6159),
        (CLOTHES_DRYERS, 16_497, 0.3267),
    ],
    ids=["air conditioners", "colour televisions", "clothes dryers"],
)
def test_the_fit_is_that_of_srinivasan_and_mason(counts, market, q):
    fit = fit_bass(counts)
    assert fit.m.value == pytest.approx(market, abs=1)
    assert fit.q.value == pytest.approx(q, abs=5.1e-5)


def test_the_fit_and_its_errors_are_those_of_plain_least_squares():
    def law(ends, m, p, q):
        adopted = m * (1 - np.exp(-(p + q) * ends)) / (1 + q / p * np.exp(-(p + q) * ends))
        return np.diff(adopted, prepend=0.0)

    fit = fit_bass(COLOUR_TELEVISIONS, confidence=0.9)
    values, covariance = optimize.curve_fit(
        law, np.arange(1.0, 9.0), COLOUR_TELEVISIONS, p0=[40_000, 0.02, 0.5]
    )
    found = [fit.m, fit.p, fit.q]
    np.testing.assert_allclose([each.value for each in found], values, rtol=1e-5)
    np.testing.assert_allclose(
        [each.standard_error for each in found], np.sqrt(np.diag(covariance)), rtol=1e-3
    )
    half = stats.t.ppf(0.95, 5) * fit.q.standard_error
    assert (fit.q.low, fit.q.high) == pytest.approx((fit.q.value - half, fit.q.value + half))
    assert fit.m.low * fit.m.high == pytest.approx(fit.m.value**2), "alike on the scale of logarithms"
    assert fit.periods == 8


@pytest.mark.parametrize(
    ("m", "p", "q", "period", "periods"),
    [
        (1000.0, 0.03, 0.38, 1.0, 12),
        (0.7, 0.03 / 13, 0.38 / 13, 13.0, 12),
        (5e6, 2e-5, 1.3, 1.0, 15),
        (80.0, 0.1, 0.0, 1.0, 10),
        (80.0, 0.3, 0.1, 1.0, 6),
    ],
)
def test_exact_counts_give_back_what_made_them(m, p, q, period, periods):
    fit = fit_bass(bass_counts(periods, m=m, p=p, q=q, period=period), period=period)
    assert (fit.m.value, fit.p.value, fit.q.value) == pytest.approx((m, p, q), rel=1e-6, abs=1e-9)


@given(st.floats(1e-3, 0.1), st.floats(0.1, 0.9), st.floats(1.0, 1e7))
def test_counts_past_the_peak_always_give_back_what_made_them(p, q, m):
    periods = int(np.ceil(1.5 * bass_peak_time(p, q))) + 5
    fit = fit_bass(bass_counts(periods, m=m, p=p, q=q))
    assert (fit.m.value, fit.p.value, fit.q.value) == pytest.approx((m, p, q), rel=1e-5)


def test_intervals_cover_the_truth_as_often_as_they_say():
    """Counts of 20 periods with normal noise: 90% intervals cover in 90 of 100 cases, two-sided at 99.9%."""
    rng = np.random.default_rng(1969)
    truth = {"m": 1000.0, "p": 0.02, "q": 0.4}
    expected = bass_counts(20, **truth)
    covered = dict.fromkeys(truth, 0)
    for _ in range(200):
        fit = fit_bass(np.maximum(expected + rng.normal(0, 6, 20), 0), confidence=0.9)
        for name, value in truth.items():
            estimate = getattr(fit, name)
            covered[name] += estimate.low < value < estimate.high
    low, high = stats.binom.interval(0.999, 200, 0.9)
    assert all(low <= count <= high for count in covered.values()), covered


def test_poisson_counts_of_few_adopters_are_fitted():
    rng = np.random.default_rng(2025)
    expected = bass_counts(16, m=60, p=0.03, q=0.38)
    fits = [fit_bass(rng.poisson(expected)) for _ in range(60)]
    assert np.median([fit.m.value for fit in fits]) == pytest.approx(60, rel=0.1)
    assert np.median([fit.q.value for fit in fits]) == pytest.approx(0.38, rel=0.15)
    assert all(0 <= fit.q.low <= fit.q.value <= fit.q.high for fit in fits)
    assert all(0 < fit.p.low < fit.p.value < fit.p.high for fit in fits)


def test_counts_before_the_peak_leave_the_market_uncertain():
    rng = np.random.default_rng(7)
    counts = bass_counts(14, m=1000, p=0.02, q=0.4) + rng.normal(0, 1, (20, 14))
    early, late = ([fit_bass(row[:length]).m for row in counts] for length in (6, 14))
    widths = [np.median([np.log(market.high / market.low) for market in fits]) for fits in (early, late)]
    assert widths[0] > 10 * widths[1]
    assert sum(market.low < 1000 < market.high for market in early) >= 16


def test_bass_regression_by_a_published_example_and_by_the_process_it_assumes():
    fit = bass_regression([0.517, 1.169, 1.604, 2.044, 2.286])  # a class exercise of MIT 15.846
    assert (fit.m, fit.p, fit.q) == pytest.approx((10.5036768, 0.0626032, 0.73766359), rel=1e-5)
    counts = []
    for _ in range(12):
        before = sum(counts)
        counts.append((0.03 + 0.38 * before / 1000) * (1000 - before))
    exact = bass_regression(counts, period=13)
    assert (exact.m, exact.p, exact.q) == pytest.approx((1000, 0.03 / 13, 0.38 / 13))


def test_in_short_periods_the_regression_agrees_with_the_fit():
    counts = bass_counts(400, m=1000, p=0.03, q=0.38, period=0.05)
    coarse, fine = bass_regression(counts, period=0.05), fit_bass(counts, period=0.05)
    assert (coarse.m, coarse.p, coarse.q) == pytest.approx(
        (fine.m.value, fine.p.value, fine.q.value), rel=0.03
    )
    yearly = bass_regression(bass_counts(20, m=1000, p=0.03, q=0.38))
    assert yearly.p > 1.2 * 0.03, "the time-interval bias that the fit was made to avoid"


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2, 3], r"4 periods or more, as three numbers are estimated; got shape \(3,\)"),
        ([[1, 2], [3, 4]], r"got shape \(2, 2\)"),
        ([], r"got shape \(0,\)"),
        ([0, 0, 0, 0, 0], "counts must not all be 0: nobody adopted in 5 periods"),
        ([1, 2, -3, 4], r"counts must be a number of 0 or more; got -3\.0 at index 2"),
        ([1, 2, float("nan"), 4], "counts must be .*; got nan at index 2"),
        (["a", 2, 3, 4], "counts must be numbers"),
    ],
)
def test_counts_that_are_none_are_refused(counts, message):
    for estimate in (fit_bass, bass_regression):
        with pytest.raises(ValueError, match=message):
            estimate(counts)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2, 4, 8, 16, 32], r"how large the market is: .* add periods, up to the peak or later"),
        ([10] * 8, "how large the market is|do not determine m, p and q: the search had not settled"),
        ([5, 0, 0, 0], "do not determine m, p and q"),
        ([0, 0, 5, 0, 0, 0], "how fast adoption was: .* count in shorter periods"),
    ],
)
def test_counts_that_tell_too_little_are_refused(counts, message):
    with pytest.raises(ValueError, match=message):
        fit_bass(counts)


@pytest.mark.parametrize("counts", [[1, 2, 4, 8, 16, 32], [10] * 6, ULTRASOUND])
def test_a_regression_without_a_market_is_refused(counts):
    with pytest.raises(
        ValueError, match="no market: it needs a constant above 0 and a square term clearly below 0; got"
    ):
        bass_regression(counts)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: bass_adopted(-1, 0.03, 0.38), r"time must be a number of 0 or more; got -1\.0"),
        (lambda: bass_adopted([1, 2], [0.1, -0.1], 0.4), r"p must be .* got -0\.1 at index 1"),
        (lambda: bass_adopted(1, 0.1, 0.4, start=1.5), r"start must be between 0 and 1; got 1\.5"),
        (lambda: bass_density(1, 0.1, float("inf")), "q must be a number of 0 or more; got inf"),
        (lambda: bass_peak_time(0, 0.38), r"p must be a positive number; got 0\.0"),
        (
            lambda: bass_counts(2.5, m=1, p=0.1, q=0.1),
            r"periods must be a whole number of 0 or more; got 2\.5",
        ),
        (lambda: bass_counts(3, m=0, p=0.1, q=0.1), "m must be a positive number"),
        (lambda: fit_bass([1, 2, 3, 2], confidence=1.0), r"between 0 and 1, exclusive; got 1\.0"),
        (lambda: fit_bass([1, 2, 3, 2], period=0), "period must be a positive number"),
        (lambda: stage_reach(0.5), r"list the stages, the first one first; got a single 0\.5"),
        (lambda: stage_reach([0.5, 1.2]), r"pass_rates must be between 0 and 1; got 1\.2 at index 1"),
        (lambda: mean_weeks_in_chain([0.5], [-1]), r"mean_weeks must be a number of 0 or more; got -1\.0"),
        (lambda: projects_in_stages(-1, [0.5], [1]), "starts_per_week must be a number of 0 or more"),
        (lambda: gain_at_distance(-0.1, 0, 1), r"gain must be a number of 0 or more; got -0\.1"),
        (lambda: gain_at_distance(0.1, 1.1, 1), r"distance must be between 0 and 1; got 1\.1"),
        (lambda: break_even_distance(-1), r"fit_loss must be a number of 0 or more; got -1\.0"),
    ],
)
def test_nonsense_is_refused_with_its_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


@given(st.lists(st.tuples(shares, st.floats(0, 30)), min_size=1, max_size=5))
def test_the_chain_is_the_sum_over_all_its_histories(stages):
    """Every project's history, pass or stop at each stage, with its probability."""
    pass_rates, weeks = zip(*stages, strict=True)
    converted, spent = 0.0, 0.0
    for history in itertools.product([True, False], repeat=len(stages)):
        probability = np.prod(
            [rate if passed else 1 - rate for rate, passed in zip(pass_rates, history, strict=True)]
        )
        stopped = history.index(False) if False in history else len(stages) - 1
        converted += probability * all(history)
        spent += probability * sum(weeks[: stopped + 1])
    assert conversion_probability(pass_rates) == pytest.approx(converted, abs=1e-12)
    assert mean_weeks_in_chain(pass_rates, weeks) == pytest.approx(spent, abs=1e-9)
    assert stage_reach(pass_rates)[-1] == pytest.approx(converted, abs=1e-12)
    if converted > 1e-9:
        assert starts_per_conversion(pass_rates) == pytest.approx(1 / converted)
        assert weeks_per_conversion(pass_rates, weeks) == pytest.approx(spent / converted)


def test_counted_projects_pass_the_chain_as_said():
    rng = np.random.default_rng(3)
    pass_rates, weeks = np.array([0.6, 0.9, 0.5, 0.8]), np.array([2.0, 8.0, 3.0, 10.0])
    passed = rng.random((100_000, 4)) < pass_rates
    arrived = np.cumprod(np.column_stack([np.ones(100_000), passed]), axis=1)
    spent = (arrived[:, :4] * rng.exponential(weeks, (100_000, 4))).sum(axis=1)
    for counted, expected in [
        (arrived[:, -1], conversion_probability(pass_rates)),
        (spent, mean_weeks_in_chain(pass_rates, weeks)),
    ]:
        error = counted.std(ddof=1) / np.sqrt(len(counted))
        assert abs(counted.mean() - expected) < stats.norm.ppf(0.9995) * error
        assert error < 0.01 * expected
    assert 100_000 / arrived[:, -1].sum() == pytest.approx(starts_per_conversion(pass_rates), rel=0.03)


def test_projects_under_way_are_counted_by_little():
    """Projects that start at random times: how many are in each stage at one moment."""
    rng = np.random.default_rng(4)
    pass_rates, weeks, rate, horizon = [0.6, 0.9, 0.5, 0.8], [2.0, 8.0, 3.0, 10.0], 50.0, 2000.0
    started = rng.uniform(0, horizon, rng.poisson(rate * horizon))
    alive, present = np.ones(len(started), dtype=bool), started
    counted = []
    for share, mean in zip(pass_rates, weeks, strict=True):
        left = present + rng.exponential(mean, len(present))
        moments = np.arange(500.0, 1900.0, 50.0)
        counted.append([(alive & (present <= moment) & (moment < left)).sum() for moment in moments])
        present, alive = left, alive & (rng.random(len(left)) < share)
    expected = projects_in_stages(rate, pass_rates, weeks)
    # The number in a stage is Poisson (M/G/infinity).
    error = np.sqrt(expected / len(counted[0]))
    assert (np.abs(np.mean(counted, axis=1) - expected) < 4 * error).all()
    assert projects_in_stages([1.0, 2.0], np.full((4, 2), 0.5), np.ones((4, 1))).shape == (4, 2)


def test_extremes_of_the_chain():
    assert starts_per_conversion([1.0, 1.0]) == 1
    assert starts_per_conversion([0.5, 0.0]) == np.inf
    assert weeks_per_conversion([0.5, 0.0], [1.0, 1.0]) == np.inf
    assert weeks_per_conversion([0.0], [0.0]) == np.inf
    assert isinstance(conversion_probability([0.5, 0.5]), np.float64)
    assert conversion_probability(np.full((4, 3), 0.5)).tolist() == [0.0625] * 3


def test_copies_from_afar_gain_less_and_may_do_harm():
    gains = gain_at_distance(0.2, [0.0, 0.25, 0.5, 1.0], 2.0)
    np.testing.assert_allclose(gains, [0.2, 0.1, 0.0, -0.2])
    np.testing.assert_array_equal(gain_at_distance(0.2, [0.0, 0.5, 1.0], 0.0), [0.2, 0.2, 0.2])
    assert gain_at_distance(0.2, break_even_distance(1.6), 1.6) == pytest.approx(0, abs=1e-15)
    assert break_even_distance([0.0, 0.5]).tolist() == [np.inf, 2.0]
