"""One article on paper: its text set in a column, marks under it, signs beside it.

It knows what lies where and shows it; it has no hand of its own and answers to none: clicks and
keys are the reading view's. It loads no file and opens no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from reader.messages import _
from reader.model import AnnotationId, Document, Link, Passage, trimmed
from ui import theme
from ui.reading import highlights
from ui.reading.behind import Behind
from ui.reading.highlights import Highlights, MarginSign, Mark
from ui.reading.layout import Layout
from ui.reading.page import PageDocument, PageHead, PictureSource, ReadingStyle, build
from ui.reading.positions import PositionMap

LEFT_MARGIN = 40
RIGHT_MARGIN = 48
"""The least beside the column; the signs of marks stand in the right one."""
_SIGNS_AWAY = 18
_JUMP = 600
"""Milliseconds that a place jumped to is shown."""
_SAMPLE = (
    "The minutes of the council, which anyone may read, say in four lines what the town has "
    "argued about for a year. Sekretaris Jenderal mengundurkan diri pada hari Selasa dan "
    "menyerahkan kepemimpinan kepada mantan perdana menteri; serangkaian acara berlangsung. "
    "Der Rat kommt am Montag."
)


@lru_cache(maxsize=32)
def column_width(size: int, measure: int) -> int:
    """Pixels that `measure` characters of running text take at this type size."""
    # averageCharWidth() counts rare wide letters and is a sixth too large: a sample is measured.
    advance = QFontMetricsF(theme.page_font(size)).horizontalAdvance(_SAMPLE)
    return round(measure * advance / len(_SAMPLE))


@dataclass(frozen=True, slots=True)
class Shown:
    """One article as it stands on the page."""

    document: Document
    head: PageHead
    pictures: PictureSource
    page: PageDocument
    positions: PositionMap
    layout: Layout
    behind: Behind
    marks: Highlights


def _no_picture(_src: str) -> None:
    return None


class Paper(QTextEdit):
    """Shows one document with its marks; offsets and passages are of the canonical text."""

    turned = Signal()
    """Another document, or none, lies here now, and nothing is selected."""
    position_changed = Signal(int, float)
    """Offset of the first visible line and the share of the text down to the last, 0 to 1."""
    scrolled = Signal(bool)
    """Whether the page now lies under its upper edge."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent)
        self._style = style or ReadingStyle()
        self._shown: Shown | None = None
        self._active: AnnotationId | None = None
        self._jumped: Passage | None = None
        self._place: int = 0
        self._laying_out = False
        self._jump_timer = QTimer(self, singleShot=True, interval=_JUMP)
        self._jump_timer.timeout.connect(self._forget_jump)
        self._set_up()

    def _set_up(self) -> None:
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes changes the width within resizeEvent: text and column part.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setCursorWidth(2)
        self.setAccessibleName(_("Article"))
        self.verticalScrollBar().rangeChanged.connect(self._enable_bar)
        self.verticalScrollBar().valueChanged.connect(self._tell_position)
        self._wear_theme()

    # --- what is shown -------------------------------------------------------------------------

    def show_document(
        self,
        document: Document,
        head: PageHead,
        marks: Iterable[Mark] = (),
        pictures: PictureSource = _no_picture,
        *,
        at: int = 0,
    ) -> None:
        """Shows a document from its top, or from the line that holds offset `at`."""
        self._active = self._jumped = None
        self._set(document, head, tuple(marks), pictures)
        self.scroll_to(at)
        self.turned.emit()

    def clear_document(self) -> None:
        """Shows an empty page."""
        old = self._shown
        self._shown = None
        self._active = self._jumped = None
        self.setDocument(QTextDocument(self))
        if old is not None:
            old.page.deleteLater()
        self.turned.emit()

    @property
    def document_shown(self) -> Document | None:
        return self._shown.document if self._shown else None

    @property
    def reading_style(self) -> ReadingStyle:
        return self._style

    def set_style(self, style: ReadingStyle) -> None:
        """Sets the same text in another size or measure; the first visible line stays."""
        if style != self._style:
            self._style = style
            self._set_again()

    def set_marks(self, marks: Iterable[Mark]) -> None:
        """Shows just these marks; what did not change is not measured again."""
        if self._shown:
            self._shown.marks.replace(marks)
            self.viewport().update()

    def marks(self) -> tuple[Mark, ...]:
        """The marks that are shown, in no order."""
        return self._shown.marks.all() if self._shown else ()

    def put_mark(self, mark: Mark) -> None:
        """Shows one mark, new or changed."""
        if self._shown:
            self._shown.marks.put(mark)
            self.viewport().update()

    def drop_mark(self, key: AnnotationId) -> None:
        """Takes one mark off the page."""
        if self._shown:
            self._shown.marks.drop(key)
            self.viewport().update()

    @property
    def active(self) -> AnnotationId | None:
        return self._active

    def set_active(self, key: AnnotationId | None) -> None:
        """Makes one mark the active one; no signal is sent."""
        self._active = key
        self.viewport().update()

    def _set(
        self,
        document: Document,
        head: PageHead,
        marks: Sequence[Mark],
        pictures: PictureSource,
    ) -> None:
        page, positions = build(document, head, self._style, pictures)
        page.setParent(self)
        layout = Layout(document, page, positions)
        shown = Highlights(document, positions, layout.boxes)
        shown.replace(marks)
        behind = Behind(page, positions, layout)
        old = self._shown
        self._shown = Shown(document, head, pictures, page, positions, layout, behind, shown)
        self._laying_out = True
        self._fit_column(page)
        self.setDocument(page)
        # A document built through a cursor leaves the view at its end.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._laying_out = False
        page.documentLayout().documentSizeChanged.connect(self._layout_changed)
        if old is not None:
            old.page.deleteLater()

    def _set_again(self) -> None:
        """Sets the page anew where it stands: the theme or the style has changed."""
        if self._shown is None:
            return
        place, selection = self._place, self.selected_passage()
        was = self._shown
        self._set(was.document, was.head, was.marks.all(), was.pictures)
        self.scroll_to(place)
        if selection is not None:
            self.select(selection)

    # --- where things are ----------------------------------------------------------------------

    def go_to(self, passage: Passage) -> None:
        """Brings a passage into sight and shows it for a moment; what is in sight stays still."""
        if self._shown is None:
            return
        lines = self._shown.layout.lines(passage)
        if not lines:
            return
        top, bottom = lines[0].top(), lines[-1].bottom()
        height = self.viewport().height()
        above = self.verticalScrollBar().value()
        if top < above or min(bottom, top + height) > above + height:
            self._scroll_to_y(round(top - height / 3))
        self._jumped = passage
        self._jump_timer.start()
        self.viewport().update()

    def scroll_to(self, offset: int) -> None:
        """Puts the line that holds this offset at the top; offset 0 is the very top."""
        self._place = offset
        if self._shown is None or offset <= 0:
            self.verticalScrollBar().setValue(0)
            return
        text = self._shown.document.text
        start = min(offset, max(0, len(text) - 1))
        lines = self._shown.layout.lines(Passage(start, min(start + 1, len(text))))
        if lines:
            self._scroll_to_y(round(lines[0].top()) - 8)
        self._place = offset

    def to_the_end(self) -> None:
        """Scrolls to the end of the text, which is laid out for that."""
        if self._shown is not None:
            self._scroll_to_y(self._shown.layout.bottom() + self.height())

    def _scroll_to_y(self, y: int) -> None:
        """Scrolls to a height that has been laid out already."""
        if y > self.verticalScrollBar().maximum() and self._shown is not None:
            # A document laid out on demand tells its new size only when it is idle.
            self._shown.page.documentLayout().documentSizeChanged.emit(QSizeF())
        self.verticalScrollBar().setValue(y)

    def selected_passage(self) -> Passage | None:
        """The selected words without white space at their ends, None if there are none."""
        cursor = self.textCursor()
        if self._shown is None or not cursor.hasSelection():
            return None
        passage = self._shown.positions.passage(cursor.selectionStart(), cursor.selectionEnd())
        return trimmed(self._shown.document.text, passage)

    def select(self, passage: Passage | None) -> None:
        """Selects a passage, or nothing."""
        cursor = self.textCursor()
        ranges = self._shown.positions.to_view(passage) if self._shown and passage else []
        if ranges:
            cursor.setPosition(ranges[0][0])
            cursor.setPosition(ranges[-1][1], QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.clearSelection()
        self.setTextCursor(cursor)

    def selection_lines(self) -> tuple[QRect, QRect] | None:
        """The selection's first and last line in the viewport; None if nothing is selected."""
        passage = self.selected_passage()
        lines = self._shown.layout.lines(passage) if self._shown and passage else []
        if not lines:
            return None
        up = QPointF(0, -self.verticalScrollBar().value())
        return lines[0].translated(up).toRect(), lines[-1].translated(up).toRect()

    def position(self) -> tuple[int, float]:
        """What `position_changed` says, now."""
        if self._shown is None:
            return 0, 0.0
        length = len(self._shown.document.text)
        top = self.verticalScrollBar().value()
        at_end = top == self.verticalScrollBar().maximum()
        last = length if at_end else self._shown.layout.last_offset(top + self.viewport().height())
        return self._shown.layout.first_offset(top) if top else 0, last / length

    def _leaves_in(self, area: QRect) -> Iterator[int]:
        """The leaves in this part of the viewport, with one more on both sides."""
        assert self._shown is not None
        up = self.verticalScrollBar().value()
        return self._shown.layout.between(area.top() + up, area.bottom() + up)

    def hits(self, here: QPoint) -> list[AnnotationId]:
        """The marks under a point of the viewport, or the marks of the sign there."""
        if self._shown is None:
            return []
        sign = self.sign_at(here)
        if sign is not None:
            return [mark.key for mark in sign.marks]
        leaves = self._leaves_in(QRect(here, QSize(1, 1)))
        return self._shown.marks.hits(leaves, self._in_document(here))

    def sign_at(self, here: QPoint) -> MarginSign | None:
        """The sign in the margin at a point of the viewport."""
        if self._shown is None or here.x() < self._column_left() + self._column():
            return None
        leaves = list(self._leaves_in(QRect(0, here.y(), 1, 1)))
        point = self._in_document(here)
        return next((sign for sign in self._margin_signs(leaves) if sign.hit(point)), None)

    def link_at(self, here: QPoint) -> Link | None:
        """The link whose words are under a point of the viewport."""
        if self._shown is None:
            return None
        return self._shown.layout.link_at(self._in_document(here))

    def _in_document(self, here: QPoint) -> QPointF:
        return QPointF(here.x(), here.y() + self.verticalScrollBar().value())

    def _tell_position(self) -> None:
        if self._laying_out or self._shown is None:
            return
        offset, progress = self.position()
        self._place = offset
        self.scrolled.emit(self.verticalScrollBar().value() > 0)
        self.position_changed.emit(offset, progress)

    # --- the column ----------------------------------------------------------------------------

    def _column(self) -> int:
        room = self.viewport().width() - LEFT_MARGIN - RIGHT_MARGIN
        return max(100, min(column_width(self._style.size, self._style.measure), room))

    def _column_left(self) -> int:
        """In the middle, but the margin of the signs gives way last."""
        left_over = self.viewport().width() - self._column()
        return max(LEFT_MARGIN, min(left_over // 2, left_over - RIGHT_MARGIN))

    def _fit_column(self, page: PageDocument) -> None:
        column, left = self._column(), self._column_left()
        page.column = column
        frame = page.rootFrame().frameFormat()
        frame.setLeftMargin(left)
        frame.setRightMargin(max(0, self.viewport().width() - left - column))
        page.rootFrame().setFrameFormat(frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrower_or_wider = event.size().width() != event.oldSize().width()
        place = self._place
        self._laying_out = True
        if self._shown is not None and narrower_or_wider:
            self._fit_column(self._shown.page)
        super().resizeEvent(event)
        self._laying_out = False
        if self._shown is not None and narrower_or_wider:
            self._shown.marks.forget_layout()
            self.scroll_to(place)
        self._tell_position()

    def _layout_changed(self) -> None:
        if self._shown is not None:
            self._shown.marks.forget_layout()

    def _enable_bar(self, _low: int, high: int) -> None:
        self.verticalScrollBar().setEnabled(high > 0)

    # --- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.current().page)
        if self._shown is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -self.verticalScrollBar().value())
            self._paint_under(painter, list(self._leaves_in(event.rect())))
        painter.end()
        super().paintEvent(event)
        if self._shown is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -self.verticalScrollBar().value())
            self.paint_above(painter)
            painter.end()

    def _paint_under(self, painter: QPainter, leaves: Sequence[int]) -> None:
        assert self._shown is not None
        self._shown.behind.paint(painter, leaves)
        drawn = [self._shown.marks.on(leaf) for leaf in leaves]
        for each in drawn:
            highlights.paint_fills(painter, each, self._active)
        self._paint_jump(painter)
        for each in drawn:
            highlights.paint_underlines(painter, each)
        self.paint_below(painter)
        for sign in self._margin_signs(leaves):
            highlights.paint_sign(painter, sign)

    def paint_below(self, painter: QPainter) -> None:
        """For a view to paint its own over the marks and under the words, in the document."""

    def paint_above(self, painter: QPainter) -> None:
        """For a view to paint its own over the words, in the document's coordinates."""

    def _paint_jump(self, painter: QPainter) -> None:
        if self._shown is None or self._jumped is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().selected_words)
        for rect in self._shown.layout.lines(self._jumped):
            painter.drawRoundedRect(rect, highlights.RADIUS, highlights.RADIUS)

    def _margin_signs(self, leaves: Sequence[int]) -> list[MarginSign]:
        assert self._shown is not None
        right = self._column_left() + self._column()
        drawn = (
            (each, float(self._shown.page.leaves[leaf].em))
            for leaf in leaves
            for each in self._shown.marks.on(leaf)
        )
        x = right + _SIGNS_AWAY
        return highlights.margin_signs(drawn, x, self.viewport().width() - x)

    def _forget_jump(self) -> None:
        self._jumped = None
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._worn != theme.current():
            self._wear_theme()
            self._set_again()

    def _wear_theme(self) -> None:
        colours = theme.current()
        self._worn = colours
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, colours.text)
        palette.setColor(QPalette.ColorRole.Highlight, colours.selected_words)
        palette.setColor(QPalette.ColorRole.HighlightedText, colours.text)
        self.setPalette(palette)

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: the page answers for its own pictures."""
        return None
