"""``chuandao sheet`` and ``chuandao stack``: measures one by one, and how they work on each other.

Libraries are imported inside the commands: ``chuandao --help`` should answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.terminal import Lang, LangOption, checked_seed, checked_weeks, from_to, refusing

if TYPE_CHECKING:
    from models.organisation import Organisation
    from simulation.scenario import Scenario

sheets = typer.Typer()

OrganisationOption = Annotated[
    Path | None,
    typer.Option(
        "--organisation", "-o", help="机构表 / table of the organisation; default: Guangxi's counties."
    ),
]
Level = Annotated[
    str | None,
    typer.Option(
        "--level", help="只保留到此层级 / leave out the levels below this one; default for Guangxi: county."
    ),
]
Base = Annotated[
    str,
    typer.Option(
        "--base", help="基准情景（须含季度复盘）/ what measures are added to, with quarterly reviews."
    ),
]
Seed = Annotated[
    int, typer.Option(callback=checked_seed, help="运气编号 / seed: the same seed, the same luck.")
]
Weeks = Annotated[float, typer.Option(callback=checked_weeks, help="期限（周）/ horizon in weeks.")]
Workers = Annotated[
    int, typer.Option(callback=from_to(1), help="进程数 / processes; results do not depend on it.")
]
Output = Annotated[Path, typer.Option("--output", help="输出文件夹 / folder to write to.")]


@sheets.command()
def sheet(
    measure: Annotated[str, typer.Argument(help="措施名称，或 all / a measure's name, or all.")],
    output: Output,
    organisation: OrganisationOption = None,
    level: Level = None,
    base: Base = "today",
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            "-n",
            callback=from_to(2),
            help="每种力度的重复次数 / replications of each intensity.",
        ),
    ] = 20,
    seed: Seed = 1,
    weeks: Weeks = 260,
    workers: Workers = 1,
    lang: LangOption = Lang.zh,
) -> None:
    """措施说明：作用、代价、力度与效果、何时不再划算 / Measure sheets: effect, cost, dose-response, where it stops paying."""
    with refusing(lang):
        from models.quantities import require_known
        from simulation.dose_response import dose_response
        from simulation.measures import MEASURES
        from workbench.inputs import require_folder
        from workbench.measure_sheet import Asked, contents, write_sheet

        require_folder(output)
        require_known(measure, [*MEASURES, "all"], "measure")
        names = list(MEASURES) if measure == "all" else [measure]
        start, units = scenario_of(base), organisation_of(organisation, level, lang)
        asked = Asked(organisation=units, base=start, replications=replications, seed=seed, weeks=weeks)
        for place, name in enumerate(names, start=1):
            found = dose_response(
                units, name, base=start, replications=replications, seed=seed, weeks=weeks, workers=workers
            )
            page = write_sheet(found, asked, output, lang.value)
            typer.echo(f"{place}/{len(names)} {page}", err=True)
        if measure == "all":
            typer.echo(f"{contents(output, names, lang.value)}", err=True)


def parse_region(texts: list[str]) -> dict[str, tuple[float, float]]:
    """Return limits written as ``stakes=1.2:2`` by the parameters' names.

    Raises
    ------
    ValueError
        For a text of another form.
    """
    region = {}
    for text in texts:
        name, _, limits = text.partition("=")
        low, _, high = limits.partition(":")
        try:
            region[name.strip()] = (float(low), float(high))
        except ValueError:
            raise ValueError(f"--within {text!r}: 请写成 / write it as NAME=LOW:HIGH, stakes=1.2:2") from None
    return region


def scenario_of(name: str) -> Scenario:
    """Return a scenario by file or shipped name."""
    from workbench.inputs import read_scenario

    return read_scenario(name)


def organisation_of(path: Path | None, level: str | None, lang: Lang) -> Organisation:
    """Return the organisation of a table, with its notes told; by default Guangxi down to its counties, which is quick."""
    from workbench.inputs import read_organisation

    organisation = read_organisation(path)
    for note in organisation.notes:
        typer.echo(note.text(lang.value), err=True)
    lowest = level or ("county" if path is None else organisation.levels[-1])
    return down_to(organisation, lowest)


def down_to(organisation: Organisation, level: str) -> Organisation:
    """Return the organisation without the levels below one."""
    from models import Organisation
    from models.quantities import require_known

    require_known(level, organisation.levels, "level")
    if level == organisation.levels[-1]:
        return organisation
    kept = organisation.levels[: organisation.levels.index(level) + 1]
    frame = organisation.to_frame()
    return Organisation.from_frame(frame[frame["level"].isin(kept)])


@sheets.command()
def stack(
    output: Output,
    organisation: OrganisationOption = None,
    level: Level = None,
    base: Base = "today",
    intensity: Annotated[float, typer.Option(help="力度 / intensity of each measure, above 0 to 1.")] = 1.0,
    indicator: Annotated[
        str,
        typer.Option(help="图中的指标 / indicator of the figure: gain, substance, strain, formalism_share."),
    ] = "gain",
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", callback=from_to(2), help="每种搭配的重复次数 / replications of each set."
        ),
    ] = 10,
    seed: Seed = 1,
    weeks: Weeks = 52,
    workers: Workers = 1,
    lang: LangOption = Lang.zh,
) -> None:
    """措施搭配：26 项措施逐项及两两组合，哪些相互促进 / Stacking: every measure and every pair, and which need each other."""
    with refusing(lang):
        from models.quantities import require_known
        from simulation import stacking
        from workbench.figures import save
        from workbench.figures.stacking import stacking_matrix
        from workbench.inputs import require_folder, write_table
        from workbench.stacking_words import WORDS

        require_folder(output)
        require_known(indicator, stacking.INDICATORS, "indicator")
        start, units = scenario_of(base), organisation_of(organisation, level, lang)
        found = stacking.stack(
            units,
            base=start,
            intensity=intensity,
            replications=replications,
            seed=seed,
            weeks=weeks,
            workers=workers,
        )
        note = WORDS["note"](lang.value).format(
            units=f"{units.n_units:,}",
            weeks=f"{weeks:g}",
            replications=replications,
            seed=seed,
            intensity=f"{intensity:g}",
            base=start.title(lang.value),
        )
        output.mkdir(parents=True, exist_ok=True)
        write_table(found.single, output / "single.csv")
        write_table(found.pairs, output / "pairs.csv")
        figure = stacking_matrix(found, indicator, lang.value, note)
        for suffix in (".png", ".svg"):
            save(figure, output / f"stacking-{indicator}{suffix}")
        typer.echo(f"{output / f'stacking-{indicator}.png'}", err=True)


@sheets.command()
def ranges(
    output: Output,
    package: Annotated[
        str, typer.Argument(help="方案情景（须含季度复盘）/ the package: a scenario with quarterly reviews.")
    ] = "full-package",
    base: Base = "today",
    organisation: OrganisationOption = None,
    level: Level = None,
    spread: Annotated[
        str, typer.Option(help="参数范围 / how far parameters are varied: near, declared, uniform.")
    ] = "near",
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--within",
            metavar="NAME=LOW:HIGH",
            help="只在此范围内取点，可多次使用 / narrower limits of a parameter, may be repeated.",
        ),
    ] = None,
    points: Annotated[
        int, typer.Option(callback=from_to(2), help="点数 / points of the Latin hypercube.")
    ] = 512,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", callback=from_to(2), help="每点的重复次数 / replications at each point."
        ),
    ] = 4,
    seed: Seed = 1,
    weeks: Weeks = 52,
    workers: Workers = 1,
    lang: LangOption = Lang.zh,
) -> None:
    """方案是否稳赢：在参数范围内逐点与现状比较 / Does the package win by construction? Against today over all ranges."""
    with refusing(lang):
        from simulation.hypercube import package_over_ranges, varied
        from simulation.losing_regions import shares, sizes
        from workbench.figures import save
        from workbench.figures.ranges import package_ranges
        from workbench.inputs import require_folder, write_table
        from workbench.ranges_words import NOTE, size_lines, spread_text

        require_folder(output)
        chosen, start, units = (
            scenario_of(package),
            scenario_of(base),
            organisation_of(organisation, level, lang),
        )
        table = package_over_ranges(
            units,
            chosen,
            start,
            points=points,
            spread=spread,  # type: ignore[arg-type]  # refused there where it is none
            within=parse_region(within or []),
            replications=replications,
            seed=seed,
            weeks=weeks,
            workers=workers,
        )
        note = NOTE(lang.value).format(
            points=points,
            parameters=len(varied(spread, start)),  # type: ignore[arg-type]
            spread=spread_text(spread, lang.value),  # type: ignore[arg-type]
            units=f"{units.n_units:,}",
            weeks=f"{weeks:g}",
            replications=replications,
            refused=int((table["status"] != "compared").sum()),
        )
        output.mkdir(parents=True, exist_ok=True)
        write_table(table, output / f"package-{spread}.parquet")
        figure = package_ranges(table, lang.value, note)
        for suffix in (".png", ".svg"):
            save(figure, output / f"package-{spread}{suffix}")
        sized = sizes(table)
        summary = shares(table).merge(sized, on="indicator", suffixes=("", "_of_difference"))
        write_table(summary, output / f"package-{spread}-summary.csv")
        for line in size_lines(sized, lang.value):
            typer.echo(line)
        typer.echo(f"{output / f'package-{spread}.png'}", err=True)
