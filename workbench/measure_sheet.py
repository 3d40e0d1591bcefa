"""Measure sheets: one self-contained page a measure, made from its declaration and from a simulated dose-response."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.organisation import Organisation
from models.quantities import ASSUMPTION, Quantity
from simulation.dose_response import INDICATORS, JUDGED_BY, DoseResponse
from simulation.measure import PILLARS
from simulation.measures import MEASURES, measure_quantities
from simulation.scenario import Scenario
from simulation.scenario_batches import ALL_HOURS
from simulation.scenario_file import flatten
from workbench.page_font import with_font
from workbench.report import TEMPLATES, path_label
from workbench.sheet_words import (
    HOUR_KINDS,
    LOSING,
    WORDS,
    hours_text,
    measure_name,
    sheet_form,
    turn_sentence,
)
from workbench.summaries import records
from workbench.text import (
    UNITS,
    better_sign,
    difference_form,
    indicator_name,
    interval_text,
    level_name,
    listing,
    name_of,
    require_language,
    value_text,
)

INDEX = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="max-width: 720px; margin: 2rem auto; font-family: sans-serif; line-height: 1.7">
<h1>{title}</h1>
{lines}
</body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the sheets were simulated with."""

    organisation: Organisation
    base: Scenario
    replications: int
    seed: int
    weeks: float

    def note(self, lang: str) -> str:
        """Return it as a sentence."""
        levels = [f"{level_name(name, lang)} {count:,}" for name, count in self.organisation.counts.items()]
        return WORDS["note"](lang).format(
            units=f"{self.organisation.n_units:,}",
            levels=listing(levels, lang),
            weeks=f"{self.weeks:g}",
            replications=self.replications,
            seed=self.seed,
            base=self.base.title(lang),
        )


def make_sheet(found: DoseResponse, asked: Asked, png: bytes, lang: str = "zh") -> str:
    """Return the sheet of one measure as the text of one HTML file that loads nothing from outside.

    Parameters
    ----------
    found : DoseResponse
    asked : Asked
        What was simulated, for the small print.
    png : bytes
        Its figure (:func:`workbench.figures.dose_response.dose_response_chart`).
    lang : {"zh", "en"}
    """
    require_language(lang)
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    pillar = PILLARS[MEASURES[found.measure].pillar]
    finding = turn_sentence(found.turn, found.table, lang)
    losing = {indicator: losing_row(found.losing, indicator, lang) for indicator in (*INDICATORS, ALL_HOURS)}
    reading = LOSING[losing[JUDGED_BY]["verdict"]](lang)
    page = environment.get_template("measure_sheet.html").render(
        lang=lang,
        say={name: label(lang) for name, label in WORDS.items()} | {"losing_reading": reading},
        name=measure_name(found.measure, lang),
        pillar=pillar[0 if lang == "zh" else 1],
        facts=facts(found.measure, lang),
        finding=finding[0].upper() + finding[1:],
        colon="：" if lang == "zh" else ": ",
        full=in_full(found.table, lang),
        png=b64encode(png).decode("ascii"),
        losing=list(losing.values()),
        settings=setting_rows(found.measure, lang),
        note=asked.note(lang),
    )
    return with_font(page)


def facts(measure: str, lang: str) -> list[tuple[str, str]]:
    """Return what is known of a measure before anything is simulated: label and text."""
    kind, place = MEASURES[measure], 0 if lang == "zh" else 1
    return [
        (WORDS["term"](lang), kind.zh if lang == "zh" else f"{kind.zh} ({kind.en})"),
        (WORDS["mechanism"](lang), kind.mechanism[place]),
        (WORDS["aim"](lang), moved(kind.aim, lang)),
        (WORDS["cost"](lang), kind.cost[place]),
        (WORDS["price"](lang), moved(kind.price, lang)),
        (WORDS["side_effect"](lang), kind.side_effect[place]),
    ]


def moved(outcome: tuple[str, int], lang: str) -> str:
    """Return an outcome and the direction in which a measure moves it."""
    direction = WORDS["up" if outcome[1] > 0 else "down"](lang)
    return f"{indicator_name(outcome[0], lang)} {direction}"


def in_full(table: pd.DataFrame, lang: str) -> str:
    """Return what the measure does at the largest intensity, indicator by indicator."""
    last = {row["indicator"]: row for row in records(table[table["intensity"] == table["intensity"].max()])}
    parts = []
    for indicator in INDICATORS:
        form = difference_form(sheet_form(indicator))
        difference, low, high = (last[indicator][f"difference{end}"] for end in ("", "_low", "_high"))
        written = value_text(difference, form, lang, signed=True)
        parts.append(
            f"{indicator_name(indicator, lang)} {written} {interval_text(low, high, form, signed=True)}"
        )
    spent = last[ALL_HOURS]["difference"]
    words = "每人每周多用工时" if lang == "zh" else "hours spent a person and week"
    parts.append(f"{words} {hours_text(spent, lang)}")
    return listing_of_clauses(parts, lang)


def listing_of_clauses(parts: Sequence[str], lang: str) -> str:
    """Join clauses to one sentence."""
    return ("；" if lang == "zh" else "; ").join(parts) + ("。" if lang == "zh" else ".")


def losing_row(losing: pd.DataFrame, indicator: str, lang: str) -> dict[str, str]:
    """Return one row of what the settings that lose come to."""
    row = records(losing[losing["indicator"] == indicator])[0]
    form = "hours/week" if indicator == ALL_HOURS else sheet_form(indicator)
    low, high = row["difference_low"], row["difference_high"]
    sign = 0 if indicator == ALL_HOURS else better_sign(indicator)
    verdict = "undecided"
    if low > 0 or high < 0:
        verdict = "changed" if sign == 0 else "better" if (low > 0) == (sign > 0) else "worse"
    name = HOUR_KINDS[ALL_HOURS](lang) if indicator == ALL_HOURS else indicator_name(indicator, lang)
    return {
        "name": f"{name}（每人每周）" if indicator == ALL_HOURS and lang == "zh" else name,
        "without": value_text(row["mean"] - row["difference"], form, lang),
        "with_it": value_text(row["mean"], form, lang),
        "difference": value_text(row["difference"], difference_form(form), lang, signed=True),
        "interval": interval_text(low, high, difference_form(form), signed=True),
        "verdict": verdict,
        "words": WORDS[verdict](lang),
    }


def settings_of(measure: str) -> list[Quantity]:
    """Return the declarations of a measure's settings, those of its parts among them, the intensity left out."""
    return [
        quantity
        for quantity in measure_quantities()
        if quantity.group.split(".")[0] == measure and quantity.name != "intensity"
    ]


def setting_rows(measure: str, lang: str) -> list[dict[str, str]]:
    """Return a measure's settings with default, range, unit, source and the value at which it loses."""
    loses = flatten(dict(MEASURES[measure].loses))
    rows = []
    for quantity in settings_of(measure):
        path = f"{quantity.group}.{quantity.name}".removeprefix(f"{measure}.")
        label = path_label(f"measures.{measure}.{path}", quantity.label(lang), lang)
        source = WORDS["assumption"](lang) if quantity.source == ASSUMPTION else quantity.source
        rows.append(
            {
                "label": label.partition(" · ")[2],
                "default": plain(quantity.default, lang),
                "allowed": quantity.allowed.replace("..", "–").replace(" – ", "–"),
                "unit": name_of(UNITS, quantity.unit, lang),
                "loses": plain(loses[path], lang) if path in loses else "",
                "source": source,
            }
        )
    return rows


def plain(value: object, lang: str) -> str:
    """Write a setting's value."""
    if isinstance(value, bool):
        return {True: ("是", "yes"), False: ("否", "no")}[value][0 if lang == "zh" else 1]
    return f"{value:.4g}" if isinstance(value, (int, float)) else str(value)


def write_sheet(found: DoseResponse, asked: Asked, folder: Path, lang: str = "zh") -> Path:
    """Write the page of one measure, its figure as PNG and SVG, and its table as CSV; return the page.

    Files are named after the measure; those of the same name are replaced.
    """
    from workbench.figures import save
    from workbench.figures.dose_response import dose_response_chart
    from workbench.inputs import write_table

    folder.mkdir(parents=True, exist_ok=True)
    figure = dose_response_chart(found, lang, asked.note(lang))
    picture = folder / f"{found.measure}.png"
    for suffix in (".png", ".svg"):
        save(figure, picture.with_suffix(suffix))
    write_table(found.table, picture.with_suffix(".csv"))
    page = picture.with_suffix(".html")
    page.write_text(make_sheet(found, asked, picture.read_bytes(), lang), encoding="utf-8")
    return page


def contents(folder: Path, names: Sequence[str], lang: str) -> Path:
    """Write a page that leads to the sheets, by pillar; return it."""
    place = 0 if lang == "zh" else 1
    lines = []
    for pillar, labels in PILLARS.items():
        mine = [name for name in names if MEASURES[name].pillar == pillar]
        if mine:
            links = [f'<li><a href="{name}.html">{measure_name(name, lang)}</a></li>' for name in mine]
            lines += [f"<h2>{labels[place]}</h2>", "<ul>", *links, "</ul>"]
    page = folder / "index.html"
    page.write_text(
        INDEX.format(lang=("zh-CN", "en")[place], title=WORDS["index"](lang), lines="\n".join(lines)),
        encoding="utf-8",
    )
    return page
