"""One declaration of each quantity: default, range, unit, names in two languages, source.

A parameter is a pydantic field made by :func:`declare`; everything that shows, checks or varies it (validation, sliders,
sensitivity bounds, the printed codebook) reads that one declaration.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

ASSUMPTION = "assumption"

# What names are asked for, in Chinese.
_KINDS_OF_NAMES = {
    "baseline": "基准情景",
    "baseline scenario": "基准情景",
    "indicator": "指标",
    "indicator by level": "分层级指标",
    "kind of file": "文件类型",
    "level": "层级",
    "measure": "措施",
    "parameter": "参数",
    "repair": "修复方式",
    "repair of organograms": "组织架构图的修复方式",
    "scenario": "情景",
    "spread": "参数范围",
    "varied parameter": "可变动的参数",
}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What is known about one number of the model.

    Attributes
    ----------
    name : str
        The name used in code and in files.
    zh, en : str
        Its label for readers.
    unit : str
        Unit of measurement; ``"1"`` for a pure number or a share.
    default : object
        Default value, or None for an outcome.
    low, high : float or None
        Smallest and largest value that the model accepts.
    choices : tuple of str
        The accepted words, where the quantity is a choice and not a number.
    source : str
        Author, year and DOI, or the word "assumption".
    group : str
        The mechanism, measure or result it belongs to.
    """

    name: str
    zh: str
    en: str
    unit: str
    source: str
    group: str
    default: object = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def label(self, lang: str = "zh") -> str:
        """Return the label in ``"zh"`` or ``"en"``."""
        return self.zh if lang == "zh" else self.en

    @property
    def allowed(self) -> str:
        """Accepted values in words, for messages."""
        if self.choices:
            return " | ".join(self.choices)
        return "" if self.low is None else f"{self.low:g} .. {self.high:g}"


def declare(
    default: object,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "1",
    zh: str,
    en: str,
    source: str = ASSUMPTION,
) -> Any:
    """Declare a quantity as a field of a :class:`Declared` model.

    Parameters
    ----------
    default : object
        Default value.
    low, high : float, optional
        Accepted range, ends included. Leave both out for a choice of words or a switch.
    unit : str
        Unit of measurement.
    zh, en : str
        Labels.
    source : str
        Where the default comes from.

    Returns
    -------
    pydantic.fields.FieldInfo
        Typed as ``Any``, as pydantic's own ``Field`` is.
    """
    note: Any = {"unit": unit, "zh": zh, "en": en, "source": source}
    return Field(default=default, ge=low, le=high, description=f"{zh} / {en}", json_schema_extra=note)


class QuantityError(ValueError):
    """Values that the model refuses, all of them in one message.

    Attributes
    ----------
    faults : list of str
        One line a fault.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Declared(BaseModel):
    """A frozen group of declared quantities that refuses unknown names and suggests the near one."""

    # Strict: neither true nor "0.5" is a number.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    if not TYPE_CHECKING:  # a checker of types knows the fields themselves

        def __init__(self, **values: object) -> None:
            """Refuse unknown names and values out of range as :class:`QuantityError`."""
            try:
                super().__init__(**values)
            except ValidationError as error:
                raise QuantityError(lines_of(error, type(self))) from None

        # As pydantic's own: a model inside another one is not made here, and its faults keep their path.
        __init__.__pydantic_base_init__ = True

    @classmethod
    def checked(cls, values: Mapping[str, object], path: str = "") -> Self:
        """Return a model of the given values; ``path`` is where they stand, for messages.

        Raises
        ------
        QuantityError
            With one line for each fault: path, value, what is allowed.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise QuantityError(lines_of(error, cls, path)) from None

    def changed(self, **values: object) -> Self:
        """Return a copy with some values changed, validated anew."""
        return self.checked({**dict(self), **values})

    @classmethod
    def quantities(cls, group: str | None = None) -> list[Quantity]:
        """Return the declarations of this model's fields, in their order."""
        return [
            read_declaration(name, field, group or cls.__name__.lower())
            for name, field in cls.model_fields.items()
            if isinstance(field.json_schema_extra, dict)
        ]


def read_declaration(name: str, field: FieldInfo, group: str) -> Quantity:
    """Return the :class:`Quantity` that :func:`declare` wrote into a field."""
    note: Any = field.json_schema_extra
    low = next((rule.ge for rule in field.metadata if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in field.metadata if hasattr(rule, "le")), None)
    words = getattr(field.annotation, "__args__", ())
    return Quantity(
        name=name,
        zh=note["zh"],
        en=note["en"],
        unit=note["unit"],
        source=note["source"],
        group=group,
        default=field.default,
        low=low,
        high=high,
        choices=tuple(word for word in words if isinstance(word, str)),
    )


def lines_of(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[str]:
    """Return a line for each fault that pydantic found."""
    return [line for fault in error.errors() for line in explain(fault, model, prefix)]


def explain(fault: Mapping[str, Any], model: type[BaseModel], prefix: str = "") -> list[str]:
    """Return one of pydantic's faults as a line with path, value, range, unit and both labels.

    Values that were checked by themselves bring lines of their own.
    """
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, QuantityError):
        return cause.faults
    path = [str(step) for step in fault["loc"]]
    where = ".".join([prefix, *path] if prefix else path)
    if fault["type"] == "value_error":
        return [f"{where}: {cause}" if where else str(cause)]
    if fault["type"] == "extra_forbidden":
        known = model_at(path[:-1], model).model_fields
        inside = where.rpartition(".")[0]
        return [f"{inside}{': ' if inside else ''}{unknown_name(path[-1], known, 'name')}"]
    return [f"{where} = {fault['input']!r}: {requirement(fault, find_declaration(path, model))}"]


def requirement(fault: Mapping[str, Any], quantity: Quantity | None) -> str:
    """Return what a value must be."""
    if fault["type"] in ("dict_type", "model_type"):
        return "须为表 / must be a table"
    if quantity is None:
        return f"{_requirement_zh(fault)} / {_requirement_en(fault)}"
    unit = "" if quantity.unit == "1" else f" {quantity.unit}"
    return f"{quantity.zh} / {quantity.en} 须为 / must be {quantity.allowed or 'true | false'}{unit}"


def _requirement_zh(fault: Mapping[str, Any]) -> str:
    """What is wrong with a value that is no declared quantity, in Chinese."""
    if fault["type"] == "string_pattern_mismatch":
        return "须以小写字母或数字开头，只含小写字母、数字、- 和 _"
    return {"missing": "缺少此项", "string_type": "须为文本"}.get(fault["type"], "不符合要求")


def _requirement_en(fault: Mapping[str, Any]) -> str:
    """What is wrong with a value that is no declared quantity, in English."""
    if fault["type"] == "string_pattern_mismatch":
        return "must begin with a small letter or digit and hold only small letters, digits, - and _"
    return str(fault["msg"])


def model_at(path: list[str], model: type[BaseModel]) -> type[BaseModel]:
    """Return the model that a path of names leads to; names of entries in a mapping lead nowhere further."""
    for step in path:
        field = model.model_fields.get(step)
        if field is not None:
            inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
            models = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)]
            model = models[-1] if models else model
    return model


def find_declaration(path: list[str], model: type[BaseModel]) -> Quantity | None:
    """Return the declaration that a path of names leads to, if it leads to one."""
    owner = model_at(path[:-1], model)
    field = owner.model_fields.get(path[-1]) if path else None
    if field is None or not isinstance(field.json_schema_extra, dict) or "zh" not in field.json_schema_extra:
        return None
    return read_declaration(path[-1], field, owner.__name__.lower())


def nearest(name: str, known: Iterable[str], lang: str = "en") -> str:
    """Return ``"; did you mean 'x'?"``, or nothing where no known name is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if not near:
        return ""
    return f"，是否应为 {near[0]!r}？" if lang == "zh" else f"; did you mean {near[0]!r}?"


def require_known(name: str, known: Iterable[str], what: str) -> None:
    """Refuse a name that is not among the known ones, with the nearest right one.

    Raises
    ------
    ValueError
        With the wrong name, the suggestion and all accepted names.
    """
    names = list(known)
    if name not in names:
        raise ValueError(unknown_name(name, names, what))


def unknown_name(name: str, known: Iterable[str], what: str) -> str:
    """Return the message for a name that is not known, in both languages."""
    names = list(known)
    return (
        f"没有{_KINDS_OF_NAMES.get(what, '名称')} {name!r}{nearest(name, names, 'zh')} / "
        f"unknown {what}: {name!r}{nearest(name, names)} (可用 / known: {', '.join(names)})"
    )
