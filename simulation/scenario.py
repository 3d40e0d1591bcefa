"""A scenario: parameters, measures and calendar under one name; a TOML file in and out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pandas as pd
import tomlkit
from pydantic import Field, PrivateAttr, SerializeAsAny, field_validator
from tomlkit.exceptions import ParseError, TOMLKitError

from models.arguments import as_path
from models.file_kinds import near_file
from models.parameters import Parameters
from models.quantities import Declared, Quantity, QuantityError
from simulation import scenario_file
from simulation.calendar import Calendar
from simulation.conflicts import conflicts, no_hours_left
from simulation.measure import Measure
from simulation.measures import MEASURES, apply_measures, changed_parameters, in_force, make_measure

BYTE_ORDER_MARK = "\ufeff"


class ScenarioError(ValueError):
    """A scenario file that cannot be used; ``faults`` holds one line for each fault."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {fault}" for fault in faults))
        self.path = path
        self.faults = faults


class Scenario(Declared):
    """What is simulated: frozen, compared by value, changed by copying.

    Examples
    --------
    >>> today = Scenario.today()
    >>> more = today.with_measures(ledger=0.5).with_parameters(break_probability=0.2)
    >>> list(more.diff(today)["quantity"])
    ['parameters.transmission.break_probability', 'measures.ledger.intensity']
    """

    name: str = Field(default="today", pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title_zh: str = ""
    title_en: str = ""
    description_zh: str = ""
    description_en: str = ""
    parameters: Parameters = Parameters()
    measures: dict[str, SerializeAsAny[Measure]] = Field(default={})
    calendar: Calendar = Calendar()
    _text: str | None = PrivateAttr(default=None)
    _resolved: tuple[Parameters, Calendar] | None = PrivateAttr(default=None)

    @field_validator("measures", mode="before")
    @classmethod
    def _as_measures(cls, measures: Mapping[str, object]) -> dict[str, Measure]:
        if not isinstance(measures, Mapping):
            raise QuantityError([f"measures = {measures!r}: 须为表 / must be a table"])
        made, faults = {}, []
        for name in sorted(measures):
            try:
                made[name] = make_measure(name, measures[name], "measures.")
            except QuantityError as error:
                faults += error.faults
            except ValueError as error:
                faults.append(f"measures: {error}")
        if faults:
            raise QuantityError(faults)
        return made

    @classmethod
    def today(cls) -> Self:
        """Return the baseline: default parameters, the routine meetings, no measure."""
        return cls(title_zh="现状", title_en="today")

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a scenario file.

        Raises
        ------
        ScenarioError
            With every fault of the file: where, value, what is allowed, the nearest right name. For a file that is not there with
            the nearest file name in the same folder.
        """
        path = as_path(path, "a scenario file")
        if path.is_dir():
            raise ScenarioError(
                path,
                [
                    "这是文件夹，请写明其中的情景文件（.toml）/ this is a folder: name a scenario file (.toml) in it"
                ],
            )
        if not path.is_file():
            raise ScenarioError(path, [no_such_file(path)])
        try:
            # as bytes: reading as text would change the line ends
            text = path.read_bytes().decode("utf-8")
            values = tomlkit.parse(text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")).unwrap()
        except UnicodeDecodeError as error:
            fault = (
                f"第 {error.start} 字节起不是 UTF-8 文本，请另存为 UTF-8 / "
                f"not UTF-8 text (byte {error.start}): save it as UTF-8"
            )
            raise ScenarioError(path, [fault]) from None
        except TOMLKitError as error:
            where = f"第 {error.line} 行第 {error.col} 列" if isinstance(error, ParseError) else ""
            raise ScenarioError(path, [f"{where}不是有效的 TOML / not TOML: {error}"]) from None
        return cls.from_values(values, path, text)

    @classmethod
    def from_values(
        cls, values: Mapping[str, Any], path: Path = Path("scenario"), text: str | None = None
    ) -> Self:
        """Return a scenario of plain values, as :meth:`to_values` gives them."""
        given = {key: value for key, value in values.items() if key != "format"}
        form = values.get("format", scenario_file.FORMAT)
        # true and 1.0 are equal to 1 and yet not the number of a format
        if type(form) is not int or form != scenario_file.FORMAT:
            allowed = (
                f"format = {form!r}: 本版本读取格式 {scenario_file.FORMAT}（整数）/ "
                f"this version reads format {scenario_file.FORMAT}, a whole number"
            )
            raise ScenarioError(path, [allowed])
        try:
            scenario = cls.checked(given)
            scenario.resolve()
        except QuantityError as error:
            faults = error.faults + [line for line in conflicts_of(given) if line not in error.faults]
            raise ScenarioError(path, faults) from None
        scenario._text = text
        return scenario

    def to_values(self) -> dict[str, Any]:
        """Return all values as plain dictionaries, strings and numbers."""
        return {"format": scenario_file.FORMAT, **self.model_dump(mode="json")}

    def to_toml(self) -> str:
        """Return the scenario as a TOML text with comments in both languages.

        A scenario that was read from a file keeps that file's text, comments, order and line ends; only changed values differ.
        """
        text = None if self._text is None else self._text.removeprefix(BYTE_ORDER_MARK)
        return scenario_file.write(self.to_values(), declarations(), text)

    def write(self, path: str | Path) -> None:
        """Write a TOML file, whole or not at all; it begins with a byte order mark if the one that was read did."""
        path = Path(path)
        part = path.with_name(path.name + ".part")
        mark = BYTE_ORDER_MARK if self._text is not None and self._text.startswith(BYTE_ORDER_MARK) else ""
        part.write_bytes((mark + self.to_toml()).encode("utf-8"))
        part.replace(path)

    def with_measures(self, **measures: object) -> Self:
        """Return a copy with measures added or replaced: an intensity 0..1, a table of settings, or a measure."""
        made = {name: make_measure(name, value) for name, value in measures.items()}
        return self._copy(measures={**self.measures, **made})

    def with_parameters(self, **values: object) -> Self:
        """Return a copy with some parameters changed, found by name: ``with_parameters(loss=0.2)``."""
        return self._copy(parameters=self.parameters.with_values(**values))

    def with_calendar(self, calendar: Calendar) -> Self:
        """Return a copy with another rhythm of checkpoints."""
        return self._copy(calendar=calendar)

    def named(self, name: str, title_zh: str = "", title_en: str = "") -> Self:
        """Return a copy under another name."""
        return self._copy(name=name, title_zh=title_zh or self.title_zh, title_en=title_en or self.title_en)

    def _copy(self, **changes: object) -> Self:
        copy = self.changed(**changes)
        copy._text = self._text
        return copy

    def __eq__(self, other: object) -> bool:
        """Compare by value; where a scenario was read from does not matter."""
        if self is other:
            return True
        return isinstance(other, Scenario) and self.to_values() == other.to_values()

    def __hash__(self) -> int:
        """Return a hash of the values."""
        return hash(json.dumps(self.to_values(), sort_keys=True))

    def resolve(self) -> tuple[Parameters, Calendar]:
        """Return parameters and calendar with all measures in force; worked out once.

        Raises
        ------
        ValueError
            Where measures conflict, with the reason.
        """
        if self._resolved is None:
            self._resolved = apply_measures(self.parameters, self.calendar, self.measures)
        return self._resolved

    def title(self, lang: str = "zh") -> str:
        """Return the title in one language, or the name."""
        return (self.title_zh if lang == "zh" else self.title_en) or self.name

    def diff(self, other: Scenario) -> pd.DataFrame:
        """Return what differs from another scenario, one row a quantity.

        Returns
        -------
        DataFrame
            Columns ``quantity`` (path), ``zh``, ``en``, ``unit``, ``this``, ``other``; None where one of the two has no such value.
        """
        if not isinstance(other, Scenario):
            raise ValueError(
                f"a scenario differs from another Scenario (Scenario.read makes one), not {other!r}"
            )
        mine, theirs = scenario_file.flatten(self.to_values()), scenario_file.flatten(other.to_values())
        known = declarations()
        rows = []
        for path in [*theirs, *(path for path in mine if path not in theirs)]:
            if path.split(".")[0] not in ("parameters", "measures", "calendar"):
                continue
            if mine.get(path) != theirs.get(path) and not sleeping(path, mine, theirs):
                quantity = scenario_file.declaration_of(path, known)
                labels = (quantity.zh, quantity.en, quantity.unit) if quantity else ("", "", "")
                rows.append((path, *labels, mine.get(path), theirs.get(path)))
        return pd.DataFrame(rows, columns=["quantity", "zh", "en", "unit", "this", "other"], dtype=object)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON schema of a scenario file, for editors."""
        schema = cls.model_json_schema()
        schema["properties"]["format"] = {
            "const": scenario_file.FORMAT,
            "description": "文件格式 / file format",
        }
        definitions = schema["$defs"]
        for name, measure in MEASURES.items():
            inner = measure.model_json_schema(ref_template="#/$defs/{model}")
            definitions.update(inner.pop("$defs", {}))
            definitions[name] = inner
        references = {
            # An intensity alone is short for a table with nothing but it.
            name: {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "number", "minimum": 0, "maximum": 1}]}
            for name in MEASURES
        }
        schema["properties"]["measures"] = {
            "type": "object",
            "properties": references,
            "additionalProperties": False,
            "description": "政策措施 / policy measures",
        }
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def conflicts_of(values: Mapping[str, Any]) -> list[str]:
    """Return the conflicts among those parts of a scenario's plain values that are good by themselves."""
    given, groups, calendar = (table_of(values.get(part)) for part in ("measures", "parameters", "calendar"))
    measures = {}
    for name, value in given.items():
        with suppress(ValueError):
            measures[name] = make_measure(name, value)
    active = in_force(measures)
    kinds = {kind for group in ("checkpoints", "campaigns") for kind in table_of(calendar.get(group))}
    feedback = None
    with suppress(ValueError):
        adjustment = {"adjustment": groups["adjustment"]} if "adjustment" in groups else {}
        feedback = Parameters.checked(adjustment).adjustment.feedback
    found = conflicts(active, feedback, kinds)
    with suppress(ValueError):
        reason = no_hours_left(changed_parameters(Parameters.checked(groups), active))
        found += [reason] if reason and len(measures) == len(given) else []
    return found


def table_of(value: object) -> Mapping[str, Any]:
    """Return a table as it is, and nothing instead of what is none."""
    return value if isinstance(value, Mapping) else {}


def sleeping(path: str, mine: Mapping[str, object], theirs: Mapping[str, object]) -> bool:
    """Say whether a measure's setting is at its default, or the measure is off on both sides: nothing to tell a reader."""
    parts = path.split(".")
    if parts[0] != "measures" or parts[2] == "intensity":
        return False
    sides = [side for side in (mine, theirs) if side.get(f"measures.{parts[1]}.intensity")]
    default = scenario_file.flatten(MEASURES[parts[1]]().model_dump(mode="json")).get(".".join(parts[2:]))
    return all(side.get(path) == default for side in sides)


def no_such_file(path: Path) -> str:
    """Return the message for a file that does not exist, with the near one that does."""
    near = near_file(path, (".toml",))
    hints = (f"，是否应为 {near!r}？", f"; did you mean {near!r}?") if near else ("", "")
    return f"文件不存在{hints[0]} / there is no such file{hints[1]}"


def declarations() -> dict[str, Quantity]:
    """Return every declared quantity of a scenario by its path; ``*`` stands for the name of a checkpoint."""
    from models.parameters import parameter_quantities
    from simulation.calendar import Campaign, Checkpoint
    from simulation.measures import measure_quantities

    known = {f"parameters.{quantity.group}.{quantity.name}": quantity for quantity in parameter_quantities()}
    known |= {f"measures.{quantity.group}.{quantity.name}": quantity for quantity in measure_quantities()}
    for group, kind in (("checkpoints", Checkpoint), ("campaigns", Campaign)):
        known |= {
            f"calendar.{group}.*.{quantity.name}": quantity
            for quantity in kind.quantities(f"calendar.{group}")
        }
    return known
