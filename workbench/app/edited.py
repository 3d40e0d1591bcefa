"""A scenario changed on the page says so in its title and tells what was changed, wherever it is taken."""

from __future__ import annotations

from dataclasses import replace

from simulation.measures import MEASURES
from simulation.runs import Runs
from simulation.scenario import Scenario
from workbench.app.state import State
from workbench.text import Label

MOST_TOLD = 8
EDITED = Label("（已改）", " (edited)")
TOLD = Label("在“{title}”基础上改动 {number} 处：{changes}。", "{title}, changed ({number}): {changes}.")
AND_MORE = Label("等", "and more")


def edited_names(state: State) -> list[str]:
    """Return the names of the scenarios that are no longer what they began as."""
    pairs = zip(state.scenarios, state.origins, strict=True)
    return [scenario.name for scenario, origin in pairs if scenario != origin]


def told_state(state: State) -> State:
    """Return the state with scenarios that say what was changed in them."""
    pairs = zip(state.scenarios, state.origins, strict=True)
    return state.changed(scenarios=tuple(told_scenario(scenario, origin) for scenario, origin in pairs))


def as_told(runs: Runs, state: State) -> Runs:
    """Return the runs with those of their scenarios that were changed on the page under a title that says so.

    Titles and descriptions are not part of what is simulated: every number stays as it is.
    """
    origins = {origin.name: origin for origin in state.origins}
    # An answer may still be that of the state before.
    told = [told_scenario(one, origins[one.name]) if one.name in origins else one for one in runs.scenarios]
    return replace(runs, scenarios=tuple(told))


def told_scenario(scenario: Scenario, origin: Scenario) -> Scenario:
    """Return the scenario with what was changed in its title and description, or as it is where nothing was.

    Examples
    --------
    >>> today = Scenario.today()
    >>> more = told_scenario(today.with_measures(ledger=0.5), today)
    >>> print(more.title("zh"), more.description_zh, more.description_en, sep=" | ")
    现状（已改） | 在“现状”基础上改动 1 处：台账管理 力度 0 → 0.5。 | today, changed (1): ledgers intensity 0 → 0.5.
    """
    changes = differences(scenario, origin) if scenario != origin else []
    if not changes:
        return scenario
    values = {}
    for lang, comma in (("zh", "；"), ("en", "; ")):
        title = origin.title(lang)
        more = [AND_MORE(lang)] if len(changes) > MOST_TOLD else []
        listed = comma.join([*(change(lang) for change in changes[:MOST_TOLD]), *more])
        values[f"title_{lang}"] = title if title.endswith(EDITED(lang)) else title + EDITED(lang)
        values[f"description_{lang}"] = TOLD(lang).format(title=title, number=len(changes), changes=listed)
    return scenario.changed(**values)


def differences(scenario: Scenario, origin: Scenario) -> list[Label]:
    """Return what was changed, one label a quantity; a measure that is not there is one at intensity 0."""
    one, other = (
        given.with_measures(**{name: 0.0 for name in MEASURES if name not in given.measures})
        for given in (scenario, origin)
    )
    changes = []
    for row in one.diff(other).to_dict("records"):
        quantity = row["quantity"]
        group, name, *_ = quantity.split(".")
        measure = MEASURES[name] if group == "measures" else None
        owners = (measure.zh, measure.en) if measure else ("", "")
        # What has no label of its own, such as a meeting in the calendar, is told by its place in the file.
        labels = (row["zh"] or quantity, row["en"] or quantity)
        values = f"{plain(row['other'])} → {plain(row['this'])}"
        texts = (f"{owner} {label} {values}".strip() for owner, label in zip(owners, labels, strict=True))
        changes.append(Label(*texts))
    return changes


def plain(value: float | str | None) -> str:
    """Return a value as it is read.

    Examples
    --------
    >>> plain(0.30000000000000004), plain(None), plain("none")
    ('0.3', '–', 'none')
    """
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else f"{value!s}"
