"""Serve the workbench as a page of its own: ``python -m workbench.app.serve``.

Voila runs the notebook for each visitor in a kernel of its own, so nobody sees another's scenarios. Its template lies beside
this package and asks for nothing from outside.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SHARED = PACKAGE / "share" / "jupyter"
NOTEBOOK = PACKAGE.parent / "notebooks" / "app.ipynb"
TEMPLATE = "chuandao"
FORGOTTEN = 3600  # seconds after which a kernel without a page is ended


def command(notebook: Path, *, port: int, address: str, kernels: int, browser: bool) -> list[str]:
    """Return the command that serves a notebook, with so many kernels ready before anybody comes."""
    return [
        sys.executable,
        "-m",
        "voila",
        str(notebook),
        f"--template={TEMPLATE}",
        f"--Voila.ip={address}",
        f"--port={port}",
        f"--Voila.root_dir={PACKAGE.parent}",
        # The one file of the folder that is served: the font, for machines without a Chinese one.
        "--VoilaConfiguration.file_allowlist=workbench/fonts/.*\\.ttf",
        "--VoilaConfiguration.show_tracebacks=False",
        f"--preheat_kernel={kernels > 0}",
        f"--pool_size={max(kernels, 1)}",
        # A page that is left ends its kernel; those of pages that could not say so, an hour later.
        f"--MappingKernelManager.cull_idle_timeout={FORGOTTEN}",
        *([] if browser else ["--no-browser"]),
    ]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which Voila finds the template and the kernels this package."""
    changed = dict(inherited)
    changed["JUPYTER_PATH"] = joined(str(SHARED), inherited.get("JUPYTER_PATH"))
    changed["PYTHONPATH"] = joined(str(PACKAGE.parent), inherited.get("PYTHONPATH"))
    return changed


def joined(first: str, rest: str | None) -> str:
    """Return a search path with one more folder in front.

    Examples
    --------
    >>> joined("a", None), joined("a", "b") == "a" + os.pathsep + "b"
    ('a', True)
    """
    return os.pathsep.join([first, rest] if rest else [first])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and become Voila."""
    parser = argparse.ArgumentParser(
        prog="python -m workbench.app.serve", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--port", type=int, default=8866)
    parser.add_argument("--address", default="127.0.0.1", help="127.0.0.1 serves this machine alone")
    parser.add_argument("--kernels", type=int, default=2, help="kernels kept ready for the next visitors")
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args(arguments)
    line = command(
        NOTEBOOK, port=given.port, address=given.address, kernels=given.kernels, browser=not given.no_browser
    )
    os.execve(line[0], line, environment(os.environ))


if __name__ == "__main__":
    main()
