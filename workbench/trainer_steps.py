"""Guess first, then look: the steps of the trainer mode, read from a table, and their answers, simulated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from models.organisation import Organisation
from models.quantities import require_known
from simulation import Runs, Scenario, compare, simulate
from simulation.intervals import mean_interval
from workbench.findings import verdict
from workbench.inputs import read_scenario
from workbench.text import Label, difference_form, form_of, interval_text, value_text

TABLE = Path(__file__).parent / "templates" / "trainer.toml"
Ask = Literal["level", "change", "direction"]
DIRECTIONS = {
    1: Label("上升", "it rises"),
    -1: Label("下降", "it falls"),
    0: Label("没有明显变化", "no clear change"),
}
# A small organisation of four levels, on which answers take seconds.
LEVELS = ("region", "prefecture", "county", "township")
SPANS = (4, 4, 5)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: a story, a question to be guessed, and which simulation answers it."""

    name: str
    kind: Literal["illness", "cure"]
    scenario: str
    parameters: Mapping[str, float]
    against: str
    indicator: str
    ask: Ask
    low: float
    high: float
    step: float
    also: tuple[str, ...]
    seconds: int
    title: Label
    story: Label
    question: Label
    why: Label

    @property
    def form(self) -> str:
        """How guess and answer are written; see `workbench.text`."""
        form = form_of(self.indicator)
        return form if self.ask == "level" else difference_form(form)

    @property
    def changed(self) -> bool:
        """Whether something is changed against what it is compared with; otherwise it asks for the present state."""
        return self.scenario != self.against or bool(self.parameters)

    def written(self, value: float, lang: str) -> str:
        """Write a guess or an answer."""
        if self.ask == "direction":
            return DIRECTIONS[int(np.sign(value))](lang)
        return value_text(value, self.form, lang, signed=self.ask == "change")


class Beside(NamedTuple):
    """An indicator shown beside an answer: both means, their paired difference, and what it decides."""

    indicator: str
    before: float
    after: float
    difference: float
    verdict: str


class Answer(NamedTuple):
    """What the simulation says to one step.

    ``value``, ``low`` and ``high``: mean with its 95% interval, of the indicator or of its paired difference; ``direction``: +1 or
    -1 where the difference is decided, otherwise 0; ``today``: mean of the indicator under the scenario compared with.
    """

    value: float
    low: float
    high: float
    direction: int
    today: float
    beside: tuple[Beside, ...]

    def truth(self, step: Step) -> float:
        """Return what a guess is held against."""
        return float(self.direction) if step.ask == "direction" else self.value

    def interval(self, step: Step) -> str:
        """Write the interval; of a direction that of the difference."""
        return interval_text(self.low, self.high, step.form, signed=step.ask != "level")


def read_steps(path: Path = TABLE) -> tuple[Step, ...]:
    """Read the table of steps.

    Raises
    ------
    ValueError
        For a field that is not known or missing.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(step_of(row, table["against"]) for row in table["step"])


def step_of(row: Mapping[str, Any], against: str) -> Step:
    """Return one row of the table as a step."""
    fields = {"parameters": {}, "low": -1.0, "high": 1.0, "step": 1.0, **row, "against": against}
    for name in fields:
        require_known(name, Step.__dataclass_fields__, "field of a step")
    for name in ("title", "story", "question", "why"):
        fields[name] = Label(fields[name]["zh"], fields[name]["en"])
    require_known(fields["ask"], ("level", "change", "direction"), "ask")
    return Step(**{**fields, "also": tuple(fields["also"])})


def scenario_of(step: Step) -> Scenario:
    """Return the scenario of a step, under its own name where parameters are changed."""
    scenario = read_scenario(step.scenario)
    if not step.parameters:
        return scenario
    return scenario.with_parameters(**step.parameters).named(step.name, step.title.zh, step.title.en)


def small_organisation() -> Organisation:
    """Return the organisation that the steps are played on."""
    return Organisation.tree(SPANS, LEVELS)


def answers(
    steps: Sequence[Step], organisation: Organisation, *, replications: int = 30, seed: int = 1
) -> dict[str, Answer]:
    """Simulate the answers to all steps, all scenarios on the same luck.

    Returns
    -------
    dict
        Answers by the names of the steps.
    """
    base = {step.against: read_scenario(step.against) for step in steps}
    scenarios = {scenario.name: scenario for scenario in [*base.values(), *map(scenario_of, steps)]}
    runs = simulate(organisation, list(scenarios.values()), replications=replications, seed=seed)
    tables = {name: compared(runs, name) for name in base}
    return {step.name: answer(step, runs, tables[step.against]) for step in steps}


def compared(runs: Runs, baseline: str) -> pd.DataFrame:
    """Return the other scenarios beside one; no rows where there is no other."""
    if len(runs.scenarios) == 1:
        return pd.DataFrame(columns=["scenario", "indicator"])
    # intervals by bootstrap are not shown here
    return compare(runs, baseline, resamples=100)


@lru_cache(maxsize=4)
def shipped_answers(replications: int = 30, seed: int = 1) -> dict[str, Answer]:
    """Return the answers to the shipped steps on the small organisation, simulated once a process."""
    return answers(read_steps(), small_organisation(), replications=replications, seed=seed)


def answer(step: Step, runs: Runs, comparison: pd.DataFrame) -> Answer:
    """Return the answer to one step."""
    overall = runs.data["overall"]
    scenario = scenario_of(step).name
    beside = tuple(
        beside_of(indicator, scenario, step, runs, comparison) for indicator in (step.indicator, *step.also)
    )
    if step.ask == "level":
        values = overall.sel(scenario=scenario, indicator=step.indicator).values
    else:
        before, after = (
            overall.sel(scenario=name, indicator=step.indicator).values for name in (step.against, scenario)
        )
        values = after - before
    mean, low, high = map(float, mean_interval(values))
    decided = beside[0].verdict != "undecided"
    direction = int(np.sign(beside[0].difference)) if decided else 0
    return Answer(mean, low, high, direction, beside[0].before, beside[1:])


def beside_of(indicator: str, scenario: str, step: Step, runs: Runs, comparison: pd.DataFrame) -> Beside:
    """Return one indicator under both scenarios."""
    means = runs.data["overall"].mean("replication").sel(indicator=indicator)
    before, after = (float(means.sel(scenario=name)) for name in (step.against, scenario))
    rows = comparison[(comparison["scenario"] == scenario) & (comparison["indicator"] == indicator)]
    if rows.empty:  # the scenario is the one compared with
        return Beside(indicator, before, after, 0.0, "undecided")
    row = rows.iloc[0]
    decided = verdict(indicator, float(row["difference"]), float(row["p_holm"]))
    return Beside(indicator, before, after, float(row["difference"]), decided)
