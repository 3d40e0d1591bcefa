"""The panel without a browser: what it offers, what it sends, what it takes back."""

import threading
from typing import Any

import pytest

from models import Organisation
from simulation import Scenario
from workbench.app import takeaway
from workbench.app.sending import PIECE
from workbench.app.takeaway import MOST_BYTES, TakeAway
from workbench.asked import Asked
from workbench.downloads import KINDS, Download


@pytest.fixture(scope="module")
def asked() -> Asked:
    today = Scenario.today()
    return Asked(
        organisation=Organisation.tree([2, 3]),
        scenarios=(today, today.with_measures(ledger=1.0).named("more", "加力", "more")),
        seed=7,
        replications=2,
    )


class Browser:
    """Stands in for the other side: keeps what is sent to it, and asks for pieces as the page does."""

    def __init__(self, panel: TakeAway, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel, self.offered = panel, threading.Event()
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        monkeypatch.setattr(panel, "send", self.receive)

    def receive(self, message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        self.sent.append((message, buffers or []))
        self.offered.set()

    def ask(self, **message: Any) -> None:
        self.panel._handle_custom_msg(message, [])

    def fetch(self, kind: str) -> tuple[dict[str, Any], bytes]:
        """Press a button and fetch all pieces."""
        self.ask(do="make", kind=kind)
        assert self.offered.wait(120)
        head = self.sent[-1][0]
        for number in range(head["number"]):
            self.ask(do="piece", file=head["file"], number=number)
        pieces = [buffers[0] for message, buffers in self.sent if message["do"] == "piece"]
        self.ask(do="saved", file=head["file"])
        return head, b"".join(pieces)


def finished(panel: TakeAway) -> None:
    panel._worker.submit(int).result(120)


def test_without_results_nothing_is_offered() -> None:
    panel = TakeAway()
    assert not panel.view["ready"]
    assert panel.view["status"] == "还没有可带走的结果。"
    panel.make("record")
    assert not panel.view["busy"]


def test_every_kind_is_offered_in_the_language_of_the_page(asked: Asked) -> None:
    panel = TakeAway(asked)
    assert [kind["name"] for kind in panel.view["kinds"]] == list(KINDS)
    assert panel.view["kinds"][0]["label"] == "运行记录"
    panel.lang = "en"
    assert panel.view["kinds"][0]["label"] == "run record"
    assert panel.view["title"] == "Take away"


def test_a_file_arrives_whole(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = TakeAway(asked)
    browser = Browser(panel, monkeypatch)
    head, content = browser.fetch("record")
    assert (head["name"], head["mime"]) == ("run.json", "application/json")
    assert content == asked.record_text().encode()
    finished(panel)
    assert "run.json" in panel.view["status"]
    assert not panel._sender.files  # nothing is kept once it is saved


def test_a_large_file_comes_in_small_pieces(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    large = bytes(range(256)) * (PIECE // 256 * 3) + b"end"
    monkeypatch.setattr(takeaway, "download", lambda *_: Download("large.bin", "x/y", large))
    browser = Browser(TakeAway(asked), monkeypatch)
    head, content = browser.fetch("everything")
    assert head["number"] == 4
    assert content == large
    assert max(len(buffers[0]) for _, buffers in browser.sent if buffers) <= PIECE


def test_what_fails_is_told_on_the_page(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(takeaway, "download", fail)
    panel = TakeAway(asked, lang="en")
    panel.make("html")
    finished(panel)
    assert "no room" in panel.view["error"]
    assert "report (HTML)" in panel.view["error"]
    panel.lang = "zh"
    assert "没有生成" in panel.view["error"]
    assert not panel.view["busy"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "make", "kind": "passwords"},
        {"do": "make"},
        {"do": "piece", "file": 99, "number": 0},
        {"do": "piece", "file": "../../etc", "number": 0},
        {"do": "saved", "file": 99},
    ],
)
def test_messages_that_mean_nothing_are_passed_over(
    message: dict[str, Any], asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = TakeAway(asked)
    browser = Browser(panel, monkeypatch)
    browser.ask(**message)
    finished(panel)
    assert browser.sent == []


def test_a_record_taken_away_brings_the_page_back(asked: Asked) -> None:
    panel = TakeAway(lang="en")
    seen: list[Asked] = []
    panel.observe(lambda change: seen.append(change["new"]), "restored")
    panel._handle_custom_msg(
        {"do": "read", "name": "run.json", "size": 10}, [memoryview(asked.record_text().encode())]
    )
    assert len(seen) == 1
    assert seen[0].record() == asked.record()
    assert seen[0].scenarios == asked.scenarios
    assert seen[0].lang == "en"
    assert "seed 7" in panel.view["status"]


def test_what_is_no_record_is_refused_on_the_page() -> None:
    panel = TakeAway()
    panel.read("thesis.docx", b"PK\x03\x04")
    assert "thesis.docx" in panel.view["error"]
    panel.read("run.json", b"", size=MOST_BYTES + 1)
    assert "5.0 MB" in panel.view["error"]
    assert panel.restored is None


def test_numbers_of_an_english_page_have_no_chinese(asked: Asked) -> None:
    panel = TakeAway(asked, lang="en")
    assert not [character for character in str(panel.view) if "一" <= character <= "鿿"]
