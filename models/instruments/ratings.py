"""Public ratings of units (群众评议), shrunken, with intervals and a caution where there are few."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas
from scipy import stats

from models.faults import Fault, listed
from models.instruments.audit import UNIT, Audit
from models.instruments.loading import Loaded, Source, load_even_empty
from models.instruments.schema import Number, TableSchema, Words
from models.shrinkage import prior_weight_from_data, shrunken_interval, shrunken_mean

SCALE = (1.0, 5.0)
MEASURES = ("units_rated", "ratings", "prior", "prior_weight", "within_variance")
COLUMNS = ("rank", "unit", "n", "mean", "shrunken", "low", "high", "raw_rank", "rank_change")
FEWEST = 10


def _check(loaded: Loaded, low: float, high: float) -> list[Fault]:
    """A blank rating stands only where there was none, and ratings scatter no more than they can."""
    frame = loaded.frame
    wrong = loaded.blank("rating") & (frame["n"] > 0)
    return [
        loaded.fault("needs_other", index, "n", f"{frame['n'].iloc[index]:g}", other=loaded.headings["rating"])
        for index in np.flatnonzero(wrong).tolist()
        if "rating" in loaded.headings
    ] + _too_scattered(loaded, low, high)  # fmt: skip


def _too_scattered(loaded: Loaded, low: float, high: float) -> list[Fault]:
    """A fault for each standard deviation that no ratings with this mean can have.

    Of n ratings from `low` to `high` with the mean m it is at most ``sqrt((high - m) (m - low) n / (n - 1))``, where all stand
    at the two ends; of a single one it is 0. Mean and deviation may each be off by half of the last digit that their column
    shows.
    """
    frame = loaded.frame
    number = frame["n"].fillna(1.0).to_numpy()
    step, sd_step = (0.5 * 0.1 ** _decimals(frame[name]) for name in ("rating", "sd"))
    mean = frame["rating"].to_numpy()
    # Of the means that were rounded to this one, that with the most room on both sides.
    roomy = np.clip((low + high) / 2, mean - step, mean + step)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(number > 1, number / (number - 1), 0.0)
        most = np.sqrt(np.maximum((high - roomy) * (roomy - low), 0.0) * share)
    wrong = frame["sd"].to_numpy() > most + sd_step + 1e-9
    return [
        loaded.fault(
            "sd_impossible",
            index,
            "sd",
            f"{frame['sd'].iloc[index]:g}",
            low=f"{low:g}",
            high=f"{high:g}",
            mean=f"{mean[index]:g}",
            number=f"{number[index]:g}",
            range=f"0–{most[index]:.4g}" if most[index] else "0",
        )
        for index in np.flatnonzero(wrong).tolist()
    ]


def _decimals(values: pandas.Series[Any]) -> int:
    """How many decimals a column shows at most."""
    shown = (f"{value:.12f}".rstrip("0").partition(".")[2] for value in values.dropna())
    return max(map(len, shown), default=0)


def _between(low: float, high: float) -> Callable[[Loaded], list[Fault]]:
    """The checks between cells where ratings lie between two numbers."""
    return lambda loaded: _check(loaded, low, high)


RATINGS = TableSchema(
    name="ratings",
    title=Words("群众评议表", "ratings"),
    about=Words(
        "每行：一次评分，或一个单位的平均分及评分人数", "a row: one rating, or a unit's mean rating with its number"
    ),
    fields=(
        UNIT,
        Number(
            name="rating",
            zh="评分",
            low=SCALE[0],
            high=SCALE[1],
            blank=True,
            others=("得分", "平均分", "满意度"),
            about=Words("评分；一行多人的填平均分；无人评分的留空", "rating, or mean of n ratings; blank where there is none"),
        ),
        Number(
            name="n",
            zh="人数",
            whole=True,
            required=False,
            others=("评分人数", "评议人数"),
            about=Words("评分人数；留空为 1，未评分为 0", "number of ratings; blank = 1, or 0 where there is no rating"),
        ),
        Number(
            name="sd",
            zh="标准差",
            required=False,
            about=Words("一行多人时各次评分的标准差", "standard deviation of the n ratings"),
        ),
    ),
    check=_between(*SCALE),
)  # fmt: skip


def audit_ratings(
    source: Source,
    *,
    scale: Sequence[float] = SCALE,
    prior: float | None = None,
    prior_weight: float | None = None,
    fewest: int = FEWEST,
    confidence: float = 0.95,
) -> Audit:
    """Mean ratings, moved towards the mean of all as far as they are few.

    Parameters
    ----------
    source : path or DataFrame
        A table of ratings, see `RATINGS`; several rows of a unit are put together.
    scale : two numbers
        Lowest and highest rating.
    prior : float, optional
        Mean expected beforehand; default: mean of the units, each weighing n / (n + prior_weight), which is how far its
        own mean is to be believed.
    prior_weight : float, optional
        Ratings that it is worth; default: from how much the units differ (`models.shrinkage.prior_weight_from_data`).
    fewest : int
        Ratings below which a unit gets a caution (default 10: an assumption); so does one with fewer than the prior is
        worth.
    confidence : float
        Of the intervals.

    Returns
    -------
    Audit
        ``ratings``: rank, unit, n, mean, shrunken, low, high (within the scale), raw_rank, rank_change (above 0: better
        placed than by the raw mean), caution (``few``, ``none``: no rating, or blank). Where the units differ no more
        than chance makes them differ, all stand at the common mean and the interval is that of the common mean.
        ``measures``: units rated, ratings, prior, prior_weight, within_variance.

    Raises
    ------
    TableError
        With all faults of the table.
    ValueError
        For arguments out of their range.
    """
    low, high = _scale(scale)
    schema = replace(RATINGS.changed(rating={"low": low, "high": high}), check=_between(low, high))
    loaded = load_even_empty(source, schema)
    frame = loaded.frame.sort_values(["unit", "rating", "n"], kind="stable", ignore_index=True)
    frame["n"] = frame["n"].fillna(frame["rating"].notna().astype(float))
    units = _by_unit(frame)
    settings = {
        "scale": [low, high],
        "prior": prior,
        "prior_weight": prior_weight,
        "fewest": fewest,
        "confidence": confidence,
    }
    if not units["n"].sum():
        loaded = loaded if units.empty else loaded.noted("no_ratings")
        return Audit("ratings", _unrated(units), loaded.notes, settings)
    variance, loaded = _within(frame, high - low, loaded)
    worth, loaded = _prior_weight(units, variance, prior_weight, loaded)
    centre = _common_mean(units, worth) if prior is None else prior
    table = _shrunken(units, centre, worth, variance, confidence)
    table[["low", "high"]] = table[["low", "high"]].clip(low, high)
    table["caution"] = _cautions(table["n"], fewest, worth)
    loaded = _final_notes(loaded, table)
    values = [float((units["n"] > 0).sum()), float(units["n"].sum()), centre, worth, variance]
    tables = {"ratings": table, "measures": pandas.DataFrame({"measure": MEASURES, "value": values})}
    return Audit("ratings", tables, loaded.notes, settings)


def _unrated(units: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The tables where there is not a single rating: the units, without ranks."""
    table = units.reindex(columns=list(COLUMNS)).assign(unit=units["unit"], n=units["n"], caution="none")
    values = [0.0, 0.0, math.nan, math.nan, math.nan]
    return {"ratings": table, "measures": pandas.DataFrame({"measure": MEASURES, "value": values})}


def _scale(scale: Sequence[float]) -> tuple[float, float]:
    if len(scale) != 2 or not all(map(math.isfinite, scale)) or not scale[0] < scale[1]:
        raise ValueError(
            f"scale={scale!r}：应为最低分和最高分 / give the lowest and the highest rating, such as 1, 5"
        )
    return float(scale[0]), float(scale[1])


def _by_unit(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Number and mean of all ratings of a unit."""
    parts = frame.assign(total=(frame["rating"] * frame["n"]).fillna(0.0))
    units = parts.groupby("unit", sort=True)[["n", "total"]].sum().reset_index()
    units["mean"] = units["total"] / units["n"].where(units["n"] > 0)
    return units.drop(columns="total")


def _within(frame: pandas.DataFrame, width: float, loaded: Loaded) -> tuple[float, Loaded]:
    """Variance of a single rating around its unit's mean, pooled over what the table tells of it."""
    single = frame["n"] == 1
    counted = frame[single].groupby("unit")["rating"].agg(["count", "var"])
    spread = frame[frame["sd"].notna() & (frame["n"] > 1)]
    freedom = float((counted["count"] - 1).sum() + (spread["n"] - 1).sum())
    squares = float(
        (counted["var"].fillna(0.0) * (counted["count"] - 1)).sum()
        + (spread["sd"] ** 2 * (spread["n"] - 1)).sum()
    )
    if freedom > 0 and squares > 0:
        return squares / freedom, loaded
    variance = width**2 / 12
    return variance, loaded.noted("variance_assumed", variance=f"{variance:.3g}")


def _prior_weight(
    units: pandas.DataFrame, variance: float, given: float | None, loaded: Loaded
) -> tuple[float, Loaded]:
    if given is not None:
        return given, loaded
    if (units["n"] > 0).sum() < 2:
        return 0.0, loaded.noted("one_unit")
    worth = float(prior_weight_from_data(units["mean"].to_numpy(), units["n"].to_numpy(), variance))
    return worth, loaded.noted("no_difference") if math.isinf(worth) else loaded


def _common_mean(units: pandas.DataFrame, worth: float) -> float:
    """Mean of the units, each weighing as far as its own mean is to be believed."""
    n = units["n"].to_numpy()
    believed = n if math.isinf(worth) else n / np.where(n > 0, n + worth, 1.0)
    return float(np.average(units["mean"].fillna(0.0), weights=believed))


def _shrunken(
    units: pandas.DataFrame, prior: float, worth: float, variance: float, confidence: float
) -> pandas.DataFrame:
    """Shrunken means with intervals and both ranks."""
    mean, n = units["mean"].to_numpy(), units["n"].to_numpy()
    table = units.assign(shrunken=shrunken_mean(mean, n, prior, worth))
    if math.isinf(worth):
        # the common mean is not known for certain either
        low, high = shrunken_interval(
            prior, n.sum(), prior, 0, within_variance=variance, confidence=confidence
        )
    else:
        low, high = shrunken_interval(mean, n, prior, worth, within_variance=variance, confidence=confidence)
    table = table.assign(low=low, high=high, rank=_ranks(table["shrunken"]), raw_rank=_ranks(table["mean"]))
    table["rank_change"] = table["raw_rank"] - table["rank"]
    return table[list(COLUMNS)].sort_values(["rank", "unit"], kind="stable", ignore_index=True)


def _ranks(values: pandas.Series[Any]) -> np.ndarray[Any, Any]:
    """Rank 1 for the highest; none where there is no value."""
    ranks = np.full(len(values), np.nan)
    known = values.notna().to_numpy()
    ranks[known] = stats.rankdata(-np.round(values.to_numpy()[known], 9), method="min")
    return ranks


def _cautions(n: pandas.Series[Any], fewest: int, worth: float) -> np.ndarray[Any, Any]:
    few = (n < fewest) | (n < worth if math.isfinite(worth) else n < fewest)
    return np.select([n == 0, few], ["none", "few"], default="")


def _final_notes(loaded: Loaded, table: pandas.DataFrame) -> Loaded:
    few = table.loc[table["caution"] != "", "unit"].sort_values().tolist()
    if few:
        loaded = loaded.noted("few_ratings", number=len(few), units=listed(few))
    return loaded.noted("raters_select_themselves")
