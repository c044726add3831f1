"""A page on which the words that differ from another revision can be seen, with their marks.

Removed words are struck through, added ones underlined; beside the lines stands a bar wherever
something differs, and a sign where a paragraph has moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from reader.model import PICTURE, Document, Passage
from reader.values import dataclass
from ui import paint, theme
from ui.parts import plain_tip
from ui.reading import highlights
from ui.reading.document import PageHead, PictureSource
from ui.reading.highlights import Mark
from ui.reading.paper import Paper
from ui.reading.typography import ReadingStyle

GROUND = 0.09
"""How strong the grounds are, so that links and captions in marked words stay readable."""
_OUTLINE = 1.5
_MOST_OUTLINED = 3
"""Lines of a difference that are outlined when it is the current one; of more the bar tells."""
_LINE = 2
_LINE_UP = 1.5
_BAR = 2
_BAR_AWAY = 14
_SIGN = 16
_SIGN_AWAY = 36
_WORDS_UP = 15
"""Pixels over a paragraph in which it is said that it moved: the space between paragraphs."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A paragraph that has moved: what is said of it, and its row of the comparison."""

    passage: Passage
    words: str
    row: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What differs on a page; passages ascend and do not overlap.

    `small` are small things among them, `changed` the whole of each difference, for the bars.
    """

    removed: Sequence[Passage] = ()
    added: Sequence[Passage] = ()
    small: Sequence[Passage] = ()
    changed: Sequence[Passage] = ()
    signs: Sequence[Sign] = ()


def _sign_font() -> QFont:
    return theme.ui_font(11, 500)


def _within(passages: Sequence[Passage], band: Passage) -> Iterator[Passage]:
    """Those of some ascending passages that touch a stretch of the text."""
    first = bisect_left(passages, band.start, key=lambda each: each.end)
    for passage in passages[first:]:
        if passage.start > band.end:
            return
        yield passage


def _joined(heights: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Heights from top to bottom, those of neighbouring lines made one."""
    joined: list[tuple[float, float]] = []
    for top, bottom in sorted(heights):
        if joined and top <= joined[-1][1] + (bottom - top):
            joined[-1] = joined[-1][0], max(joined[-1][1], bottom)
        else:
            joined.append((top, bottom))
    return joined


class ComparedPage(Paper):
    """Shows one document; what is copied from it are the words of its side as plain text."""

    sign_clicked = Signal(int)
    """The row of a paragraph that has moved."""
    clicked = Signal(int)
    """The offset of the character that was clicked."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, style: ReadingStyle | None = None
    ) -> None:
        super().__init__(parent, style=style)
        self._drawing = Drawing()
        self._current: Passage | None = None
        self._pressed: QPointF | None = None
        self.copied: Callable[[Passage], str] | None = None
        """What is copied for a passage; None: its own words."""
        self.setAccessibleName(name)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_compared(
        self,
        document: Document,
        head: PageHead,
        marks: Sequence[Mark],
        pictures: PictureSource,
        drawing: Drawing,
    ) -> None:
        """Shows a document from its top."""
        self._drawing = drawing
        self._current = None
        self.show_document(document, head, marks, pictures)

    def set_current(self, passage: Passage | None) -> None:
        """Shows which difference the reader is at, and brings it into sight."""
        self._current = passage
        self.viewport().update()
        if passage is not None and self.document_shown is not None:
            whole = Passage(passage.start, max(passage.end, passage.start + 1))
            end = len(self.document_shown.text)
            self.keep_in_sight(Passage(min(whole.start, max(end - 1, 0)), min(whole.end, end)))

    # --- beside another page -------------------------------------------------------------------

    def leaf_read(self, share: float) -> tuple[int, float] | None:
        """The leaf at this share of the height, and how far down it that is, 0 to 1."""
        if self._shown is None:
            return None
        y = self.verticalScrollBar().value() + self.viewport().height() * share
        leaf = self._shown.layout.leaf_at(y)
        rect = self._shown.layout.rect(leaf)
        return leaf, max(0.0, min(1.0, (y - rect.top()) / max(rect.height(), 1.0)))

    def bring_leaf(self, leaf: int, down: float, share: float) -> None:
        """Scrolls until a leaf, `down` of its own height, stands at this share of the height.

        Far down a long page as soon as it is set so far. A leaf after the last is the end.
        """
        if self._shown is None:
            return
        last = len(self._shown.document.blocks) - 1
        leaf, down = (leaf, down) if leaf <= last else (last, 1.0)
        self._when_set(
            self._shown.document.starts[leaf], partial(self._bring_leaf, leaf, down, share)
        )

    def _bring_leaf(self, leaf: int, down: float, share: float) -> None:
        assert self._shown is not None
        rect = self._shown.layout.rect(leaf)
        y = rect.top() + down * rect.height() - self.viewport().height() * share
        self._scroll_to_y(max(0, round(y)))

    # --- painting ------------------------------------------------------------------------------

    def paint_below(self, painter: QPainter) -> None:
        if self._shown is None:
            return
        now, band = theme.current(), self._band()
        for passage in _within(self._drawing.removed, band):
            self._paint_ground(painter, passage, band, now.secondary)
        for passage in _within(self._drawing.added, band):
            self._paint_ground(painter, passage, band, now.accent)
            for rect in self._lines(passage, band):
                # Under the box: in it lies the line of a label.
                line = QRectF(rect.left(), round(rect.bottom()), rect.width(), _LINE)
                painter.fillRect(line, now.accent)
        painter.setPen(QPen(now.secondary, 1.2, Qt.PenStyle.DotLine))
        for passage in _within(self._drawing.small, band):
            for rect in self._lines(passage, band):
                y = round(rect.bottom() - _LINE_UP - 1) + 0.5
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        for passage in _within(self._drawing.changed, band):
            self._paint_bar(painter, passage, band)
        for sign in self._signs_in_sight(band):
            self._paint_sign(painter, sign)

    def _paint_ground(
        self, painter: QPainter, passage: Passage, band: Passage, colour: QColor
    ) -> None:
        lines = self._lines(passage, band)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.faint(colour, GROUND))
        for rect in lines:
            painter.drawRoundedRect(rect, highlights.RADIUS, highlights.RADIUS)
        is_current = self._current is not None and passage.overlaps(self._current)
        if not is_current or len(lines) > _MOST_OUTLINED:
            return
        painter.setPen(QPen(theme.current().accent, _OUTLINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in lines:
            inner = rect.adjusted(_OUTLINE / 2, _OUTLINE / 2, -_OUTLINE / 2, -_OUTLINE / 2)
            painter.drawRoundedRect(inner, highlights.RADIUS, highlights.RADIUS)

    def _paint_bar(self, painter: QPainter, passage: Passage, band: Passage) -> None:
        """A bar beside the lines of a difference, in the accent beside the current one."""
        now, is_current = theme.current(), passage == self._current
        colour = now.accent if is_current else now.secondary
        wide = _BAR + 2 * is_current
        x = self._beside(_BAR_AWAY, wide)
        lines = self._lines(self._letters(passage), band)
        for top, bottom in _joined([(rect.top(), rect.bottom()) for rect in lines]):
            painter.fillRect(QRectF(x, top, wide, bottom - top), colour)

    def _paint_sign(self, painter: QPainter, sign: Sign) -> None:
        now = theme.current()
        is_current = sign.passage == self._current
        colour = now.accent if is_current else now.secondary
        paint.icon(painter, "moved", self._icon(sign), colour, mirrored=self._reads_left())
        align = paint.RIGHT if self._reads_left() else paint.LEFT
        paint.text(painter, self._line(sign), sign.words, _sign_font(), colour, align)

    # --- where things are ----------------------------------------------------------------------

    def _beside(self, away: float, wide: float) -> float:
        """The left edge of something that stands where lines begin, `away` from the column."""
        place = self._place_of_column()
        return place.right + away - wide if self._reads_left() else place.left - away

    def _band(self) -> Passage:
        """The characters of the leaves in sight."""
        assert self._shown is not None
        leaves = list(self._leaves_in(self.viewport().rect()))
        document, last = self._shown.document, leaves[-1]
        end = document.starts[last] + len(document.blocks[last].text)
        return Passage(document.starts[leaves[0]], end)

    def _lines(self, passage: Passage, band: Passage) -> list[QRectF]:
        """The boxes of a passage, as far as it lies in the leaves in sight."""
        assert self._shown is not None
        low, high = max(passage.start, band.start), min(passage.end, band.end)
        return self._shown.layout.lines(Passage(low, high)) if low < high else []

    def _letters(self, passage: Passage) -> Passage:
        """The passage; for an empty one the letter at its place."""
        assert self._shown is not None
        end = len(self._shown.document.text)
        start = min(passage.start, max(end - 1, 0))
        return Passage(start, min(max(passage.end, start + 1), end))

    def _signs_in_sight(self, band: Passage) -> Iterator[Sign]:
        for sign in self._drawing.signs:
            if band.start <= sign.passage.start <= band.end:
                yield sign

    def _icon(self, sign: Sign) -> QRectF:
        """The icon of a sign, beside the words that are said."""
        line = self._line(sign)
        return QRectF(self._beside(_SIGN_AWAY, _SIGN), round(line.center().y()) - 8, _SIGN, _SIGN)

    def _line(self, sign: Sign) -> QRectF:
        """Where the words of a sign stand: above the first line of the paragraph."""
        assert self._shown is not None
        leaf = self._shown.document.block_at(sign.passage.start)
        place, top = self._place_of_column(), self._shown.layout.rect(leaf).top()
        return QRectF(place.left, round(top) - _WORDS_UP, place.width, _WORDS_UP)

    def move_at(self, here: QPointF) -> Sign | None:
        """The sign of something that moved at this point of the viewport, or its words."""
        if self._shown is None:
            return None
        point = here + QPointF(0, self.verticalScrollBar().value())
        for sign in self._signs_in_sight(self._band()):
            words = self._line(sign)
            words.setWidth(paint.advance(sign.words, _sign_font()))
            if self._reads_left():
                words.moveRight(self._place_of_column().right)
            if words.united(self._icon(sign)).adjusted(-4, -6, 4, 6).contains(point):
                return sign
        return None

    # --- mouse and keys ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position() if left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or self.textCursor().hasSelection():
            return
        sign = self.move_at(event.position())
        if sign is not None:
            self.sign_clicked.emit(sign.row)
            return
        offset = self.offset_at(event.position().toPoint())
        if offset is not None:
            self.clicked.emit(offset)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            hand = self.move_at(event.position()) is not None
            shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            here = cast(QHelpEvent, event)
            sign = self.move_at(QPointF(here.pos()))
            QToolTip.showText(
                here.globalPos(), plain_tip(sign.words) if sign else "", self.viewport()
            )
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # A text that can be selected would claim some letters for itself.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_End:
            self.to_the_end()
        else:
            super().keyPressEvent(event)

    # --- the clipboard -------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected words as this side has them, as plain text, without pictures."""
        data = QMimeData()
        passage = self.selected_passage()
        if self._shown is not None and passage is not None:
            words = self.copied(passage) if self.copied else passage.of(self._shown.document.text)
            data.setText(words.replace(PICTURE + "\n", "").replace(PICTURE, ""))
        return data
