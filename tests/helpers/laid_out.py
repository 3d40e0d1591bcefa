"""Where the words of a figure stand."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from workbench.figures import look


def words_drawn(figure: Figure) -> list[tuple[Text, Bbox]]:
    """All words that are drawn, each with its place on the page in pixels: some, as ticks beyond an axis, never are."""
    written: list[tuple[Text, Bbox]] = []
    draw = Text.draw

    def note(text: Text, *arguments: Any) -> None:
        if text.get_text().strip():
            written.append((text, text.get_window_extent()))
        draw(text, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", note)
        with look.drawing():
            figure.savefig(BytesIO(), format="png", dpi=figure.dpi)
    return written


def assert_readable(figure: Figure) -> None:
    """All words stand on the page, and no panel's title runs into another's."""
    page, words = figure.bbox, words_drawn(figure)
    assert len(words) > 10
    for text, box in words:
        assert box.x0 >= page.x0 - 1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= page.y0 - 1, text
        assert box.y1 <= page.y1 + 1, text
    titles = {axes.get_title(loc="left") for axes in figure.axes} - {""}
    for (one, box), (other, place) in combinations(
        [word for word in words if word[0].get_text() in titles], 2
    ):
        assert not box.overlaps(place), (one, other)
