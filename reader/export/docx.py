"""An article as a Word file, with Word's own highlights and comments; or its notes alone.

A mark is a highlight over its very characters and a comment by its label. Each list is numbered
by Word, each link is one. What Word has no room for is left in words: a picture of a kind that
it cannot show, a table of more than 63 columns. Equal values give equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import docx
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm, Emu

from reader.export import tables
from reader.export.annotated import placed_and_orphans
from reader.export.inline import passage_of
from reader.export.pictures import Blob
from reader.export.pieces import Piece, pieces
from reader.export.quote import address_of, spelled_date
from reader.export.segments import Segment, exact
from reader.export.tree import Group, Leaf, Node, tree
from reader.export.word_grid import Merged, merged
from reader.export.word_marks import Comments, begun, ended, facts
from reader.export.word_styles import DEEPEST, TEXT_HEIGHT, TEXT_WIDTH, Lists, dress
from reader.export.word_text import (
    STEP,
    Look,
    Setting,
    directions,
    element,
    give_number,
    has_number,
    hyperlink,
    legal,
    line,
    note_paragraphs,
    paragraph,
    run,
    side_by_side,
    turned,
)
from reader.model import (
    PICTURE,
    Annotation,
    AnnotationId,
    Block,
    Cell,
    Colour,
    Exported,
    Figure,
    Footnote,
    Item,
    List,
    Passage,
    Picture,
    Place,
    Quote,
    Table,
)
from reader.values import dataclass

MOST_COLUMNS = 63
"""Word opens no table with more."""

_UNITS = 635
"""How many units of a drawing make a twentieth of a point."""


def write(exported: Exported, *, blob: Blob | None = None) -> bytes:
    """The article with its marks and notes as a file for Word. Without `blob`, pictures are
    their words."""
    placed, orphans = placed_and_orphans(exported)
    word = _Word(exported, placed, blob)
    headline, *rest = tree(exported.document.blocks)
    body = word.nodes([headline], _At())
    body += _source(word)
    body += word.nodes(rest, _At())
    body += _about(word)
    body += _orphans(word, orphans)
    return _file(word.docx, body)


def write_notes(exported: Exported, *, blob: Blob | None = None) -> bytes:
    """The notes without the article: each marked passage, its label, what was noted."""
    placed, orphans = placed_and_orphans(exported)
    word = _Word(exported, (), blob)
    title = f"Notes on “{exported.article.title}”"
    body = [line("Title", title), *_source(word)]
    body += note_paragraphs(exported.article.note, "NoteText", word.docx.part)
    for annotation, passage in placed:
        body += word.quotation(annotation.id, passage)
        body += _noted(word, annotation)
    for annotation, _place in orphans:
        quote = annotation.anchor.exact.replace(PICTURE, "").split("\n")
        body += [line("NoteQuote", words) for words in quote if words.strip()]
        body += _noted(word, annotation)
    return _file(word.docx, body)


# --- the file ------------------------------------------------------------------------------------


def _file(document: docx.document.Document, body: Sequence[Element]) -> bytes:
    page = document.element.body
    paper = page.sectPr
    for old in list(page):
        page.remove(old)
    page.extend(body)
    page.append(paper)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _without_times(packed: bytes) -> bytes:
    """The same package with the parts in order, each dated 1980, where the calendar of zip
    begins."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sorted(given.namelist(), key=lambda name: (name[0] != "[", name)):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            made.writestr(entry, given.read(name))
    return out.getvalue()


# --- the text ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _At:
    """Where a node stands: how far in, in how many lists, the style of plain paragraphs there,
    and the room it has."""

    indent: int = 0
    lists: int = 0
    quoted: bool = False
    style: str = "Normal"
    line: int = TEXT_WIDTH

    @property
    def width(self) -> int:
        """What is left of a line, in the units of drawings; a centimetre at least."""
        return max(self.line - self.indent * _UNITS, Cm(1))


class _Word:
    """Makes the elements of one document."""

    def __init__(
        self,
        exported: Exported,
        placed: Sequence[tuple[Annotation, Passage]],
        blob: Blob | None,
    ) -> None:
        self.exported = exported
        self.docx = docx.Document()
        dress(self.docx, exported)
        self._blob = blob
        self._lists = Lists(self.docx)
        self._drawn = 0
        self._cut = exact(exported.document, [(each.id, passage) for each, passage in placed])
        self.comments = Comments(self.docx, exported, [each for each, _ in placed], self._cut)
        self._colours: Mapping[AnnotationId, Colour] = {
            each.id: exported.labels[each.label].colour for each, _place in exported.marks
        }

    def nodes(self, nodes: Sequence[Node], at: _At) -> list[Element]:
        return [made for node in nodes for made in self._node(node, at)]

    def _node(self, node: Node, at: _At) -> list[Element]:
        if isinstance(node, Leaf):
            return [self._leaf(node, at)]
        match node.container:
            case List():
                return self._list(node, node.container, at)
            case Quote():
                inside = replace(at, indent=at.indent + STEP, quoted=True, style="Quote")
                return self.nodes(node.inside, inside)
            case Table():
                return self._table(node, at)
            case Footnote(_, mark):
                made = self.nodes(node.inside, replace(at, style="ArticleFootnote"))
                return _begun_with(made, run(f"{mark} ", Look(style="Aside")))
            case Item() | Cell() | Figure():
                return self.nodes(node.inside, at)

    # --- lists

    def _list(self, node: Group, of: List, at: _At) -> list[Element]:
        level = min(at.lists, DEEPEST)
        style = "ListItem" if at.style == "Normal" else at.style
        within = replace(at, indent=at.indent + STEP, lists=at.lists + 1, style=style)
        made: list[Element] = []
        expected, numbered = None, 0
        for child in node.inside:
            inside, ordinal = _item(child, of)
            if expected is None or (of.ordered and ordinal != expected):
                numbered = self._lists.new(ordered=of.ordered, level=level, first=ordinal)
            expected = ordinal + 1
            item = self.nodes(inside, within)
            made += _numbered(item, numbered, level, within.indent)
        return made

    # --- tables

    def _table(self, node: Group, at: _At) -> list[Element]:
        made: list[Element] = []
        for part in tables.parts(node):
            if not isinstance(part, tables.Grid):
                made += self._node(part, at)
                continue
            rows = merged(part)
            if max(sum(each.columns for each in row) for row in rows) > MOST_COLUMNS:
                made += self.nodes(part.cells, at)
            else:
                made += [self._grid(rows, at), _spacer()]
        return made

    def _grid(self, rows: Sequence[Sequence[Merged]], at: _At) -> Element:
        columns = max(sum(each.columns for each in row) for row in rows)
        width = max(at.width // columns, Cm(1))
        made = element("tbl")
        made.append(self._table_properties(at))
        grid = element("tblGrid")
        grid.extend(element("gridCol", w=width // _UNITS) for _column in range(columns))
        made.append(grid)
        within = _At(style="TableText", line=width)
        made.extend(self._row(row, columns, within) for row in rows)
        return made

    def _table_properties(self, at: _At) -> Element:
        made = element("tblPr")
        if self.exported.document.direction == "rtl":
            made.append(element("bidiVisual"))
        made.append(element("tblW", w=0, type="auto"))
        if at.indent:
            made.append(element("tblInd", w=at.indent, type="dxa"))
        lines = element("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            lines.append(element(side, val="single", sz=4, space=0, color="C9C5BC"))
        made.append(lines)
        return made

    def _row(self, row: Sequence[Merged], columns: int, at: _At) -> Element:
        made = element("tr")
        if all(each.cell and tables.place(each.cell).header for each in row):
            properties = element("trPr")
            properties.append(element("tblHeader"))
            made.append(properties)
        made.extend(self._cell(each, at) for each in row)
        missing = columns - sum(each.columns for each in row)
        made.extend(self._cell(Merged(None), at) for _column in range(missing))
        return made

    def _cell(self, each: Merged, at: _At) -> Element:
        made = element("tc")
        properties = element("tcPr")
        properties.append(element("tcW", w=each.columns * at.width // _UNITS, type="dxa"))
        if each.columns > 1:
            properties.append(element("gridSpan", val=each.columns))
        if each.goes_on == "begins":
            properties.append(element("vMerge", val="restart"))
        elif each.goes_on == "went on":
            properties.append(element("vMerge"))
        if each.cell and tables.place(each.cell).header:
            properties.append(element("shd", val="clear", color="auto", fill="F2F0EC"))
        made.append(properties)
        inside = self.nodes(each.cell.inside, at) if each.cell else []
        made.extend(inside)
        # Word wants a paragraph at the end of every cell.
        if not inside or inside[-1].tag != qn("w:p"):
            made.append(_spacer())
        return made

    # --- paragraphs

    def _leaf(self, leaf: Leaf, at: _At) -> Element:
        block = leaf.block
        is_turned = self._is_right_to_left(block)
        setting = Setting(_style_of(block, at), at.indent, is_turned, quoted=at.quoted)
        return paragraph(setting, self._inline(block, self._cut[leaf.index], at, leaf.index))

    def quotation(self, id: AnnotationId, passage: Passage) -> Iterator[Element]:
        """The marked passage by itself, highlighted, a paragraph for each block."""
        document = self.exported.document
        for index, piece in document.pieces(passage):
            block = passage_of(document.blocks[index], piece.start, piece.end)
            whole = (Segment(0, len(block.text), (id,)),)
            setting = Setting("NoteQuote", 0, self._is_right_to_left(block))
            yield paragraph(setting, self._inline(block, whole, _At(), index))

    def _is_right_to_left(self, block: Block) -> bool:
        if block.kind == "code":
            return block.direction == "rtl"
        return (block.direction or self.exported.document.direction) == "rtl"

    def _inline(
        self, block: Block, segments: Sequence[Segment], at: _At, index: int
    ) -> list[Element]:
        turns = directions(block.text, right_to_left=self._is_right_to_left(block))
        cells = [each for each in block.containers if isinstance(each, Cell)]
        base = Look(
            ("strong",) if cells and cells[-1].header else (), None, turns.get(0, False), block.lang
        )
        made: list[Element] = []
        for link, linked in groupby(pieces(block, segments, turns), key=lambda each: each.link):
            inside: list[Element] = []
            for piece in linked:
                base = replace(base, right_to_left=turns.get(piece.start, base.right_to_left))
                words = self._words(block, piece, self._look(block, piece, base), at)
                spots = (index, piece.start), (index, piece.end)
                inside += self.comments.around(*spots, words)
            linking = hyperlink(self.docx.part, link.href, inside) if link else None
            made += inside if linking is None else [linking]
        return made

    def _look(self, block: Block, piece: Piece, base: Look) -> Look:
        # Code has a style of its own, and no run in it has another.
        styles = () if block.kind == "code" else (*base.styles, *piece.styles)
        return replace(
            base,
            styles=styles,
            highlight=self._colours[piece.segment.ids[-1]] if piece.segment else None,
            style="Hyperlink" if piece.link and "code" not in styles else "",
        )

    def _words(self, block: Block, piece: Piece, look: Look, at: _At) -> Element:
        if piece.picture:
            return self._picture(piece.picture, look, at)
        return run(block.text[piece.start : piece.end], look)

    def _picture(self, picture: Picture, look: Look, at: _At) -> Element:
        drawing = self._drawing(picture, at)
        if drawing is None:
            alt = " ".join(picture.alt.split()) or "picture"
            return run(f"[{alt}]", replace(look, style="PictureWords"))
        made = run("", look)
        holder = element("drawing")
        holder.append(drawing)
        made.append(holder)
        return made

    def _drawing(self, picture: Picture, at: _At) -> Element | None:
        stored = self.exported.pictures.get(picture.src)
        if not (stored and stored.sha256 and self._blob):
            return None
        content = self._blob(stored.sha256)
        try:
            id, image = self.docx.part.get_or_add_image(io.BytesIO(content))
            width, height = int(image.width), int(image.height)
        except Exception:  # What python-docx raises at a broken picture is bare `Exception` too.
            return None
        if width <= 0 or height <= 0:
            return None
        scale = min(1.0, at.width / width, TEXT_HEIGHT / height)
        self._drawn += 1
        inline = CT_Inline.new_pic_inline(
            self._drawn, id, "", Emu(int(width * scale)), Emu(int(height * scale))
        )
        inline.docPr.set("descr", legal(picture.alt))
        for side in ("distT", "distB", "distL", "distR"):
            # LibreOffice moves a picture by an eighth of an inch where these are not said.
            inline.set(side, "0")
        return inline


# --- paragraphs of our own -----------------------------------------------------------------------


def _style_of(block: Block, at: _At) -> str:
    match block.kind:
        case "heading":
            return "Title" if block.level == 1 else f"Heading{block.level - 1}"
        case "code":
            return "Code"
        case "caption":
            return "Caption"
        case "paragraph" | "picture":
            return at.style


def _spacer() -> Element:
    """What Word needs between two tables and at the end of a cell."""
    return paragraph(Setting("Spacer"))


def _item(child: Node, of: List) -> tuple[Sequence[Node], int]:
    """What is in an item of a list, and its number."""
    if isinstance(child, Group) and isinstance(child.container, Item):
        return child.inside, child.container.ordinal
    return [child], of.start


def _begun_with(made: list[Element], before: Element) -> list[Element]:
    if made and made[0].tag == qn("w:p"):
        made[0].insert(1, before)
        return made
    return [paragraph(Setting("Spacer"), [before]), *made]


def _numbered(item: list[Element], list_id: int, level: int, indent: int) -> list[Element]:
    """The item with its number; an empty line carries it where the item begins otherwise."""
    if not item or item[0].tag != qn("w:p") or has_number(item[0]):
        item.insert(0, paragraph(Setting("Spacer", indent)))
    give_number(item[0], list_id, level)
    return item


def _source(word: _Word) -> list[Element]:
    article = word.exported.article
    address = address_of(article, word.exported.revision)
    base = word.exported.document.direction == "rtl"
    said = (*article.bylines, article.site or "", spelled_date(article.published))
    credit = ", ".join(side_by_side(part for part in said if part))
    inside = list(turned(credit, Look(), right_to_left=base)) if credit else []
    link = hyperlink(word.docx.part, address, [run(address, Look(style="Hyperlink"))])
    if link is not None:
        inside += [*([run(" · ")] if credit else []), link]
    return [paragraph(Setting("Source", right_to_left=base), inside)] if inside else []


def _about(word: _Word) -> list[Element]:
    note = word.exported.article.note
    if not note:
        return []
    return [
        line("NotesHeading", "About the article"),
        *note_paragraphs(note, "NoteText", word.docx.part),
    ]


def _orphans(word: _Word, orphans: Sequence[tuple[Annotation, Place]]) -> list[Element]:
    if not orphans:
        return []
    made = [line("NotesHeading", "Notes without a place in this text")]
    for annotation, _place in orphans:
        id = word.comments.add(annotation)
        quote = line("NoteQuote", annotation.anchor.exact.replace(PICTURE, "") or "…")
        quote.insert(1, begun(id))
        quote.extend(ended(id))
        made.append(quote)
    return made


def _noted(word: _Word, annotation: Annotation) -> Iterator[Element]:
    label = word.exported.labels[annotation.label]
    said = facts(word.exported, annotation)
    yield line("NoteHead", " · ".join(part for part in (label.name, said) if part))
    yield from note_paragraphs(annotation.note, "NoteText", word.docx.part)
    yield _spacer()
