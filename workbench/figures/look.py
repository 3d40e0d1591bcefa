"""How all figures look: fonts, sizes, colours that colour-blind readers can tell apart, and saving.

Figures are built without pyplot and inside :func:`drawing`, so nothing outside is changed and none stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from workbench import fonts

# The figures take their colours from here, too.
from workbench.palette import (
    BLACK as BLACK,
)
from workbench.palette import (
    BLUE as BLUE,
)
from workbench.palette import (
    FAINT as FAINT,
)
from workbench.palette import (
    GREEN as GREEN,
)
from workbench.palette import (
    GREY as GREY,
)
from workbench.palette import (
    ORANGE as ORANGE,
)
from workbench.palette import (
    PALE as PALE,
)
from workbench.palette import (
    PURPLE as PURPLE,
)
from workbench.palette import (
    SKY as SKY,
)
from workbench.palette import (
    STYLES as STYLES,
)
from workbench.palette import (
    VERMILLION as VERMILLION,
)
from workbench.palette import (
    YELLOW as YELLOW,
)
from workbench.palette import (
    Style as Style,
)
from workbench.palette import (
    style_of as style_of,
)
from workbench.text import wrapped

# What files would tell of themselves by default: dates, versions and addresses.
METADATA = {
    ".png": ("Software",),
    ".svg": ("Date", "Creator", "Format", "Type"),
    ".pdf": ("CreationDate", "Creator", "Producer"),
}

TITLE_SIZE, TEXT_SIZE, NOTE_SIZE = 16.0, 12.0, 10.0
DOTS_PER_INCH = 150
PIXELS_PER_INCH = 76

SETTINGS: dict[Any, Any] = {
    "font.size": TEXT_SIZE,
    "axes.titlesize": 13.0,
    "axes.titlelocation": "left",
    "axes.labelsize": TEXT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": FAINT,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": DOTS_PER_INCH,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Set fonts and look inside the block; afterwards all is as it was."""
    with mpl.rc_context(SETTINGS), fonts.style():
        yield


class ShownFigure(Figure):
    """A figure that a notebook shows as it is; Jupyter itself only knows the figures of pyplot."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        # The width on the page in pixels, so that the text is of one size in all figures.
        shown = {"width": round(self.get_figwidth() * PIXELS_PER_INCH)}
        with BytesIO() as buffer, drawing():
            self.savefig(buffer, format="png")
            return buffer.getvalue(), shown


def new_figure(inches_wide: float, inches_high: float, title: str, note: str = "") -> Figure:
    """Return a figure with its finding as the title and a small note at its foot."""
    figure = ShownFigure(figsize=(inches_wide, inches_high), dpi=100)
    columns = int(inches_wide * 8.1)
    figure.suptitle(wrapped(title, columns), x=0.01, ha="left", fontsize=TITLE_SIZE, linespacing=1.35)
    if note:
        figure.supxlabel(
            wrapped(note, int(inches_wide * 12.6)),
            x=0.01,
            ha="left",
            fontsize=NOTE_SIZE,
            color=GREY,
            linespacing=1.3,
        )
    return figure


def with_strip(figure: Figure, strip: float, rest: float) -> tuple[SubFigure, SubFigure]:
    """Part a figure into a strip under its title, for the legend, and the rest; heights in inches."""
    parts: Any = figure.subfigures(2, 1, height_ratios=[strip, rest])
    return parts[0], parts[1]


def finish(figure: Figure) -> Figure:
    """Lay the figure out now, while the fonts are set: what is made later would take others. Once is enough.

    The figure itself has no layout engine: with one, even a spent one, saving would draw everything twice.
    """
    ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08).execute(figure)
    return figure


def save(figure: Figure, path: str | Path) -> None:
    """Save as PNG, SVG or PDF by the suffix, the same bytes each time: no date, no random identifiers."""
    path = Path(path)
    path.write_bytes(figure_bytes(figure, path.suffix.lower()[1:]))


def figure_bytes(figure: Figure, form: str) -> bytes:
    """Return the figure as the content of a ``"png"``, ``"svg"`` or ``"pdf"`` file, the same bytes each time."""
    metadata = dict.fromkeys(METADATA.get(f".{form}", ()))
    with BytesIO() as buffer, drawing():
        figure.savefig(buffer, format=form, metadata=metadata)
        return buffer.getvalue()


def light_grid(axes: Axes, axis: str) -> None:
    """Draw grid lines across one axis, behind everything."""
    axes.grid(True, axis=axis, linewidth=0.8)  # type: ignore[arg-type]
    axes.tick_params(axis=axis, length=0)  # type: ignore[arg-type]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions near the wanted ones, at least a gap apart and in their order, within bounds where there is room.

    Examples
    --------
    >>> spread([1.0, 1.1, 5.0], gap=1.0, low=0.0, high=6.0)
    [0.55, 1.55, 5.0]
    """
    order = np.argsort(wanted, kind="stable")
    blocks: list[tuple[float, int]] = []
    for place in order:
        centre, size = float(wanted[place]), 1
        # Labels that touch become one block around their mean.
        while blocks and blocks[-1][0] + gap * (blocks[-1][1] + size) / 2 > centre:
            other, count = blocks.pop()
            centre, size = (other * count + centre * size) / (count + size), count + size
        half = gap * (size - 1) / 2
        blocks.append((min(max(centre, low + half), max(high - half, low + half)), size))
    placed = [centre + gap * (k - (size - 1) / 2) for centre, size in blocks for k in range(size)]
    result = [0.0] * len(placed)
    for position, place in zip(placed, order, strict=True):
        result[place] = round(position, 9)
    return result
