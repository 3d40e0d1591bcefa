"""The scripts of a widget: small ES modules beside one another, joined to the one module that a widget may have."""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w-]+\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def joined(*names: str) -> str:
    """Return modules of ``static`` as one, each before those that need it; first what all of them use.

    A widget's module is loaded from memory, where a module beside it has no address: so what they import of one another is taken
    out, and names are told apart by being different.
    """
    parts = [(STATIC / name).read_text(encoding="utf-8") for name in ("keys.js", *names)]
    return "\n".join(EXPORT.sub("", IMPORT.sub("", part)) for part in parts)


def style(*names: str) -> str:
    """Return style sheets of ``static`` as one."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
