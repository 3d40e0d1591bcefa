"""One panel for each instrument: what it found in one table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from models.instruments import Audit
from models.instruments.duties import FINDINGS
from workbench.audit_words import VALUES, heading
from workbench.figures import look
from workbench.text import MISSING, Label, number, shortened

MOST_MEMBERS = 12
MANY = 60  # dots from which they are drawn small
JOINT = Label("联合考核名次", "rank by joint assessment")
RATED = Label("评分人数（对数刻度）", "ratings (log scale)")
RATING = Label("评分（{low}–{high} 分）", "rating, {low} to {high}")
RAW, SHRUNKEN = Label("平均分", "mean"), Label("收缩估计", "shrunken")
SHRUNKEN_FEW = Label("收缩估计（评分过少）", "shrunken, few ratings")
COMMON = Label("共同均值", "common mean")
RANK = Label("名次", "rank")
PASSED, PENDING, STOPPED = Label("已通过", "passed"), Label("待定", "pending"), Label("终止", "stopped")
OUTCOMES = ((PASSED, look.BLUE, ""), (PENDING, look.PALE, ""), (STOPPED, look.VERMILLION, "///"))


def bars(
    axes: Axes, names: Sequence[str], values: Sequence[float], texts: Sequence[str], most: float | None = None
) -> None:
    """Draw horizontal bars from the top down, each with its value; `most` is the end of the scale, if it is fixed."""
    places = np.arange(len(names))
    known = np.nan_to_num(np.asarray(values, dtype=float))
    axes.barh(places, known, color=look.BLUE, height=0.62)
    reach = most or float(known.max(initial=0.0)) or 1.0
    for place, value, text in zip(places, known, texts, strict=True):
        axes.text(float(value) + 0.015 * reach, float(place), text, va="center")
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.22 * reach)
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


def duties(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw how many duties show each finding."""
    found = audit["findings"].drop_duplicates(["finding", "duty"])["finding"].value_counts()
    kinds = [kind for kind in FINDINGS if kind != "unlisted" or found.get(kind, 0)]
    counts = [int(found.get(kind, 0)) for kind in kinds]
    names = [VALUES["finding"][kind](lang) for kind in kinds]
    bars(axes, names, counts, [f"{count:,}" for count in counts])


def shares(axes: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw a share a kind, all on the scale of 100%."""
    names = [VALUES["kind"][kind](lang) for kind in table["kind"]]
    texts = [
        MISSING if np.isnan(share) else number(share, "share", decimals=0) + "%" for share in table["share"]
    ]
    bars(axes, names, table["share"].tolist(), texts, most=1.0)


def meetings(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw compliance by kind; other meetings are never due."""
    shares(axes, audit["kinds"].query("kind != 'other'"), lang)


def growth(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw how many members have an entry of each kind."""
    shares(axes, audit["kinds"], lang)


def pioneer(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw the ranks of the first members, and where they can lie under other weights."""
    first = audit["index"].dropna(subset="rank").head(MOST_MEMBERS)
    places = np.arange(len(first))
    axes.hlines(places, first["best_rank"], first["worst_rank"], color=look.SKY, linewidth=5)
    axes.plot(first["rank"], places, "o", color=look.BLACK, markersize=7)
    axes.set_yticks(places, [shortened(str(name), 14) for name in first["member"]])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(left=0.4)
    axes.set_xlabel(RANK(lang))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    look.light_grid(axes, "x")


def scores(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw both ranks of every unit, the first at the upper right."""
    table = audit["scores"]
    most, many = len(table), len(table) > MANY
    axes.plot([1, most], [1, most], color=look.GREY, linewidth=1)
    size, strength = (3, 0.35) if many else (8, 1.0)
    axes.plot(table["business_rank"], table["rank"], "o", color=look.BLUE, markersize=size, alpha=strength)
    if not many:
        for row in table.itertuples():
            axes.annotate(
                shortened(str(row.unit), 10),
                (row.business_rank, row.rank),
                (7, 5),
                textcoords="offset points",
            )
    pad = 0.06 * max(most - 1, 1)
    axes.set(xlim=(most + pad, 1 - 3 * pad), ylim=(most + pad, 1 - 2 * pad))
    axes.set_xlabel(heading("scores", "scores", "business_rank", lang))
    axes.set_ylabel(JOINT(lang))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}" if 1 <= value <= most else ""))


def ratings(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw mean and shrunken mean of every unit, with its interval, over how many rated it."""
    table = audit["ratings"].query("n > 0")
    many = len(table) > MANY
    few = (table["caution"] != "").to_numpy()
    centre = audit["measures"].set_index("measure")["value"]["prior"]
    axes.axhline(centre, color=look.GREY, linewidth=1, linestyle="--", label=COMMON(lang))
    axes.vlines(
        table["n"], table["low"], table["high"], color=look.SKY, linewidth=0.8 if many else 2, zorder=1
    )
    axes.plot(table["n"], table["mean"], "o", color=look.PALE, markersize=3 if many else 8, label=RAW(lang))
    for mask, marker, label in ((~few, "o", SHRUNKEN), (few, "x", SHRUNKEN_FEW)):
        if mask.any():
            axes.plot(
                table["n"][mask],
                table["shrunken"][mask],
                marker,
                color=look.BLUE,
                markersize=4 if many else 8,
                markeredgewidth=1 if many else 2.4,
                label=label(lang),
            )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    lowest, highest = audit.settings["scale"]
    axes.set(xlabel=RATED(lang), ylabel=RATING(lang).format(low=f"{lowest:g}", high=f"{highest:g}"))
    # below: anywhere within it would lie on intervals
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    look.light_grid(axes, "y")


def projects(axes: Axes, audit: Audit, lang: str) -> None:
    """Draw the funnel: what reached each stage, and what became of it there."""
    funnel = audit["funnel"]
    last = funnel["stage"] == "promoted"
    passed = funnel["passed"].where(~last, funnel["reached"])
    places, left = np.arange(len(funnel)), np.zeros(len(funnel))
    for (label, colour, hatch), values in zip(
        OUTCOMES, (passed, funnel["pending"], funnel["stopped"]), strict=True
    ):
        axes.barh(
            places,
            values,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            height=0.62,
            label=label(lang),
        )
        left = left + values.to_numpy()
    reach = float(funnel["reached"].max())
    for place, (total, share) in enumerate(zip(funnel["reached"], funnel["share"], strict=True)):
        axes.text(
            total + 0.015 * reach, place, f"{total:,} ({number(share, 'share', decimals=0)}%)", va="center"
        )
    axes.set_yticks(places, [VALUES["stage"][stage](lang) for stage in funnel["stage"]])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.3 * reach)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower right")
