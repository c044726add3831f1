"""The sheet of keys: every action by menu, found by its name, and given other keys.

It changes no action and no settings: what it decides is said in `changed`, at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar, cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _
from reader.text import fold
from ui import keys, paint, theme
from ui.actions import BY_ID, MENUS, Action, Menu
from ui.dialogs.frame import Frame
from ui.parts import KEYBOARD_REASONS, IconButton, LinkButton, SearchField, Words, name_of

T = TypeVar("T")
Group = tuple[str, list[T]]
"""A menu's title and what stands in it."""

_HEIGHT = 30
_CAPS = 26
_EDGE = 8
_ADD = 24
_BETWEEN = 4
_TWO_COLUMNS = 660
_PAGE = 8


# --- what stands where ---------------------------------------------------------------------------


def grouped(ids: Iterable[str], menus: Iterable[Menu] = MENUS) -> list[Group[str]]:
    """The actions by the menu they stand in, in its order; those in none under "Other"."""
    left = dict.fromkeys(ids)
    groups: list[Group[str]] = []
    for menu in menus:
        inside = [id for id in dict.fromkeys(_lines(menu)) if id in left]
        groups.append((menu.title, inside))
        for id in inside:
            del left[id]
    return [group for group in [*groups, (_("Other"), list(left))] if group[1]]


def _lines(menu: Menu) -> Iterator[str]:
    """The ids in a menu and in those that open from it."""
    for item in menu.items:
        if isinstance(item, Menu):
            yield from _lines(item)
        elif item:
            yield item


def in_two(groups: Sequence[Group[T]]) -> tuple[Sequence[Group[T]], Sequence[Group[T]]]:
    """The groups in two columns, in their order and as even as can be."""

    def taller(cut: int) -> int:
        return max(
            sum(len(lines) + 1 for _title, lines in half) for half in (groups[:cut], groups[cut:])
        )

    cut = min(range(len(groups) + 1), key=taller)
    return groups[:cut], groups[cut:]


def plain_name(action: QAction) -> str:
    """What an action is called within a sentence: without the dots that promise a dialog."""
    return name_of(action).removesuffix("…")


def is_called(name: str, typed: str) -> bool:
    """Whether a name holds every word that was typed; case and accents do not count."""
    folded = fold(name).text
    return all(word in folded for word in fold(typed).text.split())


# --- one row -------------------------------------------------------------------------------------


class KeyCaps(QAbstractButton):
    """The keys of one action, each as a cap; while one is awaited it says so instead."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: Sequence[str] = ()
        self.awaiting = False
        self.offering = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_keys(self, shown: Sequence[str]) -> None:
        """Shows these keys, written as the system writes them."""
        self._shown = shown
        self.setAccessibleName(" ".join(shown) or _("No key"))
        self.updateGeometry()
        self.update()

    def has_keys(self) -> bool:
        return bool(self._shown)

    def await_key(self, awaiting: bool) -> None:
        self.awaiting = awaiting
        self.updateGeometry()
        self.update()

    def offer(self, offering: bool) -> None:
        """Where there is no key, says that there can be one."""
        self.offering = offering
        self.update()

    def sizeHint(self) -> QSize:
        wide = sum(_cap_width(key) + _BETWEEN for key in self._shown)
        words = paint.advance(_("Press a key…"), theme.ui_font(12)) + 20
        least = words if self.awaiting else theme.scaled(72)
        return QSize(round(max(wide, least)), theme.scaled(_CAPS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room, now = QPainter(self), QRectF(self.rect()), theme.current()
        font = theme.ui_font(12)
        if self.awaiting:
            paint.outline(painter, room, 5, now.accent, inside=now.field)
            paint.text(painter, room, _("Press a key…"), font, now.accent, paint.CENTRE)
        elif self._shown:
            self._paint_caps(painter, room)
        elif self.offering:
            align = paint.LEFT if self.isRightToLeft() else paint.RIGHT
            paint.text(painter, room, _("Give a key"), font, now.secondary, align)

    def _paint_caps(self, painter: QPainter, room: QRectF) -> None:
        """The caps from the reading end of the row inwards; the first stands next to the name."""
        centre, edge = room.center().y(), 0.0
        for key in reversed(self._shown):
            width = _cap_width(key)
            right = room.left() + edge + width if self.isRightToLeft() else room.right() - edge
            paint.keycap(painter, right, centre, key)
            edge += width + _BETWEEN


def _cap_width(key: str) -> int:
    return round(paint.advance(key, theme.ui_font(11, 500))) + 10


Doing = Literal["nothing", "replacing", "adding", "asking"]


class KeyRow(QWidget):
    """An action and its keys; Enter or a click on them waits for the next key that is pressed.

    It decides nothing: `pressed` tells which key came, and the sheet answers with `refuse`, `ask`
    or new keys.
    """

    entered = Signal(str)
    """The keyboard is on this row."""
    stepped = Signal(int)
    """The keyboard goes on so many rows."""
    pressed = Signal(str, str, bool)
    """Id, key, and whether it comes to the others instead of taking the first one's place."""
    emptied = Signal(str)
    """The first key is taken away."""
    agreed = Signal(str)
    """What was asked is answered with yes."""
    usual_wanted = Signal(str)

    def __init__(self, id: str, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.id = id
        self.name = name
        self._spoken = spoken
        self._doing: Doing = "nothing"
        self._ringed = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.caps = KeyCaps(self)
        self.caps.clicked.connect(self.replace_key)
        self.usual: LinkButton | None = None
        self.add: IconButton | None = None
        self.said: Words | None = None
        self._answers: tuple[LinkButton, ...] = ()
        self._lay_out()

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._line.addWidget(Words(self.name, parent=self), 1)
        self._line.addWidget(self.caps)
        self._below = QHBoxLayout()
        self._below.setSpacing(4)
        column = QVBoxLayout(self)
        margin = (theme.scaled(_HEIGHT) - theme.scaled(_CAPS)) // 2
        inner, outer = _EDGE, _EDGE + _ADD + 2
        sides = (outer, inner) if self.isRightToLeft() else (inner, outer)
        column.setContentsMargins(sides[0], margin, sides[1], margin)
        column.setSpacing(0)
        column.addLayout(self._line)
        column.addLayout(self._below)

    def doing(self) -> Doing:
        """What the row waits for."""
        return self._doing

    # --- what it shows ---------------------------------------------------------------------------

    def show_keys(self, given: Sequence[str], *, usual: bool) -> None:
        """Shows these keys; where they are not the `usual` ones, offers to go back to them."""
        self.caps.show_keys([keys.shown(key) for key in given])
        self.setAccessibleName(", ".join((self._spoken, *map(keys.shown, given))))
        self.setAccessibleDescription(_("Enter changes the key, plus adds another."))
        if not usual and self.usual is None:
            self.usual = self._link(_("Usual"), self._want_usual, after=self)
            self.usual.setAccessibleName(_("Usual keys of {name}").format(name=self._spoken))
            self._line.insertWidget(1, self.usual)
        if self.usual is not None:
            self.usual.setVisible(not usual)

    def _want_usual(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the link goes, and the keyboard with it
        self.usual_wanted.emit(self.id)

    def _link(self, words: str, run: Callable[[], None], after: QWidget) -> LinkButton:
        """Words to press, reached by Tab after that widget."""
        action = QAction(words, self)
        action.triggered.connect(run)
        link = LinkButton(action, self, px=12)
        link.setFixedHeight(theme.scaled(_CAPS))
        QWidget.setTabOrder(after, link)
        return link

    def _offer(self, offering: bool) -> None:
        """Shows what can be done with the row while the mouse or the keyboard is on it."""
        if offering and self.add is None:
            adding = QAction(_("Add another key for {name}").format(name=self._spoken), self)
            adding.triggered.connect(self.add_key)
            self.add = IconButton(adding, "add", self, size=_ADD, icon_size=16)
            QWidget.setTabOrder(self.usual or self, self.add)
            self._place_add()
        if self.add is not None:
            self.add.setVisible(offering)
        self.caps.offer(offering)

    def _place_add(self) -> None:
        if self.add is not None:
            x = 4 if self.isRightToLeft() else self.width() - _ADD - 4
            self.add.move(x, (theme.scaled(_HEIGHT) - _ADD) // 2)

    # --- waiting for a key -----------------------------------------------------------------------

    def replace_key(self) -> None:
        """Waits for the key that takes the place of the first one."""
        self._wait("replacing")

    def add_key(self) -> None:
        """Waits for a key that comes to the others."""
        self._wait("adding")

    def _wait(self, doing: Doing) -> None:
        self.stop()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._doing = doing
        self.caps.await_key(True)
        has_one = doing == "replacing" and self.caps.has_keys()
        self._say(_("Esc: as it was. Backspace: no key.") if has_one else _("Esc: as it was."))

    def stop(self) -> None:
        """Waits for nothing more; what was asked is answered with no."""
        if self._doing == "nothing":
            return
        self._doing = "nothing"
        self.caps.await_key(False)
        if self.said is not None:
            self.said.hide()
        for answer in self._answers:
            answer.hide()
            answer.deleteLater()
        self._answers = ()
        self.update()

    def rest(self) -> None:
        """Waits for nothing and offers nothing: the keyboard is elsewhere."""
        self.stop()
        self._offer(self.underMouse())

    def refuse(self, why: str) -> None:
        """Says why that key cannot be, and waits for another."""
        self._say(why)

    def ask(self, question: str) -> None:
        """Asks whether the key may be taken from the action that has it; "Keep" is the safe one."""
        self._doing = "asking"
        self.caps.await_key(False)
        self._say(question)
        take = self._link(_("Take it"), self._agree, after=self)
        keep = self._link(_("Keep"), self._keep, after=take)
        self._answers = (take, keep)
        for answer in self._answers:
            self._below.addWidget(answer)
            answer.show()
        keep.setFocus(Qt.FocusReason.TabFocusReason)

    def _agree(self) -> None:
        self._keep()
        self.agreed.emit(self.id)

    def _keep(self) -> None:
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self.stop()

    def _say(self, sentence: str) -> None:
        if self.said is None:
            self.said = Words("", 12, tone="secondary", wrap=True, parent=self)
            self.said.setContentsMargins(0, 2, 0, 4)
            self._below.insertWidget(0, self.said, 1)
        self.said.setText(sentence)
        self.said.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self.update()

    # --- hand ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if self._doing in ("replacing", "adding"):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                # Here and not in keyPressEvent, which Tab never reaches.
                self._hear(cast(QKeyEvent, event))
                return True
        return super().event(event)

    def _hear(self, event: QKeyEvent) -> None:
        """Takes what is pressed while a key is awaited."""
        event.accept()
        if event.isAutoRepeat():
            return  # the Enter that began it may still be held
        key = keys.pressed(event.key(), event.modifiers())
        if key == "Esc":
            self.stop()
        elif key == "Backspace" and self._doing == "replacing":
            self.stop()
            self.emptied.emit(self.id)
        elif key is not None:
            self.pressed.emit(self.id, key, self._doing == "adding")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_Home: -len(BY_ID),
            Qt.Key.Key_End: len(BY_ID),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm()
        elif key == Qt.Key.Key_Escape and self._doing == "asking":
            self._keep()
        elif key == Qt.Key.Key_F2:
            self.replace_key()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Insert):
            self.add_key()
        elif key in steps:
            self.stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        """Enter: presses the button of the row that the keyboard is on, else waits for a key."""
        here = self.focusWidget()
        if isinstance(here, QAbstractButton) and here.hasFocus():
            here.click()
        else:
            self.replace_key()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in KEYBOARD_REASONS
        self._offer(True)
        self.entered.emit(self.id)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        if self._doing in ("replacing", "adding"):
            self.stop()
        self._offer(self.underMouse() or event.reason() in KEYBOARD_REASONS)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._offer(True)

    def leaveEvent(self, event: QEvent) -> None:
        self._offer(self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_add()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, room, painter = theme.current(), QRectF(self.rect()), QPainter(self)
        if self.hasFocus() or self._doing != "nothing":
            paint.ground(painter, room, 6, now.selected)
        elif self.underMouse():
            paint.ground(painter, room, 6, now.hover)
        if self._ringed:
            paint.focus_ring(painter, room, 6)


# --- the sheet -----------------------------------------------------------------------------------


class _Filter(SearchField):
    """The field above the rows: Enter and Down go on to the first row that is shown."""

    passed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.passed.emit()
        else:
            super().keyPressEvent(event)


class KeysDialog(Frame):
    """Every action and its keys, by menu, in two columns where there is room."""

    changed = Signal(object)
    """The person's own keys as they are now; a mapping as `Settings.keys` holds it."""

    def __init__(
        self, actions: Mapping[str, QAction], own: keys.Own, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Keys"), parent, width=440)
        self._actions = actions
        self._table: list[Action] = [BY_ID[id] for id in actions if id in BY_ID]
        self._own: keys.Own = dict(own)
        self._before: keys.Own | None = None
        self._wanted: tuple[str, tuple[str, ...]] = ("", ())
        self._rows: dict[str, KeyRow] = {}
        self._headings: list[tuple[Words, list[str]]] = []
        self.filter = _Filter(_("Find an action by its name"), self)
        self._nothing = Words(_("No action is called that."), 13, tone="secondary", parent=self)
        self._lay_out()
        self._show_keys()
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(800, min(700, self.screen().availableGeometry().height() - 80))

    def _lay_out(self) -> None:
        hint = _("Click on keys, or press Enter on a row, to change them; + adds another.")
        self.filter.textChanged.connect(self._find)
        self.filter.passed.connect(self._enter_rows)
        self.filter.left.connect(self.reject)
        self.column.addWidget(self.filter)
        self.column.addWidget(Words(hint, 12, tone="secondary", wrap=True, parent=self))
        self.column.addWidget(self._nothing)
        self._scroller = QScrollArea(self, widgetResizable=True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setMinimumHeight(200)
        self._scroller.setWidget(self._sheet())
        self.column.addWidget(self._scroller, 1)
        self._nothing.hide()
        role = QDialogButtonBox.ButtonRole
        self._all = self.button(_("All as usual"), role.ResetRole)
        self._all.clicked.connect(self._all_as_usual)
        self.button(_("Close"), role.RejectRole).setDefault(True)

    def _sheet(self) -> QWidget:
        sheet = QWidget(self._scroller)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, sheet)
        self._columns.setContentsMargins(0, 0, 12, 0)
        self._columns.setSpacing(24)
        seen = [line.id for line in self._table if self._actions[line.id].isVisible()]
        for half in in_two(grouped(seen)):
            self._columns.addLayout(self._half(half, sheet), 1)
        self._let_tab_reach(next(iter(self._rows)))
        return sheet

    def _half(self, groups: Sequence[Group[str]], sheet: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for title, ids in groups:
            heading = Words(title, 14, 600, parent=sheet)
            heading.setContentsMargins(_EDGE, 12 if column.count() else 0, _EDGE, 4)
            self._headings.append((heading, ids))
            column.addWidget(heading)
            for id in ids:
                column.addWidget(self._row(id, sheet))
        column.addStretch(1)
        return column

    def _row(self, id: str, sheet: QWidget) -> KeyRow:
        action = self._actions[id]
        row = KeyRow(id, name_of(action), plain_name(action), sheet)
        row.entered.connect(self._enter)
        row.stepped.connect(self._step)
        row.pressed.connect(self._judge)
        row.emptied.connect(self._empty)
        row.agreed.connect(self._take)
        row.usual_wanted.connect(self._as_usual)
        self._rows[id] = row
        return row

    # --- deciding --------------------------------------------------------------------------------

    def own(self) -> keys.Own:
        """The person's own keys as they are now."""
        return self._own

    def _judge(self, id: str, key: str, adding: bool) -> None:
        """Gives the action a key that was pressed, says why not, or asks first."""
        row, why = self._rows[id], keys.refused(BY_ID[id], key)
        if why is not None:
            row.refuse(why)
            return
        held = keys.in_force(self._table, self._own)[id]
        others = held if adding else held[1:]
        wanted = (*others, key) if adding else (key, *others)
        self._wanted = id, tuple(dict.fromkeys(wanted))
        owners = keys.holders(self._table, self._own, key, but=id)
        if owners:
            row.ask(self._question((key,), owners))
        else:
            row.stop()
            self._give(*self._wanted)

    def _question(self, wanted: Sequence[str], owners: Sequence[str]) -> str:
        key = ", ".join(map(keys.shown, wanted))
        names = ", ".join(paint.isolated(plain_name(self._actions[id])) for id in owners)
        return _("{key} is {name}. Take it?").format(key=key, name=names)

    def _take(self, id: str) -> None:
        asked, wanted = self._wanted
        if asked == id:
            self._give(id, wanted)

    def _empty(self, id: str) -> None:
        self._give(id, keys.in_force(self._table, self._own)[id][1:])

    def _as_usual(self, id: str) -> None:
        """Back to the usual keys; where another action has got one of them, asks first."""
        usual = BY_ID[id].keys
        held = {key: keys.holders(self._table, self._own, key, but=id) for key in usual}
        lost = {key: owners for key, owners in held.items() if owners}
        self._wanted = id, usual
        if lost:
            owners = tuple(dict.fromkeys(owner for each in lost.values() for owner in each))
            self._rows[id].ask(self._question(tuple(lost), owners))
        else:
            self._give(id, usual)

    def _give(self, id: str, given: Sequence[str]) -> None:
        self._before = None
        self._put(keys.changed(self._own, id, given, self._table, take=True))

    def _all_as_usual(self) -> None:
        """All keys as usual, or as they were before that."""
        self._stop_others()
        if self._before is not None:
            own, self._before = self._before, None
        else:
            own, self._before = {}, self._own
        self._put(own)

    def _put(self, own: keys.Own) -> None:
        if own != self._own:
            self._own = own
            self.changed.emit(own)
        self._show_keys()

    def _show_keys(self) -> None:
        held = keys.in_force(self._table, self._own)
        usual = keys.in_force(self._table, {})
        for id, row in self._rows.items():
            row.show_keys(held[id], usual=held[id] == usual[id])
        self._all.setText(_("All as usual") if self._before is None else _("Mine again"))
        self._all.setEnabled(held != usual or self._before is not None)

    # --- going about -----------------------------------------------------------------------------

    def _find(self, typed: str) -> None:
        """Shows the rows whose names hold what was typed."""
        self._stop_others()
        for row in self._rows.values():
            row.setVisible(is_called(row.name, typed))
        for heading, ids in self._headings:
            heading.setHidden(all(self._rows[id].isHidden() for id in ids))
        seen = self._seen()
        self._nothing.setVisible(not seen)
        if seen:
            self._let_tab_reach(seen[0].id)

    def _seen(self) -> list[KeyRow]:
        return [row for row in self._rows.values() if not row.isHidden()]

    def _enter_rows(self) -> None:
        for row in self._seen()[:1]:
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _enter(self, id: str) -> None:
        self._stop_others(id)
        self._let_tab_reach(id)
        self._scroller.ensureWidgetVisible(self._rows[id], 0, 24)

    def _let_tab_reach(self, id: str) -> None:
        """One row at a time is reached by Tab: the one that the keyboard was on last."""
        by_tab, by_click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
        for each, row in self._rows.items():
            row.setFocusPolicy(by_tab if each == id else by_click)

    def _step(self, by: int) -> None:
        """To the row so many further on; from the first one up to the field."""
        seen = self._seen()
        at = next((n for n, row in enumerate(seen) if row.hasFocus()), None)
        if at is None:
            return
        if at == 0 and by == -1:
            self.filter.setFocus(Qt.FocusReason.TabFocusReason)
            return
        to = max(0, min(len(seen) - 1, at + by))
        seen[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _stop_others(self, but: str = "") -> None:
        for id, row in self._rows.items():
            if id != but:
                row.rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = event.size().width() >= _TWO_COLUMNS
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)
