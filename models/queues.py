"""Waiting times of offices seen as queues, in closed form.

An office that receives directives at random, serves them one after the other and is interrupted by nothing is
a queue that was solved long ago. These formulas tell what a simulation must give in the cases they cover, and
how waiting grows with load. Arrivals are Poisson throughout, queues are infinite and in their steady state,
and a *waiting time* is the time from arrival until service begins.

Periodic meetings with priority, as the calendar of checkpoints makes them, are not Poisson arrivals: no
closed form is known to us for them, and none is offered here.

References
----------
.. [1] Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of significance in
   automatic telephone exchanges. Elektroteknikeren 13: 5-13 (no DOI).
.. [2] Pollaczek, F. (1930). Über eine Aufgabe der Wahrscheinlichkeitstheorie. I. Mathematische Zeitschrift
   32: 64-100. doi:10.1007/BF01194620
.. [3] Khinchine, A. Y. (1932). Mathematical theory of a stationary queue. Matematicheskii Sbornik 39(4):
   73-84 (no DOI).
.. [4] Kendall, D. G. (1953). Stochastic processes occurring in the theory of queues and their analysis by the
   method of the imbedded Markov chain. Annals of Mathematical Statistics 24(3): 338-354.
   doi:10.1214/aoms/1177728975
.. [5] Cobham, A. (1954). Priority assignment in waiting line problems. Operations Research 2(1): 70-76.
   doi:10.1287/opre.2.1.70
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, not_negative, plain, positive

__all__ = [
    "UnstableQueueError",
    "erlang_c",
    "lognormal_second_moment",
    "mg1_wait",
    "mm1_wait",
    "mmc_wait",
    "priority_waits",
]


class UnstableQueueError(ValueError):
    """More work arrives than the office can do: waiting times grow for ever and have no mean."""


def mm1_wait(arrival_rate: ArrayLike, service_rate: ArrayLike) -> Numbers:
    """Mean waiting time with exponential service times (M/M/1).

    Parameters
    ----------
    arrival_rate : array_like
        Arrivals a week, not negative.
    service_rate : array_like
        Directives a week the office can do when never idle, positive; broadcast against `arrival_rate`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Weeks, ``rho / (service_rate - arrival_rate)`` with ``rho = arrival_rate / service_rate`` [4]_.

    Raises
    ------
    UnstableQueueError
        Where the arrival rate is not below the service rate.
    ValueError
        Where a rate is negative, zero (service) or not finite.

    Examples
    --------
    >>> float(mm1_wait(3.0, 4.0))
    0.75
    """
    arrivals = not_negative("arrival_rate", arrival_rate)
    services = positive("service_rate", service_rate)
    utilisation = arrivals / services
    _refuse_unstable(utilisation, "arrival_rate / service_rate")
    return plain(utilisation / (services - arrivals))


def lognormal_second_moment(mean: ArrayLike, spread: ArrayLike) -> Numbers:
    """Second moment of a lognormal time, from its mean and spread.

    Parameters
    ----------
    mean : array_like
        Mean time, weeks, positive.
    spread : array_like
        Standard deviation of the logarithm of the time, not negative; 0 is a constant time.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``mean**2 * exp(spread**2)``, weeks squared.

    Examples
    --------
    >>> float(lognormal_second_moment(2.0, 0.0))
    4.0
    """
    return plain(positive("mean", mean) ** 2 * np.exp(not_negative("spread", spread) ** 2))


def mg1_wait(arrival_rate: ArrayLike, mean_service: ArrayLike, second_moment: ArrayLike) -> Numbers:
    """Mean waiting time with any distribution of service times (M/G/1, Pollaczek-Khinchine).

    Parameters
    ----------
    arrival_rate : array_like
        Arrivals a week, not negative.
    mean_service : array_like
        Mean service time, weeks, positive.
    second_moment : array_like
        Mean of the squared service time, weeks squared, at least ``mean_service**2``; for lognormal service
        times see `lognormal_second_moment`. All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Weeks, ``arrival_rate * second_moment / (2 (1 - arrival_rate * mean_service))`` [2]_ [3]_.

    Raises
    ------
    UnstableQueueError
        Where ``arrival_rate * mean_service`` is 1 or more.
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    Half the waiting of exponential service times when every directive takes equally long:

    >>> float(mg1_wait(3.0, 0.25, 0.25**2)), float(mm1_wait(3.0, 4.0))
    (0.375, 0.75)
    """
    arrivals = not_negative("arrival_rate", arrival_rate)
    means, squares = _service_moments(mean_service, second_moment)
    utilisation = arrivals * means
    _refuse_unstable(utilisation, "arrival_rate * mean_service")
    return plain(arrivals * squares / (2 * (1 - utilisation)))


def priority_waits(arrival_rates: ArrayLike, mean_services: ArrayLike, second_moments: ArrayLike) -> Array:
    """Mean waiting time of every class when urgent classes go first, without interrupting a service (Cobham).

    Parameters
    ----------
    arrival_rates : array_like, shape (classes, ...)
        Arrivals a week of each class; the first class is the most urgent.
    mean_services, second_moments : array_like, shape (classes, ...)
        Mean service time (weeks) and mean squared service time (weeks squared) of each class; broadcast
        against `arrival_rates`.

    Returns
    -------
    numpy.ndarray, shape (classes, ...)
        Weeks. Class k waits ``W0 / ((1 - s[k-1]) (1 - s[k]))``, where ``s[k]`` is the load of the classes 1
        to k and ``W0`` the mean rest of the service that an arrival finds under way [5]_.

    Raises
    ------
    UnstableQueueError
        Where the load of all classes together is 1 or more.
    ValueError
        Where an argument is out of its range, or has no class axis.

    Examples
    --------
    Matters the leader takes in person overtake the ordinary ones:

    >>> waits = priority_waits([0.2, 0.6], [1.0, 1.0], [2.0, 2.0])
    >>> [float(wait) for wait in waits.round(6)]
    [1.0, 5.0]
    """
    arrivals = not_negative("arrival_rates", arrival_rates)
    means, squares = _service_moments(mean_services, second_moments)
    arrivals, means, squares = np.broadcast_arrays(arrivals, means, squares)
    if arrivals.ndim == 0:
        raise ValueError(
            "arrival_rates must list the classes, the most urgent first; a single number was given"
        )
    load = np.cumsum(arrivals * means, axis=0)
    _refuse_unstable(load[-1], "the load of all classes together")
    rest = (arrivals * squares).sum(axis=0) / 2
    more_urgent = np.concatenate([np.zeros_like(load[:1]), load[:-1]])
    return np.asarray(rest / ((1 - more_urgent) * (1 - load)), dtype=np.float64)


def erlang_c(arrival_rate: ArrayLike, service_rate: ArrayLike, servers: ArrayLike) -> Numbers:
    """Probability that an arrival finds every server busy and has to wait (M/M/c).

    Parameters
    ----------
    arrival_rate : array_like
        Arrivals a week, not negative.
    service_rate : array_like
        Directives a week one server can do, positive.
    servers : array_like of int
        Servers that share one queue, at least 1. All three are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Share of the arrivals that wait [1]_.

    Raises
    ------
    UnstableQueueError
        Where the servers together cannot do what arrives.
    ValueError
        Where an argument is out of its range or `servers` is not whole.

    Examples
    --------
    >>> round(float(erlang_c(2.4, 1.0, 3)), 4)
    0.6472
    """
    arrivals = not_negative("arrival_rate", arrival_rate)
    services = positive("service_rate", service_rate)
    counts = _whole_servers(servers)
    offered, counts = np.broadcast_arrays(arrivals / services, counts)
    utilisation = offered / counts
    _refuse_unstable(utilisation, "arrival_rate / (servers * service_rate)")
    # Erlang's recursion for the loss system never overflows, as the sum of powers over factorials would.
    blocked = np.ones_like(offered)
    for server in range(1, int(counts.max(initial=0)) + 1):
        with_one_more = offered * blocked / (server + offered * blocked)
        blocked = np.where(server <= counts, with_one_more, blocked)
    return plain(blocked / (1 - utilisation * (1 - blocked)))


def mmc_wait(arrival_rate: ArrayLike, service_rate: ArrayLike, servers: ArrayLike) -> Numbers:
    """Mean waiting time before several servers with exponential service times (M/M/c, Erlang C).

    Parameters
    ----------
    arrival_rate, service_rate, servers : array_like
        As in `erlang_c`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Weeks, ``erlang_c / (servers * service_rate - arrival_rate)`` [1]_ [4]_.

    Raises
    ------
    UnstableQueueError, ValueError
        As `erlang_c`.

    Examples
    --------
    >>> round(float(mmc_wait(2.4, 1.0, 3)), 5)
    1.07865
    """
    share_waiting = erlang_c(arrival_rate, service_rate, servers)
    capacity = np.asarray(servers, dtype=np.float64) * np.asarray(service_rate, dtype=np.float64)
    return plain(share_waiting / (capacity - np.asarray(arrival_rate, dtype=np.float64)))


def _service_moments(mean_service: ArrayLike, second_moment: ArrayLike) -> tuple[Array, Array]:
    means, squares = positive("mean service time", mean_service), positive("second_moment", second_moment)
    # A rounding error below the square of the mean is a constant time, not a fault.
    if np.any(squares < means**2 * (1 - 1e-12)):
        raise ValueError(
            f"second_moment must be at least the square of the mean service time; got {second_moment!r} "
            f"for a mean of {mean_service!r}"
        )
    return means, squares


def _whole_servers(servers: ArrayLike) -> Array:
    counts = np.asarray(servers, dtype=np.float64)
    if not np.all(np.isfinite(counts) & (counts >= 1) & (counts == np.floor(counts))):
        raise ValueError(f"servers must be a whole number of 1 or more; got {servers!r}")
    return counts


def _refuse_unstable(utilisation: Array, what: str) -> None:
    worst = float(np.max(utilisation, initial=0.0))
    if worst >= 1:
        raise UnstableQueueError(
            f"the queue grows for ever: {what} is {worst:.6g} and must be below 1, "
            "so fewer arrivals, less work or more hours are needed"
        )
