"""Rich text (RTF), as WordPad, TextEdit and old programs write it, to an article.

Paragraphs and their styles, lists, tables, links, notes, pictures, comments and highlights are
read. The reader is our own: what there is for Python gives plain text only, or was left years
ago. What the words mean is told in https://www.biblioscape.com/rtf15_spec.htm.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reader.intake import dates
from reader.intake.as_note import as_note
from reader.intake.html import names
from reader.intake.manuscript import (
    Grid,
    Manuscript,
    Pen,
    Place,
    colour_of,
    finished,
    without_start,
)
from reader.intake.metadata import Metadata
from reader.intake.packed import damaged
from reader.intake.rich_groups import (
    CHARACTERS,
    CODE_PAGES,
    Group,
    Word,
    code_page,
    decoded,
    paired,
    parse,
    spoken,
)
from reader.intake.word_parts import kind_by_name
from reader.model import (
    Block,
    Captured,
    Colour,
    Container,
    Footnote,
    Item,
    Link,
    List,
    Quote,
    Remark,
    Source,
    Style,
)
from reader.values import dataclass


def to_article(source: Source) -> Captured:
    """The article of a rich text; NotAnArticle if it is damaged or holds no words."""
    file = _File(parse(source.content))
    reading = _Reading(file)
    reading.all()
    return finished(source, _facts(file, reading), reading.made, reading.remarks)


def _facts(file: _File, reading: _Reading) -> Metadata:
    info = file.top.child("info")
    author = " ".join(spoken(info.child("author"), file.page).split())[:200]
    opens = next((block for block in reading.made.blocks if block.kind != "picture"), None)
    title = reading.title
    if not title and not (opens is not None and opens.kind == "heading"):
        title = " ".join(spoken(info.child("title"), file.page).split())[:500]
    dated = reading.date
    created = _moment(info.child("creatim"))
    return Metadata(
        title=title,
        bylines=tuple(reading.authors) or ((author,) if author else ()),
        published=dates.iso(dated) or dates.in_words(dated) or created,
    )


def _moment(group: Group) -> str | None:
    """A time as RTF writes it, to the minute; it does not say in which zone."""
    said = {each.name: each.number or 0 for each in group if isinstance(each, Word)}
    try:
        parts = (said.get(name, 0) for name in ("yr", "mo", "dy", "hr", "min"))
        return datetime(*parts).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


# --- the tables at the head of a file ------------------------------------------------------------


class _File:
    """What the head of a file says: fonts, colours, styles."""

    def __init__(self, top: Group) -> None:
        if top.name != "rtf":
            raise damaged()
        self.top = top
        said = {each.name: each.number for each in top if isinstance(each, Word)}
        is_mac = "mac" in said
        named = code_page(f"cp{said.get('ansicpg')}")
        self.page = named or ("mac_roman" if is_mac else "cp1252")
        self.fonts = dict(_font(each) for each in top.child("fonttbl").groups())
        self.colours = _colours(top.child("colortbl"))
        self.styles = {
            _number(each, "s"): spoken(each, self.page).strip(" ;\r\n")
            for each in top.child("stylesheet").groups()
            if each.name not in ("cs", "ts", "ds")
        }

    def page_of(self, font: int) -> str:
        """The code page that the letters of a font are in."""
        return self.fonts.get(font) or self.page


def _number(group: Group, name: str) -> int:
    found = (each.number for each in group if isinstance(each, Word) and each.name == name)
    return next(found, 0) or 0


def _font(group: Group) -> tuple[int, str | None]:
    charset = _number(group, "fcharset")
    return _number(group, "f"), code_page(CODE_PAGES.get(charset, "")) if charset else None


def _colours(group: Group) -> list[Colour | None]:
    """The colours that words name by their numbers."""
    found: list[Colour | None] = []
    rgb = {"red": 0, "green": 0, "blue": 0}
    for each in group:
        if isinstance(each, str):
            found += [colour_of("{red:02x}{green:02x}{blue:02x}".format(**rgb))] * each.count(";")
            rgb = dict.fromkeys(rgb, 0)
        elif isinstance(each, Word) and each.name in rgb:
            rgb[each.name] = max(0, min(each.number or 0, 255))
    return found


# --- the text ------------------------------------------------------------------------------------

_SKIPPED = names(
    "fonttbl colortbl stylesheet info header headerl headerr headerf footer footerl footerr footerf"
    " nonshppict ftnsep ftnsepc aftnsep aftnsepc tc xe txe bkmkstart bkmkend objdata"
)
_READ_THOUGH_STARRED = names(
    "shppict annotation atrfstart atrfend atnauthor footnote pntext listtext shpinst shptxt"
)
_ON_OR_OFF: dict[str, Style] = {
    "b": "strong",
    "i": "emphasis",
    "strike": "deleted",
    "striked": "deleted",
}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the words that follow, until their group ends."""

    styles: frozenset[Style] = frozenset()
    hidden: bool = False
    pen: Colour | None = None
    fallback: int = 1
    font: int = 0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """What holds for the paragraph that is being written."""

    style: int = 0
    outline: int | None = None
    in_table: bool = False
    level: int = 0


class _Reading:
    """One pass over the groups, with what is open at this point of it."""

    def __init__(self, file: _File) -> None:
        self.made = Manuscript()
        self.remarks: dict[str, Remark] = {}
        self.title = ""
        self.date = ""
        self.authors: list[str] = []
        self._file = file
        self._paragraph = _Paragraph()
        self._skip = 0
        self._units: list[str] = []
        self._pen = Pen(self.made, self.remarks)
        self._lists = _Lists(self.made)
        self._mark = ""
        self._quote: Quote | None = None
        self._grid: Grid | None = None
        self._author = ""
        self._notes: list[tuple[str, Group]] = []
        self._pictures = 0
        self._is_in_note = False

    def all(self) -> None:
        """Read the text, then its notes."""
        self.group(self._file.top, _State())
        self._end_paragraph()
        self._pen.lift()
        for mark, note in self._notes:
            around = Footnote(self.made.number(), mark)
            for block in self._apart(note):
                begin = len(block.text) - len(block.text.lstrip("\u00a0 "))
                own = without_start(block, begin) if begin < len(block.text) else block
                self.made.blocks.append(replace(own, containers=(around, *block.containers)))

    def group(self, group: Group, state: _State) -> None:
        """Read what stands in a group; what it turns on is off again after it."""
        for each in group:
            if isinstance(each, Group):
                self._inner(each, state)
            elif isinstance(each, str):
                self._text(each, state)
            else:
                state = self._word(each, state)
        self._flush(state)

    def _inner(self, group: Group, state: _State) -> None:
        name = group.name
        match name:
            case "field":
                link = _link(group)
                styles = state.styles | {link} if link else state.styles
                self.group(group.within("fldrslt"), replace(state, styles=styles))
            case "pict":
                self._picture(group, state)
            case "listtext" | "pntext":
                self._mark = spoken(group, self._file.page).strip() or "•"
            case "footnote":
                self._notes.append((str(len(self._notes) + 1), group))
            case "atnauthor":
                self._author = " ".join(spoken(group, self._file.page).split())[:200]
            case "atrfstart":
                self._begin_comment(spoken(group).strip())
            case "atrfend":
                self.made.end_mark(f"comment/{spoken(group).strip()}")
            case "annotation":
                self._comment(group)
            case _ if name in _SKIPPED:
                pass
            case _ if group.starred and name not in _READ_THOUGH_STARRED:
                pass
            case _:
                self.group(group, state)

    # --- words

    def _text(self, text: str, state: _State) -> None:
        if self._skip:
            passed = min(self._skip, len(text))
            self._skip -= passed
            text = text[passed:]
        if not text:
            return  # and the first half of a character goes on waiting
        self._write(decoded(text, self._file.page_of(state.font)), state)

    def _write(self, words: str, state: _State) -> None:
        self._flush(state)
        if not words or state.hidden:
            return
        self._pen.over(state.pen, words)
        self.made.words(words, sorted(state.styles, key=str))

    def _flush(self, state: _State) -> None:
        """Writes the characters that were told one by one, their halves put together."""
        if self._units:
            words = paired("".join(self._units))
            self._units.clear()
            self._write(words, state)

    def _word(self, word: Word, state: _State) -> _State:
        if word.name == "u":
            self._units.append(chr((word.number or 0) & 0xFFFF))
            self._skip = state.fallback
            return state
        if word.name not in ("uc", "*"):
            self._flush(state)
            self._skip = 0
        if (changed := _changed(state, word, self._file.colours)) is not None:
            return changed
        match word.name:
            case "par" | "sect" | "page":
                self._end_paragraph()
            case "cell" | "nestcell":
                self._end_cell()
            case "row" | "nestrow":
                self._end_row()
            case "chftn" if not self._is_in_note:
                self._write(str(len(self._notes) + 1), replace(state, styles=frozenset(("sup",))))
            case name if name in CHARACTERS:
                self._write(CHARACTERS[name], state)
            case _:
                self._set_paragraph(word)
        return state

    # --- paragraphs

    def _set_paragraph(self, word: Word) -> None:
        match word.name:
            case "pard":
                self._paragraph = _Paragraph()
            case "intbl":
                self._paragraph = replace(self._paragraph, in_table=True)
            case "s":
                self._paragraph = replace(self._paragraph, style=word.number or 0)
            case "outlinelevel":
                self._paragraph = replace(self._paragraph, outline=word.number)
            case "ilvl":
                level = max(0, min(word.number or 0, 8))
                self._paragraph = replace(self._paragraph, level=level)

    def _end_paragraph(self) -> None:
        if self._paragraph.in_table:
            self.made.words("\n")
            return
        self._grid = None
        before = len(self.made.blocks)
        place, role = self._place()
        self.made.end(place)
        self._remember(role, before)
        new = self.made.blocks[before - 1 :] if before and place.kind == "code" else []
        if len(new) == 2 and new[0].kind == "code":
            self.made.more_code()

    def _place(self) -> tuple[Place, str]:
        """What this paragraph is, and the role of its style."""
        name = self._file.styles.get(self._paragraph.style, "").casefold()
        kind, level, role = kind_by_name(name)
        outline = self._paragraph.outline
        if kind is None and outline is not None and 0 <= outline < 9:
            kind, level = "heading", min(outline + 2, 6)
        if role == "title":
            kind, level = "heading", 2
        self._quote = (self._quote or Quote(self.made.number())) if role == "quote" else None
        around: tuple[Container, ...] = (self._quote,) if self._quote else ()
        mark, self._mark = self._mark, ""
        if kind == "heading" or not mark:
            self._lists.end()
            return Place(kind or "paragraph", level, around), role
        item = self._lists.item(mark, self._paragraph.level)
        return Place(kind or "paragraph", 0, (*around, *item)), role

    def _remember(self, role: str, before: int) -> None:
        """Keeps title, author and date where the text says them near its top; a table of
        contents is not text."""
        new = self.made.blocks[before:]
        if role == "contents":
            del self.made.blocks[before:]
        if role not in ("title", "author", "date") or before > 6 or len(new) != 1:
            return
        words = " ".join(new[0].text.split())
        if role == "title":
            self.title = self.title or words
            return
        if role == "author":
            self.authors.append(words)
        else:
            self.date = self.date or words
        del self.made.blocks[before:]

    # --- tables

    def _end_cell(self) -> None:
        if self._grid is None:
            self._grid = Grid(self.made)
            self._grid.row()
        self._mark = ""
        self.made.end(Place(containers=(self._grid.table, self._grid.cell())))

    def _end_row(self) -> None:
        if self._grid is not None:
            self._grid.row()
        self._paragraph = _Paragraph()

    # --- notes, comments, pictures

    def _apart(self, group: Group) -> Sequence[Block]:
        """The blocks of a group that is no part of the text around it."""
        inner = _Reading(self._file)
        inner._is_in_note = True
        inner.group(group, _State())
        inner._end_paragraph()
        return inner.made.blocks

    def _begin_comment(self, id: str) -> None:
        self.made.begin_mark(f"comment/{id}")

    def _comment(self, group: Group) -> None:
        ref = spoken(group.within("atnref"), self._file.page).strip()
        key = f"comment/{ref}" if ref else f"comment/#{len(self.remarks)}"
        if not ref:
            self.made.point(key)
        words = Group(each for each in group if not (isinstance(each, Group) and each.starred))
        at = _packed_time(spoken(group.within("atndate")))
        note = as_note(self._apart(words))
        self.remarks[key] = Remark(note=note, by=self._author or None, at=at)
        self._author = ""

    def _picture(self, group: Group, state: _State) -> None:
        kinds = {each.name for each in group if isinstance(each, Word)}
        ending = "png" if "pngblip" in kinds else "jpg" if "jpegblip" in kinds else ""
        if not ending or state.hidden:
            return
        hexadecimal = "".join(each for each in group if isinstance(each, str))
        written = re.sub(r"[^0-9a-fA-F]", "", hexadecimal)
        self._pictures += 1
        src = f"picture-{self._pictures}.{ending}"
        self.made.carry(src, binascii.unhexlify(written[: len(written) // 2 * 2]))
        self.made.picture(src, "")


def _changed(state: _State, word: Word, colours: Sequence[Colour | None]) -> _State | None:
    """What holds after a word that is about letters; None for other words."""
    styles = state.styles
    match word.name:
        case "uc":
            return replace(state, fallback=max(0, min(word.number or 0, 10)))
        case "f":
            return replace(state, font=word.number or 0)
        case "plain":
            links = frozenset(each for each in styles if isinstance(each, Link))
            return replace(state, styles=links, hidden=False, pen=None)
        case "v" | "deleted":
            return replace(state, hidden=word.is_on)
        case "super" | "sub":
            style: Style = "sup" if word.name == "super" else "sub"
            return replace(state, styles=styles | {style} if word.is_on else styles - {style})
        case "nosupersub":
            return replace(state, styles=styles - {"sup", "sub"})
        case "highlight" | "chcbpat" | "cb":
            number = word.number or 0
            return replace(state, pen=colours[number] if 0 < number < len(colours) else None)
        case name if name in _ON_OR_OFF:
            own = {_ON_OR_OFF[name]}
            return replace(state, styles=styles | own if word.is_on else styles - own)
    return None


class _Lists:
    """Which lists are open; RTF tells of an item only its depth and the mark before it."""

    def __init__(self, made: Manuscript) -> None:
        self._made = made
        self._open: list[tuple[List, Item]] = []

    def end(self) -> None:
        self._open.clear()

    def item(self, mark: str, level: int) -> tuple[Container, ...]:
        """The containers of an item with this mark (`•`, `2.`, `b)`)."""
        found = re.search(r"\d{1,6}", mark)
        ordered = found is not None or re.fullmatch(r"\(?[A-Za-z]{1,5}[.)]", mark) is not None
        depth = min(level, len(self._open))
        same = depth < len(self._open) and self._open[depth][0].ordered == ordered
        ordinal = self._open[depth][1].ordinal + 1 if same else 1
        ordinal = int(found[0]) if found else ordinal
        first = ordinal if ordered else 1
        of = self._open[depth][0] if same else List(self._made.number(), ordered, first)
        self._open[depth:] = [(of, Item(self._made.number(), ordinal))]
        return tuple(part for pair in self._open for part in pair)


def _link(field: Group) -> Link | None:
    found = re.match(
        r'\s*HYPERLINK\s+"?(https?://[^\s"]{1,4000}|mailto:[^\s"]{1,1000})', _instruction(field)
    )
    return Link(found[1]) if found else None


def _instruction(field: Group) -> str:
    """The instruction of a field."""
    inside = field.within("fldinst")
    return spoken(Group(each for each in inside if each != Word("*")))


def _packed_time(written: str) -> datetime | None:
    """When a comment was made: minutes, hours, days, months and years since 1900 in one number."""
    if not re.fullmatch(r"-?\d{1,10}", written.strip()):
        return None
    bits = int(written) & 0xFFFFFFFF
    minute, hour, day = bits & 63, bits >> 6 & 31, bits >> 11 & 31
    month, year = bits >> 16 & 15, (bits >> 20 & 511) + 1900
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
