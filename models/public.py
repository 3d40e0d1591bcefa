"""The public: its needs in four domains, how far effort meets them, its sense of gain, and its appeals.

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
    "appeal_rate",
    "gain_after",
    "hurt_after",
    "hurt_by_waiting",
    "match",
    "needs_met",
    "next_gain",
    "overall_gain",
    "unanswered_share",
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


def appeal_rate(base: ArrayLike, gain: ArrayLike) -> Numbers:
    """Appeals that arrive in a unit of time.

    Parameters
    ----------
    base : array_like
        Appeals where nobody has a sense of gain (lambda_A), 0 or more, in a unit of time.
    gain : array_like
        Sense of gain, 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``base * (1 - gain)``, in the unit of `base` (an assumption).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(appeal_rate(4.0, 0.75))
    1.0
    """
    return plain(not_negative("base", base) * (1 - share("gain", gain)))


def hurt_by_waiting(gain: ArrayLike, unanswered_share: ArrayLike, harm: ArrayLike) -> Numbers:
    """Sense of gain that is left where appeals go unanswered.

    Parameters
    ----------
    gain : array_like
        Sense of gain before, 0 to 1.
    unanswered_share : array_like
        Share of the appeals that are unanswered at the end of the quarter, 0 to 1; see `unanswered_share`.
    harm : array_like
        Share of the sense of gain lost where no appeal at all is answered, 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain * (1 - harm * unanswered_share)`` (an assumption); never below 0.

    Raises
    ------
    ValueError
        Where an argument is outside 0 to 1.

    Examples
    --------
    >>> round(float(hurt_by_waiting(0.6, 0.5, 0.2)), 12)
    0.54
    """
    waiting = share("unanswered_share", unanswered_share)
    return plain(share("gain", gain) * (1 - share("harm", harm) * waiting))


def unanswered_share(open_before: ArrayLike, raised: ArrayLike, answered: ArrayLike) -> Numbers:
    """Share of all appeals that were open in a quarter and got no answer in it.

    Parameters
    ----------
    open_before : array_like
        Appeals from former quarters that were still open when the quarter began, 0 or more.
    raised, answered : array_like
        Appeals raised and answered in the quarter, 0 or more; no more answered than were open or raised.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``1 - answered / (open_before + raised)``; 0 where nobody had appealed. An appeal counts in every quarter in which it
        waits, and one that is given up counts as unanswered in the quarter in which that happens.

    Raises
    ------
    ValueError
        Where a number is negative or not finite, or more were answered than there were.

    Examples
    --------
    >>> unanswered_share([0, 0, 3], [4, 0, 1], [3, 0, 1]).tolist()
    [0.25, 0.0, 0.75]
    """
    there = not_negative("open_before", open_before) + not_negative("raised", raised)
    heard, there = np.broadcast_arrays(not_negative("answered", answered), there)
    refuse_unless(heard <= there, "answered", heard, "no more than were open or raised")
    return plain(np.where(there > 0, 1.0 - heard / np.maximum(there, 1e-300), 0.0))


def hurt_after(gain: ArrayLike, unanswered_share: ArrayLike, harm: ArrayLike, quarters: ArrayLike) -> Numbers:
    """Sense of gain that is left after a number of quarters in all of which the same share of appeals waits.

    Parameters
    ----------
    gain, unanswered_share, harm : array_like
        As in `hurt_by_waiting`.
    quarters : array_like
        Number of quarters, 0 or more.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain * (1 - harm * unanswered_share)**quarters``, the closed form of `hurt_by_waiting` repeated: who waits longer is
        hurt more (an assumption).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> hurt_after(0.8, 1.0, 0.5, [0, 1, 2]).round(12).tolist()
    [0.8, 0.4, 0.2]
    """
    left = 1 - share("harm", harm) * share("unanswered_share", unanswered_share)
    return plain(share("gain", gain) * left ** not_negative("quarters", quarters))


def _by_domain(name: str, values: ArrayLike) -> Array:
    array = not_negative(name, values)
    if array.ndim == 0:
        raise ValueError(f"{name} must list the domains; got the single number {float(array)!r}")
    return array


def _total(needs: Array) -> Array:
    total = np.asarray(needs.sum(axis=-1), dtype=np.float64)
    refuse_unless(total > 0, "the sum of needs", total, "positive")
    return total
