"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rich.table import Table

from simulation import Runs
from simulation.codebook import codebook
from simulation.intervals import mean_interval
from workbench.text import (
    difference_form,
    form_of,
    indicator_name,
    interval_text,
    levels_text,
    value_text,
)

HEADINGS = {
    "indicator": ("指标", "indicator"),
    "value": ("均值", "mean"),
    "interval": ("95% 区间", "95% interval"),
    "difference": ("配对差异", "paired difference"),
    "p": ("校正 p 值", "Holm p"),
    "group": ("组", "group"),
    "name": ("名称", "name"),
    "label": ("含义", "meaning"),
    "default": ("默认值", "default"),
    "range": ("取值范围", "range"),
    "unit": ("单位", "unit"),
    "source": ("来源", "source"),
}


def heading(name: str, lang: str) -> str:
    """Return a column's heading."""
    return HEADINGS[name][0 if lang == "zh" else 1]


def describe(runs: Runs, lang: str) -> str:
    """Return what was simulated, for a caption."""
    units = levels_text(runs.organisation.counts, lang)
    if lang == "zh":
        return f"{units}；{runs.replications} 次重复，{runs.weeks:g} 周，运气编号 {runs.seed}"
    replications = "1 replication" if runs.replications == 1 else f"{runs.replications} replications"
    weeks = "1 week" if runs.weeks == 1 else f"{runs.weeks:g} weeks"
    return f"{units}; {replications}, {weeks}, seed {runs.seed}"


def outcome_table(runs: Runs, lang: str) -> Table:
    """Return the outcomes of the first scenario with their intervals."""
    table = Table(title=runs.scenarios[0].title(lang), caption=describe(runs, lang))
    table.add_column(heading("indicator", lang))
    table.add_column(heading("value", lang), justify="right")
    table.add_column(heading("interval", lang), justify="right")
    for name in runs.data.indicator.values.tolist():
        values = runs.data["overall"].sel(indicator=name).values[0]
        known = values[~np.isnan(values)]
        form = form_of(name)
        mean, low, high = map(float, mean_interval(known)) if len(known) else (np.nan, np.nan, np.nan)
        table.add_row(
            indicator_name(name, lang), value_text(mean, form, lang), interval_text(low, high, form)
        )
    return table


def comparison_tables(runs: Runs, comparison: pd.DataFrame, baseline: str, lang: str) -> Iterator[Table]:
    """Yield one table for each scenario beside the baseline."""
    titles = {scenario.name: scenario.title(lang) for scenario in runs.scenarios}
    for name in [name for name in titles if name != baseline]:
        table = Table(title=f"{titles[name]} – {titles[baseline]}", caption=describe(runs, lang))
        table.add_column(heading("indicator", lang))
        for column in (
            titles[baseline],
            titles[name],
            heading("difference", lang),
            heading("interval", lang),
            heading("p", lang),
        ):
            table.add_column(column, justify="right")
        for row in comparison[comparison["scenario"] == name].to_dict("records"):
            table.add_row(*comparison_cells(row, lang))
        yield table


def comparison_cells(row: dict[str, object] | dict[object, object], lang: str) -> list[str]:
    """Return the cells of one indicator."""
    values = {str(name): value for name, value in row.items()}
    name = str(values["indicator"])
    form = form_of(name)
    change = difference_form(form)

    def amount(column: str) -> float:
        return float(str(values[column]))

    return [
        indicator_name(name, lang),
        value_text(amount("baseline_mean"), form, lang),
        value_text(amount("scenario_mean"), form, lang),
        value_text(amount("difference"), change, lang, signed=True),
        interval_text(amount("difference_low"), amount("difference_high"), change, signed=True),
        p_text(amount("p_holm")),
    ]


def p_text(value: float) -> str:
    """Write a p value."""
    if np.isnan(value):
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def codebook_table(lang: str) -> Table:
    """Return the codebook for the terminal."""
    table = Table()
    for name in ("group", "name", "label", "default", "range", "unit", "source"):
        table.add_column(heading(name, lang), overflow="fold")
    for row in codebook().to_dict("records"):
        label = row["zh"] if lang == "zh" else row["en"]
        cells = (row["group"], row["name"], label, row["default"], row["range"], row["unit"], row["source"])
        table.add_row(*(str(cell) for cell in cells))
    return table


def codebook_text(form: str) -> str:
    """Return the codebook as CSV or as a Markdown table; both labels in either language."""
    frame = codebook()
    if form == "csv":
        return frame.to_csv(index=False, lineterminator="\n")
    names = [*frame.columns]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"
        for row in frame.itertuples(index=False)
    ]
    return "\n".join(lines) + "\n"
