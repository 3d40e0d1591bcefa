"""Whatever is typed wrong is refused in Chinese and English, with the documented exit code and no traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from models import Organisation
from simulation import Scenario, simulate
from workbench.cli import app
from workbench.outputs import write_record

CHINESE = re.compile(r"[一-鿿]{2}")


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, a run and things that are none, in which commands are typed."""
    organisation = Organisation.tree([2])
    organisation.to_frame().to_csv(tmp_path / "units.csv", index=False)
    (tmp_path / "run").mkdir()
    write_record(
        simulate(organisation, Scenario.today(), replications=2, seed=1, weeks=1),
        None,
        tmp_path / "run" / "run.json",
    )
    (tmp_path / "file.txt").write_text("text", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "wrong.toml").write_text("name = \n", encoding="utf-8")
    (tmp_path / "gb.toml").write_bytes('title_zh = "现状"'.encode("gb18030"))
    (tmp_path / "values.toml").write_text(
        'format = 1\nname = "A B"\n[parameters.transmission]\nlos = 1\n[calendar.checkpoints."会议"]\nperiod = 1\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("replay run --scenario tody --replication 0", 1, "没有情景 'tody'，是否应为 'today'？"),
        ("replay run --scenario today --replication 2", 1, "重复序号须为 0 到 1 的整数"),
        ("replay run --scenario today --replication -1", 2, "不得小于 0"),
        ("replay nowhere --scenario today --replication 0", 1, "没有运行记录"),
        ("replay file.txt --scenario today --replication 0", 1, "不是运行记录"),
        ("replay run --scenario today --replication 0 --output x.xlsx", 1, "扩展名须为 .csv 或 .parquet"),
        ("replay run --scenario today --replication 0 --output file.txt/x.csv", 1, "不能用作文件夹"),
        ("replay run --scenario today --replication 0 --junior units.csv", 1, "请用 --organisation"),
        ("compare today formalism --baseline x -o units.csv", 1, "没有基准情景 'x'"),
        ("run today -o units.csv --repair roots=joi", 1, "是否应为“join”"),
        ("run today -o units.csv --repair rots=join", 1, "没有修复方式 'rots'，是否应为 'roots'？"),
        ("run today -o units.csv --repair root=", 1, "前后没有空格"),
        ("run today --junior units.csv", 1, "请用 --organisation"),
        ("run today -o nowhere.csv", 1, "文件不存在"),
        ("run nowhere.toml", 1, "文件不存在"),
        ("run wrong.toml", 1, "第 1 行第 7 列不是有效的 TOML"),
        ("run gb.toml", 1, "不是 UTF-8 文本"),
        ("check values.toml", 1, "检查名称须由小写字母"),
        ("check values.toml", 1, "须以小写字母或数字开头"),
        ("run today -o units.csv --weeks 0", 2, "须大于 0"),
        ("run today -o units.csv -n 0", 2, "须在 1 到"),
        ("run today -o units.csv --seed -1", 2, "须为 0 到"),
        ("run today -o units.csv --threads 0", 2, "不得小于 1"),
        ("run today -o units.csv --output file.txt", 1, "是文件"),
        ("run today -o units.csv --output folder", 1, "里有别的文件"),
        ("run today -o units.csv --output file.txt/run", 1, "是文件而不是文件夹"),
        ("run today -o units.csv --output /proc/run", 1, "无法在此新建"),
        ("sheet ledgr --output out", 1, "没有措施 'ledgr'，是否应为 'ledger'？"),
        ("sheet ledger -o units.csv --output file.txt", 1, "是文件而不是文件夹"),
        ("sheet ledger -o units.csv --output out --weeks 0", 2, "须大于 0"),
        ("sheet ledger --output out --level village", 1, "没有层级 'village'"),
        ("stack -o units.csv --output out --intensity 2", 1, "力度须大于 0"),
        ("stack --output out --indicator gains", 1, "没有指标 'gains'，是否应为 'gain'？"),
        ("ranges -o units.csv --output out --spread nearly", 1, "没有参数范围 'nearly'，是否应为 'near'？"),
        ("ranges -o units.csv --output out --within loss=2:1", 1, "下限小于上限"),
        ("export-tables today -o units.csv --output out --year 0", 1, "年份须为"),
        ("export-tables today -o units.csv --output out --seed -1", 2, "须为 0 到"),
        ("codebook --output folder", 1, "这是文件夹"),
        ("odd --output folder", 1, "这是文件夹"),
        ("audit ratings units.csv --fewest 0", 2, "不得小于 1"),
        ("audit pioneer units.csv --spread 2", 2, "须在 0 到 1 之间"),
        ("audit templates file.txt", 1, "不能用作文件夹"),
        ("audit pioneer units.csv --weights 0,0,0", 1, "不得全为 0"),
        ("audit pioneer units.csv --weights=-1,1,1", 1, "不得为负"),
        ("audit pioneer units.csv --weights nan,1,1", 1, "应为 3 个数"),
        ("audit pioneer units.csv --bands 5,3", 1, "由小到大的正整数"),
        ("audit pioneer units.csv --bands 3,x", 1, "由小到大的正整数"),
        ("audit pioneer units.csv --normalisation target", 2, "须同时给出"),
        ("audit pioneer units.csv --targets 1,1,1", 2, "须同时给出"),
        ("audit pioneer units.csv --normalisation target --targets 0,1,1", 1, "均须大于 0"),
        ("audit scores units.csv --valued=-1,1,1", 1, "不得为负"),
        ("audit ratings units.csv --prior 9", 2, "须在 1 到 5 之间"),
        ("audit ratings units.csv --prior nan", 2, "须在 1 到 5 之间"),
    ],
)
def test_a_wrong_wish_is_refused_in_chinese(words: str, code: int, told: str) -> None:
    result = call(*words.split())
    # a box around wrong use breaks the lines
    output = re.sub(r"[\s│]+", "", result.output)
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert re.sub(r"\s+", "", told) in output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record.update(format=7), "格式为 7"),
        (lambda record: record.pop("seed"), "seed: 缺少此项"),
        (lambda record: record.update(weeks="x"), "weeks: 取值不符合要求"),
        (lambda record: record["organisation"].update(digest="0"), "机构不同"),
        (lambda record: record["organisation"].pop("table"), "请另给机构表"),
        (lambda record: record["organisation"]["table"]["level"].pop(), "level 列有 2 行"),
        (lambda record: record["organisation"]["table"]["superior"].__setitem__(1, "z"), "上级或层级不存在"),
        (
            lambda record: record["scenarios"][0]["parameters"]["transmission"].update(los=1),
            "是否应为 'loss'",
        ),
    ],
)
def test_a_bad_record_is_refused_in_chinese(
    place: Path, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    record = json.loads((place / "run" / "run.json").read_text(encoding="utf-8"))
    change(record)
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")
    result = call("replay", "run.json", "--scenario", "today", "--replication", 0)
    assert (result.exit_code, told in result.stderr) == (1, True), result.output


@pytest.mark.usefixtures("place")
def test_what_the_system_refuses_is_told_in_the_language_asked_for() -> None:
    words = ("audit", "templates", "file.txt")
    english = call(*words, "--lang", "en").stderr
    assert english == "file.txt: this is a file and cannot be a folder\n"
    assert CHINESE.search(call(*words).stderr)


def test_files_that_share_their_ending_only_are_not_suggested(tmp_path: Path) -> None:
    for name in ("org.csv", "regions.csv", "regions.xlsx", "notes.docx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    for typed, meant in (
        ("nothere.csv", None),
        ("region.csv", "regions.csv"),
        ("Regions.xlsx", "regions.xlsx"),
        ("org.parquet", "org.csv"),
        ("notes.csv", None),
    ):
        output = call("check", tmp_path / typed, "--lang", "en").stdout
        assert ("did you mean" in output) == (meant is not None), output
        assert meant is None or f'did you mean "{meant}"' in output
