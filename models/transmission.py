"""Laws of one handover, and what they amount to over a chain of handovers.

Two channels travel down together: substance, which attenuates, and formal pressure, which amplifies. The laws are scalar
compiled functions; both engines call them, so both see the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.compiled import compiled, compiled_inline
from models.elementary import exponential


@compiled
def loss_rate(
    loss: float, unclear_loss: float, clarity: float, imbalance_loss: float, imbalance: float
) -> float:
    """Return the loss rate of a handover, -ln of its mean retention: λ + λ_C (1 - clarity) + λ_I I (assumption)."""
    return loss + unclear_loss * (1.0 - clarity) + imbalance_loss * imbalance


@compiled
def retention(rate: float) -> float:
    """Return the mean share of substance that survives a handover, ρ = exp(-rate) (Williamson 1967, doi:10.1086/259258)."""
    return exponential(-rate)


@compiled
def retention_exponent(rate: float) -> float:
    """Return (1 - ρ) / ρ, the power that gives a uniform number the mean ρ."""
    return exponential(rate) - 1.0


@compiled_inline
def lognormal(mean: float, spread: float, z: float) -> float:
    """Return a lognormal number with the given mean and log standard deviation, from a standard normal z."""
    return mean * exponential(lognormal_power(spread, z))


@compiled_inline
def lognormal_power(spread: float, z: float) -> float:
    """Return the logarithm of a lognormal number of mean 1."""
    return spread * z - 0.5 * spread * spread


@compiled
def break_probability(base: float, sensitivity: float, imbalance: float) -> float:
    """Return min(1, β (1 + κ I)): handovers to units whose duty and authority differ break more often (assumption)."""
    return min(1.0, base * (1.0 + sensitivity * imbalance))


@compiled
def amplified(pressure: float, amplification: float) -> float:
    """Return the formal pressure after one handover, F (1 + γ) (层层加码; assumption)."""
    return pressure * (1.0 + amplification)


@compiled
def after_waiting(substance: float, waiting_loss: float, weeks: float) -> float:
    """Return what is left of substance after waiting for attention, R exp(-δ weeks) (assumption)."""
    return substance * exponential(-waiting_loss * weeks)


@compiled
def restored(substance: float, handed: float, share: float) -> float:
    """Return the substance after a checkpoint restores a share of what was lost since it was handed over."""
    return substance + share * (handed - substance)


def expected_substance(retentions: ArrayLike) -> NDArray[np.float64]:
    """Return mean substance level by level without waiting or checkpoints: the product of the retentions so far.

    Parameters
    ----------
    retentions : array_like, shape (handovers,)
        Mean retention of each handover, top to bottom.

    Returns
    -------
    ndarray, shape (handovers + 1,)
        Substance at each level; 1 at the top.

    Notes
    -----
    Control loss of Williamson (1967), doi:10.1086/259258.

    Examples
    --------
    >>> expected_substance([0.5] * 6)[-1]  # Downs (1967): halving over six handovers
    np.float64(0.015625)
    """
    kept = require_shares(retentions, "retentions")
    return np.concatenate(([1.0], np.cumprod(kept)))


def expected_formal_pressure(amplification: float, handovers: int) -> NDArray[np.float64]:
    """Return formal pressure level by level, (1 + γ) to the number of handovers; shape (handovers + 1,)."""
    return (1.0 + amplification) ** np.arange(handovers + 1, dtype=np.float64)


def expected_reach(
    breaks: ArrayLike, finding: Sequence[Sequence[float]] | None = None
) -> NDArray[np.float64]:
    """Return the probability that a directive reaches each level.

    Parameters
    ----------
    breaks : array_like, shape (handovers,)
        Break probability of each handover, top to bottom.
    finding : sequence of sequences, optional
        For each handover the finding probabilities of the checkpoints that can still find a break before the horizon.
        Without them a break is never found.

    Returns
    -------
    ndarray, shape (handovers + 1,)
        Π (1 - β Π(1 - q)); without checkpoints (1 - β)**level.
    """
    broken = require_shares(breaks, "break probabilities")
    missed = np.ones_like(broken)
    if finding is not None:
        if len(finding) != len(broken):
            raise ValueError(f"finding has {len(finding)} handovers, breaks has {len(broken)}")
        missed = np.array([np.prod(1.0 - require_shares(chances, "finding")) for chances in finding])
    return np.concatenate(([1.0], np.cumprod(1.0 - broken * missed)))


def expected_restored(retention_share: float, restoring: Sequence[float]) -> float:
    """Return mean substance after one handover and checkpoints while it is in the unit's hands: 1 - (1 - ρ) Π(1 - κ).

    Examples
    --------
    >>> round(expected_restored(0.8, [0.25]), 6)  # one checkpoint: ρ + (1 - ρ) κ
    0.85
    """
    require_shares([retention_share, *restoring], "retention and restoring shares")
    return 1.0 - (1.0 - retention_share) * float(np.prod([1.0 - share for share in restoring]))


def require_shares(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return the values as an array, or refuse those outside 0 .. 1."""
    shares = np.atleast_1d(np.asarray(values, dtype=np.float64))
    wrong = ~((shares >= 0.0) & (shares <= 1.0))
    if wrong.any():
        raise ValueError(f"{what} must lie within 0 .. 1, not {shares[wrong][0]:g}")
    return shares
