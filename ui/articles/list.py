"""The rows of the list: fixed heights, one chosen or several; it speaks of articles, not of
indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reader.messages import _
from reader.model import ArticleId
from ui.articles.delegate import ArticleDelegate, row_height
from ui.articles.model import ArticleModel
from ui.parts import KEYBOARD_REASONS

_ONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_EXTENDING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class ArticleList(QTableView):
    """The rows: one column, fixed heights.

    While one row is selected its article is the chosen one; while several are, the one that was
    chosen before stays so.
    """

    chosen = Signal(object)
    """ArticleId: she went to this row by key or mouse, and it is the only one."""
    several_changed = Signal(int)
    """So many rows are selected now, where it is or was more than one."""
    entered = Signal(object)
    """ArticleId: Enter or a double click; she wants to read."""
    removal_wanted = Signal(object)
    """ArticleId."""

    def __init__(self, rows: ArticleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._delegate = ArticleDelegate(self)
        self._quiet = self._only_one = False
        self._chosen: ArticleId | None = None
        self._row = -1
        self._several = 0
        self.setModel(rows)
        self.setItemDelegate(self._delegate)
        self._dress()
        self.selectionModel().selectionChanged.connect(self._judge)
        self.doubleClicked.connect(self._enter)
        rows.loosened.connect(self._let_go)

    def _dress(self) -> None:
        self.setAccessibleName(_("Articles"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that rows keep their width; without a grip when there is no need.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_grip)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        # The view paints selected rows over their whole width: our delegate does it better.
        none = QPalette()
        none.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(none)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(row_height(compact=False, grouped=False))

    def _show_grip(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)

    def set_rows(self, *, compact: bool, grouped: bool) -> None:
        """Shows rows without excerpts, and where a day begins; the topmost row stays on top."""
        top = self.rowAt(0)
        self._delegate.compact = compact
        self._rows.group_by_day(grouped)
        height = row_height(compact=compact, grouped=grouped)
        self.verticalHeader().setDefaultSectionSize(height)
        if top > 0:
            self.scrollTo(self._rows.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        self.viewport().update()

    # --- which article ---------------------------------------------------------------------------

    def article(self) -> ArticleId | None:
        """The chosen article, on this list or not."""
        return self._chosen

    def choose(self, article: ArticleId | None) -> None:
        """Selects its row, if it is known, and tells nobody; where it is the chosen one already,
        several that are selected stay so."""
        if article == self._chosen and self.how_many() > 1:
            return
        self._chosen = article
        self._select()
        row = None if article is None else self._rows.row_of(article)
        if row is not None:
            self.scrollTo(self._rows.index(row, 0))

    def step(self, by: int) -> None:
        """Goes to the next (1) or the previous (-1) row, and tells of it."""
        here = None if self._chosen is None else self._rows.row_of(self._chosen)
        if here is None:  # its row is gone: what took its place is next
            here = self._row if by < 0 else self._row - 1
        self._go(max(0, min(here + by, self._rows.rowCount() - 1)))

    def go_to_first(self) -> None:
        """Goes to the first row, and tells of it."""
        self._go(0)

    def _go(self, row: int) -> None:
        index = self._rows.index(row, 0)
        if index.isValid():
            self._make_current(index)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Rows may come, go and move meanwhile: what is chosen stays chosen, nobody is told."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
        if self.how_many() > 1:
            self._tell_several()
        else:
            self._select()

    def _select(self) -> None:
        row = None if self._chosen is None else self._rows.find(self._chosen, self._row)
        was, self._quiet = self._quiet, True
        if row is None:
            self.selectionModel().clear()
        else:
            self._row = row
            self._make_current(self._rows.index(row, 0))
        self._quiet = was
        self._tell_several()

    def _make_current(self, index: QModelIndex) -> None:
        # Qt would look at the keys that are held, and Ctrl+Z would take a row out of the selection.
        self._only_one = True
        self.setCurrentIndex(index)
        self._only_one = False

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return _ONE if self._only_one else super().selectionCommand(index, event)

    def _judge(self) -> None:
        if self._quiet:
            return
        self._tell_several()
        rows = self.selected_rows()
        article = self._rows.article_at(rows[0][0]) if self.how_many() == 1 else None
        if article is None or article == self._chosen:
            return
        self._chosen, self._row = article, rows[0][0]
        self.chosen.emit(article)

    def _enter(self) -> None:
        if self._chosen is not None and self._several < 2:
            self.entered.emit(self._chosen)

    # --- several of them -------------------------------------------------------------------------

    def selected_rows(self) -> Sequence[tuple[int, int]]:
        """The first and last row of each stretch that is selected, from the top."""
        # Qt's list of ranges says to type checkers that it is none.
        selection = cast(Iterable[QItemSelectionRange], self.selectionModel().selection())
        return sorted((each.top(), each.bottom()) for each in selection)

    def how_many(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.selected_rows())

    def articles(self) -> Sequence[ArticleId]:
        """The articles whose rows are selected, in the order of the list."""
        stretches = [self._rows.articles_in(*rows) for rows in self.selected_rows()]
        return list(dict.fromkeys(id for ids in stretches for id in ids))

    def choose_one(self) -> None:
        """Of several selected rows only the chosen article's stays so."""
        self._select()

    def _let_go(self) -> None:
        """Rows are not where they were: several that are selected would be others."""
        if self.how_many() > 1:
            was, self._quiet = self._quiet, True
            self.selectionModel().clear()
            self._quiet = was

    def _tell_several(self) -> None:
        before, self._several = self._several, self.how_many()
        if before != self._several and max(before, self._several) > 1:
            self.several_changed.emit(self._several)

    # --- Qt --------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The window has these keys for the page.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            shift = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            extends = shift == Qt.KeyboardModifier.ShiftModifier and event.key() in _EXTENDING
            if extends or event.matches(QKeySequence.StandardKey.SelectAll):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = event.key()
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._delegate.ringed = True
            self.step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and self._several > 1:
            self.choose_one()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen is not None:
            self.removal_wanted.emit(self._chosen)
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # what can be copied is the window's to say, not the view's
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window, never a jump in the list."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
