"""Two mechanisms that the model does not have, as examples of how a researcher adds one.

*Refusal*: an office whose desk is full sends a directive back. One method of :class:`~simulation.office.Office` is overridden.

*Phone calls* (电话催办): a superior phones whoever lets a directive wait too long. The call brings the directive back on course and
takes hours at both ends. A process of its own is registered, and an office learns to answer.

Both react to the length of a queue as it is at that moment, which a closed form cannot. Sizes are assumptions. Copy this file to
begin with a mechanism of your own; ``notebooks/02_pressure_attenuation.ipynb`` shows what the two change.
"""

from __future__ import annotations

from models.transmission import restored
from simulation import record as rec
from simulation.desk import RECEIVED, RESTORED_GAIN
from simulation.handover import Broken, Copy
from simulation.moments import CHECKPOINTS_FIRST, COMPLETIONS_LAST, MEETING, Moment, Process
from simulation.office import Item, Office
from simulation.process import HandDown
from simulation.setting import Period


class RefusingOffice(Office):
    """An office that refuses a directive while it has too many in hand.

    A refused handover is a broken one, except that the superior knows of it: it is found at the next checkpoint at which breaks
    can be found at all, and handed over again, perhaps to be refused again.

    Examples
    --------
    In a busy year a few directives more are lost, on the same luck:

    >>> from models import Organisation
    >>> from simulation import Scenario, simulate
    >>> from simulation.extension import simulate_extended
    >>> organisation = Organisation.tree([2, 3])
    >>> busy = Scenario.today().with_parameters(directives_per_year=240, feedback="none")
    >>> plain = simulate(organisation, busy, replications=1, seed=1)
    >>> refusing = simulate_extended(
    ...     organisation, busy, replications=1, seed=1, office=RefusingOffice
    ... )
    >>> [round(runs.data["overall"].sel(indicator="lost").item(), 3) for runs in (plain, refusing)]
    [0.083, 0.165]
    """

    limit = 5

    def receive(self, copy: Copy) -> None:
        """Take a directive if there is room on the desk; else send it back."""
        if self.has(copy.directive) or len(self.in_hand) < self.limit:
            super().receive(copy)
            return
        source, line = copy.handover.upper, copy.handover.line
        self.model.write(rec.BROKEN, self, copy.directive, copy.handed, source=source, line=line)
        # The most favourable luck: a checkpoint that can find anything finds this.
        self.broken.append(Broken(copy, luck=1.0))


class AnsweringOffice(Office):
    """An office that answers the telephone. What calls take of its time is counted with its meetings."""

    call_weeks = 0.0

    def answer(self, hours: float) -> Process:
        """Be on the telephone as soon as free, ahead of all work."""
        model = self.model
        with self.attention.request(priority=MEETING) as turn:
            yield turn
            model.write(rec.CHECKPOINT, self, rec.NONE, hours)
            weeks = hours / self.place.hours
            self.call_weeks += min(weeks, model.setting.weeks - model.env.now)
            yield Moment(model.env, weeks, COMPLETIONS_LAST)

    def set_right(self, item: Item, share: float) -> None:
        """Restore a share of what a directive in hand has lost since it was handed over."""
        self.wait_until_now(item)
        better = restored(item.substance, item.handed, share)
        self.desk[RESTORED_GAIN, item.directive] += better - item.substance
        self.model.write(rec.RESTORED, self, item.directive, better - item.substance)
        item.substance = better

    def meeting_weeks(self, period: Period) -> float:
        """Return the weeks of a period that meetings and calls took."""
        calls, self.call_weeks = self.call_weeks, 0.0
        return super().meeting_weeks(period) + calls


def phone_calls(
    model: HandDown, *, patience: float = 1.0, hours: float = 0.5, restoring: float = 0.25
) -> Process:
    """Once a week, phone every subordinate at whom a directive has waited for longer than ``patience`` weeks.

    Parameters
    ----------
    model : HandDown
        Its offices are of the class :class:`AnsweringOffice`.
    patience : float
        Weeks.
    hours : float
        Hours that a call takes, of the superior and of the subordinate.
    restoring : float
        Share of the lost substance that a call restores.
    """
    offices = [answering(office) for office in model.offices]
    while True:
        yield Moment(model.env, 1.0, CHECKPOINTS_FIRST)
        for office in offices[1:]:
            late = [item for item in office.in_hand.values() if is_late(office, item, patience)]
            for item in late:
                office.set_right(item, restoring)
            if late:
                model.env.process(office.answer(hours))
                model.env.process(offices[office.place.superior].answer(hours))


def answering(office: Office) -> AnsweringOffice:
    """Return the office if it can be phoned, or refuse it."""
    if not isinstance(office, AnsweringOffice):
        raise ValueError(f"phone_calls needs office=AnsweringOffice, not {type(office).__name__}")
    return office


def is_late(office: Office, item: Item, patience: float) -> bool:
    """Say whether a directive has waited for attention for longer than ``patience`` weeks."""
    waited = office.model.env.now - float(office.desk[RECEIVED, item.directive])
    return not item.begun and waited > patience
