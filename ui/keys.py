"""Which keys each action has, given the person's own; which collide, and which cannot be given.

A key is portable text: "Ctrl+E", or several strokes in a row, "Ctrl+K, S". It knows no widget and
no file; whoever keeps the settings hands the person's own keys in and takes the new ones back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeySequence

from reader.messages import _
from reader.values import dataclass
from ui.actions import BY_ID, Action

Own: TypeAlias = Mapping[str, tuple[str, ...]]
"""The keys that are not the usual ones, by the id of their action; () for none at all."""

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two actions that one key would call, or of which one key begins the other's.

    `action` stands before `other` in the table.
    """

    action: str
    key: str
    other: str
    others_key: str


# --- one key -------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def normal(key: str) -> str | None:
    """The key as it is compared and kept; None where the text names no key."""
    sequence = QKeySequence.fromString(key, _PORTABLE)
    # PySide's stubs do not know that a sequence can be indexed.
    strokes = [_stroke(sequence[n]) for n in range(sequence.count())]  # type: ignore[index]
    return ", ".join(strokes) if strokes and all(strokes) else None


def pressed(key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The key that was pressed; None while only Shift, Ctrl and their like are held."""
    held = modifiers & ~Qt.KeyboardModifier.GroupSwitchModifier
    return _stroke(QKeyCombination(held, Qt.Key(key))) or None


def shown(key: str) -> str:
    """The key as this system writes it."""
    return QKeySequence.fromString(key, _PORTABLE).toString(QKeySequence.SequenceFormat.NativeText)


def clash(one: str, other: str) -> bool:
    """Whether two normal keys are the same, or one begins the other."""
    return one == other or one.startswith(f"{other}, ") or other.startswith(f"{one}, ")


def _stroke(pressed: QKeyCombination) -> str:
    """One stroke as text; empty for a modifier alone, half a letter, or nothing known."""
    key, modifiers = pressed.key(), pressed.keyboardModifiers()
    modifiers &= ~Qt.KeyboardModifier.KeypadModifier
    if _is_no_key(int(key)):
        return ""
    if key == Qt.Key.Key_Backtab:
        key, modifiers = Qt.Key.Key_Tab, modifiers | _SHIFT
    if int(key) < _NAMED and not chr(int(key)).isalnum() and key != Qt.Key.Key_Space:
        # Whether a "?" or a "+" needs Shift is a matter of the keyboard, and Qt tries both.
        modifiers &= ~_SHIFT
    return QKeySequence(QKeyCombination(modifiers, key)).toString(_PORTABLE)


_NAMED = 0x01000000
"""Keys from here on have a name (F1, Home); those below are characters."""
_HELD = range(Qt.Key.Key_Shift, Qt.Key.Key_ScrollLock + 1)
_SUPER = (Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Hyper_L, Qt.Key.Key_Hyper_R)
_COMPOSING = range(0x01001100, 0x01001300)
"""AltGr, dead accents, and the keys of input methods."""


def _is_no_key(key: int) -> bool:
    if key < _NAMED:
        return not chr(key).isprintable()
    unknown = key in (Qt.Key.Key_unknown, 0x01FFFFFF)
    return unknown or key in _HELD or key in _SUPER or key in _COMPOSING


# --- keys that cannot be given -------------------------------------------------------------------

_MOVES = _("{key} moves through text and lists.")
_WRITES = _("{key} is for writing, in every field.")
_GOES = _("{key} goes from one thing to the next.")
_OPENS = _("{key} opens or confirms what the keyboard is on.")
_TURNS = _("{key} turns the page and presses buttons.")

_RESERVED: Mapping[str, str] = {
    **dict.fromkeys(("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown"), _MOVES),
    **dict.fromkeys(("Backspace", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z"), _WRITES),
    **dict.fromkeys(("Tab", "Shift+Tab", "Ctrl+Tab", "Ctrl+Shift+Tab"), _GOES),
    **dict.fromkeys(("Return", "Enter"), _OPENS),
    **dict.fromkeys(("Space", "Shift+Space"), _TURNS),
    "Esc": _("{key} closes what is open."),
    "Menu": _("{key} opens the menu of what the keyboard is on."),
    "Alt+F4": _("{key} closes the window."),
}


def reserved(key: str) -> str | None:
    """Why no action can be given this key, as a sentence; None for one that can be given."""
    strokes = normal(key)
    if strokes is None:
        return _("That is no key.")
    first = strokes.split(", ")[0]
    reason = _RESERVED.get(first)
    return reason.format(key=shown(first)) if reason else None


def refused(action: Action, key: str) -> str | None:
    """Like `reserved`, but an action may always have its usual keys."""
    return None if normal(key) in _usual(action) else reserved(key)


# --- the keys of actions -------------------------------------------------------------------------


def keys_for(action: Action, own: Own) -> tuple[str, ...]:
    """The keys of an action, the one that is shown first: the person's own, else the usual ones.

    Keys that are none or cannot be given are left out; where nothing of the person's own can be
    read, the usual keys hold.
    """
    if action.id not in own:
        return _usual(action)
    fitting = _fitting(action, own[action.id])
    return _usual(action) if fitting is None else fitting


def in_force(table: Iterable[Action], own: Own) -> dict[str, tuple[str, ...]]:
    """The keys of every action by id, none of them twice.

    A key that two actions claim, as a settings file or a new version of the table may have it, is
    the one's that was chosen, else the one's that stands first in the table.
    """
    lines = list(table)
    if not own:
        return {line.id: _usual(line) for line in lines}  # the window starts 2 ms earlier
    taken: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    for action in sorted(lines, key=lambda line: keys_for(line, own) == _usual(line)):
        found[action.id] = _without(keys_for(action, own), taken)
        taken += found[action.id]
    return {action.id: found[action.id] for action in lines}


def put_on(actions: Mapping[str, QAction], own: Own) -> None:
    """Gives the actions their keys; one that has them already is left alone."""
    table = [line for line in BY_ID.values() if line.id in actions]
    for id, keys in in_force(table, own).items():
        wanted = [QKeySequence.fromString(key, _PORTABLE) for key in keys]
        if actions[id].shortcuts() != wanted:
            actions[id].setShortcuts(wanted)


def conflicts(table: Iterable[Action], own: Own) -> tuple[Conflict, ...]:
    """Every key that two actions claim, in the order of the table."""
    held = [(line.id, key) for line in table for key in keys_for(line, own)]
    return tuple(
        Conflict(action, key, other, others_key)
        for n, (action, key) in enumerate(held)
        for other, others_key in held[n + 1 :]
        if action != other and clash(key, others_key)
    )


def holders(table: Iterable[Action], own: Own, key: str, but: str = "") -> tuple[str, ...]:
    """The ids of the actions that this key calls, or begins to call, leaving out `but`."""
    wanted = normal(key)
    if wanted is None:
        return ()
    held = in_force(table, own)
    return tuple(
        id for id, keys in held.items() if id != but and any(clash(wanted, each) for each in keys)
    )


def changed(
    own: Own, id: str, keys: Sequence[str], table: Iterable[Action], *, take: bool = False
) -> dict[str, tuple[str, ...]]:
    """The person's own keys once this action has these; () for none.

    What equals the usual keys has no entry. With `take` an action that had one of the keys loses
    it; without, both claim it. An id that the table does not know, and keys of which none can be
    given, change nothing.
    """
    lines = {line.id: line for line in table}
    fitting = _fitting(lines[id], keys) if id in lines else None
    new = dict(own)
    if fitting is None:
        return new
    new[id] = fitting
    if take:
        for other in lines.values():
            had = keys_for(other, own)
            left = _without(had, fitting)
            if other.id != id and left != had:
                new[other.id] = left
    return {id: keys for id, keys in new.items() if id not in lines or keys != _usual(lines[id])}


def _usual(action: Action) -> tuple[str, ...]:
    return tuple(key for each in action.keys if (key := normal(each)) is not None)


def _fitting(action: Action, keys: Sequence[str]) -> tuple[str, ...] | None:
    """Those keys that can be given, each once; None if there are some and none can be."""
    fitting: list[str] = []
    for each in keys:
        key = normal(each)
        if key and refused(action, key) is None and not _clashes(key, fitting):
            fitting.append(key)
    return tuple(fitting) if fitting or not keys else None


def _without(keys: tuple[str, ...], taken: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if not _clashes(key, taken))


def _clashes(key: str, others: Sequence[str]) -> bool:
    return any(clash(key, other) for other in others)
