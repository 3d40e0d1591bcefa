"""Staff data as UK government bodies publish them: a file of senior posts and a file of junior groups.

Senior posts have a reference and report to another senior post, "XX" at the top. Each junior row is a group
of posts that reports to a senior post, with its full-time equivalents (FTE). The official schema [1]_
explains what looks odd in the files:

- a post named "Eliminated" no longer exists and is left out;
- rows that repeat a reference and agree in post, grade and unit are a job share: one post, whose FTE are added;
- reference "0" stands for people who are paid but not in a post, so it may be there many times; rows that share
  a reference without being a job share are refused, unless a repair is chosen;
- several posts may be at the top ("XX"), and some files hold posts that report to each other in a circle.

References
----------
.. [1] datagovuk/schemas, "UK Government Organogram - Senior Staff" and "- Junior Staff",
   https://github.com/datagovuk/schemas (read 2025).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.compute as pc

from models.canonical import Shares
from models.faults import Fault, Note, TableError, details, listed
from models.reading import RawTable, read_raw
from models.structure import UNKNOWN, Rows, UnitRows, find_superiors, first_rows, missing_superiors
from models.tables import Column, Repairs, codes, match_headings, numbers

if TYPE_CHECKING:
    from models.organisation import Organisation


@dataclass(frozen=True, kw_only=True)
class OrganogramRepairs(Repairs):
    """Repairs of tables; repeated references may also be given a "number" each."""

    ALLOWED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **Repairs.ALLOWED,
        "duplicates": ("refuse", "number", "first"),
    }


SENIOR_COLUMNS = (
    Column("Post Unique Reference", ("Post Unique Ref", "Unique Post Reference", "Post Reference"), True),
    Column("Reports to Senior Post", ("Reports to", "Reporting Senior Post", "Reports to Post"), True),
    Column("Name", (), False),
    Column("Grade", ("Grade (or equivalent)",), False),
    Column("Job Title", (), False),
    Column("Unit", (), False),
    Column("FTE", ("Number of Posts in FTE",), False),
)
JUNIOR_COLUMNS = (
    Column("Reporting Senior Post", ("Reports to Senior Post", "Reports to"), True),
    Column("Number of Posts in FTE", ("Number of Posts (FTE)", "Number of Posts", "FTE"), True),
    Column("Grade", ("Grade (or equivalent)",), False),
    Column("Generic Job Title", ("Job Title",), False),
    Column("Unit", (), False),
    Column("Professional/Occupational Group", ("Profession", "Professional Group"), False),
)

_TOP = ("XX",)
_NOTHING = ("N/A", "N/D", "NA", "ND", "NONE", "-", "NOT APPLICABLE")
_NOT_IN_POST = "0"


def read_organogram(
    senior: str | Path, junior: str | Path | None, repairs: Repairs, *, encoding: str | None = None
) -> Organisation:
    """See `models.organisation.Organisation.read_organogram`."""
    notes: list[Note] = []
    faults: list[Fault] = []
    posts = _senior_posts(senior, encoding, notes, faults)
    references = None if posts is None else posts.ids
    groups = None if junior is None else _junior_groups(junior, encoding, references, notes, faults)
    if posts is None:
        raise TableError(faults)
    posts = _single_references(posts, repairs, notes, faults)
    superior, joined = find_superiors(posts, repairs, notes, faults)
    group_superior = (
        None if groups is None else _superiors_of_groups(posts, groups, superior, repairs, notes, faults)
    )
    if faults or (junior is not None and groups is None):
        raise TableError(faults)
    return _organisation(posts, superior, joined, groups, group_superior, repairs.root, notes)


# ---- senior posts ----


def _senior_posts(
    path: str | Path, encoding: str | None, notes: list[Note], faults: list[Fault]
) -> UnitRows | None:
    """The posts of the senior file that exist, checked cell by cell; None if a needed column is missing."""
    raw = _raw(path, encoding, "senior", faults)
    place = {} if raw is None else match_headings(raw, SENIOR_COLUMNS)
    if raw is not None:
        _leave_out_eliminated(raw, place)
    needed = {"Post Unique Reference", "Reports to Senior Post"} <= set(place)
    if raw is None or not needed or not len(raw.rows):
        faults += [] if raw is None else raw.faults
        return None
    ids = codes(raw, place["Post Unique Reference"], "refuse")
    reports = _without_top(raw, codes(raw, place["Reports to Senior Post"], "refuse", ids), ids)
    units = UnitRows(
        file=raw.file,
        rows=raw.rows,
        ids=ids,
        superiors=_same_case(raw, reports, ids),
        # grade and unit: what tells a job share from a reference used twice
        level_names=_joined_text(raw, place, ("Grade", "Unit", "Job Title")),
        names=raw.columns[place["Job Title"]] if "Job Title" in place else None,
        headcount=_full_time(raw, place.get("FTE")),
        authority=None,
        responsibility=None,
        headings={
            "unit": raw.headings[place["Post Unique Reference"]],
            "superior": raw.headings[place["Reports to Senior Post"]],
        },
    )
    notes += raw.notes
    faults += raw.faults
    return units


def _raw(path: str | Path, encoding: str | None, which: str, faults: list[Fault]) -> RawTable | None:
    """The cells of one of the two files; what is wrong with it as a whole joins the report."""
    try:
        return read_raw(path, encoding=encoding, prefer=which)
    except TableError as error:
        faults += error.faults
        return None


def _leave_out_eliminated(raw: RawTable, place: dict[str, int]) -> None:
    """Posts named "Eliminated" were reported last time and no longer exist."""
    if "Name" not in place:
        return
    gone = pc.fill_null(pc.equal(pc.utf8_lower(raw.columns[place["Name"]]), "eliminated"), False)
    gone = gone.to_numpy(zero_copy_only=False)
    if gone.any():
        rows = listed(raw.rows[gone].tolist())
        raw.note("eliminated", number=int(gone.sum()), rows=rows)
        raw.rows = raw.rows[~gone]
        raw.columns = [column.filter(pa.array(~gone)) for column in raw.columns]
        raw.faults += [Fault("empty", raw.file)] if gone.all() else []


def _without_top(raw: RawTable, reports: pa.StringArray, ids: pa.StringArray) -> pa.StringArray:
    """Null where the post reports to nobody: "XX", or (with a note) "N/A" and the like."""
    upper = pc.utf8_upper(reports)
    top = pc.is_in(upper, pa.array(_TOP))
    nothing = pc.is_in(upper, pa.array(_NOTHING))
    nothing = pc.and_(nothing, pc.invert(pc.is_in(reports, ids)))
    number = pc.sum(nothing).as_py() or 0
    if number:
        what = reports.filter(nothing)[0].as_py()
        raw.note("nobody", number=number, what=what)
    return pc.if_else(pc.or_(top, nothing), None, reports)


def _same_case(raw: RawTable, reports: pa.StringArray, ids: pa.StringArray) -> pa.StringArray:
    """References that fit only when case and inner spaces are left aside, in the spelling of the post."""
    plain_ids = _plain(ids)
    unknown = pc.fill_null(pc.invert(pc.is_in(reports, ids.drop_null())), False)
    unknown = pc.and_(unknown, reports.is_valid())
    found = pc.index_in(_plain(reports), plain_ids, skip_nulls=True)
    changed = pc.and_(unknown, found.is_valid())
    number = pc.sum(changed).as_py() or 0
    if not number:
        return reports
    example = f"{reports.filter(changed)[0].as_py()} = {ids[found.filter(changed)[0].as_py()].as_py()}"
    raw.note("case", number=number, example=example)
    return pc.if_else(changed, ids.take(found), reports)


def _plain(references: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(pc.utf8_lower(references), r"\s+", "")


def _joined_text(raw: RawTable, place: dict[str, int], names: Sequence[str]) -> pa.StringArray:
    """Several columns in one text, to be compared."""
    parts = [pc.fill_null(raw.columns[place[name]], "") for name in names if name in place]
    return pc.binary_join_element_wise(*parts, "\n") if parts else pa.array([""] * len(raw.rows), pa.string())


def _full_time(raw: RawTable, place: int | None) -> Shares | None:
    """FTE, 1 (with a note) where there is none or it is not disclosed."""
    if place is None:
        return None
    undisclosed = pc.is_in(pc.utf8_upper(raw.columns[place]), pa.array(_NOTHING))
    raw.columns[place] = pc.if_else(undisclosed, None, raw.columns[place])
    values = numbers(raw, place, "refuse")
    blank = raw.columns[place].is_null().to_numpy(zero_copy_only=False)
    if values is not None and blank.any():
        rows = listed(raw.rows[blank].tolist())
        raw.note("fte_unknown", number=int(blank.sum()), rows=rows)
        values[blank] = 1.0
    return values


def _single_references(posts: UnitRows, repairs: Repairs, notes: list[Note], faults: list[Fault]) -> UnitRows:
    """One row a reference: job shares become one post; other repetitions are refused or repaired."""
    frame = pandas.DataFrame(
        {
            "id": posts.ids.to_pandas(),
            "reports": posts.superiors.to_pandas(),
            "post": posts.level_names.to_pandas(),
            "fte": np.ones(len(posts.rows)) if posts.headcount is None else posts.headcount,
        }
    )
    frame = frame.fillna({"reports": ""})
    share = frame["id"].notna() & (frame["id"] != _NOT_IN_POST)
    again = share & frame.duplicated(["id", "reports", "post"])
    if again.any():
        total = frame.groupby(["id", "reports", "post"], dropna=False)["fte"].transform("sum")
        headcount = np.where(share, total, frame["fte"])
        rows = listed(posts.rows[again.to_numpy()].tolist())
        notes.append(Note("job_shares", details(number=int(again.sum()), rows=rows), posts.file))
        keep = np.flatnonzero(~again.to_numpy())
        posts, frame = replace(posts, headcount=headcount).take(keep), frame.iloc[keep]
    if repairs.duplicates == "number":
        posts = _numbered(posts, frame, notes)
    return first_rows(posts, repairs, notes, faults, 'duplicates="number" / duplicates="first"')


def _numbered(posts: UnitRows, frame: pandas.DataFrame, notes: list[Note]) -> UnitRows:
    """Every post keeps a reference of its own: "0", "0 (2)", "0 (3)", in an order of content, not of rows."""
    ordered = frame.sort_values(["id", "reports", "post", "fte"], kind="stable")
    number = (ordered.groupby("id").cumcount() + 1).reindex(frame.index).to_numpy()
    repeated = (number > 1) & frame["id"].notna().to_numpy()
    if not repeated.any():
        return posts
    texts = [
        f"{unit} ({int(count)})" if more else unit
        for unit, count, more in zip(posts.ids.to_pylist(), number, repeated, strict=True)
    ]
    rows = listed(posts.rows[repeated].tolist())
    notes.append(Note("references_numbered", details(number=int(repeated.sum()), rows=rows), posts.file))
    return replace(posts, ids=pa.array(texts, pa.string()))


# ---- junior groups ----


def _junior_groups(
    path: str | Path,
    encoding: str | None,
    references: pa.StringArray | None,
    notes: list[Note],
    faults: list[Fault],
) -> UnitRows | None:
    """The groups of the junior file, checked cell by cell; ids made from their content."""
    raw = _raw(path, encoding, "junior", faults)
    place = {} if raw is None else match_headings(raw, JUNIOR_COLUMNS)
    needed = {"Reporting Senior Post", "Number of Posts in FTE"} <= set(place)
    if raw is None or not needed or not len(raw.rows):
        faults += [] if raw is None else raw.faults
        return None
    reports = codes(raw, place["Reporting Senior Post"], "refuse", references)
    if references is not None:
        reports = _same_case(raw, reports, references)
    headcount = _full_time(raw, place["Number of Posts in FTE"])
    units = UnitRows(
        file=raw.file,
        rows=raw.rows,
        ids=_group_ids(raw, place, reports, headcount),
        superiors=reports,
        level_names=pa.nulls(len(raw.rows), pa.string()),
        names=raw.columns[place["Generic Job Title"]] if "Generic Job Title" in place else None,
        headcount=headcount,
        authority=None,
        responsibility=None,
        headings={"superior": raw.headings[place["Reporting Senior Post"]]},
    )
    notes += raw.notes
    faults += raw.faults
    return units


def _group_ids(
    raw: RawTable, place: dict[str, int], reports: pa.StringArray, headcount: Shares | None
) -> pa.StringArray:
    """Ids "reference | grade | title", numbered "#2", "#3" where several groups are alike.

    They depend on what the rows say and not on where they stand.
    """

    def column(name: str) -> list[str]:
        values = raw.columns[place[name]].to_pylist() if name in place else [None] * len(raw.rows)
        return [value or "" for value in values]

    heads = ["Grade", "Generic Job Title", "Unit", "Professional/Occupational Group"]
    frame = pandas.DataFrame({name: column(name) for name in heads})
    frame["reports"] = [value or "" for value in reports.to_pylist()]
    frame["fte"] = headcount
    frame["id"] = frame["reports"] + " | " + frame["Grade"] + " | " + frame["Generic Job Title"]
    ordered = frame.sort_values(["id", *heads, "fte"], kind="stable")
    number = (ordered.groupby("id").cumcount() + 1).reindex(frame.index)
    suffix = np.where(number > 1, " #" + number.astype(str), "")
    return pa.array(frame["id"] + suffix, pa.string())


def _superiors_of_groups(
    posts: UnitRows,
    groups: UnitRows,
    superior: Rows,
    repairs: Repairs,
    notes: list[Note],
    faults: list[Fault],
) -> Rows:
    """Index among the posts of each group's senior post."""
    found: Rows = pc.index_in(groups.superiors, posts.ids, skip_nulls=True).fill_null(UNKNOWN).to_numpy()
    found = found.astype(np.int64)
    orphans = np.flatnonzero(found == UNKNOWN)
    if not len(orphans):
        return found
    if repairs.orphans == "refuse":
        faults += missing_superiors(groups, orphans, posts.ids)
        return found
    top = np.flatnonzero(superior == -1)
    found[orphans] = top[0] if len(top) else len(superior)
    name = posts.ids[int(top[0])].as_py() if len(top) else repairs.root
    reports = groups.superiors.take(pa.array(orphans)).fill_null("(blank)").unique().to_pylist()
    more = details(number=len(orphans), root=name, units=listed(sorted(reports)))
    notes.append(Note("groups_attached", more, groups.file))
    return found


# ---- both together ----


def _organisation(
    posts: UnitRows,
    superior: Rows,
    joined: bool,
    groups: UnitRows | None,
    group_superior: Rows | None,
    root: str,
    notes: list[Note],
) -> Organisation:
    """Posts on levels by their depth, groups on a level below all of them."""
    from models.organisation import Organisation

    top = [root] if joined else []
    superior = np.append(superior, np.full(int(joined), -1))
    depth = _depths(superior)
    levels = [*top, *(f"senior {number + 1}" for number in range(int(depth.max()) + 1 - len(top)))]
    ids, names, level = (
        [posts.ids, pa.array(top, pa.string())],
        [_names(posts), pa.nulls(len(top), pa.string())],
        depth,
    )
    headcount = np.append(_headcount(posts), np.ones(int(joined)))
    if groups is not None and group_superior is not None:
        ids.append(groups.ids)
        names.append(_names(groups))
        superior = np.append(superior, group_superior)
        level = np.append(level, np.full(len(groups.rows), len(levels)))
        headcount = np.append(headcount, _headcount(groups))
        levels.append("junior")
    return Organisation.from_arrays(
        pa.concat_arrays(ids),
        superior,
        level,
        levels,
        names=pa.concat_arrays(names),
        headcount=headcount,
        notes=tuple(notes),
    )


def _depths(superior: Rows) -> Rows:
    """Lines between the top and each unit of a tree, -1 marking the top."""
    depth = np.zeros(len(superior), dtype=np.int64)
    above = superior
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, superior[above], -1)
    return depth


def _names(units: UnitRows) -> pa.StringArray:
    return pa.nulls(len(units.rows), pa.string()) if units.names is None else units.names


def _headcount(units: UnitRows) -> Shares:
    return np.ones(len(units.rows)) if units.headcount is None else units.headcount
