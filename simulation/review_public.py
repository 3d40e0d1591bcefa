"""The public's side of a review: what it is served, how it rates, and what it comes to feel."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtri, pdtr

from models.appeals import hurt_by_waiting, unanswered_share
from models.parameters import Parameters
from models.public import next_gain
from models.ratings import STRONGEST_SELECTION, corrected_mean, expected_ratings, observed_mean
from models.shrinkage import shrunken_mean
from simulation.counting import Flow
from simulation.review_findings import Findings
from simulation.setting import Floats
from simulation.standing import Standing
from simulation.state import State


def gains(
    state: State, parameters: Parameters, findings: Findings, met: Floats, flow: Floats, waiting: Floats
) -> Floats:
    """Return the public's sense of gain by domain: it follows what is done where it is needed, and suffers unheard appeals.

    ``waiting`` are the appeals from former quarters that were open when this one began: they hurt in every quarter.
    """
    public = parameters.public
    felt = next_gain(state.gain, findings.outcome[:, None] * met, public.gain_speed)
    unanswered = np.asarray(unanswered_share(waiting, flow[:, Flow.APPEALS], flow[:, Flow.ANSWERED]))
    return np.asarray(hurt_by_waiting(felt, unanswered[:, None], public.waiting_harm))


def ratings(
    felt: Floats, parameters: Parameters, standing: Standing, luck: Floats, rounds: int
) -> tuple[Floats, float]:
    """Return the public's rating of each unit as it enters the score, and the error of the ratings.

    ``felt`` is the sense of gain over all domains. Few and unfair raters, shrunken; above, the mean below. The error is the root
    mean square distance from the sense of gain.
    """
    public = standing.public
    number, counted = opinions(felt, parameters, standing, luck, rounds)
    people = max(float(public.sum()), 1e-12)
    prior = float((counted * public).sum() / people)
    weight = max(parameters.public.prior_weight, 1e-6)
    rating = np.asarray(shrunken_mean(counted, number, prior, weight))
    wrong = rating - felt
    below: Floats = standing.tree.sum_below(rating * public) / np.maximum(standing.public_below, 1e-12)
    return below, float(np.sqrt((public * wrong**2).sum() / people))


def opinions(
    felt: Floats, parameters: Parameters, standing: Standing, luck: Floats, rounds: int
) -> tuple[Floats, Floats]:
    """Return how many of each unit's public rate, and their mean, put right as far as analysis does so; not yet shrunken.

    Analysis estimates the selection of raters from all rounds so far, as well as so many ratings let it: the standard error of a
    log-odds ratio. Where few rate, it puts right what was not wrong.
    """
    side = parameters.public
    number = poisson_of(luck[0], float(expected_ratings(side.public_size, side.participation)))
    seen = np.asarray(observed_mean(felt, standing.selection, side.solicited))
    spread = np.sqrt(seen * (1.0 - seen) / np.maximum(number, 1.0))
    counted: Floats = np.minimum(np.maximum(seen + spread * ndtri(luck[1]), 0.0), 1.0)
    if side.correction == 0.0:
        return number, counted
    believed = standing.selection + ndtri(luck[2]) * selection_error(counted, number * rounds)
    right = corrected_mean(counted, np.clip(believed, -STRONGEST_SELECTION, STRONGEST_SELECTION), 0.0)
    better: Floats = counted + side.correction * (np.asarray(right) - counted)
    return number, better


def selection_error(rated: Floats, number: Floats) -> Floats:
    """Return the standard error of log-odds estimated from so many ratings, one more of each kind added (assumption)."""
    favourable = (rated * number + 1.0) / (number + 2.0)
    error: Floats = 1.0 / np.sqrt((number + 2.0) * favourable * (1.0 - favourable))
    return error


def poisson_of(luck: Floats, mean: float) -> Floats:
    """Return Poisson numbers of one mean from uniform numbers."""
    return np.searchsorted(poisson_table(mean), luck).astype(np.float64)


@cache
def poisson_table(mean: float) -> Floats:
    """Return the chances of at most 0, 1, 2, ... up to far beyond the mean."""
    return np.asarray(pdtr(np.arange(int(mean + 12.0 * np.sqrt(mean) + 20.0)), mean), dtype=np.float64)
