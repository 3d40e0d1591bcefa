"""One directive from issue to doorstep: a widget that draws its timeline, scenario above scenario, on the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import anywidget
import traitlets

from models.organisation import Organisation
from workbench.app.journey_words import WORDS
from workbench.app.network import require_alike
from workbench.app.network_words import in_both
from workbench.app.scripts import joined, style
from workbench.app.year import Year
from workbench.findings import journey_finding
from workbench.journeys import Journey, journey_of, some_paths, telling
from workbench.summaries import names_by_id, unit_names
from workbench.text import CHECKPOINTS, LANGUAGES, LINES, level_name, name_of


class JourneyView(anywidget.AnyWidget):
    """The way of one directive to one unit, read out of the ledger: where it waited, broke, was found, was restored.

    Parameters
    ----------
    years : sequence of Year
        One to four scenarios on the same organisation and the same luck. More can be shown later with :meth:`show`.
    lang : {"zh", "en"}

    Attributes
    ----------
    lang, directive, unit
        What is on the screen, both ways: language, number of the directive from 0, id of the unit.
    panels : list of dict
        The journeys, one a scenario.
    alert : dict
        What went wrong, in both languages; empty where nothing did.
    """

    _esm = joined("network-format.js", "journey-chart.js", "journey-words.js", "journey.js")
    _css = style("network.css", "journey.css")

    lang = traitlets.Enum(LANGUAGES, default_value="zh").tag(sync=True)
    directive = traitlets.Int(-1).tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    units = traitlets.Dict().tag(sync=True)
    issued: traitlets.List[float] = traitlets.List().tag(sync=True)
    panels: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    alert = traitlets.Dict().tag(sync=True)

    def __init__(self, years: Sequence[Year] = (), lang: str = "zh", **traits: Any) -> None:
        super().__init__(lang=lang, words=words(), **traits)
        self.years: tuple[Year, ...] = ()
        self.observe(self._on_choice, ["directive", "unit"])
        if years:
            self.show(years)

    @property
    def organisation(self) -> Organisation:
        """The organisation that is shown."""
        return self.years[0].organisation

    def show(self, years: Sequence[Year]) -> None:
        """Show other scenarios; directive and unit stay where they still exist, else one that is worth telling is chosen."""
        require_alike(years)
        self.years = ()
        first = years[0]
        ids = first.organisation.ids.to_pylist()
        if self.unit not in set(ids) or not 0 <= self.directive < len(first.issued):
            choice = worth_telling(first)
            self.directive, self.unit = (-1, ids[-1]) if choice is None else choice
        self.years = tuple(years)
        with self.hold_sync():
            self.units = {"ids": ids, "names": unit_names(first.organisation)}
            self.issued = [round(float(time), 3) for time in first.issued]
            self._tell()

    def _on_choice(self, _: object) -> None:
        if self.years:
            self._tell()

    def _tell(self) -> None:
        # An error in a callback would be seen by nobody: it goes where the reader looks.
        try:
            self.panels = [panel_of(year, self.years[0], self.directive, self.unit) for year in self.years]
            self.alert = {}
        except Exception as error:
            self.alert = {lang: WORDS["failed"](lang).format(reason=error) for lang in LANGUAGES}


def worth_telling(year: Year) -> tuple[int, str] | None:
    """Return a directive and a last unit that are worth telling of; None where no directive was issued."""
    part = some_paths(year.organisation)
    return telling(year.ledger(year.organisation.positions(part.ids.to_pylist())), part)


def panel_of(year: Year, first: Year, directive: int, unit: str) -> dict[str, Any]:
    """Return one scenario's journey as plain values; without stops where it issued no such directive at that time."""
    title = {lang: year.scenario.title(lang) for lang in LANGUAGES}
    empty = {"title": title, "stops": [], "finding": dict.fromkeys(LANGUAGES, "")}
    if not 0 <= directive < len(year.issued) or year.issued[directive] != first.issued[directive]:
        return empty
    ledger = year.ledger([year.organisation.position(unit)])
    journey = journey_of(ledger, year.organisation, directive, unit, weeks=year.weeks)
    names = names_by_id(year.organisation)
    # A second copy may be on its way still when the unit is done: that is another story.
    end = journey.end if journey.last.done is None else journey.last.done
    return {
        "title": title,
        "directive": journey.directive,
        "issued": journey.issued,
        "end": end,
        "finding": {lang: journey_finding(journey, names, lang) for lang in LANGUAGES},
        "stops": stops_of(journey, end, year.organisation, names),
    }


def stops_of(
    journey: Journey, end: float, organisation: Organisation, names: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the stops of a journey as plain values, with names of units and levels; checkpoints until its end."""
    stops = []
    for stop in journey.stops:
        level = organisation.levels[int(organisation.level[organisation.position(stop.unit)])]
        plain = asdict(stop)
        plain["meetings"] = [time for time in stop.meetings if time <= end]
        plain["name"] = names[stop.unit]
        plain["source_name"] = names.get(stop.source, "")
        plain["level"] = {lang: level_name(level, lang) for lang in LANGUAGES}
        for broken in plain["breaks"]:
            broken["source_name"] = names.get(broken["source"], "")
        stops.append(listed(plain))
    return stops


def listed(value: Any) -> Any:
    """Return a value with lists for tuples, as it comes back from the browser."""
    if isinstance(value, dict):
        return {name: listed(one) for name, one in value.items()}
    return [listed(one) for one in value] if isinstance(value, (list, tuple)) else value


def words() -> dict[str, Any]:
    """Return all that the browser writes, by language."""
    texts: dict[str, Any] = dict(in_both(WORDS))
    for lang in LANGUAGES:
        texts[lang] |= {
            "lines": {name: name_of(LINES, name, lang) for name in LINES},
            "checkpoints": {name: label(lang) for name, label in CHECKPOINTS.items()},
        }
    return texts
