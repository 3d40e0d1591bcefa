"""The report: one HTML file that tells what was asked, what came out, what it costs, what is assumed, and how to repeat it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from models.parameters import parameter_quantities
from models.quantities import ASSUMPTION, Quantity
from simulation.intervals import mean_interval
from simulation.measures import MEASURES, in_force
from workbench.findings import verdict
from workbench.page_font import with_font
from workbench.report_text import FIGURE_NAMES, READINGS, WORDS
from workbench.sentences import SENTENCES
from workbench.summaries import records, titles
from workbench.text import (
    ARROWS,
    CHECKPOINTS,
    MISSING,
    UNITS,
    better_sign,
    difference_form,
    form_of,
    indicator_name,
    interval_text,
    level_name,
    listing,
    name_of,
    p_text,
    require_language,
    value_text,
)

if TYPE_CHECKING:
    from models.faults import Language
    from simulation.runs import Runs
    from simulation.scenario import Scenario

TEMPLATES = Path(__file__).parent / "templates"
VERDICT_MARKS = {"better": "●", "worse": "✕", "changed": "◆", "undecided": "□"}


@dataclass(frozen=True)
class Illustration:
    """A figure of the report: what kind it is, its message, and the picture as PNG."""

    kind: str
    message: str
    png: bytes


def make_report(
    runs: Runs,
    comparison: pd.DataFrame | None,
    illustrations: Sequence[Illustration],
    lang: Language = "zh",
    *,
    command: str = "",
) -> str:
    """Return the report as the text of one HTML file that loads nothing from outside.

    Parameters
    ----------
    runs : Runs
    comparison : DataFrame or None
        As `simulation.compare` returns it; None where one scenario was run.
    illustrations : sequence of Illustration
        Figures, in their order.
    lang : {"zh", "en"}
    command : str
        The command that made this, if it was made by one.
    """
    require_language(lang)
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    page = environment.get_template("report.html").render(
        context(runs, comparison, illustrations, lang, command)
    )
    return with_font(page)


def context(
    runs: Runs,
    comparison: pd.DataFrame | None,
    illustrations: Sequence[Illustration],
    lang: Language,
    command: str,
) -> dict[str, Any]:
    """Return everything that the template shows, as plain texts."""
    baseline = baseline_of(runs, comparison)
    names = titles(runs, lang)
    rows = assumption_rows(baseline, lang)
    counts = runs.organisation.counts
    return {
        "lang": lang,
        "say": {name: label(lang) for name, label in WORDS.items()},
        "subtitle": subtitle(names, baseline.name, lang),
        "baseline": names[baseline.name],
        "findings": headlines(illustrations),
        "asked": asked(runs, lang),
        "levels": [(level_name(level, lang), f"{count:,}") for level, count in counts.items()],
        "total": f"{sum(counts.values()):,}",
        "notes": [note.text(lang) for note in runs.organisation.notes],
        "scenarios": [scenario_part(scenario, baseline, lang) for scenario in runs.scenarios],
        "comparisons": comparison_parts(comparison, names, baseline.name, lang),
        "outcomes": outcome_rows(runs, lang),
        "figures": [picture(illustration, lang) for illustration in illustrations],
        "assumptions_text": WORDS["assumptions_text"](lang).format(
            count=len(rows), assumed=sum(row["assumed"] for row in rows)
        ),
        "assumptions": [row for row in rows if row["assumed"]],
        "sourced": [row for row in rows if not row["assumed"]],
        "facts": facts(runs, lang),
        "commands": commands(runs, command, lang),
    }


def baseline_of(runs: Runs, comparison: pd.DataFrame | None) -> Scenario:
    """Return the scenario that the others are compared with: the one that has no rows of its own."""
    compared = set() if comparison is None else set(comparison["scenario"])
    return next(scenario for scenario in runs.scenarios if scenario.name not in compared)


def subtitle(names: Mapping[str, str], baseline: str, lang: str) -> str:
    """Return what is compared with what."""
    others = [title for name, title in names.items() if name != baseline]
    if not others:
        return names[baseline]
    return WORDS["against"](lang).format(others=listing(others, lang), baseline=names[baseline])


def asked(runs: Runs, lang: str) -> str:
    """Return what was simulated."""
    template = WORDS["asked_text" if len(runs.names) > 1 else "asked_one"](lang)
    return template.format(
        count=len(runs.names),
        scenarios=listing(list(titles(runs, lang).values()), lang),
        replications=f"{runs.replications:,}",
        weeks=f"{runs.weeks:g}",
    )


def scenario_part(scenario: Scenario, baseline: Scenario, lang: str) -> dict[str, Any]:
    """Return one scenario: what differs from the baseline, and its measures with their costs and side effects."""
    place = 0 if lang == "zh" else 1
    measures = [
        {
            "name": measure.zh if lang == "zh" else measure.en,
            "intensity": f"{measure.intensity:g}",
            "mechanism": measure.mechanism[place],
            "cost": measure.cost[place],
            "side_effect": measure.side_effect[place],
        }
        for measure in in_force(scenario.measures).values()
    ]
    changes = [
        {
            "label": path_label(row["quantity"], row[lang], lang),
            "this": setting_text(row["this"], lang),
            "other": setting_text(row["other"], lang),
            "unit": name_of(UNITS, row["unit"], lang),
        }
        for row in records(scenario.diff(baseline))
    ]
    return {
        "title": scenario.title(lang),
        "description": scenario.description_zh if lang == "zh" else scenario.description_en,
        "is_baseline": scenario.name == baseline.name,
        "changes": changes,
        "measures": measures,
    }


def path_label(path: str, label: str, lang: str) -> str:
    """Return what a quantity of a scenario is called, with the measure or checkpoint that it belongs to.

    Examples
    --------
    >>> path_label("measures.five_ones.weekly_dispatch.hours", "每次占用工时", "zh")
    '五个一 · 周调度 · 每次占用工时'
    """
    kind, *steps = path.split(".")
    owners: list[str] = []
    if kind == "measures":
        measure = MEASURES[steps[0]]
        owners.append(measure.zh if lang == "zh" else measure.en)
        owners += [name_of(CHECKPOINTS, part, lang) for part in steps[1:-1]]
    elif kind == "calendar":
        owners.append(name_of(CHECKPOINTS, steps[1], lang))
    return " · ".join([*owners, label or steps[-1]])


def setting_text(value: object, lang: str) -> str:
    """Write a setting of a scenario."""
    if value is None or value != value:
        return WORDS["not_there"](lang)
    if isinstance(value, bool):
        return WORDS["yes" if value else "no"](lang)
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def comparison_parts(
    comparison: pd.DataFrame | None, names: Mapping[str, str], baseline: str, lang: str
) -> list[dict[str, Any]]:
    """Return one table for each scenario beside the baseline."""
    if comparison is None:
        return []
    parts = []
    for scenario in dict.fromkeys(comparison["scenario"]):
        rows = [comparison_row(row, lang) for row in records(comparison[comparison["scenario"] == scenario])]
        worse = [
            f"{row['name']}: {row['difference']} {row['interval']}"
            for row in rows
            if row["verdict"] == "worse"
        ]
        title = f"{names[scenario]} – {names[baseline]}"
        parts.append({"title": title, "name": names[scenario], "rows": rows, "worse": worse})
    return parts


def comparison_row(row: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return one indicator's cells."""
    indicator, form = row["indicator"], form_of(row["indicator"])
    change, name = difference_form(form), indicator_name(indicator, lang)
    outcome = verdict(indicator, row["difference"], row["p_holm"])
    return {
        "name": name,
        "indicator": f"{name} {ARROWS[better_sign(indicator)]}".rstrip(),
        "baseline": value_text(row["baseline_mean"], form, lang),
        "scenario": value_text(row["scenario_mean"], form, lang),
        "difference": value_text(row["difference"], change, lang, signed=True),
        "interval": interval_text(row["difference_low"], row["difference_high"], change, signed=True),
        "p": p_text(row["p_holm"]),
        "verdict": outcome,
        "mark": VERDICT_MARKS[outcome],
        "words": SENTENCES["comparison"][outcome](lang),
        "note": note_text(str(row["note"]), lang),
    }


def note_text(note: str, lang: str) -> str:
    """Return the comparison's note on a row in one language."""
    words = {
        "no pairs": "没有可配对的结果",
        "one pair: no interval": "只有一对，没有区间",
        "all differences equal": "各次差值相同",
        "replications without a value left out": "次没有取值，未计入",
    }
    if lang == "zh":
        for english, chinese in words.items():
            note = note.replace(english, chinese)
    return note


def outcome_rows(runs: Runs, lang: str) -> list[dict[str, str]]:
    """Return the headline outcomes of the first scenario with their intervals."""
    overall = runs.data["overall"].isel(scenario=0).transpose("replication", "indicator")
    means, lows, highs = mean_interval(overall.values)
    rows = []
    for indicator, mean, low, high in zip(
        overall["indicator"].values.tolist(), means, lows, highs, strict=True
    ):
        form = form_of(indicator)
        rows.append(
            {
                "indicator": indicator_name(indicator, lang),
                "mean": value_text(float(mean), form, lang),
                "interval": interval_text(float(low), float(high), form),
            }
        )
    return rows


def headlines(illustrations: Sequence[Illustration]) -> list[str]:
    """Return the messages that a hurried reader needs: of each kind of figure the first, single journeys left out."""
    first: dict[str, str] = {}
    for illustration in illustrations:
        if illustration.kind != "journey":
            first.setdefault(illustration.kind, illustration.message)
    return list(first.values())


def picture(illustration: Illustration, lang: str) -> dict[str, str]:
    """Return a figure as the template shows it."""
    return {
        "name": FIGURE_NAMES[illustration.kind](lang),
        "message": illustration.message,
        "reading": READINGS[illustration.kind](lang),
        "png": b64encode(illustration.png).decode("ascii"),
    }


def assumption_rows(baseline: Scenario, lang: str) -> list[dict[str, Any]]:
    """Return every parameter with its value in the baseline and its source."""
    return [assumption_row(quantity, baseline, lang) for quantity in parameter_quantities()]


def assumption_row(quantity: Quantity, baseline: Scenario, lang: str) -> dict[str, Any]:
    """Return one parameter."""
    value = getattr(getattr(baseline.parameters, quantity.group), quantity.name)
    assumed = quantity.source == ASSUMPTION
    return {
        "meaning": quantity.label(lang),
        "name": quantity.name,
        "value": setting_text(value, lang),
        "unit": name_of(UNITS, quantity.unit, lang),
        "range": quantity.allowed or MISSING,
        "source": WORDS["assumption"](lang) if assumed else quantity.source,
        "assumed": assumed,
    }


def facts(runs: Runs, lang: str) -> list[tuple[str, str]]:
    """Return what a repetition needs to agree in."""
    record = runs.record()
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    values = {
        "seed": str(runs.seed),
        "replications": f"{runs.replications:,}",
        "weeks": f"{runs.weeks:g}",
        "engine": runs.engine,
        "digest": record["organisation"]["digest"],
        "versions": versions,
    }
    return [(WORDS[name](lang), value) for name, value in values.items()]


def commands(runs: Runs, command: str, lang: str) -> list[tuple[str, str]]:
    """Return the lines that repeat the run, or a part of it."""
    again = 'from simulation import read_record, reproduce\n\nruns = reproduce(read_record("run.json"))'
    lines = [
        (WORDS["in_python"](lang), again),
        (WORDS["whole_ledger"](lang), f"chuandao replay run.json --scenario {runs.names[0]} --replication 0"),
    ]
    return [(WORDS["command"](lang), command), *lines] if command else lines
