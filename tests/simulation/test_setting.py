"""What the engines are told: when directives are issued, who has a second owner, what members weigh."""

import numpy as np
import pytest
from scipy import stats

from models import Organisation
from models.elementary import logarithm
from models.parameters import Parameters
from simulation.calendar import Calendar, Checkpoint
from simulation.draws import Stream, draw
from simulation.setting import make_agenda, make_network, make_rhythm, quarters_in

EVEN = Parameters().with_values(arrival="even")
RANDOM = Parameters().with_values(arrival="poisson", directives_per_year=100)


def test_even_directives_are_evenly_spread():
    agenda = make_agenda(EVEN.with_values(directives_per_year=26), 52.0, 1, 0)
    np.testing.assert_allclose(agenda.issued, np.arange(26) * 2.0)
    assert agenda.quarter_start.tolist() == [0, 7, 13, 20, 26]


@pytest.mark.parametrize(("weeks", "number"), [(1.0, 2), (13.0, 25), (60.5, 116), (1040.0, 2000)])
def test_even_directives_are_as_many_as_the_weeks_hold(weeks, number):
    agenda = make_agenda(EVEN.with_values(directives_per_year=100), weeks, 1, 0)
    assert len(agenda.issued) == number
    assert agenda.issued[-1] < weeks


def test_random_directives_come_at_exponential_gaps_of_keyed_luck():
    issued = make_agenda(RANDOM, 52.0, 5, 3).issued
    gaps = [-logarithm(draw(5, 3, Stream.ISSUE, 0, number)[0]) for number in range(len(issued))]
    np.testing.assert_array_equal(issued, np.cumsum(np.array(gaps) / (100 / 52)))
    assert issued[-1] < 52


def test_a_longer_horizon_only_adds_directives():
    short, long = (make_agenda(RANDOM, weeks, 5, 3) for weeks in (26.0, 52.0))
    np.testing.assert_array_equal(long.issued[: len(short.issued)], short.issued)
    np.testing.assert_array_equal(long.in_person[: len(short.in_person)], short.in_person)
    assert (long.issued[len(short.issued) :] >= 26).all()


def test_the_number_of_random_directives_is_poisson():
    """Dispersion and mean over replications, two-sided at 99.9%."""
    numbers = np.array([len(make_agenda(RANDOM, 52.0, 9, replication).issued) for replication in range(400)])
    assert abs(numbers.mean() - 100) < stats.norm.ppf(0.9995) * np.sqrt(100 / 400)
    dispersion = ((numbers - 100) ** 2 / 100).sum()
    assert 0.0005 < stats.chi2(400).cdf(dispersion) < 0.9995


def test_leaders_take_their_share_whatever_the_arrivals():
    busy = RANDOM.with_values(directives_per_year=100_000, in_person_share=0.3)
    taken = make_agenda(busy, 52.0, 1, 0).in_person
    assert abs(taken.mean() - 0.3) < stats.norm.ppf(0.9995) * np.sqrt(0.21 / len(taken))
    more = make_agenda(busy.with_values(in_person_share=0.4), 52.0, 1, 0).in_person
    assert (more >= taken).all(), "whoever is handled in person stays so when the share grows"
    assert not make_agenda(busy.with_values(in_person_share=0.0), 52.0, 1, 0).in_person.any()
    assert make_agenda(busy.with_values(in_person_share=1.0), 52.0, 1, 0).in_person.all()


@pytest.mark.parametrize(
    ("weeks", "number"), [(0.5, 1), (13, 1), (13.5, 2), (52, 4), (52.1, 5), (60.5, 5), (1040, 80)]
)
def test_quarters(weeks, number):
    assert quarters_in(weeks) == number
    agenda = make_agenda(RANDOM, float(weeks), 1, 0)
    assert len(agenda.quarter_start) == number + 1
    for quarter in range(number):
        start, end = agenda.quarter_start[quarter : quarter + 2]
        assert (agenda.issued[start:end] // 13 == quarter).all()


def test_the_rhythm_is_in_order_of_time_then_of_name():
    calendar = Calendar(
        checkpoints={
            "weekly": Checkpoint(period=1, first=1, hours=1),
            "monthly": Checkpoint(period=4, first=4, hours=3),
        }
    )
    rhythm = make_rhythm(calendar, Parameters(), 8.5)
    assert rhythm.time.tolist() == [1, 2, 3, 4, 4, 5, 6, 7, 8, 8]
    assert rhythm.hours.tolist() == [1, 1, 1, 3, 1, 1, 1, 1, 3, 1]
    assert rhythm.hours_before.tolist() == [0, 1, 2, 3, 6, 7, 8, 9, 10, 13, 14]
    assert [calendar.kinds[kind] for kind in rhythm.kind[3:5]] == ["monthly", "weekly"]


def test_who_hands_on_and_who_is_terminal():
    organisation = Organisation.tree([2, 2]).with_lines("grid", [("1-1", "1-2-2")])
    network = make_network(organisation, 0.5)
    assert network.terminal.tolist() == [False] * 3 + [True] * 4
    assert network.row.tolist() == [0, 1, 2, -1, -1, -1, -1]
    assert network.owner.tolist() == [-1] * 6 + [1]
    np.testing.assert_allclose(network.standing_pressure[:3], [1, 1.5, 2.25])
    np.testing.assert_allclose(network.path_weight, [1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25])


def test_members_weigh_one_each_beside_other_terminal_units():
    frame = Organisation.tree([3]).to_frame()
    frame["headcount"] = [1.0, 5.0, 1.0, 1.0]
    organisation = Organisation.from_frame(frame).with_members(below="level 2", count={"1-2": 3, "1-3": 2})
    network = make_network(organisation, 0.0)
    assert network.member_weight == pytest.approx(0.1)
    np.testing.assert_allclose(network.path_weight, [1, 0.5, 0.3, 0.2])
    assert network.terminal.tolist() == [False, True, False, False]
