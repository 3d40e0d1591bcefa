"""The command line ``chuandao``.

Libraries are imported inside the commands: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli_audit import audit
from workbench.cli_exports import export_tables
from workbench.cli_odd import odd
from workbench.cli_sheets import sheets
from workbench.terminal import (
    EXIT_FAULT,
    Lang,
    LangOption,
    checked_seed,
    checked_weeks,
    from_to,
    refusing,
    show,
)

app = typer.Typer(
    name="chuandao",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="传导 / Chuandao: how responsibility is handed down an organisation, and what policies would change.\n\n"
    "责任如何逐级传导，压力如何逐级衰减，不同激励政策会带来什么变化。\n\n"
    "Exit codes: 0 done; 1 faulty input, told in the message; 2 wrong use of a command; 130 stopped by Ctrl-C.",
)
app.add_typer(audit, name="audit")
app.command("export-tables")(export_tables)
app.command()(odd)
app.add_typer(sheets)


class Form(StrEnum):
    """How the codebook is written."""

    terminal = "terminal"
    csv = "csv"
    markdown = "markdown"


OrganisationOption = Annotated[
    Path | None,
    typer.Option(
        "--organisation",
        "-o",
        help="机构表 / table of the organisation (CSV, XLSX, Parquet); default: Guangxi.",
    ),
]
Junior = Annotated[
    Path | None,
    typer.Option(
        "--junior",
        help="英国组织图的 junior 文件 / the junior file, where the table is a UK organogram's senior file.",
    ),
]
Repair = Annotated[
    list[str] | None,
    typer.Option(
        "--repair",
        metavar="NAME=VALUE",
        help="修复方式，可多次使用 / how to repair faults, may be repeated: roots=join, orphans=attach, duplicates=first "
        "(organogram: number), cycles=cut, digits=convert.",
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        "--replications",
        "-n",
        callback=from_to(1, 2**32 - 1),
        help="重复次数 / replications of each scenario.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(callback=checked_seed, help="运气编号（0 起）/ seed, from 0: the same seed, the same luck."),
]
Weeks = Annotated[
    float, typer.Option(callback=checked_weeks, help="期限（周，至多 1040）/ horizon in weeks, at most 1040.")
]
Threads = Annotated[
    int | None, typer.Option(callback=from_to(1), help="线程数 / threads; results do not depend on it.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="输出文件夹 / folder for report, figures, tables and run.json."),
]


@app.command()
def run(
    scenario: Annotated[
        str, typer.Argument(help="情景文件或名称 / a scenario file, or a shipped one's name.")
    ] = "today",
    organisation: OrganisationOption = None,
    junior: Junior = None,
    repair: Repair = None,
    replications: Replications = 100,
    seed: Seed = 1,
    weeks: Weeks = 52,
    threads: Threads = None,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """模拟一个情景 / Simulate one scenario: its outcomes with 95% intervals."""
    with refusing(lang):
        require_free_folder(output)
        chosen = read_scenarios([scenario])
        units = organisation_of(organisation, junior, repair, lang)
        runs = simulated(units, chosen, replications, seed, weeks, threads, lang)
        from workbench.tables import outcome_table

        show(outcome_table(runs, lang))
        save(runs, None, output, lang)


@app.command()
def compare(
    scenarios: Annotated[list[str], typer.Argument(help="情景 / scenarios: files, or shipped ones' names.")],
    baseline: Annotated[
        str | None, typer.Option(help="基准情景名称 / name of the baseline; default: the first.")
    ] = None,
    organisation: OrganisationOption = None,
    junior: Junior = None,
    repair: Repair = None,
    replications: Replications = 100,
    seed: Seed = 1,
    weeks: Weeks = 52,
    threads: Threads = None,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """在同样的运气下比较几个情景 / Compare scenarios on the same luck: paired differences with 95% intervals."""
    with refusing(lang):
        from models.quantities import require_known

        if len(scenarios) < 2:
            raise typer.BadParameter("至少需要两个情景 / give at least two scenarios to compare")
        from simulation import compare as compare_runs

        chosen = read_scenarios(scenarios)
        require_different(chosen, scenarios)
        first = baseline or chosen[0].name
        require_known(first, [scenario.name for scenario in chosen], "baseline")
        require_free_folder(output)
        units = organisation_of(organisation, junior, repair, lang)
        runs = simulated(units, chosen, replications, seed, weeks, threads, lang)
        comparison = compare_runs(runs, baseline=first)
        from workbench.tables import comparison_tables

        for table in comparison_tables(runs, comparison, first, lang):
            show(table)
        save(runs, comparison, output, lang)


@app.command()
def codebook(
    form: Annotated[Form, typer.Option("--format", help="形式 / terminal, csv or markdown.")] = Form.terminal,
    output: Annotated[
        Path | None, typer.Option("--output", help="文件 / file to write; default: the terminal.")
    ] = None,
    lang: LangOption = Lang.zh,
) -> None:
    """列出全部变量 / List every quantity: name, labels, default, range, unit, source."""
    with refusing(lang):
        from workbench.inputs import write_text
        from workbench.tables import codebook_table, codebook_text

        if form is Form.terminal and output is None:
            show(codebook_table(lang))
            return
        markdown = form is Form.markdown or (
            form is Form.terminal and output is not None and output.suffix == ".md"
        )
        text = codebook_text("markdown" if markdown else "csv")
        if output is None:
            typer.echo(text, nl=False)
        else:
            # With a mark of its encoding, or Excel shows Chinese as nonsense.
            write_text(text, output, "utf-8" if markdown else "utf-8-sig")


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(
            help="情景、机构表或审计用表 / a scenario (TOML), a table of an organisation, or one to audit."
        ),
    ],
    junior: Junior = None,
    repair: Repair = None,
    lang: LangOption = Lang.zh,
) -> None:
    """检查输入文件 / Check an input file: every fault with its row, value and what is allowed."""
    with refusing(lang):
        from workbench.inputs import check_file, parse_repairs

        lines, good = check_file(file, junior, parse_repairs(repair or []), lang.value)
        for line in lines:
            typer.echo(line)
        if not good:
            raise typer.Exit(EXIT_FAULT)


@app.command()
def replay(
    record: Annotated[
        Path, typer.Argument(metavar="RUN", help="输出文件夹或 run.json / an output folder, or its run.json.")
    ],
    scenario: Annotated[str, typer.Option("--scenario", help="情景名称 / name of the scenario.")],
    replication: Annotated[
        int,
        typer.Option(
            "--replication", callback=from_to(0), help="第几次重复（从 0 起）/ which replication, from 0."
        ),
    ],
    organisation: OrganisationOption = None,
    junior: Junior = None,
    repair: Repair = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="台账文件 / ledger file, .csv or .parquet; default: CSV to the terminal."
        ),
    ] = None,
    lang: LangOption = Lang.zh,
) -> None:
    """重放一次模拟，给出完整台账 / Replay one replication of a run: its full ledger, event by event."""
    with refusing(lang):
        from simulation import read_record
        from simulation import replay as replay_run
        from workbench.inputs import safe_cells, write_table

        given = (
            None
            if organisation is None and junior is None
            else organisation_of(organisation, junior, repair, lang)
        )
        ledger = replay_run(read_record(record), scenario, replication, given)
        if output is None:
            typer.echo(safe_cells(ledger).to_csv(index=False, lineterminator="\n"), nl=False)
        else:
            write_table(ledger, output)
            events = "条事件" if lang is Lang.zh else "event" if len(ledger) == 1 else "events"
            typer.echo(f"{len(ledger):,} {events}: {output}", err=True)


def read_scenarios(names: list[str]) -> list[Any]:
    """Return the scenarios of the given files or names."""
    from workbench.inputs import read_scenario

    return [read_scenario(name) for name in names]


def require_different(chosen: list[Any], typed: list[str]) -> None:
    """Refuse two scenarios of one name before anything is simulated."""
    names = [scenario.name for scenario in chosen]
    for name in names:
        same = [given for given, other in zip(typed, names, strict=True) if other == name]
        if len(same) > 1:
            raise ValueError(
                f"这些情景同名 {name!r}：{', '.join(same)}。请各写一次，或在文件中另取 name / "
                f"these scenarios have one name, {name!r}: {', '.join(same)}. Give each once, "
                "or change name = ... in one of the files"
            )


def organisation_of(path: Path | None, junior: Path | None, repair: list[str] | None, lang: Lang) -> Any:
    """Read the organisation and say what was assumed or repaired."""
    from workbench.inputs import parse_repairs, read_organisation

    organisation = read_organisation(path, junior, parse_repairs(repair or []))
    for note in organisation.notes:
        typer.echo(note.text(lang.value), err=True)
    return organisation


def simulated(
    organisation: Any,
    scenarios: list[Any],
    replications: int,
    seed: int,
    weeks: float,
    threads: int | None,
    lang: Lang,
) -> Any:
    """Simulate with a progress bar on the error stream, so that tables can be piped on."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from simulation import simulate

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("模拟" if lang is Lang.zh else "simulating", total=replications * len(scenarios))
        return simulate(
            organisation,
            scenarios,
            replications=replications,
            seed=seed,
            weeks=weeks,
            threads=threads,
            progress=lambda done, _: bar.update(task, completed=done),
        )


def save(runs: Any, comparison: Any, folder: Path | None, lang: Lang) -> None:
    """Write report, figures, tables and record, if a folder is wished for."""
    if folder is None:
        return
    from rich.console import Console

    from workbench.outputs import write_outputs

    with Console(stderr=True).status(
        "绘图、写报告" if lang is Lang.zh else "drawing figures, writing the report"
    ):
        write_outputs(runs, comparison, folder, lang.value, command=typed_command())
    typer.echo(f"{'报告：' if lang is Lang.zh else 'report: '}{folder / 'report.html'}", err=True)


def require_free_folder(folder: Path | None) -> None:
    """Refuse an output folder that must not be overwritten before anything is simulated."""
    if folder is not None:
        from workbench.inputs import require_folder
        from workbench.outputs import require_free

        require_free(folder)
        require_folder(folder.parent)


def typed_command() -> str:
    """Return what was typed, or nothing where the command line was called from elsewhere."""
    return shlex.join(["chuandao", *sys.argv[1:]]) if Path(sys.argv[0]).stem == "chuandao" else ""


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
