"""Double-helix score (双螺旋) of units: process, business and the public together, beside business alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas
from numpy.typing import NDArray
from scipy import stats

from models.assessment import alignment, double_helix_score, validity
from models.instruments.audit import UNIT, Audit
from models.instruments.loading import Loaded, Source, load
from models.instruments.schema import Number, TableSchema, Words

PARTS = ("process", "business", "public")
WEIGHTS = (0.3, 0.4, 0.3)
VALUED = (0.0, 1.0, 1.0)
BUSINESS_ONLY = (0.0, 1.0, 0.0)
FEW_UNITS = 30  # below it a note gives the interval of the validity (assumption)

SCORES = TableSchema(
    name="scores",
    title=Words("考核得分表", "scores"),
    about=Words("每行：一个单位的三项得分（0–100）", "a row: a unit and its three scores (0 to 100)"),
    fields=(
        UNIT,
        Number(
            name="process",
            zh="过程",
            high=100,
            others=("过程得分", "过程分", "党建过程", "党建"),
            about=Words("党建过程得分", "score for how the work was led"),
        ),
        Number(
            name="business",
            zh="业务",
            high=100,
            others=("业务得分", "业务分", "业务实绩"),
            about=Words("业务实绩得分", "score for business results"),
        ),
        Number(
            name="public",
            zh="群众",
            high=100,
            others=("群众得分", "群众分", "群众评议", "群众满意度"),
            about=Words("群众评议得分", "score given by the public"),
        ),
        Number(
            name="outcome",
            zh="实际成效",
            low=-1e12,
            required=False,
            about=Words(
                "独立核实的实际成效，用于计算效度",
                "true outcome, found out independently; validity is told by it",
            ),
        ),
        Number(
            name="headcount",
            zh="人数",
            required=False,
            about=Words("人数，用作效度的权重；留空为 1", "people, as weights of validity; blank = 1"),
        ),
    ),
    key=("unit",),
)


def audit_scores(
    source: Source, weights: Sequence[float] = WEIGHTS, valued: Sequence[float] | None = None
) -> Audit:
    """Scores, ranks, what joint assessment changes against business alone, and what it rewards.

    Parameters
    ----------
    source : path or DataFrame
        A table of scores, see `SCORES`.
    weights : three numbers
        Weights of process, business and public; divided by their sum. The default is an assumption.
    valued : three numbers, optional
        What a point of each is really worth to the organisation; default: process nothing by itself, business and public
        alike (assumption).

    Returns
    -------
    Audit
        ``scores``: rank, unit, process, business, public, score, business_rank, rank_change (above 0: better placed
        than by business alone). ``measures``: measure, value for the joint score (``score``) and for business alone
        (``business_only``): alignment (cosine of weights and what is valued), validity (correlation with the true
        outcome), rank_agreement (Kendall's tau-b between both orders), moved (share of units whose rank differs).

    Raises
    ------
    TableError
        With all faults of the table.
    ValueError
        For weights that are not three, negative or all 0.

    References
    ----------
    See `models.assessment`; Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33(3): 239-251.
    doi:10.1093/biomet/33.3.239
    """
    loaded = load(source, SCORES)
    frame = loaded.frame.sort_values("unit", kind="stable", ignore_index=True)
    worth = VALUED if valued is None else valued
    if valued is None:
        loaded = loaded.noted("valued_assumed", valued=" : ".join(f"{value:g}" for value in VALUED))
    process, business, public = (frame[part].to_numpy() for part in PARTS)
    score = np.asarray(double_helix_score(process, business, public, weights))
    table = frame[["unit", *PARTS]].assign(score=score)
    table["rank"], table["business_rank"] = _ranks(score), _ranks(business)
    table["rank_change"] = table["business_rank"] - table["rank"]
    if frame["outcome"].isna().all():
        loaded = loaded.noted("no_outcome")
    loaded = _note_few(loaded, frame, score)
    order = ["rank", "unit", *PARTS, "score", "business_rank", "rank_change"]
    tables = {
        "scores": table.sort_values(["rank", "unit"], kind="stable", ignore_index=True)[order],
        "measures": _measures(frame, table, weights, worth),
    }
    return Audit("scores", tables, loaded.notes, {"weights": list(weights), "valued": list(worth)})


def _note_few(loaded: Loaded, frame: pandas.DataFrame, score: NDArray[np.float64]) -> Loaded:
    """A note with the interval of the validity (Fisher's z) where few units tell of it."""
    number = int(frame["outcome"].notna().sum())
    value = _validity(frame, score)
    if not 4 <= number < FEW_UNITS or not abs(value) < 1:
        return loaded
    middle, reach = np.arctanh(value), stats.norm.ppf(0.975) / np.sqrt(number - 3)
    low, high = np.tanh([middle - reach, middle + reach])
    return loaded.noted("validity_of_few", number=number, low=f"{low:.2f}", high=f"{high:.2f}")


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(stats.rankdata(-np.round(values, 9), method="min")).astype(np.int64)


def _measures(
    frame: pandas.DataFrame, table: pandas.DataFrame, weights: Sequence[float], valued: Sequence[float]
) -> pandas.DataFrame:
    score, business = table["score"].to_numpy(), frame["business"].to_numpy()
    varied = len(table) > 1 and np.ptp(np.round(score, 9)) > 0 and np.ptp(business) > 0
    # of the ranks, as differences in the last bit are none
    agreement = float(stats.kendalltau(table["rank"], table["business_rank"]).statistic) if varied else np.nan
    rows = [
        ("alignment", float(alignment(weights, valued)), float(alignment(BUSINESS_ONLY, valued))),
        ("validity", _validity(frame, score), _validity(frame, business)),
        ("rank_agreement", agreement, 1.0),
        ("moved", float((table["rank_change"] != 0).mean()), 0.0),
    ]
    return pandas.DataFrame(rows, columns=["measure", "score", "business_only"])


def _validity(frame: pandas.DataFrame, score: NDArray[np.float64]) -> float:
    """Over the units whose true outcome is known; NaN where that is fewer than two."""
    known = frame["outcome"].notna().to_numpy()
    if known.sum() < 2:
        return float("nan")
    weight = frame["headcount"].fillna(1.0).to_numpy()[known]
    return float(validity(score[known], frame["outcome"].to_numpy()[known], weight))
