"""Views beside those of the comparer's own: each is made when it is opened for the first time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import ipywidgets

from models.quantities import require_known
from workbench.text import Label

if TYPE_CHECKING:
    from workbench.app.comparer import Comparer


class View(NamedTuple):
    """A further view: its name, its label, and what makes its widget when it is opened for the first time."""

    name: str
    label: Label
    make: Callable[[Comparer], ipywidgets.Widget]


class FurtherViews(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets tells no types
    """The place of the further views, of which one is seen, or none.

    Attributes
    ----------
    views : dict of str to View
    made : dict of str to widget
        Those that have been opened; they relabel themselves by a trait ``lang``.
    """

    def __init__(self, views: Sequence[View]) -> None:
        self.views = {view.name: view for view in views}
        self.made: dict[str, ipywidgets.Widget] = {}
        super().__init__()
        self.add_class("cd-extra")
        self.layout.display = "none"

    def choose(self, name: str | None, comparer: Comparer) -> None:
        """Show a view, or none.

        Raises
        ------
        ValueError
            For a name that is none of theirs.
        """
        if name is None:
            self.layout.display = "none"
            return
        require_known(name, self.views, "view")
        if name not in self.made:
            self.made[name] = self.views[name].make(comparer)
        self.speak(comparer.state.lang)
        self.children = [self.made[name]]
        self.layout.display = ""

    def speak(self, lang: str) -> None:
        """Relabel the views that have been opened."""
        for widget in self.made.values():
            if widget.has_trait("lang"):
                widget.set_trait("lang", lang)
