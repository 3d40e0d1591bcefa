"""The public's side of a review: what it is served, how it rates, and what it comes to feel."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtri, pdtr

from models.parameters import Parameters
from models.public import hurt_by_waiting, next_gain
from models.ratings import corrected_mean, observed_mean
from models.shrinkage import shrunken_mean
from simulation.counting import Flow
from simulation.review_findings import Findings
from simulation.rollup import Tree
from simulation.setting import Floats
from simulation.state import LOPSIDED, State


def served_shares(parameters: Parameters, needs: Floats) -> Floats:
    """Return how each unit's effort is spread over the four domains: by balance, and by what it knows of the needs."""
    even = np.full(needs.shape[1], 1.0 / needs.shape[1])
    balance, insight = parameters.public.portfolio, parameters.public.insight
    unknowing = balance * even + (1.0 - balance) * LOPSIDED
    shares: Floats = (1.0 - insight) * unknowing + insight * needs
    return shares


def gains(state: State, parameters: Parameters, findings: Findings, met: Floats, flow: Floats) -> Floats:
    """Return the public's sense of gain by domain: it follows what is done where it is needed, and suffers unheard appeals."""
    public = parameters.public
    felt = next_gain(state.gain, findings.outcome[:, None] * met, public.gain_speed)
    raised = flow[:, Flow.APPEALS]
    heard = np.minimum(flow[:, Flow.ANSWERED], raised)
    unanswered = np.where(raised > 0, 1.0 - heard / np.maximum(raised, 1.0), 0.0)
    return np.asarray(hurt_by_waiting(felt, unanswered[:, None], public.waiting_harm))


def ratings(
    state: State,
    parameters: Parameters,
    needs: Floats,
    luck: Floats,
    public: Floats,
    public_below: Floats,
    tree: Tree,
) -> Floats:
    """Return the public's rating of each unit as it enters the score: few and unfair raters, shrunken; above, the mean below."""
    number, counted = opinions(state, parameters, needs, luck)
    prior = float((counted * public).sum() / max(public.sum(), 1e-12))
    weight = max(parameters.public.prior_weight, 1e-6)
    rating = np.asarray(shrunken_mean(counted, number, prior, weight))
    below: Floats = tree.sum_below(rating * public) / np.maximum(public_below, 1e-12)
    return below


def opinions(state: State, parameters: Parameters, needs: Floats, luck: Floats) -> tuple[Floats, Floats]:
    """Return how many of each unit's public rate, and their mean, put right as far as analysis does so; not yet shrunken."""
    side = parameters.public
    satisfied = (needs * state.gain).sum(axis=1)
    number = poisson_of(luck[0], side.participation * side.public_size)
    seen = np.asarray(observed_mean(satisfied, side.selection, side.solicited))
    spread = np.sqrt(seen * (1.0 - seen) / np.maximum(number, 1.0))
    counted = np.minimum(np.maximum(seen + spread * ndtri(luck[1]), 0.0), 1.0)
    right = np.asarray(corrected_mean(counted, side.selection, 0.0))
    better: Floats = counted + side.correction * (right - counted)
    return number, better


def poisson_of(luck: Floats, mean: float) -> Floats:
    """Return Poisson numbers of one mean from uniform numbers."""
    return np.searchsorted(poisson_table(mean), luck).astype(np.float64)


@cache
def poisson_table(mean: float) -> Floats:
    """Return the chances of at most 0, 1, 2, ... up to far beyond the mean."""
    table: Floats = pdtr(np.arange(int(mean + 12.0 * np.sqrt(mean) + 20.0)), mean)
    return table
