"""The organisation as a living map: a widget that plays a year week by week, up to four scenarios in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anywidget
import traitlets

from models.organisation import Organisation
from simulation.record import EVENTS, LINES, MATTERS
from workbench import text
from workbench.app.frames import QUANTITIES
from workbench.app.network_data import (
    UNITS_AT_MOST,
    breaks_in_bytes,
    critical_in_places,
    frames_in_bytes,
    shown_units,
    structure_of,
)
from workbench.app.network_words import EVENT_WORDS, MATTER_WORDS, WORDS, in_both
from workbench.app.scripts import joined, style
from workbench.app.unit_story import story_of
from workbench.app.year import Year
from workbench.text import LANGUAGES, name_of

SCRIPTS = (
    "network-format.js",
    "network-layout.js",
    "network-frames.js",
    "network-raster.js",
    "network-marks.js",
    "network-panel.js",
    "network-story.js",
    "network-controls.js",
    "network-gestures.js",
    "network.js",
)
PANELS_AT_MOST = 4


class NetworkMap(anywidget.AnyWidget):
    """A map of the organisation by level, coloured by what happens, playing week by week.

    Parameters
    ----------
    years : sequence of Year
        One to four scenarios on the same organisation and the same luck, from :func:`workbench.app.year.year_of`. Others can be
        shown later with :meth:`show`.
    lang : {"zh", "en"}
    units_at_most : int
        Of a larger organisation the topmost levels are drawn; entering a unit draws what is below it.

    Attributes
    ----------
    lang, quantity, week, playing, selected, focus
        What is on the screen, both ways: language, a name in :data:`workbench.app.frames.QUANTITIES`, week from 0, whether it
        plays, id of the selected unit or "", id of the unit at the top of the map.
    alert : dict
        What went wrong, in both languages; empty where nothing did.

    Raises
    ------
    ValueError
        For more than four scenarios, or scenarios on different organisations or horizons.
    """

    _esm = joined(*SCRIPTS)
    _css = style("network.css")

    lang = traitlets.Enum(LANGUAGES, default_value="zh").tag(sync=True)
    quantity = traitlets.Enum(list(QUANTITIES), default_value="substance").tag(sync=True)
    week = traitlets.Float(0.0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    focus = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Int(470).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    scales = traitlets.Dict().tag(sync=True)
    structure = traitlets.Dict().tag(sync=True)
    panels: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    story = traitlets.Dict().tag(sync=True)
    alert = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        years: Sequence[Year] = (),
        lang: str = "zh",
        *,
        units_at_most: int = UNITS_AT_MOST,
        **traits: Any,
    ) -> None:
        super().__init__(lang=lang, words=words(), **traits)
        self.years: tuple[Year, ...] = ()
        self.units_at_most = units_at_most
        self.observe(self._on_focus, "focus")
        self.observe(self._on_selected, "selected")
        if years:
            self.show(years)

    def show(self, years: Sequence[Year]) -> None:
        """Show other scenarios, or another organisation; what is selected and the week stay where they still exist."""
        require_alike(years)
        last = float(len(years[0].tally.delivered) - 1)
        # At first the year's end: what is then on the map is what the figures of the year say.
        week = min(self.week, last) if self.years else last
        ids = years[0].organisation.ids.to_pylist()
        known = set(ids)
        self.years = ()
        with self.hold_sync():
            self.alert = {}
            self.week = week
            self.selected = self.selected if self.selected in known else ""
            self.focus = self.focus if self.focus in known else ids[0]
            self.years = tuple(years)
            self._deliver()
            self._tell()

    @property
    def organisation(self) -> Organisation:
        """The organisation that is shown."""
        return self.years[0].organisation

    def _deliver(self) -> None:
        root = self.organisation.position(self.focus)
        shown = shown_units(self.organisation, root, self.units_at_most)
        scales, frames = frames_in_bytes(self.years, shown)
        panels = [
            {
                "name": year.scenario.name,
                "title": {lang: year.scenario.title(lang) for lang in LANGUAGES},
                "frames": values,
                "broken": breaks_in_bytes(year, shown),
                "critical": critical_in_places(year, shown),
            }
            for year, values in zip(self.years, frames, strict=True)
        ]
        with self.hold_sync():
            self.scales = scales
            self.structure = structure_of(self.organisation, root, self.units_at_most)
            self.panels = panels

    def _on_focus(self, _: object) -> None:
        if self.years:
            self._guarded(self._deliver)

    def _on_selected(self, _: object) -> None:
        if self.years:
            self._guarded(self._tell)

    def _tell(self) -> None:
        if not self.selected:
            self.story = {}
            return
        unit = self.organisation.position(self.selected)
        panels = [story_of(year, unit) for year in self.years]
        kinds = [list(year.case.kinds) for year in self.years]
        self.story = {
            "id": self.selected,
            "root": unit == 0,
            "panels": [{**panel, "checkpoints": names} for panel, names in zip(panels, kinds, strict=True)],
        }

    def _guarded(self, action: Any) -> None:
        # An error in a callback would be seen by nobody: it goes where the reader looks.
        try:
            action()
            self.alert = {}
        except Exception as error:
            self.alert = {lang: WORDS["failed"](lang).format(reason=error) for lang in LANGUAGES}


def require_alike(years: Sequence[Year]) -> None:
    """Refuse scenarios that cannot be shown side by side."""
    if not 1 <= len(years) <= PANELS_AT_MOST:
        raise ValueError(f"the map shows 1 to {PANELS_AT_MOST} scenarios, not {len(years)}")
    first = years[0]
    for year in years[1:]:
        if year.organisation.digest() != first.organisation.digest():
            raise ValueError("the scenarios are on different organisations")
        if year.weeks != first.weeks:
            raise ValueError(
                f"the scenarios have different horizons: {first.weeks:g} and {year.weeks:g} weeks"
            )


def words() -> dict[str, Any]:
    """Return all that the browser writes, by language."""
    texts: dict[str, Any] = dict(in_both(WORDS))
    for lang in LANGUAGES:
        texts[lang] |= {
            "causes": {name: label(lang) for name, label in text.CAUSES.items()},
            "events": [EVENT_WORDS[name](lang) for name in EVENTS],
            "matters": [name_of(text.MATTERS, name, lang) for name in MATTERS],
            "matter_events": {str(EVENTS.index(name)): label(lang) for name, label in MATTER_WORDS.items()},
            "lines": [name_of(text.LINES, name, lang) for name in LINES],
            "checkpoints": {name: label(lang) for name, label in text.CHECKPOINTS.items()},
        }
    return texts
