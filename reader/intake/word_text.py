"""The text of a Word file as blocks: paragraphs, lists, tables, pictures, notes, marks.

What was inserted under *Track changes* is in, what was deleted is out; so are fields that
gather what stands elsewhere (a table of contents), and what is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reader.intake import word_tables
from reader.intake.html import Element
from reader.intake.manuscript import (
    Grid,
    Manuscript,
    Pen,
    Place,
    colour_of,
    without_bold,
    without_start,
)
from reader.intake.packed import local
from reader.intake.word_lists import Lists, Numbering
from reader.intake.word_parts import (
    ParagraphStyle,
    R,
    Styles,
    W,
    WordFile,
    indent_of,
    is_on,
    number,
    run_properties,
    styles_of,
    value,
)
from reader.model import (
    Block,
    Cell,
    Colour,
    Container,
    Footnote,
    Item,
    Link,
    List,
    Quote,
    Remark,
    Style,
)

_PENS: Mapping[str, Colour] = {
    "yellow": "yellow",
    "darkYellow": "orange",
    "green": "green",
    "darkGreen": "green",
    "cyan": "blue",
    "blue": "blue",
    "darkBlue": "blue",
    "magenta": "pink",
    "darkMagenta": "pink",
    "red": "red",
    "darkRed": "red",
    "darkCyan": "teal",
    "lightGray": "grey",
    "darkGray": "grey",
    "black": "grey",
}
"""Word's highlighters, each as the label's colour that Galley writes with it, or the nearest."""


class _Field:
    """A field of Word's: its instruction, then what it shows."""

    def __init__(self, instruction: str = "", *, shows: bool = False) -> None:
        self.instruction = instruction
        self.shows = shows


class Reading:
    """One pass over the text, with what is open at this point of it."""

    def __init__(
        self,
        file: WordFile,
        styles: Styles,
        numbering: Numbering,
        *,
        is_ours: bool,
        part: str = "document",
    ) -> None:
        self.file = file
        self.is_ours = is_ours
        self.made = Manuscript()
        self.roles: dict[str, list[str]] = {}
        self.remarks: dict[str, Remark] = {}
        self.about: list[Block] = []
        self.credit = ""
        self.address = ""
        self._styles = styles
        self._numbering = numbering
        self._lists = Lists(self.made, numbering)
        self._comments: Mapping[str, str] = {}
        self._ranged: frozenset[str] = frozenset()
        self._notes: dict[tuple[str, str], str] = {}
        self._fields: list[_Field] = []
        self._pen = Pen(self.made, self.remarks)
        self._quote: Quote | None = None
        self._boxes: list[Element] = []
        self._part = part

    def all(self, remarks: Mapping[str, Remark], keys: Mapping[str, str]) -> None:
        """Read the text and its notes, with the marks of these remarks: `keys` names the remark
        that each comment of the file is part of."""
        self.remarks.update(remarks)
        self._comments = keys
        begun = self.file.body.iter(W + "commentRangeStart")
        self._ranged = frozenset(keys.get(each.get(W + "id") or "", "") for each in begun)
        self.blocks(self.file.body, ())
        self.made.end()
        self._pen.lift()
        for kind in ("footnote", "endnote"):
            self._write_notes(kind)

    def note(self, comment: Element) -> list[Block]:
        """The paragraphs of a comment, without the bullets that Galley writes as words."""
        for each in comment:
            before = len(self.made.blocks)
            self.blocks([each], ())
            self.made.blocks[before:] = [
                _without_bullet(block, self.made, each) for block in self.made.blocks[before:]
            ]
        return self.made.blocks

    def blocks(self, parent: Iterable[Element], within: tuple[Container, ...]) -> None:
        """Read paragraphs and tables."""
        for each in parent:
            match local(each):
                case "p":
                    self._paragraph(each, within)
                case "tbl":
                    self._table(each, within)
                case "commentRangeStart" | "commentRangeEnd":
                    self._within([each], ())
                case "del" | "moveFrom" | "sectPr" | "sdtPr":
                    pass
                case "sdt" if _is_contents(each):
                    pass
                case "AlternateContent":
                    self.blocks(_chosen(each), within)
                case _:
                    self.blocks(each, within)

    # --- paragraphs

    def _paragraph(self, paragraph: Element, within: tuple[Container, ...]) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._styles.paragraph(value(properties, "pStyle") or "")
        if style.role == "contents" or self._is_in_contents():
            self._follow_fields(paragraph)
            return
        own = self._style_of_ours(style)
        if own in ("Source", "NotesHeading", "NoteText", "NoteQuote"):
            self._aside(own, paragraph)
            return
        place = self._place(properties, style, within)
        before = len(self.made.blocks)
        if own == "ArticleFootnote":
            place = self._own_footnote(paragraph, place)
        self._within(paragraph, (), style)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            return  # its end was deleted: it goes on with the next
        self.made.end(place)
        self._remember(style, before)
        self._join_code(style, before)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box, within)

    def _style_of_ours(self, style: ParagraphStyle) -> str:
        return style.id if self.is_ours else ""

    def _place(
        self, properties: Element | None, style: ParagraphStyle, within: tuple[Container, ...]
    ) -> Place:
        """What this paragraph is, and in which lists and quotations it stands."""
        if style.kind == "heading" or style.role == "title":
            self._lists.end()
            self._quote = None
            cell = any(isinstance(each, Cell) for each in within)
            level = style.level or 2
            return Place("paragraph", 0, within) if cell else Place("heading", level, within)
        numbered = properties.find(W + "numPr") if properties is not None else None
        list_id = value(numbered, "numId") or style.list
        indent = indent_of(properties)
        if style.role == "quote":
            self._quote = self._quote or Quote(self.made.number())
        else:
            self._quote = None
        if list_id and list_id != "0":
            level = max(0, min(number(value(numbered, "ilvl"), style.list_level), 8))
            around = (*within, self._quote) if self._quote else within
            return Place(style.kind, 0, self._lists.item(list_id, level, around, indent))
        far_in = style.indent if indent is None else indent
        inside = self._lists.going_on(far_in, within, deeper=self._quote is not None)
        if self._quote and self._quote not in inside:
            inside = (*inside, self._quote)
        return Place(style.kind, 0, inside)

    def _remember(self, style: ParagraphStyle, before: int) -> None:
        """Keeps what the title, author and date of a document are, from the paragraphs that are
        styled so near its top; author and date are then not text."""
        new = self.made.blocks[before:]
        if style.role not in ("title", "author", "date") or before > 6 or len(new) != 1:
            return
        said = self.roles.setdefault(style.role, [])
        if said and style.role != "author":
            return
        said.append(" ".join(new[0].text.split()))
        if style.role != "title":
            del self.made.blocks[before:]

    def _join_code(self, style: ParagraphStyle, before: int) -> None:
        """Programs other than ours put each line of a code in a paragraph of its own."""
        new = self.made.blocks[before - 1 :] if before else []
        if self.is_ours or style.kind != "code" or len(new) != 2:
            return
        if new[0].kind == "code" and new[0].containers == new[1].containers:
            self.made.more_code()

    def _own_footnote(self, paragraph: Element, place: Place) -> Place:
        """A footnote as Galley writes it: its mark is a run of its own before its words."""
        first = paragraph.find(W + "r")
        if first is None or value(first.find(W + "rPr"), "rStyle") != "Aside":
            last = self.made.blocks[-1].containers if self.made.blocks else ()
            note = next((each for each in last if isinstance(each, Footnote)), None)
        else:
            mark = "".join(each.text or "" for each in first.iter(W + "t")).strip()
            note = Footnote(self.made.number(), mark)
            paragraph.remove(first)
        return replace(place, containers=(*place.containers, note)) if note else place

    # --- what Galley itself put into the file

    def _aside(self, style: str, paragraph: Element) -> None:
        """The source line, the note on the article, marks without a place: no part of the text."""
        self._pen.lift()
        main, self.made = self.made, Manuscript()
        begun = [each.get(W + "id") or "" for each in paragraph.iter(W + "commentRangeStart")]
        self._within(paragraph, ())
        self.made.end()
        self._pen.lift()
        aside, self.made = self.made, main
        words = "\n".join(block.text for block in aside.blocks)
        if style == "Source":
            links = [span.style for block in aside.blocks for span in block.spans]
            self.address = next((each.href for each in links if isinstance(each, Link)), "")
            self.credit = words.removesuffix(self.address).strip(" ·")
        elif style == "NoteText":
            self.about += [_without_bullet(block, main, paragraph) for block in aside.blocks]
        elif style == "NoteQuote":
            for id in begun:
                key = self._comments.get(id)
                if key in self.remarks:
                    self.remarks[key] = replace(self.remarks[key], quote=words)

    # --- within a paragraph

    def _within(
        self,
        parent: Iterable[Element],
        styles: tuple[Style, ...],
        style: ParagraphStyle | None = None,
    ) -> None:
        for each in parent:
            match local(each):
                case "r":
                    self._run(each, styles, style)
                case "hyperlink":
                    self._within(each, self._link(each) or styles, style)
                case "commentRangeStart":
                    if key := self._comments.get(each.get(W + "id") or ""):
                        self.made.begin_mark(key)
                case "commentRangeEnd":
                    if key := self._comments.get(each.get(W + "id") or ""):
                        self.made.end_mark(key)
                case "fldSimple":
                    field = _Field(each.get(W + "instr") or "", shows=True)
                    self._within(each, _linked(field) or styles, style)
                case "del" | "moveFrom" | "pPr" | "rPr" | "sdtPr":
                    pass
                case "AlternateContent":
                    self._within(_chosen(each), styles, style)
                case "t" if not each.tag.startswith(W):
                    self.made.words(each.text or "", styles)  # of a formula
                case _:
                    self._within(each, styles, style)

    def _link(self, element: Element) -> tuple[Style, ...]:
        leads = self.file.relation(element.get(R + "id"), self._part)
        if leads is None or not leads.outside:
            return ()
        anchor = element.get(W + "anchor")
        whole = f"{leads.target}#{anchor}" if anchor else leads.target
        return _to_address(whole, element.get(W + "tooltip") or "")

    def _run(self, run: Element, styles: tuple[Style, ...], style: ParagraphStyle | None) -> None:
        properties = run.find(W + "rPr")
        named = value(properties, "rStyle") or ""
        said = {
            **(style.run or {} if style else {}),
            **self._styles.run(named),
            **run_properties(properties),
        }
        if said.get("vanish"):
            self._follow_fields(run)
            return
        field = next((each for each in reversed(self._fields) if _linked(each)), None)
        over = [*(_linked(field) if field else ()), *styles, *styles_of(said)]
        pen = _pen(properties)
        for each in run:
            self._piece(each, over, pen)

    def _piece(self, piece: Element, over: Sequence[Style], pen: Colour | None) -> None:
        match local(piece):
            case "t":
                self._words(piece.text or "", over, pen)
            case "tab" | "ptab":
                self._words("\t", over, pen)
            case "br" | "cr":
                self._words("\n", over, pen)
            case "noBreakHyphen":
                self._words("\u2011", over, pen)
            case "sym":
                self._words("\ufffd", over, pen)
            case "footnoteReference" | "endnoteReference" as name:
                self._note_mark(name.removesuffix("Reference"), piece)
            case "commentReference":
                key = self._comments.get(piece.get(W + "id") or "")
                if key and key not in self._ranged:
                    self.made.point(key)
            case "fldChar" | "instrText":
                self._field(piece)
            case "drawing" | "pict" | "object":
                self._drawing(piece, pen)
            case "AlternateContent":
                for each in _chosen(piece):
                    self._piece(each, over, pen)
            case "ruby":
                self._ruby(piece, over, pen)

    def _words(self, words: str, over: Sequence[Style], pen: Colour | None) -> None:
        if not all(field.shows for field in self._fields) or self._is_in_contents():
            return
        self._pen.over(pen, words)
        self.made.words(words, over)

    def _ruby(self, ruby: Element, over: Sequence[Style], pen: Colour | None) -> None:
        for each in ruby.iter(W + "t"):
            is_reading = any(local(above) == "rt" for above in each.iterancestors())
            words = each.text or ""
            self._words(f"({words})" if is_reading else words, over, pen)

    # --- fields

    def _field(self, piece: Element) -> None:
        if local(piece) == "instrText":
            if self._fields:
                self._fields[-1].instruction += (piece.text or "")[:5000]
            return
        match piece.get(W + "fldCharType"):
            case "begin" if len(self._fields) < 100:
                self._fields.append(_Field())
            case "separate" if self._fields:
                self._fields[-1].shows = True
            case "end" if self._fields:
                self._fields.pop()

    def _follow_fields(self, element: Element) -> None:
        """Takes note of the fields that begin and end in what is not read."""
        for each in element.iter(W + "fldChar", W + "instrText"):
            self._field(each)

    def _is_in_contents(self) -> bool:
        return any(re.match(r"\s*TOC\b", field.instruction) for field in self._fields)

    # --- notes

    def _note_mark(self, kind: str, reference: Element) -> None:
        key = (kind, reference.get(W + "id") or "")
        if key not in self._notes:
            count = 1 + sum(known == kind for known, _id in self._notes)
            self._notes[key] = _roman(count) if kind == "endnote" else str(count)
        if reference.get(W + "customMarkFollows") not in ("1", "true", "on"):
            self._words(self._notes[key], ("sup",), None)

    def _write_notes(self, kind: str) -> None:
        marks = {id: mark for (of, id), mark in self._notes.items() if of == kind}
        root = self.file.part(f"{kind}s") if marks else None
        if root is None:
            return
        notes = {each.get(W + "id"): each for each in root.iterfind(W + kind)}
        self._part = f"{kind}s"
        for id, mark in marks.items():
            self._lists.end()
            if id in notes:
                self.blocks(notes[id], (Footnote(self.made.number(), mark),))
        self._part = "document"

    # --- pictures and boxes of text

    def _drawing(self, drawing: Element, pen: Colour | None) -> None:
        floats = drawing.find("{*}anchor") is not None
        described = next(drawing.iter("{*}docPr"), None)
        alt = described.get("descr") or "" if described is not None else ""
        for each in drawing.iter("{*}blip", "{*}imagedata"):
            id = each.get(R + "embed") or each.get(R + "id") or each.get(R + "link")
            leads = self.file.relation(id, self._part)
            if leads is None:
                continue
            self._pen.over(pen, "x")
            if not leads.outside and (content := self.file.package.read(leads.target)):
                self.made.carry(leads.target, content)
            self.made.picture(leads.target, alt, apart=floats)
        self._boxes += drawing.iter(W + "txbxContent")

    # --- tables

    def _table(self, table: Element, within: tuple[Container, ...]) -> None:
        self._quote = None
        indent = value(table.find(W + "tblPr"), "tblInd")
        around = self._lists.going_on(number(indent) if indent else 0, within)
        rows = [row for row in word_tables.rows(table) if row.find(f"{W}trPr/{W}del") is None]
        nested = any(isinstance(each, Cell) for each in around)
        grid = None if nested or not word_tables.is_data(rows) else Grid(self.made)
        lists, self._lists = self._lists, Lists(self.made, self._numbering)
        below = word_tables.goes_on_below(rows) if grid else {}
        for row in rows:
            self._row(row, around, grid, below)
        self._lists = lists

    def _row(
        self,
        row: Element,
        around: tuple[Container, ...],
        grid: Grid | None,
        below: Mapping[Element, int],
    ) -> None:
        properties = row.find(W + "trPr")
        header = is_on(properties, "tblHeader") is True
        if grid:
            grid.row()
            grid.skip(number(value(properties, "gridBefore")))
        for cell in word_tables.cells(row):
            self._lists.end()
            inside = around
            if grid:
                said = cell.find(W + "tcPr")
                if word_tables.merge(said) == "went on":
                    continue
                placed = grid.cell(
                    rows=below.get(cell, 1),
                    columns=number(value(said, "gridSpan"), 1),
                    header=header,
                )
                inside = (*around, grid.table, placed)
            before = len(self.made.blocks)
            self.blocks(cell, inside)
            self._quote = None
            if header:
                self.made.blocks[before:] = map(without_bold, self.made.blocks[before:])


# --- what Galley writes as words -----------------------------------------------------------------

_BULLET = re.compile(r"(?:•|(\d{1,9})\.) ")


def _without_bullet(block: Block, made: Manuscript, paragraph: Element) -> Block:
    """A paragraph of a note of ours as the item that it was, its bullet no longer words."""
    found = _BULLET.match(block.text)
    if found is None or block.containers or not (indent_of(paragraph.find(W + "pPr")) or 0) > 0:
        return block
    ordinal = int(found[1] or 1)
    item = (List(made.number(), found[1] is not None, ordinal), Item(made.number(), ordinal))
    return replace(without_start(block, found.end()), containers=item)


# --- small things --------------------------------------------------------------------------------


def _pen(properties: Element | None) -> Colour | None:
    """The highlighter over some characters, or the colour behind them."""
    named = value(properties, "highlight")
    if named:
        return _PENS.get(named)
    shade = properties.find(W + "shd") if properties is not None else None
    return None if shade is None else colour_of(shade.get(W + "fill") or "")


def _to_address(href: str, title: str = "") -> tuple[Style, ...]:
    """A link, if it leads to the web or to a mailbox."""
    address = "".join(href.split())
    if not re.match(r"(?:https?://[^/]|mailto:.)", address, re.IGNORECASE):
        return ()
    return (Link(address, " ".join(title.split())[:500]),)


_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]{1,4000})"', re.IGNORECASE)


def _linked(field: _Field) -> tuple[Style, ...]:
    found = _HYPERLINK.match(field.instruction)
    return _to_address(found[1]) if found else ()


def _chosen(alternatives: Element) -> Element:
    """Of the same thing drawn in two ways, the newer one."""
    return next(iter(alternatives), alternatives)


def _is_contents(control: Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and (gallery.get(W + "val") or "") == "Table of Contents"


def _roman(count: int) -> str:
    """How Word numbers endnotes."""
    made = ""
    for letters, worth in _ROMAN:
        made += letters * (count // worth)
        count %= worth
    return made


_ROMAN = (
    *(("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50)),
    *(("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)),
)
