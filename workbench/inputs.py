"""Files that a user names: scenarios, organisations, and tables to write."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from models import Organisation
from models.quantities import nearest
from simulation import Scenario

# The checkout's own data folder; a folder `data` where the user stands goes first.
SHIPPED = Path(__file__).resolve().parent.parent / "data"
GUANGXI = Path("organisations") / "guangxi.csv"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
        known = ", ".join(sorted(shipped)) or "none found"
        raise FileNotFoundError(
            f"no scenario {name!r}{nearest(name, shipped)} (shipped: {known}; or a .toml file)"
        )
    return Scenario.read(shipped[name])


def read_organisation(path: Path | None) -> Organisation:
    """Read a table of an organisation; without a path the units of Guangxi."""
    if path is not None:
        return Organisation.read(path)
    found = [folder / GUANGXI for folder in data_folders() if (folder / GUANGXI).is_file()]
    if not found:
        raise FileNotFoundError(f"no {Path('data') / GUANGXI} here: name a table with --organisation")
    return Organisation.read(found[0])


def check_file(file: Path, junior: Path | None, repairs: dict[str, str], lang: str) -> list[str]:
    """Check a scenario, a table or an organogram pair; return what there is to say of a good one."""
    if file.suffix == ".toml":
        scenario = Scenario.read(file)
        return [f"{file}: {'可用' if lang == 'zh' else 'good'} ({scenario.title(lang)})"]
    if junior is not None:
        organisation = Organisation.read_organogram(file, junior, **repairs)
    else:
        organisation = Organisation.read(file, **repairs)
    notes = [note.text("zh" if lang == "zh" else "en") for note in organisation.notes]
    return [*notes, f"{file}: {'可用' if lang == 'zh' else 'good'} ({organisation!r})"]


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before every text that a spreadsheet would take for a formula."""

    def escape(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value

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
        raise ValueError(f"{path}: the ending must be .csv or .parquet, not {path.suffix!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    if path.suffix == ".csv":
        safe_cells(frame).to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
    else:
        frame.to_parquet(part, index=False)
    part.replace(path)
