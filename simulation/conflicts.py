"""What keeps measures from working together: all of it at once, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from models.parameters import Parameters
from simulation.measure import Measure


def conflicts(measures: Mapping[str, Measure], feedback: str | None, kinds: Collection[str]) -> list[str]:
    """Return a line for each conflict of a measure in force with itself, the reviews or the calendar.

    Parameters
    ----------
    measures : mapping
        In force, in the order of their names.
    feedback : str or None
        "quarterly" or "none"; None where the value is faulty itself, so that nobody knows.
    kinds : collection of str
        Names of the calendar's own checkpoints and campaigns.
    """
    found = []
    for name, measure in measures.items():
        objections = [measure.objection(), unreviewed(measure, feedback)]
        objections += [already_there(kind) for kind in sorted(set(measure.checkpoints()) & set(kinds))]
        found += [f"{name} ({measure.zh}): {objection}" for objection in objections if objection]
    return found


def already_there(kind: str) -> str:
    """Say that the measure brings a checkpoint which the calendar has."""
    return (
        f"检查节奏中已有名为 {kind!r} 的检查，请为其另取名称 / "
        f"the calendar has a checkpoint {kind!r} already: give it another name"
    )


def unreviewed(measure: Measure, feedback: str | None) -> str | None:
    """Say why a measure would do nothing without quarterly reviews, or None."""
    if not measure.reviewed or feedback in ("quarterly", None):
        return None
    return (
        '经由季度复盘起作用：请设 feedback = "quarterly" / '
        'acts through the quarterly review: set feedback = "quarterly" (with_parameters(feedback="quarterly"))'
    )


def no_hours_left(parameters: Parameters) -> str | None:
    """Say why no hours are left for directives, or None: business, or traces and patrols, take them all."""
    attention = parameters.attention
    business = attention.business_share * (1.0 - attention.coupling)
    available = attention.hours_per_week * (1.0 - business)
    standing = attention.trace_hours + attention.patrol_hours
    if standing < available:
        return None
    usual = type(attention)().business_share
    if standing < attention.hours_per_week * (1.0 - usual):
        return (
            f"每周 {attention.hours_per_week:g} 小时中业务工作占 {business:.0%}，只剩 {available:.1f} 小时，"
            f"留痕与包联还需 {standing:.1f} 小时：请降低 business_share 或提高 coupling / "
            f"business takes {business:.0%} of {attention.hours_per_week:g} hours a week and leaves {available:.1f}, "
            f"and traces and patrols take {standing:.1f} of them: lower business_share or raise coupling"
        )
    return (
        f"留痕与包联每周共需 {standing:.1f} 小时，可用仅 {available:.1f} 小时，"
        "请降低力度，或 trace_hours 和 patrol_hours / "
        f"traces and patrols take {standing:.1f} hours a week, but only {available:.1f} are available: "
        "lower an intensity, or trace_hours and patrol_hours"
    )
