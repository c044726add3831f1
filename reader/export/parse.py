"""An exported article read again: `parse(write(x))` says what x says.

The law, with its limits: metadata, note, words, styles, and of every annotation its id, range,
label, colour, tags, note, times and check come back. What the file does not hold (a link that
was not written, a page's number) does not. docs/markdown.md describes the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reader.errors import Detached
from reader.export import containment, read_matter, read_notes
from reader.export.parsed import Definition, Matter, Orphan, Parsed
from reader.export.read_blocks import ReadBlock, read_blocks
from reader.export.sections import Sections, sections
from reader.messages import _
from reader.model import Block, Document, Link, Passage, Picture, trimmed

BYTE_ORDER_MARK = "\ufeff"


def parse(markdown: str) -> Parsed:
    """What an annotated export says, whoever has written in it since.

    Raises Detached where its parts cannot be told apart. Lines may end in LF or CR LF.
    """
    lines = lines_of(markdown)
    where = sections(lines)
    matter = _matter(lines, where)
    id = where.id or matter.id
    if id is None:
        raise Detached(
            _("This file does not say which article it is."),
            _("It was left as it is. Export the article again, into a new file."),
        )
    definitions = {
        each.label: read_notes.definition(each.first, each.below(lines)) for each in where.footnotes
    }
    blocks, comments = read_blocks(where.article.inside(lines))
    document = _document(blocks)
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
        asides=(*_addresses(document), *comments),
    )


def lines_of(markdown: str) -> list[str]:
    """The lines of a file without their ends and without its byte order mark."""
    whole = markdown.removeprefix(BYTE_ORDER_MARK)
    return [line.removesuffix("\r") for line in whole.split("\n")]


def _matter(lines: Sequence[str], where: Sections) -> Matter:
    return read_matter.matter(where.matter.inside(lines)) if where.matter else Matter()


def _note(lines: Sequence[str], where: Sections) -> str | None:
    if where.note is None:
        return None
    return containment.out_of_section("\n".join(where.note.inside(lines)))


def _orphans(lines: Sequence[str], where: Sections) -> tuple[Orphan, ...]:
    return tuple(read_notes.orphans(where.orphans.inside(lines))) if where.orphans else ()


def _document(blocks: list[ReadBlock]) -> Document:
    """The blocks as a document; where the headline was deleted an empty one stands for it."""
    if not blocks or blocks[0].block.kind != "heading":
        blocks.insert(0, ReadBlock(Block("heading", "", level=1), ()))
    return Document(tuple(each.block for each in blocks))


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
                    yield " ".join(filter(None, (href, title)))
                case Picture(src, alt):
                    yield " ".join(filter(None, (src, alt)))


# --- marks ---------------------------------------------------------------------------------------


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
            if not here.stretches or not following.stretches or ids[index][-1]:
                continue
            ends = here.stretches[-1].end == len(here.block.text)
            goes_on = len(ids[index + 1][0]) == 1 and following.stretches[0].start == 0
            if ends and goes_on and not (here.in_html or following.in_html):
                ids[index][-1] = ids[index + 1][0]
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
