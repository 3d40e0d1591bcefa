"""The hand-out of the trainer mode as pages to be printed: question, guess and answer on one scale, and why."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from workbench.figures import look
from workbench.handout import Item
from workbench.text import Label, wrapped

WIDE, HIGH = 8.27, 11.69  # A4, inches
ON_A_PAGE = 3
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # how far apart the marks of a scale may be
_TOP, _FOOT, _LEFT = 0.92, 0.06, 0.09
_COLUMNS = 88

GUESS = Label("我们猜", "our guess")
ANSWER = Label("模拟", "simulated")


def handout_pages(items: Sequence[Item], title: str, note: str, lang: str) -> list[Figure]:
    """Return the pages as figures.

    Parameters
    ----------
    items : sequence of Item
        One a step.
    title, note : str
        At the top and at the foot of every page.
    lang : {"zh", "en"}
    """
    starts = range(0, len(items), ON_A_PAGE)
    with look.drawing():
        return [page(items[start : start + ON_A_PAGE], title, note, lang) for start in starts]


def page(items: Sequence[Item], title: str, note: str, lang: str) -> Figure:
    """Return one page."""
    figure = Figure(figsize=(WIDE, HIGH))
    figure.text(_LEFT, 0.955, title, fontsize=17, va="center")
    figure.text(_LEFT, 0.035, wrapped(note, 118), fontsize=8, color=look.GREY, va="center", linespacing=1.4)
    share = (_TOP - _FOOT) / ON_A_PAGE
    for place, item in enumerate(items):
        block(figure, item, _TOP - place * share, share, lang)
    return figure


def block(figure: Figure, item: Item, top: float, share: float, lang: str) -> None:
    """Draw one step: title, story and question, the scale, and why."""
    line = 0.0165
    figure.text(_LEFT, top, f"{item.kind} · {item.title}", fontsize=13, va="top", color=look.BLUE)
    told = wrapped(item.story, _COLUMNS).split("\n")
    asked = wrapped(item.question, _COLUMNS - 4).split("\n")
    below = top - 0.028
    figure.text(_LEFT, below, "\n".join(told), fontsize=10, va="top", linespacing=1.4)
    below -= line * len(told) + 0.004
    figure.text(_LEFT, below, "\n".join(asked), fontsize=11, va="top", linespacing=1.4)
    below -= line * 1.08 * len(asked) + 0.004
    if item.scale is not None:
        draw_scale(figure.add_axes((_LEFT + 0.02, below - 0.062, 0.78, 0.03)), item, lang)
        below -= 0.088
    else:
        text = f"{GUESS(lang)}: {item.guess or '____________'}    {ANSWER(lang)}: {item.answer or '____________'}"
        figure.text(_LEFT, below - 0.006, text, fontsize=11, va="top")
        below -= 0.034
    if item.answer:
        rest = [*wrapped(item.sentence, _COLUMNS).split("\n"), *wrapped(item.why, _COLUMNS).split("\n")]
        rest += wrapped(item.beside_text(lang), _COLUMNS).split("\n") if item.beside else []
        figure.text(_LEFT, below, "\n".join(rest), fontsize=10, va="top", linespacing=1.4)


def draw_scale(axes: Axes, item: Item, lang: str) -> None:
    """Draw guess and answer on the scale of the slider; the answer with its interval."""
    assert item.scale is not None
    low, high = item.scale
    axes.set_xlim(low, high)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    apart = next(step for step in TICKS if (high - low) / step < 6.5)
    marks = [low + apart * k for k in range(round((high - low) / apart) + 1)]
    axes.set_xticks(marks, [item.tick(mark) for mark in marks], fontsize=8)
    # one above the other: a good guess lies close to the answer
    seen = (
        (item.guess_value, item.guess, GUESS(lang), look.VERMILLION, "v", 22),
        (item.value, item.answer, ANSWER(lang), look.BLUE, "o", 8),
    )
    for value, text, name, colour, marker, above in seen:
        if value is None:
            continue
        at = min(max(value, low), high)
        axes.plot([at], [0], marker=marker, color=colour, markersize=9, clip_on=False, zorder=3)
        axes.annotate(
            f"{name} {text}",
            (at, 0),
            xytext=(0, above),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=colour,
            annotation_clip=False,
        )
    if item.interval is not None:
        axes.plot(item.interval, [0, 0], color=look.BLUE, linewidth=4, alpha=0.5, solid_capstyle="butt")


def pages_pdf(pages: Sequence[Figure]) -> bytes:
    """Return pages as one PDF, the same bytes each time."""
    buffer = BytesIO()
    metadata = dict.fromkeys(look.METADATA[".pdf"])
    with look.drawing(), PdfPages(buffer, metadata=metadata) as pdf:
        for figure in pages:
            pdf.savefig(figure)
    return buffer.getvalue()
