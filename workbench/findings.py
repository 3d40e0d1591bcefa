"""What the figures find: titles that state it, computed from the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.comparison import waterfall_table
from workbench.summaries import (
    balanced,
    delay_shares,
    grouped_quantile,
    level_summary,
    records,
    scenario_place,
    titles,
    unit_names,
)
from workbench.text import (
    CAUSES,
    MINUS,
    Label,
    better_sign,
    difference_form,
    form_of,
    level_name,
    name_of,
    number,
    shortened,
    value_text,
)

if TYPE_CHECKING:
    from models.organisation import Organisation
    from simulation.runs import Runs
    from workbench.journeys import Journey

NO_DIRECTIVE = Label("没有下达任何任务", "No directive was issued")
NAMED_AT_MOST = 4  # scenarios that a title names


def attenuation_finding(runs: Runs, lang: str) -> str:
    """Return what is left at the last level of the first scenario, and beside it the others."""
    table = level_summary(runs, ("substance", "formal_pressure"))
    last = level_name(runs.organisation.levels[-1], lang)
    bottom = table[table["level"] == runs.organisation.levels[-1]].set_index(["indicator", "scenario"])[
        "mean"
    ]
    names = titles(runs, lang)
    first = runs.names[0]
    substance, pressure = float(bottom["substance", first]), float(bottom["formal_pressure", first])
    if np.isnan(substance):
        return NO_DIRECTIVE(lang)
    share, times = number(substance, "share", decimals=0), number(pressure, "times", decimals=1)
    if np.isnan(pressure):
        return Label(
            f"{names[first]}：没有任务到达{last}",
            f"{capital(names[first])}: no directive reaches {last} level",
        )(lang)
    grown = np.sign(round(pressure, 1) - 1.0)
    if lang == "zh":
        kept = "只剩" if substance < 0.995 else "仍有"
        change = {1: f"形式压力却增至 {times} 倍", -1: f"形式压力也降至 {times} 倍", 0: "形式压力不变"}[
            int(grown)
        ]
        text = f"{names[first]}：到{last}{kept} {share}% 的实质责任，{change}"
        others = [
            f"{names[name]} {rounded_share(bottom['substance', name])}"
            for name in runs.names[1:NAMED_AT_MOST]
        ]
        return text + (f"（{'，'.join(others)}）" if others else "")
    change = {
        1: f"while formal pressure grows to {times} times",
        -1: f"and formal pressure falls to {times} times",
        0: "and formal pressure stays as issued",
    }[int(grown)]
    text = f"{capital(names[first])}: {share}% of the substance is left at {last} level, {change}"
    others = [
        f"{names[name]} {rounded_share(bottom['substance', name])}" for name in runs.names[1:NAMED_AT_MOST]
    ]
    return text + (f" ({', '.join(others)})" if others else "")


def rounded_share(value: float) -> str:
    """Write a share in whole percent."""
    return f"{number(value, 'share', decimals=0)}%"


def loss_parts(runs: Runs, scenario: str) -> pd.DataFrame:
    """Return the mean share of substance lost (-) or gained (+), one row a level and one column a cause."""
    table = waterfall_table(runs)
    table = table[table["scenario"] == scenario]
    parts = table.pivot(index="level", columns="cause", values="mean")
    return parts.loc[list(runs.organisation.levels), list(dict.fromkeys(table["cause"]))]


def loss_rounded(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the parts in percentage points with one decimal, so that they add up to the rounded whole."""
    return pd.DataFrame(balanced(100.0 * parts.to_numpy(), 1), index=parts.index, columns=parts.columns)


def loss_finding(runs: Runs, scenario: str, lang: str) -> str:
    """Return how much of the substance is delivered, and which cause takes most of it."""
    shown = loss_rounded(loss_parts(runs, scenario))
    if runs.directives[scenario_place(runs, scenario)].sum() == 0:
        return NO_DIRECTIVE(lang)
    causes = shown.sum()
    worst, restored = str(causes.idxmin()), float(causes.get("restored", 0.0))
    title = titles(runs, lang)[scenario]
    delivered, most = f"{100.0 + causes.sum():.1f}%", f"{-causes[worst]:.1f}"
    level = level_name(str(shown[worst].idxmin()), lang)
    if lang == "zh":
        text = f"{title}：实质责任落地 {delivered}；损失最多的是{name_of(CAUSES, worst, lang)}（{most} 个百分点，以{level}为最）"
        return text + (f"，检查恢复补回 {restored:.1f}" if restored >= 0.05 else "")
    text = (
        f"{capital(title)}: {delivered} of the substance is delivered; largest loss: {name_of(CAUSES, worst, lang)} "
        f"({most} points, most of it at {level} level)"
    )
    return text + (f"; checks restore {restored:.1f}" if restored >= 0.05 else "")


def verdict(indicator: str, difference: float, p_holm: float, significance: float = 0.05) -> str:
    """Return ``"better"``, ``"worse"``, ``"changed"`` (neither by itself) or ``"undecided"``.

    Decided only where the p value, corrected by Holm over the indicators of the scenario, is below the significance, and the
    difference is not too small to be written.

    Examples
    --------
    >>> verdict("lost", -0.1, 0.001), verdict("lost", -0.1, 0.2), verdict("work_hours", 1.0, 0.0)
    ('better', 'undecided', 'changed')
    """
    if not p_holm < significance:  # NaN, with a single replication, decides nothing
        return "undecided"
    if not float(number(difference, difference_form(form_of(indicator))).replace(MINUS, "-")):
        return "undecided"  # certain, but too small to be written
    sign = better_sign(indicator)
    return "changed" if sign == 0 else "better" if sign * difference > 0 else "worse"


def comparison_finding(table: pd.DataFrame, names: Mapping[str, str], baseline: str, lang: str) -> str:
    """Return what each scenario does to the substance delivered, and how many indicators it betters and worsens."""
    parts = []
    for scenario in dict.fromkeys(table["scenario"]):
        rows = table[table["scenario"] == scenario]
        verdicts = [verdict(row["indicator"], row["difference"], row["p_holm"]) for row in records(rows)]
        better, worse = verdicts.count("better"), verdicts.count("worse")
        change = substance_change(rows[rows["indicator"] == "substance"].iloc[0], names[scenario], lang)
        counts = Label(
            f"（{len(rows)} 项指标：{better} 项更好、{worse} 项更差）",
            f" ({better} of {len(rows)} indicators better, {worse} worse)",
        )
        parts.append(change + counts(lang))
    if lang == "zh":
        return f"与{names[baseline]}相比，" + "；".join(parts)
    return f"Against {names[baseline]}, " + "; ".join(parts)


def substance_change(row: pd.Series[Any], name: str, lang: str) -> str:
    """Return one scenario's change of the substance delivered."""
    outcome = verdict("substance", row["difference"], row["p_holm"])
    if outcome == "undecided":
        unknown = Label(
            f"{name}对落地的实质责任有无作用尚不能断定",
            f"{name} has no certain effect on the substance delivered",
        )
        return unknown(lang)
    amount = value_text(abs(row["difference"]), "points", lang)
    rises = outcome == "better"
    if lang == "zh":
        return f"{name}使落地的实质责任{'提高' if rises else '降低'} {amount}"
    return f"{name} {'raises' if rises else 'lowers'} the substance delivered by {amount}"


def delay_finding(runs: Runs, lang: str) -> str:
    """Return the median time until done at the last level, by scenario, and the share done."""
    if runs.directives.sum() == 0:
        return NO_DIRECTIVE(lang)
    last = level_name(runs.organisation.levels[-1], lang)
    pairs = list(zip(titles(runs, lang).values(), delay_shares(runs)[:, -1], strict=True))
    parts = [delay_part(name, weeks, lang) for name, weeks in pairs[:NAMED_AT_MOST]]
    if lang == "zh":
        return f"任务到{last}办结的中位用时：" + "，".join(parts)
    return f"Median time until done at {last} level: " + ", ".join(parts)


def delay_part(name: str, weeks: NDArray[np.float64], lang: str) -> str:
    """Return one scenario's median time until done and the share done."""
    done = number(float(weeks.sum()), "share", decimals=0)
    if weeks.sum() == 0.0:
        return Label(f"{name}无一办结", f"nothing done under {name}")(lang)
    median = number(grouped_quantile(weeks, 0.5), "weeks", decimals=1)
    return Label(f"{name} {median} 周（办结 {done}%）", f"{median} weeks under {name} ({done}% done)")(lang)


def map_finding(organisation: Organisation, lines: pd.DataFrame, lang: str) -> str:
    """Return which line matters most, or that several matter alike."""
    if lines.empty:
        return Label("只有一个单位，没有上下级之间的线", "A single unit: there is no line to break")(lang)
    first = lines.iloc[0]
    if first["cost"] <= 0.0:
        return Label(
            "现在任务到不了任何下级，断哪条线都没有差别",
            "No directive gets down at all: no line makes a difference",
        )(lang)
    names = unit_names(organisation)
    upper, lower = (shortened(names[organisation.position(first[end])], 24) for end in ("source", "unit"))
    share = small_share(first["share"], lang)
    spaced = f" {share}" if share[0].isdigit() else share
    who = Label("单位", "units")
    if organisation.members is not None or not (organisation.headcount == 1.0).all():
        who = Label("人员", "people")
    alike = int((lines["cost"] >= first["cost"] * (1 - 1e-9)).sum())
    if alike > 1:
        return Label(
            f"{alike:,} 条线同样要紧：任一条断开，原本能到达的{who.zh}有{spaced} 收不到任务（如{upper}→{lower}）",
            f"{alike:,} lines matter alike: if any breaks, {share} of the {who.en} reached now are not "
            f"(such as {upper} → {lower})",
        )(lang)
    return Label(
        f"最要紧的一条线：{upper}→{lower}，此线一断，原本能到达的{who.zh}有{spaced} 收不到任务",
        f"The line that matters most: {upper} → {lower}; if it breaks, {share} of the {who.en} reached now are not",
    )(lang)


def small_share(value: float, lang: str) -> str:
    """Write a share in percent that may be very small.

    Examples
    --------
    >>> small_share(0.118, "en"), small_share(0.0041, "en"), small_share(0.00001, "zh")
    ('11.8%', '0.41%', '不到 0.01%')
    """
    if 0.0 < value < 0.0001:
        return Label("不到 0.01%", "under 0.01%")(lang)
    return number(value, "share", decimals=1 if value >= 0.01 else 2) + "%"


def journey_finding(journey: Journey, names: Mapping[str, str], lang: str, scenario: str = "") -> str:
    """Return how long the directive took, what broke on the way, and what is left of it."""
    text = journey_text(journey, names, lang)
    return f"{capital(scenario)}{Label('：', ': ')(lang)}{text[0].lower()}{text[1:]}" if scenario else text


def capital(text: str) -> str:
    """Return a text with its first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]


def journey_text(journey: Journey, names: Mapping[str, str], lang: str) -> str:
    """Return the finding of a journey without its scenario."""
    last, count = journey.last, journey.directive + 1
    name, breaks = shortened(names[last.unit], 24), journey.breaks
    if last.done is None or last.substance is None:
        lost = next((stop for stop in journey.stops if stop.received is None), None)
        where = shortened(names[lost.unit], 24) if lost else name
        kind = "unfinished" if lost is None else "lost" if lost.breaks else "underway"
        reasons = {
            "lost": Label(
                f"到{where}时断链，至期末未被发现",
                f"the chain broke on the way to {where} and nobody noticed",
            ),
            "underway": Label(f"至期末还没有到{where}", f"it had not come to {where} by the end"),
            "unfinished": Label("至期末仍在办理", "it was still in hand at the end"),
        }
        opening = Label(f"第 {count} 号任务没有在{name}办结：", f"Directive {count} was not done at {name}: ")
        return opening(lang) + reasons[kind](lang)
    weeks, share = (
        number(last.done - journey.issued, "weeks", decimals=1),
        number(last.substance, "share", decimals=0),
    )
    broken = (
        Label("一路未断链", "no chain broke")
        if not breaks
        else Label(f"途中断链 {breaks} 次", times_broken(breaks))
    )
    return Label(
        f"第 {count} 号任务到{name}办结用了 {weeks} 周，{broken.zh}，实质责任余 {share}%",
        f"Directive {count} took {weeks} weeks until done at {name}; {broken.en}; {share}% of its substance is left",
    )(lang)


def times_broken(breaks: int) -> str:
    """Return how often a chain broke, in English."""
    return "the chain broke once" if breaks == 1 else f"the chain broke {breaks} times"
