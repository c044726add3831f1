"""A document's body as clean HTML, for `galley extract --json`; the headline is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from reader.model import (
    PICTURE,
    Block,
    Cell,
    Container,
    Document,
    Figure,
    Footnote,
    Item,
    Link,
    List,
    Picture,
    Quote,
    Span,
    Style,
    Table,
)


def to_html(document: Document) -> str:
    """The blocks after the headline as HTML; their words and addresses are escaped."""
    lines: list[str] = []
    open_now: tuple[Container, ...] = ()
    row: dict[int, int] = {}
    for group in _groups(document.blocks[1:]):
        block = group[0]
        shared = _shared(open_now, block.containers)
        lines += [_closing(one) for one in reversed(open_now[shared:])]
        for at in range(shared, len(block.containers)):
            lines += _opening(block.containers, at, row)
        lines.append(_element(block) if len(group) == 1 else _caption(group))
        open_now = block.containers
    lines += [_closing(one) for one in reversed(open_now)]
    return "\n".join(lines)


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks one by one, but the lines of one caption together: a figure has but one."""
    for place, group in groupby(blocks, lambda block: (block.kind, block.containers)):
        if place[0] == "caption" and any(isinstance(one, Figure) for one in place[1]):
            yield list(group)
        else:
            yield from ([block] for block in group)


def _caption(lines: list[Block]) -> str:
    paragraphs = (f"<p{_about(line)}>{_inline(line.text, line.spans)}</p>" for line in lines)
    return f"<figcaption>{''.join(paragraphs)}</figcaption>"


def running_text(document: Document) -> str:
    """The words of the body in reading order, without headline and captions, a blank line apart."""
    shown = (block.text for block in document.blocks[1:] if block.kind in _RUNNING)
    return "\n\n".join(words.replace(PICTURE, "") for words in shown)


_RUNNING = ("heading", "paragraph", "code")


def _shared(before: tuple[Container, ...], now: tuple[Container, ...]) -> int:
    pairs = enumerate(zip(before, now, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(now)))


def _opening(containers: tuple[Container, ...], at: int, row: dict[int, int]) -> list[str]:
    match containers[at]:
        case List(ordered=True, start=start):
            return [f'<ol start="{start}">' if start != 1 else "<ol>"]
        case List():
            return ["<ul>"]
        case Item(ordinal=ordinal):
            return [f'<li value="{ordinal}">' if _is_ordered(containers, at) else "<li>"]
        case Quote():
            return ["<blockquote>"]
        case Table(n=n):
            row[n] = -1
            return ["<table>"]
        case Cell() as cell:
            return [*_new_row(containers, at, cell, row), _cell(cell)]
        case Figure():
            return ["<figure>"]
        case Footnote(mark=mark):
            return [f'<aside role="note"><b>{escape(mark)}</b>']


def _is_ordered(containers: tuple[Container, ...], at: int) -> bool:
    above = containers[at - 1] if at else None
    return isinstance(above, List) and above.ordered


def _new_row(
    containers: tuple[Container, ...], at: int, cell: Cell, row: dict[int, int]
) -> list[str]:
    above = containers[at - 1] if at else None
    if not isinstance(above, Table) or row.get(above.n) == cell.row:
        return []
    row[above.n] = cell.row
    return ["<tr>"]


def _cell(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<{name}{rows}{columns}>"


def _closing(container: Container) -> str:
    match container:
        case List(ordered=ordered):
            return "</ol>" if ordered else "</ul>"
        case Item():
            return "</li>"
        case Quote():
            return "</blockquote>"
        case Table():
            return "</table>"
        case Cell(header=header):
            return "</th>" if header else "</td>"
        case Figure():
            return "</figure>"
        case Footnote():
            return "</aside>"


def _element(block: Block) -> str:
    inside = _inline(block.text, block.spans)
    about = _about(block)
    match block.kind:
        case "heading":
            return f"<h{block.level}{about}>{inside}</h{block.level}>"
        case "paragraph":
            return f"<p{about}>{inside}</p>"
        case "code":
            return f"<pre{about}><code>{inside}</code></pre>"
        case "picture":
            return inside
        case "caption":
            return f"<figcaption{about}>{inside}</figcaption>"


def _about(block: Block) -> str:
    direction = f' dir="{block.direction}"' if block.direction else ""
    return direction + (f' lang="{escape(block.lang)}"' if block.lang else "")


def _inline(text: str, spans: tuple[Span, ...]) -> str:
    """The text cut at every span's edge, each piece within all the styles over it."""
    edges = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    pieces: list[str] = []
    open_now: list[Span] = []
    for start, end in pairwise(edges):
        over = [span for span in spans if span.start <= start and span.end >= end]
        over.sort(key=lambda span: (span.start, -span.end))
        keep = 0
        while keep < min(len(open_now), len(over)) and open_now[keep] == over[keep]:
            keep += 1
        pieces += [_tag(span.style, close=True) for span in reversed(open_now[keep:])]
        pieces += [_tag(span.style, close=False) for span in over[keep:]]
        is_picture = any(isinstance(span.style, Picture) for span in over)
        pieces.append("" if is_picture else escape(text[start:end]).replace("\n", "<br>"))
        open_now = over
    pieces += [_tag(span.style, close=True) for span in reversed(open_now)]
    return "".join(pieces)


_NAMES = {
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
    "deleted": "del",
}


def _tag(style: Style, *, close: bool) -> str:
    match style:
        case Link(href=href, title=title):
            if close:
                return "</a>"
            return f'<a href="{escape(href)}"' + (f' title="{escape(title)}">' if title else ">")
        case Picture(src=src, alt=alt):
            return "" if close else f'<img src="{escape(src)}" alt="{escape(alt)}">'
        case name:
            return f"</{_NAMES[name]}>" if close else f"<{_NAMES[name]}>"
