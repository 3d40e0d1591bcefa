"""What the workbench shows: one frozen state, changed by copying, so that undoing is putting an earlier one back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from models.arguments import as_seed
from models.organisation import Organisation
from models.quantities import require_known
from simulation.ensemble import require_arguments
from simulation.scenario import Scenario
from workbench.text import Language, require_language

FEWEST, MOST = 2, 4
PRECISIONS = (0.02, 0.01, 0.005)
# What is the look of the page and no part of what is compared: undoing leaves it alone.
LOOK = ("lang", "projector")


@dataclass(frozen=True, kw_only=True)
class State:
    """What is compared, and how it is shown.

    Attributes
    ----------
    organisation : Organisation
    scenarios : tuple of Scenario
        Two to four, with different names.
    baseline : str
        Name of the scenario that the others are compared with.
    seed : int
        The luck that all scenarios meet.
    weeks : float
        Horizon.
    precision : float
        Wished half width of the 95% interval of the substance delivered, as a share of its mean.
    lang : {"zh", "en"}
    projector : bool
        Large type and few controls.
    origins : tuple of Scenario
        What each scenario began as: resetting returns to it. By default the scenarios themselves.
    """

    organisation: Organisation
    scenarios: tuple[Scenario, ...]
    baseline: str = ""
    seed: int = 1
    weeks: float = 52.0
    precision: float = 0.01
    lang: Language = "zh"
    projector: bool = False
    origins: tuple[Scenario, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse what cannot be compared."""
        if not FEWEST <= len(self.scenarios) <= MOST:
            raise ValueError(f"{FEWEST} to {MOST} scenarios are compared, not {len(self.scenarios)}")
        require_arguments(list(self.scenarios), 1, self.weeks, "compiled")
        as_seed(self.seed)
        require_language(self.lang)
        if not 0 < self.precision < 1:
            raise ValueError(f"precision must be above 0 and below 1, such as 0.01; got {self.precision!r}")
        object.__setattr__(self, "baseline", self.baseline or self.scenarios[0].name)
        object.__setattr__(self, "origins", self.origins or self.scenarios)
        require_known(self.baseline, self.names, "baseline scenario")

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return [scenario.name for scenario in self.scenarios]

    @property
    def base(self) -> Scenario:
        """The scenario that the others are compared with."""
        return self.scenarios[self.names.index(self.baseline)]

    def changed(self, **values: Any) -> Self:
        """Return a copy with some values changed."""
        return replace(self, **values)

    def with_scenario(self, place: int, scenario: Scenario) -> Self:
        """Return a copy with the scenario at a place changed; what it began as stays known."""
        return self.changed(scenarios=put(self.scenarios, place, scenario))

    def chosen(self, place: int, scenario: Scenario) -> Self:
        """Return a copy with another scenario at a place, under a name that no other has."""
        others = [name for at, name in enumerate(self.names) if at != place]
        scenario = under_own_name(scenario, others)
        return self.changed(
            scenarios=put(self.scenarios, place, scenario),
            origins=put(self.origins, place, scenario),
            baseline=scenario.name if self.names[place] == self.baseline else self.baseline,
        )

    def added(self, scenario: Scenario) -> Self:
        """Return a copy with one scenario more, under a name that no other has."""
        scenario = under_own_name(scenario, self.names)
        return self.changed(
            scenarios=(*self.scenarios, scenario),
            origins=(*self.origins, scenario),
        )

    def without(self, place: int) -> Self:
        """Return a copy without the scenario at a place; where it was the baseline, the first of the rest becomes it."""
        kept = [at for at in range(len(self.scenarios)) if at != place]
        scenarios = tuple(self.scenarios[at] for at in kept)
        baseline = self.baseline if self.names[place] != self.baseline else scenarios[0].name
        origins = tuple(self.origins[at] for at in kept)
        return self.changed(scenarios=scenarios, origins=origins, baseline=baseline)

    def reset(self, place: int) -> Self:
        """Return a copy with the scenario at a place as it began."""
        return self.with_scenario(place, self.origins[place])

    def copied(self, source: int, target: int) -> Self:
        """Return a copy in which one scenario has the parameters, measures and calendar of another, under its own name."""
        given, taker = self.scenarios[source], self.scenarios[target]
        same = taker.changed(
            parameters=given.parameters, measures=dict(given.measures), calendar=given.calendar
        )
        return self.with_scenario(target, same)


def put(values: tuple[Scenario, ...], place: int, value: Scenario) -> tuple[Scenario, ...]:
    """Return the values with another one at a place."""
    return (*values[:place], value, *values[place + 1 :])


def under_own_name(scenario: Scenario, taken: Iterable[str]) -> Scenario:
    """Return the scenario under a name that is not taken: its own, or with the first free number behind it.

    Examples
    --------
    >>> twin = under_own_name(Scenario.today(), ["today", "today-2"])
    >>> twin.name, twin.title("zh"), twin.title("en")
    ('today-3', '现状 3', 'today 3')
    """
    names = set(taken)
    if scenario.name not in names:
        return scenario
    number = next(n for n in range(2, len(names) + 3) if f"{scenario.name}-{n}" not in names)
    titles = (f"{scenario.title(lang)} {number}" for lang in ("zh", "en"))
    return scenario.named(f"{scenario.name}-{number}", *titles)


class History:
    """States that were there before, and those taken back.

    Changes of one gesture, such as dragging a slider from here to there, are undone together.
    """

    LONGEST = 200

    def __init__(self, state: State) -> None:
        self.present = state
        self._past: list[State] = []
        self._future: list[State] = []
        self._gesture = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._future)

    def change(self, state: State, gesture: str = "") -> None:
        """Go on to another state; the same gesture as the last time makes one step of both."""
        if all(same(getattr(state, name), getattr(self.present, name)) for name in compared()):
            self.present = state
            return
        if not gesture or gesture != self._gesture:
            self._past = [*self._past, self.present][-self.LONGEST :]
        self.present, self._future, self._gesture = state, [], gesture

    def undo(self) -> State:
        """Go back to the state before, if there is one."""
        if self._past:
            self._future.append(self.present)
            self.present = self._with_look(self._past.pop())
        self._gesture = ""
        return self.present

    def redo(self) -> State:
        """Go forward again, if something was undone."""
        if self._future:
            self._past.append(self.present)
            self.present = self._with_look(self._future.pop())
        self._gesture = ""
        return self.present

    def _with_look(self, state: State) -> State:
        return state.changed(**{name: getattr(self.present, name) for name in LOOK})


def compared() -> list[str]:
    """Return the names of what a step of the history can change."""
    return [name for name in State.__dataclass_fields__ if name not in LOOK]


def same(one: object, other: object) -> bool:
    """Say whether two values of a state are the same; organisations are large, and compared by being one and the same."""
    return one is other or (not isinstance(one, Organisation) and one == other)
