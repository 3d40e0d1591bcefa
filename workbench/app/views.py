"""The live views as plain JSON: what the page draws, with every text and number already written in one language.

Each view is a dictionary with its message as ``title``, a small-print ``note`` and ``panels``; the page knows how to draw a
panel by its ``kind`` (lines, waterfall, forest, bars, scatter) and knows nothing of what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.counting import CAUSES as CAUSE_NAMES
from workbench.app import estimates
from workbench.app.estimates import Difference
from workbench.app.scene import LETTERS, Scene, axis, joined, lines, plain, span
from workbench.app.view_words import HOUR_LOOKS, TITLES, WORDS
from workbench.palette import LOOKS, MARKS, OTHER_LOOK
from workbench.ranking import ranking
from workbench.sentences import SENTENCES, runs_note
from workbench.text import (
    ARROWS,
    CAUSES,
    FORM_UNITS,
    better_sign,
    difference_form,
    form_of,
    indicator_name,
    interval_text,
    level_name,
    name_of,
    number,
    value_text,
)

Json = dict[str, Any]
COURSES = ("gain", "outcome", "formalism", "strain")
TRADES = (("formalism_share", "gain"), ("strain", "gain"))


def attenuation(scene: Scene) -> Json:
    """Substance and formal pressure level by level: two channels, never one number."""
    lang, levels = scene.lang, [level_name(name, scene.lang) for name in scene.runs.organisation.levels]
    words = SENTENCES["attenuation"]
    substance = estimates.by_level(scene.runs, "substance")
    pressure = estimates.by_level(scene.runs, "formal_pressure")
    left = lines(scene, substance, "share", levels, title=words["substance_title"](lang), low=0.0, high=1.0)
    right = lines(scene, pressure, "times", levels, title=words["pressure_title"](lang), low=0.0, line=1.0)
    parts = [
        TITLES["attenuation_part"](lang).format(
            name=name,
            share=number(substance.mean[place][-1], "share", decimals=0),
            times=number(pressure.mean[place][-1], "times", decimals=2),
        )
        for place, name in enumerate(scene.titles.values())
    ]
    title = TITLES["attenuation"](lang).format(level=levels[-1], parts=joined(parts, lang))
    return {"title": title, "note": scene.note, "panels": [left, right]}


def losses(scene: Scene) -> Json:
    """From the substance issued to the substance delivered, by level and cause, a panel for each scenario."""
    lang, parts = scene.lang, estimates.waterfall(scene.runs)
    levels = [level_name(name, lang) for name in scene.runs.organisation.levels]
    causes = [cause_look(name, lang) for name in CAUSE_NAMES]
    panels, found = [], []
    for place, style in enumerate(scene.scenarios()):
        steps = [level_step(levels[k], parts[place, k], causes, lang) for k in range(len(levels))]
        delivered = 1.0 + float(parts[place].sum())
        ends = {
            "issued": WORDS["issued"](lang),
            "delivered": f"{WORDS['delivered'](lang)} {value_text(delivered, 'share', lang)}",
        }
        panels.append(
            {"kind": "waterfall", "title": f"{style['letter']} {style['name']}", "steps": steps, **ends}
            | {"value": delivered, "axis": axis("share")}
        )
        sums = parts[place].sum(axis=0)
        worst = int(np.argmin(sums))
        found.append(
            TITLES["losses_part"](lang).format(
                name=style["name"], cause=causes[worst]["name"], points=number(-float(sums[worst]), "points")
            )
        )
    used = [cause for k, cause in enumerate(causes) if np.abs(parts[:, :, k]).max() > 0.0005]
    title = TITLES["losses"](lang).format(parts=joined(found, lang))
    return {"title": title, "note": runs_note(scene.runs, lang, bars=False), "panels": panels, "legend": used}


def cause_look(name: str, lang: str) -> Json:
    """Return how one cause is called and drawn: told apart without colour too."""
    colour, hatch = LOOKS.get(name, OTHER_LOOK)
    return {"name": name_of(CAUSES, name, lang), "colour": colour, "hatch": hatch[:1]}


def level_step(level: str, values: NDArray[np.float64], causes: list[Json], lang: str) -> Json:
    """Return what was lost and gained at one level."""
    parts = []
    for cause, value in zip(causes, values, strict=True):
        if abs(value) > 1e-9:
            points = value_text(float(value), "points", lang, signed=True)
            parts.append(cause | {"value": float(value), "tip": f"{level} · {cause['name']}: {points}"})
    return {"name": level, "parts": parts}


def forest(scene: Scene) -> Json:
    """The paired differences of all outcomes with intervals, grouped by unit."""
    lang = scene.lang
    groups: dict[str, list[str]] = {}
    for indicator in next(iter(scene.differences.values())):
        groups.setdefault(form_of(indicator), []).append(indicator)
    panels = []
    for form, members in groups.items():
        rows = [forest_row(scene, indicator) for indicator in members]
        title = SENTENCES["comparison"].get(form, WORDS["difference"])(lang)
        panels.append({"kind": "forest", "title": title, "rows": rows, "axis": axis(form, suffix="")})
    legend = [
        {"name": SENTENCES["comparison"][kind](lang), "colour": colour, "marker": marker, "fill": fill}
        for kind, (marker, colour, fill) in MARKS.items()
    ]
    counts = [
        verdict_count(scene.titles[name], list(found.values()), lang)
        for name, found in scene.differences.items()
    ]
    base, count = scene.titles[scene.baseline], sum(len(members) for members in groups.values())
    title = TITLES["forest"](lang).format(baseline=base, parts=joined(counts, lang), count=count)
    if scene.runs.replications == 1:
        title = TITLES["forest_single"](lang)
    return {"title": title, "note": order_note(scene) + scene.note, "panels": panels, "legend": legend}


def order_note(scene: Scene) -> str:
    """Say whose mark is whose where several scenarios have one in each row."""
    letters = [letter_of(scene, name) for name in scene.differences]
    return WORDS["order"](scene.lang).format(letters=" · ".join(letters)) if len(letters) > 1 else ""


def letter_of(scene: Scene, name: str) -> str:
    """Return the letter of a scenario, as on its tab."""
    return LETTERS[scene.runs.names.index(name)]


def forest_row(scene: Scene, indicator: str) -> Json:
    """Return one outcome's differences, one point a scenario."""
    lang, form = scene.lang, difference_form(form_of(indicator))
    points = []
    for name, found in scene.differences.items():
        difference = found[indicator]
        marker, colour, fill = MARKS[difference.verdict]
        text = value_text(difference.mean, form, lang, signed=True)
        bounds = interval_text(difference.low, difference.high, form, signed=True)
        verdict = SENTENCES["comparison"][difference.verdict](lang)
        points.append(
            {
                **span(difference.mean, difference.low, difference.high),
                "letter": letter_of(scene, name),
                "marker": marker,
                "colour": colour,
                "fill": fill,
                "text": number(difference.mean, form, signed=True),
                "tip": f"{scene.titles[name]} · {indicator_name(indicator, lang)}: {text} {bounds} ({verdict})",
            }
        )
    name = f"{indicator_name(indicator, lang)} {ARROWS[better_sign(indicator)]}".strip()
    return {"name": name, "points": points}


def verdict_count(name: str, found: list[Difference], lang: str) -> str:
    """Return how many outcomes one scenario betters and worsens."""
    verdicts = [difference.verdict for difference in found]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    return TITLES["forest_part"](lang).format(name=name, better=better, worse=worse)


def course(scene: Scene) -> Json:
    """Quarter by quarter at the terminal units."""
    reviews, lang, panels = scene.runs.reviews, scene.lang, []
    if reviews is None:
        return unreviewed(scene)
    for indicator in COURSES:
        values = estimates.estimate(estimates.course(reviews, indicator))
        form = "share" if indicator == "formalism" else form_of(indicator)
        names = [str(quarter) for quarter in range(1, values.mean.shape[1] + 1)]
        title = indicator_name(indicator, lang)
        panels.append(lines(scene, values, form, names, title=title, low=0.0, below=WORDS["quarter"](lang)))
    ends = estimates.course(reviews, COURSES[0])[..., -1].T
    title = ranking(ends, list(scene.titles.values()), indicator_name(COURSES[0], lang), lang)
    return {"title": title, "note": scene.note, "panels": panels}


def unreviewed(scene: Scene) -> Json:
    """Say why there is nothing to see."""
    return {"title": TITLES["unreviewed"](scene.lang), "note": "", "panels": []}


def hours(scene: Scene) -> Json:
    """Where the hours of a week go, by level and scenario."""
    lang = scene.lang
    names, values = estimates.hours(scene.runs)
    kinds = [
        {"name": indicator_name(name, lang), "colour": colour, "hatch": hatch}
        for name, (colour, hatch) in zip(names, HOUR_LOOKS, strict=True)
    ]
    bars = []
    for k, level in enumerate(scene.runs.organisation.levels):
        for place, style in enumerate(scene.scenarios()):
            own = values[place, k]
            label = f"{level_name(level, lang)} {style['letter']}"
            parts = [
                kind
                | {
                    "value": float(v),
                    "tip": f"{label} · {kind['name']}: {value_text(float(v), 'hours/week', lang)}",
                }
                for kind, v in zip(kinds, own, strict=True)
            ]
            total = number(float(np.nansum(own)), "hours/week", decimals=1)
            bars.append({"name": label, "parts": parts, "text": total, "first": place == 0})
    formal = scene.overall("formalism_share").mean
    parts_of_title = [
        f"{name} {number(float(formal[place]), 'share', decimals=0)}%"
        for place, name in enumerate(scene.titles.values())
    ]
    panel = {
        "kind": "bars",
        "bars": bars,
        "axis": axis("hours/week"),
        "below": FORM_UNITS["hours/week"](lang),
    }
    title = TITLES["hours"](lang).format(parts=joined(parts_of_title, lang))
    return {
        "title": title,
        "note": runs_note(scene.runs, lang, bars=False),
        "panels": [panel],
        "legend": kinds,
    }


def trade(scene: Scene) -> Json:
    """What a gain for the public costs: scenarios as points with their uncertainty."""
    if not scene.reviewed:
        return unreviewed(scene)
    panels = [trade_panel(scene, first, second) for first, second in TRADES]
    return {"title": trade_title(scene), "note": scene.note, "panels": panels}


def trade_panel(scene: Scene, first: str, second: str) -> Json:
    """Return one outcome against another."""
    across, up = scene.overall(first), scene.overall(second)
    points = []
    for place, style in enumerate(scene.scenarios()):
        x, y = ([float(part[place]) for part in values] for values in (across, up))
        texts = [
            f"{indicator_name(name, scene.lang)} {value_text(v[0], form_of(name), scene.lang)} "
            f"{interval_text(v[1], v[2], form_of(name))}"
            for name, v in ((first, x), (second, y))
        ]
        bounds = {"x": plain(x[0]), "left": plain(x[1]), "right": plain(x[2]), **span(*y)}
        points.append(style | bounds | {"tip": f"{style['name']}: {'; '.join(texts)}"})
    named = [f"{indicator_name(name, scene.lang)} {ARROWS[better_sign(name)]}" for name in (first, second)]
    return {
        "kind": "scatter",
        "points": points,
        "across": named[0],
        "up": named[1],
        "axis": axis(form_of(second)),
        "across_axis": axis(form_of(first)),
    }


def trade_title(scene: Scene) -> str:
    """Return what the scenario furthest from the baseline gains and pays."""
    name = max(scene.differences, key=lambda key: abs(np.nan_to_num(scene.differences[key]["gain"].mean)))
    found = scene.differences[name]
    gain, formal = found["gain"].mean, found["formalism_share"].mean
    return TITLES["trade"](scene.lang).format(
        name=scene.titles[name],
        gain=number(gain, "1", signed=True, decimals=2),
        formal=value_text(formal, "points", scene.lang, signed=True),
    )


VIEWS: dict[str, Callable[[Scene], Json]] = {
    "attenuation": attenuation,
    "losses": losses,
    "forest": forest,
    "course": course,
    "hours": hours,
    "trade": trade,
}
