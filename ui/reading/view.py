"""The page as people read it: what the mouse does on the paper, and the keys of a reader.

The view decides nothing: it says what was selected or clicked. It opens no link, takes no drop and
swallows no key of the window's actions.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from reader.messages import _
from reader.model import PICTURE, AnnotationId, Link, Passage
from reader.text import word_at
from reader.values import dataclass
from ui.cursor import End
from ui.reading import ends, highlights
from ui.reading.highlights import Mark
from ui.reading.leading import leads_to
from ui.reading.stepping import Stepping
from ui.reading.typography import ReadingStyle


class ReadingView(Stepping):
    """The paper with a hand on it: words are selected, marks and links clicked, keys obeyed."""

    selected = Signal(object)
    """Passage without white space at its ends, or None when nothing is selected any more.

    With the mouse whole words are selected, with Alt exactly the characters dragged over.
    """
    mark_clicked = Signal(object)
    """AnnotationId of the mark that a click means, or None: a click beside all marks."""
    mark_activated = Signal(object)
    """AnnotationId: double click on a mark, or Enter while it is active."""
    link_clicked = Signal(str)
    """The address of a link that the reader asked to open."""
    cycled = Signal(object, int, int)
    """A click means one of several marks: AnnotationId, which from 1, of how many."""
    reshaped = Signal(object, object)
    """AnnotationId and Passage: an end of the mark was dragged there."""
    hovered = Signal(object, object)
    """A tuple of AnnotationId the mouse rests on, with the QRect of their line in the viewport;
    empty when it rests on them no more."""
    picture_clicked = Signal(object)
    """Picture to be seen at its full size."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent, style=style)
        self._said: Passage | None = None
        self._pressed: QPoint | None = None
        self._drag: Drag | None = None
        self._resting: tuple[AnnotationId, ...] = ()
        self._rest_point = QPoint()
        self._rest_timer = QTimer(self, singleShot=True, interval=_REST)
        self._rest_timer.timeout.connect(self._rested)
        self._edge_timer = QTimer(self, interval=_EDGE_EVERY)
        self._edge_timer.timeout.connect(self._drag_on)
        self.verticalScrollBar().valueChanged.connect(self._rest_no_more)
        self.moved_sideways.connect(self._rest_no_more)
        self._hide_caret()
        self.selectionChanged.connect(self._selection_moved)
        self.turned.connect(self._turned)

    def _turned(self) -> None:
        """Another text lies here: what was held or rested on belongs to the one before."""
        self._drop_drag()
        self._rest_no_more()
        self._tell_selection()

    def set_active(self, key: AnnotationId | None) -> None:
        before = self._active
        super().set_active(key)
        # While the cursor moves, the mark is said with the words that it stands on.
        if key is not None and key != before and not self.is_moving_cursor:
            self.say(self.say_mark(key))

    # --- the mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hide_caret()
        self._rest_no_more()
        self.wait_no_longer()
        left = event.button() == Qt.MouseButton.LeftButton
        here = event.position().toPoint()
        if left and self._grab(here):
            return
        self._pressed = here if left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._let_go(event.modifiers())
            return
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
                self._offer_selection()

    def _offer_selection(self) -> None:
        """Gives what is selected to the middle button of X: Qt has given it what the mouse cut."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection():
            words = self.createMimeDataFromSelection()
            clipboard.setMimeData(words, QClipboard.Mode.Selection)

    def _clicked(self, here: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        link = self.link_at(here)
        if link is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.link_clicked.emit(link.href)
            return
        goal = self._goal_of(here)
        if goal is not None:
            self.go_to(goal)
            return
        hits = self.hits(here)
        picture = self.picture_at(here)
        if picture is not None and not hits:
            self.picture_clicked.emit(picture)
            return
        self.begin_at(self.offset_at(here))
        hit = highlights.next_hit(hits, self._active)
        if hit is not None and len(hits) > 1:
            self.cycled.emit(hit, hits.index(hit) + 1, len(hits))
        if hit != self._active or hit is not None:
            self.set_active(hit)
            self.mark_clicked.emit(hit)

    def _goal_of(self, here: QPoint) -> Passage | None:
        """Where a click leads within the article: to a footnote, or back from it."""
        if self._shown is None:
            return None
        found = self._shown.layout.link_words(self._in_document(here))
        if found is None:
            return None
        link, leaf, words = found
        return leads_to(self._shown.document, link, leaf, words)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hits = self.hits(event.position().toPoint())
        if not hits:
            super().mouseDoubleClickEvent(event)
            return
        key = self._active if self._active in hits else hits[0]
        self.set_active(key)
        self.mark_activated.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._drag is not None:
            self._drag_to(here, whole=not event.modifiers() & Qt.KeyboardModifier.AltModifier)
            return
        super().mouseMoveEvent(event)
        if self._pressed is not None and not QGuiApplication.mouseButtons():
            # Qt has dragged the selected words out meanwhile, and nobody tells of the release.
            self._pressed = None
            self._tell_selection()
        if event.buttons() == Qt.MouseButton.NoButton:
            self.viewport().setCursor(self._shape_at(here, event.modifiers()))
            self._rest_at(here)

    def _shape_at(self, here: QPoint, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape:
        if self._handle_at(here) is not None:
            return Qt.CursorShape.SizeHorCursor
        opening = modifiers & Qt.KeyboardModifier.ControlModifier
        if (
            self.sign_at(here) is not None
            or (opening and self.link_at(here) is not None)
            or self._goal_of(here) is not None
        ):
            return Qt.CursorShape.PointingHandCursor
        if self.picture_at(here) is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.IBeamCursor

    # --- the ends of the active mark -----------------------------------------------------------

    def _handles(self) -> tuple[ends.Handle, ...]:
        """The handles of the active mark, where it is in sight."""
        mark = self._shown.marks.get(self._active) if self._shown else None
        if self._shown is None or mark is None:
            return ()
        shown = self._shown
        leaves = [leaf for leaf, _piece in shown.document.pieces(mark.passage)]
        if not leaves or leaves[-1] >= shown.positions.count:
            return ()
        drawn = [each for leaf in leaves for each in shown.marks.on(leaf) if each.mark is mark]
        described = shown.page.leaves
        words = mark.passage.of(shown.document.text)
        both = ends.handles(
            drawn,
            opens_rtl=ends.runs_left(words[:_SHORT], described[leaves[0]].direction),
            ends_rtl=ends.runs_left(words[-_SHORT:], described[leaves[-1]].direction),
        )
        where = {"start": mark.passage.start, "end": mark.passage.end - 1}
        return tuple(each for each in both if shown.layout.shows(where[each.which]))

    def _handle_at(self, here: QPoint) -> ends.Handle | None:
        return ends.grabbed(self._handles(), self._in_document(here))

    def _grab(self, here: QPoint) -> bool:
        """Takes hold of an end of the active mark, if one is at this point."""
        handle = self._handle_at(here)
        mark = self._shown.marks.get(self._active) if self._shown else None
        if handle is None or mark is None:
            return False
        hold = (handle.stem.center() - self._in_document(here)).toPoint()
        self._drag = Drag(mark, handle.which, mark.passage, here, hold, here)
        return True

    def _drag_to(self, here: QPoint, *, whole: bool) -> None:
        """Shows the mark with its end at this point, once the mouse has moved as far as a drag."""
        assert self._drag is not None
        drag = self._drag
        far = (here - drag.pressed).manhattanLength()
        if not drag.began and far < QGuiApplication.styleHints().startDragDistance():
            return
        to = self.offset_at(here + drag.hold)
        if self._shown is not None and to is not None:
            text = self._shown.document.text
            passage = ends.dragged(text, drag.mark.passage, drag.which, to, whole=whole)
            self._drag = replace(drag, passage=passage, here=here, whole=whole, began=True)
            self.put_mark(replace(drag.mark, passage=passage))
        beyond = not 0 <= here.y() < self.viewport().height() or self.is_beside(QPointF(here))
        if beyond and not self._edge_timer.isActive():
            self._edge_timer.start()
        elif not beyond:
            self._edge_timer.stop()

    def _drag_on(self) -> None:
        """Scrolls while an end is held beyond the upper or lower edge, or beside a wide part."""
        if self._drag is None:
            self._edge_timer.stop()
            return
        here = self._drag.here
        beyond = min(here.y(), 0) + max(here.y() - self.viewport().height(), 0)
        self.pull(QPointF(here))
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + beyond // 2)
        self._drag_to(here, whole=self._drag.whole)

    def _drop_drag(self) -> Drag | None:
        """Holds nothing any more; what was held."""
        drag, self._drag = self._drag, None
        self._edge_timer.stop()
        return drag

    def _let_go(self, modifiers: Qt.KeyboardModifier) -> None:
        drag = self._drop_drag()
        if drag is None:
            return
        if not drag.began:
            self._click_under_handle(drag.pressed, modifiers)
        elif drag.passage != drag.mark.passage:
            self.reshaped.emit(drag.mark.key, drag.passage)

    def _click_under_handle(self, here: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """A click on a handle means the mark or the call of a footnote under it, if one is there:
        the handles of a short mark cover all of it, and what stands beside it."""
        if self.hits(here) or self._goal_of(here) is not None:
            self._clicked(here, modifiers)

    def _give_up_drag(self) -> None:
        """Puts the mark back to where it was taken."""
        drag = self._drop_drag()
        if drag is not None:
            self.put_mark(drag.mark)

    def paint_above(self, painter: QPainter) -> None:
        ends.paint_handles(painter, self._handles())

    # --- resting on a mark ---------------------------------------------------------------------

    def _rest_at(self, here: QPoint) -> None:
        """The mouse is here: what it rests on is told when it has rested a moment."""
        hits = tuple(self.hits(here))
        if self._resting and hits != self._resting:
            self._rest_no_more()
        self._rest_point = here
        if hits and not self._resting:
            self._rest_timer.start()
        elif not hits:
            self._rest_timer.stop()

    def _rested(self) -> None:
        hits = tuple(self.hits(self._rest_point))
        if hits and self.isVisible():
            self._resting = hits
            self.hovered.emit(hits, self._line_at(hits, self._rest_point))

    def _line_at(self, keys: Sequence[AnnotationId], here: QPoint) -> QRect:
        """The box of one of these marks that is nearest to a point, in the viewport."""
        assert self._shown is not None
        up = self.verticalScrollBar().value()
        boxes = [
            box.rect.translated(0, -up).toRect()
            for leaf in self._leaves_in(QRect(here, here))
            for each in self._shown.marks.on(leaf)
            if each.mark.key in keys
            for box in each.boxes
        ]
        if not boxes:
            return QRect(here, here)
        return min(boxes, key=lambda box: (box.center() - here).manhattanLength())

    def box_of(self, key: AnnotationId) -> QRect | None:
        """The first box of a mark in sight, in the viewport."""
        mark = self._shown.marks.get(key) if self._shown else None
        if self._shown is None or mark is None:
            return None
        up = self.verticalScrollBar().value()
        boxes = (box.translated(0, -up).toRect() for box in self._shown.layout.lines(mark.passage))
        return next((box for box in boxes if self.viewport().rect().intersects(box)), None)

    def _rest_no_more(self) -> None:
        self._rest_timer.stop()
        if self._resting:
            self._resting = ()
            self.hovered.emit((), QRect())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._rest_no_more()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest_no_more()
        self._give_up_drag()
        super().hideEvent(event)

    # --- menu and tips -------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._mean(event.pos())
        menu = self.context_menu(event.pos())
        if not menu.isEmpty():
            menu.exec(event.globalPos())
        menu.deleteLater()

    def _mean(self, here: QPoint) -> None:
        """A right click on a mark is meant for it, unless words are selected."""
        hits = self.hits(here)
        if hits and self._active not in hits and not self.textCursor().hasSelection():
            self.set_active(hits[0])
            self.mark_clicked.emit(hits[0])

    def context_menu(self, here: QPoint) -> QMenu:
        """What can be done at this point of the viewport; the window's own actions come first."""
        menu = QMenu(self)
        menu.addActions(self.actions())
        if self.textCursor().hasSelection() and not self.actions():
            menu.addAction(_("Copy")).triggered.connect(self.copy)
        link = self.link_at(here)
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
            link = self.link_at(here.pos())
            QToolTip.showText(here.globalPos(), link_tip(link) if link else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # --- the keyboard --------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # A text that can be selected by keys would claim every letter for itself. The keys that
            # move its caret are its own while it shows one.
            key = cast(QKeyEvent, event).key()
            if self._has_caret() and key in _CARET_KEYS:
                event.accept()
                return True
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._rest_no_more()
        if self._scrolls(event):
            self.wait_no_longer()
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_End if held == Qt.KeyboardModifier.ControlModifier:
                self.to_the_end()
            case Qt.Key.Key_End if not held and not self._has_caret():
                self.to_the_end()
            case Qt.Key.Key_Escape if self._drag is not None:
                self._give_up_drag()
            case Qt.Key.Key_Escape if self.is_awaiting:
                self.wait_no_longer()
            case Qt.Key.Key_Escape if self.cursor_passage is not None:
                self.clear_cursor()
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
            case _:
                return False
        return True

    def _has_caret(self) -> bool:
        return bool(self.textInteractionFlags() & _BY_KEYS)

    def _show_caret(self) -> None:
        """Shows the caret, in sight: selecting by keys begins where the reader is."""
        if self._has_caret():
            return
        self.setTextInteractionFlags(_BY_MOUSE | _BY_KEYS)
        caret = self.cursorRect()  # its x is where Qt has it, not where it is seen
        if caret.bottom() < 0 or caret.top() >= self.viewport().height():
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
        if passage is not None:
            self.clear_cursor()
        if passage != self._said:
            self._said = passage
            self.selected.emit(passage)

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


@dataclass(frozen=True, slots=True)
class Drag:
    """An end of a mark in the hand: the mark as it was, and as it would be now."""

    mark: Mark
    which: End
    passage: Passage
    pressed: QPoint
    hold: QPoint
    """From the mouse to the middle of the stem: a knob is held above or below its line."""
    here: QPoint
    whole: bool = True
    began: bool = False
    """Whether the mouse has moved as far as a drag; until then it may be a click."""


_REST = 350
"""Milliseconds that the mouse rests on a mark before its note is shown."""
_EDGE_EVERY = 40
_SHORT = 200
"""Characters at an end of a mark that tell which way its words run."""
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
