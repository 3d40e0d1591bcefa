"""What a file is by its first bytes, where its name says otherwise."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path

from models.faults import Fault, details

_STARTS = {
    b"PK\x03\x04": "ZIP (XLSX, DOCX, ODS)",
    b"\xd0\xcf\x11\xe0": "XLS, DOC (Office 97-2003)",
    b"PAR1": "Parquet",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "RTF",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<body")
_LOOKED_AT = 512


def other_kind(path: Path, expected: str) -> Fault | None:
    """A fault where the first bytes are those of another kind of file.

    Parameters
    ----------
    expected : "text", "PK" or "PAR1": how the file must begin
    """
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if expected != "text" and start.startswith(expected.encode()):
        return None
    kind = next((name for mark, name in _STARTS.items() if start.startswith(mark)), None)
    if kind is None and start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        kind = "HTML, XML"
    if kind is None and expected != "text" and b"\0" not in start:
        kind = "文本 / text (CSV?)"
    if kind is None:
        return None
    return Fault("other_kind", path.name, value=path.suffix, details=details(kind=kind))


def near_file(path: Path, endings: Collection[str]) -> str | None:
    """The name of a file beside one that is not there, if it is like it: what all such files end in does not count.

    Examples
    --------
    >>> near_file(Path("nowhere/units.csv"), (".csv",)) is None
    True
    """
    if not path.parent.is_dir():
        return None
    others = [other for other in path.parent.iterdir() if other.suffix.lower() in endings and other.is_file()]
    # of two that differ in their ending only, the one with the ending asked for
    others.sort(key=lambda other: (other.suffix.lower() == path.suffix.lower(), other.name))
    names = {other.stem.casefold(): other.name for other in others}
    stem = path.stem if path.suffix.lower() in endings else path.name
    near = difflib.get_close_matches(stem.casefold(), list(names), n=1)
    return names[near[0]] if near else None
