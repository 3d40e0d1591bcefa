"""The Chinese glyphs of an HTML page, inside the page: it can be read where no Chinese font is installed."""

from __future__ import annotations

import base64
from io import BytesIO

from workbench.fonts import FAMILY, FONT

# Latin letters and figures stay with the reader's fonts, whichever stands first.
CHINESE = "U+2E80-9FFF, U+F900-FFEF"


def with_font(page: str) -> str:
    """Return a page of HTML with the glyphs that it shows, in its first style sheet.

    The style sheet names the family ``Chuandao Sans SC`` first: a browser that comes to it as a fallback shows the first text of
    each size without it.

    Raises
    ------
    ValueError
        For a page without a style sheet.
    """
    before, end, after = page.partition("</style>")
    if not end:
        raise ValueError("the page has no <style>: there is nowhere to put the font")
    glyphs = base64.b64encode(subset_of("".join(sorted(set(page))))).decode("ascii")
    face = (
        f'@font-face {{ font-family: "{FAMILY}"; unicode-range: {CHINESE}; font-display: block; '
        f'src: url(data:font/ttf;base64,{glyphs}) format("truetype"); }}\n'
    )
    return before + face + end + after


def subset_of(characters: str) -> bytes:
    """Return a font with the glyphs of some characters; what the shipped font lacks is left to the reader's fonts."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(FONT, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=characters)
    subsetter.subset(font)
    content = BytesIO()
    font.save(content)
    return content.getvalue()
