"""Measures in conflict, looked for in each scenario once."""

from __future__ import annotations

from typing import Any

from simulation.scenario import Scenario
from workbench.app.controls import conflicts_in
from workbench.app.state import State

Json = dict[str, Any]


class Conflicts:
    """Remembers the conflicts of the scenarios that it was asked for last."""

    def __init__(self) -> None:
        # By identity, each with the scenario itself, so that no other can take its place in the memory.
        self._checked: dict[tuple[int, str], tuple[Scenario, list[Json]]] = {}

    def of(self, state: State) -> list[list[Json]]:
        """Return the conflicts of each scenario; those of one that is still there are not looked for again."""
        lang, before = state.lang, self._checked
        self._checked = {
            (id(scenario), lang): before.get((id(scenario), lang)) or (scenario, conflicts_in(scenario, lang))
            for scenario in state.scenarios
        }
        return [found for _, found in self._checked.values()]
