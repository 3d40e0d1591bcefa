"""Finding out the encoding of a text file."""

from __future__ import annotations

import codecs
import re

from models.faults import Fault, TableError, details

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8-BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_TRIED = "UTF-8, UTF-8-BOM, GB18030, cp1252"

# two bytes of the region of GB 2312 that holds the 6,763 common characters and full-width punctuation
_COMMON_CHINESE = re.compile(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


def decode(content: bytes, file: str, encoding: str | None = None) -> tuple[bytes, str]:
    """The text as UTF-8 without a byte order mark, and the name of the encoding that was read.

    Tried are UTF-8, UTF-8 with a byte order mark, GB18030 and Windows-1252. Much Western text is by accident
    also GB18030 and the other way round, so between these two the look of the bytes decides: Chinese text
    comes in pairs of bytes that are common characters, Western text in single bytes between letters.

    Raises
    ------
    TableError
        No encoding fits; or nearly everything is UTF-8 but some rows are not.
    """
    if encoding is not None:
        return _decode_as(content, file, encoding)
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decode_as(content, file, codec, name)
    if b"\0" in content[:4096]:
        raise TableError([Fault("encoding", file, details=details(tried=_TRIED))])
    try:
        content.decode("utf-8")
        return content, "UTF-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(content):
            raise TableError(_row_faults(content, file)) from error
    codec, name = ("gb18030", "GB18030") if _looks_chinese(content) else ("cp1252", "cp1252")
    return _decode_as(content, file, codec, name)


def _decode_as(content: bytes, file: str, encoding: str, name: str | None = None) -> tuple[bytes, str]:
    try:
        return content.decode(encoding).removeprefix("\ufeff").encode(), name or encoding
    except LookupError as error:
        raise ValueError(f'encoding="{encoding}" is not known; for example {_TRIED}') from error
    except UnicodeError as error:
        tried = encoding if name is None else _TRIED
        raise TableError([Fault("encoding", file, details=details(tried=tried))]) from error


def _looks_chinese(content: bytes) -> bool:
    """Whether it is GB18030 and at least half of what is not ASCII consists of common Chinese characters."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    other = sum(len(run.group()) for run in _NOT_ASCII.finditer(content))
    common = sum(2 * len(_COMMON_CHINESE.findall(run.group())) for run in _NOT_ASCII.finditer(content))
    return 2 * common >= other


def _mostly_utf8(content: bytes) -> bool:
    """Whether at least half of the lines that are not ASCII are UTF-8: then it is some rows that are wrong."""
    lines = [line for line in content.split(b"\n") if not line.isascii()]
    return 2 * sum(_is_utf8(line) for line in lines) >= len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _row_faults(content: bytes, file: str) -> list[Fault]:
    """One fault for each line that is not UTF-8."""
    lines = enumerate(content.split(b"\n"), start=1)
    wrong = [
        (number, line.decode("utf-8", "backslashreplace")) for number, line in lines if not _is_utf8(line)
    ]
    return [Fault("encoding_row", file, number, value=line.strip()[:60]) for number, line in wrong]
