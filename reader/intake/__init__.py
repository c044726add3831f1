"""Bytes to articles: pages, documents, letters. Only `fetch` touches the network."""

from __future__ import annotations

from collections.abc import Callable

from reader import model
from reader.errors import NotAnArticle
from reader.intake import pictures, sniff
from reader.messages import _
from reader.model import Captured, Part, Source


def to_article(source: Source) -> Captured:
    """The article in a source, by its content; NotAnArticle says why there is none."""
    kind = _kind(source)
    read = _reader(kind)
    if read is None:
        raise _refusal(kind)
    return pictures.lifted(read(source))


def parts(source: Source) -> tuple[Part, ...]:
    """The several articles of a source, each a source of its own; none where it is just one."""
    split = _splitter(_kind(source))
    found = split(source) if split else ()
    return found if len(found) > 1 else ()


def _kind(source: Source) -> str:
    """The media type of a source; NotAnArticle if it is empty."""
    if not source.content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAnArticle(_("This file is empty."), _("Choose another one."))
    if source.media_type == sniff.COPIED:
        return sniff.COPIED
    return sniff.media_type(source.content, name=source.name, said=source.media_type)


# The imports stand where they are needed: the window and most commands never parse, and the
# parsers take longer to load than all the rest of the package.


def _reader(kind: str) -> Callable[[Source], Captured] | None:
    """What reads a kind of file as an article; None where nothing does."""
    match kind:
        case "text/html":
            from reader.intake import page

            return page.to_article
        case sniff.COPIED:
            from reader.intake import fragment

            return fragment.to_article
        case "text/markdown":
            from reader.intake import markdown

            return markdown.to_article
        case "text/plain":
            from reader.intake import plain

            return plain.to_article
        case "multipart/related":
            from reader.intake import web_archive

            return web_archive.to_article
        case sniff.ZIPPED_PAGE:
            from reader.intake import web_archive

            return web_archive.from_package
        case sniff.WEB_ARCHIVE:
            from reader.intake import web_archive

            return web_archive.from_safari
        case "application/feed+json":
            from reader.intake import feeds

            return feeds.to_article
        case sniff.DOCX:
            from reader.intake import word

            return word.to_article
        case sniff.ODT:
            from reader.intake import open_text

            return open_text.to_article
        case "text/rtf":
            from reader.intake import rich_text

            return rich_text.to_article
        case sniff.EPUB:
            from reader.intake import epub

            return epub.to_article
        case "message/rfc822":
            from reader.intake import mail

            return mail.to_article
        case "application/mbox":
            from reader.intake import mailbox

            return mailbox.to_article
        case "application/pdf":
            from reader.intake import pdf

            return pdf.to_article
        case model.SAVED:
            from reader.intake.elsewhere import stand_in

            return stand_in.to_article
    return None


def _splitter(kind: str) -> Callable[[Source], tuple[Part, ...]] | None:
    """What finds the several articles in a kind of file; None where there is always one."""
    match kind:
        case sniff.EPUB:
            from reader.intake import epub

            return epub.parts
        case "application/mbox":
            from reader.intake import mailbox

            return mailbox.parts
    return None


def _refusal(kind: str) -> NotAnArticle:
    """Why a file of this kind is not read, and what to do instead."""
    copy_text = _("Copy its text and paste it into Galley.")
    main, _slash, _sub = kind.partition("/")
    if main == "image":
        return NotAnArticle(
            _("This is a picture, not an article."), _("Add the page that shows it.")
        )
    if main in ("audio", "video"):
        return NotAnArticle(
            _("This is a recording, not an article."),
            _("Add its transcript, or the page it is on."),
        )
    if (known := _office_refusal(kind)) is not None:
        return known
    if kind in ("application/zip", "application/x-ole-storage"):
        return NotAnArticle(
            _("This is an archive or an office document, which Galley does not read."), copy_text
        )
    if kind == "application/xml":
        return NotAnArticle(
            _("This is a feed or another XML file, not an article."),
            _("Subscribe to it among the feeds, or add the address of one of its articles."),
        )
    return NotAnArticle(
        _("This file holds no text that could be read."),
        _("Galley reads web pages, text, Markdown, PDF, Word files, e-books and letters."),
    )


def _office_refusal(kind: str) -> NotAnArticle | None:
    """The same for files of office programs that are known by name."""
    match kind:
        case "application/msword":
            return NotAnArticle(
                _("This is a file of an old Word (.doc), which Galley does not read."),
                _("Open it in Word or LibreOffice, save it as .docx, and add that file."),
            )
        case "application/vnd.ms-outlook":
            return NotAnArticle(
                _("This is a letter as Outlook keeps it (.msg), which Galley does not read."),
                _("Save it in Outlook as .eml, or forward it and save what arrives."),
            )
        case "application/x-locked":
            return NotAnArticle(
                _("This file is locked with a password."),
                _("Open it where it was made, save it without the password, and add that file."),
            )
        case "application/x-spreadsheet":
            return NotAnArticle(
                _("This is a spreadsheet, not an article."),
                _("Save the cells that matter as a Word file or a web page, and add that."),
            )
        case "application/x-presentation":
            return NotAnArticle(
                _("These are slides, not an article."),
                _("Save their text as a Word file, or copy it and paste it into Galley."),
            )
    return None
