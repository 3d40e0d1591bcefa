"""The bar at the top of the page, and the line for messages below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from models.organisation import Organisation
from workbench.app import words
from workbench.app.scripts import joined, style
from workbench.app.state import PRECISIONS, State
from workbench.app.telling import Told, told
from workbench.text import Label, number

Json = dict[str, Any]


class Toolbar(anywidget.AnyWidget):
    """The bar: ``bar`` is all that it shows, ``alert`` a message or empty. It brings the styles of the whole page."""

    _esm = joined("common.js", "toolbar.js")
    _css = style("workbench.css")
    bar = traitlets.Dict().tag(sync=True)
    alert = traitlets.Unicode("").tag(sync=True)
    _message: Told = None

    def say(self, message: Told, lang: str) -> None:
        """Put one of the ``ALERTS`` on the page with its values, or (None) take away what is there."""
        self._message = message
        self.speak(lang)

    def speak(self, lang: str) -> None:
        """Write the message that is there in a language."""
        self.alert = told(words.ALERTS, self._message, lang)


class Choice:
    """One organisation to choose."""

    def __init__(self, label: Label, organisation: Organisation) -> None:
        self.label, self.organisation = label, organisation

    def title(self, lang: str) -> str:
        """Return its name with the number of units."""
        count = self.organisation.n_units + self.organisation.n_members
        return words.UNITS(lang).format(name=self.label(lang), count=f"{count:,}")


def bar_of(
    state: State,
    organisations: Mapping[str, Choice],
    *,
    chosen: str,
    locked: bool,
    can_undo: bool,
    can_redo: bool,
    running: bool,
    finished: bool,
) -> Json:
    """Return all that the bar shows."""
    lang = state.lang
    horizons = [[f"{weeks:g}", label(lang)] for weeks, label in words.HORIZONS.items()]
    if state.weeks not in words.HORIZONS:
        horizons.append([f"{state.weeks:g}", Label(f"{state.weeks:g} 周", f"{state.weeks:g} weeks")(lang)])
    precisions = sorted({*PRECISIONS, state.precision}, reverse=True)
    return {
        "lang": lang,
        "projector": state.projector,
        "words": {name: label(lang) for name, label in words.BAR.items()},
        "organisations": [[name, choice.title(lang)] for name, choice in organisations.items()],
        "organisation": chosen,
        "seed": str(state.seed),
        "locked": locked,
        "horizons": horizons,
        "weeks": f"{state.weeks:g}",
        "precisions": [[f"{p:g}", f"±{number(p, 'share')}%"] for p in precisions],
        "precision": f"{state.precision:g}",
        "can_undo": can_undo,
        "can_redo": can_redo,
        "running": running,
        "finished": finished,
    }
