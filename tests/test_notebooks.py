"""Notebooks stay thin, clean and readable in two languages; `make notebooks` executes them."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHINESE = re.compile("[一-鿿]")


def name_of(path: Path) -> str:
    return path.name


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_no_outputs_and_no_traces_of_a_run_are_kept(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert cell["metadata"] == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_notebook_fits_every_machine(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    assert notebook["nbformat"] == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_code_only_chooses_calls_and_looks(path: Path) -> None:
    """What deserves a name of its own belongs into a package, where it is tested."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for cell in cells(path, "code"):
        tree = ast.parse(source(cell))
        assert not [node for node in ast.walk(tree) if isinstance(node, definitions)], cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_every_text_is_in_both_languages_chinese_first(path: Path) -> None:
    for cell in cells(path, "markdown"):
        paragraphs = source(cell).split("\n\n")
        english = [paragraph for paragraph in paragraphs if paragraph.startswith("> ")]
        assert len(english) == 1, f"{cell['id']}: one English block"
        assert paragraphs[-1] == english[0], f"{cell['id']}: English comes last"
        assert not CHINESE.search(english[0]), cell["id"]
        assert CHINESE.search(paragraphs[0]), cell["id"]
        for heading in re.findall(r"^#+ (.+)$", source(cell), flags=re.MULTILINE):
            assert re.fullmatch(r".*[一-鿿].* · [^一-鿿]+", heading), heading


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_files_and_links_are_there(path: Path) -> None:
    links = [
        target for cell in cells(path, "markdown") for target in re.findall(r"\]\(([^)]+)\)", source(cell))
    ]
    files = [name for cell in cells(path, "code") for name in re.findall(r'"(\.\./[^"]+)"', source(cell))]
    assert files or path.name == "app.ipynb"  # the page itself chooses its data
    for target in links + files:
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_sections_are_numbered_in_order(path: Path) -> None:
    text = "\n".join(source(cell) for cell in cells(path, "markdown"))
    numbers = [int(number) for number in re.findall(r"^## (\d+) ", text, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
