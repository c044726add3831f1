"""The one editor of the panel: it lies over the card whose note is being written.

What is typed is stored 600 ms after the last key, a second after the first one at the latest, and
when the editor is left. If the note was changed elsewhere meanwhile, nothing is overwritten: the
typed words stay and the reader decides.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reader.errors import GalleyError
from reader.messages import _
from reader.text import normal_note
from ui import theme
from ui.notes.cards import tags_shown, tags_typed
from ui.notes.delegate import BELOW, EDGE
from ui.parts import LinkButton, Words

PAUSE_MS = 600
LATEST_MS = 1000
"""Who types without a pause loses no more than this, whatever happens."""
_FOOT = 24
_GAP = 4
_FRAME = 8
"""Border, padding and document margin of the field, as the style sheet has them."""


class Draft(Protocol):
    """The record being written on: the editor reads and stores through it."""

    def note(self) -> str: ...
    def tags(self) -> tuple[str, ...] | None: ...
    def store_note(self, note: str) -> bool: ...
    def store_tags(self, tags: list[str]) -> bool: ...


class NoteField(QPlainTextEdit):
    """A plain field in the interface's type that is as high as its text."""

    grown = Signal()
    left = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.ui_font(14))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(2)
        self.setAccessibleName(_("Note, in Markdown"))
        self.setPlaceholderText(_("Write a note"))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.horizontalScrollBar().valueChanged.connect(self._stay)
        self._fit()

    def _stay(self) -> None:
        """Lines are wrapped: nothing lies sideways, though Qt makes room there for the caret."""
        self.horizontalScrollBar().setValue(0)

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        height = lines * self.fontMetrics().lineSpacing() + 2 * _FRAME
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()  # how many lines there are is known only now

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (control and enter):
            self.ended.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NoteEditor(QWidget):
    """Note field, tag field and what became of the words, in the lower part of a card."""

    resized = Signal()
    """The height of what lies under the quote has changed."""
    caret_moved = Signal()
    done = Signal()
    """Writing is over; the page takes the keyboard again."""

    def __init__(self, draft: Draft, *, top: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._seen = draft.note()
        self.field = NoteField(self)
        self.tags = QLineEdit(tags_shown(draft.tags() or ()), self)
        self.tags.setPlaceholderText(_("Add tag"))
        self.tags.setAccessibleName(_("Tags"))
        self.tags.setFont(theme.ui_font(12))
        self.tags.setObjectName("bare")
        self.tags.setFixedHeight(theme.scaled(_FOOT))
        self.tags.setVisible(draft.tags() is not None)
        self.state = Words("", 12, tone="secondary", parent=self)
        self._keep = QAction(_("Keep mine"), self)
        self._keep.triggered.connect(self._keep_mine)
        self.keep = LinkButton(self._keep, self, px=12)
        self.keep.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        self._lay_out(top)
        self._connect()
        self.field.setPlainText(self._seen)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._pause.stop()
        self._latest.stop()
        self.state.setText("")

    def _lay_out(self, top: int) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.tags, 1)
        foot.addStretch(0)
        foot.addWidget(self.state)
        foot.addWidget(self.keep)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(_GAP)
        self._column.addWidget(self.field)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        self.set_top(top)

    def set_top(self, top: int) -> None:
        """Where the card's quote ends, from the card's top."""
        self._column.setContentsMargins(EDGE, top + 8, EDGE, BELOW)

    def needed(self) -> int:
        """The height under the quote that the editor needs."""
        return 8 + self.field.height() + _GAP + theme.scaled(_FOOT) + BELOW

    def caret_bottom(self) -> int:
        """How far below the top of the list the line being written ends."""
        return self.y() + self.field.y() + self.field.cursorRect().bottom() + _FRAME + BELOW

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self.field.grown.connect(self.resized)
        self.field.cursorPositionChanged.connect(self.caret_moved)
        self.field.ended.connect(self._end)
        self.field.left.connect(self.save)
        self.tags.editingFinished.connect(self._store_tags)
        self.tags.installEventFilter(self)
        self._pause.timeout.connect(self.save)
        self._latest.timeout.connect(self.save)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.tags and isinstance(event, QKeyEvent):
            ends = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and event.key() in ends:
                self._store_tags()
                self._end()
                return True
        return super().eventFilter(watched, event)

    def write(self) -> None:
        """Takes the keyboard for the note."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write_tags(self) -> None:
        """Takes the keyboard for the tags."""
        self.tags.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tags.end(False)

    def _typed(self) -> None:
        self.state.setText("")
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def save(self) -> bool:
        """Stores what was typed; False if the note has changed elsewhere and nothing was."""
        self._pause.stop()
        self._latest.stop()
        typed = normal_note(self.field.toPlainText())
        try:
            now = self._draft.note()
        except GalleyError:
            self._say_gone(typed)
            return False
        if typed == now:
            self._seen = now
            return True
        if now != self._seen:
            self.state.setText(_("Changed elsewhere"))
            self.keep.show()
            return False
        if not self._draft.store_note(typed):
            self.state.setText(_("Not stored"))
            return False
        self._seen = typed
        self.state.setText(_("Saved"))
        return True

    def _say_gone(self, typed: str) -> None:
        self.state.setText(_("The note is gone; your words are copied"))
        QGuiApplication.clipboard().setText(typed)

    def _keep_mine(self) -> None:
        self._seen = self._draft.note()
        self.keep.hide()
        self.save()

    def _store_tags(self) -> None:
        tags = tags_typed(self.tags.text())
        if self._draft.tags() is not None and self._draft.store_tags(tags):
            self.tags.setText(tags_shown(self._draft.tags() or ()))

    def _end(self) -> None:
        if self.save():
            self.done.emit()
