"""Where the time goes: the pieces of the compiled engine on one office's year, and SimPy's functions."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.case import SEED, SPANS, case_of, run_simpy, scenario
from models import Organisation
from simulation.bench import empty_bench
from simulation.case import Case, make_case
from simulation.counting import Resolved, count_directives
from simulation.desk import FROM_COMMAND, HOURS, draw_command
from simulation.handing import empty_store, hand_over, leave
from simulation.kernel import attend, line_up
from simulation.place import place_of
from simulation.record import no_record
from simulation.replication import Room, nowhere, serve
from simulation.serving import Office, plan_meetings, restore, serve_in_order, set_service, wait
from simulation.setting import no_conditions

# So many directives in one office that calling a piece from Python weighs nothing.
DIRECTIVES = 2_000


def compiled(rounds: int) -> pd.DataFrame:
    """Median ns a directive of each piece, and its share."""
    values = {"directives_per_year": DIRECTIVES, "work_hours": 72 / DIRECTIVES}
    case = make_case(Organisation.tree([1]), scenario().with_parameters(**values), 52.0, as_units=True)
    rows = [pieces(case, number) for number in range(rounds + 1)][1:]
    nanoseconds = pd.DataFrame(rows).median() / DIRECTIVES * 1e9
    return pd.DataFrame({"ns a directive": nanoseconds, "share": nanoseconds / nanoseconds.sum()})


def pieces(case: Case, replication: int) -> dict[str, float]:
    """Seconds of each piece for the lower of two offices."""
    agenda, setting, rhythm, network = case.agenda(SEED, replication), case.setting, case.rhythm, case.network
    sums, seed, luck, key = case.new_sums(), np.uint64(SEED), np.uint64(replication), case.network.key[1]
    bench = empty_bench(DIRECTIVES, len(rhythm.time), sums.by_quarter.shape[1])
    store, rows, period = empty_store(1, DIRECTIVES), np.empty(1, dtype=np.uint32), case.whole_run
    room = Room(store, rows, nowhere(), nowhere(), np.empty((0, 0)))
    top = np.array([[0, 1]])
    serve(case, agenda, SEED, replication, period, top, 0, room, sums, no_record(), no_conditions())
    place = place_of(network, setting, no_conditions(), 1, 0, key, seed, luck)._replace(key=key)
    desk, queue, closed, meetings = bench.desk, bench.queue, bench.closed, bench.meetings
    count, taken, nothing = int(store.served[0]), {}, Resolved(0.0, 0.0, 0.0)

    def timed(name: str, function: Callable[..., Any], *arguments: object) -> Any:
        start = time.perf_counter()
        result = function(*arguments)
        taken[name] = taken.get(name, 0.0) + time.perf_counter() - start
        return result

    numbers = store.order[0, :count]
    timed(
        "random numbers",
        draw_command,
        bench.command,
        desk[HOURS],
        numbers,
        count,
        place,
        setting,
        agenda,
        seed,
        luck,
    )
    timed(
        "arrival",
        hand_over,
        desk,
        0,
        bench.command,
        store,
        0,
        count,
        FROM_COMMAND,
        place,
        setting,
        rhythm,
        agenda,
    )
    timed("arrival", set_service, desk, place.hours, 0, count)
    waiting, _ = timed("sorting", line_up, desk, queue, count, count, period, rhythm)
    plan_meetings(meetings, bench.known_meetings, 0, period.end, place.hours, rhythm)
    office = Office(0.0, 0, 0.0)
    _, served = timed("queue", serve_in_order, desk, queue, meetings, office, waiting, period.end)
    timed("waiting", wait, desk, setting, count)
    done = timed("handing on", attend, desk, queue, closed, -1, served)
    timed("restoration", restore, desk, queue, closed, done, place, setting, rhythm, no_record())
    timed(
        "counting", count_directives, desk, closed, done, place, setting, agenda, bench.scratch, nothing, sums
    )
    timed("handing on", leave, desk, closed, done, bench.lost, 0, store, 0)
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
