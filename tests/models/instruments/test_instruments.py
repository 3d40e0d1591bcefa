"""The instruments against tables that were counted by hand, and against other programs."""

from __future__ import annotations

import numpy as np
import pandas
import pytest
import scipy.stats

from models import TableError
from models.instruments import (
    Audit,
    audit_duties,
    audit_growth,
    audit_meetings,
    audit_pioneer,
    audit_projects,
    audit_ratings,
    audit_scores,
)
from models.instruments.audit import wilson
from models.instruments.survival import median_time


def codes(audit: Audit) -> set[str]:
    return {note.code for note in audit.notes}


def frame(names: str, *rows: tuple[object, ...]) -> pandas.DataFrame:
    return pandas.DataFrame(list(rows), columns=names.split())


DUTIES = frame(
    "duty unit role authority",
    ("A", "u1", "lead", 1),
    ("B", "u1", "lead", 0.9),
    ("B", "u2", "lead", 0.8),
    ("C", "u3", "lead", 0.2),
    ("C", "u2", "support", 0.7),
    ("D", "u2", "support", 0.7),
    ("E", None, None, None),
    ("F", "u1", "lead", None),
    ("F", "u3", None, 1),
)


def test_duty_audit_finds_what_a_reader_finds() -> None:
    audit = audit_duties(DUTIES, ["A", "B", "C", "D", "E", "FF", "G"])
    found = set(
        zip(audit["findings"]["finding"], audit["findings"]["duty"], audit["findings"]["units"], strict=True)
    )
    assert found == {
        ("gap", "D", "u2"), ("gap", "E", ""), ("gap", "FF", ""), ("gap", "G", ""),
        ("overlap", "B", "u1、u2"),
        ("owner_without_authority", "C", "u3"),
        ("authority_without_duty", "C", "u2"), ("authority_without_duty", "F", "u3"),
        ("unlisted", "F", ""),
    }  # fmt: skip
    unlisted = audit["findings"].set_index("finding").loc["unlisted"]
    assert unlisted["suggestion"] == "FF"
    units = audit["units"].set_index("unit")
    assert units.loc["u1", ["leads", "supports", "without_authority"]].tolist() == [3, 0, 0]
    assert units.loc["u3", "without_authority"] == 1
    assert "authority_unknown" in codes(audit)


def test_the_order_of_rows_changes_nothing() -> None:
    for table, audit in ((DUTIES, audit_duties), (LEDGER, audit_meetings), (PROJECTS, audit_projects)):
        other = table.sample(frac=1, random_state=1)
        for name, expected in audit(table).tables.items():
            pandas.testing.assert_frame_equal(audit(other)[name], expected)


def test_an_owner_belongs_to_a_unit() -> None:
    with pytest.raises(TableError) as error:
        audit_duties(frame("duty unit role authority", ("A", None, "lead", 1), ("A", None, None, None)))
    assert [(fault.code, fault.row, fault.column) for fault in error.value.faults] == [
        ("needs_other", 2, "role"), ("needs_other", 2, "authority"), ("same_key", 3, "duty"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="enough"):
        audit_duties(DUTIES, enough=0)


LEDGER = frame(
    "unit kind date hours item due done",
    ("a", "周调度", "2024-01-02", 1, None, None, None),
    ("a", "周调度", "2024-01-03", 1, None, None, None),
    ("a", "周调度", "2024-01-31", 2, None, None, None),
    ("a", "月督查", "2024-01-15", 3, "x", "2024-01-20", "2024-01-20"),
    ("a", "月督查", "2024-01-15", None, "y", "2024-01-20", "2024-01-23"),
    ("a", "月督查", "2024-01-15", 3, "z", "2024-01-21", None),
    ("a", "月督查", "2024-01-15", None, "w", "2024-02-21", "2024-02-01"),
    ("b", "月督查", "2024-02-03", 4, None, None, None),
)


def test_compliance_counts_windows_and_not_meetings() -> None:
    # January 2024: Monday the 1st, whole weeks from the 1st, 8th, 15th, 22nd; two meetings in the first week
    audit = audit_meetings(LEDGER, since="2024-01-01", until="2024-01-31", units=["a", "b", "c"])
    table = audit["compliance"].set_index(["unit", "kind"])
    weekly = table.loc[("a", "weekly_dispatch")]
    assert weekly[["expected", "held", "kept", "share", "hours"]].tolist() == [4, 3, 1, 0.25, 4]
    assert weekly["longest_gap"] == 27  # the 4th to the 30th
    monthly = table.loc[("a", "monthly_inspection")]
    assert monthly[["expected", "held", "kept", "longest_gap", "hours"]].tolist() == [1, 1, 1, 16, 3]
    for unit in ("b", "c"):
        assert table.loc[(unit, "monthly_inspection"), ["held", "share", "longest_gap"]].tolist() == [
            0,
            0,
            31,
        ]
    assert np.isnan(table.loc[("a", "annual_review"), "share"])
    kinds = audit["kinds"].set_index("kind")
    assert kinds.loc["weekly_dispatch", ["expected", "kept", "share"]].tolist() == [12, 1, 1 / 12]
    assert codes(audit) == {"outside_period", "no_full_window", "shorter_than_term"}


def test_overdue_items_as_of_the_end_of_the_period() -> None:
    audit = audit_meetings(LEDGER, since="2024-01-01", until="2024-01-31")
    assert audit["overdue"][["item", "days_late", "state"]].values.tolist() == [
        ["z", 10, "open"],
        ["y", 3, "late"],
    ]
    row = audit["items"].set_index("unit").loc["a"]
    assert row[["items", "on_time", "late", "open", "not_due"]].tolist() == [4, 1, 1, 1, 1]
    assert row["share"] == pytest.approx(1 / 3)


def test_a_term_has_one_hard_project() -> None:
    table = frame(
        "unit kind date hours", ("a", "hard_project", "2023-05-01", 8), ("a", "hard_project", "2023-06-01", 8)
    )
    row = (
        audit_meetings(table, since="2020-01-01", until="2029-12-31")["compliance"]
        .set_index("kind")
        .loc["hard_project"]
    )
    assert row[["expected", "held", "kept", "share"]].tolist() == [2, 2, 1, 0.5]


def test_a_period_is_rounded_to_a_month_that_is_near_and_not_to_one_that_is_far() -> None:
    near = frame("unit kind date hours", ("a", "周调度", "2024-01-04", 1), ("a", "周调度", "2024-03-27", 1))
    far = near.assign(date=["2024-01-09", "2024-03-20"])
    assert audit_meetings(near).settings["since"] == "2024-01-01"
    assert audit_meetings(near).settings["until"] == "2024-03-31"
    assert audit_meetings(far).settings["since"] == "2024-01-09"
    assert audit_meetings(far).settings["until"] == "2024-03-20"
    with pytest.raises(ValueError, match="before it begins"):
        audit_meetings(near, since="2024-03-01", until="2024-02-01")


def test_one_meeting_has_one_number_of_hours() -> None:
    table = frame("unit kind date hours", ("a", "周调度", "2024-01-04", 1), ("a", "周调度", "2024-01-04", 2))
    with pytest.raises(TableError) as error:
        audit_meetings(table)
    assert [(fault.code, fault.row, dict(fault.details)["first"]) for fault in error.value.faults] == [
        ("hours_differ", 3, "2")
    ]


MEMBERS = frame(
    "member theory_study role innovation", ("m1", 100, 50, 0), ("m2", 50, 100, 10), ("m3", 0, 0, 5)
)


def test_pioneer_index_by_hand() -> None:
    audit = audit_pioneer(MEMBERS, [2, 1, 1])
    table = audit["index"].set_index("member")
    # min-max: m1 (1, .5, 0), m2 (.5, 1, 1), m3 (0, 0, .5), weights .5, .25, .25
    assert table["index"].to_dict() == pytest.approx({"m1": 0.625, "m2": 0.75, "m3": 0.125})
    assert table["rank"].to_dict() == {"m2": 1, "m1": 2, "m3": 3}
    assert table.loc["m3", ["best_rank", "worst_rank", "kept"]].tolist()[1] == 3
    still = audit_pioneer(MEMBERS, [2, 1, 1], spread=0.0)["index"]
    assert (still["kept"] == 1).all()
    anywhere = audit_pioneer(MEMBERS, spread=1.0, bands=[1])["index"].set_index("member")
    # m1 is ahead of m2 where w1 > w2 + 2 w3 (and of m3 then too): a triangle with corners (1,0,0), (1/2,1/2,0), (2/3,0,1/3),
    # one sixth of all weightings
    assert anywhere.loc["m1", "rank"] == 2
    assert anywhere.loc["m1", "kept"] == pytest.approx(5 / 6, abs=0.015)


def test_missing_values_of_members() -> None:
    gap = MEMBERS.assign(role=[50, None, 0])
    with pytest.raises(TableError) as error:
        audit_pioneer(gap)
    assert [(fault.code, fault.row, fault.column) for fault in error.value.faults] == [("blank", 3, "role")]
    judged = audit_pioneer(gap, missing="reweigh")
    assert judged["index"].set_index("member").loc["m2", "index"] == pytest.approx(0.75)
    assert judged["index"]["kept"].isna().all()
    assert "robustness_unknown" in codes(judged)
    lowest = audit_pioneer(gap, missing="lowest")["index"].set_index("member")
    assert lowest.loc["m2", "index"] == pytest.approx(0.5)
    assert lowest["kept"].notna().all()


def test_scores_by_hand() -> None:
    table = frame(
        "unit process business public outcome",
        ("a", 90, 60, 90, 3),
        ("b", 60, 90, 30, 1),
        ("c", 30, 70, 60, 2),
    )
    audit = audit_scores(table, [1, 1, 1], [0, 1, 1])
    scores = audit["scores"].set_index("unit")
    assert scores["score"].to_dict() == pytest.approx({"a": 80, "b": 60, "c": 160 / 3})
    assert scores["rank_change"].to_dict() == {"a": 2, "b": -1, "c": -1}
    measures = audit["measures"].set_index("measure")
    # cosine of (1,1,1) and (0,1,1): 2 / sqrt(6); of (0,1,0): 1 / sqrt(2)
    assert measures.loc["alignment"].tolist() == pytest.approx([2 / 6**0.5, 0.5**0.5])
    assert measures.loc["validity", "score"] == pytest.approx(np.corrcoef([80, 60, 160 / 3], [3, 1, 2])[0, 1])
    assert measures.loc["rank_agreement", "score"] == pytest.approx(-1 / 3)
    assert measures.loc["moved", "score"] == 1
    assert "no_outcome" in codes(audit_scores(table.drop(columns="outcome")))


def test_the_validity_of_few_units_comes_with_its_interval() -> None:
    rng = np.random.default_rng(3)
    table = pandas.DataFrame(
        rng.uniform(20, 80, (12, 4)), columns=["process", "business", "public", "outcome"]
    )
    table.insert(0, "unit", [f"u{place}" for place in range(12)])
    audit = audit_scores(table)
    score = audit["scores"].set_index("unit")["score"].loc[table["unit"]]
    interval = scipy.stats.pearsonr(score, table["outcome"]).confidence_interval(0.95)
    told = {note.code: dict(note.details) for note in audit.notes}["validity_of_few"]
    assert (told["number"], told["low"], told["high"]) == (
        "12",
        f"{interval.low:.2f}",
        f"{interval.high:.2f}",
    )
    many = pandas.concat([table.assign(unit=table["unit"] + str(copy)) for copy in range(3)])
    assert "validity_of_few" not in codes(audit_scores(many))
    assert "validity_of_few" not in codes(audit_scores(table.head(3)))


def test_ratings_one_a_row_and_put_together_agree() -> None:
    single = frame(
        "unit rating", *[("a", x) for x in (5, 4, 5, 4)], *[("b", x) for x in (2, 3, 2, 3)], ("c", 5)
    )
    audit = audit_ratings(single, prior_weight=4, prior=3.5)
    table = audit["ratings"].set_index("unit")
    # (4 * 4.5 + 4 * 3.5) / 8, (4 * 2.5 + 4 * 3.5) / 8, (5 + 4 * 3.5) / 5
    assert table["shrunken"].to_dict() == pytest.approx({"a": 4.0, "b": 3.0, "c": 3.8})
    assert table.loc["c", ["rank", "raw_rank", "rank_change"]].tolist() == [2, 1, -1]
    # pooled: two units of sum of squares 1, six degrees of freedom
    values = audit["measures"].set_index("measure")["value"]
    assert values["within_variance"] == pytest.approx(1 / 3)
    half = 1.959964 * (1 / 3 / 8) ** 0.5
    assert table.loc["a", ["low", "high"]].tolist() == pytest.approx([4 - half, 4 + half], abs=1e-6)
    sd = (1 / 3) ** 0.5
    put = frame("unit rating n sd", ("a", 4.5, 4, sd), ("b", 2.5, 4, sd), ("c", 5, 1, None))
    again = audit_ratings(put, prior_weight=4, prior=3.5)["ratings"]
    pandas.testing.assert_frame_equal(again, audit["ratings"])
    assert (audit["ratings"]["caution"] == "few").all()


def test_ratings_that_differ_by_chance_alone_all_stand_at_the_common_mean() -> None:
    table = frame("unit rating", *[(unit, x) for unit in "abc" for x in (1, 3, 5)], ("d", None))
    audit = audit_ratings(table)
    assert audit["ratings"]["shrunken"].tolist() == pytest.approx([3.0] * 4)
    assert (audit["ratings"]["high"] - audit["ratings"]["low"] > 1).all()
    assert audit["ratings"].set_index("unit").loc["d", "caution"] == "none"
    assert "no_difference" in codes(audit)


def test_ratings_outside_the_scale_are_refused_and_a_scale_is_two_numbers() -> None:
    with pytest.raises(TableError) as error:
        audit_ratings(frame("unit rating", ("a", 6), ("b", 3)))
    assert [(fault.code, fault.row) for fault in error.value.faults] == [("outside_range", 2)]
    assert audit_ratings(frame("unit rating", ("a", 6), ("b", 3)), scale=(0, 10))["ratings"].shape[0] == 2
    with pytest.raises(ValueError, match="scale"):
        audit_ratings(frame("unit rating", ("a", 3)), scale=(5, 1))
    assert {"one_unit", "variance_assumed"} <= codes(audit_ratings(frame("unit rating", ("a", 3))))


def test_growth_archive_by_hand() -> None:
    table = frame(
        "member date kind hours",
        ("p", "2022年3月5日", "培训", 8),
        ("p", "2022-07-01", "培训", 16),
        ("p", "2024-01-01", "奖励", None),
        ("q", "2023-05-05", "挂职", 100),
    )
    audit = audit_growth(table, since="2021-01-01", until="2024-12-31", members=["p", "q", "r"])
    members = audit["members"].set_index("member")
    assert members.loc["p", ["entries", "training", "award", "hours", "years", "years_without", "which"]].tolist() == [
        3, 2, 1, 24, 2, 2, "2021、2023",
    ]  # fmt: skip
    assert members.loc["r", ["entries", "years_without"]].tolist() == [0, 4]
    assert audit["kinds"].set_index("kind")["share"].to_dict() == pytest.approx(
        {"training": 1 / 3, "exchange": 1 / 3, "project": 0, "award": 1 / 3, "appraisal": 0}
    )
    assert audit["years"]["members"].tolist() == [0, 1, 1, 1]


PROJECTS = frame(
    "project unit initiated dispatched evaluated promoted stopped",
    ("1", "u", "2024-01-01", "2024-01-11", "2024-02-10", "2024-03-01", None),
    ("2", "u", "2024-01-01", "2024-01-21", "2024-03-01", None, None),
    ("3", "u", "2024-01-01", "2024-01-31", None, None, "2024-03-01"),
    ("4", "v", "2024-01-01", None, None, None, "2024-01-15"),
    ("5", "v", "2024-02-20", None, None, None, None),
)


def test_projects_by_hand() -> None:
    audit = audit_projects(PROJECTS, until="2024-03-31")
    funnel = audit["funnel"].set_index("stage")
    assert funnel[["reached", "passed", "stopped", "pending"]].values.tolist() == [
        [5, 3, 1, 1], [3, 2, 1, 0], [2, 1, 0, 1], [1, 0, 0, 0],
    ]  # fmt: skip
    assert funnel.loc["initiated", "pass_rate"] == 0.75
    # every project is in exactly one place
    assert funnel["stopped"].sum() + funnel["pending"].sum() + funnel.loc["promoted", "reached"] == 5
    times = audit["times"].set_index("step")
    # initiation to dispatch: ends at 10, 20, 30, cut off at 14 and 40: left 4/5, then 4/5 * 2/3, then half of that
    assert times.loc["initiated - dispatched", ["cases", "finished", "cut_off"]].tolist() == [5, 3, 2]
    assert times.loc["initiated - dispatched", ["median", "median_finished"]].tolist() == [30, 20]
    units = audit["units"].set_index("unit")
    assert units.loc["v", ["initiated", "stopped", "pending"]].tolist() == [2, 1, 1]


def test_a_stopped_project_counts_up_to_the_day_it_was_stopped() -> None:
    rows = [(str(n), "2024-01-01", None, None, None, "2024-01-02") for n in range(3)]
    rows += [
        ("8", "2024-01-01", "2024-01-11", None, None, None),
        ("9", "2024-01-01", "2024-01-21", None, None, None),
    ]
    audit = audit_projects(frame("project initiated dispatched evaluated promoted stopped", *rows))
    # two are left after the first day, one of them after ten
    assert audit["times"].set_index("step").loc["initiated - dispatched", "median"] == 10


def test_projects_as_of_an_earlier_day() -> None:
    audit = audit_projects(PROJECTS, until="2024-01-31")
    assert audit["funnel"]["reached"].tolist() == [4, 3, 0, 0]
    assert "not_yet" in codes(audit)
    with pytest.raises(ValueError, match="2023-12-31"):
        audit_projects(PROJECTS, until="2023-12-31")


def test_impossible_histories_are_refused_all_at_once() -> None:
    table = frame(
        "project initiated dispatched evaluated promoted stopped",
        ("1", "2024-02-01", "2024-01-01", None, None, None),
        ("2", "2024-02-01", None, "2024-03-01", None, None),
        ("3", "2024-02-01", "2024-02-02", "2024-02-03", "2024-02-04", "2024-02-05"),
        ("4", "2024-02-01", "2024-02-10", None, None, "2024-02-05"),
        ("4", None, None, None, None, None),
    )
    with pytest.raises(TableError) as error:
        audit_projects(table)
    assert sorted((fault.row or 0, fault.code) for fault in error.value.faults) == [
        (2, "before_other"), (3, "stage_skipped"), (4, "after_end"), (5, "after_end"), (6, "blank"), (6, "same_key"),
    ]  # fmt: skip


# lifelines 0.30.3: KaplanMeierFitter().fit(t, e), median_survival_times(kmf.confidence_interval_)
LIFELINES = (23.0, 13.0, np.inf)


def test_median_times_are_those_of_lifelines() -> None:
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ends = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    # 6-mercaptopurine, Freireich et al. 1963 (doi:10.1182/blood.V21.6.699.699)
    found = median_time(times, ends)
    assert (found.median, found.low) == LIFELINES[:2]
    assert found.high == LIFELINES[2]


def test_medians_that_are_not_reached_are_unknown() -> None:
    assert np.isnan(median_time([5, 6], [False, False]).median)
    assert np.isnan(median_time([], []).median)
    assert np.isnan(median_time([1, 2, 3, 4], [True, False, False, False]).median)
    assert median_time([0, 0, 0], [True, True, True]).median == 0


def test_the_median_is_the_first_time_at_which_half_or_fewer_are_left() -> None:
    assert median_time([1, 2, 3, 4], [True] * 4).median == 2


def test_wilson_interval_by_its_formula() -> None:
    # 3 of 4: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    z2, p, n = 1.959964**2, 0.75, 4
    centre, half = (
        (p + z2 / 2 / n) / (1 + z2 / n),
        (z2 * (p * (1 - p) / n + z2 / 4 / n**2)) ** 0.5 / (1 + z2 / n),
    )
    share, low, high = wilson([3, 0], [4, 0])
    assert (share[0], low[0], high[0]) == pytest.approx((p, centre - half, centre + half), abs=1e-6)
    assert np.isnan([share[1], low[1], high[1]]).all()
