"""Appeals that wait for one office: the engine beside queues whose customers lose patience."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models import Organisation
from models.appeals import appeal_rate, hurt_after, hurt_by_waiting
from models.queues import mm1_wait
from simulation import simulate
from workbench.text import Label
from workbench.validation.checks import ASSUMPTION, Check, exactly, simulated, simulated_ratio
from workbench.validation.reviewed import HOURS, still

RAISED = Label("诉求：每周件数 λ(1 − G)", "appeals: raised a week, λ (1 − G)")
WITHDRAWN = Label("诉求：等不及而撤回的比例（M/M/1+M）", "appeals: share withdrawn (M/M/1+M)")
PENDING = Label("诉求：期末在办件数（M/M/1+M）", "appeals: pending at a quarter's end (M/M/1+M)")
WAIT = Label("诉求：无人撤回时的等待（M/M/1，周）", "appeals: wait where nobody withdraws (M/M/1), weeks")
HURT = Label("诉求无人答复后的获得感", "sense of gain after unanswered appeals")

PALM = "Palm 1957 (no DOI); Zeltyn & Mandelbaum 2005, doi:10.1007/s11134-005-3699-8"
KENDALL = "Kendall 1953, doi:10.1214/aoms/1177728975"

WEEKS, FIRST_QUARTER = 520.0, 8
# More in line than there ever are.
MOST = 400


def patience_checks(seed: int, replications: int) -> Iterator[Check]:
    """Yield the checks of appeals: how many come, how many give up, how long the others wait."""
    gain, base = 0.25, 4.0
    arrivals = base * (1 - gain)
    yield exactly(RAISED, "λ = 4, G = 0.25", ASSUMPTION, arrivals, appeal_rate(base, gain), 1e-12)
    for mean, patience in ((0.28, 1.5), (0.5, 0.6)):
        states = in_line(arrivals, 1 / mean, 1 / patience)
        raised, withdrawn, pending, _, _ = appeals(
            seed, replications, base=base, gain=gain, mean=mean, patience=patience
        )
        case = f"λ = {arrivals:g}, 1/μ = {mean:g}, 1/θ = {patience:g}"
        weeks = WEEKS - 13.0 * FIRST_QUARTER
        yield simulated(RAISED, case, ASSUMPTION, arrivals, raised / weeks)
        # Everybody who is not served in the end withdraws: the office serves while there is somebody.
        given_up = 1 - (1 - states[0]) / mean / arrivals
        yield simulated_ratio(WITHDRAWN, case, PALM, given_up, withdrawn, raised)
        yield simulated(PENDING, case, PALM, np.arange(MOST) @ states, pending)
    _, withdrawn, _, waited, answered = appeals(
        seed, replications, base=base, gain=gain, mean=0.2, patience=520.0
    )
    wait = mm1_wait(arrivals, 1 / 0.2)
    yield simulated_ratio(WAIT, f"λ = {arrivals:g}, 1/μ = 0.2", KENDALL, wait, waited, answered)
    hurt = hurt_by_waiting(0.6, 0.5, 0.4)
    yield exactly(HURT, "0.6 · (1 − 0.4 · 0.5)", ASSUMPTION, 0.48, hurt, 1e-12)
    left = 0.6
    for _ in range(5):
        left = float(hurt_by_waiting(left, 0.5, 0.4))
    yield exactly(HURT, "0.6 · (1 − 0.4 · 0.5)⁵", ASSUMPTION, left, hurt_after(0.6, 0.5, 0.4, 5), 1e-12)


def in_line(arrivals: float, service: float, giving_up: float) -> NDArray[np.float64]:
    """Return the chances of how many are in line or at the desk, from the balance of coming and going.

    With n of them one is served and n - 1 may give up, each at its rate.
    """
    leaving = service + giving_up * np.arange(MOST - 1)
    chances = np.concatenate(([1.0], np.cumprod(arrivals / leaving)))
    shares: NDArray[np.float64] = chances / chances.sum()
    return shares


def appeals(
    seed: int, replications: int, *, base: float, gain: float, mean: float, patience: float
) -> tuple[NDArray[np.float64], ...]:
    """Simulate ten years of one office; return by replication, over the years in balance.

    Raised, withdrawn, mean number pending at quarters' ends, weeks that the answered waited, and how many they are.
    """
    asked = still(
        appeal_rate=base,
        appeal_hours=HOURS * mean,
        appeal_patience=patience,
        appeal_priority=0.0,
        initial_gain=gain,
        gain_speed=0.0,
    )
    runs = simulate(Organisation.tree([]), asked, replications=replications, seed=seed, weeks=WEEKS)
    kept = runs.data.isel(scenario=0, quarter=slice(FIRST_QUARTER, None))
    waited = (kept["appeal_wait"] * kept["answered"]).sum("quarter").to_numpy()
    sums = [kept[name].sum("quarter").to_numpy() for name in ("appeals", "withdrawn")]
    return (
        *sums,
        kept["pending"].mean("quarter").to_numpy(),
        waited,
        kept["answered"].sum("quarter").to_numpy(),
    )
