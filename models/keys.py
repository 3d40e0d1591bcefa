"""Stable 64-bit keys of units.

Every random number of a simulation is keyed by the unit it belongs to, and that key is made from the unit's
own id alone: neither the order of rows in a table nor units that come or go change anybody's luck.

An id of the form ``prefix/number`` is the id of an attached unit (member number so-and-so of unit
``prefix``). Its key is mixed from the key of the prefix and the number, so that the engine can make the
keys of a hundred million members without writing their ids. The rule looks at the id only, so a member
keeps its key when it is written into a table and read back.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.compiled import compiled

Keys = npt.NDArray[np.uint64]

ATTACHED_PATTERN = r"(?s)^(?P<prefix>.+)/(?P<number>[1-9][0-9]{0,17})$"

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
_CHUNK = 1 << 16


@compiled
def attached_key(superior_key: np.uint64, number: int) -> np.uint64:
    """Key of the attached unit ``number`` (1, 2, ...) of the unit with ``superior_key``; compiled.

    The finaliser of SplitMix64 applied to ``superior_key + number * golden ratio``.

    References
    ----------
    Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", doi:10.1145/2660193.2660195.

    Examples
    --------
    >>> int(attached_key(unit_key("4501"), 3)) == int(unit_key("4501/3"))
    True
    """
    mixed = np.uint64(superior_key) + np.uint64(number) * _GOLDEN
    mixed = (mixed ^ (mixed >> _SHIFT_1)) * _MIX_1
    mixed = (mixed ^ (mixed >> _SHIFT_2)) * _MIX_2
    return mixed ^ (mixed >> _SHIFT_3)


def attached_keys(superior_keys: Keys, numbers: npt.NDArray[np.integer[Any]]) -> Keys:
    """`attached_key` for arrays; same bits."""
    mixed: Keys = superior_keys + numbers.astype(np.uint64) * _GOLDEN
    mixed = (mixed ^ (mixed >> _SHIFT_1)) * _MIX_1
    mixed = (mixed ^ (mixed >> _SHIFT_2)) * _MIX_2
    mixed ^= mixed >> _SHIFT_3
    return mixed


def unit_keys(ids: pa.StringArray) -> Keys:
    """Keys of units from their ids.

    Parameters
    ----------
    ids : pyarrow.StringArray (n)

    Returns
    -------
    uint64 array (n)
        BLAKE2b with a digest of 8 bytes (RFC 7693) over the UTF-8 id, little endian; for ids
        ``prefix/number`` see `attached_key`.
    """
    keys = np.empty(len(ids), dtype=np.uint64)
    attached = pc.match_substring_regex(ids, ATTACHED_PATTERN).to_numpy(zero_copy_only=False)
    plain = np.flatnonzero(~attached)
    for start in range(0, len(plain), _CHUNK):
        rows = plain[start : start + _CHUNK]
        digests = b"".join(_digest(text) for text in ids.take(pa.array(rows)).to_pylist())
        keys[rows] = np.frombuffer(digests, dtype="<u8")
    if len(plain) < len(ids):
        parts = pc.extract_regex(ids.filter(pa.array(attached)), ATTACHED_PATTERN)
        prefixes = parts.field("prefix").dictionary_encode()
        numbers = parts.field("number").cast(pa.int64()).to_numpy()
        keys[attached] = attached_keys(unit_keys(prefixes.dictionary)[prefixes.indices.to_numpy()], numbers)
    return keys


def unit_key(unit: str) -> np.uint64:
    """Key of one unit from its id; see `unit_keys`."""
    key: np.uint64 = unit_keys(pa.array([unit], pa.string()))[0]
    return key


def keyed_uniforms(keys: Keys, seed: int) -> npt.NDArray[np.float64]:
    """One number in [0, 1) for each key; it depends on the key and the seed (0 is a seed) alone."""
    mixed = attached_keys(keys, np.full(len(keys), seed % (1 << 64), dtype=np.uint64))
    # a second round, so that the numbers of a seed are not the keys of an attached unit
    mixed = attached_keys(mixed, np.full(len(keys), 0x5EED, dtype=np.uint64))
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
