"""Quantities: declared once, kept in their range, told in two languages; parameters: frozen, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from models.parameters import Parameters, group_of_quantity, parameter_quantities
from models.quantities import (
    ASSUMPTION,
    Declared,
    Quantity,
    QuantityError,
    declare,
    nearest,
    require_known,
)

QUANTITIES = parameter_quantities()
NUMBERS = [quantity for quantity in QUANTITIES if not quantity.choices]


class Inner(Declared):
    """A group inside another."""

    length: float = declare(1.0, low=0, high=2, unit="m", zh="长", en="length", source="somebody 2000")
    on: bool = declare(True, zh="开", en="on")


class Outer(Declared):
    """A group that holds groups."""

    inner: Inner = Inner()
    several: dict[str, Inner] = Field(default={})


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_every_parameter_is_declared_in_full(quantity):
    assert quantity.zh
    assert quantity.en
    assert quantity.unit
    assert quantity.source
    assert quantity.label("zh") == quantity.zh
    assert quantity.label("en") == quantity.en
    assert quantity.allowed
    if not quantity.choices:
        assert quantity.low < quantity.high
        assert quantity.low <= quantity.default <= quantity.high
    else:
        assert quantity.default in quantity.choices


def test_names_are_unique_over_all_groups():
    names = [quantity.name for quantity in QUANTITIES]
    assert len(set(names)) == len(names)
    assert group_of_quantity()["loss"] == "transmission"
    assert [quantity.name for quantity in QUANTITIES] == list(group_of_quantity())


@pytest.mark.parametrize("quantity", NUMBERS, ids=lambda quantity: quantity.name)
def test_the_ends_of_a_range_are_in_it_and_what_lies_beyond_is_not(quantity):
    for end in (quantity.low, quantity.high):
        assert Parameters().with_values(**{quantity.name: end}).value(quantity.name) == end
    for beyond in (
        quantity.low - 1e-6,
        quantity.high * 1.001 + 1e-6,
        float("nan"),
        float("inf"),
        "1",
        True,
        None,
    ):
        with pytest.raises(QuantityError) as refused:
            Parameters().with_values(**{quantity.name: beyond})
        (fault,) = refused.value.faults
        assert fault.startswith(f"{quantity.name} = {beyond!r}: {quantity.zh} / {quantity.en}")
        assert f"must be {quantity.allowed}" in fault


@given(st.sampled_from(NUMBERS), st.floats(0, 1))
def test_changing_one_value_changes_no_other(quantity, share):
    value = quantity.low + share * (quantity.high - quantity.low)
    before, after = Parameters(), Parameters().with_values(**{quantity.name: value})
    for other in NUMBERS:
        expected = value if other.name == quantity.name else before.value(other.name)
        assert after.value(other.name) == expected
    assert before == Parameters()


def test_words_are_chosen_from_a_list():
    assert Parameters().with_values(arrival="even").work.arrival == "even"
    with pytest.raises(QuantityError, match=r"^arrival = 'evn': .* must be poisson \| even$"):
        Parameters().with_values(arrival="evn")


def test_several_faults_of_a_group_are_told_together():
    with pytest.raises(QuantityError) as refused:
        Parameters().with_values(loss=9, clarity=-1)
    assert len(refused.value.faults) == 2
    assert str(refused.value) == "\n".join(refused.value.faults)


def test_unknown_names_suggest_the_near_one():
    with pytest.raises(
        ValueError, match=r"unknown parameter: 'break_probabilty'; did you mean 'break_probability'\?"
    ):
        Parameters().with_values(break_probabilty=0.1)
    with pytest.raises(ValueError, match="unknown parameter: 'xyz' \\(可用 / known: loss, "):
        Parameters().value("xyz")
    with pytest.raises(QuantityError, match=r"unknown name: 'los'; did you mean 'loss'\?"):
        Parameters().transmission.changed(los=1)


def test_parameters_are_frozen_and_equal_by_value():
    with pytest.raises(ValueError, match="frozen"):
        Parameters().transmission.loss = 0.5
    assert Parameters().with_values(loss=0.5) == Parameters().with_values(loss=0.1).with_values(loss=0.5)
    assert hash(Parameters()) == hash(Parameters())


def test_a_declaration_is_read_back_as_it_was_made():
    length, on = Inner.quantities()
    assert length == Quantity(
        name="length",
        zh="长",
        en="length",
        unit="m",
        source="somebody 2000",
        group="inner",
        default=1.0,
        low=0,
        high=2,
    )
    assert (on.source, on.unit, on.low, on.allowed) == (ASSUMPTION, "1", None, "")
    assert Inner.quantities("other")[0].group == "other"


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"inner": {"length": 3}}, ["inner.length = 3: 长 / length 须为 / must be 0 .. 2 m"]),
        ({"inner": {"on": 1}}, ["inner.on = 1: 开 / on 须为 / must be true | false"]),
        ({"inner": 3}, ["inner = 3: 须为表 / must be a table"]),
        ({"several": 3}, ["several = 3: 须为表 / must be a table"]),
        ({"several": {"a": {"length": -1}}}, ["several.a.length = -1: 长 / length 须为 / must be 0 .. 2 m"]),
        ({"several": {"a": 1}}, ["several.a = 1: 须为表 / must be a table"]),
        (
            {"several": {"a": {"lenght": 1}}},
            [
                "several.a: 没有名称 'lenght'，是否应为 'length'？ / unknown name: 'lenght'; did you mean 'length'? "
                "(可用 / known: length, on)"
            ],
        ),
        (
            {"iner": {}},
            [
                "没有名称 'iner'，是否应为 'inner'？ / unknown name: 'iner'; did you mean 'inner'? "
                "(可用 / known: inner, several)"
            ],
        ),
        (
            {"inner": {"length": 9, "on": 2}},
            [
                "inner.length = 9: 长 / length 须为 / must be 0 .. 2 m",
                "inner.on = 2: 开 / on 须为 / must be true | false",
            ],
        ),
    ],
)
def test_a_fault_is_told_with_its_path(values, faults):
    with pytest.raises(QuantityError) as refused:
        Outer.checked(values)
    assert refused.value.faults == faults
    with pytest.raises(QuantityError) as refused:
        Outer.checked(values, "file")
    assert all(fault.startswith(("file.", "file:")) for fault in refused.value.faults)


def test_the_near_name_is_suggested_only_when_it_is_near():
    assert nearest("ledgr", ["ledger", "guidance"]) == "; did you mean 'ledger'?"
    assert nearest("xyz", ["ledger", "guidance"]) == ""
    require_known("ledger", ["ledger"], "measure")
    with pytest.raises(
        ValueError, match=r"unknown measure: 'legder'; did you mean 'ledger'\? \(可用 / known: ledger\)"
    ):
        require_known("legder", ["ledger"], "measure")
