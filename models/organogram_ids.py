"""Ids and levels of an organogram: made from what rows say, told apart where alike, refused where taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.compute as pc

from models.canonical import Shares
from models.faults import Fault, Note, details, listed
from models.raw_tables import RawTable
from models.structure import Rows, Superiors, UnitRows

JUNIOR = "junior"


def group_ids(
    raw: RawTable, place: dict[str, int], reports: pa.StringArray, headcount: Shares | None
) -> pa.StringArray:
    """Ids "reference | grade | title" of what is not blank, numbered "#2", "#3" where several groups are alike.

    They depend on what the rows say and not on where they stand.
    """

    def column(name: str) -> list[str]:
        values = raw.columns[place[name]].to_pylist() if name in place else [None] * len(raw.rows)
        return [value or "" for value in values]

    heads = ["Grade", "Generic Job Title", "Unit", "Professional/Occupational Group"]
    frame = pandas.DataFrame({name: column(name) for name in heads})
    frame["reports"] = [value or "" for value in reports.to_pylist()]
    frame["fte"] = headcount
    # a reference without anything behind it would be the id of the post
    frame["id"] = [
        " | ".join(part for part in (post, grade, title or ("" if grade else JUNIOR)) if part)
        for post, grade, title in frame[["reports", *heads[:2]]].itertuples(index=False)
    ]
    ordered = frame.sort_values(["id", *heads, "fte"], kind="stable")
    return pa.array(told_apart(frame["id"].tolist(), ordered.index, " #{}"), pa.string())


def told_apart(names: Sequence[str | None], order: Iterable[int], suffix: str) -> list[str | None]:
    """The second and every later one of a name gets a number, passing over those that others carry already.

    Parameters
    ----------
    names : null where blank, which stays so
    order : indices of all names, in an order of content
    suffix : how the number follows the name

    Examples
    --------
    >>> told_apart(["a", "a", "a (2)", "a"], range(4), " ({})")
    ['a', 'a (3)', 'a (2)', 'a (4)']
    """
    taken, last, apart = set(names), Counter[str](), list(names)
    for index in order:
        name = names[index]
        if name is None:
            continue
        last[name] += 1
        while last[name] > 1 and name + suffix.format(last[name]) in taken:
            last[name] += 1
        apart[index] = name if last[name] == 1 else name + suffix.format(last[name])
    return apart


def ambiguous_lines(units: UnitRows, references: pa.StringArray, code: str) -> list[Note]:
    """How many of these rows report to one of the references that several posts share."""
    lines = np.flatnonzero(pc.is_in(units.superiors, references).to_numpy(zero_copy_only=False))
    if not len(lines):
        return []
    shared = sorted(units.superiors.take(pa.array(lines)).unique().to_pylist())
    more = details(number=len(lines), units=listed(shared), rows=listed(units.rows[lines].tolist()))
    return [Note(code, more, units.file)]


def taken_ids(posts: UnitRows, groups: UnitRows | None, root: str | None) -> list[Fault]:
    """A fault for each post with the id of a group, and for each group with the id of the joined root."""
    if groups is None:
        return []
    same = pc.index_in(posts.ids, groups.ids, skip_nulls=True)
    faults = []
    for post in np.flatnonzero(same.is_valid().to_numpy(zero_copy_only=False)).tolist():
        group = int(groups.rows[same[post].as_py()])
        value = posts.ids[post].as_py()
        faults.append(posts.fault("group_id_taken", post, "unit", value, group=group, other=groups.file))
    of_root = -1 if root is None else pc.index(groups.ids, pa.scalar(root, pa.string())).as_py()
    return faults + ([groups.fault("root_taken", of_root, "superior", root)] if of_root >= 0 else [])


def taken_levels(posts: UnitRows, found: Superiors, groups: UnitRows | None, root: str) -> list[Fault]:
    """A fault if the level of the joined root has the name of another one."""
    _, depth = with_depths(found)
    levels = senior_levels(depth, found)
    more = {"levels": listed([*levels, JUNIOR], 20)}
    if found.joined and root in levels:
        first = int(np.flatnonzero(depth == levels.index(root) + 1)[0])
        return [posts.fault("root_level_taken", first, "unit", root, **more)]
    if found.joined and groups is not None and root == JUNIOR:
        return [groups.fault("root_level_taken", 0, "superior", root, **more)]
    return []


def with_depths(found: Superiors) -> tuple[Rows, Rows]:
    """Superiors with the joined root at the end, and the lines between each unit and the top."""
    superior = np.append(found.superior, np.full(int(found.joined), -1))
    depth = np.zeros(len(superior), dtype=np.int64)
    above = superior
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, superior[above], -1)
    return superior, depth


def senior_levels(depth: Rows, found: Superiors) -> list[str]:
    """Names of the levels of posts by their depth, a joined root apart."""
    return [f"senior {number + 1}" for number in range(int(depth.max()) + 1 - int(found.joined))]
