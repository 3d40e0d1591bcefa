"""Pioneer index (先锋指数) from a table of members, and how far ranks depend on the weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

import numpy as np
import pandas
from numpy.typing import NDArray
from scipy import stats

from models.instruments.audit import MEMBER, Audit
from models.instruments.loading import Loaded, Source, load
from models.instruments.schema import Number, TableSchema, Text, Words
from models.pioneer import Missing, Normalisation, normalise, pioneer_index
from models.rank_robustness import rank_bounds, rank_robustness

INDICATORS = ("theory_study", "role", "innovation")
EQUAL = (1.0, 1.0, 1.0)
SPREAD = 0.3
_MOST_BOUNDED = 2_000  # members that are compared each with each


def _indicator(name: str, zh: str, about: Words, *others: str) -> Number:
    return Number(name=name, zh=zh, about=about, others=others)


MEMBERS = TableSchema(
    name="members",
    title=Words("党员表", "members"),
    about=Words("每行：一名党员", "a row: a member"),
    fields=(
        MEMBER,
        Text(
            name="unit",
            zh="单位",
            code=True,
            required=False,
            others=("支部", "所在支部", "所属支部", "单位名称"),
            about=Words("所在单位或支部", "unit or branch"),
        ),
        _indicator(
            "theory_study",
            "理论学习",
            Words("理论学习得分，越高越好", "score for theory study, higher is better"),
        ),
        _indicator(
            "role",
            "作用发挥",
            Words("作用发挥得分，越高越好", "score for the part played, higher is better"),
            "发挥作用",
        ),
        _indicator(
            "innovation",
            "创新",
            Words("创新得分，越高越好", "score for innovation, higher is better"),
            "创新创效",
            "创新得分",
        ),
    ),
    key=("member",),
)


def audit_pioneer(
    source: Source,
    weights: Sequence[float] = EQUAL,
    normalisation: Normalisation = "min-max",
    *,
    targets: Sequence[float] | None = None,
    missing: Missing = "refuse",
    spread: float = SPREAD,
    bands: Sequence[int] | None = None,
    seed: int = 1,
    draws: int = 10_000,
) -> Audit:
    """Pioneer index, ranks, and how far they hold under other weights and normalisations.

    Parameters
    ----------
    source : path or DataFrame
        A table of members, see `MEMBERS`.
    weights : three numbers
        Weights of theory study, role and innovation; divided by their sum. Equal by default: an assumption.
    normalisation, targets, missing
        As in `models.pioneer.pioneer_index`; under "refuse" a blank cell is a fault.
    spread, bands, seed, draws
        As in `models.rank_robustness.rank_robustness`; bands default to the first tenth and the first three tenths.

    Returns
    -------
    Audit
        ``index``: rank, member, unit, the three indicators, index, band, kept (share of weightings under which the member
        stays in its band), best_rank, worst_rank (which no weighting of the region passes).
        ``normalisations``: member, rank under each way to normalise, and rank_range, the difference between them.
        ``indicators``: indicator, weight, lowest, mean, highest, correlation with the index.

    Raises
    ------
    TableError
        With all faults of the table.
    ValueError
        For weights, targets or bands that do not fit.
    """
    if missing not in get_args(Missing):
        raise ValueError(f"missing={missing!r}：允许 / allowed: {', '.join(get_args(Missing))}")
    blank = {"blank": missing != "refuse"}
    loaded = load(source, MEMBERS.changed(**dict.fromkeys(INDICATORS, blank)))
    # in an order of content: neither index nor ties may depend on where a row stands
    frame = loaded.frame.sort_values("member", kind="stable", ignore_index=True)
    values = frame[list(INDICATORS)].to_numpy()
    index = pioneer_index(values, weights, normalisation, targets=targets, missing=missing)
    edges = _bands(len(frame)) if bands is None else list(bands)
    table = frame.assign(index=index, rank=_ranks(index))
    table["band"] = np.searchsorted(edges, table["rank"].fillna(len(frame)).to_numpy()) + 1
    normal = _filled(normalise(values, normalisation, targets=targets), missing)
    robust, loaded = _robustness(normal, weights, spread, edges, seed, draws, loaded)
    table = table.assign(**robust).sort_values(["rank", "member"], kind="stable", ignore_index=True)
    order = ["rank", "member", "unit", *INDICATORS, "index", "band", "kept", "best_rank", "worst_rank"]
    order = [name for name in order if name != "unit" or "unit" in loaded.headings]
    tables = {
        "index": table[order],
        "normalisations": _by_normalisation(frame, values, weights, targets, missing),
        "indicators": _indicators(values, index, weights),
    }
    settings = {
        "weights": list(weights),
        "normalisation": normalisation,
        "targets": None if targets is None else list(targets),
        "missing": missing,
        "spread": spread,
        "bands": edges,
        "seed": seed,
        "draws": draws,
    }
    return Audit("pioneer", tables, loaded.notes, settings)


def _bands(members: int) -> list[int]:
    """The first tenth and the first three tenths."""
    return sorted({max(1, math.ceil(share * members / 10)) for share in (1, 3)})


def _ranks(index: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank 1 for the highest; those that tie share the better one, those without an index have none."""
    ranks = np.full(len(index), np.nan)
    known = ~np.isnan(index)
    ranks[known] = stats.rankdata(-np.round(index[known], 12), method="min")
    return ranks


def _filled(normal: NDArray[np.float64], missing: Missing) -> NDArray[np.float64]:
    """What a missing value counts as under "lowest"."""
    if missing != "lowest" or not np.isnan(normal).any():
        return normal
    return np.where(np.isnan(normal), np.nanmin(normal, axis=0), normal)


def _robustness(
    normal: NDArray[np.float64],
    weights: Sequence[float],
    spread: float,
    edges: list[int],
    seed: int,
    draws: int,
    loaded: Loaded,
) -> tuple[dict[str, NDArray[np.float64]], Loaded]:
    """Share of weightings, and bounds of ranks; unknown where members are judged by different indicators."""
    unknown = np.full(len(normal), np.nan)
    found = {"kept": unknown, "best_rank": unknown, "worst_rank": unknown}
    if np.isnan(normal).any():
        return found, loaded.noted("robustness_unknown")
    found["kept"] = rank_robustness(normal, weights, spread=spread, bands=edges, seed=seed, draws=draws)
    if len(normal) > _MOST_BOUNDED:
        return found, loaded.noted("bounds_left_out", most=f"{_MOST_BOUNDED:,}")
    best, worst = rank_bounds(normal, weights, spread=spread)
    return found | {"best_rank": best.astype(float), "worst_rank": worst.astype(float)}, loaded


def _by_normalisation(
    frame: pandas.DataFrame,
    values: NDArray[np.float64],
    weights: Sequence[float],
    targets: Sequence[float] | None,
    missing: Missing,
) -> pandas.DataFrame:
    """Ranks under every way to make indicators comparable; by target only where there are targets."""
    ranks = {}
    for kind in get_args(Normalisation):
        if kind == "target" and targets is None:
            continue
        goals = targets if kind == "target" else None
        ranks[kind] = _ranks(pioneer_index(values, weights, kind, targets=goals, missing=missing))
    table = pandas.DataFrame({"member": frame["member"], **ranks})
    by_kind = table[list(ranks)]
    table["rank_range"] = by_kind.max(axis=1) - by_kind.min(axis=1)
    return table.sort_values(["rank_range", "member"], ascending=[False, True], kind="stable", ignore_index=True)  # fmt: skip


def _indicators(
    values: NDArray[np.float64], index: NDArray[np.float64], weights: Sequence[float]
) -> pandas.DataFrame:
    """What each indicator has to do with the index, beside the weight it was meant to have."""
    rows = []
    for name, column, weight in zip(INDICATORS, values.T, np.divide(weights, sum(weights)), strict=True):
        known = column[~np.isnan(column) & ~np.isnan(index)], index[~np.isnan(column) & ~np.isnan(index)]
        varied = len(known[0]) > 1 and np.ptp(known[0]) > 0 and np.ptp(known[1]) > 0
        rows.append(
            {
                "indicator": name,
                "weight": weight,
                "lowest": known[0].min() if len(known[0]) else np.nan,
                "mean": known[0].mean() if len(known[0]) else np.nan,
                "highest": known[0].max() if len(known[0]) else np.nan,
                "correlation": np.corrcoef(*known)[0, 1] if varied else np.nan,
            }
        )
    return pandas.DataFrame(rows)
