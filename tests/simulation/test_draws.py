"""Keyed random numbers: the published vectors of the generator, and the moments of what is made of them.

Statistical checks are two-sided at 99.9% with a fixed seed and the variance that theory gives, not the sample's.
"""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from models.elementary import logarithm
from models.transmission import lognormal, retention_exponent
from simulation.desk import kept_share
from simulation.draws import Stream, draw, draw_many, normals, open_uniform, philox, uniforms

BOUND = stats.norm.ppf(0.9995)
NUMBER = 1 << 18
U64 = np.uint64


@njit
def philox_words(counter, key):
    return philox(counter[0], counter[1], counter[2], counter[3], key[0], key[1])


@njit
def opened(word):
    return open_uniform(word)


@njit(error_model="numpy")
def draw_table(seed, replication, stream, unit, table):
    for directive in range(table.shape[1]):
        table[0, directive], table[1, directive], table[2, directive], table[3, directive] = uniforms(
            seed, replication, stream, unit, np.uint64(directive)
        )


@njit(error_model="numpy")
def normal_table(table, results):
    for place in range(table.shape[1]):
        results[0, place], results[1, place] = normals(table[2, place], table[3, place])


@njit(error_model="numpy")
def share_and_delay(table, exponent, mean, spread, shares, delays):
    for place in range(table.shape[1]):
        shares[place] = kept_share(logarithm(table[1, place]), exponent)
        first, _ = normals(table[2, place], table[3, place])
        delays[place] = lognormal(mean, spread, first)


def table_of(seed=1, replication=0, stream=Stream.COMMAND, unit=12345, number=NUMBER):
    table = np.empty((4, number))
    draw_table(U64(seed), U64(replication), U64(stream), U64(unit), table)
    return table


@pytest.fixture(scope="module")
def table():
    return table_of(seed=20250101)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_philox_gives_the_published_vectors(counter, key, words):
    """Known answers of Random123 (Salmon et al. 2011) for philox4x32 with 10 rounds."""
    numbers = [np.array([int(word, 16) for word in text.split()], dtype=U64) for text in (counter, key)]
    assert [f"{int(word):08x}" for word in philox_words(*numbers)] == words.split()


def test_words_become_numbers_that_are_never_0_nor_1():
    assert opened(U64(0)) == 2.0**-33
    assert opened(U64(2**32 - 1)) == 1.0 - 2.0**-33
    assert opened(U64(2**31)) == 0.5 + 2.0**-33


def test_a_draw_is_philox_of_its_five_keys():
    seed, replication, stream, unit, directive = 2**64 - 3, 2**32 - 2, 5, 2**63 + 77, 2**24 - 1
    counter = np.array([unit % 2**32, unit >> 32, directive + stream * 2**24, replication], dtype=U64)
    words = philox_words(counter, np.array([seed % 2**32, seed >> 32], dtype=U64))
    assert draw(U64(seed), replication, stream, U64(unit), directive) == tuple(
        (int(word) + 0.5) / 2**32 for word in words
    )


def test_every_key_matters_and_zero_is_a_seed():
    first = draw(1, 1, 1, 1, 1)
    others = [
        draw(0, 1, 1, 1, 1),
        draw(1, 0, 1, 1, 1),
        draw(1, 1, 0, 1, 1),
        draw(1, 1, 1, 0, 1),
        draw(1, 1, 1, 1, 0),
    ]
    high = [draw(U64(2**63 + 1), 1, 1, 1, 1), draw(1, 1, 1, U64(2**63 + 1), 1)]
    numbers = {number for four in (first, *others, *high, draw(0, 0, 0, 0, 0)) for number in four}
    assert len(numbers) == 4 * 9


def test_loops_give_the_bits_of_single_calls(table):
    few = table[:, :200]
    singly = np.array([draw(20250101, 0, Stream.COMMAND, 12345, directive) for directive in range(200)]).T
    assert few.tobytes() == singly.tobytes()
    found = np.empty((2, 200))
    normal_table(few, found)
    one = np.empty((2, 1))
    for directive in range(200):
        normal_table(few[:, directive : directive + 1], one)
        assert one.ravel().tobytes() == found[:, directive].tobytes()


def test_draw_many_takes_the_first_number_of_each_directive():
    numbers = np.empty(50)
    draw_many(numbers, U64(7), U64(3), U64(Stream.ISSUE))
    assert numbers.tolist() == [draw(7, 3, Stream.ISSUE, 0, directive)[0] for directive in range(50)]


@pytest.mark.parametrize("place", range(4))
def test_uniform_numbers_are_uniform(table, place):
    assert stats.kstest(table[place], "uniform").pvalue > 0.001
    cells = np.bincount((table[place] * 256).astype(int), minlength=256)
    assert 0.0005 < stats.chisquare(cells).pvalue < 0.9995


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"seed": 2}),
        ({}, {"replication": 1}),
        ({}, {"stream": Stream.GRID}),
        ({}, {"unit": 12346}),
        ({"seed": 0}, {"seed": 2**64 - 1}),
    ],
    ids=["seeds", "replications", "streams", "units", "first and last seed"],
)
def test_neighbouring_keys_are_uncorrelated(one, other):
    first, second = table_of(**one), table_of(**other)
    for place in range(4):
        assert abs(np.corrcoef(first[place], second[place])[0, 1]) * np.sqrt(NUMBER) < BOUND


def test_numbers_of_one_draw_and_of_directives_in_a_row_are_uncorrelated(table):
    rows = np.vstack([table[:, 1:], table[:, :-1]])
    correlations = np.corrcoef(rows)[np.triu_indices(8, 1)]
    # 28 pairs: the bound is Bonferroni's, 99.9% for all together.
    assert np.abs(correlations).max() * np.sqrt(NUMBER) < stats.norm.ppf(1 - 0.001 / 2 / len(correlations))


def test_normal_numbers_have_the_moments_of_the_normal_law(table):
    found = np.empty((2, NUMBER))
    normal_table(table, found)
    # Mean and variance of z, z^2, z^3, z^4 under the normal law.
    for power, (mean, variance) in enumerate([(0, 1), (1, 2), (0, 15), (3, 96)], start=1):
        error = np.sqrt(variance / NUMBER)
        assert np.abs((found**power).mean(axis=1) - mean).max() < BOUND * error
    assert abs((found[0] * found[1]).mean()) < BOUND / np.sqrt(NUMBER)
    for row in found:
        assert stats.kstest(row, "norm").pvalue > 0.001


@pytest.mark.parametrize("rho", [0.05, 0.5, np.exp(-0.16), 0.99])
def test_retained_shares_have_mean_rho(table, rho):
    exponent = retention_exponent(-np.log(rho))
    assert exponent == pytest.approx((1 - rho) / rho, rel=1e-14)
    shares, delays = np.empty(NUMBER), np.empty(NUMBER)
    share_and_delay(table, exponent, 0.5, 0.8, shares, delays)
    assert shares.min() > 0
    assert shares.max() < 1
    variance = 1 / (1 + 2 * exponent) - rho**2
    assert abs(shares.mean() - rho) < BOUND * np.sqrt(variance / NUMBER)
    fourth = 1 / (1 + 4 * exponent) - 1 / (1 + 2 * exponent) ** 2
    assert abs((shares**2).mean() - 1 / (1 + 2 * exponent)) < BOUND * np.sqrt(fourth / NUMBER)
    # U ** exponent has the distribution function x ** (1 / exponent).
    assert stats.kstest(shares, lambda x: x ** (1 / exponent)).pvalue > 0.001


@pytest.mark.parametrize(("mean", "spread"), [(0.5, 0.8), (3.0, 0.5), (2.0, 0.1)])
def test_lognormal_numbers_have_the_given_mean_and_spread(table, mean, spread):
    shares, delays = np.empty(NUMBER), np.empty(NUMBER)
    share_and_delay(table, 1.0, mean, spread, shares, delays)
    variance = mean**2 * (np.exp(spread**2) - 1)
    assert abs(delays.mean() - mean) < BOUND * np.sqrt(variance / NUMBER)
    logarithms = np.log(delays)
    assert abs(logarithms.mean() - (np.log(mean) - spread**2 / 2)) < BOUND * spread / np.sqrt(NUMBER)
    assert abs(logarithms.var() - spread**2) < BOUND * spread**2 * np.sqrt(2 / NUMBER)
    assert abs(np.corrcoef(shares, delays)[0, 1]) * np.sqrt(NUMBER) < BOUND


def test_streams_are_different_and_fit_their_eight_bits():
    assert len(set(Stream)) == len(Stream.__members__)
    assert all(0 <= stream < 256 for stream in Stream)
