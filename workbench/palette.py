"""The colours of everything that is drawn, as a figure or on the page: colour-blind readers tell them apart.

It stands by itself because the page needs the colours and not the libraries that draw figures, which take long to load.
"""

from __future__ import annotations

from typing import NamedTuple

# Okabe, M. and Ito, K. (2008). Color universal design. https://jfly.uni-koeln.de/color/
BLACK, ORANGE, SKY, GREEN, YELLOW = "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE, FAINT = "#595959", "#BFBFBF", "#E6E6E6"


class Style(NamedTuple):
    """How one scenario is drawn everywhere: never by its colour alone."""

    colour: str
    marker: str
    dashes: tuple[float, tuple[float, ...]]


STYLES = (
    Style(BLACK, "o", (0, ())),
    Style(BLUE, "s", (0, (6, 2))),
    Style(VERMILLION, "^", (0, (2, 1.5))),
    Style(GREEN, "D", (0, (6, 1.5, 1.5, 1.5))),
    Style(PURPLE, "v", (0, (1, 1))),
    Style(ORANGE, "P", (0, (8, 3))),
    Style(SKY, "X", (0, (4, 1, 1, 1, 1, 1))),
)
MORE_MARKERS = ("<", ">", "p", "h", "*", "d", "8", "H")

# Marker, colour and filling of each verdict on a difference.
MARKS = {
    "better": ("o", BLUE, BLUE),
    "worse": ("X", VERMILLION, VERMILLION),
    "changed": ("D", BLACK, BLACK),
    "undecided": ("s", GREY, "white"),
}

# Colour and hatching of each cause of loss.
LOOKS = {
    "retelling": (BLUE, ""),
    "unclear_duty": (SKY, "///"),
    "imbalance": (PURPLE, "..."),
    "waiting": (ORANGE, "\\\\\\"),
    "broken": (BLACK, ""),
    "unfinished": (PALE, "xxx"),
    "restored": (GREEN, ""),
    "second_owner": (YELLOW, "|||"),
}
OTHER_LOOK = (VERMILLION, "---")


def style_of(place: int) -> Style:
    """Return the style of the scenario at a place of the runs; the first one, mostly the baseline, is black.

    Beyond the listed styles colours come again, never black, with other markers.
    """
    if place < len(STYLES):
        return STYLES[place]
    again = STYLES[1 + (place - len(STYLES)) % (len(STYLES) - 1)]
    return again._replace(marker=MORE_MARKERS[(place - len(STYLES)) % len(MORE_MARKERS)])
