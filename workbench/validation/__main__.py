"""The table of theory beside the code in the terminal: ``python -m workbench.validation``; fails where a check fails."""

from __future__ import annotations

import argparse

from workbench.text import Label
from workbench.validation import in_words, validation_table

RESULT = Label("共 {number} 项检验，未通过 {wrong} 项", "{number} checks, {wrong} failed")


def main() -> int:
    """Print every check with its pass mark; return 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m workbench.validation", description=__doc__)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replications", type=int, default=200)
    asked = parser.parse_args()
    table = validation_table(asked.lang, seed=asked.seed, replications=asked.replications)
    words = in_words(table, asked.lang)
    theme, subject, case, expected, found, margin, _, passed, _ = words.columns
    for name, rows in words.groupby(theme, sort=False):
        print(f"\n{name}")
        for row in rows.to_dict("records"):
            print(
                f"  {row[passed]} {row[subject]} [{row[case]}]: {row[expected]} | {row[found]} ± {row[margin]}"
            )
    wrong = int((~table["passed"]).sum())
    print(f"\n{RESULT(asked.lang).format(number=len(table), wrong=wrong)}")
    return min(wrong, 1)


if __name__ == "__main__":
    raise SystemExit(main())
