"""Gaps between the responsibility a unit carries and the authority it has."""

from __future__ import annotations

import numpy as np
import pandas
import pyarrow as pa

from models.organisation import Organisation


def gaps(organisation: Organisation) -> pandas.DataFrame:
    """Units by the size of their imbalance, the largest first; units where a share is not known are left out.

    Returns
    -------
    DataFrame
        Columns unit, name (if there are names), level, headcount, authority, responsibility, gap
        (responsibility less authority: above 0 the unit answers for more than it may decide), imbalance
        (its size).

    Examples
    --------
    >>> rows = {"unit": ["a", "b"], "superior": [None, "a"], "level": [1, 2]}
    >>> rows |= {"authority": [0.75, 0.25], "responsibility": [0.5, 1.0]}
    >>> gaps(Organisation.from_frame(pandas.DataFrame(rows)))
      unit level  headcount  authority  responsibility   gap  imbalance
    0    b     2        1.0       0.25             1.0  0.75       0.75
    1    a     1        1.0       0.75             0.5 -0.25       0.25
    """
    imbalance = organisation.imbalance()
    known = np.flatnonzero(~np.isnan(imbalance))
    known = known[np.lexsort((known, -imbalance[known]))]
    columns = {"unit": organisation.ids.take(pa.array(known)).to_pandas()}
    if organisation.names is not None:
        columns["name"] = organisation.names.take(pa.array(known)).to_pandas()
    columns["level"] = pandas.Series(np.array(organisation.levels, dtype=object)[organisation.level[known]])
    for name in ("headcount", "authority", "responsibility"):
        columns[name] = pandas.Series(getattr(organisation, name)[known])
    columns["gap"] = columns["responsibility"] - columns["authority"]
    columns["imbalance"] = columns["gap"].abs()
    return pandas.DataFrame(columns)


def gaps_by_level(organisation: Organisation) -> pandas.DataFrame:
    """Mean gap and imbalance by level, weighted by headcount.

    Returns
    -------
    DataFrame
        Columns level, units, known (units where both shares are known), gap, imbalance; NaN where none is
        known.
    """
    gap = organisation.responsibility - organisation.authority
    known = ~np.isnan(gap)
    rows = []
    for index, level in enumerate(organisation.levels):
        here = organisation.level == index
        chosen = here & known
        weight = organisation.headcount[chosen]
        mean = [
            np.average(x, weights=weight) if weight.sum() > 0 else np.nan
            for x in (gap[chosen], abs(gap[chosen]))
        ]
        rows.append((level, int(here.sum()), int(chosen.sum()), *mean))
    return pandas.DataFrame(rows, columns=["level", "units", "known", "gap", "imbalance"])
