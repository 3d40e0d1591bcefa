"""Chains of responsibility: how likely a directive reaches each unit, and which lines matter most."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas
import pyarrow as pa

from models.canonical import Positions, Shares, depth_starts
from models.joint_reach import JointReach, TooWideError, Units, united
from models.keys import keyed_uniforms
from models.organisation import Organisation

# replications of the estimate where the exact way is too long
SAMPLE = 4096


@dataclass(frozen=True, eq=False)
class Integrity:
    """How likely a directive reaches each unit.

    Attributes
    ----------
    organisation : the organisation asked about
    reach : float64 (n), probability that a directive from the top reaches the unit
    member_reach : float64 (n), that it reaches a member of the unit (0 without members)
    exact : bool (n), whether it was worked out; otherwise it was estimated
    standard_error : float64 (n), 0 where exact
    """

    organisation: Organisation
    reach: Shares
    member_reach: Shares
    exact: npt.NDArray[np.bool_]
    standard_error: Shares

    @property
    def reached_headcount(self) -> float:
        """Expected headcount of the units and members that are reached."""
        return float(
            self.organisation.headcount @ self.reach + _members(self.organisation) @ self.member_reach
        )

    def to_frame(self) -> pandas.DataFrame:
        """One row a unit: unit, name (if there are names), level, reach, exact, standard_error."""
        columns = _unit_columns(self.organisation, np.arange(self.organisation.n_units))
        columns["reach"] = pandas.Series(self.reach)
        columns["exact"] = pandas.Series(self.exact)
        columns["standard_error"] = pandas.Series(self.standard_error)
        return pandas.DataFrame(columns)

    def by_level(self) -> pandas.DataFrame:
        """Columns level, units (members included), reach (mean weighted by headcount)."""
        organisation = self.organisation
        rows = []
        for index, (level, units) in enumerate(organisation.counts.items()):
            here = organisation.level == index
            weight, value = organisation.headcount[here], self.reach[here]
            if level == organisation.member_level:
                weight = np.append(weight, _members(organisation))
                value = np.append(value, self.member_reach)
            rows.append((level, units, np.average(value, weights=weight) if weight.sum() > 0 else np.nan))
        return pandas.DataFrame(rows, columns=["level", "units", "reach"])


def chain_integrity(
    organisation: Organisation,
    breaks: float | npt.ArrayLike,
    *,
    grid_breaks: float | npt.ArrayLike | None = None,
    member_breaks: float | None = None,
    seed: int = 0,
) -> Integrity:
    """Probability that a directive from the top reaches each unit, if handovers break independently.

    Without further lines ``reach(unit) = reach(superior) (1 - break)``. A unit with a second owner (grid
    line) misses the directive only if both handovers fail it; that superior and owner may depend on the same
    units is taken into account (`models.joint_reach`). Peer and consortium lines hand nothing on.

    The result is exact; only where grid lines are so many and so long that a joint probability takes more
    than `models.joint_reach.MOST_SETS` steps, the unit and those below it are estimated from `SAMPLE` drawn
    directives, and marked.

    Parameters
    ----------
    organisation : Organisation
    breaks : number or (n)
        Probability that the handover from the superior breaks, by the position of the unit; the root's is not
        used.
    grid_breaks : number or (m), optional
        The same for the m grid lines, in the order of ``organisation.lines["grid"]``; default: as likely as
        the handover from the superior (an assumption).
    member_breaks : number, optional
        The same for members; default `breaks`, if it is one number.
    seed : of the draws, where some are needed

    Examples
    --------
    >>> chain_integrity(Organisation.tree([2, 2]), 0.1).reach.round(2).tolist()
    [1.0, 0.9, 0.9, 0.81, 0.81, 0.81, 0.81]
    """
    lines = _Lines.of(organisation, breaks, grid_breaks)
    joint, exact = _worked_out(organisation, lines)
    reach, error = joint.reach, np.zeros(organisation.n_units)
    if not exact.all():
        estimate = _estimated(organisation, lines, seed)
        reach = np.where(exact, reach, estimate)
        error = np.where(exact, 0.0, np.sqrt(estimate * (1 - estimate) / SAMPLE))
    member_reach = np.where(
        _members(organisation) > 0, reach * (1 - _member_break(organisation, breaks, member_breaks)), 0.0
    )
    return Integrity(organisation, reach, member_reach, exact, error)


def critical_lines(
    organisation: Organisation,
    breaks: float | npt.ArrayLike,
    *,
    grid_breaks: float | npt.ArrayLike | None = None,
    member_breaks: float | None = None,
) -> pandas.DataFrame:
    """Lines by what their break costs, the costliest first.

    The cost of a line is the expected headcount (of units and members) that is reached now and would not be
    reached if this line broke for certain, all else equal. It is exact: the expected headcount is a
    polynomial with each handover at most to the first power, so its derivative by the handover's
    probability to hold (Birnbaum importance [1]_) times that probability is the cost; one sweep from the
    bottom up gives it for all lines. For the parameters see `chain_integrity`.

    Returns
    -------
    DataFrame, one row a line
        Columns line ("command" or "grid"), source (id of superior or owner), unit, name (of the unit, if
        there are names), level, break (probability), cost (headcount), share (of the headcount reached
        now), gain (headcount reached more if the line never broke).

    Raises
    ------
    ValueError
        The grid lines are too many and too long to work it out exactly.

    References
    ----------
    .. [1] Birnbaum 1969, "On the importance of different components in a multicomponent system", in
    Krishnaiah
       (ed.), Multivariate Analysis II, 581-592.

    Examples
    --------
    >>> critical_lines(Organisation.tree([2, 2]), 0.1).loc[:, ["source", "unit", "cost"]].round(2).head(3)
      source   unit  cost
    0      1    1-1  2.52
    1      1    1-2  2.52
    2    1-1  1-1-1  0.81
    """
    lines = _Lines.of(organisation, breaks, grid_breaks)
    joint, exact = _worked_out(organisation, lines)
    if not exact.all():
        unit = organisation.ids[int(np.flatnonzero(~exact)[0])].as_py()
        raise ValueError(f"the grid lines above unit {unit!r} are too many and too long for an exact result")
    weight = organisation.headcount + _members(organisation) * (
        1 - _member_break(organisation, breaks, member_breaks)
    )
    change, owner_change = _sweep_back(organisation, lines, joint, weight)
    units = np.arange(1, organisation.n_units)
    owned = lines.grid[:, 1]
    order = np.concatenate([units, owned])
    columns = {"line": pandas.Series(["command"] * len(units) + ["grid"] * len(owned), dtype=object)}
    source = np.concatenate([organisation.superior[1:], lines.grid[:, 0]])
    columns["source"] = organisation.ids.take(pa.array(source)).to_pandas()
    columns |= _unit_columns(organisation, order)
    holds = np.concatenate([lines.holds[1:], lines.owner_holds[owned]])
    derivative = np.concatenate([change[1:], owner_change[owned]])
    columns["break"] = pandas.Series(1 - holds)
    columns["cost"] = pandas.Series(holds * derivative)
    columns["share"] = pandas.Series(holds * derivative / float(weight @ joint.reach))
    columns["gain"] = pandas.Series((1 - holds) * derivative)
    by_cost = np.lexsort((np.arange(len(order)), -holds * derivative))
    return pandas.DataFrame(columns).iloc[by_cost].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Lines:
    """Handovers of each unit: owner (-1 for none) and the probabilities that they hold."""

    grid: Positions
    owner: Positions
    holds: Shares
    owner_holds: Shares

    @classmethod
    def of(
        cls,
        organisation: Organisation,
        breaks: float | npt.ArrayLike,
        grid_breaks: float | npt.ArrayLike | None,
    ) -> _Lines:
        grid = organisation.lines.get("grid", np.empty((0, 2), dtype=np.int32))
        holds = 1 - _shares("breaks", breaks, organisation.n_units, "one for each unit")
        owner = np.full(organisation.n_units, -1, dtype=np.int32)
        owner[grid[:, 1]] = grid[:, 0]
        owner_holds = holds.copy()
        if grid_breaks is not None:
            owner_holds[grid[:, 1]] = 1 - _shares(
                "grid_breaks", grid_breaks, len(grid), "one for each grid line"
            )
        return cls(grid, owner, holds, owner_holds)


def _shares(name: str, values: float | npt.ArrayLike, number: int, what: str) -> Shares:
    """Probabilities, one number standing for all."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape not in ((), (number,)):
        raise ValueError(f"{name} has shape {array.shape}; allowed is one number, or {what} ({number})")
    wrong = ~((array >= 0) & (array <= 1))
    if wrong.any():
        raise ValueError(f"{name} holds {array[wrong].flat[0]}; a probability is between 0 and 1")
    return np.broadcast_to(array, (number,)).copy()


def _members(organisation: Organisation) -> Shares:
    members = organisation.members
    return np.zeros(organisation.n_units) if members is None else members.astype(np.float64)


def _member_break(
    organisation: Organisation, breaks: float | npt.ArrayLike, member_breaks: float | None
) -> float:
    if organisation.members is None:
        return 0.0
    if member_breaks is None and np.ndim(breaks) > 0:
        raise ValueError("breaks is given unit by unit, so the members need member_breaks=..., a probability")
    return float(_shares("member_breaks", breaks if member_breaks is None else member_breaks, 1, "one")[0])


def _unit_columns(organisation: Organisation, units: npt.NDArray[np.integer]) -> dict[str, pandas.Series]:
    columns = {"unit": organisation.ids.take(pa.array(units)).to_pandas()}
    if organisation.names is not None:
        columns["name"] = organisation.names.take(pa.array(units)).to_pandas()
    columns["level"] = pandas.Series(np.array(organisation.levels, dtype=object)[organisation.level[units]])
    return columns


def _worked_out(organisation: Organisation, lines: _Lines) -> tuple[JointReach, npt.NDArray[np.bool_]]:
    """Exact reach from the top down, and where it is exact."""
    superior = organisation.superior
    reach = np.ones(organisation.n_units)
    exact = np.ones(organisation.n_units, dtype=bool)
    joint = JointReach(superior, lines.owner, lines.holds, lines.owner_holds, reach)
    starts = depth_starts(organisation.first)
    for begin, end in pairwise(starts[1:]):
        above = superior[begin:end]
        reach[begin:end] = lines.holds[begin:end] * reach[above]
        exact[begin:end] = exact[above]
        for unit in (begin + np.flatnonzero(lines.owner[begin:end] >= 0)).tolist():
            boss, owner = int(superior[unit]), int(lines.owner[unit])
            exact[unit] = exact[boss] and exact[owner]
            if not exact[unit]:
                continue
            try:
                both = joint.probability(united((), boss, owner))
            except TooWideError:
                exact[unit] = False
                continue
            holds, owner_holds = lines.holds[unit], lines.owner_holds[unit]
            reach[unit] = holds * reach[boss] + owner_holds * reach[owner] - holds * owner_holds * both
    return joint, exact


def _sweep_back(
    organisation: Organisation, lines: _Lines, joint: JointReach, weight: Shares
) -> tuple[Shares, Shares]:
    """Derivatives of the expected reached weight by the probabilities that handovers hold, for each unit."""
    superior, reach = organisation.superior, joint.reach
    below = weight.astype(np.float64).copy()
    change, owner_change = np.zeros_like(below), np.zeros_like(below)
    waiting: list[tuple[int, int, Units]] = []
    of_set: dict[Units, float] = {}

    def add(units: Units, share: float) -> None:
        if len(units) == 1:
            below[units[0]] += share
        elif units:
            if units not in of_set:
                of_set[units] = 0.0
                # later last units first, and of these larger sets: when its turn comes a set is complete
                heapq.heappush(waiting, (-units[-1], -len(units), units))
            of_set[units] += share

    starts = depth_starts(organisation.first)
    for begin, end in zip(starts[-2:0:-1].tolist(), starts[:1:-1].tolist(), strict=True):
        while waiting and -waiting[0][0] >= begin:
            units = heapq.heappop(waiting)[2]
            share = of_set.pop(units)
            by_part, by_holds, by_owner_holds = joint.changes(units)
            change[units[-1]] += share * by_holds
            owner_change[units[-1]] += share * by_owner_holds
            for part, derivative in by_part:
                add(part, share * derivative)
        single = begin + np.flatnonzero(lines.owner[begin:end] < 0)
        change[single] += below[single] * reach[superior[single]]
        np.add.at(below, superior[single], below[single] * lines.holds[single])
        for unit in (begin + np.flatnonzero(lines.owner[begin:end] >= 0)).tolist():
            boss, owner = int(superior[unit]), int(lines.owner[unit])
            both = united((), boss, owner)
            together = joint.probability(both)
            holds, owner_holds, share = lines.holds[unit], lines.owner_holds[unit], below[unit]
            change[unit] += share * (reach[boss] - owner_holds * together)
            owner_change[unit] += share * (reach[owner] - holds * together)
            add((boss,), share * holds)
            add((owner,), share * owner_holds)
            add(both, -share * holds * owner_holds)
    return change, owner_change


def _estimated(organisation: Organisation, lines: _Lines, seed: int) -> Shares:
    """Share of drawn directives that reach each unit; a unit's draws depend on its key and the seed only."""
    superior, starts = organisation.superior, depth_starts(organisation.first)
    reached = np.zeros(organisation.n_units)
    owned = np.flatnonzero(lines.owner >= 0)
    for replication in range(SAMPLE):
        number = seed * 2 * SAMPLE + 2 * replication
        holds = keyed_uniforms(organisation.key, number) < lines.holds
        owner_holds = keyed_uniforms(organisation.key[owned], number + 1) < lines.owner_holds[owned]
        here = np.ones(organisation.n_units, dtype=bool)
        for begin, end in pairwise(starts[1:]):
            here[begin:end] = here[superior[begin:end]] & holds[begin:end]
            some = slice(*np.searchsorted(owned, (begin, end)))
            here[owned[some]] |= here[lines.owner[owned[some]]] & owner_holds[some]
        reached += here
    return reached / SAMPLE
