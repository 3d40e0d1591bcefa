"""What a unit carries from quarter to quarter besides its desk: skill, motivation, strain, the public's sense of gain and more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from models.compiled import Word, compiled
from models.parameters import Parameters
from models.public import DOMAINS
from models.ratings import STRONGEST_SELECTION
from simulation.draws import Stream, uniforms
from simulation.setting import Floats, Network

# What is served most where nobody looks after balance: fiscal and tax policy.
LOPSIDED = np.array([0.7, 0.1, 0.1, 0.1])
# A guard: a normal distribution knows no bounds, but there is no skill of nothing or less.
LEAST_SKILL = 0.05


@dataclass(frozen=True, kw_only=True)
class State:
    """All that a review changes; arrays over units, ``gain`` over units and domains. Changed by copying.

    Attributes
    ----------
    skill, practice : productivity of the leader, and what adopted practices add to it (shares of full skill)
    motivation, strain, clarity : 0 to 1
    gain : sense of gain of the public that a terminal unit serves, by domain, 0 to 1; not used for others
    ratchet : what was added to the amplification of formal pressure
    real, trace : efforts
    padding : points by which the last report was better than the truth
    moved : hours a week moved here by dynamic adjustment
    known : share of the practices converted so far that were adopted
    served : weeks of service of the present leader
    """

    skill: Floats
    practice: Floats
    motivation: Floats
    strain: Floats
    clarity: Floats
    gain: Floats
    ratchet: Floats
    real: Floats
    trace: Floats
    padding: Floats
    moved: Floats
    known: Floats
    served: Floats

    def changed(self, **values: Floats) -> State:
        """Return a copy with some arrays replaced."""
        return replace(self, **values)


@compiled
def luck_of_units(
    found: Floats, keys: NDArray[np.uint64], seed: Word, replication: Word, stream: Word, number: Word
) -> None:
    """Fill in four uniform numbers for each unit; shape (4, units)."""
    for unit in range(keys.size):
        a, b, c, d = uniforms(
            np.uint64(seed), np.uint64(replication), np.uint64(stream), keys[unit], np.uint64(number)
        )
        found[0, unit], found[1, unit], found[2, unit], found[3, unit] = a, b, c, d


def uniforms_of(network: Network, seed: int, replication: int, stream: Stream, number: int) -> Floats:
    """Return four uniform numbers for each unit, keyed by the unit; shape (4, units)."""
    found = np.empty((4, len(network.key)))
    luck_of_units(
        found, network.key, np.uint64(seed), np.uint64(replication), np.uint64(stream), np.uint64(number)
    )
    return found


def fresh_skill(luck: Floats, parameters: Parameters) -> Floats:
    """Return the skill of new leaders from uniform numbers: normal, cut off at the least (assumption)."""
    incentives = parameters.incentives
    skill: Floats = np.maximum(incentives.skill_mean + incentives.skill_spread * ndtri(luck), LEAST_SKILL)
    return skill


def needs_of(network: Network, parameters: Parameters, seed: int) -> Floats:
    """Return what the public of each unit needs, shares over the four domains; shape (units, domains).

    Facts of the place, the same in every replication: between even and a random point of the simplex (assumption).
    """
    spread = parameters.public.needs_spread
    parts = -np.log(uniforms_of(network, seed, 0, Stream.PUBLIC, 0)).T
    needs: Floats = (1.0 - spread) / len(DOMAINS) + spread * parts / parts.sum(axis=1, keepdims=True)
    return needs


def selection_of(network: Network, parameters: Parameters, seed: int) -> Floats:
    """Return the selection of raters in each place, in log-odds: normal about the scenario's (assumption), the same always."""
    side = parameters.public
    luck = uniforms_of(network, seed, 0, Stream.PUBLIC, 1)[0]
    selection: Floats = side.selection + side.selection_spread * ndtri(luck)
    return np.clip(selection, -STRONGEST_SELECTION, STRONGEST_SELECTION)


def first_state(network: Network, parameters: Parameters, seed: int, replication: int) -> State:
    """Return the state in which a run begins."""
    units = len(network.key)
    incentives = parameters.incentives

    def everywhere(value: float) -> Floats:
        return np.full(units, float(value))

    return State(
        skill=fresh_skill(uniforms_of(network, seed, replication, Stream.PERSON, 0)[0], parameters),
        practice=everywhere(0.0),
        motivation=everywhere(incentives.initial_motivation),
        strain=everywhere(incentives.initial_strain),
        clarity=everywhere(parameters.transmission.clarity),
        # Domain by domain in memory, as the needs are: sums over domains are then sums of whole columns.
        gain=np.full((units, len(DOMAINS)), parameters.public.initial_gain, order="F"),
        ratchet=everywhere(0.0),
        real=everywhere(0.0),
        trace=everywhere(0.0),
        padding=everywhere(0.0),
        moved=everywhere(0.0),
        known=everywhere(0.0),
        served=everywhere(0.0),
    )
