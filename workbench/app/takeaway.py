"""The panel from which everything is taken away: files made in memory and sent to the browser, and a record read back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anywidget
import traitlets

from workbench.app.scripts import joined, style
from workbench.app.sending import Sender
from workbench.app.telling import Told, size_text, told
from workbench.asked import Asked
from workbench.downloads import KINDS, download, python_text
from workbench.text import Label, Language

MOST_BYTES = 5 * 2**20  # of a record: that of 20,000 units is smaller; larger messages never reach the kernel

WORDS = {
    "title": Label("带走", "Take away"),
    "lines_title": Label("在 Python 中重现屏幕上的数", "The numbers on the screen, again in Python"),
    "back_title": Label("打开运行记录", "Open a run record"),
    "back_note": Label(
        "选择以前带走的 run.json，页面即回到当时的设置。",
        "Choose a run.json taken away earlier: the page goes back to what was set then.",
    ),
    "choose": Label("选择 run.json", "Choose run.json"),
    "nothing": Label("还没有可带走的结果。", "There is nothing to take away yet."),
    "making": Label("正在生成：{what}……", "making: {what} ..."),
    "saved": Label("已交给浏览器保存：{name}（{size}）。", "handed to the browser: {name} ({size})."),
    "restored": Label(
        "已回到记录中的设置：{scenarios} 个情景，种子 {seed}，{replications} 次。",
        "back to the record's settings: {scenarios} scenarios, seed {seed}, {replications} replications.",
    ),
    "too_large": Label(
        "{name} 有 {size}，运行记录不超过 {limit}。请选择由“运行记录”带走的 run.json。",
        "{name} has {size}; a run record has at most {limit}. Choose a run.json taken away as the run record.",
    ),
    "not_a_record": Label(
        "{name} 不能作为运行记录打开：{reason}\n请选择由“运行记录”带走的 run.json。",
        "{name} cannot be opened as a run record: {reason}\nChoose a run.json taken away as the run record.",
    ),
    "failed": Label(
        "“{what}”没有生成：{reason}\n可以再试一次，或先带走运行记录，再用命令行生成。",
        "{what} was not made: {reason}\nTry again, or take the run record and make it on the command line.",
    ),
}


class TakeAway(anywidget.AnyWidget):
    """Buttons for every kind of file, and the way back from a record.

    Parameters
    ----------
    asked : Asked, optional
        What is on the screen; the page sets the trait of this name when it has changed.
    lang : {"zh", "en"}
    source : callable, optional
        Returns what is on the screen at the moment of a click, or None; by default :attr:`asked`. For pages whose answers change
        many times a second.

    Attributes
    ----------
    restored : Asked or None
        What the record read last asked, for the page to observe.
    view : dict
        Everything that is shown, as plain values.
    """

    _esm = joined("panels.js", "takeaway.js")
    _css = style("panel.css")
    view = traitlets.Dict().tag(sync=True)
    lang = traitlets.Enum(["zh", "en"], default_value="zh").tag(sync=True)
    asked = traitlets.Instance(Asked, allow_none=True)
    restored = traitlets.Instance(Asked, allow_none=True)

    def __init__(
        self,
        asked: Asked | None = None,
        lang: str = "zh",
        *,
        source: Callable[[], Asked | None] | None = None,
        **traits: Any,
    ) -> None:
        self._source = source or (lambda: self.asked)
        self._busy: str | None = None
        self._status: Told = None
        self._error: Told = None
        self._sender = Sender(lambda *message, **buffers: self.send(*message, **buffers))
        self._lock = threading.Lock()
        # one at a time: figures are drawn with settings that belong to the whole process
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="take-away")
        super().__init__(asked=asked, lang=lang, **traits)
        self.on_msg(self._on_message)
        self._show()

    @traitlets.observe("asked", "lang")
    def _on_change(self, _: Any) -> None:
        self._show()

    def _show(self, **changes: Any) -> None:
        """Change what is known of the work, and send the whole view anew."""
        with self._lock:
            for name, value in changes.items():
                setattr(self, f"_{name}", value)
            self.view = self._seen()

    def _seen(self) -> dict[str, Any]:
        lang, ready = self.lang, self.asked is not None
        names = ("title", "lines_title", "back_title", "back_note", "choose")
        kinds = [
            {"name": name, "label": kind.label(lang), "note": kind.note(lang)} for name, kind in KINDS.items()
        ]
        return {
            **{name: WORDS[name](lang) for name in names},
            "lang": lang,
            "ready": ready,
            "busy": self._busy or "",
            "kinds": kinds,
            "lines": python_text(self.asked) if self.asked is not None else "",
            "status": told(WORDS, self._status, lang) if ready or self._status else WORDS["nothing"](lang),
            "error": told(WORDS, self._error, lang),
            "most_bytes": MOST_BYTES,
        }

    def _on_message(self, _: Any, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Answer the browser; what cannot be done is told on the page."""
        match message:
            case {"do": "make", "kind": str(kind)} if kind in KINDS:
                self.make(kind)
            case {"do": "read", "name": str(name), "size": int(size)}:
                self.read(name, bytes(buffers[0]) if buffers else b"", size)
            case _:
                self._sender.answer(message)

    def make(self, kind: str) -> None:
        """Make one file in the background and offer it to the browser."""
        asked = None if self._busy else self._source()
        if asked is None:
            return
        what = KINDS[kind].label
        self._show(busy=kind, status=("making", {"what": what}), error=None)
        self._worker.submit(self._make, asked, kind)

    def _make(self, asked: Asked, kind: str) -> None:
        what = KINDS[kind].label
        try:
            made = download(asked, kind)
        except Exception as error:  # in a thread nobody would see it
            self._show(busy=None, status=None, error=("failed", {"what": what, "reason": error}))
            return
        self._sender.offer(made)
        size = size_text(len(made.content))
        self._show(busy=None, status=("saved", {"name": made.name, "size": size}))

    def read(self, name: str, content: bytes, size: int | None = None) -> None:
        """Read a record back; :attr:`restored` is what it asked, or the reason of a refusal is shown."""
        size = len(content) if size is None else size
        if size > MOST_BYTES:
            limits = {"name": name, "size": size_text(size), "limit": size_text(MOST_BYTES)}
            self._show(error=("too_large", limits), status=None)
            return
        try:
            # a large organisation is not in its record: then that of the page is the one that is meant
            given = self.asked.organisation if self.asked is not None and not self.asked.is_whole else None
            found = Asked.from_file(content, name, organisation=given, lang=self._language())
            values: dict[str, Any] = {
                "scenarios": len(found.scenarios),
                "seed": found.seed,
                "replications": f"{found.replications:,}",
            }
            self.restored = found  # the page may refuse it too
        except ValueError as error:
            self._show(error=("not_a_record", {"name": name, "reason": error}), status=None)
            return
        self._show(error=None, status=("restored", values))

    def _language(self) -> Language:
        return "zh" if self.lang == "zh" else "en"

    def close(self) -> None:
        """Close the panel and end its thread."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().close()
