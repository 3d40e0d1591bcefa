"""How a scenario stands in a TOML file: every value, with its labels, unit, range and source as a comment beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import Table

from models.quantities import ASSUMPTION, Quantity

FORMAT = 1

HEADER = """\
#:schema ./scenario.schema.json
# 传导 · 情景文件。每行注释：中文 / English；单位；取值范围；来源（assumption 为假设）。
# Chuandao scenario. Comments: Chinese / English; unit; range; source.

"""
GROUP_COMMENTS = {
    "parameters": "参数 / parameters",
    "calendar": "检查节奏 / rhythm of checkpoints",
    "measures": "政策措施，力度 0 到 1 / policy measures, intensity 0 to 1",
}


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested tables as one, with dotted paths.

    Examples
    --------
    >>> flatten({"a": {"b": 1}, "c": 2})
    {'a.b': 1, 'c': 2}
    """
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def declaration_of(path: str, known: Mapping[str, Quantity]) -> Quantity | None:
    """Return the declaration for a path; a checkpoint's own name counts as ``*``."""
    parts = path.split(".")
    if parts[0] == "calendar" and len(parts) == 4:
        parts[2] = "*"
    return known.get(".".join(parts))


def comment_of(quantity: Quantity) -> str:
    """Return the comment that stands beside a value."""
    source = "assumption" if quantity.source == ASSUMPTION else quantity.source
    pieces = [
        f"{quantity.zh} / {quantity.en}",
        "" if quantity.unit == "1" else quantity.unit,
        quantity.allowed,
        source,
    ]
    return "; ".join(piece for piece in pieces if piece)


def write(values: Mapping[str, Any], known: Mapping[str, Quantity], text: str | None) -> str:
    """Return the TOML text of a scenario's values.

    Parameters
    ----------
    values : mapping
        As :meth:`Scenario.to_values` gives them.
    known : mapping
        Declarations by path.
    text : str or None
        The file it was read from; its comments and order are kept.
    """
    document = tomlkit.parse(text) if text is not None else tomlkit.parse(HEADER)
    update(document, values, known, "")
    return tomlkit.dumps(document)


def update(
    table: Container | Table, values: Mapping[str, Any], known: Mapping[str, Quantity], prefix: str
) -> None:
    """Bring a table up to the values: change what differs, add what is missing, remove what is gone."""
    for name in [name for name in table if name not in values and prefix]:
        table.remove(name)
    for name, value in values.items():
        path = prefix + name
        if isinstance(value, Mapping):
            if name not in table:
                table.add(name, new_table(path))
            update(table[name], value, known, path + ".")
        elif name not in table:
            add_value(table, path, name, value, known)
        elif tomlkit.item(table[name]).unwrap() != value:
            change_value(table, name, value)


def new_table(path: str) -> Table:
    """Return a table with its comment."""
    table = tomlkit.table()
    if path in GROUP_COMMENTS:
        table.comment(GROUP_COMMENTS[path])
    return table


def add_value(
    table: Container | Table, path: str, name: str, value: object, known: Mapping[str, Quantity]
) -> None:
    """Add a value with its comment."""
    item = tomlkit.item(value)
    quantity = declaration_of(path, known)
    if quantity is not None:
        item.comment(comment_of(quantity))
    table.add(name, item)


def change_value(table: Container | Table, name: str, value: object) -> None:
    """Change a value and keep the comment beside it."""
    item = tomlkit.item(value)
    old = table[name]
    item.trivia.indent, item.trivia.comment_ws = old.trivia.indent, old.trivia.comment_ws
    item.trivia.comment, item.trivia.trail = old.trivia.comment, old.trivia.trail
    table[name] = item
