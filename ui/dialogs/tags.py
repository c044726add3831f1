"""The tags of the library: how often each is used; renamed, merged, coloured and removed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QDropEvent, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from reader import tags
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import Change, Colour
from reader.tags import Usage
from reader.text import fold
from reader.values import dataclass
from ui import theme
from ui.actions import in_menu
from ui.dialogs.colours import COLOURS, fill_colours, sign_icon
from ui.dialogs.frame import Frame, button_within
from ui.parts import EmptyState, MessageBar, SearchField, plain_tip
from ui.session import Session

BRANCH = Qt.ItemDataRole.UserRole
"""The role under which the first column of a row gives its `Branch`."""
_COUNT_AFTER = 150
"""Milliseconds: changes that come together are counted once."""

_ROW = 30
_COUNT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Make = Callable[[Reader], Change | None]


@dataclass(frozen=True, slots=True)
class Branch:
    """One row: a tag with its use, or what only stands over the tags nested in it."""

    key: str
    name: str
    usage: Usage | None = None

    @property
    def leaf(self) -> str:
        """The last step of its name, as the tree shows it."""
        return self.name.rpartition("/")[2]

    @property
    def above(self) -> str:
        """The key of the row that this one is nested in; empty at the top."""
        return self.key.rpartition("/")[0]


def branches(usages: Sequence[Usage], typed: str = "") -> tuple[Branch, ...]:
    """The rows for the tags in which what was typed occurs, each behind what it is nested in."""
    wanted = fold(typed.strip().lstrip("#")).text
    known = {each.tag.key: each for each in usages}
    found: dict[str, Branch] = {}
    for usage in sorted(usages, key=lambda each: each.tag.key.split("/")):
        if wanted not in fold(usage.tag.name).text:
            continue
        for name in _steps(usage.tag.name):
            key = name.casefold()
            own = known.get(key)
            found.setdefault(key, Branch(key, own.tag.name if own else name, own))
    return tuple(found.values())


def _steps(name: str) -> Iterator[str]:
    """`a`, `a/b`, `a/b/c`."""
    parts = name.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


class TagsDialog(Frame):
    """A tree of tags. It stays open beside the window, and follows what is done there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Tags"), parent, width=560)
        self._session = session
        self._usages: tuple[Usage, ...] = ()
        self._counting = self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_COUNT_AFTER)
        self._timer.timeout.connect(self.refresh)
        self._undo = QAction(_("Undo"), self)
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._undo.triggered.connect(session.undo)
        self.addAction(self._undo)
        self._make_parts()
        self._make_buttons()
        self.resize(560, 560)
        session.changed.connect(self._follow)
        session.closing.connect(self._timer.stop)
        self._show_what_can_be_done()

    def _make_parts(self) -> None:
        self.search_field = SearchField(_("Find a tag"))
        self.search_field.textChanged.connect(self._show)
        self.search_field.left.connect(self.reject)
        self.tree = _Tree()
        self.tree.itemSelectionChanged.connect(self._show_what_can_be_done)
        self.tree.renamed.connect(self.rename)
        self.tree.dropped.connect(self.merge)
        self.tree.removal_wanted.connect(self.remove)
        self._none = EmptyState(
            "tag", _("No tags yet"), _("Press T on a mark, or tag an article, to give one.")
        )
        self._nothing_found = EmptyState("search", _("No such tag"))
        self.stack = QStackedWidget()
        for each in (self.tree, self._none, self._nothing_found):
            self.stack.addWidget(each)
        self.stack.setMinimumHeight(240)
        self.bar = MessageBar()
        self.column.addWidget(self.search_field)
        self.column.addWidget(self.stack, 1)
        self.column.addLayout(self._row_of_buttons())
        self.column.addWidget(self.bar)

    def _row_of_buttons(self) -> QHBoxLayout:
        self.rename_button = button_within(_("Rename"))
        self.rename_button.clicked.connect(self.tree.edit_current)
        self.merge_button = button_within(_("Merge"))
        self.merge_button.setMenu(QMenu(self))
        self.merge_button.menu().aboutToShow.connect(self._fill_merge)
        self.colour_button = button_within(_("Colour"))
        self.colour_button.setMenu(QMenu(self))
        self.colour_button.menu().aboutToShow.connect(self._fill_colours)
        self.remove_button = button_within(_("Remove"))
        self.remove_button.clicked.connect(self.remove)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (
            self.rename_button,
            self.merge_button,
            self.colour_button,
            self.remove_button,
        ):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> None:
        self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)

    # --- what is shown ---------------------------------------------------------------------------

    def come(self) -> None:
        """Shows the dialog, in front, with the keyboard in its field."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.refresh()

    def refresh(self) -> None:
        """Counts on a worker; what changes meanwhile is counted once more at the end."""
        if self._counting:
            self._again = True
            return
        self._counting, self._again = True, False
        task = self._session.run(
            self._session.read(tags.usages), done=self._take, name=_("Counting")
        )
        task.ended.connect(self._counted)

    def _counted(self) -> None:
        self._counting = False
        if self._again:
            self.refresh()

    def _take(self, usages: tuple[Usage, ...]) -> None:
        self._usages = usages
        self._show()

    def _show(self) -> None:
        typed = self.search_field.text()
        shown = branches(self._usages, typed)
        self.tree.fill(shown)
        if shown:
            self.stack.setCurrentWidget(self.tree)
        else:
            self.stack.setCurrentWidget(self._nothing_found if self._usages else self._none)
        self._show_what_can_be_done()

    def _follow(self, change: Change) -> None:
        touched = ("tag", "article", "annotation")
        if self.isVisible() and (
            not change.edits or any(edit.key.kind in touched for edit in change.edits)
        ):
            self._timer.start()

    def _show_what_can_be_done(self) -> None:
        chosen = self.tree.chosen()
        own = [each for each in chosen if each.usage is not None]
        self.rename_button.setEnabled(len(chosen) == 1)
        self.merge_button.setEnabled(len(own) > 1)
        self.colour_button.setEnabled(len(own) > 0)
        self.remove_button.setEnabled(len(own) > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._show()  # another theme: signs and grounds are of the one before

    # --- what is done ----------------------------------------------------------------------------

    def rename(self, key: str, name: str) -> None:
        """Gives a tag another name; what is nested in it goes along."""
        said = _("Renamed to #{tag}.").format(tag=name.strip().lstrip("#"))
        self._do(lambda reader: tags.rename(reader, key, name), said)

    def merge(self, keys: Sequence[str], into: str) -> None:
        """Makes one tag of several."""
        count = len(set(keys) - {into.casefold()})
        said = ngettext(
            "{count} tag merged into #{tag}.", "{count} tags merged into #{tag}.", count
        ).format(count=count, tag=into)
        self._do(lambda reader: tags.merge(reader, keys, into), said)

    def colour(self, colour: Colour | None) -> None:
        """Gives the chosen tags a colour, or none."""
        own = [each.usage.tag for each in self.tree.chosen() if each.usage is not None]
        changed = [tags.coloured(tag, colour) for tag in own]
        edits = tuple(edit for each in changed if each for edit in each.edits)
        self._session.do(Change("tag", edits))

    def remove(self) -> None:
        """Takes the chosen tags from all that bears them."""
        keys = self._own_keys()
        if keys:
            said = ngettext("{count} tag removed.", "{count} tags removed.", len(keys))
            self._do(lambda reader: tags.remove(reader, keys), said.format(count=len(keys)))

    def _own_keys(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.tree.chosen() if each.usage is not None)

    def _do(self, make: Make, said: str) -> None:
        """Works the change out on a worker, and does it as one step."""
        self._session.run(
            self._session.read(make),
            done=partial(self._done, said),
            failed=lambda error: self.bar.warn(str(error)),
            name=_("Preparing"),
        )

    def _done(self, said: str, change: Change | None) -> None:
        if self._session.do(change):
            self.bar.say(said, self._undo)
        self.refresh()

    def _fill_merge(self) -> None:
        menu, keys = self.merge_button.menu(), self._own_keys()
        menu.clear()
        for each in self.tree.chosen():
            if each.usage is not None:
                line = menu.addAction(_("Into #{tag}").format(tag=in_menu(each.name)))
                line.triggered.connect(partial(self._merge_into, keys, each.name))

    def _merge_into(self, keys: Sequence[str], into: str, _checked: bool = False) -> None:
        self.merge(keys, into)

    def _fill_colours(self) -> None:
        own = [each.usage.tag for each in self.tree.chosen() if each.usage is not None]
        fill_colours(
            self.colour_button.menu(), own[0].colour if own else None, self.colour, none=True
        )


class _Tree(QTreeWidget):
    """The rows; it speaks of keys and names, not of items."""

    renamed = Signal(str, str)
    """The key of a tag, and the name that was typed."""
    dropped = Signal(object, str)
    """The keys of the tags that were dropped, and the name of the one they were dropped on."""
    removal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Tags"))
        self.setColumnCount(3)
        self.setHeaderLabels([_("Tag"), _("Articles"), _("Notes")])
        self.setItemDelegate(_Naming(self))
        self.setUniformRowHeights(True)
        self.setFont(theme.ui_font(13))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(18)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.itemDoubleClicked.connect(self.edit_current)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.header()
        head.setFont(theme.ui_font(12))
        head.setStretchLastSection(False)
        head.setSectionsMovable(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setTextAlignment(column, _COUNT)

    def fill(self, shown: Iterable[Branch]) -> None:
        """Shows these rows; what was selected, folded or current stays so."""
        selected = {each.key for each in self.chosen()}
        current = self._branch(self.currentItem())
        folded = {
            branch.key
            for item, branch in self._rows()
            if item.childCount() and not item.isExpanded()
        }
        here = self.verticalScrollBar().value()
        self._dress()
        self.blockSignals(True)
        self.clear()
        items: dict[str, QTreeWidgetItem] = {}
        signs = {colour: sign_icon(colour) for colour in (None, *COLOURS)}
        for branch in shown:
            item = _item(branch)
            item.setIcon(0, signs[branch.usage.tag.colour if branch.usage else None])
            items[branch.key] = item
            if branch.above in items:
                items[branch.above].addChild(item)
            else:
                self.addTopLevelItem(item)
        self.expandAll()
        for key in folded & items.keys():
            items[key].setExpanded(False)
        for key in selected & items.keys():
            items[key].setSelected(True)
        if current is not None and current.key in items:
            index = self.indexFromItem(items[current.key])
            self.selectionModel().setCurrentIndex(
                index, self.selectionModel().SelectionFlag.NoUpdate
            )
        self.blockSignals(False)
        self.verticalScrollBar().setValue(here)

    def _dress(self) -> None:
        """Selected rows lie on the theme's own ground, whichever is worn now."""
        dressed, now = QPalette(), theme.current()
        dressed.setColor(QPalette.ColorRole.Highlight, now.selected)
        dressed.setColor(QPalette.ColorRole.HighlightedText, now.text)
        self.setPalette(dressed)

    def chosen(self) -> list[Branch]:
        """The selected rows from top to bottom."""
        return [branch for item, branch in self._rows() if item.isSelected()]

    def choose(self, keys: Iterable[str]) -> None:
        """Selects the rows of these keys and no others."""
        wanted = set(keys)
        for item, branch in self._rows():
            item.setSelected(branch.key in wanted)

    def edit_current(self) -> None:
        """Lets the one selected tag be renamed where it stands."""
        selected = self.selectedItems()
        if len(selected) == 1:
            self.setCurrentItem(selected[0])
            self.editItem(selected[0], 0)

    def _rows(self) -> Iterator[tuple[QTreeWidgetItem, Branch]]:
        left = [self.topLevelItem(row) for row in reversed(range(self.topLevelItemCount()))]
        while left:
            item = left.pop()
            branch = self._branch(item)
            if item is not None and branch is not None:
                yield item, branch
                left += [item.child(row) for row in reversed(range(item.childCount()))]

    def _branch(self, item: QTreeWidgetItem | None) -> Branch | None:
        found = item.data(0, BRANCH) if item is not None else None
        return found if isinstance(found, Branch) else None

    def dropEvent(self, event: QDropEvent) -> None:
        target = self._branch(self.itemAt(event.position().toPoint()))
        # The view would move the rows itself: they move once the library has changed.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        keys = [each.key for each in self.chosen() if each.usage is not None]
        if target is not None and keys and set(keys) != {target.key}:
            self.dropped.emit(keys, target.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_current()
        else:
            super().keyPressEvent(event)


class _Naming(QStyledItemDelegate):
    """Edits the whole name of a tag, of which the tree shows the last step."""

    def __init__(self, tree: _Tree) -> None:
        super().__init__(tree)
        self._tree = tree

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("bare")
        field.setAccessibleName(_("Name"))
        return field

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(BRANCH).name)
            editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: object, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        branch = index.data(BRANCH)
        if isinstance(editor, QLineEdit) and editor.text().strip() not in ("", branch.name):
            self._tree.renamed.emit(branch.key, editor.text())


def _item(branch: Branch) -> QTreeWidgetItem:
    number, use = QLocale().toString, branch.usage
    counts = ["", ""] if use is None else [number(use.articles), number(use.notes)]
    item = QTreeWidgetItem([branch.leaf, *counts])
    item.setData(0, BRANCH, branch)
    item.setToolTip(0, plain_tip(branch.name))
    item.setSizeHint(0, QSize(0, theme.scaled(_ROW)))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, _spoken(branch))
    for column in (1, 2):
        item.setTextAlignment(column, _COUNT)
        item.setForeground(column, theme.current().secondary)
    if use is None:
        item.setForeground(0, theme.current().secondary)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
    item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled)
    return item


def _spoken(branch: Branch) -> str:
    if branch.usage is None:
        return branch.name
    articles, notes = branch.usage.articles, branch.usage.notes
    said = [
        branch.name,
        ngettext("{count} article", "{count} articles", articles).format(count=articles),
        ngettext("{count} note", "{count} notes", notes).format(count=notes),
    ]
    return ", ".join(said)
