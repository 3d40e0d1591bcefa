from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from models.keys import attached_key, attached_keys, keyed_uniforms, unit_key, unit_keys


def test_key_of_a_unit_is_blake2b_of_its_id() -> None:
    for unit in ("45", "广西", "a/0", "a/01", "/3", "4501/"):
        expected = int.from_bytes(hashlib.blake2b(unit.encode(), digest_size=8).digest(), "little")
        assert unit_key(unit) == expected


def test_attached_keys_are_the_published_splitmix64_sequence() -> None:
    # first outputs of SplitMix64 seeded with 1234567, as given with many implementations
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [int(attached_key(np.uint64(1234567), number)) for number in range(1, 6)] == published
    superior = np.full(5, 1234567, dtype=np.uint64)
    assert attached_keys(superior, np.arange(1, 6)).tolist() == published


@pytest.mark.parametrize("superior", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_scalar_and_array_keys_have_the_same_bits(superior: int) -> None:
    numbers = np.array([1, 2, 3, 10**6, 2**31 - 1], dtype=np.int32)
    array = attached_keys(np.full(5, superior, dtype=np.uint64), numbers)
    assert [int(attached_key(np.uint64(superior), number)) for number in numbers.tolist()] == array.tolist()


def test_key_of_a_member_follows_from_its_id_at_any_depth() -> None:
    assert unit_key("4501/3") == int(attached_key(unit_key("4501"), 3))
    assert unit_key("4501/3/12") == int(attached_key(unit_key("4501/3"), 12))
    ids = pa.array(["x/2", "x", "y/2", "x/1", "x/2/7"])
    assert unit_keys(ids).tolist() == [unit_key(unit) for unit in ids.to_pylist()]


def test_keys_do_not_depend_on_the_place_beyond_one_chunk() -> None:
    ids = pa.array([str(number) for number in range(70_000)])
    keys = unit_keys(ids)
    assert len(np.unique(keys)) == 70_000
    assert np.array_equal(unit_keys(ids.slice(65_530, 20)), keys[65_530:65_550])


def test_keyed_uniforms_are_uniform_and_unrelated_between_seeds() -> None:
    keys = unit_keys(pa.array([str(number) for number in range(20_000)]))
    first, second = keyed_uniforms(keys, 0), keyed_uniforms(keys, 1)
    assert ((first >= 0) & (first < 1)).all()
    # two-sided at 99.9%
    assert stats.kstest(first, "uniform").pvalue > 0.001
    assert stats.pearsonr(first, second).pvalue > 0.001
