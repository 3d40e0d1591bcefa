"""What shape an organisation has: depth, spans, bottlenecks, and how much it is a hierarchy.

Krackhardt's dimensions and flow hierarchy are in `models.krackhardt`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas
import pyarrow as pa

from models.canonical import Positions, Shares
from models.compiled import compiled
from models.krackhardt import Dimension, Krackhardt, flow_hierarchy, krackhardt
from models.organisation import Organisation

__all__ = [
    "Depth",
    "Dimension",
    "Krackhardt",
    "bottlenecks",
    "depth",
    "flow_hierarchy",
    "hierarchy_table",
    "krackhardt",
    "spans",
]


class Depth(NamedTuple):
    """How far down an organisation goes.

    Attributes
    ----------
    deepest : handovers on the longest way from the top to a terminal unit or member
    mean : handovers on the way to the terminal units and members, mean weighted by headcount
    """

    deepest: int
    mean: float


def depth(organisation: Organisation) -> Depth:
    """Handovers from the top to those at the end of the lines of command.

    Examples
    --------
    >>> depth(Organisation.tree([3, 4]))
    Depth(deepest=2, mean=2.0)
    """
    terminal, members = _weights_at_the_end(organisation)
    lines = organisation.depth.astype(np.float64)
    total = terminal.sum() + members.sum()
    if total <= 0:
        raise ValueError(
            "the terminal units have no headcount at all (sum 0), so a mean over it is not defined"
        )
    deepest = int(max(lines.max(), (lines + 1)[members > 0].max(initial=0)))
    return Depth(deepest, float((terminal @ lines + members @ (lines + 1)) / total))


def spans(organisation: Organisation) -> pandas.DataFrame:
    """Span of control by level: how many subordinates (members included) those have who have any.

    Returns
    -------
    DataFrame, one row a level
        Columns level, units (members included), leading (units with subordinates), and of the spans of these:
        mean, sd, smallest, median, largest; NaN where nobody leads.

    Examples
    --------
    >>> spans(Organisation.tree([3, 4])).loc[:, ["level", "units", "leading", "mean"]]
         level  units  leading  mean
    0  level 1      1        1   3.0
    1  level 2      3        3   4.0
    2  level 3     12        0   NaN
    """
    span = span_of_control(organisation)
    leading = np.flatnonzero(span > 0)
    grouped = pandas.Series(span[leading].astype(float)).groupby(organisation.level[leading])
    table = grouped.agg(["count", "mean", "std", "min", "median", "max"])
    table = table.reindex(range(len(organisation.levels))).fillna({"count": 0}).astype({"count": int})
    table.columns = pandas.Index(["leading", "mean", "sd", "smallest", "median", "largest"])
    table.insert(0, "level", list(organisation.levels))
    table.insert(1, "units", list(organisation.counts.values()))
    return table.reset_index(drop=True)


def span_of_control(organisation: Organisation) -> Positions:
    """Number of subordinates (n) of each unit, members included."""
    span = np.diff(organisation.first)
    return span if organisation.members is None else span + organisation.members


def bottlenecks(organisation: Organisation) -> pandas.DataFrame:
    """Units that deliveries must pass, the narrowest first.

    A directive is delivered from the top to all terminal units and members. ``share_through`` is the share of
    these (by headcount) to which the line of command leads through the unit; ``share_only_through`` the share
    that would not be reached by any line, command or grid, were the unit not there (the unit is a dominator
    [1]_ of them). The two differ where a second owner stands by. The top is left out, as everything passes
    it, and so are units with nobody below. Near-linear.

    Returns
    -------
    DataFrame
        Columns unit, name (if there are names), level, span, share_through, share_only_through.

    References
    ----------
    .. [1] Cooper, Harvey & Kennedy 2001, "A simple, fast dominance algorithm", Rice University TR-06-33870.

    Examples
    --------
    >>> bottlenecks(Organisation.tree([2, 2]))
      unit    level  span  share_through  share_only_through
    0  1-1  level 2     2            0.5                 0.5
    1  1-2  level 2     2            0.5                 0.5
    """
    through = organisation.path_weight()
    terminal, members = _weights_at_the_end(organisation)
    owner = np.full(organisation.n_units, -1, dtype=np.int32)
    grid = organisation.lines.get("grid", np.empty((0, 2), dtype=np.int32))
    owner[grid[:, 1]] = grid[:, 0]
    only = _dominated(organisation.superior, owner, terminal + members)
    span = span_of_control(organisation)
    chosen = np.flatnonzero(span > 0)[1:]
    chosen = chosen[np.lexsort((chosen, -through[chosen], -only[chosen]))]
    columns = {"unit": organisation.ids.take(pa.array(chosen)).to_pandas()}
    if organisation.names is not None:
        columns["name"] = organisation.names.take(pa.array(chosen)).to_pandas()
    columns["level"] = pandas.Series(np.array(organisation.levels, dtype=object)[organisation.level[chosen]])
    columns["span"] = pandas.Series(span[chosen])
    columns["share_through"] = pandas.Series(through[chosen])
    columns["share_only_through"] = pandas.Series(only[chosen] / only[0])
    return pandas.DataFrame(columns)


def hierarchy_table(organisation: Organisation, *, seed: int = 0) -> pandas.DataFrame:
    """Depth, Krackhardt's dimensions and flow hierarchy in one table.

    Returns
    -------
    DataFrame
        Columns measure, value, low, high (95% interval, equal to value where exact), exact.
    """
    deepest, mean = depth(organisation)
    rows: list[tuple[str, float, float, float, bool]] = [
        ("deepest", deepest, deepest, deepest, True),
        ("mean depth", mean, mean, mean, True),
    ]
    for name, dimension in krackhardt(organisation, seed=seed)._asdict().items():
        rows.append((name.replace("_", " "), *dimension[:4]))
    flow = flow_hierarchy(organisation)
    rows.append(("flow hierarchy", flow, flow, flow, True))
    return pandas.DataFrame(rows, columns=["measure", "value", "low", "high", "exact"])


def _weights_at_the_end(organisation: Organisation) -> tuple[Shares, Shares]:
    """Headcount (n) of each unit if it is terminal, and of its members."""
    members = organisation.members
    nobody = np.zeros(organisation.n_units)
    return np.where(
        organisation.terminal, organisation.headcount, 0.0
    ), nobody if members is None else nobody + members


@compiled
def _dominated(superior: Positions, owner: Positions, weight: Shares) -> Shares:
    """Weight at or below each unit that is reached through it only; positions are topological."""
    n = len(superior)
    dominator = np.zeros(n, dtype=np.int64)
    depth = np.zeros(n, dtype=np.int64)
    for unit in range(1, n):
        one = np.int64(superior[unit])
        other = np.int64(owner[unit])
        while other >= 0 and one != other:
            if depth[one] >= depth[other]:
                one = dominator[one]
            else:
                other = dominator[other]
        dominator[unit] = one
        depth[unit] = depth[one] + 1
    total = weight.copy()
    for unit in range(n - 1, 0, -1):
        total[dominator[unit]] += total[unit]
    return total
