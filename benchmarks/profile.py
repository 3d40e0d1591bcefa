"""Where the time goes: the pieces of the compiled engine on one office's year, and SimPy's functions."""

from __future__ import annotations

import cProfile
import pstats
import time

import numpy as np
import pandas as pd

from benchmarks.case import SEED, SPANS, case_of, run_simpy, scenario
from models import Organisation
from simulation import desk as desks
from simulation import kernel
from simulation.case import make_case

# So many directives in one office that calling a piece from Python weighs nothing.
DIRECTIVES = 2_000


def compiled(rounds: int) -> pd.DataFrame:
    """Median ns a directive of each piece, and its share."""
    values = {"directives_per_year": DIRECTIVES, "work_hours": 72 / DIRECTIVES}
    case = make_case(Organisation.tree([1]), scenario().with_parameters(**values), 52.0, as_units=True)
    rows = [pieces(case, number) for number in range(rounds + 1)][1:]
    nanoseconds = pd.DataFrame(rows).median() / DIRECTIVES * 1e9
    return pd.DataFrame({"ns a directive": nanoseconds, "share": nanoseconds / nanoseconds.sum()})


def pieces(case: object, replication: int) -> dict[str, float]:
    """Seconds of each piece for the lower of two offices."""
    agenda, setting, rhythm, network = case.agenda(SEED, replication), case.setting, case.rhythm, case.network  # type: ignore[attr-defined]
    bench, store, sums = (
        kernel.empty_bench(DIRECTIVES, len(rhythm.time)),
        kernel.empty_store(1, DIRECTIVES),
        case.new_sums(),
    )  # type: ignore[attr-defined]
    seed, luck, rows = np.uint64(SEED), np.uint64(replication), np.empty(1, dtype=np.uint32)
    kernel.hand_down(
        network, setting, rhythm, agenda, seed, luck, np.array([[0, 1]]), 0, rows, store, bench, sums, None
    )
    key = network.key[1]
    place = desks.place_of(network, setting, 1, 0, key, seed, luck)._replace(key=key)
    desk, queue, left = bench.desk, bench.queue, store.left
    taken: dict[str, float] = {}

    def timed(name: str, function: object, *arguments: object) -> object:
        start = time.perf_counter()
        result = function(*arguments)  # type: ignore[operator]
        taken[name] = taken.get(name, 0.0) + time.perf_counter() - start
        return result

    timed("random numbers", desks.draw_command, bench.command, desk, place, setting, agenda, seed, luck)
    timed("arrival", kernel.arrive, bench.command, left[0, 0], place, setting, rhythm, agenda)
    timed("arrival", kernel.receive, desk, bench.command, left[1, 0], left[2, 0], setting.amplification)
    count = timed(
        "sorting", kernel.sort_received, desk, queue, store.order[0], store.served[0], setting.weeks
    )
    kernel.plan_meetings(bench.meetings, bench.known_hours, place.hours, rhythm)
    served = timed(
        "queue", kernel.serve_in_order, desk, queue, bench.meetings, rhythm.time, count, setting.weeks
    )
    timed("restoration", kernel.restore, desk, queue, count, place, setting, rhythm, None)
    kernel.mark_missing(desk, setting.weeks)
    timed("counting", desks.count_desk, desk, place, left[1, 0], 0.0, setting, agenda, sums)
    timed("handing on", kernel.leave, desk, queue, served[3], store, 0)  # type: ignore[index]
    return taken


def simpy() -> str:
    """The functions of the SimPy engine that take most time."""
    case, profile = case_of(Organisation.tree(SPANS)), cProfile.Profile()
    profile.runcall(run_simpy, case, 0)
    stats = pstats.Stats(profile).sort_stats("tottime")
    lines = [
        f"  {values[2]:6.2f} s  {name[2]} ({name[0].rsplit('/', 1)[-1]}:{name[1]})"
        for name, values in sorted(stats.stats.items(), key=lambda item: -item[1][2])[:12]  # type: ignore[attr-defined]
    ]
    return "\n".join(lines)
