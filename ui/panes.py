"""Where the four panes of the window stand at a given width, and the drags that change it.

`arrange` decides and is pure; `Panes` only moves widgets to where it says. The page is never the
one that gives way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Literal

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from reader.values import dataclass
from ui import paint, theme

Side = Literal["shelves", "list", "notes"]
Range = Literal["tiny", "narrow", "usual", "wide"]

SIDES: tuple[Side, ...] = ("shelves", "list", "notes")
"""From the edge where reading starts; the page stands between list and notes."""

SMALLEST_PAGE = 400
_GRAB = 9
_BESIDE: Mapping[Range, tuple[Side, ...]] = {
    "tiny": (),
    "narrow": ("list",),
    "usual": ("list", "notes"),
    "wide": ("shelves", "list", "notes"),
}
_USUAL: Mapping[Side, int] = {"shelves": 208, "list": 280, "notes": 296}
_WIDE: Mapping[Side, int] = {"shelves": 208, "list": 320, "notes": 336}
_LIMITS: Mapping[Side, tuple[int, int]] = {
    "shelves": (160, 320),
    "list": (220, 520),
    "notes": (240, 560),
}


def range_of(width: int) -> Range:
    """Which of the four layouts a window of this width takes."""
    if width < 760:
        return "tiny"
    if width < 1100:
        return "narrow"
    return "usual" if width < 1440 else "wide"


@dataclass(frozen=True)
class Wishes:
    """What the user asked of the panes.

    `closed` were put away where they could stand; `widths` are remembered per range, keyed
    "usual/list"; `drawer` is the one that is open over the others; `alone` shows the page only.
    `empty` sides have nothing to show now.
    """

    closed: frozenset[Side] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    drawer: Side | None = None
    alone: bool = False
    empty: frozenset[Side] = frozenset()

    def width(self, side: Side, window: int) -> int:
        kind = range_of(window)
        usual = (_WIDE if kind == "wide" else _USUAL)[side]
        low, high = _LIMITS[side]
        return min(high, max(low, self.widths.get(f"{kind}/{side}", usual)))

    def resized(self, side: Side, width: int, window: int) -> Wishes:
        """The same with that side this wide in windows of this range."""
        low, high = _LIMITS[side]
        kept = min(high, max(low, width))
        return replace(self, widths={**self.widths, f"{range_of(window)}/{side}": kept})


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Widths in pixels; a side that is not in `beside` takes no room from the page."""

    beside: Mapping[Side, int]
    page: int
    drawer: tuple[Side, int] | None


def can_stand(side: Side, window: int) -> bool:
    """Whether a window of this width has room for that side beside the page."""
    return side in _BESIDE[range_of(window)]


def arrange(window: int, wishes: Wishes) -> Arrangement:
    """Who stands where in a window of this width."""
    if wishes.alone:
        return Arrangement({}, window, _drawer(window, wishes, {}))
    beside = {
        side: wishes.width(side, window)
        for side in SIDES
        if can_stand(side, window) and side not in wishes.closed | wishes.empty
    }
    _give_way(beside, window)
    return Arrangement(beside, window - sum(beside.values()), _drawer(window, wishes, beside))


def _give_way(beside: dict[Side, int], window: int) -> None:
    """Narrows the sides, the notes first, until the page has its room."""
    for side in ("shelves", "notes", "list"):
        missing = SMALLEST_PAGE - (window - sum(beside.values()))
        if missing > 0 and side in beside:
            beside[side] = max(_LIMITS[side][0], beside[side] - missing)


def _drawer(window: int, wishes: Wishes, beside: Mapping[Side, int]) -> tuple[Side, int] | None:
    side = wishes.drawer
    if side is None or side in beside:
        return None
    return side, min(wishes.width(side, window), window - 48)


def toggled(wishes: Wishes, side: Side, window: int) -> Wishes:
    """What the side's button does: put away or bring back, beside the page or over it."""
    if wishes.alone or not can_stand(side, window):
        return replace(wishes, drawer=None if wishes.drawer == side else side)
    return replace(wishes, closed=wishes.closed ^ {side}, drawer=None)


class Panes(QWidget):
    """The page with its sides. Widths follow `wishes`; drags and toggles change them."""

    changed = Signal()
    """Who is seen, or how wide, is not what it was."""

    def __init__(
        self, page: QWidget, sides: Mapping[Side, QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.wishes = Wishes()
        self._page = page
        self._sides = dict(sides)
        self._veil = _Veil(self)
        self._veil.pressed.connect(self.close_drawer)
        for widget in (page, *sides.values()):
            widget.setParent(self)
        self._grips = {side: _Grip(self, side) for side in self._sides}
        self._shown: Arrangement | None = None

    def arrangement(self) -> Arrangement:
        """Who stands where now."""
        return arrange(self.width(), self.wishes)

    def is_seen(self, side: Side) -> bool:
        """Whether that side is beside the page or open over it."""
        now = self.arrangement()
        return side in now.beside or (now.drawer is not None and now.drawer[0] == side)

    def take(self, wishes: Wishes) -> None:
        """Arranges the panes by other wishes."""
        self.wishes = wishes
        self._place()

    def toggle(self, side: Side) -> None:
        """Puts that side away, or brings it back beside the page or over it."""
        self.take(toggled(self.wishes, side, self.width()))

    def close_drawer(self) -> None:
        """Puts away what is open over the others, if anything is."""
        if self.wishes.drawer is not None:
            self.take(replace(self.wishes, drawer=None))

    def drag(self, side: Side, x: int) -> None:
        """Makes a side reach to `x`, as far as it and the page allow."""
        left, right = self._edges(self.arrangement().beside).get(side, (0, 0))
        self.take(
            self.wishes.resized(side, x - left if side != "notes" else right - x, self.width())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.wishes.drawer is not None:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def _edges(self, beside: Mapping[Side, int]) -> dict[Side, tuple[int, int]]:
        """Where each side begins and ends, from the edge where reading starts."""
        edges: dict[Side, tuple[int, int]] = {}
        at = 0
        for side in ("shelves", "list"):
            if side in beside:
                edges[side] = (at, at + beside[side])
                at += beside[side]
        if "notes" in beside:
            edges["notes"] = (self.width() - beside["notes"], self.width())
        return edges

    def _place(self) -> None:
        now = self.arrangement()
        edges = self._edges(now.beside)
        before = max((end for side, (_start, end) in edges.items() if side != "notes"), default=0)
        self._set(self._page, before, before + now.page)
        for side, widget in self._sides.items():
            grip = self._grips[side]
            widget.setVisible(side in edges or (now.drawer is not None and now.drawer[0] == side))
            grip.setVisible(side in edges)
            if side in edges:
                self._set(widget, *edges[side])
                boundary = edges[side][0 if side == "notes" else 1]
                self._set(grip, boundary - _GRAB // 2 - 1, boundary + _GRAB // 2)
                grip.raise_()
        self._place_drawer(now)
        if now != self._shown:
            self._shown = now
            self.changed.emit()

    def _place_drawer(self, now: Arrangement) -> None:
        self._veil.setVisible(now.drawer is not None)
        if now.drawer is None:
            return
        side, width = now.drawer
        self._veil.setGeometry(self.rect())
        self._veil.raise_()
        drawer = self._sides[side]
        self._set(
            drawer, *((self.width() - width, self.width()) if side == "notes" else (0, width))
        )
        self._veil.beside = drawer.geometry()
        drawer.raise_()

    def _set(self, widget: QWidget, start: int, end: int) -> None:
        left = self.width() - end if self.isRightToLeft() else start
        widget.setGeometry(left, 0, end - start, self.height())


class _Grip(QWidget):
    """An edge to drag: 9 px to grab where 1 px is seen."""

    def __init__(self, panes: Panes, side: Side) -> None:
        super().__init__(panes)
        self._panes = panes
        self._side: Side = side
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self._panes.mapFromGlobal(event.globalPosition().toPoint()).x()
            mirrored = self._panes.width() - x if self._panes.isRightToLeft() else x
            self._panes.drag(self._side, mirrored)


class _Veil(QWidget):
    """Catches clicks beside an open drawer and draws the drawer's shadow."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.beside = QRect()
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.shadow(painter, self.beside.toRectF(), 0, 24)
        painter.fillRect(self.rect(), theme.faint(theme.current().scrim, 0.06))


class PaneCycle(QObject):
    """Steps the keyboard round the panes that are seen; a pane remembers what had the focus."""

    def __init__(self, panes: list[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._panes = panes
        self._last: dict[QWidget, QWidget] = {}
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._remember)

    def step(self, by: int) -> None:
        """Gives the focus to the next (1) or previous (-1) pane that is seen."""
        seen = [pane for pane in self._panes if pane.isVisible()]
        if not seen:
            return
        now = QApplication.focusWidget()
        here = next((i for i, pane in enumerate(seen) if now and pane.isAncestorOf(now)), None)
        target = seen[(here + by) % len(seen)] if here is not None else seen[0]
        self.enter(target)

    def enter(self, pane: QWidget) -> None:
        """Gives the focus to what had it last in this pane, else to its first stop."""
        last = self._last.get(pane)
        usable = last is not None and isValid(last) and last.isVisible()
        widget = last if usable else _first_stop(pane)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remember(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        for pane in self._panes:
            if pane.isAncestorOf(new):
                self._last[pane] = new


def _first_stop(pane: QWidget) -> QWidget | None:
    """The widget in a pane that the keyboard should come to first: of buttons the one chosen."""
    proxy = pane.focusProxy()
    if proxy is not None and proxy.isVisibleTo(pane):
        return proxy
    stops = [
        each
        for each in pane.findChildren(QWidget)
        if each.isVisibleTo(pane) and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    chosen = (each for each in stops if isinstance(each, QAbstractButton) and each.isChecked())
    return next(chosen, stops[0] if stops else None)
