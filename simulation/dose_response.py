"""What one measure does at rising intensity, what it costs, and where it stops paying: one call a measure.

All intensities face the same luck, so differences to none at all are paired, replication by replication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.organisation import Organisation
from models.quantities import require_known
from simulation import intervals
from simulation.measures import MEASURES
from simulation.outcomes import SPENT
from simulation.scenario import Scenario
from simulation.scenario_batches import ALL_HOURS, Batch, Progress, run_batch

Floats = NDArray[np.float64]

INTENSITIES = (0.0, 0.25, 0.5, 0.75, 1.0)
INDICATORS = ("substance", "gain", "formalism_share", "strain")
JUDGED_BY = "gain"


@dataclass(frozen=True)
class Turn:
    """Where a measure stops paying, judged by the public's sense of gain; see :func:`turning_point`.

    ``best``: the intensity with the largest mean. ``low``, ``high``: the least and largest intensity that may be the best, with
    confidence. ``falls_after``: the least intensity past which some higher one is worse and none is better, with
    confidence; None where there is none.
    ``better``, ``worse``: intensities at which it does better, or worse, than no measure, with confidence.
    """

    best: float
    low: float
    high: float
    falls_after: float | None
    better: tuple[float, ...]
    worse: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class DoseResponse:
    """What one measure does at rising intensity.

    ``table`` has one row an intensity and indicator: columns ``measure``, ``intensity``, ``indicator``, ``mean``, ``low``,
    ``high`` (Student interval), ``difference``, ``difference_low``, ``difference_high`` (paired, less intensity 0) and ``pairs``.
    ``losing`` has the same columns for the published settings under which the measure loses, at intensity 1.
    """

    measure: str
    table: pd.DataFrame
    losing: pd.DataFrame
    turn: Turn


def dose_response(
    organisation: Organisation,
    measure: str,
    *,
    intensities: Sequence[float] = INTENSITIES,
    settings: Mapping[str, Any] | None = None,
    base: Scenario | None = None,
    replications: int = 30,
    seed: int = 1,
    weeks: float = 260,
    confidence: float = 0.95,
    workers: int = 1,
    progress: Progress | None = None,
) -> DoseResponse:
    """Simulate one measure at rising intensity on the same luck.

    Parameters
    ----------
    organisation : Organisation
    measure : str
        One of :data:`simulation.measures.MEASURES`.
    intensities : sequence of float
        Rising, from 0; at 0 the measure changes nothing.
    settings : mapping, optional
        Settings of the measure other than its defaults.
    base : Scenario, optional
        What it is added to; by default today with quarterly reviews. The measure itself is replaced where the base has it.
    replications, seed, weeks, workers, progress
        As in :func:`simulation.scenario_batches.run_batch`.
    confidence : float
        Confidence of every interval, each by itself; of :class:`Turn` as a whole.

    Returns
    -------
    DoseResponse
        Indicators: substance, sense of gain, formalism share, strain, and hours a person and week by kind and in all.

    Raises
    ------
    ValueError
        For an unknown measure, intensities that do not rise from 0 to at most 1, a base without reviews, one replication.

    Examples
    --------
    >>> found = dose_response(Organisation.tree([2, 3]), "training", intensities=(0, 1), replications=2, weeks=26)
    >>> found.table.query("intensity == 0")["difference"].unique().tolist()
    [0.0]
    """
    require_known(measure, MEASURES, "measure")
    intervals.check_confidence(confidence)
    doses = require_doses(intensities)
    if replications < 2:
        raise ValueError(
            f"区间估计至少需要 2 次重复 / an interval needs at least 2 replications, not {replications!r}"
        )
    start = base or Scenario.today().with_parameters(feedback="quarterly")
    if start.parameters.adjustment.feedback != "quarterly":
        raise ValueError(
            f"情景 {start.name!r} 没有季度复盘，也就没有获得感：请设 feedback = 'quarterly' / "
            f"scenario {start.name!r} has no quarterly reviews, and so no sense of gain: set feedback = 'quarterly'"
        )
    given = dict(settings or {})
    losing = {**given, **MEASURES[measure].loses}
    treated = [*({**given, "intensity": dose} for dose in doses), losing]
    scenarios = [start.with_measures(**{measure: values}) for values in treated]
    batch = run_batch(
        organisation,
        scenarios,
        replications=replications,
        seed=seed,
        weeks=weeks,
        workers=workers,
        progress=progress,
    )
    rows = response_rows(measure, (*doses, 1.0), batch, confidence)
    last = rows.groupby("indicator", sort=False).cumcount() == len(doses)
    return DoseResponse(
        measure,
        rows[~last].reset_index(drop=True),
        rows[last].reset_index(drop=True),
        turning_point(doses, batch.of(JUDGED_BY)[: len(doses)], confidence),
    )


def require_doses(intensities: Sequence[float]) -> tuple[float, ...]:
    """Return the intensities, or refuse what does not rise from 0 to at most 1."""
    doses = tuple(float(value) for value in intensities)
    if len(doses) < 2 or doses[0] != 0.0 or doses[-1] > 1.0 or not all(np.diff(doses) > 0):
        raise ValueError(
            f"力度须由 0 起递增、不超过 1，如 0, 0.5, 1 / "
            f"intensities must rise from 0 to at most 1, such as 0, 0.5, 1; got {list(intensities)}"
        )
    return doses


def response_rows(measure: str, doses: Sequence[float], batch: Batch, confidence: float) -> pd.DataFrame:
    """Return means and paired differences against the first intensity, one row an indicator and intensity."""
    parts = []
    for indicator in (*INDICATORS, *SPENT, ALL_HOURS):
        values = batch.of(indicator).T
        differences = intervals.settle(values - values[:, :1], np.abs(values).max(axis=0))
        columns: dict[str, Any] = {"measure": measure, "intensity": doses, "indicator": indicator}
        for start, numbers in (("", values), ("difference_", differences)):
            mean, low, high = intervals.mean_interval(numbers, confidence)
            columns |= {start.rstrip("_") or "mean": mean, f"{start}low": low, f"{start}high": high}
        parts.append(pd.DataFrame({**columns, "pairs": len(values)}))
    return pd.concat(parts, ignore_index=True)


def turning_point(doses: Sequence[float], gain: Floats, confidence: float = 0.95) -> Turn:
    """Return where a measure stops paying.

    Every pair of intensities is compared by a paired t test, all of them corrected together by Holm's method, so that what is said
    here is wrong anywhere with at most the remaining probability. An intensity may be the best unless another one beats it;
    so the true best among those tried lies within ``low`` and ``high`` with confidence, though it was chosen by the same numbers
    (a multiple comparison with the best, by pairs; Hsu, J. C. 1984, doi:10.1214/aos/1176346732).

    Parameters
    ----------
    doses : sequence of float
        Rising, the first one 0.
    gain : ndarray, shape (doses, replications)
        The outcome by which is judged; more is better.
    confidence : float

    Examples
    --------
    >>> up_and_down = np.array([0.0, 1.0, 0.5])[:, None] + np.array([0.3, 0.1, 0.2])
    >>> turning_point((0.0, 0.5, 1.0), up_and_down)
    Turn(best=0.5, low=0.5, high=0.5, falls_after=0.5, better=(0.5, 1.0), worse=())
    """
    count = len(doses)
    first, second = np.triu_indices(count, 1)
    scale = np.abs(gain).max(axis=1)
    differences = intervals.settle((gain[second] - gain[first]).T, np.maximum(scale[first], scale[second]))
    certain = intervals.holm(intervals.paired_p_value(differences)) < 1.0 - confidence
    beats = np.zeros((count, count), dtype=bool)
    higher = differences.mean(axis=0) > 0
    beats[second[certain & higher], first[certain & higher]] = True
    beats[first[certain & ~higher], second[certain & ~higher]] = True
    possible = np.flatnonzero(~beats.any(axis=0))
    # What beats a higher intensity, and is beaten by none.
    falls = np.triu(beats).any(axis=1) & ~np.triu(beats.T).any(axis=1)
    falling = [doses[int(place)] for place in np.flatnonzero(falls)]
    return Turn(
        best=doses[int(gain.mean(axis=1).argmax())],
        low=doses[possible[0]],
        high=doses[possible[-1]],
        falls_after=falling[0] if falling else None,
        better=tuple(dose for place, dose in enumerate(doses) if beats[place, 0]),
        worse=tuple(dose for place, dose in enumerate(doses) if beats[0, place]),
    )
