"""A quick dataclass is told from one of the standard library only by when it is made."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from dataclasses import field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.values import dataclass, defaults


@dataclass(frozen=True, slots=True)
class Quick:
    """A value as the program writes them."""

    quote: str
    start: int
    tags: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    said: str = field(default="", compare=False)

    @property
    def end(self) -> int:
        return self.start + len(self.quote)


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """The same by the standard library."""

    quote: str
    start: int
    tags: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Alone:
    """One field: what picks it out gives a value and not a tuple."""

    quote: str


@dataclass(frozen=True, slots=True)
class Bare:
    """No field at all."""


@dataclass(frozen=True, slots=True)
class Even:
    """A value that looks at itself when it is made."""

    count: int

    def __post_init__(self) -> None:
        if self.count % 2:
            raise ValueError("odd")


calls = st.fixed_dictionaries(
    {"quote": st.text(max_size=2), "start": st.integers(0, 2)},
    optional={
        "tags": st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
        "said": st.sampled_from(["", "yes"]),
    },
)


@given(calls, calls)
def test_values_are_equal_where_those_of_the_standard_library_are(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert (Quick(**one) == Quick(**other)) is (Plain(**one) == Plain(**other))


@given(calls)
def test_a_value_shows_and_copies_itself_as_any_dataclass(given: dict[str, Any]) -> None:
    value, plain = Quick(**given), Plain(**given)
    assert repr(value) == repr(plain).replace("Plain", "Quick")
    assert dataclasses.asdict(value) == dataclasses.asdict(plain)
    assert replace(value, start=9) == Quick(**{**given, "start": 9})
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value


@given(st.text(), st.text())
def test_equal_values_hash_alike(one: str, other: str) -> None:
    assert hash(Alone(one)) == hash(Alone(one))
    assert (Alone(one) == Alone(other)) is (one == other)
    assert len({Alone(one), Alone(other)}) == len({one, other})


def test_a_value_of_another_class_is_never_equal() -> None:
    assert Quick("a", 0) != Plain("a", 0)
    assert Alone("a") != "a"
    assert Bare() == Bare()
    assert Bare() != Alone("")


def test_a_factory_makes_a_new_default_each_time() -> None:
    one, other = Quick("a", 0), Quick("b", 0)
    assert one.labels == {}
    assert one.labels is not other.labels


def test_a_value_never_changes() -> None:
    value = Quick("a", 0)
    for change in (
        lambda: setattr(value, "start", 1),
        lambda: delattr(value, "start"),
        lambda: setattr(value, "other", 1),
    ):
        with pytest.raises(AttributeError):
            change()
    assert value == Quick("a", 0)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize(
    "call",
    [
        lambda cls: cls("a"),
        lambda cls: cls("a", 0, other=1),
        lambda cls: cls(*range(9)),
        lambda cls: cls("a", 0, start=1),
    ],
)
def test_a_wrong_call_is_refused_as_by_any_dataclass(call: Callable[[type], object]) -> None:
    said = []
    for cls in (Quick, Plain):
        with pytest.raises(TypeError) as refused:
            call(cls)
        said.append(str(refused.value).replace(cls.__name__, ""))
    assert said[0] == said[1]


def test_a_value_looks_at_itself_when_it_is_made() -> None:
    assert Even(2).count == 2
    with pytest.raises(ValueError, match="odd"):
        Even(3)


def test_what_is_asked_of_the_class_is_answered() -> None:
    assert dataclasses.is_dataclass(Quick)
    assert [each.name for each in fields(Quick)] == [each.name for each in fields(Plain)]
    assert str(inspect.signature(Quick)) == str(inspect.signature(Plain))
    assert Quick.__doc__ == "A value as the program writes them."
    assert Quick("abc", 2).end == 5


@pytest.mark.parametrize("cls", [Quick, Plain])
def test_the_defaults_of_a_class_are_told(cls: type) -> None:
    assert defaults(cls) == {"tags": (), "labels": {}, "said": ""}
    assert defaults(cls)["labels"] is not defaults(cls)["labels"]


def test_values_are_matched_by_position_and_by_name() -> None:
    match Quick("a", 3):
        case Quick(quote, start=3):
            assert quote == "a"
        case _:
            pytest.fail("no match")


def test_what_is_not_frozen_with_slots_is_left_to_the_standard_library() -> None:
    @dataclass(slots=True)
    class Counted:
        count: int

    counted = Counted(1)
    counted.count = 2
    assert counted.count == 2
