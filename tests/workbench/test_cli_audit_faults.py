"""Tables as they come: full-width digits, several ways to write a day, words in place of numbers, GB18030; all faults at once."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from workbench.cli import app

# Of each instrument a table in Chinese, and of each fault the row, the column and the value.
TABLES = {
    "duties": (
        "职责事项,责任单位,分工,权限\n脱贫攻坚,甲支部,牵头,有\n脱贫攻坚,乙支部,牵头人,０．５\n,甲支部,协办,1.2\n"
        "基层党建,甲支部,配合,\n安全生产,,牵头,１８０％\n安全生产,丙支部,,半\n",
        [(3, "分工", "牵头人"), (4, "职责事项", ""), (4, "权限", "1.2"), (6, "权限", "１８０％"),
         (6, "分工", "牵头/lead"), (7, "权限", "半")],
    ),
    "meetings": (
        "支部,会议类型,召开时间,时长,交办事项,完成时限,完成日期\n甲,周调度,2024年1月8号,２,修路,2024-02-30,\n"
        "甲,周调渡,8/1/2024,两小时,,,\n乙,月督查,45321,1.5,事项,2024.3.1,20240201\n乙,月督查,2024/1/32,-1,,,\n"
        "丙,,20240115,9999,,24.1.5,\n",
        [(2, "完成时限", "2024-02-30"), (3, "会议类型", "周调渡"), (3, "召开时间", "8/1/2024"), (3, "时长", "两小时"),
         (4, "召开时间", "45321"), (5, "召开时间", "2024/1/32"), (5, "时长", "-1"), (6, "会议类型", ""),
         (6, "时长", "9999"), (6, "完成时限", "24.1.5")],
    ),
    "pioneer": (
        "姓名,所属支部,理论学习,作用发挥,创新\n张三,甲,９０,8,2\n李四,甲,九十,,1\n,乙,80,7,-1\n王五,乙,#N/A,7,0\n"
        "张三,甲,70,1e999,0\n",
        [(3, "理论学习", "九十"), (3, "作用发挥", ""), (4, "姓名", ""), (4, "创新", "-1"), (5, "理论学习", "#N/A"),
         (6, "作用发挥", "1e999"), (6, "姓名", "张三")],
    ),
    "scores": (
        "单位,过程分,业务分,群众分\n甲,85,90,101\n乙,八十五,,70\n甲,80,80,80\n",
        [(2, "群众分", "101"), (3, "过程分", "八十五"), (3, "业务分", ""), (4, "单位", "甲")],
    ),
    "ratings": (
        "支部,得分,评分人数,标准差\n甲,４．５,２０,０．５\n乙,5.5,10,\n丙,4,10,3\n丁,四分,3.5,\n戊,,5,\n",
        [(3, "得分", "5.5"), (4, "标准差", "3"), (5, "得分", "四分"), (5, "评分人数", "3.5"), (6, "评分人数", "5")],
    ),
    "growth": (
        "人员,时间,类别,学时,积分\n张三,2024-13-01,培训,8,\n李四,二〇二四年三月五日,培训班,８,1\n王五,45356,交流,-3,\n"
        ",2024年3月5日,奖励,,\n",
        [(2, "时间", "2024-13-01"), (3, "时间", "二〇二四年三月五日"), (3, "类别", "培训班"), (4, "时间", "45356"),
         (4, "学时", "-3"), (5, "人员", "")],
    ),
    "projects": (
        "项目名称,责任单位,立项时间,调度时间,评估时间,推广时间,终止时间\nP1,甲,2024/1/5,2024/1/2,,,\n"
        "P2,乙,2024-02-01,,2024-03-01,,\nP1,丙,45321,,,,\nP3,甲,2024年5月,,,,\nP4,甲,2024.6.1,,,2024.7.1,2024.8.1\n",
        [(2, "调度时间", "2024-01-02"), (3, "评估时间", "2024-03-01"), (4, "立项时间", "45321"), (4, "项目名称", "P1"),
         (5, "立项时间", "2024年5月"), (6, "推广时间", "2024-07-01"), (6, "终止时间", "2024-08-01")],
    ),
}  # fmt: skip


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def place(row: int, column: str, value: str) -> str:
    shown = f"，值“{value}”" if value else ""
    return f"第{row}行，“{column}”列{shown}："


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
@pytest.mark.parametrize("name", TABLES)
def test_every_fault_is_told_with_row_column_value_and_what_is_allowed(
    name: str, encoding: str, tmp_path: Path
) -> None:
    text, faults = TABLES[name]
    (tmp_path / "表.csv").write_bytes(text.encode(encoding))
    refused = call("audit", name, tmp_path / "表.csv")
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    assert f"共发现 {len(faults)} 处问题" in lines[0], refused.stderr
    for fault in faults:
        mine = [line for line in lines if place(*fault) in line]
        assert len(mine) == 1, (fault, refused.stderr)
        assert "；允许：" in mine[0]
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", TABLES)
def test_a_serial_number_of_a_spreadsheet_is_told_as_the_day_it_means(name: str, tmp_path: Path) -> None:
    """In a workbook the same cells: numbers stay numbers, so that a day typed into a cell of numbers is found out too."""
    text, faults = TABLES[name]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append(
            [int(cell) if cell.isascii() and cell.isdigit() else cell or None for cell in line.split(",")]
        )
    book.save(tmp_path / "表.xlsx")
    refused = call("audit", name, tmp_path / "表.xlsx")
    assert f"共发现 {len(faults)} 处问题" in refused.stderr, refused.stderr
    serial = {"45321": "2024-01-30", "45356": "2024-03-05"}
    for _, _, value in faults:
        if value in serial:
            assert f"值“{value}”：不是日期（是否应为“{serial[value]}”？）" in refused.stderr


def test_missing_columns_are_called_as_in_the_templates(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    refused = call("audit", "projects", tmp_path / "表.csv")
    for heading in ("项目/project", "立项/initiated", "推广/promoted"):
        assert f"缺少“{heading}”列" in refused.stderr


@pytest.mark.parametrize("name", ["meetings", "ratings", "growth", "projects"])
def test_a_table_with_headings_alone_is_told_and_written(name: str, tmp_path: Path) -> None:
    headings = TABLES[name][0].splitlines()[0]
    (tmp_path / "表.csv").write_bytes(f"{headings}\n".encode("gb18030"))
    told = call("audit", name, tmp_path / "表.csv", "--output", tmp_path / "out")
    assert told.exit_code == 0, told.stderr
    assert "表中没有任何记录" in told.stderr
    assert (tmp_path / "out" / "audit.json").is_file()
