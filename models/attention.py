"""Hours: what a unit has for directives, and how long work takes it.

Closed forms for offices as queues are in :mod:`models.queues`.
"""

from __future__ import annotations

from models.compiled import compiled
from models.elementary import logarithm

# A unit whose hours are used up is not at zero but at this: it never gets anything done, and no division fails.
NO_ATTENTION = 1e-9


@compiled
def available_hours(hours_per_week: float, business_share: float, coupling: float) -> float:
    """Return weekly hours for this work before traces, H (1 - business share (1 - coupling))."""
    return hours_per_week * (1.0 - business_share * (1.0 - coupling))


@compiled
def attention_hours(available: float, trace_hours: float, pressure: float, patrol_hours: float) -> float:
    """Return weekly hours left for directives and checkpoints.

    Traces (留痕) grow with the formal pressure that reaches the unit (assumption): where targets were raised on the way, there
    is more to fill in.
    """
    return max(available - trace_hours * pressure - patrol_hours, NO_ATTENTION)


@compiled
def exponential_work(mean: float, u: float, extra: float) -> float:
    """Return the hours of work of a directive, exponential with the given mean, plus extra hours."""
    return -mean * logarithm(u) + extra
