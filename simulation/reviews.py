"""What the quarterly reviews of a run found, as arrays over scenarios and replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.indicators import BY_LEVEL, WHOLE
from simulation.review import Review
from simulation.setting import WEEKS_PER_QUARTER
from simulation.succession import Moves


class Reviews(NamedTuple):
    """First two axes: scenario and replication. NaN for scenarios without reviews.

    ``weeks`` are the lengths of the quarters, shape (..., quarters). ``by_level`` has shape (..., quarters, levels + 1,
    indicators), its last level standing for the terminal units; ``whole`` (..., quarters, indicators); ``moves`` (..., years,
    columns of :class:`simulation.succession.Moves`).
    """

    by_level: NDArray[np.float64]
    whole: NDArray[np.float64]
    moves: NDArray[np.float64]
    weeks: NDArray[np.float64]

    def variables(self) -> dict[str, tuple[tuple[str, ...], NDArray[np.float64]]]:
        """Return the variables of a dataset."""
        grid = ("scenario", "replication", "level", "quarter")
        found: dict[str, tuple[tuple[str, ...], NDArray[np.float64]]] = {
            name: (grid, np.moveaxis(self.by_level[..., :-1, column], 2, 3))
            for column, name in enumerate(BY_LEVEL)
        }
        for column, name in enumerate(WHOLE):
            found[name] = (("scenario", "replication", "quarter"), self.whole[..., column])
        found["moves"] = (("scenario", "replication", "year", "move"), self.moves)
        return found

    def headlines(self) -> dict[str, NDArray[np.float64]]:
        """Return the outcomes of a run, each of shape (scenarios, replications).

        Outcome, reported and the gap between them, validity and waits of appeals are means over the quarters by their length,
        projects converted the number in a quarter's time; sense of gain, motivation, strain, skill and inequality are as the run
        leaves them, alignment is that of its last quarter. Terminal units.
        """
        ends = self.by_level[..., -1, :]
        last = {
            name: ends[:, :, -1, BY_LEVEL.index(name)] for name in ("gain", "motivation", "strain", "skill")
        }
        means = {
            name: mean_of(ends[..., BY_LEVEL.index(name)], self.weeks) for name in ("outcome", "reported")
        }
        final = {name: self.whole[:, :, -1, WHOLE.index(name)] for name in ("alignment", "inequality")}
        means |= {
            name: mean_of(self.whole[..., WHOLE.index(name)], self.weeks)
            for name in ("validity", "appeal_wait")
        }
        converted = self.whole[..., WHOLE.index("converted")].sum(axis=2)
        rate_of_projects = {"converted": converted / (self.weeks.sum(axis=2) / WEEKS_PER_QUARTER)}
        moves = (
            self.moves.mean(axis=2) if self.moves.shape[2] else np.full((*self.moves.shape[:2], 4), np.nan)
        )
        before = moves[..., Moves._fields.index("before")]
        rate = {"turnover": moves[..., Moves._fields.index("left")] / before}
        return {
            **last,
            **means,
            **final,
            **rate_of_projects,
            **rate,
            "gap": means["reported"] - means["outcome"],
        }


def mean_of(values: NDArray[np.float64], weeks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the quarters that have a value, each counting by its length; NaN where none has."""
    known = np.where(np.isnan(values), 0.0, weeks)
    total = known.sum(axis=2)
    sums = (np.nan_to_num(values) * known).sum(axis=2)
    mean: NDArray[np.float64] = np.divide(sums, total, out=np.full_like(total, np.nan), where=total > 0.0)
    return mean


def gather(reviews: Sequence[Sequence[Review | None]]) -> Reviews | None:
    """Return what the reviews of scenarios x replications found; None where no scenario has any."""
    known = [review for row in reviews for review in row if review is not None]
    if not known:
        return None
    first = known[0]
    quarters, years = len(first.indicators), len(first.moves)
    shape = (len(reviews), len(reviews[0]))
    by_level = np.full((*shape, quarters, *first.indicators[0].by_level.shape), np.nan)
    whole = np.full((*shape, quarters, len(WHOLE)), np.nan)
    moves = np.full((*shape, years, len(Moves._fields)), np.nan)
    weeks = np.full((*shape, quarters), np.nan)
    for scenario, row in enumerate(reviews):
        for replication, review in enumerate(row):
            if review is not None:
                weeks[scenario, replication] = review.weeks
                for quarter, found in enumerate(review.indicators):
                    by_level[scenario, replication, quarter], whole[scenario, replication, quarter] = found
                for year, found_moves in enumerate(review.moves):
                    moves[scenario, replication, year] = found_moves
    return Reviews(by_level, whole, moves, weeks)
