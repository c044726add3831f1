"""The notes on an article without it: each marked passage as a quotation, then its note."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reader.export import blocks, containment, pictures
from reader.export.annotated import placed_and_orphans
from reader.export.escape import escaped_line, escaped_within
from reader.export.fragment import in_markdown, link_to
from reader.export.inline import inline, passage_of
from reader.export.links import destination, is_on_the_web, percent_encoded
from reader.export.quote import address_of, credit_of
from reader.model import Annotation, Block, Document, Exported, Item, Label, Passage


def write(exported: Exported) -> str:
    """The whole file: UTF-8 text with LF and one newline at the end, marks in text order."""
    placed, orphans = placed_and_orphans(exported)
    where = pictures.whereabouts(exported)
    sections = [
        f"# Notes on “{escaped_within(exported.article.title)}”",
        *source(exported),
        *([containment.in_section(exported.article.note)] if exported.article.note else []),
    ]
    for annotation, passage in placed:
        quotation = quoted_passage(exported.document, passage, where)
        label, link = exported.labels[annotation.label], _link(exported, passage)
        sections.extend(_noted(annotation, label, quotation, link=link))
    for annotation, _place in orphans:
        quotation = "\n\n".join(escaped_line(line) for line in annotation.anchor.exact.split("\n"))
        label = exported.labels[annotation.label]
        sections.extend(_noted(annotation, label, quotation, state="orphan"))
    return "\n\n".join(sections) + "\n"


def source(exported: Exported) -> Iterator[str]:
    """Who wrote the article, where and when, and its address; nothing if all that is unknown."""
    credit = escaped_within(credit_of(exported.article))
    address = address_of(exported.article, exported.revision)
    link = f"<{destination(address).strip('<>')}>" if is_on_the_web(address) else ""
    line = " · ".join(part for part in (f"*{credit}*" if credit else "", link) if part)
    if line:
        yield line


def _link(exported: Exported, passage: Passage) -> str:
    """A link to the very words on the web; nothing where there is no way to them."""
    address = address_of(exported.article, exported.revision)
    link = link_to(percent_encoded(address), exported.document, passage)
    return f"[¶]({in_markdown(link)})" if link and is_on_the_web(address) else ""


def _noted(
    annotation: Annotation, label: Label, quotation: str, *, link: str = "", state: str = ""
) -> Iterator[str]:
    tags = " ".join(f"#{tag}" for tag in annotation.tags)
    parts = [link, f"**{escaped_within(label.name)}**", tags, state]
    credit = " · ".join(part for part in parts if part)
    yield blocks.quoted(f"{quotation}\n\n{credit} ^{annotation.id}")
    if annotation.note:
        yield containment.in_definition(annotation.note)


def quoted_passage(document: Document, passage: Passage, where: Callable[[str], str]) -> str:
    """The words of a passage as Markdown, its blocks as paragraphs, code and items of lists."""
    return "\n\n".join(
        _piece(document.blocks[index], piece, where) for index, piece in document.pieces(passage)
    )


def _piece(block: Block, piece: Passage, where: Callable[[str], str]) -> str:
    if block.kind == "code":
        return blocks.fenced(piece.of(block.text))
    words = inline(passage_of(block, piece.start, piece.end), where=where)
    begins_item = piece.start == 0 and any(isinstance(each, Item) for each in block.containers)
    return f"-   {blocks.indented(words).lstrip()}" if begins_item else words
