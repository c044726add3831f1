"""The page as people read it: what the mouse and the keyboard do on the paper.

The view decides nothing: it says what was selected or clicked. It opens no link, takes no drop and
swallows no key of the window's actions.
"""

from __future__ import annotations

import html
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from reader.messages import _
from reader.model import PICTURE, Link, Passage
from reader.text import word_at
from ui.reading import highlights
from ui.reading.page import ReadingStyle
from ui.reading.paper import Paper


class ReadingView(Paper):
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

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent, style=style)
        self._said: Passage | None = None
        self._pressed: QPoint | None = None
        self._hide_caret()
        self.selectionChanged.connect(self._selection_moved)
        self.turned.connect(self._tell_selection)

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
        link = self.link_at(here)
        if link is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.link_clicked.emit(link.href)
            return
        hit = highlights.next_hit(self.hits(here), self._active)
        if hit != self._active or hit is not None:
            self.set_active(hit)
            self.mark_clicked.emit(hit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hits = self.hits(event.position().toPoint())
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
            pointing = self.sign_at(here) is not None or (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
                and self.link_at(here) is not None
            )
            shape = Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

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
                self.to_the_end()
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
