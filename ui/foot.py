"""The foot of the page: what is being done now, and what was done or failed just now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from reader.errors import GalleyError
from reader.messages import _
from ui import paint, theme
from ui.parts import LinkButton, MessageBar, Words
from ui.session import Session
from ui.tasks import Progress

_PATIENCE = 1000
"""Milliseconds: what is done sooner shows no progress."""


class ProgressRow(QWidget):
    """How far something long is, with Cancel; appears only after a second.

    It shows what told of itself last, and its Cancel is of that alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] | None = None
        self.cancel = QAction(_("Cancel"), self)
        self.cancel.triggered.connect(self._cancel)
        self.sentence = Words()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(160, 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 1, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.sentence, 1)
        row.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(LinkButton(self.cancel, weight=600))
        self.setFixedHeight(theme.scaled(40))
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self.show)
        self.hide()

    def follow(self, words: str, progress: Progress, stop: Callable[[], None]) -> None:
        """Shows these words, at the latest a second after the first ones; Cancel calls `stop`."""
        self._stop = stop
        self.sentence.setText(words)
        self._bar.setAccessibleName(words)
        # A single page's progress is not known: the bar then only moves.
        self._bar.setRange(0, progress.of if progress.of > 1 else 0)
        self._bar.setValue(progress.done)
        if not self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def end(self, stop: Callable[[], None]) -> None:
        """What would have been stopped by this is over."""
        if self._stop == stop:
            self._stop = None
            self._timer.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._stop is not None:
            self._stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        paint.hairline(painter, 0, 0, self.width())


class Foot(QWidget):
    """Progress over messages; takes no height while both are silent."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._said_at = -1
        self._undo = QAction(_("Undo"), self)
        self._undo.triggered.connect(self._undo_what_was_said)
        self.progress = ProgressRow()
        self.messages = MessageBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addWidget(self.messages)
        session.failed.connect(self.warn)
        session.said.connect(self.say)
        session.working.connect(self._show_work)
        session.undo_stack.indexChanged.connect(self._drop_old_offer)

    def say(self, sentence: str, action: QAction | None = None) -> None:
        """Says what was done; it goes by itself."""
        self.messages.say(sentence, action)

    def say_undoable(self, sentence: str) -> None:
        """Says what was done and offers to undo just that."""
        self._said_at = self._session.undo_stack.index()
        self.messages.say(sentence, self._undo)

    def offer(self, sentence: str, action: QAction, declined: Callable[[], None]) -> None:
        """Says what could be done, which stays until it is chosen or closed; that declines it."""
        self.messages.ask(sentence, action, declined)

    def warn(self, error: GalleyError) -> None:
        """Says what failed and what can be done about it; it stays."""
        self.messages.warn(str(error))

    def _show_work(self, progress: Progress | None) -> None:
        """How far a long step is that is being undone or done again."""
        stop = self._session.stop_turning
        if progress is None:
            self.progress.end(stop)
        else:
            words = _("{number} of {all} articles").format(number=progress.done, all=progress.of)
            self.progress.follow(words, progress, stop)

    def _undo_what_was_said(self) -> None:
        self._session.undo()
        self.messages.dismiss()

    def _drop_old_offer(self, index: int) -> None:
        """The offer holds for the newest step only: undone by a key, or followed by another step,
        it goes with its sentence."""
        offer = self.messages.offer()
        if offer is not None and offer.action() is self._undo and index != self._said_at:
            self.messages.dismiss()
