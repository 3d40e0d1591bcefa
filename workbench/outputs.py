"""The folder that a run leaves behind: report, figures, tables and the record; written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from simulation.comparison import waterfall_table
from simulation.outcomes import LEVEL_OUTCOMES
from workbench.findings import (
    attenuation_finding,
    comparison_finding,
    delay_finding,
    journey_finding,
    loss_finding,
    map_finding,
)
from workbench.inputs import write_table
from workbench.report import Illustration, baseline_of, make_report
from workbench.sentences import runs_note
from workbench.summaries import critical_table, delay_frame, level_summary, names_by_id, titles
from workbench.text import require_language

if TYPE_CHECKING:
    from models.faults import Language
    from simulation.runs import Runs

RECORD = "run.json"
LINES_AT_MOST = 10_000  # critical lines in the tables, the costliest first


class FolderError(ValueError):
    """A folder that must not be overwritten."""


class Sheet(NamedTuple):
    """A figure to be written: file name, what kind it is, its message, and how to draw it."""

    file: str
    kind: str
    message: str
    draw: Callable[[], Any]  # returns a matplotlib Figure


def write_outputs(
    runs: Runs,
    comparison: pd.DataFrame | None,
    folder: str | Path,
    lang: Language = "zh",
    *,
    command: str = "",
) -> None:
    """Write everything that a run comes to into a folder.

    ``report.html`` loads nothing from outside; ``figures`` are PNG and SVG; ``tables`` are tidy CSV and Parquet, the same bytes
    for the same seed; ``run.json`` suffices to reproduce it all. Everything is written beside the folder and moved into its
    place in one step; an earlier run there is replaced.

    Parameters
    ----------
    runs : Runs
    comparison : DataFrame or None
        As `simulation.compare` returns it; None where one scenario was run.
    folder : path
    lang : {"zh", "en"}
        Language of report and figures; tables have the names of the codebook.
    command : str
        The command that made the run, to be told in the report.

    Raises
    ------
    FolderError
        Where the folder is a file, or holds anything but an earlier run.
    """
    require_language(lang)
    folder = Path(folder)
    require_free(folder)
    part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    try:
        illustrations = write_figures(runs, comparison, part / "figures", lang)
        write_tables(runs, comparison, part / "tables")
        report = make_report(runs, comparison, illustrations, lang, command=command)
        (part / "report.html").write_text(report, encoding="utf-8")
        write_record(runs, comparison, part / RECORD)
        replace_folder(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def require_free(folder: str | Path) -> None:
    """Refuse a folder that holds anything but an earlier run, so that nobody's files are lost.

    Raises
    ------
    FolderError
    """
    folder = Path(folder)
    if folder.is_file():
        raise FolderError(f"{folder} 是文件，请给出文件夹 / is a file: name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RECORD).is_file():
        raise FolderError(
            f"{folder} 里有别的文件（没有 {RECORD}），为免覆盖请换一个文件夹 / holds other files (no {RECORD}): "
            "name another folder, so that nothing of yours is overwritten"
        )


def replace_folder(part: Path, folder: Path) -> None:
    """Move a finished folder into its place; what was there goes away only after that."""
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    try:
        part.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def sheets(runs: Runs, comparison: pd.DataFrame | None, lang: str) -> Iterator[Sheet]:
    """Yield every figure of a run in the order of the report."""
    from workbench import figures

    names, organisation, note = titles(runs, lang), runs.organisation, runs_note(runs, lang)
    baseline = baseline_of(runs, comparison).name
    for number, rows in enumerate(side_by_side(comparison), start=1):
        yield Sheet(
            "comparison" if number == 1 else f"comparison-{number}",
            "comparison",
            comparison_finding(rows, names, baseline, lang),
            lambda rows=rows: figures.comparison(rows, names, baseline, lang, note),  # type: ignore[misc]
        )
    yield Sheet(
        "attenuation", "attenuation", attenuation_finding(runs, lang), lambda: figures.attenuation(runs, lang)
    )
    for name in runs.names:
        yield Sheet(
            f"losses-{name}",
            "losses",
            loss_finding(runs, name, lang),
            lambda name=name: figures.loss_waterfall(runs, name, lang),  # type: ignore[misc]
        )
    yield Sheet("delays", "delays", delay_finding(runs, lang), lambda: figures.delays(runs, lang))
    lines = critical_table(runs, baseline)
    yield Sheet(
        "organisation-map",
        "map",
        map_finding(organisation, lines, lang),
        lambda: figures.organisation_map(organisation, lines, lang),
    )
    yield from journey_sheets(runs, baseline, lang)


def side_by_side(comparison: pd.DataFrame | None, most: int = 3) -> list[pd.DataFrame]:
    """Return the comparison in parts of as many scenarios as can be read beside each other."""
    if comparison is None:
        return []
    names = list(dict.fromkeys(comparison["scenario"]))
    parts = [names[start : start + most] for start in range(0, len(names), most)]
    return [comparison[comparison["scenario"].isin(part)] for part in parts]


def journey_sheets(runs: Runs, baseline: str, lang: str) -> Iterator[Sheet]:
    """Yield one directive's journey under the baseline, and what the same one meets under the next scenario."""
    from workbench import figures
    from workbench.journeys import same_journey, sample_journey, some_paths

    part = some_paths(runs.organisation)
    names, units = titles(runs, lang), names_by_id(part)
    first = sample_journey(runs, baseline, part)
    if first is None:
        return
    found = {baseline: first}
    other = next((name for name in runs.names if name != baseline), None)
    again = same_journey(runs, other, first, part) if other is not None else None
    if other is not None and again is not None:
        found[other] = again
    for name, journey in found.items():
        yield Sheet(
            f"journey-{name}",
            "journey",
            journey_finding(journey, units, lang, names[name]),
            lambda journey=journey, name=name: figures.journey_chart(  # type: ignore[misc]
                journey, part, lang, scenario=names[name]
            ),
        )


def write_figures(runs: Runs, comparison: pd.DataFrame | None, folder: Path, lang: str) -> list[Illustration]:
    """Write every figure as PNG and SVG; return what the report shows of them."""
    folder.mkdir()
    illustrations = []
    for sheet, pictures in drawn(runs, comparison, lang, ("png", "svg")):
        for name, content in pictures.items():
            (folder / name).write_bytes(content)
        png = next(content for name, content in pictures.items() if name.endswith(".png"))
        illustrations.append(Illustration(sheet.kind, sheet.message, png))
    return illustrations


def drawn(
    runs: Runs, comparison: pd.DataFrame | None, lang: str, forms: Sequence[str]
) -> Iterator[tuple[Sheet, dict[str, bytes]]]:
    """Yield every figure with its files by their names, one a form of ``"png"``, ``"svg"``, ``"pdf"``."""
    from workbench.figures import figure_bytes

    for place, sheet in enumerate(sheets(runs, comparison, lang), start=1):
        figure = sheet.draw()
        yield sheet, {f"{place:02d}-{sheet.file}.{form}": figure_bytes(figure, form) for form in forms}


def tables_of(runs: Runs, comparison: pd.DataFrame | None) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table of a run with its name."""
    yield "outcomes_by_level", runs.to_frame()
    yield "outcomes_overall", runs.overall_frame()
    yield "levels", level_summary(runs, LEVEL_OUTCOMES)
    hours = ["work_hours", "meeting_hours", "trace_hours", "attention_hours"]
    wide = runs.data[hours].to_dataframe().reset_index()
    keys = ["scenario", "replication", "level"]
    yield "hours_by_level", wide.melt(id_vars=keys, var_name="indicator", value_name="value")
    yield "losses", waterfall_table(runs)
    yield "delays", delay_frame(runs)
    yield "critical_lines", critical_table(runs, baseline_of(runs, comparison).name).head(LINES_AT_MOST)
    if comparison is not None:
        yield "comparison", comparison


def write_tables(runs: Runs, comparison: pd.DataFrame | None, folder: Path) -> None:
    """Write every table as CSV and as Parquet."""
    folder.mkdir()
    for name, table in tables_of(runs, comparison):
        for suffix in ("csv", "parquet"):
            write_table(table, folder / f"{name}.{suffix}")


def write_record(runs: Runs, comparison: pd.DataFrame | None, path: Path) -> None:
    """Write what suffices to reproduce the run."""
    baseline = None if comparison is None else baseline_of(runs, comparison).name
    path.write_text(record_text(runs.record(), baseline), encoding="utf-8")


def record_text(record: Mapping[str, Any], baseline: str | None = None) -> str:
    """Return a run's record as the text of its file, with the baseline of the comparison where there was one."""
    whole = dict(record) if baseline is None else {**record, "comparison": {"baseline": baseline}}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
