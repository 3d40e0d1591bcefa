"""The map of an organisation before anything is simulated: who stands under whom, and where duty and power are apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.organisation import Organisation
from workbench.app.frames import QUANTITIES, to_bytes
from workbench.app.network import NetworkMap
from workbench.app.network_data import as_trait, shown_units, structure_of
from workbench.text import LANGUAGES, Label

# A first look: larger organisations are entered unit by unit.
UNITS_AT_MOST = 5_000
TITLE = Label("预览", "Preview")
GIVEN = Label(
    "每个圆点是一个单位；颜色是表中给出的权责失衡",
    "Each disc is a unit, coloured by the imbalance that the table gives",
)
NOT_GIVEN = Label(
    "每个圆点是一个单位；表中没有给出职权和责任，所以是灰色",
    "Each disc is a unit, grey as the table gives neither authority nor responsibility",
)
HELP = Label(
    "责任与职权之差的绝对值；表中没有给出的为灰色。模拟时取假设值。",
    "Responsibility less authority, without its sign; grey where the table gives none, and an assumption when simulated.",
)


class PreviewMap(NetworkMap):
    """The map of one organisation as its table tells it.

    Parameters
    ----------
    organisation : Organisation
    lang : {"zh", "en"}
    """

    def __init__(self, organisation: Organisation, lang: str = "zh", **traits: Any) -> None:
        super().__init__((), lang, units_at_most=UNITS_AT_MOST, quantity="imbalance", **traits)
        self._previewed: Organisation | None = None
        self.preview(organisation)

    @property
    def organisation(self) -> Organisation:
        """The organisation that is shown.

        Raises
        ------
        ValueError
            Before there is one.
        """
        if self._previewed is None:
            raise ValueError("no organisation to show yet")
        return self._previewed

    def preview(self, organisation: Organisation) -> None:
        """Show an organisation from its top."""
        self._previewed = None  # what is set meanwhile is about none of them
        with self.hold_sync():
            self.alert, self.selected, self.story = {}, "", {}
            self.focus = organisation.ids[0].as_py()
            self._previewed = organisation
            self._deliver()

    def _deliver(self) -> None:
        organisation = self.organisation
        root = organisation.position(self.focus)
        shown = shown_units(organisation, root, self.units_at_most)
        imbalance = np.asarray(organisation.imbalance())[shown]
        quiet = as_trait(np.zeros((1, len(shown)), dtype=np.uint8))
        note = NOT_GIVEN if np.isnan(imbalance).all() else GIVEN
        panel = {
            "name": "preview",
            "title": both(TITLE),
            "note": both(note),
            "frames": {"imbalance": as_trait(to_bytes(imbalance[None, :], 0.0, 1.0))},
            "broken": {**quiet, "total": [0], "open": [0]},
            "critical": [],
        }
        kind = QUANTITIES["imbalance"]
        scale = {"label": both(kind.label), "help": both(HELP), "form": kind.form, "good": kind.good}
        with self.hold_sync():
            self.scales = {"imbalance": {**scale, "low": 0.0, "high": 1.0, "known": [True]}}
            self.structure = structure_of(organisation, root, self.units_at_most)
            self.panels = [panel]

    def _on_focus(self, _: object) -> None:
        if self._is_there():
            self._guarded(self._deliver)

    def _on_selected(self, _: object) -> None:
        if self._is_there():
            self._guarded(self._tell)

    def _is_there(self) -> bool:
        return getattr(self, "_previewed", None) is not None

    def _tell(self) -> None:
        if not self.selected:
            self.story = {}
            return
        self.story = {
            "id": self.selected,
            "root": self.organisation.position(self.selected) == 0,
            "panels": [],
        }


def both(label: Label) -> dict[str, str]:
    """Return a label in both languages."""
    return {lang: label(lang) for lang in LANGUAGES}
