"""The field in which tags are written, and what it offers from the library's vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from reader.library import Reader
from reader.messages import _
from reader.model import ArticleQuery
from reader.text import fold, tag
from ui.notes.cards import being_typed, tags_shown, tags_typed
from ui.suggestions import Suggestions

Suggest = Callable[[str, Collection[str]], Sequence[str]]
"""Tags that go on from a beginning, without some (casefolded), best first."""

_MOST_COUNTED = 200
"""One count takes 0.1 ms; of more tags than these the first ones of the alphabet are offered."""


class Vocabulary:
    """The tags of a library, and how many articles bear each, asked as they are needed."""

    def __init__(self, library: Reader) -> None:
        self._library = library
        self._counts: dict[str, int] = {}

    def matching(self, typed: str, without: Collection[str] = ()) -> Sequence[str]:
        """The tags in which what was typed occurs anywhere, most used first."""
        wanted = fold(tag(typed) or typed.strip()).text
        found = [
            each
            for key, each in self._library.tags().items()
            if key not in without and wanted in fold(each.name).text
        ]
        counted = sorted(found[:_MOST_COUNTED], key=lambda each: (-self._uses(each.key), each.key))
        return [each.name for each in counted]

    def _uses(self, key: str) -> int:
        if key not in self._counts:
            self._counts[key] = self._library.count(ArticleQuery(tag=key))
        return self._counts[key]


class TagField(QLineEdit):
    """Tags with # signs; while one is typed, those that exist are offered.

    Tab and Enter take what is offered, a comma takes the tag as it was typed.
    """

    ended = Signal()
    """Enter: the tags are written."""
    given_up = Signal()
    """Esc: the keyboard wants to leave."""

    def __init__(
        self, tags: Sequence[str], suggest: Suggest | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self._list: Suggestions | None = None
        self.setAccessibleName(_("Tags"))
        self.setPlaceholderText(_("Add tag"))
        self.show_tags(tags)
        self.textEdited.connect(self._offer)

    def show_tags(self, tags: Sequence[str]) -> None:
        """Shows these tags, and the room for one more while the keyboard is here."""
        words = tags_shown(tags)
        self.setText(f"{words}, " if words and self.hasFocus() else words)

    def typed(self) -> list[str]:
        """The tags as they were typed."""
        return tags_typed(self.text())

    def take(self, name: str) -> None:
        """Puts an existing tag in the place of the one that is being typed."""
        start, end = being_typed(self.text(), self.cursorPosition())
        before, after = self.text()[:start], self.text()[end:].lstrip(", ")
        self.setText(f"{before}{name}, {after}")
        self.setCursorPosition(len(before) + len(name) + 2)
        self.close_list()

    @property
    def suggestions(self) -> Suggestions | None:
        """The list under the field while it is seen."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def close_list(self) -> None:
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
            self._list = None

    def _offer(self) -> None:
        start, end = being_typed(self.text(), self.cursorPosition())
        typed = self.text()[start:end]
        if self._suggest is None or not typed:
            self.close_list()
        else:
            self._show_list(typed, self._suggest(typed, self._others(start)))

    def _others(self, start: int) -> set[str]:
        """The tags of the field, casefolded, but for the one being typed."""
        here = self.text()[:start] + self.text()[being_typed(self.text(), start)[1] :]
        return {(tag(each) or each).casefold() for each in tags_typed(here)}

    def _show_list(self, typed: str, names: Sequence[str]) -> None:
        key = (tag(typed) or typed).casefold()
        if not names or [name.casefold() for name in names] == [key]:
            self.close_list()
            return
        if self._list is None:
            self._list = Suggestions(self.window(), _("Tags that exist"), sign="#")
            self._list.picked.connect(self.take)
        exists = any(name.casefold() == key for name in names)
        begins = fold(names[0]).text.startswith(fold(key).text)
        self._list.offer(names, 0 if begins and not exists else -1, self)

    def _take_offered(self, *, first: bool) -> bool:
        """Takes the current suggestion, or with `first` the first one; False if there is none."""
        shown = self.suggestions
        name = shown and (shown.current or (shown.names[0] if first else None))
        if not name:
            return False
        self.take(name)
        return True

    def event(self, event: QEvent) -> bool:
        # Tab is taken here: before `keyPressEvent` it would move the focus.
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().event(event)
        taken = event.key() == Qt.Key.Key_Tab and self._take_offered(first=True)
        return taken or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self.suggestions
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if shown:
                shown.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Down if self._suggest is not None:
                names = self._suggest("", self._others(self.cursorPosition()))
                self._show_list("", names)
            case Qt.Key.Key_Escape if shown:
                self.close_list()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._take_offered(first=False):
                pass
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.close_list()
                self.ended.emit()
            case Qt.Key.Key_Escape:
                self.given_up.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.show_tags(self.typed())
        self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.show_tags(self.typed())
