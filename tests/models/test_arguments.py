"""Arguments of the wrong kind are refused as values, with a message that says what is allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas
import pyarrow as pa
import pytest

from models import Organisation
from models.arguments import as_seed

TREE = Organisation.tree([2, 3])
MISSHAPEN = {
    "seed 1.5": (
        lambda: Organisation.random([2], seed=1.5),
        "seed must be a whole number from 0 to .*not 1.5",
    ),
    "seed -1": (lambda: Organisation.random([2], seed=-1), "seed must be a whole number from 0 .*not -1"),
    "seed x": (lambda: Organisation.random([2], seed="x"), "seed must be a whole number from 0 .*not 'x'"),
    "seed True": (lambda: Organisation.random([2], seed=True), "seed must be a whole number"),
    "seed 2**64": (lambda: Organisation.random([2], seed=2**64), "seed must be a whole number"),
    "spans 3": (
        lambda: Organisation.tree(3),
        r"spans=3: give whole numbers, one a level, such as \[8, 5, 4\]",
    ),
    "spans text": (lambda: Organisation.tree("23"), "spans='23': give whole numbers"),
    "random spans": (lambda: Organisation.random(3, seed=1), "spans=3: give one entry a level"),
    "random mapping": (lambda: Organisation.random({2: 1.0}, seed=1), "give one entry a level"),
    "probabilities": (lambda: Organisation.random([{2: "x"}], seed=1), "add up to 1"),
    "levels 3": (lambda: Organisation.tree([2], levels=3), "levels=3: give the names of the levels"),
    "blank level": (lambda: Organisation.tree([2], levels=["a", " "]), "none may be blank"),
    "lines [1]": (lambda: TREE.with_lines("peer", [1]), "given as a pair of ids, not 1"),
    "lines text": (lambda: TREE.with_lines("peer", ["ab"]), "given as a pair of ids, not 'ab'"),
    "lines 1": (lambda: TREE.with_lines("peer", 1), "pairs=1: give pairs of ids"),
    "positions 3": (lambda: TREE.positions(3), "units=3: give the ids of units, as a list"),
    "frame [1]": (lambda: Organisation.from_frame([1]), "frame must be a pandas DataFrame.*not a list"),
    "path 3": (lambda: Organisation.read(3), "named by its path, .*not by 3"),
    "path None": (lambda: Organisation.read_organogram(None), "named by its path, .*not by None"),
    "members None": (
        lambda: TREE.with_members(below="level 3", count=None),
        "a number of members is 0 or more",
    ),
    "members words": (lambda: TREE.with_members(below="level 2", count=["x", "y"]), "are whole, 0 or more"),
    "members level": (lambda: TREE.with_members(below="level 3", count=1, level=3), "level a name"),
    "root 3": (lambda: Organisation.from_frame(TREE.to_frame(), root=3), "give the new top unit an id"),
    "nobody": (
        lambda: Organisation.from_arrays(
            pa.array(["a"]), np.array([-1]), np.array([0]), ["top"], headcount=np.array([0.0])
        ),
        "every headcount is 0, and all results are means weighted by headcount",
    ),
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_a_wrong_argument_is_a_value_error_that_says_what_is_allowed(name: str) -> None:
    use, allowed = MISSHAPEN[name]
    with pytest.raises(ValueError, match=allowed):
        use()


def test_an_encoding_that_is_no_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("unit,superior,level\na,,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="encoding=3 is no name of an encoding"):
        Organisation.read(path, encoding=3)


def test_seeds_of_numpy_are_seeds() -> None:
    spans = [{1: 0.5, 2: 0.5}] * 4
    assert (
        Organisation.random(spans, seed=np.int64(7)).digest() == Organisation.random(spans, seed=7).digest()
    )


def test_pairs_may_be_rows_of_arrays_and_frames() -> None:
    pairs = [("1-1", "1-2")]
    expected = TREE.with_lines("peer", pairs).digest()
    frame = pandas.DataFrame(pairs)
    assert TREE.with_lines("peer", np.array(pairs)).digest() == expected
    assert TREE.with_lines("peer", frame.itertuples(index=False)).digest() == expected


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1, np.uint64(2**63), np.int8(3)])
def test_seeds(seed):
    assert as_seed(seed) == int(seed)
    assert type(as_seed(seed)) is int


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "1", None, True, float("nan")])
def test_what_is_no_seed(seed):
    with pytest.raises(ValueError, match=r"seed must be a whole number from 0 to 2\*\*64 - 1, not"):
        as_seed(seed)
