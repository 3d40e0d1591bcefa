"""``chuandao audit``: the instruments on real tables.

Libraries are imported inside the commands: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.terminal import Lang, LangOption, checked_seed, from_to, refusing, show

if TYPE_CHECKING:
    from models.instruments import Audit

audit = typer.Typer(
    name="audit",
    no_args_is_help=True,
    help="审计真实表格 / Audit real tables: duties, meetings, members, scores, ratings, archives, projects.",
)


class Normalising(StrEnum):
    """How indicators are made comparable."""

    min_max = "min-max"
    z_score = "z-score"
    rank = "rank"
    target = "target"


class Missing(StrEnum):
    """What a missing value does."""

    refuse = "refuse"
    reweigh = "reweigh"
    lowest = "lowest"


File = Annotated[Path, typer.Argument(help="表格文件 / the table: CSV, XLSX or Parquet.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="输出文件夹 / folder for the tables as CSV and XLSX."),
]
Since = Annotated[str | None, typer.Option("--since", help="起始日期 / first day, such as 2024-01-01.")]
Until = Annotated[str | None, typer.Option("--until", help="截止日期 / last day, such as 2024-12-31.")]


@audit.command()
def duties(
    file: File,
    listing: Annotated[
        Path | None,
        typer.Option(
            "--duties", help="应有职责清单 / table of all duties there should be (column duty/职责)."
        ),
    ] = None,
    enough: Annotated[
        float, typer.Option(help="职权达到多少算有权 / authority from which a unit can do its duty, 0–1.")
    ] = 0.5,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """职责审计：无人牵头、多头牵头、有责无权、有权无责 / Duty audit: gaps, overlaps, duty without authority and the reverse."""
    with refusing(lang):
        from models.instruments import audit_duties

        report(audit_duties(file, listing, enough=enough), file, output, lang)


@audit.command()
def meetings(
    file: File,
    since: Since = None,
    until: Until = None,
    units: Annotated[
        Path | None,
        typer.Option(
            "--units", help="应开会单位名单 / table of all units that should meet (column unit/单位)."
        ),
    ] = None,
    term_years: Annotated[int, typer.Option(callback=from_to(1), help="任期（年）/ years of a term.")] = 5,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """“五个一”落实情况与超期事项 / Five ones: compliance by unit and kind, and overdue items."""
    with refusing(lang):
        from models.instruments import audit_meetings

        found = audit_meetings(file, since=since, until=until, units=units, term_years=term_years)
        report(found, file, output, lang)


@audit.command()
def pioneer(
    file: File,
    weights: Annotated[
        str, typer.Option(help="权重：理论学习,作用发挥,创新 / weights of theory study, role, innovation.")
    ] = "1,1,1",
    normalisation: Annotated[
        Normalising, typer.Option(help="标准化方法 / how indicators are made comparable.")
    ] = Normalising.min_max,
    targets: Annotated[
        str | None, typer.Option(help="目标值（仅用于 target）/ targets, with normalisation target only.")
    ] = None,
    missing: Annotated[
        Missing, typer.Option(help="缺项如何处理 / what a missing value does.")
    ] = Missing.refuse,
    spread: Annotated[
        float,
        typer.Option(callback=from_to(0, 1), help="权重可变动的幅度 / how far weights may move, 0–1."),
    ] = 0.3,
    bands: Annotated[
        str | None, typer.Option(help="各档最后名次，如 3,10 / last rank of each band, such as 3,10.")
    ] = None,
    seed: Annotated[
        int, typer.Option(callback=checked_seed, help="随机权重的编号 / seed of the random weightings.")
    ] = 1,
    draws: Annotated[
        int, typer.Option(callback=from_to(1), help="随机权重的个数 / number of weightings.")
    ] = 10_000,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """先锋指数，及排名对权重的稳健性 / Pioneer index, and how far ranks depend on the weights."""
    with refusing(lang):
        from models.instruments import audit_pioneer

        found = audit_pioneer(
            file,
            numbers(weights, "--weights", 3),
            normalisation.value,
            targets=None if targets is None else numbers(targets, "--targets", 3),
            missing=missing.value,
            spread=spread,
            bands=None if bands is None else whole(bands, "--bands"),
            seed=seed,
            draws=draws,
        )
        report(found, file, output, lang)


@audit.command()
def scores(
    file: File,
    weights: Annotated[
        str, typer.Option(help="权重：过程,业务,群众 / weights of process, business, public.")
    ] = "0.3,0.4,0.3",
    valued: Annotated[
        str | None,
        typer.Option(
            help="实际看重的程度：过程,业务,群众 / what is really valued; default 0,1,1 (assumption)."
        ),
    ] = None,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """双螺旋考核得分、一致度、与只看业务相比的名次变化 / Double-helix scores, alignment, changes against business alone."""
    with refusing(lang):
        from models.instruments import audit_scores

        worth = None if valued is None else numbers(valued, "--valued", 3)
        report(audit_scores(file, numbers(weights, "--weights", 3), worth), file, output, lang)


@audit.command()
def ratings(
    file: File,
    scale: Annotated[str, typer.Option(help="最低分,最高分 / lowest and highest rating.")] = "1,5",
    prior: Annotated[
        float | None, typer.Option(help="先验均值 / mean expected beforehand; default: of all units.")
    ] = None,
    prior_weight: Annotated[
        float | None,
        typer.Option(
            callback=from_to(0),
            help="先验相当于多少次评分 / ratings that it is worth; default: from the data.",
        ),
    ] = None,
    fewest: Annotated[
        int, typer.Option(callback=from_to(1), help="少于此数即提示 / a caution below so many ratings.")
    ] = 10,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """群众评议的收缩估计与区间 / Public ratings: shrunken, with intervals, and a caution where they are few."""
    with refusing(lang):
        from models.instruments import audit_ratings

        found = audit_ratings(
            file, scale=numbers(scale, "--scale", 2), prior=prior, prior_weight=prior_weight, fewest=fewest
        )
        report(found, file, output, lang)


@audit.command()
def growth(
    file: File,
    since: Since = None,
    until: Until = None,
    members: Annotated[
        Path | None,
        typer.Option("--members", help="应有档案人员名单 / table of all members (column member/姓名)."),
    ] = None,
    output: Output = None,
    lang: LangOption = Lang.zh,
) -> None:
    """成长档案汇总 / Growth archive: entries by member and kind, years without any."""
    with refusing(lang):
        from models.instruments import audit_growth

        report(audit_growth(file, since=since, until=until, members=members), file, output, lang)


@audit.command()
def projects(file: File, until: Until = None, output: Output = None, lang: LangOption = Lang.zh) -> None:
    """立项—调度—评估—推广：漏斗与环节用时 / Project chain: funnel, pass rates, stage times."""
    with refusing(lang):
        from models.instruments import audit_projects

        report(audit_projects(file, until=until), file, output, lang)


@audit.command()
def templates(
    folder: Annotated[Path, typer.Argument(help="文件夹 / folder to write them into.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="覆盖已有文件 / overwrite files that are there.")
    ] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """写出全部表格模板（CSV、XLSX）/ Write the templates of all tables: headings, examples, drop-down lists."""
    with refusing(lang):
        from workbench.table_templates import write_templates

        for path in write_templates(folder, replace=replace):
            typer.echo(path)


def report(found: Audit, file: Path, output: Path | None, lang: Lang) -> None:
    """Say what was assumed, print the tables, and write them if a folder is wished for."""
    from workbench.audit_tables import require_audit_folder, terminal_tables, write_audit

    if output is not None:
        require_audit_folder(output)
    for note in found.notes:
        typer.echo(note.text(lang.value), err=True)
    for table in terminal_tables(found, lang.value):
        show(table)
    if output is not None:
        write_audit(found, output, lang.value, source=file.name)
        typer.echo(f"{'已写出：' if lang is Lang.zh else 'written: '}{output}", err=True)


def numbers(text: str, option: str, count: int) -> list[float]:
    """Return numbers written with commas between them, half-width or full-width.

    Raises
    ------
    ValueError
        With the option, what was given and what it should look like.

    Examples
    --------
    >>> numbers("0.3, 0.4，0.3", "--weights", 3)
    [0.3, 0.4, 0.3]
    """
    try:
        values = [float(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        values = []
    if len(values) != count:
        example = ",".join(["1"] * count)
        raise ValueError(f"{option} {text!r}：应为 {count} 个数 / give {count} numbers, such as {example}")
    return values


def whole(text: str, option: str) -> list[int]:
    """Return whole numbers written with commas between them.

    Raises
    ------
    ValueError
        As `numbers`.
    """
    try:
        return [int(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        raise ValueError(f"{option} {text!r}：应为整数 / give whole numbers, such as 3,10") from None
