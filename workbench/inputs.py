"""Files that a user names: scenarios, organisations, and tables to write."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from models import Organisation, TableError
from models.faults import Language
from models.headings import first_rows, is_organogram
from models.organogram import OrganogramRepairs
from models.quantities import nearest, require_known
from models.reading import read_raw
from models.tables import ORGANISATION_COLUMNS
from simulation import Scenario, ScenarioError
from workbench.text import levels_text

if TYPE_CHECKING:
    from models.instruments import TableSchema

# The checkout's own data folder; a folder `data` where the user stands goes first.
SHIPPED = Path(__file__).resolve().parent.parent / "data"
GUANGXI = Path("organisations") / "guangxi.csv"
# Chinese input methods write the full-width ones, and some spreadsheets take these for formulas too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def data_folders() -> list[Path]:
    """Return where shipped data may lie."""
    return [folder for folder in (Path("data"), SHIPPED) if folder.is_dir()]


def read_scenario(name: str) -> Scenario:
    """Read a scenario file, or a shipped scenario by its name.

    Raises
    ------
    FileNotFoundError
        With the shipped names and the nearest of them.
    """
    path = Path(name)
    if path.is_file() or path.suffix == ".toml":
        return Scenario.read(path)
    shipped = {
        file.stem: file
        for folder in reversed(data_folders())
        for file in (folder / "scenarios").glob("*.toml")
    }
    if name not in shipped:
        known = ", ".join(sorted(shipped)) or "–"
        raise FileNotFoundError(
            f"没有情景 {name!r}{nearest(name, shipped, 'zh')} / "
            f"no scenario {name!r}{nearest(name, shipped)} (现有 / shipped: {known}; 或 .toml 文件 / or a .toml file)"
        )
    return Scenario.read(shipped[name])


def parse_repairs(texts: Sequence[str]) -> dict[str, str]:
    """Return repairs written as ``roots=join``, or ``roots="join"`` as messages show them, by their names.

    Examples
    --------
    >>> parse_repairs(["roots=join", 'root="province"'])
    {'roots': 'join', 'root': 'province'}
    """
    repairs = {}
    # "root" is no repair of its own, but the name of the unit that joins the roots, as a message may ask for.
    choices = {**OrganogramRepairs.ALLOWED, "root": ("NAME",)}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        require_known(name, choices, "repair")
        if not equals:
            allowed = " | ".join(choices[name])
            raise ValueError(f"--repair {name}: 请写明取值 / say which: {name}={allowed}")
        repairs[name] = value.strip(" \"'")
    return repairs


def read_organisation(
    path: Path | None, junior: Path | None = None, repairs: Mapping[str, str] | None = None
) -> Organisation:
    """Read a table of an organisation, or an organogram with its junior file; without a path the units of Guangxi.

    Raises
    ------
    ValueError
        For a junior file alone.
    """
    if path is None and junior is not None:
        raise ValueError(
            f"--junior {junior}: 请用 --organisation 给出与之配套的 senior 文件 / name the senior file that it belongs to: "
            "--organisation"
        )
    options: dict[str, Any] = dict(repairs or {})
    if path is not None and junior is not None:
        for name in options:
            require_known(name, [*OrganogramRepairs.ALLOWED, "root"], "repair of organograms")
        return Organisation.read_organogram(path, junior, **options)
    if path is not None:
        return Organisation.read(path, **options)
    found = [folder / GUANGXI for folder in data_folders() if (folder / GUANGXI).is_file()]
    if not found:
        wanted = Path("data") / GUANGXI
        raise FileNotFoundError(
            f"这里没有 {wanted}，请用 --organisation 指明 / no {wanted} here: name a table"
        )
    return Organisation.read(found[0], **options)


def check_file(
    file: Path, junior: Path | None, repairs: Mapping[str, str], lang: Language
) -> tuple[list[str], bool]:
    """Check a scenario, a table of an organisation or for an instrument, or an organogram pair.

    Returns
    -------
    lines : list of str
        Every fault, or what there is to say of a good file.
    good : bool
    """
    good = "可用" if lang == "zh" else "good"
    try:
        if file.suffix.lower() == ".toml":
            return [f"{file}: {good} ({Scenario.read(file).title(lang)})"], True
        schema = audited_table(file) if junior is None else None
        if schema is not None:
            from models.instruments import load  # their statistics take a third of a kernel's memory

            loaded = load(file, schema)
            count = len(loaded.rows)
            rows = f"{count:,} {'行' if lang == 'zh' else 'row' if count == 1 else 'rows'}"
            notes = [note.text(lang) for note in loaded.notes]
            return [*notes, f"{file}: {good} ({schema.title(lang)}, {rows})"], True
        organisation = read_organisation(file, junior, repairs)
    except ScenarioError as error:
        return [f"{error.path}: {fault}" for fault in error.faults], False
    except TableError as error:
        return [fault.text(lang) for fault in error.faults], False
    levels = levels_text(organisation.counts, lang)
    return [*(note.text(lang) for note in organisation.notes), f"{file}: {good} ({levels})"], True


def audited_table(file: Path) -> TableSchema | None:
    """Return the table for an instrument that a file is, by its headings; None for a table of an organisation."""
    from models.instruments import TABLES, recognise

    raw = read_raw(file)
    # a title may stand above the headings
    for headings in (raw.headings, *(cells for _, cells in first_rows(raw))):
        if is_organogram(headings):
            return None
        schema = recognise(headings, TABLES, ORGANISATION_COLUMNS)
        if schema is not None:
            return schema
    return None


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before every text that a spreadsheet would take for a formula.

    Breaks of lines within a text become line feeds: an unquoted carriage return would end the row there, and what follows it
    would be a cell of its own.
    """

    def escape(value: object) -> object:
        if not isinstance(value, str):
            return value
        marked = f"'{value}" if value.startswith(FORMULA_STARTS) else value
        return marked.replace("\r\n", "\n").replace("\r", "\n")

    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{str(name): frame[name].astype(object).map(escape) for name in texts})


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV or Parquet, by the file's ending, whole or not at all.

    Raises
    ------
    ValueError
        For another ending.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(
            f"{path}: 扩展名须为 .csv 或 .parquet / the ending must be .csv or .parquet, not {path.suffix!r}"
        )
    part = part_of(path)
    if path.suffix == ".csv":
        safe_cells(frame).to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
    else:
        frame.to_parquet(part, index=False)
    part.replace(path)


def write_text(text: str, path: Path, encoding: str) -> None:
    """Write a text, whole or not at all."""
    part = part_of(path)
    part.write_text(text, encoding=encoding)
    part.replace(path)


def require_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to, before anything is simulated.

    Raises
    ------
    OSError
        As the system puts it.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".", dir=there):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from None


def part_of(path: Path) -> Path:
    """Return the file that is written first and then takes the place of the one wished for; its folder is made.

    Raises
    ------
    ValueError
        For a path that is a folder.
    """
    if path.is_dir():
        raise ValueError(f"{path}: 这是文件夹，请写明文件名 / this is a folder: name a file in it")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(path.name + ".part")
