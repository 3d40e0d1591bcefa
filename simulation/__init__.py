"""Makes time pass, and compares policies."""

from simulation.comparison import compare
from simulation.ensemble import Cancelled, simulate
from simulation.runs import Runs
from simulation.scenario import Scenario, ScenarioError

__all__ = ["Cancelled", "Runs", "Scenario", "ScenarioError", "compare", "simulate"]
