"""What one review finds out about the quarter that has ended."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.setting import Floats


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one review finds out, for the steps after it and for the record; arrays over units.

    ``outcome`` is true, ``reported`` what is claimed; ``rating`` is the public's as it enters the score, ``rating_error`` the root
    mean square distance of the ratings from the sense of gain.
    """

    outcome: Floats
    reported: Floats
    rating: Floats
    score: Floats
    formalism: Floats
    load: Floats
    rating_error: float = 0.0
