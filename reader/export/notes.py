"""The notes on an article without it: each marked passage as a quotation, then its note."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reader.export import blocks, containment, paging, pictures
from reader.export.annotated import placed_and_orphans
from reader.export.escape import escaped_line, escaped_within
from reader.export.fragment import in_markdown, link_to
from reader.export.headings import heading_paths
from reader.export.inline import inline, passage_of
from reader.export.links import destination, is_on_the_web, percent_encoded
from reader.export.options import USUAL, ExportOptions, Group, Order
from reader.export.quote import address_of, credit_of
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Block,
    Document,
    Exported,
    Item,
    Label,
    Passage,
    Picture,
    Style,
)
from reader.values import dataclass


def write(exported: Exported, options: ExportOptions = USUAL) -> str:
    """The whole file: UTF-8 text with LF and one newline at the end, marks in text order.

    In another order where `options` say so, those of one rank in text order; with a heading of
    the second level above each group. A mark of several tags stands in the group of each.
    """
    sections = [
        f"# Notes on “{escaped_within(exported.article.title)}”",
        *source(exported),
        *([containment.in_section(exported.article.note)] if exported.article.note else []),
    ]
    writing = _Writing(exported, options)
    for heading, noted in _grouped(exported, _ordered(exported, options.order), options.group):
        sections.extend([f"## {escaped_line(heading, 'heading')}"] if heading else [])
        for each in noted:
            sections.extend(writing.of(each))
    return "\n\n".join(sections) + "\n"


def source(exported: Exported) -> Iterator[str]:
    """Who wrote the article, where and when, and its address; nothing if all that is unknown."""
    credit = escaped_within(credit_of(exported.article))
    address = address_of(exported.article, exported.revision)
    link = f"<{destination(address).strip('<>')}>" if is_on_the_web(address) else ""
    line = " · ".join(part for part in (f"*{credit}*" if credit else "", link) if part)
    if line:
        yield line


# --- which, and in what order --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Noted:
    """A mark and the words it is on; None if they are gone."""

    annotation: Annotation
    passage: Passage | None


def _ordered(exported: Exported, order: Order) -> Sequence[_Noted]:
    placed, orphans = placed_and_orphans(exported)
    noted = [_Noted(annotation, passage) for annotation, passage in placed]
    noted += [_Noted(annotation, None) for annotation, _place in orphans]
    match order:
        case "text":
            return noted
        case "label":
            return sorted(noted, key=lambda each: _rank(exported.labels[each.annotation.label]))
        case "time":
            return sorted(noted, key=lambda each: each.annotation.created)


_Rank = tuple[int, str]


def _rank(label: Label) -> _Rank:
    return label.order, label.id


def _grouped(
    exported: Exported, noted: Sequence[_Noted], by: Group
) -> Iterator[tuple[str, Sequence[_Noted]]]:
    """Each group with its heading, which is empty where none is to stand above it."""
    match by:
        case "none":
            yield "", noted
            return
        case "heading":
            ranked = _under_headings(exported.document)
        case "label":
            ranked = _under_labels(exported)
        case "tag":
            ranked = _under_tags
    groups: dict[_Rank, tuple[str, list[_Noted]]] = {}
    for each in noted:
        for rank, heading in ranked(each):
            groups.setdefault(rank, (heading, []))[1].append(each)
    for rank in sorted(groups):
        yield groups[rank]


_Ranked = Callable[[_Noted], Sequence[tuple[_Rank, str]]]
"""The groups that a mark stands in: where each comes among the others, and its heading."""


def _under_headings(document: Document) -> _Ranked:
    headings = [" › ".join(path) for path in heading_paths(document)]
    first = {heading: index for index, heading in reversed([*enumerate(headings)])}

    def ranked(noted: _Noted) -> Sequence[tuple[_Rank, str]]:
        if noted.passage is None:
            return [((len(headings), ""), _("No longer in the text"))]
        heading = headings[document.block_at(noted.passage.start)]
        return [((first[heading], ""), heading)]

    return ranked


def _under_labels(exported: Exported) -> _Ranked:
    def ranked(noted: _Noted) -> Sequence[tuple[_Rank, str]]:
        label = exported.labels[noted.annotation.label]
        return [(_rank(label), label.name)]

    return ranked


def _under_tags(noted: _Noted) -> Sequence[tuple[_Rank, str]]:
    tags = noted.annotation.tags
    return [((0, tag.casefold()), tag) for tag in tags] or [((1, ""), _("Without a tag"))]


# --- one mark ------------------------------------------------------------------------------------


class _Writing:
    """The marks of one file. A block id names one block of it: the first one of its mark."""

    def __init__(self, exported: Exported, options: ExportOptions) -> None:
        self._exported = exported
        self._options = options
        self._where = pictures.whereabouts(exported, options.pictures)
        self._named: set[AnnotationId] = set()

    def of(self, noted: _Noted) -> Iterator[str]:
        """The quotation with its credit, and the note if there is one."""
        yield blocks.quoted(f"{self._quotation(noted)}\n\n{self._credit(noted)}")
        if noted.annotation.note:
            yield containment.in_definition(noted.annotation.note)

    def _quotation(self, noted: _Noted) -> str:
        if noted.passage is None:
            words = noted.annotation.anchor.exact
            return "\n\n".join(escaped_line(line) for line in words.split("\n"))
        document, plain = self._exported.document, self._options.plain
        return quoted_passage(document, noted.passage, self._where, plain=plain)

    def _credit(self, noted: _Noted) -> str:
        annotation = noted.annotation
        parts = [
            self._link(noted.passage) if noted.passage else "",
            f"[Galley]({app_address(annotation)})" if self._options.app_links else "",
            f"**{escaped_within(self._exported.labels[annotation.label].name)}**",
            " ".join(f"#{tag}" for tag in annotation.tags),
            paging.named(paging.pages_of(self._exported.document, noted.passage)),
            "" if noted.passage else "orphan",
        ]
        credit = " · ".join(part for part in parts if part)
        return f"{credit} ^{annotation.id}" if self._gives_id(annotation.id) else credit

    def _gives_id(self, id: AnnotationId) -> bool:
        is_first = id not in self._named
        self._named.add(id)
        return is_first and self._options.block_ids

    def _link(self, passage: Passage) -> str:
        """A link to the very words on the web; nothing where there is no way to them."""
        address = address_of(self._exported.article, self._exported.revision)
        link = link_to(percent_encoded(address), self._exported.document, passage)
        return f"[¶]({in_markdown(link)})" if link and is_on_the_web(address) else ""


def app_address(annotation: Annotation) -> str:
    """What opens an annotation in this program."""
    return f"galley://{annotation.article}/{annotation.id}"


def quoted_passage(
    document: Document, passage: Passage, where: Callable[[str], str], *, plain: bool = False
) -> str:
    """The words of a passage as Markdown, its blocks as paragraphs, code and items of lists.

    `plain` leaves out formatting and links; what the page struck out still shows as that.
    """
    return "\n\n".join(
        _piece(document.blocks[index], piece, where, plain=plain)
        for index, piece in document.pieces(passage)
    )


def _piece(block: Block, piece: Passage, where: Callable[[str], str], *, plain: bool) -> str:
    if block.kind == "code":
        return blocks.fenced(piece.of(block.text))
    words_of = passage_of(block, piece.start, piece.end)
    words = inline(_without_formatting(words_of) if plain else words_of, where=where)
    begins_item = piece.start == 0 and any(isinstance(each, Item) for each in block.containers)
    return f"-   {blocks.indented(words).lstrip()}" if begins_item else words


def _without_formatting(block: Block) -> Block:
    return replace(block, spans=tuple(span for span in block.spans if _is_said(span.style)))


def _is_said(style: Style) -> bool:
    """Whether a style is part of what a page says: its pictures, and what it struck out."""
    return isinstance(style, Picture) or style == "deleted"
