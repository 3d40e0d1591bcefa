"""The engine that is read and extended: an office of one's own, a process of one's own, one handover followed by hand."""

import numpy as np
import pandas as pd
import pytest

from models import Organisation
from simulation import Scenario
from simulation.calendar import Calendar, Checkpoint
from simulation.case import make_case
from simulation.desk import DONE, HOURS, LOST, NEVER, RECEIVED
from simulation.ledger import from_events
from simulation.moments import Moment
from simulation.office import Office
from simulation.process import HandDown

# One directive at week 0, unless a test asks for more. Everybody has 20 hours a week and takes exactly 10 hours for it;
# handing over takes exactly a week.
FIXED = {
    "feedback": "none",
    "arrival": "even",
    "work_hours": 10.0,
    "work_spread": 0.0,
    "delay": 1.0,
    "delay_spread": 0.0,
    "break_probability": 0.0,
    "hours_per_week": 20.0,
    "business_share": 0.0,
    "trace_hours": 0.0,
    "amplification": 0.0,
    "waiting_loss": 0.1,
    "loss": 0.0,
    "unclear_loss": 0.0,
    "imbalance_loss": 0.0,
    "habituation_floor": 1.0,
    "in_person_hours": 0.0,
}


def model_of(organisation, checkpoints=None, office=Office, weeks=52.0, **values):
    scenario = Scenario.today().with_calendar(Calendar(checkpoints=checkpoints or {}))
    case = make_case(
        organisation,
        scenario.with_parameters(**{"directives_per_year": 52 / weeks, **FIXED, **values}),
        weeks,
        as_units=True,
    )
    agenda = case.agenda(1, 0)
    model = HandDown(case.organisation, case.setting, case.rhythm, agenda, 1, 0, office=office)
    return model, case


def ledger_of(model, case):
    model.run(case.new_sums())
    return from_events(model.events, case.organisation, case.kinds)


def rows(ledger, *columns):
    return list(ledger[list(columns)].itertuples(index=False, name=None))


def test_one_directive_down_a_chain_by_hand():
    ledger = ledger_of(*model_of(Organisation.tree([1, 1])))
    assert rows(ledger, "time", "event", "unit", "source", "amount") == [
        (0.0, "issued", "1", "", 1.0),
        (0.0, "begun", "1", "", 10.0),
        (0.5, "done", "1", "", 1.0),
        (1.5, "received", "1-1", "1", 1.0),
        (1.5, "begun", "1-1", "", 10.0),
        (2.0, "done", "1-1", "", 1.0),
        (3.0, "received", "1-1-1", "1-1", 1.0),
        (3.0, "begun", "1-1-1", "", 10.0),
        (3.5, "done", "1-1-1", "", 1.0),
    ]


def test_a_meeting_makes_a_directive_wait_and_restores_it_by_hand():
    """A meeting of 30 hours at week 1 keeps the lower office until 2.5; what came at 1.5 has waited a week by then.

    The second one is called at week 3, when the directive is being worked on: it restores, and is held afterwards.
    """
    meeting = Checkpoint(period=2, first=1, hours=30, restoring=0.5, finding=0)
    ledger = ledger_of(
        *model_of(Organisation.tree([1]), {"meeting": meeting}, weeks=4.0, work_hours=15.0, delay=0.75)
    )
    below = ledger[ledger["unit"] == "1-1"]
    waited = np.exp(-0.1)
    half = (1 + waited) / 2
    expected = [
        (1.0, "checkpoint", 30.0),
        (1.5, "received", 1.0),
        (2.5, "begun", 15.0),
        (3.0, "restored", half - waited),
        (3.25, "done", half),
        (3.25, "checkpoint", 30.0),
    ]
    found = rows(
        below.sort_values(["time", "event"], key=lambda c: c if c.name == "time" else c == "checkpoint"),
        "time",
        "event",
        "amount",
    )
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2] for row in found], [row[2] for row in expected], rtol=1e-12)


def test_a_broken_handover_is_found_by_hand():
    check = Checkpoint(period=10, first=5, hours=0, restoring=0, finding=1)
    ledger = ledger_of(*model_of(Organisation.tree([1]), {"check": check}, weeks=12.0, break_probability=1.0))
    line = ledger[ledger["line"] == "command"]
    assert rows(line, "time", "event", "unit", "source", "checkpoint") == [
        (0.5, "broken", "1-1", "1", ""),
        (5.0, "found", "1-1", "1", "check"),
        (6.0, "received", "1-1", "1", ""),
    ]


def test_the_second_copy_is_void_by_hand():
    """The second owner hands over at once but slowly; the superior's copy is there first."""
    organisation = Organisation.tree([1, 1])
    ledger = ledger_of(*model_of(organisation, grid_share=1.0, grid_delay=5.0, weeks=8.0))
    below = ledger[(ledger["unit"] == "1-1-1") & (ledger["line"] != "")]
    assert rows(below, "time", "event", "source", "line") == [
        (3.0, "received", "1-1", "command"),
        (5.5, "void", "1", "grid"),
    ]
    ledger = ledger_of(*model_of(organisation, grid_share=1.0, grid_delay=1.0, weeks=8.0))
    below = ledger[(ledger["unit"] == "1-1-1") & (ledger["line"] != "")]
    assert rows(below, "time", "event", "source", "line") == [
        (1.5, "received", "1", "grid"),
        (2.0, "void", "1-1", "command"),
    ]


def test_what_leaders_handle_jumps_the_queue_by_hand():
    """Directives come every week, each takes two: whoever is handled in person is begun next."""
    model, case = model_of(
        Organisation.tree([]),
        directives_per_year=52,
        work_hours=40.0,
        in_person_share=0.3,
        weeks=30.0,
    )
    in_person = model.agenda.in_person
    assert 3 < in_person.sum() < 20
    ledger = ledger_of(model, case)
    begun = ledger[ledger["event"] == "begun"]["directive"].tolist()
    waiting, expected, free = [], [], 0.0
    arrivals = list(enumerate(model.agenda.issued))
    while free < 30.0:
        while arrivals and arrivals[0][1] <= free:
            waiting.append(arrivals.pop(0)[0])
        if not waiting:
            free = arrivals[0][1]
            continue
        waiting.sort(key=lambda directive: (not in_person[directive], directive))
        expected.append(waiting.pop(0))
        free += 2.0
    assert begun == expected


def test_what_is_not_done_is_marked_as_lost_or_not_yet():
    model, case = model_of(Organisation.tree([1, 1]), break_probability=1.0)
    model.run(case.new_sums())
    top, middle, below = (office.desk for office in model.offices)
    assert top[DONE, 0] == 0.5
    assert middle[DONE, 0] == below[DONE, 0] == LOST
    model, case = model_of(Organisation.tree([1, 1]), weeks=1.2)
    model.run(case.new_sums())
    assert model.offices[1].desk[DONE, 0] == model.offices[2].desk[DONE, 0] == NEVER
    assert not model.offices[1].has(0)


# ---- extending ----


class Diligent(Office):
    """An office that asks back: it takes on everything twice as fast."""

    def take(self, directive, handed, substance):
        self.desk[HOURS, directive] /= 2
        super().take(directive, handed, substance)


class Favourite(Office):
    """An office that serves what came last first."""

    def priority_of(self, directive):
        return 1_000_000 - directive


def test_an_office_of_ones_own_changes_what_it_overrides():
    organisation = Organisation.tree([1, 1])
    ledger = ledger_of(*model_of(organisation, office=Diligent))
    assert rows(ledger[ledger["event"] == "done"], "time", "unit") == [
        (0.25, "1"),
        (1.5, "1-1"),
        (2.75, "1-1-1"),
    ]


def test_an_office_may_queue_in_its_own_order():
    busy = {"directives_per_year": 52, "work_hours": 60.0, "weeks": 13.0}
    begun = {}
    for office in (Office, Favourite):
        ledger = ledger_of(*model_of(Organisation.tree([]), office=office, **busy))
        begun[office] = ledger[ledger["event"] == "begun"]["directive"].tolist()
    assert begun[Office] == [0, 1, 2, 3, 4]
    assert begun[Favourite] == [0, 3, 6, 9, 12]


def test_a_registered_process_runs_beside_the_model():
    seen = []

    def watch(model):
        while True:
            yield model.env.timeout(0.8)
            seen.append(
                (model.env.now, sum(bool(office.desk[RECEIVED, 0] < NEVER) for office in model.offices))
            )

    def interrupt(model):
        """A superior who keeps the lowest office busy just when the directive comes."""
        yield model.env.timeout(2.9)
        with model.offices[2].attention.request(priority=0) as turn:
            yield turn
            yield Moment(model.env, 2.0, 2)

    model, case = model_of(Organisation.tree([1, 1]), weeks=6.0)
    model.register(watch)
    model.register(interrupt)
    ledger = ledger_of(model, case)
    assert [received for _, received in seen] == [1, 2, 2, 3, 3, 3, 3]
    assert seen[1][0] == pytest.approx(1.6)
    begun = ledger[(ledger["event"] == "begun") & (ledger["unit"] == "1-1-1")]
    assert begun["time"].tolist() == [pytest.approx(4.9)]


def test_members_must_be_units():
    organisation = Organisation.tree([1]).with_members(below="level 2", count=2)
    _, case = model_of(organisation)
    assert len(case.organisation) == 4
    with pytest.raises(ValueError, match="the SimPy engine needs every member as a unit"):
        HandDown(organisation, case.setting, case.rhythm, case.agenda(1, 0), 1, 0)


def test_events_have_one_order_whatever_the_order_in_which_they_were_written():
    model, case = model_of(
        Organisation.tree([3]), {"check": Checkpoint(period=1, first=1)}, directives_per_year=20
    )
    ledger = ledger_of(model, case)
    shuffled = list(model.events)
    np.random.default_rng(1).shuffle(shuffled)
    again = from_events([tuple(event) for event in shuffled], case.organisation, ["check"])
    again = again.astype(ledger.dtypes.to_dict())
    pd.testing.assert_frame_equal(ledger, again)
