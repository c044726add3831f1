"""Two revisions of an article compared as people read them: paragraph by paragraph, word by word.

Pure: two documents go in, values come out. What a change means for a mark is `anchoring`'s
business, how it looks the window's.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Document, Revision
from reader.revisions.comparison import Comparison, Difference, Row, Run

__all__ = ["Comparison", "Difference", "Row", "Run", "before", "compared"]


def compared(old: Document, new: Document) -> Comparison:
    """What became of each paragraph and each word; time nearly linear in what differs."""
    # Here and not above: a window that shows no comparison needs no alignment.
    from reader.revisions.rows import rows_of

    return Comparison(old, new, tuple(rows_of(old, new)))


def before(revisions: Sequence[Revision], number: int) -> int | None:
    """The revision that one is compared with: the newest earlier one that was not set aside.

    None if there is none before it. What was set aside says nothing of what the article said.
    """
    earlier = [each for each in revisions if each.number < number]
    sound = [each for each in earlier if each.set_aside is None]
    return (sound or earlier)[-1].number if earlier else None
