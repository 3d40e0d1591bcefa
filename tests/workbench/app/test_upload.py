"""The upload without a browser: files in, faults and repairs in plain values out, an organisation at the end."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import Organisation
from models.organogram import OrganogramRepairs
from models.tables import Repairs
from workbench.app import upload
from workbench.app.upload import PIECE, Upload
from workbench.app.upload_words import REPAIRS, WORDS
from workbench.uploads import MOST_BYTES, Uploaded

FAULTY = "单位,上级,层级,人数\n1,,省,1\n2,1,市,5\n2,1,市,6\n3,9,市,2\n"
GOOD = "unit,superior,level,name\n1,,province,甲\n2,1,city,乙\n3,1,city,丙\n"


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upload]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = Upload()
    yield made
    made.close()
    assert list(tmp_path.iterdir()) == []


def say(panel: Upload, *buffers: bytes, **message: Any) -> None:
    panel._handle_custom_msg(message, [memoryview(buffer) for buffer in buffers])


def finished(panel: Upload) -> None:
    panel._worker.submit(int).result(60)


def take(panel: Upload, text: str, slot: str = "table", name: str = "机构.csv") -> None:
    panel.take(slot, Uploaded(name, text.encode()))
    finished(panel)


def test_a_good_file_is_previewed_and_then_used(panel: Upload) -> None:
    take(panel, GOOD)
    assert panel.view["status"].startswith("可用：3 个单位")
    assert [(row["level"], row["units"], row["leading"]) for row in panel.view["levels"]] == [
        ("省级", "1", "1"),
        ("市级", "2", "0"),
    ]
    assert panel.organisation is None
    assert panel.view["can_accept"]
    say(panel, do="accept")
    assert panel.organisation is panel.found
    assert len(panel.organisation) == 3
    assert not panel.view["can_accept"]


def test_a_faulty_file_is_repaired_by_the_switches(panel: Upload) -> None:
    take(panel, FAULTY)
    assert "共发现 2 处问题" in panel.view["error"]
    assert [(row["row"], row["cells"][row["at"]]) for row in panel.view["faults"]] == [
        ("第4行", "2"),
        ("第5行", "9"),
    ]
    offered = [(repair["name"], repair["value"], repair["on"]) for repair in panel.view["repairs"]]
    assert offered == [("duplicates", "first", False), ("orphans", "attach", False)]
    assert all(":" in repair["label"] or "：" in repair["label"] for repair in panel.view["repairs"])
    assert not panel.view["can_accept"]
    say(panel, do="repair", name="duplicates", value="first", on=True)
    finished(panel)
    assert panel.view["total"] == 1
    assert [repair["on"] for repair in panel.view["repairs"]] == [True, False]
    say(panel, do="repair", name="orphans", value="attach", on=True)
    finished(panel)
    assert panel.view["total"] == 0
    assert panel.view["error"] == ""
    assert len(panel.view["notes"]) >= 2
    say(panel, do="repair", name="orphans", value="attach", on=False)
    finished(panel)
    assert panel.view["total"] == 1
    assert panel.found is None


def test_a_repair_that_was_not_offered_is_passed_over(panel: Upload) -> None:
    take(panel, GOOD)
    say(panel, do="repair", name="roots", value="join", on=True)
    say(panel, do="repair", name="encoding", value="x", on=True)
    assert panel._repairs == {}


def test_the_new_top_can_be_named(panel: Upload) -> None:
    take(panel, "unit,superior,level\nroot,,a\n2,,a\n")
    say(panel, do="repair", name="roots", value="join", on=True)
    finished(panel)
    assert panel.view["root"] == "root"
    assert panel.view["total"] == 1  # the id is taken
    say(panel, do="root", value="顶")
    finished(panel)
    assert panel.view["total"] == 0
    assert panel.found is not None
    assert panel.found.ids[0].as_py() == "顶"


def test_the_language_changes_without_reading_again(panel: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    take(panel, FAULTY)
    monkeypatch.setattr(upload, "read_uploads", None)
    panel.lang = "en"
    view = panel.view
    assert view["error"].startswith("机构.csv: 2 faults found")
    assert view["faults"][0]["row"] == "row 4"
    assert view["faults"][0]["problem"].startswith("this id is already used in row 3")
    told = [
        *view["words"].values(),
        view["hint"],
        view["status"],
        *(repair["label"] for repair in view["repairs"]),
    ]
    assert not [character for character in " ".join(told) if "一" <= character <= "鿿"]


def test_a_file_comes_in_pieces(panel: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (GOOD + "".join(f"{unit},1,city,x\n" for unit in range(10, 60_000))).encode()
    assert len(content) > PIECE
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(panel, "send", lambda message, buffers=None: asked.append(message))
    say(panel, do="begin", slot="table", name="大.csv", size=len(content))
    while len(asked) > 0:
        number = asked.pop()["number"]
        say(panel, content[number * PIECE : (number + 1) * PIECE], do="piece", slot="table", number=number)
    finished(panel)
    assert panel.found is not None
    assert len(panel.found) == 3 + 59_990


def test_a_file_that_is_too_large_is_not_even_asked_for(
    panel: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(panel, "send", lambda *message, **_: asked.append(message))
    say(panel, do="begin", slot="table", name="huge.csv", size=MOST_BYTES + 1)
    assert asked == []
    assert "huge.csv" in panel.view["error"]
    assert "50.0 MB" in panel.view["error"]


def test_pieces_out_of_turn_or_beyond_what_was_said_end_the_upload(panel: Upload) -> None:
    for number, piece in ((1, b"x"), (0, b"xyz")):
        say(panel, do="begin", slot="table", name="t.csv", size=2)
        say(panel, piece, do="piece", slot="table", number=number)
        assert panel._coming == {}
    assert panel._files == {}


def test_an_empty_file_is_a_fault(panel: Upload) -> None:
    say(panel, do="begin", slot="table", name="t.csv", size=0)
    say(panel, b"", do="piece", slot="table", number=0)
    finished(panel)
    assert panel.view["total"] == 1


def test_the_pair_of_an_organogram(panel: Upload) -> None:
    say(panel, do="mode", mode="organogram")
    assert [slot["slot"] for slot in panel.view["slots"]] == ["senior", "junior"]
    panel.take("junior", Uploaded("j.csv", b"x"))
    assert not panel.view["busy"]  # the senior file is what everything hangs on
    take(panel, "nothing,here\n1,2\n", slot="senior", name="s.csv")
    assert {fault["file"] for fault in panel.view["faults"]} == {"s.csv", "j.csv"}
    say(panel, do="begin", slot="table", name="t.csv", size=3)
    assert panel._coming == {}


def test_what_is_unexpected_is_told(panel: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(upload, "read_uploads", fail)
    take(panel, GOOD)
    assert "MemoryError: no room" in panel.view["error"]
    assert not panel.view["busy"]


def test_the_last_file_counts(panel: Upload) -> None:
    panel.take("table", Uploaded("a.csv", GOOD.encode()))
    panel.take("table", Uploaded("b.csv", FAULTY.encode()))
    finished(panel)
    assert panel.found is None
    assert "b.csv" in panel.view["error"]
    panel.clear()
    assert panel.view["total"] == 0
    assert panel.view["slots"][0]["file"] == ""


def test_a_page_keeps_its_organisation_when_files_are_cleared(panel: Upload) -> None:
    take(panel, GOOD)
    panel.accept()
    panel.clear()
    assert isinstance(panel.organisation, Organisation)


def test_every_repair_has_its_words() -> None:
    known = {
        (name, value)
        for kind in (Repairs, OrganogramRepairs)
        for name, values in kind.ALLOWED.items()
        for value in values
        if value != "refuse"
    }
    assert set(REPAIRS) == known
    assert all(label.zh and label.en for label in WORDS.values())
