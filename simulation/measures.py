"""Policy measures together: the 26 of the article, and how several work together.

Effects of all measures are gathered and combined in the order of the measures' names, so the order in which a scenario writes them
cannot matter; a measure of intensity 0 is left out, so it changes nothing, bit for bit. Every size is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from models.parameters import Parameters, group_of_quantity, parameter_quantities
from models.quantities import Quantity, QuantityError, require_known
from simulation import assessment_measures as assessment
from simulation import handing_down_measures as handing_down
from simulation import incentive_measures as incentives
from simulation import project_measures as projects
from simulation.calendar import Calendar
from simulation.conflicts import conflicts, no_hours_left
from simulation.handing_down_measures import Part
from simulation.measure import Effect, Measure

MEASURES: dict[str, type[Measure]] = {
    "appeals_response": assessment.AppealsResponse,
    "consortium": incentives.Consortium,
    "digital_platform": projects.DigitalPlatform,
    "dynamic_adjustment": assessment.DynamicAdjustment,
    "exceptional_promotion": incentives.ExceptionalPromotion,
    "exchange": incentives.Exchange,
    "five_focuses": projects.FiveFocuses,
    "five_ones": handing_down.FiveOnes,
    "four_personals": handing_down.FourPersonals,
    "grid_areas": handing_down.GridAreas,
    "growth_archive": incentives.GrowthArchive,
    "guidance": handing_down.Guidance,
    "innovation_bonus": incentives.InnovationBonus,
    "integration": assessment.Integration,
    "joint_assessment": assessment.JointAssessment,
    "ledger": handing_down.Ledger,
    "opinion_collection": assessment.OpinionCollection,
    "pioneer_index": projects.PioneerIndex,
    "project_chain": projects.ProjectChain,
    "project_list": handing_down.ProjectList,
    "public_rating": assessment.PublicRating,
    "rating_analysis": assessment.RatingAnalysis,
    "rectification": assessment.Rectification,
    "regional_service": assessment.RegionalService,
    "result_conversion": incentives.ResultConversion,
    "training": incentives.Training,
}


def make_measure(name: str, value: object, group: str = "") -> Measure:
    """Return a measure from an intensity, a table of settings, or a measure; ``group`` is where it stands, for messages.

    Raises
    ------
    ValueError
        For an unknown name or setting (with the nearest right one) or a value outside its range.
    """
    require_known(name, MEASURES, "measure")
    kind = MEASURES[name]
    if isinstance(value, kind):
        return value
    if isinstance(value, Mapping):
        return kind.checked(value, group + name)
    return kind.checked({"intensity": value}, group + name)


def in_force(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return the measures with an intensity above 0, in the order of their names."""
    return {name: measures[name] for name in sorted(measures) if measures[name].intensity > 0.0}


def apply_measures(
    parameters: Parameters, calendar: Calendar, measures: Mapping[str, Measure]
) -> tuple[Parameters, Calendar]:
    """Return parameters and calendar with all measures in force.

    Raises
    ------
    QuantityError
        With every conflict of the measures and its reason.
    """
    active = in_force(measures)
    faults = conflicts(active, parameters.adjustment.feedback, calendar.kinds)
    changed = changed_parameters(parameters, active)
    faults += [reason] if (reason := no_hours_left(changed)) else []
    if faults:
        raise QuantityError(faults)
    checkpoints = {
        kind: part.scaled(measure.intensity)
        for measure in active.values()
        for kind, part in measure.checkpoints().items()
    }
    return changed, calendar.with_checkpoints(checkpoints)


def changed_parameters(parameters: Parameters, active: Mapping[str, Measure]) -> Parameters:
    """Return parameters under the effects of measures in force."""
    effects: dict[str, list[tuple[Effect, float]]] = {}
    for measure in active.values():
        for effect in measure.effects():
            effects.setdefault(effect.quantity, []).append((effect, measure.intensity))
    changes = {
        name: combine(parameters.value(name), found, declared(name)) for name, found in effects.items()
    }
    return parameters.with_values(**changes)


def combine(value: float, effects: Iterable[tuple[Effect, float]], quantity: Quantity) -> float:
    """Return a quantity under several effects: first all factors, then all gaps, then all additions; kept in its range."""
    found = list(effects)
    for effect, intensity in found:
        if effect.how == "scale":
            value *= 1.0 + intensity * (effect.amount - 1.0)
    for effect, intensity in found:
        if effect.how == "close":
            value += (1.0 - value) * (intensity * effect.amount)
    for effect, intensity in found:
        if effect.how == "add":
            value += intensity * effect.amount
    low, high = quantity.low, quantity.high
    return min(max(value, low if low is not None else value), high if high is not None else value)


def declared(name: str) -> Quantity:
    """Return the declaration of a parameter by its name."""
    require_known(name, group_of_quantity(), "parameter")
    return declarations_by_name()[name]


@cache
def declarations_by_name() -> dict[str, Quantity]:
    """Return the declarations of all parameters by name."""
    return {quantity.name: quantity for quantity in parameter_quantities()}


def measure_quantities() -> list[Quantity]:
    """Return the declarations of all measures' settings."""
    found = []
    for name, kind in MEASURES.items():
        found += kind.quantities(name)
        for part, field in kind.model_fields.items():
            if isinstance(field.default, Part):
                found += part_quantities(name, part, field.default)
    return found


def part_quantities(measure: str, part: str, default: Part) -> list[Quantity]:
    """Return the declarations of one part's settings with that part's own defaults."""
    group = f"{measure}.{part}"
    return [replace(quantity, default=getattr(default, quantity.name)) for quantity in Part.quantities(group)]
