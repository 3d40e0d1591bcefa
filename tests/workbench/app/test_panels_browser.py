"""Upload, trainer and take-away in a real browser, on a page of Voila that a small notebook makes."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ROOT, Visit, free_port, needs_chromium, server
from playwright.sync_api import Browser, expect

from simulation import compare
from workbench.asked import Asked
from workbench.trainer_steps import read_steps, shipped_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

CODE = """
from ipywidgets import Button, VBox
from models import Organisation
from simulation import Scenario
from workbench.app.takeaway import TakeAway
from workbench.app.trainer import Trainer
from workbench.app.upload_panel import UploadPanel
from workbench.asked import Asked

today = Scenario.today()
scenarios = (today, today.with_measures(ledger=1.0).named("more", "加力", "more"))
asked = Asked(organisation=Organisation.tree([2, 3]), scenarios=scenarios, seed=7, replications=2)
panels = [UploadPanel(), Trainer(), TakeAway(asked)]

def take(change):
    global asked
    asked = Asked(organisation=change["new"], scenarios=scenarios, seed=7, replications=2)
    panels[2].asked = asked

def speak_english(_):
    for panel in panels:
        panel.lang = "en"

english = Button(description="en")
english.add_class("t-english")
english.on_click(speak_english)
panels[0].upload.observe(take, "organisation")
VBox([english, *panels])
"""
FAULTY = "单位,上级,层级,名称\n1,,province,甲\n2,1,city,乙\n2,1,city,丙\n3,9,city,<b>丁</b>\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from workbench.app.serve import command, environment

    folder = tmp_path_factory.mktemp("panels")
    notebook = ROOT / "outputs" / "served" / f"panels-{os.getpid()}.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "page",
        "metadata": {},
        "outputs": [],
        "source": CODE,
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    notebook.write_text(json.dumps(made), encoding="utf-8")
    port = free_port()
    line = command(notebook, port=port, address="127.0.0.1", kernels=0, browser=False)
    with server(line, environment(os.environ), f"http://127.0.0.1:{port}/", folder / "log") as found:
        yield found
    notebook.unlink()


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address, height=1400)
    visit.page.wait_for_selector(".cd-takeaway button")
    yield visit
    visit.page.close()


def test_a_faulty_file_is_shown_repaired_and_used(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "机构.csv").write_text(FAULTY, encoding="utf-8")
    panel = visit.page.locator(".cd-upload")
    panel.locator("[data-key='file-table']").set_input_files(tmp_path / "机构.csv")
    expect(panel.locator("[role=alert]")).to_contain_text("共发现 2 处问题")
    rows = panel.locator("table.faults > tbody > tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("第4行")
    expect(rows.nth(0).locator(".at-fault")).to_have_text("2")
    expect(rows.nth(1).locator(".at-fault")).to_have_text("9")
    expect(rows.nth(1)).to_contain_text("<b>丁</b>")  # a text, never markup
    expect(panel.locator("[data-key='accept']")).to_be_disabled()
    visit.picture("upload-faults")
    panel.locator("[data-key='repair-duplicates-first']").check()
    expect(rows).to_have_count(1)
    panel.locator("[data-key='repair-orphans-attach']").check()
    expect(panel.locator("[role=status]")).to_contain_text("可用：3 个单位")
    expect(panel.locator("table.levels tbody tr")).to_have_count(2)
    discs = visit.page.locator(".cd-own-data .nm-discs")
    expect(discs).to_have_count(1)
    assert "灰色" in visit.text(".cd-own-data .nm-note")
    drawn = "document.querySelector('.cd-own-data .nm-network').networkView.state.structure.names"
    assert visit.page.evaluate(drawn) == ["甲", "乙", "<b>丁</b>"]
    beside = panel.bounding_box(), visit.page.locator(".cd-own-data .nm-network").bounding_box()
    assert beside[1]["x"] >= beside[0]["x"] + beside[0]["width"]
    visit.picture("upload-good")
    panel.locator("[data-key='accept']").click()
    expect(panel.locator("[role=status]")).to_contain_text("已改用这个机构")


def test_a_file_of_several_pieces_arrives(visit: Visit, tmp_path: Path) -> None:
    units = "".join(f"{unit},1,city,单位{unit}\n" for unit in range(2, 60_000))
    (tmp_path / "large.csv").write_text("单位,上级,层级,名称\n1,,province,甲\n" + units, encoding="utf-8")
    assert (tmp_path / "large.csv").stat().st_size > 2 * 512 * 1024
    panel = visit.page.locator(".cd-upload")
    panel.locator("[data-key='file-table']").set_input_files(tmp_path / "large.csv")
    expect(panel.locator("[role=status]")).to_contain_text("可用：59,999 个单位", timeout=60_000)


def test_a_step_is_guessed_and_then_looked_at(visit: Visit) -> None:
    panel = visit.page.locator(".cd-trainer")
    reveal = panel.locator("[data-key='reveal']")
    expect(reveal).to_be_disabled()
    panel.locator("[data-key='slider']").focus()
    for _ in range(20):
        visit.page.keyboard.press("ArrowRight")
    expect(panel.locator("output")).to_have_text("70.0%")
    visit.picture("trainer-guess")
    panel.locator("[data-key='keep']").click()
    expect(panel.locator("[role=status]")).to_contain_text("70.0%")
    expect(reveal).to_be_enabled(timeout=240_000)
    step = read_steps()[0]
    assert step.why.zh not in panel.inner_text()
    panel.locator("[data-key='timer']").click()
    expect(panel.locator(".left")).to_contain_text("秒")
    reveal.click()
    expect(panel.locator(".left")).to_have_text("")
    axis, tip = (panel.locator(f".scale {part}").bounding_box() for part in (".axis", ".guess i"))
    assert axis is not None
    assert tip is not None
    assert tip["x"] + tip["width"] / 2 == pytest.approx(axis["x"] + 0.7 * axis["width"], abs=2)
    assert tip["y"] + tip["height"] <= axis["y"] + 1
    answer = shipped_answers()[step.name]
    expect(panel.locator(".found")).to_contain_text(step.written(answer.value, "zh"))
    expect(panel.locator(".found")).to_contain_text(answer.interval(step))
    expect(panel).to_contain_text(step.why.zh)
    visit.picture("trainer-answer")


def test_the_timer_runs_and_stops_with_the_step(visit: Visit) -> None:
    panel = visit.page.locator(".cd-trainer")
    panel.locator("[data-key='timer']").click()
    expect(panel.locator(".left")).to_have_text(re.compile("还有 5[0-9] 秒"))
    panel.locator("[data-key='next']").click()
    expect(panel.locator("h3").nth(1)).to_contain_text("责任断链")
    expect(panel.locator(".left")).to_have_text("")


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF")])
def test_the_hand_out_is_saved(visit: Visit, form: str, start: bytes) -> None:
    with visit.page.expect_download() as saved:
        visit.page.locator(f".cd-trainer [data-key='{form}']").click()
    assert saved.value.suggested_filename == f"handout.{form}"
    assert Path(saved.value.path()).read_bytes().startswith(start)


def test_the_record_is_saved_and_brings_the_page_back(visit: Visit) -> None:
    panel = visit.page.locator(".cd-takeaway")
    with visit.page.expect_download() as saved:
        panel.locator("[data-key='record']").click()
    content = Path(saved.value.path()).read_bytes()
    asked = Asked.from_file(content)
    assert (asked.seed, asked.replications, [scenario.name for scenario in asked.scenarios]) == (
        7,
        2,
        ["today", "more"],
    )
    assert asked.record_text().encode() == content
    panel.locator("input[type=file]").set_input_files(
        {"name": "run.json", "mimeType": "application/json", "buffer": content}
    )
    expect(panel.locator("[role=status]")).to_contain_text("已回到记录中的设置")
    panel.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    expect(panel.locator("[role=alert]")).to_contain_text("notes.txt")
    visit.picture("takeaway")


def test_a_file_of_several_pieces_is_saved_whole(visit: Visit) -> None:
    with visit.page.expect_download(timeout=240_000) as saved:
        visit.page.locator(".cd-takeaway [data-key='everything']").click()
    import zipfile

    with zipfile.ZipFile(saved.value.path()) as archive:
        assert archive.testzip() is None
        asked = Asked.from_file(archive.read("run.json"))
        comparison = compare(asked.runs, "today")
        table = archive.read("tables/comparison.csv").decode("utf-8-sig")
    assert table == comparison.to_csv(index=False, lineterminator="\n")


def test_the_language_changes_without_a_reload(visit: Visit) -> None:
    visit.page.click(".t-english")
    for name, title in (
        ("upload", "Your own organisation"),
        ("trainer", "Guess first"),
        ("takeaway", "Take away"),
    ):
        panel = visit.page.locator(f".cd-{name}")
        expect(panel.locator("h3").first).to_contain_text(title)
        written = re.sub(r"单位\d+|甲", "", panel.inner_text())  # names of units stay
        assert not re.search("[一-鿿]", written)
    visit.picture("panels-en")


def test_nothing_is_asked_of_others_and_nothing_complains(visit: Visit) -> None:
    assert visit.outside() == []
    assert visit.errors == []
