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
from simulation.rollup import Tree
from simulation.setting import WEEKS_PER_YEAR, Conditions, Floats, Network, Period, Setting
from simulation.state import LOPSIDED, State, first_state, needs_of, uniforms_of
from simulation.succession import Moves, succeed

QUARTERS_PER_YEAR = 4
LEAST_HOURS = 1e-9


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
        self.converted = 0.0

    def pressure(self, state: State) -> Floats:
        """Return the formal pressure that arrives at each unit where every handover amplifies."""
        return self.tree.along_path(1.0 + amplification(self.setting, state))

    def conditions(self) -> Conditions:
        """Return the conditions of the coming quarter."""
        state, parameters, setting = self.state, self.parameters, self.setting
        traces = trace_hours(setting, parameters, state, self.pressure(state))
        patrols = np.where(self.network.level <= setting.last_owner_level, setting.patrol_hours, 0.0)
        gain = (self.needs * state.gain).sum(axis=1)
        appeals = np.asarray(appeal_rate(parameters.appeals.appeal_rate, gain))
        return Conditions(
            clarity=state.clarity,
            amplification=amplification(setting, state),
            hours=np.maximum(setting.available_hours - traces - patrols + state.moved, LEAST_HOURS),
            trace_hours=traces,
            appeal_rate=np.where(self.network.terminal, appeals, 0.0),
            project_rate=project_rate(parameters, state, np.where(self.network.terminal, appeals, 0.0)),
        )

    def hold(self, period: Period, flow: Floats) -> None:
        """Review the quarter that has ended, and change the state for the next one."""
        parameters, state, conditions = self.parameters, self.state, self.conditions()
        weeks = period.end - period.start
        findings = self.find_out(period, flow, conditions, weeks)
        self.converted += float(flow[:, Flow.CONVERTED].sum())
        year_ends = (period.number + 1) % QUARTERS_PER_YEAR == 0
        year = period.number // QUARTERS_PER_YEAR
        state = state.changed(gain=gains(state, parameters, findings, self.served_shares, self.needs, flow))
        state = state.changed(**practices(state, parameters, self.converted, weeks))
        state = state.changed(
            skill=skills(state, parameters, self.setting, self.tree, flow, conditions),
            strain=np.asarray(
                next_strain(
                    state.strain,
                    findings.load,
                    parameters.effort.strain_rise,
                    parameters.effort.strain_recovery,
                )
            ),
            motivation=motivations(state, parameters, findings, self.prize),
            clarity=clarities(state, parameters),
            ratchet=ratchets(state, parameters, findings, self.tree, year_ends),
            moved=moved_hours(state, parameters, self.setting, findings, self.tree),
            served=state.served + weeks,
        )
        if year_ends:
            state, moves = succeed(
                state, findings.score, parameters, self.tree, self.network, self.seed, self.replication, year
            )
            self.moves.append(moves)
        state = state.changed(**efforts(state, parameters, self.prize, self.pressure(state)))
        self.indicators.append(self.report(period, findings, state, conditions, flow))
        self.state = state

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
        backlog = flow[:, Flow.BACKLOG] * parameters.work.work_hours / weeks
        wanted = conditions.trace_hours + used + backlog
        return Findings(
            outcome=outcome,
            reported=reported,
            rating=rating,
            score=scores(state, parameters, reported, rating, ndtri(luck[3]), flow, self.pressure(state)),
            formalism=formal / np.maximum(conditions.trace_hours + used, LEAST_HOURS),
            load=wanted / (parameters.effort.comfortable_load * self.setting.available_hours),
        )

    def report(
        self, period: Period, findings: Findings, state: State, conditions: Conditions, flow: Floats
    ) -> Indicators:
        """Return the quarter's indicators by level."""
        effort_returns = returns(state, self.parameters, self.prize, self.pressure(state))
        rewarded = np.stack(effort_returns, axis=-1).mean(axis=0)
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
        return quarter_of(values, findings.score, float(alignment(rewarded, [1.0, 0.0])), flow, self.network)


def amplification(setting: Setting, state: State) -> Floats:
    """Return the amplification of each unit's line: the general one and what the ratchet has added."""
    return np.maximum(setting.amplification + state.ratchet, -0.95)


def trace_hours(setting: Setting, parameters: Parameters, state: State, pressure: Floats) -> Floats:
    """Return weekly hours on traces: they grow with the formal pressure that arrives and with the effort that traces are worth."""
    share = state.trace / parameters.effort.trace_norm
    hours: Floats = np.minimum(setting.trace_hours * pressure * share, 0.95 * setting.available_hours)
    return hours


def prize_return(parameters: Parameters, tree: Tree) -> Floats:
    """Return the marginal return on effort of each unit's tournament among its peers (Lazear & Rosen 1981): ΔW times a factor."""
    sizes, where = np.unique(np.maximum(tree.peers, 2), return_inverse=True)
    factors = np.array([float(promotion_return(1, int(size))) for size in sizes])
    prize: Floats = parameters.incentives.prize * np.where(tree.peers >= 2, factors[where], 0.0)
    return prize


def returns(state: State, parameters: Parameters, prize: Floats, pressure: Floats) -> tuple[Floats, Floats]:
    """Return what a unit of real work and a unit of traces bring in: b of Holmström & Milgrom (1991)."""
    effort, assessment = parameters.effort, parameters.assessment
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    seen = assessment.measurability * assessment.business_weight + assessment.public_weight
    stakes = effort.stakes * (1.0 + prize) / max(total, 1e-12)
    real = state.motivation * (effort.intrinsic + stakes * seen)
    trace = state.motivation * stakes * assessment.process_weight * pressure
    return real, trace


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
    side = parameters.public
    satisfied = (needs * state.gain).sum(axis=1)
    number = poisson_of(luck[0], side.participation * side.public_size)
    seen = np.asarray(observed_mean(satisfied, side.selection, side.solicited))
    spread = np.sqrt(seen * (1.0 - seen) / np.maximum(number, 1.0))
    counted = np.clip(seen + spread * ndtri(luck[1]), 0.0, 1.0)
    right = np.asarray(corrected_mean(np.minimum(counted, 1.0), side.selection, 0.0))
    better = counted + side.correction * (right - counted)
    prior = float((better * public).sum() / max(public.sum(), 1e-12))
    weight = max(side.prior_weight, 1e-6)
    rating = np.asarray(shrunken_mean(better, number, prior, weight))
    below: Floats = tree.sum_below(rating * public) / np.maximum(public_below, 1e-12)
    return below


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
    flow: Floats,
    pressure: Floats,
) -> Floats:
    """Return each unit's assessed score: process by traces, business as reported, the public's rating, and noise."""
    assessment = parameters.assessment
    process = np.minimum(pressure * state.trace, 1.0)
    total = assessment.process_weight + assessment.business_weight + assessment.public_weight
    weighed = (
        assessment.process_weight * process
        + assessment.business_weight * reported
        + assessment.public_weight * rating
    )
    score: Floats = weighed / max(total, 1e-12) + assessment.score_noise * noise
    return score


def practices(state: State, parameters: Parameters, converted: float, weeks: float) -> dict[str, Floats]:
    """Return what units know of the converted practices and what it adds to skill (Bass 1969: publicity p, emulation q)."""
    rules = parameters.adjustment
    rate = (rules.publicity + rules.emulation * float(state.known.mean())) * weeks / WEEKS_PER_YEAR
    learned = (1.0 - state.known) * (1.0 - np.exp(-rate)) if converted > 0.0 else np.zeros(len(state.known))
    per_unit = converted / len(state.known)
    worth = float(gain_at_distance(rules.practice_gain, rules.practice_distance, rules.fit_loss))
    added = learned * worth * min(per_unit * 10.0, 1.0)
    return {
        "known": (state.known + learned) * (1.0 - rules.practice_decay),
        "practice": np.clip(state.practice * (1.0 - rules.practice_decay) + added, -0.5, 1.0),
    }


def skills(
    state: State, parameters: Parameters, setting: Setting, tree: Tree, flow: Floats, conditions: Conditions
) -> Floats:
    """Return skill after training, decay and what peers learn from one another."""
    incentives = parameters.incentives
    trained = setting.training_hours if setting.training_hours > 0.0 else 0.0
    missing = np.maximum(1.2 - state.skill, 0.0)
    learned = missing * (1.0 - np.exp(-incentives.learning * trained * (0.5 + state.motivation)))
    towards = incentives.skill_exchange * (np.maximum(tree.peer_mean(state.skill), state.skill) - state.skill)
    skill: Floats = np.maximum((state.skill + learned + towards) * (1.0 - incentives.skill_decay), 0.05)
    return skill


def motivations(state: State, parameters: Parameters, findings: Findings, prize: Floats) -> Floats:
    """Return motivation on its way to logistic(returns + growth support - burden - strain)."""
    incentives = parameters.incentives
    hopeless = findings.score < np.median(findings.score)
    target = motivation_target(
        incentives.prize_weight * prize
        + 0.1 * parameters.adjustment.bonus
        - incentives.discouragement * hopeless,
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


def ratchets(state: State, parameters: Parameters, findings: Findings, tree: Tree, year_ends: bool) -> Floats:
    """Return what the ratchet adds to amplification: up where a unit's year was better than its peers', slowly down again."""
    rules = parameters.adjustment
    ratchet = state.ratchet * (1.0 - rules.ratchet_down)
    if year_ends:
        ratchet = ratchet + rules.ratchet_up * (findings.reported >= tree.peer_mean(findings.reported))
    return ratchet


def moved_hours(
    state: State, parameters: Parameters, setting: Setting, findings: Findings, tree: Tree
) -> Floats:
    """Return the hours that dynamic adjustment moves to units that fall short of their peers; moving loses some of them."""
    rules = parameters.adjustment
    if rules.adjustment == 0.0:
        return state.moved
    shortfall = tree.peer_mean(findings.reported) - findings.reported
    wanted = rules.adjustment * setting.available_hours * np.clip(shortfall, -0.3, 0.3)
    lost = rules.whiplash * np.abs(wanted - state.moved) * 0.5
    moved: Floats = wanted - lost
    return moved


def project_rate(parameters: Parameters, state: State, appeals: Floats) -> Floats:
    """Return projects that a unit starts a week: more with skill, motivation and bonus; some appeals become projects too."""
    eager = state.skill * state.motivation / 0.4 * (1.0 + parameters.adjustment.bonus)
    rate: Floats = (
        parameters.innovation.project_rate / WEEKS_PER_YEAR * eager
        + parameters.adjustment.rectified * appeals
    )
    return rate
