"""Regular expressions that are compiled when they are first used.

A character class with the ranges of several scripts takes `re` 1 to 5 ms, and opening the window
needs hardly any of them (docs/decisions/0009-a-quick-start.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["pattern"]

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:  # noqa: N801 - it stands where `re.compile` does
        """`re.compile` with the same arguments, but later: an ill pattern fails when used."""

        def __init__(self, source: str | bytes, flags: int = 0) -> None:
            self._source = source
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            compiled = re.compile(self._source, self._flags)
            # Every method is looked up once: from then on a search costs what it always does.
            for each in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
                setattr(self, each, getattr(compiled, each))
            return getattr(compiled, name)
