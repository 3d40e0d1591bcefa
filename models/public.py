"""The public: its needs in four domains, how far effort meets them, and its sense of gain. Its appeals: `models.appeals`.

The four domains are those of the article (服务区域发展); needs and effort are given for each of them, on the last axis.

References
----------
.. [1] Levin, D. A., Peres, Y. and Wilmer, E. L. (2009). Markov Chains and Mixing Times. American Mathematical
   Society. Section 4.1: total variation distance.
.. [2] Brown, R. G. (1959). Statistical Forecasting for Inventory Control. McGraw-Hill (exponential smoothing; no
   DOI).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, not_negative, plain, refuse_unless, share

__all__ = [
    "DOMAINS",
    "Domain",
    "gain_after",
    "match",
    "needs_met",
    "next_gain",
    "overall_gain",
]


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A domain of the public's needs.

    Attributes
    ----------
    name : str
        The name used in code and in files.
    zh, en : str
        Its label for readers.
    """

    name: str
    zh: str
    en: str

    def label(self, lang: str = "zh") -> str:
        """Return the label in ``"zh"`` or ``"en"``."""
        return self.zh if lang == "zh" else self.en


DOMAINS = (
    Domain(name="fiscal_and_tax", zh="财税政策", en="fiscal and tax policy"),
    Domain(name="education_and_health", zh="教育医疗", en="education and health"),
    Domain(name="human_resources", zh="人力资源", en="human resources"),
    Domain(name="social_relations", zh="社会关系", en="social relations"),
)
"""The four domains, in the order of the last axis of needs, effort and sense of gain."""


def match(effort: ArrayLike, needs: ArrayLike) -> Numbers:
    """Share of the need that is met in each domain.

    Parameters
    ----------
    effort : array_like
        Effort that goes to each domain, 0 or more, in the unit of the needs: as shares of all effort where needs
        are shares of all needs.
    needs : array_like
        Effort that each domain needs, 0 or more; broadcast against `effort`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``min(1, effort / needs)``: more than is needed helps nobody (an assumption). 1 where nothing is needed.

    Raises
    ------
    ValueError
        Where a number is negative or not finite.

    Examples
    --------
    >>> match([0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]).tolist()
    [1.0, 0.4, 0.4, 0.4]
    """
    spent, needed = np.broadcast_arrays(not_negative("effort", effort), not_negative("needs", needs))
    # Compared before it is divided: a quotient by a very small need may not be a number.
    enough = spent >= needed
    return plain(np.where(enough, 1.0, spent / np.where(enough, 1.0, needed)))


def needs_met(effort: ArrayLike, needs: ArrayLike) -> Numbers:
    """Share of all needs that is met.

    Parameters
    ----------
    effort, needs : array_like, shape (..., domains)
        As in `match`; the needs not all 0.

    Returns
    -------
    numpy.ndarray or numpy.float64
        The mean of `match` over the domains, weighted by need. Where effort and needs each sum to 1 it is 1 less
        the total variation distance between the two [1]_: the share of effort that goes where it is needed.

    Raises
    ------
    ValueError
        Where a number is negative or not finite, or all needs are 0.

    Examples
    --------
    >>> round(float(needs_met([0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25])), 12)
    0.55
    """
    spent, needed = np.broadcast_arrays(_by_domain("effort", effort), _by_domain("needs", needs))
    total = _total(needed)
    return plain(np.minimum(spent, needed).sum(axis=-1) / total)


def next_gain(gain: ArrayLike, outcome: ArrayLike, speed: ArrayLike) -> Numbers:
    """Sense of gain after one more quarter.

    Parameters
    ----------
    gain : array_like
        Sense of gain before (G), 0 to 1.
    outcome : array_like
        What the quarter brought the public (Y), 0 to 1.
    speed : array_like
        Share of the way to the outcome that the public's view goes in a quarter (eta), 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain + speed * (outcome - gain)``: exponential smoothing [2]_, taken over for the public's view as an
        assumption. It stays between 0 and 1.

    Raises
    ------
    ValueError
        Where an argument is outside 0 to 1.

    Examples
    --------
    >>> float(next_gain(0.4, 0.8, 0.25))
    0.5
    """
    before, pace = share("gain", gain), share("speed", speed)
    # As a weighted mean and not as a step: it cannot leave 0 to 1, whatever the rounding.
    return plain((1 - pace) * before + pace * share("outcome", outcome))


def gain_after(gain: ArrayLike, outcome: ArrayLike, speed: ArrayLike, quarters: ArrayLike) -> Numbers:
    """Sense of gain after a number of quarters that all bring the same outcome.

    Parameters
    ----------
    gain, outcome, speed : array_like
        As in `next_gain`.
    quarters : array_like
        Number of quarters, 0 or more.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``outcome + (1 - speed)**quarters * (gain - outcome)``, the closed form of `next_gain` repeated.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> gain_after(0.0, 0.8, 0.5, [0, 1, 2, 3]).round(12).tolist()
    [0.0, 0.4, 0.6, 0.7]
    """
    goal = share("outcome", outcome)
    left = (1 - share("speed", speed)) ** not_negative("quarters", quarters)
    return plain((1 - left) * goal + left * share("gain", gain))


def overall_gain(gain: ArrayLike, needs: ArrayLike) -> Numbers:
    """Sense of gain over all domains.

    Parameters
    ----------
    gain : array_like, shape (..., domains)
        Sense of gain in each domain, 0 to 1.
    needs : array_like, shape (..., domains)
        Need in each domain, 0 or more, not all 0; broadcast against `gain`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Mean weighted by need (an assumption: people feel most where they need most), 0 to 1.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or all needs are 0.

    Examples
    --------
    >>> round(float(overall_gain([0.8, 0.2, 0.2, 0.2], [0.5, 0.25, 0.25, 0])), 12)
    0.5
    """
    felt, needed = np.broadcast_arrays(share("gain", gain), _by_domain("needs", needs))
    return plain((felt * needed).sum(axis=-1) / _total(needed))


def _by_domain(name: str, values: ArrayLike) -> Array:
    array = not_negative(name, values)
    if array.ndim == 0:
        raise ValueError(f"{name} must list the domains; got the single number {float(array)!r}")
    return array


def _total(needs: Array) -> Array:
    total = np.asarray(needs.sum(axis=-1), dtype=np.float64)
    refuse_unless(total > 0, "the sum of needs", total, "positive")
    return total
