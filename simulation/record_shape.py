"""The shape of a run's record: what a file must hold before anything is rebuilt from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Ids = list[str]
Numbers = list[float | None]


class Shape(BaseModel):
    """A part of a record. What later versions add is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Table(Shape):
    """The units, a list a column."""

    unit: Annotated[Ids, Field(min_length=1)]
    superior: list[str | None]
    level: Ids
    name: list[str | None] | None = None
    headcount: Numbers
    authority: Numbers
    responsibility: Numbers
    members: list[float | int | None] | None = None

    @model_validator(mode="after")
    def same_length(self) -> Table:
        """Refuse columns of different lengths."""
        for name, column in self:
            if column is not None and len(column) != len(self.unit):
                raise ValueError(
                    f"{name} 列有 {len(column)} 行，unit 列有 {len(self.unit)} 行 / "
                    f"column {name} has {len(column)} rows, unit has {len(self.unit)}"
                )
        return self


class Units(Shape):
    """The organisation: digest and levels, and the table of a small one."""

    digest: str
    units: int
    levels: Annotated[Ids, Field(min_length=1)]
    table: Table | None = None
    lines: dict[str, list[Annotated[Ids, Field(min_length=2, max_length=2)]]] = {}


class RecordShape(Shape):
    """A whole record."""

    organisation: Units
    scenarios: list[dict[str, Any]]
    replications: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    weeks: Annotated[float, Field(gt=0)]
    engine: str


def faults_of(record: Mapping[str, Any]) -> list[str]:
    """Return one line for each place of a record that is not as it must be: the place, and what is wrong there."""
    try:
        RecordShape.model_validate(record)
    except ValidationError as error:
        return [
            f"{'.'.join(map(str, fault['loc'])) or 'record'}: {told(fault)}"
            for fault in error.errors(include_url=False)
        ]
    return (
        []
        if all("name" in scenario for scenario in record["scenarios"])
        else ["scenarios: 有情景没有名称 / one has no name"]
    )


def told(fault: Mapping[str, Any]) -> str:
    """Return what is wrong at a place, in both languages."""
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    return f"{'缺少此项' if fault['type'] == 'missing' else '取值不符合要求'} / {fault['msg']}"
