"""Scenarios as values and as files: nothing lost on the way, every fault of a file told at once and in full."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import tomlkit
from hypothesis import given
from strategies import examples, scenarios

from models.quantities import QuantityError
from simulation import Scenario, ScenarioError
from simulation.calendar import Calendar, Campaign, Checkpoint
from simulation.measures import MEASURES
from simulation.scenario_file import HEADER


@pytest.fixture
def written(tmp_path):
    """A function that writes a text as a scenario file and gives its path."""

    def write(text, name="mine.toml", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def comments_in(text):
    """Comments of a text whose strings hold no number sign, without the heading of every file."""
    lines = [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]
    return {line for line in lines if line not in HEADER}


# ---- there and back ----


@examples(20)
@given(scenarios(52.0))
def test_a_file_holds_all_of_a_scenario(scenario):
    text = scenario.to_toml()
    again = Scenario.from_values(tomlkit.parse(text).unwrap(), text=text)
    assert again == scenario
    assert again.to_toml() == text, "what was not changed is written as it was read, byte for byte"
    assert Scenario.from_values(json.loads(json.dumps(scenario.to_values()))) == scenario


@examples(10)
@given(scenarios(52.0), scenarios(52.0))
def test_the_schema_accepts_what_is_written_and_changing_a_file_loses_nothing(one, other):
    schema = jsonschema.Draft202012Validator(Scenario.json_schema())
    schema.validate(tomlkit.parse(one.to_toml()).unwrap())
    changed = Scenario.from_values(one.to_values(), text=one.to_toml())
    values = {name: value for group in dict(other.parameters).values() for name, value in dict(group).items()}
    values["hours_per_week"] = 47.56  # enough for the measures of both
    changed = changed.with_parameters(**values).with_measures(**other.measures).with_calendar(other.calendar)
    text = changed.to_toml()
    assert Scenario.from_values(tomlkit.parse(text).unwrap()) == changed
    schema.validate(tomlkit.parse(text).unwrap())


def test_a_written_file_explains_every_value_in_both_languages(tmp_path):
    path = tmp_path / "today.toml"
    today = Scenario.today().with_parameters(break_probability=0.12)
    today.with_measures(**dict.fromkeys(MEASURES, 0.5)).write(path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER.rstrip())
    assert (
        "break_probability = 0.12 # 断链概率 β / probability that a handover breaks β; 1/handover; 0 .. 1; assumption"
        in text
    )
    texts = ("format", "name", "title_zh", "title_en", "description_zh", "description_en")
    plain = [line for line in text.splitlines() if " = " in line and "#" not in line]
    assert [line.split(" = ")[0] for line in plain] == list(texts)
    assert [path.name for path in tmp_path.iterdir()] == ["today.toml"]


MINE = """\
# 我的情景 / mine
name = "mine" # a name
description_en = '''
two
lines''' # told

[calendar.checkpoints.weekly] # every Monday
period = 1 # week

# how we hand over

[parameters.transmission]
  loss = 0.2 # from our survey
"""


def test_a_users_comments_order_and_spacing_stay(written, tmp_path):
    scenario = Scenario.read(written(MINE))
    changed = scenario.with_parameters(loss=0.3, delay=1.0).with_measures(ledger=0.5)
    changed.write(tmp_path / "changed.toml")
    text = (tmp_path / "changed.toml").read_text(encoding="utf-8")
    assert comments_in(MINE) <= comments_in(text)
    assert "\n  loss = 0.3 # from our survey\n" in text
    assert "'''\ntwo\nlines''' # told\n" in text
    assert text.index("[calendar.checkpoints.weekly] # every Monday\nperiod = 1 # week") < text.index(
        "# how we"
    )
    assert Scenario.read(tmp_path / "changed.toml") == changed


@pytest.mark.parametrize(
    "text",
    [
        "# only a comment\n",
        "",
        "measures.ledger.intensity = 0.5 # dotted\nparameters.transmission.loss = 0.2 # at the top\n# end\n",
        "[parameters]\ntransmission.loss = 0.2 # dotted inside\n",
        "[measures]\nledger = 0.5 # a number alone\nguidance = {intensity = 0.3, hours = 2.0} # inline\n",
        "measures = {ledger = {intensity = 0.5}} # all inline\n",
        "measures = {} # none\nparameters = {transmission = {loss = 0.2}} # some\n",
        "measures = {five_ones = {weekly_dispatch = {hours = 1.0}}} # deep\n",
        "[parameters.transmission]\r\nloss = 0.2 # lines end as in Windows\r\n[measures]\r\nledger = 1 # too\r\n",
        "[measures.ledger] # one\n[parameters.work] # between\nwork_hours = 2 # hours\n[measures.guidance] # two\n",
        "\ufeff# a byte order mark\n[measures.five_ones] # five\n\n  [measures.five_ones.hard_project]\n  on = false # off\n",
    ],
)
def test_every_way_to_write_toml_is_read_and_written_with_its_comments(written, tmp_path, text):
    scenario = Scenario.read(written(text))
    for place, changed in enumerate(
        [
            scenario,
            scenario.with_parameters(loss=0.4, work_hours=7.0),
            scenario.with_measures(guidance=0.7, five_ones=0.2, ledger=0.9),
            scenario.with_calendar(Calendar(checkpoints={}, campaigns={"push": Campaign()})),
        ]
    ):
        path = tmp_path / f"{place}.toml"
        changed.write(path)
        again = Scenario.read(path)
        assert again == changed
        kept = comments_in(path.read_text(encoding="utf-8"))
        assert comments_in(text) <= kept
        again.write(tmp_path / "again.toml")
        assert (tmp_path / "again.toml").read_bytes() == path.read_bytes()


SHIPPED = sorted((Path(__file__).parents[2] / "data" / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_complete_and_meet_the_shipped_schema(path):
    text = path.read_text(encoding="utf-8")
    scenario = Scenario.read(path)
    assert scenario.name == path.stem
    assert scenario.title_zh
    assert scenario.title_en
    assert Scenario.from_values(scenario.to_values()).to_toml() == text, "complete, labels as they are now"
    schema = json.loads((path.parent / "scenario.schema.json").read_text(encoding="utf-8"))
    assert schema == Scenario.json_schema()
    jsonschema.Draft202012Validator(schema).validate(tomlkit.parse(text).unwrap())


def test_what_a_file_leaves_out_is_as_today(written):
    scenario = Scenario.read(written("[parameters.work]\nwork_hours = 2\n"))
    assert scenario == Scenario(parameters=Scenario().parameters.with_values(work_hours=2.0))


def test_one_setting_of_a_part_leaves_its_others_alone(written):
    """The weekly dispatch stays weekly when only its hours are written down."""
    whole = MEASURES["five_ones"]()
    text = (
        "[measures.five_ones.weekly_dispatch]\nhours = 1.5\n[measures.five_ones.annual_review]\non = false\n"
    )
    for measure in (
        Scenario.read(written(text)).measures["five_ones"],
        Scenario.today()
        .with_measures(five_ones={"weekly_dispatch": {"hours": 1.5}, "annual_review": {"on": False}})
        .measures["five_ones"],
    ):
        assert measure.weekly_dispatch == whole.weekly_dispatch.changed(hours=1.5)
        assert measure.annual_review == whole.annual_review.changed(on=False)
        assert measure.hard_project == whole.hard_project


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    Scenario.today().write(path)
    before = path.read_bytes()

    def fail(self):
        raise RuntimeError("no text")

    monkeypatch.setattr(Scenario, "to_toml", fail)
    with pytest.raises(RuntimeError, match="no text"):
        Scenario.today().with_parameters(loss=0.3).write(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["mine.toml"]


# ---- faults ----

LOSS = r"parameters\.transmission\.loss = {}: .*转述损耗 λ / loss in retelling λ 须为 / must be 0 \.\. 2 1/handover"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[parameters.transmission]\nlos = 0.1",
            r"transmission: .* / unknown name: 'los'; did you mean 'loss'\?",
        ),
        (
            "[parameters.transmision]\nloss = 0.1",
            r"parameters: .* / unknown name: 'transmision'; did you mean 'transmission'\?",
        ),
        ("[parameter]\nloss = 0.1", r"unknown name: 'parameter'; did you mean 'parameters'\?"),
        ("[parameters.transmission]\nloss = 3", LOSS.format(3)),
        ("[parameters.transmission]\nloss = -0.1", LOSS.format(-0.1)),
        ("[parameters.transmission]\nloss = nan", LOSS.format("nan")),
        ("[parameters.transmission]\nloss = inf", LOSS.format("inf")),
        ('[parameters.transmission]\nloss = "0.5"', LOSS.format("'0.5'")),
        ("[parameters.transmission]\nloss = true", LOSS.format("True")),
        ("[parameters.transmission]\nloss = [1]", LOSS.format(r"\[1\]")),
        ('[parameters.work]\narrival = "evenly"', r"arrival = 'evenly': .*must be poisson \| even"),
        ("parameters = 3", "parameters = 3: 须为表 / must be a table"),
        (
            "[measures.ledgr]\nintensity = 1",
            r"measures: .* / unknown measure: 'ledgr'; did you mean 'ledger'\?",
        ),
        (
            "[measures.ledger]\nintensity = 2",
            r"measures\.ledger\.intensity = 2: 力度 / intensity 须为 / must be 0 \.\. 1$",
        ),
        (
            "[measures.ledger]\nintens = 1",
            r"measures\.ledger: .* / unknown name: 'intens'; did you mean 'intensity'\?",
        ),
        ("[measures]\nledger = -1", r"measures\.ledger\.intensity = -1"),
        ("measures = [1]", r"measures = \[1\]: 须为表 / must be a table"),
        (
            '[measures.five_ones.weekly_dispatch]\non = "yes"',
            r"measures\.five_ones\.weekly_dispatch\.on = 'yes': 启用 / on 须为 / must be true \| false",
        ),
        (
            "[measures.five_ones]\nweekly_dispatch = 3",
            r"measures\.five_ones\.weekly_dispatch = 3: 须为表 / must be a table",
        ),
        (
            "[measures.five_ones]\nweekly_dispach = {}",
            r"unknown name: 'weekly_dispach'; did you mean 'weekly_dispatch'\?",
        ),
        (
            "[calendar.checkpoints.weekly]\nperiod = 0",
            r"calendar\.checkpoints\.weekly\.period = 0: .*0\.1 \.\. 1040 weeks",
        ),
        (
            "[calendar.checkpoints.weekly]\nperod = 1",
            r"weekly: .* / unknown name: 'perod'; did you mean 'period'\?",
        ),
        ("[calendar.checkpoints.'A b']", "a checkpoint's name is made of a-z, 0-9 and _.*not 'A b'"),
        (
            "[calendar.campaigns.routine]\n[calendar.checkpoints.routine]",
            "'routine' is both a checkpoint and a campaign",
        ),
        ("[calendar.checkpoints.guidance_visit]\n[measures.guidance]", "checkpoint 'guidance_visit' already"),
        ('name = "A b"', "name = 'A b': 须以小写字母或数字开头.* / must begin with a small letter or digit"),
        ("name = 3", "name = 3: 须为文本 / Input should be a valid string"),
        ("format = 2", "format = 2: .*/ this version reads format 1"),
        ("loss", "not TOML: Unexpected character"),
        ("[parameters.work]\nwork_hours = 1\nwork_hours = 2", 'not TOML: Key "work_hours" already exists'),
        ("[parameters.work]\n[parameters.work]", "not TOML"),
        ("name = 'today", "not TOML"),
        ("[parameters.attention]\ntrace_hours = 100", "traces and patrols take 100.0 hours a week, but only"),
    ],
)
def test_a_fault_is_told_with_file_path_value_and_what_is_allowed(written, text, message):
    path = written(text)
    with pytest.raises(ScenarioError, match=message) as refused:
        Scenario.read(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert len(refused.value.faults) == 1
    assert isinstance(refused.value, ValueError)


def test_all_faults_are_told_at_once(written):
    text = """
    [parameters.transmission]
    los = 0.1
    delay = "long"
    [parameters.work]
    work_hours = -1
    [measures.ledger]
    intensity = 2
    [measures.guidance]
    hours = -1
    perid = 3
    [measures.five_ones.weekly_dispatch]
    hours = 1000
    [measures.unheard_of]
    [calendar.checkpoints.weekly]
    period = 0
    """
    path = written(text)
    with pytest.raises(ScenarioError) as refused:
        Scenario.read(path)
    faults = refused.value.faults
    wanted = [
        "'los'",
        "delay = 'long'",
        "work_hours = -1",
        "ledger.intensity = 2",
        "guidance.hours = -1",
        "'perid'",
    ]
    wanted += ["weekly_dispatch.hours = 1000", "'unheard_of'", "weekly.period = 0"]
    for word in wanted:
        assert sum(word in fault for fault in faults) == 1, word
    assert len(faults) == len(wanted)
    assert all(line.startswith(f"{path}: ") for line in str(refused.value).splitlines())


def test_a_file_that_is_not_utf8_is_refused(written):
    path = written('title_zh = "现状"', encoding="gb18030")
    with pytest.raises(ScenarioError, match=r"not UTF-8 text \(byte \d+\): save it as UTF-8"):
        Scenario.read(path)


def test_a_missing_file_suggests_the_near_one(written, tmp_path):
    written("", name="today.toml")
    with pytest.raises(
        ScenarioError, match=r"todya\.toml: .* / there is no such file; did you mean 'today\.toml'\?"
    ):
        Scenario.read(tmp_path / "todya.toml")
    with pytest.raises(ScenarioError, match=r"there is no such file$"):
        Scenario.read(tmp_path / "nowhere" / "else.toml")


def test_values_out_of_range_are_refused_where_they_are_set():
    with pytest.raises(QuantityError, match=r"^loss = 9: .*must be 0 \.\. 2"):
        Scenario.today().with_parameters(loss=9)
    with pytest.raises(ValueError, match=r"unknown parameter: 'los'; did you mean 'loss'\?"):
        Scenario.today().with_parameters(los=0.1)
    with pytest.raises(QuantityError, match=r"^ledger\.intensity = 2: "):
        Scenario.today().with_measures(ledger=2)
    with pytest.raises(ValueError, match=r"unknown measure: 'legder'; did you mean 'ledger'\?"):
        Scenario.today().with_measures(legder=1)


# ---- values ----


def test_scenarios_are_frozen_and_compared_by_value(written):
    today = Scenario.today()
    with pytest.raises(ValueError, match="frozen"):
        today.name = "other"
    same = Scenario.today().with_parameters(loss=0.3).with_parameters(loss=today.parameters.transmission.loss)
    assert same == today
    assert hash(same) == hash(today)
    assert today != today.named("other")
    assert Scenario.read(written(f"# a comment\n{today.to_toml()}")) == today
    assert today != "today"


def test_numbers_of_numpy_are_numbers():
    scenario = Scenario.today().with_parameters(loss=np.float64(0.25), work_hours=np.int64(2))
    assert scenario == Scenario.today().with_parameters(loss=0.25, work_hours=2)
    json.dumps(scenario.to_values())


def test_titles():
    assert Scenario.today().title("zh") == "现状"
    assert Scenario.today().title("en") == "today"
    assert Scenario(name="plain").title("zh") == "plain"
    named = Scenario.today().named("other", "别的")
    assert (named.name, named.title("zh"), named.title("en")) == ("other", "别的", "today")


# ---- difference ----


def test_a_difference_tells_what_differs_and_nothing_else():
    today = Scenario.today().with_calendar(Calendar(checkpoints={"routine": Checkpoint(period=13)}))
    other = (
        today.with_parameters(loss=0.5)
        .with_measures(ledger={"intensity": 0.5, "finding": 0.9})
        .with_calendar(Calendar(checkpoints={"routine": Checkpoint(period=4), "extra": Checkpoint()}))
    )
    difference = other.diff(today).set_index("quantity")
    assert set(difference.index) == {
        "parameters.transmission.loss",
        "measures.ledger.intensity",
        "measures.ledger.finding",
        "calendar.checkpoints.routine.period",
        *(f"calendar.checkpoints.extra.{name}" for name in Checkpoint.model_fields),
    }
    loss = difference.loc["parameters.transmission.loss"]
    assert (loss["zh"], loss["en"], loss["unit"]) == ("转述损耗 λ", "loss in retelling λ", "1/handover")
    assert (loss["this"], loss["other"]) == (0.5, today.parameters.transmission.loss)
    assert difference.loc["measures.ledger.intensity", "this"] == 0.5
    assert difference.loc["measures.ledger.intensity", "other"] is None
    assert difference.loc["calendar.checkpoints.routine.period", "zh"] == "周期"


def test_a_scenario_does_not_differ_from_itself_whatever_it_is_called():
    scenario = Scenario.today().with_measures(ledger=0.5)
    assert len(scenario.diff(scenario.named("other"))) == 0
    back = Scenario.today().diff(scenario)
    assert back["other"].tolist() == [0.5]
    assert back["this"].tolist() == [None]


# ---- conflicts beside other faults, and arguments of the wrong kind ----

TWO_CONFLICTS = """
[measures.dynamic_adjustment]
[measures.public_rating]
[measures.guidance]
[calendar.checkpoints.guidance_visit]
"""


@pytest.mark.parametrize(
    ("further", "more"),
    [
        ("", []),
        ("[parameters.work]\nwork_hours = -1", ["work_hours = -1"]),
        ("[measures.ledger]\nintensity = 3", ["ledger.intensity = 3"]),
        ("[calendar.checkpoints.weekly]\nperiod = 0", ["weekly.period = 0"]),
        # who does not say whether there are reviews is not told that there are none
        ('[parameters.adjustment]\nfeedback = "yearly"', ["feedback = 'yearly'"]),
    ],
)
def test_all_conflicts_of_measures_stand_in_the_report_with_all_other_faults(written, further, more):
    unreviewed = "" if "feedback" in further else '[parameters.adjustment]\nfeedback = "none"\n'
    with pytest.raises(ScenarioError) as refused:
        Scenario.read(written(TWO_CONFLICTS + unreviewed + further))
    reviewed = [] if "feedback" in further else ["dynamic_adjustment (", "public_rating ("]
    wanted = ["guidance (", *reviewed, *more]
    assert len(refused.value.faults) == len(wanted)
    for word in wanted:
        assert sum(word in fault for fault in refused.value.faults) == 1, word


def test_hours_are_added_up_where_all_parameters_and_measures_are_good(written):
    text = 'name = "A b"\n[parameters.attention]\ntrace_hours = 100'
    with pytest.raises(ScenarioError) as refused:
        Scenario.read(written(text))
    assert [fault.split(" ")[0] for fault in refused.value.faults] == ["name", "留痕与包联每周共需"]


def test_business_that_takes_all_hours_is_named_as_the_cause():
    with pytest.raises(ValueError, match=r"business takes 100% of 47\.56 hours .*: lower business_share"):
        Scenario.today().with_parameters(business_share=1.0).resolve()


@pytest.mark.parametrize("text", ["format = true", "format = 1.0", 'format = "1"'])
def test_the_format_is_a_whole_number(written, text):
    with pytest.raises(ScenarioError, match=r"this version reads format 1, a whole number"):
        Scenario.read(written(text))


def test_an_unknown_name_is_refused_by_the_constructor_with_the_near_one():
    with pytest.raises(QuantityError, match=r"unknown name: 'nam'; did you mean 'name'\?"):
        Scenario(nam="x")


@pytest.mark.parametrize(
    ("use", "allowed"),
    [
        (lambda: Scenario.today().diff(3), "differs from another Scenario .*, not 3"),
        (lambda: Scenario.read(3), "named by its path, .*not by 3"),
        (lambda: Scenario.read("."), "this is a folder"),
    ],
)
def test_arguments_of_the_wrong_kind_are_refused_as_values(use, allowed):
    with pytest.raises(ValueError, match=allowed):
        use()


# ---- line ends and the mark of an encoding ----

MARK = b"\xef\xbb\xbf"
LINES = [
    "# 我的情景",
    "format = 1",
    'name = "mine"  # 名称',
    'description_zh = """一',
    '二"""',
    "",
    "[parameters.transmission]",
    "loss = 0.2  # 实测",
    "",
    "[measures]",
    "ledger = { intensity = 0.5 }",
    "",
]


@pytest.mark.parametrize("mark", [b"", MARK])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_mark_survive(tmp_path, mark, end):
    path = tmp_path / "mine.toml"
    path.write_bytes(mark + end.join(LINES).encode())
    scenario = Scenario.read(path)
    # what a text says does not depend on how its lines end
    assert scenario.description_zh == "一\n二"
    scenario.write(path)
    once = path.read_bytes()
    scenario = Scenario.read(path)
    scenario.write(path)
    assert path.read_bytes() == once
    changed = scenario.with_parameters(loss=0.25).with_measures(guidance=1)
    changed.write(path)
    content = path.read_bytes()
    assert Scenario.read(path) == changed
    for written in (once, content):
        assert written.startswith(MARK) == bool(mark)
        assert written.count(MARK) == len(mark) // 3
        assert written.count(b"\n") - written.count(b"\r\n") == (0 if end == "\r\n" else written.count(b"\n"))
    assert f"loss = 0.25  # 实测{end}".encode() in content
    assert content.startswith(mark + f"# 我的情景{end}format = 1{end}".encode())


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n")])
def test_a_file_that_mixes_line_ends_is_written_as_it_was(tmp_path, ends):
    path = tmp_path / "mixed.toml"
    text = Scenario.today().to_toml().split("\n")
    mixed = "".join(line + ends[number % 3 == 0] for number, line in enumerate(text[:-1])).encode()
    path.write_bytes(mixed)
    Scenario.read(path).write(path)
    assert path.read_bytes() == mixed
