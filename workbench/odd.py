"""The ODD protocol of the model (Grimm et al. 2020, doi:10.18564/jasss.4259), written from what the code declares.

What can be listed is taken from the code: parameters, measures, outcomes, state variables, steps of the review, streams of luck.
The rest stands in a template for each language. The committed documents in `docs/` are held equal to what is written now by a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from models.parameters import Parameters, parameter_quantities
from models.public import DOMAINS
from models.quantities import Quantity
from simulation import (
    moving,
    review,
    review_effort,
    review_people,
    review_practices,
    review_public,
    review_scores,
)
from simulation.counting import CAUSES
from simulation.draws import Stream
from simulation.measure import PILLARS
from simulation.measures import MEASURES
from simulation.outcomes import OUTCOMES
from simulation.state import State
from workbench.odd_words import GROUPS, STATE, STEPS, STREAMS
from workbench.text import CAUSES as CAUSE_NAMES
from workbench.text import Label, require_language

TEMPLATES = Path(__file__).parent / "templates"
# Where the steps of a review stand.
REVIEW = (review, review_effort, review_public, review_scores, review_people, review_practices, moving)


def odd_text(lang: str = "zh") -> str:
    """Return the ODD protocol as Markdown.

    Parameters
    ----------
    lang : {"zh", "en"}

    Raises
    ------
    ValueError
        For another language, or where the words for something that the code declares are missing.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    require_language(lang)
    # Markdown, not HTML: nothing of it comes from a user.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment.get_template(f"odd.{lang}.md").render(context(lang))


def context(lang: str) -> dict[str, Any]:
    """Return what the templates fill in."""
    defaults = {quantity.name: quantity.default for quantity in parameter_quantities()}
    steps = {name for name in STEPS if any(hasattr(part, name) for part in REVIEW)}
    require_words("steps of the review", STEPS, steps)
    return {
        "default": defaults,
        "state": rows_of(lang, "state variables", STATE, [field.name for field in fields(State)]),
        "streams": rows_of(lang, "streams", STREAMS, [stream.name for stream in Stream]),
        "steps": [(name, label(lang)) for name, label in STEPS.items()],
        "domains": [domain.label(lang) for domain in DOMAINS],
        "causes": [CAUSE_NAMES[name](lang) for name in CAUSES],
        "groups": parameter_groups(lang),
        "pillars": measures_by_pillar(lang),
        "outcomes": [(quantity.name, quantity.label(lang), quantity.unit) for quantity in OUTCOMES.values()],
        "measures": len(MEASURES),
        "parameters": len(defaults),
        "assumptions": sum(quantity.source == "assumption" for quantity in parameter_quantities()),
    }


def rows_of(lang: str, what: str, words: Mapping[str, Label], names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names of the code, each with its words."""
    listed = list(names)
    require_words(what, words, listed)
    return [(name, words[name](lang)) for name in listed]


def require_words(what: str, words: Iterable[str], names: Iterable[str]) -> None:
    """Refuse words that do not fit what the code declares."""
    if unlike := set(words) ^ set(names):
        raise ValueError(
            f"the ODD protocol's words for {what} do not fit the code: {', '.join(sorted(unlike))}"
        )


def parameter_groups(lang: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return each group of parameters with rows of name, label, default, range, unit and source."""
    require_words("groups of parameters", GROUPS, Parameters.model_fields)
    return [
        (
            label(lang),
            [cells(quantity, lang) for quantity in parameter_quantities() if quantity.group == group],
        )
        for group, label in GROUPS.items()
    ]


def cells(quantity: Quantity, lang: str) -> tuple[str, ...]:
    """Return a parameter's cells; a bar would end a cell of Markdown."""
    texts = (
        f"`{quantity.name}`",
        quantity.label(lang),
        str(quantity.default),
        quantity.allowed,
        quantity.unit,
        quantity.source if lang == "en" or quantity.source != "assumption" else "假设",
    )
    return tuple(text.replace("|", "\\|") for text in texts)


def measures_by_pillar(lang: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return each pillar with rows of a measure's name, mechanism, cost and side effect."""
    place = 0 if lang == "zh" else 1
    return [
        (
            names[place],
            [
                (
                    f"`{name}`",
                    (kind.zh, kind.en)[place],
                    kind.mechanism[place],
                    kind.cost[place],
                    kind.side_effect[place],
                )
                for name, kind in MEASURES.items()
                if kind.pillar == pillar
            ],
        )
        for pillar, names in PILLARS.items()
    ]
