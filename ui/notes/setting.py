"""Sets notes block by block in the notes' own type: plain ones, and the tags of marked-up ones.

Only the tags that Markdown makes mean anything here; styles, classes and pictures mean nothing.
Every line is equally high, so that cards can be cut at a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextList,
    QTextListFormat,
)

from reader.text import direction
from ui import theme

PITCH = 20
"""From one line to the next, in pixels at the usual size of type."""
GAP, _ITEM_GAP = 6, 2
"""Between two paragraphs, and between two items of a list."""
_INDENT = 18
_DEEPEST = 6
_BREAK = "\u2028"
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_MAY_BE_FOLLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", "pre", "hr", *_HEADINGS})
_INLINE = frozenset({"strong", "em", "code", "a", *_HEADINGS})
_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)


class _Listing:
    """A list that is open: its marks, and the list in the document once it has an item."""

    def __init__(self, marks: QTextListFormat) -> None:
        self.marks = marks
        self.items: QTextList | None = None


def paragraphs(note: str) -> list[str]:
    """The paragraphs of a plain note, their lines parted as Qt wants it."""
    stripped = note.strip("\n")
    parts = _EMPTY_LINES.split(stripped) if stripped else []
    return [part.replace("\n", _BREAK) for part in parts]


class Setting:
    """Writes into an empty document."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        self._document = document
        self._lists: list[_Listing] = []
        self._quotes = 0
        self._inline: list[tuple[str, str]] = []
        self._code = False
        self._block_due = True
        self._item_due = False
        self._gap = GAP
        self._at_line_start = True
        self._blocks = 0
        document.setIndentWidth(_INDENT)

    def plain(self, note: str) -> None:
        """Sets the note as it was typed, an empty line between paragraphs as a gap."""
        self._cursor.beginEditBlock()
        for paragraph in paragraphs(note):
            self._block_due = True
            self._write(paragraph)
        self.finish()

    def begin(self) -> None:
        """Tags and words follow, and then `finish`."""
        self._cursor.beginEditBlock()

    def finish(self) -> None:
        """Gives each block the direction of its words."""
        block = self._document.begin()
        while block.isValid():
            if direction(block.text()) == "rtl":
                form = block.blockFormat()
                form.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                QTextCursor(block).setBlockFormat(form)
            block = block.next()
        self._cursor.endEditBlock()

    # --- tags and words --------------------------------------------------------------------------

    def open(self, tag: str, given: Mapping[str, str]) -> None:
        """A tag begins; `given` are its attributes, most of which mean nothing."""
        if tag in _INLINE:
            self._inline.append((tag, given.get("href", "")))
        if tag in _BLOCKS:
            self._block_due = True
        match tag:
            case "pre":
                self._code = True
            case "ul" | "ol":
                self._open_list(tag, given.get("start", ""))
            case "li":
                self._block_due = self._item_due = True
                self._gap = _ITEM_GAP if self._follows_an_item() else GAP
            case "blockquote":
                self._quotes += 1
                self._block_due = True
            case "br":
                self._insert(_BREAK)
                self._at_line_start = True
            case "img":
                self.words(given.get("alt", ""))
            case "hr":
                self.words("———")
                self._block_due = True

    def shut(self, tag: str) -> None:
        """A tag ends."""
        if tag in _INLINE:
            self._close_inline(tag)
        if tag in _BLOCKS or tag in ("ul", "ol", "li", "blockquote"):
            self._block_due = True
        match tag:
            case "pre":
                self._code = False
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "li":
                self._item_due = False
            case "blockquote":
                self._quotes -= 1

    def words(self, given: str) -> None:
        """Words within the tags that are open."""
        if self._code:
            self._write(given.rstrip("\n").replace("\n", _BREAK))
            return
        words = given.replace("\n", " ")
        if self._at_line_start or self._block_due:
            words = words.lstrip(" ")
        self._write(words)

    # --- what stands in the document -------------------------------------------------------------

    def _open_list(self, tag: str, start: str) -> None:
        marks = QTextListFormat()
        depth = len(self._lists)
        marks.setIndent(min(depth + self._quotes, _DEEPEST - 1) + 1)
        if tag == "ul":
            marks.setStyle(_BULLETS[depth % len(_BULLETS)])
        else:
            marks.setStyle(QTextListFormat.Style.ListDecimal)
            marks.setStart(int(start[:6]) if start.isdecimal() else 1)
        self._lists.append(_Listing(marks))
        self._block_due = True

    def _follows_an_item(self) -> bool:
        return len(self._lists) > 1 or any(each.items is not None for each in self._lists)

    def _close_inline(self, tag: str) -> None:
        for place in reversed(range(len(self._inline))):
            if self._inline[place][0] == tag:
                del self._inline[place]
                return

    def _write(self, words: str) -> None:
        if not words:
            return
        if self._block_due:
            self._begin_block()
        self._insert(words)
        self._at_line_start = False

    def _insert(self, words: str) -> None:
        self._cursor.insertText(words, self._letters())

    def _begin_block(self) -> None:
        form = self._block_format()
        if self._blocks:
            self._cursor.insertBlock(form, _plain())
        else:
            self._cursor.setBlockFormat(form)
        if self._item_due and self._lists:
            self._bullet(self._lists[-1])
        self._blocks += 1
        self._block_due = self._item_due = False
        self._gap = GAP
        self._at_line_start = True

    def _block_format(self) -> QTextBlockFormat:
        form = QTextBlockFormat()
        pitch = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        form.setLineHeight(theme.scaled(PITCH), pitch)
        form.setTopMargin(self._gap if self._blocks else 0)
        if self._code:
            form.setBackground(theme.current().hover)
        if not self._item_due:
            form.setIndent(min(len(self._lists) + self._quotes, _DEEPEST))
        return form

    def _bullet(self, listing: _Listing) -> None:
        if listing.items is None:
            listing.items = self._cursor.createList(listing.marks)
        else:
            listing.items.add(self._cursor.block())

    def _letters(self) -> QTextCharFormat:
        now, tags = theme.current(), {tag for tag, _href in self._inline}
        form = QTextCharFormat()
        bold = bool(tags & {"strong", *_HEADINGS})
        code = "code" in tags or self._code
        form.setFont(_font(bold, "em" in tags, code))
        if self._quotes:
            form.setForeground(now.secondary)
        if code and not self._code:
            form.setBackground(now.hover)
        href = next((href for tag, href in reversed(self._inline) if tag == "a"), "")
        if _MAY_BE_FOLLOWED.match(href):
            form.setAnchor(True)
            form.setAnchorHref(href)
            form.setForeground(now.accent)
            form.setFontUnderline(True)
        return form


def _plain() -> QTextCharFormat:
    """What a bullet is drawn in, whatever the words after it are."""
    form = QTextCharFormat()
    form.setFont(_font(bold=False, italic=False, code=False))
    return form


def _font(bold: bool, italic: bool, code: bool) -> QFont:
    if code:
        font = theme.mono_font(theme.scaled(12.5))
        font.setBold(bold)
    else:
        font = theme.ui_font(14, 600 if bold else 400)
    font.setItalic(italic)
    return font
