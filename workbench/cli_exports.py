"""``chuandao export-tables``: a simulated run as the tables that the instruments read.

Libraries are imported inside the command: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.terminal import Lang, LangOption, checked_seed, checked_weeks, from_to, refusing


def export_tables(
    output: Annotated[Path, typer.Option("--output", help="输出文件夹 / folder for the tables.")],
    scenario: Annotated[
        str,
        typer.Argument(
            help="情景文件或名称，须含季度复盘 / a scenario with quarterly reviews: a file, or a shipped one's name."
        ),
    ] = "today",
    organisation: Annotated[
        Path | None,
        typer.Option("--organisation", "-o", help="机构表 / table of the organisation; default: Guangxi."),
    ] = None,
    replication: Annotated[
        int,
        typer.Option(
            "--replication",
            callback=from_to(0, 2**32 - 1),
            help="第几次重复（从 0 起）/ which replication, from 0.",
        ),
    ] = 0,
    seed: Annotated[
        int, typer.Option(callback=checked_seed, help="运气编号 / seed: the same seed, the same luck.")
    ] = 1,
    weeks: Annotated[float, typer.Option(callback=checked_weeks, help="期限（周）/ horizon in weeks.")] = 52,
    year: Annotated[
        int, typer.Option(help="模拟从哪一年 1 月 1 日起 / year in which the run begins.")
    ] = 2024,
    lang: LangOption = Lang.zh,
) -> None:
    """把一次模拟写成七张审计用表（CSV、XLSX）/ Write a simulated run as the seven tables that ``audit`` reads."""
    with refusing(lang):
        from simulation.dating import span_of
        from simulation.exports import export_tables as tables_of_run
        from workbench.filled_tables import require_table_folder, write_tables
        from workbench.inputs import read_organisation, read_scenario, require_folder

        require_table_folder(output)
        require_folder(output.parent)
        chosen, units = read_scenario(scenario), read_organisation(organisation)
        for note in units.notes:
            typer.echo(note.text(lang.value), err=True)
        tables = tables_of_run(units, chosen, replication=replication, seed=seed, weeks=weeks, year=year)
        first, last = span_of(weeks, year)
        record = {
            "scenario": chosen.to_values(),
            "organisation": units.digest(),
            "replication": replication,
            "seed": seed,
            "weeks": weeks,
            "since": str(first),
            "until": str(last),
        }
        write_tables(tables, output, record, lang.value)
        for name, table in tables.items():
            rows = "行" if lang is Lang.zh else "row" if len(table) == 1 else "rows"
            typer.echo(f"{output / name}.csv, .xlsx: {len(table):,} {rows}")
        typer.echo(f"{'期间' if lang is Lang.zh else 'period'}: --since {first} --until {last}", err=True)
