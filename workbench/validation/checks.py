"""One check: what theory or a publication says, what the code gives, and whether the two agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from workbench.text import Label, require_language

Relation = Literal["=", "<", ">"]
Words = str | Label

CONFIDENCE = 0.999
# Of what is computed twice, in two ways: what rounding and numerical integration may differ by, as a share.
ROUNDING = 1e-9

HEADINGS = {
    "theme": Label("方面", "theme"),
    "subject": Label("检验内容", "what is checked"),
    "case": Label("情形", "case"),
    "expected": Label("理论或文献", "theory or published"),
    "found": Label("程序所得", "what the code gives"),
    "margin": Label("允许误差", "margin"),
    "how": Label("方式", "how"),
    "passed": Label("通过", "pass"),
    "source": Label("出处", "source"),
}
ASSUMPTION = Label("假设", "assumption")
HOW = {
    "computed": Label("计算", "computed"),
    "simulated": Label("模拟", "simulated"),
}


@dataclass(frozen=True, kw_only=True)
class Check:
    """A number of theory beside the number that the code gives.

    Attributes
    ----------
    subject : Label
        What is checked.
    case : str or Label
        For which values: in symbols, which need no language, or in words.
    source : str or Label
        Author, year and DOI, or that it is an assumption.
    expected : float
        From outside the code that is checked: published, counted by hand, or computed in another way.
    found : float
        What the code computes, or the mean that it simulates.
    margin : float
        How far the two may differ: rounding of what was published, or half the 99.9% interval of a simulated mean.
    relation : {"=", "<", ">"}
        What `found` should be to `expected`; a difference of at least `margin` where it is not equality.
    simulated : bool
    """

    subject: Label
    case: Words
    source: Words
    expected: float
    found: float
    margin: float
    relation: Relation = "="
    simulated: bool = False

    @property
    def passed(self) -> bool:
        """Whether the two agree; never where a number is missing."""
        difference = self.found - self.expected
        if self.relation == "=":
            return bool(abs(difference) <= self.margin)
        return bool(difference > self.margin if self.relation == ">" else -difference > self.margin)


def exactly(
    subject: Label,
    case: Words,
    source: Words,
    expected: ArrayLike,
    found: ArrayLike,
    rounding: float = ROUNDING,
) -> Check:
    """Return the check of a number that is computed twice, in two ways; `rounding` is a share of it."""
    wanted = float(np.asarray(expected))
    margin = rounding * max(abs(wanted), 1e-300)
    given = float(np.asarray(found))
    return Check(subject=subject, case=case, source=source, expected=wanted, found=given, margin=margin)


def published(
    subject: Label, case: Words, source: Words, expected: float, found: ArrayLike, decimals: int
) -> Check:
    """Return the check of a number that was published with so many decimals."""
    margin = 0.5 * 10.0**-decimals * (1 + 1e-9)
    given = float(np.asarray(found))
    return Check(subject=subject, case=case, source=source, expected=expected, found=given, margin=margin)


def simulated(
    subject: Label,
    case: Words,
    source: Words,
    expected: ArrayLike,
    values: ArrayLike,
    relation: Relation = "=",
) -> Check:
    """Return the check of a mean over independent replications, with the half width of its 99.9% interval."""
    sample = np.asarray(values, dtype=np.float64)
    return _of_sample(subject, case, source, expected, float(sample.mean()), sample - sample.mean(), relation)


def simulated_ratio(
    subject: Label, case: Words, source: Words, expected: ArrayLike, above: ArrayLike, below: ArrayLike
) -> Check:
    """Return the check of a ratio of two sums over replications; its interval is that of the linearised ratio."""
    tops, bottoms = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    ratio = float(tops.sum() / bottoms.sum())
    return _of_sample(subject, case, source, expected, ratio, (tops - ratio * bottoms) / bottoms.mean(), "=")


def _of_sample(
    subject: Label,
    case: Words,
    source: Words,
    expected: ArrayLike,
    found: float,
    deviations: np.ndarray,
    relation: Relation,
) -> Check:
    size = len(deviations)
    margin = float(stats.t.ppf(0.5 + CONFIDENCE / 2, size - 1) * deviations.std(ddof=1) / np.sqrt(size))
    return Check(
        subject=subject,
        case=case,
        source=source,
        expected=float(np.asarray(expected)),
        found=found,
        # Luck that has no part in it, such as breaks that are certain, leaves rounding only.
        margin=margin + 1e-12,
        relation=relation,
        simulated=True,
    )


def said(words: Words, lang: str) -> str:
    """Return words in one language; symbols as they are."""
    return words(lang) if isinstance(words, Label) else words


def table_of(checks: Iterable[tuple[Label, Check]], lang: str) -> pd.DataFrame:
    """Return checks as a table in one language, each under its theme; see `validation_table`."""
    require_language(lang)
    rows = [
        {
            "theme": theme(lang),
            "subject": check.subject(lang),
            "case": said(check.case, lang),
            "expected": check.expected,
            "found": check.found,
            "margin": check.margin,
            "how": "simulated" if check.simulated else "computed",
            "passed": check.passed,
            "source": said(check.source, lang),
            "relation": check.relation,
        }
        for theme, check in checks
    ]
    return pd.DataFrame(rows)


def in_words(table: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return a table of checks for reading: headings in one language, a tick or a cross, numbers with fitting digits.

    Examples
    --------
    >>> check = exactly(Label("和", "sum"), "1 + 1", ASSUMPTION, 2.0, 1 + 1)
    >>> in_words(table_of([(Label("算术", "arithmetic"), check)], "en"), "en")["pass"].tolist()
    ['✓']
    """
    require_language(lang)
    shown = pd.DataFrame(
        {
            "theme": table["theme"],
            "subject": table["subject"],
            "case": table["case"],
            "expected": [_wanted(row) for row in table.to_dict("records")],
            "found": [f"{value:.6g}" for value in table["found"]],
            "margin": [f"{value:.1g}" for value in table["margin"]],
            "how": [HOW[name](lang) for name in table["how"]],
            "passed": np.where(table["passed"], "✓", "✗"),
            "source": table["source"],
        }
    )
    shown.columns = pd.Index([HEADINGS[name](lang) for name in shown.columns])
    return shown


def _wanted(row: dict[str, object] | dict[object, object]) -> str:
    values = {str(name): value for name, value in row.items()}
    sign = "" if values["relation"] == "=" else f"{values['relation']} "
    return f"{sign}{float(str(values['expected'])):.6g}"
