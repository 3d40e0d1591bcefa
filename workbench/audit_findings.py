"""The finding of an audit in one sentence, the title of its figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.instruments import Audit
from workbench.text import Label, number

Say = Callable[[Audit], tuple[Label, dict[str, str]]]


def finding_of(audits: Mapping[str, Audit], lang: str) -> str:
    """Return what audits of one instrument found, one clause each."""
    clauses = [
        f"{name}{'：' if lang == 'zh' else ': '}{clause(audit, lang)}" for name, audit in audits.items()
    ]
    return ("；" if lang == "zh" else "; ").join(clauses)


def nothing_found(audit: Audit) -> Label | None:
    """Return why there is nothing to tell; None where there is something."""
    codes = {note.code for note in audit.notes}
    return next((label for code, label in NOTHING.items() if code in codes), None)


def clause(audit: Audit, lang: str) -> str:
    """Return what one audit found."""
    if nothing := nothing_found(audit):
        return nothing(lang)
    sentence, values = CLAUSES[audit.name](audit)
    return sentence(lang).format(**values)


# Notes after which there is nothing to tell.
NOTHING = {
    "no_rows": Label("表中没有记录", "the table has no rows"),
    "no_ratings": Label("没有任何人评分", "nobody has given a rating"),
}


def whole(value: float) -> str:
    """Write a whole number."""
    return number(float(value), "", decimals=0)


def percent(value: float) -> str:
    """Write a share."""
    return number(float(value), "share", decimals=0) + "%"


def of_duties(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell of gaps."""
    gaps = (audit["findings"]["finding"] == "gap").sum()
    sentence = Label("{all} 项职责中 {gaps} 项无人牵头", "{gaps} of {all} duties have no lead")
    return sentence, {"all": whole(len(audit["duties"])), "gaps": whole(gaps)}


def of_meetings(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell of weeks, months and quarters with a meeting."""
    kinds = audit["kinds"]
    due, kept = kinds["expected"].sum(), kinds["kept"].sum()
    if not due:
        return Label("期间太短，尚无应开会议", "the period is too short for any to be due"), {}
    sentence = Label("“五个一”落实 {share}", "{share} of the five ones kept")
    return sentence, {"share": percent(kept / due)}


def of_pioneer(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell how many of the first band stay in it under the weightings that were tried."""
    first = audit["index"][audit["index"]["band"] == 1]
    if first["kept"].isna().any():
        return Label("第一档 {all} 人", "{all} in the first band"), {"all": whole(len(first))}
    sentence = Label(
        "第一档 {all} 人中，权重变动不超过 {points} 个百分点时，{sure} 人始终不出档",
        "{sure} of {all} in the first band stay in it while weights move by up to {points} points",
    )
    values = {
        "all": len(first),
        "sure": (first["kept"] == 1.0).sum(),
        "points": 100 * audit.settings["spread"],
    }
    return sentence, {name: whole(value) for name, value in values.items()}


def of_scores(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell how many change rank by more than a tenth of all units."""
    table = audit["scores"]
    far = table["rank_change"].abs() > 0.1 * len(table)
    sentence = Label(
        "{share}的单位名次比只看业务时变动超过一成",
        "{share} of units move by more than a tenth of all ranks",
    )
    return sentence, {"share": percent(far.mean())}


def of_ratings(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell of how many units there are too few ratings, or that no unit can be told from another."""
    table = audit["ratings"]
    if "no_difference" in {note.code for note in audit.notes}:
        alike = Label("{all} 个单位的差异不超过偶然波动", "{all} units differ by no more than chance")
        return alike, {"all": whole(len(table))}
    sentence = Label("{all} 个单位中 {few} 个评分过少", "{few} of {all} units have too few ratings")
    return sentence, {"all": whole(len(table)), "few": whole((table["caution"] != "").sum())}


def of_growth(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell who was trained and who was exchanged."""
    shares = audit["kinds"].set_index("kind")["share"]
    sentence = Label(
        "{trained}的人有培训记录，{away}有交流记录", "{trained} have been trained, {away} on an exchange"
    )
    return sentence, {"trained": percent(shares["training"]), "away": percent(shares["exchange"])}


def of_projects(audit: Audit) -> tuple[Label, dict[str, str]]:
    """Tell how many came through."""
    funnel = audit["funnel"].set_index("stage")["reached"]
    sentence = Label("立项 {all} 个，推广 {through} 个", "{through} of {all} projects promoted")
    return sentence, {"all": whole(funnel["initiated"]), "through": whole(funnel["promoted"])}


CLAUSES: dict[str, Say] = {
    "duties": of_duties,
    "meetings": of_meetings,
    "pioneer": of_pioneer,
    "scores": of_scores,
    "ratings": of_ratings,
    "growth": of_growth,
    "projects": of_projects,
}
