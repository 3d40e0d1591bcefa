"""The upload: an organisation of the visitor's own, every fault beside its row, repairs as switches, a preview."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anywidget
import traitlets

from models.faults import Fault, shown
from models.organisation import Organisation
from workbench.app.scripts import joined, style
from workbench.app.telling import Told, size_text, told
from workbench.app.upload_words import REPAIRS, WORDS
from workbench.text import Label, Language, level_name
from workbench.uploads import (
    MOST_BYTES,
    MOST_FAULTS,
    MOST_UNITS,
    Place,
    Reading,
    Refusal,
    Uploaded,
    preview,
    read_uploads,
    repairs_offered,
    safe_name,
)

SLOTS = {"table": ("table",), "organogram": ("senior", "junior")}
# Kernels close a connection over which a large message comes; pieces of this size are sent one by one.
PIECE = 512 * 1024


class Upload(anywidget.AnyWidget):
    """Reads an organisation from files that the visitor chooses.

    Parameters
    ----------
    lang : {"zh", "en"}

    Attributes
    ----------
    organisation : Organisation or None
        The one that the visitor has chosen to use, for the page to observe.
    found : Organisation or None
        What the files hold, before it is chosen.
    view : dict
        Everything that is shown, as plain values.
    """

    _esm = joined("panels.js", "upload.js")
    _css = style("panel.css")
    view = traitlets.Dict().tag(sync=True)
    lang = traitlets.Enum(["zh", "en"], default_value="zh").tag(sync=True)
    organisation = traitlets.Instance(Organisation, allow_none=True)
    found = traitlets.Instance(Organisation, allow_none=True)

    def __init__(self, lang: str = "zh", **traits: Any) -> None:
        self._lock = threading.RLock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="upload")
        self._mode = "table"
        self._reset()
        super().__init__(lang=lang, **traits)
        self.on_msg(self._on_message)
        self._show()

    def _reset(self) -> None:
        self._files: dict[str, Uploaded] = {}
        self._coming: dict[str, tuple[str, int, bytearray]] = {}
        self._repairs: dict[str, str] = {}
        self._offered: dict[tuple[str, str], int] = {}
        self._reading = Reading()
        self._job = getattr(self, "_job", 0) + 1
        self._busy = False
        self._status: Told = None
        self._error: Told = None

    @traitlets.observe("lang")
    def _on_language(self, _: Any) -> None:
        self._show()

    # ---- what the browser says ----

    def _on_message(self, _: Any, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        match message:
            case {"do": "mode", "mode": str(mode)} if mode in SLOTS:
                self.choose_mode(mode)
            case {"do": "begin", "slot": str(slot), "name": str(name), "size": int(size)} if self._takes(
                slot
            ):
                self._begin(slot, name, size)
            case {"do": "piece", "slot": str(slot), "number": int(number)} if (
                slot in self._coming and buffers
            ):
                self._piece(slot, number, bytes(buffers[0]))
            case {"do": "repair", "name": str(name), "value": str(value), "on": bool(on)}:
                self.repair(name, value, on)
            case {"do": "root", "value": str(value)}:
                self.name_root(value)
            case {"do": "accept"}:
                self.accept()
            case {"do": "clear"}:
                self.clear()

    def _takes(self, slot: str) -> bool:
        return slot in SLOTS[self._mode]

    def choose_mode(self, mode: str) -> None:
        """Take one table, or the pair of an organogram; what was there is forgotten."""
        self._mode = mode
        self.clear()

    def clear(self) -> None:
        """Forget the files; the organisation in use stays."""
        self._reset()
        self.found = None
        self._show()

    def _begin(self, slot: str, name: str, size: int) -> None:
        """Ask for a file piece by piece, or refuse one that is too large before it is sent."""
        if size > MOST_BYTES:
            limits = {"file": safe_name(name), "found": size_text(size), "most": size_text(MOST_BYTES)}
            self._status, self._error = None, ("too_bytes", limits)
        else:
            self._coming[slot] = (name, size, bytearray())
            self._status, self._error = ("coming", {"name": safe_name(name)}), None
            self.send({"do": "more", "slot": slot, "number": 0, "piece": PIECE})
        self._show()

    def _piece(self, slot: str, number: int, piece: bytes) -> None:
        """Take a piece and ask for the next one; one that is out of turn or too much ends the upload."""
        name, size, content = self._coming[slot]
        if number * PIECE != len(content) or len(content) + len(piece) > size:
            del self._coming[slot]
            return
        content += piece
        if len(content) < size and piece:
            self.send({"do": "more", "slot": slot, "number": number + 1, "piece": PIECE})
            return
        del self._coming[slot]
        self.take(slot, Uploaded(name, bytes(content)))

    def take(self, slot: str, file: Uploaded) -> None:
        """Take a whole file and read what is there."""
        self._files[slot] = file
        self._repairs, self._offered = {}, {}
        self._read()

    def repair(self, name: str, value: str, on: bool) -> None:
        """Switch a repair that was offered, and check the files again."""
        if (name, value) not in self._offered:
            return
        self._repairs.pop(name, None)
        if on:
            self._repairs[name] = value
        self._read()

    def name_root(self, value: str) -> None:
        """Give the new top unit another id, and check the files again."""
        if value.strip():
            self._repairs["root"] = value.strip()
            self._read()

    def accept(self) -> None:
        """Use what was found."""
        if self.found is None:
            return
        try:
            self.organisation = self.found  # the page may refuse it
        except ValueError as error:
            self._error = ("failed", {"name": self._names(), "reason": shown(str(error), 300)})
        else:
            self._status, self._error = ("accepted", {"units": f"{len(self.found):,}"}), None
        self._show()

    # ---- reading ----

    def _read(self) -> None:
        if not self._files or SLOTS[self._mode][0] not in self._files:
            self._show()
            return
        self._job += 1
        self._busy, self._error = True, None
        self._status = ("reading", {"name": self._names()})
        self.found = None
        self._show()
        self._worker.submit(self._work, self._job, dict(self._files), dict(self._repairs))

    def _names(self) -> str:
        return ", ".join(safe_name(file.name) for file in self._files.values())

    def _work(self, job: int, files: Mapping[str, Uploaded], repairs: Mapping[str, str]) -> None:
        reading, status, error = Reading(), None, None
        try:
            reading = read_uploads(files, repairs)
            status, error = outcome(reading, self._names())
        except Refusal as refusal:
            error = refused(refusal)
        except Exception as unexpected:  # in a thread nobody would see it
            reason = f"{type(unexpected).__name__}: {unexpected}"
            error = ("failed", {"name": self._names(), "reason": shown(reason, 300)})
        with self._lock:
            if job != self._job:
                return  # another file or repair has been chosen meanwhile
            self._reading, self._busy, self._status, self._error = reading, False, status, error
            for option in repairs_offered(reading.faults):
                self._offered[option] = 0
            self._show()
            self.found = reading.organisation

    # ---- what is shown ----

    def _show(self) -> None:
        with self._lock:
            self.view = self._seen()

    def _seen(self) -> dict[str, Any]:
        lang: Language = "zh" if self.lang == "zh" else "en"
        limits = {"size": f"{MOST_BYTES // 2**20} MB", "units": f"{MOST_UNITS:,}"}
        faults = self._reading.faults
        organisation = self._reading.organisation
        hint = "columns" if self._mode == "table" else "columns_organogram"
        return {
            "lang": lang,
            "words": {name: label(lang) for name, label in WORDS.items()},
            "hint": WORDS[hint](lang).format(**limits),
            "mode": self._mode,
            "slots": [
                {"slot": slot, "choose": WORDS[slot](lang), "file": self._file_text(slot)}
                for slot in SLOTS[self._mode]
            ],
            "busy": self._busy,
            "status": told(WORDS, self._status, lang),
            "error": told(WORDS, self._error, lang),
            "total": len(faults),
            "faults": [
                fault_row(fault, place, lang)
                for fault, place in zip(faults, self._reading.places, strict=False)
            ],
            "headings": {name: list(row) for name, row in self._reading.headings.items()},
            "repairs": self._repair_rows(lang),
            "root": self._repairs.get("root", "root") if self._repairs.get("roots") == "join" else None,
            "notes": [note.text(lang) for note in organisation.notes] if organisation is not None else [],
            "levels": level_rows(organisation, lang) if organisation is not None else [],
            "can_accept": organisation is not None
            and organisation is not self.organisation
            and not self._busy,
        }

    def _file_text(self, slot: str) -> str:
        file = self._files.get(slot)
        return f"{safe_name(file.name)} ({size_text(len(file.content))})" if file is not None else ""

    def _repair_rows(self, lang: Language) -> list[dict[str, Any]]:
        numbers = repairs_offered(self._reading.faults)
        rows = []
        for name, value in self._offered:
            on = self._repairs.get(name) == value
            number = numbers.get((name, value), 0)
            label = REPAIRS[name, value](lang) if (name, value) in REPAIRS else f"{name}={value}"
            text = WORDS["repair_count" if number else "repair_on"](lang)
            written = text.format(label=label, option=f'{name}="{value}"', number=f"{number:,}")
            rows.append({"name": name, "value": value, "on": on, "label": written})
        return rows

    def close(self) -> None:
        """Close the upload, forget the files and end its thread."""
        self._reset()
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().close()


def outcome(reading: Reading, files: str) -> tuple[Told, Told]:
    """Return what is said of a reading: as a status, or as an error."""
    if reading.organisation is not None:
        return ("good", {"units": f"{len(reading.organisation):,}"}), None
    number = len(reading.faults)
    first = WORDS["first"]
    note = (
        Label(*(text.format(most=MOST_FAULTS) for text in first)) if number > MOST_FAULTS else Label("", "")
    )
    counted = Label(f"{number:,}", f"{number:,} fault{'s' if number != 1 else ''}")
    name = "found" if repairs_offered(reading.faults) else "found_only"
    return None, (name, {"files": files, "number": counted, "shown": note})


def refused(refusal: Refusal) -> Told:
    """Return a refusal with its limit."""
    write = (lambda number: f"{number:,}") if refusal.limit == "units" else size_text
    values = {"file": refusal.file, "found": write(refusal.found), "most": write(refusal.most)}
    return f"too_{refusal.limit}", values


def fault_row(fault: Fault, place: Place, lang: Language) -> dict[str, Any]:
    """Return one fault with the row that it stands in, as plain texts."""
    row = WORDS["row_number"](lang).format(row=f"{fault.row:,}") if fault.row else WORDS["whole_file"](lang)
    return {
        "file": fault.file,
        "row": row,
        "column": shown(fault.column) if fault.column else "",
        "value": shown(fault.value) if fault.value is not None else "",
        "problem": fault.problem(lang) + fault.suggested(lang),
        "allowed": fault.allowed_values(lang),
        "repair": fault.repair or "",
        "cells": list(place.cells),
        "at": place.at,
    }


def level_rows(organisation: Organisation, lang: Language) -> list[dict[str, Any]]:
    """Return the levels of an organisation as plain texts; bars are on a scale of roots, or small levels would not be seen."""
    rows = preview(organisation)
    most = max(row.units for row in rows)
    return [
        {
            "level": level_name(row.level, lang),
            "units": f"{row.units:,}",
            "leading": f"{row.leading:,}",
            "headcount": f"{row.headcount:,.10g}",
            "examples": ("、" if lang == "zh" else ", ").join(row.examples),
            "bar": (row.units / most) ** 0.5,
        }
        for row in rows
    ]
