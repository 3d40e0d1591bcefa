"""Makes time pass, and compares policies."""

from simulation.comparison import compare
from simulation.ensemble import Cancelled, simulate
from simulation.replay import replay, reproduce
from simulation.run_record import RecordError, read_record
from simulation.runs import Runs
from simulation.scenario import Scenario, ScenarioError

__all__ = [
    "Cancelled",
    "RecordError",
    "Runs",
    "Scenario",
    "ScenarioError",
    "compare",
    "read_record",
    "replay",
    "reproduce",
    "simulate",
]
