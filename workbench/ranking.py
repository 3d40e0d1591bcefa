"""Which scenario has the most of an outcome, in one sentence that claims no more than paired differences carry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.intervals import mean_interval, settle
from workbench.text import Label

HIGHEST = Label("期末{outcome}最高：{title}", "Highest {outcome} at the end: {title}")
TIED = Label(
    "期末{outcome}：{titles}居前，彼此分不出高下",
    "{outcome} at the end: {titles} lead, and cannot be told apart",
)
ALIKE = Label(
    "期末{outcome}：各情景分不出高下", "{outcome} at the end: no scenario can be told from the others"
)
ONE = Label("{title}：逐季{outcome}", "{title}: {outcome} by quarter")


def ranking(ends: NDArray[np.float64], titles: Sequence[str], outcome: str, lang: str) -> str:
    """Return which scenario has the most at the end, as far as that can be told.

    Parameters
    ----------
    ends : ndarray, shape (replications, scenarios)
        Values in the last quarter, on the same luck in each row.
    titles : sequence of str
        What the scenarios are called.
    outcome : str
        What the values are called.
    lang : {"zh", "en"}
    """
    if len(titles) == 1:
        return ONE(lang).format(title=titles[0], outcome=outcome)
    ahead = leaders(ends)
    if len(ahead) == 1:
        return HIGHEST(lang).format(outcome=outcome, title=titles[ahead[0]])
    if len(ahead) == len(titles):
        return ALIKE(lang).format(outcome=outcome)
    joined = ("、" if lang == "zh" else ", ").join(titles[place] for place in ahead)
    return TIED(lang).format(outcome=outcome, titles=joined)


def leaders(ends: NDArray[np.float64]) -> list[int]:
    """Return the scenario with the highest mean, and all that cannot be told from it.

    Told by 95% intervals of the paired differences: that one is ahead of all others takes one test each and no correction
    (Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics 24(4): 295-300.
    doi:10.2307/1267823).
    """
    best = int(np.argmax(ends.mean(axis=0)))
    _, low, _ = mean_interval(settle(ends[:, [best]] - ends, np.abs(ends).max(axis=0)))
    return [place for place in range(ends.shape[1]) if place == best or not low[place] > 0]
