"""A researcher's own mechanisms: without one nothing changes, with one only what it says."""

import numpy as np
import pandas as pd
import pytest
import xarray

from models import Organisation
from simulation import Scenario, reproduce, simulate
from simulation.calendar import Calendar
from simulation.case import make_case
from simulation.extension import simulate_extended
from simulation.extension_example import AnsweringOffice, RefusingOffice, phone_calls
from simulation.ledger import from_events
from simulation.office import Office
from simulation.process import HandDown

TREE = Organisation.tree([2, 3])
BUSY = Scenario.today().with_parameters(directives_per_year=240, feedback="none")


def ledger_of(scenario: Scenario, office: type[Office], weeks: float = 52) -> pd.DataFrame:
    case = make_case(TREE, scenario, weeks, as_units=True)
    model = HandDown(case.organisation, case.setting, case.rhythm, case.agenda(1, 0), 1, 0, office=office)
    model.run(case.new_sums())
    return from_events(model.events, TREE, scenario.resolve()[1].kinds)


def test_without_an_extension_nothing_changes() -> None:
    here = simulate_extended(TREE, [BUSY.named("busy"), Scenario.today()], replications=2, seed=1)
    there = simulate(TREE, [BUSY.named("busy"), Scenario.today()], replications=2, seed=1)
    # Sums are added in the order of service: the same to the last bits but one or two.
    xarray.testing.assert_allclose(here.data, there.data, rtol=1e-12, atol=1e-12)


def test_the_record_of_an_extended_run_is_not_repeated_without_the_extension() -> None:
    runs = simulate_extended(TREE, BUSY, replications=1, seed=1, office=RefusingOffice)
    with pytest.raises(ValueError, match="extended"):
        reproduce(runs.record())


def test_a_desk_never_holds_more_than_its_limit() -> None:
    most = {}
    for office in (Office, RefusingOffice):
        ledger = ledger_of(BUSY, office)
        steps = ledger["event"].map({"received": 1, "done": -1}).astype(float).fillna(0.0)
        # A directive that arrives in the moment in which another is done still finds it on the desk.
        below = ledger["unit"] != "1"
        most[office] = steps[below].groupby(ledger["unit"][below]).cumsum().max()
    assert most[Office] > RefusingOffice.limit
    assert most[RefusingOffice] <= RefusingOffice.limit


def test_a_desk_with_room_for_all_refuses_nothing() -> None:
    roomy = type("RoomyOffice", (RefusingOffice,), {"limit": 1000})
    pd.testing.assert_frame_equal(ledger_of(BUSY, roomy), ledger_of(BUSY, Office))


def test_refused_directives_are_lost_unless_a_checkpoint_brings_them_back() -> None:
    certain = BUSY.with_parameters(break_probability=0.0)
    never = certain.with_calendar(Calendar(checkpoints={})).named("never")
    runs = simulate_extended(TREE, [certain, never], replications=2, seed=1, office=RefusingOffice)
    lost = runs.data["overall"].sel(indicator="lost").mean("replication")
    assert 0.0 < lost.sel(scenario="today") < lost.sel(scenario="never")


def test_losses_still_add_up_to_what_was_delivered() -> None:
    for office, processes in ((RefusingOffice, []), (AnsweringOffice, [phone_calls])):
        runs = simulate_extended(TREE, BUSY, replications=2, seed=1, office=office, processes=processes)
        delivered = runs.data["overall"].sel(indicator="substance")
        added = 1.0 + runs.data["waterfall"].sum(("level", "cause"))
        np.testing.assert_allclose(added, delivered, atol=1e-12)


def test_calls_are_counted_with_the_meetings() -> None:
    plain = simulate(TREE, BUSY, replications=1, seed=1)
    phoned = simulate_extended(
        TREE, BUSY, replications=1, seed=1, office=AnsweringOffice, processes=[phone_calls]
    )
    case = make_case(TREE, BUSY, 52, as_units=True)
    model = HandDown(
        case.organisation, case.setting, case.rhythm, case.agenda(1, 0), 1, 0, office=AnsweringOffice
    )
    model.register(phone_calls)
    model.run(case.new_sums())
    ledger = from_events(model.events, TREE, BUSY.resolve()[1].kinds)
    calls = ledger[(ledger["event"] == "checkpoint") & (ledger["checkpoint"] == "")]
    assert len(calls) > 0
    more = [runs.data["overall"].sel(indicator="meeting_hours").item() for runs in (phoned, plain)]
    # The last call may outlast the year.
    assert more[0] - more[1] == pytest.approx(calls["amount"].sum() / 52 / len(TREE), abs=0.5 / 52)


def test_nobody_is_phoned_where_nothing_waits() -> None:
    calm = Scenario.today().with_parameters(directives_per_year=1, feedback="none")
    runs = simulate_extended(
        TREE, calm, replications=2, seed=1, office=AnsweringOffice, processes=[phone_calls]
    )
    xarray.testing.assert_equal(runs.data, simulate(TREE, calm, replications=2, seed=1).data)


def test_an_office_without_a_telephone_is_refused() -> None:
    with pytest.raises(ValueError, match="AnsweringOffice"):
        simulate_extended(TREE, BUSY, replications=1, seed=1, processes=[phone_calls])
