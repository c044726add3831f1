"""The window of all notes: every annotation of the library, searched as one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _
from reader.model import Change, LabelId
from ui import paint, theme
from ui.notes.all_delegate import ROW, NotedDelegate
from ui.notes.all_rows import GROUPS, Group, Noted, Row, Wanted, all_noted, group_name, rows, shown
from ui.notes.cards import Card, spoken
from ui.parts import Chip, EmptyState, SearchField, Words
from ui.session import Session

_AGAIN_AFTER = 150
"""Milliseconds after a change until the notes are read again."""
USUAL = (1120, 720)

Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """The rows that are shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.title if row.noted is None else _spoken(row.noted)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].noted is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


def _spoken(noted: Noted) -> str:
    mark = noted.annotation
    card = Card(
        mark.id,
        noted.label,
        noted.quote,
        mark.note,
        mark.tags,
        noted.state,
        mark.checked,
        mark.private,
    )
    return spoken(card)


class _NotesList(QListView):
    """The notes; Enter or a double click opens one where it stands."""

    opened = Signal(object)
    """Noted."""
    left = Signal()
    """The keyboard wants to go up into the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # Rows of many heights: they are measured a few at a time, while the window lives.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(100)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("All notes"))
        self.doubleClicked.connect(self._open)

    def _open(self, index: Index) -> None:
        row: Row | None = index.data(ROW)
        if row is not None and row.noted is not None:
            self.opened.emit(row.noted)

    def chosen(self) -> list[Noted]:
        """The selected notes from top to bottom."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: index.row())
        found = (index.data(ROW).noted for index in indexes)
        return [noted for noted in found if noted is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class AllNotes(QWidget):
    """A window of its own beside the reader's."""

    opened = Signal(object, object)
    """ArticleId and AnnotationId to be shown on the page."""

    def __init__(self, session: Session) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._session = session
        self._noted: Sequence[Noted] = ()
        self._group: Group = "article"
        self._reading = False
        self.setWindowTitle(_("All notes"))
        self.setMinimumSize(720, 360)
        self.resize(*USUAL)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_AFTER)
        self._again.timeout.connect(self.read)
        self._lay_out()
        session.changed.connect(self._changed)

    def _lay_out(self) -> None:
        self.count = Words("", 12, tone="secondary")
        self.field = SearchField(_("Search quotes, notes and tags"))
        self.field.setMaximumWidth(360)
        head = QHBoxLayout()
        head.setContentsMargins(32, 14, 32, 0)
        head.setSpacing(10)
        head.addWidget(Words(_("All notes"), 17, 600))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.field, 2)
        self.chips = QHBoxLayout()
        self.chips.setContentsMargins(32, 0, 32, 0)
        self.chips.setSpacing(6)
        self._labels: dict[LabelId, Chip] = {}
        self.open_only = Chip(_("Open checks"))
        self.open_only.toggled.connect(self._show)
        self._groups = {group: Chip(group_name(group)) for group in GROUPS}
        self.grouping = QHBoxLayout()
        self.grouping.setContentsMargins(32, 0, 32, 12)
        self.grouping.setSpacing(6)
        self._make_chips()
        self._model = _Rows(self)
        self.list = _NotesList()
        self.list.setModel(self._model)
        self.list.setItemDelegate(NotedDelegate(self.list))
        self._empty = EmptyState("note", _("No notes yet"), _("Select words to mark them."))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self.chips)
        column.addLayout(self.grouping)
        column.addLayout(self._stack, 1)
        self.field.textChanged.connect(self._show)
        self.field.left.connect(self.close)
        self.list.opened.connect(self._open)
        self.list.left.connect(self._into_the_field)
        copying = QAction(_("Copy"), self)
        copying.setShortcut(QKeySequence.StandardKey.Copy)
        copying.triggered.connect(self.copy)
        undoing = QAction(_("Undo"), self)
        undoing.setShortcut(QKeySequence.StandardKey.Undo)
        undoing.triggered.connect(self._session.undo)
        self.addActions([copying, undoing])

    def _make_chips(self) -> None:
        for label in self._session.labels():
            chip = Chip(label.name, label.colour)
            chip.toggled.connect(self._show)
            self._labels[label.id] = chip
            self.chips.addWidget(chip)
        self.chips.addSpacing(12)
        self.chips.addWidget(self.open_only)
        self.chips.addStretch(1)
        for group, chip in self._groups.items():
            chip.setChecked(group == self._group)
            chip.clicked.connect(self._group_chosen)
            self.grouping.addWidget(chip)
        self.grouping.addStretch(1)

    # --- what is shown -------------------------------------------------------------------------

    def read(self) -> None:
        """Reads the notes off the main thread and shows them."""
        if self._reading or not self.isVisible():
            return
        self._reading = True
        self._session.run(
            self._session.read(all_noted), done=self._take, failed=self._fail, name=_("Notes")
        )

    def _take(self, noted: Sequence[Noted]) -> None:
        self._reading = False
        self._noted = noted
        self._show()

    def _fail(self, error: object) -> None:
        self._reading = False
        self._session.failed.emit(error)

    def wanted(self) -> Wanted:
        """What the field and the chips ask for."""
        labels = frozenset(id for id, chip in self._labels.items() if chip.isChecked())
        return Wanted(self.field.text(), labels, self.open_only.isChecked(), self._group)

    def _show(self) -> None:
        wanted = self.wanted()
        found = shown(self._noted, wanted)
        above, current = self.list.verticalScrollBar().value(), self.list.chosen()
        self._model.show_rows(rows(found, wanted.group))
        self.count.setText(str(len(found)))
        if found:
            self._stack.setCurrentWidget(self.list)
            self._choose_again(current)
            self.list.verticalScrollBar().setValue(above)
            return
        self._stack.setCurrentWidget(self._empty)
        if self._noted:
            self._empty.say(_("Nothing found"), _("Take a filter or a word away."))
        else:
            self._empty.say(_("No notes yet"), _("Select words to mark them."))

    def _choose_again(self, noted: Sequence[Noted]) -> None:
        ids = {each.annotation.id for each in noted}
        for number in range(self._model.rowCount()) if ids else ():
            row: Row = self._model.index(number).data(ROW)
            if row.noted is not None and row.noted.annotation.id in ids:
                self.list.setCurrentIndex(self._model.index(number))
                return

    def _group_chosen(self) -> None:
        for group, chip in self._groups.items():
            if chip is self.sender():
                self._group = group
        for group, chip in self._groups.items():
            chip.setChecked(group == self._group)
        self._show()

    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self._again.start()

    # --- what is done --------------------------------------------------------------------------

    def _open(self, noted: Noted) -> None:
        self.opened.emit(noted.article.id, noted.annotation.id)

    def copy(self) -> None:
        """Copies the selected quotes with their sources and notes; those that stay here do not
        leave."""
        chosen = [each for each in self.list.chosen() if not each.annotation.private]
        if chosen:
            QGuiApplication.clipboard().setText("\n\n".join(map(self._copied, chosen)))

    def _copied(self, noted: Noted) -> str:
        # Here and not above: the window opens without loading the exporters.
        from reader.export.quote import copied

        revision = self._session.library.revision(noted.article.id)
        quote = copied(noted.article, revision, noted.annotation.anchor.exact)
        return f"{quote}\n\n{noted.annotation.note}" if noted.annotation.note else quote

    def _into_the_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def come(self) -> None:
        """Shows the window, in front, with the keyboard in its field."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._into_the_field()
        self.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.focusWidget() is self.field:
            # Chosen first: a list that gets the keyboard without a choice takes its first line,
            # which is a title.
            if not self.list.chosen() and self._model.rowCount() > 1:
                self.list.setCurrentIndex(self._model.index(1))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._again.stop()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        below = self._stack.currentWidget()
        top = below.geometry().top() if below is not None else self.height()
        painter.fillRect(0, 0, self.width(), top, now.panel)
        painter.fillRect(0, top, self.width(), self.height() - top, now.page)
        paint.hairline(painter, 0, top - 1, self.width())
