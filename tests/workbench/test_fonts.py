"""No figure may show an empty box: every character that the project writes is in the fonts that it brings."""

import io
import logging
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, fontManager

from workbench.fonts import FAMILY, FONT, register, style

ROOT = Path(__file__).parents[2]
FOLDERS = ("models", "simulation", "workbench", "notebooks", "data")
SUFFIXES = {".py", ".toml", ".csv", ".json", ".ipynb", ".html", ".jinja"}
FILES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")]
WRITTEN = sorted(path for path in FILES if path.suffix in SUFFIXES)
ABSENT = "\U00020000"


def characters(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return "".join(
        sorted({character for character in text if ord(character) > 0x7F and character.isprintable()})
    )


def draw(text: str, file_format: str = "svg") -> bytes:
    figure = Figure(figsize=(40, 1))
    figure.text(0, 0, text)
    buffer = io.BytesIO()
    figure.savefig(buffer, format=file_format, metadata={"Date": None} if file_format == "svg" else None)
    return buffer.getvalue()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_character_of_the_project_is_drawn(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), style():
        draw(characters(path))  # a missing glyph is a warning, and warnings are errors
    assert not caplog.records


def test_the_names_of_the_shipped_organisation_are_among_them() -> None:
    assert "埇" in characters(ROOT / "data" / "organisations" / "guangxi.csv")


def test_a_missing_glyph_is_noticed() -> None:
    with style(), pytest.warns(UserWarning, match="missing from font"):
        draw(ABSENT)


def test_the_font_holds_all_of_gb_2312() -> None:
    codes = range(0xA1, 0xFF)
    standard = {bytes((row, cell)).decode("gb2312", "ignore") for row in codes for cell in codes} - {""}
    assert sum("一" <= character <= "鿿" for character in standard) == 6763
    with TTFont(FONT) as font:
        assert {ord(character) for character in standard} <= set(font.getBestCmap())


def test_the_font_has_truetype_outlines() -> None:
    # MuPDF shows blanks for other outlines as matplotlib embeds them in PDF.
    with TTFont(FONT) as font:
        assert "glyf" in font
        assert "CFF " not in font


def test_the_licence_lies_beside_the_font() -> None:
    licence = FONT.with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(FONT) as font:
        assert font["name"].getDebugName(0).removeprefix("© ") in licence


def test_no_font_of_the_machine_takes_its_place() -> None:
    register()
    assert Path(findfont(FAMILY, fallback_to_default=False)) == FONT
    assert [entry.fname for entry in fontManager.ttflist if entry.name == FAMILY] == [str(FONT)]


def test_svg_is_self_contained_and_repeatable() -> None:
    with style():
        first, second = draw("实质责任 λ"), draw("实质责任 λ")
    assert first == second
    assert b"<text" not in first


def test_pdf_embeds_truetype() -> None:
    with style():
        content = draw("实质责任", "pdf")
    assert b"ChuandaoSansSC-Regular" in content
    assert b"/Type3" not in content


def settings() -> dict[str, object]:
    # Looking at the backend would choose one.
    return {name: mpl.rcParams[name] for name in mpl.rcParams if name != "backend"}


def test_settings_end_with_the_block() -> None:
    before = settings()
    with style():
        assert settings()["font.family"] == ["DejaVu Sans", FAMILY]
    assert settings() == before


def test_importing_changes_nothing() -> None:
    program = (
        "from matplotlib import font_manager, rcParams\n"
        "def state():\n"
        "    settings = {name: rcParams[name] for name in rcParams if name != 'backend'}\n"
        "    return settings, len(font_manager.fontManager.ttflist)\n"
        "before = state()\n"
        "import workbench.fonts\n"
        "assert state() == before\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_dollar_signs_are_text() -> None:
    with style():
        assert not Figure().text(0, 0, "经费 $5 和 $6").get_parse_math()
