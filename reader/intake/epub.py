"""An e-book (EPUB) to an article: the whole book as one, or each of its chapters.

Chapters are told by the table of contents; a chapter is handed on as a small book of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from reader import model
from reader.errors import NotAnArticle
from reader.intake import blocks as page_blocks
from reader.intake.document import captured
from reader.intake.epub_book import PART_OF, Book, Entry, kinds, pictures
from reader.intake.epub_notes import Note, Notes
from reader.intake.html import Element, text_of
from reader.intake.manuscript import numbered_after, without_start
from reader.intake.metadata import Metadata
from reader.intake.packed import packed
from reader.messages import _
from reader.model import Block, Captured, Carried, Footnote, Part, Source

_MOST_CARRIED = 60_000_000
_MOST_IN_PARTS = 100_000_000
"""Bytes of pictures that come along, and that all chapters together may have; the rest of the
chapters then have none."""

_NOT_READ = frozenset(
    ("toc", "titlepage", "title-page", "halftitlepage", "landmarks", "page-list", "cover-page")
)
_SHORT = 400
"""Characters; a document that is for one of these and longer says something else as well."""


def to_article(source: Source) -> Captured:
    """The article of a whole book; NotAnArticle if it is damaged, locked, or has no words."""
    book = Book(source.content)
    facts = book.facts()
    if (whole := book.of_part()) is not None:
        facts = replace(facts, site=whole)
    reading = _Reading(book, facts)
    read = page_blocks.with_first_level(reading.all())
    if not any(char.isalnum() for block in read for char in block.text):
        raise NotAnArticle(
            _("There are no words in this book."), _("If it shows scanned pages, ask for the text.")
        )
    made = captured(source, _titled(facts, read), read)
    return replace(made, carried=tuple(_carried(book, made.pictures)))


def _titled(facts: Metadata, read: Sequence[Block]) -> Metadata:
    first = next((block.text for block in read if block.kind == "heading"), "")
    return facts if facts.title else facts.titled(first)


def _carried(book: Book, wanted: Iterable[str]) -> Iterable[Carried]:
    room = _MOST_CARRIED
    for name in wanted:
        content = book.package.read(name) if book.package.has(name) else None
        if content and len(content) <= room:
            room -= len(content)
            yield Carried(name, content)


# --- the text ------------------------------------------------------------------------------------


class _Reading:
    """One pass over the documents of a book."""

    def __init__(self, book: Book, facts: Metadata) -> None:
        self._book = book
        self._facts = facts
        self._title = facts.title
        self._made: list[Block] = []
        self._used = 0
        entries = [one for each in book.contents() for one in (each, *each.below)]
        self._titles = {each.name: each.title for each in reversed(entries)}
        names = [*book.spine, *_notes_beside(book)]
        found = {name: book.document(name) for name in names}
        self._documents = {name: root for name, root in found.items() if root is not None}
        self._pictures = {
            each: address
            for name, root in self._documents.items()
            for each, address in pictures(root, name).items()
        }
        _prepare(self._documents.values(), self._pictures)

    def all(self) -> list[Block]:
        """The blocks of the whole book."""
        notes = Notes(self._documents)
        of_each = {name: notes.of(name) for name in self._book.spine if name in self._documents}
        for name, own in of_each.items():
            self._chapter(name, notes.taken)
            for note in own:
                self._note(note)
        return self._made

    def _chapter(self, name: str, taken: set[Element]) -> None:
        root = self._documents[name]
        body = root.find("body")
        body = root if body is None else body
        if _is_aside(self._book, self._facts, name, body):
            return
        passed = {each for each in body.iter() if kinds(each) & _PASSED_OVER}
        read = self._read(body, frozenset(taken | passed))
        if taken & set(body.iter()) and not any(map(_is_text, read)):
            return  # nothing is left but the heading of its notes
        if not any(block.kind == "heading" for block in read):
            read = [*self._called(name, read), *read]
        self._made += read

    def _read(self, element: Element, left_out: frozenset[Element]) -> list[Block]:
        # Headings keep their level beside each other only where one of the topmost comes first.
        topmost = etree.Element("h2")
        topmost.text = "."
        read = page_blocks.read(
            [topmost, element],
            base=None,
            headline=self._title if not any(map(_is_text, self._made)) else "",
            left_out=left_out,
            is_page=False,
        )
        made = numbered_after(read[1:], self._used)
        self._used = max((one.n for block in made for one in block.containers), default=self._used)
        return made

    def _called(self, name: str, read: Sequence[Block]) -> list[Block]:
        """The heading that the table of contents has for a chapter without one."""
        title = self._titles.get(name, "")
        if not any(map(_is_text, read)) or title == self._title:
            return []
        made = model.leaf("heading", title, level=2)
        return [made] if made else []

    def _note(self, note: Note) -> None:
        read = self._read(note.element, note.left_out)
        while read and not any(map(str.isalnum, read[0].text)) and len(read) > 1:
            del read[0]  # brackets around the way back
        self._used += 1
        around = Footnote(self._used, note.mark)
        if read:
            read[0] = _without_mark(read[0], note.mark)
        self._made += [
            replace(block, containers=(around, *block.containers)) for block in read if block.text
        ]


def _is_aside(book: Book, facts: Metadata, name: str, body: Element) -> bool:
    """Whether a document is a title page or a table of contents, and says nothing else."""
    words = text_of(body).strip()
    if len(words) >= _SHORT or next(body.iter("img", "svg"), None) is not None:
        return False
    what = {book.guide.get(name, ""), *kinds(body), *(one for each in body for one in kinds(each))}
    if what & _NOT_READ:
        return True
    rest = page_blocks.letters(words)
    for known in (facts.title, *facts.bylines):
        if not known or page_blocks.letters(known) not in rest:
            return False
        rest = rest.replace(page_blocks.letters(known), "")
    return bool(facts.bylines) and len(rest) < _LEAST


_LEAST = 30
_PASSED_OVER = frozenset(("toc", "landmarks", "page-list", "pagebreak"))


def _is_text(block: Block) -> bool:
    return block.kind in ("paragraph", "code")


def _without_mark(block: Block, mark: str) -> Block:
    """A note without the mark that it begins with, and the stop after that."""
    found = re.match(
        rf"(?:[\[(]?{re.escape(mark)}[\])]?)?[.:)\]]*\s+(?=\S)|[.:)\]]+\s*", block.text
    )
    return without_start(block, found.end()) if found and found.end() < len(block.text) else block


def _notes_beside(book: Book) -> list[str]:
    """Documents that are not read in turn but may hold the notes of those that are."""
    known = set(book.spine)
    found = (each.name for each in book.resources.values() if each.media_type.endswith("html+xml"))
    return [name for name in found if name not in known and book.package.has(name)]


def _prepare(documents: Iterable[Element], found: dict[Element, str]) -> None:
    """Pictures under the names of the package, also those drawn within SVG; headings one lower
    where the topmost are those of a page."""
    for each, address in found.items():
        if each.tag == "image":
            _as_picture(each)
        if address:
            each.set("src", address)
    headings = [each for root in documents for each in root.iter("h1", "h2", "h3", "h4", "h5")]
    if any(each.tag == "h1" for each in headings):
        for each in headings:
            each.tag = f"h{int(str(each.tag)[1]) + 1}"


def _as_picture(image: Element) -> None:
    """Puts a picture in the place of the drawing that is nothing but its frame."""
    image.tag = "img"
    for name in ("width", "height"):
        if name in image.attrib:
            del image.attrib[name]
    drawing = next(image.iterancestors("svg"), None)
    if drawing is not None:
        drawing.tag = "div"


# --- chapters ------------------------------------------------------------------------------------


def parts(source: Source) -> tuple[Part, ...]:
    """The chapters of a book, each a book of its own with its pictures and notes."""
    book = Book(source.content)
    chapters = _chapters(book)
    cut = _Cut(book, source, chapters)
    return tuple(cut.part(number, each) for number, each in enumerate(chapters, 1))


def _chapters(book: Book) -> list[Entry]:
    """Where each chapter begins; what stands before the first belongs to none if it is short."""
    found: list[Entry] = []
    for each in book.contents():
        below = [one for one in each.below if one.name != each.name]
        if len(below) > 1 and _length(_body(book, each.name)) < _SHORT:
            # A part of the book whose own page is its name only.
            found += [replace(below[0], name=each.name), *below[1:]]
        else:
            found.append(each)
    known, begins = set(book.spine), dict[str, Entry]()
    for each in found:
        if each.name in known and each.name not in begins and _says_something(book, each.name):
            begins[each.name] = each
    return sorted(begins.values(), key=lambda each: book.spine.index(each.name))


def _says_something(book: Book, name: str) -> bool:
    body = _body(book, name)
    return body is not None and not _is_aside(book, book.facts(), name, body) and _length(body) > 0


def _body(book: Book, name: str) -> Element | None:
    root = book.document(name)
    return root.find("body") if root is not None else None


def _length(body: Element | None) -> int:
    return len(text_of(body).strip()) if body is not None else 0


class _Cut:
    """Cuts chapters out of a book."""

    def __init__(self, book: Book, source: Source, chapters: Sequence[Entry]) -> None:
        self._book = book
        self._source = source
        self._facts = book.facts()
        self._begins = [each.name for each in chapters]
        self._notes = _notes_documents(book)
        self._room = _MOST_IN_PARTS

    def part(self, number: int, chapter: Entry) -> Part:
        """A chapter as a small book; its name tells its place in the whole."""
        spine = self._documents(chapter)
        found = {name: self._book.document(name) for name in spine}
        roots = {name: root for name, root in found.items() if root is not None}
        beside = [name for name in self._notes if name not in spine and _leads_to(roots, name)]
        shown = {
            picture
            for name, root in roots.items()
            for picture in pictures(root, name).values()
            if self._book.package.has(picture)
        }
        content = packed(self._files(chapter.title, spine, beside, sorted(shown)))
        name = re.sub(r"[^\w -]+", " ", chapter.title)[:80].strip() or "chapter"
        made = replace(self._source, content=content, name=f"{number:02} {name}.epub", etag=None)
        return Part(chapter.title or name, replace(made, last_modified=None))

    def _documents(self, chapter: Entry) -> list[str]:
        """From where a chapter begins to where the next one does, in reading order."""
        start = self._book.spine.index(chapter.name)
        rest = self._book.spine[start + 1 :]
        end = next((at for at, name in enumerate(rest) if name in self._begins), len(rest))
        own = [chapter.name, *rest[:end]]
        return [name for name in own if name == chapter.name or name not in self._notes] or own

    def _files(
        self, title: str, spine: Sequence[str], beside: Sequence[str], shown: Sequence[str]
    ) -> Iterable[tuple[str, bytes]]:
        yield "mimetype", b"application/epub+zip"
        yield "META-INF/container.xml", _CONTAINER.encode()
        yield "galley.opf", self._package(title, spine, beside, shown).encode()
        for name in (*spine, *beside):
            yield name, self._book.package.read(name) or b""
        for name in shown:
            content = self._book.package.read(name) or b""
            if len(content) <= self._room:
                self._room -= len(content)
                yield name, content

    def _package(
        self, title: str, spine: Sequence[str], beside: Sequence[str], shown: Sequence[str]
    ) -> str:
        facts = self._facts
        said = [("title", title), ("language", facts.declared_lang or "")]
        said += [("creator", name) for name in facts.bylines]
        said += [("date", facts.published or ""), ("publisher", facts.site or "")]
        items = [(name, "application/xhtml+xml") for name in (*spine, *beside)]
        items += [(name, "image/*") for name in shown]
        return "".join(
            (
                '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
                '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
                *(f"<dc:{name}>{escape(words)}</dc:{name}>" for name, words in said if words),
                f"<meta name={quoteattr(PART_OF)} content={quoteattr(facts.title)}/>",
                "</metadata><manifest>",
                *(
                    f'<item id="i{at}" href={quoteattr(_address(name))} media-type="{kind}"/>'
                    for at, (name, kind) in enumerate(items)
                ),
                "</manifest><spine>",
                *(f'<itemref idref="i{at}"/>' for at in range(len(spine))),
                "</spine></package>",
            )
        )


_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="galley.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def _address(name: str) -> str:
    return name.replace("%", "%25").replace("#", "%23")


def _notes_documents(book: Book) -> list[str]:
    """The documents that hold the notes of others."""
    found = []
    for name in (*book.spine, *_notes_beside(book)):
        body = _body(book, name)
        if body is None:
            continue
        what = set(kinds(body)).union(*(kinds(each) for each in body))
        if what & {"endnotes", "footnotes", "rearnotes"}:
            found.append(name)
    return found


def _leads_to(roots: dict[str, Element], name: str) -> bool:
    last = name.rpartition("/")[2]
    return any(
        (each.get("href") or "").partition("#")[0].endswith(last)
        for root in roots.values()
        for each in root.iter("a")
    )
