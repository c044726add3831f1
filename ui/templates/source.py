"""The source of a template: a field with line numbers, its tags in colour, its mistake marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from reader.messages import _
from reader.patterns import pattern
from reader.text import Utf16
from ui import paint, theme

_PX = 13
_TAG = pattern(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{#.*?(?:#\}|$)")
_REMARK_GOES_ON = 1


class SourceField(QPlainTextEdit):
    """Edits one source. Tab goes on to the next field: templates need no tabs."""

    refused = Signal()
    """Something was typed into a source that cannot be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Source of the template"))
        self._wrong: int | None = None
        self._numbers = _Numbers(self)
        self._tags = _Tags(self.document())
        self.blockCountChanged.connect(self._keep_room)
        self.updateRequest.connect(self._numbers.follow)
        self._dress()

    @property
    def wrong(self) -> int | None:
        """The line that is marked as wrong, from 1."""
        return self._wrong

    def show_source(self, source: str, *, read_only: bool) -> None:
        """Another source, from its beginning; nothing of the one before can be undone."""
        self.setPlainText(source)
        self.setReadOnly(read_only)
        # A source that is read is gone through by the keyboard all the same.
        flags = self.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(flags)
        self.mark(None)

    def mark(self, line: int | None, column: int | None = None) -> None:
        """Marks a line, from 1, and the place on it; None takes the mark away."""
        self._wrong = line
        self.setExtraSelections(self._marks(line, column) if line else [])
        self._numbers.update()

    def _marks(self, line: int, column: int | None) -> list[QTextEdit.ExtraSelection]:
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid():
            return []
        whole = QTextEdit.ExtraSelection()
        whole.cursor = QTextCursor(block)
        form = QTextCharFormat()
        form.setBackground(theme.current().mark("red"))
        form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        whole.format = form
        return [whole, *self._place(block, column)]

    def _place(self, block: QTextBlock, column: int | None) -> list[QTextEdit.ExtraSelection]:
        if column is None or column > len(block.text()):
            return []
        there = QTextEdit.ExtraSelection()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + Utf16(block.text()).units(column - 1))
        for way in (QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveOperation.NextCharacter):
            if not cursor.hasSelection():
                cursor.movePosition(way, QTextCursor.MoveMode.KeepAnchor)
        there.cursor = cursor
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(theme.current().labels["red"].strong)
        there.format = form
        return [there]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly() and _changes(event):
            self.refused.emit()
        super().keyPressEvent(event)

    # --- the line numbers ------------------------------------------------------------------------

    def numbers_width(self) -> int:
        """What the numbers take, in pixels."""
        digits = len(str(max(10, self.blockCount())))
        return round(paint.advance("0" * digits, theme.mono_font(_PX - 1))) + 16

    def _keep_room(self) -> None:
        width = self.numbers_width()
        left, right = (0, width) if self.isRightToLeft() else (width, 0)
        self.setViewportMargins(left, 0, right, 0)
        self._numbers.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._numbers.place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        font = theme.mono_font(theme.scaled(_PX))
        if self.font() != font:
            self.setFont(font)
        self._tags.rehighlight()
        if self._wrong:
            self.mark(self._wrong)
        self._keep_room()

    def visible_blocks(self) -> list[tuple[int, QRectF]]:
        """(line, from 1, and its place in the viewport) of the lines that are seen."""
        found = []
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(offset)
            # Below the last line Qt counts the margin of the document in.
            place.setHeight(block.layout().lineAt(0).height())
            if place.top() > self.viewport().height():
                break
            found.append((block.blockNumber() + 1, place))
            block = block.next()
        return found


def _changes(event: QKeyEvent) -> bool:
    """Whether a key would change a text."""
    deletes = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return)
    pastes = event.matches(QKeySequence.StandardKey.Paste) or event.matches(
        QKeySequence.StandardKey.Cut
    )
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    return deletes or pastes or (event.text().isprintable() and bool(event.text()) and not held)


class _Numbers(QWidget):
    """The numbers beside the lines."""

    def __init__(self, field: SourceField) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self) -> QSize:
        return QSize(self._field.numbers_width(), 0)

    def place(self) -> None:
        """Takes its room beside the text."""
        text, width = self._field.viewport().geometry(), self._field.numbers_width()
        x = text.right() + 1 if self._field.isRightToLeft() else text.left() - width
        self.setGeometry(QRect(x, text.top(), width, text.height()))

    def follow(self, _rect: QRect, by: int) -> None:
        """The text was scrolled or painted."""
        if by:
            self.scroll(0, by)
        else:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        font = theme.mono_font(theme.scaled(_PX - 1))
        align = paint.LEFT if self._field.isRightToLeft() else paint.RIGHT
        for line, place in self._field.visible_blocks():
            room = QRectF(4, place.top(), self.width() - 12, place.height())
            wrong = line == self._field.wrong
            if wrong:
                painter.fillRect(QRectF(0, room.top(), self.width(), room.height()), _red())
            colour = now.labels["red"].text if wrong else now.secondary
            paint.text(painter, room, str(line), font, colour, align)


def _red() -> QColor:
    return theme.current().mark("red")


class _Tags(QSyntaxHighlighter):
    """Values in the accent colour, statements in it and bold, remarks faint."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        start = 0
        self.setCurrentBlockState(0)
        if self.previousBlockState() == _REMARK_GOES_ON:
            end = text.find("#}")
            start = len(text) if end < 0 else end + 2
            self.setCurrentBlockState(_REMARK_GOES_ON if end < 0 else 0)
            self.setFormat(0, start, _format("{#"))
        for tag in _TAG.finditer(text, start):
            self.setFormat(tag.start(), tag.end() - tag.start(), _format(tag.group()[:2]))
            if tag.group().startswith("{#") and not tag.group().endswith("#}"):
                self.setCurrentBlockState(_REMARK_GOES_ON)


def _format(opening: str) -> QTextCharFormat:
    form, now = QTextCharFormat(), theme.current()
    form.setForeground(now.secondary if opening == "{#" else now.accent)
    if opening == "{#":
        form.setFontItalic(True)
    elif opening == "{%":
        form.setFontWeight(700)
    return form
