"""The same window in this process, on no screen: it tells where things lie in the real one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from reader.library import Library
from reader.model import AnnotationId, ArticleId, Passage
from reader.settings import Settings
from tests.by_hand.screen import Point
from ui import theme
from ui.parts import PaintedButton
from ui.running import settle
from ui.session import Session
from ui.window import Window

Ends = tuple[Point, Point]


class Twin:
    """A window of this size on a copy of a library, so that nothing of it reaches the original."""

    def __init__(
        self, copy: Library, article: ArticleId | None, size: Point, *, mirrored: bool = False
    ) -> None:
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        self._app = app
        theme.apply(app, "light")
        if mirrored:
            app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._library = copy
        self._session = Session(copy)
        self.window = Window(self._session, Settings())
        self.window.resize(*size)
        self.window.show()
        if article is not None:
            self.window.open_article(article)
        self.settle()

    def settle(self) -> None:
        settle(self._app)

    def settle_far_down(self) -> None:
        """Waits until the page is set as far as a jump leads."""
        self.settle()
        while self.window.page.view.is_awaiting:
            self.settle()

    def ends(self, quote: str) -> Ends:
        """Where a quote begins and ends, in reading order, in the window's pixels."""
        view = self.window.page.view
        document = view.document_shown
        assert document is not None
        start = document.text.index(quote)
        view.select(Passage(start, start + len(quote)))
        lines = view.selection_lines()
        assert lines is not None
        view.select(None)
        first, last = lines
        begin = QPoint(first.left() + 3, first.center().y())
        end = QPoint(last.right() - 3, last.center().y())
        if document.direction == "rtl":
            begin.setX(first.right() - 3)
            end.setX(last.left() + 3)
        return self._from(view.viewport(), begin), self._from(view.viewport(), end)

    def middle(self, quote: str) -> Point:
        """A point on the first line of a quote."""
        begin, end = self.ends(quote)
        return ((begin[0] + end[0]) // 2 if begin[1] == end[1] else begin[0] + 20), begin[1]

    def card(self, id: AnnotationId) -> Point:
        """Where the head of a note's card is, scrolled into sight."""
        notes = self.window.notes
        index = notes.model.index_of(id)
        notes.list.scrollTo(index)
        place = notes.list.visualRect(index)
        return self._from(notes.list.viewport(), QPoint(place.center().x(), place.top() + 20))

    def row(self, number: int) -> Point:
        """Where a row of the list of articles is, from 0."""
        rows = self.window.articles.list
        place = rows.visualRect(rows.model().index(number, 0))
        return self._from(rows.viewport(), place.center())

    def button(self, id: str) -> Point:
        """Where the button of an action is."""
        found = next(
            each
            for each in self.window.findChildren(PaintedButton)
            if each.isVisible() and _is_of(each, id)
        )
        return self._from(found, found.rect().center())

    def bar_button(self, quote: str, number: int) -> Point:
        """Where a button of the bar over these words is, from 0."""
        view = self.window.page.view
        document = view.document_shown
        assert document is not None
        start = document.text.index(quote)
        view.select(Passage(start, start + len(quote)))
        view.selected.emit(view.selected_passage())
        button = self.window.page.bar.buttons()[number]
        return self._from(button, button.rect().center())

    def _from(self, widget: QWidget, here: QPoint) -> Point:
        there = widget.mapTo(self.window, here)
        return there.x(), there.y()

    def close(self) -> None:
        self.window.close()
        self._session.close()
        self._library.close()


def _is_of(button: PaintedButton, id: str) -> bool:
    action = button.action()
    return action is not None and action.objectName() == id
