"""The pages that a passage is on, of a document that has pages."""

from __future__ import annotations

from reader.model import Document, Passage


def pages_of(document: Document, passage: Passage | None) -> str:
    """`12`, or `12–13`; empty without a passage, and where the document has no pages.

    A paragraph over the end of a page is on the page where it begins.
    """
    if passage is None:
        return ""
    pages = [document.blocks[index].page for index, _piece in document.pieces(passage)]
    known = [page for page in pages if page is not None]
    if not known:
        return ""
    first, last = min(known), max(known)
    return str(first) if first == last else f"{first}–{last}"


def named(pages: str) -> str:
    """`p. 12`, `pp. 12–13`; empty where no page is known."""
    return f"{'pp.' if '–' in pages else 'p.'} {pages}" if pages else ""
