"""The palette: everything that can be done, found by a few letters of its name (Ctrl+K).

What matches, and in which order, is decided by pure functions; the widget lies over the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _
from reader.text import fold
from ui import paint, theme
from ui.actions import BY_ID, MENUS, Menu
from ui.parts import name_of

_WIDE = 600
_TOP = 112
_FIELD = 56
_ROW = 42
_ROWS = 9
_RADIUS = 12
_SHADOW = 40
_EDGE = 8

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is called, where it acts, and what running it does."""

    id: str
    name: str
    where: str
    icon: str
    keys: tuple[str, ...]
    enabled: bool
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the places of the typed letters in its name."""

    entry: Entry
    letters: tuple[int, ...] = ()


# --- what matches --------------------------------------------------------------------------------


def matched(typed: str, name: str) -> tuple[int, ...] | None:
    """Places in the name of the letters typed, in their order; None if they are not all there.

    A run of the letters as typed is preferred, at the beginning of a word if it can be; else the
    first letters of words, else any. Case and accents do not count.
    """
    wanted = "".join(fold(typed).text.split())
    folded = fold(name)
    if not wanted:
        return ()
    begins = _begins(folded.text)
    for found in (
        _run(wanted, folded.text, begins),
        _scattered(wanted, folded.text, begins),
        _scattered(wanted, folded.text, None),
    ):
        if found is not None:
            return tuple(sorted({folded.offsets[index] for index in found}))
    return None


def _begins(text: str) -> set[int]:
    """Where words begin."""
    return {i for i, char in enumerate(text) if char.isalnum() and not text[i - 1 : i].isalnum()}


def _run(wanted: str, text: str, begins: set[int]) -> list[int] | None:
    """The letters as one run, spaces of the name passed over."""
    plain = [index for index, char in enumerate(text) if not char.isspace()]
    joined = "".join(text[index] for index in plain)
    starts = [at for at in range(len(joined)) if joined.startswith(wanted, at)]
    if not starts:
        return None
    at = next((start for start in starts if plain[start] in begins), starts[0])
    return plain[at : at + len(wanted)]


def _scattered(wanted: str, text: str, begins: set[int] | None) -> list[int] | None:
    """The letters one after the other; with `begins` only at those or right after a found one."""
    found: list[int] = []
    for letter in wanted:
        start = found[-1] + 1 if found else 0
        places = (
            index
            for index in range(start, len(text))
            if text[index] == letter
            and (begins is None or index in begins or (found and index == found[-1] + 1))
        )
        index = next(places, None)
        if index is None:
            return None
        found.append(index)
    return found


def ranked(typed: str, entries: Iterable[Entry], recent: Sequence[str] = ()) -> list[Found]:
    """The entries that match, best first; those run lately first while nothing is typed."""
    found = [
        Found(entry, letters)
        for entry in entries
        if (letters := matched(typed, entry.name)) is not None
    ]
    lately = {id: -position for position, id in enumerate(reversed(recent), 1)}

    def order(each: Found) -> tuple[bool, int, int, int]:
        letters = each.letters
        spread = letters[-1] - letters[0] - len(letters) + 1 if letters else 0
        first = letters[0] if letters else 0
        return not each.entry.enabled, lately.get(each.entry.id, 0), spread, first

    return sorted(found, key=order)


def entries_of(actions: Mapping[str, QAction]) -> list[Entry]:
    """A line for each action of the table that can be seen, in the order of the menus."""
    menus = dict(_in_menus(MENUS))
    made = []
    for id, action in actions.items():
        if id == "palette" or not action.isVisible():
            continue
        keys = tuple(key.toString(key.SequenceFormat.NativeText) for key in action.shortcuts()[:1])
        name, where = name_of(action), menus.get(id, _("Window"))
        icon = BY_ID[id].icon
        made.append(Entry(id, name, where, icon, keys, action.isEnabled(), action.trigger))
    return made


def _in_menus(menus: Iterable[Menu]) -> Iterable[tuple[str, str]]:
    """Each action's id with the title of the menu it stands in."""
    for menu in menus:
        for item in menu.items:
            if isinstance(item, Menu):
                yield from _in_menus([item])
            elif item:
                yield item, menu.title


# --- the list ------------------------------------------------------------------------------------

FOUND = Qt.ItemDataRole.UserRole


class _Lines(QAbstractListModel):
    """The entries found, as a list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._found: list[Found] = []

    def show_found(self, found: list[Found]) -> None:
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self._found[index.row()]
        if role == FOUND:
            return found
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join((found.entry.name, found.entry.where, *found.entry.keys))
        return None


class _Row(QStyledItemDelegate):
    """Icon, name with the typed letters bold, where it acts, key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(FOUND)
        now, room = theme.current(), QRectF(option.rect)
        with paint.kept(painter):
            if option.state & QStyle.StateFlag.State_Selected:
                paint.ground(painter, room.adjusted(_EDGE, 1, -_EDGE, -1), 8, now.selected)
            ink = now.text if found.entry.enabled else now.disabled
            quiet = now.secondary if found.entry.enabled else now.disabled
            x, centre = room.left() + 24, room.center().y()
            if found.entry.icon:
                paint.icon(painter, found.entry.icon, QRectF(x, centre - 9, 18, 18), quiet)
            right = room.right() - 24
            for key in found.entry.keys:
                right -= paint.keycap(painter, right, centre, key) + 8
            x = self._name(painter, x + 34, right, room, found, ink)
            where = QRectF(x + 12, room.top(), max(0.0, right - x - 20), room.height())
            paint.text(painter, where, found.entry.where, theme.ui_font(12), quiet)

    def _name(
        self, painter: QPainter, x: float, right: float, room: QRectF, found: Found, ink: QColor
    ) -> float:
        """Paints the name run by run; gives back where it ends."""
        for words, bold in _runs(found):
            font = theme.ui_font(14, 700 if bold else 400)
            width = min(paint.advance(words, font), max(0.0, right - x))
            place = QRectF(x, room.top(), width + 1, room.height())
            paint.text(painter, place, words, font, ink)
            x += width
        return x


def _runs(found: Found) -> list[tuple[str, bool]]:
    """The name in runs of letters that were typed and that were not.

    In scripts whose letters join or turn, a run cut out would change its form: the name is one.
    """
    name, letters = found.entry.name, set(found.letters)
    if not name.isascii() and any("\u0590" <= char <= "\u0fff" for char in name):
        return [(name, False)]
    runs: list[tuple[str, bool]] = []
    for index, char in enumerate(name):
        bold = index in letters
        if runs and runs[-1][1] == bold:
            runs[-1] = runs[-1][0] + char, bold
        else:
            runs.append((char, bold))
    return runs


# --- the widget ----------------------------------------------------------------------------------


class Palette(QWidget):
    """Covers its window while something is looked for; Esc or a click beside it puts it away."""

    ran = Signal(str)
    """The id of the entry that was run."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._entries: Sequence[Entry] = ()
        self._recent: list[str] = []
        self._more: Callable[[str], Sequence[Entry]] | None = None
        self._before: QWidget | None = None
        self.setAccessibleName(_("Palette"))
        self._card = QWidget(self)
        self.field = QLineEdit(self._card)
        self.field.setObjectName("palette")
        self.field.setFont(theme.ui_font(17))
        self.field.setPlaceholderText(_("Do something, or go to an article"))
        self.field.setAccessibleName(_("Do something, or go to an article"))
        self.field.setFixedHeight(theme.scaled(_FIELD))
        self._lines = _Lines(self)
        self.list = QListView(self._card)
        self.list.setModel(self._lines)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("What was found"))
        self.list.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(1, 1, 1, _EDGE)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addSpacing(_EDGE)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._run)
        self.hide()

    def open_with(
        self, entries: Sequence[Entry], more: Callable[[str], Sequence[Entry]] | None = None
    ) -> None:
        """Shows these entries; `more` gives further ones for what is typed, shown after them."""
        self._entries, self._more = entries, more
        self._before = QApplication.focusWidget()
        self.setGeometry(self._over.rect())
        self.field.clear()
        self._search("")
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> None:
        """Hides, and gives the keyboard back to who had it."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self, typed: str) -> None:
        found = ranked(typed, self._entries, self._recent)
        if self._more is not None and typed.strip():
            found += [Found(entry, matched(typed, entry.name) or ()) for entry in self._more(typed)]
        self._lines.show_found(found)
        self.list.setCurrentIndex(self._lines.index(0))
        self._fit()

    def _fit(self) -> None:
        """As high as what was found, up to nine rows, in the middle of the window."""
        rows = min(_ROWS, max(1, self._lines.rowCount()))
        height = theme.scaled(_FIELD) + _EDGE + rows * theme.scaled(_ROW) + _EDGE + 2
        width = min(_WIDE, self.width() - 32)
        top = min(_TOP, max(16, self.height() - height - 16))
        height = min(height, self.height() - top - 16)
        self._card.setGeometry((self.width() - width) // 2, top, width, height)
        self.update()

    def _run(self, index: Index) -> None:
        found: Found | None = index.data(FOUND)
        if found is None or not found.entry.enabled:
            return
        self.put_away()
        id = found.entry.id
        self._recent = [id, *(each for each in self._recent if each != id)][:_ROWS]
        found.entry.run()
        self.ran.emit(id)

    def _step(self, by: int) -> None:
        count = self._lines.rowCount()
        if count:
            row = self.list.currentIndex().row() + by
            row = row % count if abs(by) == 1 else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self._lines.index(row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS,
            Qt.Key.Key_PageUp: -_ROWS,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.put_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        painter.fillRect(self.rect(), now.scrim)
        card = QRectF(self._card.geometry())
        paint.shadow(painter, card, _RADIUS, 24)
        paint.outline(painter, card, _RADIUS, now.hairline, inside=now.floating)
        line = QPointF(card.left(), card.top() + theme.scaled(_FIELD) + 1)
        paint.hairline(painter, line.x() + 1, round(line.y()), card.width() - 2)
