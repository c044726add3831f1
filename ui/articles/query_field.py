"""The field in which articles are searched: it offers what a filter can be, and explains them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from reader import query
from reader.library import Reader
from reader.messages import _
from reader.text import fold
from ui.parts import IconButton, SearchField
from ui.suggestions import Offering, Suggestions

_MOST_SITES = 200


class QueryField(SearchField):
    """A search field for the query language (`reader.query`).

    While the value of a filter is typed, those that exist are offered: Tab and Enter take one.
    """

    def __init__(self, library: Reader, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self._library = library
        self._known: dict[str, Sequence[str]] = {}
        self._offering = Offering(self, _("What this filter can be"), self.take)
        self._what = QAction(_("What can be searched for"), self)
        self._what.triggered.connect(self._explain)
        self._help = IconButton(self._what, "help", self, size=24, icon_size=16)
        self._help.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._help.setCursor(Qt.CursorShape.ArrowCursor)
        self.textEdited.connect(self._offer)
        self.textChanged.connect(self._show_help)

    @property
    def suggestions(self) -> Suggestions | None:
        """The list under the field while it is seen."""
        return self._offering.shown

    def explain(self) -> QMenu:
        """The menu that says what can be typed; choosing a line types it."""
        menu = QMenu(_("What can be searched for"), self)
        for typed, meaning in query.explained():
            line = QAction(f"{typed}\t{meaning}".replace("&", "&&"), menu)
            line.triggered.connect(lambda _on=False, typed=typed: self.add(typed))
            menu.addAction(line)
        return menu

    def show_words(self, words: str) -> None:
        """Shows these words as if nobody had typed them: `textChanged` tells nothing."""
        self.blockSignals(True)
        self.setText(words)
        self.blockSignals(False)
        self._show_clear(words)
        self._show_help(words)

    def _show_help(self, words: str) -> None:
        self._help.setVisible(not words)

    def _explain(self) -> None:
        menu = self.explain()
        menu.exec(self._help.mapToGlobal(self._help.rect().bottomLeft()))
        menu.deleteLater()

    def add(self, typed: str) -> None:
        """Types something more at the end, as the reader would."""
        before = self.text().rstrip()
        self.setText(f"{before} {typed}".lstrip())
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer()

    def take(self, value: str) -> None:
        """Puts a value in the place of the one that is being typed."""
        self._offering.close()
        self.setText(query.completed(self.text(), value))

    def _offer(self) -> None:
        name, typed = query.begun(self.text())
        wanted = fold(typed).text
        found = [each for each in self._values(name) if wanted in fold(each).text] if name else []
        if [fold(each).text for each in found] == [wanted]:
            found = []  # it is typed to its end
        self._offering.offer(sorted(found, key=lambda each: not _begins(each, wanted)))

    def _values(self, name: str) -> Sequence[str]:
        """What a filter can be in this library; asked once while the field has the keyboard."""
        if name not in self._known:
            self._known[name] = self._asked(name)
        return self._known[name]

    def _asked(self, name: str) -> Sequence[str]:
        match name:
            case "site":
                return self._library.sites(_MOST_SITES)
            case "lang":
                return self._library.languages()
            case "tag":
                return [tag.name for tag in self._library.tags().values()]
            case "label":
                return [label.name for label in self._library.labels()]
            case "story":
                return [story.title for story in self._library.stories()]
            case "is":
                return query.STATES
            case "has":
                return query.HELD
            case "in":
                return query.PARTS
        return ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = (self.height() - self._help.height()) // 2
        x = gap if self.isRightToLeft() else self.width() - self._help.width() - gap
        self._help.move(x, gap)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._known.clear()
        super().focusOutEvent(event)


def _begins(name: str, wanted: str) -> bool:
    return fold(name).text.startswith(wanted)
