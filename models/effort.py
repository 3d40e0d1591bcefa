"""Effort: how it is split over tasks, which rates of pay would split it best, and what pressure does to it.

References
----------
.. [1] Holmström, B. and Milgrom, P. (1991). Multitask principal-agent analyses: incentive contracts, asset
   ownership, and job design. Journal of Law, Economics, and Organization 7(special issue): 24-52.
   doi:10.1093/jleo/7.special_issue.24
.. [2] Yerkes, R. M. and Dodson, J. D. (1908). The relation of strength of stimulus to rapidity of
   habit-formation. Journal of Comparative Neurology and Psychology 18(5): 459-482.
   doi:10.1002/cne.920180503
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.array_checks import Array, Numbers, finite, not_negative, plain, positive, refuse_unless, share

__all__ = [
    "best_response",
    "next_strain",
    "optimal_incentives",
    "pressure_performance",
    "resting_strain",
    "split_effort",
]


def split_effort(
    real_return: ArrayLike, trace_return: ArrayLike, substitution: ArrayLike
) -> tuple[Numbers, Numbers]:
    """Efforts on real work and on traces of work that are best for the person who makes them.

    The person gains ``b·a - a·C a / 2`` with a = (real, trace), C = [[1, χ], [χ, 1]] and neither below 0.

    Parameters
    ----------
    real_return, trace_return : array_like
        What a unit of each effort brings in (b), any finite number.
    substitution : array_like
        How far effort on one makes effort on the other dearer (χ), 0 or more and below 1. All three are
        broadcast against one another.

    Returns
    -------
    real, trace : numpy.ndarray or numpy.float64
        ``C⁻¹ b`` where both are above 0 [1]_. Where one would be negative it is 0, and the other is its own
        return, or 0 if that is negative.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    Traces that pay more drive real work down, and in the end out:

    >>> for trace_return in (0.0, 1.0, 2.0):
    ...     real, trace = split_effort(1.0, trace_return, 0.5)
    ...     print(round(float(real), 4), round(float(trace), 4))
    1.0 0.0
    0.6667 0.6667
    0.0 2.0
    """
    real, trace = finite("real_return", real_return), finite("trace_return", trace_return)
    chi = not_negative("substitution", substitution)
    refuse_unless(chi < 1, "substitution", chi, "0 or more and below 1")
    whole = (1 - chi) * (1 + chi)
    real_gain, trace_gain = real - chi * trace, trace - chi * real
    # Where the other task is dropped, it no longer makes this one dearer.
    real_effort = np.where(trace_gain > 0, real_gain / whole, real)
    trace_effort = np.where(real_gain > 0, trace_gain / whole, trace)
    return plain(np.maximum(real_effort, 0.0)), plain(np.maximum(trace_effort, 0.0))


def best_response(returns: ArrayLike, cost: ArrayLike) -> Array:
    """Efforts on any number of tasks that are best for the person who makes them.

    Parameters
    ----------
    returns : array_like, shape (..., tasks)
        What a unit of effort on each task brings in (b).
    cost : array_like, shape (tasks, tasks)
        Second derivatives of the cost of effort (C), symmetric and positive definite.

    Returns
    -------
    numpy.ndarray, shape (..., tasks)
        The efforts a of 0 or more with the greatest ``b·a - a·C a / 2`` [1]_, exactly up to rounding.

    Raises
    ------
    ValueError
        Where `returns` is not finite or does not fit `cost`, or `cost` is not symmetric positive definite.

    Examples
    --------
    Effort on the second task is worth nothing and stands in the way of the first:

    >>> [float(effort) for effort in best_response([1.0, 0.0], [[1.0, 0.5], [0.5, 1.0]])]
    [1.0, 0.0]
    """
    hessian, factor = _cost(cost)
    gains = _vector("returns", returns, len(hessian))
    rows = gains.reshape(-1, len(hessian))
    efforts = np.linalg.solve(hessian, rows.T).T
    clipped = np.flatnonzero((efforts < 0).any(axis=1))
    if clipped.size:
        from scipy import linalg, optimize
    for row in clipped:
        # b·a - a·C a / 2 is -|L'a - L⁻¹b|² / 2 and a constant, with C = L L'.
        efforts[row] = optimize.nnls(factor.T, linalg.solve_triangular(factor, rows[row], lower=True))[0]
    return np.asarray(efforts.reshape(gains.shape), dtype=np.float64)


def optimal_incentives(value: ArrayLike, cost: ArrayLike, noise: ArrayLike, risk_aversion: float) -> Array:
    """Rates of pay for the measured tasks that are best for both sides together.

    The agent earns a fixed sum and β·(a + ε) for efforts a, ε normal with covariance Σ, and dislikes risk. So
    the agent chooses ``a = C⁻¹ β``, and both sides together gain ``B·a - a·C a / 2 - r β·Σ β / 2``.

    Parameters
    ----------
    value : array_like, shape (tasks,)
        What a unit of effort on each task is worth (B).
    cost : array_like, shape (tasks, tasks)
        Second derivatives of the agent's cost of effort (C), symmetric and positive definite.
    noise : array_like, shape (tasks,) or (tasks, tasks)
        Variances of independent errors of measurement, or their covariances (Σ). A variance of ``inf`` is a
        task that cannot be measured.
    risk_aversion : float
        The agent's coefficient of absolute risk aversion (r), not negative.

    Returns
    -------
    numpy.ndarray, shape (tasks,)
        ``(I + r C Σ)⁻¹ B`` [1]_; 0 for what cannot be measured, and for the rest the optimum given that.
        Tasks that cannot be measured and compete for attention pull the rates of the measured ones down, to 0
        or below: an agent paid by a measure neglects what it leaves out.

    Raises
    ------
    ValueError
        Where an argument is out of its range or does not fit the others.

    Notes
    -----
    As in the paper effort is interior: it may fall below 0, which means less than the agent would do unpaid.

    Examples
    --------
    Real work cannot be measured, its traces can; the more one crowds out the other, the weaker the pay for
    traces should be:

    >>> for crowding in (0.0, 0.5, 0.9):
    ...     cost = [[1, crowding], [crowding, 1]]
    ...     rates = optimal_incentives([2, 1], cost, noise=[float("inf"), 1], risk_aversion=0)
    ...     print([round(float(rate), 4) for rate in rates])
    [0.0, 1.0]
    [0.0, 0.0]
    [0.0, -0.8]
    """
    hessian, _ = _cost(cost)
    worth = _vector("value", value, len(hessian))
    if worth.ndim != 1:
        raise ValueError(f"value must be one number a task; got shape {worth.shape}")
    covariance, measured = _noise(noise, len(hessian))
    aversion = not_negative("risk_aversion", risk_aversion)
    rates = np.zeros(len(hessian))
    if measured.any():
        responses = np.linalg.inv(hessian)
        among = np.ix_(measured, measured)
        # (C⁻¹ + r Σ) β = C⁻¹ B, for the measured tasks alone.
        rates[measured] = np.linalg.solve(
            responses[among] + aversion * covariance[among], (responses @ worth)[measured]
        )
    return rates


def pressure_performance(pressure: ArrayLike, optimum: ArrayLike) -> Numbers:
    """Share of their best that people perform under formal pressure: an inverted U.

    Parameters
    ----------
    pressure : array_like
        Formal pressure (F), 0 or more.
    optimum : array_like
        The pressure under which people perform best (F*), positive; broadcast against `pressure`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``(F / F*) exp(1 - F / F*)``: 0 without any pressure, 1 at F*, and towards 0 beyond.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    The form is an assumption. That performance rises with stimulation and then falls is an old finding [2]_
    on mice and electric shocks; it is a motive for the form and no evidence for it.

    Examples
    --------
    >>> [round(float(share), 4) for share in pressure_performance([0.0, 0.5, 1.0, 2.0], 1.0)]
    [0.0, 0.8244, 1.0, 0.7358]
    """
    ratio = not_negative("pressure", pressure) / positive("optimum", optimum)
    return plain(ratio * np.exp(1 - ratio))


def next_strain(strain: ArrayLike, load: ArrayLike, rise: ArrayLike, recovery: ArrayLike) -> Numbers:
    """Strain after one quarter.

    Parameters
    ----------
    strain : array_like
        Strain now, 0 to 1.
    load : array_like
        Hours wanted over hours available, 0 or more; above 1 people are overloaded.
    rise : array_like
        Share of the rest up to 1 that strain takes in a quarter at twice the capacity, 0 or more.
    recovery : array_like
        Share of the strain that is slept off in a quarter, 0 to 1. All four are broadcast against one another.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``strain + rise max(load - 1, 0) (1 - strain) - recovery strain``, cut to 0 to 1. An assumption.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(next_strain(0.0, load=1.5, rise=0.5, recovery=0.125))
    0.25
    >>> float(next_strain(0.25, load=0.9, rise=0.5, recovery=0.125))
    0.21875
    """
    now = share("strain", strain)
    pushed, recovered = _push(load, rise), share("recovery", recovery)
    return plain(np.minimum(np.maximum(now + pushed * (1 - now) - recovered * now, 0.0), 1.0))


def resting_strain(load: ArrayLike, rise: ArrayLike, recovery: ArrayLike) -> Numbers:
    """Strain that stays as it is under a steady load.

    Parameters
    ----------
    load, rise, recovery : array_like
        As in `next_strain`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ``push / (push + recovery)`` with ``push = rise max(load - 1, 0)``; NaN where both are 0, as then any
        strain stays. Strain comes ever nearer to it while push + recovery is below 2, without overshooting
        below 1; beyond 2 it swings about it. An assumption, as `next_strain`.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Examples
    --------
    >>> float(resting_strain(load=1.5, rise=0.5, recovery=0.125))
    0.6666666666666666
    """
    pushed, recovered = np.broadcast_arrays(_push(load, rise), share("recovery", recovery))
    both = pushed + recovered
    return plain(np.divide(pushed, both, out=np.full(both.shape, np.nan), where=both > 0))


def _push(load: ArrayLike, rise: ArrayLike) -> Array:
    overload = np.maximum(not_negative("load", load) - 1, 0.0)
    return np.asarray(not_negative("rise", rise) * overload, dtype=np.float64)


def _vector(name: str, values: ArrayLike, tasks: int) -> Array:
    vector = finite(name, values)
    if vector.ndim == 0 or vector.shape[-1] != tasks:
        raise ValueError(f"{name} must have one number for each of {tasks} tasks; got shape {vector.shape}")
    return vector


def _cost(cost: ArrayLike) -> tuple[Array, Array]:
    """Second derivatives of the cost, and their Cholesky factor."""
    hessian = finite("cost", cost)
    _check_square("cost", hessian)
    try:
        return hessian, np.asarray(np.linalg.cholesky(hessian), dtype=np.float64)
    except np.linalg.LinAlgError:
        lowest = float(np.linalg.eigvalsh(hessian)[0])
        raise ValueError(
            f"cost must be positive definite; got {cost!r}, whose lowest eigenvalue is {lowest:.6g}"
        ) from None


def _noise(noise: ArrayLike, tasks: int) -> tuple[Array, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Covariances of the errors, and which tasks are measured."""
    errors = np.asarray(noise, dtype=np.float64)
    if errors.shape == (tasks,):
        refuse_unless(errors >= 0, "noise", errors, "variances of 0 or more, inf for what is not measured")
        errors = np.diag(errors)
    elif errors.shape != (tasks, tasks):
        raise ValueError(f"noise must be {tasks} variances or their covariances; got shape {errors.shape}")
    measured = np.diag(errors) != np.inf
    among = finite("noise", errors[np.ix_(measured, measured)])
    _check_square("noise", among)
    lowest = float(np.linalg.eigvalsh(among).min(initial=0.0))
    if lowest < -1e-9 * float(np.abs(among).max(initial=0.0)):
        raise ValueError(f"noise must be covariances; got {noise!r}, with an eigenvalue of {lowest:.6g}")
    return errors, measured


def _check_square(name: str, matrix: Array) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"{name} must be a square matrix, a row for each task; got shape {matrix.shape}")
    if not np.allclose(matrix, matrix.T, rtol=1e-9, atol=0):
        raise ValueError(f"{name} must be symmetric; got {matrix.tolist()!r}")
