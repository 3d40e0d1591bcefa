"""Every law in `models` that names a source or an assumption stands in the table of theory, or is excused by name."""

import ast
import re
from pathlib import Path

import models
import workbench.validation

# What a docstring says that tells of a law: a source, a reference to one, or an assumption.
TELLING = re.compile(r"doi:|no DOI|[Aa]ssumption|[Cc]losed form|\[\d\]_|[A-Z][a-z]+ \(?(?:19|20)\d\d\b")

GRAPH = (
    "a measure of a graph, no law in time: held against networkx and graphs counted by hand in tests/models"
)
ENGINE = "one step that the engine takes: every simulated row on handing down or on waiting goes through it"
EXCUSED = {
    "attached_key": "how keys are made, no law: held against published vectors in tests/models/test_keys.py",
    "after_waiting": ENGINE,
    "amplified": ENGINE,
    "break_probability": ENGINE,
    "loss_rate": ENGINE,
    "retention": ENGINE,
    "attention_hours": "an addition of hours: held by conservation in tests/simulation/test_conservation.py",
    "bottlenecks": GRAPH,
    "flow_hierarchy": GRAPH,
    "normalise": "an instrument on tables: held by hand in tests/models/test_pioneer.py",
    "pioneer_index": "an instrument on tables: held by hand in tests/models/test_pioneer.py",
    "rank_robustness": "an instrument on tables: held against exact volumes in tests/models/test_rank_robustness.py",
}


def laws() -> dict[str, str]:
    """Names of the public functions whose docstring tells of a law, each with its file."""
    found = {}
    for path in sorted(Path(models.__file__).parent.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and TELLING.search(ast.get_docstring(node) or ""):
                found[node.name] = path.name
    return found


def called() -> set[str]:
    """Names of all functions that the checks call."""
    names = set()
    for path in Path(workbench.validation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names.add(node.func.id)
    return names


def test_every_law_is_in_the_table_or_excused():
    missing = {name: file for name, file in laws().items() if name not in called() | set(EXCUSED)}
    assert not missing, missing
    assert len(laws()) > 60


def test_no_excuse_is_left_over():
    assert set(EXCUSED) <= set(laws()), "no such law"
    assert not set(EXCUSED) & called(), "in the table by now"
