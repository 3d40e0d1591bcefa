"""Real runs that the tests of the workbench share: one prefecture of Guangxi, three replications."""

from pathlib import Path

import pandas as pd
import pytest

from models import Organisation
from simulation import Runs, Scenario, compare, simulate

ROOT = Path(__file__).parents[2]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens Chromium; skipped where there is none")


@pytest.fixture(scope="session")
def laibin() -> Organisation:
    return Organisation.read(ROOT / "data" / "organisations" / "guangxi.csv").subtree("4513")


@pytest.fixture(scope="session")
def scenarios() -> list[Scenario]:
    shipped = ROOT / "data" / "scenarios"
    return [Scenario.read(shipped / f"{name}.toml") for name in ("today", "full-package", "formalism")]


@pytest.fixture(scope="session")
def runs(laibin: Organisation, scenarios: list[Scenario]) -> Runs:
    return simulate(laibin, scenarios, replications=3, seed=1)


@pytest.fixture(scope="session")
def comparison(runs: Runs) -> pd.DataFrame:
    return compare(runs, "today", resamples=100)
