"""One directive on its way to one unit: reading it out of a ledger, and choosing one that is worth telling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.members import members_as_units
from models.organisation import Organisation
from simulation.part_of_run import ledger_of_part
from workbench.summaries import records

if TYPE_CHECKING:
    from simulation.runs import Runs

# Of an organisation beyond this size only the paths to some units are followed.
UNITS_AT_MOST = 500
SAMPLED_UNITS = 150


@dataclass(frozen=True)
class Break:
    """One broken handover: when, over which line and from whom; and when which kind of checkpoint found it, if any did."""

    time: float
    line: str
    source: str
    found: float | None
    found_by: str


@dataclass(frozen=True)
class Stop:
    """What happened to the directive at one unit of the path; times in weeks, None where it never happened.

    ``line`` and ``source``: over which line and from whom it came. ``restored``: times and gains of substance. ``meetings``:
    times of the unit's checkpoints while the directive was under way.
    """

    unit: str
    received: float | None
    begun: float | None
    done: float | None
    substance: float | None
    line: str
    source: str
    breaks: tuple[Break, ...]
    restored: tuple[tuple[float, float], ...]
    meetings: tuple[float, ...]


@dataclass(frozen=True)
class Journey:
    """One directive along the path from the root to one unit."""

    directive: int
    issued: float
    end: float
    stops: tuple[Stop, ...]

    @property
    def last(self) -> Stop:
        """The unit that the journey leads to."""
        return self.stops[-1]

    @property
    def breaks(self) -> int:
        """Number of broken handovers on the path."""
        return sum(len(stop.breaks) for stop in self.stops)


def path_to(organisation: Organisation, unit: str) -> list[str]:
    """Return the ids from the root down to a unit."""
    place, path = organisation.position(unit), []
    while place >= 0:
        path.append(str(organisation.ids[place].as_py()))
        place = int(organisation.superior[place])
    return path[::-1]


def journey_of(
    ledger: pd.DataFrame, organisation: Organisation, directive: int, unit: str, weeks: float = 52
) -> Journey:
    """Read one directive's journey to one unit out of a ledger.

    Parameters
    ----------
    ledger : DataFrame
        Of one replication of one scenario, or with the columns scenario and replication and one value of each.
    organisation : Organisation
    directive : int
        Number of the directive.
    unit : str
        Id of the unit.
    weeks : float
        Horizon.

    Raises
    ------
    ValueError
        For an unknown unit or directive, or a ledger of several replications.
    """
    require_one_replication(ledger)
    path = path_to(organisation, unit)
    here = ledger[ledger["unit"].isin(path)]
    own = here[here["directive"] == directive]
    issued = own.loc[own["event"] == "issued", "time"]
    if issued.empty:
        known = ledger.loc[ledger["event"] == "issued", "directive"]
        allowed = f"0 .. {known.max()}" if len(known) else "none was issued"
        raise ValueError(f"directive {directive!r} is not in the ledger ({allowed})")
    start, stops = float(issued.iloc[0]), []
    times = own.loc[own["event"] != "checkpoint", "time"]
    alive = bool((own["event"] == "done").sum() == len(path))
    end = float(times.max()) if alive else float(weeks)
    for name in path:
        meetings = here[
            (here["unit"] == name) & (here["event"] == "checkpoint") & here["time"].between(start, end)
        ]
        stops.append(stop_of(name, own[own["unit"] == name], meetings))
    return Journey(directive, start, end, tuple(stops))


def stop_of(unit: str, events: pd.DataFrame, meetings: pd.DataFrame) -> Stop:
    """Return what happened at one unit."""
    by_event = {str(event): rows for event, rows in events.groupby("event", observed=True)}
    nothing = events.iloc[:0]

    def rows(event: str) -> pd.DataFrame:
        return by_event.get(event, nothing)

    def first(event: str, column: str = "time") -> float | None:
        found = rows(event)
        return float(found[column].iloc[0]) if len(found) else None

    arrival, received = rows("received"), first("received")
    return Stop(
        unit=unit,
        received=first("issued") if received is None else received,
        begun=first("begun"),
        done=first("done"),
        substance=first("done", "amount"),
        line=str(arrival["line"].iloc[0]) if len(arrival) else "",
        source=str(arrival["source"].iloc[0]) if len(arrival) else "",
        breaks=breaks_of(rows("broken"), rows("found")),
        restored=tuple(zip(rows("restored")["time"], rows("restored")["amount"], strict=True)),
        meetings=tuple(meetings["time"].tolist()),
    )


def breaks_of(broken: pd.DataFrame, found: pd.DataFrame) -> tuple[Break, ...]:
    """Return the broken handovers with what found them; a line breaks at most once for a directive."""
    finders = {row["line"]: (float(row["time"]), str(row["checkpoint"])) for row in records(found)}
    nobody: tuple[float | None, str] = (None, "")
    return tuple(
        Break(float(row["time"]), row["line"], row["source"], *finders.get(row["line"], nobody))
        for row in records(broken)
    )


def require_one_replication(ledger: pd.DataFrame) -> None:
    """Refuse a ledger of several scenarios or replications."""
    for column in ("scenario", "replication"):
        if column in ledger and ledger[column].nunique() > 1:
            raise ValueError(f"the ledger holds several values of {column!r}: choose one first")


def telling(ledger: pd.DataFrame, organisation: Organisation) -> tuple[int, str] | None:
    """Choose a directive and a last unit worth telling of: one found break on the way, done after a middling time.

    Where there is no such, two breaks, none, or more; where nothing was done at any last unit, the first directive and unit.
    None where no directive was issued.
    """
    # Appeals, projects and absences are begun and done as well.
    ledger = ledger[ledger["directive"] >= 0]
    issued = ledger.loc[ledger["event"] == "issued"].set_index("directive")["time"]
    last = np.flatnonzero(np.diff(organisation.first) == 0)
    if issued.empty:
        return None
    breaks = counts_by(ledger, organisation, "found", int(issued.index.max()) + 1)
    for unit in range(1, organisation.n_units):
        breaks[unit] += breaks[organisation.superior[unit]]
    done = ledger[(ledger["event"] == "done")].assign(place=lambda rows: organisation.positions(rows["unit"]))
    done = done[np.isin(done["place"], last)]
    if done.empty:
        return int(issued.index[0]), str(organisation.ids[int(last[0])].as_py())
    met = breaks[done["place"], done["directive"]]
    wish = pd.Series(met).map({1: 0, 2: 1, 0: 2}).fillna(3).to_numpy()
    best = done[wish == wish.min()]
    weeks = best["time"].to_numpy() - issued.loc[best["directive"]].to_numpy()
    middling = best.iloc[np.argsort(weeks, kind="stable")[len(weeks) // 2]]
    return int(middling["directive"]), str(middling["unit"])


def counts_by(ledger: pd.DataFrame, organisation: Organisation, event: str, directives: int) -> np.ndarray:
    """Return how often an event happened, by unit and directive."""
    rows = ledger[ledger["event"] == event]
    counts = np.zeros((organisation.n_units, directives), dtype=np.int64)
    if len(rows):
        np.add.at(counts, (organisation.positions(rows["unit"]), rows["directive"].to_numpy()), 1)
    return counts


def sample_journey(runs: Runs, scenario: str, part: Organisation) -> Journey | None:
    """Return a journey of a scenario's first replication that is worth telling; None where no directive was issued.

    ``part`` is the part of the organisation in which it is looked for, from :func:`some_paths`.
    """
    ledger = ledger_of(runs, scenario, part)
    choice = telling(ledger, part)
    return None if choice is None else journey_of(ledger, part, *choice, weeks=runs.weeks)


def same_journey(runs: Runs, scenario: str, journey: Journey, part: Organisation) -> Journey | None:
    """Return what the same directive met on the same path under another scenario, on the same luck.

    None where that scenario issues no such directive at that time.
    """
    ledger = ledger_of(runs, scenario, part)
    issued = ledger.loc[(ledger["event"] == "issued") & (ledger["directive"] == journey.directive), "time"]
    if issued.empty or float(issued.iloc[0]) != journey.issued:
        return None
    return journey_of(ledger, part, journey.directive, journey.last.unit, weeks=runs.weeks)


def ledger_of(runs: Runs, scenario: str, organisation: Organisation) -> pd.DataFrame:
    """Return the ledger of a scenario's first replication on a part of the organisation."""
    chosen = runs.scenarios[runs.names.index(scenario)]
    return ledger_of_part(
        runs.organisation, organisation, chosen, weeks=runs.weeks, seed=runs.seed, replication=0
    )


def some_paths(organisation: Organisation) -> Organisation:
    """Return a small organisation, its members as units, and of a large one the paths to some units, evenly chosen.

    Every unit that is kept meets the same events as in the whole: see :func:`simulation.part_of_run.ledger_of_part`. Members of a
    large organisation are left out.
    """
    if organisation.n_units + organisation.n_members <= UNITS_AT_MOST:
        return organisation if organisation.members is None else members_as_units(organisation)
    last = np.flatnonzero(np.diff(organisation.first) == 0)
    return part_with(organisation, last[:: -(-len(last) // SAMPLED_UNITS)].tolist())


def part_with(organisation: Organisation, units: Iterable[int]) -> Organisation:
    """Return some units, given by position, with all their superiors and second owners and those above these; no members."""
    kept = set(units)
    owners = {
        int(unit): int(owner) for owner, unit in organisation.lines.get("grid", np.empty((0, 2), dtype=int))
    }
    waiting = sorted(kept)
    while waiting:
        place = waiting.pop()
        for above in (int(organisation.superior[place]), owners.get(place, -1)):
            if above >= 0 and above not in kept:
                kept.add(above)
                waiting.append(above)
    rows = np.array(sorted(kept))
    frame = organisation.to_frame().iloc[rows].drop(columns="members", errors="ignore")
    part = Organisation.from_frame(frame, levels=organisation.levels)
    ids = organisation.ids.to_pylist()
    pairs = [(ids[owner], ids[unit]) for unit, owner in sorted(owners.items()) if unit in kept]
    return part.with_lines("grid", pairs) if pairs else part
