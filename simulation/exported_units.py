"""Duties, scores and ratings of a simulated run, as tables of the instruments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.case import Case
from simulation.draws import Stream
from simulation.review_scores import process_points
from simulation.setting import Floats
from simulation.state import uniforms_of
from simulation.watching import Watched

LOWEST_RATING, HIGHEST_RATING = 1.0, 5.0


def duty_rows(run: Watched) -> pd.DataFrame:
    """Return the duties table: each unit's own duty, and the directives that nobody owns.

    Returns
    -------
    DataFrame
        ``duty``, ``unit``, ``role``, ``authority``.

    Notes
    -----
    A unit leads its own duty, which is to take over what is handed to it. The share of the authority that this takes is
    1 less what is missing of it, responsibility less authority, after relief by measures; where the organisation's table
    is silent the model's imbalance counts as missing authority. Authority beyond the duty is imbalance for the model
    too, but this table only asks how far authority suffices. A second owner supports; what authority it has there the
    model does not know. A directive is nobody's where its handover broke, the break had not been found by the end, and
    it had not come over another line either.
    """
    case, units = run.case, run.units
    own = pd.DataFrame({"duty": [f"职责 duty {unit}" for unit in units], "unit": units, "role": "lead"})
    own["authority"] = 1.0 - missing_authority(case)
    owner = second_owners(case, run.review.seed)
    owned = np.flatnonzero(owner >= 0)
    second = pd.DataFrame(
        {
            "duty": own["duty"].to_numpy()[owned],
            "unit": own["unit"].to_numpy()[owner[owned]],
            "role": "support",
            "authority": np.nan,
        }
    )
    lost = pd.DataFrame(
        {
            "duty": [f"任务 directive {number} → {unit}" for unit, number in unowned(run.ledger)],
            "unit": None,
            "role": None,
            "authority": np.nan,
        }
    )
    parts = [part for part in (own, second, lost) if len(part)]
    return pd.concat(parts, ignore_index=True)[["duty", "unit", "role", "authority"]]


def missing_authority(case: Case) -> Floats:
    """Return what each unit lacks of the authority that its duty takes, 0 to 1."""
    organisation, handover = case.organisation, case.parameters.transmission
    gap = organisation.responsibility - organisation.authority
    missing = np.where(np.isnan(gap), handover.imbalance, np.maximum(gap, 0.0))
    lacking: Floats = missing * (1.0 - handover.imbalance_relief)
    return lacking


def second_owners(case: Case, seed: int) -> np.ndarray:
    """Return the position of each unit's second owner, -1 where it has none; the engine's own rule (:mod:`simulation.place`)."""
    network, share = case.network, case.setting.grid_share
    above = network.superior.astype(np.int64)
    owner = np.full(len(above), -1, dtype=np.int64)
    if share > 0.0:
        drawn = uniforms_of(network, seed, 0, Stream.SECOND_OWNER, 0)[0] < share
        chosen = drawn & (network.depth >= 2)
        owner[chosen] = above[above[chosen]]
    if len(network.owner):
        owner = np.where(network.owner >= 0, network.owner, owner)
    return owner


def unowned(ledger: pd.DataFrame) -> list[tuple[str, int]]:
    """Return unit and directive of every broken handover that was never found and that no other line made up for."""
    about = ledger[ledger["directive"] >= 0]
    counts = {
        event: about[about["event"] == event].groupby(["unit", "directive"]).size()
        for event in ("broken", "found", "received")
    }
    broken = counts["broken"]
    open_breaks = broken - counts["found"].reindex(broken.index, fill_value=0)
    here = counts["received"].reindex(broken.index, fill_value=0)
    return [(str(unit), int(number)) for unit, number in broken.index[(open_breaks > 0) & (here == 0)]]


def score_rows(run: Watched) -> pd.DataFrame:
    """Return the scores table: the three parts of each unit's score in the last quarter, in points of 100.

    Returns
    -------
    DataFrame
        ``unit``, ``process`` (traces shown), ``business`` (as reported), ``public`` (the rating as it entered the score),
        ``outcome`` (the true one, which no real office knows), ``headcount``. The noise of the model's score is not in
        the parts.
    """
    last = run.quarters[-1]
    found = last.findings
    return pd.DataFrame(
        {
            "unit": run.units,
            "process": 100.0 * process_points(last.before, last.pressure),
            "business": 100.0 * found.reported,
            "public": 100.0 * np.clip(found.ratings.entered, 0.0, 1.0),
            "outcome": 100.0 * found.outcome,
            "headcount": run.case.organisation.headcount,
        }
    )


def rating_rows(run: Watched) -> pd.DataFrame:
    """Return the ratings table: the public's ratings of the terminal units in the last quarter, before shrinking.

    Returns
    -------
    DataFrame
        ``unit``, ``rating`` (mean on a scale of 1 to 5; blank where nobody rated), ``n``, ``sd``.

    Notes
    -----
    In the model a rater is satisfied (5) or not (1): the mean is 1 + 4 times the share of the satisfied, put right as far
    as the scenario's analysis does, and the standard deviation is that of so many fives and ones. With the scenario's
    prior weight the instrument's shrunken mean is the model's rating.
    """
    rated = run.quarters[-1].findings.ratings
    number, share = rated.number, rated.opinion
    spread = np.sqrt(share * (1.0 - share) * number / np.maximum(number - 1.0, 1.0))
    width = HIGHEST_RATING - LOWEST_RATING
    table = pd.DataFrame(
        {
            "unit": run.units,
            "rating": np.where(number > 0, LOWEST_RATING + width * np.clip(share, 0.0, 1.0), np.nan),
            "n": number,
            "sd": np.where(number > 1, width * spread, np.nan),
        }
    )
    return table[run.case.network.terminal].reset_index(drop=True)
