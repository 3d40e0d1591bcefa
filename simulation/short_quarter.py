"""A quarter that the horizon cuts short: what is given a quarter counts for its share of one."""

from __future__ import annotations

from models.parameters import Parameters, parameter_quantities
from models.quantities import Quantity


def for_part(parameters: Parameters, part: float) -> Parameters:
    """Return parameters whose amounts a quarter are those of a part of one.

    Parameters
    ----------
    parameters : Parameters
    part : float
        Length as a share of a quarter, above 0. At 1 the parameters are returned as they are.

    Notes
    -----
    Every quantity that is declared ``1/quarter`` or ``hours/quarter``. Shares of what is left compound: two halves of a quarter
    make a whole one. Hours, and the rise of strain, which may be above 1, are in proportion.
    """
    if part == 1.0:
        return parameters
    return parameters.with_values(
        **{
            quantity.name: amount_for(quantity, parameters.value(quantity.name), part)
            for quantity in parameter_quantities()
            if quantity.unit in ("1/quarter", "hours/quarter")
        }
    )


def amount_for(quantity: Quantity, value: float, part: float) -> float:
    """Return one amount a quarter for a part of a quarter."""
    if quantity.high is not None and quantity.high <= 1:
        compounded: float = 1.0 - (1.0 - value) ** part
        return compounded
    return value * part
