"""Which headings each block of an article stands under."""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import PICTURE, Document


def heading_paths(document: Document) -> Iterator[list[str]]:
    """For each block the headings above it and below the headline, the outermost first.

    A heading counts as above itself; one without words does not count.
    """
    above: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind == "heading" and block.level > 1:
            above = [each for each in above if each[0] < block.level]
            above.append((block.level, " ".join(block.text.replace(PICTURE, " ").split())))
        yield [words for _level, words in above if words]
