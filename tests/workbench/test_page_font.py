"""Pages carry the glyphs that they show."""

import base64
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from workbench.fonts import FONT
from workbench.page_font import with_font


def glyphs_in(page: str) -> set[int]:
    found = re.search(r"base64,([^)]+)\)", page)
    assert found is not None
    return set(TTFont(BytesIO(base64.b64decode(found[1])))["cmap"].getBestCmap())


def test_a_page_has_every_glyph_that_it_shows_and_hardly_more() -> None:
    page = "<style>body {}</style><p>责任逐级传导，压力逐级衰减 Chuandao</p>"
    shown = {ord(character) for character in page}
    glyphs = glyphs_in(with_font(page))
    assert shown & set(TTFont(FONT)["cmap"].getBestCmap()) <= glyphs
    assert ord("责") in glyphs
    assert ord("导") in glyphs
    assert len(glyphs) <= len(shown)


def test_the_same_page_gets_the_same_bytes_and_keeps_its_own() -> None:
    page = "<style></style>甲<style></style>"
    assert with_font(page) == with_font(page)
    before, after = page.split("</style>", 1)
    assert with_font(page).startswith(before)
    assert with_font(page).endswith("</style>" + after)


def test_a_page_without_styles_is_refused() -> None:
    with pytest.raises(ValueError, match="no <style>"):
        with_font("<p>甲</p>")
