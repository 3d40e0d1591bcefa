"""The quarterly review: what happened flows up, and changes the conditions under which the next quarter begins.

One piece of code for both engines, in steps that can be read and tested alone, each in the file of its subject: effort, the public,
scores, people, practices, moved hours. :class:`Review` strings them together and remembers. All sizes are assumptions unless their
declaration names a source.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from models.appeals import appeal_rate
from models.assessment import alignment
from models.parameters import Parameters
from models.public import overall_gain
from simulation.counting import Flow
from simulation.draws import Stream
from simulation.indicators import Indicators, quarter_of
from simulation.moving import moved_hours
from simulation.review_effort import (
    MOST_TRACES,
    amplification,
    assessment_returns,
    distorting_hours,
    efforts,
    outcomes,
    trace_hours,
)
from simulation.review_findings import Findings
from simulation.review_people import people, ratchets
from simulation.review_practices import practices, project_rate
from simulation.review_public import Heard, gains, ratings
from simulation.review_scores import paddings, scores
from simulation.setting import WEEKS_PER_QUARTER, Conditions, Floats, Period, Setting
from simulation.short_quarter import for_part
from simulation.standing import Standing
from simulation.state import State, first_state, uniforms_of
from simulation.succession import Moves, succeed

QUARTERS_PER_YEAR = 4
# A guard, no assumption about people: hours are divided by, so none is quite 0.
LEAST_HOURS = 1e-9


class Review:
    """The state of one replication between its quarters.

    Parameters
    ----------
    standing : Standing
        What no review changes, and the seed.
    parameters, setting
        As the engines have them.
    replication : int
        The luck.
    """

    def __init__(
        self, standing: Standing, parameters: Parameters, setting: Setting, replication: int
    ) -> None:
        self.standing, self.parameters, self.setting = standing, parameters, setting
        self.network, self.tree, self.needs = standing.network, standing.tree, standing.needs
        self.seed, self.replication = standing.seed, replication
        state = first_state(self.network, parameters, self.seed, replication)
        self.arriving = self.pressure(state)
        self.patrols = np.where(self.network.level <= setting.last_owner_level, setting.patrol_hours, 0.0)
        self.state = state.changed(**efforts(state, parameters, standing.prize, self.arriving))
        self.hours = self.hours_left(self.state, self.arriving)
        self.felt = self.over_domains(self.state.gain)
        self.coming: Conditions | None = None
        self.indicators: list[Indicators] = []
        self.moves: list[Moves] = []
        self.weeks: list[float] = []
        self.year: list[Findings] = []
        self.converted = 0.0
        nobody = np.zeros(len(state.skill))
        # Appeals from former quarters that are still open.
        self.waiting = nobody
        self.heard = Heard(nobody, nobody)

    def over_domains(self, gain: Floats) -> Floats:
        """Return the sense of gain over all domains."""
        return np.asarray(overall_gain(gain, self.needs))

    def pressure(self, state: State) -> Floats:
        """Return the formal pressure that arrives at each unit where every handover amplifies."""
        return self.tree.along_path(1.0 + amplification(self.setting, state))

    def hours_left(self, state: State, pressure: Floats) -> tuple[Floats, Floats]:
        """Return weekly hours on traces, and what they and patrols leave for other work before any are moved."""
        setting = self.setting
        traces = trace_hours(setting, self.parameters, state, pressure)
        traces = traces + distorting_hours(self.parameters, state, self.network.terminal)
        traces = np.minimum(traces, MOST_TRACES * setting.available_hours)
        return traces, np.maximum(setting.available_hours - traces - self.patrols, 0.0)

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter; asked for by the engine and again by the review, and told alike."""
        if self.coming is None:
            self.coming = self.conditions_in(self.state, *self.hours)
        return self.coming

    def conditions_in(self, state: State, traces: Floats, left: Floats) -> Conditions:
        """Return the conditions that a state makes, with the hours on traces and those that are left for other work."""
        appeals = np.asarray(appeal_rate(self.parameters.appeals.appeal_rate, self.felt))
        appeals = np.where(self.network.terminal, appeals, 0.0)
        return Conditions(
            clarity=state.clarity,
            amplification=amplification(self.setting, state),
            hours=np.maximum(left + state.moved, LEAST_HOURS),
            trace_hours=traces,
            appeal_rate=appeals,
            project_rate=project_rate(self.parameters, state, appeals),
        )

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the period that has ended, and change the state for the next one.

        A last period shorter than a quarter changes the state by its share of what a quarter does; no year ends with it.
        """
        # Every column is read as a whole, some of them often.
        flow = np.asfortranarray(flow)
        state, conditions, standing = self.state, self.conditions(), self.standing
        weeks = period.end - period.start
        parameters = for_part(self.parameters, weeks / WEEKS_PER_QUARTER)
        findings = self.find_out(period, flow, conditions, parameters, weeks)
        self.remember(findings, flow, weeks)
        year_ends = period.end >= (period.number + 1) * WEEKS_PER_QUARTER and (
            (period.number + 1) % QUARTERS_PER_YEAR == 0
        )
        # The order matters, as each step sees what the ones before it have changed: practices come before the skill that they
        # add to; all that people feel follows the quarter that they lived through; posts change hands only when their leaders'
        # quarter is counted; and effort and moved hours, the answers to all this, come last.
        state = state.changed(
            gain=findings.gain,
            padding=findings.reported - findings.outcome,
            **practices(state, parameters, flow[:, Flow.CONVERTED], self.converted, weeks, standing.ties),
        )
        state = state.changed(
            **people(state, parameters, findings, standing.prize, standing.ties), served=state.served + weeks
        )
        ended = flow[:, Flow.ANSWERED] + flow[:, Flow.WITHDRAWN]
        self.waiting = self.waiting + flow[:, Flow.APPEALS] - ended
        if year_ends:
            state = self.end_year(state, period.number // QUARTERS_PER_YEAR)
        arriving = self.pressure(state)
        state = state.changed(**efforts(state, parameters, standing.prize, arriving))
        self.hours = self.hours_left(state, arriving)
        _, room = self.hours
        state = state.changed(moved=moved_hours(state, parameters, self.setting, findings, room, self.tree))
        felt = self.over_domains(state.gain)
        self.indicators.append(self.report(period, findings, state, felt, conditions, flow))
        self.state, self.arriving, self.felt, self.coming = state, arriving, felt, None

    def remember(self, findings: Findings, flow: Floats, weeks: float) -> None:
        """Add a quarter to what is counted over several of them."""
        self.weeks.append(weeks)
        self.year.append(findings)
        self.converted += float(flow[:, Flow.CONVERTED].sum())

    def end_year(self, state: State, year: int) -> State:
        """Return the state after a year's end: the ratchet turns and posts change hands, by the means of the year's quarters."""
        reported = np.mean([quarter.reported for quarter in self.year], axis=0)
        score = np.mean([quarter.score for quarter in self.year], axis=0)
        self.year = []
        state = state.changed(ratchet=ratchets(state, self.parameters, reported, self.tree))
        state, moves = succeed(
            state, score, self.parameters, self.tree, self.network, self.seed, self.replication, year
        )
        self.moves.append(moves)
        return state

    def find_out(
        self, period: Period, flow: Floats, conditions: Conditions, parameters: Parameters, weeks: float
    ) -> Findings:
        """Return what the review finds out about the quarter: what was done, what people feel about it, and how they rate it.

        ``parameters`` have amounts for the weeks of the quarter that the horizon leaves.
        """
        state, standing = self.state, self.standing
        outcome = outcomes(state, parameters, self.setting, flow, weeks)
        reported = outcome + paddings(outcome, parameters, standing.prize, self.arriving, self.tree)
        luck = uniforms_of(self.network, self.seed, self.replication, Stream.RATING, period.number)
        gain = gains(state, parameters, outcome, standing.met, flow, self.waiting)
        rated = ratings(self.over_domains(gain), parameters, standing, luck, self.heard)
        used = flow[:, Flow.WORK].copy()
        for column in (Flow.MEETING, Flow.APPEAL, Flow.PROJECT, Flow.ABSENCE):
            used += flow[:, column]
        used /= weeks
        formal = conditions.trace_hours + flow[:, Flow.MEETING] / weeks
        # What waits is a stock: however short the period, it is work for a quarter.
        backlog = flow[:, Flow.BACKLOG] * parameters.work.work_hours / WEEKS_PER_QUARTER
        busy = conditions.trace_hours + self.patrols + used
        return Findings(
            outcome=outcome,
            reported=reported,
            gain=gain,
            ratings=rated,
            score=scores(state, parameters, reported, rated.entered, ndtri(luck[3]), self.arriving),
            formalism=formal / np.maximum(busy, LEAST_HOURS),
            load=(busy + backlog)
            / (
                parameters.effort.comfortable_load
                * np.maximum(self.setting.available_hours + state.moved, LEAST_HOURS)
            ),
        )

    def report(
        self,
        period: Period,
        findings: Findings,
        state: State,
        felt: Floats,
        conditions: Conditions,
        flow: Floats,
    ) -> Indicators:
        """Return the quarter's indicators by level: flows of the quarter, and stocks as it leaves them, in ``state``."""
        lived = self.state
        rewarded = np.stack(assessment_returns(self.parameters, self.standing.prize, self.arriving)).T
        values = {
            "outcome": findings.outcome,
            "reported": findings.reported,
            "gain": felt,
            "motivation": state.motivation,
            "strain": state.strain,
            "skill": state.skill,
            "clarity": state.clarity,
            "real_effort": lived.real,
            "trace_effort": lived.trace,
            "formalism": findings.formalism,
            "rating": findings.ratings.entered,
            "amplification": conditions.amplification,
        }
        return quarter_of(
            values,
            findings.score,
            np.asarray(alignment(rewarded, [1.0, 0.0])),
            flow,
            self.standing.grouping,
            float(self.waiting.sum()),
            findings.ratings.error,
        )
