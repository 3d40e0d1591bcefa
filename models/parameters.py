"""The parameters of the model, one frozen group a mechanism.

Names are unique over all groups, so that ``with_parameters(break_probability=0.2)`` needs no path.
No measured rate of attenuation a level is known to us for China: such values are assumptions and are called so.
"""

from __future__ import annotations

from functools import cache

from models.adjustment_parameters import Adjustment
from models.event_parameters import (
    Appeals,
    Attention,
    Checking,
    Growth,
    Innovation,
    Leaders,
    Transmission,
    Work,
)
from models.quantities import Declared, Quantity, require_known
from models.review_parameters import Assessment, Effort, Incentives, PublicSide


class Parameters(Declared):
    """All parameters, by mechanism. Frozen; changed by copying (:meth:`with_values`)."""

    transmission: Transmission = Transmission()
    work: Work = Work()
    attention: Attention = Attention()
    leaders: Leaders = Leaders()
    checking: Checking = Checking()
    appeals: Appeals = Appeals()
    innovation: Innovation = Innovation()
    growth: Growth = Growth()
    effort: Effort = Effort()
    assessment: Assessment = Assessment()
    public: PublicSide = PublicSide()
    incentives: Incentives = Incentives()
    adjustment: Adjustment = Adjustment()

    def with_values(self, **values: object) -> Parameters:
        """Return a copy with some quantities changed, found by their name alone.

        Raises
        ------
        ValueError
            For an unknown name (with the nearest right one) or a value outside its range.

        Examples
        --------
        >>> Parameters().with_values(loss=0.2).transmission.loss
        0.2
        """
        groups = group_of_quantity()
        changes: dict[str, dict[str, object]] = {}
        for name, value in values.items():
            require_known(name, groups, "parameter")
            changes.setdefault(groups[name], {})[name] = value
        return self.model_copy(
            update={group: getattr(self, group).changed(**new) for group, new in changes.items()}
        )

    def value(self, name: str) -> float:
        """Return the value of one numeric quantity by its name."""
        require_known(name, group_of_quantity(), "parameter")
        return float(getattr(getattr(self, group_of_quantity()[name]), name))


def parameter_quantities() -> list[Quantity]:
    """Return the declarations of all parameters, group after group."""
    groups = {name: type(value) for name, value in Parameters()}
    return [quantity for name, group in groups.items() for quantity in group.quantities(name)]


@cache
def group_of_quantity() -> dict[str, str]:
    """Return the group of each parameter by the parameter's name."""
    return {quantity.name: quantity.group for quantity in parameter_quantities()}
