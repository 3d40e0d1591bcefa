"""Imports run one way: models <- simulation <- workbench <- notebooks; some libraries have one home."""

import ast
import json
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LAYERS = ("models", "simulation", "workbench", "notebooks")
OUTSIDE = ("benchmarks", "tests")
MODULES = sorted(path for layer in LAYERS[:3] for path in (ROOT / layer).rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Beginnings of the paths that may import a library; one that is not listed may be imported everywhere.
SIMPY_HOMES = ["simulation/moments.py", "simulation/office.py", "simulation/process.py"]
HOMES = {
    "simpy": SIMPY_HOMES,
    "matplotlib": ["workbench/figures", "workbench/fonts.py"],
    "seaborn": ["workbench/figures"],
    "ipywidgets": ["workbench/app"],
    "anywidget": ["workbench/app"],
    "IPython": ["workbench/app"],
    "jinja2": ["workbench/"],
    "typer": ["workbench/"],
    "rich": ["workbench/"],
}
PARALLEL_HOME = "simulation/kernel.py"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def source_of(path: Path) -> str:
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in code.splitlines())


def imported(source: str, package: str) -> set[str]:
    """Return the top-level packages that a source imports, in functions and by import_module too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module if node.module and not node.level else package)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            assert isinstance(node.args[0], ast.Constant), f"import of a computed name: {ast.unparse(node)}"
            found.add(str(node.args[0].value))
    return {name.split(".")[0] for name in found}


def imported_by(path: Path) -> set[str]:
    return imported(source_of(path), name_of(path).split("/")[0])


def is_parallel(source: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "parallel":
            return True
        if "prange" in {getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "name", None)}:
            return True
    return False


@pytest.mark.parametrize("path", MODULES + NOTEBOOKS, ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    layer = LAYERS.index(name_of(path).split("/")[0])
    forbidden = {*LAYERS[layer + 1 :], "notebooks", *OUTSIDE}
    assert not imported_by(path) & forbidden


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_at_home(path: Path) -> None:
    strays = {
        library
        for library, homes in HOMES.items()
        if library in imported_by(path) and not name_of(path).startswith(tuple(homes))
    }
    assert not strays


def test_simpy_is_imported_by_the_reference_engine_only() -> None:
    assert [name_of(path) for path in MODULES if "simpy" in imported_by(path)] == SIMPY_HOMES


def test_parallel_loops_are_in_the_kernel_only() -> None:
    assert {name_of(path) for path in MODULES if is_parallel(source_of(path))} <= {PARALLEL_HOME}


def test_every_imported_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    providers = packages_distributions()
    undeclared = {
        f"{name_of(path)}: {library}"
        for path in MODULES
        for library in imported_by(path) & providers.keys() - {*LAYERS}
        if declared.isdisjoint(map(canonicalize_name, providers[library]))
    }
    assert not undeclared


def test_no_package_under_tests_shadows_a_real_one() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("import workbench.fonts", "workbench"),
        ("from workbench import fonts", "workbench"),
        ("def late():\n    from simulation.runs import Runs", "simulation"),
        ("if TYPE_CHECKING:\n    import simpy", "simpy"),
        ("import importlib\nimportlib.import_module('matplotlib.pyplot')", "matplotlib"),
        ("from . import faults", "models"),
    ],
)
def test_every_way_to_import_is_seen(source: str, package: str) -> None:
    assert package in imported(source, "models")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@njit(parallel=True)\ndef f(): ...", True),
        ("from numba import prange", True),
        ("numba.prange(3)", True),
        ("@njit(nogil=True)\ndef f(): ...", False),
    ],
)
def test_parallel_code_is_seen(source: str, expected: bool) -> None:
    assert is_parallel(source) is expected
