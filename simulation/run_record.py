"""The record of a run: plain values that suffice to reproduce it, and the way back from them."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from models.circles import cycles
from models.organisation import Organisation
from simulation.record_shape import faults_of
from simulation.scenario import Scenario

FORMAT = 1
# An organisation of up to this many units is written whole into the record, so that the record alone suffices.
UNITS_IN_RECORD = 20_000


class RecordError(ValueError):
    """A record that cannot be used: not one, of another format, or of another organisation."""


def make_record(
    organisation: Organisation,
    scenarios: Sequence[Scenario],
    *,
    replications: int,
    seed: int,
    weeks: float,
    engine: str,
) -> dict[str, Any]:
    """Return what suffices to reproduce a run, as plain values for JSON."""
    return {
        "format": FORMAT,
        "organisation": describe(organisation),
        "scenarios": [scenario.to_values() for scenario in scenarios],
        "replications": replications,
        "seed": seed,
        "weeks": weeks,
        "engine": engine,
        "versions": versions(),
    }


def describe(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation's digest and sizes and, unless it is large, all of it."""
    described: dict[str, Any] = {
        "digest": organisation.digest(),
        "units": len(organisation),
        "members": organisation.n_members,
        "levels": list(organisation.levels),
    }
    if len(organisation) > UNITS_IN_RECORD:
        return described
    frame = organisation.to_frame()
    described["table"] = {
        str(name): [None if pd.isna(value) else value for value in frame[name].tolist()] for name in frame
    }
    ids = organisation.ids.to_pylist()
    described["lines"] = {
        kind: [[ids[one], ids[other]] for one, other in pairs.tolist()]
        for kind, pairs in organisation.lines.items()
    }
    return described


def read_record(path: str | Path) -> dict[str, Any]:
    """Read a record from ``run.json`` or from the folder that holds it.

    Raises
    ------
    RecordError
        For a missing file, a file that is no record, or one of another format.
    """
    path = Path(path)
    path = path / "run.json" if path.is_dir() else path
    if not path.is_file():
        raise RecordError(f"没有运行记录 / no run record {path}")
    return parse_record(path.read_bytes(), str(path))


def parse_record(content: bytes, source: str) -> dict[str, Any]:
    """Return the record that the content of a file is; ``source`` names the file in a refusal.

    Raises
    ------
    RecordError
        For content that is no record, one of another format, or a damaged one.
    """
    try:
        read: Any = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{source}: 不是运行记录 / not a run record ({error})") from None
    record: dict[str, Any] = read if isinstance(read, dict) else {}
    found = record.get("format")
    if found != FORMAT or isinstance(found, bool):
        raise RecordError(
            f"{source}: 格式为 {found!r}，本版本读取格式 {FORMAT} 的运行记录 / "
            f"format {found!r}; this version reads run records of format {FORMAT}"
        )
    faults = faults_of(record)
    if faults:
        raise RecordError(f"{source}: 运行记录已损坏 / damaged run record\n  " + "\n  ".join(faults))
    return record


def rebuild_organisation(record: Mapping[str, Any], organisation: Organisation | None = None) -> Organisation:
    """Return the organisation of a record: the one written in it, or the given one if its digest agrees.

    Raises
    ------
    RecordError
        If the record does not hold the organisation and none, or another one, is given.
    """
    described = record["organisation"]
    if organisation is None and "table" not in described:
        raise RecordError(
            f"记录中没有其 {described['units']:,} 个单位，请另给机构表（--organisation）/ "
            f"the record does not hold its {described['units']:,} units: give the organisation (--organisation)"
        )
    found = organisation if organisation is not None else organisation_of(described)
    if found.digest() != described["digest"]:
        raise RecordError(
            f"机构不同：摘要为 {found.digest()[:12]}...，记录中为 {described['digest'][:12]}... / another organisation: "
            f"its digest is {found.digest()[:12]}..., the record's {described['digest'][:12]}..."
        )
    return found


def organisation_of(described: Mapping[str, Any]) -> Organisation:
    """Return the organisation that :func:`describe` wrote.

    Raises
    ------
    RecordError
        For a superior or level that the record does not hold.
    """
    table = described["table"]
    levels = described["levels"][:-1] if "members" in table else described["levels"]
    organisation = units_of(table, levels)
    for kind, pairs in described["lines"].items():
        organisation = organisation.with_lines(kind, [(one, other) for one, other in pairs])
    if "members" not in table:
        return organisation
    numbers = {unit: count for unit, count in zip(table["unit"], table["members"], strict=True) if count > 0}
    below = levels[organisation.level[organisation.position(next(iter(numbers)))]] if numbers else levels[-1]
    return organisation.with_members(below=below, count=numbers, level=described["levels"][-1])


def units_of(table: Mapping[str, Any], levels: Sequence[str]) -> Organisation:
    """Return the units of a record's table.

    No reader of tables stands between: it would look for what a spreadsheet did to ids, and these are as they are.
    """
    row = {None: -1} | {unit: index for index, unit in enumerate(table["unit"])}
    place = {level: index for index, level in enumerate(levels)}
    try:
        superior = np.array([row[above] for above in table["superior"]], dtype=np.int64)
        level = np.array([place[name] for name in table["level"]], dtype=np.int64)
    except KeyError as error:
        raise RecordError(
            f"记录中的上级或层级不存在 / the record names a superior or level that it does not hold: {error}"
        ) from None
    if (superior < 0).sum() != 1 or cycles(superior):
        raise RecordError(
            "记录中的上级未归结到唯一的最高单位 / the record's superiors do not lead up to one unit at the top"
        )
    return Organisation.from_arrays(
        pa.array(table["unit"], pa.string()),
        superior,
        level,
        levels,
        names=pa.array(table["name"], pa.string()) if "name" in table else None,
        headcount=np.array(table["headcount"], dtype=np.float64),
        authority=np.array(table["authority"], dtype=np.float64),
        responsibility=np.array(table["responsibility"], dtype=np.float64),
    )


def versions() -> dict[str, str]:
    """Return the versions that a result can depend on."""
    names: Sequence[str] = ("chuandao", "numpy", "numba", "pandas", "simpy", "xarray")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
