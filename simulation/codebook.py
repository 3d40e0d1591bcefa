"""The codebook: every quantity of the model in one table."""

from __future__ import annotations

import pandas as pd

from models.parameters import parameter_quantities
from models.quantities import Quantity
from simulation.calendar import Campaign, Checkpoint
from simulation.measures import measure_quantities
from simulation.outcomes import OUTCOMES


def all_quantities() -> list[Quantity]:
    """Return every declared quantity: parameters, checkpoints, measures, outcomes."""
    checkpoints = [*Checkpoint.quantities("checkpoint"), *Campaign.quantities("campaign")]
    return [*parameter_quantities(), *checkpoints, *measure_quantities(), *OUTCOMES.values()]


def codebook() -> pd.DataFrame:
    """Return the codebook.

    Returns
    -------
    DataFrame
        Columns group, name, zh, en, default, range, unit, source; one row a quantity. Outcomes have no default and no range.
    """
    rows = [
        (
            quantity.group,
            quantity.name,
            quantity.zh,
            quantity.en,
            "" if quantity.default is None else quantity.default,
            quantity.allowed or ("true | false" if isinstance(quantity.default, bool) else ""),
            quantity.unit,
            quantity.source,
        )
        for quantity in all_quantities()
    ]
    return pd.DataFrame(rows, columns=["group", "name", "zh", "en", "default", "range", "unit", "source"])
