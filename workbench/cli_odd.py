"""``chuandao odd``: the ODD protocol of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.terminal import Lang, LangOption, refusing


def odd(
    output: Annotated[
        Path | None, typer.Option("--output", help="文件 / file to write; default: the terminal.")
    ] = None,
    lang: LangOption = Lang.zh,
) -> None:
    """写出模型说明（ODD 规范）/ Write the model's description by the ODD protocol (Grimm et al. 2020), as Markdown."""
    with refusing(lang):
        from workbench.inputs import write_text
        from workbench.odd import odd_text

        text = odd_text(lang.value)
        if output is None:
            typer.echo(text, nl=False)
        else:
            write_text(text, output, "utf-8")
            typer.echo(str(output), err=True)
