"""Tables for reading: headings and names of a frame in Chinese or English, its numbers untouched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.intervals import mean_interval
from simulation.outcomes import OUTCOMES
from workbench.tables import comparison_cells
from workbench.text import (
    CAUSES,
    CHECKPOINTS,
    EVENTS,
    LINES,
    MATTERS,
    MISSING,
    Label,
    form_of,
    indicator_name,
    interval_text,
    level_name,
    name_of,
    require_language,
    value_text,
)

if TYPE_CHECKING:
    import xarray

HEADINGS = {
    "unit": Label("单位", "unit"),
    "superior": Label("上级", "superior"),
    "level": Label("层级", "level"),
    "name": Label("名称", "name"),
    "headcount": Label("人数", "headcount"),
    "authority": Label("职权", "authority"),
    "responsibility": Label("责任", "responsibility"),
    "members": Label("成员数", "members"),
    "units": Label("单位数", "units"),
    "leading": Label("有下级的单位数", "units with subordinates"),
    "mean": Label("平均", "mean"),
    "sd": Label("标准差", "s.d."),
    "std": Label("标准差", "s.d."),
    "smallest": Label("最小", "smallest"),
    "median": Label("中位数", "median"),
    "largest": Label("最大", "largest"),
    "span": Label("直接下级数", "span"),
    "share_through": Label("经过它的比例", "share through it"),
    "share_only_through": Label("只能经过它的比例", "share only through it"),
    "measure": Label("指标", "measure"),
    "value": Label("数值", "value"),
    "low": Label("区间下限", "low"),
    "high": Label("区间上限", "high"),
    "exact": Label("是否精确", "exact"),
    "known": Label("权责已知的单位数", "units known"),
    "gap": Label("责任减职权", "responsibility less authority"),
    "imbalance": Label("失衡度", "imbalance"),
    "reach": Label("到达概率", "reach"),
    "standard_error": Label("标准误", "standard error"),
    "line": Label("线", "line"),
    "source": Label("来自", "from"),
    "break": Label("断链概率", "break"),
    "cost": Label("断开代价（人）", "cost (headcount)"),
    "share": Label("占现可到达的比例", "share of what is reached"),
    "gain": Label("永不断开可增（人）", "gain if it never broke"),
    "scenario": Label("情景", "scenario"),
    "replication": Label("次", "replication"),
    "indicator": Label("指标", "indicator"),
    "quarter": Label("季度", "quarter"),
    "cause": Label("原因", "cause"),
    "time": Label("时间（周）", "time (weeks)"),
    "event": Label("事件", "event"),
    "directive": Label("任务", "directive"),
    "matter": Label("事项", "matter"),
    "case": Label("事项编号", "case"),
    "checkpoint": Label("检查", "checkpoint"),
    "amount": Label("数量", "amount"),
    "week": Label("周", "week"),
    "baseline_mean": Label("基准均值", "baseline mean"),
    "baseline_low": Label("基准下限", "baseline: low"),
    "baseline_high": Label("基准上限", "baseline: high"),
    "scenario_mean": Label("情景均值", "scenario mean"),
    "scenario_low": Label("情景下限", "scenario: low"),
    "scenario_high": Label("情景上限", "scenario: high"),
    "difference": Label("配对差异", "paired difference"),
    "difference_low": Label("差异下限", "difference: low"),
    "difference_high": Label("差异上限", "difference: high"),
    "bootstrap_low": Label("自助法下限", "bootstrap: low"),
    "bootstrap_high": Label("自助法上限", "bootstrap: high"),
    "p_value": Label("p 值", "p"),
    "p_holm": Label("校正 p 值", "p (Holm)"),
    "note": Label("说明", "note"),
    "variance_reduction": Label("方差缩减倍数", "variance reduction"),
    "replications_needed": Label("所需重复次数", "replications needed"),
    "interval": Label("95% 区间", "95% interval"),
    "pairs": Label("配对数", "pairs"),
    "law": Label("规律", "law"),
    "where": Label("何处", "where"),
    "simulated": Label("模拟均值", "simulated mean"),
    "formula": Label("公式", "formula"),
    "pass": Label("通过", "pass"),
    "quantity": Label("参数", "quantity"),
    "zh": Label("含义", "Chinese"),
    "en": Label("英文", "meaning"),
    "this": Label("本情景", "this"),
    "other": Label("对照", "other"),
}
MEASURES = {
    "deepest": Label("最深层数（交接次数）", "deepest (handovers)"),
    "mean depth": Label("平均深度（交接次数）", "mean depth (handovers)"),
    "connectedness": Label("连通度", "connectedness"),
    "hierarchy": Label("等级度", "hierarchy"),
    "efficiency": Label("精简度", "efficiency"),
    "least upper boundedness": Label("共同上级度", "least upper boundedness"),
    "flow hierarchy": Label("流向等级度", "flow hierarchy"),
}
VALUES: dict[str, Callable[[str, str], str]] = {
    "level": level_name,
    "indicator": indicator_name,
    "cause": partial(name_of, CAUSES),
    "event": partial(name_of, EVENTS),
    "matter": partial(name_of, MATTERS),
    "checkpoint": partial(name_of, CHECKPOINTS),
    "line": partial(name_of, LINES),
    "measure": partial(name_of, MEASURES),
}


def labelled(frame: pd.DataFrame, lang: str = "zh", titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a copy with headings and names as readers know them, and a dash where a text is missing.

    What has no label stays as it is.

    Parameters
    ----------
    frame : DataFrame
    lang : {"zh", "en"}
    titles : mapping, optional
        Titles of scenarios by their names.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> labelled(pd.DataFrame({"level": ["county"], "reach": [0.7744]}))
        层级    到达概率
    0  县级  0.7744
    """
    require_language(lang)
    named = frame.copy()
    for column in named.columns:
        if column == "scenario" and titles is not None:
            named[column] = named[column].map(lambda name: titles.get(name, name))
        elif column in VALUES:
            named[column] = [VALUES[column](str(value), lang) for value in named[column]]
        elif not pd.api.types.is_numeric_dtype(named[column]):
            named[column] = named[column].where(named[column].notna(), MISSING)
    # "reach" alone is a probability in closed form; among other outcomes it is the share done.
    simulated = len(OUTCOMES.keys() & set(frame.columns)) > 1
    named.columns = pd.Index([heading(column, lang, simulated) for column in frame.columns])
    return named


def comparison_table(comparison: pd.DataFrame, titles: Mapping[str, str], lang: str = "zh") -> pd.DataFrame:
    """Return a comparison in words: every value with its unit, differences of shares in percentage points.

    Parameters
    ----------
    comparison : DataFrame
        As `simulation.compare` returns it, with intervals of 95%.
    titles : mapping
        Titles of the scenarios by their names.
    lang : {"zh", "en"}
    """
    require_language(lang)
    rows = [
        (titles[str(row["scenario"])], *comparison_cells(row, lang)) for row in comparison.to_dict("records")
    ]
    columns = ("scenario", "indicator", "baseline_mean", "scenario_mean", "difference", "interval", "p_holm")
    return pd.DataFrame(rows, columns=[HEADINGS[column](lang) for column in columns])


def means_table(
    values: xarray.DataArray, lang: str = "zh", titles: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return means over replications with their 95% intervals, in words: one row a scenario.

    Parameters
    ----------
    values : xarray.DataArray
        Dimensions scenario, replication, and either indicator, as ``runs.data["overall"]``, or level, as
        ``runs.data["strain"]`` of one quarter.
    lang : {"zh", "en"}
    titles : mapping, optional
        Titles of scenarios by their names.

    Returns
    -------
    DataFrame of str
    """
    require_language(lang)
    column = next(str(name) for name in values.dims if name not in ("scenario", "replication"))
    of_indicators = column == "indicator"
    mean, low, high = mean_interval(values.transpose("replication", "scenario", column).to_numpy())
    table: dict[str, list[str]] = {"scenario": [str(name) for name in values["scenario"].to_numpy()]}
    for k, name in enumerate(str(name) for name in values[column].to_numpy()):
        form = form_of(name if of_indicators else str(values.name))
        cells = zip(mean[:, k], low[:, k], high[:, k], strict=True)
        table[indicator_name(name, lang) if of_indicators else level_name(name, lang)] = [
            f"{value_text(one, form, lang)} {interval_text(least, most, form)}" for one, least, most in cells
        ]
    return labelled(pd.DataFrame(table), lang, titles)


def heading(column: Any, lang: str, simulated: bool) -> str:
    """Return a column's heading."""
    if column in HEADINGS and not (simulated and column in OUTCOMES):
        return HEADINGS[column](lang)
    return OUTCOMES[column].label(lang) if column in OUTCOMES else str(column)
