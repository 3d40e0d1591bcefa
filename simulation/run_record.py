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

from models.organisation import Organisation
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
        raise RecordError(f"no run record {path}")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RecordError(f"{path}: not a run record ({error})") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        found = record.get("format") if isinstance(record, dict) else None
        raise RecordError(f"{path}: format {found!r}; this version reads run records of format {FORMAT}")
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
        raise RecordError(f"the record does not hold its {described['units']:,} units: give the organisation")
    found = organisation if organisation is not None else organisation_of(described)
    if found.digest() != described["digest"]:
        raise RecordError(
            f"another organisation: its digest is {found.digest()[:12]}..., the record's {described['digest'][:12]}..."
        )
    return found


def organisation_of(described: Mapping[str, Any]) -> Organisation:
    """Return the organisation that :func:`describe` wrote."""
    frame = pd.DataFrame(described["table"])
    levels = described["levels"][:-1] if "members" in frame else described["levels"]
    organisation = Organisation.from_frame(frame.drop(columns="members", errors="ignore"), levels=levels)
    for kind, pairs in described["lines"].items():
        organisation = organisation.with_lines(kind, [(one, other) for one, other in pairs])
    if "members" in frame:
        counts = frame.loc[frame["members"] > 0]
        below = counts["level"].iloc[0] if len(counts) else levels[-1]
        numbers = dict(zip(counts["unit"], counts["members"].astype(np.int64).tolist(), strict=True))
        organisation = organisation.with_members(below=below, count=numbers, level=described["levels"][-1])
    return organisation


def versions() -> dict[str, str]:
    """Return the versions that a result can depend on."""
    names: Sequence[str] = ("chuandao", "numpy", "numba", "pandas", "simpy", "xarray")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
