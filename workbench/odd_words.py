"""Words for the ODD protocol: state variables, groups of parameters, steps of the review, streams of luck.

Each table is keyed by names of the code; :mod:`workbench.odd` refuses to write where one is missing or too many.
"""

from __future__ import annotations

from workbench.text import Label

STATE = {
    "skill": Label("履职能力（负责人）", "skill of the leader"),
    "practice": Label("采用他处经验带来的增益", "gain from adopted practices"),
    "motivation": Label("工作积极性", "motivation"),
    "strain": Label("压力负荷", "strain"),
    "clarity": Label("职责清晰度", "clarity of duty"),
    "gain": Label("群众获得感（末级单位，四个领域）", "sense of gain (terminal units, four domains)"),
    "ratchet": Label("历年加码的累积", "what the ratchet has added to amplification"),
    "real": Label("实干投入", "effort on real work"),
    "trace": Label("留痕投入", "effort on traces"),
    "padding": Label(
        "上报注水（上次上报高于真实的部分）", "points by which the last report was better than the truth"
    ),
    "moved": Label("动态调整调来的工时", "hours moved here by dynamic adjustment"),
    "known": Label("已采用的经验占比", "share of practices that were adopted"),
    "served": Label("现任负责人任职周数", "weeks of service of the present leader"),
}

GROUPS = {
    "transmission": Label("逐级交接", "handover"),
    "work": Label("任务与工时", "directives and their work"),
    "attention": Label("注意力", "attention"),
    "leaders": Label("领导与第二责任人", "leaders and second owners"),
    "checking": Label("例会检查", "checkpoints"),
    "appeals": Label("群众诉求", "appeals"),
    "innovation": Label("项目", "projects"),
    "growth": Label("培训与交流", "training and exchange"),
    "effort": Label("努力与负荷", "effort and strain"),
    "assessment": Label("考核", "assessment"),
    "public": Label("群众", "the public"),
    "incentives": Label("激励与晋升", "incentives and promotion"),
    "adjustment": Label("季度调整", "quarterly adjustment"),
}

# Functions of the modules of the review, in the order of a review.
STEPS = {
    "outcomes": Label(
        "真实成效：落地的实质责任 × 能力 × 实干 × 压力下的发挥",
        "true outcome: substance delivered × skill × real effort × performance under pressure",
    ),
    "paddings": Label(
        "上报注水：利害越大、落后越多、压力越大，注水越多",
        "padding of reports: the more is at stake, the further behind and the greater the pressure, the more",
    ),
    "gains": Label(
        "获得感：向“所办合所需”移动；诉求未答复则受损，等得越久损害越大",
        "sense of gain: moves towards what is done where it is needed; appeals hurt it in every quarter in which they wait",
    ),
    "ratings": Label(
        "群众评价：参评者少而有偏，收缩后计入；上级取下级的均值",
        "the public's ratings: few and selected raters, shrunken; superiors get the mean below them",
    ),
    "scores": Label(
        "考核得分：过程、上报实绩、群众评价加权，加误差",
        "scores: weighted process, reported results and ratings, with noise",
    ),
    "practices": Label(
        "经验扩散：按宣传 p 采用，并沿同级、上下级、联合体连线按 q 模仿",
        "practices spread: adopted by publicity p, and by emulation q along lines of peers, command and partners",
    ),
    "skills": Label("能力：培训、同级交流、退化", "skill: training, peers and partners, decay"),
    "strains": Label(
        "压力负荷：超出适度负荷则上升，缓慢恢复",
        "strain: up where the load is more than comfortable, slowly slept off",
    ),
    "motivations": Label(
        "积极性：向回报、成长支持、负担、负荷决定的目标移动",
        "motivation: moves to what returns, growth support, burden and strain make of it",
    ),
    "clarities": Label("职责清晰度：新任者逐步熟悉", "clarity: newcomers learn their duties"),
    "ratchets": Label("加码棘轮：年末达标者加码，缓慢回落", "ratchet: up after a good year, slowly down"),
    "succeed": Label(
        "年末：离任、自下级补缺、能力部分带走",
        "at the end of a year: who leaves, who is promoted, skill carried along",
    ),
    "efforts": Label("最优反应：重新分配实干与留痕", "best response: effort is split anew"),
    "moved_hours": Label(
        "动态调整：工时流向短板，转换有损耗", "adjustment: hours follow shortfall; moving loses some"
    ),
}

STREAMS = {
    "COMMAND": Label("隶属线上的交接", "handover over the line of command"),
    "GRID": Label("第二责任人的交接", "handover by a second owner"),
    "EXPONENTIAL_WORK": Label("指数分布的工时", "hours of work that are exponential"),
    "ISSUE": Label("任务何时下达", "when directives are issued"),
    "IN_PERSON": Label("哪些任务由领导亲自办理", "which directives leaders take in person"),
    "SECOND_OWNER": Label("哪些单位有第二责任人", "which units have a second owner"),
    "APPEAL": Label("诉求何时提出、耐心、工时", "appeals: when, patience, hours"),
    "PROJECT": Label("项目何时立项", "when projects start"),
    "STAGE": Label("项目环节：工时、间隔、是否通过", "stages of projects: hours, lag, passing"),
    "ABSENCE": Label("培训与交流离岗", "absences for training and exchange"),
    "PUBLIC": Label("各地需求、各地参评自选偏差", "needs of each place, and the selection of its raters"),
    "RATING": Label("群众评价与评分误差", "ratings, and noise of scores"),
    "PROMOTION": Label("离任与新任者能力", "who leaves, and the skill of newcomers"),
    "SCORE": Label("（备用）", "(kept free)"),
    "ADOPTION": Label("（备用）", "(kept free)"),
    "PERSON": Label("首任负责人的能力", "skill of the first leaders"),
}
