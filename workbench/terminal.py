"""What the commands of `chuandao` share: languages, exit codes, refusals without a traceback, tables on the terminal.

Nothing heavy is imported here: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

EXIT_FAULT = 1
EXIT_CANCELLED = 130

# The simulation's own limit, which importing it would be slow to tell.
MOST_WEEKS = 1040

# What the system says of files and folders, as far as a user can do something about it.
_SYSTEM_ERRORS = {
    errno.ENOENT: (
        "文件或文件夹不存在，或无法在此新建",
        "there is no such file or folder, or none can be made here",
    ),
    errno.EEXIST: ("已有同名文件，不能用作文件夹", "this is a file and cannot be a folder"),
    errno.ENOTDIR: ("路径中有一段是文件而不是文件夹", "a part of the path is a file and not a folder"),
    errno.EISDIR: ("这是文件夹，请写明文件名", "this is a folder: name a file in it"),
    errno.EACCES: ("没有读写权限", "reading or writing is not permitted"),
    errno.EPERM: ("没有读写权限", "reading or writing is not permitted"),
    errno.EROFS: ("此处只能读取，不能写入", "this place can only be read, not written to"),
    errno.ENOSPC: ("磁盘空间不足", "the disk is full"),
    errno.ENAMETOOLONG: ("文件名过长", "the name is too long"),
}


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
            typer.echo(told(error, self.lang.value), err=True)
            raise typer.Exit(EXIT_FAULT) from None


def told(error: Exception, lang: str) -> str:
    """Return the message of a refusal: in one language where it has both apart, else as it is."""
    text: Callable[[str], str] | None = getattr(error, "text", None)
    if callable(text):
        return text(lang)
    if isinstance(error, OSError) and error.errno in _SYSTEM_ERRORS:
        chinese, english = _SYSTEM_ERRORS[error.errno]
        # a file is written under another name first
        file = str(error.filename).removesuffix(".part")
        return f"{file}：{chinese}" if lang == "zh" else f"{file}: {english}"
    return str(error)


def checked_seed(seed: int) -> int:
    """Return the seed, or refuse it before anything is read."""
    if not 0 <= seed < 2**64:
        raise typer.BadParameter(
            f"须为 0 到 2**64 - 1 的整数 / must be a whole number from 0 to 2**64 - 1, not {seed}"
        )
    return seed


def checked_weeks(weeks: float) -> float:
    """Return the horizon, or refuse it before anything is read."""
    if not 0 < weeks <= MOST_WEEKS:
        raise typer.BadParameter(
            f"须大于 0 且不超过 {MOST_WEEKS} / must be above 0 and at most {MOST_WEEKS}, not {weeks:g}"
        )
    return weeks


def from_to(lowest: float, highest: float | None = None) -> Callable[[float | None], float | None]:
    """Return what refuses a number below the lowest or above the highest, in both languages, for an option."""

    def checked(value: float | None) -> float | None:
        if value is None or (lowest <= value and (highest is None or value <= highest)):
            return value
        if highest is None:
            raise typer.BadParameter(f"不得小于 {lowest} / must be at least {lowest}, not {value}")
        raise typer.BadParameter(
            f"须在 {lowest} 到 {highest} 之间 / must be from {lowest} to {highest}, not {value}"
        )

    return checked


def show(table: Any) -> None:
    """Print a table; as wide as it needs where nobody watches a terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 140).print(table)
