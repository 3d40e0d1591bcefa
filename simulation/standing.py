"""What no review changes: where units stand, whom they serve, what is needed there, and what the next post is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.parameters import Parameters
from models.public import match
from simulation.indicators import Grouping, grouping_of
from simulation.review_effort import tournament_return
from simulation.rollup import Tree
from simulation.setting import Floats, Network
from simulation.state import LOPSIDED, needs_of, selection_of
from simulation.ties import Pairs, Ties


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Facts of a scenario on an organisation, the same in every replication with one seed; arrays over units.

    Attributes
    ----------
    seed : the luck that made the needs
    tree, grouping : who stands where, and who counts where
    public : people that a terminal unit serves, in its headcount; 0 for others
    public_below : those that it and all units below it serve
    needs : shares of the four domains in what its public needs, shape (units, domains)
    selection : how many times as likely the satisfied are to rate, in logarithms
    ties : who learns from whom
    met : share of each need that is met where its effort is full, shape (units, domains)
    prize : marginal return on effort of its tournament among its peers
    """

    network: Network
    seed: int
    tree: Tree
    grouping: Grouping
    public: Floats
    public_below: Floats
    needs: Floats
    selection: Floats
    ties: Ties
    met: Floats
    prize: Floats


def standing_of(network: Network, lines: Mapping[str, Pairs], parameters: Parameters, seed: int) -> Standing:
    """Return what no review changes."""
    tree = Tree(network)
    public = np.where(network.terminal, network.headcount, 0.0)
    needs = needs_of(network, parameters, seed)
    return Standing(
        network=network,
        seed=seed,
        tree=tree,
        grouping=grouping_of(network),
        public=public,
        public_below=tree.sum_below(public),
        needs=needs,
        selection=selection_of(network, parameters, seed),
        ties=Ties(tree, lines, parameters.adjustment.command_influence),
        met=np.asarray(match(served_shares(parameters, needs), needs)),
        prize=tournament_return(parameters, tree),
    )


def served_shares(parameters: Parameters, needs: Floats) -> Floats:
    """Return how each unit's effort is spread over the four domains: by balance, and by what it knows of the needs."""
    even = np.full(needs.shape[1], 1.0 / needs.shape[1])
    balance, insight = parameters.public.portfolio, parameters.public.insight
    unknowing = balance * even + (1.0 - balance) * LOPSIDED
    shares: Floats = (1.0 - insight) * unknowing + insight * needs
    return shares
