"""Many letters in one file (mbox): all of them as one article, or each for itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from lxml import etree

from reader.errors import NotAnArticle
from reader.intake import blocks as page_blocks
from reader.intake import mail
from reader.intake.document import captured
from reader.intake.mail_parts import letters, line, parse
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Captured, Part, Source

_MOST_TOGETHER = 200
_MOST_PARTS = 5_000
_HEAD = 100_000


def to_article(source: Source) -> Captured:
    """All letters of a mailbox as one article, each under its subject; NotAnArticle if there are
    no words in them, or too many letters to be one text."""
    found = list(islice(letters(source.content), _MOST_TOGETHER + 1))
    if len(found) > _MOST_TOGETHER:
        raise NotAnArticle(
            _("There are more than {number} letters in this mailbox.").format(
                number=_MOST_TOGETHER
            ),
            _("Add each of them as an article of its own."),
        )
    if len(found) == 1:
        return mail.to_article(replace(source, content=found[0]))
    return _together(source, [mail.Letter(parse(each)) for each in found])


def parts(source: Source) -> tuple[Part, ...]:
    """Each letter of a mailbox as a source of its own."""
    return tuple(
        _part(source, number, content)
        for number, content in enumerate(islice(letters(source.content), _MOST_PARTS), 1)
    )


def _part(source: Source, number: int, content: bytes) -> Part:
    title = line(parse(content[:_HEAD]), "subject")[:500] or _("Letter {number}").format(
        number=number
    )
    name = "".join(char if char.isalnum() or char in " -_" else " " for char in title)[:80]
    own = replace(
        source,
        content=content,
        media_type="message/rfc822",
        name=f"{number:04} {' '.join(name.split())}.eml",
        etag=None,
        last_modified=None,
    )
    return Part(title, own)


def _together(source: Source, found: list[mail.Letter]) -> Captured:
    whole = etree.Element("div")
    for letter in found:
        whole.extend(letter.heading("h2"))
        whole.append(letter.page)
    read = page_blocks.read([whole], base=None, is_page=False)
    if not any(mail.words_of(letter) for letter in found):
        raise mail.no_words()
    bylines = dict.fromkeys(name for letter in found for name in letter.facts(source).bylines)
    title = PurePath(source.name or "").stem or _("Letters")
    made = captured(source, Metadata(title=title, bylines=tuple(bylines)[:50]), read)
    images = [image for letter in found for image in letter.images]
    return replace(made, carried=tuple(mail.carried(images, made.pictures)))
