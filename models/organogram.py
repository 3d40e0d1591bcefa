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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.canonical import Shares
from models.faults import Fault, Note, TableError, details, listed
from models.headings import Column, are_ids, are_references, match_headings
from models.organogram_cells import (
    full_time,
    joined_text,
    leave_out_eliminated,
    read_cells,
    same_case,
    vacant_posts,
    without_top,
)
from models.organogram_ids import (
    JUNIOR,
    ambiguous_lines,
    group_ids,
    senior_levels,
    taken_ids,
    taken_levels,
    told_apart,
    with_depths,
)
from models.raw_tables import RawTable
from models.structure import (
    NONE,
    UNKNOWN,
    Rows,
    Superiors,
    UnitRows,
    find_superiors,
    first_rows,
    missing_superiors,
    without_people,
)
from models.tables import Repairs, codes

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

_NOT_IN_POST = "0"


def read_organogram(
    senior: str | Path, junior: str | Path | None, repairs: Repairs, *, encoding: str | None = None
) -> Organisation:
    """See `models.organisation.Organisation.read_organogram`."""
    notes: list[Note] = []
    faults: list[Fault] = []
    posts, vacant = _senior_posts(senior, repairs, encoding, notes, faults)
    references = None if posts is None or "unit" not in posts.headings else posts.ids
    groups = None if junior is None else _junior_groups(junior, repairs, encoding, references, notes, faults)
    if posts is None or references is None:
        raise TableError(faults)
    posts = _single_references(posts, vacant, groups, repairs, notes, faults)
    # without the column of superiors every post stands for itself, which is enough to look for the groups' posts
    found = Superiors(np.full(len(posts.rows), NONE, dtype=np.int64))
    if "superior" in posts.headings:
        found = find_superiors(posts, repairs, notes, faults)
    group_superior = (
        None
        if groups is None or "superior" not in groups.headings
        else _superiors_of_groups(posts, groups, found.superior, repairs, notes, faults)
    )
    faults += taken_ids(posts, groups, repairs.root if found.joined else None)
    faults += taken_levels(posts, found, groups, repairs.root)
    faults += without_people(posts, *([] if groups is None else [groups]))
    if faults:
        raise TableError(faults)
    return _organisation(posts, found, groups, group_superior, repairs.root, notes)


# ---- senior posts ----


def _senior_posts(
    path: str | Path, repairs: Repairs, encoding: str | None, notes: list[Note], faults: list[Fault]
) -> tuple[UnitRows | None, NDArray[np.bool_]]:
    """The posts of the senior file that exist, checked cell by cell, None if there is none; and which of them are vacant."""
    raw = read_cells(path, encoding, "senior", faults)
    if raw is None:
        return None, np.empty(0, dtype=np.bool_)
    place, guessed = match_headings(raw, SENIOR_COLUMNS)
    leave_out_eliminated(raw, place)
    units = _posts(raw, place, guessed, repairs) if place and len(raw.rows) else None
    notes += raw.notes
    faults += raw.faults
    return units, vacant_posts(raw, place)


def _posts(raw: RawTable, place: dict[str, int], guessed: frozenset[str], repairs: Repairs) -> UnitRows:
    """The posts with the columns that are there; a guessed one that cannot be meant is not among the headings."""
    reference, superior = "Post Unique Reference", "Reports to Senior Post"
    blank = pa.nulls(len(raw.rows), pa.string())
    ids = codes(raw, place[reference], repairs.digits) if reference in place else blank
    reports = blank
    if superior in place:
        reports = without_top(raw, codes(raw, place[superior], repairs.digits, ids), ids)
        reports = same_case(raw, reports, ids)
    unfit = {reference} if reference in guessed and not are_ids(ids) else set()
    if guessed & {reference, superior} and not are_references(reports, ids):
        unfit |= {superior}
    meaning = {"unit": reference, "superior": superior, "headcount": "FTE"}
    return UnitRows(
        file=raw.file,
        rows=raw.rows,
        ids=ids,
        superiors=reports,
        # grade and unit: what tells a job share from a reference used twice
        level_names=joined_text(raw, place, ("Grade", "Unit", "Job Title")),
        names=raw.columns[place["Job Title"]] if "Job Title" in place else None,
        headcount=full_time(raw, place.get("FTE"), repairs.digits),
        authority=None,
        responsibility=None,
        headings={
            name: raw.headings[place[heading]]
            for name, heading in meaning.items()
            if heading in place.keys() - unfit
        },
    )


def _single_references(
    posts: UnitRows,
    vacant: NDArray[np.bool_],
    groups: UnitRows | None,
    repairs: Repairs,
    notes: list[Note],
    faults: list[Fault],
) -> UnitRows:
    """One row a reference: job shares become one post; other repetitions are refused or repaired. Nobody shares a vacant post."""
    frame = pandas.DataFrame(
        {
            "id": posts.ids.to_pandas(),
            "reports": posts.superiors.to_pandas(),
            "post": posts.level_names.to_pandas(),
            "fte": np.ones(len(posts.rows)) if posts.headcount is None else posts.headcount,
        }
    )
    frame = frame.fillna({"reports": ""})
    share = frame["id"].notna() & (frame["id"] != _NOT_IN_POST) & ~vacant
    again = share & frame.duplicated(["id", "reports", "post"])
    if again.any():
        total = frame.groupby(["id", "reports", "post"], dropna=False)["fte"].transform("sum")
        headcount = np.where(share, total, frame["fte"])
        rows = listed(posts.rows[again.to_numpy()].tolist())
        notes.append(Note("job_shares", details(number=int(again.sum()), rows=rows), posts.file))
        keep = np.flatnonzero(~again.to_numpy())
        posts, frame = replace(posts, headcount=headcount).take(keep), frame.iloc[keep]
    if repairs.duplicates == "number":
        posts = _numbered(posts, groups, frame, notes)
    return first_rows(posts, repairs, notes, faults, 'duplicates="number" / duplicates="first"')


def _numbered(
    posts: UnitRows, groups: UnitRows | None, frame: pandas.DataFrame, notes: list[Note]
) -> UnitRows:
    """Every post keeps a reference of its own: "0", "0 (2)", "0 (3)", in an order of content, not of rows.

    Who reports to a repeated reference may mean any of its posts; it is given to the one without a number.
    """
    ordered = frame.reset_index(drop=True).sort_values(["id", "reports", "post", "fte"], kind="stable")
    ids = pa.array(told_apart(posts.ids.to_pylist(), ordered.index, " ({})"), pa.string())
    repeated = pc.fill_null(pc.not_equal(ids, posts.ids), False)
    again = repeated.to_numpy(zero_copy_only=False)
    if not again.any():
        return posts
    rows = listed(posts.rows[again].tolist())
    notes.append(Note("references_numbered", details(number=int(again.sum()), rows=rows), posts.file))
    shared = posts.ids.filter(repeated).unique()
    notes += ambiguous_lines(posts, shared, "posts_ambiguous")
    notes += [] if groups is None else ambiguous_lines(groups, shared, "groups_ambiguous")
    return replace(posts, ids=ids)


# ---- junior groups ----


def _junior_groups(
    path: str | Path,
    repairs: Repairs,
    encoding: str | None,
    references: pa.StringArray | None,
    notes: list[Note],
    faults: list[Fault],
) -> UnitRows | None:
    """The groups of the junior file, checked cell by cell; None if there is none."""
    raw = read_cells(path, encoding, "junior", faults)
    if raw is None:
        return None
    place, guessed = match_headings(raw, JUNIOR_COLUMNS)
    units = _groups(raw, place, guessed, references, repairs) if place and len(raw.rows) else None
    notes += raw.notes
    faults += raw.faults
    return units


def _groups(
    raw: RawTable,
    place: dict[str, int],
    guessed: frozenset[str],
    references: pa.StringArray | None,
    repairs: Repairs,
) -> UnitRows:
    """The groups with the columns that are there, as `_posts`; their ids are made from their content."""
    superior = "Reporting Senior Post"
    reports, headings = pa.nulls(len(raw.rows), pa.string()), {}
    if superior in place:
        reports = codes(raw, place[superior], repairs.digits, references)
        headings["superior"] = raw.headings[place[superior]]
    if references is not None:
        reports = same_case(raw, reports, references)
        if superior in guessed and not are_references(reports, references):
            headings.clear()
    headcount = full_time(raw, place.get("Number of Posts in FTE"), repairs.digits)
    return UnitRows(
        file=raw.file,
        rows=raw.rows,
        ids=group_ids(raw, place, reports, headcount),
        superiors=reports,
        level_names=pa.nulls(len(raw.rows), pa.string()),
        names=raw.columns[place["Generic Job Title"]] if "Generic Job Title" in place else None,
        headcount=headcount,
        authority=None,
        responsibility=None,
        headings=headings,
    )


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
    found: Superiors,
    groups: UnitRows | None,
    group_superior: Rows | None,
    root: str,
    notes: list[Note],
) -> Organisation:
    """Posts on levels by their depth, groups on a level below all of them."""
    from models.organisation import Organisation

    top = [root] if found.joined else []
    superior, depth = with_depths(found)
    levels = [*top, *senior_levels(depth, found)]
    ids, names, level = (
        [posts.ids, pa.array(top, pa.string())],
        [_names(posts), pa.nulls(len(top), pa.string())],
        depth,
    )
    headcount = np.append(_headcount(posts), np.ones(int(found.joined)))
    if groups is not None and group_superior is not None:
        ids.append(groups.ids)
        names.append(_names(groups))
        superior = np.append(superior, group_superior)
        level = np.append(level, np.full(len(groups.rows), len(levels)))
        headcount = np.append(headcount, _headcount(groups))
        levels.append(JUNIOR)
    return Organisation.from_arrays(
        pa.concat_arrays(ids),
        superior,
        level,
        levels,
        names=pa.concat_arrays(names),
        headcount=headcount,
        notes=tuple(notes),
    )


def _names(units: UnitRows) -> pa.StringArray:
    return pa.nulls(len(units.rows), pa.string()) if units.names is None else units.names


def _headcount(units: UnitRows) -> Shares:
    return np.ones(len(units.rows)) if units.headcount is None else units.headcount
