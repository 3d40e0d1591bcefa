"""The 26 measures as controls: what can be set, read from the declarations, and what is set, read from the scenarios."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import anywidget
import traitlets

from models.quantities import ASSUMPTION as ASSUMED
from models.quantities import Quantity, QuantityError
from simulation.measure import PILLARS, Measure
from simulation.measures import MEASURES, in_force, part_quantities
from simulation.scenario import Scenario
from workbench import palette
from workbench.app import words
from workbench.app.scene import LETTERS
from workbench.app.scripts import joined
from workbench.app.state import FEWEST, MOST, State
from workbench.text import CHECKPOINTS, UNITS, Label, name_of

Json = dict[str, Any]
USUAL = 0.6  # the intensity at which a measure is switched on, that of the shipped scenarios
STEPS = 50


class Controls(anywidget.AnyWidget):
    """The measures of all scenarios.

    ``declared`` is what can be set, ``page`` what is set, all of it; ``wish`` is what the reader wants, all of it too:
    ``values`` of every scenario by name, the number of the wish (``serial``), the ``gesture`` it belongs to, and the slider in
    ``hand``: its ``scenario``, ``measure`` and ``setting``, and the values ``near`` that the next key would give.
    """

    _esm = joined("common.js", "controls.js")
    declared = traitlets.Dict().tag(sync=True)
    page = traitlets.Dict().tag(sync=True)
    wish = traitlets.Dict().tag(sync=True, echo_update=False)


def declared_settings(name: str, lang: str) -> list[Json]:
    """Return the settings of one measure, its intensity first; those of a part carry the part's name."""
    kind = MEASURES[name]
    found = [setting(quantity, quantity.name, lang) for quantity in kind.quantities(name)]
    for part, field in kind.model_fields.items():
        if field.json_schema_extra is None and hasattr(field.default, "quantities"):
            title = name_of(CHECKPOINTS, part, lang)
            quantities = part_quantities(name, part, field.default)
            quantities.sort(key=lambda quantity: quantity.name != "on")  # whether it is on comes first
            found += [setting(quantity, f"{part}.{quantity.name}", lang, title) for quantity in quantities]
    return found


def setting(quantity: Quantity, path: str, lang: str, part: str = "") -> Json:
    """Return what a control of one quantity needs to know."""
    name = quantity.label(lang)
    assumed = quantity.source == ASSUMED
    known: Json = {
        "path": path,
        "name": f"{part} · {name}" if part else name,
        "unit": name_of(UNITS, quantity.unit, lang),
        "default": quantity.default,
        "source": words.ASSUMPTION(lang) if assumed else quantity.source,
        "note": words.ASSUMPTION(lang) if assumed else "",
    }
    if isinstance(quantity.default, bool):
        return known | {"switch": True}
    if quantity.choices:
        return known | {"choices": list(quantity.choices)}
    return known | {"low": quantity.low, "high": quantity.high, "step": step_of(quantity)}


def step_of(quantity: Quantity) -> float:
    """Return a round step of a slider: about a fiftieth of the range, fine enough for the default.

    Examples
    --------
    >>> step_of(MEASURES["ledger"].quantities("ledger")[0])
    0.02
    """
    low, high, default = (float(cast(float, v)) for v in (quantity.low, quantity.high, quantity.default))
    raw = (high - low) / STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (5.0, 2.0, 1.0) if m * power <= raw * 1.001)
    while abs(round((default - low) / step) * step - (default - low)) > 1e-9 and step > 1e-3:
        step /= 10.0
    return round(step, 12)


def declared(presets: Sequence[Scenario], lang: str) -> Json:
    """Return what does not change while the language stays: pillars with their measures, presets, words."""
    return {
        "lang": lang,
        "pillars": pillars(lang),
        "usual": USUAL,
        "fewest": FEWEST,
        "most": MOST,
        "words": {name: label(lang) for name, label in words.CONTROLS.items()},
        "presets": [
            {
                "name": preset.name,
                "title": preset.title(lang),
                "description": preset.description_zh if lang == "zh" else preset.description_en,
            }
            for preset in presets
        ],
    }


def pillars(lang: str) -> list[Json]:
    """Return the three pillars with their measures: names, settings, and what helps to choose."""
    return [
        {
            "id": pillar,
            "name": names[0] if lang == "zh" else names[1].capitalize(),
            "measures": [
                measure_card(name, kind, lang) for name, kind in MEASURES.items() if kind.pillar == pillar
            ],
        }
        for pillar, names in PILLARS.items()
    ]


def measure_card(name: str, kind: type[Measure], lang: str) -> Json:
    """Return one measure."""
    help_lines = [
        (words.HELP[part](lang), Label(*getattr(kind, part))(lang))
        for part in ("mechanism", "cost", "side_effect")
    ]
    return {
        "id": name,
        "name": kind.zh if lang == "zh" else kind.en,
        "settings": declared_settings(name, lang),
        "help": [*help_lines, (words.HELP["source"](lang), words.SIZES(lang))],
    }


def values_of(scenario: Scenario) -> dict[str, Json]:
    """Return the values of all measures; one that the scenario lacks has intensity 0 and its defaults."""
    return {
        name: dict(settings_of(scenario.measures.get(name) or at_rest(kind)))
        for name, kind in MEASURES.items()
    }


# Every move of a slider asks for the values of all measures again, and most are as they were.
@lru_cache(maxsize=1024)
def settings_of(measure: Measure) -> tuple[tuple[str, Any], ...]:
    """Return the settings of a measure by their dotted names."""
    return tuple(flat(measure.model_dump(mode="json")).items())


@lru_cache
def at_rest(kind: type[Measure]) -> Measure:
    """Return a measure with its defaults that is off."""
    return kind(intensity=0.0)


def flat(values: Mapping[str, Any]) -> Json:
    """Return nested settings with dotted names.

    Examples
    --------
    >>> flat({"intensity": 1.0, "weekly": {"on": True}})
    {'intensity': 1.0, 'weekly.on': True}
    """
    found: Json = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": kept for inner, kept in value.items()}
        else:
            found[name] = value
    return found


def with_values(scenario: Scenario, wished: Mapping[str, Mapping[str, Any]]) -> Scenario:
    """Return the scenario with the measures as wished; it is the same where nothing is different.

    Raises
    ------
    QuantityError
        For a value out of its range.
    """
    known = values_of(scenario)
    changed = {
        name: nested(as_declared(values, known[name]))
        for name, values in wished.items()
        if name in known and dict(values) != known[name]
    }
    return scenario.with_measures(**changed) if changed else scenario


def neighbours(scenario: Scenario, measure: str, setting: str, near: Sequence[float]) -> list[Scenario]:
    """Return the scenario with one setting at each of the values, without those that change nothing or are in conflict."""
    own = values_of(scenario)[measure]
    found = [with_values(scenario, {measure: own | {setting: value}}) for value in near]
    return [each for each in found if each is not scenario and not conflicts_in(each, "zh")]


def as_declared(values: Mapping[str, Any], known: Json) -> Json:
    """Return the values with whole numbers as floats where a float is known: JSON from a page does not tell them apart."""
    return {
        name: float(value) if isinstance(known.get(name), float) and isinstance(value, int) else value
        for name, value in values.items()
    }


def nested(values: Mapping[str, Any]) -> Json:
    """Return settings with dotted names as nested tables.

    Examples
    --------
    >>> nested({"intensity": 1.0, "weekly.on": True})
    {'intensity': 1.0, 'weekly': {'on': True}}
    """
    found: Json = {}
    for path, value in values.items():
        group, _, name = path.rpartition(".")
        (found.setdefault(group, {}) if group else found)[name] = value
    return found


def differing(scenario: Scenario, base: Scenario) -> list[str]:
    """Return the measures that act differently from the baseline."""
    one, other = in_force(scenario.measures), in_force(base.measures)
    return [name for name in MEASURES if one.get(name) != other.get(name)]


def conflicts_in(scenario: Scenario, lang: str) -> list[Json]:
    """Return the conflicts of a scenario, each with the measure where it arises ("" where it is none of one alone)."""
    try:
        scenario.resolve()
    except QuantityError as error:
        names = [*MEASURES]
        return [
            {
                "measure": next((n for n in names if fault.startswith(f"{n} ")), ""),
                "text": in_language(fault, lang),
            }
            for fault in error.faults
        ]
    return []


def conflicts_label(scenario: Scenario) -> Label:
    """Return the conflicts of a scenario in one sentence, in both languages."""
    zh, en = (" ".join(one["text"] for one in conflicts_in(scenario, lang)) for lang in ("zh", "en"))
    return Label(zh, en)


def reason_of(error: Exception) -> Label:
    """Return why something was refused or failed, in both languages where the error knows them."""
    faults = error.faults if isinstance(error, QuantityError) else [str(error) or type(error).__name__]
    zh, en = ("\n".join(in_language(fault, lang) for fault in faults) for lang in ("zh", "en"))
    return Label(zh, en)


def in_language(text: str, lang: str) -> str:
    """Return one language of a message that holds both: the part on one side of " / ".

    Examples
    --------
    >>> in_language("ledger (台账): 请降低力度 / lower an intensity", "zh")
    '请降低力度'
    >>> in_language("ledger (台账): 请降低力度 / lower an intensity", "en"), in_language("no luck", "zh")
    ('lower an intensity', 'no luck')
    """
    chinese, slash, english = text.partition(" / ")
    if not slash:
        return text
    return english if lang == "en" else chinese.rpartition("): ")[2]


def page_of(state: State, serial: int, conflicts: Sequence[list[Json]]) -> Json:
    """Return what is set in every scenario, after the wish of that number, with the conflicts of each."""
    base = state.base
    return {
        "serial": serial,
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.title(state.lang),
                "letter": LETTERS[place],
                "colour": palette.style_of(place).colour,
                "baseline": scenario.name == state.baseline,
                "edited": scenario != state.origins[place],
                "values": values_of(scenario),
                "different": differing(scenario, base),
                "conflicts": conflicts[place],
            }
            for place, scenario in enumerate(state.scenarios)
        ],
    }
