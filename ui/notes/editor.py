"""The one editor of the panel: it lies over the card whose note is being written.

What is typed is stored 600 ms after the last key, a second after the first one at the latest, and
when the editor is left. If the note was changed elsewhere meanwhile, nothing is overwritten: the
typed words stay and the reader decides.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reader.errors import GalleyError
from reader.messages import _
from reader.text import normal_note
from ui import theme
from ui.notes.delegate import BELOW, EDGE
from ui.notes.drafts import Draft
from ui.notes.preview import Preview
from ui.notes.tags import Suggest, TagField
from ui.parts import LinkButton, Words

PAUSE_MS = 600
LATEST_MS = 1000
"""Pulling the plug loses at most what was typed in this time."""
_FOOT = 24
_GAP = 4
_FRAME = 8
"""Border, padding and document margin of the field, as the style sheet has them."""


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
        self.verticalScrollBar().valueChanged.connect(self._stay)
        self._fit()

    def _stay(self) -> None:
        """The field is as large as its text: nothing lies outside, though Qt scrolls to a caret
        that it was given before the field had grown."""
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)

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
        if self._is_for_the_window(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and self._is_for_the_window(event):
            event.ignore()
            return False
        return super().event(event)

    def _is_for_the_window(self, event: QKeyEvent) -> bool:
        """Whether it asks for an undo or redo beyond what was typed here."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.document().isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.document().isRedoAvailable()
        return False

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
    link_clicked = Signal(str)
    """The address of a link in the preview."""

    def __init__(
        self,
        draft: Draft,
        *,
        top: int,
        suggest: Suggest | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._seen = draft.note()
        self.field = NoteField(self)
        self.preview = Preview(self)
        self.tags = TagField(draft.tags() or (), suggest, self)
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
        self.field.setPlainText(self._seen)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._connect()

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
        self._column.addWidget(self.preview)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        self.set_top(top)

    def set_top(self, top: int) -> None:
        """Where the card's quote ends, from the card's top."""
        self._column.setContentsMargins(EDGE, top + 8, EDGE, BELOW)

    def needed(self) -> int:
        """The height under the quote that the editor needs."""
        preview = 0 if self.preview.isHidden() else self.preview.height() + _GAP
        return 8 + self.field.height() + preview + _GAP + theme.scaled(_FOOT) + BELOW

    def show_preview(self) -> None:
        """Sets the preview for the width that the editor has now."""
        margins = self._column.contentsMargins()
        self.preview.resize(self.width() - margins.left() - margins.right(), self.preview.height())
        self.preview.show_note(self._seen)

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
        self.preview.grown.connect(self.resized)
        self.preview.link_clicked.connect(self.link_clicked)
        self.tags.ended.connect(self._end)
        self.tags.given_up.connect(self._end)
        self._pause.timeout.connect(self.save)
        self._latest.timeout.connect(self.save)

    def shut(self) -> None:
        """Ends everything that would happen later, and hides; what was typed is not stored."""
        self._pause.stop()
        self._latest.stop()
        self.preview.stop()
        self.tags.close_list()
        self.hide()

    def follow(self) -> None:
        """Shows the record as it is now, where it was changed elsewhere and nothing was typed."""
        try:
            note, tags = self._draft.note(), self._draft.tags()
        except GalleyError:
            return
        if note != self._seen and self._typed_words() == self._seen:
            self._take(note)
        if not self.tags.hasFocus():
            self.tags.show_tags(tags or ())

    def _take(self, note: str) -> None:
        at = self.field.textCursor().position()
        self._seen = note
        self.field.setPlainText(note)
        self._pause.stop()
        self._latest.stop()
        cursor = self.field.textCursor()
        cursor.setPosition(min(at, self.field.document().characterCount() - 1))
        self.field.setTextCursor(cursor)

    def _typed_words(self) -> str:
        return normal_note(self.field.toPlainText())

    def write(self) -> None:
        """Takes the keyboard for the note."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write_tags(self) -> None:
        """Takes the keyboard for the tags."""
        self.tags.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _typed(self) -> None:
        self.state.setText("")
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        self.preview.follow(self.field.toPlainText())

    def save(self) -> bool:
        """Stores what was typed; False if the note has changed elsewhere and nothing was."""
        self._pause.stop()
        self._latest.stop()
        typed = self._typed_words()
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
        if self._draft.tags() is not None and self._draft.store_tags(self.tags.typed()):
            self.tags.show_tags(self._draft.tags() or ())

    def _end(self) -> None:
        self._store_tags()
        if self.save():
            self.done.emit()
