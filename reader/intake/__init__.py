"""Bytes to articles: pages, documents, letters. Only `fetch` touches the network."""

from __future__ import annotations

from collections.abc import Callable

from reader.errors import NotAnArticle
from reader.intake import sniff
from reader.messages import _
from reader.model import Captured, Part, Source


def to_article(source: Source) -> Captured:
    """The article in a source, by its content; NotAnArticle says why there is none."""
    kind = _kind(source)
    read = _reader(kind)
    if read is None:
        raise _refusal(kind)
    return read(source)


def parts(source: Source) -> tuple[Part, ...]:
    """The several articles of a source, each a source of its own; none where it is just one."""
    split = _splitter(_kind(source))
    found = split(source) if split else ()
    return found if len(found) > 1 else ()


def _kind(source: Source) -> str:
    """The media type of a source; NotAnArticle if it is empty."""
    if not source.content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAnArticle(_("This file is empty."), _("Choose another one."))
    return sniff.media_type(source.content, name=source.name, said=source.media_type)


# The imports stand where they are needed: the window and most commands never parse, and the
# parsers take longer to load than all the rest of the package.


def _reader(kind: str) -> Callable[[Source], Captured] | None:
    """What reads a kind of file as an article; None where nothing does."""
    match kind:
        case "text/html":
            from reader.intake import page

            return page.to_article
        case "text/markdown":
            from reader.intake import markdown

            return markdown.to_article
        case "text/plain":
            from reader.intake import plain

            return plain.to_article
        case "multipart/related":
            from reader.intake import web_archive

            return web_archive.to_article
    return None


def _splitter(kind: str) -> Callable[[Source], tuple[Part, ...]] | None:
    """What finds the several articles in a kind of file; None where there is always one."""
    return None


def _refusal(kind: str) -> NotAnArticle:
    """Why a file of this kind is not read, and what to do instead."""
    copy_text = _("Copy its text and paste it into Galley.")
    main, _slash, _sub = kind.partition("/")
    if kind == "application/pdf":
        return NotAnArticle(_("This is a PDF file, which Galley does not read yet."), copy_text)
    if main == "image":
        return NotAnArticle(
            _("This is a picture, not an article."), _("Add the page that shows it.")
        )
    if main in ("audio", "video"):
        return NotAnArticle(
            _("This is a recording, not an article."),
            _("Add its transcript, or the page it is on."),
        )
    if kind in ("application/zip", "application/x-ole-storage", "text/rtf"):
        return NotAnArticle(
            _("This is an archive or an office document, which Galley does not read."), copy_text
        )
    if kind == "application/xml":
        return NotAnArticle(
            _("This is a feed or another XML file, not an article."),
            _("Add the address of one of its articles."),
        )
    return NotAnArticle(
        _("This file holds no text that could be read."),
        _("Galley reads web pages, Markdown and plain text."),
    )
