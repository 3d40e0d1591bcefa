"""The ledger (台账): every event of a replication as a plain row, in an order that depends on nothing but the events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.organisation import Organisation
from simulation.record import DIRECTIVE, EVENTS, LINES, MATTERS, Record

COLUMNS = ("time", "event", "unit", "source", "directive", "matter", "case", "line", "checkpoint", "amount")


def from_record(record: Record, organisation: Organisation, kinds: Sequence[str]) -> pd.DataFrame:
    """Return the ledger of the compiled engine's record."""
    size = int(record.size[0])
    event, unit, number, source, matter, case, line, checkpoint = record.wholes[:, :size]
    time, amount = record.floats[:, :size]
    return build(
        time, event, unit, number, source, matter, case, line, checkpoint, amount, organisation, kinds
    )


def from_events(
    events: Sequence[tuple[float, int, int, int, int, int, int, int, float]],
    organisation: Organisation,
    kinds: Sequence[str],
) -> pd.DataFrame:
    """Return the ledger of the SimPy engine's events."""
    columns = list(zip(*events, strict=True)) if events else [()] * 9
    time, amount = (np.array(columns[place], dtype=np.float64) for place in (0, 8))
    event, unit, source, matter, case, line, checkpoint = (
        np.array(columns[k], dtype=np.int64) for k in range(1, 8)
    )
    number = np.zeros_like(unit)
    return build(
        time, event, unit, number, source, matter, case, line, checkpoint, amount, organisation, kinds
    )


def build(
    time: NDArray[np.float64],
    event: NDArray[np.int64],
    unit: NDArray[np.int64],
    number: NDArray[np.int64],
    source: NDArray[np.int64],
    matter: NDArray[np.int64],
    case: NDArray[np.int64],
    line: NDArray[np.int64],
    checkpoint: NDArray[np.int64],
    amount: NDArray[np.float64],
    organisation: Organisation,
    kinds: Sequence[str],
) -> pd.DataFrame:
    """Return events as a frame sorted by time, unit, number, matter, case, event, source, line and checkpoint.

    Returns
    -------
    DataFrame
        Columns ``time`` (weeks), ``event``, ``unit`` and ``source`` (ids; empty source: none), ``directive`` (-1: none),
        ``matter`` (directive, appeal, project, training, exchange, or empty for a checkpoint), ``case`` (which appeal of the unit,
        which stage of its projects, four each, or which quarter's absence; -1 for directives and checkpoints), ``line`` (command,
        grid or empty), ``checkpoint`` (kind or empty), ``amount`` (hours for ``begun`` and ``checkpoint``, substance as a share of
        what was issued for other events of directives, else 0).
    """
    order = np.lexsort((checkpoint, line, source, event, case, matter, number, unit, time))
    about_directive = matter == DIRECTIVE
    ids = np.array(organisation.ids.to_pylist(), dtype=object)
    names = ids[unit[order]]
    attached = number[order] > 0
    names[attached] = [f"{a}/{b}" for a, b in zip(names[attached], number[order][attached], strict=True)]
    return pd.DataFrame(
        {
            "time": time[order],
            "event": pd.Categorical.from_codes(event[order], categories=pd.Index(EVENTS)),
            "unit": names.astype(str),
            "source": np.append(ids, "")[source[order]].astype(str),
            "directive": np.where(about_directive, case, -1)[order],
            "matter": pd.Categorical.from_codes(matter[order], categories=pd.Index(MATTERS)),
            "case": np.where(about_directive, -1, case)[order],
            "line": np.append(LINES, "")[line[order]],
            "checkpoint": np.append(list(kinds), "")[checkpoint[order]],
            "amount": amount[order],
        }
    )


def join(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return several replications' ledgers as one, scenario and replication first."""
    joined = pd.concat(frames, ignore_index=True)
    return joined[["scenario", "replication", *COLUMNS]]
