"""The labels: their names, colours and order; which are offered, and which are retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QDropEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reader import changes
from reader.errors import GalleyError
from reader.messages import _
from reader.model import Change, Colour, Label, LabelId
from reader.stories import moved, stepped
from ui import paint, theme
from ui.actions import LABEL_KEYS
from ui.dialogs.colours import COLOURS, colour_name, fill_colours
from ui.dialogs.frame import Frame, button_within
from ui.parts import MessageBar, Words
from ui.session import Session

LABEL = Qt.ItemDataRole.UserRole
"""The role under which a row gives its `Label`."""
NUMBER = Qt.ItemDataRole.UserRole + 1
"""The role under which it gives the number key that marks with it; 0 where there is none."""
_ROW = 36

Index = QModelIndex | QPersistentModelIndex


class LabelsDialog(Frame):
    """One row for each label, those in use first. The window shows at once what is done here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Labels"), parent, width=520)
        self._session = session
        self._undo = QAction(_("Undo"), self)
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._undo.triggered.connect(session.undo)
        self.addAction(self._undo)
        self.column.addWidget(
            Words(
                _("The number keys mark with them in this order. Drag a row, or press Alt+Up."),
                13,
                tone="secondary",
                wrap=True,
            )
        )
        self._make_list()
        self.bar = MessageBar()
        self.column.addLayout(self._row_of_buttons())
        self.column.addWidget(self.bar)
        self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.resize(520, 540)
        session.changed.connect(self._follow)
        self.refresh()

    def _make_list(self) -> None:
        self.list = _List()
        self.list.setMinimumHeight(240)
        self.list.itemSelectionChanged.connect(self._show_what_can_be_done)
        self.list.renamed.connect(self.rename)
        self.list.moved.connect(self.move_to)
        self.list.stepped.connect(self.step)
        self.list.retiring.connect(self.retire)
        self.column.addWidget(self.list, 1)

    def _row_of_buttons(self) -> QHBoxLayout:
        self.add_button = button_within(_("Add"))
        self.add_button.clicked.connect(self.add)
        self.rename_button = button_within(_("Rename"))
        self.rename_button.clicked.connect(self.list.edit_current)
        self.colour_button = button_within(_("Colour"))
        self.colour_button.setMenu(QMenu(self))
        self.colour_button.menu().aboutToShow.connect(self._fill_colours)
        self.up_button = button_within(_("Up"))
        self.up_button.clicked.connect(partial(self._step, -1))
        self.down_button = button_within(_("Down"))
        self.down_button.clicked.connect(partial(self._step, 1))
        self.retire_button = button_within(_("Retire"))
        self.retire_button.clicked.connect(self.retire)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (
            self.add_button,
            self.rename_button,
            self.colour_button,
            self.up_button,
            self.down_button,
            self.retire_button,
        ):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # --- what is shown ---------------------------------------------------------------------------

    def come(self) -> None:
        """Shows the dialog, in front, with the keyboard in its list."""
        self.refresh()
        self.show()
        self.raise_()
        self.activateWindow()
        if self.list.label() is None:
            self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Shows the labels as they are now."""
        self.list.fill(self._in_order())
        self._show_what_can_be_done()

    def _in_order(self) -> list[Label]:
        return sorted(self._session.library.labels(), key=lambda label: label.retired)

    def _follow(self, change: Change) -> None:
        if not change.edits or any(edit.key.kind == "label" for edit in change.edits):
            self.refresh()

    def _show_what_can_be_done(self) -> None:
        label = self.list.label()
        used = self._used()
        at = used.index(label.id) if label is not None and label.id in used else -1
        for button in (self.rename_button, self.colour_button, self.retire_button):
            button.setEnabled(label is not None)
        self.up_button.setEnabled(at > 0)
        self.down_button.setEnabled(0 <= at < len(used) - 1)
        retired = label is not None and label.retired
        self.retire_button.setText(_("Bring back") if retired else _("Retire"))

    # --- what is done ----------------------------------------------------------------------------

    def add(self) -> None:
        """Adds a label in a colour that no other has, if there is one, to be named at once."""
        library = self._session.library
        known = library.labels()
        taken = {label.colour for label in known}
        colour = next((each for each in COLOURS if each not in taken), COLOURS[0])
        id = library.new_label_id()
        self._do(lambda: changes.add_label(known, _free_name(known), colour, id=id))
        self.list.choose(id)
        self.list.edit_current()

    def rename(self, id: LabelId, name: str) -> None:
        label, known = self._label(id), self._session.library.labels()
        self._do(lambda: changes.edit_label(known, label, name=name))

    def colour(self, colour: Colour | None) -> None:
        """Gives the chosen label another colour; marks with it wear it at once."""
        label = self.list.label()
        if label is not None:
            known = self._session.library.labels()
            self._do(lambda: changes.edit_label(known, label, colour=colour))

    def retire(self) -> None:
        """Takes the chosen label out of use, or brings it back."""
        label = self.list.label()
        if label is None:
            return
        known = self._session.library.labels()
        if label.retired:
            self._do(lambda: changes.bring_back_label(known, label))
        elif self._do(lambda: changes.retire_label(known, label)):
            self.bar.say(
                _("“{name}” is offered no more; its marks keep it.").format(name=label.name),
                self._undo,
            )

    def step(self, by: int) -> None:
        """Moves the chosen label one place up (-1) or down (1)."""
        label = self.list.label()
        if label is not None and not label.retired:
            self._order(stepped(self._used(), [label.id], by))

    def _step(self, by: int, _checked: bool = False) -> None:
        self.step(by)

    def move_to(self, id: LabelId, to: int) -> None:
        """Moves a label before the one that is at a place now."""
        if id in self._used():
            self._order(moved(self._used(), [id], min(to, len(self._used()))))

    def _order(self, order: Sequence[LabelId]) -> None:
        known = self._session.library.labels()
        self._do(lambda: changes.order_labels(known, order))

    def _used(self) -> list[LabelId]:
        return [label.id for label in self._session.labels()]

    def _label(self, id: LabelId) -> Label:
        return next(label for label in self._session.library.labels() if label.id == id)

    def _do(self, make: Callable[[], Change | None]) -> bool:
        try:
            return self._session.do(make())
        except GalleyError as error:
            self.bar.warn(str(error))
            return False

    def _fill_colours(self) -> None:
        label = self.list.label()
        if label is not None:
            fill_colours(self.colour_button.menu(), label.colour, self.colour)


def _free_name(known: Sequence[Label]) -> str:
    """A name for a label that is about to be named."""
    names = {label.name.casefold() for label in known}
    first = _("New label")
    offers = [first, *(f"{first} {number}" for number in range(2, len(known) + 3))]
    return next(name for name in offers if name.casefold() not in names)


class _List(QListWidget):
    """The rows; it speaks of labels, not of items."""

    renamed = Signal(object, str)
    """LabelId, and the name that was typed."""
    moved = Signal(object, int)
    """LabelId, and the row before which it was dropped."""
    stepped = Signal(int)
    """-1 or 1: the current label wants to go up or down."""
    retiring = Signal()
    """The current label should be offered no more, or again."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Labels"))
        self.setItemDelegate(_LabelDelegate(self))
        self.setFont(theme.ui_font(13))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)

    def fill(self, labels: Sequence[Label]) -> None:
        """Shows these labels; the current one stays current."""
        here = self.label()
        row = self.currentRow()
        self.blockSignals(True)
        self.clear()
        for number, label in enumerate(labels, 1):
            key = number if number <= LABEL_KEYS and not label.retired else 0
            self.addItem(_item(label, key))
        self.blockSignals(False)
        if here is not None and not self.choose(here.id):
            self.setCurrentRow(min(row, self.count() - 1))

    def label(self) -> Label | None:
        """The current label."""
        item = self.currentItem()
        found = item.data(LABEL) if item is not None else None
        return found if isinstance(found, Label) else None

    def choose(self, id: LabelId) -> bool:
        """Makes the row of a label the current one; False if there is none."""
        for row in range(self.count()):
            item = self.item(row)
            if item is not None and item.data(LABEL).id == id:
                self.setCurrentRow(row)
                return True
        return False

    def edit_current(self) -> None:
        """Lets the current label be renamed where it stands."""
        item = self.currentItem()
        if item is not None:
            self.editItem(item)

    def dropEvent(self, event: QDropEvent) -> None:
        at = event.position().toPoint()
        row, label = self.indexAt(at).row(), self.label()
        if row < 0:
            row = self.count()
        elif at.y() > self.visualRect(self.model().index(row, 0)).center().y():
            row += 1
        # The view would move the row itself: it moves once the library has changed.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if label is not None:
            self.moved.emit(label.id, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if alone == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.retiring.emit()
        else:
            super().keyPressEvent(event)


def _item(label: Label, number: int) -> QListWidgetItem:
    item = QListWidgetItem(label.name)
    item.setData(LABEL, label)
    item.setData(NUMBER, number)
    said = [
        label.name,
        colour_name(label.colour),
        _("key {number}").format(number=number) if number else "",
        _("retired") if label.retired else "",
    ]
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(each for each in said if each))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
    item.setFlags(flags if label.retired else flags | Qt.ItemFlag.ItemIsDragEnabled)
    return item


class _LabelDelegate(QStyledItemDelegate):
    """Paints number key, sign and name; edits the name."""

    def __init__(self, rows: _List) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, row = theme.current(), QRectF(option.rect)
        label, number = index.data(LABEL), index.data(NUMBER)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        near, far = (paint.RIGHT, paint.LEFT) if rtl else (paint.LEFT, paint.RIGHT)

        def room(left: float, width: float) -> QRectF:
            x = row.right() - left - width if rtl else row.left() + left
            return QRectF(x, row.top(), width, row.height())

        with paint.kept(painter):
            box = row.adjusted(4, 1, -4, -1)
            if option.state & QStyle.StateFlag.State_Selected:
                paint.ground(painter, box, 6, now.selected)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                paint.ground(painter, box, 6, now.hover)
            small = theme.ui_font(12)
            paint.text(
                painter, room(12, 16), str(number) if number else "", small, now.secondary, far
            )
            paint.sign(painter, label.colour, room(40, 12).center(), 5)
            retired = _("Retired") if label.retired else ""
            taken = paint.text(
                painter, room(row.width() - 96, 84), retired, small, now.secondary, far
            )
            name = room(64, row.width() - 64 - 16 - (taken + 8 if taken else 0))
            ink = now.secondary if label.retired else now.text
            paint.text(painter, name, label.name, theme.ui_font(13), ink, near)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("bare")
        field.setAccessibleName(_("Name"))
        return field

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        start = 58
        left = 8 if option.direction == Qt.LayoutDirection.RightToLeft else start
        editor.setGeometry(option.rect.adjusted(left, 4, left - start - 8, -4))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(LABEL).name)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        label = index.data(LABEL)
        if isinstance(editor, QLineEdit) and editor.text().strip() not in ("", label.name):
            self._rows.renamed.emit(label.id, editor.text())
