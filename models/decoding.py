"""Finding out the encoding of a text file."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from models.faults import Fault, TableError, details

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8-BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_TRIED = "UTF-8, UTF-8-BOM, GB18030, cp1252"

# two bytes of the region of GB 2312 that holds the 6,763 common characters and full-width punctuation
_COMMON_CHINESE = re.compile(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


class Decoded(NamedTuple):
    """The text of a file.

    Attributes
    ----------
    text : UTF-8 without a byte order mark; rows of another encoding as they were probably meant
    encoding : the name of the encoding that was read
    faults : one for each row of another encoding; the file is refused, but its other rows are checked with it
    """

    text: bytes
    encoding: str
    faults: list[Fault]


def decode(content: bytes, file: str, encoding: str | None = None) -> Decoded:
    """Decode a text file.

    Tried are UTF-8, UTF-8 with a byte order mark, GB18030 and Windows-1252. Much Western text is by accident
    also GB18030 and the other way round, so between these two the look of the bytes decides: Chinese text
    comes in pairs of bytes that are common characters, Western text in single bytes between letters.

    Raises
    ------
    TableError
        No encoding fits.
    """
    if encoding is not None:
        if not isinstance(encoding, str):
            raise ValueError(f"encoding={encoding!r} is no name of an encoding; for example {_TRIED}")
        return _decode_as(content, file, encoding, encoding, tried=encoding)
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decode_as(content, file, codec, name)
    codec, name = _likely(content)
    return _decode_as(content, file, codec, name)


def _likely(content: bytes) -> tuple[str, str]:
    """The encoding of most lines among those that are not ASCII."""
    if _fits(content, "utf-8"):
        return "utf-8", "UTF-8"
    lines = [line for line in _lines(content) if not line.isascii()]
    if 2 * sum(_fits(line, "utf-8") for line in lines) >= len(lines):
        return "utf-8", "UTF-8"
    fitting = [line for line in lines if _fits(line, "gb18030")]
    if 2 * len(fitting) >= len(lines) and _looks_chinese(b"\n".join(fitting)):
        return "gb18030", "GB18030"
    return "cp1252", "cp1252"


def _decode_as(content: bytes, file: str, codec: str, name: str, tried: str = _TRIED) -> Decoded:
    """All of it in this encoding; a fault for each row that is not, where most rows are."""
    try:
        return _without_nul(content.decode(codec).removeprefix("\ufeff").encode(), file, name)
    except LookupError as error:
        raise ValueError(f'encoding="{codec}" is not known; for example {_TRIED}') from error
    except UnicodeError as error:
        if codec == "utf-16" and (decoded := _with_halves(content, file, name)):
            return decoded
        lines = _lines(content.removeprefix(codecs.BOM_UTF8))
        wrong = [number for number, line in enumerate(lines) if not _fits(line, codec)]
        telling = sum(not line.isascii() for line in lines)
        # in UTF-16 a line feed is two bytes, so that hardly any of these lines fits
        if 2 * len(wrong) > telling:
            raise TableError([Fault("encoding", file, details=details(tried=tried))]) from error
    rows, faults = _rows(lines), []
    for number in wrong:
        line, more = lines[number], details(encoding=name)
        shown = line.decode(codec, "backslashreplace").strip()[:60]
        faults.append(Fault("encoding_row", file, rows[number], value=shown, details=more))
        other = "gb18030" if codec != "gb18030" and _looks_chinese(line) else "cp1252"
        lines[number] = line.decode(other, "replace").encode()
    others = set(range(len(lines))).difference(wrong)
    lines = [line.decode(codec).encode() if number in others else line for number, line in enumerate(lines)]
    decoded = _without_nul(b"\n".join(lines), file, name)
    return decoded._replace(faults=faults + decoded.faults)


def _with_halves(content: bytes, file: str, name: str) -> Decoded | None:
    """UTF-16 with halves of characters, a fault for each row with one; None if it is damaged in other ways."""
    try:
        text = content.decode("utf-16", "surrogatepass")
    except UnicodeError:
        return None
    texts = text.removeprefix("\ufeff").split("\n" if "\n" in text else "\r")
    lines = [line.encode("utf-8", "replace") for line in texts]
    rows = _rows(lines)
    damaged = [number for number, line in enumerate(lines) if line.decode() != texts[number]]
    faults = [
        Fault("half_character", file, rows[number], value=texts[number].strip()[:60]) for number in damaged
    ]
    decoded = _without_nul(b"\n".join(lines), file, name)
    return decoded._replace(faults=faults + decoded.faults)


def _without_nul(text: bytes, file: str, name: str) -> Decoded:
    """Text has no bytes of zero: a few are damage in their rows, many are a file of another kind."""
    if b"\0" not in text:
        return Decoded(text, name, [])
    lines = _lines(text)
    damaged = [number for number, line in enumerate(lines) if b"\0" in line]
    if 0 in damaged or 2 * len(damaged) > len(lines):
        raise TableError([Fault("encoding", file, details=details(tried=_TRIED))])
    rows, faults = _rows(lines), []
    for number in damaged:
        shown = lines[number].replace(b"\0", b"\\0").decode().strip()[:60]
        faults.append(Fault("nul", file, rows[number], value=shown))
    return Decoded(text.replace(b"\0", b""), name, faults)


def _lines(content: bytes) -> list[bytes]:
    """Old spreadsheets end their lines with a carriage return alone."""
    return content.split(b"\n" if b"\n" in content else b"\r")


def _rows(lines: list[bytes]) -> list[int]:
    """The row in which each line stands: a line break between quotation marks begins none."""
    rows, row, quoted = [], 0, False
    for line in lines:
        row += not quoted
        rows.append(row)
        quoted ^= line.count(b'"') % 2 == 1
    return rows


def _looks_chinese(content: bytes) -> bool:
    """Whether it is GB18030 and at least half of what is not ASCII consists of common Chinese characters."""
    if not _fits(content, "gb18030"):
        return False
    other = sum(len(run.group()) for run in _NOT_ASCII.finditer(content))
    common = sum(2 * len(_COMMON_CHINESE.findall(run.group())) for run in _NOT_ASCII.finditer(content))
    return 2 * common >= other


def _fits(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
