"""One article on paper: its text set in a column, marks under it, signs beside it.

It knows what lies where and shows it; it has no hand of its own and answers to none: clicks and
keys are the reading view's. It loads no file and opens no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QWidget

from reader.messages import _
from reader.model import AnnotationId, Document, Link, Passage, Picture, trimmed
from reader.values import dataclass
from ui import theme
from ui.reading import highlights, over
from ui.reading.document import PageHead, PictureSource
from ui.reading.highlights import MarginSign, Mark
from ui.reading.laid import LaidText
from ui.reading.over import Finds
from ui.reading.typography import ReadingStyle

_AROUND_LINE = 120
"""Pixels within which a line reaches above and below its baseline, in the largest type."""
_OVER_A_LINE = 8
"""Pixels kept free above the line that is read."""
_ROOM = 48
"""Pixels kept free above and below what is stepped to."""
_LONG = 200_000
"""Characters: Qt lays out so many anew in a tenth of a second."""
_JUMP = 600
"""Milliseconds that a place jumped to is shown."""


def _no_picture(_src: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Still:
    """What the page looked like before it was set anew, with its column's left edge."""

    picture: QPixmap
    left: int


class Paper(LaidText):
    """Shows one document with its marks; offsets and passages are of the canonical text."""

    turned = Signal()
    """Another document, or none, lies here now, and nothing is selected."""
    position_changed = Signal(int, float)
    """Offset of the first visible line and the share of the text down to the last, 0 to 1."""
    scrolled = Signal(bool)
    """Whether the page now lies under its upper edge."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent, style=style)
        self._active: AnnotationId | None = None
        self._jumped: Passage | None = None
        self._place: int = 0
        self._finds = Finds()
        self._still: Still | None = None
        self._picturing = False
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
        self.setCursorWidth(2)
        self.setAccessibleName(_("Article"))
        self.verticalScrollBar().valueChanged.connect(self._tell_position)
        self.cursorPositionChanged.connect(self._reveal_caret)
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
        self._active = self._jumped = self._still = None
        self._finds = Finds()
        self._lay(document, head, tuple(marks), pictures)
        self.scroll_to(at)
        self.turned.emit()

    def clear_document(self) -> None:
        """Shows an empty page."""
        self._active = self._jumped = self._still = None
        self._lay_nothing()
        self.turned.emit()

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

    def set_finds(self, hits: Sequence[Passage], current: Passage | None) -> None:
        """Outlines what was found; the hits ascend and do not overlap."""
        self._finds = Finds(hits, current)
        self.viewport().update()

    @property
    def active(self) -> AnnotationId | None:
        return self._active

    def set_active(self, key: AnnotationId | None) -> None:
        """Makes one mark the active one; no signal is sent."""
        self._active = key
        self.viewport().update()

    def _set_again(self) -> None:
        """Sets the page anew where it stands: the theme or the style has changed."""
        if self._shown is None:
            return
        place, selection = self._place, self.selected_passage()
        was = self._shown
        scrolled = was.layout.sideways.at
        self._lay(was.document, was.head, was.marks.all(), was.pictures, scrolled)
        self.scroll_to(place)
        if selection is not None:
            self.select(selection)

    # --- where things are ----------------------------------------------------------------------

    def go_to(self, passage: Passage) -> None:
        """Brings a passage into sight and shows it for a moment; what is in sight stays still.

        Far down a long page that is when the page has been set so far; the window lives meanwhile.
        """
        if self._shown is not None:
            self._when_set(passage.end, partial(self._bring, passage))

    def _bring(self, passage: Passage) -> None:
        assert self._shown is not None
        self._scroll_to_passage(passage)
        self._jumped = passage
        self._jump_timer.start()
        self.viewport().update()

    def _scroll_to_passage(self, passage: Passage) -> None:
        assert self._shown is not None
        self._reveal(passage)
        lines = self._shown.layout.lines(passage)
        if not lines:
            return
        top, bottom = lines[0].top(), lines[-1].bottom()
        height = self.viewport().height()
        above = self.verticalScrollBar().value()
        if top < above or min(bottom, top + height) > above + height:
            self._scroll_to_y(round(top - height / 3))

    def wait_no_longer(self) -> None:
        if self.is_awaiting and self._still is None:
            super().wait_no_longer()
            self._tell_position()

    def _reveal(self, passage: Passage) -> None:
        """Scrolls sideways what hides the beginning of a passage."""
        if self._shown is not None and self._shown.layout.reveal(passage):
            self.pane_moved()

    def _reveal_caret(self) -> None:
        """Keeps a caret that is moved by keys in sight sideways, as Qt does up and down."""
        if self._shown is None or self._laying_out:
            return
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard:
            at = self._shown.positions.to_text(self.textCursor().position())
            # At the end of a line there is only a character before it.
            self._reveal(Passage(max(0, at - 1), min(at + 1, len(self._shown.document.text))))

    def bring(self, passage: Passage) -> None:
        """Brings a passage into sight, without showing which it is."""
        if self._shown is not None:
            self._when_set(passage.end, partial(self._scroll_to_passage, passage))

    def keep_in_sight(self, passage: Passage) -> None:
        """Scrolls as little as brings a passage into sight; one that has left it to a third."""
        if self._shown is not None:
            self._when_set(passage.end, partial(self._keep_in_sight, passage))

    def _keep_in_sight(self, passage: Passage) -> None:
        assert self._shown is not None
        self._reveal(passage)
        lines = self._shown.layout.lines(passage)
        if not lines:
            return
        above, height = self.verticalScrollBar().value(), self.viewport().height()
        top, bottom = lines[0].top() - _ROOM, lines[-1].bottom() + _ROOM
        if top < above or bottom > above + height:
            self._scroll_to_y(round(min(lines[0].top() - height / 3, top)))

    def scroll_to(self, offset: int) -> None:
        """Puts the line that holds this offset at the top; offset 0 is the very top."""
        self._place = offset
        self._awaited = None
        if self._shown is None or offset <= 0:
            self.verticalScrollBar().setValue(0)
            return
        self._when_set(offset, partial(self._scroll_to_line, offset))

    def _scroll_to_line(self, offset: int) -> None:
        assert self._shown is not None
        self._still = None
        text = self._shown.document.text
        start = min(offset, max(0, len(text) - 1))
        lines = self._shown.layout.lines(Passage(start, min(start + 1, len(text))))
        if lines:
            self._scroll_to_y(round(lines[0].top()) - _OVER_A_LINE)
        self._place = offset

    def to_the_end(self) -> None:
        """Scrolls to the end of the text, as soon as it is set that far."""
        if self._shown is not None:
            self._when_set(len(self._shown.document.text), self._scroll_to_the_end)

    def _scroll_to_the_end(self) -> None:
        assert self._shown is not None
        self._scroll_to_y(self._shown.layout.bottom() + self.height())

    def selectAll(self) -> None:
        """Selects the whole text, as soon as all of it is set."""
        if self._shown is not None:
            self._when_set(len(self._shown.document.text), super().selectAll)

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
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if cursor.hasComplexSelection():
            # Qt has selected whole cells, and says where the last one begins.
            end = max(end, cursor.currentTable().cellAt(end).lastPosition())
        passage = self._shown.positions.passage(start, end)
        return trimmed(self._shown.document.text, passage)

    def select(self, passage: Passage | None) -> None:
        """Selects a passage, or nothing; the page stays where it is when nothing is."""
        cursor = self.textCursor()
        ranges = self._shown.positions.to_view(passage) if self._shown and passage else []
        if ranges:
            cursor.setPosition(ranges[0][0])
            cursor.setPosition(ranges[-1][1], QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
        elif cursor.hasSelection():
            above = self.verticalScrollBar().value()
            cursor.clearSelection()
            self.setTextCursor(cursor)  # which brings the caret into sight
            self.verticalScrollBar().setValue(above)

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
        if self._awaited is not None:
            return self._place, self._place / length
        top = self.verticalScrollBar().value()
        at_end = self._shown.setting.done and top == self.verticalScrollBar().maximum()
        last = length if at_end else self._shown.layout.last_offset(top + self.viewport().height())
        first = self._shown.layout.first_offset(top + _OVER_A_LINE) if top else 0
        return first, last / length

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
        left = self._column_left()
        if self._shown is None or left <= here.x() < left + self._column():
            return None
        leaves = list(self._leaves_in(QRect(0, here.y(), 1, 1)))
        point = self._in_document(here)
        return next((sign for sign in self._margin_signs(leaves) if sign.hit(point)), None)

    def link_at(self, here: QPoint) -> Link | None:
        """The link whose words are under a point of the viewport."""
        if self._shown is None:
            return None
        return self._shown.layout.link_at(self._in_document(here))

    def picture_at(self, here: QPoint) -> Picture | None:
        """The picture under a point of the viewport."""
        if self._shown is None:
            return None
        return self._shown.layout.picture_at(self._in_document(here))

    def image(self, src: str) -> QImage | None:
        """The picture of that `src` as the library has it."""
        return self._shown.pictures(src) if self._shown else None

    def offset_at(self, here: QPoint) -> int | None:
        """The offset nearest to a point of the viewport; None if nothing is shown."""
        if self._shown is None:
            return None
        return self._shown.layout.offset_at(self._in_document(here))

    def _in_document(self, here: QPoint) -> QPointF:
        return QPointF(here.x(), here.y() + self.verticalScrollBar().value())

    def _tell_position(self) -> None:
        if self._laying_out or self._shown is None or self._awaited is not None:
            return
        offset, progress = self.position()
        self._place = offset
        self.scrolled.emit(self.verticalScrollBar().value() > 0)
        self.position_changed.emit(offset, progress)

    def _set_as_wide_as_the_page(self) -> None:
        """Sets a long text anew in slices: Qt would lay all of it out before the next paint, twice.

        Until the place that was read is reached, the page stands still as it was.
        """
        assert self._shown is not None
        left = round(self._shown.page.rootFrame().frameFormat().leftMargin())
        self._picturing = True
        still = self._still or Still(self.viewport().grab(), left)
        self._picturing = False
        self._still = None
        self._set_again()
        self._still = still if self.is_awaiting else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._picturing:  # Qt tells a page that is pictured before it was seen of its size again
            return
        narrower_or_wider = event.size().width() != event.oldSize().width()
        if self._shown is not None and narrower_or_wider and self._is_long():
            self._set_as_wide_as_the_page()
            super().resizeEvent(event)
            self._tell_position()
            return
        place = self._place
        self._laying_out = True
        if self._shown is not None and narrower_or_wider:
            self._fit_column(self._shown.page)
            self._shown.layout.sideways.forget_layout()
        super().resizeEvent(event)
        self._laying_out = False
        if self._shown is not None and narrower_or_wider:
            self._shown.layout.sideways.forget_layout()
            self._shown.marks.forget_layout()
            self.scroll_to(place)
        self._tell_position()

    def _is_long(self) -> bool:
        return self._shown is not None and len(self._shown.document.text) > _LONG

    # --- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is not None and self.is_awaiting:
            painter = QPainter(self.viewport())
            painter.fillRect(event.rect(), theme.current().page)
            painter.drawPixmap(self._column_left() - self._still.left, 0, self._still.picture)
            painter.end()
            return
        leaves = list(self._leaves_in(event.rect())) if self._shown is not None else []
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.current().page)
        if self._shown is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -self.verticalScrollBar().value())
            self._paint_under(painter, event.rect(), leaves)
        painter.end()
        self.paint_words(event.rect(), leaves)
        if self._shown is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -self.verticalScrollBar().value())
            self.paint_above(painter)
            painter.end()

    def _paint_under(self, painter: QPainter, area: QRect, leaves: Sequence[int]) -> None:
        assert self._shown is not None
        up = self.verticalScrollBar().value()
        band = area.top() + up - _AROUND_LINE, area.bottom() + up + _AROUND_LINE
        self._shown.behind.paint(painter, leaves)
        drawn = [self._shown.marks.on(leaf) for leaf in leaves]
        for each in drawn:
            highlights.paint_fills(painter, each, self._active, band)
        over.paint_finds(painter, self._shown, self._finds, leaves)
        if self._jumped is not None:
            over.paint_place(painter, self._shown, self._jumped)
        for each in drawn:
            highlights.paint_underlines(painter, each, band)
        self.paint_below(painter)
        for sign in self._margin_signs(leaves):
            highlights.paint_sign(painter, sign)

    def paint_below(self, painter: QPainter) -> None:
        """For a view to paint its own over the marks and under the words, in the document."""

    def paint_above(self, painter: QPainter) -> None:
        """For a view to paint its own over the words, in the document's coordinates."""

    def _margin_signs(self, leaves: Sequence[int]) -> list[MarginSign]:
        assert self._shown is not None
        page, place = self.viewport().width(), self._place_of_column()
        return over.margin_signs(self._shown, leaves, place, page, reads_left=self._reads_left())

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
