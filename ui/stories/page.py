"""The head of a story: its title and its own note, written where they are read."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reader.messages import _
from reader.model import Story, StoryId
from reader.text import normal_note
from ui import theme
from ui.parts import Words

PAUSE = 1500
"""Milliseconds after the last letter until what was typed is stored."""

_LEAST, _MOST = 2, 9
"""Lines of the note's field."""


class StoryHead(QWidget):
    """Title, note and a line about both. What is typed is told after a pause, or when it is left;
    what comes from elsewhere is not written over what is being typed."""

    written = Signal()
    """Title or note are not as they were shown: `title` and `note` say how they are."""
    left = Signal()
    """Enter in the title, or Esc: the keyboard wants to go to the list."""

    def __init__(self, *buttons: QWidget) -> None:
        """`buttons` stand beside the title."""
        super().__init__()
        self._story: StoryId | None = None
        self._kept = ("", "")
        self._title = _Title()
        self._note = _Note()
        self.about = Words("", 12, tone="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 32, 8)
        column.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self._title, 1)
        for button in buttons:
            line.addWidget(button)
        column.addLayout(line)
        self.about.setContentsMargins(5, 0, 5, 4)
        column.addWidget(self.about)
        column.addWidget(self._note)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.store)
        for field in (self._title, self._note):
            field.textChanged.connect(self._pause.start)
            field.left.connect(self._leave)
            field.went.connect(self.store)

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def note(self) -> str:
        return self._note.toPlainText()

    def show_story(self, story: Story, about: str) -> None:
        """Shows a story, with a line about what is in it."""
        other = story.id != self._story
        title, note = self._kept
        if other or self.title == title:
            self._title.set_quietly(story.title)
            title = self.title
        if other or self.note == note:
            self._note.set_quietly(story.note)
            note = self.note
        self._story, self._kept = story.id, (title, note)
        self.about.setText(about)
        if other:
            self._pause.stop()

    def store(self) -> None:
        """Tells now of what was typed."""
        self._pause.stop()
        if self._story is not None and (self.title, self.note) != self._kept:
            self._kept = (self.title, self.note)
            self.written.emit()

    def stop(self) -> None:
        """Nothing more is told by itself."""
        self._pause.stop()

    def edit_title(self) -> None:
        self._title.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._title.selectAll()

    def _leave(self) -> None:
        self.store()
        self.left.emit()


class _Title(QLineEdit):
    left = Signal()
    went = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bare")
        self.setAccessibleName(_("Title of the story"))
        self.setPlaceholderText(_("Title"))
        self.setFont(theme.page_font(24, 600))
        self.returnPressed.connect(self.left)

    def set_quietly(self, words: str) -> None:
        # What differs only in its spaces may be what is being typed: the caret stays where it is.
        if words != " ".join(self.text().split()):
            self.blockSignals(True)
            self.setText(words)
            self.setCursorPosition(0)
            self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.went.emit()


class _Note(QPlainTextEdit):
    """As high as its words, within reason."""

    left = Signal()
    went = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Note on the story"))
        self.setPlaceholderText(_("What the story is about, what is missing, whom to call…"))
        self.setFont(theme.ui_font(14))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def set_quietly(self, words: str) -> None:
        if words != normal_note(self.toPlainText()):
            self.blockSignals(True)
            self.setPlainText(words)
            self.blockSignals(False)

    def _fit(self) -> None:
        # Of a plain text document the size is counted in lines.
        lines = round(self.document().size().height())
        shown = max(_LEAST, min(lines, _MOST))
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.went.emit()
