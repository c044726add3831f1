"""An article as one page of HTML that opens anywhere: its words, its marks, and the notes beside.

Nothing in it is fetched and nothing runs: the style is inline, pictures are in the file or are
their words, and the policy in its head forbids the rest. Equal values give equal bytes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby

from reader.export import links, rendered, tables
from reader.export.annotated import placed_and_orphans
from reader.export.names import shortened
from reader.export.pictures import MEDIA_TYPES, Blob
from reader.export.pieces import Piece, Plain, pieces
from reader.export.quote import address_of, spelled_date
from reader.export.segments import Segment, exact
from reader.export.tree import Group, Leaf, Node, tree
from reader.model import (
    PICTURE,
    Annotation,
    AnnotationId,
    Block,
    Cell,
    Colour,
    Exported,
    Figure,
    Footnote,
    Item,
    Label,
    Link,
    List,
    Passage,
    Picture,
    Place,
    Quote,
    Table,
)
from reader.values import dataclass

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_TAGS: Mapping[Plain, str] = {
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
    "deleted": "s",
}
_LEFT_TO_RIGHT = ' dir="ltr"'
_QUOTED = 160
"""Characters of a passage that its note repeats; the rest is one click away."""


def write(exported: Exported, *, blob: Blob | None = None) -> str:
    """The whole file. Without `blob`, pictures are their words."""
    document, article = exported.document, exported.article
    placed, orphans = placed_and_orphans(exported)
    marks = [(annotation.id, passage) for annotation, passage in placed]
    labels = {
        annotation.id: exported.labels[annotation.label] for annotation, _place in exported.marks
    }
    cut = exact(document, marks)
    numbers = {annotation.id: number for number, (annotation, _) in enumerate(placed, 1)}
    page = _Page(exported, cut, labels, _last_segments(cut), numbers, blob)
    headline, *rest = tree(document.blocks)
    written = [
        "<!DOCTYPE html>",
        f"<html{_spoken(document.lang, document.direction)}>",
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{_words(article.title)}</title>",
        f"<style>\n{_style()}</style>",
        "</head>",
        "<body>",
        '<main class="noted">' if exported.marks or article.note else "<main>",
        "<article>",
        page.nodes([headline]),
        *_source(exported),
        *(page.nodes([node]) for node in rest),
        "</article>",
        *_notes(exported, placed, orphans),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(written) + "\n"


# --- the article ---------------------------------------------------------------------------------


def _last_segments(cut: Sequence[tuple[Segment, ...]]) -> dict[AnnotationId, tuple[int, int]]:
    """Where each annotation ends: its block, and the end of its last segment there."""
    return {
        id: (index, segment.end)
        for index, segments in enumerate(cut)
        for segment in segments
        for id in segment.ids
    }


@dataclass(frozen=True, slots=True)
class _Page:
    exported: Exported
    segments: Sequence[tuple[Segment, ...]]
    labels: Mapping[AnnotationId, Label]
    last: Mapping[AnnotationId, tuple[int, int]]
    numbers: Mapping[AnnotationId, int]
    blob: Blob | None

    def nodes(self, nodes: Sequence[Node]) -> str:
        return "\n".join(self._node(node) for node in nodes)

    def _node(self, node: Node) -> str:
        if isinstance(node, Leaf):
            return self._leaf(node)
        inside = f"\n{self.nodes(node.inside)}\n"
        match node.container:
            case List():
                return self._list(node, node.container)
            case Quote():
                return f"<blockquote>{inside}</blockquote>"
            case Table():
                return "\n".join(self._table(node))
            case Figure():
                return f"<figure>{inside}</figure>"
            case Footnote(_, mark):
                shown = f'<span class="aside">{_words(mark)}</span>'
                return f'<div class="footnote">{shown}{inside}</div>'
            case Item() | Cell():
                return inside

    def _list(self, node: Group, of: List) -> str:
        tag = "ol" if of.ordered else "ul"
        start = f' start="{of.start}"' if of.ordered and of.start != 1 else ""
        items = "\n".join(self._items(node, of))
        return f"<{tag}{start}>\n{items}\n</{tag}>"

    def _items(self, node: Group, of: List) -> Iterator[str]:
        expected = of.start
        for child in node.inside:
            inside: Sequence[Node] = (child,)
            value = ""
            if isinstance(child, Group) and isinstance(child.container, Item):
                inside, ordinal = child.inside, child.container.ordinal
                value = f' value="{ordinal}"' if of.ordered and ordinal != expected else ""
                expected = ordinal
            expected += 1
            yield f"<li{value}>{self.nodes(inside)}</li>"

    def _table(self, node: Group) -> Iterator[str]:
        for part in tables.parts(node):
            if isinstance(part, tables.Grid):
                rows = "\n".join(self._row(row) for row in tables.laid(part))
                yield f'<div class="scrolls"><table>\n{rows}\n</table></div>'
            else:
                yield self._node(part)

    def _row(self, row: Sequence[tables.Laid]) -> str:
        return f"<tr>{''.join(self._cell(each) for each in row)}</tr>"

    def _cell(self, each: tables.Laid) -> str:
        if each.cell is None:
            return "<td></td>"
        tag = "th" if tables.place(each.cell).header else "td"
        return f"<{tag}{each.spans}>{self.nodes(each.cell.inside)}</{tag}>"

    def _leaf(self, leaf: Leaf) -> str:
        block = leaf.block
        spoken = _spoken(block.lang, block.direction)
        words = self._inline(leaf)
        match block.kind:
            case "heading":
                return f"<h{block.level}{spoken}>{words}</h{block.level}>"
            case "code":
                return f'<pre{spoken or _LEFT_TO_RIGHT} tabindex="0"><code>{words}</code></pre>'
            case "caption" if any(isinstance(each, Figure) for each in block.containers):
                return f"<figcaption{spoken}>{words}</figcaption>"
            case "caption":
                return f'<p class="caption"{spoken}>{words}</p>'
            case "paragraph" | "picture":
                return f"<p{spoken}>{words}</p>"

    def _inline(self, leaf: Leaf) -> str:
        written = []
        runs = pieces(leaf.block, self.segments[leaf.index])
        for segment, marked in groupby(runs, key=lambda piece: piece.segment):
            words = "".join(self._linked(leaf.block, list(marked)))
            written.append(self._mark(leaf.index, segment, words) if segment else words)
        return "".join(written)

    def _linked(self, block: Block, runs: Sequence[Piece]) -> Iterator[str]:
        for link, linked in groupby(runs, key=lambda piece: piece.link):
            words = "".join(self._styled(block, piece) for piece in linked)
            yield _link(link, words) if link else words

    def _styled(self, block: Block, piece: Piece) -> str:
        if piece.picture:
            words = self._picture(piece.picture)
        else:
            lines = block.text[piece.start : piece.end].split("\n")
            between = "\n" if block.kind == "code" else "<br>"
            words = between.join(_words(line) for line in lines)
        for style in reversed(piece.styles):
            words = f"<{_TAGS[style]}>{words}</{_TAGS[style]}>"
        return words

    def _picture(self, picture: Picture) -> str:
        alt = escape(" ".join(picture.alt.split()))
        stored = self.exported.pictures.get(picture.src)
        kind = (stored.media_type or "").lower() if stored else ""
        if not (stored and stored.sha256 and self.blob and kind in MEDIA_TYPES):
            shown = alt or "Picture"
            return f'<span class="picture" role="img" aria-label="{shown}">{shown}</span>'
        size = f' width="{stored.width}" height="{stored.height}"' if stored.width else ""
        content = b64encode(self.blob(stored.sha256)).decode()
        return f'<img src="data:{kind};base64,{content}" alt="{alt}"{size}>'

    def _mark(self, index: int, segment: Segment, words: str) -> str:
        colours = [self.labels[id].colour for id in segment.ids]
        notes = " ".join(f"note-{id}" for id in segment.ids)
        ended = (id for id in segment.ids if self.last[id] == (index, segment.end))
        references = "".join(self._reference(id) for id in ended)
        return (
            f'<mark class="{colours[-1]}" data-galley="{" ".join(segment.ids)}"'
            f' aria-describedby="{notes}"{_blended(colours)}>{words}</mark>{references}'
        )

    def _reference(self, id: AnnotationId) -> str:
        number = self.numbers[id]
        said = escape(f"Note {number}, {self.labels[id].name}")
        return (
            f'<a class="ref" id="ref-{id}" href="#note-{id}" role="doc-noteref"'
            f' aria-label="{said}">{number}</a>'
        )


def _blended(colours: Sequence[Colour]) -> str:
    """The later marks painted over the earlier ones, as the page does it."""
    if len(colours) == 1:
        return ""
    layers = ",".join(f"linear-gradient(var(--{each}) 0 0)" for each in reversed(colours))
    return f' style="background:{layers}"'


def _link(link: Link, words: str) -> str:
    if not rendered.is_safe(link.href):
        return words
    title = f' title="{escape(link.title)}"' if link.title else ""
    href = escape(links.percent_encoded(link.href))
    return f'<a href="{href}"{title} rel="noopener noreferrer">{words}</a>'


def _spoken(lang: str | None, direction: str | None) -> str:
    return (f' lang="{escape(lang)}"' if lang else "") + (
        f' dir="{direction}"' if direction else ""
    )


def _words(words: str) -> str:
    return escape(words, quote=False)


def _source(exported: Exported) -> Iterator[str]:
    article = exported.article
    said = (*article.bylines, article.site or "", spelled_date(article.published))
    # Each in a direction of its own: else a date would be torn apart beside an Arabic name.
    credit = ", ".join(f"<bdi>{_words(part)}</bdi>" for part in said if part)
    address = address_of(article, exported.revision)
    link = _link(Link(address), f"<bdi>{_words(address)}</bdi>")
    line = " · ".join(part for part in (credit, link if rendered.is_safe(address) else "") if part)
    if line:
        yield f'<p class="source">{line}</p>'


# --- the notes -----------------------------------------------------------------------------------


def _notes(
    exported: Exported,
    placed: Sequence[tuple[Annotation, Passage]],
    orphans: Sequence[tuple[Annotation, Place]],
) -> Iterator[str]:
    note = exported.article.note
    if not (note or placed or orphans):
        return
    yield '<aside class="notes" aria-label="Notes">'
    if note:
        yield f'<h2>About the article</h2>\n<div dir="auto">{rendered.html(note)}</div>'
    if placed:
        yield "<h2>Notes</h2>\n<ol>"
        states = {annotation.id: place.state for annotation, place in exported.marks}
        for annotation, passage in placed:
            quote = passage.of(exported.document.text)
            label = exported.labels[annotation.label]
            yield _note(annotation, label, states[annotation.id], _shown(quote), back=True)
        yield "</ol>"
    if orphans:
        yield f'<h2>Without a place in this text</h2>\n<ol start="{len(placed) + 1}">'
        for annotation, _place in orphans:
            label = exported.labels[annotation.label]
            yield _note(annotation, label, "orphan", annotation.anchor.exact, back=False)
        yield "</ol>"
    yield "</aside>"


def _shown(quote: str) -> str:
    shown = shortened(quote, _QUOTED, 4 * _QUOTED)
    return shown if shown == quote else f"{shown.rstrip()}…"


def _note(annotation: Annotation, label: Label, state: str, quote: str, *, back: bool) -> str:
    id = annotation.id
    facts = [f'<span class="label"><span class="sign"></span>{_words(label.name)}</span>']
    facts += [f"#{_words(tag)}" for tag in annotation.tags]
    facts += [state] if state != "exact" else []
    facts += [f"checked: {annotation.checked}"] if annotation.checked != "none" else []
    head = " · ".join(facts)
    if back:
        head += f' <a class="back" href="#ref-{id}" aria-label="Back to the text">↩</a>'
    words = "<br>".join(_words(line) for line in quote.replace(PICTURE, "").split("\n"))
    note = f'<div class="note" dir="auto">{rendered.html(annotation.note)}</div>'
    return (
        f'<li id="note-{id}" class="{label.colour}"><p class="head">{head}</p>'
        f'<blockquote dir="auto">{words}</blockquote>{note if annotation.note else ""}</li>'
    )


# --- the style -----------------------------------------------------------------------------------


@cache
def _style() -> str:
    """The style sheet, in the colours of the window's light and dark themes."""
    sheet = (files("resources") / "export/page.css").read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{_colours('dark')}}}\n"
    return f"{_colours('light')}{dark}{sheet}"


def _colours(theme: str) -> str:
    found = json.loads((files("resources") / f"themes/{theme}.json").read_text(encoding="utf-8"))
    alpha = f"{round(255 * found['mark_alpha']):02X}"
    told = ("page", "panel", "text", "secondary", "hairline", "accent")
    named = {name: found["colours"][name] for name in told}
    for name, tones in found["labels"].items():
        named |= {
            name: tones["fill"] + alpha,
            f"{name}-strong": tones["strong"],
            f"{name}-text": tones["text"],
        }
    lines = "".join(f"  --{name}: {colour};\n" for name, colour in named.items())
    return f":root {{\n  color-scheme: {theme};\n{lines}}}\n"
