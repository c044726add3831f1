"""Bytes to articles: pages, Markdown and plain text. Only `fetch` touches the network."""

from __future__ import annotations

from reader.errors import NotAnArticle
from reader.intake import sniff
from reader.messages import _
from reader.model import Captured, Source


def to_article(source: Source) -> Captured:
    """The article in a source, by its content; NotAnArticle says why there is none."""
    # Here and not above: the window and most commands never parse, and the parsers take longer
    # to load than all the rest of the package.
    from reader.intake import markdown, page, plain, web_archive

    kind = sniff.media_type(source.content, name=source.name, said=source.media_type)
    if not source.content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAnArticle(_("This file is empty."), _("Choose another one."))
    match kind:
        case "text/html":
            return page.to_article(source)
        case "text/markdown":
            return markdown.to_article(source)
        case "text/plain":
            return plain.to_article(source)
        case "multipart/related":
            return page.to_article(web_archive.page_of(source))
    raise _refusal(kind)


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
