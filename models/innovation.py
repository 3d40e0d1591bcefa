"""Innovation: a project's way through its stages, what a copied practice gains, and Bass diffusion.

A project passes the stages one after the other (立项 initiation, 调度 dispatch, 评估 evaluation, 推广
dissemination) and may be stopped at the end of each. Bass's laws are in `models.bass` and their fit in
`models.bass_fit`; both can be imported from here. Diffusion over the lines of a network is in
`models.diffusion`.

References
----------
.. [1] Little, J. D. C. (1961). A proof for the queuing formula: L = lambda W. Operations Research 9(3):
   383-387. doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, not_negative, plain, share
from models.bass import bass_adopted, bass_density, bass_peak_adopted, bass_peak_density, bass_peak_time
from models.bass_fit import BassFit, BassRegression, Estimate, bass_counts, bass_regression, fit_bass

__all__ = [
    "BassFit",
    "BassRegression",
    "Estimate",
    "bass_adopted",
    "bass_counts",
    "bass_density",
    "bass_peak_adopted",
    "bass_peak_density",
    "bass_peak_time",
    "bass_regression",
    "break_even_distance",
    "conversion_probability",
    "fit_bass",
    "gain_at_distance",
    "mean_weeks_in_chain",
    "projects_in_stages",
    "stage_reach",
    "starts_per_conversion",
    "weeks_per_conversion",
]


def stage_reach(pass_rates: ArrayLike) -> Array:
    """Share of started projects that come to each stage, and that are converted.

    Parameters
    ----------
    pass_rates : array_like, shape (stages, ...)
        Share of projects that pass each stage, 0 to 1, first stage first. Stages pass a project
        independently of one another (assumption).

    Returns
    -------
    numpy.ndarray, shape (stages + 1, ...)
        1, then the product of the pass rates so far; the last row is the share converted.

    Raises
    ------
    ValueError
        Where a pass rate is outside 0 to 1, or there is no axis of stages.

    Examples
    --------
    >>> stage_reach([0.5, 0.8, 0.5, 1.0])
    array([1. , 0.5, 0.4, 0.2, 0.2])
    """
    rates = _pass_rates(pass_rates)
    return np.concatenate([np.ones_like(rates[:1]), np.cumprod(rates, axis=0)])


def conversion_probability(pass_rates: ArrayLike) -> Numbers:
    """Probability that a started project passes all stages.

    Parameters
    ----------
    pass_rates : array_like, shape (stages, ...)
        As in `stage_reach`.

    Returns
    -------
    numpy.ndarray or numpy.float64, shape (...)
        The product of the pass rates.

    Raises
    ------
    ValueError
        As `stage_reach`.

    Examples
    --------
    >>> float(conversion_probability([0.5, 0.8, 0.5, 1.0]))
    0.2
    """
    return plain(np.prod(_pass_rates(pass_rates), axis=0))


def starts_per_conversion(pass_rates: ArrayLike) -> Numbers:
    """Expected number of projects started for each one that is converted.

    Parameters
    ----------
    pass_rates : array_like, shape (stages, ...)
        As in `stage_reach`.

    Returns
    -------
    numpy.ndarray or numpy.float64, shape (...)
        1 over the `conversion_probability`, the mean of a geometric distribution; infinite where no project
        can pass.

    Raises
    ------
    ValueError
        As `stage_reach`.

    Examples
    --------
    >>> float(starts_per_conversion([0.5, 0.8, 0.5, 1.0]))
    5.0
    """
    return _per_conversion(np.float64(1.0), pass_rates)


def mean_weeks_in_chain(pass_rates: ArrayLike, mean_weeks: ArrayLike) -> Numbers:
    """Expected time of a started project until it is converted or stopped.

    Parameters
    ----------
    pass_rates : array_like, shape (stages, ...)
        As in `stage_reach`.
    mean_weeks : array_like, shape (stages, ...)
        Mean time in each stage, weeks, not negative, the same for those that pass and those that do not
        (assumption); broadcast against `pass_rates`. A converted project alone takes their sum.

    Returns
    -------
    numpy.ndarray or numpy.float64, shape (...)
        Weeks: the sum over the stages of ``reach * mean_weeks``.

    Raises
    ------
    ValueError
        As `stage_reach`, or where a time is negative or not finite.

    Examples
    --------
    >>> float(mean_weeks_in_chain([0.5, 0.8, 0.5, 1.0], [2, 4, 6, 10]))
    8.4
    """
    return plain((stage_reach(pass_rates)[:-1] * not_negative("mean_weeks", mean_weeks)).sum(axis=0))


def weeks_per_conversion(pass_rates: ArrayLike, mean_weeks: ArrayLike) -> Numbers:
    """Expected time spent on projects, stopped ones included, for each one that is converted.

    Parameters
    ----------
    pass_rates, mean_weeks : array_like, shape (stages, ...)
        As in `mean_weeks_in_chain`.

    Returns
    -------
    numpy.ndarray or numpy.float64, shape (...)
        Project weeks, ``mean_weeks_in_chain * starts_per_conversion`` (Wald's equation); infinite where no
        project can pass.

    Raises
    ------
    ValueError
        As `mean_weeks_in_chain`.

    Examples
    --------
    >>> float(weeks_per_conversion([0.5, 0.8, 0.5, 1.0], [2, 4, 6, 10]))
    42.0
    """
    return _per_conversion(mean_weeks_in_chain(pass_rates, mean_weeks), pass_rates)


def projects_in_stages(starts_per_week: ArrayLike, pass_rates: ArrayLike, mean_weeks: ArrayLike) -> Array:
    """Mean number of projects in each stage in the steady state.

    Parameters
    ----------
    starts_per_week : array_like, shape (...)
        Projects started a week, not negative.
    pass_rates, mean_weeks : array_like, shape (stages, ...)
        As in `mean_weeks_in_chain`; times include any waiting.

    Returns
    -------
    numpy.ndarray, shape (stages, ...)
        ``starts_per_week * reach * mean_weeks`` [1]_, whatever the distribution of the times.

    Raises
    ------
    ValueError
        As `mean_weeks_in_chain`, or where the rate is negative or not finite.

    Examples
    --------
    >>> projects_in_stages(3, [0.5, 0.8, 0.5, 1.0], [2, 4, 6, 10])
    array([6. , 6. , 7.2, 6. ])
    """
    starts = not_negative("starts_per_week", starts_per_week)
    return np.asarray(starts * stage_reach(pass_rates)[:-1] * not_negative("mean_weeks", mean_weeks))


def gain_at_distance(gain: ArrayLike, distance: ArrayLike, fit_loss: ArrayLike) -> Numbers:
    """Gain in productivity from a practice that was copied from an office of another kind.

    Parameters
    ----------
    gain : array_like
        Gain where the practice was made, as a share of productivity, not negative.
    distance : array_like
        How different the kinds of work are, from 0 (the same) to 1 (nothing in common).
    fit_loss : array_like
        Share of the gain that is lost at distance 1, not negative; above 1 a practice from far away does harm.
        All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``gain * (1 - fit_loss * distance)``: a straight line that may lead below 0 (assumption; poor-fit
        copying).

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> gain_at_distance(0.1, [0.0, 0.5, 1.0], 1.5)
    array([ 0.1  ,  0.025, -0.05 ])
    """
    return plain(
        not_negative("gain", gain) * (1 - not_negative("fit_loss", fit_loss) * share("distance", distance))
    )


def break_even_distance(fit_loss: ArrayLike) -> Numbers:
    """Distance in kind beyond which copying a practice does harm.

    Parameters
    ----------
    fit_loss : array_like
        As in `gain_at_distance`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``1 / fit_loss``; above 1, where even the most distant copy does no harm, and infinite at 0.

    Raises
    ------
    ValueError
        Where `fit_loss` is negative or not finite.

    Examples
    --------
    >>> float(break_even_distance(1.6))
    0.625
    """
    return _quotient(np.float64(1.0), not_negative("fit_loss", fit_loss))


def _per_conversion(amount: Numbers, pass_rates: ArrayLike) -> Numbers:
    """An amount of each started project, 0 or more, for each converted one."""
    return _quotient(amount, conversion_probability(pass_rates))


def _quotient(above: Numbers, below: Numbers) -> Numbers:
    """Quotient of numbers of 0 or more, infinite where the lower one is 0."""
    result = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.inf)
    np.divide(above, below, out=result, where=np.asarray(below) > 0)
    return plain(result)


def _pass_rates(pass_rates: ArrayLike) -> Array:
    rates = share("pass_rates", pass_rates)
    if rates.ndim == 0:
        raise ValueError(
            f"pass_rates must list the stages, the first one first; got a single {float(rates)!r}"
        )
    return rates
