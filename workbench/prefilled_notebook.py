"""A notebook that holds what was asked and shows it again: run it, then change a line and go on from there."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from simulation.run_record import RecordError, parse_record
from workbench.text import Label

if TYPE_CHECKING:
    from workbench.asked import Asked

_MOST_UNPACKED = 256 * 2**20  # bytes; a packed text may hold far more than it seems

TITLE = Label(
    "# 工作台上的一次比较\n\n"
    "这个笔记本自带全部设置（组织、情景、随机种子、重复次数），逐格运行即可重现屏幕上的每一个数；"
    "最后一格示范如何改一项设置再比。结果出自模型，不是实测；没有来源的参数都是假设。",
    "# A comparison from the workbench\n\n"
    "This notebook holds everything that was set (organisation, scenarios, seed, replications): run it and every number on "
    "the screen is there again. The last cell shows how to change a setting and compare anew. These are results of a "
    "model, not measurements; "
    "parameters without a source are assumptions.",
)
RECORD = Label("运行记录（压缩后的文本，不必改动）", "the run record, compressed; nothing to change here")
LARGE = Label(
    "机构较大，记录中没有机构表：请在此写明文件",
    "a large organisation is not in the record: name its table here",
)
AGAIN = Label(
    "## 重现\n\n同样的记录给出同样的数，一位不差。",
    "## Again\n\nThe same record gives the same numbers, to the last bit.",
)
DIFFERENCES = Label("## 情景之间差在哪里", "## What the scenarios differ in")
RESULTS = Label("## 结果", "## Results")
GO_ON = Label(
    "## 接着往下做\n\n例如：把最后一个情景里台账管理的力度改为 0.5，再与基准比较。",
    "## Go on from here\n\nFor example: set the ledger to an intensity of 0.5 in the last scenario and compare with the baseline "
    "again.",
)


def notebook_text(asked: Asked) -> str:
    """Return the text of the ``.ipynb`` file."""
    lang = asked.lang
    cells = [
        markdown("title", TITLE(lang)),
        code("imports", imports(asked)),
        code(
            "record",
            f'# {RECORD(lang)}\nrecord = unpacked(\n    "{packed(asked.record_text())}"\n)',
            hidden=True,
        ),
        markdown("again", AGAIN(lang)),
        code("runs", "\n".join(organisation_lines(asked))),
        markdown("differences", DIFFERENCES(lang)),
        code("scenarios", differences_lines(asked)),
        markdown("results", RESULTS(lang)),
        *result_cells(asked),
        markdown("go-on", GO_ON(lang)),
        code("other", other_lines(asked)),
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def imports(asked: Asked) -> str:
    """Return the first cell of code."""
    return (
        ("" if asked.is_whole else "from models import Organisation\n")
        + "from simulation import compare, reproduce, simulate\n"
        "from workbench import figures\n"
        "from workbench.labelled import comparison_table, labelled\n"
        "from workbench.prefilled_notebook import unpacked\n"
        "from workbench.summaries import titles\n\n"
        f'lang = "{asked.lang}"'
    )


def organisation_lines(asked: Asked) -> list[str]:
    """Return the lines that run the record."""
    if asked.is_whole:
        return ["runs = reproduce(record)", "runs.organisation"]
    return [
        f"# {LARGE(asked.lang)}",
        'organisation = Organisation.read("organisation.csv")',
        "runs = reproduce(record, organisation)",
    ]


def differences_lines(asked: Asked) -> str:
    """Return the cell that shows each scenario beside the baseline."""
    lines = [
        f'baseline = next(scenario for scenario in runs.scenarios if scenario.name == "{asked.baseline}")'
    ]
    if len(asked.scenarios) == 1:
        return "\n".join([*lines, "baseline"])
    return "\n".join(
        [
            *lines,
            "for scenario in runs.scenarios:",
            "    if scenario is not baseline:",
            "        print(scenario.title(lang))",
            "        display(labelled(scenario.diff(baseline), lang))",
        ]
    )


def result_cells(asked: Asked) -> list[dict[str, Any]]:
    """Return the cells of tables and figures."""
    attenuation = code("attenuation", "figures.attenuation(runs, lang)")
    losses = code("losses", "figures.loss_waterfall(runs, runs.names[-1], lang)")
    if len(asked.scenarios) == 1:
        return [attenuation, losses]
    table = code(
        "comparison",
        "comparison = compare(runs, baseline.name)\ncomparison_table(comparison, titles(runs, lang), lang)",
    )
    return [table, attenuation, losses]


def other_lines(asked: Asked) -> str:
    """Return the cell that changes a setting and compares anew."""
    return (
        'other = runs.scenarios[-1].with_measures(ledger=0.5).named("other", "另一种", "another")\n'
        "more = simulate(\n"
        "    runs.organisation, [baseline, other], replications=runs.replications, seed=runs.seed, weeks=runs.weeks\n"
        ")\n"
        "comparison_table(compare(more, baseline.name), titles(more, lang), lang)"
    )


def markdown(name: str, source: str) -> dict[str, Any]:
    """Return a cell of text."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str, *, hidden: bool = False) -> dict[str, Any]:
    """Return a cell of code, folded away where there is nothing in it to read."""
    metadata = {"jupyter": {"source_hidden": True}} if hidden else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def packed(text: str) -> str:
    """Return a text compressed and written in letters.

    Examples
    --------
    >>> zlib.decompress(b64decode(packed('{"format": 1}')))
    b'{"format": 1}'
    """
    return b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def unpacked(text: str) -> dict[str, Any]:
    """Return the record that :func:`packed` wrote.

    Raises
    ------
    RecordError
        For a text that is cut off or no record.
    """
    try:
        content = zlib.decompressobj().decompress(b64decode(text, validate=True), _MOST_UNPACKED)
    except (ValueError, zlib.error) as error:
        raise RecordError(f"the packed record is damaged ({error})") from None
    return parse_record(content, "packed record")
