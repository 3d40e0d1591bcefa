"""The quarterly review: what happened flows up, and changes the conditions under which the next quarter begins.

One piece of code for both engines, in steps that can be read and tested alone: each takes what it needs and returns what it
finds. :class:`Review` strings them together and remembers. All sizes are assumptions unless their declaration names a source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, pdtr

from models.assessment import alignment
from models.contests import promotion_return
from models.effort import next_strain, pressure_performance, split_effort
from models.gaming import gaming
from models.incentives import motivation_target, next_motivation
from models.innovation import gain_at_distance
from models.organisation import Organisation
from models.parameters import Parameters
from models.public import appeal_rate, hurt_by_waiting, match, next_gain
from models.ratings import corrected_mean, observed_mean
from models.shrinkage import shrunken_mean
from simulation.counting import Flow
from simulation.draws import Stream
from simulation.indicators import Indicators, quarter_of
from simulation.moving import hours_moved
from simulation.rollup import Tree
from simulation.setting import (
    WEEKS_PER_QUARTER,
    WEEKS_PER_YEAR,
    Conditions,
    Floats,
    Network,
    Period,
    Setting,
)
from simulation.short_quarter import for_part
from simulation.state import LEAST_SKILL, LOPSIDED, State, first_state, needs_of, uniforms_of
from simulation.succession import Moves, succeed

QUARTERS_PER_YEAR = 4
# Guards, not assumptions about people. Hours and weights are divided by, so none is quite 0.
LEAST_HOURS = 1e-9
# Formal pressure never turns negative, and traces never fill all hours.
LEAST_AMPLIFICATION = -0.95
MOST_TRACES = 0.95
# What practices add to skill, as a share, stays a number that skill can bear: at worst half is lost, at best it doubles.
LEAST_PRACTICE, MOST_PRACTICE = -0.5, 1.0


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one review finds out, for the steps after it and for the record; arrays over units.

    ``outcome`` is true, ``reported`` what is claimed; ``rating`` is the public's as it enters the score.
    """

    outcome: Floats
    reported: Floats
    rating: Floats
    score: Floats
    formalism: Floats
    load: Floats


class Review:
    """The state of one replication between its quarters.

    Parameters
    ----------
    organisation : Organisation
    network, parameters, setting
        As the engines have them.
    seed, replication : int
        The luck.
    """

    def __init__(
        self,
        organisation: Organisation,
        network: Network,
        parameters: Parameters,
        setting: Setting,
        seed: int,
        replication: int,
    ) -> None:
        self.network, self.parameters, self.setting = network, parameters, setting
        self.seed, self.replication = seed, replication
        self.tree = Tree(network)
        self.public = np.where(network.terminal, network.headcount, 0.0)
        self.public_below = self.tree.sum_below(self.public)
        self.needs = needs_of(network, parameters, seed)
        self.served_shares = served_shares(parameters, self.needs)
        self.prize = prize_return(parameters, self.tree)
        state = first_state(network, parameters, seed, replication)
        self.state = state.changed(**efforts(state, parameters, self.prize, self.pressure(state)))
        self.indicators: list[Indicators] = []
        self.moves: list[Moves] = []
        self.weeks: list[float] = []
        self.year: list[Findings] = []
        self.converted, self.pending = 0.0, 0.0

    def pressure(self, state: State) -> Floats:
        """Return the formal pressure that arrives at each unit where every handover amplifies."""
        return self.tree.along_path(1.0 + amplification(self.setting, state))

    def hours_left(self, state: State) -> tuple[Floats, Floats]:
        """Return weekly hours on traces, and what they and patrols leave for other work before any are moved."""
        setting = self.setting
        traces = trace_hours(setting, self.parameters, state, self.pressure(state))
        patrols = np.where(self.network.level <= setting.last_owner_level, setting.patrol_hours, 0.0)
        return traces, np.maximum(setting.available_hours - traces - patrols, 0.0)

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""
        state, parameters, setting = self.state, self.parameters, self.setting
        traces, left = self.hours_left(state)
        gain = (self.needs * state.gain).sum(axis=1)
        appeals = np.asarray(appeal_rate(parameters.appeals.appeal_rate, gain))
        return Conditions(
            clarity=state.clarity,
            amplification=amplification(setting, state),
            hours=np.maximum(left + state.moved, LEAST_HOURS),
            trace_hours=traces,
            appeal_rate=np.where(self.network.terminal, appeals, 0.0),
            project_rate=project_rate(parameters, state, np.where(self.network.terminal, appeals, 0.0)),
        )

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the period that has ended, and change the state for the next one.

        A last period shorter than a quarter changes the state by its share of what a quarter does; no year ends with it.
        """
        state, conditions = self.state, self.conditions()
        weeks = period.end - period.start
        parameters = for_part(self.parameters, weeks / WEEKS_PER_QUARTER)
        findings = self.find_out(period, flow, conditions, weeks)
        self.remember(findings, flow, weeks)
        year_ends = period.end >= (period.number + 1) * WEEKS_PER_QUARTER and (
            (period.number + 1) % QUARTERS_PER_YEAR == 0
        )
        # The order matters, as each step sees what the ones before it have changed: practices come before the skill that they
        # add to; all that people feel follows the quarter that they lived through; posts change hands only when their leaders'
        # quarter is counted; and effort and moved hours, the answers to all this, come last.
        state = state.changed(
            gain=gains(state, parameters, findings, self.served_shares, self.needs, flow),
            **practices(state, parameters, self.converted, weeks),
        )
        state = state.changed(**people(state, parameters, findings, self.prize, self.tree))
        state = state.changed(served=state.served + weeks)
        if year_ends:
            state = self.end_year(state, period.number // QUARTERS_PER_YEAR)
        state = state.changed(**efforts(state, parameters, self.prize, self.pressure(state)))
        _, room = self.hours_left(state)
        state = state.changed(moved=moved_hours(state, parameters, self.setting, findings, room, self.tree))
        self.indicators.append(self.report(period, findings, state, conditions, flow))
        self.state = state

    def remember(self, findings: Findings, flow: Floats, weeks: float) -> None:
        """Add a quarter to what is counted over several of them."""
        self.weeks.append(weeks)
        self.year.append(findings)
        self.converted += float(flow[:, Flow.CONVERTED].sum())
        ended = flow[:, Flow.ANSWERED] + flow[:, Flow.WITHDRAWN]
        self.pending += float((flow[:, Flow.APPEALS] - ended).sum())

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

    def find_out(self, period: Period, flow: Floats, conditions: Conditions, weeks: float) -> Findings:
        """Return what the review finds out about the quarter."""
        parameters, state = self.parameters, self.state
        outcome = outcomes(state, parameters, flow, weeks)
        padding = np.asarray(
            gaming(
                parameters.effort.stakes,
                parameters.assessment.audit,
                parameters.assessment.gaming_ease,
                room=1.0,
            )
        )
        reported = np.minimum(outcome + padding, 1.0)
        luck = uniforms_of(self.network, self.seed, self.replication, Stream.RATING, period.number)
        rating = ratings(state, parameters, self.needs, luck, self.public, self.public_below, self.tree)
        used = flow[:, [Flow.WORK, Flow.MEETING, Flow.APPEAL, Flow.PROJECT, Flow.ABSENCE]].sum(axis=1) / weeks
        formal = conditions.trace_hours + flow[:, Flow.MEETING] / weeks
        # What waits is a stock: however short the period, it is work for a quarter.
        backlog = flow[:, Flow.BACKLOG] * parameters.work.work_hours / WEEKS_PER_QUARTER
        wanted = conditions.trace_hours + used + backlog
        return Findings(
            outcome=outcome,
            reported=reported,
            rating=rating,
            score=scores(state, parameters, reported, rating, ndtri(luck[3]), self.pressure(state)),
            formalism=formal / np.maximum(conditions.trace_hours + used, LEAST_HOURS),
            load=wanted / (parameters.effort.comfortable_load * self.setting.available_hours),
        )

    def report(
        self, period: Period, findings: Findings, state: State, conditions: Conditions, flow: Floats
    ) -> Indicators:
        """Return the quarter's indicators by level."""
        rewarded = np.stack(assessment_returns(self.parameters, self.prize, self.pressure(state)), axis=-1)
        values = {
            "outcome": findings.outcome,
            "reported": findings.reported,
            "gain": (self.needs * state.gain).sum(axis=1),
            "motivation": state.motivation,
            "strain": state.strain,
            "skill": state.skill,
            "clarity": state.clarity,
            "real_effort": state.real,
            "trace_effort": state.trace,
            "formalism": findings.formalism,
            "rating": findings.rating,
            "amplification": conditions.amplification,
        }
        return quarter_of(
            values,
            findings.score,
            np.asarray(alignment(rewarded, [1.0, 0.0])),
            flow,
            self.network,
            self.pending,
        )


def amplification(setting: Setting, state: State) -> Floats:
    """Return the amplification of each unit's line: the general one and what the ratchet has added."""
    return np.maximum(setting.amplification + state.ratchet, LEAST_AMPLIFICATION)


def trace_hours(setting: Setting, parameters: Parameters, state: State, pressure: Floats) -> Floats:
    """Return weekly hours on traces: they grow with the formal pressure that arrives and with the effort that traces are worth."""
    share = state.trace / parameters.effort.trace_norm
    hours: Floats = np.minimum(setting.trace_hours * pressure * share, MOST_TRACES * setting.available_hours)
    return hours


def prize_return(parameters: Parameters, tree: Tree) -> Floats:
    """Return the marginal return on effort of each unit's tournament among its peers (Lazear & Rosen 1981): ΔW times a factor."""
    sizes, where = np.unique(np.maximum(tree.peers, 2), return_inverse=True)
    factors = np.array([float(promotion_return(1, int(size))) for size in sizes])
    prize: Floats = parameters.incentives.prize * np.where(tree.peers >= 2, factors[where], 0.0)
    return prize


def assessment_returns(parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what assessment alone pays for a unit of real work and for a unit of traces, by stakes, weights and prize."""
    effort, assessment = parameters.effort, parameters.assessment
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    seen = assessment.measurability * assessment.business_weight + assessment.public_weight
    stakes = effort.stakes * (1.0 + prize) / max(total, 1e-12)
    return stakes * seen, stakes * assessment.process_weight * pressure


def returns(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what a unit of real work and a unit of traces bring in: b of Holmström & Milgrom (1991)."""
    real, trace = assessment_returns(parameters, prize, pressure)
    return state.motivation * (parameters.effort.intrinsic + real), state.motivation * trace


def efforts(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> dict[str, Floats]:
    """Return the best response: effort on real work and on traces."""
    real, trace = split_effort(*returns(state, parameters, prize, pressure), parameters.effort.substitution)
    return {"real": np.asarray(real), "trace": np.asarray(trace)}


def outcomes(state: State, parameters: Parameters, flow: Floats, weeks: float) -> Floats:
    """Return the true outcome of each unit, 0 to 1: substance delivered of what was due, by skill, real effort and pressure."""
    due = parameters.work.directives_per_year / WEEKS_PER_YEAR * weeks
    if due <= 0.0:
        return np.zeros(len(state.skill))
    done = np.maximum(flow[:, Flow.DONE], 1.0)
    pressed = np.where(flow[:, Flow.DONE] > 0, flow[:, Flow.PRESSURE] / done, 1.0)
    performance = np.asarray(pressure_performance(pressed, parameters.effort.pressure_optimum))
    able = state.skill * (1.0 + state.practice) * (1.0 - parameters.effort.strain_loss * state.strain)
    effort = np.minimum(state.real / parameters.effort.full_effort, 1.0)
    outcome: Floats = np.clip(flow[:, Flow.SUBSTANCE] / due * able * effort * performance, 0.0, 1.0)
    return outcome


def served_shares(parameters: Parameters, needs: Floats) -> Floats:
    """Return how each unit's effort is spread over the four domains: by balance, and by what it knows of the needs."""
    even = np.full(needs.shape[1], 1.0 / needs.shape[1])
    balance, insight = parameters.public.portfolio, parameters.public.insight
    unknowing = balance * even + (1.0 - balance) * LOPSIDED
    shares: Floats = (1.0 - insight) * unknowing + insight * needs
    return shares


def gains(
    state: State, parameters: Parameters, findings: Findings, served: Floats, needs: Floats, flow: Floats
) -> Floats:
    """Return the public's sense of gain by domain: it follows what is done where it is needed, and suffers unheard appeals."""
    public = parameters.public
    felt = next_gain(state.gain, findings.outcome[:, None] * match(served, needs), public.gain_speed)
    raised = flow[:, Flow.APPEALS]
    heard = np.minimum(flow[:, Flow.ANSWERED], raised)
    unanswered = np.where(raised > 0, 1.0 - heard / np.maximum(raised, 1.0), 0.0)
    return np.asarray(hurt_by_waiting(felt, unanswered[:, None], public.waiting_harm))


def ratings(
    state: State,
    parameters: Parameters,
    needs: Floats,
    luck: Floats,
    public: Floats,
    public_below: Floats,
    tree: Tree,
) -> Floats:
    """Return the public's rating of each unit as it enters the score: few and unfair raters, shrunken; above, the mean below."""
    number, counted = opinions(state, parameters, needs, luck)
    prior = float((counted * public).sum() / max(public.sum(), 1e-12))
    weight = max(parameters.public.prior_weight, 1e-6)
    rating = np.asarray(shrunken_mean(counted, number, prior, weight))
    below: Floats = tree.sum_below(rating * public) / np.maximum(public_below, 1e-12)
    return below


def opinions(state: State, parameters: Parameters, needs: Floats, luck: Floats) -> tuple[Floats, Floats]:
    """Return how many of each unit's public rate, and their mean, put right as far as analysis does so; not yet shrunken."""
    side = parameters.public
    satisfied = (needs * state.gain).sum(axis=1)
    number = poisson_of(luck[0], side.participation * side.public_size)
    seen = np.asarray(observed_mean(satisfied, side.selection, side.solicited))
    spread = np.sqrt(seen * (1.0 - seen) / np.maximum(number, 1.0))
    counted = np.clip(seen + spread * ndtri(luck[1]), 0.0, 1.0)
    right = np.asarray(corrected_mean(np.minimum(counted, 1.0), side.selection, 0.0))
    better: Floats = counted + side.correction * (right - counted)
    return number, better


def poisson_of(luck: Floats, mean: float) -> Floats:
    """Return Poisson numbers of one mean from uniform numbers."""
    highest = int(mean + 12.0 * np.sqrt(mean) + 20.0)
    table = pdtr(np.arange(highest), mean)
    return np.searchsorted(table, luck).astype(np.float64)


def scores(
    state: State,
    parameters: Parameters,
    reported: Floats,
    rating: Floats,
    noise: Floats,
    pressure: Floats,
) -> Floats:
    """Return each unit's assessed score: process by traces, business as reported, the public's rating, and noise."""
    assessment = parameters.assessment
    process = process_points(state, pressure)
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    weighed = (
        assessment.process_weight * process
        + assessment.business_weight * reported
        + assessment.public_weight * rating
    )
    score: Floats = weighed / max(total, 1e-12) + assessment.score_noise * noise
    return score


def process_points(state: State, pressure: Floats) -> Floats:
    """Return the score for process, 0 to 1: the traces that are shown for the pressure there is."""
    points: Floats = np.minimum(pressure * state.trace, 1.0)
    return points


def practices(state: State, parameters: Parameters, converted: float, weeks: float) -> dict[str, Floats]:
    """Return what units know of the converted practices and what it adds to skill (Bass 1969: publicity p, emulation q)."""
    rules = parameters.adjustment
    rate = (rules.publicity + rules.emulation * float(state.known.mean())) * weeks / WEEKS_PER_YEAR
    learned = (1.0 - state.known) * (1.0 - np.exp(-rate)) if converted > 0.0 else np.zeros(len(state.known))
    per_unit = converted / len(state.known)
    worth = float(gain_at_distance(rules.practice_gain, rules.practice_distance, rules.fit_loss))
    added = learned * worth * min(per_unit / rules.practice_supply, 1.0)
    return {
        "known": (state.known + learned) * (1.0 - rules.practice_decay),
        "practice": np.clip(
            state.practice * (1.0 - rules.practice_decay) + added, LEAST_PRACTICE, MOST_PRACTICE
        ),
    }


def people(
    state: State, parameters: Parameters, findings: Findings, prize: Floats, tree: Tree
) -> dict[str, Floats]:
    """Return what a quarter makes of people: skill, strain, motivation, clarity, and the ratchet that slowly goes back."""
    effort = parameters.effort
    strain = next_strain(state.strain, findings.load, effort.strain_rise, effort.strain_recovery)
    return {
        "skill": skills(state, parameters, tree),
        "strain": np.asarray(strain),
        "motivation": motivations(state, parameters, findings, prize, tree),
        "clarity": clarities(state, parameters),
        "ratchet": state.ratchet * (1.0 - parameters.adjustment.ratchet_down),
    }


def skills(state: State, parameters: Parameters, tree: Tree) -> Floats:
    """Return skill after training, decay and what those below their peers' mean learn from the others."""
    incentives = parameters.incentives
    missing = np.maximum(incentives.skill_ceiling - state.skill, 0.0)
    eager = incentives.learning_base + state.motivation
    learned = missing * (1.0 - np.exp(-incentives.learning * parameters.growth.training_hours * eager))
    towards = incentives.skill_exchange * (np.maximum(tree.peer_mean(state.skill), state.skill) - state.skill)
    skill: Floats = np.maximum(
        (state.skill + learned + towards) * (1.0 - incentives.skill_decay), LEAST_SKILL
    )
    return skill


def motivations(
    state: State, parameters: Parameters, findings: Findings, prize: Floats, tree: Tree
) -> Floats:
    """Return motivation on its way to logistic(returns + growth support - burden - strain).

    Those who score below their peers' mean are discouraged in proportion to the prize that they are about to miss.
    """
    incentives = parameters.incentives
    behind = findings.score < tree.peer_mean(findings.score)
    target = motivation_target(
        incentives.prize_weight * prize
        + parameters.adjustment.bonus_weight * parameters.adjustment.bonus
        - incentives.discouragement * prize * behind,
        incentives.growth_support,
        incentives.burden_weight * np.clip(findings.formalism, 0.0, 1.0),
        incentives.strain_weight * state.strain,
        incentives.motivation_base,
    )
    return np.asarray(next_motivation(state.motivation, target, incentives.motivation_speed))


def clarities(state: State, parameters: Parameters) -> Floats:
    """Return clarity of duty: newcomers learn theirs, up to what the scenario gives."""
    settled = parameters.transmission.clarity
    return state.clarity + parameters.adjustment.clarity_learning * (settled - state.clarity)


def ratchets(state: State, parameters: Parameters, reported: Floats, tree: Tree) -> Floats:
    """Return what the ratchet adds to amplification at a year's end: more where what was reported, as the mean over the year, was
    no worse than the peers'. Each quarter some of it goes back again (:func:`people`).
    """
    met = reported >= tree.peer_mean(reported)
    ratchet: Floats = state.ratchet + parameters.adjustment.ratchet_up * met
    return ratchet


def moved_hours(
    state: State, parameters: Parameters, setting: Setting, findings: Findings, room: Floats, tree: Tree
) -> Floats:
    """Return the hours that dynamic adjustment moves to units that fall short of their peers, out of the room that these have."""
    rules = parameters.adjustment
    if rules.adjustment == 0.0:
        return state.moved
    shortfall = tree.peer_mean(findings.reported) - findings.reported
    wanted = rules.adjustment * setting.available_hours * shortfall
    return hours_moved(wanted, state.moved, room, rules.whiplash, tree)


def project_rate(parameters: Parameters, state: State, appeals: Floats) -> Floats:
    """Return projects that a unit starts a week: more with skill, motivation and bonus; appeals start some too."""
    drive = parameters.innovation.project_drive
    eager = state.skill * state.motivation / drive * (1.0 + parameters.adjustment.bonus)
    rate: Floats = (
        parameters.innovation.project_rate / WEEKS_PER_YEAR * eager
        + parameters.adjustment.rectified * appeals
    )
    return rate
