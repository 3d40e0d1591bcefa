"""One scenario on one organisation, as the engines read it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.members import members_as_units
from models.organisation import Organisation
from models.parameters import Parameters
from simulation.counting import Sums, empty_sums
from simulation.plan import Plan, Ranges, make_blocks, make_plan
from simulation.review import Review
from simulation.scenario import Scenario
from simulation.setting import (
    Agenda,
    Network,
    Period,
    Rhythm,
    Setting,
    make_agenda,
    make_network,
    make_rhythm,
    make_setting,
    periods_of,
    quarters_in,
)
from simulation.standing import Standing, standing_of


@dataclass(frozen=True, kw_only=True)
class Case:
    """One scenario on one organisation, as the engines read it."""

    organisation: Organisation
    parameters: Parameters
    kinds: tuple[str, ...]
    setting: Setting
    rhythm: Rhythm
    network: Network
    plan: Plan

    @property
    def reviewed(self) -> bool:
        """Whether quarterly reviews change the conditions."""
        return self.parameters.adjustment.feedback == "quarterly"

    @property
    def whole_run(self) -> Period:
        """The one period of a run without reviews."""
        return periods_of(self.setting.weeks, reviewed=False)[0]

    def review(self, seed: int, replication: int) -> Review | None:
        """Return the review of one replication, at its beginning; None where nothing is reviewed."""
        if not self.reviewed:
            return None
        return Review(self.standing(seed), self.parameters, self.setting, replication)

    def standing(self, seed: int) -> Standing:
        """Return what no review changes; looked for once, as all replications with one seed share it."""
        found = self._standings.get(seed)
        if found is None:
            found = self._standings[seed] = standing_of(
                self.network, self.organisation.lines, self.parameters, seed
            )
        return found

    @cached_property
    def blocks(self) -> list[Ranges]:
        """How a quarter is cut where quarters are reviewed."""
        return make_blocks(self.network)

    @cached_property
    def _standings(self) -> dict[int, Standing]:
        return {}

    def agenda(self, seed: int, replication: int) -> Agenda:
        """Return the directives of one replication."""
        return make_agenda(self.parameters, self.setting.weeks, seed, replication)

    def new_sums(self) -> Sums:
        """Return sums of zero in this organisation's shape."""
        weeks = self.setting.weeks
        return empty_sums(len(self.organisation.levels), quarters_in(weeks), int(np.ceil(weeks)))


def make_case(organisation: Organisation, scenario: Scenario, weeks: float, *, as_units: bool) -> Case:
    """Return one scenario on one organisation, measures in force.

    ``as_units``: attached members become units of their own, as a ledger and the SimPy engine need them. An organisation
    with attached members is not reviewed, whatever the engine: hand-down alone is simulated, with a warning.
    """
    if organisation.members is not None and scenario.parameters.adjustment.feedback == "quarterly":
        warnings.warn(
            f"{organisation.n_members:,} attached members have no state of their own, so no quarter is reviewed: hand-down alone "
            'is simulated. with_parameters(feedback="none") says so explicitly; models.members.members_as_units(organisation) '
            "makes units of members, which can be reviewed",
            stacklevel=3,
        )
        scenario = scenario.with_parameters(feedback="none")
    if as_units and organisation.members is not None:
        organisation = members_as_units(organisation)
    parameters, calendar = scenario.resolve()
    network = make_network(organisation, parameters.transmission.amplification)
    return Case(
        organisation=organisation,
        parameters=parameters,
        kinds=calendar.kinds,
        setting=make_setting(organisation, parameters, weeks),
        rhythm=make_rhythm(calendar, parameters, weeks),
        network=network,
        plan=make_plan(network, parameters.adjustment.feedback != "none"),
    )
