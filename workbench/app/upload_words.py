"""The words of the upload, in Chinese and in English."""

from __future__ import annotations

from workbench.text import Label

WORDS = {
    "title": Label("用自己的机构", "Your own organisation"),
    "note": Label(
        "文件只在内存和临时文件夹中读取，读完即删；文件中的公式和宏都不会执行。",
        "Files are read in memory and in a temporary folder that is deleted afterwards; no formula or macro in them is executed.",
    ),
    "mode": Label("文件种类", "kind of file"),
    "mode_table": Label("机构表（一个文件）", "table of an organisation (one file)"),
    "mode_organogram": Label(
        "英国组织图（senior、junior 两个文件）", "UK organogram (a senior and a junior file)"
    ),
    "table": Label("选择机构表……", "Choose a table ..."),
    "senior": Label("选择 senior 文件……", "Choose the senior file ..."),
    "junior": Label("选择 junior 文件（可不传）……", "Choose the junior file (optional) ..."),
    "columns": Label(
        "CSV、XLSX 或 Parquet，第一行为表头：单位、上级、层级；可有：名称、人数、职权、责任。不超过 {size}、{units} 个单位。",
        "CSV, XLSX or Parquet; headings in the first row: unit, superior, level; perhaps name, headcount, authority, "
        "responsibility. At most {size} and {units} units.",
    ),
    "columns_organogram": Label(
        "按英国政府公布的格式，CSV 或 XLSX。每个文件不超过 {size}、{units} 行。",
        "As published by UK government bodies, CSV or XLSX. At most {size} and {units} rows a file.",
    ),
    "coming": Label("正在接收 {name}……", "receiving {name} ..."),
    "reading": Label("正在读取并检查 {name}……", "reading and checking {name} ..."),
    "good": Label(
        "可用：{units} 个单位。请看下表，无误后点“使用这个机构”。",
        "Good: {units} units. Look at it below, then use it.",
    ),
    "accepted": Label(
        "已改用这个机构（{units} 个单位）。", "This organisation is in use now ({units} units)."
    ),
    "found": Label(
        "{files}：共发现 {number} 处问题，机构还不能用。{shown}改正文件后重新上传，或选用下面的修复方式。",
        "{files}: {number} found that must be put right before the organisation can be used. {shown}Correct the file and upload it "
        "again, or choose a repair below.",
    ),
    "found_only": Label(
        "{files}：共发现 {number} 处问题，机构还不能用。{shown}请改正文件后重新上传。",
        "{files}: {number} found that must be put right before the organisation can be used. {shown}Correct the file and upload it "
        "again.",
    ),
    "first": Label("下表列出前 {most} 处。", "The first {most} are listed. "),
    "too_bytes": Label(
        "{file} 有 {found}，上限是 {most}。请删去用不到的列，或只上传需要的部分。",
        "{file} has {found}; the limit is {most}. Leave out columns that are not needed, or upload the part that is.",
    ),
    "too_unpacked": Label(
        "{file} 解压后有 {found}，上限是 {most}。请另存为 CSV，或删去用不到的工作表和列。",
        "{file} comes to {found} unpacked; the limit is {most}. Save it as CSV, or leave out sheets and columns "
        "that are not needed.",
    ),
    "too_units": Label(
        "{file} 有 {found} 行，上限是 {most} 个单位。请只上传需要的部分，例如去掉最低一级。",
        "{file} has {found} rows; the limit is {most} units. Upload the part that is needed, for example without the lowest level.",
    ),
    "failed": Label(
        "{name} 没有读成：{reason}\n请检查文件，或另存为 CSV（UTF-8）后再传。",
        "{name} could not be read: {reason}\nCheck the file, or save it as CSV (UTF-8) and upload that.",
    ),
    "faults": Label("发现的问题", "What was found"),
    "place": Label("位置", "where"),
    "value": Label("值", "value"),
    "problem": Label("问题", "problem"),
    "allowed": Label("允许", "allowed"),
    "row": Label("所在的行", "the row as it stands"),
    "row_number": Label("第{row}行", "row {row}"),
    "whole_file": Label("整个文件", "the whole file"),
    "repairs": Label("修复方式（选中即重新检查）", "Repairs (the file is checked again at once)"),
    "repair_count": Label("{label}（{option}）：{number} 处", "{label} ({option}): {number}"),
    "repair_on": Label("{label}（{option}）", "{label} ({option})"),
    "root": Label("新增最高单位的编码和层级名", "id and level of the new top unit"),
    "notes": Label("读入时的说明与修复", "Assumed or repaired on reading"),
    "preview": Label("按层级预览", "Level by level"),
    "level": Label("层级", "level"),
    "units": Label("单位数", "units"),
    "leading": Label("其中有下级的", "with subordinates"),
    "headcount": Label("人数", "headcount"),
    "examples": Label("例如", "for example"),
    "accept": Label("使用这个机构", "Use this organisation"),
    "clear": Label("清除", "Clear"),
}

# What each repair does, by its name and value in `models.tables.Repairs`.
REPAIRS = {
    ("roots", "join"): Label(
        "多个最高单位：并入一个新增的单位之下", "several at the top: join them under a new unit"
    ),
    ("orphans", "attach"): Label(
        "上级不在表中：挂到最高单位之下", "superior not in the table: attach to the top unit"
    ),
    ("duplicates", "first"): Label("编码重复：只保留第一行", "repeated ids: keep the first row"),
    ("duplicates", "number"): Label("编码重复：各自加编号，全部保留", "repeated ids: number them, keep all"),
    ("cycles", "cut"): Label(
        "上级成环：断开并挂到最高单位之下", "circles of superiors: cut, and put under the top unit"
    ),
    ("digits", "convert"): Label("全角数字：改为半角", "full-width digits: convert"),
}
