"""What one review finds out about the quarter that has ended."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.setting import Floats


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """A round of the public's ratings; arrays over units.

    Attributes
    ----------
    number : people who rated, of those whom one member of the unit serves
    favourable : those of them who are satisfied, or were arranged for
    opinion : share of the satisfied, put right as far as analysis does so; means nothing where nobody rated
    entered : what enters the score: shrunken, and above the terminal units the mean of those below
    error : root mean square distance of the shrunken ratings from the sense of gain
    """

    number: Floats
    favourable: Floats
    opinion: Floats
    entered: Floats
    error: float


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one review finds out, for the steps after it and for the record; arrays over units.

    ``outcome`` is true, ``reported`` what is claimed; ``gain`` is the sense of gain by domain that the outcome leaves.
    """

    outcome: Floats
    reported: Floats
    gain: Floats
    ratings: Ratings
    score: Floats
    formalism: Floats
    load: Floats
