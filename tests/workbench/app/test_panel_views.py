"""The panels on the page: what is taken away is what is on the screen, and what is brought in is compared."""

import json
import time
from collections.abc import Iterator

import numpy as np
import pytest

from models import Organisation
from simulation import Scenario, reproduce
from workbench.app.comparer import Comparer
from workbench.app.panel_views import PANELS, asked_of, take_away, trainer, upload
from workbench.app.state import State
from workbench.asked import Asked
from workbench.downloads import download
from workbench.outputs import record_text
from workbench.text import LANGUAGES
from workbench.uploads import Uploaded

GOOD = b"unit,superior,level\n1,,province\n2,1,city\n3,1,city\n"


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    today = Scenario.today()
    other = today.with_measures(ledger=0.8).named("more", "加力", "more")
    state = State(organisation=Organisation.tree([2, 3]), scenarios=(today, other), precision=0.2, seed=5)
    made = Comparer(state)
    made.wait()
    yield made
    made.close()


def test_the_record_is_that_of_the_screen_and_gives_its_bits(comparer: Comparer) -> None:
    asked = asked_of(comparer)
    assert asked is not None
    assert asked.record_text() == record_text(comparer.record(), "today")
    again = reproduce(asked.record())
    assert comparer.runs is not None
    np.testing.assert_array_equal(again.data["overall"], comparer.runs.data["overall"])


def test_what_was_changed_on_the_page_says_so_wherever_it_is_taken(comparer: Comparer) -> None:
    comparer.change(comparer.state.with_scenario(1, comparer.state.scenarios[1].with_measures(ledger=0.5)))
    comparer.wait()
    asked = asked_of(comparer)
    assert asked is not None
    today, more = asked.scenarios
    assert today == comparer.state.scenarios[0]
    assert (more.name, more.title("zh"), more.title("en")) == ("more", "加力（已改）", "more (edited)")
    assert "0.8 → 0.5" in more.description_zh
    for kind in ("record", "html"):
        text = download(asked, kind).content.decode()
        assert "加力（已改）" in text or json.dumps("加力（已改）")[1:-1] in text, kind
    take_away(comparer).read("run.json", asked.record_text().encode())
    again = comparer.state.with_scenario(1, more.with_measures(ledger=0.4))
    comparer.change(again)
    comparer.wait()
    twice = asked_of(comparer)
    assert twice is not None
    assert twice.scenarios[1].title("zh") == "加力（已改）", "said once"


def test_a_record_brings_the_page_back_and_undo_leads_on(comparer: Comparer) -> None:
    panel = take_away(comparer)
    asked = asked_of(comparer)
    assert asked is not None
    content = asked.record_text().encode()
    before = comparer.state
    elsewhere = Organisation.tree([4])
    comparer.change(
        before.changed(
            seed=99, weeks=26.0, organisation=elsewhere, scenarios=before.scenarios[::-1], baseline="more"
        )
    )
    panel.read("run.json", content)
    state = comparer.state
    assert (state.seed, state.weeks, state.baseline, state.scenarios) == (5, 52.0, "today", before.scenarios)
    assert state.organisation is before.organisation  # the one that the page has, found by its content
    comparer.wait()
    again = asked_of(comparer)
    assert again is not None
    assert again.record_text().encode() == content
    comparer.history.undo()
    assert comparer.state.organisation is elsewhere


def test_an_organisation_of_a_record_that_is_new_to_the_page_joins_it(comparer: Comparer) -> None:
    other = Asked(
        organisation=Organisation.tree([3]), scenarios=comparer.state.scenarios, seed=1, replications=2
    )
    panel = take_away(comparer)
    panel.read("run.json", other.record_text().encode())
    assert comparer.state.organisation.digest() == other.organisation.digest()
    assert comparer.organisations["recorded"].organisation is comparer.state.organisation


def test_a_record_that_the_page_cannot_show_is_refused_on_the_panel(comparer: Comparer) -> None:
    alone = Asked(organisation=Organisation.tree([3]), scenarios=(Scenario.today(),), seed=1, replications=2)
    panel, before = take_away(comparer), comparer.state
    panel.read("run.json", alone.record_text().encode())
    assert "run.json" in panel.view["error"]
    assert comparer.state is before


def test_the_button_takes_what_is_on_the_screen_now(
    comparer: Comparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = take_away(comparer)
    comparer.change(comparer.state.changed(seed=77))
    comparer.wait()
    offered: list[bytes] = []
    monkeypatch.setattr(panel._sender, "offer", lambda made: offered.append(made.content))
    panel.make("record")
    panel._worker.submit(int).result(60)
    assert Asked.from_file(offered[0]).seed == 77


def test_an_uploaded_organisation_is_compared(comparer: Comparer) -> None:
    both = upload(comparer)
    panel = both.upload
    assert both.map is None
    panel.take("table", Uploaded("t.csv", GOOD))
    panel._worker.submit(int).result(60)
    assert len(comparer.state.organisation) == 9
    assert both.map in both.children
    assert both.map.structure["total"] == 3
    both.lang = "en"
    assert (panel.lang, both.map.lang) == ("en", "en")
    panel.accept()
    assert len(comparer.state.organisation) == 3
    assert "uploaded" in comparer.organisations
    panel.clear()
    assert both.children == (panel,)


def test_the_trainer_is_large_where_the_page_is(comparer: Comparer) -> None:
    panel = trainer(comparer)
    assert not panel.large
    comparer.change(comparer.state.changed(projector=True))
    assert panel.large
    panel.close()


def test_every_panel_has_a_tab_in_both_languages() -> None:
    assert [view.name for view in PANELS] == ["trainer", "upload", "take-away"]
    assert all(view.label(lang) for view in PANELS for lang in LANGUAGES)


def test_the_lines_follow_the_baseline_and_a_stop(comparer: Comparer) -> None:
    panel = take_away(comparer)
    assert 'compare(runs, "today")' in panel.view["lines"]
    comparer.change(comparer.state.changed(baseline="more"))
    assert 'compare(runs, "more")' in panel.view["lines"]
    comparer.change(comparer.state.changed(seed=6, precision=1e-4))
    until = time.monotonic() + 60
    while comparer.runs is None or comparer.runs.seed != 6:
        assert time.monotonic() < until
        time.sleep(0.02)
    comparer.stop()
    assert panel.asked is not None
    assert panel.asked.seed == 6


def test_an_earlier_upload_stays_to_be_chosen(comparer: Comparer) -> None:
    panel = upload(comparer).upload
    first, second = Organisation.tree([4]), Organisation.tree([5])
    panel.organisation = first
    panel.organisation = second
    listed = dict(comparer.toolbar.bar["organisations"])
    assert (listed["uploaded"], listed["uploaded-2"]) == ("上传的机构 · 5 个单位", "上传的机构 2 · 6 个单位")
    assert comparer.toolbar.bar["organisation"] == "uploaded-2"
    comparer.toolbar._handle_custom_msg({"command": "undo"}, [])
    assert comparer.state.organisation is first
    assert comparer.toolbar.bar["organisation"] == "uploaded"
