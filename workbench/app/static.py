"""Scripts and styles of the page, as they lie beside the code: plain modules, nothing fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"


def script(name: str) -> str:
    """Return a script, such as ``"charts"``, with what all of them share before it: a widget's script imports nothing."""
    return "\n".join((STATIC / f"{part}.js").read_text(encoding="utf-8") for part in ("common", name))


def styles() -> str:
    """Return the styles of the whole page."""
    return (STATIC / "workbench.css").read_text(encoding="utf-8")
