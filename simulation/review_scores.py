"""What is reported, and the assessed score: process by traces, results as reported, the public's rating."""

from __future__ import annotations

import numpy as np

from models.assessment import double_helix_score
from models.gaming import gaming
from models.parameters import Parameters
from simulation.review_effort import at_stake
from simulation.rollup import Tree
from simulation.setting import Floats
from simulation.state import State


def scores(
    state: State,
    parameters: Parameters,
    reported: Floats,
    rating: Floats,
    noise: Floats,
    pressure: Floats,
) -> Floats:
    """Return each unit's assessed score: process by traces, business as reported, the public's rating, and noise."""
    assessment = parameters.assessment
    weights = (assessment.process_weight, assessment.business_weight, assessment.public_weight)
    counted = sum(weights) > 0.0
    assessed = (
        double_helix_score(process_points(state, pressure), reported, rating, weights) if counted else 0.0
    )
    score: Floats = assessed + assessment.score_noise * noise
    return score


def process_points(state: State, pressure: Floats) -> Floats:
    """Return the score for process, 0 to 1: the traces that are shown for the pressure there is."""
    points: Floats = np.minimum(pressure * state.trace, 1.0)
    return points


def paddings(outcome: Floats, parameters: Parameters, prize: Floats, pressure: Floats, tree: Tree) -> Floats:
    """Return by how much each unit reports more than is true, at most up to 1.

    At stake is what assessment pays for, prize included, and the more the further somebody falls short of the peers and the
    greater the pressure (assumption). So those who achieve least pad most, and the score tells less of who achieves what.
    """
    peers = tree.peer_mean(outcome)
    short = np.maximum(peers - outcome, 0.0) / np.maximum(peers, 1e-12)
    assessment = parameters.assessment
    stakes = at_stake(parameters, prize) * (1.0 + assessment.gaming_spur * short * pressure)
    return np.asarray(gaming(stakes, assessment.audit, assessment.gaming_ease, room=1.0 - outcome))
