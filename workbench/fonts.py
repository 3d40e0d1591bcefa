"""The typeface of every figure: Latin and Greek from DejaVu Sans, Chinese from a font that the project ships.

Nothing depends on the fonts of the machine. How the shipped font was made, and under which licence it stands,
is told in ``workbench/fonts/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import fontManager

FONT = Path(__file__).parent / "fonts" / "ChuandaoSansSC-Regular.ttf"
FAMILY = "Chuandao Sans SC"

SETTINGS: dict[Any, Any] = {
    # Latin first: the Chinese font's minus sign would look like a dash.
    "font.family": ["DejaVu Sans", FAMILY],
    "axes.unicode_minus": True,
    # A user's title or unit may hold dollar signs; they are no formula.
    "text.parse_math": False,
    # Outlines that stay text in PDF, and paths in SVG, so that both look the same where the fonts are absent.
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "path",
    # The identifiers inside an SVG are random by default; the same figure shall give the same bytes.
    "svg.hashsalt": "chuandao",
}


@cache
def register() -> None:
    """Make the shipped font known to matplotlib, once a process."""
    fontManager.addfont(FONT)


@contextmanager
def style() -> Iterator[None]:
    """Set the fonts for figures that are built and saved inside the block; afterwards all is as it was.

    Both languages take the same fonts, because an English figure shows Chinese place names too. Dollar signs are text, no formulas.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> with style():
    ...     text = Figure().text(0, 0, "实质责任 λ = −0.16")
    >>> text.get_fontfamily()
    ['DejaVu Sans', 'Chuandao Sans SC']
    """
    register()
    with mpl.rc_context(SETTINGS):
        yield
