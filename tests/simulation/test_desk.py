"""One unit's year: the chances that it meets are the laws on keyed luck, and its constants are the formulas of the model."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from models import Organisation
from models.attention import exponential_work
from models.elementary import logarithm
from models.parameters import Parameters
from models.transmission import lognormal, retention_exponent
from simulation.desk import (
    BREAK_CHANCE,
    KEPT,
    LAG,
    LINE_ROWS,
    break_chance_of,
    draw_command,
    draw_second,
    hours_of,
    kept_share,
    lag_weeks,
    weeks_in_meetings,
)
from simulation.draws import Stream, draw, normals
from simulation.place import place_of
from simulation.setting import make_agenda, make_network, make_setting, no_conditions

SEED, REPLICATION = 2**63 + 5, 3
VALUES = {
    "arrival": "even",
    "directives_per_year": 300,
    "loss": 0.1,
    "unclear_loss": 0.3,
    "clarity": 0.5,
    "imbalance_loss": 0.2,
    "imbalance": 0.4,
    "imbalance_relief": 0.25,
    "break_probability": 0.2,
    "break_imbalance": 1.5,
    "delay": 0.5,
    "delay_spread": 0.8,
    "work_hours": 3.0,
    "work_spread": 0.5,
    "hours_per_week": 40.0,
    "business_share": 0.5,
    "coupling": 0.1,
    "trace_hours": 2.0,
    "amplification": 0.5,
    "patrol_hours": 1.0,
    "in_person_share": 0.3,
    "in_person_relief": 0.6,
    "in_person_hours": 2.0,
    "grid_delay": 4.0,
}


@njit
def pair_of_normals(u, v):
    return normals(u, v)


def place(organisation, unit, number=0, **values):
    parameters = Parameters().with_values(**{**VALUES, **values})
    setting = make_setting(organisation, parameters, 52.0)
    network = make_network(organisation, parameters.transmission.amplification)
    key = network.key[unit]
    found = place_of(
        network, setting, no_conditions(), unit, number, key, np.uint64(SEED), np.uint64(REPLICATION)
    )
    return found._replace(key=key), setting, make_agenda(parameters, 52.0, SEED, REPLICATION)


@pytest.mark.parametrize("law", ["lognormal", "exponential"])
def test_chances_are_the_laws_on_keyed_luck_bit_for_bit(law):
    unit, setting, agenda = place(Organisation.tree([3, 2]), 2, work_law=law)
    seed, replication, numbers = np.uint64(SEED), np.uint64(REPLICATION), agenda.number
    line, work, second = np.empty((LINE_ROWS, 300)), np.empty(300), np.empty((LINE_ROWS, 300))
    draw_command(line, work, numbers, 300, unit, setting, agenda, seed, replication)
    draw_second(second, numbers, 300, unit, setting, seed, replication)
    assert 50 < agenda.in_person.sum() < 250
    for directive in range(300):
        chance, share, u, v = draw(seed, REPLICATION, Stream.COMMAND, unit.key, directive)
        first, other = pair_of_normals(u, v)
        in_person = bool(agenda.in_person[directive])
        extra = 2.0 if in_person else 0.0
        hours = lognormal(3.0, 0.5, other) + extra
        if law == "exponential":
            luck = draw(seed, REPLICATION, Stream.EXPONENTIAL_WORK, unit.key, directive)[0]
            hours = exponential_work(3.0, luck, extra)
        assert line[BREAK_CHANCE, directive] == chance
        assert line[KEPT, directive] == kept_share(logarithm(share), unit.exponent)
        assert line[KEPT, directive] == kept_share(logarithm(share), unit.exponent)
        assert line[LAG, directive] == lognormal(0.5, 0.8, first) == lag_weeks(0.5, 0.8, first)
        assert work[directive] == hours == hours_of(directive, unit, setting, in_person, seed, replication)
        chance, share, u, v = draw(seed, REPLICATION, Stream.GRID, unit.key, directive)
        assert second[BREAK_CHANCE, directive] == chance
        assert second[KEPT, directive] == kept_share(logarithm(share), unit.exponent)
        assert second[LAG, directive] == lognormal(4.0, 0.8, pair_of_normals(u, v)[0])


def test_constants_of_a_unit_by_hand():
    unit, setting, _ = place(Organisation.tree([3, 2]), 2)
    assert (unit.unit, unit.level, unit.depth, unit.superior, unit.owner) == (2, 1, 1, 0, -1)
    assert unit.imbalance_rate == pytest.approx(0.2 * 0.4 * 0.75)
    assert unit.unclear_rate == pytest.approx(0.3 * 0.5)
    assert unit.rate == pytest.approx(0.1 + 0.15 + 0.2 * 0.3)
    assert unit.exponent == pytest.approx(np.exp(0.31) - 1)
    assert unit.break_probability == pytest.approx(0.2 * (1 + 1.5 * 0.3))
    assert unit.hours == pytest.approx(40 * (1 - 0.5 * 0.9) - 2 * 1.5)
    assert unit.trace_hours == pytest.approx(3.0)
    assert unit.extra_hours == 2.0
    assert break_chance_of(unit, setting, False) == unit.break_probability
    assert break_chance_of(unit, setting, True) == pytest.approx(0.4 * unit.break_probability)


def test_owners_patrol_above_the_last_two_levels_and_the_last_takes_no_extra_hours():
    organisation = Organisation.tree([1, 1, 1])
    hours = [place(organisation, unit, amplification=0.0)[0].hours for unit in range(4)]
    np.testing.assert_allclose(hours, [19, 19, 20, 20])
    assert [place(organisation, unit)[0].extra_hours for unit in range(4)] == [2, 2, 2, 0]


def test_a_units_own_imbalance_comes_before_the_general_one():
    frame = Organisation.tree([2]).to_frame()
    frame["authority"], frame["responsibility"] = [0.5, 0.3, np.nan], [0.5, 0.9, 0.2]
    organisation = Organisation.from_frame(frame)
    found = [place(organisation, unit, imbalance_relief=0.0)[0].imbalance_rate for unit in range(3)]
    np.testing.assert_allclose(found, 0.2 * np.array([0.0, 0.6, 0.4]))


def test_a_member_is_a_terminal_unit_below_its_own():
    organisation = Organisation.tree([2]).with_members(below="level 2", count=3)
    member, _, _ = place(organisation, 1, number=2)
    assert (member.superior, member.depth, member.level, member.terminal) == (1, 2, 2, True)
    assert member.headcount == 1
    assert member.path_weight == pytest.approx(1 / 6)


def test_the_share_with_a_second_owner_is_by_chance_for_good_and_grows():
    organisation = Organisation.tree([40, 50])
    parameters = Parameters()
    network = make_network(organisation, 0.0)

    def owners(share, replication=0, seed=SEED):
        setting = make_setting(organisation, parameters.with_values(grid_share=share), 52.0)
        return np.array(
            [
                place_of(
                    network,
                    setting,
                    no_conditions(),
                    unit,
                    0,
                    network.key[unit],
                    np.uint64(seed),
                    np.uint64(replication),
                ).owner
                for unit in range(len(organisation))
            ]
        )

    assert (owners(0.0) == -1).all()
    assert (owners(1.0)[41:] == 0).all()
    assert (owners(1.0)[:41] == -1).all(), "who has no superior's superior has no second owner"
    some, more = owners(0.4), owners(0.6)
    assert set(some[41:]) == {-1, 0}
    number = (some == 0).sum()
    assert stats.binomtest(int(number), 2000, 0.4).pvalue > 0.001
    assert (more[some == 0] == 0).all(), "whoever has one keeps it when the share grows"
    np.testing.assert_array_equal(owners(0.4, replication=9), some)
    assert (owners(0.4, seed=1) != some).any()


def test_a_second_owner_whom_the_table_names_comes_first():
    organisation = Organisation.tree([2, 2]).with_lines("grid", [("1-2", "1-1-1")])
    for share in (0.0, 1.0):
        owners = [place(organisation, unit, grid_share=share)[0].owner for unit in (3, 4)]
        assert owners == [2, -1 if share == 0.0 else 0]


def test_the_part_of_a_meeting_outside_the_period_does_not_count():
    assert weeks_in_meetings(5.0, 0.0, 50.0, 0.0, 52.0) == 5.0
    assert weeks_in_meetings(5.0, 0.0, 53.5, 0.0, 52.0) == 3.5
    # One meeting of 4 weeks from 12 to 16, over the end of a quarter at 13: 1 week before it, 3 after.
    assert weeks_in_meetings(4.0, 0.0, 16.0, 0.0, 13.0) == 1.0
    assert weeks_in_meetings(0.0, 16.0, 16.0, 13.0, 26.0) == 3.0
    # One of 30 weeks fills the quarter in its middle, and ends in the next.
    assert [weeks_in_meetings(0.0, 42.0, 42.0, start, start + 13.0) for start in (13.0, 26.0, 39.0)] == [
        13,
        13,
        3,
    ]


def test_nothing_is_lost_at_rate_zero_whatever_the_luck():
    assert kept_share(logarithm(2.0**-33), 0.0) == 1.0


def test_the_share_kept_has_mean_rho_by_integration():
    """Mean of U ** ((1 - rho) / rho) over a grid of midpoints, for a whole range of rho."""
    middles = (np.arange(20_000) + 0.5) / 20_000
    for rho in (0.3, 0.5, 0.85, 0.99):
        exponent = retention_exponent(-np.log(rho))
        assert np.mean([kept_share(logarithm(u), exponent) for u in middles]) == pytest.approx(rho, abs=1e-4)
