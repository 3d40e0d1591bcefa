"""Views of one replication's year: the organisation as a map, and one directive's journey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import ipywidgets
import traitlets

from models.faults import shown
from workbench.app.comparer import Comparer, View
from workbench.app.journey import JourneyView
from workbench.app.network import NetworkMap
from workbench.app.state import State
from workbench.app.year import Year, year_of
from workbench.text import LANGUAGES, Label

# Those that are asked for most lately; a year of 20,000 units takes some hundred MB.
YEARS_KEPT = 3
WAIT = Label(
    "正在逐周模拟一次运气下的这一年……", "Simulating the year week by week, on one replication's luck …"
)
FAILED = Label("这一年没有模拟成：{reason}", "The year could not be simulated: {reason}")
NOTE = Label(
    "第 1 次重复（共同的运气）；多次重复的区间见前面各图。",
    "Replication 1, on the common luck; the views before tell of all replications, with intervals.",
)

Shower = Callable[[Sequence[Year], str], Any]


class YearPanel(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets tells no types
    """A widget of the years of the baseline and one other scenario, made in the background when the comparer's answer is ready.

    Parameters
    ----------
    comparer : Comparer
    make : callable
        Makes the widget from years and a language; it has ``lang`` and ``show(years)``.
    """

    lang = traitlets.Enum(LANGUAGES, default_value="zh")

    def __init__(self, comparer: Comparer, make: Shower) -> None:
        self._comparer, self._make = comparer, make
        self._years: dict[tuple[object, ...], Year] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="year")
        self._asked: State | None = None
        self.view: Any = None
        self._told = ipywidgets.HTML()
        super().__init__([self._told], lang=comparer.state.lang)
        self.add_class("cd-panel")
        comparer.on_answer(lambda _: self.renew() if comparer.answer and comparer.answer.finished else None)
        self.renew()

    def renew(self) -> None:
        """Show the year of the comparer's present state."""
        state = self._comparer.state
        if self._asked is None or keys_of(state) != keys_of(self._asked):
            self._asked = state
            if self.view is None:
                self._tell(WAIT(state.lang), "status")
            self._worker.submit(self._simulate, state)

    def close(self) -> None:
        """End the thread and take the widget down."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().close()

    def _simulate(self, state: State) -> None:
        if state is not self._asked:
            return
        try:
            years = [
                self._year(key, state, name)
                for key, name in zip(keys_of(state), compared(state), strict=True)
            ]
            if self.view is None:
                self.view = self._make(years, state.lang)
                self.children = (self._told, self.view)
            else:
                self.view.show(years)
            self._tell(NOTE(self.lang), "note")
        except Exception as error:  # in a thread nobody would see it
            self._tell(
                FAILED(self.lang).format(reason=shown(f"{type(error).__name__}: {error}", 300)), "alert"
            )

    def _year(self, key: tuple[object, ...], state: State, name: str) -> Year:
        if key not in self._years:
            scenario = state.scenarios[state.names.index(name)]
            self._years[key] = year_of(state.organisation, scenario, weeks=state.weeks, seed=state.seed)
            while len(self._years) > YEARS_KEPT:
                self._years.pop(next(iter(self._years)))
        return self._years[key]

    def _tell(self, message: str, role: str) -> None:
        self._told.value = f'<p role="{role}">{message}</p>'

    @traitlets.observe("lang")
    def _on_language(self, _: Any) -> None:
        if getattr(self, "view", None) is not None:
            self.view.lang = self.lang
            self._tell(NOTE(self.lang), "note")


def compared(state: State) -> list[str]:
    """Return the names of the baseline and of the first other scenario."""
    others = [name for name in state.names if name != state.baseline]
    return [state.baseline, *others[:1]]


def keys_of(state: State) -> list[tuple[object, ...]]:
    """Return what each of the two years depends on."""
    digest = state.organisation.digest()
    chosen = [state.scenarios[state.names.index(name)] for name in compared(state)]
    return [(digest, scenario.to_toml(), state.weeks, state.seed) for scenario in chosen]


def network(comparer: Comparer) -> YearPanel:
    """Return the map of the organisation."""
    return YearPanel(comparer, lambda years, lang: NetworkMap(years, lang))


def journey(comparer: Comparer) -> YearPanel:
    """Return the journey of one directive."""
    return YearPanel(comparer, lambda years, lang: JourneyView(years, lang))


YEAR_VIEWS = [
    View("network", Label("网络", "Network"), network),
    View("journey", Label("一项任务", "One directive"), journey),
]
