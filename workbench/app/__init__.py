"""The workbench: policies compared live, in a notebook and on a page of its own."""

from workbench.app.comparer import Comparer
from workbench.app.further_views import View
from workbench.app.state import State

__all__ = ["Comparer", "State", "View"]
