"""The wording of faults and notes of the tables that are audited, English and Chinese side by side."""

from __future__ import annotations

from models.fault_texts import Wording

AUDIT_FAULTS: dict[str, Wording] = {
    # one cell
    "blank": Wording(("the cell is blank", "单元格为空"), ("{allowed}", "{allowed}")),
    "no_number": Wording(("this is not a number", "不是数字"), ("{allowed}", "{allowed}")),
    "not_whole": Wording(("this is not a whole number", "不是整数"), ("{allowed}", "{allowed}")),
    "outside_range": Wording(("the value is outside its range", "超出取值范围"), ("{allowed}", "{allowed}")),
    "not_a_choice": Wording(
        ("this is none of the words that may stand here", "不在可选项之内"), ("{allowed}", "{allowed}")
    ),
    "not_a_date": Wording(
        ("this is not a date", "不是日期"),
        (
            "year, month and day, such as 2024-03-05, 2024/3/5, 2024.3.5, 20240305 or 2024年3月5日",
            "年月日齐全的日期，如 2024-03-05、2024/3/5、2024.3.5、20240305 或 2024年3月5日",
        ),
    ),
    "no_such_day": Wording(
        ("there is no such day in the calendar", "日历上没有这一天"),
        ("a day that exists", "实际存在的日期"),
    ),
    # several cells
    "same_key": Wording(
        ("this entry is already in row {first}", "与第{first}行重复"),
        ("one row for each: {key}", "以下各项的组合只填一行：{key}"),
    ),
    "before_other": Wording(
        ('the day is before "{other}" ({day})', "早于“{other}”（{day}）"),
        ("the same day or later", "同一天或更晚"),
    ),
    "stage_skipped": Wording(
        ('the day is given although "{other}" is blank', "填了日期，但前一环节“{other}”为空"),
        (
            "every stage that was passed with its day, in order",
            "按次序填写已通过的每个环节的日期",
        ),
    ),
    "after_end": Wording(
        (
            'the project goes on after it was stopped or promoted ("{other}": {day})',
            "项目在终止或推广之后仍有记录（“{other}”：{day}）",
        ),
        ("either promoted or stopped, and nothing after that", "推广与终止只填其一，其后不再有记录"),
    ),
    "needs_other": Wording(
        ('"{other}" is blank, although this cell is filled', "填写了本格，但“{other}”为空"),
        ('fill in "{other}" as well, or leave both blank', "同时填写“{other}”，或两格都留空"),
    ),
    "sd_impossible": Wording(
        (
            "ratings from {low} to {high} whose mean is {mean} cannot scatter so much ({number} of them)",
            "{number} 个 {low}–{high} 分的评分，平均分为 {mean}，标准差不可能这么大",
        ),
        ("{range}, or blank", "{range}，或留空"),
    ),
    "hours_differ": Wording(
        (
            "the same meeting (unit, kind, date) has {hours} hours in row {first}",
            "同一次会议（单位、类型、日期相同）在第{first}行的工时为 {hours}",
        ),
        (
            "the same hours in all rows of one meeting, or blank in all but the first",
            "同一次会议的各行工时一致，或只填第一行",
        ),
    ),
}

AUDIT_NOTES: dict[str, tuple[str, str]] = {
    "no_rows": (
        "the table has no rows: nothing has been recorded, so there is nothing to tell",
        "表中没有任何记录，无可统计",
    ),
    "no_ratings": (
        "nobody has given a rating: there is nothing to rank",
        "没有任何人评分，无从排名",
    ),
    "period_deduced": (
        "the period was taken from the days in the table: {since} to {until}; what should be told of another has to name it",
        "统计期间未全部指定，按表中日期取 {since} 至 {until}；如需其他期间请指定起止日期",
    ),
    "outside_period": (
        "{number} row{s} lie{es} outside the period and {were} left out (row{s} {rows})",
        "{number} 行不在统计期间内，未计入（第 {rows} 行）",
    ),
    "not_yet": (
        "{number} day{s} after {until} {were} read as not yet happened (row{s} {rows})",
        "{number} 个晚于 {until} 的日期按尚未发生处理（第 {rows} 行）",
    ),
    "units_unlisted": (
        "units of the table that are not in the list: {units}",
        "表中有、名单中没有的单位：{units}",
    ),
    "members_unlisted": (
        "members of the table that are not in the list: {members}",
        "表中有、名单中没有的人员：{members}",
    ),
    "no_list": (
        "no list was given of those who should be in the table: who is missing altogether does not show",
        "未提供应有名单，完全没有记录的对象无从显示",
    ),
    "shorter_than_term": (
        "the period is shorter than a term of {years} years: no hard project is due within it",
        "统计期间不足一个任期（{years} 年），任期攻坚不设应完成数",
    ),
    "no_full_window": (
        "the period holds no whole {en}: nothing of that kind is due within it",
        "统计期间不含完整的{zh}，该类不设应完成数",
    ),
    "authority_unknown": (
        "authority is blank in {number} row{s} with an owner; it was not judged there (row{s} {rows})",
        "{number} 行责任单位的职权为空，未作判断（第 {rows} 行）",
    ),
    "robustness_unknown": (
        "members lack values and are judged by the others: how far ranks depend on the weights was not computed",
        "部分人员缺项并按其余指标计分，未计算排名对权重的稳健性",
    ),
    "bounds_left_out": (
        "more than {most} members: the best and worst possible ranks were left out",
        "人员超过 {most} 名，未计算排名的上下界",
    ),
    "valued_assumed": (
        "what is valued (process, business, public) was taken as {valued}: an assumption, change it if you know better",
        "“看重什么”（过程、业务、群众）按 {valued} 计，属假设，可自行指定",
    ),
    "no_outcome": (
        "there is no column of true outcomes, so validity is not known",
        "没有“实际成效”列，无法计算效度",
    ),
    "validity_of_few": (
        "validity is told by {number} unit{s} only: its 95% interval is {low} to {high}",
        "效度只依据 {number} 个单位，95% 区间为 {low} 至 {high}，不宜据此下结论",
    ),
    "variance_assumed": (
        "nothing in the table tells how single ratings scatter: a variance of {variance} was taken, "
        "that of ratings spread evenly over the scale (assumption)",
        "表中看不出单次评分的离散程度，方差取 {variance}，即评分在量程上均匀分布时的方差（假设）",
    ),
    "no_difference": (
        "the units differ no more than chance makes them differ: their ranks tell nothing",
        "各单位之间的差异不超过偶然波动，排名没有意义",
    ),
    "one_unit": (
        "fewer than two units have ratings: nothing to compare, nothing was shrunk",
        "有评分的单位不足两个，无从比较，未作收缩",
    ),
    "few_ratings": (
        "{number} unit{s} {have} too few ratings to be judged by them: {units}",
        "{number} 个单位评分过少，不宜据此评判：{units}",
    ),
    "raters_select_themselves": (
        "shrinking takes care of chance, not of who rates: selective or solicited ratings stay biased",
        "收缩只能处理偶然误差，不能纠正“谁来评”：选择性评分和组织评分造成的偏差依然存在",
    ),
    "pass_rates_of_decided": (
        "pass rates are of projects already decided; {number} {are} still pending and may shift them",
        "通过率只按已有结果的项目计算；尚有 {number} 个项目待定，结果可能变化",
    ),
    "stopped_censored": (
        "stage times: pending projects count up to {until}, stopped ones up to the day they were stopped; "
        "a median is the time a project takes that is not stopped",
        "环节用时：待定项目计至 {until}，终止项目计至终止之日；中位数为项目不被终止时的用时",
    ),
}
