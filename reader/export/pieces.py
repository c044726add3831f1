"""A block's text cut into runs that look the same all through: what a writer of runs walks.

Word and HTML can begin and end a style anywhere, so that nothing here knows of words or escapes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from reader.export.segments import Segment
from reader.model import Block, Link, Picture, Span
from reader.values import dataclass

Plain = Literal["strong", "emphasis", "code", "sub", "sup", "deleted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """[start, end) of a block's text, never empty; `styles` each once, the longest outside."""

    start: int
    end: int
    styles: tuple[Plain, ...] = ()
    link: Link | None = None
    picture: Picture | None = None
    segment: Segment | None = None


def pieces(
    block: Block, segments: Sequence[Segment] = (), cuts: Iterable[int] = ()
) -> Iterator[Piece]:
    """The whole text in order, cut at every edge of a style, of a segment, and at `cuts`.

    Of links that overlap the one that began last counts. `segments` stand in order and do not
    overlap.
    """
    edges = {0, len(block.text), *cuts}
    edges.update(edge for span in block.spans for edge in (span.start, span.end))
    edges.update(edge for segment in segments for edge in (segment.start, segment.end))
    ahead = deque(sorted(block.spans, key=lambda span: (span.start, -span.end)))
    marked = deque(segments)
    here: list[Span] = []
    for start, end in pairwise(sorted(edges)):
        here = [span for span in here if span.end > start]
        while ahead and ahead[0].start <= start:
            here.append(ahead.popleft())
        while marked and marked[0].end <= start:
            marked.popleft()
        segment = marked[0] if marked and marked[0].start <= start else None
        yield _piece(start, end, here, segment)


def _piece(start: int, end: int, spans: Sequence[Span], segment: Segment | None) -> Piece:
    plain: dict[Plain, None] = {}
    link = picture = None
    for span in spans:
        match span.style:
            case Link():
                link = span.style
            case Picture():
                picture = span.style
            case style:
                plain[style] = None
    return Piece(start, end, tuple(plain), link, picture, segment)
