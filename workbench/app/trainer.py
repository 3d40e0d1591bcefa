"""The trainer mode: a story in steps, "guess first, then look", with a timer and a hand-out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anywidget
import traitlets

from models.faults import shown
from workbench.app.scripts import joined, style
from workbench.app.sending import Sender
from workbench.app.telling import Told, told
from workbench.downloads import Download
from workbench.handout import WORDS as HANDOUT
from workbench.handout import Item, handout_html, handout_pdf, item_of, items
from workbench.text import Label, difference_form, form_of, indicator_name, value_text
from workbench.trainer_steps import DIRECTIONS, Answer, Step, read_steps, shipped_answers, small_organisation

REPLICATIONS, SEED = 30, 1

WORDS = {
    "title": HANDOUT["title"],
    "place": Label("第 {number} 步，共 {total} 步", "step {number} of {total}"),
    "steps": Label("步骤", "steps"),
    "guess": Label("我们猜", "our guess"),
    "keep": Label("就猜这个", "Keep this guess"),
    "kept": Label("已记下：{guess}。揭晓前还可以改。", "Kept: {guess}. It can be changed until you look."),
    "reveal": Label("看模拟结果", "Look"),
    "first_guess": Label("先猜，再看。", "Guess first, then look."),
    "simulating": Label(
        "正在模拟答案……先想一想，猜一猜。", "The answers are being simulated; guess meanwhile."
    ),
    "close": Label("猜在区间之内。", "The guess lies within the interval."),
    "off": Label("猜的是 {guess}，差 {gap}。", "The guess was {guess}: {gap} away."),
    "right": Label("猜对了。", "The guess was right."),
    "wrong": Label("猜的是“{guess}”。", "The guess was: {guess}."),
    "back": Label("上一步", "Back"),
    "next": Label("下一步", "Next"),
    "again": Label("重新开始", "Start again"),
    "timer": Label("计时 {seconds} 秒", "timer: {seconds} s"),
    "stop": Label("停止计时", "stop the timer"),
    "left": Label("还有 {seconds} 秒", "{seconds} s left"),
    "over": Label("时间到。", "Time is up."),
    "html": Label("讲义（网页）", "hand-out (HTML)"),
    "pdf": Label("讲义（PDF）", "hand-out (PDF)"),
    "today": Label("现状：{value}", "today: {value}"),
    "failed": Label(
        "答案没有模拟出来：{reason}\n可以再试一次；若仍不行，请看安装说明中的“检查安装”。",
        "The answers could not be simulated: {reason}\nTry again; if it fails again, check the installation.",
    ),
    "handout_failed": Label("讲义没有生成：{reason}", "The hand-out was not made: {reason}"),
    "retry": Label("再试一次", "Try again"),
    **{name: HANDOUT[name] for name in ("also", "indicator", "before", "after", "change", "why", "answer")},
}


class Trainer(anywidget.AnyWidget):
    """Asks for a prediction, keeps it, then reveals the simulated answer with its interval and says why.

    Parameters
    ----------
    lang : {"zh", "en"}
    steps : sequence of Step, optional
        By default those of ``workbench/templates/trainer.toml``.
    answers : callable, optional
        Returns the answers by the names of the steps; called in the background. By default they are simulated on a small
        organisation, once a process.
    large : bool
        Large type, for a projector.

    Attributes
    ----------
    guesses : dict
        Predictions by the names of the steps.
    view : dict
        Everything that is shown, as plain values.
    """

    _esm = joined("panels.js", "trainer.js")
    _css = style("panel.css")
    view = traitlets.Dict().tag(sync=True)
    lang = traitlets.Enum(["zh", "en"], default_value="zh").tag(sync=True)
    large = traitlets.Bool(False).tag(sync=True)
    guesses = traitlets.Dict()

    def __init__(
        self,
        lang: str = "zh",
        *,
        steps: Sequence[Step] | None = None,
        answers: Callable[[], Mapping[str, Answer]] | None = None,
        large: bool = False,
        **traits: Any,
    ) -> None:
        self._steps = tuple(steps) if steps is not None else read_steps()
        self._simulate = answers or (lambda: shipped_answers(REPLICATIONS, SEED))
        self._answers: Mapping[str, Answer] = {}
        self._revealed: set[str] = set()
        self._place = 0
        self._error: Told = None
        self._lock = threading.RLock()
        self._sender = Sender(lambda *message, **buffers: self.send(*message, **buffers))
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="trainer")
        super().__init__(lang=lang, large=large, **traits)
        self.on_msg(self._on_message)
        self.look_up()

    @traitlets.observe("lang")
    def _on_language(self, _: Any) -> None:
        self._show()

    # ---- answers ----

    def look_up(self) -> None:
        """Simulate the answers in the background."""
        self._error = None
        self._show()
        self._worker.submit(self._find)

    def _find(self) -> None:
        try:
            found = self._simulate()
        except Exception as error:  # in a thread nobody would see it
            self._fail("failed", error)
            return
        with self._lock:
            self._answers = found
        self._show()

    def _fail(self, message: str, error: Exception) -> None:
        self._error = (message, {"reason": shown(f"{type(error).__name__}: {error}", 300)})
        self._show()

    # ---- what the browser says ----

    def _on_message(self, _: Any, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        match message:
            case {"do": "guess", "value": int() | float() as value}:
                self.guess(value)
            case {"do": "reveal"}:
                self.reveal()
            case {"do": "go", "place": int(place)}:
                self.go(place)
            case {"do": "again"}:
                self.again()
            case {"do": "retry"}:
                self.look_up()
            case {"do": "handout", "form": "html" | "pdf" as form}:
                self._worker.submit(self._hand_out, form)
            case _:
                self._sender.answer(message)

    @property
    def step(self) -> Step:
        """The step on the page."""
        return self._steps[self._place]

    def guess(self, value: float) -> None:
        """Keep a prediction for the step on the page, within its range; after the answer was seen nothing is changed."""
        step = self.step
        if step.name in self._revealed or value != value:
            return
        self.guesses = {**self.guesses, step.name: min(max(float(value), step.low), step.high)}
        self._show()

    def reveal(self) -> None:
        """Show the answer, if there is a prediction and the simulation is done."""
        if self.step.name in self.guesses and self.step.name in self._answers:
            self._revealed.add(self.step.name)
            self._show()

    def go(self, place: int) -> None:
        """Go to a step, counted from 0."""
        if 0 <= place < len(self._steps):
            self._place = place
            self._show()

    def again(self) -> None:
        """Forget all predictions and start with the first step."""
        self._place, self._revealed, self.guesses = 0, set(), {}
        self._show()

    # ---- the hand-out ----

    def hand_out(self, form: str) -> Download:
        """Return the hand-out: ``"html"`` or ``"pdf"``. Answers that were not revealed yet are not in it."""
        revealed = {name: self._answers[name] for name in self._revealed}
        listed = items(self._steps, self.guesses, revealed, self.lang)
        make = handout_html if form == "html" else handout_pdf
        return make(listed, self._note(), self.lang)

    def _note(self) -> str:
        units = len(small_organisation())
        return HANDOUT["note"](self.lang).format(units=units, replications=REPLICATIONS, seed=SEED)

    def _hand_out(self, form: str) -> None:
        try:
            self._sender.offer(self.hand_out(form))
        except Exception as error:  # in a thread nobody would see it
            self._fail("handout_failed", error)

    # ---- what is shown ----

    def _show(self) -> None:
        with self._lock:
            self.view = self._seen()

    def _seen(self) -> dict[str, Any]:
        lang, step = self.lang, self.step
        guess = self.guesses.get(step.name)
        answer = self._answers.get(step.name)
        revealed = step.name in self._revealed
        item = item_of(step, guess, answer if revealed else None, lang)
        words = {name: label(lang) for name, label in WORDS.items()}
        words["place"] = words["place"].format(number=self._place + 1, total=len(self._steps))
        return {
            "lang": lang,
            "words": words,
            "place": self._place,
            "steps": [self._step_mark(one, place) for place, one in enumerate(self._steps)],
            "name": step.name,
            "kind": item.kind,
            "title": item.title,
            "story": item.story,
            "question": item.question,
            "today": self._today(step, answer),
            "slider": slider(step, lang) if step.ask != "direction" else None,
            "choices": choices(lang) if step.ask == "direction" else [],
            "guess": guess,
            "seconds": step.seconds,
            "status": self._status(item, answer, revealed=revealed),
            "error": told(WORDS, self._error, lang),
            "can_retry": self._error is not None and self._error[0] == "failed",
            "can_reveal": guess is not None and answer is not None and not revealed,
            "revealed": revealed,
            "answer": answer_view(item, step, answer) if revealed and answer is not None else None,
            "note": self._note(),
        }

    def _step_mark(self, step: Step, place: int) -> dict[str, Any]:
        label = f"{place + 1} {step.title(self.lang)}"
        return {"label": label, "done": step.name in self._revealed, "here": place == self._place}

    def _today(self, step: Step, answer: Answer | None) -> str:
        """Return today's value as an anchor where something is changed; of the present state itself it would be the answer."""
        if answer is None or not step.changed:
            return ""
        plain = item_value(step, answer.today, self.lang)
        return WORDS["today"](self.lang).format(value=plain)

    def _status(self, item: Item, answer: Answer | None, *, revealed: bool) -> str:
        lang = self.lang
        if revealed:
            return ""
        if item.guess:
            kept = WORDS["kept"](lang).format(guess=item.guess)
            return kept if answer is not None or self._error else f"{kept} {WORDS['simulating'](lang)}"
        return WORDS["first_guess" if answer is not None or self._error else "simulating"](lang)

    def close(self) -> None:
        """Close the widget and end its thread."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().close()


def item_value(step: Step, value: float, lang: str) -> str:
    """Write the indicator of a step."""
    return f"{indicator_name(step.indicator, lang)} {value_text(value, form_of(step.indicator), lang)}"


def slider(step: Step, lang: str) -> dict[str, Any]:
    """Return the range of a slider, with every stop of it written out, so that the page writes no number itself."""
    number = round((step.high - step.low) / step.step)
    stops = [round(step.low + k * step.step, 9) for k in range(number + 1)]
    return {"stops": stops, "texts": [step.written(stop, lang) for stop in stops]}


def choices(lang: str) -> list[dict[str, Any]]:
    """Return the directions that can be guessed."""
    return [{"value": value, "label": label(lang)} for value, label in DIRECTIONS.items()]


def answer_view(item: Item, step: Step, answer: Answer) -> dict[str, Any]:
    """Return the answer: where it lies on the scale, how good the guess was, what else changed, and why."""
    lang = item.lang
    assert item.guess_value is not None  # nothing is revealed before it is guessed
    view: dict[str, Any] = {
        "value": item.answer,
        "guess": item.guess,
        "sentence": item.sentence,
        "judgement": judgement(item, step, answer),
        "why": item.why,
        "beside": [list(row) for row in item.beside],
        "changed": step.changed,
        "scale": None,
    }
    if item.scale is not None:
        low, high = item.scale

        def at(value: float) -> float:
            return min(max((value - low) / (high - low), 0.0), 1.0)

        view["scale"] = {
            "low": at(answer.low),
            "high": at(answer.high),
            "value": at(answer.value),
            "guess": at(item.guess_value),
            "ends": [item.tick(low), item.tick(high)],
        }
    return view | {"lang": lang}


def judgement(item: Item, step: Step, answer: Answer) -> str:
    """Say how far the guess lies from the answer."""
    lang, guess = item.lang, item.guess_value
    assert guess is not None
    if step.ask == "direction":
        name = "right" if guess == answer.direction else "wrong"
        return WORDS[name](lang).format(guess=item.guess)
    if answer.low <= guess <= answer.high:
        return WORDS["close"](lang)
    gap = value_text(abs(guess - answer.value), difference_form(step.form), lang)
    return WORDS["off"](lang).format(guess=item.guess, gap=gap)
