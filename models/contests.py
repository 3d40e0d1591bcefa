"""Tournaments and contests: what rivals for a prize or a promotion do for it.

In a tournament (Lazear and Rosen) the best of effort and luck wins; in a contest (Tullock) every unit of effort buys
a chance. Both meet where luck is Gumbel-distributed.

References
----------
.. [1] Lazear, E. P. and Rosen, S. (1981). Rank-order tournaments as optimum labor contracts. Journal of
   Political Economy 89(5): 841-864. doi:10.1086/261010
.. [2] Tullock, G. (1980). Efficient rent seeking. In: Buchanan, J. M., Tollison, R. D. and Tullock, G. (eds),
   Toward a Theory of the Rent-Seeking Society. College Station: Texas A&M University Press: 97-112 (no DOI).
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from models.array_checks import Array, Numbers, finite, not_negative, numbers, plain, positive, refuse_unless

__all__ = [
    "Density",
    "contest_dissipation",
    "contest_effort",
    "contest_probability",
    "prize_return",
    "promotion_return",
    "tournament_effort",
    "tournament_factor",
]


class Density(Protocol):
    """A frozen continuous distribution of scipy.stats, or anything else that has these three."""

    def pdf(self, x: Array, /) -> ArrayLike:
        """Density at `x`."""

    def ppf(self, q: Array, /) -> ArrayLike:
        """The value below which a share `q` lies."""

    def isf(self, q: Array, /) -> ArrayLike:
        """The value above which a share `q` lies."""


def tournament_factor(contestants: ArrayLike, density: Density | None = None) -> Numbers:
    """How much a unit of effort raises one's chance to win where all rivals make the same effort.

    Parameters
    ----------
    contestants : array_like of int
        People who compete for one prize (n), 2 or more.
    density : Density, optional
        Luck of each contestant, independent, in units of effort, such as ``scipy.stats.logistic(scale=2)``;
        standard normal by default.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``∫ (n - 1) F(x)**(n - 2) f(x)**2 dx`` [1]_: the mean density of one's own luck where the best rival's
        luck lies. Luck with a scale of s divides it by s. For two contestants it is g(0), g the density of the
        difference of their luck.

    Raises
    ------
    ValueError
        Where `contestants` is out of its range or the integral is not finite.

    Notes
    -----
    Exactly 1 / w for luck that is uniform over a width w, (n - 1) / (n (n + 1)) for logistic luck,
    (n - 1) / n**2 for Gumbel luck, 1 / n for exponential luck. An integral takes
    some hundredths of a second; those of normal luck are kept.

    Examples
    --------
    >>> [round(float(factor), 5) for factor in tournament_factor([2, 3, 4, 5, 10])]
    [0.28209, 0.28209, 0.25734, 0.23259, 0.15388]
    """
    return promotion_return(1, contestants, density)


def promotion_return(places: ArrayLike, contestants: ArrayLike, density: Density | None = None) -> Numbers:
    """How much a unit of effort raises one's chance to be among the best where all make the same effort.

    Parameters
    ----------
    places : array_like of int
        How many are promoted (k), 0 or more and at most `contestants`; broadcast against it.
    contestants : array_like of int
        People who compete for the places (n), 2 or more.
    density : Density, optional
        As in `tournament_factor`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        The mean density of one's own luck where the k-th best of the n - 1 rivals lies, which is
        `tournament_factor` for one place; 0 where nobody or everybody is promoted.

    Raises
    ------
    ValueError
        Where an argument is out of its range or the integral is not finite.

    Notes
    -----
    It is the derivative of the chance that at most k - 1 rivals do better [1]_, whose terms cancel but for
    ``∫ (n - 1) binom(n - 2, k - 1) (1 - F)**(k - 1) F**(n - k - 1) f**2``. Exactly k (n - k) / (n (n + 1)) for
    logistic luck.

    Examples
    --------
    Effort counts most where half of the contestants are promoted:

    >>> [round(float(gain), 4) for gain in promotion_return([1, 2, 5, 8, 9, 10], 10)]
    [0.1539, 0.254, 0.3695, 0.254, 0.1539, 0.0]
    """
    total = _contestants(contestants)
    wanted = numbers("places", places)
    good = (wanted >= 0) & (wanted <= total) & (wanted == np.floor(wanted))
    refuse_unless(good, "places", np.broadcast_to(wanted, good.shape), "a whole number from 0 to contestants")
    pairs = np.stack(np.broadcast_arrays(wanted, total), axis=-1)
    different, which = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    if density is None:
        found = [_normal_mean_density(int(k), int(n)) for k, n in different]
    else:
        luck = _luck(density)
        found = [_mean_density(int(k), int(n), luck) for k, n in different]
    means = np.array(found, dtype=np.float64)
    return plain(means[which].reshape(pairs.shape[:-1]))


def prize_return(prizes: ArrayLike, density: Density | None = None) -> np.float64:
    """What a unit of effort brings in where every place has its prize and all make the same effort.

    Parameters
    ----------
    prizes : array_like, shape (contestants,)
        Prize for each place, the best first; one for every contestant, 0 included.
    density : Density, optional
        As in `tournament_factor`.

    Returns
    -------
    numpy.float64
        The sum over places k of the step from prize k to prize k + 1 times ``promotion_return(k)`` [1]_.

    Raises
    ------
    ValueError
        Where there are fewer than two prizes, one is not finite, or an integral is not finite.

    Examples
    --------
    >>> round(float(prize_return([1, 0, 0])), 5), float(prize_return([1, 1, 1]))
    (0.28209, 0.0)
    """
    paid = finite("prizes", prizes)
    if paid.ndim != 1 or len(paid) < 2:
        raise ValueError(f"prizes must be one for each of 2 contestants or more; got shape {paid.shape}")
    steps = paid[:-1] - paid[1:]
    places = np.flatnonzero(steps)
    return np.float64(steps[places] @ np.asarray(promotion_return(places + 1, len(paid), density)))


def tournament_effort(
    prize_spread: ArrayLike, contestants: ArrayLike, cost: ArrayLike, density: Density | None = None
) -> Numbers:
    """Effort that all make in a tournament for one prize, where an effort e costs ``cost * e**2 / 2``.

    Parameters
    ----------
    prize_spread : array_like
        What the winner gets more than the others (ΔW), 0 or more.
    contestants : array_like of int
        As in `tournament_factor`.
    cost : array_like
        Slope of the marginal cost of effort, positive. All three are broadcast against one another.
    density : Density, optional
        As in `tournament_factor`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``prize_spread * tournament_factor / cost`` [1]_, where marginal return and marginal cost meet. It is an
        equilibrium only if luck is great enough that nobody does better by giving up.

    Raises
    ------
    ValueError
        Where an argument is out of its range or the integral is not finite.

    Examples
    --------
    >>> round(float(tournament_effort(2.0, 2, cost=1.0)), 5)
    0.56419
    """
    spread, slope = not_negative("prize_spread", prize_spread), positive("cost", cost)
    return plain(spread * tournament_factor(contestants, density) / slope)


def contest_probability(efforts: ArrayLike, decisiveness: ArrayLike = 1.0) -> Array:
    """Chance of each contestant to win a Tullock contest.

    Parameters
    ----------
    efforts : array_like, shape (..., contestants)
        Effort of each, 0 or more.
    decisiveness : array_like
        How much effort decides (r), positive; 0 would be a lottery, infinity an auction. Broadcast against
        `efforts`.

    Returns
    -------
    numpy.ndarray, shape (..., contestants)
        ``efforts**r`` over their sum [2]_; equal chances where nobody makes an effort.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or `efforts` has no axis of contestants.

    Examples
    --------
    >>> [float(chance) for chance in contest_probability([2.0, 1.0, 1.0])]
    [0.5, 0.25, 0.25]
    """
    spent, power = not_negative("efforts", efforts), positive("decisiveness", decisiveness)
    if spent.ndim == 0 or spent.shape[-1] < 1:
        raise ValueError(f"efforts must list the contestants; got shape {spent.shape}")
    most = spent.max(axis=-1, keepdims=True)
    # Against the greatest effort, so that no power overflows.
    weights = np.where(most > 0, spent / np.where(most > 0, most, 1.0), 1.0) ** power
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def contest_effort(prize: ArrayLike, contestants: ArrayLike, decisiveness: ArrayLike = 1.0) -> Numbers:
    """Effort that all make in a Tullock contest, where effort costs what it is.

    Parameters
    ----------
    prize : array_like
        Value of the prize (V), 0 or more, in units of effort.
    contestants : array_like of int
        As in `tournament_factor`.
    decisiveness : array_like
        As in `contest_probability` (r), at most n / (n - 1). All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``r (n - 1) / n**2 * V`` [2]_.

    Raises
    ------
    ValueError
        Where an argument is out of its range. With r above n / (n - 1) all would lose by this effort, so it
        is not an equilibrium.

    Examples
    --------
    >>> float(contest_effort(100.0, 2)), float(contest_effort(100.0, 10))
    (25.0, 9.0)
    """
    total = _contestants(contestants)
    return plain(not_negative("prize", prize) * contest_dissipation(total, decisiveness) / total)


def contest_dissipation(contestants: ArrayLike, decisiveness: ArrayLike = 1.0) -> Numbers:
    """Share of the prize that all contestants together spend on winning it.

    Parameters
    ----------
    contestants, decisiveness : array_like
        As in `contest_effort`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``r (n - 1) / n`` [2]_: everything, where r is n / (n - 1).

    Raises
    ------
    ValueError
        As `contest_effort`.

    Examples
    --------
    >>> float(contest_dissipation(10)), float(contest_dissipation(2, decisiveness=2))
    (0.9, 1.0)
    """
    total, power = _contestants(contestants), positive("decisiveness", decisiveness)
    power, most = np.broadcast_arrays(power, total / (total - 1))
    refuse_unless(
        power <= most * (1 + 1e-12), "decisiveness", power, "at most contestants / (contestants - 1)"
    )
    return plain(np.minimum(power * (total - 1) / total, 1.0))


def _contestants(contestants: ArrayLike) -> Array:
    total = finite("contestants", contestants)
    refuse_unless(
        (total >= 2) & (total == np.floor(total)), "contestants", total, "a whole number of 2 or more"
    )
    return total


def _mean_density(places: int, contestants: int, luck: Density) -> float:
    """Density of `luck`, averaged over where the rival may lie who must be beaten, the k-th best for k places."""
    if places in (0, contestants):
        return 0.0
    behind = contestants - places

    def density_at_rival(chances: Array) -> Array:
        # The share of people below that rival has a beta distribution. From 1/2 it is the share above that is
        # looked up, as it loses no digits there.
        below = special.betaincinv(behind, places, chances)
        above = special.betainccinv(places, behind, chances)
        lower = below < 0.5
        where = np.where(lower, luck.ppf(np.where(lower, below, 0.5)), luck.isf(np.where(lower, 0.5, above)))
        return np.asarray(luck.pdf(where), dtype=np.float64)[:, 0]

    from scipy import integrate

    found = integrate.cubature(
        density_at_rival, [0.0], [1.0], rtol=1e-10, atol=1e-15, rule="gk21", max_subdivisions=200
    )
    mean, error = float(found.estimate), float(found.error)
    if not (np.isfinite(mean) and error <= 1e-6 * abs(mean)):
        raise ValueError(
            f"density must have an integral of its square that is finite and can be found to 1e-6; got {luck!r}, for "
            f"{contestants} contestants and {places} place(s) it comes to {mean:.6g} with an error of {error:.2g}"
        )
    return mean


class _StandardNormal:
    """As scipy.stats.norm(), which checks its arguments at length: a first answer would wait seconds for it."""

    def pdf(self, x: Array, /) -> Array:
        density: Array = np.exp(-np.square(x) / 2.0) / np.sqrt(2.0 * np.pi)
        return density

    def ppf(self, q: Array, /) -> Array:
        return np.asarray(special.ndtri(q))

    def isf(self, q: Array, /) -> Array:
        return np.asarray(-special.ndtri(q))


@cache
def _normal_mean_density(places: int, contestants: int) -> float:
    """`_mean_density` of standard normal luck, looked for once: peer groups of one size come back every year."""
    return _mean_density(places, contestants, _StandardNormal())


def _luck(density: Density) -> Density:
    if not all(callable(getattr(density, name, None)) for name in ("pdf", "ppf", "isf")):
        raise ValueError(
            f"density must be a continuous distribution such as scipy.stats.norm(scale=2); got {density!r}"
        )
    return density
