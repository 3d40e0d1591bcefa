"""Which scenarios stand side by side, where there are more than two."""

from __future__ import annotations

import ipywidgets
import traitlets

from workbench.app.scene import LETTERS
from workbench.app.state import State
from workbench.text import Label

BESIDE = Label("并排看：", "Side by side:")


class YearChoice(ipywidgets.HBox):  # type: ignore[misc]  # ipywidgets tells no types
    """A box to tick for each scenario; hidden where there are but two, which are both shown.

    Attributes
    ----------
    chosen : tuple of str
        Names of the scenarios to show, the baseline first.
    """

    chosen = traitlets.Tuple()

    def __init__(self, state: State) -> None:
        self._state, self._wanted = state, set(first_two(state))
        self._offered: object = None
        self._boxes: list[ipywidgets.Checkbox] = []
        super().__init__()
        self.add_class("cd-beside")
        self.offer(state)

    def offer(self, state: State) -> None:
        """Offer the scenarios of a state; those that were shown and still exist stay."""
        self._state = state
        self._wanted &= set(state.names)
        if len(self._wanted) < 2:
            self._wanted |= set(first_two(state))
        titles = [scenario.title(state.lang) for scenario in state.scenarios]
        if self._offered != (offered := (state.names, titles, state.lang)):
            self._offered = offered
            self._make_boxes(state, titles)
        self._choose()

    def _make_boxes(self, state: State, titles: list[str]) -> None:
        """Make the boxes anew: one that somebody is about to tick must not be replaced without need."""
        boxes = []
        for letter, name, title in zip(LETTERS, state.names, titles, strict=False):
            box = ipywidgets.Checkbox(name in self._wanted, description=f"{letter} {title}", indent=False)
            box.observe(lambda change, name=name: self._tick(name, change["new"]), "value")
            boxes.append(box)
        for old in self._boxes:
            old.close()
        self._boxes = boxes
        self.set_trait("children", (ipywidgets.Label(BESIDE(state.lang)), *boxes))
        self.layout.display = "" if len(boxes) > 2 else "none"

    def _tick(self, name: str, on: bool) -> None:
        (self._wanted.add if on else self._wanted.discard)(name)
        if self._wanted:
            self._choose()
        else:  # at least one is to be seen
            self._offered = None
            self.offer(self._state)

    def _choose(self) -> None:
        base = self._state.baseline
        self.chosen = tuple(
            name for name in sorted(self._state.names, key=lambda name: name != base) if name in self._wanted
        )


def first_two(state: State) -> list[str]:
    """Return the names of the baseline and of the first other scenario."""
    others = [name for name in state.names if name != state.baseline]
    return [state.baseline, *others[:1]]
