"""What the pages of a comparison are headed with: which revision it is, and from when."""

from __future__ import annotations

from dataclasses import replace

from reader.messages import _
from reader.revisions.comparison import Side
from ui.reading.document import PageHead
from ui.reading.head import page_head
from ui.revisions import words
from ui.revisions.asking import Compared


def head_of(compared: Compared, side: Side | None) -> PageHead:
    """The head of the page of one side, or with None of the page of both."""
    revision = compared.old if side == "old" else compared.new
    document = compared.comparison.old if side == "old" else compared.comparison.new
    if side is None:
        old, new = words.name(compared.old.number), words.name(compared.new.number)
        said = _("{old} and {new}").format(old=old, new=new)
    else:
        said = f"{words.name(revision.number)} · {words.when(revision.captured)}"
    return replace(page_head(compared.article, revision, document), site=said)
