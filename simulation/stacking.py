"""Which measures need each other: all single measures and all pairs against a base, on one luck.

The interaction of two measures is the contrast f(1,1) - f(1,0) - f(0,1) + f(0,0) [1]_: what the second adds to the effect of
the first. Above 0 the two are complements (each does more where the other is in force), below 0 substitutes. All four corners of a
contrast face the same luck, so it is taken replication by replication.

Of 26 measures there are 325 pairs, and of 325 true nothings 16 would look certain at 95%. P values are therefore corrected by
Benjamini and Hochberg's method [2]_: of the pairs that are called confident at most 5% are expected to be false ones. That suits
a search for pairs to look at; Holm's method, which allows no single false one, would miss many that are there.

References
----------
.. [1] Milgrom, P. and Roberts, J. (1990). The economics of modern manufacturing: technology, strategy, and organization.
   American Economic Review 80(3): 511-528 (no DOI; jstor.org/stable/2006681).
.. [2] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B
   57(1): 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.organisation import Organisation
from models.quantities import require_known
from simulation import intervals
from simulation.measure import PILLARS
from simulation.measures import MEASURES
from simulation.scenario import Scenario
from simulation.scenario_batches import Progress, run_batch

Floats = NDArray[np.float64]

INDICATORS = ("gain", "substance", "strain", "formalism_share")


@dataclass(frozen=True, eq=False)
class Stacking:
    """Main effects and interactions.

    ``single``: one row a measure and indicator: ``measure``, ``pillar``, ``indicator``, ``effect``, ``low``, ``high``,
    ``p_value``, ``p_corrected``, ``confident``.

    ``pairs``: one row a pair and indicator: ``first``, ``second``, ``first_pillar``, ``second_pillar``, ``indicator``,
    ``interaction`` with the same columns after it, and ``together``, ``first_added``, ``second_added``: mean effects of both
    against none, and of each where the other is in force already.
    """

    single: pd.DataFrame
    pairs: pd.DataFrame


def stack(
    organisation: Organisation,
    *,
    measures: Sequence[str] | None = None,
    base: Scenario | None = None,
    intensity: float = 1.0,
    indicators: Sequence[str] = INDICATORS,
    replications: int = 10,
    seed: int = 1,
    weeks: float = 52,
    confidence: float = 0.95,
    workers: int = 1,
    progress: Progress | None = None,
) -> Stacking:
    """Simulate every measure alone and every pair of measures on the same luck.

    Parameters
    ----------
    organisation : Organisation
    measures : sequence of str, optional
        By default all 26, ordered by pillar.
    base : Scenario, optional
        What they are added to; by default today with quarterly reviews. It must not hold the measures itself.
    intensity : float
        Of each measure, above 0.
    indicators : sequence of str
        Headline outcomes.
    replications, seed, weeks, workers, progress
        As in :func:`simulation.scenario_batches.run_batch`.
    confidence : float
        Of each interval by itself; ``confident`` is what remains so after the correction for many comparisons.

    Returns
    -------
    Stacking

    Raises
    ------
    ValueError
        For unknown names, fewer than two measures or replications, a base that holds one of them, or a pair that cannot be run.

    Examples
    --------
    >>> tree = Organisation.tree([2, 2])
    >>> found = stack(tree, measures=["ledger", "training"], indicators=["gain"], replications=2, weeks=26)
    >>> found.pairs[["first", "second"]].to_numpy().tolist()
    [['ledger', 'training']]
    """
    intervals.check_confidence(confidence)
    chosen = list(measures) if measures is not None else by_pillar()
    start = base or Scenario.today().with_parameters(feedback="quarterly")
    require_stackable(chosen, start, intensity, replications)
    couples = list(combinations(range(len(chosen)), 2))
    sets = [[], *([name] for name in chosen), *([chosen[a], chosen[b]] for a, b in couples)]
    batch = run_batch(
        organisation,
        [start.with_measures(**dict.fromkeys(names, intensity)) for names in sets],
        replications=replications,
        seed=seed,
        weeks=weeks,
        workers=workers,
        progress=progress,
    )
    single, pairs = [], []
    for indicator in indicators:
        values = batch.of(indicator)
        alone, together = np.split(values[1:], [len(chosen)])
        tables = effects(chosen, values[0], alone, together, confidence)
        single.append(tables[0].assign(indicator=indicator))
        pairs.append(tables[1].assign(indicator=indicator))
    return Stacking(pd.concat(single, ignore_index=True), pd.concat(pairs, ignore_index=True))


def by_pillar() -> list[str]:
    """Return the names of all measures, pillar after pillar."""
    return [name for pillar in PILLARS for name, kind in MEASURES.items() if kind.pillar == pillar]


def effects(
    names: Sequence[str], none: Floats, alone: Floats, together: Floats, confidence: float = 0.95
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return main effects and interactions of one outcome, as in :class:`Stacking` but without the indicator.

    Parameters
    ----------
    names : sequence of str
        Measures.
    none, alone, together : ndarray, shapes (replications,), (measures, replications), (pairs, replications)
        The outcome without measures, with each, and with each pair in the order of :func:`itertools.combinations`.
    confidence : float
    """
    first, second = (np.array(side) for side in zip(*combinations(range(len(names)), 2), strict=True))
    scale = max(np.abs(values).max() for values in (none, alone, together))
    pillars = np.array([MEASURES[name].pillar if name in MEASURES else "" for name in names])
    called = np.array(names)
    single = pd.DataFrame({"measure": called, "pillar": pillars})
    main = judged(alone - none, scale, "effect", confidence)
    pairs = pd.DataFrame({"first": called[first], "second": called[second]})
    pairs["first_pillar"], pairs["second_pillar"] = pillars[first], pillars[second]
    crossed = judged(together - alone[first] - alone[second] + none, scale, "interaction", confidence)
    pairs = pd.concat([pairs, crossed], axis=1)
    pairs["together"] = (together - none).mean(axis=1)
    pairs["first_added"] = (together - alone[second]).mean(axis=1)
    pairs["second_added"] = (together - alone[first]).mean(axis=1)
    return pd.concat([single, main], axis=1), pairs


def judged(contrasts: Floats, scale: float, name: str, confidence: float) -> pd.DataFrame:
    """Return mean, interval and corrected p value of contrasts of shape (contrasts, replications)."""
    from statsmodels.stats.multitest import multipletests

    settled = intervals.settle(contrasts.T, np.full(len(contrasts), scale))
    mean, low, high = intervals.mean_interval(settled, confidence)
    p_values = intervals.paired_p_value(settled)
    corrected = multipletests(p_values, method="fdr_bh")[1]
    return pd.DataFrame(
        {
            name: mean,
            "low": low,
            "high": high,
            "p_value": p_values,
            "p_corrected": corrected,
            "confident": corrected < 1.0 - confidence,
        }
    )


def needing(pairs: pd.DataFrame, indicator: str = "gain") -> pd.DataFrame:
    """Return the pairs that confidently need or hinder each other in one indicator, the strongest first.

    Returns
    -------
    DataFrame
        The rows of ``pairs`` with a column ``kind``: "complements" or "substitutes".
    """
    require_known(indicator, dict.fromkeys(pairs["indicator"]), "indicator")
    rows = pairs[(pairs["indicator"] == indicator) & pairs["confident"]]
    rows = rows.assign(kind=np.where(rows["interaction"] > 0, "complements", "substitutes"))
    return rows.sort_values("interaction", key=abs, ascending=False, ignore_index=True)


def require_stackable(measures: Sequence[str], base: Scenario, intensity: float, replications: int) -> None:
    """Refuse what cannot be stacked."""
    for name in measures:
        require_known(name, MEASURES, "measure")
    if len(set(measures)) < max(2, len(measures)):
        raise ValueError(
            f"至少需要两项不同的措施 / stacking needs at least two different measures; got {list(measures)}"
        )
    held = [name for name in measures if name in base.measures and base.measures[name].intensity > 0]
    if held:
        raise ValueError(
            f"基准情景 {base.name!r} 已含措施 {held[0]!r}：请搭配其他措施，或换一个基准 / "
            f"the base {base.name!r} already holds {held[0]!r}: stack the others, or take a base without it"
        )
    if not 0 < intensity <= 1:
        raise ValueError(
            f"力度须大于 0 且不超过 1 / intensity must be above 0 and at most 1, not {intensity!r}"
        )
    if replications < 2:
        raise ValueError(
            f"区间估计至少需要 2 次重复 / an interval needs at least 2 replications, not {replications!r}"
        )
    if base.parameters.adjustment.feedback != "quarterly":
        raise ValueError(
            f"情景 {base.name!r} 没有季度复盘：请设 feedback = 'quarterly' / "
            f"scenario {base.name!r} has no quarterly reviews: set feedback = 'quarterly'"
        )
