"""``python -m simulation``: compile the engine once and keep it, so that nobody waits for it later."""

from __future__ import annotations

from models import Organisation
from simulation import Scenario, simulate


def main() -> None:
    """Run a tiny organisation with a ledger and without: these are the two forms in which the engine is compiled."""
    for ledger in (False, True):
        simulate(Organisation.tree([2, 2]), Scenario.today(), replications=1, seed=1, ledger=ledger)


if __name__ == "__main__":
    main()
