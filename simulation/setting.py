"""What the engines are told: a scenario and an organisation as plain numbers and arrays, the same for both engines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.attention import available_hours
from models.organisation import Organisation
from models.parameters import Parameters
from models.transmission import after_waiting, amplified
from simulation.calendar import Calendar
from simulation.draws import DIRECTIVE_LIMIT, Stream, draw_gaps, draw_many

Floats = NDArray[np.float64]
WEEKS_PER_YEAR = 52.0
WEEKS_PER_QUARTER = 13.0
# Leaves room for more than ten standard deviations of a random number of directives below the limit of the draws.
MOST_DIRECTIVES = DIRECTIVE_LIMIT - 50_000


class Setting(NamedTuple):
    """Numbers of a scenario that are the same for all units. Weeks, hours, shares.

    ``training_hours`` are all hours a quarter that training, liaison and start-up take in the first year; ``startup_hours`` those
    of them that end with it.
    """

    weeks: float
    loss: float
    unclear_loss: float
    clarity: float
    imbalance_loss: float
    imbalance: float
    imbalance_relief: float
    break_probability: float
    break_imbalance: float
    delay: float
    delay_spread: float
    amplification: float
    waiting_loss: float
    work_hours: float
    work_spread: float
    exponential_work: bool
    deadline: float
    available_hours: float
    trace_hours: float
    patrol_hours: float
    in_person: bool
    in_person_relief: float
    in_person_hours: float
    grid_share: float
    grid_delay: float
    last_level: int
    last_owner_level: int
    appeal_hours: float
    appeal_patience: float
    appeal_priority: float
    project_hours: float
    project_pass: float
    project_lag: float
    training_hours: float
    startup_hours: float
    exchange_share: float
    exchange_hours: float


class Period(NamedTuple):
    """A stretch of time in which all conditions stay as they are, in weeks: from its start, up to but without its end."""

    number: int
    start: float
    end: float
    first: bool
    final: bool


class Conditions(NamedTuple):
    """What a quarterly review may change from one period to the next, unit by unit; shape (units,).

    Empty arrays where there is no review: then every unit has the numbers of the setting, and neither appeals nor projects.
    """

    clarity: Floats
    amplification: Floats
    hours: Floats
    trace_hours: Floats
    appeal_rate: Floats
    project_rate: Floats


def no_conditions() -> Conditions:
    """Return the conditions of a run without reviews."""
    return Conditions(*(np.empty(0) for _ in Conditions._fields))


class Rhythm(NamedTuple):
    """The calendar as arrays, in order of time; shape (checkpoints,).

    ``hours_before`` has one entry more: the hours of the first 0, 1, 2, ... checkpoints. ``by_week`` tells how many fall until
    the beginning of each week, that moment included; shape (weeks + 1,). ``kept`` is the share of substance that waiting from
    the checkpoint before leaves: looked up, as offices with long queues ask for it millions of times.
    """

    time: Floats
    kind: NDArray[np.int64]
    hours: Floats
    restoring: Floats
    finding: Floats
    hours_before: Floats
    by_week: NDArray[np.int64]
    kept: Floats


class Agenda(NamedTuple):
    """The directives of one replication, in order of issue; shape (directives,). ``quarter`` is the one in which each is issued."""

    number: NDArray[np.uint32]
    issued: Floats
    in_person: NDArray[np.bool_]
    quarter: NDArray[np.int64]
    quarter_start: NDArray[np.int64]


class Network(NamedTuple):
    """The organisation as arrays over its units; an empty array stands for "nobody has any"."""

    superior: NDArray[np.int32]
    owner: NDArray[np.int32]
    key: NDArray[np.uint64]
    level: NDArray[np.int16]
    depth: NDArray[np.int16]
    headcount: Floats
    path_weight: Floats
    imbalance: Floats
    row: NDArray[np.int32]
    terminal: NDArray[np.bool_]
    members: NDArray[np.int32]
    standing_pressure: Floats
    member_weight: float


def make_setting(organisation: Organisation, parameters: Parameters, weeks: float) -> Setting:
    """Return the numbers that the engines need of the parameters in force."""
    handover, work, attention = parameters.transmission, parameters.work, parameters.attention
    leaders, levels = parameters.leaders, len(organisation.levels)
    return Setting(
        weeks=float(weeks),
        loss=handover.loss,
        unclear_loss=handover.unclear_loss,
        clarity=handover.clarity,
        imbalance_loss=handover.imbalance_loss,
        imbalance=handover.imbalance,
        imbalance_relief=handover.imbalance_relief,
        break_probability=handover.break_probability,
        break_imbalance=handover.break_imbalance,
        delay=handover.delay,
        delay_spread=handover.delay_spread,
        amplification=handover.amplification,
        waiting_loss=handover.waiting_loss,
        work_hours=work.work_hours,
        work_spread=work.work_spread,
        exponential_work=work.work_law == "exponential",
        deadline=work.deadline,
        available_hours=available_hours(
            attention.hours_per_week, attention.business_share, attention.coupling
        ),
        trace_hours=attention.trace_hours,
        patrol_hours=attention.patrol_hours,
        in_person=leaders.in_person_share > 0.0,
        in_person_relief=leaders.in_person_relief,
        in_person_hours=leaders.in_person_hours,
        grid_share=leaders.grid_share,
        grid_delay=leaders.grid_delay,
        last_level=levels - 1,
        last_owner_level=levels - 3,
        appeal_hours=parameters.appeals.appeal_hours,
        appeal_patience=parameters.appeals.appeal_patience,
        appeal_priority=parameters.appeals.appeal_priority,
        project_hours=parameters.innovation.project_hours,
        project_pass=parameters.innovation.project_pass,
        project_lag=parameters.innovation.project_lag,
        training_hours=hours_called_away(parameters),
        startup_hours=parameters.growth.startup_hours,
        exchange_share=parameters.growth.exchange_share,
        exchange_hours=parameters.growth.exchange_hours,
    )


def hours_called_away(parameters: Parameters) -> float:
    """Return the hours a quarter that training, liaison and start-up take in the first year."""
    growth = parameters.growth
    return growth.training_hours + growth.liaison_hours + growth.startup_hours


def periods_of(weeks: float, reviewed: bool) -> list[Period]:
    """Return the periods up to the horizon: quarters between reviews, or all of it as one."""
    count = quarters_in(weeks) if reviewed else 1
    ends = [WEEKS_PER_QUARTER * (number + 1) for number in range(count - 1)] + [float(weeks)]
    starts = [0.0, *ends[:-1]]
    return [
        Period(number, starts[number], ends[number], number == 0, number == count - 1)
        for number in range(count)
    ]


def make_rhythm(calendar: Calendar, parameters: Parameters, weeks: float) -> Rhythm:
    """Return the checkpoints that fall before the horizon as arrays."""
    rows = calendar.rows(parameters.checking, weeks)
    hours = np.array([row.hours for row in rows], dtype=np.float64)
    time = np.array([row.time for row in rows], dtype=np.float64)
    loss = parameters.transmission.waiting_loss
    return Rhythm(
        time=time,
        kind=np.array([row.kind for row in rows], dtype=np.int64),
        hours=hours,
        restoring=np.array([row.restoring for row in rows], dtype=np.float64),
        finding=np.array([row.finding for row in rows], dtype=np.float64),
        hours_before=np.concatenate(([0.0], np.cumsum(hours))),
        by_week=np.searchsorted(time, np.arange(np.ceil(weeks) + 1), side="right").astype(np.int64),
        kept=np.array([after_waiting(1.0, loss, gap) for gap in np.diff(time, prepend=0.0)]),
    )


def make_agenda(parameters: Parameters, weeks: float, seed: int, replication: int) -> Agenda:
    """Return the directives of one replication: when each is issued and whether leaders handle it in person."""
    rate = parameters.work.directives_per_year / WEEKS_PER_YEAR
    if rate * weeks > MOST_DIRECTIVES:
        raise ValueError(
            f"{rate * weeks:,.0f} directives in {weeks:g} weeks are too many (at most {MOST_DIRECTIVES:,})"
        )
    if parameters.work.arrival == "even":
        issued = np.arange(round(rate * weeks), dtype=np.float64) * (weeks / max(round(rate * weeks), 1))
    else:
        issued = random_issues(rate, weeks, seed, replication)
    chances = keyed_uniforms(seed, replication, Stream.IN_PERSON, len(issued))
    borders = np.arange(1, quarters_in(weeks)) * WEEKS_PER_QUARTER
    starts = np.searchsorted(issued, borders)
    return Agenda(
        number=np.arange(len(issued), dtype=np.uint32),
        issued=issued,
        in_person=chances < parameters.leaders.in_person_share,
        quarter=np.searchsorted(borders, issued, side="right").astype(np.int64),
        quarter_start=np.concatenate(([0], starts, [len(issued)])).astype(np.int64),
    )


def quarters_in(weeks: float) -> int:
    """Return the number of quarters, the last one perhaps short, in so many weeks."""
    return max(int(np.ceil(weeks / WEEKS_PER_QUARTER)), 1)


def random_issues(rate: float, weeks: float, seed: int, replication: int) -> Floats:
    """Return the times of a Poisson process before the horizon; the n-th gap depends on n alone."""
    if rate == 0.0:
        return np.empty(0, dtype=np.float64)
    gaps = np.empty(int(rate * weeks + 10.0 * np.sqrt(rate * weeks) + 20.0))
    draw_gaps(gaps, np.uint64(seed), np.uint64(replication), np.uint64(Stream.ISSUE))
    times = np.cumsum(gaps / rate)
    return times[times < weeks]


def keyed_uniforms(seed: int, replication: int, stream: Stream, count: int) -> Floats:
    """Return one uniform number for each directive 0 .. count - 1."""
    numbers = np.empty(count)
    draw_many(numbers, np.uint64(seed), np.uint64(replication), np.uint64(stream))
    return numbers


def make_network(organisation: Organisation, amplification: float) -> Network:
    """Return the organisation as the engines read it."""
    count = len(organisation)
    handing = np.diff(organisation.first) > 0
    members = organisation.members if organisation.members is not None else np.empty(0, dtype=np.int32)
    if len(members):
        handing = handing | (members > 0)
    owner = np.empty(0, dtype=np.int32)
    grid = organisation.lines.get("grid")
    if grid is not None and len(grid):
        owner = np.full(count, -1, dtype=np.int32)
        owner[grid[:, 1]] = grid[:, 0]
        # Who owns somebody else's unit hands on even with nobody below; still a terminal unit for what arrives there.
        handing[grid[:, 0]] = True
    imbalance = organisation.imbalance()
    pressure = [1.0]
    for _ in range(int(organisation.depth.max()) + 1):
        pressure.append(amplified(pressure[-1], amplification))
    if not np.isfinite(pressure[-1]):
        handovers = len(pressure) - 1
        raise ValueError(
            f"formal pressure exceeds all numbers: amplification {amplification:g}, {handovers} handovers"
        )
    return Network(
        superior=organisation.superior,
        owner=owner,
        key=organisation.key,
        level=organisation.level,
        depth=organisation.depth,
        headcount=organisation.headcount,
        path_weight=organisation.path_weight(),
        imbalance=np.empty(0) if np.isnan(imbalance).all() else imbalance,
        row=np.where(handing, np.cumsum(handing) - 1, -1).astype(np.int32),
        terminal=organisation.terminal,
        members=members,
        standing_pressure=np.array(pressure),
        member_weight=member_weight(organisation),
    )


def member_weight(organisation: Organisation) -> float:
    """Return the share of one attached member in the headcount of all terminal units."""
    if organisation.members is None:
        return 0.0
    return 1.0 / float(organisation.members.sum() + organisation.headcount[organisation.terminal].sum())
