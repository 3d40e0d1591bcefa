"""The comparer: two to four scenarios on one organisation and the same luck, answered live.

It holds the state and its history, asks for answers and shows them. What it is told by the page comes in threads of the
kernel, and answers come in threads of their own: whatever changes it does so under one lock, and every error ends in a
message on the page.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from models.organisation import Organisation
from models.quantities import require_known
from simulation.runs import Runs
from simulation.scenario import Scenario
from workbench.app import words
from workbench.app.answers import Answer, Answers
from workbench.app.charts import Charts, shown, waiting
from workbench.app.commands import STEPS, Step, with_wish
from workbench.app.controls import (
    Controls,
    conflicts_in,
    conflicts_label,
    declared,
    neighbours,
    page_of,
    reason_of,
)
from workbench.app.edited import as_told
from workbench.app.further_views import FurtherViews, View
from workbench.app.replications import Question
from workbench.app.scene import LETTERS
from workbench.app.state import History, State
from workbench.app.telling import Told
from workbench.app.toolbar import Choice, Toolbar, bar_of
from workbench.app.view_words import TABS
from workbench.text import Label

Json = dict[str, Any]
Watcher = Callable[["Comparer"], None]
PATIENCE = 0.5  # seconds that nobody minds to wait


class Comparer(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets tells no types
    """The workbench as a widget.

    Parameters
    ----------
    state : State
        What is compared at first.
    presets : sequence of Scenario
        Scenarios to choose from.
    organisations : mapping of str to Choice, optional
        Organisations to choose from, the first state's among them; by default that one alone.
    views : sequence of View
        Further views beside the six of its own, as tabs after them.
    threads : int, optional
        Threads that simulate; by default one a core.

    Attributes
    ----------
    state : State
        What is compared now.
    answer : Answer or None
        The latest answer; its runs may be of an earlier state while a new one is being worked on.
    """

    def __init__(
        self,
        state: State,
        presets: Sequence[Scenario] = (),
        organisations: Mapping[str, Choice] | None = None,
        views: Sequence[View] = (),
        threads: int | None = None,
    ) -> None:
        self.history, self.presets = History(state), list(presets)
        self.answer: Answer | None = None
        own = {"own": Choice(Label("本组织", "this organisation"), state.organisation)}
        self.organisations: dict[str, Choice] = dict(organisations or own)
        self.locked, self.serial = True, 0
        self._state_watchers: list[Watcher] = []
        self._answer_watchers: list[Watcher] = []
        self._lock, self._settled = threading.RLock(), threading.Event()
        self._question: Question | None = None
        self._asked_at = 0.0
        self._hand: Json = {}
        self.answers = Answers(self._show, self._failed, progress=self._progress, threads=threads)
        self.toolbar, self.controls, self.charts = Toolbar(), Controls(), Charts()
        self.extra = FurtherViews(views)
        super().__init__([self.toolbar, self._body()])
        self.add_class("cd-page")
        self._listen()
        self._relabel()
        self._go()

    def _body(self) -> ipywidgets.HBox:
        left, right = ipywidgets.VBox([self.controls]), ipywidgets.VBox([self.charts, self.extra])
        body = ipywidgets.HBox([left, right])
        for box, name in ((left, "cd-left"), (right, "cd-right"), (body, "cd-row")):
            box.add_class(name)
        return body

    def _listen(self) -> None:
        self.toolbar.on_msg(self._guarded(lambda widget, content, buffers: self._command(content)))
        self.controls.on_msg(self._guarded(lambda widget, content, buffers: self._command(content)))
        self.controls.observe(self._guarded(lambda change: self._wish(change["new"])), "wish")
        self.charts.observe(self._guarded(lambda change: self._open(change["new"])), "tab")

    @property
    def state(self) -> State:
        """What is compared now."""
        return self.history.present

    @property
    def runs(self) -> Runs | None:
        """The results behind the latest answer; titles tell which scenarios were changed on the page."""
        return as_told(self.answer.runs, self.state) if self.answer is not None else None

    def record(self) -> Json:
        """Return the record of what is on the screen, which `simulate` and `chuandao replay` reproduce bit for bit.

        Raises
        ------
        RuntimeError
            While there is no answer yet.
        """
        if self.runs is None:
            raise RuntimeError("还没有答案，稍候再取 / no answer yet: wait a moment")
        return self.runs.record()

    def wait(self, seconds: float = 120.0) -> Answer:
        """Wait until the answer to the present state has the wished precision, and return it.

        Raises
        ------
        RuntimeError
            Where it was stopped, failed, or is not there after so many seconds.
        """
        self._settled.wait(seconds)
        answer = self.answer
        if answer is None or not answer.finished or answer.question is not self._question:
            raise RuntimeError(self.toolbar.alert or "答案尚未算到所要的精度 / the answer is not finished")
        return answer

    def on_state(self, watcher: Watcher) -> None:
        """Call a watcher with this comparer after every change of the state."""
        self._state_watchers.append(watcher)

    def on_answer(self, watcher: Watcher) -> None:
        """Call a watcher with this comparer after every answer, in a background thread, and when answers are stopped."""
        self._answer_watchers.append(watcher)

    def offer(self, name: str, label: Label, organisation: Organisation, *, choose: bool = True) -> None:
        """Add an organisation to those to choose from, and choose it."""
        with self._lock:
            self.organisations[name] = Choice(label, organisation)
            if choose:
                self.change(self.state.changed(organisation=organisation))
            else:
                self._paint_bar()

    def change(self, state: State, gesture: str = "") -> None:
        """Go on to another state, as if it had been set on the page."""
        with self._lock:
            before = self.state
            self.history.change(state, gesture)
            self._renew(before)

    def stop(self) -> None:
        """Stop working on the answer; what is shown stays."""
        with self._lock:
            self.answers.stop()
            self._settled.set()
            self._paint_answer()
            self._paint_bar()
            for watcher in self._answer_watchers:
                watcher(self)

    def close(self) -> None:
        """End the threads and take the widget down."""
        self.answers.close()
        super().close()

    def _wish(self, wish: Json) -> None:
        """Take over what the sliders say."""
        if not wish:
            return
        self.serial, self._hand = int(wish["serial"]), wish.get("hand", {})
        self.change(with_wish(self.state, wish["values"]), wish.get("gesture", ""))

    def _command(self, content: Json) -> None:
        """Do what a button or list of the page says."""
        commands: dict[str, Callable[[Json], None]] = {
            **{name: self._step(step) for name, step in STEPS.items()},
            "undo": lambda _: self._travel(self.history.undo),
            "redo": lambda _: self._travel(self.history.redo),
            "stop": lambda _: self.stop(),
            "go": lambda _: self._go(),
            "lock": lambda _: self._toggle_lock(),
            "dismiss": lambda _: self._say(None),
            "hand": lambda said: self._take(said["hand"]),
        }
        name = str(content.get("command"))
        require_known(name, commands, "command")
        commands[name](content)

    def _step(self, step: Step) -> Callable[[Json], None]:
        return lambda content: self.change(step(self, content))

    def _travel(self, step: Callable[[], State]) -> None:
        before = self.state
        step()
        self._renew(before)

    def _toggle_lock(self) -> None:
        self.locked = not self.locked
        self._paint_bar()

    def _renew(self, before: State) -> None:
        """Ask and show again what the new state changes."""
        state = self.state
        asked = ("organisation", "scenarios", "seed", "weeks", "precision")
        if any(getattr(before, name) is not getattr(state, name) for name in asked):
            self._ask()
        if (before.lang, before.projector) != (state.lang, state.projector):
            self._relabel()
        if before.baseline != state.baseline or before.lang != state.lang:
            self._paint_answer()
        self._paint_controls()
        self._paint_bar()
        for watcher in self._state_watchers:
            watcher(self)

    def _go(self) -> None:
        """Work on the answer to the present state."""
        self._ask()
        self._paint_bar()

    def _ask(self) -> None:
        """Ask for the answer to the present state; where measures are in conflict there is none."""
        state = self.state
        for place, found in enumerate(self._conflicts()):
            if found:
                self.answers.stop()
                self._question = None
                self._settled.set()
                self._paint_answer()
                reason = conflicts_label(state.scenarios[place])
                self._say(("conflict", {"letter": LETTERS[place], "reason": reason}))
                return
        self._settled.clear()
        self._question = Question(
            state.organisation, state.scenarios, state.seed, state.weeks, state.precision
        )
        self._asked_at = time.monotonic()
        self.answers.ask(self._question)
        self._say(None)

    def _conflicts(self) -> list[list[Json]]:
        """Return the measures in conflict in each scenario."""
        return [conflicts_in(scenario, self.state.lang) for scenario in self.state.scenarios]

    def _show(self, answer: Answer) -> None:
        """Show an answer; called from a thread of the desk."""
        with self._lock:
            if answer.question is not self._question:
                return
            first = self._is_stale()
            self.answer = answer
            self._paint_answer()
            if first:
                self._foresee()
            if answer.finished:
                self._settled.set()
                self._paint_bar()
            for watcher in self._answer_watchers:
                watcher(self)

    def _take(self, hand: Json) -> None:
        """Take a slider in hand."""
        self._hand = hand
        self._foresee()

    def _foresee(self) -> None:
        """Have the answers ready that the next key on the slider in hand asks for; the present question comes first."""
        hand, names = self._hand, self.state.names
        if self._is_stale() or hand.get("scenario") not in names:
            return
        scenario = self.state.scenarios[names.index(hand["scenario"])]
        self.answers.foresee(neighbours(scenario, hand["measure"], hand["setting"], hand["near"]))

    def _progress(self, share: float) -> None:
        """Tell how far a first answer is, if it takes so long that somebody may wonder; called from a thread of the desk."""
        if time.monotonic() - self._asked_at > PATIENCE:
            with self._lock:
                if self.answers.running:
                    self.charts.waiting = waiting(share, self.state.lang)

    def _failed(self, error: Exception) -> None:
        with self._lock:
            if self._question is None:  # a conflict, which is told already
                return
            self._settled.set()
            self.charts.waiting = {}
            self._say(("failed", {"reason": reason_of(error)}))
            self._paint_bar()

    def _paint_answer(self) -> None:
        stopped = self._is_stale() and self._question is not None and not self.answers.running
        self.charts.waiting = waiting(None, self.state.lang) if stopped else {}
        if self.answer is None:
            return
        running = self.answers.running
        self.charts.answer = shown(self.answer, self.state, self.charts.tab, self.serial, running)

    def _is_stale(self) -> bool:
        """Say whether what is on the screen answers an earlier question."""
        return self.answer is None or self.answer.question is not self._question

    def _paint_controls(self) -> None:
        self.controls.page = page_of(self.state, self.serial, self._conflicts())

    def _paint_bar(self) -> None:
        chosen = next(
            (name for name, c in self.organisations.items() if c.organisation is self.state.organisation), ""
        )
        self.toolbar.bar = bar_of(
            self.state,
            self.organisations,
            chosen=chosen,
            locked=self.locked,
            can_undo=self.history.can_undo,
            can_redo=self.history.can_redo,
            running=self.answers.running,
            finished=self.answer is not None and self.answer.finished and not self._is_stale(),
        )

    def _relabel(self) -> None:
        """Write everything in the language of the state, large or small."""
        lang, large = self.state.lang, self.state.projector
        self.charts.words = {name: label(lang) for name, label in words.CHARTS.items()}
        further = [(view.name, view.label, False) for view in self.extra.views.values()]
        tabs = [(name, label, True) for name, label in TABS.items()]
        self.charts.tabs = [
            {"id": name, "label": label(lang), "own": own} for name, label, own in tabs + further
        ]
        self.charts.lang, self.charts.projector = lang, large
        self.controls.declared = declared(self.presets, lang)
        self._paint_controls()
        (self.add_class if large else self.remove_class)("cd-big")
        self.extra.speak(lang)
        self.toolbar.speak(lang)

    def _open(self, tab: str) -> None:
        """Show the view of a tab."""
        self.extra.choose(None if tab in TABS else tab, self)
        if tab in TABS:
            self._paint_answer()

    def _say(self, message: Told) -> None:
        self.toolbar.say(message, self.state.lang)

    def _guarded(self, call: Callable[..., None]) -> Callable[..., None]:
        """Return the call under the lock, with every error as a message on the page instead of in a log."""

        def guarded(*arguments: Any) -> None:
            with self._lock:
                try:
                    call(*arguments)
                except Exception as error:
                    self._say(("refused", {"reason": reason_of(error)}))
                    self._paint_controls()
                    self._paint_bar()

        return guarded
