"""How far reports are padded, by how likely they are audited; and where a published case lies."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from models.gaming import gaming
from workbench.figures import look
from workbench.text import Label, require_language

TITLE = Label(
    "上报比真实高出 19 至 21 个百分点，模型在核查概率 13% 至 20% 时正是如此",
    "Reports 19 to 21 points above the truth: what the model gives where 13% to 20% are audited",
)
NOTE = Label(
    "灰带：英国急诊“四小时”目标，上报 96% 与 90%，患者调查 77% 与 69%（Bevan & Hood 2006）。利害 1，处罚 1；机制的形式是假设。",
    "Grey band: the four-hour target of English emergency departments, reported 96% and 90%, patients' survey 77% and 69% "
    "(Bevan & Hood 2006). Stakes 1, penalty 1; the form of the mechanism is an assumption.",
)
AXES = (
    Label("核查概率", "probability of an audit"),
    Label("上报减真实（百分点）", "reported less true (points)"),
)
EASE = Label("注水难易 {ease:g}", "ease of padding {ease:g}")
EASES = (0.5, 0.25, 0.1)
# At an ease of 0.25; the setting that yields what was published.
AUDITS = (0.13, 0.20)


def padding(lang: str = "zh") -> Figure:
    """Draw the padding that is best for who reports, over the probability of an audit, for three kinds of ease.

    Parameters
    ----------
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_language(lang)
    audit = np.linspace(0, 1, 201)
    with look.drawing():
        figure = look.new_figure(12, 5.4, TITLE(lang), NOTE(lang))
        axes = figure.subplots()
        axes.axhspan(19, 21, color=look.PALE, zorder=0)
        for place, ease in enumerate(EASES):
            style = look.style_of(place)
            points = 100 * np.asarray(gaming(1.0, audit, ease))
            axes.plot(audit, points, color=style.colour, linestyle=style.dashes, linewidth=2.2)
            axes.annotate(
                EASE(lang).format(ease=ease), (0.012, points[0] + 0.8), color=style.colour, va="bottom"
            )
        axes.plot(AUDITS, 100 * gaming(1.0, AUDITS, 0.25), "o", color=look.VERMILLION, markersize=10)
        look.light_grid(axes, "y")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.set(xlim=(0, 1), ylim=(0, 56), xlabel=AXES[0](lang), ylabel=AXES[1](lang))
        return look.finish(figure)
