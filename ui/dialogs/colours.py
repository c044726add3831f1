"""The eight colours to choose from: each with its sign and its name, never by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import get_args

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QActionGroup, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from reader.messages import _
from reader.model import Colour
from ui import paint

COLOURS: tuple[Colour, ...] = get_args(Colour)

_SIDE = 16
_SHARP = 3
"""Pixels for one of the screen: as many as any screen has."""


def colour_name(colour: Colour) -> str:
    match colour:
        case "yellow":
            return _("Yellow")
        case "blue":
            return _("Blue")
        case "orange":
            return _("Orange")
        case "green":
            return _("Green")
        case "grey":
            return _("Grey")
        case "red":
            return _("Red")
        case "teal":
            return _("Teal")
        case "pink":
            return _("Pink")


def sign_icon(colour: Colour | None) -> QIcon:
    """A colour's sign as an icon of the theme that is worn now; an empty one for no colour."""
    picture = QPixmap(_SIDE * _SHARP, _SIDE * _SHARP)
    picture.setDevicePixelRatio(_SHARP)
    picture.fill(Qt.GlobalColor.transparent)
    if colour is not None:
        painter = QPainter(picture)
        paint.sign(painter, colour, QPointF(_SIDE / 2, _SIDE / 2), 5)
        painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # else the style tints it in a selected row
    return icon


def fill_colours(
    menu: QMenu,
    chosen: Colour | None,
    choose: Callable[[Colour | None], object],
    *,
    none: bool = False,
) -> None:
    """Fills a menu with the colours, `chosen` ticked; with `none` there is “No colour” too."""
    menu.clear()
    group = QActionGroup(menu)
    offered: list[tuple[Colour | None, str]] = [(each, colour_name(each)) for each in COLOURS]
    if none:
        offered.insert(0, (None, _("No colour")))
    for colour, name in offered:
        # The style shows either the icon or the tick: the tick stands where a key would.
        line = menu.addAction(sign_icon(colour), f"{name}\t✓" if colour == chosen else name)
        line.setCheckable(True)
        line.setChecked(colour == chosen)
        group.addAction(line)
        line.triggered.connect(partial(_choose, choose, colour))


def _choose(
    choose: Callable[[Colour | None], object], colour: Colour | None, _checked: bool = False
) -> None:
    choose(colour)
