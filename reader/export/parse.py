"""An exported article read again: `parse(write(x))` says what x says.

The law, with its limits: metadata, note, words, styles, and of every annotation its id, range,
label, colour, tags, note, times and check come back. What the file does not hold (a link that
was not written, a page's number) does not. docs/markdown.md describes the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reader.errors import Detached
from reader.export import containment, read_matter, read_notes
from reader.export.parsed import Definition, Matter, Orphan, Parsed, Stretch, aside
from reader.export.read_blocks import ReadBlock, read_blocks
from reader.export.sections import Footnote, Sections, sections
from reader.messages import _
from reader.model import Block, Document, Link, Passage, Picture, trimmed
from reader.values import dataclass

BYTE_ORDER_MARK = "\ufeff"


def parse(markdown: str) -> Parsed:
    """What an export of one article says that can come home, whoever has written in it since.

    Raises Detached where its parts cannot be told apart. Lines may end in LF or CR LF.
    """
    lines = lines_of(markdown)
    where = sections(lines)
    if where.flavour == "critic":
        from reader.export import read_critic

        return read_critic.read(lines, where)
    return said(lines, where, body(lines, where), where.footnotes)


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the markers of an article: its blocks, and comments among them."""

    blocks: Sequence[ReadBlock]
    comments: Sequence[str]

    @property
    def references(self) -> frozenset[str]:
        """The labels of all footnotes that it refers to."""
        found: set[str] = set()
        for each in self.blocks:
            found.update(*(stretch.ids for stretch in each.stretches))
            found.update(each.below, (label for label, _at in each.loose))
        return frozenset(found)


def body(lines: Sequence[str], where: Sections) -> Body:
    """What an article says without its footnotes."""
    return Body(*read_blocks(where.article.inside(lines)))


def said(
    lines: Sequence[str],
    where: Sections,
    body: Body,
    footnotes: Sequence[Footnote],
    comments: Mapping[str, Definition] | None = None,
) -> Parsed:
    """All that a file says of an article of which these are the footnotes, and the comments.

    Raises Detached where it does not say which article it is.
    """
    matter = _matter(lines, where)
    id = where.id or matter.id
    if id is None:
        raise Detached(
            _("This file does not say which article it is."),
            _("It was left as it is. Export the article again, into a new file."),
        )
    definitions = {
        each.label: read_notes.definition(each.first, each.below(lines)) for each in footnotes
    } | {**(comments or {})}
    blocks = _with_headline(body.blocks)
    document = Document(tuple(each.block for each in blocks))
    marked = _Marks(document, blocks, definitions)
    return Parsed(
        matter=matter,
        id=id,
        document=document,
        places=marked.places(),
        unnamed=marked.unnamed(),
        loose=_loose(document, blocks),
        definitions=definitions,
        orphans=_orphans(lines, where),
        note=_note(lines, where),
        asides=(*_addresses(document), *body.comments),
        is_one_of_several=where.is_one_of_several,
        source=_source(lines, where),
        flavour=where.flavour,
    )


def lines_of(markdown: str) -> list[str]:
    """The lines of a file without their ends and without its byte order mark."""
    whole = markdown.removeprefix(BYTE_ORDER_MARK)
    return [line.removesuffix("\r") for line in whole.split("\n")]


def _matter(lines: Sequence[str], where: Sections) -> Matter:
    matter = read_matter.matter(where.matter.inside(lines)) if where.matter else Matter()
    if not where.is_one_of_several:
        return matter
    return Matter(format=matter.format, id=where.id, revision=where.revision, hash=where.hash)


def _note(lines: Sequence[str], where: Sections) -> str | None:
    if where.note is None:
        return None
    return containment.out_of_section("\n".join(where.note.inside(lines)))


def _source(lines: Sequence[str], where: Sections) -> str:
    """The words of the credit, however they are set."""
    blocks, _comments = read_blocks(where.source.inside(lines) if where.source else ())
    return " ".join(" ".join(each.block.text for each in blocks).split())


def _orphans(lines: Sequence[str], where: Sections) -> tuple[Orphan, ...]:
    return tuple(read_notes.orphans(where.orphans.inside(lines))) if where.orphans else ()


def _with_headline(blocks: Sequence[ReadBlock]) -> Sequence[ReadBlock]:
    """The blocks; where the headline was deleted an empty one stands for it."""
    if blocks and blocks[0].block.kind == "heading":
        return blocks
    return [ReadBlock(Block("heading", "", level=1), ()), *blocks]


def _loose(document: Document, blocks: Sequence[ReadBlock]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start, block in zip(document.starts, blocks, strict=True):
        for id, at in block.loose:
            found.setdefault(id, start + at)
    return found


def _addresses(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for span in block.spans:
            match span.style:
                case Link(href, title):
                    yield aside(href, title)
                case Picture(src, alt):
                    yield aside(src, alt)


# --- marks ---------------------------------------------------------------------------------------


def _first(of: Sequence[Stretch]) -> int:
    """The one that begins first; of those that begin together the one around the others."""
    return min(range(len(of)), key=lambda at: (of[at].start, -of[at].end, -at))


def _last(of: Sequence[Stretch]) -> int:
    """The one that ends last; of those that end together the one around the others."""
    return max(range(len(of)), key=lambda at: (of[at].end, -of[at].start, at))


class _Marks:
    """The marked stretches of all blocks put together to passages."""

    def __init__(
        self,
        document: Document,
        blocks: Sequence[ReadBlock],
        definitions: Mapping[str, Definition],
    ) -> None:
        self._document = document
        self._blocks = blocks
        self._definitions = definitions
        self._ids = self._with_continuations()

    def _with_continuations(self) -> list[list[tuple[str, ...]]]:
        """The ids of every stretch; one without goes on as the first of the next block does."""
        ids = [[each.ids for each in block.stretches] for block in self._blocks]
        for index in range(len(ids) - 2, -1, -1):
            here, following = self._blocks[index], self._blocks[index + 1]
            if not here.stretches or not following.stretches:
                continue
            last, first = _last(here.stretches), _first(following.stretches)
            ends = here.stretches[last].end == len(here.block.text) and not ids[index][last]
            goes_on = len(ids[index + 1][first]) == 1 and following.stretches[first].start == 0
            if ends and goes_on and not (here.in_html or following.in_html):
                ids[index][last] = ids[index + 1][first]
        return ids

    def unnamed(self) -> tuple[Passage, ...]:
        """What is marked and has no reference."""
        return tuple(passage for passage, ids in self._passages() if not ids)

    def _passages(self) -> Iterator[tuple[Passage, tuple[str, ...]]]:
        for index, block in enumerate(self._blocks):
            start = self._document.starts[index]
            for stretch, ids in zip(block.stretches, self._ids[index], strict=True):
                inside = trimmed(
                    self._document.text, Passage(start + stretch.start, start + stretch.end)
                )
                if inside:
                    yield inside, ids

    def places(self) -> dict[str, tuple[Passage, ...]]:
        """The passages of every id, in order, each as long as it goes on without a gap."""
        pieces: dict[str, list[Passage]] = {}
        for passage, ids in self._passages():
            for id in ids:
                pieces.setdefault(id, []).append(passage)
        for id, passage in self._in_code():
            pieces.setdefault(id, []).append(passage)
        return {id: tuple(self._united(sorted(found))) for id, found in pieces.items()}

    def _in_code(self) -> Iterator[tuple[str, Passage]]:
        """What definitions say of code blocks; in an HTML table the mark says it too."""
        used: dict[str, int] = {}
        for index, block in enumerate(self._blocks):
            if block.block.kind != "code":
                continue
            marked = {id for ids in self._ids[index] for id in ids}
            for id in dict.fromkeys([*marked, *block.below]):
                definition = self._definitions.get(id)
                chars = definition.head.chars if definition and definition.head else ()
                number = used.get(id, 0)
                used[id] = number + 1
                if id in marked or number >= len(chars):
                    continue
                start = self._document.starts[index]
                end = min(chars[number].end, len(block.block.text))
                if chars[number].start < end:
                    yield id, Passage(start + chars[number].start, start + end)

    def _united(self, passages: Sequence[Passage]) -> Iterator[Passage]:
        """Passages with nothing but white space between them as one."""
        text = self._document.text
        current = passages[0]
        for passage in passages[1:]:
            if text[current.end : passage.start].strip():
                yield current
                current = passage
            else:
                current = Passage(current.start, max(current.end, passage.end))
        yield current
