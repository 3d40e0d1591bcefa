"""How a scenario stands in a TOML file: every value, with its labels, unit, range and source as a comment beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Comment, Item, Table

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
        The file it was read from; its comments, order and line ends are kept.
    """
    if text is None:
        return tomlkit.dumps(fresh(values, known))
    lines = text.replace("\r\n", "\n")
    written = brought_up(lines, values, known) or with_comments(fresh(values, known), tomlkit.parse(lines))
    if written == lines:
        return text
    # what is new ends its lines as most of the others do
    return written.replace("\n", "\r\n") if 2 * text.count("\r\n") > text.count("\n") else written


def fresh(values: Mapping[str, Any], known: Mapping[str, Quantity]) -> tomlkit.TOMLDocument:
    """Return a document of its own for a scenario's values."""
    document = tomlkit.parse(HEADER)
    update(document, values, known, "")
    return document


def brought_up(text: str, values: Mapping[str, Any], known: Mapping[str, Quantity]) -> str | None:
    """Return a file's text brought up to the values, or None where its way to write TOML leaves no room for them.

    Inline tables hold no other tables, and nothing can be added to dotted keys or to a table that is taken up again further down.
    """
    document = tomlkit.parse(text)
    try:
        update(document, values, known, "")
        written = tomlkit.dumps(document)
        return written if tomlkit.parse(written).unwrap() == values else None
    except (AttributeError, TypeError, ValueError, TOMLKitError):
        return None


def with_comments(document: tomlkit.TOMLDocument, other: Container) -> str:
    """Return a document's text with another one's comments: beside the same values, all others below the heading."""
    free = []
    for path, comment in comments_of(other):
        item = item_at(document, path)
        if item is None or (isinstance(item, Table) and item.is_super_table()):
            free.append(comment + "\n")
        else:
            item.comment(comment.removeprefix("#").strip())
    heading = HEADER.rstrip("\n")
    return heading + "\n" + "".join(free) + tomlkit.dumps(document).removeprefix(heading).removeprefix("\n")


def comments_of(table: Container, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the comments of a table with the path of what each stands beside; empty for a line of its own."""
    for key, item in table.body:
        if isinstance(item, Comment) and item.trivia.comment not in HEADER:
            yield "", item.trivia.comment
        elif key is not None:
            path = prefix + key.key
            if item.trivia.comment:
                yield path, item.trivia.comment
            if isinstance(item, AbstractTable):
                yield from comments_of(item.value, path + ".")


def item_at(document: Container, path: str) -> Item | None:
    """Return what stands at a path, if anything does."""
    item: Any = document
    for name in path.split("."):
        container = item.value if isinstance(item, AbstractTable) else item
        if not isinstance(container, Container) or name not in container:
            return None
        item = container.item(name)
    return cast(Item, item)


def update(
    table: Container | Table, values: Mapping[str, Any], known: Mapping[str, Quantity], prefix: str
) -> None:
    """Bring a table up to the values: change what differs, add what is missing, remove what is gone."""
    for name in [name for name in table if name not in values and prefix]:
        table.remove(name)
    for name, value in values.items():
        path = prefix + name
        if isinstance(value, Mapping):
            if name in table and not value and len(table[name]):
                # Emptied, a table without a heading of its own would be gone.
                table.remove(name)
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
    old = cast(Item, (table if isinstance(table, Container) else table.value).item(name))
    item.trivia.indent, item.trivia.comment_ws = old.trivia.indent, old.trivia.comment_ws
    item.trivia.comment, item.trivia.trail = old.trivia.comment, old.trivia.trail
    table[name] = item
