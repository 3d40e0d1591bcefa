"""The upload beside the map of what was found in the files, before it is used."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

from workbench.app.preview_map import PreviewMap
from workbench.app.upload import Upload
from workbench.text import LANGUAGES


class UploadPanel(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets tells no types
    """What a visitor hands in on one side, its map on the other as soon as it can be used.

    Attributes
    ----------
    upload : Upload
    map : PreviewMap or None
        None as long as nothing usable has been found.
    """

    lang = traitlets.Enum(LANGUAGES, default_value="zh")

    def __init__(self, lang: str = "zh") -> None:
        self.upload = Upload(lang)
        self.map: PreviewMap | None = None
        super().__init__([self.upload], lang=lang)
        self.add_class("cd-own-data")
        self.upload.observe(self._on_found, "found")

    def _on_found(self, change: Any) -> None:
        organisation = change["new"]
        if organisation is None:
            self.set_trait("children", (self.upload,))
            return
        if self.map is None:
            self.map = PreviewMap(organisation, self.lang)
        else:
            self.map.preview(organisation)
        self.set_trait("children", (self.upload, self.map))

    @traitlets.observe("lang")
    def _on_language(self, _: Any) -> None:
        self.upload.lang = self.lang
        if self.map is not None:
            self.map.lang = self.lang

    def close(self) -> None:
        """Close both."""
        self.upload.close()
        if self.map is not None:
            self.map.close()
        super().close()
