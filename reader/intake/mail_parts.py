"""A letter (RFC 5322, MIME) taken apart: its head, the one body that is read, what is attached.

Wrong character sets, wrong encodings and missing ends are the rule in old letters: whatever can
be read is read.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import email.utils
import re
from collections.abc import Iterator, Sequence
from email.header import decode_header
from email.message import Message
from itertools import chain

from reader.intake import charset
from reader.intake.packed import damaged
from reader.values import dataclass

_DEEPEST = 30
_MOST_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Body:
    """Words of a letter as they were sent: a page, or plain text, which may be `flowed`."""

    words: str
    is_page: bool
    flowed: bool = False
    joins: bool = False
    """Whether a flowed line loses its last space when the next is joined to it."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that came with a letter: by which names its page may call it; `shown` where it
    stands among the text by itself."""

    src: str
    names: tuple[str, ...]
    content: bytes
    shown: bool = False


Piece = Body | Image | Message
"""What a letter shows: words, a picture, another letter within it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a letter shows, in order; all its pictures; what is attached and not shown."""

    pieces: Sequence[Piece]
    images: Sequence[Image]
    attached: Sequence[str]


def parse(content: bytes) -> Message:
    """A letter from its bytes; NotAnArticle where it is nested without end."""
    try:
        return email.message_from_bytes(
            content.lstrip(b"\r\n\xef\xbb\xbf"), policy=email.policy.compat32
        )
    except RecursionError:
        raise damaged() from None


# --- the head ------------------------------------------------------------------------------------


def line(letter: Message, name: str) -> str:
    """A header as words, on one line; empty without it."""
    for known, value in letter.raw_items():
        if known.lower() == name:
            return _spoken(str(value))
    return ""


def _spoken(raw: str) -> str:
    written = charset.decode(raw.encode("utf-8", errors="surrogateescape"))
    folded = re.sub(r"[\r\n]+[ \t]*", " ", written)[:20_000]
    try:
        words = "".join(_decoded(piece, name) for piece, name in decode_header(folded))
    except (email.errors.HeaderParseError, ValueError, IndexError):
        words = folded
    return " ".join(words.split())


def _decoded(piece: bytes | str, name: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if name is None:
        return piece.decode("latin-1").encode("latin-1").decode("utf-8", errors="replace")
    return charset.decode(piece, name)


def sender(letter: Message) -> tuple[str, str]:
    """Name and address of who wrote it; either may be empty."""
    name, address = email.utils.parseaddr(line(letter, "from") or line(letter, "sender"))
    return " ".join(name.split())[:200], address.strip()[:300]


# --- the body ------------------------------------------------------------------------------------


def contents(letter: Message) -> Contents:
    """What a letter shows and what it carries."""
    return _Walk().over(letter)


class _Walk:
    """One pass over the parts of a letter."""

    def __init__(self) -> None:
        self._images: list[Image] = []
        self._attached: list[str] = []
        self._parts = 0

    def over(self, letter: Message) -> Contents:
        pieces = self._shown(letter, 0)
        return Contents(pieces, self._images, tuple(dict.fromkeys(self._attached)))

    def _shown(self, part: Message, depth: int) -> list[Piece]:
        self._parts += 1
        if depth > _DEEPEST or self._parts > _MOST_PARTS:
            return []
        kind = part.get_content_type()
        if kind == "message/rfc822" or kind == "message/global":
            return [each for each in _inner(part)[:1] if isinstance(each, Message)]
        if part.is_multipart():
            inner = [self._shown(each, depth + 1) for each in _inner(part)]
            return _best(inner) if kind == "multipart/alternative" else list(chain(*inner))
        return self._leaf(part, kind)

    def _leaf(self, part: Message, kind: str) -> list[Piece]:
        is_attached = _disposition(part) == "attachment"
        if kind in ("text/html", "text/plain", "application/xhtml+xml") and not is_attached:
            return [_body(part, kind)]
        content = payload(part)
        name = _file_name(part)
        if kind.startswith("image/") and content:
            image = self._image(
                part,
                content,
                name,
                shown=_disposition(part) == "inline" and not line(part, "content-id"),
            )
            self._images.append(image)
            if not is_attached:
                return [image]
        if name:
            self._attached.append(name)
        return []

    def _image(self, part: Message, content: bytes, name: str, *, shown: bool) -> Image:
        id = line(part, "content-id").strip("<> ")
        location = line(part, "content-location")
        kind = re.sub(r"[^a-z0-9]", "", part.get_content_subtype().lower())[:8] or "picture"
        src = re.sub(r"[^\w.-]+", "-", name).strip("-.") or f"picture.{kind}"
        known = {image.src for image in self._images}
        src = src if src not in known else f"{len(self._images)}-{src}"
        return Image(src, tuple(each for each in (id, location) if each), content, shown)


def _inner(part: Message) -> list[Message]:
    inside = part.get_payload()
    return (
        [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []
    )


def _best(versions: Sequence[list[Piece]]) -> list[Piece]:
    """Of the same said in several ways the page, else the last that says something."""
    for wanted in (True, False):
        for pieces in reversed(versions):
            bodies = [each for each in pieces if isinstance(each, Body)]
            if any(each.is_page == wanted and _has_words(each) for each in bodies):
                return pieces
    return next((pieces for pieces in reversed(versions) if pieces), [])


_TAG = re.compile(r"<(?:style|script|title)\b[^>]*>.*?</|<[^<>]*>", re.DOTALL | re.IGNORECASE)


def _has_words(body: Body) -> bool:
    words = _TAG.sub(" ", body.words) if body.is_page else body.words
    return any(char.isalnum() for char in words)


def _body(part: Message, kind: str) -> Body:
    words = charset.decode(payload(part), part.get_content_charset())
    return Body(
        words,
        kind != "text/plain",
        flowed=_parameter(part, "format").lower() == "flowed",
        joins=_parameter(part, "delsp").lower() == "yes",
    )


def payload(part: Message) -> bytes:
    """The bytes of a part as they were before they were sent; empty where they are lost."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""


def _parameter(part: Message, name: str) -> str:
    try:
        found = part.get_param(name)
    except (ValueError, LookupError, TypeError):
        return ""
    return found if isinstance(found, str) else ""


def _disposition(part: Message) -> str:
    return line(part, "content-disposition").partition(";")[0].strip().lower()


def _file_name(part: Message) -> str:
    try:
        found = part.get_filename("")
    except (ValueError, LookupError, TypeError):
        return ""
    return re.sub(r"[\x00-\x1f/\\]+", " ", _spoken(found)).strip()[:200]


# --- many letters in one file --------------------------------------------------------------------

_FROM_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,1000}\r?\n(?=[!-9;-~]{1,76}:)"
)


def letters(content: bytes) -> Iterator[bytes]:
    """The letters of a mailbox (mbox), one after the other."""
    begins = [(found.start(), found.end()) for found in _FROM_LINE.finditer(content)]
    ends = [start for start, _end in begins[1:]] + [len(content)]
    for (_start, begin), end in zip(begins, ends, strict=True):
        yield re.sub(rb"^>(>*From )", rb"\1", content[begin:end], flags=re.MULTILINE)
