"""Views of one replication's year: the organisation as a map, and one directive's journey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any, NamedTuple

import ipywidgets
import traitlets

from models.faults import shown
from workbench.app.comparer import Comparer
from workbench.app.edited import told_state
from workbench.app.further_views import View
from workbench.app.journey import JourneyView
from workbench.app.network import NetworkMap
from workbench.app.replications import Stopped
from workbench.app.state import State
from workbench.app.year import Year, year_of
from workbench.app.year_choice import YearChoice
from workbench.text import LANGUAGES, Label

# Those that are asked for most lately; a year of 20,000 units takes some hundred MB.
YEARS_KEPT = 4
WAIT = Label(
    "正在逐周模拟一次运气下的这一年：{name}，{percent}%……",
    "Simulating the year week by week, on one replication's luck: {name}, {percent}% …",
)
DRAWING = Label("正在画图……", "Drawing …")
FAILED = Label("这一年没有模拟成：{reason}", "The year could not be simulated: {reason}")
STOPPED = Label(
    "已停止；改动任何一项，或换一个情景，会重新模拟。", "Stopped; any change will simulate it again."
)
STOP = Label("停止", "Stop")
NOTE = Label(
    "第 1 次重复（共同的运气）；多次重复的区间见前面各图。",
    "Replication 1, on the common luck; the views before tell of all replications, with intervals.",
)

Shower = Callable[[Sequence[Year], str], Any]


class Wish(NamedTuple):
    """The years to show: of which state, and of which of its scenarios."""

    state: State
    names: tuple[str, ...]

    def keys(self) -> list[tuple[object, ...]]:
        """Return what each of the years depends on."""
        state, digest = self.state, self.state.organisation.digest()
        chosen = [state.scenarios[state.names.index(name)] for name in self.names]
        return [(digest, scenario.to_toml(), state.weeks, state.seed) for scenario in chosen]


class YearPanel(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets tells no types
    """A widget of the years of some scenarios, made in the background when the comparer's answer is ready.

    Parameters
    ----------
    comparer : Comparer
    make : callable
        Makes the widget from years and a language; it has ``lang`` and ``show(years)``.
    tab : str
        The comparer's tab for it: while another one is open nothing is simulated for this one.
    """

    lang = traitlets.Enum(LANGUAGES, default_value="zh")

    def __init__(self, comparer: Comparer, make: Shower, tab: str) -> None:
        self._comparer, self._make, self._tab = comparer, make, tab
        self._years: dict[tuple[object, ...], Year] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="year")
        self._asked: Wish | None = None
        self.view: Any = None
        self._told = ipywidgets.HTML()
        self._stop = ipywidgets.Button(description=STOP(comparer.state.lang))
        self._stop.layout.display = "none"
        self._stop.on_click(lambda _: self.stop())
        self.choice = YearChoice(told_state(comparer.state))
        self.choice.observe(lambda _: self._want(), "chosen")
        self._head = ipywidgets.HBox([self._told, self._stop])
        super().__init__([self._head, self.choice], lang=comparer.state.lang)
        comparer.on_answer(lambda _: self._renew_if_seen())
        comparer.charts.observe(lambda change: self.renew() if change["new"] == tab else None, "tab")
        self.renew()

    def _renew_if_seen(self) -> None:
        # Not while answers sharpen: it would take the machine from what everybody waits for.
        if self._comparer.charts.tab == self._tab and not self._comparer.answers.running:
            self.renew()

    def renew(self) -> None:
        """Show the years of the comparer's present state."""
        self.choice.offer(told_state(self._comparer.state))
        self._want()

    def stop(self) -> None:
        """Stop simulating; what is shown stays."""
        self._asked = None
        self._tell(STOPPED(self.lang), "status")

    def close(self) -> None:
        """End the thread and take the widget down."""
        self._asked = None
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().close()

    def _want(self) -> None:
        wish = Wish(told_state(self._comparer.state), self.choice.chosen)
        if self._asked is None or wish.keys() != self._asked.keys():
            self._asked = wish
            self._worker.submit(self._simulate, wish)

    def _simulate(self, wish: Wish) -> None:
        if wish is not self._asked:
            return
        try:
            years = [self._year(key, wish, name) for key, name in zip(wish.keys(), wish.names, strict=True)]
            self._tell(DRAWING(self.lang), "status")
            if self.view is None:
                self.view = self._make(years, self.lang)
                self.set_trait("children", (self._head, self.choice, self.view))
            else:
                self.view.show(years)
            self._tell(NOTE(self.lang), "note")
        except Stopped:
            pass
        except Exception as error:  # in a thread nobody would see it
            self._tell(
                FAILED(self.lang).format(reason=shown(f"{type(error).__name__}: {error}", 300)), "alert"
            )

    def _year(self, key: tuple[object, ...], wish: Wish, name: str) -> Year:
        state = wish.state
        scenario = state.scenarios[state.names.index(name)]

        def watch(done: float) -> None:
            if wish is not self._asked:
                raise Stopped
            text = WAIT(self.lang).format(name=scenario.title(self.lang), percent=f"{100 * done:.0f}")
            self._tell(text, "status", stoppable=True)

        if key not in self._years:
            watch(0.0)
            self._years[key] = year_of(
                state.organisation, scenario, weeks=state.weeks, seed=state.seed, watch=watch
            )
            while len(self._years) > YEARS_KEPT:
                self._years.pop(next(iter(self._years)))
        return self._years[key]

    def _tell(self, message: str, role: str, *, stoppable: bool = False) -> None:
        self._told.value = f'<p role="{role}">{escape(message)}</p>'
        self._stop.layout.display = "" if stoppable else "none"

    @traitlets.observe("lang")
    def _on_language(self, _: Any) -> None:
        self._stop.description = STOP(self.lang)
        if getattr(self, "view", None) is not None:
            self.view.lang = self.lang
            self._tell(NOTE(self.lang), "note")
        self.choice.offer(told_state(self._comparer.state))


def network(comparer: Comparer) -> YearPanel:
    """Return the map of the organisation."""
    return YearPanel(comparer, lambda years, lang: NetworkMap(years, lang), "network")


def journey(comparer: Comparer) -> YearPanel:
    """Return the journey of one directive."""
    return YearPanel(comparer, lambda years, lang: JourneyView(years, lang), "journey")


YEAR_VIEWS = [
    View("network", Label("网络", "Network"), network),
    View("journey", Label("一项任务", "One directive"), journey),
]
