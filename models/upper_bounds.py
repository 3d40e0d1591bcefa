"""Pairs of units with a least upper bound, and pairs of which one is above the other, without going through
all pairs.

Two units have a least upper bound if among the units at or above both there is one that all the others are
at or above [1]_. Two facts make counting short. At or above a unit with a single superior is the unit
itself and what is at or above the superior; so pairs of units below the same two joints are alike
(`models.ancestry`). And the common upper bounds have a least one exactly if they are what is at or above
the topologically last of them.

Counts are exact while the joints are few enough for their pairs to be looked at in seconds. Beyond that
they are estimated from a sample of units, and say so.

References
----------
.. [1] Krackhardt 1994, "Graph theoretical dimensions of informal organizations", in Carley & Prietula (eds.),
   Computational Organization Theory, 89-111.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from models.ancestry import Ancestry, Flags
from models.compiled import compiled
from models.digraph import Ints

Words = npt.NDArray[np.uint64]

# exact up to a few seconds of comparing words, and 200 MB of them
MOST_COMPARISONS = 6_000_000_000
MOST_WORDS = 25_000_000
SAMPLE = 10_000


class Count(NamedTuple):
    """A number of pairs of units, counted or estimated.

    Attributes
    ----------
    value : the number
    low, high : 95% interval; both are `value` where it was counted
    exact : whether it was counted
    """

    value: float
    low: float
    high: float
    exact: bool


def exact_count(number: float) -> Count:
    """A number that was counted."""
    return Count(number, number, number, True)


def pairs_without_least_upper_bound(ancestry: Ancestry, component: Ints, seed: int) -> Count:
    """Pairs of units of one weak component that have no least upper bound.

    Parameters
    ----------
    component : int64 (k), weak component of each unit of `ancestry`
    seed : of the sample, where one is needed
    """
    joints, kept = ancestry.joints, np.flatnonzero(ancestry.is_kept)
    if (len(joints) + len(kept)) * _width(kept) <= MOST_WORDS:
        full = _full_rows(
            len(ancestry.joint), _width(kept), kept, ancestry.start, ancestry.above, ancestry.kept
        )
        classes = _classes(ancestry, joints, kept, full, component)
        sizes = np.bincount(classes.component).astype(np.float64)
        if (sizes**2).sum() / 2 * full.shape[1] <= MOST_COMPARISONS:
            return exact_count(float(_count(*classes, full)))
    return _sampled_pairs(ancestry, component, seed)


def pairs_in_line(ancestry: Ancestry, seed: int) -> Count:
    """Pairs of units in different strong components, of which one is above the other."""
    joints, kept = ancestry.joints, np.flatnonzero(ancestry.is_kept)
    segments, weight = ancestry.segments(), ancestry.weight
    ways = segments - weight
    if (len(joints) + len(kept)) * _width(kept) * 64 <= MOST_COMPARISONS // 2:
        chosen = np.arange(len(joints))
    else:
        chosen = _rng(seed).choice(len(joints), SAMPLE)
    above_joints = _weight_above(
        joints[chosen],
        segments,
        ways,
        weight,
        ancestry.start,
        ancestry.above,
        ancestry.kept,
        ancestry.is_kept,
    )
    # every unit below a joint has, besides what is above the joint, its own way up to it
    below = np.bincount(ancestry.joint, weight, minlength=len(weight))[joints]
    inside = float((weight * _way_to_joint(weight, ancestry.start, ancestry.above, ancestry.joint)).sum())
    if len(chosen) == len(joints):
        return exact_count(inside + float((below * above_joints).sum()))
    each = below[chosen] * above_joints * len(joints)
    margin = stats.norm.ppf(0.975) * each.std(ddof=1) / np.sqrt(len(each))
    mean = float(each.mean())
    return Count(inside + mean, inside + max(mean - margin, 0.0), inside + mean + margin, False)


class _Classes(NamedTuple):
    """Joints that are alike counted together: component, bits of the kept units at or above, weights."""

    component: Ints
    rows: Words
    total: Ints
    squares: Ints


def _classes(ancestry: Ancestry, joints: Ints, kept: Ints, full: Words, component: Ints) -> _Classes:
    """Joints that lead to no other joint and have the same units above are alike; others stand alone."""
    weight = np.bincount(ancestry.joint, ancestry.weight, minlength=len(ancestry.joint))[joints].astype(
        np.int64
    )
    rows = _joint_rows(joints, kept, full, ancestry.start, ancestry.above, ancestry.kept, ancestry.is_kept)
    alone = np.where(ancestry.is_kept[joints], np.arange(1, len(joints) + 1), 0)
    labels = np.column_stack([component[joints], alone]).astype(np.uint64)
    distinct, group = np.unique(np.hstack([labels, rows]), axis=0, return_inverse=True)
    group = group.ravel()
    total = np.zeros(len(distinct), dtype=np.int64)
    squares = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(total, group, weight)
    np.add.at(squares, group, weight**2)
    return _Classes(distinct[:, 0].astype(np.int64), np.ascontiguousarray(distinct[:, 2:]), total, squares)


def _sampled_pairs(ancestry: Ancestry, component: Ints, seed: int) -> Count:
    """Estimate from pairs of units drawn at random, with the interval of Clopper & Pearson (1934)."""
    rng = _rng(seed)
    units = np.argsort(component, kind="stable")
    size = np.bincount(component, ancestry.weight).astype(np.float64)
    pairs = size * (size - 1) / 2
    first = np.concatenate([[0.0], np.cumsum(size)])
    drawn = rng.choice(len(size), SAMPLE, p=pairs / pairs.sum())
    one = np.floor(rng.random(SAMPLE) * size[drawn])
    other = np.floor(rng.random(SAMPLE) * (size[drawn] - 1))
    other += other >= one
    ends = np.cumsum(ancestry.weight[units])
    a, b = (units[np.searchsorted(ends, first[drawn] + place, side="right")] for place in (one, other))
    missing = _lack_bound(
        ancestry.joint[a], ancestry.joint[b], ancestry.start, ancestry.above, ancestry.kept, ancestry.is_kept
    )
    interval = stats.binomtest(int(missing), SAMPLE).proportion_ci(0.95, "exact")
    total = float(pairs.sum())
    return Count(total * missing / SAMPLE, total * interval.low, total * interval.high, False)


def _rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def _width(kept: Ints) -> int:
    return max(1, -(-len(kept) // 64))


@compiled
def _full_rows(n: int, width: int, kept: Ints, start: Ints, above: Ints, kept_above: Ints) -> Words:
    """A row of bits for each kept unit: the kept units at or above it."""
    place = np.full(n, -1, dtype=np.int64)
    rows = np.zeros((len(kept), width), dtype=np.uint64)
    for i in range(len(kept)):
        unit = kept[i]
        place[unit] = i
        for line in range(start[unit], start[unit + 1]):
            rows[i] |= rows[place[kept_above[above[line]]]]
        rows[i, i // 64] |= np.uint64(1) << np.uint64(i % 64)
    return rows


@compiled
def _joint_rows(
    joints: Ints, kept: Ints, full: Words, start: Ints, above: Ints, kept_above: Ints, is_kept: Flags
) -> Words:
    """A row of bits for each joint: the kept units at or above it."""
    place = np.full(len(is_kept), -1, dtype=np.int64)
    for i in range(len(kept)):
        place[kept[i]] = i
    rows = np.zeros((len(joints), full.shape[1]), dtype=np.uint64)
    for j in range(len(joints)):
        unit = joints[j]
        if is_kept[unit]:
            rows[j] |= full[place[unit]]
        else:
            for line in range(start[unit], start[unit + 1]):
                rows[j] |= full[place[kept_above[above[line]]]]
    return rows


@compiled
def _has_bound(one: Words, other: Words, full: Words) -> bool:
    """Whether what is common to two rows is the row of its last unit."""
    last = -1
    for word in range(len(one) - 1, -1, -1):
        common = one[word] & other[word]
        if last < 0:
            if common == np.uint64(0):
                continue
            last = word * 64 - 1
            rest = common
            while rest != np.uint64(0):
                rest >>= np.uint64(1)
                last += 1
        if common != full[last, word]:
            return False
    return last >= 0


@compiled
def _count(component: Ints, rows: Words, total: Ints, squares: Ints, full: Words) -> int:
    """Pairs of units without a least upper bound, from classes of joints sorted by component."""
    number = 0
    for a in range(len(total)):
        within = (total[a] * total[a] - squares[a]) // 2
        if within > 0 and not _has_bound(rows[a], rows[a], full):
            number += within
        for b in range(a + 1, len(total)):
            if component[b] != component[a]:
                break
            if not _has_bound(rows[a], rows[b], full):
                number += total[a] * total[b]
    return number


@compiled
def _climb(
    joint: int, start: Ints, above: Ints, kept: Ints, is_kept: Flags, stamp: Ints, mark: int, found: Ints
) -> int:
    """Write all kept units at or above a joint (or kept unit) to `found`; returns their number."""
    number = 0
    if is_kept[joint]:
        stamp[joint] = mark
        found[0] = joint
        number = 1
    else:
        for line in range(start[joint], start[joint + 1]):
            unit = kept[above[line]]
            if stamp[unit] != mark:
                stamp[unit] = mark
                found[number] = unit
                number += 1
    done = 0
    while done < number:
        for line in range(start[found[done]], start[found[done] + 1]):
            unit = kept[above[line]]
            if stamp[unit] != mark:
                stamp[unit] = mark
                found[number] = unit
                number += 1
        done += 1
    return number


@compiled
def _lack_bound(a: Ints, b: Ints, start: Ints, above: Ints, kept: Ints, is_kept: Flags) -> int:
    """How many of these pairs of joints have no least upper bound."""
    n = len(is_kept)
    stamp = np.zeros(n, dtype=np.int64)
    of_a = np.zeros(n, dtype=np.int64)
    found = np.empty(n, dtype=np.int64)
    missing = 0
    for i in range(len(a)):
        if a[i] == b[i]:
            continue
        _climb(a[i], start, above, kept, is_kept, of_a, i + 1, found)
        number = _climb(b[i], start, above, kept, is_kept, stamp, 2 * i + 1, found)
        common, last = 0, -1
        for j in range(number):
            if of_a[found[j]] == i + 1:
                common += 1
                last = max(last, found[j])
        if last < 0 or _climb(last, start, above, kept, is_kept, stamp, 2 * i + 2, found) != common:
            missing += 1
    return missing


@compiled
def _weight_above(
    joints: Ints,
    segments: Ints,
    ways: Ints,
    weight: Ints,
    start: Ints,
    above: Ints,
    kept: Ints,
    is_kept: Flags,
) -> npt.NDArray[np.float64]:
    """Weight of everything above each joint, itself left out."""
    n = len(is_kept)
    stamp = np.zeros(n, dtype=np.int64)
    found = np.empty(n, dtype=np.int64)
    result = np.empty(len(joints), dtype=np.float64)
    for i in range(len(joints)):
        number = _climb(joints[i], start, above, kept, is_kept, stamp, i + 1, found)
        sum_above = -weight[joints[i]] if is_kept[joints[i]] else ways[joints[i]]
        for j in range(number):
            sum_above += segments[found[j]]
        result[i] = sum_above
    return result


@compiled
def _way_to_joint(weight: Ints, start: Ints, above: Ints, joint: Ints) -> Ints:
    """Weight above each unit up to its joint, the joint included, the unit left out."""
    way = np.zeros(len(weight), dtype=np.int64)
    for unit in range(len(weight)):
        if joint[unit] != unit:
            superior = above[start[unit]]
            way[unit] = way[superior] + weight[superior]
    return way
