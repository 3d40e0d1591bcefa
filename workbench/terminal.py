"""What the commands of `chuandao` share: languages, exit codes, refusals without a traceback, tables on the terminal.

Nothing heavy is imported here: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

EXIT_FAULT = 1
EXIT_CANCELLED = 130


class Lang(StrEnum):
    """Language of messages, tables and reports."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Lang, typer.Option("--lang", help="语言 / language of messages, tables and report.")]


class refusing:
    """Turn a refusal of the user's input into its message and exit code, without a traceback."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __enter__(self) -> None:
        """Start."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Show the message of a refusal; let everything else pass."""
        if isinstance(error, KeyboardInterrupt):
            typer.echo("已停止，未写出任何文件 / stopped; nothing was written", err=True)
            raise typer.Exit(EXIT_CANCELLED) from None
        if isinstance(error, BrokenPipeError):
            # Whoever read our output, such as head, has enough of it.
            raise typer.Exit(0) from None
        if isinstance(error, (ValueError, OSError)):
            text: Callable[[str], str] | None = getattr(error, "text", None)
            typer.echo(text(self.lang.value) if callable(text) else str(error), err=True)
            raise typer.Exit(EXIT_FAULT) from None


def show(table: Any) -> None:
    """Print a table; as wide as it needs where nobody watches a terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 140).print(table)
