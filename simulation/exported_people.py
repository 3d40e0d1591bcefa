"""Members and growth archives of a simulated run, as tables of the instruments: the model's people are the leaders of units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.counting import Flow
from simulation.dating import day_of, quarter_ends
from simulation.exported_events import project_events
from simulation.review import QUARTERS_PER_YEAR
from simulation.review_scores import process_points
from simulation.setting import WEEKS_PER_QUARTER, Floats
from simulation.watching import Watched

Turns = NDArray[np.int64]


def leaders(run: Watched) -> Turns:
    """Return which leader of its post, from 1, each unit has in each quarter; shape (quarters, units).

    Notes
    -----
    The model keeps one leader a post. Whoever comes into a post is a new person there: the review says that a post has
    changed hands, not where the new leader comes from.
    """
    number = np.ones(len(run.units), dtype=np.int64)
    rows = []
    for quarter in run.quarters:
        rows.append(number)
        number = number + (quarter.after.served == 0.0)
    return np.array(rows)


def names_of(run: Watched, turns: Turns) -> list[str]:
    """Return what the leaders of all units are called: the unit, and which leader of it."""
    return [f"{unit}#{turn}" for unit, turn in zip(run.units, turns.tolist(), strict=True)]


def member_rows(run: Watched) -> pd.DataFrame:
    """Return the members table: who led each unit in the last quarter, over all their quarters in this post.

    Returns
    -------
    DataFrame
        ``member``, ``unit``, ``theory_study``, ``role``, ``innovation``.

    Notes
    -----
    The model holds no scores for these three. Theory study is told by records of it, so it is the score for process; the
    part played is what the unit reported (both means of the quarters, in points of 100); innovation is the number of
    projects that the unit started.
    """
    turns = leaders(run)
    same = turns == turns[-1]

    def mean(values: list[Floats]) -> Floats:
        total: Floats = (np.array(values) * same).sum(axis=0) / same.sum(axis=0)
        return total

    started = np.array([quarter.flow[:, Flow.STARTED] for quarter in run.quarters])
    traces = [process_points(quarter.before, quarter.pressure) for quarter in run.quarters]
    return pd.DataFrame(
        {
            "member": names_of(run, turns[-1]),
            "unit": run.units,
            "theory_study": 100.0 * mean(traces),
            "role": 100.0 * mean([quarter.findings.reported for quarter in run.quarters]),
            "innovation": (started * same).sum(axis=0),
        }
    )


def growth_rows(run: Watched, year: int) -> pd.DataFrame:
    """Return the growth archive: what leaders went through.

    Returns
    -------
    DataFrame
        ``member``, ``date``, ``kind``, ``hours``, ``points``, ``unit``; sorted by unit, date and kind.

    Notes
    -----
    Training, exchange and projects are the ledger's, with the hours that they took of the office. Each review is an
    appraisal; its points are the score, in points of 100. Who had the best score among two or more peers as the mean of a
    year, by which the review fills posts, won the tournament: an award at its end.
    """
    turns = leaders(run)
    parts = [*absences(run, year), projects(run, year), *reviewed(run, year)]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    place = pd.Series(np.arange(len(run.units)), index=run.units)
    unit = table["unit"].map(place).to_numpy()
    quarter = np.minimum(table["quarter"].to_numpy(), len(turns) - 1)
    turn = turns[quarter, unit]
    table["member"] = [f"{name}#{number}" for name, number in zip(table["unit"], turn.tolist(), strict=True)]
    order = table.assign(place=unit).sort_values(["place", "date", "kind"], kind="stable").index
    return table.loc[order, ["member", "date", "kind", "hours", "points", "unit"]].reset_index(drop=True)


def entries(year: int, kind: str, unit: pd.Series, time: pd.Series, hours: pd.Series) -> pd.DataFrame:
    """Return entries that are told by the ledger."""
    quarter = (time.to_numpy() / WEEKS_PER_QUARTER).astype(np.int64)
    return pd.DataFrame(
        {
            "unit": unit.to_numpy(),
            "quarter": quarter,
            "date": day_of(time, year),
            "kind": kind,
            "hours": hours.to_numpy(),
            "points": np.nan,
        }
    )


def absences(run: Watched, year: int) -> list[pd.DataFrame]:
    """Return training and exchanges that had begun by the end."""
    begun = run.ledger[run.ledger["event"] == "begun"]
    return [
        entries(year, kind, mine["unit"], mine["time"], mine["amount"])
        for kind in ("training", "exchange")
        for mine in [begun[begun["matter"] == kind]]
    ]


def projects(run: Watched, year: int) -> pd.DataFrame:
    """Return the projects that were started, with the hours of all their stages so far."""
    events = project_events(run.ledger)
    hours = events[events["event"] == "begun"].groupby(["unit", "number"])["amount"].sum()
    start = events[(events["event"] == "submitted") & (events["stage"] == 0)]
    spent = hours.reindex(pd.MultiIndex.from_frame(start[["unit", "number"]]), fill_value=0.0)
    return entries(year, "project", start["unit"], start["time"], spent)


def reviewed(run: Watched, year: int) -> list[pd.DataFrame]:
    """Return appraisals, and awards at the end of each year."""
    ends = quarter_ends(run.case.setting.weeks, year)
    parts, scores = [], []
    for quarter, day in zip(run.quarters, ends, strict=True):
        score = quarter.findings.score
        scores.append(score)
        common = {"unit": run.units, "quarter": quarter.period.number, "date": day, "hours": np.nan}
        appraisal = pd.DataFrame({**common, "kind": "appraisal", "points": 100.0 * np.maximum(score, 0.0)})
        parts.append(appraisal)
        if (quarter.period.number + 1) % QUARTERS_PER_YEAR == 0:
            won = appraisal[winners(run, np.mean(scores[-QUARTERS_PER_YEAR:], axis=0))]
            parts.append(won.assign(kind="award", points=np.nan))
    return parts


def winners(run: Watched, score: Floats) -> NDArray[np.bool_]:
    """Return which units have the best score among two or more peers."""
    tree = run.review.tree
    best = pd.Series(score).groupby(tree.superior).transform("max").to_numpy()
    won: NDArray[np.bool_] = (score == best) & (tree.peers >= 2)
    return won
