"""A process that simulates one giant organisation and prints what it took, as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

from benchmarks.case import SEED, scenario
from models import Organisation
from simulation import simulate

BRANCHES = 4_614_000
MEMBERS_A_BRANCH = 21.7


def organisation(name: str, china: str | None) -> Organisation:
    """Ten million members below a tree of 100,000 branches, or the whole country with branches and 100 million members."""
    if name == "ten million":
        return Organisation.tree([10, 10, 20, 50]).with_members(below="level 5", count=100)
    country = Organisation.read(str(china), roots="join")
    villages = country.levels[-1]
    branches = country.with_members(below=villages, count=BRANCHES / country.counts[villages], level="branch")
    return branches.with_members(below="branch", count=MEMBERS_A_BRANCH)


def main() -> None:
    """Compile on a small case first, then measure."""
    name, china = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    small = Organisation.tree([3, 3]).with_members(below="level 3", count=2)
    simulate(small, scenario(), replications=1, seed=SEED)
    start = time.perf_counter()
    chosen = organisation(name, china)
    built = time.perf_counter()
    simulate(chosen, scenario(), replications=1, seed=SEED)
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "case": name,
                "units and members": len(chosen) + chosen.n_members,
                "seconds to build": built - start,
                "seconds to simulate": done - built,
                "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
