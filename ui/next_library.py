"""What a window says when it closes for another library."""

from __future__ import annotations

from pathlib import Path

from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Next:
    """The library to open when the window has closed; `backup` is to take its place before."""

    library: Path
    backup: Path | None = None
