"""Dataclasses whose methods are made when the first value is.

The standard library writes and compiles six methods for a frozen dataclass: 0.6 ms a class, and
the window opens with eighty of them, half of which it never uses. Here a class costs 0.05 ms;
its `__init__` is compiled at the first call, and the other methods are the same functions for all.
To everyone else, type checkers too, these are dataclasses: `fields`, `replace` and `match` work.
docs/decisions/0009-a-quick-start.md has the figures.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """`dataclasses.dataclass`; a class that is frozen, has slots and nothing else is quick.

        Such a class inherits from no other.
        """
        if cls is None:
            return lambda decorated: dataclass(decorated, **options)
        if options != {"frozen": True, "slots": True}:
            return dataclasses.dataclass(cls, **options)
        return _quick(cls)


def defaults(cls: type) -> dict[str, Any]:
    """What the fields of a dataclass are where they are not given, by name."""
    given = getattr(cls, "__given__", None)
    if given is None:
        given = {field.name: field for field in dataclasses.fields(cast(Any, cls))}
    standing = {name: _default(default) for name, default in given.items()}
    return {name: default for name, default in standing.items() if default is not MISSING}


def _default(given: object) -> Any:
    """The default itself, of one that may be a `field(...)`; MISSING if that has none."""
    if not isinstance(given, dataclasses.Field):
        return given
    made = given.default_factory
    return given.default if made is MISSING else made()


def _quick(cls: type) -> type:
    """The class with slots for its fields, and with methods that need no compiler."""
    names = tuple(inspect.get_annotations(cls))
    given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    body = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in given and name not in ("__dict__", "__weakref__")
    }
    compared = [name for name in names if _is_compared(given.get(name))]
    values, key = _getter(names), _getter(compared)
    methods = {
        "__slots__": names,
        "__given__": given,
        "__match_args__": names,
        "__qualname__": cls.__qualname__,
        "__eq__": lambda one, other: (
            key(one) == key(other) if other.__class__ is one.__class__ else NotImplemented
        ),
        "__hash__": lambda value: hash(key(value)),
        "__repr__": lambda value: _shown(value, names),
        "__reduce__": lambda value: (value.__class__, values(value)),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__dataclass_fields__": _WhenAsked(cls, "__dataclass_fields__"),
        "__signature__": _WhenAsked(cls, "__signature__"),
    }
    made: Any = type(cls)(cls.__name__, (), {**methods, **body})

    def first(value: object, *args: object, **keywords: object) -> None:
        made.__init__ = _init(made, names, given)
        made.__init__(value, *args, **keywords)

    made.__init__ = first
    return cast(type, made)


def _is_compared(default: object) -> bool:
    return not isinstance(default, dataclasses.Field) or default.compare is True


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives these attributes of a value as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _init(made: type, names: Sequence[str], given: dict[str, Any]) -> Callable[..., None]:
    """`__init__` with the fields as parameters, as `dataclasses` would write it."""
    scope: dict[str, Any] = {"_later": object()}
    parameters, lines = ["self"], []
    for name in names:
        scope[f"_set_{name}"] = made.__dict__[name].__set__
        default: Any = given.get(name, MISSING)
        factory: Any = MISSING
        if isinstance(default, dataclasses.Field):
            default, factory = default.default, default.default_factory
        if factory is not MISSING:
            scope[f"_make_{name}"] = factory
            parameters.append(f"{name}=_later")
            lines.append(f"_set_{name}(self, _make_{name}() if {name} is _later else {name})")
            continue
        if default is not MISSING:
            scope[f"_default_{name}"] = default
        parameters.append(name if default is MISSING else f"{name}=_default_{name}")
        lines.append(f"_set_{name}(self, {name})")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n  " + "\n  ".join(lines or ["pass"])
    exec(source, scope)  # noqa: S102 - of field names only, as `dataclasses` does
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _shown(value: object, names: Sequence[str]) -> str:
    fields = (f"{name}={getattr(value, name)!r}" for name in names)
    return f"{value.__class__.__qualname__}({', '.join(fields)})"


def _refuse_to_set(_value: object, name: str, _to: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_value: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


class _WhenAsked:
    """What the standard library says of a class, found out when someone asks."""

    def __init__(self, cls: type, name: str) -> None:
        self._cls = cls
        self._name = name

    def __get__(self, _value: object, owner: type) -> Any:
        twin: Any = self._cls
        if not dataclasses.is_dataclass(twin):
            dataclasses.dataclass(frozen=True)(twin)
        asks_how_to_call = self._name == "__signature__"
        found = inspect.signature(twin) if asks_how_to_call else getattr(twin, self._name)
        setattr(owner, self._name, found)
        return found
