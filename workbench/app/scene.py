"""What all live views share: one answer in one language, scenarios with their styles, points with their intervals."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np

from workbench import palette
from workbench.app import estimates
from workbench.app.answers import Answer
from workbench.app.estimates import Estimate
from workbench.sentences import runs_note
from workbench.summaries import titles
from workbench.text import (
    interval_text,
    value_text,
)

Json = dict[str, Any]
LETTERS = "ABCD"


class Scene:
    """One answer in one language, with what all views need of it."""

    def __init__(self, answer: Answer, baseline: str, lang: str, edited: Collection[str] = ()) -> None:
        self.runs, self.baseline, self.lang = answer.runs, baseline, lang
        self.reviewed = answer.runs.reviews is not None
        outcomes = answer.runs.overall()
        values = np.stack(list(outcomes.values()), axis=-1)
        whole = estimates.estimate(values)  # all at once: an interval costs the same for one as for all
        self._overall = {
            name: Estimate(*(part[:, place] for part in whole)) for place, name in enumerate(outcomes)
        }
        self.differences = estimates.differences(answer.runs, baseline, list(outcomes), values)
        named = titles(answer.runs, lang)
        # A star tells that a scenario is no longer what its title says.
        self.titles = {name: title + ("*" if name in edited else "") for name, title in named.items()}
        self.note = runs_note(answer.runs, lang)

    def overall(self, indicator: str) -> Estimate:
        """Return an outcome of the whole horizon: shape (scenarios,)."""
        return self._overall[indicator]

    def knows(self, indicator: str) -> bool:
        """Say whether there is such an outcome; without reviews some are missing."""
        return indicator in self._overall

    def scenarios(self) -> list[Json]:
        """Return name, letter and style of each scenario."""
        return [scenario_style(place, name) for place, name in enumerate(self.titles.values())]


def scenario_style(place: int, name: str) -> Json:
    """Return how one scenario is called and drawn."""
    style = palette.style_of(place)
    dash = " ".join(f"{length:g}" for length in style.dashes[1])
    return {
        "name": name,
        "letter": LETTERS[place],
        "colour": style.colour,
        "marker": style.marker,
        "dash": dash,
    }


def axis(form: str, **more: Any) -> Json:
    """Return how the numbers of an axis are written: shares in percent."""
    scale = 100.0 if form in ("share", "points") else 1.0
    return {"scale": scale, "suffix": "%" if form == "share" else "", **more}


def marks(
    values: Estimate, place: int, form: str, lang: str, name: str, where: list[str] | None = None
) -> list[Json]:
    """Return the points of one scenario with their intervals and what hovering tells."""
    points = []
    for k, mean in enumerate(values.mean[place]):
        low, high = float(values.low[place][k]), float(values.high[place][k])
        text = f"{value_text(float(mean), form, lang)} {interval_text(low, high, form)}"
        spot = f" · {where[k]}" if where else ""
        points.append({"x": k, **span(float(mean), low, high), "tip": f"{name}{spot}: {text}"})
    return points


def span(mean: float, low: float, high: float) -> Json:
    """Return a value with its bounds, None where it is not known: JSON has no NaN."""
    return {"y": plain(mean), "low": plain(low), "high": plain(high)}


def plain(value: float) -> float | None:
    """Return a number, or None instead of NaN.

    Examples
    --------
    >>> plain(1.5), plain(float("nan"))
    (1.5, None)
    """
    return float(value) if math.isfinite(value) else None


def lines(scene: Scene, values: Estimate, form: str, names: list[str], **more: Any) -> Json:
    """Return a panel with a line for each scenario."""
    series = []
    for place, style in enumerate(scene.scenarios()):
        points = marks(values, place, form, scene.lang, style["name"], names)
        series.append(style | {"points": points, "end": value_text(values.mean[place][-1], form, scene.lang)})
    return {"kind": "lines", "names": names, "series": series, "axis": axis(form), **more}


def joined(parts: list[str], lang: str) -> str:
    """Join the parts of a message."""
    return ("；" if lang == "zh" else "; ").join(parts)
