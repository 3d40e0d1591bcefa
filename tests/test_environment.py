"""environment.yml, pyproject.toml, constraints.txt and the Makefile say the same."""

import re
import subprocess
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in CONSTRAINTS.splitlines()]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
NAMED_BY_THE_USER = {"jupyterlab", "pandas", "networkx", "simpy", "seaborn", "ipywidgets"}
FILES = ["constraints.txt", "environment.yml", "pyproject.toml", "Makefile", ".ci/run"]
EXTRAS = PROJECT["optional-dependencies"]
DIRECT = [
    Requirement(line)
    for group in (PROJECT["dependencies"], *EXTRAS.values(), *SETTINGS["dependency-groups"].values())
    for line in group
]
PYTHONS = SpecifierSet(">=3.11,<3.15")
MACHINES = [
    {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system in ("linux", "darwin", "win32")
]


def pins_of(name: str, machine: dict[str, str]) -> list[Requirement]:
    same = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(name)]
    return [pin for pin in same if not pin.marker or pin.marker.evaluate(machine)]


def version_of(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    return specifier.version


@cache
def needed(name: str, extra: str = "") -> frozenset[str]:
    """Return the names of all distributions that one needs here, itself included."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return frozenset({name})
    found = {name}
    for line in map(Requirement, lines):
        if not line.marker or line.marker.evaluate({"extra": extra}):
            for wanted in line.extras or {""}:
                found |= needed(canonicalize_name(line.name), wanted)
    return frozenset(found)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_every_direct_dependency_is_pinned_once_inside_its_range(requirement: Requirement) -> None:
    assert [specifier.operator for specifier in requirement.specifier] == [">="]
    for machine in MACHINES:
        (pin,) = pins_of(requirement.name, machine)
        assert requirement.specifier.contains(version_of(pin)), machine


def test_nothing_is_pinned_twice() -> None:
    for machine in MACHINES:
        assert not [pin.name for pin in PINS if len(pins_of(pin.name, machine)) > 1], machine


def test_constraints_are_complete() -> None:
    core = [canonicalize_name(Requirement(line).name) for line in (*PROJECT["dependencies"], *EXTRAS["dev"])]
    names = set().union(*(needed(name) for name in core))
    assert len(names) > len(core)
    assert names <= {canonicalize_name(pin.name) for pin in PINS}


def test_constraints_hold_names_versions_and_markers_only() -> None:
    for line in CONSTRAINTS.splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [\w\s.<>=!'()]+)?", line), line


@pytest.mark.parametrize("name", FILES)
def test_no_address_or_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--hash|--(extra-)?index-url \S*\.|find-links|trusted-host", text)
    assert not re.search(r"\b[\w-]+\.(com|org|net|io|cn|dev)\b", text)


def test_conda_has_the_six_packages_with_the_ranges_of_the_project() -> None:
    declared = map(Requirement, PROJECT["dependencies"])
    ranges = {requirement.name: requirement.specifier for requirement in declared}
    listed = map(Requirement, (line for line in CONDA["dependencies"] if isinstance(line, str)))
    conda = {requirement.name: requirement.specifier for requirement in listed}
    assert conda.pop("python") == PYTHONS
    assert not conda.pop("pip")
    assert conda == {name: ranges[name] for name in NAMED_BY_THE_USER}


def test_conda_installs_the_project_with_the_constraints() -> None:
    assert CONDA.keys() == {"name", "channels", "dependencies"}
    assert CONDA["name"] == PROJECT["name"]
    assert CONDA["channels"] == ["conda-forge"]
    (pip,) = [line for line in CONDA["dependencies"] if isinstance(line, dict)]
    assert pip == {"pip": ["--constraint constraints.txt", "--editable ."]}


def test_makefile_and_project_ask_for_the_same_python() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    bounds = re.search(r"not \((\d+), (\d+)\) <= sys.version_info\[:2\] <= \((\d+), (\d+)\)", makefile)
    assert bounds is not None
    low_major, low_minor, high_major, high_minor = map(int, bounds.groups())
    assert SpecifierSet(f">={low_major}.{low_minor},<{high_major}.{high_minor + 1}") == PYTHONS
    assert PROJECT["requires-python"] == f">={low_major}.{low_minor}"


@pytest.mark.parametrize(
    ("target", "extras"), [(".venv/.installed", "[dev]"), (".venv/.installed-benchmark", "[dev,benchmark]")]
)
def test_makefile_installs_the_extras_that_it_names(target: str, extras: str) -> None:
    command = ["make", "--dry-run", "--always-make", target]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert any(f"--editable '.{extras}'" in line for line in lines), lines
