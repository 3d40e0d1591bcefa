"""What a button or list of the page leads to: the state after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from models.arguments import as_seed
from models.quantities import require_known
from simulation.scenario import Scenario
from workbench.app.controls import with_values
from workbench.app.state import State

if TYPE_CHECKING:
    from workbench.app.comparer import Comparer

Json = dict[str, Any]
Step = Callable[["Comparer", Json], State]

# By the name of the command; what it is about stands in the message: a ``value``, or the ``place`` of a scenario.
STEPS: dict[str, Step] = {
    "organisation": lambda page, said: page.state.changed(
        organisation=page.organisations[said["value"]].organisation
    ),
    "seed": lambda page, said: page.state.changed(seed=seed_of(said["value"])),
    "weeks": lambda page, said: page.state.changed(weeks=float(said["value"])),
    "precision": lambda page, said: page.state.changed(precision=float(said["value"])),
    "zh": lambda page, said: page.state.changed(lang="zh"),
    "en": lambda page, said: page.state.changed(lang="en"),
    "projector": lambda page, said: page.state.changed(projector=not page.state.projector),
    "preset": lambda page, said: page.state.chosen(said["place"], preset_of(page, said["value"])),
    "copy": lambda page, said: page.state.copied(int(said["value"]), said["place"]),
    "reset": lambda page, said: page.state.reset(said["place"]),
    "baseline": lambda page, said: page.state.changed(baseline=page.state.names[said["place"]]),
    "add": lambda page, said: page.state.added(page.state.scenarios[said["place"]]),
    "remove": lambda page, said: page.state.without(said["place"]),
}


def seed_of(text: str) -> int:
    """Return the luck that was typed.

    Raises
    ------
    ValueError
        For what is no whole number from 0 to 2**64 - 1.
    """
    return as_seed(int(text) if text.isdecimal() else text)


def preset_of(page: Comparer, name: str) -> Scenario:
    """Return one of the scenarios to choose from.

    Raises
    ------
    ValueError
        For a name that is none of theirs.
    """
    require_known(name, [preset.name for preset in page.presets], "preset")
    return next(preset for preset in page.presets if preset.name == name)


def with_wish(state: State, values: Mapping[str, Json]) -> State:
    """Return a state with the measures as the sliders say, by the names of the scenarios."""
    for name, wished in values.items():
        if name in state.names:
            place = state.names.index(name)
            changed = with_values(state.scenarios[place], wished)
            if changed is not state.scenarios[place]:
                state = state.with_scenario(place, changed)
    return state
