"""Theory beside the code: closed forms and published numbers, in one table whose pass marks are computed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pandas as pd

from workbench.text import Label
from workbench.validation.checks import CONFIDENCE, Check, in_words, table_of
from workbench.validation.handing_down import handing_down_checks
from workbench.validation.passing_on import passing_on_checks
from workbench.validation.patience import patience_checks
from workbench.validation.people import people_checks, promotion_runs
from workbench.validation.projects import project_checks
from workbench.validation.reviewed import review_checks
from workbench.validation.rivalry import rivalry_checks
from workbench.validation.spreading import spreading_checks
from workbench.validation.tasks import task_checks
from workbench.validation.waiting import waiting_checks

__all__ = ["CONFIDENCE", "Check", "all_checks", "in_words", "promotion_runs", "validation_table"]

THEMES = {
    "passing_on": Label("逐一过关与控制损失", "clearances and control loss"),
    "handing_down": Label("逐级传导", "handing down"),
    "waiting": Label("排队等待", "waiting"),
    "spreading": Label("扩散", "spreading"),
    "tasks": Label("多任务与考核", "tasks and assessment"),
    "rivalry": Label("竞争与互补", "rivalry and complements"),
    "people": Label("人与数字", "people and figures"),
    "projects": Label("项目与诉求", "projects and appeals"),
    "review": Label("季度复盘", "quarterly review"),
}


def validation_table(
    lang: str = "zh", *, seed: int = 1, replications: int = 200, promotions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return every closed form and published number beside what the code computes or simulates.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of themes and subjects.
    seed : int
        Luck of everything that is simulated. At 99.9% one in a thousand simulated rows fails by luck alone.
    replications : int
        Of the engine's runs, 20 or more; the margins shrink with its root.
    promotions : DataFrame, optional
        From `promotion_runs`, where it is at hand already.

    Returns
    -------
    DataFrame
        One row a check: ``theme``, ``subject``, ``case``, ``expected`` (theory or published), ``relation`` that
        ``found`` should have to it, ``found``, ``margin`` (rounding, or half of the 99.9% interval), ``how``
        ("computed" or "simulated"), ``passed`` and ``source``. `in_words` makes it readable.

    Raises
    ------
    ValueError
        Where there are fewer than 20 replications.
    """
    if replications < 20:
        raise ValueError(
            f"replications must be 20 or more for intervals to mean something; got {replications!r}"
        )
    return table_of(all_checks(seed, replications, promotions), lang)


def all_checks(
    seed: int, replications: int, promotions: pd.DataFrame | None = None
) -> Iterator[tuple[Label, Check]]:
    """Yield every check under its theme."""
    runs = promotion_runs(seed) if promotions is None else promotions
    parts = {
        "passing_on": passing_on_checks(),
        "handing_down": handing_down_checks(seed, replications),
        "waiting": waiting_checks(seed, replications),
        "spreading": spreading_checks(seed),
        "tasks": task_checks(seed),
        "rivalry": rivalry_checks(seed),
        "people": people_checks(seed, runs),
        "projects": chain(project_checks(seed, replications), patience_checks(seed, replications)),
        "review": review_checks(seed),
    }
    for theme, checks in parts.items():
        for check in checks:
            yield THEMES[theme], check
