"""Pioneer index (先锋指数) of members: indicators made comparable and weighed together.

Both the scale and the weights are choices, and ranks depend on them; see `models.rank_robustness`.

References
----------
.. [1] OECD and JRC (2008). Handbook on Constructing Composite Indicators: Methodology and User Guide. Paris: OECD.
   doi:10.1787/9789264043466-en
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from models.array_checks import Array, not_negative, numbers, positive, refuse_unless

__all__ = ["Missing", "Normalisation", "normalise", "pioneer_index", "table_of", "weighted", "weights_of"]

Normalisation = Literal["min-max", "z-score", "rank", "target"]
Missing = Literal["refuse", "reweigh", "lowest"]


def normalise(
    values: ArrayLike, normalisation: Normalisation = "min-max", *, targets: ArrayLike | None = None
) -> Array:
    """Indicators on one scale, higher being better.

    Parameters
    ----------
    values : array_like, shape (members, indicators)
        Indicators, higher being better; NaN where a value is missing, which stays missing.
    normalisation : {"min-max", "z-score", "rank", "target"}
        "min-max": from 0 (lowest member) to 1 (highest). "z-score": standard deviations above the mean of the members
        that have a value. "rank": from 0 (lowest rank) to 1, ties sharing the mean of their ranks. "target": share of
        `targets` reached, at most 1; only this one does not depend on who else is assessed [1]_.
    targets : array_like, shape (indicators,)
        Value of each indicator that is fully satisfactory, positive; with "target" only.

    Returns
    -------
    numpy.ndarray, shape (members, indicators)
        Where all members are alike they get the middle: 0.5, or 0 with "z-score".

    Raises
    ------
    ValueError
        Where `values` is no table or holds infinite numbers, a name is unknown, or the targets do not fit.

    Examples
    --------
    >>> normalise([[10.0], [20.0], [40.0]]).round(3).tolist()
    [[0.0], [0.333], [1.0]]
    >>> normalise([[10.0], [20.0], [40.0]], "rank").tolist()
    [[0.0], [0.5], [1.0]]
    """
    if normalisation not in get_args(Normalisation):
        raise ValueError(
            f"normalisation must be one of {', '.join(get_args(Normalisation))}; got {normalisation!r}"
        )
    table = table_of("values", values)
    if (normalisation == "target") != (targets is not None):
        raise ValueError(
            "targets belong to the normalisation 'target', and it needs them; "
            f"got {normalisation!r} with targets {targets!r}"
        )
    if targets is not None:
        return _shares_of_target(table, targets)
    by_kind = {"min-max": _min_max, "z-score": _z_score, "rank": _rank_share}[normalisation]
    return np.column_stack([by_kind(column) for column in table.T])


def pioneer_index(
    values: ArrayLike,
    weights: ArrayLike,
    normalisation: Normalisation = "min-max",
    *,
    targets: ArrayLike | None = None,
    missing: Missing = "refuse",
) -> Array:
    """Pioneer index of every member.

    Parameters
    ----------
    values : array_like, shape (members, indicators)
        Indicators, in the article theory study, role and innovation; higher being better, NaN where missing.
    weights : array_like, shape (indicators,)
        Weights, not negative and not all 0; they are divided by their sum.
    normalisation, targets
        As in `normalise`.
    missing : {"refuse", "reweigh", "lowest"}
        What a missing value does. "refuse": it is an error. "reweigh": the member is judged by the other indicators,
        their weights raised in proportion. "lowest": it counts as the lowest value that any member has. Each of the
        last two is an assumption about why it is missing.

    Returns
    -------
    numpy.ndarray, shape (members,)
        Weighted mean of the normalised indicators: a lack in one is made up by plenty in another [1]_. NaN with
        "reweigh" where no indicator of positive weight is known.

    Raises
    ------
    ValueError
        Where an argument is out of its range, a value is missing under "refuse", or an indicator has no value at
        all under "lowest".

    Examples
    --------
    >>> pioneer_index([[90, 3, 0], [60, 5, 2]], [0.4, 0.4, 0.2], "target", targets=[100, 5, 2]).round(3).tolist()
    [0.6, 0.84]
    """
    if missing not in get_args(Missing):
        raise ValueError(f"missing must be one of {', '.join(get_args(Missing))}; got {missing!r}")
    table = normalise(values, normalisation, targets=targets)
    shares = weights_of(weights, table.shape[1])
    unknown = np.isnan(table)
    if missing == "refuse":
        refuse_unless(~unknown, "values", table, "known, or `missing` 'reweigh' or 'lowest'")
    if missing == "lowest" and unknown.any():
        refuse_unless(
            ~unknown.all(axis=0), "values of an indicator", table.max(axis=0), "known for some member"
        )
        table = np.where(unknown, np.nanmin(table, axis=0), table)
        unknown = np.isnan(table)
    total = weighted(np.where(unknown, 0.0, table), shares[None])[0]
    known = weighted(np.where(unknown, 0.0, 1.0), shares[None])[0]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(unknown.any(axis=1), total / known, total), dtype=np.float64)


def _min_max(column: Array) -> Array:
    low, high = np.nanmin(column, initial=np.inf), np.nanmax(column, initial=-np.inf)
    if not high > low:
        return np.where(np.isnan(column), np.nan, 0.5)
    # Halved, as the difference of two very large numbers may not be one.
    return (column / 2 - low / 2) / (high / 2 - low / 2)


def _z_score(column: Array) -> Array:
    # Sorted, so that the sums do not depend on the order of the members, not even in the last bit.
    known = np.sort(column[~np.isnan(column)])
    if len(known) == 0 or known[0] == known[-1]:
        return np.where(np.isnan(column), np.nan, 0.0)
    return np.asarray((column - known.mean()) / known.std(), dtype=np.float64)


def _rank_share(column: Array) -> Array:
    count = int((~np.isnan(column)).sum())
    if count <= 1:
        return np.where(np.isnan(column), np.nan, 0.5)
    ranks = stats.rankdata(column, nan_policy="omit")
    return np.asarray((ranks - 1) / (count - 1), dtype=np.float64)


def _shares_of_target(table: Array, targets: ArrayLike) -> Array:
    goals = positive("targets", targets)
    if goals.shape != table.shape[1:]:
        raise ValueError(
            f"targets must be one for each of {table.shape[1]} indicators; got shape {goals.shape}"
        )
    refuse_unless(~(table < 0), "values", table, "0 or more, to be a share of a target")
    return np.minimum(table / goals, 1.0)


def weighted(table: Array, weightings: Array) -> Array:
    """Weighted sums of the indicators, by weighting (row of `weightings`) and member.

    Added up indicator by indicator, and not by a matrix product, whose last bits depend on where a row stands.
    """
    total = np.zeros((len(weightings), len(table)))
    for indicator in range(table.shape[1]):
        total += weightings[:, indicator, None] * table[:, indicator]
    return total


def table_of(name: str, values: ArrayLike) -> Array:
    """Return `values` as a table, members x indicators, refusing what is none; NaN is a missing value."""
    table = numbers(name, values)
    if table.ndim != 2 or 0 in table.shape:
        raise ValueError(f"{name} must be a table, members x indicators; got shape {table.shape}")
    refuse_unless(~np.isinf(table), name, table, "finite, or NaN where missing")
    return table


def weights_of(weights: ArrayLike, indicators: int) -> Array:
    """Return `weights` divided by their sum, refusing what are no weights of so many indicators."""
    array = not_negative("weights", weights)
    if array.shape != (indicators,):
        raise ValueError(f"weights must be one for each of {indicators} indicators; got shape {array.shape}")
    refuse_unless(array.sum() > 0, "the sum of weights", array.sum(), "positive")
    return np.asarray(array / array.sum(), dtype=np.float64)
