"""One directive's journey along one path: a chart of bars over the weeks, read out of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.patheffects import withStroke

from workbench.figures import look
from workbench.findings import journey_finding
from workbench.journeys import Journey, Stop
from workbench.sentences import SENTENCES
from workbench.summaries import names_by_id
from workbench.text import CHECKPOINTS, level_name, name_of, number, require_language, shortened

if TYPE_CHECKING:
    from models.organisation import Organisation

HALF = 0.17  # half the height of a bar
HALO = [withStroke(linewidth=2.5, foreground="white")]


def journey_chart(
    journey: Journey, organisation: Organisation, lang: str = "zh", *, scenario: str = "", note: str = ""
) -> Figure:
    """Draw when each unit of the path received, worked on and handed on the directive, and where the chain broke.

    Parameters
    ----------
    journey : Journey
        From `workbench.journeys.journey_of`.
    organisation : Organisation
    lang : {"zh", "en"}
    scenario : str
        Title of the scenario, to stand before the finding.
    note : str
        Small print at the foot.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    names = names_by_id(organisation)
    with look.drawing():
        height = 2.3 + len(journey.stops) * max(0.3, min(0.8, 11.0 / len(journey.stops)))
        title = journey_finding(journey, names, lang, scenario)
        figure = look.new_figure(12.5, height, title, note)
        legend, body = look.with_strip(figure, 0.4, height - 1.3)
        axes = body.subplots()
        span = max(journey.end - journey.issued, 0.5)
        for row, stop in enumerate(journey.stops):
            draw_stop(axes, row, stop, journey.end)
            draw_breaks(axes, row, stop, journey.end, span, lang)
            write_left(axes, row, stop, lang)
        draw_handovers(axes, journey)
        set_axes(axes, journey, organisation, names, lang)
        add_legend(legend, lang)
        return look.finish(figure)


def draw_stop(axes: Axes, row: int, stop: Stop, end: float) -> None:
    """Draw one unit's row: its checkpoints, waiting, work, what checks restored and what is left."""
    for time in stop.meetings:
        axes.plot([time, time], [row + 0.27, row + 0.4], color=look.GREY, linewidth=1.2)
    if stop.received is not None:
        begun = end if stop.begun is None else stop.begun
        bar(axes, row, stop.received, begun, facecolor="white", edgecolor=look.ORANGE, hatch="////")
    if stop.begun is not None:
        bar(
            axes,
            row,
            stop.begun,
            end if stop.done is None else stop.done,
            facecolor=look.BLUE,
            edgecolor=look.BLUE,
        )
    for time, gain in stop.restored:
        if gain > 0.0:
            axes.plot(time, row - HALF - 0.09, "^", color=look.GREEN, markersize=7)


def draw_breaks(axes: Axes, row: int, stop: Stop, end: float, span: float, lang: str) -> None:
    """Draw how long nobody owned the directive, and which kind of checkpoint found that out."""
    labelled = -float("inf")
    for broken in stop.breaks:
        until = end if stop.received is None else stop.received
        until = until if broken.found is None else broken.found
        axes.plot(
            [broken.time, until], [row, row], color=look.VERMILLION, linewidth=2, linestyle=(0, (1, 1.2))
        )
        axes.plot(
            broken.time, row, "X", color=look.VERMILLION, markersize=11, markeredgecolor="white", zorder=6
        )
        if broken.found is None:
            continue
        axes.plot(broken.found, row, "D", color=look.GREEN, markersize=9, markeredgecolor="white", zorder=6)
        name = name_of(CHECKPOINTS, broken.found_by, lang)
        lift = 9 if broken.found - labelled > 0.16 * span else 22
        labelled = broken.found if lift == 9 else labelled
        axes.annotate(
            name,
            (broken.found, row),
            (0, lift),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=10.5,
            path_effects=HALO,
            zorder=7,
        )


def write_left(axes: Axes, row: int, stop: Stop, lang: str) -> None:
    """Write what is left of the substance when the unit is done."""
    if stop.done is not None and stop.substance is not None:
        text = SENTENCES["journey"]["left"](lang).format(share=number(stop.substance, "share", decimals=0))
        axes.annotate(
            text,
            (stop.done, row),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=11.5,
            path_effects=HALO,
            zorder=7,
        )


def bar(axes: Axes, row: int, start: float, end: float, **look_of_it: Any) -> None:
    """Draw a bar over some weeks."""
    if end > start:
        axes.broken_barh([(start, end - start)], (row - HALF, 2 * HALF), linewidth=1, zorder=3, **look_of_it)


def draw_handovers(axes: Axes, journey: Journey) -> None:
    """Draw an arrow from where a unit was done, or a break was found, to where the next one received or the chain broke."""
    rows = {stop.unit: row for row, stop in enumerate(journey.stops)}
    done = {stop.unit: stop.done for stop in journey.stops}
    for row, stop in enumerate(journey.stops):
        starts: dict[str, tuple[float, float]] = {}
        for broken in stop.breaks:
            if broken.source in rows:
                arrow(
                    axes, (broken.time, rows[broken.source] + HALF), (broken.time, row - 0.1), look.VERMILLION
                )
            if broken.found is not None:
                # What was found is handed over again from there.
                starts[broken.line] = (broken.found, float(row))
        from_above = done.get(stop.source)
        if stop.received is None or from_above is None:
            continue
        start = starts.get(stop.line, (from_above, rows[stop.source] + HALF))
        arrow(axes, start, (stop.received, row - (0.0 if stop.line in starts else HALF)), look.BLACK)


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    """Draw a thin arrow."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=12,
            color=colour,
            linewidth=1.3,
            zorder=4,
            shrinkA=0,
            shrinkB=0,
        )
    )


def set_axes(
    axes: Axes, journey: Journey, organisation: Organisation, names: dict[str, str], lang: str
) -> None:
    """Name rows and weeks, and set the limits."""
    look.light_grid(axes, "x")
    levels = organisation.level[organisation.positions(stop.unit for stop in journey.stops)]
    gap = "\n" if len(journey.stops) <= 12 else " "
    labels = [
        f"{level_name(organisation.levels[level], lang)}{gap}{shortened(names[stop.unit], 18)}"
        for level, stop in zip(levels, journey.stops, strict=True)
    ]
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    span = max(journey.end - journey.issued, 0.5)
    axes.set_xlim(journey.issued - 0.03 * span, journey.end + 0.11 * span)
    axes.set_ylim(len(labels) - 0.45, -0.6)
    axes.set_xlabel(SENTENCES["journey"]["axis"](lang))
    axes.spines["left"].set_visible(False)


def add_legend(figure: SubFigure, lang: str) -> None:
    """Explain bars and marks."""
    words = SENTENCES["journey"]
    entries: Sequence[tuple[object, str]] = (
        (Patch(facecolor="white", edgecolor=look.ORANGE, hatch="////"), "waiting"),
        (Patch(facecolor=look.BLUE), "work"),
        (Line2D([], [], color=look.BLACK, marker=">", markersize=6, linewidth=1.3), "handed"),
        (
            Line2D(
                [], [], color=look.VERMILLION, marker="X", markersize=9, linestyle=(0, (1, 1.2)), linewidth=2
            ),
            "broken",
        ),
        (Line2D([], [], color=look.GREEN, marker="D", markersize=8, linestyle=""), "found"),
        (Line2D([], [], color=look.GREEN, marker="^", markersize=7, linestyle=""), "restored"),
        (
            Line2D([], [], color=look.GREY, marker="|", markersize=9, linestyle="", markeredgewidth=1.4),
            "meeting",
        ),
    )
    handles, labels = zip(*((handle, words[name](lang)) for handle, name in entries), strict=True)
    figure.legend(
        handles, labels, loc="center left", ncols=7, fontsize=10.5, handlelength=2.0, columnspacing=1.2
    )
