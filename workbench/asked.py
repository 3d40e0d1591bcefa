"""What was asked: all that the numbers on the screen depend on. From a record and back, equal to the bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.arguments import as_seed
from models.faults import Language
from models.organisation import Organisation
from models.quantities import require_known
from simulation.comparison import compare
from simulation.ensemble import require_arguments, simulate
from simulation.run_record import (
    UNITS_IN_RECORD,
    RecordError,
    make_record,
    parse_record,
    rebuild_organisation,
)
from simulation.runs import Runs
from simulation.scenario import Scenario
from workbench.outputs import record_text
from workbench.text import require_language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """Scenarios on one organisation and the same luck.

    Attributes
    ----------
    organisation : Organisation
    scenarios : tuple of Scenario, with different names
    seed : int
    weeks : float
    replications : int
    baseline : str
        Name of the scenario that the others are compared with; blank for the first.
    lang : {"zh", "en"}
        Language of what is taken away.
    finished : Runs or None
        The runs, where they are there already; otherwise they are simulated when they are needed.

    Raises
    ------
    ValueError
        For what cannot be simulated, an unknown baseline, or finished runs of something else.
    """

    organisation: Organisation
    scenarios: tuple[Scenario, ...]
    seed: int
    weeks: float = 52.0
    replications: int
    baseline: str = ""
    lang: Language = "zh"
    finished: Runs | None = None

    def __post_init__(self) -> None:
        require_language(self.lang)
        require_arguments(self.scenarios, self.replications, self.weeks, "compiled")
        object.__setattr__(self, "seed", as_seed(self.seed))
        object.__setattr__(self, "weeks", float(self.weeks))
        object.__setattr__(self, "replications", int(self.replications))
        names = [scenario.name for scenario in self.scenarios]
        object.__setattr__(self, "baseline", self.baseline or names[0])
        require_known(self.baseline, names, "baseline")
        if self.finished is not None and self.finished.record() != self.record():
            raise ValueError("the finished runs are of something else than what is asked")

    @classmethod
    def from_record(
        cls,
        record: Mapping[str, Any],
        *,
        organisation: Organisation | None = None,
        lang: Language = "zh",
    ) -> Asked:
        """Return what a record asked.

        Raises
        ------
        RecordError
            For a damaged record, one of another organisation, or one of a large organisation that is not given.
        """
        try:
            return cls(
                organisation=rebuild_organisation(record, organisation),
                scenarios=tuple(Scenario.from_values(values) for values in record["scenarios"]),
                seed=record["seed"],
                weeks=record["weeks"],
                replications=record["replications"],
                baseline=record.get("comparison", {}).get("baseline", ""),
                lang=lang,
            )
        except RecordError:
            raise
        except (KeyError, TypeError, AttributeError, IndexError, OverflowError, ValueError) as error:
            raise RecordError(f"the record is damaged: {type(error).__name__}: {error}") from None

    @classmethod
    def from_file(
        cls,
        content: bytes,
        name: str = "run.json",
        *,
        organisation: Organisation | None = None,
        lang: Language = "zh",
    ) -> Asked:
        """Return what the record in a file asked; see :meth:`from_record`."""
        return cls.from_record(parse_record(content, name), organisation=organisation, lang=lang)

    @property
    def is_whole(self) -> bool:
        """Whether the record holds the organisation, so that it alone suffices."""
        return len(self.organisation) <= UNITS_IN_RECORD

    def record(self) -> dict[str, Any]:
        """Return the record of the run, the same as :meth:`simulation.Runs.record`."""
        return make_record(
            self.organisation,
            self.scenarios,
            replications=self.replications,
            seed=self.seed,
            weeks=self.weeks,
            engine="compiled",
        )

    def record_text(self) -> str:
        """Return the text of ``run.json``, the same as a run on the command line leaves behind."""
        return record_text(self.record(), self.baseline if len(self.scenarios) > 1 else None)

    @cached_property
    def runs(self) -> Runs:
        """The runs, simulated where they are not there yet."""
        if self.finished is not None:
            return self.finished
        return simulate(
            self.organisation,
            self.scenarios,
            replications=self.replications,
            seed=self.seed,
            weeks=self.weeks,
        )

    @cached_property
    def comparison(self) -> pd.DataFrame | None:
        """Every scenario beside the baseline; None where there is one scenario only."""
        return compare(self.runs, self.baseline) if len(self.scenarios) > 1 else None
