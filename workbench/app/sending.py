"""Files on their way to the browser: offered by name and fetched piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from workbench.downloads import Download

# Servers of notebooks drop messages beyond a megabyte a second; pieces of this size are asked for one by one.
PIECE = 256 * 1024


class Sender:
    """Keeps the file that was offered last until the browser has saved it; nothing is written to a disk.

    Parameters
    ----------
    send : callable
        Of the widget: takes a message and, by the name ``buffers``, bytes.
    """

    def __init__(self, send: Callable[..., None]) -> None:
        self._send = send
        self._numbers = count(1)
        self.files: dict[int, Download] = {}

    def offer(self, made: Download) -> None:
        """Tell the browser of a file; it asks for the pieces."""
        file = next(self._numbers)
        self.files = {file: made}
        pieces = -(-len(made.content) // PIECE)
        head = {"file": file, "name": made.name, "mime": made.mime, "number": pieces, "size": PIECE}
        self._send({"do": "file", **head})

    def answer(self, message: dict[str, Any]) -> bool:
        """Answer a message about a file; False where it is about something else."""
        match message:
            case {"do": "piece", "file": int(file), "number": int(number)}:
                if file in self.files:
                    piece = self.files[file].content[number * PIECE : (number + 1) * PIECE]
                    self._send({"do": "piece", "file": file, "number": number}, buffers=[piece])
            case {"do": "saved", "file": int(file)}:
                self.files.pop(file, None)
            case _:
                return False
        return True
