"""Cards and views as one widget, drawn in the browser from plain JSON."""

from __future__ import annotations

from typing import Any

import anywidget
import numpy as np
import traitlets

from workbench.app import words
from workbench.app.answers import Answer
from workbench.app.cards import headlines
from workbench.app.edited import edited_names
from workbench.app.precision import LEAST
from workbench.app.scene import Scene
from workbench.app.scripts import joined
from workbench.app.state import State
from workbench.app.views import VIEWS
from workbench.text import number

Json = dict[str, Any]


class Charts(anywidget.AnyWidget):
    """The answer: cards, how sure it is, and one view, chosen by ``tab``; all of it in ``answer``."""

    _esm = joined("common.js", "charts.js")
    answer = traitlets.Dict().tag(sync=True)
    # While a first answer takes long: what is told of it instead of how sure the one on the screen is.
    waiting = traitlets.Dict().tag(sync=True)
    tabs: traitlets.List[Any] = traitlets.List().tag(sync=True)
    tab = traitlets.Unicode("attenuation").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("zh").tag(sync=True)
    projector = traitlets.Bool(False).tag(sync=True)


def shown(answer: Answer, state: State, tab: str, serial: int, running: bool) -> Json:
    """Return all that is shown of an answer: cards, precision and one view.

    ``serial`` is the number of the wish that it answers, so that the page knows what is new.
    """
    names, lang = answer.runs.names, state.lang
    baseline = state.baseline if state.baseline in names else names[0]
    scene = Scene(answer, baseline, lang, edited_names(state))
    return {
        "serial": serial,
        "replications": answer.runs.replications,
        "finished": answer.finished,
        "cards": headlines(scene),
        "sure": sure(answer, lang, running),
        "view": VIEWS[tab](scene) if tab in VIEWS else None,
    }


def waiting(share: float | None, lang: str) -> Json:
    """Return what is told while the first answer to a question is worked on, or (None) was stopped before it came."""
    if share is None:
        return {"text": words.SURE["none"](lang), "share": 0.0, "count": ""}
    return {
        "text": words.SURE["first"](lang).format(percent=f"{100 * share:.0f}"),
        "share": share,
        "count": "",
    }


def sure(answer: Answer, lang: str, running: bool) -> Json:
    """Return how sure the answer is, in words and as a share of what is wished: work needed grows with the square."""
    wished, count = answer.question.precision, answer.runs.replications
    known = bool(np.isfinite(answer.reached))
    text = words.SURE["reached"](lang).format(
        half=number(answer.reached, "share", decimals=1), wished=number(wished, "share", decimals=1)
    )
    share = min((wished / answer.reached) ** 2, count / LEAST, 1.0) if known and answer.reached > 0 else 0.0
    met = known and answer.reached <= wished
    state = "working" if running else "finished" if met else "exhausted" if answer.finished else "stopped"
    return {
        "text": text if known else words.SURE["single"](lang),
        "share": 1.0 if met and not running else share,
        "count": f"{words.SURE['count'](lang).format(count=count)} · {words.SURE[state](lang)}",
        "state": state,
    }
