"""Duty audit: duties that nobody leads or several lead, owners without authority, authority without duty."""

from __future__ import annotations

import difflib

import numpy as np
import pandas

from models.faults import Fault, listed
from models.instruments.audit import DUTY, DUTY_LIST, Audit, Listing, listing_text, names_in
from models.instruments.loading import Loaded, Source, load
from models.instruments.schema import Choice, Number, Option, TableSchema, Text, Words

YES_AND_NO = {
    "yes": 1.0,
    "no": 0.0,
    "是": 1.0,
    "否": 0.0,
    "有": 1.0,
    "无": 0.0,
    "true": 1.0,
    "false": 0.0,
}
ROLES = (
    Option("lead", "牵头", "lead", ("牵头单位", "主责", "主办", "责任单位")),
    Option("support", "配合", "support", ("配合单位", "协办", "参与")),
)
WRITTEN = {option.name: f"{option.zh}/{option.name}" for option in ROLES}
FINDINGS = ("gap", "overlap", "owner_without_authority", "authority_without_duty", "unlisted")
ENOUGH = 0.5


def _check(loaded: Loaded) -> list[Fault]:
    """Role and authority belong to a unit."""
    nobody = loaded.blank("unit") if "unit" in loaded.headings else np.zeros(len(loaded.rows), bool)
    faults = []
    for name in ("role", "authority"):
        for index in np.flatnonzero(nobody & loaded.frame[name].notna()).tolist():
            value = loaded.frame[name].iloc[index]
            shown = f"{value:g}" if name == "authority" else WRITTEN[value]
            faults.append(loaded.fault("needs_other", index, name, shown, other=loaded.headings["unit"]))
    return faults


DUTIES = TableSchema(
    name="duties",
    title=Words("职责表", "duties"),
    about=Words("每行：一项职责与一个有关单位", "a row: a duty and a unit that has to do with it"),
    fields=(
        DUTY,
        Text(
            name="unit",
            zh="单位",
            code=True,
            blank=True,
            others=("责任单位", "承担单位"),
            about=Words("责任单位；无人承担的留空", "the owner; blank where there is none"),
        ),
        Choice(
            name="role",
            zh="角色",
            others=("分工", "责任类型"),
            options=ROLES,
            blank=True,
            about=Words(
                "牵头或配合；只有职权、不承担职责的留空",
                "lead or support; blank for a unit that has authority here but no duty",
            ),
        ),
        Number(
            name="authority",
            zh="职权",
            others=("权限", "职权比例"),
            high=1,
            words=YES_AND_NO,
            blank=True,
            about=Words(
                "完成该项职责所需职权已具备的比例，或填有、无；不清楚的留空",
                "share of the authority that the duty takes, or yes, no; blank = not known",
            ),
        ),
    ),
    key=("duty", "unit"),
    check=_check,
)


def audit_duties(source: Source, duties: Listing | None = None, *, enough: float = ENOUGH) -> Audit:
    """Who leads each duty, and whether authority goes with it.

    Parameters
    ----------
    source : path or DataFrame
        A table of duties, see `DUTIES`.
    duties : names, or a table with a column ``duty``, optional
        All duties that should be owned; one that is not in the table is a gap.
    enough : float
        Authority from which a unit can do its duty, above 0, at most 1 (default 0.5: an assumption).

    Returns
    -------
    Audit
        ``findings``: finding, duty, units, authority. Findings are ``gap`` (no lead), ``overlap`` (several leads),
        ``owner_without_authority`` (a lead below `enough`), ``authority_without_duty`` (a unit of enough authority without
        a role here, or in support of leads that all have less), ``unlisted`` (a duty that is not in the list).
        ``duties``: duty, leads, supports, lead units, authority (highest of the leads), findings.
        ``units``: unit, leads, supports, mean authority over what it leads, leads without authority.

    Raises
    ------
    TableError
        With all faults of the table.
    ValueError
        For `enough` out of its range.

    Examples
    --------
    >>> table = pandas.DataFrame({"duty": ["招商", "招商", "防汛"], "unit": ["甲局", "乙局", "丙局"]})
    >>> table = table.assign(role="牵头", authority=["有", "有", "无"])
    >>> audit_duties(table)["findings"][["finding", "duty", "units"]]
                       finding duty  units
    0                  overlap   招商  乙局、甲局
    1  owner_without_authority   防汛     丙局
    """
    if not 0 < enough <= 1:
        raise ValueError(f"enough={enough!r}：允许 / allowed: 0 < enough ≤ 1")
    loaded = load(source, DUTIES)
    listing = names_in(duties, DUTY_LIST)
    loaded = _note_unknown(loaded)
    frame = loaded.frame.sort_values(["duty", "unit"], kind="stable")
    found = _findings(frame, enough)
    listed_only = sorted(set(listing or ()) - set(frame["duty"]))
    empty = pandas.DataFrame({"duty": listed_only, "leads": 0, "supports": 0, "units": "", "findings": 1})
    overview = pandas.concat(
        [part for part in (_overview(frame, found), empty) if len(part)], ignore_index=True
    )
    table = pandas.concat([found, _against_list(frame, listing)], ignore_index=True)
    order = table["finding"].map({name: place for place, name in enumerate(FINDINGS)})
    table = table.assign(order=order).sort_values(["order", "duty", "units"], kind="stable")
    tables = {
        "findings": table.drop(columns="order").reset_index(drop=True),
        "duties": overview.sort_values("duty", kind="stable").reset_index(drop=True),
        "units": _by_unit(frame, enough),
    }
    settings = {"enough": enough, "duties": listing}
    return Audit("duties", tables, loaded.notes, settings)


def _note_unknown(loaded: Loaded) -> Loaded:
    unknown = (loaded.frame["unit"].notna() & loaded.frame["authority"].isna()).to_numpy(dtype=bool)
    if not unknown.any():
        return loaded
    rows = listed(loaded.rows[unknown].tolist())
    return loaded.noted("authority_unknown", number=int(unknown.sum()), rows=rows)


def _findings(frame: pandas.DataFrame, enough: float) -> pandas.DataFrame:
    """What is wrong with duties of the table; of the whole table at once, for there may be tens of thousands."""
    lead, support = frame["role"] == "lead", frame["role"] == "support"
    leads = lead.groupby(frame["duty"]).transform("sum")
    authority = frame["authority"].where(lead)
    by_duty = authority.groupby(frame["duty"])
    all_weak = (by_duty.transform("count") == leads) & (by_duty.transform("max") < enough)
    idle = frame["unit"].notna() & (frame["role"].isna() | (support & all_weak))
    parts = [
        _together(frame[leads == 0], support, "gap"),
        _together(frame[leads > 1], lead, "overlap"),
        _each(frame[lead & (frame["authority"] < enough)], "owner_without_authority"),
        _each(frame[idle & (frame["authority"] >= enough)], "authority_without_duty"),
    ]
    return pandas.concat(parts, ignore_index=True)


def _together(rows: pandas.DataFrame, named: pandas.Series[bool], finding: str) -> pandas.DataFrame:
    """A finding for each duty, with the units for which `named` holds."""
    units = _units_by_duty(rows, named)
    table = pandas.DataFrame({"finding": finding, "duty": units.index.astype(str), "units": units.to_numpy()})
    return table.assign(authority=np.nan, suggestion=None)


def _each(rows: pandas.DataFrame, finding: str) -> pandas.DataFrame:
    """A finding for each row."""
    table = rows[["duty", "authority"]].assign(finding=finding, units=rows["unit"], suggestion=None)
    return table[["finding", "duty", "units", "authority", "suggestion"]]


def _units_by_duty(rows: pandas.DataFrame, named: pandas.Series[bool]) -> pandas.Series[str]:
    """Return for each duty the units for which `named` holds, joined; blank where there are none."""
    duties = pandas.Index(sorted(set(rows["duty"])), name="duty")
    units = (
        rows[named.loc[rows.index]].groupby("duty")["unit"].agg(lambda names: listing_text(names.tolist()))
    )
    return units.reindex(duties, fill_value="")


def _against_list(frame: pandas.DataFrame, listing: list[str] | None) -> pandas.DataFrame:
    """Duties that only the list has, and those that only the table has, with the name that was probably meant."""
    columns = ["finding", "duty", "units", "authority", "suggestion"]
    if listing is None:
        return pandas.DataFrame(columns=columns)
    there, wanted = set(frame["duty"]), set(listing)
    missing = sorted(wanted - there)
    rows: list[tuple[str, str, str, float, str | None]] = [
        ("gap", duty, "", np.nan, None) for duty in missing
    ]
    for duty in sorted(there - wanted):
        near = difflib.get_close_matches(duty, missing, n=1)
        rows.append(("unlisted", duty, "", np.nan, near[0] if near else None))
    return pandas.DataFrame(rows, columns=columns)


def _overview(frame: pandas.DataFrame, found: pandas.DataFrame) -> pandas.DataFrame:
    """What there is of each duty."""
    lead = frame["role"] == "lead"
    marks = frame.assign(lead=lead, support=frame["role"] == "support", held=frame["authority"].where(lead))
    by = marks.groupby("duty", sort=True)
    table = by[["lead", "support"]].sum().astype("int64").set_axis(["leads", "supports"], axis=1)
    table["units"] = _units_by_duty(frame, lead)
    table["authority"] = by["held"].max()
    counts = found.groupby("duty").size()
    table["findings"] = counts.reindex(table.index, fill_value=0).astype("int64")
    return table.reset_index()


def _by_unit(frame: pandas.DataFrame, enough: float) -> pandas.DataFrame:
    """What each unit carries."""
    owned = frame[frame["unit"].notna()]
    lead, weak = owned["role"] == "lead", owned["authority"] < enough
    marks = pandas.DataFrame(
        {
            "unit": owned["unit"],
            "leads": lead,
            "supports": owned["role"] == "support",
            "authority": owned["authority"].where(lead),
            "without_authority": lead & weak,
        }
    )
    by = marks.groupby("unit", sort=True)
    table = by[["leads", "supports"]].sum().astype("int64")
    table["authority"] = by["authority"].mean()
    table["without_authority"] = by["without_authority"].sum().astype("int64")
    return table.reset_index()
