"""The cards: value and difference of each scenario for the outcomes that are asked for first."""

from __future__ import annotations

import math
from typing import Any

from workbench.app.estimates import Difference
from workbench.app.scene import Scene, scenario_style
from workbench.app.view_words import WORDS
from workbench.sentences import SENTENCES
from workbench.text import (
    ARROWS,
    better_sign,
    difference_form,
    form_of,
    indicator_name,
    interval_text,
    number,
    value_text,
)

Json = dict[str, Any]
HEADLINES = ("substance", "gain", "formalism_share", "strain")


def headlines(scene: Scene) -> list[Json]:
    """Return the cards: value and difference of each scenario for the outcomes that are asked for first."""
    return [card(scene, name) for name in HEADLINES if scene.knows(name)]


def card(scene: Scene, indicator: str) -> Json:
    """Return one card."""
    values, form, lang = scene.overall(indicator), form_of(indicator), scene.lang
    rows = []
    for place, name in enumerate(scene.runs.names):
        mean, low, high = (float(part[place]) for part in values)
        row = scenario_style(place, scene.titles[name]) | {"value": value_text(mean, form, lang), "raw": mean}
        row["tip"] = f"{scene.titles[name]} {value_text(mean, form, lang)} {interval_text(low, high, form)}"
        if name in scene.differences:
            row |= written(scene.differences[name][indicator], indicator, lang)
        rows.append(row)
    sign = better_sign(indicator)
    better = WORDS["more_is_better" if sign > 0 else "less_is_better"](lang) if sign else ""
    return {
        "indicator": indicator,
        "name": indicator_name(indicator, lang),
        "arrow": ARROWS[sign],
        "better": better,
        "rows": rows,
    }


def written(difference: Difference, indicator: str, lang: str) -> Json:
    """Return a difference in words: with its half width, and whether it is good."""
    form = difference_form(form_of(indicator))
    unsure = math.isnan(difference.half_width)
    width = WORDS["one_only"](lang) if unsure else "±" + number(difference.half_width, form)
    text = value_text(difference.mean, form, lang, signed=True)
    if form == "points":  # there is little room on a card
        text = WORDS["points"](lang).format(number(difference.mean, form, signed=True))
    return {
        "difference": text,
        "width": width,
        "verdict": difference.verdict,
        "verdict_name": SENTENCES["comparison"][difference.verdict](lang),
    }
