"""The paper with the sentence cursor: what is stepped through, shown and spoken.

A person without a mouse reads and marks with it. It is no selection and no mark, and looks like
neither: a bar beside the lines and a stroke at both ends.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleTextCursorEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from reader.model import AnnotationId, Passage
from ui import cursor, theme
from ui.cursor import End
from ui.reading.paper import Paper
from ui.reading.spoken import spoken
from ui.reading.typography import ReadingStyle

_BAR_AWAY = 16
_BAR = 2
_STROKE = 1.5
_STROKE_HEIGHT = 21
_STROKE_AWAY = 0.5
"""Pixels beside the box of a mark, which itself is 2 wider than the words."""


def _says_nothing(_key: AnnotationId) -> str:
    return ""


class Stepping(Paper):
    """Shows and moves the sentence cursor; it marks nothing."""

    cursor_moved = Signal(object)
    """Passage the cursor is on, or None when it is put away."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent, style=style)
        self._cursor: Passage | None = None
        self._begin: int | None = None
        self.is_moving_cursor = False
        """Whether `cursor_moved` is being told at this moment; the words are said after it."""
        self.say_mark: Callable[[AnnotationId], str] = _says_nothing
        """What a mark is called when it is spoken of; whoever knows the notes sets it."""
        self.turned.connect(self._forget_cursor)

    @property
    def cursor_passage(self) -> Passage | None:
        return self._cursor

    def step_sentence(self, by: int) -> None:
        """Puts the cursor on the next or previous sentence; first on one in sight."""
        self._step(by, "sentence")

    def step_paragraph(self, by: int) -> None:
        """Puts the cursor on the whole of the next or previous paragraph."""
        self._step(by, "paragraph")

    def _step(self, by: int, unit: cursor.Unit) -> None:
        if self._shown is None:
            return
        document = self._shown.document
        if self._cursor is not None:
            self._put(cursor.step(document, self._cursor, by, unit))
        else:
            self.show_cursor()
            if self._cursor is not None and unit == "paragraph":
                leaf = document.block_at(self._cursor.start)
                start = document.starts[leaf]
                self._put(Passage(start, start + len(document.blocks[leaf].text)))

    def show_cursor(self) -> None:
        """Puts the cursor where the reader clicked last, if that is in sight, else on the first
        sentence that begins in sight."""
        if self._shown is None:
            return
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        whole = top + self._style.line(30) - 1  # a line that this height cuts is seen whole
        first = self._shown.layout.first_offset(whole) if top else 0
        last = self._shown.layout.last_offset(bottom)
        near = self._begin if self._begin is not None and first <= self._begin <= last else first
        found = cursor.sentence_at(self._shown.document, near)
        if near == first and found.start < first:
            # Only its end is in sight.
            following = cursor.step(self._shown.document, found, 1, "sentence")
            found = following if following.start <= last else found
        self._put(found, still=True)

    def extend_sentence(self, by: int) -> None:
        """Takes one sentence more into the cursor, or lets the last one go."""
        if self._shown is None:
            return
        if self._cursor is None:
            self.show_cursor()
        else:
            self._put(cursor.extended(self._shown.document, self._cursor, by))

    def move_cursor_end(self, which: End, by: int) -> None:
        """Moves one end of the cursor by a word."""
        if self._shown is not None and self._cursor is not None:
            self._put(cursor.by_word(self._shown.document.text, self._cursor, which, by))

    def begin_at(self, offset: int | None) -> None:
        """Where the cursor begins when it is next asked for, and away with it until then."""
        self._begin = offset
        self.clear_cursor()

    def clear_cursor(self) -> None:
        """Puts the cursor away; it will be back where it was."""
        if self._cursor is not None:
            self._begin = self._cursor.start
            self._cursor = None
            self.viewport().update()
            self.cursor_moved.emit(None)

    def _forget_cursor(self) -> None:
        self._begin = None
        self.clear_cursor()
        self._begin = None

    def _put(self, passage: Passage, *, still: bool = False) -> None:
        """Puts the cursor here; `still` lets the page stand if all of it is in sight."""
        self.select(None)
        self._cursor = passage
        if still:
            self.bring(passage)
        else:
            self.keep_in_sight(passage)
        self.viewport().update()
        self.is_moving_cursor = True
        self.cursor_moved.emit(passage)
        self.is_moving_cursor = False
        self._speak(passage)

    # --- speech --------------------------------------------------------------------------------

    def _speak(self, passage: Passage) -> None:
        """Says the passage to a screen reader, and where the caret would be."""
        if self._shown is None:
            return
        marks = (self.say_mark(mark.key) for mark in self._shown.marks.touching(passage))
        self.say(spoken(self._shown.document, passage, marks))
        caret = self._shown.positions.to_view(passage)
        if caret:
            self._put_caret(caret[0][0])

    def _put_caret(self, position: int) -> None:
        """Puts the text's own caret here, which is what assistive technology follows."""
        above = self.verticalScrollBar().value()
        caret = self.textCursor()
        caret.setPosition(position)
        self.setTextCursor(caret)  # which brings it into sight
        self.verticalScrollBar().setValue(above)
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(self, position))

    def say(self, words: str) -> None:
        """Lets a screen reader say these words, if there are any."""
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- painting ------------------------------------------------------------------------------

    def paint_below(self, painter: QPainter) -> None:
        if self._shown is None or self._cursor is None:
            return
        accent = theme.current().accent
        for top, bottom, at in self._bars(self._cursor):
            painter.fillRect(QRectF(at, top, _BAR, bottom - top), accent)
        mark = self._shown.marks.get(self._active)
        if mark is None or mark.passage != self._cursor:  # its handles stand there
            for stroke in self._strokes(self._cursor):
                painter.fillRect(stroke, accent)

    def _bars(self, passage: Passage) -> list[tuple[float, float, float]]:
        """Top, bottom and left edge of the bar beside each leaf that the cursor touches."""
        assert self._shown is not None
        bars = []
        for leaf, piece in self._shown.document.pieces(passage):
            if leaf >= self._shown.positions.count:
                break
            start = self._shown.document.starts[leaf]
            lines = self._shown.layout.lines(Passage(start + piece.start, start + piece.end))
            if lines:
                top = min(line.top() for line in lines)
                bottom = max(line.bottom() for line in lines)
                bars.append((top, bottom, self._bar_at(leaf)))
        return bars

    def _bar_at(self, leaf: int) -> float:
        assert self._shown is not None
        if self._shown.page.leaves[leaf].direction == "rtl":
            return self._column_left() + self._column() + _BAR_AWAY - _BAR
        return self._column_left() - _BAR_AWAY

    def _strokes(self, passage: Passage) -> list[QRectF]:
        """The upright strokes before the first word and after the last one."""
        assert self._shown is not None
        lines = self._shown.layout.lines(passage)
        if not lines:
            return []
        leaves, at = self._shown.page.leaves, self._shown.document.block_at
        opens = leaves[at(passage.start)].direction
        closes = leaves[min(at(passage.end - 1), len(leaves) - 1)].direction
        first, last = lines[0], lines[-1]
        start = first.right() + _STROKE_AWAY if opens == "rtl" else first.left() - _STROKE_AWAY
        end = last.left() - _STROKE_AWAY if closes == "rtl" else last.right() + _STROKE_AWAY
        shows = self._shown.layout.shows
        return [
            *([_stroke(start, first)] if shows(passage.start) else []),
            *([_stroke(end, last)] if shows(passage.end - 1) else []),
        ]


def _stroke(x: float, line: QRectF) -> QRectF:
    height = min(float(_STROKE_HEIGHT), line.height()) if line.height() < 40 else line.height()
    return QRectF(x - _STROKE / 2, line.center().y() - height / 2, _STROKE, height)
