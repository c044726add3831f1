"""The palette: everything that can be done, found by a few letters of its name (Ctrl+K).

What matches, and in which order, is decided by pure functions; the widget lies over the window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import cast

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
    QAccessible,
    QAccessibleAnnouncementEvent,
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
    QHBoxLayout,
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
from reader.values import dataclass
from ui import paint, theme
from ui.actions import BY_ID, MENUS, Action, Menu
from ui.parts import Words, name_of

_WIDE = 600
_TOP = 112
_FIELD = 56
_ROW = 42
_ROWS = 9
_RADIUS = 12
_SHADOW = 40
_EDGE = 8
_ICON = 20
_WORDS = 50
"""Where the icons and the words begin, in the field and in the rows, from the card's edge."""

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
    begins_more: bool = False
    """Whether it is the first of those that come after the palette's own."""


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
    """The entries that match, best first, what cannot act last.

    While nothing is typed those run lately stand first, in the order of `recent`.
    """
    found = [
        Found(entry, letters)
        for entry in entries
        if (letters := matched(typed, entry.name)) is not None
    ]
    if not typed.strip():
        lately = {id: place for place, id in enumerate(recent)}
        found.sort(key=lambda each: lately.get(each.entry.id, len(lately)))
    else:
        found.sort(key=_rank)
    return sorted(found, key=lambda each: not each.entry.enabled)


def _rank(found: Found) -> tuple[int, int, int, int]:
    """Lower is better: a run at the beginning, one at a word, first letters, a run within, any.

    Among equals the closer letters, then the earlier ones, then the shorter name.
    """
    name, letters = found.entry.name, found.letters
    if not letters:
        return 5, 0, 0, len(name)
    begins = _begins(name)
    runs = all(not name[one + 1 : other].strip() for one, other in pairwise(letters))
    if runs and letters[0] in begins:
        kind = 0 if letters[0] == min(begins) else 1
    elif letters[0] in begins and _follow_words(letters, begins):
        kind = 2
    else:
        kind = 3 if runs else 4
    return kind, letters[-1] - letters[0] - len(letters) + 1, letters[0], len(name)


def _follow_words(letters: tuple[int, ...], begins: set[int]) -> bool:
    """Whether each letter begins a word or comes right after the one before."""
    return all(other in begins or other == one + 1 for one, other in pairwise(letters))


def entries_of(actions: Mapping[str, QAction]) -> list[Entry]:
    """A line for each action of the table that can be seen, in the order of the menus.

    One that cannot act says in place of its menu what it needs.
    """
    menus = dict(_in_menus(MENUS))
    is_open = any(
        action.isEnabled() for id, action in actions.items() if BY_ID[id].where == "article"
    )
    made = []
    for id, action in actions.items():
        if id == "palette" or not action.isVisible():
            continue
        keys = tuple(key.toString(key.SequenceFormat.NativeText) for key in action.shortcuts()[:1])
        needs = "" if action.isEnabled() else _needed(BY_ID[id], is_open)
        where = needs or menus.get(id, _("Window"))
        # A label is called by its name in menus and tips; here one types what one wants to do.
        icon, name = BY_ID[id].icon, action.statusTip() or name_of(action)
        made.append(Entry(id, name, where, icon, keys, action.isEnabled(), action.trigger))
    return made


def _needed(action: Action, is_open: bool) -> str:
    """What has to be done before that action can act; empty where it is not known."""
    if action.where == "anywhere":
        return ""
    if not is_open:
        return _("Open an article first")
    return _("Select words first") if action.where in ("selection", "note") else ""


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
    """Icon, name with the typed letters bold, where it acts, keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(FOUND)
        row, now, entry = _RowRoom(option), theme.current(), found.entry
        ink = now.text if entry.enabled else now.disabled
        quiet = now.secondary if entry.enabled else now.disabled
        with paint.kept(painter):
            if option.state & QStyle.StateFlag.State_Selected:
                paint.ground(painter, row.whole.adjusted(_EDGE, 1, -_EDGE, -1), 8, now.selected)
            if found.begins_more:
                paint.hairline(painter, row.whole.left(), row.whole.top(), row.whole.width())
            if entry.icon:
                icon = row.part(_ICON, _ICON + 18)
                icon = QRectF(icon.left(), icon.center().y() - 9, 18, 18)
                paint.icon(painter, entry.icon, icon, quiet)
            end = self._keys(painter, row, entry)
            end = self._where(painter, row, entry, end, quiet)
            self._name(painter, row, found, end, ink)

    def _keys(self, painter: QPainter, row: _RowRoom, entry: Entry) -> float:
        """The keys as caps at the end of the row; gives back where they begin."""
        end = row.whole.width() - _ICON
        for key in entry.keys:
            # Keys are written from left to right in every language.
            for stroke in _caps(key) if row.rtl else reversed(_caps(key)):
                width = round(paint.advance(stroke, theme.ui_font(11, 500))) + 10
                cap = row.part(end - width, end)
                end -= paint.keycap(painter, cap.right(), cap.center().y(), stroke) + 4
        return end - 6 if entry.keys else end

    def _where(
        self, painter: QPainter, row: _RowRoom, entry: Entry, end: float, ink: QColor
    ) -> float:
        """Where it acts, up to `end`, in at most a third of the row; gives back where it begins."""
        font = theme.ui_font(12)
        width = min(paint.advance(entry.where, font) + 1, row.whole.width() / 3)
        paint.text(painter, row.part(end - width, end), entry.where, font, ink, row.trailing)
        return end - width - 12

    def _name(
        self, painter: QPainter, row: _RowRoom, found: Found, end: float, ink: QColor
    ) -> None:
        """The name run by run; where room is short it is elided, and no letter is bold."""
        runs = [(words, theme.ui_font(14, 700 if bold else 400)) for words, bold in _runs(found)]
        if sum(paint.advance(words, font) for words, font in runs) > end - _WORDS:
            runs = [(found.entry.name, theme.ui_font(14))]
        if len(runs) == 1:
            words, font = runs[0]
            paint.text(painter, row.part(_WORDS, end), words, font, ink, row.leading)
            return
        start = float(_WORDS)
        # The runs of a name stay in their order where the row is set from the right.
        for words, font in reversed(runs) if row.rtl else runs:
            width = paint.advance(words, font)
            paint.text(painter, row.part(start, start + width), words, font, ink, elide=False)
            start += width


class _RowRoom:
    """The parts of a row, measured from the side where reading begins."""

    def __init__(self, option: QStyleOptionViewItem) -> None:
        self.whole = QRectF(option.rect)
        self.rtl = option.direction == Qt.LayoutDirection.RightToLeft
        self.leading, self.trailing = (
            (paint.RIGHT, paint.LEFT) if self.rtl else (paint.LEFT, paint.RIGHT)
        )

    def part(self, start: float, end: float) -> QRectF:
        """From `start` to `end`, as high as the row."""
        left = self.whole.right() - end if self.rtl else self.whole.left() + start
        return QRectF(left, self.whole.top(), max(0.0, end - start), self.whole.height())


def _caps(key: str) -> list[str]:
    """A key in the caps it is shown by: "Ctrl+Shift+E" in three, "Ctrl++" in two."""
    return re.split(r"\+(?=.)", key) if len(key) > 1 else [key]


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


class _Field(QLineEdit):
    """The field at the top of the card, with its magnifier."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        hint = _("Do something, or go to an article")
        self.setObjectName("palette")
        self.setFont(theme.ui_font(17))
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFixedHeight(theme.scaled(_FIELD))
        before = _WORDS - 18 - 3  # the style sheet's padding, and Qt's own margin
        self.setTextMargins(*((0, 0, before, 0) if self.isRightToLeft() else (before, 0, 0, 0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        x = self.width() - _ICON - 17 if self.isRightToLeft() else _ICON - 1
        place = QRectF(x, (self.height() - 18) / 2, 18, 18)
        paint.icon(QPainter(self), "search", place, theme.current().secondary)


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
        self.field = _Field(self._card)
        self._lines = _Lines(self)
        self.list = QListView(self._card)
        self.list.setModel(self._lines)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(1)  # Qt's own is higher than one row, and would move it up
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("What was found"))
        self.list.viewport().setAutoFillBackground(False)
        self._nothing = Words(_("Nothing is called that."), 14, tone="secondary", parent=self._card)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(1, 1, 1, _EDGE)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addSpacing(_EDGE)
        column.addWidget(self.list, 1)
        self._nothing.setFixedHeight(theme.scaled(_ROW))
        beside = QHBoxLayout()
        beside.setContentsMargins(_WORDS - 1, 0, _WORDS, 0)
        beside.addWidget(self._nothing)
        column.addLayout(beside)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._run)
        self.list.selectionModel().currentChanged.connect(self._announce)
        over.installEventFilter(self)
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
            found += [
                Found(entry, matched(typed, entry.name) or (), begins_more=not n and bool(found))
                for n, entry in enumerate(self._more(typed))
            ]
        self._lines.show_found(found)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
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
            row = row % count if abs(by) == 1 < count else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self._lines.index(row))

    def _announce(self, index: Index) -> None:
        """Says the row that the arrows came to; the keyboard itself stays in the field."""
        words = index.data(Qt.ItemDataRole.AccessibleTextRole)
        if self.isVisible() and words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        if watched is self.field:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no key of the window acts behind the palette
            if event.type() == QEvent.Type.KeyPress:
                return self._take_key(cast(QKeyEvent, event))
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS,
            Qt.Key.Key_PageUp: -_ROWS,
            Qt.Key.Key_Home: -self._lines.rowCount(),
            Qt.Key.Key_End: self._lines.rowCount(),
        }
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._step(steps[key])
        elif key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
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
