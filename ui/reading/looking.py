"""Finding words in the article: joins the bar they are typed in and the page they stand on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from reader.model import Passage
from ui.finding import MOST, all_hits, near
from ui.reading.find_bar import FindBar
from ui.reading.view import ReadingView


class Looking(QObject):
    """What is looked for on the page, and which of the hits is the current one."""

    def __init__(self, view: ReadingView, bar: FindBar) -> None:
        super().__init__(bar)
        self._view = view
        self._bar = bar
        self._hits: tuple[Passage, ...] = ()
        self._current = 0
        self._from = 0
        bar.typed.connect(self._look)
        bar.stepped.connect(self.step)
        bar.closed.connect(self._stop)
        view.turned.connect(self._turned)

    @property
    def current(self) -> Passage | None:
        """The hit that is shown now."""
        return self._hits[self._current] if self._hits else None

    def begin(self) -> None:
        """Opens the bar with the selected words; the first hit from here on will be shown."""
        document = self._view.document_shown
        if document is None:
            return
        selected = self._view.selected_passage()
        words = selected.of(document.text) if selected else ""
        self._from = selected.start if selected else self._view.position()[0]
        self._bar.open_bar(words if "\n" not in words and len(words) < 200 else "")

    def step(self, by: int) -> None:
        """Goes to the next hit or the one before, round the end of the text."""
        if not self._bar.isVisible():
            self.begin()
        elif self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._from = self._hits[self._current].start
            self._show()

    def _look(self, words: str, exactly: bool) -> None:
        document = self._view.document_shown
        self._hits = all_hits(document.text, words, exactly=exactly) if document else ()
        self._current = near(self._hits, self._from) if self._hits else 0
        self._show()

    def _show(self) -> None:
        self._view.set_finds(self._hits, self.current)
        which = self._current + 1 if self._hits else 0
        self._bar.show_count(which, len(self._hits), more=len(self._hits) == MOST)
        if self.current is not None:
            self._view.bring(self.current)

    def _stop(self) -> None:
        """The bar was closed: the sentence cursor will begin at the hit that was shown."""
        if self.current is not None:
            self._view.begin_at(self.current.start)
        self._hits = ()
        self._view.set_finds((), None)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turned(self) -> None:
        """Another article lies on the page: the same words are looked for in it."""
        self._from = 0
        if self._view.document_shown is None:
            self._bar.hide()
        elif self._bar.isVisible():
            self._look(self._bar.field.text(), self._bar.exactly.isChecked())
