"""What an input table may hold: each column declared once, with its headings, its type and what may stand in it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from models.headings import Column

if TYPE_CHECKING:
    from models.faults import Fault
    from models.instruments.loading import Loaded

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str

    def __call__(self, lang: str) -> str:
        """Return the words of one language."""
        return self.zh if lang == "zh" else self.en


class Option(NamedTuple):
    """One of the words that may stand in a column: its name in code, its labels, further spellings."""

    name: str
    zh: str
    en: str
    others: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All ways to write it, the Chinese label first."""
        return tuple(dict.fromkeys((self.zh, self.name, self.en, *self.others)))


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column.

    Attributes
    ----------
    name : heading in English, and name in code
    zh : heading in Chinese
    about : what it holds, for the template
    others : further headings that are read
    required : whether the column must be there
    blank : whether cells of a required column may be blank; those of an optional one always may
    """

    name: str
    zh: str
    about: Words
    others: tuple[str, ...] = ()
    required: bool = True
    blank: bool = False

    @property
    def may_be_blank(self) -> bool:
        """Whether a single cell may be blank."""
        return self.blank or not self.required

    @property
    def allowed(self) -> str:
        """What may stand in a cell, in words that need no translation; blank for text."""
        return ""

    @property
    def column(self) -> Column:
        """The column as `models.headings` looks for it."""
        return Column(self.name, (self.zh, *self.others), self.required)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Text; `code`: an id, in which damage done by spreadsheets is repaired or refused."""

    code: bool = False


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number from `low` to `high`, whole or not; `words` are read as numbers."""

    low: float = 0.0
    high: float = math.inf
    whole: bool = False
    words: Mapping[str, float] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        """The range, and the words beside it."""
        low, high = f"{self.low:g}", f"{self.high:g}"
        limits = f"≥ {low}" if math.isinf(self.high) else f"{low}–{high}"
        if self.whole:
            steps = ", ".join(f"{self.low + step:g}" for step in range(3))
            limits = f"{steps} …" if math.isinf(self.high) else f"{steps} … {high}"
        shown = [word for word in self.words if word not in ("true", "false")]
        return limits + (f"; {'/'.join(shown)}" if shown else "")


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A date: year, month and day."""

    @property
    def allowed(self) -> str:
        """Examples."""
        return "2024-03-05, 2024/3/5, 2024年3月5日"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several words."""

    options: tuple[Option, ...]

    @property
    def allowed(self) -> str:
        """The words in both languages."""
        return ", ".join(f"{option.zh}/{option.name}" for option in self.options)


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """An input table.

    Attributes
    ----------
    name : name in code and of its template
    title : what it is called
    about : what a row is
    fields : its columns, in order
    key : columns that together tell rows apart; none if rows may repeat
    check : finds faults that lie between cells
    """

    name: str
    title: Words
    about: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    check: Callable[[Loaded], list[Fault]] | None = None

    def __getitem__(self, name: str) -> Field:
        """Return a column by its name."""
        return next(column for column in self.fields if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.fields)

    def changed(self, **fields: Mapping[str, object]) -> Self:
        """Return a copy in which some columns are declared otherwise."""
        new = [replace(column, **fields.get(column.name, {})) for column in self.fields]  # type: ignore[arg-type]
        return replace(self, fields=tuple(new))
