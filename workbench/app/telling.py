"""Messages on the page: kept by name with their values, so that they can be told again in the other language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.text import Label

Told = tuple[str, Mapping[str, Any]] | None  # the name of a message and the values in it


def told(words: Mapping[str, Label], message: Told, lang: str) -> str:
    """Return a message in one language; labels among its values are named in it.

    Examples
    --------
    >>> words = {"making": Label("正在生成{what}", "making {what}")}
    >>> told(words, ("making", {"what": Label("报告", "the report")}), "zh"), told(words, None, "zh")
    ('正在生成报告', '')
    """
    if message is None:
        return ""
    name, values = message
    spoken = {key: value(lang) if isinstance(value, Label) else str(value) for key, value in values.items()}
    return words[name](lang).format(**spoken)


def size_text(number: int) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> size_text(800), size_text(24_396), size_text(5 * 2**20)
    ('1 KB', '24 KB', '5.0 MB')
    """
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{max(1, round(number / 2**10))} KB"
