"""A table that a Lua program wrote down, as values. It is read and never run.

Only what a table of data consists of is understood (https://www.lua.org/manual/5.1/manual.html
sections 2.1 and 2.5.7); a name, a call or an operator is a ValueError.
"""

from __future__ import annotations

import re
from typing import Any

_DEEPEST = 60
_SPACE = re.compile(r"(?:\s+|--\[(=*)\[.*?\]\1\]|--[^\n]*)*", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"-?(?:0[xX][0-9a-fA-F]{1,16}|\d{1,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,3})?)")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\z\s*|\\.)*+\"|'(?:[^'\\\n]|\\z\s*|\\.)*+'", re.DOTALL)
_LONG = re.compile(r"\[(=*)\[\n?(.*?)\]\1\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(\d{1,3}|x[0-9a-fA-F]{2}|z\s*|\r?\n|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "nil": None}


def table(written: str) -> dict[Any, Any]:
    """The table that a file returns; ValueError where it is anything else.

    Entries without a key have the keys 1, 2, 3.
    """
    reading = _Reading(written)
    value = reading.value(0) if reading.accept("return") else None
    if not isinstance(value, dict) or not reading.is_over:
        raise ValueError("not one table and nothing else")
    return value


class _Reading:
    """A text and how far it has been read."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._at = 0
        self._skip()

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to read."""
        return self._at >= len(self._written)

    def value(self, depth: int) -> Any:
        """The value that begins here."""
        if self._written.startswith("{", self._at):
            return self._table(depth + 1)
        if (quoted := self._match(_QUOTED)) is not None:
            return _unescaped(quoted[0][1:-1])
        if (long := self._match(_LONG)) is not None:
            return long[2]
        if (number := self._match(_NUMBER)) is not None:
            return _number(number[0])
        word = self._match(_NAME)
        if word is not None and word[0] in _WORDS:
            return _WORDS[word[0]]
        raise ValueError(f"no value at {self._at}")

    def accept(self, sign: str) -> bool:
        """Whether this stands here; it is read then."""
        if not self._written.startswith(sign, self._at):
            return False
        self._at += len(sign)
        self._skip()
        return True

    def _table(self, depth: int) -> dict[Any, Any]:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        found: dict[Any, Any] = {}
        counted = 0
        self.accept("{")
        while not self.accept("}"):
            named, key = self._key(depth)
            if not named:
                counted += 1
                key = counted
            value = self.value(depth)
            if isinstance(key, dict):
                raise ValueError("a table is no key")
            found[key] = value
            if not (self.accept(",") or self.accept(";")) and not self._stands("}"):
                raise ValueError(f"no end of an entry at {self._at}")
        return found

    def _key(self, depth: int) -> tuple[bool, Any]:
        """Whether an entry has a key, and that key."""
        if self._stands("[") and not _LONG.match(self._written, self._at):
            self.accept("[")
            key = self.value(depth)
            if not (self.accept("]") and self.accept("=")):
                raise ValueError(f"no key at {self._at}")
            return True, key
        name = _NAME.match(self._written, self._at)
        if name is not None and name[0] not in _WORDS:
            self._at = name.end()
            self._skip()
            if not self.accept("="):
                raise ValueError(f"no entry at {self._at}")
            return True, name[0]
        return False, None

    def _stands(self, sign: str) -> bool:
        return self._written.startswith(sign, self._at)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._written, self._at)
        if found is not None:
            self._at = found.end()
            self._skip()
        return found

    def _skip(self) -> None:
        found = _SPACE.match(self._written, self._at)
        self._at = found.end() if found else self._at


def _number(written: str) -> float:
    if "x" in written.lower():
        return int(written, 16)
    return float(written) if re.search(r"[.eE]", written) else int(written)


def _unescaped(inside: str) -> str:
    """What a quoted text says; numbers in it are bytes of UTF-8."""
    if "\\" not in inside:
        return inside
    return (
        _ESCAPE.sub(_character, inside)
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "replace")
    )


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code.isdecimal():
        return _byte(int(code))
    if code[0] == "x" and len(code) == 3:
        return _byte(int(code[1:], 16))
    if code[0] == "z":
        return ""
    return "\n" if code.endswith("\n") else _ESCAPED.get(code, code)


def _byte(value: int) -> str:
    return chr(value) if value < 0x80 else chr(0xDC00 + value) if value < 0x100 else "\ufffd"
