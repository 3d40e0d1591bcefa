"""The rhythm: which checkpoint falls when, what it costs and what it can do."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from pydantic import Field, field_validator, model_validator

from models.event_parameters import Checking
from models.quantities import Declared, declare

KIND_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Checkpoint(Declared):
    """A regular meeting or inspection between each unit and its superior."""

    period: float = declare(13.0, low=0.1, high=1040, unit="weeks", zh="周期", en="period")
    first: float = declare(12.0, low=0.01, high=1040, unit="weeks", zh="首次时间", en="time of the first one")
    hours: float = declare(2.0, low=0, high=400, unit="hours", zh="每次占用工时", en="hours each time")
    restoring: float = declare(0.25, low=0, high=1, zh="恢复比例 κ", en="restoring share κ")
    finding: float = declare(0.4, low=0, high=1, zh="断链发现概率 q", en="probability of finding a break q")

    def scaled(self, intensity: float) -> Self:
        """Return the same rhythm with a share of its hours, restoring and finding."""
        return self.changed(
            hours=self.hours * intensity,
            restoring=self.restoring * intensity,
            finding=self.finding * intensity,
        )

    def times(self, weeks: float) -> list[float]:
        """Return the times before the horizon."""
        return repeated(self.first, self.period, weeks)


class Campaign(Checkpoint):
    """A burst of extra checkpoints; after its end its lift on all others decays (half-life: ``campaign_half_life``)."""

    period: float = declare(1.0, low=0.1, high=52, unit="weeks", zh="周期", en="period")
    first: float = declare(10.0, low=0.01, high=1040, unit="weeks", zh="开始时间", en="start")
    hours: float = declare(6.0, low=0, high=400, unit="hours", zh="每次占用工时", en="hours each time")
    restoring: float = declare(0.5, low=0, high=1, zh="恢复比例 κ", en="restoring share κ")
    finding: float = declare(0.7, low=0, high=1, zh="断链发现概率 q", en="probability of finding a break q")
    length: float = declare(8.0, low=0.1, high=520, unit="weeks", zh="持续时间", en="length")

    @property
    def end(self) -> float:
        """Time at which the campaign is over."""
        return self.first + self.length

    def times(self, weeks: float) -> list[float]:
        """Return the times before the horizon and before the campaign's end."""
        return repeated(self.first, self.period, min(self.end, weeks))

    def lift(self, time: float, half_life: float) -> float:
        """Return the share of the campaign's lift that is left at a time after its end; 0 before."""
        return 0.0 if time < self.end else 2.0 ** (-(time - self.end) / half_life)


class Row(NamedTuple):
    """One checkpoint, in weeks, hours and shares. ``kind`` counts in the order of :attr:`Calendar.kinds`."""

    time: float
    kind: int
    hours: float
    restoring: float
    finding: float


class Calendar(Declared):
    """All checkpoints of a scenario by their kind. Kinds are held in alphabetical order: who adds them first must not matter."""

    checkpoints: dict[str, Checkpoint] = Field(default={"routine": Checkpoint()})
    campaigns: dict[str, Campaign] = Field(default={})

    @field_validator("checkpoints", "campaigns")
    @classmethod
    def _names_in_order(cls, kinds: dict[str, Checkpoint]) -> dict[str, Checkpoint]:
        for name in kinds:
            if not KIND_NAME.fullmatch(name):
                raise ValueError(
                    f"检查名称须由小写字母、数字和 _ 组成，并以字母开头 / "
                    f"a checkpoint's name is made of a-z, 0-9 and _, and begins with a letter; not {name!r}"
                )
        return {name: kinds[name] for name in sorted(kinds)}

    @model_validator(mode="after")
    def _one_meaning_a_name(self) -> Self:
        twice = sorted(set(self.checkpoints) & set(self.campaigns))
        if twice:
            raise ValueError(
                f"{twice[0]!r} 既是检查又是专项行动，请为其一另取名称 / "
                f"{twice[0]!r} is both a checkpoint and a campaign: give one of the two another name"
            )
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of all kinds, campaigns among them."""
        return tuple(sorted({**self.checkpoints, **self.campaigns}))

    def with_checkpoints(self, added: dict[str, Checkpoint]) -> Calendar:
        """Return a calendar with more kinds.

        Raises
        ------
        ValueError
            For a name that is taken.
        """
        taken = sorted(set(added) & set(self.kinds))
        if taken:
            raise ValueError(
                f"检查节奏中已有名为 {taken[0]!r} 的检查，请为其一另取名称 / "
                f"the calendar has a checkpoint {taken[0]!r} already: give one of the two another name"
            )
        return self.changed(checkpoints={**self.checkpoints, **added})

    def rows(self, checking: Checking, weeks: float) -> list[Row]:
        """Return all checkpoints before the horizon in order of time, then of kind.

        Habituation: at the n-th repetition the restoring share is κ (φ + (1 - φ) 2**(-n / n½)) (assumption). Ledgers and the
        lift of an ended campaign close a share of the gap between the finding probability and 1.
        """
        rows = []
        everything: dict[str, Checkpoint] = {**self.checkpoints, **self.campaigns}
        for kind, name in enumerate(self.kinds):
            checkpoint = everything[name]
            for repetition, time in enumerate(checkpoint.times(weeks)):
                restoring = checkpoint.restoring * habituation(repetition, checking)
                missed = (1.0 - checkpoint.finding) * (1.0 - checking.finding_lift)
                for other, campaign in self.campaigns.items():
                    if other != name:
                        left = campaign.lift(time, checking.campaign_half_life)
                        restoring = 1.0 - (1.0 - restoring) * (1.0 - campaign.restoring * left)
                        missed *= 1.0 - campaign.finding * left
                rows.append(Row(time, kind, checkpoint.hours, restoring, 1.0 - missed))
        return sorted(rows)


def habituation(repetition: int, checking: Checking) -> float:
    """Return the share of its first effect that a checkpoint has at the n-th repetition (assumption)."""
    floor = checking.habituation_floor
    return float(floor + (1.0 - floor) * 2.0 ** (-repetition / checking.habituation_half_life))


def repeated(first: float, period: float, end: float) -> list[float]:
    """Return first, first + period, ... before the end. Multiplied, not added up: no drift over many years."""
    times: list[float] = []
    while (time := first + len(times) * period) < end:
        times.append(time)
    return times
