"""What an anchor is answered with."""

from __future__ import annotations

from typing import Literal

from reader.model import Passage
from reader.values import dataclass

SURE = 0.9
"""Below this score a place is shown as unsure."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands now, how it was found, and how sure that is (0 to 1).

    The score is calibrated: of places with 0.9, nine in ten are right (docs/anchoring.md).
    """

    passage: Passage
    how: Literal["exact", "moved", "changed", "unsure"]
    score: float
