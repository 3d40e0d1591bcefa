"""The words of the report, in Chinese and in English."""

from __future__ import annotations

from workbench.text import Label

WORDS: dict[str, Label] = {
    "title": Label("责任传导模拟报告", "How responsibility is handed down: simulation report"),
    "against": Label("{others}与{baseline}的比较", "{others}, compared with {baseline}"),
    "findings": Label("主要结论", "Findings"),
    "caution": Label(
        "这是模型的结果，不是实测。多数参数没有来源，属于假设（见“假设”一节）；结论只在这些假设下成立，看方向"
        "和轻重，不宜当作预测。",
        "These are results of a model, not measurements. Most parameters have no source and are assumptions "
        "(see Assumptions); the findings hold under them: read directions and proportions, not forecasts.",
    ),
    "asked": Label("模拟了什么", "What was asked"),
    "asked_text": Label(
        "在同一组织上模拟 {count} 种情景（{scenarios}），每种 {replications} 次，每次 {weeks} 周。各情景的同一次"
        "模拟面对完全相同的随机因素（任务何时下达、哪次交接断链、每项任务费时多少），所以差别只来自情景本身。",
        "{count} scenarios ({scenarios}) were simulated on the same organisation, {replications} "
        "replications of {weeks} weeks each. A replication meets the same luck in every scenario (when "
        "directives are issued, which handovers break, how long work takes), so differences come from the "
        "scenarios alone.",
    ),
    "asked_one": Label(
        "模拟一种情景（{scenarios}）{replications} 次，每次 {weeks} 周。",
        "One scenario ({scenarios}) was simulated, {replications} replications of {weeks} weeks each.",
    ),
    "model_text": Label(
        "任务由上级逐级交给下级。每次交接可能延误、断链（无人承接）、走样；到手后排队等待，等得越久走样越多。"
        "例会和督查能发现断链、恢复实质责任，但也占用工时。实质责任与形式压力分开计算，从不合成一个数。",
        "A directive is handed from superior to subordinate. A handover can be delayed, break (nobody owns "
        "it), or lose substance; then the directive waits for attention and loses more. Meetings and "
        "inspections find breaks and restore substance, and they eat hours. Substance and formal pressure "
        "are counted apart and never become one number.",
    ),
    "organisation": Label("组织", "The organisation"),
    "level": Label("层级", "level"),
    "units": Label("单位数", "units"),
    "sum": Label("合计", "sum"),
    "notes": Label("读入时的说明与修复", "Assumed or repaired on reading"),
    "no_notes": Label("读入时没有任何修复或推定。", "Nothing was assumed or repaired on reading."),
    "digest": Label("内容摘要（SHA-256）", "digest of the content (SHA-256)"),
    "scenarios": Label("情景", "The scenarios"),
    "baseline": Label("基准情景", "baseline"),
    "quantity": Label("项目", "quantity"),
    "here": Label("本情景", "this scenario"),
    "same": Label("与基准没有差别。", "No difference to the baseline."),
    "not_there": Label("无", "none"),
    "yes": Label("是", "yes"),
    "no": Label("否", "no"),
    "default": Label("默认", "default"),
    "measures": Label("采用的措施", "Measures in force"),
    "measure": Label("措施", "measure"),
    "intensity": Label("力度", "intensity"),
    "mechanism": Label("作用", "acts by"),
    "cost": Label("代价", "cost"),
    "side_effect": Label("副作用", "side effect"),
    "comparison": Label("比较", "Comparison"),
    "outcomes": Label("结果", "Outcomes"),
    "indicator": Label("指标", "indicator"),
    "mean": Label("均值", "mean"),
    "difference": Label("配对差值", "paired difference"),
    "interval": Label("95% 区间", "95% interval"),
    "p": Label("校正 p 值", "p (Holm)"),
    "verdict": Label("判断", "verdict"),
    "note": Label("备注", "note"),
    "comparison_reading": Label(
        "均指末级单位（群众身边的一级）的全年结果。差值为本情景减基准，逐次配对；区间为 95% 置信区间；p 值按 "
        "Holm 法对同一情景的全部指标作了校正，校正后小于 0.05 才下判断。箭头表示该指标哪个方向更好。",
        "Results of the year at the last units, those that face the public. Differences are scenario less "
        "baseline, pair by pair; intervals are 95% confidence intervals; p values are corrected by Holm over "
        "the indicators of a scenario, and only one below 0.05 gives a verdict. Arrows show which direction "
        "is better.",
    ),
    "figures": Label("图", "Figures"),
    "how_to_read": Label("怎么看：", "How to read it: "),
    "costs": Label("代价与副作用", "Costs and side effects"),
    "costs_text": Label(
        "每项措施都有代价，也都可能不如现状。与基准相比，确定变差的指标如下。",
        "Every measure has a cost and can lose to the baseline. These indicators are certainly worse than "
        "under the baseline.",
    ),
    "costs_alone": Label(
        "本次只有一种情景，措施的代价列于情景一节。",
        "A single scenario: what its measures cost is told above.",
    ),
    "nothing_worse": Label("没有确定变差的指标。", "No indicator is certainly worse."),
    "assumptions": Label("假设", "Assumptions"),
    "assumptions_text": Label(
        "{count} 个参数中有 {assumed} 个没有来源，取值为假设，列于下表（基准情景的取值）；各措施设置的默认值"
        "全部是假设。",
        "{assumed} of {count} parameters have no source; their values, as in the baseline, are assumptions. "
        "So are the default settings of all measures.",
    ),
    "name": Label("名称", "name"),
    "meaning": Label("含义", "meaning"),
    "value": Label("取值", "value"),
    "range": Label("允许范围", "accepted range"),
    "unit": Label("单位", "unit"),
    "source": Label("来源", "source"),
    "assumption": Label("假设", "assumption"),
    "sourced": Label("有来源的参数", "Parameters with a source"),
    "reproduce": Label("如何重现", "How to reproduce this"),
    "reproduce_text": Label(
        "同一文件夹中的 run.json 含重现所需的全部信息。同样的种子给出同样的数字，与线程数、数据行的顺序无关。",
        "run.json in this folder suffices to reproduce everything. The same seed gives the same numbers, "
        "whatever the threads or the order of rows.",
    ),
    "seed": Label("随机种子", "seed"),
    "replications": Label("每种情景的次数", "replications of each scenario"),
    "weeks": Label("每次的周数", "weeks of each replication"),
    "engine": Label("引擎", "engine"),
    "versions": Label("软件版本", "versions"),
    "command": Label("命令", "command"),
    "in_python": Label("在 Python 中重现", "again in Python"),
    "whole_ledger": Label("任取一次，列出全部事件", "every event of any replication"),
}

FIGURE_NAMES: dict[str, Label] = {
    "comparison": Label("各情景与基准的差别", "Differences to the baseline"),
    "attenuation": Label("逐级衰减与层层加码", "Attenuation and amplification by level"),
    "losses": Label("损失瀑布", "Loss waterfall"),
    "delays": Label("办结进度", "Time until done"),
    "map": Label("组织图与要害线", "The organisation and its critical lines"),
    "journey": Label("一项任务的全程", "One directive's journey"),
}

READINGS: dict[str, Label] = {
    "comparison": Label(
        "每个标记是一项指标与基准的差值，横线是 95% 区间，竖线左右分别为低于和高于基准。蓝色圆点为更好，橙色"
        "叉为更差，空心方块为无差别或尚不能断定；指标名后的箭头表示哪个方向更好。",
        "Each mark is an indicator's difference to the baseline, its bar the 95% interval. Blue dots are "
        "better, orange crosses worse, hollow squares undecided; the arrow beside a name says which "
        "direction is better.",
    ),
    "attenuation": Label(
        "左图从左到右逐级下传：线降得越快，真正要求的内容丢得越多。右图是同一过程中指标、材料等形式要求的增减。"
        "两者单位不同，不能相加或抵消。",
        "Left, from level to level: the faster a line falls, the more of what is meant gets lost. Right, the "
        "formal demands on the same way. The two have different units and cannot be set off against each "
        "other.",
    ),
    "losses": Label(
        "从左端下达的 100% 到右端落地的部分：每级先画损失（按原因分色），再画恢复。下表与图逐一对应，各数相加"
        "正好等于下达与落地之差。",
        "From the 100% issued at the left to what is delivered at the right: at each level first the losses "
        "by cause, then what was restored. The numbers below add up exactly to issued less delivered.",
    ),
    "delays": Label(
        "曲线越靠左上越好：办得早、办得多。曲线最后停在哪里，就有多大比例在期内办结；虚线处的高度就是按时办结"
        "率。中位用时只算已办结的任务，办结少时会显得偏快，要与办结比例一起看。",
        "Further up and to the left is better: done sooner, and more of it. A line ends at the share done by "
        "the end; its height at the dotted line is the share on time. Medians count only what was done and "
        "flatter scenarios in which little is.",
    ),
    "map": Label(
        "每个点是一个单位，细线是隶属关系，橙色粗线是断开后代价最大的线。右侧条形为此线一断、少到达的比例；未"
        "计检查发现断链后的补救。",
        "Each dot is a unit, thin lines are command lines, thick orange ones are those whose break costs "
        "most. Bars: the share no longer reached if the line breaks; checks that find the break are left out.",
    ),
    "journey": Label(
        "一行是途经的一级单位，从左到右是时间。斜线框为排队，蓝块为办理，叉和虚线为断链后无人承接，菱形为被检"
        "查发现，块后的百分数为此时余下的实质责任。",
        "Each row is a unit on the way, time runs to the right. Hatched: waiting; blue: work; cross and "
        "dotted line: broken, nobody owns it; diamond: found by a check; the percentage is what is left of "
        "the substance.",
    ),
}
