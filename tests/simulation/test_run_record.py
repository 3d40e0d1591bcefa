"""A run's record brings its organisation back as it was, whatever the ids look like."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Organisation
from simulation import RecordError, Scenario, read_record, simulate
from simulation.run_record import make_record, organisation_of, rebuild_organisation

# what a reader of tables alters or refuses, or might: ids that look like numbers, blanks, dates or failed formulas
AWKWARD = (
    "0045",
    "45.0",
    "1e5",
    "1E+05",
    "6.59013E+11",
    "+7",
    "４５０１",
    "NA",
    "nan",
    "None",
    "null",
    "#N/A",
    "TRUE",
    "2024-01-02T00:00:00",
    "a  b",
    " edge ",
    "　",
    "",
    "南宁市 青秀区",
    '县"引号",，',
    "line\nbreak",
    "=1+1",
    "4501/12",
    "\U0001f3db",
    "x" * 5000,
)


TREE = Organisation.tree([2])
AWKWARD_LEVELS = ("1.0", "NA", " 县 ")


def tree(
    ids: Sequence[str], levels: Sequence[str] = ("top", "middle", "low"), **columns: Any
) -> Organisation:
    """Each unit below the one at half its place."""
    superior = np.array([-1, *((np.arange(1, len(ids)) - 1) // 2)])
    level = np.minimum(np.arange(len(ids)), 2)
    return Organisation.from_arrays(pa.array(ids, pa.string()), superior, level, levels, **columns)


def damaged(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    record = json.loads(
        json.dumps(simulate(TREE, Scenario.today(), replications=1, seed=1, weeks=2).record())
    )
    change(record)
    return record


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record.pop("scenarios"), "scenarios: 缺少此项 / Field required"),
        (lambda record: record.update(format=True), "format True"),
        (lambda record: record.update(seed="x"), "seed: "),
        (lambda record: record.update(replications=0), "replications: "),
        (lambda record: record.update(scenarios=[{}]), "one has no name"),
        (lambda record: record["organisation"]["table"].pop("headcount"), "organisation.table.headcount: "),
        (lambda record: record["organisation"]["table"]["level"].pop(), "column level has 2 rows"),
    ],
)
def test_a_damaged_record_is_refused_with_the_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(damaged(change)), encoding="utf-8")
    with pytest.raises(RecordError) as refused:
        read_record(file)
    assert told in str(refused.value)
    assert str(file) in str(refused.value)


def test_superiors_that_go_round_are_refused() -> None:
    record = damaged(lambda record: record["organisation"]["table"].update(superior=["1", "1", "1"]))
    with pytest.raises(RecordError, match="do not lead up to one unit at the top"):
        rebuild_organisation(record)


def through_a_file(organisation: Organisation, folder: Path) -> Organisation:
    record = make_record(organisation, [], replications=1, seed=0, weeks=52, engine="compiled")
    (folder / "run.json").write_text(
        json.dumps(record, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )
    return rebuild_organisation(read_record(folder))


def test_awkward_ids_survive(tmp_path: Path) -> None:
    organisation = tree(AWKWARD, AWKWARD_LEVELS)
    again = through_a_file(organisation, tmp_path)
    assert again.ids.to_pylist() == organisation.ids.to_pylist()
    assert sorted(again.ids.to_pylist()) == sorted(AWKWARD)
    assert again.levels == AWKWARD_LEVELS
    assert again.digest() == organisation.digest()


@pytest.mark.parametrize("unit", AWKWARD)
def test_each_awkward_id_survives_alone(unit: str, tmp_path: Path) -> None:
    organisation = tree((unit, "other"))
    assert through_a_file(organisation, tmp_path).digest() == organisation.digest()


def test_all_columns_lines_and_members_of_awkward_ids_survive(tmp_path: Path) -> None:
    n = len(AWKWARD)
    shares = np.linspace(0, 1, n)
    shares[3:5] = np.nan
    organisation = (
        tree(
            AWKWARD,
            AWKWARD_LEVELS,
            names=pa.array([None, "", "NA", " x ", *AWKWARD[4:]], pa.string()),
            headcount=np.linspace(0, 1e6, n) / 3,
            authority=shares,
            responsibility=shares[::-1].copy(),
        )
        .with_lines("grid", [("0045", "6.59013E+11")])
        .with_lines("peer", [("nan", "NA"), ("", " edge ")])
        .with_members(below=" 县 ", count={"nan": 3, "": 2, "1E+05": 1}, level="None")
    )
    again = through_a_file(organisation, tmp_path)
    assert again.digest() == organisation.digest()
    assert again.to_frame().equals(organisation.to_frame())
    assert again.n_members == 6


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=12, unique=True))
def test_any_ids_survive(ids: list[str]) -> None:
    organisation = tree(ids)
    record = make_record(organisation, [], replications=1, seed=0, weeks=52, engine="compiled")
    assert rebuild_organisation(json.loads(json.dumps(record))).digest() == organisation.digest()


def test_members_of_nobody_survive() -> None:
    organisation = Organisation.tree([2]).with_members(below="level 2", count=0)
    record = make_record(organisation, [], replications=1, seed=0, weeks=52, engine="compiled")
    assert rebuild_organisation(record).digest() == organisation.digest()


@pytest.mark.parametrize(("column", "value"), [("superior", "nobody"), ("level", "nowhere")])
def test_a_record_that_does_not_fit_together_is_refused(column: str, value: str) -> None:
    record = make_record(tree(("a", "b")), [], replications=1, seed=0, weeks=52, engine="compiled")
    record["organisation"]["table"][column][1] = value
    with pytest.raises(RecordError, match=value):
        organisation_of(record["organisation"])
