"""Faults found in an input table, notes on what was assumed or repaired, and the error with all faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.audit_texts import AUDIT_FAULTS, AUDIT_NOTES
from models.fault_texts import FAULTS, NOTES

Language = Literal["zh", "en"]

MOST_SHOWN = 50
_MOST_OF_A_VALUE, _MOST_OF_A_LIST = 80, 1000

_FAULTS = FAULTS | AUDIT_FAULTS
_NOTES = NOTES | AUDIT_NOTES


@dataclass(frozen=True)
class Fault:
    """One thing in a file that is not as it must be.

    Attributes
    ----------
    code : what kind of fault, a key of `models.fault_texts.FAULTS` or `models.audit_texts.AUDIT_FAULTS`
    file : name of the file, or "data frame"
    row : the file's own row number (the header is row 1), None where the fault is not in a row
    column : heading of the column as the file spells it
    value : what stands there
    repair : the option that repairs it, for example ``roots="join"``, where there is a sensible one
    suggestion : what was probably meant
    details : further values named in the text, as pairs (name, text)
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    repair: str | None = None
    suggestion: str | None = None
    details: tuple[tuple[str, str], ...] = ()

    def problem(self, lang: Language = "en") -> str:
        """What is wrong, without the place."""
        return _fill(_FAULTS[self.code].problem[_index(lang)], self.details, self.value)

    def allowed_values(self, lang: Language = "en") -> str:
        """What would be allowed."""
        return _fill(_FAULTS[self.code].allowed[_index(lang)], self.details, self.value)

    def suggested(self, lang: Language = "en") -> str:
        """What was probably meant, as it stands behind the problem; blank where that is not known."""
        if not self.suggestion:
            return ""
        template = _FAULTS[self.code].suggested[_index(lang)]
        return _fill(template, (*self.details, ("meant", shown(self.suggestion))), self.value)

    @property
    def allowed(self) -> str:
        """What would be allowed, in English."""
        return self.allowed_values("en")

    def text(self, lang: Language = "en") -> str:
        """The whole fault in one line: place, value, problem, what is allowed, repair."""
        chinese = lang == "zh"
        place = [self.file]
        if self.row is not None:
            place.append(f"第{self.row}行" if chinese else f"row {self.row}")
        if self.column is not None:
            column = shown(self.column)
            place.append(f"“{column}”列" if chinese else f'column "{column}"')
        if self.value is not None:
            value = shown(self.value)
            place.append(f"值“{value}”" if chinese else f'value "{value}"')
        text = ("，" if chinese else ", ").join(place) + ("：" if chinese else ": ") + self.problem(lang)
        text += self.suggested(lang)
        allowed = self.allowed_values(lang)
        if allowed:
            text += f"；允许：{allowed}" if chinese else f"; allowed: {allowed}"
        if self.repair:
            text += f"；修复选项：{self.repair}" if chinese else f"; repair option: {self.repair}"
        return text

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True)
class Note:
    """Something that was assumed or repaired while a table was read, so that nothing happens silently.

    Attributes
    ----------
    code : a key of `models.fault_texts.NOTES` or `models.audit_texts.AUDIT_NOTES`
    details : values named in the text, as pairs (name, text)
    file : the file it is about, blank where there is only one
    """

    code: str
    details: tuple[tuple[str, str], ...] = ()
    file: str = ""

    def text(self, lang: Language = "en") -> str:
        """The note in one line."""
        text = _fill(_NOTES[self.code][_index(lang)], self.details, None)
        if not self.file:
            return text
        return f"{self.file}：{text}" if lang == "zh" else f"{self.file}: {text}"

    def __str__(self) -> str:
        return self.text("en")


class TableError(ValueError):
    """A file is refused; `faults` holds everything found in it, the message the first fifty.

    Attributes
    ----------
    faults : tuple of `Fault`, in order of rows
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        # file by file, faults of the whole file first, then by row: the order of checks is no order for a reader
        files = list(dict.fromkeys(fault.file for fault in faults))
        self.faults = tuple(sorted(faults, key=lambda fault: (files.index(fault.file), fault.row or 0)))
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[TableError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)

    def text(self, lang: Language = "en") -> str:
        """All faults, one a line, shortened to the first fifty."""
        number = len(self.faults)
        files = ", ".join(dict.fromkeys(fault.file for fault in self.faults))
        if lang == "zh":
            lines = [f"{files}：共发现 {number} 处问题"]
            more = f"……另有 {number - MOST_SHOWN} 处（全部列表见 error.faults）"
        else:
            lines = [f"{files}: {number} fault{'s' if number != 1 else ''} found"]
            more = f"... and {number - MOST_SHOWN} more (the full list is in error.faults)"
        lines += ["  " + fault.text(lang) for fault in self.faults[:MOST_SHOWN]]
        return "\n".join(lines + ([more] if number > MOST_SHOWN else []))


def details(**values: object) -> tuple[tuple[str, str], ...]:
    """Pairs for `Fault.details` and `Note.details`."""
    return tuple((name, str(value)) for name, value in values.items())


def listed(values: Sequence[object], most: int = 10) -> str:
    """The first values, comma-separated, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b, ... (3 in all)'
    """
    shown = ", ".join(str(value) for value in values[:most])
    return shown if len(values) <= most else f"{shown}, ... ({len(values):,} in all)"


def _index(lang: Language) -> int:
    if lang not in ("zh", "en"):
        raise ValueError(f"lang={lang!r}: allowed are 'zh' and 'en'")
    return 0 if lang == "en" else 1


def _fill(template: str, pairs: tuple[tuple[str, str], ...], value: str | None) -> str:
    texts = {name: shown(text, _MOST_OF_A_LIST) for name, text in pairs}
    return template.format(value=value, **number_forms(texts.get("number", "")), **texts)


def number_forms(number: str) -> dict[str, str]:
    """What English words end in beside a number: "{number} row{s} {were} left out", "{number} post{s} report{es}".

    Examples
    --------
    >>> "1 row{s} {were}".format(**number_forms("1")), "2 row{s} {were}".format(**number_forms("2"))
    ('1 row was', '2 rows were')
    """
    if number == "1":
        return {"s": "", "es": "s", "were": "was", "are": "is", "have": "has"}
    return {"s": "s", "es": "", "were": "were", "are": "are", "have": "have"}


def shown(text: str, most: int = _MOST_OF_A_VALUE) -> str:
    r"""A text that fits into a message: characters that cannot be seen written out, the rest of a long one left out.

    Examples
    --------
    >>> shown("a\u200bb\n"), shown("x" * 1000, most=5)
    ('a\\u200bb\\n', 'xxxxx... (1,000 characters)')
    """
    seen = text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"
    if seen.isprintable():
        return seen
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in seen)
