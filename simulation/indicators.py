"""What one quarter's review reports: means by level, weighted by headcount, and figures of the whole organisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.assessment import validity
from simulation.counting import Flow
from simulation.setting import Floats, Network

BY_LEVEL = (
    "outcome",
    "reported",
    "gain",
    "motivation",
    "strain",
    "skill",
    "clarity",
    "real_effort",
    "trace_effort",
    "formalism",
    "rating",
    "amplification",
)
WHOLE = (
    "alignment",
    "validity",
    "rating_error",
    "inequality",
    "appeals",
    "answered",
    "withdrawn",
    "pending",
    "appeal_wait",
    "started",
    "stopped",
    "converted",
)


class Indicators(NamedTuple):
    """``by_level`` has shape (levels + 1, len(BY_LEVEL)), the last row for terminal units; ``whole`` has shape (len(WHOLE),)."""

    by_level: Floats
    whole: Floats


class Grouping(NamedTuple):
    """Who counts where, and how much; the same in every quarter.

    Attributes
    ----------
    cells : for each indicator by level and each unit, the place of the unit's level in a table of levels within indicators
    weight, terminal : headcount, and headcount of terminal units alone; shape (units,)
    heads : headcount of each level
    serves : whether a level has terminal units, and so serves the public
    ends : terminal units
    """

    cells: NDArray[np.int64]
    weight: Floats
    terminal: Floats
    heads: Floats
    serves: NDArray[np.bool_]
    ends: NDArray[np.int64]


def grouping_of(network: Network) -> Grouping:
    """Return who counts where."""
    level, weight = network.level.astype(np.int64), network.headcount
    levels = int(level.max()) + 1
    terminal = np.where(network.terminal, weight, 0.0)
    return Grouping(
        cells=(level + levels * np.arange(len(BY_LEVEL))[:, np.newaxis]).ravel(),
        weight=weight,
        terminal=terminal,
        heads=np.asarray(np.bincount(level, weights=weight, minlength=levels), dtype=np.float64),
        serves=np.bincount(level, weights=terminal, minlength=levels) > 0,
        ends=np.flatnonzero(network.terminal),
    )


def quarter_of(
    values: dict[str, Floats],
    score: Floats,
    alignment: Floats,
    flow: Floats,
    grouping: Grouping,
    pending: float,
    rating_error: float,
) -> Indicators:
    """Return the indicators of one quarter from arrays over units, the appeals pending at its end, and the error of ratings.

    What flows is of the quarter that was lived through: outcome, reported, rating and its error, formalism, efforts, amplification,
    alignment, validity, appeals, projects. What is a stock is as the quarter leaves it behind, its review and changes of post
    included: sense of gain and its inequality, motivation, strain, skill, clarity, appeals pending.
    """
    ends, weight = grouping.ends, grouping.weight[grouping.ends]
    total = flow.sum(axis=0)
    answered = total[Flow.ANSWERED]
    whole = [
        mean_where_known(alignment[ends], weight),
        float(validity(score[ends], values["outcome"][ends])),
        rating_error,
        gini(values["gain"][ends], weight),
        total[Flow.APPEALS],
        answered,
        total[Flow.WITHDRAWN],
        pending,
        total[Flow.APPEAL_WAIT] / answered if answered > 0 else np.nan,
        total[Flow.STARTED],
        total[Flow.STOPPED],
        total[Flow.CONVERTED],
    ]
    return Indicators(by_level(values, grouping), np.array(whole))


def by_level(values: dict[str, Floats], grouping: Grouping) -> Floats:
    """Return means by level, weighted by headcount, and last those of terminal units; shape (levels + 1, len(BY_LEVEL))."""
    levels, columns = len(grouping.heads), len(BY_LEVEL)
    found = np.array([values[name] for name in BY_LEVEL])
    # All columns at once: a cell of the table is a level of a column.
    weighted = (found * grouping.weight).ravel()
    sums = np.bincount(grouping.cells, weights=weighted, minlength=levels * columns)
    heads = grouping.heads[:, np.newaxis]
    table = np.full((levels + 1, columns), np.nan)
    np.divide(sums.reshape(columns, levels).T, heads, out=table[:levels], where=heads > 0)
    table[levels] = (found * grouping.terminal).sum(axis=1) / max(float(grouping.terminal.sum()), 1e-300)
    # Only terminal units serve the public.
    table[:levels, BY_LEVEL.index("gain")][~grouping.serves] = np.nan
    return table


def mean_where_known(values: Floats, weights: Floats) -> float:
    """Return the weighted mean of the values that are numbers; NaN where none is."""
    known = ~np.isnan(values)
    if not known.any():
        return float("nan")
    return float((values[known] * weights[known]).sum() / weights[known].sum())


def gini(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of values of 0 or more with weights: 0 where all are equal.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0]), np.array([1.0, 3.0]))
    0.0
    >>> gini(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    0.5
    """
    if weights.min() == weights.max():
        # Sorting the values alone is several times as fast as finding their order.
        sizes, values = weights, np.sort(values)
    else:
        order = np.argsort(values, kind="stable")
        sizes, values = weights[order], values[order]
    held, share = np.cumsum(values * sizes), sizes / weights.sum()
    if held[-1] <= 0.0:
        return 0.0
    lorenz = np.concatenate(([0.0], held / held[-1]))
    return float(1.0 - (share * (lorenz[1:] + lorenz[:-1])).sum())
