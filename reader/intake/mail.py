"""A letter (.eml) to an article: a newsletter, or what someone wrote.

The subject is the headline, the sender the author, and the day of sending the day of publication.
A letter within it counts as a part of it.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import Message

from lxml import etree

from reader.errors import NotAnArticle
from reader.intake import blocks as page_blocks
from reader.intake import dates, furniture
from reader.intake.document import captured
from reader.intake.html import Element, text_of
from reader.intake.mail_page import as_page, body_of, put_right, web_version, without_leaving
from reader.intake.mail_parts import Body, Contents, Image, contents, line, parse, sender
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Block, Captured, Carried, Cell, Footnote, Source

_MOST_CARRIED = 60_000_000
_DEEPEST = 10
_ANYONES = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|gmx|web|icloud|me|mac|aol|proton|protonmail|pm|posteo"
    r"|mail|yandex|t-online|orange|free|libero|wp|seznam|qq|163)\.[a-z.]{2,6}",
    re.IGNORECASE,
)
"""Where anyone has a mailbox: such an address names no publication."""


def to_article(source: Source) -> Captured:
    """The article of a letter; NotAnArticle if it has no words."""
    letter = Letter(parse(source.content))
    facts = letter.facts(source)
    read = page_blocks.read([letter.page], base=None, headline=facts.title, is_page=False)
    read = without_frame(read) if letter.is_to_many else read
    if not any(char.isalnum() for block in read for char in block.text):
        raise no_words()
    made = captured(source, facts, read)
    return replace(
        made, carried=tuple(carried(letter.images, made.pictures)), note=_attached(letter.attached)
    )


def no_words() -> NotAnArticle:
    return NotAnArticle(
        _("There are no words in this letter."),
        _("If they are in a file attached to it, save and add that file."),
    )


def carried(images: Sequence[Image], wanted: Sequence[str]) -> list[Carried]:
    """Those of a letter's pictures that its article shows, as far as there is room."""
    by_src = {image.src: image.content for image in images}
    made: list[Carried] = []
    room = _MOST_CARRIED
    for src in wanted:
        content = by_src.get(src, b"")
        if content and len(content) <= room:
            room -= len(content)
            made.append(Carried(src, content))
    return made


def _attached(names: Sequence[str]) -> str:
    if not names:
        return ""
    listed = ", ".join(re.sub(r"([\\`*_\[\]<])", r"\\\1", name) for name in names[:50])
    return _("Attached to the letter: {names}.").format(names=listed)


class Letter:
    """A letter as one page: what it shows, and the letters within it below."""

    def __init__(self, message: Message, *, depth: int = 0) -> None:
        self._message = message
        self._depth = depth
        held = contents(message)
        self.images: list[Image] = list(held.images)
        self.attached: list[str] = list(held.attached)
        self.url: str | None = None
        self.is_to_many = any(
            line(message, name) for name in ("list-id", "list-unsubscribe", "feedback-id")
        )
        self.page = self._whole(held)

    def facts(self, source: Source) -> Metadata:
        """Subject, sender, day; the address of its web version where it tells one."""
        name, address = sender(self._message)
        published = _day(line(self._message, "date"))
        told = (line(self._message, name).strip("<> ") for name in ("archived-at", "list-post"))
        archived = next((each for each in told if each.startswith(("http://", "https://"))), None)
        url = source.url or self.url or archived
        return Metadata(
            title=line(self._message, "subject")[:500],
            bylines=tuple(each for each in (name or address,) if each),
            site=_site(line(self._message, "list-id") if self.is_to_many else "", address),
            url=url,
            published=published,
            declared_lang=line(self._message, "content-language").partition(",")[0] or None,
        )

    def heading(self, tag: str) -> list[Element]:
        """What stands above a letter among others: its subject, who wrote it, and when."""
        name, address = sender(self._message)
        by = f"{name} <{address}>" if name and address else name or address
        heading, about = etree.Element(tag), etree.Element("p")
        heading.text = _legal(line(self._message, "subject")[:390] or by or "…")
        about.text = _legal(", ".join(each for each in (by, line(self._message, "date")) if each))
        return [heading, about]

    def _whole(self, held: Contents) -> Element:
        by_name = {name: image for image in held.images for name in image.names}
        shown: set[str] = set()
        pages = []
        for piece in held.pieces:
            page = self._page(piece, by_name, shown) if isinstance(piece, Body) else None
            pages.append((piece, page))
        whole = etree.Element("div")
        for piece, page in pages:
            if page is not None:
                whole.append(page)
            elif isinstance(piece, Image) and piece.shown and piece.src not in shown:
                # What no page has shown stands where it stood among the parts.
                etree.SubElement(whole, "img", src=piece.src)
            elif isinstance(piece, Message) and self._depth < _DEEPEST:
                self._add_letter(whole, piece)
        return whole

    def _page(self, body: Body, images: dict[str, Image], shown: set[str]) -> Element | None:
        """The page of a body, put right; the pictures that it shows are added to `shown`."""
        if not body.is_page:
            return as_page(body)
        try:
            page = body_of(body.words)
        except NotAnArticle:
            return None
        self.url = web_version(page) or self.url
        self.is_to_many = without_leaving(page) or self.is_to_many
        shown |= put_right(page, images)
        page.tag = "div"
        return page

    def _add_letter(self, whole: Element, message: Message) -> None:
        inner = Letter(message, depth=self._depth + 1)
        taken = {image.src for image in self.images}
        for image in inner.images:
            if image.src in taken:
                renamed = replace(image, src=f"{len(self.images)}-{image.src}")
                for each in inner.page.iter("img"):
                    if each.get("src") == image.src:
                        each.set("src", renamed.src)
                image = renamed
            self.images.append(image)
        self.attached += inner.attached
        whole.extend(inner.heading("h2"))
        whole.append(inner.page)


def _day(written: str) -> str | None:
    return dates.iso(written) if written else None


def _site(list_id: str, address: str) -> str | None:
    """What a publication calls itself, else the domain of its address."""
    named = list_id.partition("<")[0].strip().strip('"')
    if named and not re.fullmatch(r"[0-9a-f.-]*|.*mailchimp.*|.*list", named, re.IGNORECASE):
        return named[:200]
    domain = email.utils.parseaddr(address)[1].rpartition("@")[2].lower()
    return domain if "." in domain and not _ANYONES.fullmatch(domain) else None


_END = re.compile(
    r"©|\(c\) ?20\d\d|all rights reserved|you(?:.re| are) (?:currently )?receiving this"
    r"|you (?:have )?received this (?:e-?mail|message|newsletter|because)"
    r"|this (?:e-?mail|message|newsletter) (?:was|is) (?:being )?sent (?:to|by)|our mailing address"
    r"|add us to your address book|diese e-?mail wurde|sie erhalten diese(?:n|s)? (?:e-?mail|newsl)"
    r"|vous recevez cet|cet e-?mail (?:a été|est) envoyé|recibe est[ea] (?:correo|mensaje|bolet)"
    r"|este (?:correo|e-?mail) (?:fue|foi) enviado|você (?:está )?receb\w+ este"
    r"|hai ricevuto quest|ricevi quest|je ontvangt deze|вы получили это",
    re.IGNORECASE,
)
_END_IF_SHORT = re.compile(
    r"privacy policy|terms of (?:use|service)|follow us|impressum|datenschutz|copyright"
    r"|forward (?:this|to a friend)|update your profile|contact us|powered by",
    re.IGNORECASE,
)


def without_frame(read: list[Block]) -> list[Block]:
    """The blocks of a letter to many without the lines that any such letter has: what it offers,
    and its end. Looking up for that stops at a paragraph that says something else at some length.
    """
    end = len(read)
    for at in range(len(read) - 1, max(len(read) - _LOOKED_AT, 0), -1):
        block = read[at]
        if _is_end(block):
            end = at
        elif block.kind != "picture" and len(block.text) > _SAYS_SOMETHING:
            break
    kept = [block for block in read[:end] if not _is_offer(block)]
    return kept if any(block.kind == "paragraph" for block in kept) else read


_LOOKED_AT = 25
_SAYS_SOMETHING = 150


def _is_offer(block: Block) -> bool:
    is_line = block.kind in ("paragraph", "heading")
    is_apart = any(isinstance(each, Cell | Footnote) for each in block.containers)
    if not is_line or is_apart:
        return False
    return furniture.is_line(block.text, page_blocks.linked_share(block))


def _is_end(block: Block) -> bool:
    if block.kind not in ("paragraph", "caption"):
        return False
    if _END.search(block.text):
        return len(block.text) <= 500
    return len(block.text) <= 80 and _END_IF_SHORT.search(block.text) is not None


def _legal(words: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", words)


def words_of(letter: Letter) -> int:
    """How many characters a letter has."""
    return len(text_of(letter.page).strip())
