"""What a policy measure is: an intensity, a handful of effects on parameters, and perhaps checkpoints of its own.

Every size of every measure is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NamedTuple

from models.quantities import Declared, declare
from simulation.calendar import Checkpoint

Pillar = Literal["responsibility", "assessment", "incentives"]
PILLARS: dict[Pillar, tuple[str, str]] = {
    "responsibility": ("责任传导", "handing down responsibility"),
    "assessment": ("双螺旋考核", "double-helix assessment"),
    "incentives": ("激励保障", "incentives and support"),
}


class Effect(NamedTuple):
    """One effect at full intensity.

    ``scale``: the quantity is multiplied by ``amount``; ``close``: that share of the gap to 1 is closed; ``add``: it is added.
    """

    quantity: str
    how: Literal["scale", "close", "add"]
    amount: float


class Measure(Declared):
    """A policy measure with an intensity from 0 (as today) to 1 (in full).

    Class attributes tell what it is: ``zh`` and ``en`` names, the ``pillar`` of the article that it belongs to, ``mechanism``,
    ``cost`` and ``side_effect`` in Chinese and English. ``aim`` and ``price`` name an outcome that it is meant to move and one
    that it costs, each with the direction in which it alone moves it; ``loses`` gives settings within range under which the
    public gains less than today.
    """

    zh: ClassVar[str]
    en: ClassVar[str]
    mechanism: ClassVar[tuple[str, str]]
    cost: ClassVar[tuple[str, str]]
    side_effect: ClassVar[tuple[str, str]]
    pillar: ClassVar[Pillar]
    aim: ClassVar[tuple[str, int]]
    price: ClassVar[tuple[str, int]]
    loses: ClassVar[Mapping[str, Any]]
    # Settings under which it costs nothing, where its effect on today hides what it costs.
    free: ClassVar[Mapping[str, Any]] = {}
    # Whether it acts through the quarterly review alone, so that without reviews it would do nothing.
    reviewed: ClassVar[bool] = False

    intensity: float = declare(1.0, low=0, high=1, zh="力度", en="intensity")

    def effects(self) -> list[Effect]:
        """Return the effects at full intensity."""
        return []

    def checkpoints(self) -> dict[str, Checkpoint]:
        """Return the checkpoints that the measure brings, at full intensity."""
        return {}

    def objection(self) -> str | None:
        """Say why this measure contradicts itself, or None."""
        return None
