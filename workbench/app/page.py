"""The page of its own: the workbench on the units of Guangxi, with every further view that there is."""

from __future__ import annotations

from functools import cache

from simulation.scenario import Scenario
from workbench.app import words
from workbench.app.comparer import Comparer
from workbench.app.further_views import View
from workbench.app.panel_views import PANELS
from workbench.app.state import State
from workbench.app.toolbar import Choice
from workbench.app.year_views import YEAR_VIEWS
from workbench.inputs import read_organisation, read_scenario
from workbench.text import Language

PRESETS = (
    "today",
    "full-package",
    "responsibility",
    "assessment",
    "incentives",
    "over-amplification",
    "formalism",
    "campaign",
)

# Views beside the six of the comparer, in the order of their tabs. Each is made when it is opened for the first time, is
# given the comparer (its state, its runs, `on_state`, `on_answer`, `offer`) and relabels itself by a trait `lang`.
VIEWS: list[View] = [*YEAR_VIEWS, *PANELS]


def presets() -> list[Scenario]:
    """Return the shipped scenarios."""
    return [read_scenario(name) for name in PRESETS]


@cache
def guangxi() -> dict[str, Choice]:
    """Return the units of Guangxi, to the townships and to the counties."""
    whole = read_organisation(None)
    return {
        "guangxi": Choice(words.GUANGXI["guangxi"], whole),
        "guangxi-county": Choice(words.GUANGXI["guangxi-county"], whole.at_level("county")),
    }


def page(
    lang: Language = "zh",
    *,
    organisation: str = "guangxi",
    precision: float = 0.01,
    threads: int | None = None,
) -> Comparer:
    """Return the workbench as it opens: Guangxi, one year, today against the full package.

    Parameters
    ----------
    lang : {"zh", "en"}
    organisation : {"guangxi", "guangxi-county"}
    precision : float
        Wished half width of the 95% interval of the substance delivered, as a share of its mean.
    threads : int, optional
        Threads that simulate; by default one a core.
    """
    choices, scenarios = guangxi(), presets()
    state = State(
        organisation=choices[organisation].organisation,
        scenarios=(scenarios[0], scenarios[1]),
        precision=precision,
        lang=lang,
    )
    return Comparer(state, scenarios, choices, VIEWS, threads)
