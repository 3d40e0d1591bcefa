"""The hand-out of the trainer mode: what was asked, guessed and found, as a page that loads nothing and as a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.downloads import Download
from workbench.report import VERDICT_MARKS
from workbench.sentences import SENTENCES
from workbench.text import FORM_UNITS, Label, difference_form, form_of, indicator_name, number, value_text
from workbench.trainer_steps import Answer, Beside, Step

TEMPLATES = Path(__file__).parent / "templates"

WORDS = {
    "title": Label("先猜，再看：三种病症，三副药", "Guess first, then look: three illnesses, three cures"),
    "illness": Label("病症", "Illness"),
    "cure": Label("药方", "Cure"),
    "guess": Label("我们猜", "our guess"),
    "answer": Label("模拟", "simulated"),
    "interval": Label("95% 区间", "95% interval"),
    "why": Label("为什么", "Why"),
    "also": Label("同时", "At the same time"),
    "indicator": Label("指标", "indicator"),
    "before": Label("现状", "today"),
    "after": Label("此时", "here"),
    "change": Label("变化", "change"),
    "not_yet": Label("（尚未揭晓）", "(not revealed yet)"),
    "level": Label(
        "模拟结果：{value}，95% 区间 {interval}。", "Simulated: {value}, 95% interval {interval}."
    ),
    "direction": Label(
        "模拟结果：{value}（差值的 95% 区间 {interval} {unit}）。",
        "Simulated: {value} (95% interval of the difference {interval} {unit}).",
    ),
    "note": Label(
        "由模型在 {units} 个单位的四级组织上模拟一年、{replications} 次得出（种子 {seed}）。参数多为假设：看方向和轻重，不是预测。",
        "From a model: a year on an organisation of {units} units on four levels, {replications} replications (seed {seed}). Most "
        "parameters are assumptions: read directions and proportions, not forecasts.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One step as plain texts in one language; blank where it is not guessed or revealed yet."""

    step: Step
    lang: str
    kind: str
    title: str
    story: str
    question: str
    guess: str
    answer: str
    sentence: str
    why: str
    guess_value: float | None
    value: float | None
    interval: tuple[float, float] | None
    beside: tuple[tuple[str, ...], ...]

    @property
    def scale(self) -> tuple[float, float] | None:
        """Ends of the scale; None where only a direction is asked."""
        return None if self.step.ask == "direction" else (self.step.low, self.step.high)

    def write(self, value: float) -> str:
        """Write a value on the scale."""
        return self.step.written(value, self.lang)

    def tick(self, value: float) -> str:
        """Write a value at the scale, short."""
        form = self.step.form
        text = number(
            value, form, signed=self.step.ask == "change", decimals=0 if form in ("share", "points") else 1
        )
        return text + ("%" if form == "share" else "")

    def beside_text(self, lang: str) -> str:
        """Return what changes beside, in one sentence."""
        stop, gap = ("。", "；") if lang == "zh" else (".", "; ")
        parts = [
            " ".join(part for part in (name, change or after, mark) if part)
            for name, _, after, change, mark, _ in self.beside
        ]
        return f"{WORDS['also'](lang)}{'：' if lang == 'zh' else ': '}{gap.join(parts)}{stop}"


def item_of(step: Step, guess: float | None, answer: Answer | None, lang: str) -> Item:
    """Return a step for the page and the hand-out.

    Parameters
    ----------
    step : Step
    guess : float or None
    answer : Answer or None
        None before it is revealed.
    lang : {"zh", "en"}
    """
    shown = answer is not None
    return Item(
        step=step,
        lang=lang,
        kind=WORDS[step.kind](lang),
        title=step.title(lang),
        story=step.story(lang),
        question=step.question(lang),
        guess="" if guess is None else step.written(guess, lang),
        answer=step.written(answer.truth(step), lang) if answer is not None else "",
        sentence=sentence(step, answer, lang) if answer is not None else "",
        why=step.why(lang) if shown else "",
        guess_value=guess,
        value=answer.truth(step) if answer is not None else None,
        interval=(answer.low, answer.high) if answer is not None and step.ask != "direction" else None,
        beside=tuple(beside_cells(row, lang, changed=step.changed) for row in answer.beside)
        if answer is not None
        else (),
    )


def sentence(step: Step, answer: Answer, lang: str) -> str:
    """Return the answer with its interval."""
    words = WORDS["direction" if step.ask == "direction" else "level"](lang)
    unit = FORM_UNITS[step.form](lang) if step.form in FORM_UNITS else ""
    written = words.format(
        value=step.written(answer.truth(step), lang), interval=answer.interval(step), unit=unit
    )
    return written.replace(" ）", "）").replace(" )", ")")


def beside_cells(row: Beside, lang: str, *, changed: bool) -> tuple[str, ...]:
    """Return name, before, after, change, mark and words of an indicator; without a change where nothing is compared."""
    form = form_of(row.indicator)
    before, after = value_text(row.before, form, lang), value_text(row.after, form, lang)
    if not changed:
        return (indicator_name(row.indicator, lang), "", after, "", "", "")
    change = value_text(row.difference, difference_form(form), lang, signed=True)
    words = SENTENCES["comparison"][row.verdict](lang)
    return (
        indicator_name(row.indicator, lang),
        before,
        after,
        change,
        f"{VERDICT_MARKS[row.verdict]} {words}",
        row.verdict,
    )


def items(
    steps: Iterable[Step], guesses: Mapping[str, float], revealed: Mapping[str, Answer], lang: str
) -> list[Item]:
    """Return all steps."""
    return [item_of(step, guesses.get(step.name), revealed.get(step.name), lang) for step in steps]


def handout_html(listed: Iterable[Item], note: str, lang: str) -> Download:
    """Return the hand-out as a page that loads nothing from outside."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    say = {name: label(lang) for name, label in WORDS.items()}
    text = environment.get_template("handout.html").render(items=listed, note=note, lang=lang, say=say)
    return Download("handout.html", "text/html", text.encode())


def handout_pdf(listed: Iterable[Item], note: str, lang: str) -> Download:
    """Return the hand-out as a PDF."""
    from workbench.figures.handout import handout_pages, pages_pdf

    pages = handout_pages(list(listed), WORDS["title"](lang), note, lang)
    return Download("handout.pdf", "application/pdf", pages_pdf(pages))
