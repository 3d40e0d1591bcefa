"""What the instruments found in tables, one panel a table, so that a real one and a simulated one stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.instruments import Audit
from workbench.audit_findings import finding_of, nothing_found
from workbench.figures import audit_panels, look
from workbench.text import Label, require_language

Draw = Callable[[Axes, Audit, str], None]

# How each instrument is drawn, and how to read it.
PANELS: dict[str, tuple[Draw, Label]] = {
    "duties": (
        audit_panels.duties,
        Label("每条：存在该问题的职责数。", "A bar: duties in which this was found."),
    ),
    "meetings": (
        audit_panels.meetings,
        Label(
            "每条：应开的各期中至少开了一次的比例；同一期多开不能抵下一期。“–”：期间内没有应开的。",
            "A bar: share of the weeks, months, ... due that had at least one meeting; a second one does not make up for the next. "
            "A dash: none was due.",
        ),
    ),
    "pioneer": (
        audit_panels.pioneer,
        Label(
            "点：按给定权重的名次；横线：权重变动不超过标题所说幅度时，名次可能的范围。只列前 12 名。",
            "A dot: the rank under the weights given; a line: where the rank can lie if weights move as far as the title says. The "
            "first 12 only.",
        ),
    ),
    "scores": (
        audit_panels.scores,
        Label(
            "每点一个单位；在斜线上的名次不变，斜线以上的因联合考核而上升。",
            "A dot is a unit: on the line its rank does not change, above it joint assessment places it better.",
        ),
    ),
    "ratings": (
        audit_panels.ratings,
        Label(
            "竖线：收缩估计的 95% 区间；叉：评分过少、应慎用的单位。评分越少，估计越向共同均值收缩。",
            "Upright lines: 95% intervals of the shrunken means. Crosses: units with too few ratings. The fewer, the closer "
            "is the estimate to the common mean.",
        ),
    ),
    "growth": (
        audit_panels.growth,
        Label("每条：档案中有该类记录的人所占比例。", "A bar: share of members with an entry of this kind."),
    ),
    "projects": (
        audit_panels.projects,
        Label(
            "每条：到达该环节的项目，按结果分段。",
            "A bar: projects that reached the stage, by what became of them.",
        ),
    ),
}


def audit_figure(audits: Mapping[str, Audit], lang: str = "zh") -> Figure:
    """Draw what one instrument found in one or more tables.

    Parameters
    ----------
    audits : mapping of str to Audit
        What each table is called, and its audit; all of the same instrument.
    lang : {"zh", "en"}

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Where there is none, or they are of different instruments.
    """
    require_language(lang)
    kinds = list(dict.fromkeys(audit.name for audit in audits.values()))
    if len(kinds) != 1:
        raise ValueError(f"audits must be of one instrument, not {', '.join(kinds) or 'none'}")
    draw, note = PANELS[kinds[0]]
    with look.drawing():
        wide = max(8.0, 5.6 * len(audits) + 1.0)
        figure = look.new_figure(wide, 5.2, finding_of(audits, lang), note(lang))
        panels = figure.subplots(1, len(audits), squeeze=False)[0]
        for axes, (name, audit) in zip(panels, audits.items(), strict=True):
            if nothing := nothing_found(audit):
                axes.text(0.5, 0.5, nothing(lang), ha="center", va="center", color=look.GREY)
                axes.set_axis_off()
            else:
                draw(axes, audit, lang)
            axes.set_title(name)
        return look.finish(figure)
