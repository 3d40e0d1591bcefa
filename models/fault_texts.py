"""The wording of faults and notes, English and Chinese side by side."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """Problem, what is allowed, and how a suggestion is put, each (English, Chinese)."""

    problem: tuple[str, str]
    allowed: tuple[str, str] = ("", "")
    suggested: tuple[str, str] = (' (did you mean "{meant}"?)', "（是否应为“{meant}”？）")


_CODES = ("ids written as text", "以文本格式书写的编码")

FAULTS: dict[str, Wording] = {
    # the file as a whole
    "file_missing": Wording(
        ("there is no such file", "文件不存在"),
        ("the path of a CSV, XLSX or Parquet file", "CSV、XLSX 或 Parquet 文件的路径"),
    ),
    "other_kind": Wording(
        ("the name says one kind of file, the content is another: {kind}", "文件名与内容不符：内容是 {kind}"),
        (
            "a name with the ending of its content; or open it in a spreadsheet and save it as CSV or XLSX",
            "与内容相符的扩展名；或用电子表格软件打开后另存为 CSV 或 XLSX",
        ),
    ),
    "folder": Wording(
        ("this is a folder, not a file", "这是文件夹，不是文件"),
        (
            "the path of a CSV, XLSX or Parquet file (tables in this folder: {tables})",
            "CSV、XLSX 或 Parquet 文件的路径（该文件夹中的表格：{tables}）",
        ),
    ),
    "file_type": Wording(
        ("this kind of file cannot be read", "无法读取这种文件"),
        (
            ".csv, .tsv, .txt, .xlsx, .parquet (save an old .xls as .xlsx)",
            ".csv、.tsv、.txt、.xlsx、.parquet（旧版 .xls 请另存为 .xlsx）",
        ),
    ),
    "file_unreadable": Wording(
        ("the file cannot be opened as {kind}: {reason}", "无法按 {kind} 格式打开文件：{reason}"),
        ("an undamaged {kind} file", "完好的 {kind} 文件"),
    ),
    "empty": Wording(
        ("there is not a single row of data", "没有任何数据行"),
        ("a heading row and at least one row of data", "一行表头和至少一行数据"),
    ),
    "encoding": Wording(
        ("the text could not be decoded (tried: {tried})", "无法识别文本编码（已尝试：{tried}）"),
        (
            "UTF-8 (also with a byte order mark), GB18030 (GBK), Windows-1252; or name it: encoding=...",
            "UTF-8、带 BOM 的 UTF-8、GB18030（GBK、GB2312）或 Windows-1252；也可用 encoding=... 指明",
        ),
    ),
    "encoding_row": Wording(
        (
            "the file is read as {encoding}, but the bytes here are not",
            "文件按 {encoding} 编码读取，但此处的字节不符合该编码",
        ),
        ("one encoding throughout the file", "全文件使用同一种编码"),
    ),
    "nul": Wording(
        ("bytes of zero (shown as \\0) stand in this row", "此行含有空字节（显示为 \\0）"),
        ("text without bytes of zero: export the table anew", "不含空字节的文本：请重新导出该表"),
    ),
    "sheet_missing": Wording(
        ("there is no such sheet", "没有这个工作表"),
        ("one of the sheets: {sheets}", "下列工作表之一：{sheets}"),
    ),
    "header_below": Wording(
        ("the headings stand in row {row} of the file, not in row 1", "表头在文件第{row}行，而不在第1行"),
        (
            "headings in row 1: delete the rows above them",
            "表头应在第1行：请删除其上方的行",
        ),
    ),
    "organogram": Wording(
        (
            "this is the senior posts' file of a published organogram",
            "这是已公布的组织架构图（高级岗位文件）",
        ),
        (
            "with its junior file: --junior FILE, or Organisation.read_organogram(senior, junior)",
            "请与普通岗位文件一并读取：--junior 文件，或 Organisation.read_organogram(senior, junior)",
        ),
    ),
    "organogram_junior": Wording(
        (
            "this is the junior posts' file of a published organogram",
            "这是已公布的组织架构图（普通岗位文件）",
        ),
        (
            "the senior posts' file, with this one as --junior FILE, or Organisation.read_organogram(senior, junior)",
            "请先给出高级岗位文件，再以本文件作为 --junior 文件，或 Organisation.read_organogram(senior, junior)",
        ),
    ),
    "column_missing": Wording(
        ("there is no column {name}{where_en}", "缺少“{name}”列{where_zh}"),
        ("headings {headings}", "表头：{headings}"),
        (
            ' (the heading "{meant}" looks like it: if it is meant, rename it to "{name}")',
            "（表头“{meant}”与之相近：如所指即此，请改为“{name}”）",
        ),
    ),
    "column_misspelt": Wording(
        ("no such column is known", "没有名为此的列"),
        ("headings {headings}; other columns are left alone", "表头：{headings}；其他列不予理会"),
    ),
    "column_twice": Wording(
        ("this column is there more than once", "该列重复出现"),
        ("each column once", "每列只出现一次"),
    ),
    "full_width_comma": Wording(
        ("the cells are separated by full-width commas", "单元格之间用了全角逗号"),
        ("half-width commas (,), semicolons or tabs", "半角逗号（,）、分号或制表符"),
    ),
    "quote_open": Wording(
        ("a quotation mark is opened here and not closed", "此处的引号没有闭合"),
        (
            'text in double quotes, a quotation mark inside it doubled: "the ""five ones"""',
            '用双引号括住的文本，其中的引号写两遍："所谓""五个一"""',
        ),
    ),
    "cells": Wording(
        (
            "the row has {found} cells, the heading row has {expected}",
            "本行有 {found} 个单元格，而表头有 {expected} 个",
        ),
        (
            "as many cells as headings; a cell that holds a comma or a line break stands in double quotes",
            "单元格数与表头一致；含逗号或换行的内容要加双引号",
        ),
    ),
    # one cell
    "blank_id": Wording(
        ("the unit has no id", "单位编码为空"), ("an id, different for every unit", "每个单位各不相同的编码")
    ),
    "blank_level": Wording(
        ("the unit has no level", "层级为空"), ("the name or number of a level", "层级的名称或数字")
    ),
    "full_width": Wording(
        ("the number is written in full-width digits", "数字使用了全角字符"),
        ('half-width digits: "{half}"', "半角数字：“{half}”"),
    ),
    "not_a_number": Wording(
        ("this is not a number", "不是数字"),
        (
            "a plain number such as 12 or 3.5, without separators or units; or blank",
            "普通数字，如 12 或 3.5，不带分隔符或单位；或留空",
        ),
    ),
    "negative": Wording(("the number is negative", "数字为负"), ("0 or more", "0 或更大")),
    "too_many_people": Wording(
        ("the number is greater than all of mankind", "数字超过全人类的人数"),
        ("0 to 10,000,000,000", "0 到 10,000,000,000"),
    ),
    "not_a_share": Wording(
        ("the share is outside its range", "比例超出范围"),
        ("0 to 1", "0 到 1"),
    ),
    "scientific_id": Wording(
        (
            "a spreadsheet has shortened this code to scientific notation; its digits are lost",
            "电子表格已把编码变成科学计数法，位数已丢失",
        ),
        _CODES,
    ),
    "date_id": Wording(
        ("a spreadsheet has turned this code into a date", "电子表格已把编码变成日期"),
        _CODES,
    ),
    "excel_error": Wording(
        ("a formula of the spreadsheet failed here", "此处的电子表格公式出错"),
        ("a value", "具体的值"),
    ),
    "merged": Wording(
        (
            "the cell is merged with others, and only the first of them holds the value",
            "该单元格与其他单元格合并，只有其中第一格有值",
        ),
        ("a value in every cell: take the merging apart", "每个单元格各有其值：请取消合并并逐格填写"),
    ),
    "nested": Wording(
        (
            "a cell of this column holds a list, a table or bytes, not a single value",
            "该列单元格中是列表、嵌套结构或字节，而不是单个值",
        ),
        ("a column of texts or numbers, one value a cell", "文本列或数字列，每格一个值"),
    ),
    "half_character": Wording(
        (
            "the text holds half a character (shown as \\u and four digits), which no file can hold",
            "文本中有不完整的字符（以 \\u 加四位编码显示），无法保存",
        ),
        ("text of whole characters: type the cell anew", "完整的字符：请重新录入该单元格"),
    ),
    "uncalculated": Wording(
        (
            "the value of this formula was never calculated and stored",
            "该公式从未计算并保存结果",
        ),
        (
            "a value; opening the workbook in a spreadsheet and saving it stores the values of formulas",
            "具体的值；用电子表格软件打开并保存工作簿，即可存入公式的结果",
        ),
    ),
    # several rows
    "duplicate_id": Wording(
        ("this id is already used in row {first}", "该编码已用于第{first}行"),
        ("an id, different for every unit", "每个单位各不相同的编码"),
    ),
    "several_roots": Wording(
        (
            "{number} units have no superior: {units} (rows {rows})",
            "{number} 个单位没有上级：{units}（第 {rows} 行）",
        ),
        ("one unit without superior, the top of the organisation", "只有最高一个单位没有上级"),
    ),
    "missing_superior": Wording(
        ("no unit has this id", "没有单位使用该编码"),
        ("the id of a unit of this table, or blank for the top unit", "本表中某单位的编码；最高单位留空"),
    ),
    "blank_superior": Wording(
        ("the row does not say to which post it reports", "未填写上级岗位"),
        ("the reference of a senior post", "某一高级岗位的编码"),
    ),
    "cycle": Wording(
        (
            "the units stand above one another in a circle: {units} (rows {rows})",
            "下列单位互为上级，形成循环：{units}（第 {rows} 行）",
        ),
        ("superiors that lead up to the one top unit", "沿上级最终到达唯一的最高单位"),
    ),
    "self_superior": Wording(
        ("the unit is given as its own superior (a cycle of one)", "单位的上级是它自己（自循环）"),
        ("the id of another unit, or blank for the top unit", "另一单位的编码；最高单位留空"),
    ),
    "root_taken": Wording(
        ("a unit has the id that the joined root is to have", "已有单位使用了合并后根单位的编码"),
        ('another id for it: root="..."', '另取编码：root="..."'),
    ),
    "root_level_taken": Wording(
        (
            "the joined root is to stand on a level of this name, and there is one already",
            "合并后的根单位应自成一个同名层级，但已有层级使用该名称",
        ),
        (
            'a name that is no level\'s: root="..." (levels: {levels})',
            '不与已有层级重名的名称：root="..."（已有层级：{levels}）',
        ),
    ),
    "group_id_taken": Wording(
        (
            "the junior group in row {group} of {other} has this id, made of its reference, grade and title",
            "{other} 第{group}行的基层组由上级编码、职级和职务组成的编码与此相同",
        ),
        ("a reference that is no group's id", "不与任何基层组编码相同的岗位编码"),
    ),
    "no_headcount": Wording(
        (
            "every headcount is 0, and all results are means weighted by headcount",
            "所有人数均为 0，而各项结果都是按人数加权的平均值",
        ),
        (
            "a headcount above 0 in at least one row; or no such column, which counts 1 for every unit",
            "至少一行人数大于 0；或删去该列，每个单位按 1 计",
        ),
    ),
    "level_above": Wording(
        (
            "unit {unit} is placed above its superior {superior}, "
            'which is on level "{superior_level}" (row {superior_row})',
            "单位 {unit} 的层级高于其上级 {superior}（第{superior_row}行，层级“{superior_level}”）",
        ),
        (
            "the superior's level or one below it; levels from the top: {levels}",
            "与上级同级或更低；层级自上而下为：{levels}",
        ),
    ),
    "unknown_level": Wording(
        ("no such level is known", "没有这个层级"),
        ("one of the levels: {levels}", "下列层级之一：{levels}"),
    ),
    "levels_contradict": Wording(
        (
            'the order of the levels cannot be told: "{upper}" stands above "{lower}" in rows {down}, '
            "and below it in rows {up}",
            "无法判断层级次序：“{upper}”在第 {down} 行高于“{lower}”，在第 {up} 行又低于它",
        ),
        (
            "one order of the levels throughout; or give it with levels=[...] from the top down",
            "全表层级次序一致；或用 levels=[...] 自上而下给出",
        ),
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "encoding": ("read as {encoding}", "按 {encoding} 编码读取"),
    "delimiter": ("cells are separated by {delimiter}", "单元格以 {delimiter} 分隔"),
    "sheet": ('read sheet "{sheet}"; other sheets: {others}', "读取了工作表“{sheet}”；其他工作表：{others}"),
    "columns_unused": ("columns not used: {columns}", "未使用的列：{columns}"),
    "blank_rows": ("{number} blank row{s} {were} skipped", "跳过了 {number} 个空行"),
    "trimmed": (
        'spaces around {number} value{s} of column "{column}" were taken off',
        "去掉了“{column}”列 {number} 个值前后的空格",
    ),
    "floats": (
        'codes of column "{column}" had been turned into decimals (such as {example}); '
        '".0" was taken off {number} of them',
        "“{column}”列的编码曾被变成小数（如 {example}）；已去掉 {number} 个值的“.0”",
    ),
    "digits_converted": (
        'digits="convert": {number} full-width number{s} of column "{column}" {were} rewritten '
        "in half-width digits (row{s} {rows})",
        'digits="convert"：“{column}”列 {number} 个全角数字已改为半角（第 {rows} 行）',
    ),
    "blank_headcount": ("{number} blank headcount{s} {were} taken as 1", "{number} 个空白人数按 1 计"),
    "zero_superior": (
        'superior "0" of {number} unit{s} was read as "no superior", as there is no unit 0',
        "表中没有单位 0，{number} 个单位的上级“0”按“无上级”处理",
    ),
    "levels_deduced": (
        "order of the levels, from the top, as the superiors imply it: {levels}",
        "按上下级关系推断的层级次序（自上而下）：{levels}",
    ),
    "levels_descending": (
        "level numbers fall from superior to subordinate, so the greatest is the top: {levels}",
        "层级数字自上级到下级递减，故最大者为最高层：{levels}",
    ),
    "roots_joined": (
        'roots="join": {number} unit{s} without superior {were} placed under a new unit "{root}": {units}',
        'roots="join"：{number} 个无上级的单位置于新增单位“{root}”之下：{units}',
    ),
    "orphans_attached": (
        'orphans="attach": {number} unit{s} whose superior is not in the table '
        "{were} placed under {root}: {units}",
        'orphans="attach"：{number} 个上级不在表中的单位置于 {root} 之下：{units}',
    ),
    "loose_as_roots": (
        "no unit is without superior, so units that have lost theirs are at the top: {units}",
        "没有无上级的单位，失去上级的单位视为最高单位：{units}",
    ),
    "cycles_cut": (
        'cycles="cut": the circle {units} was cut above {unit}, which has the most units below it; '
        "it stands under {root} now",
        'cycles="cut"：循环 {units} 已在下属最多的 {unit} 之上断开，{unit} 现置于 {root} 之下',
    ),
    "cycles_cut_top": (
        'cycles="cut": the circle {units} was cut above {unit}, which has the most units below it and is the top now',
        'cycles="cut"：循环 {units} 已在下属最多的 {unit} 之上断开，{unit} 现为最高单位',
    ),
    "eliminated": (
        '{number} post{s} named "Eliminated" no longer exist{es} and {were} left out (row{s} {rows})',
        "略去 {number} 个已撤销（Eliminated）的岗位（第 {rows} 行）",
    ),
    "nobody": (
        '{number} post{s} that report{es} to "{what}" {were} read as reporting to nobody',
        "{number} 个岗位的上级为“{what}”，按无上级处理",
    ),
    "case": (
        "{number} reference{s} {were} matched without regard to case and spaces ({example})",
        "{number} 个编码忽略大小写和空格后匹配（{example}）",
    ),
    "fte_unknown": (
        "{number} row{s} {have} no full-time equivalent; it was taken as 1 (row{s} {rows})",
        "{number} 行没有全时当量，按 1 计（第 {rows} 行）",
    ),
    "job_shares": (
        "{number} row{s} repeat{es} a post in every respect (a job share); "
        "their full-time equivalents were added (row{s} {rows})",
        "{number} 行与同一岗位完全一致（岗位共担），其全时当量已合并（第 {rows} 行）",
    ),
    "references_numbered": (
        'duplicates="number": {number} post{s} that share{es} a reference with another one {were} numbered '
        '"(2)", "(3)", ... (row{s} {rows})',
        'duplicates="number"：{number} 个共用编码的岗位已加编号“(2)”“(3)”……（第 {rows} 行）',
    ),
    "posts_ambiguous": (
        'duplicates="number": {number} post{s} report{es} to a reference that several posts share ({units}), so it is '
        "not known to which of them; placed under the first, which keeps its reference (row{s} {rows})",
        'duplicates="number"：{number} 个岗位的上级编码由多个岗位共用（{units}），无法确定是哪一个，'
        "已置于保留原编码的那个岗位之下（第 {rows} 行）",
    ),
    "groups_ambiguous": (
        'duplicates="number": {number} junior group{s} report{es} to a reference that several posts share ({units}), so '
        "it is not known to which of them; placed under the first, which keeps its reference (row{s} {rows})",
        'duplicates="number"：{number} 个基层组的上级编码由多个岗位共用（{units}），无法确定是哪一个，'
        "已置于保留原编码的那个岗位之下（第 {rows} 行）",
    ),
    "groups_attached": (
        'orphans="attach": {number} junior group{s} that report{es} to an unknown post '
        "{were} placed under {root}: {units}",
        'orphans="attach"：{number} 个上级岗位不明的基层组置于 {root} 之下：{units}',
    ),
    "alike": (
        'values of column "{column}" that differ only in spaces, full width or case were taken as different: {values}',
        "“{column}”列中有的值只差空格、全角半角或大小写，按不同的值处理：{values}",
    ),
    "duplicates_dropped": (
        'duplicates="first": {number} row{s} that repeat{es} an id {were} left out (row{s} {rows})',
        'duplicates="first"：略去 {number} 个编码重复的行（第 {rows} 行）',
    ),
}
