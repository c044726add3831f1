"""The page as people read it: calm text, marks under it, signs beside it.

The view decides nothing: it shows a document with marks and says what was selected or clicked. It
opens no link, loads no file, takes no drop and swallows no key of the window's actions.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QRect,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextEdit, QToolTip, QWidget

from reader.messages import _
from reader.model import PICTURE, AnnotationId, Document, Link, Passage, trimmed
from reader.text import word_at
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


class ReadingView(QTextEdit):
    """Shows one document with its marks; offsets and passages are of the canonical text."""

    selected = Signal(object)
    """Passage without white space at its ends, or None when nothing is selected any more.

    With the mouse whole words are selected, with Alt exactly the characters dragged over.
    """
    mark_clicked = Signal(object)
    """AnnotationId of the mark that a click means, or None: a click beside all marks."""
    mark_activated = Signal(object)
    """AnnotationId: double click on a mark, or Enter while it is active."""
    position_changed = Signal(int, float)
    """Offset of the first visible line and the share of the text down to the last, 0 to 1."""
    link_clicked = Signal(str)
    """The address of a link that the reader asked to open."""
    scrolled = Signal(bool)
    """Whether the page now lies under its upper edge."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent)
        self._style = style or ReadingStyle()
        self._shown: Shown | None = None
        self._active: AnnotationId | None = None
        self._jumped: Passage | None = None
        self._said: Passage | None = None
        self._place: int = 0
        self._laying_out = False
        self._pressed: QPoint | None = None
        self._signs: list[MarginSign] = []
        self._jump_timer = QTimer(self, singleShot=True, interval=_JUMP)
        self._jump_timer.timeout.connect(self._forget_jump)
        self._set_up()

    def _set_up(self) -> None:
        self.setReadOnly(True)
        self._hide_caret()
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
        self.selectionChanged.connect(self._selection_moved)
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
        self._active = self._jumped = self._said = None
        self._set(document, head, tuple(marks), pictures)
        self.scroll_to(at)

    def clear_document(self) -> None:
        """Shows an empty page."""
        old = self._shown
        self._shown = None
        self._active = self._jumped = self._said = None
        self.setDocument(QTextDocument(self))
        if old is not None:
            old.page.deleteLater()

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
        self._tell_selection()

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

    def _paint_under(self, painter: QPainter, leaves: Sequence[int]) -> None:
        assert self._shown is not None
        self._shown.behind.paint(painter, leaves)
        drawn = [self._shown.marks.on(leaf) for leaf in leaves]
        for each in drawn:
            highlights.paint_fills(painter, each, self._active)
        self._paint_jump(painter)
        for each in drawn:
            highlights.paint_underlines(painter, each)
        for sign in self._margin_signs(leaves):
            highlights.paint_sign(painter, sign)

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

    # --- the mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hide_caret()
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._take_whole_words()
        self._tell_selection()
        if pressed is None or self.textCursor().hasSelection():
            return
        here = event.position().toPoint()
        if (here - pressed).manhattanLength() < QGuiApplication.styleHints().startDragDistance():
            self._clicked(here, event.modifiers())

    def _take_whole_words(self) -> None:
        """Lets the selection grow to the words that it began and ended in."""
        passage = self.selected_passage()
        if self._shown is not None and passage is not None:
            whole = whole_words(self._shown.document.text, passage)
            if whole != passage:
                self.select(whole)

    def _clicked(self, here: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        link = self._link_at(here)
        if link is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.link_clicked.emit(link.href)
            return
        hit = highlights.next_hit(self._hits(here), self._active)
        if hit != self._active or hit is not None:
            self.set_active(hit)
            self.mark_clicked.emit(hit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hits = self._hits(event.position().toPoint())
        if not hits:
            super().mouseDoubleClickEvent(event)
            return
        key = self._active if self._active in hits else hits[0]
        self.set_active(key)
        self.mark_activated.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            here = event.position().toPoint()
            pointing = self._sign_at(here) is not None or (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
                and self._link_at(here) is not None
            )
            shape = Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def _hits(self, here: QPoint) -> list[AnnotationId]:
        """The marks under a point of the viewport, or the marks of the sign there."""
        if self._shown is None:
            return []
        sign = self._sign_at(here)
        if sign is not None:
            return [mark.key for mark in sign.marks]
        leaves = self._leaves_in(QRect(here, QSize(1, 1)))
        return self._shown.marks.hits(leaves, self._in_document(here))

    def _sign_at(self, here: QPoint) -> MarginSign | None:
        if self._shown is None or here.x() < self._column_left() + self._column():
            return None
        leaves = list(self._leaves_in(QRect(0, here.y(), 1, 1)))
        point = self._in_document(here)
        return next((sign for sign in self._margin_signs(leaves) if sign.hit(point)), None)

    def _link_at(self, here: QPoint) -> Link | None:
        if self._shown is None:
            return None
        return self._shown.layout.link_at(self._in_document(here))

    def _in_document(self, here: QPoint) -> QPointF:
        return QPointF(here.x(), here.y() + self.verticalScrollBar().value())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu(event.pos())
        if not menu.isEmpty():
            menu.exec(event.globalPos())
        menu.deleteLater()

    def context_menu(self, here: QPoint) -> QMenu:
        """What can be done at this point of the viewport; the window's own actions come first."""
        menu = QMenu(self)
        menu.addActions(self.actions())
        if self.textCursor().hasSelection() and not self.actions():
            menu.addAction(_("Copy")).triggered.connect(self.copy)
        link = self._link_at(here)
        if link is not None:
            menu.addSeparator()
            opening = menu.addAction(_("Open link in the browser"))
            opening.setData(link.href)
            opening.triggered.connect(self._open_link)
            copying = menu.addAction(_("Copy the link's address"))
            copying.setData(link.href)
            copying.triggered.connect(self._copy_link)
        return menu

    def _open_link(self) -> None:
        self.link_clicked.emit(cast(QAction, self.sender()).data())

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(cast(QAction, self.sender()).data())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            here = cast(QHelpEvent, event)
            link = self._link_at(here.pos())
            QToolTip.showText(here.globalPos(), link_tip(link) if link else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # --- the keyboard --------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # A text that can be selected by keys would claim every letter for itself.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._scrolls(event):
            return
        match event.key():
            case Qt.Key.Key_Escape if self.textCursor().hasSelection() or self._has_caret():
                self._hide_caret()
                self.select(None)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._active is not None:
                self.mark_activated.emit(self._active)
            case key if key in _CARET_KEYS:
                self._show_caret()
                super().keyPressEvent(event)
                self._tell_selection()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
            case _ if event.matches(QKeySequence.StandardKey.SelectAll):
                self.selectAll()
            case _:
                event.ignore()

    def _scrolls(self, event: QKeyEvent) -> bool:
        """Whether this key moved the page: as in any reader while no caret is shown."""
        bar = self.verticalScrollBar()
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        screen = max(bar.pageStep() - 2 * self._style.line(30), self._style.line(30))
        match event.key():
            case Qt.Key.Key_Space if plain or shift:
                bar.setValue(bar.value() + (-screen if shift else screen))
            case Qt.Key.Key_PageDown if plain:
                bar.setValue(bar.value() + screen)
            case Qt.Key.Key_PageUp if plain:
                bar.setValue(bar.value() - screen)
            case Qt.Key.Key_Down if plain and not self._has_caret():
                bar.setValue(bar.value() + 2 * self._style.line(30))
            case Qt.Key.Key_Up if plain and not self._has_caret():
                bar.setValue(bar.value() - 2 * self._style.line(30))
            case Qt.Key.Key_Home if plain and not self._has_caret():
                bar.setValue(0)
            case Qt.Key.Key_End if plain and not self._has_caret():
                self._to_the_end()
            case _:
                return False
        return True

    def _to_the_end(self) -> None:
        """Lays out to the end, so that the scroll bar knows where that is."""
        if self._shown is not None:
            self._scroll_to_y(self._shown.layout.bottom() + self.height())

    def _has_caret(self) -> bool:
        return bool(self.textInteractionFlags() & _BY_KEYS)

    def _show_caret(self) -> None:
        """Shows the caret, in sight: selecting by keys begins where the reader is."""
        if self._has_caret():
            return
        self.setTextInteractionFlags(_BY_MOUSE | _BY_KEYS)
        if not self.viewport().rect().intersects(self.cursorRect()):
            first = self.cursorForPosition(QPoint(self._column_left(), self._style.line(30)))
            self.setTextCursor(first)

    def _hide_caret(self) -> None:
        # A caret of width 0 is still drawn: only these flags take it away.
        self.setTextInteractionFlags(_BY_MOUSE)

    # --- what is told --------------------------------------------------------------------------

    def _selection_moved(self) -> None:
        if self._pressed is None:
            self._tell_selection()

    def _tell_selection(self) -> None:
        passage = self.selected_passage()
        if passage != self._said:
            self._said = passage
            self.selected.emit(passage)

    def _tell_position(self) -> None:
        if self._laying_out or self._shown is None:
            return
        offset, progress = self.position()
        self._place = offset
        self.scrolled.emit(self.verticalScrollBar().value() > 0)
        self.position_changed.emit(offset, progress)

    # --- Qt's own ------------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected words as the canonical text has them, without pictures."""
        data = QMimeData()
        passage = self.selected_passage()
        if self._shown is not None and passage is not None:
            words = passage.of(self._shown.document.text)
            data.setText(words.replace(PICTURE + "\n", "").replace(PICTURE, ""))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        return None

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: the page answers for its own pictures."""
        return None


_BY_MOUSE = Qt.TextInteractionFlag.TextSelectableByMouse
_BY_KEYS = Qt.TextInteractionFlag.TextSelectableByKeyboard
_CARET_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


def whole_words(text: str, passage: Passage) -> Passage:
    """The passage with the words that it cuts at its ends taken in whole."""
    first, last = word_at(text, passage.start), word_at(text, passage.end)
    start = first[0] if first[0] < passage.start < first[1] else passage.start
    end = last[1] if last[0] < passage.end < last[1] else passage.end
    return Passage(start, end)


def link_tip(link: Link) -> str:
    """Where a link leads, as text that Qt will not take for markup."""
    words = html.escape(link.href if not link.title else f"{link.href}\n{link.title}")
    # Qt guesses whether a tip is rich text: it is made so, with others' words escaped in it.
    return f"<p style='white-space:pre-wrap'>{words}</p>"
