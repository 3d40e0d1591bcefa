"""The public's side of a review: what it is served, how it rates, and what it comes to feel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from models.appeals import hurt_by_waiting, unanswered_share
from models.parameters import Parameters
from models.public import next_gain
from models.ratings import STRONGEST_SELECTION, corrected_mean, expected_ratings, observed_mean
from models.shrinkage import shrunken_mean
from simulation.chance_numbers import binomial_of, poisson_of
from simulation.counting import Flow
from simulation.review_findings import Ratings
from simulation.setting import Floats
from simulation.standing import Standing
from simulation.state import State

# What a rating is expected to be where nobody at all has rated (assumption).
NOTHING_KNOWN = 0.5


def gains(
    state: State, parameters: Parameters, outcome: Floats, met: Floats, flow: Floats, waiting: Floats
) -> Floats:
    """Return the public's sense of gain by domain: it follows what is done where it is needed, and suffers unheard appeals.

    ``waiting`` are the appeals from former quarters that were open when this one began: they hurt in every quarter.
    """
    public = parameters.public
    felt = next_gain(state.gain, outcome[:, None] * met, public.gain_speed)
    unanswered = np.asarray(unanswered_share(waiting, flow[:, Flow.APPEALS], flow[:, Flow.ANSWERED]))
    return np.asarray(hurt_by_waiting(felt, unanswered[:, None], public.waiting_harm))


@dataclass
class Heard:
    """How many have rated each unit in all rounds so far, and how many of them favourably; shape (units,)."""

    number: Floats
    favourable: Floats


def ratings(felt: Floats, parameters: Parameters, standing: Standing, luck: Floats, heard: Heard) -> Ratings:
    """Return a round of the public's ratings, and remember it in ``heard``.

    ``felt`` is the sense of gain over all domains. Few and unfair raters, shrunken towards what all who rated think.
    """
    public = standing.public
    side = parameters.public
    number = poisson_of(luck[0], float(expected_ratings(side.public_size, side.participation)))
    likely = np.asarray(observed_mean(felt, standing.selection, side.solicited))
    favourable = binomial_of(luck[1], number, likely)
    heard.number, heard.favourable = heard.number + number, heard.favourable + favourable
    opinion = favourable / np.maximum(number, 1.0)
    if side.correction > 0.0:
        opinion = put_right(opinion, side.correction, standing.selection, luck[2], heard)
    weight = max(side.prior_weight, 1e-6)
    rating = np.asarray(shrunken_mean(opinion, number, common_opinion(opinion, number * public), weight))
    below = standing.tree.sum_below(rating * public) / np.maximum(standing.public_below, 1e-12)
    people = max(float(public.sum()), 1e-12)
    error = float(np.sqrt((public * (rating - felt) ** 2).sum() / people))
    return Ratings(number=number, favourable=favourable, opinion=opinion, entered=below, error=error)


def common_opinion(opinion: Floats, raters: Floats) -> float:
    """Return the mean over all raters, whom each unit's headcount multiplies: who was rated by nobody has no say in it."""
    everybody = float(raters.sum())
    return float((opinion * raters).sum()) / everybody if everybody > 0.0 else NOTHING_KNOWN


def put_right(opinion: Floats, correction: float, selection: Floats, luck: Floats, heard: Heard) -> Floats:
    """Return opinions with a share of the selection taken out that analysis believes in.

    It estimates the selection from all rounds so far, as well as so many ratings let it (assumption). Where few rate, it puts right
    what was not wrong.
    """
    believed = selection + ndtri(luck) * selection_error(heard)
    right = corrected_mean(opinion, np.clip(believed, -STRONGEST_SELECTION, STRONGEST_SELECTION), 0.0)
    better: Floats = opinion + correction * (np.asarray(right) - opinion)
    return better


def selection_error(heard: Heard) -> Floats:
    """Return the standard error of the log-odds of favourable ratings, one more of each kind added (assumption)."""
    number = heard.number + 2.0
    share = (heard.favourable + 1.0) / number
    error: Floats = 1.0 / np.sqrt(number * share * (1.0 - share))
    return error
