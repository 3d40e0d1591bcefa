"""The assessed score: process by traces, results as reported, the public's rating."""

from __future__ import annotations

import numpy as np

from models.parameters import Parameters
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
    process = process_points(state, pressure)
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    weighed = (
        assessment.process_weight * process
        + assessment.business_weight * reported
        + assessment.public_weight * rating
    )
    score: Floats = weighed / max(total, 1e-12) + assessment.score_noise * noise
    return score


def process_points(state: State, pressure: Floats) -> Floats:
    """Return the score for process, 0 to 1: the traces that are shown for the pressure there is."""
    points: Floats = np.minimum(pressure * state.trace, 1.0)
    return points
